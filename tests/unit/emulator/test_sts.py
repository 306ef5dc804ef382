# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""STS: who can assume which role, for how long, and the identity of the caller."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from support.credential_sources import oidc_token
from support.emulator_cloud import KEY, NOW, code_of, signed
from support.emulator_sts import (
    EXTERNAL_ID,
    FEDERATED_KEYS,
    FEDERATED_TOKEN,
    HUB,
    HUB_KEYS,
    OTHER,
    OTHER_KEYS,
    PERSON,
    PERSON_KEYS,
    PROD,
    PROD_KEYS,
    ROLE_ID,
    SERVICE_ID,
    STATE,
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

SESSION_NAME_MAXIMUM = "s" * 128
REFUSED = "UnauthorizedOperation"
POLICY = "%7B%22version%22%3A%222.0%22%2C%22statement%22%3A%5B%5D%7D"


def test_assume_role_response_has_the_documented_members() -> None:
    response = assume(sts_cloud())
    assert set(response) == {"Credentials", "ExpiredTime", "Expiration", "RequestId"}
    assert set(response["Credentials"]) == {"Token", "TmpSecretId", "TmpSecretKey"}
    assert response["ExpiredTime"] == NOW + 7200
    assert response["Expiration"] == "2023-11-15T00:13:20Z"


def test_every_call_issues_different_credentials_and_all_of_them_work() -> None:
    cloud = sts_cloud()
    issued = [assume(cloud)["Credentials"] for _turn in range(3)]
    for part in ("Token", "TmpSecretId", "TmpSecretKey"):
        assert len({credentials[part] for credentials in issued}) == 3
    assert {code_of(cloud, signed(**by_keys(credentials))) for credentials in issued} == {"ok"}


def test_temporary_credentials_read_the_library_of_the_account_of_the_role_until_they_expire() -> None:
    cloud = sts_cloud()
    credentials = assume(cloud, {"DurationSeconds": 900})["Credentials"]
    for moment, code in ((NOW, "ok"), (NOW + 899, "ok"), (NOW + 900, "AuthFailure.TokenFailure")):
        assert code_of(cloud, signed(**by_keys(credentials), at=moment), moment) == code
    assert [entry["account"] for entry in cloud.log.requests(action="DescribePersonSamples")] == ["prod"] * 3
    assert {entry["role"] for entry in cloud.log.requests("prod")} == {"SampleAuditor"}


def test_temporary_credentials_require_all_three_parts() -> None:
    cloud = sts_cloud()
    credentials = assume(cloud)["Credentials"]
    for part, code in (
        ("TmpSecretId", "AuthFailure.SecretIdNotFound"),
        ("TmpSecretKey", "AuthFailure.SignatureFailure"),
        ("Token", "AuthFailure.TokenFailure"),
    ):
        assert code_of(cloud, signed(**by_keys({**credentials, part: "wrong"}))) == code


def test_server_can_override_the_requested_lifetime() -> None:
    cloud = sts_cloud({"credential_lifetime_s": 3})
    for response in (assume(cloud, {"DurationSeconds": 7200}), assume_by_web_identity(cloud)):
        assert response["ExpiredTime"] == NOW + 3
        keys = by_keys(response["Credentials"])
        assert code_of(cloud, signed(**keys, at=NOW + 2), NOW + 2) == "ok"
        assert code_of(cloud, signed(**keys, at=NOW + 3), NOW + 3) == "AuthFailure.TokenFailure"


def test_expiry_follows_the_clock_of_the_server() -> None:
    cloud = sts_cloud({"clock_offset_s": 100})
    assert assume(cloud)["ExpiredTime"] == NOW + 100 + 7200


@pytest.mark.parametrize(
    ("arn", "code"),
    [
        (arn_of("SampleAuditor"), "ok"),
        (f"qcs::cam::uin/{PROD}:role/{ROLE_ID}", "ok"),
        (f"qcs::cam::uin/{PROD}:role/tencentcloudServiceRoleName/ForService", "ok"),
        (f"qcs::cam::uin/{PROD}:role/tencentcloudServiceRole/{SERVICE_ID}", "ok"),
        (arn_of("ForService"), "ResourceNotFound.RoleNotFound"),
        (f"qcs::cam::uin/{PROD}:role/tencentcloudServiceRoleName/SampleAuditor", "ResourceNotFound.RoleNotFound"),
        (arn_of("Nobody"), "ResourceNotFound.RoleNotFound"),
        (arn_of("sampleauditor"), "ResourceNotFound.RoleNotFound"),
        (arn_of("SampleAuditor", HUB), "ResourceNotFound.RoleNotFound"),
        (arn_of("SampleAuditor", "1"), "ResourceNotFound.RoleNotFound"),
        (f"qcs::cam::uin/{PROD}:role/SampleAuditor", "InvalidParameter.ParamError"),
        (f"qcs::cam:{PROD}:roleName/SampleAuditor", "InvalidParameter.ParamError"),
        ("SampleAuditor", "InvalidParameter.ParamError"),
        (arn_of("SampleAuditor") + "\n", "InvalidParameter.ParamError"),
        ("", "InvalidParameter.ParamError"),
        ("\ud800", "InvalidParameter.ParamError"),
        (5, "InvalidParameter.ParamError"),
        (None, "MissingParameter"),
    ],
)
def test_role_is_found_only_by_a_documented_arn(arn: Any, code: str) -> None:
    assert code_in(assume(sts_cloud(), {"RoleArn": arn})) == code


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"RoleSessionName": SESSION_NAME_MAXIMUM}, "ok"),
        ({"RoleSessionName": "a+=,.@_-9"}, "ok"),
        ({"RoleSessionName": SESSION_NAME_MAXIMUM + "s"}, "InvalidParameter.ParamError"),
        ({"RoleSessionName": "s"}, "InvalidParameter.ParamError"),
        ({"RoleSessionName": "two words"}, "InvalidParameter.ParamError"),
        ({"RoleSessionName": "名字"}, "InvalidParameter.ParamError"),
        ({"RoleSessionName": None}, "MissingParameter"),
        ({"DurationSeconds": 1}, "ok"),
        ({"DurationSeconds": "1800"}, "ok"),
        ({"DurationSeconds": 43200}, "ok"),
        ({"DurationSeconds": 43201}, "InvalidParameter.OverTimeError"),
        ({"DurationSeconds": 0}, "InvalidParameter.ParamError"),
        ({"DurationSeconds": "1h"}, "InvalidParameter.ParamError"),
        ({"DurationSeconds": True}, "InvalidParameter.ParamError"),
        ({"DurationSeconds": 1.5}, "InvalidParameter.ParamError"),
        ({"ExternalId": "not/required:here"}, "ok"),
        ({"ExternalId": "x"}, "InvalidParameter.ParamError"),
        ({"ExternalId": "two words"}, "InvalidParameter.ParamError"),
        ({"Policy": POLICY}, "ok"),
        ({"Policy": "%7B"}, "InvalidParameter.StrategyFormatError"),
        ({"Policy": "[]"}, "InvalidParameter.StrategyFormatError"),
        ({"Policy": "%7B%22statement%22%3A5%7D"}, "InvalidParameter.StrategyFormatError"),
        (
            {"Policy": "%7B%22statement%22%3A%5B%7B%22effect%22%3A%22allow%22%7D%5D%7D"},
            "InvalidParameter.StrategyFormatError",
        ),
        ({"Policy": "%7B%22statement%22%3A%5B%7B%22Principal%22%3A1%7D%5D%7D"}, "InvalidParameter.StrategyInvalid"),
        ({"Tags": [{"Key": f"k{number}", "Value": ""} for number in range(50)]}, "ok"),
        ({"Tags": [{"Key": f"k{number}", "Value": ""} for number in range(51)]}, "InvalidParameter.ParamError"),
        ({"Tags": [{"Key": "k", "Value": "1"}, {"Key": "k", "Value": "2"}]}, "InvalidParameter.ParamError"),
        ({"Tags": [{"Key": "k"}]}, "InvalidParameter.ParamError"),
        ({"Tags": {}}, "InvalidParameter.ParamError"),
        ({"SourceIdentity": HUB, "SerialNumber": f"qcs::cam:uin/{HUB}::mfa/softToken", "TokenCode": "482724"}, "ok"),
        ({"Durations": 1}, "UnknownParameter"),
    ],
)
def test_parameters_have_the_documented_limits(parameters: dict[str, Any], code: str) -> None:
    assert code_in(assume(sts_cloud(), parameters)) == code


