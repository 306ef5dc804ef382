# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Notification targets, messages and reports for tests."""

from __future__ import annotations

from functools import cache
from typing import Any

from ansible_collections.tencentcloud.mps.plugins.module_utils._notification.changes import changes_of
from ansible_collections.tencentcloud.mps.plugins.module_utils._notification.message import Message, message_for
from ansible_collections.tencentcloud.mps.plugins.module_utils._notification.targets import (
    NOTIFY_SPEC,
    SERVICES,
    Settings,
    parse_settings,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import Report
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.texts import texts_of
from support.sample_report import account, audit, finding, report, sample, waived

URL = "https://hooks.example.com/services/T0SECRET/w3bh00k53cr3t?sig=abcdef123456"
LINK = "https://reports.example.com/person-samples/report.html"


def settings(*targets: Any, **options: Any) -> Settings:
    """The parsed options of a task. A target is a mapping, or the name of a service."""
    defaults = {name: option.get("default") for name, option in NOTIFY_SPEC.items()}
    entries = [{"service": target, "url": URL} if target in SERVICES else target for target in targets]
    return parse_settings({**defaults, **options, "targets": entries})


def message(service: str, of: Report, language: str = "en", **options: Any) -> Message:
    """The message about all changes of a report."""
    parsed = settings(service, **{"link": LINK, **options})
    (target,) = parsed.targets
    days = options.get("expiry_days", 7)
    return message_for(target, of, changes_of(of, target.events, days), texts_of(language), parsed.link)


@cache
def large_report(name: str, accounts: int = 400) -> Report:
    """A report with all events, in which every name is as long as ``name``."""
    findings = []
    for number in range(accounts):
        owner = f"{name}{number}"
        findings += [finding(owner, f"{name}{sample}") for sample in range(4)]
        findings.append(finding(owner, "waived", **waived(expires="2026-11-25")))
    audited = [
        account(f"{name}{number}", findings[number * 5 : number * 5 + 5], error="not read", kind="denied", code=name)
        for number in range(accounts)
    ]
    made = report(audit(audited, [sample(name)], findings), title=name)
    gone = [finding(f"{name}{number}", name) for number in range(accounts)]
    compared: Report = {
        **made,
        "comparison": {
            "previous": "2026-11-01T00:00:00Z",
            "new": [found["id"] for found in findings[::5]],
            "open": [],
            "resolved": gone,
            "unverified": [],
            "unwaived": [],
            "overdue": [],
        },
    }
    return compared
