# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Temporary files: those of killed processes are removed, those of living processes stay. Killed writers."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.files import write_files
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.temporary import (
    TemporaryFile,
    has_content,
    remove_leftovers,
)
from support.cases import cases

NAMES = ("report.json", "report.html", "junit.xml")
LINES = 20_000
FILES = "ansible_collections.tencentcloud.mps.plugins.module_utils._report.files"
# Writes generation after generation. Each line of each file has the number of the generation.
WRITER = f"""
import sys
from pathlib import Path
from {FILES} import write_files
for generation in range(1, 1_000_000):
    line = b"%d\\n" % generation
    write_files(Path(sys.argv[1]), {{name: [line] * {LINES} for name in {NAMES}}}, 0o600, dry=False)
    print(generation, flush=True)
"""
# Gets a signal before the rename with the given number.
SIGNAL_AT_RENAME = f"""
import os, signal, sys
from pathlib import Path
from {FILES} import write_files
replace, count = Path.replace, 0
def killed(self, target):
    global count
    if count == int(sys.argv[2]):
        os.kill(os.getpid(), int(sys.argv[3]))
    count += 1
    return replace(self, target)
Path.replace = killed
write_files(Path(sys.argv[1]), {{name: [b"new"] for name in {NAMES}}}, 0o600, dry=False)
"""


def hidden(directory: Path) -> list[Path]:
    return [path for path in directory.iterdir() if path.name.startswith(".")]


def signalled(directory: Path, renames: int, number: signal.Signals) -> int:
    """The return code of a writer that gets a signal after this number of renames."""
    arguments = [sys.executable, "-c", SIGNAL_AT_RENAME, str(directory), str(renames), str(int(number))]

    def default_signals() -> None:
        # A background job of a shell ignores SIGINT, and one of nohup SIGHUP: its children inherit this.
        for inherited in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(inherited, signal.SIG_DFL)

    return subprocess.run(arguments, stderr=subprocess.DEVNULL, check=False, preexec_fn=default_signals).returncode


def leftover(directory: Path, name: str = "report.json") -> Path:
    """A temporary file of a process that was killed: it has no lock."""
    path = directory / f".{name}.mps-abcd_123.tmp"
    path.write_bytes(b"half")
    return path


def test_temporary_file_of_a_killed_process_is_removed_when_files_are_written(tmp_path: Path) -> None:
    leftover(tmp_path)
    write_files(tmp_path, {"a": [b"new"]}, 0o600, dry=True)
    assert len(hidden(tmp_path)) == 1
    write_files(tmp_path, {"a": [b"new"]}, 0o600, dry=False)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_temporary_file_of_a_living_process_stays_for_a_day(tmp_path: Path) -> None:
    with TemporaryFile(tmp_path / "report.json") as file:
        file.write([b"new"], 0o600)
        remove_leftovers(tmp_path)
        (path,) = hidden(tmp_path)
        day_before_yesterday = time.time() - 2 * 24 * 3600
        os.utime(path, (day_before_yesterday, day_before_yesterday))
        remove_leftovers(tmp_path)
        assert hidden(tmp_path) == []


@pytest.mark.parametrize("name", [".report.json.abcd_123.tmp", ".report.json.mps-abc.tmp", "x.mps-abcd_123.tmp"])
def test_files_of_other_programs_stay(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    leftover(tmp_path).with_name(".link.mps-abcd_123.tmp").symlink_to(tmp_path / name)
    (tmp_path / ".folder.mps-abcd_123.tmp").mkdir()
    remove_leftovers(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        name,
        ".link.mps-abcd_123.tmp",
        ".folder.mps-abcd_123.tmp",
    }


def test_leftovers_of_a_missing_directory_are_no_error(tmp_path: Path) -> None:
    remove_leftovers(tmp_path / "missing")


@pytest.mark.parametrize(
    ("known", "parts", "equal"),
    [
        (b"abc", [b"a", b"bc"], True),
        (b"", [], True),
        (b"abc", [b"ab"], False),
        (b"ab", [b"abc"], False),
        (b"ab", [b"ab", b"c"], False),
        (b"abc", [b"abx"], False),
    ],
)
def test_content_is_compared_in_parts(tmp_path: Path, known: bytes, parts: list[bytes], equal: bool) -> None:
    (tmp_path / "a").write_bytes(known)
    (tmp_path / "a").chmod(0o600)
    assert has_content(tmp_path / "a", parts, 0o600) is equal
    assert not has_content(tmp_path / "a", parts, 0o640)
    assert not has_content(tmp_path / "missing", parts, 0o600)


def test_all_parts_are_read_although_the_file_differs(tmp_path: Path) -> None:
    parts = iter([b"a", b"b"])
    assert not has_content(tmp_path / "missing", parts, 0o600)
    assert list(parts) == []


def test_file_that_cannot_be_read_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(0o200)
    assert write_files(tmp_path, {"a": [b"new"]}, 0o200, dry=False)
    (tmp_path / "a").chmod(0o600)
    assert (tmp_path / "a").read_bytes() == b"new"


@pytest.mark.parametrize("renames", range(len(NAMES)))
def test_process_killed_between_two_renames_leaves_the_old_report_and_whole_files(tmp_path: Path, renames: int) -> None:
    write_files(tmp_path, {name: [b"old"] for name in NAMES}, 0o600, dry=False)
    assert signalled(tmp_path, renames, signal.SIGKILL) == -signal.SIGKILL
    found = {name: (tmp_path / name).read_bytes() for name in NAMES}
    assert list(found.values()) == [b"old"] * (len(NAMES) - renames) + [b"new"] * renames
    assert len(hidden(tmp_path)) == len(NAMES) - renames
    write_files(tmp_path, {name: [b"newest"] for name in NAMES}, 0o600, dry=False)
    assert {path.read_bytes() for path in tmp_path.iterdir()} == {b"newest"}
    assert hidden(tmp_path) == []


@pytest.mark.slow
def test_writer_killed_at_random_moments_leaves_whole_files(tmp_path: Path) -> None:
    """Every file is whole. The report is the last that becomes new: no other file is older than the report."""
    chance = random.Random(11)
    for _time in range(cases(8)):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, tmp_path], stdout=subprocess.PIPE)
        with writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(chance.random() * 0.05)
            writer.kill()
        generations = []
        for name in NAMES:
            lines = (tmp_path / name).read_bytes().splitlines()
            assert len(lines) == LINES
            assert len(set(lines)) == 1
            generations.append(int(lines[0]))
        report, *others = generations
        assert all(report <= other <= report + 1 for other in others)
        assert len(hidden(tmp_path)) <= len(NAMES)
    write_files(tmp_path, {"report.json": [b"last"]}, 0o600, dry=False)
    assert hidden(tmp_path) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_between_two_renames_is_handled_after_the_last_one(tmp_path: Path, number: signal.Signals) -> None:
    write_files(tmp_path, {name: [b"old"] for name in NAMES}, 0o600, dry=False)
    assert signalled(tmp_path, 1, number) == -number
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"new"] * len(NAMES)
