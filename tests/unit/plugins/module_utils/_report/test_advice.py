# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Advice: every finding has a cause, a next step, and a section in the guide."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils import _errors
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import MpsError, error_class
from ansible_collections.tencentcloud.mps.plugins.module_utils._report import advice
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import VERDICT_NAMES, ErrorKind
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.texts import AREAS, ENGLISH, texts_of
from support.sample_report import account, finding, unread, waived

GUIDE = (Path(__file__).resolve().parents[5] / "docs" / "docsite" / "rst" / "operator_guide.rst").read_text(
    encoding="utf-8"
)
DENIED_CODES = {
    "AuthFailure.SecretIdNotFound": "key_unknown",
    "AuthFailure.InvalidSecretId": "key_unknown",
    "AuthFailure.SignatureFailure": "key_mismatch",
    "AuthFailure.TokenFailure": "token",
    "AuthFailure.SignatureExpire": "clock",
    "AuthFailure.MFAFailure": "authentication",
    "AuthFailure.InvalidAuthorization": "authentication",
    "AuthFailure.UnauthorizedOperation": "permission",
    "UnauthorizedOperation": "permission",
    "UnauthorizedOperation.CamNoAuth": "permission",
    "IpInBlacklist": "ip_address",
    "IpNotInWhitelist": "ip_address",
    "FailedOperation.InvalidMpsUser": "mps_not_activated",
    "FailedOperation.InvalidUser": "account_state",
    "FailedOperation.UserArrears": "arrears",
    "ResourceNotFound.UserUnregister": "account_state",
    "InvalidParameterValue.UserUnRegister": "account_state",
}
MESSAGES = [
    (
        "configuration",
        "wrong account: the credentials belong to 1, but account_uin is 2. No data was read",
        "wrong_account",
    ),
    ("configuration", "no credentials found. Set secret_id and secret_key", "no_credentials"),
    (
        "configuration",
        "the login in /home/a/.tccli/b.credential has expired. Run 'tccli auth login'",
        "credentials_expired",
    ),
    ("configuration", "cannot read /home/a/.tccli/b.credential: it is not UTF-8", "configuration"),
    ("transport", "x: no response from h: its certificate is not trusted: self-signed", "certificate"),
    ("transport", "x: no response from h: y [SSLError]. The TLS handshake failed. Check 'endpoint'", "tls"),
    ("transport", "x: no response from h: y. The port does not use TLS. Check 'endpoint'", "tls"),
    ("transport", "x: no response from h: y. The host name cannot be resolved. Check 'endpoint'", "name_resolution"),
    ("transport", "x: no response from h through the proxy p: y. The proxy requires authentication", "proxy"),
    ("transport", "x: no response from h: timed out [ReadTimeout]", "network"),
    ("incomplete", "no merged report contains this account. Run the audit of its slice again", "lost_slice"),
    ("incomplete", "the library changed", "incomplete"),
]


def key_of(kind: str | None, code: str | None, message: str) -> str:
    failed = account("a", [unread("a", 2)], samples_seen=None, kind=kind, code=code, error=message)
    return advice.advice_key(unread("a", 2), failed)


def section(anchor: str) -> str:
    """The text of the section of the guide with this anchor, without markup for literals and line breaks."""
    title = anchor.replace("-", " ").capitalize()
    (content,) = re.findall(rf"^{title}\n~+\n(.*?)(?=^\S[^\n]*\n[~-]{{3,}}\n)", GUIDE, re.DOTALL | re.MULTILINE)
    return re.sub(r"\s+", " ", content.replace("``", ""))


@pytest.mark.parametrize("verdict", [verdict for verdict in VERDICT_NAMES if verdict != "unknown"])
def test_verdict_is_its_own_advice(verdict: Any) -> None:
    assert advice.advice_key(finding("a", "Ann", verdict), account("a")) == verdict


def test_waiver_decides_before_the_verdict() -> None:
    assert advice.advice_key(finding("a", "Ann", **waived()), account("a")) == "waived"
    assert advice.advice_key(finding("a", "Ann", **waived(expired=True)), account("a")) == "expired_waiver"


