# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The base class of the action plugins: errors, warnings, and the environment of the task."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ..module_utils._api.transport import REQUESTS_IMPORT_ERROR
from ..module_utils._errors import ConfigurationError, MpsError

_display = Display()


class ControllerAction(ActionBase):
    """An action plugin that does its work in this process. A subclass implements ``result``."""

    _supports_check_mode = True
    _supports_async = False
    _supports_diff = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        try:
            return {**result, **self.result(task_vars or {})}
        except MpsError as error:
            return {**result, "failed": True, "msg": str(error), **self.error_details(error)}

    def result(self, task_vars: Mapping[str, Any]) -> dict[str, Any]:
        """The result of the task. Raises the errors of ``_errors``."""
        raise NotImplementedError

    def error_details(self, error: MpsError) -> dict[str, Any]:
        """The keys that a failed task returns beside the message."""
        return {"kind": error.kind}

    @staticmethod
    def warn(message: str) -> None:
        _display.warning(message)

    @staticmethod
    def show(line: str) -> None:
        _display.display(line)

    @contextmanager
    def environment(self) -> Iterator[None]:
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


def require_requests(alternative: str = "") -> None:
    """Raise ``ConfigurationError`` if this Python has no ``requests``. ``alternative`` is what else the user can do."""
    if REQUESTS_IMPORT_ERROR:
        raise ConfigurationError(
            f"the Python library requests is missing. Install it for the Python of ansible-playbook{alternative}"
        )
