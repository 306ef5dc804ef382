# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The metadata service of a CVM: its role, and temporary credentials (docs/api-facts.md section 5.1)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from urllib.parse import unquote

from emulator.accounts import Accounts, Identity, RoleSession
from emulator.role_state import Metadata
from emulator.sts import temporary_credentials

METADATA_PATH = "/latest/meta-data/"
ROLES_PATH = "/latest/meta-data/cam/security-credentials"
SESSION_NAME = "ins-emulator"
HTML_TYPE = "text/html"


@dataclass(frozen=True)
class MetadataResponse:
    """A response to send. ``body`` None: an HTML page with the status. ``hang``: no response is sent."""

    status: int
    content_type: str = HTML_TYPE
    body: bytes | None = field(default=None, repr=False)
    hang: bool = False


NOT_FOUND = MetadataResponse(404)


class MetadataServer:
    """The server at metadata.tencentyun.com. ``setting`` can be replaced while the emulator runs."""

    def __init__(self, accounts: Accounts, setting: Metadata | None) -> None:
        self._accounts = accounts
        self._issued: dict[tuple[str, str], Identity] = {}
        self.setting = setting

    def respond(self, path: str, now: float) -> MetadataResponse:
        """The response to a GET. ``path`` starts with METADATA_PATH. ``now``: Unix seconds of the server's clock."""
        setting = self.setting
        if setting is not None and setting.fault == "hang":
            return MetadataResponse(200, hang=True)
        if setting is not None and setting.fault == "error":
            return MetadataResponse(500)
        role = self._role_in(path)
        if setting is None or role is None:
            return NOT_FOUND
        if not role:
            return MetadataResponse(200, "text/plain", setting.role.encode())
        if role != setting.role:
            return NOT_FOUND
        if setting.fault == "not_json":
            return MetadataResponse(200)
        document = {"Code": "Failed"} if setting.fault == "code" else self._document(setting, now)
        return MetadataResponse(200, "application/json", json.dumps(document).encode())

    @staticmethod
    def _role_in(path: str) -> str | None:
        """The role name in a path. Empty for the list of roles, None for any other path."""
        if path != ROLES_PATH and not path.startswith(f"{ROLES_PATH}/"):
            return None
        return unquote(path[len(ROLES_PATH) + 1 :])

    def _document(self, setting: Metadata, now: float) -> dict[str, object]:
        """The document of the role. New credentials after half of the lifetime, or after ``expire`` of the account."""
        key = (setting.account, setting.role)
        issued = self._issued.get(key)
        if issued is not None:
            issued = self._accounts.identity(issued.credential.secret_id)
        if issued is None or now - issued.issued_at >= ((issued.credential.expires or 0) - issued.issued_at) / 2:
            account = self._accounts.by_name[setting.account]
            role = next(role for role in account.roles if role.name == setting.role)
            session = RoleSession(role, SESSION_NAME, account.uin)
            issued = self._issued[key] = self._accounts.issue(account, session, now, role.max_duration_s)
        return {**temporary_credentials(issued), "Code": "Success"}
