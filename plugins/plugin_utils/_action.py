# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The base class of the action plugins: arguments, errors, warnings, and the environment of the task."""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from ansible import constants as C
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ..module_utils._api.transport import REQUESTS_IMPORT_ERROR
from ..module_utils._errors import ConfigurationError, MpsError
from ._group_defaults import without_defaults_of_others
from ._paths import base_directory
from ._role import PREFIX, given_arguments, is_in_role, refuse_unknown_variables, role_variables, with_variables
from ._task_arguments import with_absolute_paths, with_lists, without_null

_display = Display()


class ControllerAction(ActionBase):
    """An action plugin that does its work in this process. A subclass implements ``result``.

    - ``spec``: the argument spec of all options.
    - ``paths``: the options that are paths on the controller.
    - ``variables``: the variable of the role for an option, if its name is not that of the option.
    """

    spec: ClassVar[Mapping[str, Mapping[str, Any]]]
    paths: ClassVar[Collection[str]]
    variables: ClassVar[Mapping[str, str]] = {}

    _supports_check_mode = True
    _supports_async = False
    _supports_diff = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        try:
            if is_in_role(self._task):
                refuse_unknown_variables(task_vars or {})
            result.update(self.result(self._arguments(), task_vars or {}))
        except MpsError as error:
            result.update({"failed": True, "msg": str(error), **self.error_details(error)})
        if is_in_role(self._task):
            self._show_outcome(result)
        if is_in_role(self._task) and result.get("kind") == ConfigurationError.kind:
            result["msg"] = with_variables(result["msg"], self._role_variables())
        return result

    @abstractmethod
    def result(self, arguments: Mapping[str, Any], task_vars: Mapping[str, Any]) -> dict[str, Any]:
        """The result of the task for its arguments. Raises the errors of ``_errors``."""

    def _arguments(self) -> dict[str, Any]:
        """The arguments without ``base_dir``: null is not given, a text can be a list, and paths are absolute."""
        arguments = without_defaults_of_others(self._task, self._templar, self.spec)
        if is_in_role(self._task):
            arguments = given_arguments(arguments, self.spec, self._role_variables())
        arguments = with_lists(without_null(arguments), self.spec)
        base = base_directory(self._loader, arguments.pop("base_dir", None))
        return with_absolute_paths(arguments, self.paths, base)

    def _role_variables(self) -> dict[str, str]:
        """The variable of each option that has one."""
        names = {option: PREFIX + self.variables.get(option, option) for option in self.spec}
        return {option: name for option, name in names.items() if name in role_variables()}

    def error_details(self, error: MpsError) -> dict[str, Any]:
        """The keys that a failed task returns beside the message."""
        return {"kind": error.kind}

    @staticmethod
    def warn(message: str) -> None:
        _display.warning(message)

    @staticmethod
    def show(line: str) -> None:
        _display.display(line)

    def _show_outcome(self, result: Mapping[str, Any]) -> None:
        """Show the lines of the outcome as they are. A task that prints them would quote them as YAML or JSON."""
        if result.get("outcome") and not self._task.no_log and not is_machine_readable(C.DEFAULT_STDOUT_CALLBACK):
            self.show("\n".join(result["outcome"]))

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


def is_machine_readable(callback: str) -> bool:
    """Whether a program reads the standard output, for example with the callback ``ansible.posix.json``."""
    return callback.rpartition(".")[2] in ("json", "jsonl", "null")


def require_requests(alternative: str = "") -> None:
    """Raise ``ConfigurationError`` if this Python has no ``requests``. ``alternative`` is what else the user can do."""
    if REQUESTS_IMPORT_ERROR:
        raise ConfigurationError(
            f"the Python library requests is missing. Install it for the Python of ansible-playbook{alternative}"
        )
