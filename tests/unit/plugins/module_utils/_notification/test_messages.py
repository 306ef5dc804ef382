# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Messages fit into the limits of each service, and names stay text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]

from ansible_collections.tencentcloud.mps.plugins.module_utils._notification.message import Message
from ansible_collections.tencentcloud.mps.plugins.module_utils._notification.targets import SERVICES
from support import notification_schema
from support.notifications import LINK, large_report, message
from support.sample_report import HOSTILE_NAMES, account, audit, finding, hostile_audit, mixed_audit, report

DOCUMENT = Draft202012Validator(notification_schema.notification_schema(), format_checker=FormatChecker())
LONG_NAMES = {
    "short": "a",
    "long": "studio-" * 200,
    "Chinese": "影视工作室" * 50,
    "escaped": "&<>" * 100,
    "emoji": "\U0001f600" * 100,
    "control characters": "\x00\u202e" * 50,
}
MENTIONS = {
    "channel": "<!channel>",
    "here": "@here",
    "user of Slack": "<@U012AB3CD>",
    "link of Slack": "<https://evil.example.com|click>",
    "user of WeCom": "<@all>",
    "link of Markdown": "[click](https://evil.example.com)",
    "end of the preformatted text": "```*bold*```",
    "font": '<font color="info">x</font>',
    "date of a card": "{{DATE(2017-02-14T06:00:00Z, SHORT)}}",
    "date of a card in three braces": "{{{DATE(2017-02-14T06:00:00Z, SHORT)}}}",
}
# what docs/api-facts.md section 9.2 states about the elements that a card has.
RUN = {
    "type": "object",
    "additionalProperties": False,
    "required": ["type", "text"],
    "properties": {
        "type": {"const": "TextRun"},
        "text": {"type": "string", "minLength": 1},
        "size": {"enum": ["Default", "Small", "Medium", "Large", "ExtraLarge"]},
        "weight": {"enum": ["Default", "Lighter", "Bolder"]},
        "color": {"enum": ["Default", "Dark", "Light", "Accent", "Good", "Warning", "Attention"]},
        "isSubtle": {"type": "boolean"},
    },
}
CARD = Draft202012Validator(
    {
        "type": "object",
        "additionalProperties": False,
        "required": ["type", "version", "body"],
        "properties": {
            "$schema": {"const": "http://adaptivecards.io/schemas/adaptive-card.json"},
            "type": {"const": "AdaptiveCard"},
            "version": {"const": "1.4"},
            "body": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["type", "inlines"],
                    "properties": {
                        "type": {"const": "RichTextBlock"},
                        "inlines": {"type": "array", "minItems": 1, "items": RUN},
                        "spacing": {"enum": ["Default", "None", "Small", "Medium", "Large", "ExtraLarge", "Padding"]},
                    },
                },
            },
            "actions": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["type", "title", "url"],
                    "properties": {
                        "type": {"const": "Action.OpenUrl"},
                        "title": {"type": "string"},
                        "url": {"type": "string", "format": "uri"},
                    },
                },
            },
        },
    }
)


def assert_within_limits(service: str, sent: Message) -> None:
    """The documented limits, as in docs/api-facts.md section 9."""
    payload = json.loads(sent.body)
    assert payload == sent.payload
    sent.body.encode()
    if service == "slack":
        assert {block["type"] for block in payload["blocks"]} == {"header", "section"}
        assert len(payload["blocks"]) <= 50
        assert all(1 <= len(block["text"]["text"]) <= 3_000 for block in payload["blocks"])
        assert len(payload["blocks"][0]["text"]["text"]) <= 150
        assert len(sent.body) <= 12_000
    elif service == "teams":
        assert len(sent.body.encode()) <= 21_000
        (attachment,) = payload["attachments"]
        assert payload["type"] == "message"
        assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
        CARD.validate(attachment["content"])
    elif service == "wecom":
        assert payload["msgtype"] == "markdown"
        assert len(payload["markdown"]["content"].encode()) <= 4_096
    else:
        assert len(sent.body.encode()) <= 65_536
        DOCUMENT.validate(payload)


def shown_lines(service: str, sent: Message) -> Iterator[str]:
    """All lines of a message that can contain a name."""
    payload = sent.payload
    if service == "slack":
        for block in payload["blocks"]:
            yield from block["text"]["text"].splitlines()
    elif service == "teams":
        for block in payload["attachments"][0]["content"]["body"]:
            yield block["inlines"][0]["text"]
    elif service == "wecom":
        yield from payload["markdown"]["content"].splitlines()


