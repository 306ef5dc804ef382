# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""Where calls go, and as whom."""

from __future__ import annotations

from dataclasses import dataclass

from .identity import Identity


@dataclass(frozen=True)
class Connection:
    """Where a call goes, as whom, and how it is protected.

    ``endpoint`` is a checked origin such as ``https://mps.intl.tencentcloudapi.com``. ``verify`` is what ``requests``
    takes: true for the usual authorities (``REQUESTS_CA_BUNDLE`` included), the path of a CA file, or false.
    ``use_proxies`` tells whether the proxy variables of the environment count.
    """

    identity: Identity
    endpoint: str
    sts_endpoint: str | None
    region: str | None
    language: str
    timeout: float
    verify: bool | str
    use_proxies: bool
