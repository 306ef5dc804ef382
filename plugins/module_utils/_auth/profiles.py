# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Reads the credential files of TCCLI and of the official SDK (docs/api-facts.md sections 5.1 and 5.3)."""

from __future__ import annotations

import configparser
import json
import os
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .._api.call import Credentials
from .._api.redaction import hide_keys
from .._errors import ConfigurationError
from .._validation.regular_files import CONFIGURATION_LIMIT, read_regular_file
from . import environment as variables
from .roles import DEFAULT_SESSION_NAME, validate_role
from .settings import Role
from .sts import EXPIRY_MAXIMUM

DEFAULT_PROFILE = "default"
_NO_VALUE = ("", "None", "null")  # TCCLI writes the text None for a value that was not entered


class NotConfigured(Exception):
    """A source of credentials is not configured, which is not an error. The message is the reason, without secrets."""


@dataclass(frozen=True)
class ProfileFiles:
    """Where profiles are searched.

    - ``tccli``: the directory of TCCLI; None: not searched.
    - ``ini``: the INI files of the SDK; the first one that exists counts.
    - ``variable``: the environment variable that names them; None for the usual files.
    """

    tccli: Path | None
    ini: Sequence[Path]
    variable: str | None = None


def profile_files(environment: Mapping[str, str], home: Path, etc: Path) -> ProfileFiles:
    """The files that the environment names, else the usual files. Raises ``ConfigurationError`` if it names two."""
    named = {
        name: home / value[2:] if value.startswith("~/") else Path(value)
        for name in (variables.CREDENTIALS_FILE, variables.TCCLI_DIRECTORY)
        if (value := environment.get(name))
    }
    if len(named) > 1:
        raise ConfigurationError(
            f"the environment variables {' and '.join(named)} are both set, and name different credentials. Unset one"
        )
    if variables.CREDENTIALS_FILE in named:
        return ProfileFiles(None, [named[variables.CREDENTIALS_FILE]], variables.CREDENTIALS_FILE)
    if variables.TCCLI_DIRECTORY in named:
        return ProfileFiles(named[variables.TCCLI_DIRECTORY], [], variables.TCCLI_DIRECTORY)
    usual = [home / ".tencentcloud" / "credentials", etc / "tencentcloud" / "credentials"]
    return ProfileFiles(home / ".tccli", usual)


@dataclass(frozen=True)
class ProfileKeys:
    """What a profile contains.

    - ``credentials``: None if the role of the CVM instance provides them.
    - ``role``: the role to assume with the credentials; None if there is none.
    """

    credentials: Credentials | None
    role: Role | None


def validate_profile_name(name: str) -> str:
    """The same name. Raises ``ConfigurationError`` for a name that is not the name of a file in the directory."""
    try:
        is_file_name = bool(name) and not {"/", "\0"}.intersection(os.fsencode(name).decode("latin-1"))
    except UnicodeEncodeError:
        is_file_name = False
    if not is_file_name:
        raise ConfigurationError(
            f"profile {hide_keys(name)!r} is not a valid profile name. It must be the name of a file, without '/'"
        )
    return name


def read_profile(name: str, files: ProfileFiles, now: float) -> ProfileKeys:
    """The profile of TCCLI, else the section of the SDK's credential file. ``now`` is in Unix seconds.

    Raises ``NotConfigured`` if neither exists, and ``ConfigurationError`` for a profile that exists but is unusable:
    the next source may belong to another account.
    """
    validate_profile_name(name)
    reasons = []
    if files.tccli is not None:
        try:
            return _read_tccli(name, files.tccli, now)
        except NotConfigured as reason:
            reasons.append(str(reason))
    try:
        return _read_ini(name, files.ini)
    except NotConfigured as reason:
        reasons += [str(reason)] if str(reason) else []
    origin = f" ({files.variable})" if files.variable else ""
    raise NotConfigured(", ".join(reasons) + origin) from None


