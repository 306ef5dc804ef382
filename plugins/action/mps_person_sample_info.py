# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the module on the host of the task."""

from __future__ import annotations

from typing import ClassVar

from ..module_utils._auth.options import CONNECTION_SPEC
from ..module_utils._listing.selection import SELECTION_SPEC
from ..plugin_utils._module_action import ModuleAction


class ActionModule(ModuleAction):
    spec: ClassVar = {**CONNECTION_SPEC, **SELECTION_SPEC}
