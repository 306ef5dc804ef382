# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Temporary credentials in a running service: expiry, rate limits, faults, and secrecy."""

from __future__ import annotations

from typing import Any

import pytest

from emulator.accounts import Accounts
from emulator.signature_check import WireRequest
from support.emulator_cloud import KEY, NOW, code_of, signed
from support.emulator_sts import (
    EXTERNAL_ID,
    FEDERATED_KEYS,
    FEDERATED_TOKEN,
    HUB_KEYS,
    PROD_KEYS,
    WEB_TOKEN,
    arn_of,
    assume,
    assume_by_web_identity,
    by_keys,
    code_in,
    sts_cloud,
    sts_request,
    whoami,
)


def test_expire_ends_all_temporary_credentials_of_one_account() -> None:
    cloud = sts_cloud()
    old = [by_keys(response["Credentials"]) for response in (assume(cloud), assume_by_web_identity(cloud))]
    prod, hub = cloud.accounts.by_name["prod"], cloud.accounts.by_name["hub"]
    assert cloud.accounts.expire(prod) == 2
    assert cloud.accounts.expire(prod) == 0
    assert {code_of(cloud, signed(**keys)) for keys in old} == {"AuthFailure.TokenFailure"}
    federated: dict[str, Any] = {"secret_id": FEDERATED_KEYS, "headers": {"x-tc-token": FEDERATED_TOKEN}}
    assert code_in(whoami(cloud, **federated)) == "ok"
    assert cloud.accounts.expire(hub) == 1
    assert code_in(whoami(cloud, **federated)) == "AuthFailure.TokenFailure"
    assert code_in(whoami(cloud)) == code_of(cloud, signed(**by_keys(assume(cloud)["Credentials"]))) == "ok"


def test_oldest_temporary_credentials_are_removed_above_the_maximum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("emulator.accounts.ISSUED_MAXIMUM", 2)
    cloud = sts_cloud()
    issued = [by_keys(assume(cloud)["Credentials"]) for _turn in range(3)]
    codes = [code_of(cloud, signed(**keys)) for keys in issued]
    assert codes == ["AuthFailure.SecretIdNotFound", "ok", "ok"]


def admitted(cloud_request: WireRequest, times: int) -> int:
    """The number of admitted requests, if ``times`` requests arrive within one second."""
    cloud = sts_cloud({"requests_per_second": 5})
    return sum(code_of(cloud, cloud_request) != "RequestLimitExceeded" for _turn in range(times))


def test_sts_actions_have_the_documented_rate_limits() -> None:
    parameters = {"RoleArn": arn_of("SampleAuditor"), "RoleSessionName": "audit"}
    web = {**parameters, "ProviderId": "tke", "WebIdentityToken": WEB_TOKEN}
    headers = {"authorization": "SKIP"}
    assert admitted(sts_request("AssumeRole", parameters), 601) == 600
    assert admitted(sts_request("GetCallerIdentity", {}), 25) == 20
    assert admitted(sts_request("AssumeRoleWithWebIdentity", web, headers=headers), 25) == 20
    assert admitted(signed(secret_id=PROD_KEYS), 10) == 5


def test_rate_limit_of_unsigned_requests_applies_to_each_account_separately() -> None:
    cloud = sts_cloud()
    for _turn in range(20):
        assert code_in(assume_by_web_identity(cloud)) == "ok"
    assert code_in(assume_by_web_identity(cloud)) == "RequestLimitExceeded"
    assert code_in(assume_by_web_identity(cloud, {"RoleArn": arn_of("Nobody")})) == "ResourceNotFound.RoleNotFound"


def test_fault_rules_select_sts_requests_by_account_and_action() -> None:
    faults = [
        {"fault": "missing_members", "action": "AssumeRole"},
        {"fault": "denied", "account": "prod", "action": "AssumeRoleWithWebIdentity"},
        {"fault": "missing_members", "action": "GetCallerIdentity"},
    ]
    cloud = sts_cloud(faults=faults)
    assert "Credentials" not in assume(cloud)
    assert "Credentials" in assume(cloud)
    assert code_in(assume_by_web_identity(cloud)) == "UnauthorizedOperation"
    assert code_in(assume_by_web_identity(cloud)) == "ok"
    assert "AccountId" not in whoami(cloud)


def test_log_and_reprs_contain_no_key_token_or_external_id() -> None:
    cloud = sts_cloud()
    guarded = {"RoleArn": arn_of("Guarded"), "ExternalId": EXTERNAL_ID, "TokenCode": "482724"}
    first, second = assume(cloud, guarded)["Credentials"], assume_by_web_identity(cloud)["Credentials"]
    request = sts_request("GetCallerIdentity", {}, **by_keys(first))
    response = cloud.respond(request, NOW, NOW)
    metadata = cloud.respond_to_metadata("GET", "/latest/meta-data/cam/security-credentials/SampleAuditor", NOW)
    code_of(cloud, signed({"WebIdentityToken": WEB_TOKEN}, PROD_KEYS))
    accounts: Accounts = cloud.accounts
    identities = [accounts.identity(credentials["TmpSecretId"]) for credentials in (first, second)]
    shown = f"{cloud.log.requests()}{cloud.log.counters()}{response}{metadata}{request}{accounts.by_name}{identities}"
    secrets = [credentials[part] for credentials in (first, second) for part in ("Token", "TmpSecretKey")]
    for secret in (*secrets, KEY, WEB_TOKEN, EXTERNAL_ID, FEDERATED_TOKEN, "482724"):
        assert secret not in shown
    logged = cloud.log.requests("hub", "AssumeRole")[0]["parameters"]
    assert (logged["ExternalId"], logged["RoleArn"]) == ("***", arn_of("Guarded"))
    assert cloud.log.requests(action="AssumeRoleWithWebIdentity")[0]["parameters"]["WebIdentityToken"] == "***"
    assert cloud.log.requests("hub")[0]["secret_id"] == HUB_KEYS[-4:]
