# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the JSON Schemas accept is what is read."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, strategies as st
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.accounts import ACCOUNT_FIELDS
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import EXPECTATION_FIELDS
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.waivers import WAIVER_FIELDS
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.options import CONNECTION_SPEC
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.fields import Field, parse_entry
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.problems import Problems
from support import schemas

FILES = sorted(schemas.FOLDER.glob("*.schema.json"))
EXAMPLES = schemas.ROOT / "examples"
KINDS: Mapping[str, tuple[str, str, Mapping[str, Field]]] = {
    "sample": ("manifest", "samples", EXPECTATION_FIELDS),
    "waiver": ("waivers", "waivers", WAIVER_FIELDS),
    "account": ("accounts", "accounts", ACCOUNT_FIELDS),
}


def validator(name: str) -> Draft202012Validator:
    read = json.loads((schemas.FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator(read, format_checker=FormatChecker())


VALIDATORS = {name: validator(name) for name in ("manifest", "waivers", "accounts")}


def is_read(kind: str, entry: Any) -> bool:
    """Whether the reader finds nothing wrong with an entry by itself."""
    problems = Problems()
    read = parse_entry("entry", entry, KINDS[kind][2], problems)
    return read is not None and (kind != "sample" or not read["name"] is read["person_id"] is None)


def is_accepted(kind: str, entry: Any) -> bool:
    file, key, _fields = KINDS[kind]
    as_list, as_mapping = (VALIDATORS[file].is_valid(document) for document in ([entry], {key: [entry]}))
    assert as_list is as_mapping
    return bool(as_list)


def objects(part: Any) -> Iterator[Mapping[str, Any]]:
    """Every schema of an object within one."""
    if isinstance(part, list):
        for entry in part:
            yield from objects(entry)
    elif isinstance(part, dict):
        if part.get("type") == "object" and "properties" in part:
            yield part
        for entry in part.values():
            yield from objects(entry)


def test_the_files_are_those_that_are_made() -> None:
    assert {path.name.partition(".")[0] for path in FILES} == {*schemas.schemas(), "report"}
    for name, made in schemas.schemas().items():
        path = schemas.FOLDER / f"{name}.schema.json"
        assert path.read_text(encoding="utf-8") == schemas.written(made), "make it anew: python -m support.schemas"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_schema_is_one_and_describes_every_property(path: Path) -> None:
    read = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(read)
    assert read["$schema"] == schemas.DIALECT
    assert read["$id"] == schemas.address(path.name.partition(".")[0])
    found = list(objects(read))
    assert found
    for one in found:
        assert one["additionalProperties"] is False
        assert all(described["description"] for described in one["properties"].values())
    text = path.read_text(encoding="utf-8")
    assert not schemas.MARKUP.search(text)


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("With a O(samples[].name) or O(only), V(3) is C(a.b\\)c).", "With a name or only, 3 is a.b)c."),
        ("Labels of O(accounts[].labels).", "Labels of accounts[].labels."),
        ("P(a.b.c#role), M(a.b.d), E(HOME), RV(a.b.d#module:kind), no FOO(x).", "a.b.c, a.b.d, HOME, kind, no FOO(x)."),
    ],
)
def test_markup_becomes_plain_words(markup: str, words: str) -> None:
    assert schemas.plain_words(markup, "samples") == words


TEXTS = st.sampled_from(["Ann", "a*", "7", "", " ", "\u3000", "\x1c", "张三", "2026-12-31", "UserDefine", "missing"])
ODD: st.SearchStrategy[Any] = st.one_of(
    TEXTS,
    st.integers(-2, 3),
    st.booleans(),
    st.sampled_from(
        [1.5, "2026-13-31", "2026-02-29", "20261231", "2026-W01-1", "2026-12-31T00:00", "high", "All", "absent"]
    ),
    st.lists(st.one_of(TEXTS, st.integers(0, 2), st.booleans(), st.just([])), max_size=3),
    st.dictionaries(TEXTS, TEXTS, max_size=1),
)


def good_values(field: Field) -> st.SearchStrategy[Any]:
    """What a field's schema accepts, and some more of the same kind."""
    said = field.schema
    if "enum" in said:
        return st.sampled_from(said["enum"])
    if said["type"] == "array":
        entries = said["items"].get("enum")
        return st.lists(st.sampled_from(entries) if entries else TEXTS.filter(str.strip), min_size=1, max_size=3)
    if said.get("format") == "date":
        return st.dates(dt.date(1000, 1, 1)).map(dt.date.isoformat)
    simple: dict[str, st.SearchStrategy[Any]] = {
        "integer": st.integers(0, 5),
        "number": st.one_of(st.integers(0, 5), st.floats(0, 5)),
        "boolean": st.booleans(),
        "string": st.just("/etc/ca.pem"),
    }
    return simple.get(said["type"], TEXTS) if isinstance(said["type"], str) else TEXTS


