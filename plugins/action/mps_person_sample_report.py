# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the reports of an audit on the controller, in the process of Ansible, whatever the connection is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from ..module_utils._report.write import REPORT_SPEC
from ..plugin_utils._action import ControllerAction
from ..plugin_utils._reports import write_report_task


class ActionModule(ControllerAction):
    spec = REPORT_SPEC
    paths = ("dest", "previous", "reports", "accounts_file")
    variables: ClassVar = {
        "base_dir": "dir",
        "dest": "report_dir",
        "previous": "previous_report",
        "formats": "report_formats",
        "mode": "report_mode",
        "title": "report_title",
        "csv_separator": "report_csv_separator",
        "metrics_file": "report_metrics_file",
        "metrics_label": "report_metrics_label",
    }
    _requires_connection = False

    def result(self, arguments: Mapping[str, Any], _task_vars: Mapping[str, Any]) -> dict[str, Any]:
        return write_report_task(self._loader, arguments, dry=self._task.check_mode, with_diff=self._task.diff)