def test_role_can_limit_the_duration() -> None:
    brief = {"RoleArn": arn_of("Brief")}
    assert code_in(assume(sts_cloud(), {**brief, "DurationSeconds": 600})) == "ok"
    assert code_in(assume(sts_cloud(), {**brief, "DurationSeconds": 601})) == "InvalidParameter.OverTimeError"


def test_role_can_be_assumed_by_get() -> None:
    query = f"RoleArn={arn_of('SampleAuditor').replace(':', '%3A')}&RoleSessionName=audit&DurationSeconds=900"
    request = sts_request("AssumeRole", query, method="GET")
    assert code_of(sts_cloud(), request) == "ok"


@pytest.mark.parametrize(
    ("role", "secret_id", "code"),
    [
        ("SampleAuditor", HUB_KEYS, "ok"),
        ("SampleAuditor", PERSON_KEYS, "ok"),  # the role trusts the account of this sub-account
        ("SampleAuditor", PROD_KEYS, "UnauthorizedOperation"),  # the role does not trust its own account
        ("Blind", PERSON_KEYS, "ok"),
        ("Personal", PERSON_KEYS, "ok"),
        ("Personal", HUB_KEYS, "UnauthorizedOperation"),
        ("Shut", HUB_KEYS, "UnauthorizedOperation"),
        ("SampleAuditor", OTHER_KEYS, "UnauthorizedOperation"),
    ],
)
def test_only_trusted_callers_can_assume_a_role(role: str, secret_id: str, code: str) -> None:
    assert code_in(assume(sts_cloud(), {"RoleArn": arn_of(role)}, secret_id=secret_id)) == code


