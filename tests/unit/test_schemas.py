# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The JSON Schemas accept exactly the input that is parsed without a problem."""

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
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.entries import parse_entry
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.fields import Field
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


def is_parsed(kind: str, entry: Any) -> bool:
    """Whether an entry by itself is parsed without a problem."""
    problems = Problems()
    values = parse_entry("entry", entry, KINDS[kind][2], problems)
    return values is not None and (kind != "sample" or not values["name"] is values["person_id"] is None)


def is_accepted(kind: str, entry: Any) -> bool:
    file, key, _fields = KINDS[kind]
    as_list, as_mapping = (VALIDATORS[file].is_valid(document) for document in ([entry], {key: [entry]}))
    assert as_list is as_mapping
    return bool(as_list)


def objects(part: Any) -> Iterator[Mapping[str, Any]]:
    """Every schema of an object inside a schema."""
    if isinstance(part, list):
        for entry in part:
            yield from objects(entry)
    elif isinstance(part, dict):
        if part.get("type") == "object" and "properties" in part:
            yield part
        for entry in part.values():
            yield from objects(entry)


def test_schema_files_are_up_to_date() -> None:
    assert {path.name.partition(".")[0] for path in FILES} == {*schemas.schemas(), "report", "history", "notification"}
    for name, schema in schemas.schemas().items():
        path = schemas.FOLDER / f"{name}.schema.json"
        assert path.read_text(encoding="utf-8") == schemas.file_content(schema), "run: python -m support.schemas"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_schema_is_valid_and_describes_every_property(path: Path) -> None:
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
    ("markup", "text"),
    [
        ("With a O(samples[].name) or O(unexpected), V(3) is C(a.b\\)c).", "With a name or unexpected, 3 is a.b)c."),
        ("Labels of O(accounts[].labels).", "Labels of accounts[].labels."),
        ("P(a.b.c#role), M(a.b.d), E(HOME), RV(a.b.d#module:kind), no FOO(x).", "a.b.c, a.b.d, HOME, kind, no FOO(x)."),
    ],
)
def test_markup_is_removed(markup: str, text: str) -> None:
    assert schemas.without_markup(markup, "samples") == text


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
    """Values that the schema of a field accepts, and some values of the same type that it may not accept."""
    schema = field.schema
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema["type"] == "array":
        entries = schema["items"].get("enum")
        return st.lists(st.sampled_from(entries) if entries else TEXTS.filter(str.strip), min_size=1, max_size=3)
    if schema.get("format") == "date":
        return st.dates(dt.date(1000, 1, 1)).map(dt.date.isoformat)
    simple: dict[str, st.SearchStrategy[Any]] = {
        "integer": st.integers(0, 5),
        "number": st.one_of(st.integers(0, 5), st.floats(0, 5)),
        "boolean": st.booleans(),
        "string": st.just("/etc/ca.pem"),
    }
    return simple.get(schema["type"], TEXTS) if isinstance(schema["type"], str) else TEXTS


@st.composite
def entries(draw: st.DrawFn, fields: Mapping[str, Field]) -> Any:
    """A valid entry, or an entry in which a few fields were replaced, omitted or misspelt."""
    required = {name: good_values(field) for name, field in fields.items() if field.required}
    optional = {name: good_values(field) for name, field in fields.items() if not field.required}
    entry = draw(st.fixed_dictionaries(required, optional=optional))
    for name in draw(st.lists(st.sampled_from([*fields, "nam"]), max_size=2)):
        entry[name] = draw(ODD)
    for name in draw(st.lists(st.sampled_from([*fields]), max_size=1)):
        entry.pop(name, None)
    return draw(st.one_of(st.just(entry), st.just(entry), st.just(entry), ODD))


def known_difference(kind: str, entry: Any) -> str | None:
    """Why the schema and the parser may differ on an entry. None if they may not."""
    if not isinstance(entry, dict):
        return None
    if any(value is None for value in entry.values()):
        return "the parser takes null as an omitted field; the schema requires the field to be omitted"
    if kind == "sample" and isinstance(entry.get("min_faces"), float) and entry["min_faces"].is_integer():
        return "1.0 is an integer in JSON Schema, but a float for the parser"
    if kind == "account" and _is_converted(entry):
        return "connection options are converted as Ansible does it: '5' to 5"
    return None


def _is_converted(entry: Mapping[str, Any]) -> bool:
    """Whether an option has a value of another type, which the parser may convert."""
    proper: Mapping[str, tuple[type, ...]] = {
        "int": (int,),
        "float": (int, float),
        "bool": (bool,),
        "json": (str,),
    }
    return any(
        name in entry and isinstance(entry[name], (str, int, float)) and not isinstance(entry[name], bool)
        and not isinstance(entry[name], proper[spec["type"]])
        for name, spec in CONNECTION_SPEC.items()
        if spec["type"] in proper
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_schema_accepts_exactly_the_entries_that_are_parsed(kind: str, data: st.DataObject) -> None:
    entry = data.draw(entries(KINDS[kind][2]))
    if known_difference(kind, entry) is None:
        assert is_accepted(kind, entry) is is_parsed(kind, entry), entry


@pytest.mark.parametrize(
    ("kind", "entry", "accepted"),
    [
        ("sample", {"name": "Ann", "tags": None}, False),
        ("sample", {"name": "Ann", "min_faces": 1.0}, True),
        ("account", {"name": "a", "role_duration": "900"}, False),
        ("account", {"name": "a", "role_duration": 900.0}, True),
        ("account", {"name": "a", "timeout": "5"}, False),
    ],
)
def test_schema_and_parser_differ_only_as_listed(kind: str, entry: dict[str, Any], accepted: bool) -> None:
    assert known_difference(kind, entry) is not None
    assert (is_accepted(kind, entry), is_parsed(kind, entry)) == (accepted, not accepted)


def test_manifest_may_contain_waivers_but_no_unknown_key() -> None:
    waiver = {"account": "*", "sample": "Ann", "expires": "2026-12-31"}
    manifest = VALIDATORS["manifest"]
    assert manifest.is_valid({"samples": [{"name": "Ann"}], "waivers": [waiver]})
    assert not manifest.is_valid({"samples": [{"name": "Ann"}], "waivers": [{"account": "*"}]})
    assert not manifest.is_valid({"samples": [], "accounts": []})
    assert not manifest.is_valid({"waivers": [waiver]})


@pytest.mark.parametrize("name", ["manifest", "waivers", "accounts"])
def test_example_is_valid(name: str) -> None:
    class Loader(yaml.SafeLoader):
        """Keeps dates as strings, as in JSON."""

    Loader.yaml_implicit_resolvers = {
        first: [rule for rule in rules if rule[0] != "tag:yaml.org,2002:timestamp"]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    document = yaml.load((EXAMPLES / f"{name}.yml").read_text(encoding="utf-8"), Loader)  # noqa: S506 - a subclass of SafeLoader
    VALIDATORS[name].validate(document)