@st.composite
def entries(draw: st.DrawFn, fields: Mapping[str, Field]) -> Any:
    """An entry that is good, or was until a few of its fields were written over, left out or misspelt."""
    required = {name: good_values(field) for name, field in fields.items() if field.required}
    optional = {name: good_values(field) for name, field in fields.items() if not field.required}
    entry = draw(st.fixed_dictionaries(required, optional=optional))
    for name in draw(st.lists(st.sampled_from([*fields, "nam"]), max_size=2)):
        entry[name] = draw(ODD)
    for name in draw(st.lists(st.sampled_from([*fields]), max_size=1)):
        entry.pop(name, None)
    return draw(st.one_of(st.just(entry), st.just(entry), st.just(entry), ODD))


def known_difference(kind: str, entry: Any) -> str | None:
    """Where the schema and the reader are not of one mind, by name."""
    if not isinstance(entry, dict):
        return None
    if any(value is None for value in entry.values()):
        return "null is a field left out for the reader; the schema has it left out"
    if kind == "sample" and isinstance(entry.get("min_faces"), float) and entry["min_faces"].is_integer():
        return "1.0 is an integer in JSON Schema, and a float for the reader"
    if kind == "account" and _is_converted(entry):
        return "options of the connection are converted as Ansible does: '5' is 5, 1.5 is '1.5', 5 is the path '5'"
    return None


def _is_converted(entry: Mapping[str, Any]) -> bool:
    """Whether an option has a value of another type than its own, which the reader may convert."""
    proper: Mapping[str, tuple[type, ...]] = {
        "str": (str, int),
        "path": (str,),
        "int": (int,),
        "float": (int, float),
        "bool": (bool,),
    }
    return any(
        name in entry and isinstance(entry[name], (str, int, float)) and not isinstance(entry[name], bool)
        and not isinstance(entry[name], proper[spec["type"]])
        for name, spec in CONNECTION_SPEC.items()
        if not spec.get("choices")
    )  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_the_schema_accepts_what_is_read_and_nothing_else(kind: str, data: st.DataObject) -> None:
    entry = data.draw(entries(KINDS[kind][2]))
    if known_difference(kind, entry) is None:
        assert is_accepted(kind, entry) is is_read(kind, entry), entry


@pytest.mark.parametrize(
    ("kind", "entry", "accepted"),
    [
        ("sample", {"name": "Ann", "tags": None}, False),
        ("sample", {"name": "Ann", "min_faces": 1.0}, True),
        ("account", {"name": "a", "role_duration": "900"}, False),
        ("account", {"name": "a", "role_duration": 900.0}, True),
        ("account", {"name": "a", "timeout": "5"}, False),
        ("account", {"name": "a", "region": 1.5}, False),
        ("account", {"name": "a", "ca_path": 5}, False),
    ],
)
def test_the_known_differences_are_there(kind: str, entry: dict[str, Any], accepted: bool) -> None:
    assert known_difference(kind, entry) is not None
    assert (is_accepted(kind, entry), is_read(kind, entry)) == (accepted, not accepted)


def test_a_manifest_may_hold_waivers_and_nothing_unknown() -> None:
    waiver = {"account": "*", "sample": "Ann", "expires": "2026-12-31"}
    manifest = VALIDATORS["manifest"]
    assert manifest.is_valid({"samples": [{"name": "Ann"}], "waivers": [waiver]})
    assert not manifest.is_valid({"samples": [{"name": "Ann"}], "waivers": [{"account": "*"}]})
    assert not manifest.is_valid({"samples": [], "accounts": []})
    assert not manifest.is_valid({"waivers": [waiver]})


@pytest.mark.parametrize("name", ["manifest", "waivers", "accounts"])
def test_an_example_is_as_its_schema_says(name: str) -> None:
    class Loader(yaml.SafeLoader):
        """Leaves days as the texts that they are in JSON."""

    Loader.yaml_implicit_resolvers = {
        first: [rule for rule in rules if rule[0] != "tag:yaml.org,2002:timestamp"]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    document = yaml.load((EXAMPLES / f"{name}.yml").read_text(encoding="utf-8"), Loader)  # noqa: S506 - it is safe
    VALIDATORS[name].validate(document)