@pytest.mark.parametrize("names", [False, True])
@pytest.mark.parametrize("name", LONG_NAMES.values(), ids=LONG_NAMES)
@pytest.mark.parametrize("service", SERVICES)
def test_message_fits_into_the_limits_at_any_size(service: str, name: str, names: bool) -> None:
    for accounts in (1, 9, 400):
        sent = message(service, large_report(name, accounts), names=names)
        assert_within_limits(service, sent)
        if service != "webhook" and accounts == 400:
            assert re.search(r"and [\d,]+ more, see the report", sent.body)
            assert LINK in sent.body


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("service", SERVICES)
def test_message_of_a_small_report_is_complete(service: str, language: str) -> None:
    sent = message(service, report(mixed_audit()), language)
    assert_within_limits(service, sent)
    assert "UnauthorizedOperation" in sent.body
    for name in ("prod-sg", "prod-eu", "prod-us"):
        assert name in sent.body
    for name in ("Ann", "Bob", "Zed", "Eve", "media-ops", "re-enrolment"):
        assert name not in sent.body
    if service != "webhook":
        assert ("new" in sent.body) == (language == "en")


def test_document_counts_what_it_leaves_out() -> None:
    payload = message("webhook", large_report("studio-" * 100, 400)).payload
    for event in payload["events"]:
        assert event["accounts"] == 400
        assert len(event["listed"]) + event["not_listed"] == 400
        assert event["not_listed"] > 0


def test_names_of_samples_are_included_only_if_they_are_wanted() -> None:
    with_names = message("webhook", report(mixed_audit()), names=True).payload
    (new,) = with_names["events"]
    assert {entry["account"]: entry["samples"] for entry in new["listed"]}["prod-sg"] == [
        {"sample": "Ann", "verdict": "missing"},
        {"sample": "Bob", "verdict": "drifted"},
        {"sample": "Zed", "verdict": "unexpected"},
    ]
    without = message("webhook", report(mixed_audit())).payload
    assert all(entry["samples"] is None for event in without["events"] for entry in event["listed"])
    assert (
        "prod-sg: Ann (missing), Bob (drifted), Zed (unexpected)"
        in message("slack", report(mixed_audit()), names=True).body
    )


@pytest.mark.parametrize("name", [*HOSTILE_NAMES.values(), *MENTIONS.values()], ids=[*HOSTILE_NAMES, *MENTIONS])
@pytest.mark.parametrize("service", SERVICES)
def test_hostile_name_stays_text(service: str, name: str) -> None:
    found = finding(name, name)
    sent = message(service, report(audit([account(name, [found])], [], [found]), title=name), names=True)
    assert_within_limits(service, sent)
    lines = list(shown_lines(service, sent))
    text = "\n".join(lines)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]", text)
    if service == "slack":
        assert re.findall("<.", text) == ["<h"]
        assert re.findall(r"<[^>]*>", text) == [f"<{LINK}|Open the report>"]
        assert not re.search("&(?!amp;|lt;|gt;)", text)
        marked_up = [block["text"] for block in sent.payload["blocks"] if block["text"]["type"] == "mrkdwn"]
        assert "".join(part["text"] for part in marked_up).count("```") == 2
        assert all(part["verbatim"] for part in marked_up)
    elif service == "wecom":
        assert re.findall("<[^>]*>", text) == ['<font color="warning">', "</font>"]
        assert re.findall(r"\[[^]]*\]\([^)]*\)", text) == [f"[Open the report]({LINK})"]
        assert text.count("://") == 1
        assert text.count("**") == 4
    elif service == "teams":
        assert "{{" not in text


def test_every_hostile_name_at_once_fits() -> None:
    for service in SERVICES:
        assert_within_limits(service, message(service, report(hostile_audit()), names=True))


def test_link_cannot_end_the_markup() -> None:
    link = "https://reports.example.com/a)b|c>d*e_(f)"
    for service in SERVICES:
        body = message(service, report(mixed_audit()), link=link).body
        assert "https://reports.example.com/a%29b%7Cc%3Ed*e_%28f%29" in body


def test_report_without_changes_has_a_short_message() -> None:
    compliant = report(audit([account("prod", ok=1)]))
    again = report(audit([account("prod", ok=1)]), compliant)
    for service in ("slack", "teams", "wecom"):
        assert "Nothing is new, resolved, overdue" in message(service, again).body
    assert message("webhook", again).payload["events"] == []


def test_schema_of_the_document_is_up_to_date() -> None:
    expected = notification_schema.file_content()
    assert notification_schema.FILE.read_text(encoding="utf-8") == expected, f"Run {notification_schema.COMMAND}"


def test_card_check_finds_wrong_cards() -> None:
    card: dict[str, Any] = message("teams", report(mixed_audit())).payload["attachments"][0]["content"]
    assert CARD.is_valid(card)
    for wrong in ({"version": "9.9"}, {"body": [{"type": "RichTextBlock"}]}, {"actions": [{"type": "Action.Submit"}]}):
        assert not CARD.is_valid({**card, **wrong})
