# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Generates the JSON Schema of the document for a webhook from its types. ``COMMAND`` writes the file."""

from __future__ import annotations

import json
from typing import Any

from ansible_collections.tencentcloud.mps.plugins.module_utils._notification.webhook import Notification
from support.report_schema import schema_of
from support.schemas import DIALECT, FOLDER, address

FILE = FOLDER / "notification.schema.json"
COMMAND = "PYTHONPATH=tests .venv/bin/python -m support.notification_schema"


def notification_schema() -> dict[str, Any]:
    definitions: dict[str, Any] = {}
    schema_of(Notification, definitions)
    schema = definitions.pop("notification")
    return {
        "$schema": DIALECT,
        "$id": address("notification"),
        "title": "tencentcloud.mps notification",
        **schema,
        "$defs": dict(sorted(definitions.items())),
    }


def file_content() -> str:
    return json.dumps(notification_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(file_content(), encoding="utf-8")
