# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A path that is no regular file is a named error, wherever a user can name a file. Nothing hangs."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.ca_file import validate_ca
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.profiles import ProfileFiles, read_profile
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.files import read_report
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.regular_files import Links, read_regular_file

LIMIT = 1000
OTHER_USER = 65534
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a link to another user")


def read_ini(path: Path) -> None:
    read_profile("default", ProfileFiles(None, [path]), 0.0)


def read_ca(path: Path) -> None:
    validate_ca(str(path), {})


READERS: dict[str, Callable[[Path], object]] = {
    "a file": lambda path: read_regular_file(path, LIMIT),
    "a report": read_report,
    "a profile": read_ini,
    "CA certificates": read_ca,
}
EACH_READER = pytest.mark.parametrize("read", READERS.values(), ids=READERS)


def strange(folder: Path, kind: str) -> Path:
    """A path of this kind."""
    path = folder / "strange"
    if kind == "a FIFO":
        os.mkfifo(path)
    elif kind == "a directory":
        path.mkdir()
    elif kind == "a loop of links":
        path.symlink_to(path)
    elif kind == "below a file":
        path.touch()
        return path / "below"
    elif kind == "a name that is too long":
        return folder / ("x" * 300)
    elif kind == "a null character":
        return folder / "a\0b"
    else:
        path.symlink_to(kind)
    return path


@EACH_READER
@pytest.mark.parametrize(
    "kind",
    [
        "a FIFO",
        "a directory",
        "a loop of links",
        "below a file",
        "a name that is too long",
        "a null character",
        "/dev/zero",
        "/dev/full",
    ],
)
def test_path_that_is_no_regular_file_is_an_error(tmp_path: Path, read: Callable[[Path], object], kind: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        read(strange(tmp_path, kind))
    assert str(tmp_path) in str(raised.value)


@pytest.mark.parametrize("read", [READERS["a file"], READERS["a report"], READERS["a profile"]])
def test_file_that_is_too_large_is_an_error_before_it_is_read(tmp_path: Path, read: Callable[[Path], object]) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(2**41)  # a sparse file
    with pytest.raises(ConfigurationError, match="it is larger than"):
        read(path)


def test_file_of_unknown_size_is_read_up_to_the_limit(tmp_path: Path) -> None:
    assert b"Name:" in read_regular_file(Path("/proc/self/status"), 10_000)
    with pytest.raises(ConfigurationError, match="it is larger than"):
        read_regular_file(Path("/proc/self/status"), 10)


def test_link_to_a_regular_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * LIMIT)
    (tmp_path / "link").symlink_to("file")
    assert read_regular_file(tmp_path / "link", LIMIT) == b"x" * LIMIT


def test_only_links_of_the_own_user_are_followed_if_others_could_make_them(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    link = tmp_path / "link"
    link.symlink_to("file")
    assert read_regular_file(link, LIMIT, "own") == read_regular_file(tmp_path / "file", LIMIT, "own") == b"x"
    with pytest.raises(ConfigurationError, match="link cannot be read: it is a symbolic link, not a regular file"):
        read_regular_file(link, LIMIT, "none")
    assert read_regular_file(tmp_path / "file", LIMIT, "none") == b"x"


@AS_ROOT
def test_link_of_another_user_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    link = tmp_path / "link"
    link.symlink_to("file")
    os.lchown(link, OTHER_USER, OTHER_USER)
    with pytest.raises(ConfigurationError, match="link cannot be read: it is a symbolic link of another user"):
        read_regular_file(link, LIMIT, "own")
    assert read_regular_file(link, LIMIT, "any") == b"x"


@pytest.mark.parametrize("links", ["own", "none"])
def test_link_that_replaces_the_file_after_the_check_is_not_followed(tmp_path: Path, links: Links) -> None:
    class Replaced(type(tmp_path)):  # type: ignore[misc]
        """A path whose file becomes a link after its status was read."""

        def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
            status: os.stat_result = super().stat(follow_symlinks=follow_symlinks)
            if follow_symlinks:
                self.unlink()
                self.symlink_to("private")
            return status

    (tmp_path / "private").write_bytes(b"x")
    (tmp_path / "file").write_bytes(b"y")
    with pytest.raises(ConfigurationError, match="file cannot be read: Too many levels of symbolic links"):
        read_regular_file(Replaced(tmp_path / "file"), LIMIT, links)


SCRIPT = """
import os, sys
from pathlib import Path
sys.path[:0] = sys.argv[2:]
from tests.unit.field.test_strange_files import READERS
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.profiles import ProfileFiles
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.tccli_configuration import read_configuration
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
os.geteuid() or os.seteuid(65534)
for name, read in READERS.items():
    try:
        read(Path(sys.argv[1]) / "closed" / "file")
    except ConfigurationError as error:
        print(name, "Permission denied" in str(error))
print(read_configuration("default", ProfileFiles(Path(sys.argv[1]) / "closed", [])))
"""


def test_directory_without_permission_to_search_is_an_error() -> None:
    """Runs as a user without privileges, because root may search everywhere."""
    root = str(Path(__file__).resolve().parents[3])
    with tempfile.TemporaryDirectory() as folder:  # every user can search it, unlike the folders of pytest
        Path(folder).chmod(0o755)
        (Path(folder) / "closed").mkdir()
        (Path(folder) / "closed" / "file").touch()
        (Path(folder) / "closed").chmod(0o600)
        arguments = [
            sys.executable,
            "-c",
            SCRIPT,
            folder,
            root,
            *(f"{root}/{name}" for name in ("tests", "extensions")),
        ]
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == [*(f"{name} True" for name in READERS), "None"], done.stderr
