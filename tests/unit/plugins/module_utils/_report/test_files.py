# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading a saved report, and writing report files: a failure leaves the old files and no others."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.files import parse_mode, read_report, write_files
from support.sample_report import hostile_audit, report

OLD = {"a": b"old a", "b": b"old b"}


def parts(contents: dict[str, bytes]) -> dict[str, list[bytes]]:
    """The contents in parts of one byte."""
    return {name: [content[at : at + 1] for at in range(len(content))] for name, content in contents.items()}


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


class TestWriteFiles:
    def test_files_have_their_content_and_permissions(self, tmp_path: Path) -> None:
        directory = tmp_path / "of" / "reports"
        assert write_files(directory, parts({"a": b"1", "b": b"2"}), 0o640, dry=False)
        assert contents(directory) == {"a": b"1", "b": b"2"}
        assert [(directory / name).stat().st_mode & 0o7777 for name in "ab"] == [0o640, 0o640]
        assert [path.stat().st_mode & 0o7777 for path in (directory, directory.parent)] == [0o700, 0o700]

    def test_existing_directory_keeps_its_permissions(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o755)
        write_files(tmp_path, parts(OLD), 0o600, dry=False)
        assert tmp_path.stat().st_mode & 0o7777 == 0o755

    def test_file_with_the_same_content_and_permissions_is_not_written(self, tmp_path: Path) -> None:
        write_files(tmp_path, parts(OLD), 0o600, dry=False)
        before = (tmp_path / "a").stat().st_ino, (tmp_path / "b").stat().st_ino
        assert not write_files(tmp_path, parts(OLD), 0o600, dry=False)
        assert write_files(tmp_path, parts({**OLD, "b": b"new b"}), 0o600, dry=False)
        assert (tmp_path / "a").stat().st_ino == before[0]
        assert (tmp_path / "b").stat().st_ino != before[1]
        assert write_files(tmp_path, parts(OLD), 0o644, dry=False)

    def test_dry_run_writes_nothing(self, tmp_path: Path) -> None:
        assert write_files(tmp_path / "new", parts(OLD), 0o600, dry=True)
        assert not (tmp_path / "new").exists()
        write_files(tmp_path, parts(OLD), 0o600, dry=False)
        assert not write_files(tmp_path, parts(OLD), 0o600, dry=True)

    def test_link_is_replaced_and_its_target_is_left(self, tmp_path: Path) -> None:
        (tmp_path / "elsewhere").write_bytes(b"old a")
        (tmp_path / "elsewhere").chmod(0o600)
        (tmp_path / "reports").mkdir()
        (tmp_path / "reports" / "a").symlink_to(tmp_path / "elsewhere")
        assert write_files(tmp_path / "reports", parts({"a": b"old a"}), 0o600, dry=False)
        assert not (tmp_path / "reports" / "a").is_symlink()
        assert (tmp_path / "elsewhere").read_bytes() == b"old a"

    def test_full_disk_leaves_the_old_files_and_no_others(self, tmp_path: Path) -> None:
        write_files(tmp_path, parts(OLD), 0o600, dry=False)
        script = (
            "import resource, sys; from pathlib import Path\n"
            "from ansible_collections.tencentcloud.mps.plugins.module_utils._report.files import write_files\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))\n"
            "write_files(Path(sys.argv[1]), {'a': [b'new a'], 'b': [b'x'] * 100_000}, 0o600, dry=False)\n"
        )
        done = subprocess.run([sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=False)
        assert "ConfigurationError" in done.stderr
        assert "File too large" in done.stderr
        assert contents(tmp_path) == OLD

    def test_file_that_cannot_be_replaced_leaves_no_temporary_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write_files(tmp_path, parts(OLD), 0o600, dry=False)

        def refuse(self: Path, target: Path) -> Path:
            raise OSError(30, "Read-only file system", str(target))

        monkeypatch.setattr(Path, "replace", refuse)
        with pytest.raises(ConfigurationError, match="b cannot be written: Read-only file system"):
            write_files(tmp_path, parts({"a": b"new", "b": b"new"}), 0o600, dry=False)
        assert contents(tmp_path) == OLD

    def test_content_that_cannot_be_rendered_leaves_the_old_files_and_no_others(self, tmp_path: Path) -> None:
        def failing() -> Iterator[bytes]:
            yield b"new"
            raise MemoryError

        write_files(tmp_path, parts(OLD), 0o600, dry=False)
        with pytest.raises(MemoryError):
            write_files(tmp_path, {"a": [b"new"], "b": failing()}, 0o600, dry=False)
        assert contents(tmp_path) == OLD

    def test_crash_while_writing_leaves_the_old_files(self, tmp_path: Path) -> None:
        write_files(tmp_path, parts(OLD), 0o600, dry=False)
        script = (
            "import os, sys; from pathlib import Path\n"
            "from ansible_collections.tencentcloud.mps.plugins.module_utils._report import files\n"
            "os.fsync = lambda descriptor: os._exit(9)\n"
            "files.write_files(Path(sys.argv[1]), {'a': [b'new a'], 'b': [b'new b']}, 0o600, dry=False)\n"
        )
        assert subprocess.run([sys.executable, "-c", script, tmp_path], check=False).returncode == 9
        assert {name: content for name, content in contents(tmp_path).items() if name in OLD} == OLD

    @pytest.mark.parametrize("name", ["a", "b"])
    def test_directory_with_the_name_of_a_file_is_an_error_before_anything_is_written(
        self, tmp_path: Path, name: str
    ) -> None:
        (tmp_path / name).mkdir()
        with pytest.raises(ConfigurationError, match=f"{name} is a directory"):
            write_files(tmp_path, parts(OLD), 0o600, dry=False)
        assert [path.name for path in tmp_path.iterdir()] == [name]

    def test_file_with_the_name_of_the_directory_is_an_error(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(ConfigurationError, match="file is not a directory"):
            write_files(tmp_path / "file", parts(OLD), 0o600, dry=False)
        with pytest.raises(ConfigurationError, match=r"below cannot be created, because .*file is not a directory"):
            write_files(tmp_path / "file" / "below", parts(OLD), 0o600, dry=False)


class TestParseMode:
    @pytest.mark.parametrize(("mode", "bits"), [("0600", 0o600), ("640", 0o640), ("0o644", 0o644)])
    def test_mode_in_octal_digits_is_parsed(self, mode: object, bits: int) -> None:
        assert parse_mode(mode) == bits

    @pytest.mark.parametrize("mode", ["u=rw", "0688", "", "0", "01777", 400, 0o640, 640, -1, True, None, 6.0, ["0600"]])
    def test_value_that_is_not_a_mode_is_an_error(self, mode: object) -> None:
        with pytest.raises(ConfigurationError, match="octal digits in quotation marks, such as '0640'"):
            parse_mode(mode)


class TestReadReport:
    def test_saved_report_is_read_unchanged(self, tmp_path: Path) -> None:
        document = report(hostile_audit())
        (tmp_path / "report.json").write_text(json.dumps(document), encoding="utf-8")
        assert read_report(tmp_path / "report.json") == document

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"", "it is not valid JSON"),
            (b"<html>", "it is not valid JSON"),
            (b"\xff\xfe", "it is not valid JSON"),
            (b"[" * 100_000, "it is not valid JSON"),
            (b'{"seconds": NaN}', "NaN is not a JSON number"),
            (b"[]", "is not a report of this version"),
            (b"{}", "is not a report of this version"),
            (b'{"schema": "tencentcloud.mps/audit-report/1"}', "title is missing"),
        ],
    )
    def test_file_that_is_not_a_report_is_an_error(self, tmp_path: Path, content: bytes, message: str) -> None:
        (tmp_path / "report.json").write_bytes(content)
        with pytest.raises(ConfigurationError, match=message) as raised:
            read_report(tmp_path / "report.json")
        assert str(tmp_path / "report.json") in str(raised.value)

    def test_missing_file_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigurationError, match=r"report\.json cannot be read: No such file"):
            read_report(tmp_path / "report.json")
