# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Reads the credential files of TCCLI and of the official SDK (docs/api-facts.md sections 5.1 and 5.3)."""

from __future__ import annotations

import configparser
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .._api.call import Credentials
from .._errors import ConfigurationError
from .settings import Role
from .sts import EXPIRY_MAXIMUM

DEFAULT_PROFILE = "default"
DEFAULT_SESSION_NAME = "tencentcloud.mps"


class NotConfigured(Exception):
    """A source of credentials is not configured, which is not an error. The message is the reason, without secrets."""


@dataclass(frozen=True)
class ProfileKeys:
    """What a profile contains.

    - ``credentials``: None if the role of the CVM instance provides them.
    - ``role``: the role to assume with the credentials; None if there is none.
    """

    credentials: Credentials | None
    role: Role | None


def read_profile(name: str, home: Path, etc: Path, now: float) -> ProfileKeys:
    """The profile of TCCLI, else the section of the SDK's credential file. ``now`` is in Unix seconds.

    Raises ``NotConfigured`` if neither exists, and ``ConfigurationError`` for a profile that exists but is unusable:
    the next source may belong to another account.
    """
    if not re.fullmatch(r"[\w.@+-]+", name):
        raise ConfigurationError(f"profile {name!r} is not a valid profile name. Use letters, digits and any of _.@+-")
    try:
        return _read_tccli(name, home, now)
    except NotConfigured as reason:
        no_tccli = str(reason)
    try:
        return _read_ini(name, home, etc)
    except NotConfigured as reason:
        raise NotConfigured(f"{no_tccli}, {reason}") from None


def configured_region(name: str, home: Path) -> str | None:
    """The region in the TCCLI configuration of a profile; None if there is none or the file is not readable."""
    try:
        configuration = json.loads((home / ".tccli" / f"{name}.configure").read_text(encoding="utf-8-sig"))
        region = configuration["_sys_param"]["region"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return region if isinstance(region, str) and region else None


def _read_tccli(name: str, home: Path, now: float) -> ProfileKeys:
    path = home / ".tccli" / f"{name}.credential"
    text = _text(path)
    try:
        profile = json.loads(text)
    except (ValueError, RecursionError):
        raise ConfigurationError(
            f"{path} is not valid JSON. Repair it with 'tccli configure --profile {name}'"
        ) from None
    if not isinstance(profile, dict):
        raise ConfigurationError(f"{path} is not a JSON object. Repair it with 'tccli configure --profile {name}'")
    kind = profile.get("type") or "default"
    if kind == "cvm-role":
        return ProfileKeys(None, _role(profile))
    if kind not in ("default", "oauth", "sso"):
        raise ConfigurationError(f"{path} has an unknown type. Set the type to default, cvm-role, oauth or sso")
    keys = _keys(path, profile, "secretId", "secretKey")
    if kind != "default":
        keys = replace(keys, expires=_end_of_login(path, name, kind, profile, now))
    return ProfileKeys(keys, _role(profile))


def _end_of_login(path: Path, name: str, kind: str, profile: Mapping[str, Any], now: float) -> float:
    """When the credentials of a login expire, in Unix seconds. Only TCCLI can renew them."""
    expires = profile.get("expiresAt")
    if not isinstance(expires, (int, float)) or not expires > now:  # NaN is neither
        command = "tccli auth login" if kind == "oauth" else "tccli sso login"
        raise ConfigurationError(f"the login in {path} has expired. Run '{command} --profile {name}'")
    return float(min(expires, EXPIRY_MAXIMUM))


def _read_ini(name: str, home: Path, etc: Path) -> ProfileKeys:
    path = home / ".tencentcloud" / "credentials"
    fallback = etc / "tencentcloud" / "credentials"
    try:
        text = _text(path)
    except NotConfigured as reason:
        path = fallback
        try:
            text = _text(path)
        except NotConfigured as other_reason:
            raise NotConfigured(f"{reason}, {other_reason}") from None
    sections = configparser.RawConfigParser(default_section="", strict=False)
    try:
        sections.read_string(text)
    except configparser.Error as problem:
        # Omits the message of the parser, which repeats lines of the file.
        raise ConfigurationError(
            f"{path} is not a valid INI file ({type(problem).__name__}). Correct the file"
        ) from None
    if name not in sections:
        raise NotConfigured(f"{path} has no section [{name}]")
    return ProfileKeys(_keys(path, dict(sections[name]), "secret_id", "secret_key"), None)


def _keys(path: Path, entries: Mapping[str, Any], id_entry: str, key_entry: str) -> Credentials:
    for entry in (id_entry, key_entry):
        value = entries.get(entry)
        if value is None:
            raise ConfigurationError(f"{path} has no {entry}. Add it, or use another profile")
        if not isinstance(value, str) or not value:
            raise ConfigurationError(f"{path}: {entry} is empty or not a string. Set it to a string")
    token = entries.get("token")
    if token is not None and not isinstance(token, str):
        raise ConfigurationError(f"{path}: token is not a string. Set it to a string, or remove it")
    return Credentials(entries[id_entry], entries[key_entry], token or None)


def _role(profile: Mapping[str, Any]) -> Role | None:
    arn = profile.get("role-arn")
    name = profile.get("role-session-name")
    return Role(str(arn), str(name or DEFAULT_SESSION_NAME)) if arn else None


def _text(path: Path) -> str:
    """The text of a file without byte order mark. Raises ``NotConfigured`` or ``ConfigurationError``."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise NotConfigured(f"{path} does not exist") from None
    except (OSError, UnicodeDecodeError) as problem:
        reason = "it is not UTF-8" if isinstance(problem, UnicodeDecodeError) else problem.strerror
        raise ConfigurationError(f"cannot read {path}: {reason}. Check the file and its permissions") from None
