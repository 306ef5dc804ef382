# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""What to do next about a finding: its key in the catalogue, and the links to the guide and to the console. Pure.

The areas ``cause`` and ``advice`` of the catalogue have a text for each key: why, in a few words, and what to do.
"""

from __future__ import annotations

from collections.abc import Mapping

from .._audit.verdicts import UNKNOWN
from .document import Account, Finding
from .texts import ENGLISH, texts_of

GUIDE_URL = "https://github.com/tencentcloud-mps/tencentcloud.mps/blob/main/docs/docsite/rst/operator_guide.rst"
# The console of MPS on each site (docs/api-facts.md section 7.1). The address of a page for samples is not documented.
CONSOLE_URLS: Mapping[str, str] = {
    "international": "https://console.tencentcloud.com/mps",
    "china": "https://console.cloud.tencent.com/mps",
}

# The sections of the operator guide and their keys.
_SECTIONS: Mapping[str, str] = {
    "findings-about-samples": "missing drifted ambiguous forbidden unexpected expired_waiver waived ok",
    "permissions-and-roles": "permission identity_permission role_denied role_missing role_duration role_rejected"
    " ip_address denied",
    "credentials-of-an-account": "wrong_account no_credentials credentials_expired key_unknown key_mismatch token"
    " oidc_token clock authentication mps_not_activated arrears account_state",
    "network-and-server": "network name_resolution certificate tls proxy protocol throttled server",
    "other-causes": "incomplete lost_slice rejected configuration internal unknown",
}
GUIDE_ANCHORS: Mapping[str, str] = {key: anchor for anchor, keys in _SECTIONS.items() for key in keys.split()}
CAUSES_OF_UNKNOWN = tuple(key for key, anchor in GUIDE_ANCHORS.items() if anchor != "findings-about-samples")

_BY_CODE: Mapping[str, str] = {
    "AuthFailure.SecretIdNotFound": "key_unknown",
    "AuthFailure.InvalidSecretId": "key_unknown",
    "AuthFailure.SignatureFailure": "key_mismatch",
    "AuthFailure.TokenFailure": "token",
    "AuthFailure.SignatureExpire": "clock",
    "IpInBlacklist": "ip_address",
    "IpNotInWhitelist": "ip_address",
    "FailedOperation.InvalidMpsUser": "mps_not_activated",
    "FailedOperation.UserArrears": "arrears",
    "FailedOperation.InvalidUser": "account_state",
    "ResourceNotFound.UserUnregister": "account_state",
    "InvalidParameterValue.UserUnRegister": "account_state",
    "ResourceNotFound.RoleNotFound": "role_missing",
    "InvalidParameter.OverTimeError": "role_duration",
    "InvalidParameter.WebIdentityTokenError": "oidc_token",
}
_PERMISSION_CODES = ("UnauthorizedOperation", "AuthFailure.UnauthorizedOperation")
# Parts of messages, the first match decides.
_BY_MESSAGE: Mapping[str, tuple[tuple[str, str], ...]] = {
    "configuration": (
        ("wrong account:", "wrong_account"),
        ("no credentials found", "no_credentials"),
        ("the login in ", "credentials_expired"),
    ),
    "transport": (
        ("certificate is not trusted", "certificate"),
        ("does not use TLS", "tls"),
        ("TLS handshake failed", "tls"),
        ("host name cannot be resolved", "name_resolution"),
        ("proxy", "proxy"),
        ("", "network"),
    ),
    "incomplete": (("no merged report contains this account", "lost_slice"),),
}


def advice_key(finding: Finding, account: Account | None) -> str:
    """The key of the texts about a finding. ``account`` is its account, None if the report does not contain it."""
    if finding["waived"]:
        return "waived"
    if finding["waiver"] is not None:
        return "expired_waiver"
    if finding["verdict"] != UNKNOWN:
        return finding["verdict"]
    return "unknown" if account is None else account_advice_key(account)


def account_advice_key(account: Account) -> str:
    """The key of the texts about the error of an account."""
    kind, code, message = account["kind"], account["code"], account["error"] or ""
    action = message.partition(":")[0]
    if kind in ("denied", "rejected") and code is not None:
        key = _BY_CODE.get(code) or _of_action(kind, code, action)
        return key or ("authentication" if code.startswith("AuthFailure.") else kind)
    for part, key in _BY_MESSAGE.get(kind or "", ()):
        if part in message:
            return key
    return kind or "unknown"


def _of_action(kind: str, code: str, action: str) -> str | None:
    """The key for a refused request by its action, such as AssumeRole."""
    if kind == "rejected":
        return "role_rejected" if action.startswith("AssumeRole") else None
    if not code.startswith(_PERMISSION_CODES):
        return None
    if action.startswith("AssumeRole"):
        return "role_denied"
    return "identity_permission" if action == "GetCallerIdentity" else "permission"


def refers_to_message(key: str) -> bool:
    """Whether the advice refers to the message of the finding, so that a reader needs all of it."""
    return "message" in texts_of(ENGLISH).text(f"advice.{key}")


def guide_link(key: str) -> str:
    """The address of the section of the operator guide that explains a key."""
    return f"{GUIDE_URL}#{GUIDE_ANCHORS[key]}"


def console_link(account: Account) -> str | None:
    """The address of the MPS console of the account's site. None if the site is unknown."""
    return CONSOLE_URLS.get(account["site"] or "")
