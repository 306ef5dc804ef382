# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Checks credentials before a request, so that a value with a quotation mark does not become a wrong signature."""

from __future__ import annotations

import unicodedata

from .._api.call import Credentials
from .._errors import ConfigurationError

_QUOTES = "\"'`\u2018\u2019\u201c\u201d"


def validate_credentials(credentials: Credentials) -> Credentials:
    """The same credentials. Raises ``ConfigurationError``, without the value, if one of them cannot be right."""
    values = {"secret_id": credentials.secret_id, "secret_key": credentials.secret_key, "token": credentials.token}
    for name, value in values.items():
        defect = None if value is None else _defect(value)
        if defect:
            source = f" ({credentials.source})" if credentials.source else ""
            raise ConfigurationError(f"{name} {defect}{source}")
    return credentials


def _defect(value: str) -> str | None:
    """What is wrong with a key or token, and what to do; None for a value of visible ASCII characters."""
    if not value:
        return "is empty. Check its source"
    if value in ("None", "null", "***"):
        return f"is the text {value!r} instead of a value. Check its source"
    if "{{" in value or "${" in value:
        return "contains a template or a variable that was not replaced. Check its source"
    if value != value.strip():
        return "starts or ends with white space. Check its source, or use '| trim'"
    if value[0] in _QUOTES or value[-1] in _QUOTES:
        return "starts or ends with a quotation mark. Remove the quotation marks at its source"
    if any(letter.isspace() for letter in value):
        return "contains white space, perhaps before a comment. Check its source"
    strange = next((letter for letter in value if not "!" <= letter <= "~"), None)
    if strange is not None:
        name = unicodedata.name(strange, "no name")
        return f"contains the character U+{ord(strange):04X} ({name}), which no key contains. Check its source"
    if any(letter in value for letter in "#;,\\<>" + _QUOTES):
        return "contains a character that no key contains (quotation mark, #, ;, comma, \\, < or >). Check its source"
    return None