def _read_tccli(name: str, directory: Path, now: float) -> ProfileKeys:
    path = directory / f"{name}.credential"
    repair = f"'tccli configure --profile {shlex.quote(name)}'"
    text = _text(path)
    try:
        profile = json.loads(text, object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        raise ConfigurationError(f"{path} is not valid JSON. Repair it with {repair}") from None
    if not isinstance(profile, dict):
        raise ConfigurationError(f"{path} is not a JSON object. Repair it with {repair}")
    kind = profile.get("type") or "default"
    if kind == "cvm-role":
        return ProfileKeys(None, _role(path, profile))
    if kind not in ("default", "oauth", "sso"):
        raise ConfigurationError(f"{path} has an unknown type. Set the type to default, cvm-role, oauth or sso")
    login = f"'tccli {'sso' if 'sso' in (kind, *profile) else 'auth'} login --profile {shlex.quote(name)}'"
    profile = {entry: None if value in _NO_VALUE else value for entry, value in profile.items()}
    if profile.get("secretId") is None and profile.get("secretKey") is None:
        command = repair if kind == "default" else login
        raise ConfigurationError(f"{path} contains no secretId and no secretKey. Run {command}")
    keys = _keys(path, profile, "secretId", "secretKey", f"profile {name}, {path}")
    if kind != "default" or (keys.token and "expiresAt" in profile):
        keys = replace(keys, expires=_end_of_login(path, f"{login}, or {repair} for permanent keys", profile, now))
    return ProfileKeys(keys, _role(path, profile))


def _end_of_login(path: Path, command: str, profile: Mapping[str, Any], now: float) -> float:
    """When the credentials of a login expire, in Unix seconds. Only TCCLI can renew them."""
    expires = profile.get("expiresAt")
    if not isinstance(expires, (int, float)) or not expires > now:  # NaN is neither
        raise ConfigurationError(f"the login in {path} has expired. Run {command}")
    return float(min(expires, EXPIRY_MAXIMUM))


def _unique(entries: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object. Raises ``ValueError`` for a name that occurs twice: it is unknown which one counts."""
    found = dict(entries)
    if len(found) != len(entries):
        raise ValueError
    return found


def _read_ini(name: str, paths: Sequence[Path]) -> ProfileKeys:
    missing = []
    for path in paths:
        try:
            text = _text(path)
        except NotConfigured as reason:
            missing.append(str(reason))
            continue
        sections = _sections(path, text)
        if name not in sections:
            raise NotConfigured(f"{path} has no section [{name}]")
        entries = {entry: _unquoted(value) for entry, value in sections[name].items()}
        return ProfileKeys(_keys(path, entries, "secret_id", "secret_key", f"profile {name}, {path}"), None)
    raise NotConfigured(", ".join(missing))


def _sections(path: Path, text: str) -> configparser.RawConfigParser:
    """The sections of an INI file. Error messages omit the parser's message, which repeats lines of the file."""
    sections = configparser.RawConfigParser(default_section="")
    problem: configparser.Error
    line: int | None
    try:
        sections.read_string(text)
        return sections
    except configparser.MissingSectionHeaderError as error:
        problem, line, reason = error, error.lineno, "an entry comes before the first [section]"
    except configparser.DuplicateSectionError as error:
        problem, line, reason = error, error.lineno, "the section occurs twice"
    except configparser.DuplicateOptionError as error:
        problem, line, reason = error, error.lineno, "the entry occurs twice in its section"
    except configparser.ParsingError as error:
        problem, line, reason = error, error.errors[0][0], "the line is not 'name = value'"
    except configparser.Error as error:
        problem, line, reason = error, None, "the file cannot be parsed"
    at = f"{path}:{line}" if line else str(path)
    raise ConfigurationError(
        f"{at} is not a valid INI file ({type(problem).__name__}): {reason}. Correct the file"
    ) from None


def _unquoted(value: str) -> str:
    """The value without quotation marks around it, as the Java SDK reads it."""
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
        return value[1:-1]
    return value


def _keys(path: Path, entries: Mapping[str, Any], id_entry: str, key_entry: str, source: str) -> Credentials:
    for entry in (id_entry, key_entry):
        value = entries.get(entry)
        if value is None:
            raise ConfigurationError(f"{path} has no {entry}. Add it, or use another profile")
        if not isinstance(value, str) or not value:
            raise ConfigurationError(f"{path}: {entry} is empty or not a string. Set it to a string")
    token = entries.get("token")
    if token is not None and not isinstance(token, str):
        raise ConfigurationError(f"{path}: token is not a string. Set it to a string, or remove it")
    return Credentials(entries[id_entry], entries[key_entry], token or None, source=source)


def _role(path: Path, profile: Mapping[str, Any]) -> Role | None:
    arn = profile.get("role-arn")
    if arn in (None, *_NO_VALUE):
        return None
    name = profile.get("role-session-name")
    session_name = DEFAULT_SESSION_NAME if name in (None, *_NO_VALUE) else str(name)
    return validate_role(Role(str(arn), session_name), f"{path}: role-arn", f"{path}: role-session-name")


def _text(path: Path) -> str:
    """The text of a file without byte order mark. Raises ``NotConfigured`` or ``ConfigurationError``."""
    try:
        path.stat()
    except FileNotFoundError:
        raise NotConfigured(f"{path} does not exist") from None
    except (OSError, ValueError):
        pass  # reported below
    try:
        return read_regular_file(path, CONFIGURATION_LIMIT).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigurationError(f"cannot read {path}: it is not UTF-8. Save the file as UTF-8") from None
