# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors

"""Write a text to a file in the process of the task.

The copy module does the same, but starts Python several times and needs about a second of CPU time.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):  # type: ignore[misc]
    """``content`` is a text in JSON. Old versions of Ansible convert it to its value."""

    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        content = self._task.args["content"]
        text = str(content) if isinstance(content, str) else json.dumps(content)
        Path(self._task.args["dest"]).write_text(text, encoding="utf-8")
        return {"changed": False}
