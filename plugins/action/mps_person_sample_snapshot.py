# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the library of one account and writes a manifest on the controller, in the process of Ansible."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, ClassVar

from ..module_utils._audit.snapshot_run import SNAPSHOT_SPEC, parse_account, take_snapshot
from ..module_utils._auth.options import CONNECTION_SPEC
from ..module_utils._errors import MpsError
from ..module_utils._report.files import parse_mode
from ..plugin_utils._action import ControllerAction, require_requests
from ..plugin_utils._arguments import validate_arguments
from ..plugin_utils._audit_inputs import ACCOUNTS_FILE, read_inputs
from ..plugin_utils._interpreter import require_local_connection
from ..plugin_utils._manifest_file import ManifestFile


class ActionModule(ControllerAction):
    spec: ClassVar = {**CONNECTION_SPEC, **SNAPSHOT_SPEC}
    paths = ("accounts_file", "dest")
    variables: ClassVar = {
        "base_dir": "dir",
        "account": "snapshot_account",
        "dest": "snapshot_file",
        "mode": "report_mode",
    }

    def error_details(self, error: MpsError) -> dict[str, Any]:
        return error.as_result()

    def result(self, arguments: Mapping[str, Any], _task_vars: Mapping[str, Any]) -> dict[str, Any]:
        require_local_connection(self._connection)
        require_requests()
        inputs = read_inputs(self._loader, arguments, ACCOUNTS_FILE)
        with self.environment():
            options = validate_arguments(self.spec, inputs.arguments)
            account = parse_account(options, os.environ, inputs.sources)
            file = ManifestFile(options["dest"], parse_mode(options["mode"]), dry=self._task.check_mode)
            snapshot = take_snapshot(account, options, self.warn)
        return {
            **file.write(snapshot.entries, with_diff=self._task.diff),
            "samples": len(snapshot.entries),
            "account": account.ref.name,
            "uin": account.settings.identity.account_uin,
            "statistics": snapshot.statistics,
        }
