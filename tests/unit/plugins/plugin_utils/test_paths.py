# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Relative paths in options start in one directory, which is never that of the collection."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible.parsing.dataloader import DataLoader

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.plugin_utils._paths import base_directory, controller_path

ROOT = Path(__file__).resolve().parents[4]


def loader_of(folder: Path | str) -> DataLoader:
    """The loader of a playbook in a folder."""
    loader = DataLoader()
    loader.set_basedir(str(folder))
    return loader


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("reports", "/srv/audit/reports"),
        ("../reports", "/srv/reports"),
        ("/var/reports", "/var/reports"),
        ("~/reports", "/home/ops/reports"),
        ("$HOME/reports", "/home/ops/reports"),
        ("$TEAM/reports", "/srv/audit/media/reports"),
        ("price-in-$", "/srv/audit/price-in-$"),
    ],
)
def test_path_is_absolute_and_expanded(path: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ops")
    monkeypatch.setenv("TEAM", "media")
    assert controller_path("/srv/audit", path) == expected


@pytest.mark.parametrize("path", ["$NO_SUCH_VARIABLE/a", "${NO_SUCH_VARIABLE}/a", "~no-such-user/a"])
def test_path_that_cannot_be_expanded_is_an_error(path: str) -> None:
    with pytest.raises(ConfigurationError, match="is not"):
        controller_path("/srv/audit", path)


def test_link_is_not_resolved(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    assert controller_path("/", str(tmp_path / "link")) == str(tmp_path / "link")


@pytest.mark.parametrize(
    ("playbooks", "base", "expected"),
    [
        ("/srv/audit", None, "/srv/audit"),
        ("/srv/audit", "sub", "/srv/audit/sub"),
        ("/srv/audit", "~/sub", "/home/ops/sub"),
        (ROOT / "playbooks", None, "{cwd}"),
        (ROOT / "playbooks", "sub", "{cwd}/sub"),
        (ROOT / "playbooks", "/srv", "/srv"),
    ],
)
def test_relative_paths_start_at_the_playbook_of_the_user_or_in_the_working_directory(
    playbooks: Path | str, base: str | None, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/ops")
    monkeypatch.setenv("PWD", "/out-of-date")
    monkeypatch.chdir(tmp_path)
    assert base_directory(loader_of(playbooks), base) == expected.format(cwd=tmp_path)
