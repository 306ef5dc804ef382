# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as the HTML page contains it: nothing is lost, and nothing is repeated."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import Report
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.page_data import stream_page_data
from support.page_data import unpacked
from support.render import render
from support.sample_report import account, audit, finding, hostile_audit, mixed_audit, report, sample, unread

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["rows", "=rows", "name", "code", "account", "__proto__"]), inner, max_size=4)
    ),
    max_leaves=20,
)
ERROR = "DescribePersonSamples: no response from mps.example:443: Connection refused (after 5 attempts)"


def data(document: Report) -> str:
    return "".join(stream_page_data(document))


def unreadable_accounts(count: int) -> Report:
    findings = [unread(f"account-{number}", 200, message=ERROR) for number in range(count)]
    accounts = [
        account(found["account"], [found], samples_seen=None, unexpected=None, error=ERROR, kind="transport")
        for found in findings
    ]
    return report(audit(accounts, [sample(f"Person {number}") for number in range(200)], findings))


@pytest.mark.parametrize(
    "document",
    [
        report(mixed_audit()),
        report(hostile_audit()),
        report(audit([])),
        report(audit([account("b", ok=1)]), report(mixed_audit())),
        unreadable_accounts(3),
    ],
    ids=["mixed", "hostile", "empty", "compared", "unreadable"],
)
def test_page_contains_the_whole_report(document: Report) -> None:
    assert unpacked(json.loads(data(document))) == document


def test_text_that_looks_like_a_number_or_a_table_stays_a_text() -> None:
    findings = [finding("0", "1", message="2"), finding("0", '{"rows":[]}', message="0")]
    document = report(audit([account("0", findings)], [sample("1")], findings))
    assert unpacked(json.loads(data(document))) == document


# A saved report can have members that the collection does not know, in some entries only.
UNKNOWN_MEMBERS: dict[str, dict[str, Any]] = {
    "of one finding": {"findings": [{"ticket": "T-1"}, {}]},
    "of a later finding": {"findings": [{}, {"ticket": "T-1"}]},
    "number in a shared column": {"findings": [{"code": 0}, {"code": 1}]},
    "boolean in a shared column": {"findings": [{"state": True}, {"state": "open"}]},
    "rows": {"ci": {"rows": [1]}, "=rows": [{}], "==x": {"=rows": []}},
    "mixed list": {"ci": [{"a": 1}, 2], "other": [2, {"a": 1}], "empty": {}, "lists": [[], {}]},
}


def with_unknown_members(document: Report, more: dict[str, Any]) -> dict[str, Any]:
    findings = [{**one, **other} for one, other in zip(document["findings"], more.get("findings", []), strict=False)]
    return {**document, **more, "findings": [*findings, *document["findings"][len(findings) :]]}


@pytest.mark.parametrize("more", UNKNOWN_MEMBERS.values(), ids=UNKNOWN_MEMBERS)
def test_unknown_members_are_kept(more: dict[str, Any]) -> None:
    document = with_unknown_members(report(mixed_audit()), more)
    assert unpacked(json.loads("".join(stream_page_data(document)))) == document


@given(st.dictionaries(st.text(), JSON))
def test_any_document_is_kept(document: dict[str, Any]) -> None:
    assert unpacked(json.loads("".join(stream_page_data(document)))) == document


def test_values_beyond_the_limit_are_repeated_but_not_lost() -> None:
    document = report(mixed_audit())
    limited = "".join(stream_page_data(document, values_known=3))
    assert len(limited) > len(data(document))
    assert unpacked(json.loads(limited)) == document


def test_error_of_many_accounts_is_in_the_page_once() -> None:
    assert data(unreadable_accounts(50)).count(ERROR) == 1


def test_names_of_members_are_in_the_page_once() -> None:
    text = data(unreadable_accounts(50))
    assert {name: text.count(f'"{name}"') for name in ("request_id", "first_seen", "samples_seen", "person_ids")} == {
        "request_id": 1,
        "first_seen": 1,
        "samples_seen": 1,
        "person_ids": 1,
    }


def test_account_that_could_not_be_read_needs_less_than_350_bytes_of_the_page() -> None:
    few, many = (len(render("html", unreadable_accounts(count)).encode()) for count in (100, 600))
    assert (many - few) / 500 < 350
