# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The file and line of accounts and samples in the result of an audit."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.offline import (
    OfflineLibrary,
    audit_offline,
    parse_offline_audit,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.sources import with_sources
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.problems import Problems, Source


def audited(expected: list[dict[str, Any]]) -> dict[str, Any]:
    options = {
        "account": "b",
        "labels": [],
        "unexpected": "ignore",
        "unexpected_limit": 1,
        "include_ok": False,
        "type": "UserDefine",
    }
    problems = Problems()
    parsed = parse_offline_audit(expected, [], options, problems)
    problems.raise_if_any()
    return audit_offline(parsed, OfflineLibrary(), dt.date(2026, 11, 23))


def test_each_entry_has_the_source_of_its_own_entry() -> None:
    expected: list[dict[str, Any]] = [{"name": "Elsewhere", "accounts": ["a"]}, {"name": "Ann"}, {"name": "Bob"}]
    sources = {
        "accounts": [None, Source("/srv/lists/accounts.yml", 8, 0)],
        "samples": [Source("/srv/m.yml", 2, 0), None, Source("/srv/m.yml", 9, 1)],
    }
    result = with_sources(audited(expected), {"accounts": [{"name": "a"}, {"name": "b"}]}, sources, "/srv")
    assert [(sample["sample"], sample["source"]) for sample in result["samples"]] == [
        ("Ann", None),
        ("Bob", {"file": "m.yml", "line": 9}),
    ]
    assert [account["source"] for account in result["accounts"]] == [{"file": "lists/accounts.yml", "line": 8}]
    assert "entry" not in result["samples"][0]


@pytest.mark.parametrize(
    ("file", "shown"),
    [("/srv/lists/m.yml", "lists/m.yml"), ("/home/ann/m.yml", "m.yml"), ("/srvs/m.yml", "m.yml")],
)
def test_folders_outside_of_the_working_directory_are_not_shown(file: str, shown: str) -> None:
    sources = {"samples": [Source(file, 3, 0)]}
    (sample,) = with_sources(audited([{"name": "Ann"}]), {}, sources, "/srv")["samples"]
    assert sample["source"] == {"file": shown, "line": 3}


def test_entries_that_are_not_from_a_file_have_no_source() -> None:
    result = with_sources(audited([{"name": "Ann"}]), {"accounts": [{"name": "b"}]}, {"accounts": [None]}, "/")
    assert [entry["source"] for entry in (*result["accounts"], *result["samples"])] == [None, None]
