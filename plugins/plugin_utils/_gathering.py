# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The action plugin of a module that gathers samples.

With a local connection, the work is done in the process of the task. That is faster, and nothing is copied to a disk.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from ..module_utils._api.transport import REQUESTS_IMPORT_ERROR
from ..module_utils._auth.options import CONNECTION_SPEC
from ..module_utils._errors import MpsError
from ..module_utils._listing.gather import gather_by_options
from ..module_utils._listing.selection import SELECTION_SPEC
from ._action import ControllerAction
from ._arguments import validate_arguments
from ._interpreter import runs_in_this_process
from ._pipelining import prefer_pipelining


class GatheringAction(ControllerAction):
    """A subclass implements ``as_result``, and has the name of its module."""

    spec: ClassVar = {**CONNECTION_SPEC, **SELECTION_SPEC}
    paths = ()  # the files are on the host of the task

    _supports_async = True

    @abstractmethod
    def as_result(self, gathered: dict[str, Any]) -> dict[str, Any]:
        """The result of the module for the result of ``gather_by_options``."""

    def result(self, arguments: Mapping[str, Any], task_vars: Mapping[str, Any]) -> dict[str, Any]:
        # Another Python can have the library. A module in the background outlives this process.
        if REQUESTS_IMPORT_ERROR or self._task.async_val or not runs_in_this_process(self, task_vars):
            return self._run_module(arguments, task_vars)
        with self.environment():
            options = validate_arguments(self.spec, arguments)
            return {"changed": False, **self.as_result(gather_by_options(options, self.warn))}

    def error_details(self, error: MpsError) -> dict[str, Any]:
        return error.as_result()

    def _run_module(self, arguments: Mapping[str, Any], task_vars: Mapping[str, Any]) -> dict[str, Any]:
        prefer_pipelining(self._connection)
        self._task.args = dict(arguments)
        action = self._shared_loader_obj.action_loader.get(
            "ansible.legacy.normal",
            task=self._task,
            connection=self._connection,
            play_context=self._play_context,
            loader=self._loader,
            templar=self._templar,
            shared_loader_obj=self._shared_loader_obj,
        )
        result: dict[str, Any] = action.run(task_vars=task_vars)
        return result
