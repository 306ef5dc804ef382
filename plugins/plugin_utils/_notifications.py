# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The work of the notification task: a report and a way to send in, the result of the task out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Callable

from ..module_utils._errors import TransportError
from ..module_utils._notification.changes import Event, changes_of
from ..module_utils._notification.message import Message, message_for
from ..module_utils._notification.targets import EVENTS, Settings, Target
from ..module_utils._report.document import Report
from ..module_utils._report.text import single_line
from ..module_utils._report.texts import texts_of
from ._uri import Delivery

Send = Callable[[Target, Message], Delivery]

_NOTHING = "nothing is new, resolved, overdue, or about to lose its waiver"


def validated(settings: Settings, is_check: bool) -> dict[str, Any]:
    """The result of a task that only validates its options."""
    labels = ", ".join(single_line(target.label) for target in settings.targets)
    message = f"The notification targets are valid: {labels}. Nothing was sent."
    if is_check:
        message += " Check mode: the audit writes no report, so its changes are not known."
    return {"changed": False, "notifications": [], "outcome": [message]}


class Notifications:
    """The notifications of a task. ``warn`` shows a notification that was not sent, if the task does not fail."""

    def __init__(self, settings: Settings, options: Mapping[str, Any], warn: Callable[[str], None]) -> None:
        self._settings = settings
        self._options = options
        self._texts = texts_of(options["report_language"])
        self._warn = warn

    def notify(self, report: Report, send: Send | None) -> dict[str, Any]:
        """The result of the task. ``send`` is None in check mode."""
        # Large reports need seconds for this, so it is done once for all targets.
        events = changes_of(report, EVENTS, self._options["expiry_days"])
        entries = [self._entry(target, report, events, send) for target in self._settings.targets]
        failed = [entry for entry in entries if entry["state"] == "failed"]
        result = {
            "changed": any(entry["state"] in ("sent", "planned") for entry in entries),
            "notifications": entries,
            "outcome": [_line(entry) for entry in entries],
        }
        if failed and self._options["required"]:
            problems = "; ".join(_line(entry) for entry in failed)
            message = f"{len(failed)} of {len(entries)} notifications were not sent. {problems}"
            return {**result, "failed": True, "kind": TransportError.kind, "msg": message}
        for entry in failed:
            self._warn(_line(entry))
        return result

    def _entry(self, target: Target, report: Report, changes: Sequence[Event], send: Send | None) -> dict[str, Any]:
        """What became of the notification of a target."""
        events = [event for event in changes if event.option in target.events]
        entry = {
            "target": single_line(target.label),
            "service": target.service,
            "events": {event.name: event.findings for event in events},
            "state": "nothing",
            "attempts": 0,
            "http_status": None,
            "problem": None,
            "payload": None,
        }
        if not events and not self._options["always"]:
            return entry
        message = self._message(target, report, events)
        if send is None:
            return {**entry, "state": "planned", "payload": message.payload}
        delivery = send(target, message)
        state = "sent" if delivery.problem is None else "failed"
        return {
            **entry,
            "state": state,
            "attempts": delivery.attempts,
            "http_status": delivery.status,
            "problem": delivery.problem,
        }

    def _message(self, target: Target, report: Report, events: Sequence[Event]) -> Message:
        return message_for(target, report, events, self._texts, self._settings.link)


def _line(entry: Mapping[str, Any]) -> str:
    """The state of a notification in one line."""
    target = entry["target"]
    changes = ", ".join(f"{count:,} {event}" for event, count in entry["events"].items()) or _NOTHING
    if entry["state"] == "nothing":
        return f"{target}: no notification, because {_NOTHING}"
    if entry["state"] == "planned":
        return f"{target}: check mode, this would be sent: {changes}"
    if entry["state"] == "sent":
        return f"{target}: sent: {changes}"
    attempts = f" after {entry['attempts']} attempts" if entry["attempts"] > 1 else ""
    return f"{target}: the notification was not sent{attempts}: {entry['problem']}"
