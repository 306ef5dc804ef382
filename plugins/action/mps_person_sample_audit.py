# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the input files on the controller, runs the audit, and writes the reports on the controller.

With a local connection, the audit runs in this process, which starts faster and writes no keys to a disk. With another
connection, with become, or with another Python interpreter, the module runs it with the data of the files.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, ClassVar

from ..module_utils._audit.inputs import AUDIT_SPEC
from ..module_utils._audit.progress import Progress, ProgressDisplay
from ..module_utils._audit.task_options import AUDIT_REPORT_SPEC, FILE_SPEC, WARNINGS_OF_MODULE
from ..module_utils._auth.options import CONNECTION_SPEC
from ..module_utils._errors import ConfigurationError
from ..module_utils._organization.audit import run_audit
from ..module_utils._organization.options import ORGANIZATION_SPEC
from ..module_utils._report.sources import with_sources
from ..module_utils._validation.problems import locate_entries
from ..plugin_utils._action import ControllerAction, require_requests
from ..plugin_utils._arguments import validate_arguments
from ..plugin_utils._audit_inputs import AUDIT_FILES, AuditInputs, read_inputs
from ..plugin_utils._audit_reports import AuditReports
from ..plugin_utils._interpreter import runs_in_this_process
from ..plugin_utils._pipelining import prefer_pipelining

_MODULE = "tencentcloud.mps.mps_person_sample_audit"


class ActionModule(ControllerAction):
    spec: ClassVar = {**CONNECTION_SPEC, **AUDIT_SPEC, **ORGANIZATION_SPEC, **FILE_SPEC, **AUDIT_REPORT_SPEC}
    paths = (*AUDIT_FILES, "report_dir", "previous_report")
    variables: ClassVar = {"report_compare": "compare", "base_dir": "dir"}

    def result(self, arguments: Mapping[str, Any], task_vars: Mapping[str, Any]) -> dict[str, Any]:
        inputs = read_inputs(self._loader, arguments, AUDIT_FILES, omitted=AUDIT_REPORT_SPEC)
        reports = AuditReports(arguments, dry=self._task.check_mode)
        if runs_in_this_process(self, task_vars):
            audited = self._audit_here(inputs)
        else:
            audited = self._audit_remotely(inputs, task_vars)
        if audited.get("failed"):
            return audited
        located = with_sources(audited, inputs.arguments, inputs.sources, str(Path.cwd()))
        return reports.result(located, with_diff=self._task.diff)

    def _audit_here(self, inputs: AuditInputs) -> dict[str, Any]:
        require_requests(", or set ansible_python_interpreter to a Python that has it")
        with self.environment():
            options = validate_arguments({**CONNECTION_SPEC, **AUDIT_SPEC, **ORGANIZATION_SPEC}, inputs.arguments)
            today = datetime.now(timezone.utc).date()
            progress = Progress()
            is_shown = not (self._task.no_log or options["validate_only"])
            with ProgressDisplay(progress, self.show) if is_shown else nullcontext():
                return run_audit(options, os.environ, today, inputs.sources, progress)

    def _audit_remotely(self, inputs: AuditInputs, task_vars: Mapping[str, Any]) -> dict[str, Any]:
        # Ansible would mask the names of accounts in its own messages about the options of the module.
        validate_arguments({**CONNECTION_SPEC, **AUDIT_SPEC, **ORGANIZATION_SPEC}, inputs.arguments)
        prefer_pipelining(self._connection)
        result: dict[str, Any] = self._execute_module(
            module_name=_MODULE, module_args=inputs.arguments, task_vars=task_vars
        )
        for key in ("invocation", "changed", "_ansible_parsed"):
            result.pop(key, None)
        if not result.get("failed"):
            # The module has passed them to Ansible, too. It shows each of them once.
            result["warnings"] = list(dict.fromkeys([*result.pop(WARNINGS_OF_MODULE), *_texts(result.get("warnings"))]))
        if result.get("kind") == ConfigurationError.kind:
            result["msg"] = locate_entries(result["msg"], inputs.sources)
        return result


def _texts(warnings: Any) -> list[str]:
    """Texts of the warnings that Ansible adds to a result. Its newer versions have an object for each warning."""
    return [str(getattr(getattr(warning, "event", None), "msg", warning)) for warning in warnings or ()]
