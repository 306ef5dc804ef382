# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""A report in the text format of Prometheus, for the textfile collector of node_exporter. Pure.

All metrics are gauges: they describe the last audit and are not added up over audits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from .._audit.verdicts import OK, UNEXPECTED
from .constraints import parse_moment
from .document import STATUS_NAMES, VERDICT_NAMES, Report
from .text import xml_safe

Value = tuple[Mapping[str, str], float]

PREFIX = "tencentcloud_mps_person_sample_"
# The format has no escape for a carriage return, which some parsers read as the end of a line.
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\\x0d"})


def render_prometheus(report: Report, audit: str | None = None) -> Iterator[str]:
    """The metrics in lines. ``audit`` is the label of all of them that distinguishes several audits."""
    summary = report["summary"]
    statuses = (({"status": status}, summary["accounts"][status]) for status in STATUS_NAMES)
    generated_at = parse_moment(report["generated_at"]).timestamp()
    metrics: Sequence[tuple[str, str, Iterable[Value]]] = (
        ("findings", "Number of findings by account, verdict and waiver.", _findings(report)),
        ("account_status", "1 for the status of the account, 0 for the other statuses.", _statuses(report)),
        ("accounts", "Number of accounts by status.", statuses),
        ("compliant", "1 if every account is compliant, otherwise 0.", [({}, report["compliant"])]),
        ("last_success_timestamp_seconds", "Unix time at which the report was generated.", [({}, generated_at)]),
        ("duration_seconds", "Duration of the audit in seconds.", [({}, summary["seconds"])]),
        ("requests", "Number of requests that the audit sent, including retries.", [({}, summary["requests"])]),
        ("expired_waivers", "Number of expired waivers.", [({}, summary["expired_waivers"])]),
        ("warnings", "Number of warnings of the audit.", [({}, len(report["warnings"]))]),
    )
    for name, description, values in metrics:
        common = {} if audit is None else {"audit": audit}
        for line in _metric(name, description, (({**common, **labels}, value) for labels, value in values)):
            yield line + "\n"


def _findings(report: Report) -> Iterator[Value]:
    """The counts of the accounts, because not every unexpected sample is listed as a finding."""
    waived = Counter((finding["account"], finding["verdict"]) for finding in report["findings"] if finding["waived"])
    for account in report["accounts"]:
        name, unexpected = account["name"], account["unexpected"]
        for verdict in VERDICT_NAMES:
            if verdict == OK:
                continue
            count = waived[name, verdict]
            if verdict == UNEXPECTED and unexpected is not None:
                count = unexpected["waived"]
            labels = {"account": name, "verdict": verdict}
            yield {**labels, "waived": "false"}, account["verdicts"][verdict] - count
            yield {**labels, "waived": "true"}, count


def _statuses(report: Report) -> Iterator[Value]:
    for account in report["accounts"]:
        for status in STATUS_NAMES:
            yield {"account": account["name"], "status": status}, account["status"] == status


def _metric(name: str, description: str, values: Iterable[Value]) -> Iterator[str]:
    yield f"# HELP {PREFIX}{name} {description}"
    yield f"# TYPE {PREFIX}{name} gauge"
    for labels, value in values:
        pairs = ",".join(f'{label}="{xml_safe(text).translate(_ESCAPES)}"' for label, text in labels.items())
        yield f"{PREFIX}{name}{{{pairs}}} {float(value):.15g}" if labels else f"{PREFIX}{name} {float(value):.15g}"
