# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""Where keys come from."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._signature import Credentials

# Both spellings of the token are in use: TCCLI reads the first, Terraform the second (api-facts 5.2, 5.3). The first
# one set wins.
ENVIRONMENT: Mapping[str, tuple[str, ...]] = {
    "secret_id": ("TENCENTCLOUD_SECRET_ID",),
    "secret_key": ("TENCENTCLOUD_SECRET_KEY",),
    "token": ("TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SECURITY_TOKEN"),
}


def find_credentials(given: Mapping[str, str | None], environment: Mapping[str, str]) -> Credentials:
    """The keys to sign with: those given by options first, then the environment.

    ``given`` maps ``secret_id``, ``secret_key`` and ``token`` to what the options say, None where they say nothing. A
    token of the environment belongs to the ``secret_id`` beside it, so it is left alone when the options name another.
    Raises ``ConfigurationError``, which never shows a value.
    """
    secret_id = _given_or_set("secret_id", given, environment)
    secret_key = _given_or_set("secret_key", given, environment)
    token = given.get("token") or (None if given.get("secret_id") else _first_set("token", environment))
    for option, value in (("secret_id", secret_id), ("token", token)):
        if value is not None and not re.fullmatch(r"[!-~]+", value):
            raise ConfigurationError(f"{option} {_what_is_odd(value)}. It is sent in a header; check how it was read")
    if secret_key != secret_key.strip():
        raise ConfigurationError("secret_key begins or ends with white space. Check how it was read, e.g. use '| trim'")
    return Credentials(secret_id, secret_key, token)


def _given_or_set(option: str, given: Mapping[str, str | None], environment: Mapping[str, str]) -> str:
    value = given.get(option)
    if value == "":
        raise ConfigurationError(
            f"{option} is given, but it is empty. Leave the option out to read it from the environment variable"
            f" {ENVIRONMENT[option][0]}, or check where its value comes from"
        )
    value = value or _first_set(option, environment)
    if value is None:
        raise ConfigurationError(
            f"no {option}: neither the option '{option}' nor the environment variable {ENVIRONMENT[option][0]} is set"
            " (for a module: in the environment of the host that runs it)"
        )
    return value


def _first_set(option: str, environment: Mapping[str, str]) -> str | None:
    return next((environment[name] for name in ENVIRONMENT[option] if environment.get(name)), None)


def _what_is_odd(value: str) -> str:
    return (
        "begins or ends with white space"
        if value != value.strip()
        else "has white space in it, or a character that is not ASCII"
    )