@pytest.mark.parametrize(("external_id", "code"), [(EXTERNAL_ID, "ok"), ("studio-2", REFUSED), (None, REFUSED)])
def test_role_with_an_external_id_requires_it(external_id: str | None, code: str) -> None:
    response = assume(sts_cloud(), {"RoleArn": arn_of("Guarded"), "ExternalId": external_id})
    assert code_in(response) == code
    assert EXTERNAL_ID not in str(response)


def test_roles_can_be_chained() -> None:
    cloud = sts_cloud()
    first = by_keys(assume(cloud)["Credentials"])
    chained = {"RoleArn": arn_of("Chained", OTHER)}
    assert code_in(assume(cloud, chained)) == "UnauthorizedOperation"
    second = by_keys(assume(cloud, chained, **first)["Credentials"])
    identity = whoami(cloud, **second)
    assert (identity["AccountId"], identity["PrincipalId"]) == (OTHER, PROD)


def test_action_denied_to_a_role_or_its_account_is_refused() -> None:
    cloud = sts_cloud()
    blind = by_keys(assume(cloud, {"RoleArn": arn_of("Blind")})["Credentials"])
    assert code_of(cloud, signed(**blind)) == "UnauthorizedOperation"
    assert code_in(assume(cloud, {"RoleArn": arn_of("Chained", OTHER)}, **blind)) == "UnauthorizedOperation"
    assert whoami(cloud, **blind)["Type"] == "CAMRole"
    auditor = by_keys(assume(cloud)["Credentials"])
    chained = by_keys(assume(cloud, {"RoleArn": arn_of("Chained", OTHER)}, **auditor)["Credentials"])
    assert code_of(cloud, signed(**chained)) == "UnauthorizedOperation"
    assert code_in(assume(cloud, secret_id=OTHER_KEYS)) == "UnauthorizedOperation"


