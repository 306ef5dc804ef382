# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The temporary certificate authority for ``--tls``. It exists only while the process runs."""

from __future__ import annotations

import ssl

import trustme

SERVED_NAMES = (
    "127.0.0.1",
    "localhost",
    "::1",
    # For clients with a fixed API host, which a test proxy redirects to the emulator.
    "sts.tencentcloudapi.com",
    "sts.intl.tencentcloudapi.com",
    "mps.tencentcloudapi.com",
    "mps.intl.tencentcloudapi.com",
    "organization.tencentcloudapi.com",
    "organization.intl.tencentcloudapi.com",
)


def make_tls() -> tuple[ssl.SSLContext, bytes]:
    """The TLS context of the server for ``SERVED_NAMES``, and the certificate of the authority as PEM."""
    authority = trustme.CA(organization_name="tencentcloud.mps emulator, temporary")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(*SERVED_NAMES).configure_cert(context)
    return context, authority.cert_pem.bytes()
