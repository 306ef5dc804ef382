# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reports are read whole and put in place whole: what fails leaves the old files, and nothing else."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections import UserDict
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.files import permissions, put_files, read_report
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.validate import check_report, check_result
from support.sample_report import hostile_audit, mixed_audit, report

OLD = {"a": b"old a", "b": b"old b"}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


class TestPutFiles:
    def test_content_and_permissions(self, tmp_path: Path) -> None:
        folder = tmp_path / "of" / "reports"
        assert put_files(folder, {"a": b"1", "b": b"2"}, 0o640, dry=False)
        assert contents(folder) == {"a": b"1", "b": b"2"}
        assert [(folder / name).stat().st_mode & 0o7777 for name in "ab"] == [0o640, 0o640]
        assert [path.stat().st_mode & 0o7777 for path in (folder, folder.parent)] == [0o700, 0o700]

    def test_a_folder_that_is_there_keeps_its_permissions(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o755)
        put_files(tmp_path, OLD, 0o600, dry=False)
        assert tmp_path.stat().st_mode & 0o7777 == 0o755

    def test_what_is_there_already_is_left(self, tmp_path: Path) -> None:
        put_files(tmp_path, OLD, 0o600, dry=False)
        before = (tmp_path / "a").stat().st_ino, (tmp_path / "b").stat().st_ino
        assert not put_files(tmp_path, OLD, 0o600, dry=False)
        assert put_files(tmp_path, {**OLD, "b": b"new b"}, 0o600, dry=False)
        assert (tmp_path / "a").stat().st_ino == before[0]
        assert (tmp_path / "b").stat().st_ino != before[1]
        assert put_files(tmp_path, OLD, 0o644, dry=False)

    def test_dry_writes_nothing(self, tmp_path: Path) -> None:
        assert put_files(tmp_path / "new", OLD, 0o600, dry=True)
        assert not (tmp_path / "new").exists()
        put_files(tmp_path, OLD, 0o600, dry=False)
        assert not put_files(tmp_path, OLD, 0o600, dry=True)

    def test_a_link_is_replaced_and_what_it_points_to_is_left(self, tmp_path: Path) -> None:
        (tmp_path / "elsewhere").write_bytes(b"old a")
        (tmp_path / "elsewhere").chmod(0o600)
        (tmp_path / "reports").mkdir()
        (tmp_path / "reports" / "a").symlink_to(tmp_path / "elsewhere")
        assert put_files(tmp_path / "reports", {"a": b"old a"}, 0o600, dry=False)
        assert not (tmp_path / "reports" / "a").is_symlink()
        assert (tmp_path / "elsewhere").read_bytes() == b"old a"

    def test_a_disk_that_fills_up_half_way_leaves_the_old_files_and_nothing_else(self, tmp_path: Path) -> None:
        put_files(tmp_path, OLD, 0o600, dry=False)
        script = (
            "import resource, sys; from pathlib import Path\n"
            "from ansible_collections.tencentcloud.mps.plugins.module_utils._report.files import put_files\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))\n"
            "put_files(Path(sys.argv[1]), {'a': b'new a', 'b': b'x' * 100_000}, 0o600, dry=False)\n"
        )
        done = subprocess.run([sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=False)
        assert "ConfigurationError" in done.stderr
        assert "File too large" in done.stderr
        assert contents(tmp_path) == OLD

    def test_a_file_that_cannot_be_replaced_leaves_no_rubbish(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put_files(tmp_path, OLD, 0o600, dry=False)

        def refuse(self: Path, target: Path) -> Path:
            raise OSError(30, "Read-only file system", str(target))

        monkeypatch.setattr(Path, "replace", refuse)
        with pytest.raises(ConfigurationError, match="a cannot be written: Read-only file system"):
            put_files(tmp_path, {"a": b"new", "b": b"new"}, 0o600, dry=False)
        assert contents(tmp_path) == OLD

    def test_a_content_that_cannot_be_made_leaves_the_old_files_and_nothing_else(self, tmp_path: Path) -> None:
        class Half(UserDict[str, bytes]):
            def __getitem__(self, name: str) -> bytes:
                if name == "b":
                    raise MemoryError
                return super().__getitem__(name)

        put_files(tmp_path, OLD, 0o600, dry=False)
        with pytest.raises(MemoryError):
            put_files(tmp_path, Half({"a": b"new", "b": b"new"}), 0o600, dry=False)
        assert contents(tmp_path) == OLD

    def test_a_crash_while_writing_leaves_the_old_files(self, tmp_path: Path) -> None:
        put_files(tmp_path, OLD, 0o600, dry=False)
        script = (
            "import os, sys; from pathlib import Path\n"
            "from ansible_collections.tencentcloud.mps.plugins.module_utils._report import files\n"
            "os.fsync = lambda descriptor: os._exit(9)\n"
            "files.put_files(Path(sys.argv[1]), {'a': b'new a', 'b': b'new b'}, 0o600, dry=False)\n"
        )
        assert subprocess.run([sys.executable, "-c", script, tmp_path], check=False).returncode == 9
        assert {name: content for name, content in contents(tmp_path).items() if name in OLD} == OLD

    @pytest.mark.parametrize("place", ["a", "b"])
    def test_a_folder_where_a_file_is_to_go_is_told_before_anything_is_written(
        self, tmp_path: Path, place: str
    ) -> None:
        (tmp_path / place).mkdir()
        with pytest.raises(ConfigurationError, match=f"{place} is a directory"):
            put_files(tmp_path, OLD, 0o600, dry=False)
        assert [path.name for path in tmp_path.iterdir()] == [place]

    def test_a_file_where_the_folder_is_to_be_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(ConfigurationError, match="file is not a directory"):
            put_files(tmp_path / "file", OLD, 0o600, dry=False)
        with pytest.raises(ConfigurationError, match=r"cannot be written: (Not a directory|File exists)"):
            put_files(tmp_path / "file" / "below", OLD, 0o600, dry=False)


class TestPermissions:
    @pytest.mark.parametrize(("mode", "bits"), [("0600", 0o600), ("640", 0o640), ("0o644", 0o644), (0o600, 0o600)])
    def test_octal_digits(self, mode: object, bits: int) -> None:
        assert permissions(mode) == bits

    @pytest.mark.parametrize("mode", ["u=rw", "0688", "", "0", "01777", 600, 644, -1, True, None, 6.0, ["0600"]])
    def test_anything_else_is_told(self, mode: object) -> None:
        with pytest.raises(ConfigurationError, match="octal digits, such as '0640'"):
            permissions(mode)


class TestReadReport:
    def test_a_report_is_read_as_it_was(self, tmp_path: Path) -> None:
        document = report(hostile_audit())
        (tmp_path / "report.json").write_text(json.dumps(document), encoding="utf-8")
        assert read_report(tmp_path / "report.json") == document

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"", "it is not JSON"),
            (b"<html>", "it is not JSON"),
            (b"\xff\xfe", "it is not JSON"),
            (b"[" * 100_000, "it is not JSON"),
            (b'{"seconds": NaN}', "NaN is no number"),
            (b"[]", "is not a report of this version"),
            (b"{}", "is not a report of this version"),
            (b'{"schema": "tencentcloud.mps/audit-report/1"}', "it has no summary, accounts, samples"),
        ],
    )
    def test_another_file_is_told(self, tmp_path: Path, content: bytes, message: str) -> None:
        (tmp_path / "report.json").write_bytes(content)
        with pytest.raises(ConfigurationError, match=message) as raised:
            read_report(tmp_path / "report.json")
        assert str(tmp_path / "report.json") in str(raised.value)

    def test_a_file_that_is_not_there_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigurationError, match=r"report\.json cannot be read: No such file"):
            read_report(tmp_path / "report.json")


