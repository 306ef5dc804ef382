# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rules of the programs that read JUnit XML. Jenkins drops a whole file that breaks one rule.

- *jenkins*: the schema junit-10 of the xUnit plugin.
- *surefire*: the schema of the reports of Maven Surefire. It applies to each suite, because Surefire has one per file.
- *gitlab*: the documentation of unit test reports. Of several cases with the same class, name and file, it shows one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

_TIME = re.compile(r"(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]{0,3})?")
_TOTALS = ("name", "tests", "failures", "errors")
_RESULTS = ("skipped", "error", "failure")


@dataclass(frozen=True)
class Rule:
    """The attributes and children of an element. ``in_order``: the children must come in the listed order."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    in_order: bool = False


Dialect = Mapping[str, Rule]
_PROPERTIES: Dialect = {
    "properties": Rule(children=("property",)),
    "property": Rule(("name", "value")),
}
_JENKINS: Dialect = {
    "testsuites": Rule(optional=("name", "time", "tests", "failures", "errors"), children=("testsuite",)),
    "testsuite": Rule(
        _TOTALS,
        ("group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"),
        ("testsuite", "properties", "testcase", "system-out", "system-err"),
    ),
    "testcase": Rule(("name",), ("time", "classname", "group"), (*_RESULTS, "system-out", "system-err")),
    **_PROPERTIES,
    **{result: Rule(optional=("type", "message")) for result in _RESULTS},
}
_SUREFIRE: Dialect = {
    "testsuite": Rule((*_TOTALS, "skipped"), ("time", "group"), ("properties", "testcase"), in_order=True),
    "testcase": Rule(
        ("name", "time"),
        ("classname", "group"),
        ("failure", "skipped", "error", "system-out", "system-err"),
        in_order=True,
    ),
    **_PROPERTIES,
    "failure": Rule(("type",), ("message",)),
    "error": Rule(("type",), ("message",)),
    "skipped": Rule(optional=("message",)),
}


def problems(text: str) -> list[str]:
    """Every rule that a document breaks, with the dialect and the element."""
    root = ET.fromstring(text)  # noqa: S314  the text was rendered here
    return [
        *(f"jenkins: {problem}" for problem in _broken(root, _JENKINS)),
        *(f"surefire: {problem}" for suite in root.iter("testsuite") for problem in _broken(suite, _SUREFIRE)),
        *(f"gitlab: {problem}" for problem in _hidden(root)),
    ]


def _broken(element: ET.Element, dialect: Dialect) -> Iterator[str]:
    rule = dialect.get(element.tag)
    if rule is None:
        yield f"<{element.tag}> is not allowed here"
        return
    for name in rule.required:
        if name not in element.attrib:
            yield f"<{element.tag}> needs the attribute {name}"
    for name in element.attrib.keys() - {*rule.required, *rule.optional}:
        yield f"<{element.tag}> has the attribute {name}, which is not allowed"
    time = element.get("time")
    if time is not None and not _TIME.fullmatch(time):
        yield f"<{element.tag}> has the time {time!r}"
    tags = [child.tag for child in element]
    if set(tags) - set(rule.children):
        yield f"<{element.tag}> contains {sorted(set(tags) - set(rule.children))}"
    elif rule.in_order and tags != sorted(tags, key=rule.children.index):
        yield f"<{element.tag}> contains {tags}, which is not the order {rule.children}"
    for child in element:
        yield from _broken(child, dialect)


def _hidden(root: ET.Element) -> Iterator[str]:
    keys = Counter((case.get("classname"), case.get("name"), case.get("file")) for case in root.iter("testcase"))
    for key, count in keys.items():
        if count > 1:
            yield f"{count} cases are {key}, so only one of them is shown"
    for case in root.iter("testcase"):
        if len([child for child in case if child.tag in _RESULTS]) > 1:
            yield f"the case {case.get('name')!r} has more than one result"
