# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Removes secrets from texts of the server and of libraries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from .._errors import known_prefix
from .._text import clipped, escape_surrogates
from .call import Credentials

MARK = "***"
_MESSAGE_LIMIT, _WORD_LIMIT = 1000, 128  # characters that are shown
_SHORTEST_ID = 8  # the last four characters of a shorter SecretId would be most of it
_SHORTEST_IN_WORD = 8  # a shorter secret can be a part of any error code or request id
# Looks like a SecretId, a SecretKey or a token: a long word with digits, or with lower and upper case like base64.
_KEY = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:AKID|IKID)[A-Za-z0-9_-]{8,}"
    r"|(?=[A-Za-z_+/=-]*[0-9])(?=[0-9_+/=-]*[A-Za-z])[A-Za-z0-9_+=-]{20,}"
    r"|(?=[A-Z0-9]*[a-z])(?=[a-z0-9]*[A-Z])[A-Za-z0-9]{32,})"
)


def hide_keys(text: str) -> str:
    """The text without words that could be a key: a user can put a key into the wrong option."""
    return _KEY.sub(MARK, text)


class Redaction:
    """Masks secret keys, tokens, proxy passwords, and all but the last four characters of a SecretId."""

    def __init__(self, credentials: Credentials | None, proxies: Mapping[str, str], others: Iterable[str] = ()) -> None:
        secrets = [*others, *_proxy_secrets(proxies.values())]
        if credentials is not None:
            secrets += [credentials.secret_key, credentials.token or ""]
        # Longest first: a secret can contain another one.
        self._secrets = sorted(filter(None, secrets), key=len, reverse=True)
        self._secret_id = credentials.secret_id if credentials else ""

    def clean(self, text: str, limit: int = _MESSAGE_LIMIT) -> str:
        """The text without secrets and without lone surrogates, at most ``limit`` characters of it."""
        return self._clean(text, 1, limit)

    def clean_word(self, text: str) -> str:
        """An error code or a request id without secrets. A short secret that is a part of it does not change it."""
        return self._clean(text, _SHORTEST_IN_WORD, _WORD_LIMIT)

    def clean_code(self, code: str) -> str:
        """An error code for display. Its known part is never changed."""
        known = known_prefix(code)
        return known + self.clean_word(code[len(known) :])

    def _clean(self, text: str, shortest: int, limit: int) -> str:
        for secret in self._secrets:
            if len(secret) >= shortest:
                text = text.replace(secret, MARK)
        if len(self._secret_id) >= shortest:
            text = text.replace(self._secret_id, shown_id(self._secret_id))
        shown: str = escape_surrogates(clipped(text, limit))
        return shown


def shown_id(secret_id: str) -> str:
    """The last four characters of a SecretId, to compare it with the console."""
    return MARK + (secret_id[-4:] if len(secret_id) >= _SHORTEST_ID else "")


def _proxy_secrets(addresses: Iterable[str]) -> list[str]:
    """User information and password of each proxy address, also percent-decoded."""
    secrets = []
    for address in addresses:
        user_information = re.sub(r"^[^/]*//", "", address).rpartition("@")[0]
        password = user_information.partition(":")[2]
        secrets += [user_information, password, unquote(password)]
    return secrets
