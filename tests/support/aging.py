# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes saved reports and their histories older, so that days pass between two audits of a test."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_FORM = "%Y-%m-%dT%H:%M:%SZ"


def make_older(folder: Path, days: int) -> None:
    """Move every time in ``report.json`` and ``history.jsonl`` of a folder to the past."""
    report, history = folder / "report.json", folder / "history.jsonl"
    document = json.loads(report.read_text(encoding="utf-8"))
    report.write_text(json.dumps(_older(document, days)), encoding="utf-8")
    if history.exists():
        lines = [json.loads(line) for line in history.read_text(encoding="utf-8").splitlines()]
        text = "".join(json.dumps(_older(line, days)) + "\n" for line in lines)
        history.write_text(text, encoding="utf-8")


def _older(value: Any, days: int) -> Any:
    if isinstance(value, dict):
        return {name: _older(member, days) for name, member in value.items()}
    if isinstance(value, list):
        return [_older(entry, days) for entry in value]
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return (dt.datetime.strptime(value, _FORM) - dt.timedelta(days=days)).strftime(_FORM)  # noqa: DTZ007
    return value
