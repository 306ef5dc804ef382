# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The base class of the action plugins: errors become failures, and the environment of the task is applied."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.plugin_utils import _action
from ansible_collections.tencentcloud.mps.plugins.plugin_utils._action import require_requests
from support.action_task import run_action

SNAPSHOT = "mps_person_sample_snapshot"
ARGUMENTS = {"accounts": [{"name": "studio"}], "account": "studio", "dest": "manifest.yml"}


def test_error_becomes_a_failure_with_its_kind(tmp_path: Path) -> None:
    returned = run_action(SNAPSHOT, {**ARGUMENTS, "account": "nobody"}, tmp_path)
    assert returned["failed"]
    assert returned["kind"] == "configuration"
    assert "'nobody' is not the name of an account" in returned["msg"]


def test_environment_of_the_task_is_applied_and_restored(tmp_path: Path) -> None:
    environment = {"TENCENTCLOUD_MPS_ENDPOINT": "http://example.com"}
    returned = run_action(SNAPSHOT, ARGUMENTS, tmp_path, environment=[environment])
    assert "http://example.com" in returned["msg"]
    assert "TENCENTCLOUD_MPS_ENDPOINT" not in os.environ


def test_missing_library_is_an_error_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    require_requests()
    monkeypatch.setattr(_action, "REQUESTS_IMPORT_ERROR", "Traceback ...")
    with pytest.raises(ConfigurationError, match="Install it for the Python of ansible-playbook, or do this"):
        require_requests(", or do this")
