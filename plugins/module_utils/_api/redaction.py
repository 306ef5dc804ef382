# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Removes secrets from texts of the server and of libraries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from .._text import escape_surrogates
from .call import Credentials

MARK = "***"


class Redaction:
    """Masks secret keys, tokens, proxy passwords, and all but the last four characters of a SecretId."""

    def __init__(self, credentials: Credentials | None, proxies: Mapping[str, str], others: Iterable[str] = ()) -> None:
        secrets = [*others, *_proxy_secrets(proxies.values())]
        if credentials is not None:
            secrets += [credentials.secret_key, credentials.token or ""]
        # Longest first: a secret can contain another one.
        self._secrets = sorted(filter(None, secrets), key=len, reverse=True)
        self._secret_id = credentials.secret_id if credentials else ""

    def clean(self, text: str) -> str:
        """The text without secrets and without lone surrogates."""
        for secret in self._secrets:
            text = text.replace(secret, MARK)
        if self._secret_id:
            text = text.replace(self._secret_id, MARK + self._secret_id[-4:])
        shown: str = escape_surrogates(text)
        return shown


def _proxy_secrets(addresses: Iterable[str]) -> list[str]:
    """User information and password of each proxy address, also percent-decoded."""
    secrets = []
    for address in addresses:
        user_information = re.sub(r"^[^/]*//", "", address).rpartition("@")[0]
        password = user_information.partition(":")[2]
        secrets += [user_information, password, unquote(password)]
    return secrets
