# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gathers the samples in the process of the task, or runs the module on the host of the task."""

from __future__ import annotations

from typing import Any

from ..plugin_utils._gathering import GatheringAction


class ActionModule(GatheringAction):
    def as_result(self, gathered: dict[str, Any]) -> dict[str, Any]:
        return gathered