def test_web_identity_token_assumes_a_role_without_a_signature() -> None:
    cloud = sts_cloud()
    identity = whoami(cloud, **by_keys(assume_by_web_identity(cloud)["Credentials"]))
    assert (identity["UserId"], identity["PrincipalId"]) == (f"{ROLE_ID}:pod", PROD)
    assert cloud.log.requests("prod", "AssumeRoleWithWebIdentity")


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"WebIdentityToken": WEB_TOKEN + "\n"}, "ok"),
        ({"WebIdentityToken": "\n" + WEB_TOKEN}, "InvalidParameter.WebIdentityTokenError"),
        ({"WebIdentityToken": "another"}, "InvalidParameter.WebIdentityTokenError"),
        ({"WebIdentityToken": None}, "MissingParameter"),
        ({"ProviderId": "another"}, "InvalidParameter.WebIdentityTokenError"),
        ({"ProviderId": None}, "MissingParameter"),
        ({"RoleArn": arn_of("Shut")}, "UnauthorizedOperation"),
        ({"RoleArn": arn_of("Nobody")}, "ResourceNotFound.RoleNotFound"),
        ({"RoleArn": arn_of("Chained", OTHER)}, "UnauthorizedOperation"),  # the account denies it
        ({"RoleArn": "nonsense"}, "InvalidParameter.ParamError"),
        ({"RoleSessionName": "x"}, "InvalidParameter.ParamError"),
        ({"DurationSeconds": 43201}, "InvalidParameter.OverTimeError"),
        ({"ExternalId": EXTERNAL_ID}, "UnknownParameter"),
    ],
)
def test_web_identity_is_validated(parameters: dict[str, Any], code: str) -> None:
    response = assume_by_web_identity(sts_cloud(), parameters)
    assert code_in(response) == code
    assert WEB_TOKEN not in str(response)


CI_TOKEN = {
    "provider_id": "ci",
    "issuer": "https://ci.example.invalid",
    "audiences": ["tencentcloud", "other"],
    "subjects": ["repo:studio/*"],
    "roles": ["SampleAuditor"],
}
REJECTED = "InvalidParameter.WebIdentityTokenError"


@pytest.mark.parametrize(
    ("claims", "more", "code", "words"),
    [
        ({}, {}, "ok", ""),
        ({"aud": ["x", "tencentcloud"]}, {}, "ok", ""),
        ({"aud": "x"}, {}, REJECTED, "audience"),
        ({"aud": None}, {}, REJECTED, "audience"),
        ({"iss": "https://another.example.invalid"}, {}, REJECTED, "issuer"),
        ({"exp": NOW}, {}, REJECTED, "has expired"),
        ({"exp": "never"}, {}, REJECTED, "has expired"),
        ({"sub": "repo:another/audit"}, {}, "UnauthorizedOperation", "subject"),
        ({}, {"ProviderId": "tke"}, REJECTED, "does not know"),
        ({}, {"ProviderId": "another"}, REJECTED, "does not know"),
        ({}, {"RoleArn": arn_of("Guarded")}, "UnauthorizedOperation", "does not trust the provider"),
        ({}, {"WebIdentityToken": "a.b.c"}, REJECTED, "issuer"),
    ],
)
def test_json_web_token_is_accepted_for_its_claims(
    claims: dict[str, Any], more: dict[str, Any], code: str, words: str
) -> None:
    accounts = [
        {**account, "oidc": [*account.get("oidc", []), CI_TOKEN]} if account["name"] == "prod" else account
        for account in STATE["accounts"]
    ]
    cloud = sts_cloud(accounts=accounts)
    token = oidc_token(**claims)
    response = assume_by_web_identity(cloud, {"ProviderId": "ci", "WebIdentityToken": token, **more})
    assert code_in(response) == code
    assert words in str(response)
    assert token not in str(response)


