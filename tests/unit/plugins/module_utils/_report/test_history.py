# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The history beside report.json: one line for each audit, and lost or damaged histories."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.constraints import utc_text
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.history import (
    LINES_KEPT,
    LINES_SHOWN,
    HistoryLine,
    history_line,
    history_text,
    lines_until,
    parse_history,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.history_file import HISTORY_FILE, saved_trend
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.report_files import ReportFiles
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.write import (
    REPORT_SPEC,
    write_audit_reports,
    write_reports,
)
from support import report_schema
from support.sample_report import NOW, NOW_TIME, mixed_audit, report
from support.verdict_audit import audit_of_verdicts

SCHEMA = Draft202012Validator(json.loads(report_schema.HISTORY_FILE.read_text(encoding="utf-8")))
DAY = dt.timedelta(days=1)


def run(folder: Path, day: int, *missing: str, **options: Any) -> ReportFiles:
    """An audit of the samples Ann, Bob and Cy of one account on a day."""
    verdicts = {sample: "missing" if sample in missing else "ok" for sample in ("Ann", "Bob", "Cy")}
    given: dict[str, Any] = {
        "formats": ["json"],
        "page": None,
        "title": "Audit",
        "compare": True,
        "previous": None,
        "mode": 0o640,
        "dry": False,
        "now": NOW_TIME + day * DAY,
        **options,
    }
    return write_audit_reports(audit_of_verdicts({"a": verdicts}), report_dir=folder, **given)


def history(folder: Path) -> list[HistoryLine]:
    lines: list[HistoryLine] = [json.loads(line) for line in (folder / HISTORY_FILE).read_bytes().splitlines()]
    for line in lines:
        SCHEMA.validate(line)
    return lines


def times(folder: Path) -> list[str]:
    return [line["time"] for line in history(folder)]


def on(*days: int) -> list[str]:
    return [utc_text(NOW_TIME + day * DAY) for day in days]


def test_line_has_the_numbers_of_the_report() -> None:
    line = history_line(report(mixed_audit(), report(mixed_audit())))
    SCHEMA.validate(line)
    assert line == {
        "schema": "tencentcloud.mps/audit-history/1",
        "time": NOW,
        "compliant": False,
        "accounts": {"compliant": 2, "noncompliant": 2, "unknown": 1},
        "verdicts": {**mixed_audit()["summary"]["verdicts"]},
        "waived": 1,
        "seconds": 1.5,
        "changes": {"new": 0, "open": 6, "resolved": 0, "unverified": 0},
        "oldest": {"critical": NOW, "high": NOW, "medium": NOW, "low": None},
    }
    assert history_line(report(mixed_audit()))["changes"] is None


def test_each_audit_adds_one_line(tmp_path: Path) -> None:
    run(tmp_path, 0, "Ann", "Bob")
    run(tmp_path, 1, "Bob", "Cy")
    assert run(tmp_path, 3).report["warnings"] == []
    lines = history(tmp_path)
    assert times(tmp_path) == on(0, 1, 3)
    assert [line["compliant"] for line in lines] == [False, False, True]
    assert [line["verdicts"]["missing"] for line in lines] == [2, 2, 0]
    assert [line["changes"] and line["changes"]["new"] for line in lines] == [None, 1, 0]
    assert [line["changes"] and line["changes"]["resolved"] for line in lines] == [None, 1, 2]
    assert [line["oldest"]["high"] for line in lines] == [*on(0, 0), None]
    assert (tmp_path / HISTORY_FILE).stat().st_mode & 0o777 == 0o640


def test_reports_of_the_same_time_have_one_line(tmp_path: Path) -> None:
    run(tmp_path, 0)
    for missing in ("Ann", "Bob", "Bob"):
        run(tmp_path, 1, missing)
    assert times(tmp_path) == on(0, 1)
    assert not run(tmp_path, 1, "Bob").changed


def test_check_mode_adds_no_line(tmp_path: Path) -> None:
    run(tmp_path, 0)
    assert run(tmp_path, 1, dry=True).changed
    assert times(tmp_path) == on(0)


def test_audit_without_comparison_has_a_line_without_changes(tmp_path: Path) -> None:
    run(tmp_path, 0, "Ann")
    run(tmp_path, 1, "Ann", compare=False)
    assert [line["changes"] for line in history(tmp_path)] == [None, None]
    assert [line["oldest"]["high"] for line in history(tmp_path)] == on(0, 1)


def test_no_history_without_report_json(tmp_path: Path) -> None:
    run(tmp_path, 0, formats=["csv"])
    assert not (tmp_path / HISTORY_FILE).exists()


@pytest.mark.slow
def test_oldest_lines_are_dropped(tmp_path: Path) -> None:
    lines = [history_line(report(audit_of_verdicts({"a": {}}))) for _number in range(LINES_KEPT)]
    for number, line in enumerate(lines):
        line["time"] = on(number - LINES_KEPT)[0]
    (tmp_path / HISTORY_FILE).write_bytes(history_text(lines))
    run(tmp_path, 0)
    assert times(tmp_path) == on(*range(1 - LINES_KEPT, 1))


def test_page_gets_the_newest_lines_until_its_report() -> None:
    document = report(mixed_audit())
    lines = [{**history_line(document), "time": time} for time in on(*range(-99, 3))]
    shown = lines_until([*lines[50:], *lines[:50]], document)  # type: ignore[list-item]
    assert [line["time"] for line in shown] == on(*range(1 - LINES_SHOWN, 1))


def test_history_continues_beside_a_previous_report_in_another_directory(tmp_path: Path) -> None:
    run(tmp_path / "1", 0)
    run(tmp_path / "2", 1, previous=tmp_path / "1" / "report.json")
    run(tmp_path / "2", 2, previous=tmp_path / "1" / "report.json")
    assert (times(tmp_path / "1"), times(tmp_path / "2")) == (on(0), on(0, 1, 2))
    (tmp_path / "2" / HISTORY_FILE).unlink()
    warnings = run(tmp_path / "3", 3, previous=tmp_path / "2" / "report.json").report["warnings"]
    assert "2/history.jsonl does not exist, although" in warnings[0]
    assert times(tmp_path / "3") == on(3)


def good(day: int) -> bytes:
    line = {**history_line(report(audit_of_verdicts({"a": {}}))), "time": on(day)[0]}
    return json.dumps(line).encode() + b"\n"


FOREIGN = b'{"level": "info", "msg": "<script>"}\n'
CONTRADICTION = good(-2).replace(b'"compliant": true', b'"compliant": false')
DAMAGED: dict[str, tuple[bytes, list[int], str]] = {
    "binary": (bytes(range(256)) * 40, [], "line 1 is not JSON; line 2"),
    "cut last line": (good(-3) + good(-2)[:-20], [-3], "line 2 is cut off"),
    "cut line between": (good(-3) + good(-2)[40:] + good(-1), [-3, -1], "line 2 is not JSON"),
    "foreign": (FOREIGN + good(-1), [-1], "line 1 is not from a history: schema is missing"),
    "list": (b"[]\n" + good(-1), [-1], "line 1 is not from a history: it must be a mapping"),
    "later version": (good(-2).replace(b"history/1", b"history/2"), [], "line 1 is not from a history: schema must be"),
    "negative": (good(-2).replace(b'"waived": 0', b'"waived": -1'), [], "line 1 is not from a history: waived must be"),
    "not a number": (good(-2).replace(b"1.5", b"NaN"), [], "line 1 is not JSON"),
    "member twice": (good(-2).replace(b"{", b'{"waived": 1, ', 1), [], "line 1 is not JSON"),
    "contradiction": (CONTRADICTION, [], "line 1 contradicts itself"),
    "deep": (b"[" * 3_900 + b"\n" + good(-1), [-1], "line 1 is not JSON"),
    "long": (b"\n" + good(-2).replace(b"{", b"{" + b" " * 5_000, 1), [], "line 2 is too long"),
    "repeated": (good(-3) + good(-2) + good(-3) + good(-2), [-3, -2], "line 3 repeats an earlier line; line 4 repeats"),
    "many": (FOREIGN * 5_000 + good(-1), [-1], "; 4,997 more. These lines"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_lines_cost_only_these_lines(tmp_path: Path, name: str) -> None:
    content, kept, problem = DAMAGED[name]
    (tmp_path / HISTORY_FILE).write_bytes(content)
    written = run(tmp_path, 0, "Ann")
    assert written.problem is None
    (warning,) = written.report["warnings"]
    assert warning.startswith(f"{tmp_path}/history.jsonl is damaged: ")
    assert problem in warning
    assert "script" not in warning
    assert times(tmp_path) == on(*kept, 0)
    copy = tmp_path / "history.damaged-20261123T093000Z.jsonl"
    assert (str(copy) in warning, copy.read_bytes()) == (True, content)
    assert run(tmp_path, 1, "Ann").report["warnings"] == []


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"\xef\xbb\xbf" + good(-1), good(-1).rstrip(), good(-1).replace(b"\n", b"\r\n") + b"\r\n"],
    ids=["empty", "empty lines", "byte order mark", "no newline at the end", "Windows"],
)
def test_harmless_differences_are_no_damage(tmp_path: Path, content: bytes) -> None:
    (tmp_path / HISTORY_FILE).write_bytes(content)
    assert run(tmp_path, 0).report["warnings"] == []
    assert times(tmp_path) == on(*([-1] if content.strip() else []), 0)


def test_line_of_the_future_is_kept_but_not_shown(tmp_path: Path) -> None:
    (tmp_path / HISTORY_FILE).write_bytes(good(-1) + good(400))
    written = run(tmp_path, 0)
    (warning,) = written.report["warnings"]
    assert "history.jsonl: line 2 has the time 2027-12-28T09:30:00Z, which is in the future" in warning
    assert times(tmp_path) == on(-1, 400, 0)
    assert [line["time"] for line in saved_trend(written.report, tmp_path / "report.json").shown] == on(-1, 0)


@pytest.mark.slow
def test_clock_that_was_slow_loses_no_line(tmp_path: Path) -> None:
    (tmp_path / HISTORY_FILE).write_bytes(b"".join(map(good, range(-LINES_KEPT, 0))))
    run(tmp_path, -20_000)
    assert len(history(tmp_path)) == LINES_KEPT
    assert run(tmp_path, 0).report["warnings"] == []
    assert times(tmp_path)[-3:] == on(-1, -20_000, 0)


def directory(path: Path) -> None:
    path.mkdir()


def link_to_nothing(path: Path) -> None:
    path.symlink_to("nothing")


def link_to_a_file(path: Path) -> None:
    (path.parent / "private").write_bytes(b"password: secret\n")
    path.symlink_to("private")


def link_to_a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def large_file(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 34)


@pytest.mark.parametrize("make", [directory, os.mkfifo, link_to_nothing, link_to_a_file, link_to_a_device, large_file])
def test_history_that_cannot_be_read_stays_and_is_a_warning(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / HISTORY_FILE)
    before = (tmp_path / HISTORY_FILE).lstat()
    written = run(tmp_path, 0, "Ann")
    assert written.problem is None
    (warning,) = written.report["warnings"]
    assert warning.startswith(f"The history cannot be used. {tmp_path}/history.jsonl cannot be read: ")
    assert warning.endswith("It stays as it is, and has no line for this audit.")
    after = (tmp_path / HISTORY_FILE).lstat()
    assert (after.st_ino, after.st_mode, after.st_size) == (before.st_ino, before.st_mode, before.st_size)
    assert (tmp_path / "report.json").is_file()
    assert not list(tmp_path.glob("history.damaged*"))


def test_content_behind_a_link_is_in_no_file_and_no_message(tmp_path: Path) -> None:
    link_to_a_file(tmp_path / HISTORY_FILE)
    written = run(tmp_path, 0, "Ann")
    (warning,) = written.report["warnings"]
    assert f"{tmp_path}/history.jsonl cannot be read: it is a symbolic link, not a regular file" in warning
    assert [path.name for path in tmp_path.iterdir() if b"secret" in path.read_bytes()] == ["history.jsonl", "private"]
    assert (tmp_path / HISTORY_FILE).is_symlink()


def test_unreadable_history_beside_a_previous_report_does_not_prevent_a_new_one(tmp_path: Path) -> None:
    run(tmp_path / "1", 0)
    (tmp_path / "1" / HISTORY_FILE).unlink()
    (tmp_path / "1" / HISTORY_FILE).mkdir()
    (warning,) = run(tmp_path / "2", 1, previous=tmp_path / "1" / "report.json").report["warnings"]
    assert warning.endswith("The history starts again.")
    assert times(tmp_path / "2") == on(1)


def test_lost_history_is_a_warning_and_ages_stay(tmp_path: Path) -> None:
    run(tmp_path, 0, "Ann")
    (tmp_path / HISTORY_FILE).unlink()
    written = run(tmp_path, 1, "Ann")
    (warning,) = written.report["warnings"]
    assert f"{tmp_path}/history.jsonl does not exist, although {tmp_path}/report.json does" in warning
    assert [finding["first_seen"] for finding in written.report["findings"]] == on(0)
    assert times(tmp_path) == on(1)
    assert history(tmp_path)[0]["oldest"]["high"] == on(0)[0]
    assert run(tmp_path, 2, "Ann").report["warnings"] == []


def merged(folder: Path, dest: str, **options: Any) -> dict[str, Any]:
    arguments = {"reports": [str(folder / "1/report.json"), str(folder / "2/report.json")], "dest": str(folder / dest)}
    defaults = {name: option.get("default") for name, option in REPORT_SPEC.items()}
    given = {**defaults, **arguments, "formats": ["json"], **options}
    return write_reports(given, lambda: "", NOW_TIME + 5 * DAY, dry=False)


def test_merge_adds_a_line_in_its_own_directory_and_render_adds_none(tmp_path: Path) -> None:
    run(tmp_path / "1", 0, "Ann")
    write_audit_reports(
        audit_of_verdicts({"b": {"Ann": "missing"}}),
        report_dir=tmp_path / "2",
        formats=["json"],
        page=None,
        title="Audit",
        compare=True,
        previous=None,
        mode=0o600,
        dry=False,
        now=NOW_TIME,
    )
    merged(tmp_path, "all")
    assert (times(tmp_path / "1"), times(tmp_path / "all")) == (on(0), on(5))
    (line,) = history(tmp_path / "all")
    assert (line["accounts"]["noncompliant"], line["oldest"]["high"]) == (2, on(0)[0])
    rendered = [str(tmp_path / "all/report.json")]
    for dest in ("all", "again"):
        assert merged(tmp_path, dest, reports=rendered, render=True)["warnings"] == []
    assert times(tmp_path / "all") == on(5)
    assert not (tmp_path / "again" / HISTORY_FILE).exists()


def test_damaged_history_of_a_saved_report_is_a_warning_of_the_task(tmp_path: Path) -> None:
    run(tmp_path / "1", 0, "Ann")
    (tmp_path / "1" / HISTORY_FILE).write_bytes(FOREIGN)
    result = merged(tmp_path, "again", reports=[str(tmp_path / "1/report.json")], render=True)
    assert "1/history.jsonl is damaged: line 1" in result["warnings"][0]
    assert "stays as it is" in result["warnings"][0]
    assert json.loads((tmp_path / "again/report.json").read_bytes())["warnings"] == []
    assert (tmp_path / "1" / HISTORY_FILE).read_bytes() == FOREIGN


def test_every_prefix_of_a_history_gives_its_complete_lines() -> None:
    content = good(-3) + good(-2) + good(-1)
    for length in range(len(content) + 1):
        parsed = parse_history(content[:length])
        # A line without its newline is complete too.
        complete = (content[:length] + b"\n").count(b"}}\n")
        assert len(parsed.lines) == complete
        assert len(parsed.damage) <= 1
