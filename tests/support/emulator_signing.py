# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signed requests in wire format, for emulator tests that use no client library."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from emulator.signature_check import Authorization, WireRequest, signature, utc_date

VERSIONS = {"mps": "2019-06-12", "sts": "2018-08-13", "organization": "2021-03-31"}


def signed_request(
    secret_id: str,
    secret_key: str,
    parameters: Mapping[str, Any] | bytes | str = b"{}",
    *,
    service: str = "mps",
    action: str = "DescribePersonSamples",
    timestamp: float | None = None,
    method: str = "POST",
    host: str = "mps.tencentcloudapi.com",
    signed_headers: tuple[str, ...] = ("content-type", "host"),
    scope_date: str | None = None,
    headers: Mapping[str, str | None] | None = None,
) -> WireRequest:
    """Return a signed request. ``parameters`` is a mapping or bytes for a POST body, or the query string of a GET.

    ``headers`` are added before signing; a value of None removes the header. An ``authorization`` header replaces the
    signature.
    """
    seconds = int(time.time() if timestamp is None else timestamp)
    is_get = method == "GET"
    complete: dict[str, str | None] = {
        "host": host,
        "content-type": "application/x-www-form-urlencoded" if is_get else "application/json",
        "x-tc-action": action,
        "x-tc-version": VERSIONS.get(service, "2019-06-12"),
        "x-tc-timestamp": str(seconds),
        "x-tc-language": "en-US",
        **(headers or {}),
    }
    wire = {name: value for name, value in complete.items() if value is not None}
    body = parameters if isinstance(parameters, bytes) else json.dumps(parameters).encode()
    request = WireRequest(method, str(parameters) if is_get else "", wire, b"" if is_get else body)
    scope = Authorization(secret_id, scope_date or utc_date(seconds), service, signed_headers, "")
    if "authorization" not in complete:
        made = signature(request, scope, seconds, secret_key)
        wire["authorization"] = (
            f"TC3-HMAC-SHA256 Credential={secret_id}/{scope.date}/{service}/tc3_request, "
            f"SignedHeaders={';'.join(signed_headers)}, Signature={made}"
        )
    return request
