# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The texts of notifications."""

from __future__ import annotations

ENGLISH = {
    "title.compliant": "{title}: compliant",
    "title.noncompliant": "{title}: not compliant",
    "accounts": "{compliant} of {accounts} compliant, {noncompliant} noncompliant, {unknown} unknown.",
    "since": "Report of {time}, compared with {previous}.",
    "no_previous": "Report of {time}. There is no previous report, so all findings are new.",
    "nothing": "Nothing is new, resolved, overdue, or about to lose its waiver.",
    "event.new": "New: {findings} in {accounts}",
    "event.resolved": "Resolved: {findings} in {accounts}",
    "event.overdue": "Overdue: {findings} in {accounts}",
    "event.expired": "Waiver ended: {findings} in {accounts}",
    "event.expiring": "Waiver expires soon: {findings} in {accounts}",
    "count": "{count} {verdict}",
    "more_samples": "{count} more",
    "more": "and {count} more, see the report",
    "waived_until": "{findings}, waived until {date}",
    "unread": "cannot be read: {cause}",
    "unread_code": "cannot be read: {cause} ({code})",
    "read_again": "can be read again",
    "report": "Open the report",
}

CHINESE = {
    "title.compliant": "{title}：合规",
    "title.noncompliant": "{title}：不合规",
    "accounts": "{accounts}中，{compliant} 个合规，{noncompliant} 个不合规，{unknown} 个未知。",
    "since": "报告时间 {time}，与 {previous} 的报告比较。",
    "no_previous": "报告时间 {time}。没有上一份报告，因此所有问题都是新增。",
    "nothing": "没有新增、已解决、逾期或豁免即将到期的问题。",
    "event.new": "新增：{accounts}，{findings}",
    "event.resolved": "已解决：{accounts}，{findings}",
    "event.overdue": "逾期：{accounts}，{findings}",
    "event.expired": "豁免已结束：{accounts}，{findings}",
    "event.expiring": "豁免即将到期：{accounts}，{findings}",
    "count": "{count} 个{verdict}",
    "more_samples": "另有 {count} 个",
    "more": "另有 {count} 项，详见报告",
    "waived_until": "{findings}，豁免至 {date}",
    "unread": "无法读取：{cause}",
    "unread_code": "无法读取：{cause}（{code}）",
    "read_again": "已恢复读取",
    "report": "打开报告",
}
