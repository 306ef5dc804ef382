# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the input files on the controller, runs the audit, and writes the reports on the controller.

With a local connection, the audit runs in this process, which starts faster and writes no keys to a disk. With another
connection, with become, or with another Python interpreter, the module runs it with the data of the files.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime, timezone
from typing import Any

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ..module_utils._api.transport import REQUESTS_IMPORT_ERROR
from ..module_utils._audit.inputs import AUDIT_SPEC, input_warnings, parse_inputs
from ..module_utils._audit.progress import Progress, ProgressDisplay
from ..module_utils._audit.run import audit, not_audited
from ..module_utils._auth.options import CONNECTION_SPEC
from ..module_utils._errors import ConfigurationError, MpsError
from ..module_utils._validation.problems import locate_entries
from ..plugin_utils._arguments import validate_arguments
from ..plugin_utils._audit_inputs import AuditInputs, read_inputs
from ..plugin_utils._audit_reports import AuditReports
from ..plugin_utils._interpreter import runs_in_this_process

_MODULE = "tencentcloud.mps.mps_person_sample_audit"
_display = Display()


class ActionModule(ActionBase):
    _supports_check_mode = True
    _supports_async = False
    _supports_diff = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        try:
            inputs = read_inputs(self._loader, self._task.args)
            reports = AuditReports(self._loader, self._task.args, dry=self._task.check_mode)
            if runs_in_this_process(self, task_vars or {}):
                audited = self._audit_here(inputs)
            else:
                audited = self._audit_remotely(inputs, task_vars)
            if audited.get("failed"):
                return {**result, **audited}
            return {**result, **reports.result(audited, _display.warning, with_diff=self._task.diff)}
        except MpsError as error:
            return {**result, "failed": True, "msg": str(error), "kind": error.kind}

    def _audit_here(self, inputs: AuditInputs) -> dict[str, Any]:
        if REQUESTS_IMPORT_ERROR:
            raise ConfigurationError(
                "the Python library requests is missing. Install it for the Python of ansible-playbook, or set"
                " ansible_python_interpreter to a Python that has it"
            )
        with self._environment():
            options = validate_arguments({**CONNECTION_SPEC, **AUDIT_SPEC}, inputs.arguments)
            parsed = parse_inputs(options, os.environ, inputs.sources)
            for warning in input_warnings(parsed):
                _display.warning(warning)
            today = datetime.now(timezone.utc).date()
            if options["validate_only"]:
                return not_audited(parsed, today)
            progress = Progress()
            shown = nullcontext() if self._task.no_log else ProgressDisplay(progress, _display.display)
            with shown:
                return audit(parsed, today, _display.warning, progress)

    def _audit_remotely(self, inputs: AuditInputs, task_vars: dict[str, Any] | None) -> dict[str, Any]:
        result: dict[str, Any] = self._execute_module(
            module_name=_MODULE, module_args=inputs.arguments, task_vars=task_vars
        )
        for key in ("invocation", "changed", "_ansible_parsed"):
            result.pop(key, None)
        if result.get("kind") == ConfigurationError.kind:
            result["msg"] = locate_entries(result["msg"], inputs.sources)
        return result

    @contextmanager
    def _environment(self) -> Iterator[None]:
        """Apply the keyword ``environment`` of the task. Ansible applies it only to modules."""
        before = dict(os.environ)
        variables: dict[str, Any] = {}
        self._compute_environment_string(variables)
        os.environ.update({name: str(value) for name, value in variables.items()})
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)
