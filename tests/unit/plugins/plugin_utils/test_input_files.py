# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Input files keep every value, know the line of each entry, and every error names the file."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.plugin_utils._input_files import InputFile, read_input_file

# The characters that YAML allows. Lone surrogates are in no file.
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff\u2028\u2029\x85\ufeff"))
KEYS = TEXTS.filter(lambda key: key != "<<" and len(key) <= 80)  # a key of YAML has at most 1,024 characters, escaped
VALUES = st.recursive(
    TEXTS | st.integers(-(2**53), 2**53) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)


def read(folder: Path, content: bytes | str) -> InputFile:
    path = folder / "input.yml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_input_file(DataLoader(), "manifest_file", str(path), ("samples", "waivers"))


@given(entries=st.lists(VALUES, max_size=5), indent=st.sampled_from([None, 1, "\t"]), ascii_only=st.booleans())
def test_every_json_value_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, entries: list[Any], indent: int | str | None, ascii_only: bool
) -> None:
    text = json.dumps({"samples": entries}, indent=indent, ensure_ascii=ascii_only)
    assert list(read(tmp_path_factory.mktemp("json"), text).entries.get("samples", ())) == entries


@given(entries=st.lists(VALUES, max_size=5), unicode=st.booleans(), flow=st.sampled_from([None, False, True]))
def test_every_yaml_value_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, entries: list[Any], unicode: bool, flow: bool | None
) -> None:
    text = yaml.safe_dump(entries, allow_unicode=unicode, default_flow_style=flow)
    assert list(read(tmp_path_factory.mktemp("yaml"), text).entries["samples"]) == entries


def test_lines_and_indexes_are_those_of_the_file(tmp_path: Path) -> None:
    file = read(tmp_path, "# comment\nwaivers:\n- a\nsamples:\n\n- b\n-\n  c\n- [d,\n   e]\n")
    assert [(source.line, source.index) for source in file.sources("samples")] == [(6, 0), (8, 1), (9, 2)]
    assert [(source.line, source.index) for source in file.sources("waivers")] == [(3, 0)]
    assert {source.file for source in file.sources("samples")} == {str(tmp_path / "input.yml")}


@pytest.mark.parametrize("content", ["", "---\n", "# nothing\n", "null", "samples:\n", "{}", "samples: []", "\ufeff"])
def test_empty_file_has_no_entries(tmp_path: Path, content: str) -> None:
    file = read(tmp_path, content)
    assert not any(file.entries.values())
    assert file.sources("samples") == file.sources("waivers") == []


def test_own_key_has_precedence_over_a_merged_one_and_the_first_merge_over_the_next(tmp_path: Path) -> None:
    bases = "- &a {x: 1, y: 1, z: 1}\n- &b {y: 2, z: 2, w: 2}\n"
    file = read(tmp_path, bases + "- {x: 3, <<: [*a, *b]}\n- {<<: *b, z: 4}\n- &c {<<: *a}\n- {<<: *c}\n")
    merged = list(file.entries["samples"])[2:]
    assert merged == [
        {"x": 3, "y": 1, "z": 1, "w": 2},
        {"y": 2, "z": 4, "w": 2},
        {"x": 1, "y": 1, "z": 1},
        {"x": 1, "y": 1, "z": 1},
    ]


@given(content=st.binary(max_size=60) | st.text("{}[]:,-#&*!|>'\"%@`\\?<= \n\tab0~", max_size=40).map(str.encode))
def test_any_content_is_read_or_refused_with_the_name_of_the_file(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("any")
    problem = str(folder / "input.yml")
    try:
        read(folder, content)
    except ConfigurationError as error:
        problem = str(error)
    assert str(folder / "input.yml") in problem


SECRET = "Xq7Zw9Kv2Jh5"
BROKEN = (
    "secret_key: *{}",
    "secret_key: @{}",
    "secret_key: `{}",
    "secret_key: %{}",
    'secret_key: "\\{}"',
    'secret_key: "\\u{}"',
    "secret_key: !{}!x y",
    "secret_key: !{} y",
    "secret_key: !<{} y",
    "- &{0} a\n- &{0} b",
    "%{} x",
    "secret_key: |{}",
    "secret_key: '{}",
    "secret_key: {}: x",
    "{{secret_key: {}: x}}",
    "\t{}: x",
    "secret_key: \x01{}",
    "secret_key: x\n  {}: y",
    "? {}\n- x",
    "{{secret_key:{}}}",
    "{{secret_key:{0}, secret_key:{0}}}",
    '{{"secret_key": "{}"',
    "*{}",
)


@pytest.mark.parametrize("parser", [yaml.SafeLoader, yaml.CSafeLoader])
@pytest.mark.parametrize("text", BROKEN)
def test_errors_never_show_a_part_of_a_line(tmp_path: Path, text: str, parser: Any) -> None:
    path = tmp_path / "accounts.yml"
    path.write_text(text.format(SECRET), encoding="utf-8")
    with pytest.raises(ConfigurationError) as raised:
        read_input_file(DataLoader(), "accounts_file", str(path), ("accounts",), parser)
    shown = str(raised.value).removeprefix(str(path))
    assert not any(SECRET[start : start + 3] in shown for start in range(len(SECRET) - 2))
    assert shown.startswith(":")


@pytest.mark.parametrize("value", ["0123", "12:30", "1_000", "0x1F", "010001", "007", "0b11", "+5", "-0_1", "0o17_"])
@pytest.mark.parametrize("text", ["- name: {}", "samples:\n- {{tags: [{}]}}", "- {}: x", '[{{"name": {}}}]'])
def test_number_that_yaml_changes_is_an_error_or_stays_text(tmp_path: Path, value: str, text: str) -> None:
    number = yaml.safe_load(value)
    if isinstance(number, str):
        assert value in str(read(tmp_path, text.format(value)).entries)
    else:
        line = 2 if "samples" in text else 1
        with pytest.raises(ConfigurationError, match=rf"input\.yml:{line}: .*quote it"):
            read(tmp_path, text.format(value))


@pytest.mark.parametrize("value", ["0", "7", "-12", "10001"])
def test_plain_number_is_read_as_it_is_written(tmp_path: Path, value: str) -> None:
    assert list(read(tmp_path, f"- {value}").entries["samples"]) == [int(value)]


def test_path_must_be_a_regular_file_of_limited_size(tmp_path: Path) -> None:
    fifo, huge, link = tmp_path / "fifo", tmp_path / "huge", tmp_path / "link"
    os.mkfifo(fifo)
    with huge.open("wb") as file:
        file.truncate(2**40)  # a sparse file
    link.symlink_to("/dev/zero")
    cases = {
        str(fifo): "it is a FIFO",
        str(link): "it is a device",
        str(huge): "it is larger than 256 MiB",
        str(tmp_path): "it is a directory",
        str(tmp_path / ("x" * 300)): "File name too long",
        str(tmp_path / "none"): "No such file",
        str(fifo / "below"): "Not a directory",
        "a\0b": "contains a null character",
    }
    for path, problem in cases.items():
        with pytest.raises(ConfigurationError, match=problem):
            read_input_file(DataLoader(), "accounts_file", path, ("accounts",))


@pytest.mark.parametrize("text", ["[" * 200_000, "{a: " * 50_000, "- " * 100_000, "[" * 20_000 + "]" * 20_000])
def test_deep_nesting_is_an_error_and_does_not_end_the_process(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"input\.yml: is nested too deeply"):
        read(tmp_path, text)