class TestShape:
    def test_audits_and_reports_are_right(self) -> None:
        for result in (mixed_audit(), hostile_audit()):
            check_result("results[0]", result)
            check_report("results[0]", report(result, report(mixed_audit())))

    @pytest.mark.parametrize(
        ("path", "value", "message"),
        [
            (("accounts",), {}, "r.accounts is not"),
            (("accounts", 0), "x", r"r.accounts\[0\] is not a mapping"),
            (("accounts", 0, "name"), None, r"r.accounts\[0\].name is not"),
            (("accounts", 0, "verdicts"), {"ok": 1}, r"r.accounts\[0\].verdicts is not"),
            (("accounts", 0, "seconds"), float("nan"), r"r.accounts\[0\].seconds is not"),
            (("accounts", 0, "waived"), True, r"r.accounts\[0\].waived is not"),
            (("samples", 1, "severity"), "grave", r"r.samples\[1\].severity is not"),
            (("samples", 1, "accounts"), "all", r"r.samples\[1\].accounts is not"),
            (("findings", 2, "verdict"), "odd", r"r.findings\[2\].verdict is not"),
            (("findings", 2, "verdict"), ["missing"], r"r.findings\[2\].verdict is not"),
            (("findings", 2, "person_ids"), [7], r"r.findings\[2\].person_ids is not"),
            (("findings", 2, "differences"), [{"field": "x"}], r"r.findings\[2\].differences is not"),
            (("findings", 2, "differences"), [{"field": "x", "expected": {}, "actual": 1}], "differences is not"),
            (("findings", 2, "account"), "other", r"r.findings\[2\].account is none of its accounts"),
            (("findings", 2, "waived"), True, r"r.findings\[2\].waiver is missing"),
            (("findings", 2, "waiver"), {}, r"r.findings\[2\].waiver is not"),
            (("waivers", 0, "days_left"), "3", r"r.waivers\[0\].days_left is not"),
            (("generated_at",), "yesterday", "r.generated_at is not"),
            (("generated_at",), "2026-11-23T09:30:00", "r.generated_at is not"),
            (("summary", "accounts"), {}, "r.summary is not"),
            (("comparison",), [], "r.comparison is not"),
            (("comparison",), {}, "r.comparison.previous is missing"),
        ],
    )
    def test_what_is_not_is_named(self, path: tuple[Any, ...], value: object, message: str) -> None:
        document = copy.deepcopy(report(mixed_audit()))
        entry: Any = document
        for step in path[:-1]:
            entry = entry[step]
        entry[path[-1]] = value
        with pytest.raises(ConfigurationError, match=message):
            check_report("r", document)

    @pytest.mark.parametrize("part", ["accounts", "samples", "findings", "waivers"])
    def test_what_is_missing_is_named(self, part: str) -> None:
        document = mixed_audit()
        name = next(iter(document[part][0]))
        del document[part][0][name]
        with pytest.raises(ConfigurationError, match=rf"r\.{part}\[0\]\.{name} is missing"):
            check_result("r", document)
