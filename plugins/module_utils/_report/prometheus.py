# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.
"""A report in the text format of Prometheus, as node_exporter's textfile collector reads it. Pure.

Everything is a gauge: it tells of one audit, and does not grow from one to the next.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .._audit.findings import STATUSES
from .._audit.verdicts import OK, UNEXPECTED, VERDICTS
from .._text import xml_safe
from .unexpected import unexpected_by_account

Document = Mapping[str, Any]
Value = tuple[Mapping[str, str], float]

PREFIX = "tencentcloud_mps_person_sample_"
# A carriage return has no escape of its own: it is shown as one.
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\\x0d"})


def metrics(report: Document) -> str:
    summary = report["summary"]
    statuses = [({"status": status}, summary["accounts"][status]) for status in STATUSES]
    lines = [
        *_metric("findings", "Findings by account, verdict and whether a waiver covers them.", _findings(report)),
        *_metric(
            "account_status",
            "1 for the status that the account has, 0 for the others.",
            (
                ({"account": account["name"], "status": status}, account["status"] == status)
                for account in report["accounts"]
                for status in STATUSES
            ),
        ),
        *_metric("accounts", "Accounts by status.", statuses),
        *_metric("compliant", "1 where every account is compliant, 0 otherwise.", [({}, report["compliant"])]),
        *_metric("last_success_timestamp_seconds", "When the report was made.", [({}, _unix(report["generated_at"]))]),
        *_metric("duration_seconds", "How long the audit took.", [({}, summary["seconds"])]),
        *_metric("requests", "Requests that the audit sent, retries included.", [({}, summary["requests"])]),
        *_metric("expired_waivers", "Waivers that have expired.", [({}, summary["expired_waivers"])]),
    ]
    return "\n".join([*lines, ""])


def _findings(report: Document) -> Iterator[Value]:
    waived = Counter((finding["account"], finding["verdict"]) for finding in report["findings"] if finding["waived"])
    for name, unexpected in unexpected_by_account(report).items():
        waived[name, UNEXPECTED] = unexpected.waived
    for account in report["accounts"]:
        name = account["name"]
        for verdict in VERDICTS:
            if verdict != OK:
                count = waived[name, verdict]
                labels = {"account": name, "verdict": verdict}
                yield {**labels, "waived": "false"}, account["verdicts"][verdict] - count
                yield {**labels, "waived": "true"}, count


def _metric(name: str, told: str, values: Iterable[Value]) -> Iterator[str]:
    yield f"# HELP {PREFIX}{name} {told}"
    yield f"# TYPE {PREFIX}{name} gauge"
    for labels, value in values:
        written = ",".join(f'{label}="{xml_safe(text).translate(_ESCAPES)}"' for label, text in labels.items())
        yield f"{PREFIX}{name}{{{written}}} {float(value):.15g}" if labels else f"{PREFIX}{name} {float(value):.15g}"


def _unix(moment: str) -> float:
    return dt.datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp()