@pytest.mark.parametrize("code", DENIED_CODES)
def test_code_selects_the_advice(code: str) -> None:
    assert error_class(code).kind == "denied"
    assert key_of("denied", code, f"DescribePersonSamples: {code}: no") == DENIED_CODES[code]


def test_every_code_of_a_refusal_is_tested() -> None:
    known = {code for code, error in _errors._KIND_BY_CODE.items() if error is _errors.DeniedError}
    assert known <= {*DENIED_CODES, "AuthFailure"}


@pytest.mark.parametrize(
    ("action", "kind", "code", "key"),
    [
        ("AssumeRole", "denied", "UnauthorizedOperation", "role_denied"),
        ("AssumeRoleWithWebIdentity", "denied", "UnauthorizedOperation", "role_denied"),
        ("GetCallerIdentity", "denied", "UnauthorizedOperation", "identity_permission"),
        ("AssumeRole", "rejected", "ResourceNotFound.RoleNotFound", "role_missing"),
        ("AssumeRole", "rejected", "InvalidParameter.OverTimeError", "role_duration"),
        ("AssumeRole", "rejected", "InvalidParameter.ParamError", "role_rejected"),
        ("AssumeRoleWithWebIdentity", "rejected", "InvalidParameter.WebIdentityTokenError", "oidc_token"),
        ("DescribePersonSamples", "rejected", "InvalidParameter", "rejected"),
        ("DescribePersonSamples", "denied", "Something", "denied"),
    ],
)
def test_action_of_a_refusal_selects_the_advice(action: str, kind: str, code: str, key: str) -> None:
    assert key_of(kind, code, f"{action}: {code}: message") == key


@pytest.mark.parametrize(("kind", "message", "key"), MESSAGES)
def test_message_selects_the_advice(kind: str, message: str, key: str) -> None:
    assert key_of(kind, None, message) == key


@pytest.mark.parametrize("part", [part for parts in advice._BY_MESSAGE.values() for part, _key in parts])
def test_message_exists_in_the_code(part: str) -> None:
    folder = Path(_errors.__file__).parent
    code = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py") if path.name != "advice.py")
    assert part in code


def test_every_kind_has_advice() -> None:
    for kind in get_args(ErrorKind):
        assert key_of(kind, None, "message") in advice.GUIDE_ANCHORS
        assert key_of(kind, "Some.Code", "message") in advice.GUIDE_ANCHORS
    assert key_of(None, None, "") == "unknown"
    assert advice.advice_key(unread("a", 2), None) == "unknown"
    assert key_of(MpsError.kind, None, "a defect") == "internal"


def test_every_key_has_texts_and_every_text_has_a_key() -> None:
    assert set(AREAS["advice"].ENGLISH) == set(AREAS["cause"].ENGLISH) == set(advice.GUIDE_ANCHORS)


@pytest.mark.parametrize("key", advice.GUIDE_ANCHORS)
def test_guide_has_the_texts_in_the_section_of_the_link(key: str) -> None:
    texts = texts_of(ENGLISH)
    row = f"* - {texts.text(f'cause.{key}')} - {texts.text(f'advice.{key}')}"
    assert row in section(advice.GUIDE_ANCHORS[key])
    assert advice.guide_link(key).endswith(f"/docs/docsite/rst/operator_guide.rst#{advice.GUIDE_ANCHORS[key]}")


def test_guide_has_no_other_causes() -> None:
    anchors = dict.fromkeys(advice.GUIDE_ANCHORS.values())
    assert sum(section(anchor).count(" * - ") - 1 for anchor in anchors) == len(advice.GUIDE_ANCHORS)


@pytest.mark.parametrize(
    ("site", "link"),
    [
        ("international", "https://console.tencentcloud.com/mps"),
        ("china", "https://console.cloud.tencent.com/mps"),
        (None, None),
    ],
)
def test_console_is_that_of_the_site(site: str | None, link: str | None) -> None:
    assert advice.console_link(account("a", site=site)) == link