def test_program_in_the_documentation_prints_an_accepted_token(capsys: pytest.CaptureFixture[str]) -> None:
    readme = (Path(__file__).parents[3] / "extensions" / "emulator" / "README.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    exec(compile(program, "README.md", "exec"), {})  # noqa: S102
    provider = {**CI_TOKEN, "issuer": "https://token.actions.githubusercontent.com"}
    accounts = [
        {**account, "oidc": [provider]} if account["name"] == "prod" else account for account in STATE["accounts"]
    ]
    cloud = sts_cloud(accounts=accounts)
    response = assume_by_web_identity(
        cloud, {"ProviderId": "ci", "WebIdentityToken": capsys.readouterr().out.strip()}, at=time.time()
    )
    assert code_in(response) == "ok"


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ({"effect": "allow", "action": ["name/mps:DescribePersonSamples"]}, "ok"),
        ({"effect": "allow", "action": "mps:Describe*"}, "ok"),
        ({"effect": "allow", "action": ["sts:*"]}, "UnauthorizedOperation"),
        ({"effect": "deny", "action": ["mps:*"]}, "UnauthorizedOperation"),
    ],
)
def test_policy_narrows_the_session_of_a_role(statement: dict[str, Any], code: str) -> None:
    cloud = sts_cloud()
    policy = quote(json.dumps({"version": "2.0", "statement": [statement]}), safe="")
    keys = by_keys(assume(cloud, {"Policy": policy})["Credentials"])
    assert code_of(cloud, signed(**keys)) == code
    assert whoami(cloud, **keys)["AccountId"] == PROD


def test_exact_web_identity_token_must_not_end_in_white_space() -> None:
    cloud = sts_cloud({"web_identity_token": "exact"})
    assert code_in(assume_by_web_identity(cloud)) == "ok"
    response = assume_by_web_identity(cloud, {"WebIdentityToken": WEB_TOKEN + "\n"})
    assert code_in(response) == "InvalidParameter.WebIdentityTokenError"


def test_only_web_identity_requests_can_be_unsigned() -> None:
    for service, action in (("sts", "AssumeRole"), ("sts", "GetCallerIdentity"), ("mps", "DescribePersonSamples")):
        for host in (f"{service}.tencentcloudapi.com", "127.0.0.1:8470"):
            request = signed({}, service=service, action=action, host=host, headers={"authorization": "SKIP"})
            assert code_of(sts_cloud(), request) == "AuthFailure.InvalidAuthorization"
    assert code_in(assume_by_web_identity(sts_cloud(), headers={"x-tc-action": None})) == "MissingParameter"
    assert code_in(assume_by_web_identity(sts_cloud(), headers={"content-type": None})) == "UnsupportedProtocol"


@pytest.mark.parametrize(
    ("keys", "arn", "user", "principal"),
    [
        ({}, f"qcs::cam:{HUB}:uin/{HUB}", HUB, HUB),
        ({"secret_id": PERSON_KEYS}, f"qcs::cam:{HUB}:uin/{PERSON}", PERSON, PERSON),
        (
            {"secret_id": FEDERATED_KEYS, "headers": {"x-tc-token": FEDERATED_TOKEN}},
            f"qcs::sts:{HUB}:federated-user/{HUB}",
            f"{HUB}:anna",
            HUB,
        ),
    ],
)
def test_caller_identity_describes_permanent_and_federated_credentials(
    keys: dict[str, Any], arn: str, user: str, principal: str
) -> None:
    identity = whoami(sts_cloud(), **keys)
    del identity["RequestId"]
    assert identity == {"Arn": arn, "AccountId": HUB, "UserId": user, "PrincipalId": principal, "Type": "CAMUser"}


def test_caller_identity_of_a_role_contains_the_role_and_the_principal() -> None:
    cloud = sts_cloud()
    for secret_id, principal in ((HUB_KEYS, HUB), (PERSON_KEYS, PERSON)):
        identity = whoami(cloud, **by_keys(assume(cloud, secret_id=secret_id)["Credentials"]))
        del identity["RequestId"]
        assert KEY not in str(identity)
        assert identity == {
            "Arn": f"qcs::sts:{PROD}:assumed-role/{ROLE_ID}",
            "AccountId": PROD,
            "UserId": f"{ROLE_ID}:audit",
            "PrincipalId": principal,
            "Type": "CAMRole",
        }
