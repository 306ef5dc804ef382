# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The credentials of the role of a CVM instance, from its metadata service (docs/api-facts.md section 5.1)."""

from __future__ import annotations

import json
import re
from collections.abc import Generator
from dataclasses import replace
from urllib.parse import urlsplit

from .._api.call import ApiResponse, Credentials, MetadataCall, Request
from .._errors import ConfigurationError, ProtocolError, TransportError
from .profiles import NotConfigured
from .sts import read_credentials

METADATA_ENDPOINT = "http://metadata.tencentyun.com"
METADATA_PATH = "/latest/meta-data/cam/security-credentials/"
METADATA_TIMEOUT_S = 1.0  # name resolution included
SILENCE_LIMIT_S = 8.0  # of retries without a response, where the source is named
_ADVICE = "Check the role of the instance, or use another credential_source"
_ROLE_NAME = r"[\w+=,.@-]+"


def cvm_role_credentials(
    endpoint: str, role: str | None = None, required: bool = False
) -> Generator[Request, ApiResponse, Credentials]:
    """The credentials of a role of this CVM instance; of its only role if ``role`` is None.

    Raises ``NotConfigured`` without a metadata service or role, and ``ConfigurationError`` for a response that is not
    as documented. If ``required``, a missing metadata service is a ``TransportError``, after retries. Error messages
    never show the response, because it contains credentials.
    """
    base = endpoint.rstrip("/") + METADATA_PATH
    if role is None:
        role = (yield from _get(base, required)).split("\n")[0].strip()
        required = True  # there is a metadata service
        if not role:
            raise NotConfigured("this instance has no role")
        if not re.fullmatch(_ROLE_NAME, role):
            raise ConfigurationError(f"the metadata service returned an unexpected list of roles. {_ADVICE}")
    elif not re.fullmatch(_ROLE_NAME, role):
        raise ConfigurationError("TENCENTCLOUD_CAM_ROLE_NAME is not the name of a role. Correct the variable")
    return _parse((yield from _get(base + role, required)), role)


def _parse(text: str, role: str) -> Credentials:
    try:
        document = json.loads(text)
        code = document.get("Code")
        if code != "Success":
            shown = code if isinstance(code, str) and re.fullmatch(r"[A-Za-z._-]{1,64}", code) else "not 'Success'"
            raise ConfigurationError(
                f"the metadata service has no credentials for the role {role}: its Code is {shown}. {_ADVICE}"
            )
        found = read_credentials({"Credentials": document, "ExpiredTime": document.get("ExpiredTime")})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, ProtocolError):
        raise ConfigurationError(
            f"the metadata service returned unexpected credentials for the role {role}. {_ADVICE}"
        ) from None
    return replace(found, source=f"role {role} of the CVM instance")


def _get(url: str, required: bool) -> Generator[Request, ApiResponse, str]:
    try:
        response = yield Request(
            MetadataCall(url, METADATA_TIMEOUT_S, SILENCE_LIMIT_S if required else 0.0), None, None, "metadata"
        )
    except TransportError as error:
        host = urlsplit(url).netloc.rpartition("@")[2]
        error.message = f"the metadata service at {host} does not respond ({error.message})"
        if required:
            raise
        raise NotConfigured(error.message) from None
    status, text = response.value
    if status == 404:
        raise NotConfigured("this instance has no role" + ("" if url.endswith("/") else f" {url.rpartition('/')[2]}"))
    if status != 200:
        raise ConfigurationError(f"the metadata service responded with HTTP {status}. {_ADVICE}")
    return str(text)
