# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate authority that lives as long as the process, for --tls."""

from __future__ import annotations

import ssl

import trustme

SERVED_NAMES = (
    "127.0.0.1",
    "localhost",
    "::1",
    # For clients whose hosts are fixed, and which a proxy of the tests sends here.
    "sts.tencentcloudapi.com",
    "sts.intl.tencentcloudapi.com",
    "mps.tencentcloudapi.com",
    "mps.intl.tencentcloudapi.com",
)


def make_tls() -> tuple[ssl.SSLContext, bytes]:
    """The server's side of TLS for the loopback and API names, and the authority's certificate as PEM."""
    authority = trustme.CA(organization_name="tencentcloud.mps emulator, throw-away")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(*SERVED_NAMES).configure_cert(context)
    return context, authority.cert_pem.bytes()
