# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The base class of the action plugins that run the module of the same name, on the host of the task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from ansible.plugins.action.normal import ActionModule as NormalAction

from ._group_defaults import without_defaults_of_others
from ._pipelining import prefer_pipelining
from ._task_arguments import without_null


class ModuleAction(NormalAction):
    """``spec`` is the argument spec of the module."""

    spec: ClassVar[Mapping[str, Any]]

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        self._task.args = without_null(without_defaults_of_others(self._task, self._templar, self.spec))
        prefer_pipelining(self._connection)
        result: dict[str, Any] = super().run(tmp, task_vars)
        return result
