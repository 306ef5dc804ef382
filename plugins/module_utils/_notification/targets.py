# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The options of a notification: where to send it, and what. The URL of a target is a secret."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

from .._api.endpoint import is_loopback
from .._audit.task_options import LANGUAGES
from .._errors import ConfigurationError
from .._validation.entries import parse_entry
from .._validation.fields import Field, choice_list, parse_string, quoted, string, string_map, type_name
from .._validation.problems import Problems

SLACK, TEAMS, WECOM, WEBHOOK = "slack", "teams", "wecom", "webhook"
SERVICES = (SLACK, TEAMS, WECOM, WEBHOOK)
EVENTS = ("new", "resolved", "overdue", "expiring")

NOTIFY_SPEC: Mapping[str, Mapping[str, Any]] = {
    "base_dir": {"type": "path"},
    "report_dir": {"type": "path"},
    "report_file": {"type": "path"},
    "report_formats": {"type": "list", "elements": "str"},
    "targets": {"type": "list", "elements": "dict", "required": True, "no_log": True},
    "events": {"type": "list", "elements": "str", "choices": list(EVENTS), "default": list(EVENTS)},
    "names": {"type": "bool", "default": False},
    "always": {"type": "bool", "default": False},
    "required": {"type": "bool", "default": False},
    "expiry_days": {"type": "int", "default": 7},
    "link": {"type": "str"},
    "report_language": {"type": "str", "choices": list(LANGUAGES), "default": LANGUAGES[0]},
    "retries": {"type": "int", "default": 3},
    "delay": {"type": "int", "default": 5},
    "timeout": {"type": "int", "default": 30},
    "ca_path": {"type": "path"},
    "validate_certs": {"type": "bool", "default": True},
    "use_proxy": {"type": "bool", "default": True},
    "validate_only": {"type": "bool", "default": False},
}
_LIMITS = {"expiry_days": (0, 3650), "retries": (0, 10), "delay": (0, 300), "timeout": (1, 300)}
_URL_CHARACTERS = 2000
_NOT_IN_URL = re.compile(r"[\x00-\x20\x7f-\x9f\s]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# The other characters could end a link in one of the formats.
_LINK_CHARACTERS = ":/?#[]@!$&'*+,;=%~-._"


@dataclass(frozen=True)
class Target:
    """Where a notification is sent. ``label`` names it in messages. ``url`` and the headers are secrets."""

    label: str
    service: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    names: bool
    events: tuple[str, ...]


@dataclass(frozen=True)
class Settings:
    """The parsed options of a notification."""

    targets: tuple[Target, ...]
    link: str | None


def parse_settings(options: Mapping[str, Any]) -> Settings:
    """The options of a task as values. Raises ``ConfigurationError`` with all problems, which never shows a URL."""
    problems = Problems(effect="No notification was sent.")
    for name, (least, most) in _LIMITS.items():
        if not least <= options[name] <= most:
            problems.add(name, f"is {options[name]}; use a whole number from {least} to {most}")
    entries = [
        parse_entry(f"targets[{index}]", entry, TARGET_FIELDS, problems)
        for index, entry in enumerate(options["targets"])
    ]
    if not entries:
        problems.add("targets", "is empty; list at least one target")
    for index, entry in enumerate(entries):
        problem = _url_problem(entry["url"]) if entry else None
        if problem:
            problems.add(f"targets[{index}].url", problem)
        if entry and any(_CONTROL.search(text) for header in (entry["headers"] or {}).items() for text in header):
            problems.add(f"targets[{index}].headers", "contains a control character, such as a line end; remove it")
    link = options["link"] if (options["link"] or "").strip() else None
    if link is not None and not _is_web_address(link):
        problems.add("link", "must be a URL such as https://reports.example.com/report.html, without user information")
    formats = options["report_formats"]
    if formats is not None and "json" not in formats:
        problems.add("report_formats", "must contain json, because a notification is made from report.json")
    problems.raise_if_any()
    return Settings(
        _targets([entry for entry in entries if entry], options),
        None if link is None else quote(link, safe=_LINK_CHARACTERS),
    )


def require_report(options: Mapping[str, Any]) -> str:
    """The path of the report. Raises ``ConfigurationError`` if it is not given."""
    for name, suffix in (("report_file", ""), ("report_dir", "/report.json")):
        if options[name] and options[name].strip():
            return str(options[name]) + suffix
    raise ConfigurationError("report_dir is required. Set it to the directory of report.json, or set report_file")


def _targets(entries: Sequence[Mapping[str, Any]], options: Mapping[str, Any]) -> tuple[Target, ...]:
    services = [entry["service"] for entry in entries]
    targets = []
    for index, entry in enumerate(entries):
        number = f" {index + 1}" if services.count(entry["service"]) > 1 else ""
        targets.append(
            Target(
                label=entry["name"] or entry["service"] + number,
                service=entry["service"],
                url=entry["url"],
                headers=entry["headers"] or {},
                names=options["names"] if entry["names"] is None else entry["names"],
                events=entry["events"] or tuple(options["events"]),
            )
        )
    return tuple(targets)


def _url_problem(url: str) -> str | None:
    """What is wrong with the URL of a target, without the URL itself."""
    if _NOT_IN_URL.search(url):
        return "contains white space or a control character; copy the URL again"
    if len(url) > _URL_CHARACTERS:
        return f"has {len(url):,} characters; use at most {_URL_CHARACTERS:,}"
    parts = _split(url)
    if parts is None:
        return "is not a valid URL; copy the whole URL of the webhook, which starts with https://"
    if "@" in parts.netloc:
        return "contains user information (text before '@'); use the field headers to authenticate"
    if parts.scheme == "http" and not is_loopback(parts):
        return "uses plain http, which is accepted for loopback addresses only, because the URL is a secret; use https"
    return None


def _is_web_address(link: str) -> bool:
    parts = None if _NOT_IN_URL.search(link) or len(link) > _URL_CHARACTERS // 2 else _split(link)
    return parts is not None and "@" not in parts.netloc


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        is_valid = parts.scheme in ("https", "http") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if is_valid else None


def _parse_service(value: Any) -> str:
    if value not in SERVICES:
        # Somebody can have written the URL here.
        shown = quoted(value) if isinstance(value, str) and re.fullmatch(r"[\w-]{1,20}", value) else type_name(value)
        raise ValueError(f"{shown} is not valid; use one of {', '.join(SERVICES)}")
    return str(value)


def _parse_events(value: Any) -> Any:
    try:
        return choice_list(*EVENTS).parse(value)
    except ValueError:  # its message can show the URL, if somebody has written it here
        raise ValueError(f"must be a list with any of {', '.join(EVENTS)}") from None


def _parse_flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"must be true or false, not {type_name(value)}")
    return value


TARGET_FIELDS: Mapping[str, Field] = {
    "service": Field(_parse_service, {"enum": list(SERVICES)}, required=True),
    "url": Field(parse_string, {"type": "string"}, required=True),
    "name": string(),
    "names": Field(_parse_flag, {"type": "boolean"}),
    "events": Field(_parse_events, choice_list(*EVENTS).schema, default=()),
    "headers": Field(string_map().parse, string_map().schema),
}
