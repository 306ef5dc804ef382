# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Paths in options start at the directory of the playbook."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible.parsing.dataloader import DataLoader

from ansible_collections.tencentcloud.mps.plugins.plugin_utils._paths import controller_path


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("reports", "/srv/audit/reports"),
        ("../reports", "/srv/reports"),
        ("/var/reports", "/var/reports"),
        ("~/reports", "/home/ops/reports"),
        ("$HOME/reports", "/home/ops/reports"),
        ("$TEAM/reports", "/srv/audit/media/reports"),
    ],
)
def test_path_is_absolute_and_expanded(path: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ops")
    monkeypatch.setenv("TEAM", "media")
    loader = DataLoader()
    loader.set_basedir("/srv/audit")
    assert controller_path(loader, path) == expected


def test_link_is_not_resolved(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    assert controller_path(DataLoader(), str(tmp_path / "link")) == str(tmp_path / "link")
