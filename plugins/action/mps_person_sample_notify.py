# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a report on the controller, and sends what has changed with ansible.builtin.uri on the host of the task."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from ..module_utils._notification.targets import NOTIFY_SPEC, parse_settings, require_report
from ..module_utils._report.files import read_report
from ..plugin_utils._action import ControllerAction
from ..plugin_utils._arguments import validate_arguments
from ..plugin_utils._notifications import Notifications, validated
from ..plugin_utils._offline_samples import untagged
from ..plugin_utils._pipelining import prefer_pipelining
from ..plugin_utils._uri import UriRequests


class ActionModule(ControllerAction):
    spec = NOTIFY_SPEC
    paths = ("report_dir", "report_file")
    variables: ClassVar = {
        "base_dir": "dir",
        **{
            option: f"notify_{option}"
            for option in NOTIFY_SPEC
            if option != "base_dir" and not option.startswith("report_")
        },
    }

    def result(self, arguments: Mapping[str, Any], task_vars: Mapping[str, Any]) -> dict[str, Any]:
        options = validate_arguments(NOTIFY_SPEC, untagged(arguments))
        settings = parse_settings(options)
        if options["validate_only"]:
            return validated(settings, is_check=self._task.check_mode)
        report = read_report(Path(require_report(options)))
        prefer_pipelining(self._connection)
        requests = UriRequests(self, options, task_vars, time.sleep)
        send = None if self._task.check_mode else requests.send
        return Notifications(settings, options, self.warn).notify(report, send)
