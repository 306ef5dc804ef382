# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Roles that an OIDC token assumes, and the policy that narrows the session of a role."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.credential_sources import (
    AUDITED,
    CI,
    EXTERNAL_ID,
    OPTIONS,
    TKE,
    Host,
    arn_of,
    keys_of,
    oidc_token,
    state,
    write_file,
)
from support.emulator_process import EmulatorProcess
from support.info_run import failure, read_samples
from support.playbook import GROUP, INFO, lookup, play, run_playbook, save, succeeded

WEB_ACTION, AUDIT = "AssumeRoleWithWebIdentity", "tencentcloud.mps.mps_person_sample_audit"
READ_ONLY = {"version": "2.0", "statement": [{"effect": "allow", "action": ["name/mps:DescribePersonSamples"]}]}
SECOND_ROLE = {"role_arn": arn_of(AUDITED), "role_external_id": EXTERNAL_ID}


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(state()) as running:
        yield running


@pytest.fixture
def host(emulator: EmulatorProcess) -> Host:
    emulator.reset()
    emulator.metadata(None)
    addresses = {"TENCENTCLOUD_METADATA_ENDPOINT": emulator.url, "TENCENTCLOUD_MPS_ENDPOINT": emulator.url}
    return Host(emulator, Path.home(), addresses)


def names_read(host: Host, **options: Any) -> list[str]:
    result = read_samples(host.environment, **options)
    return [sample["name"] for sample in result["person_samples"]]


REFUSALS: dict[str, tuple[dict[str, Any], dict[str, Any], str, list[str]]] = {
    "audience": (
        {"aud": "https://github.com/studio"},
        {},
        "InvalidParameter.WebIdentityTokenError",
        [
            "OIDC provider ci in CAM has the issuer of the token ('https://ci.example.invalid')",
            "'https://github.com/st",
        ],
    ),
    "issuer": ({"iss": "https://x.invalid"}, {}, "InvalidParameter.WebIdentityTokenError", ["('https://x.invalid')"]),
    "expired": (
        {"exp": 1_700_000_000},
        {},
        "InvalidParameter.WebIdentityTokenError",
        ["The token expired at 2023-11-14T22:13:20Z. Request a new token, or use a token file that is renewed"],
    ),
    "subject": (
        {"sub": "repo:other/x"},
        {},
        "UnauthorizedOperation",
        [f"trust policy of {arn_of(CI)} allows the OIDC provider ci and the subject of the token ('repo:other/x')"],
    ),
    "role": (
        {},
        {"oidc_role_arn": arn_of(TKE), "oidc_provider_id": "tke"},
        "InvalidParameter.WebIdentityTokenError",
        ["OIDC provider tke"],
    ),
    "no such role": (
        {},
        {"oidc_role_arn": arn_of(CI) + "x"},
        "ResourceNotFound.RoleNotFound",
        [arn_of(CI) + "x in CAM"],
    ),
    "not a JWT": ({}, {"oidc_token": "opaque-token"}, "InvalidParameter.WebIdentityTokenError", ["(not readable)"]),
    "damaged": ({}, {"oidc_token": "a.b!.c"}, "InvalidParameter.WebIdentityTokenError", ["(not readable)"]),
}


@pytest.mark.parametrize("refusal", REFUSALS)
def test_refused_token_is_reported_with_what_to_check(host: Host, refusal: str) -> None:
    claims, options, code, words = REFUSALS[refusal]
    host.add_oidc(**claims)
    error = failure(host.environment, **options)
    assert error.code == code
    assert [word for word in words if word not in str(error)] == []
    assert (error.kind, error.attempts) == ("denied" if code == "UnauthorizedOperation" else "rejected", 1)
    for part in oidc_token(**claims).split(".")[1:]:
        assert part not in str(error) + repr(error) + json.dumps(error.as_result())
    assert [entry["action"] for entry in host.emulator.requests()] == [WEB_ACTION]


def test_role_that_does_not_trust_the_provider_is_reported(host: Host) -> None:
    host.add_oidc()
    host.environment["TENCENTCLOUD_OIDC_ROLE_ARN"] = arn_of(AUDITED)
    error = failure(host.environment)
    assert "WebIdentityTokenError" in str(error)  # the other account does not know the provider
    with EmulatorProcess(_state_without_trust()) as emulator:
        error = failure({**host.environment, "TENCENTCLOUD_MPS_ENDPOINT": emulator.url})
    assert error.kind == "denied"
    assert "the role does not trust the provider" in str(error)
    assert f"Check that the trust policy of {arn_of(AUDITED)} allows the OIDC provider ci" in str(error)


def _state_without_trust() -> dict[str, Any]:
    """A state in which the audited account knows the provider, and its role does not trust it."""
    plain = state()
    (audited,) = (account for account in plain["accounts"] if account["uin"] == AUDITED)
    (ci,) = (account for account in plain["accounts"] if account["uin"] == CI)
    audited["oidc"] = [{**ci["oidc"][0], "roles": []}]
    return plain


def test_names_of_terraform_assume_the_role_of_terraform(host: Host) -> None:
    names = {"PROVIDER_ID": "ci", "ARN": arn_of(CI), "WEB_IDENTITY_TOKEN": oidc_token(), "SESSION_NAME": "plan-7"}
    names["SESSION_DURATION"] = "900"
    host.environment |= {f"TENCENTCLOUD_ASSUME_ROLE_{name}": value for name, value in names.items()}
    assert names_read(host, account_uin=CI) == [CI]
    (request,) = host.emulator.requests(action=WEB_ACTION)
    assert (request["parameters"]["RoleSessionName"], request["parameters"]["DurationSeconds"]) == ("plan-7", 900)
    assert host.emulator.requests(action="AssumeRole") == []


def test_role_arn_is_assumed_with_the_role_of_the_token(host: Host) -> None:
    host.add_oidc()
    assert names_read(host, **SECOND_ROLE, account_uin=AUDITED) == [AUDITED]
    actions = [entry["action"] for entry in host.emulator.requests()]
    assert actions[:3] == [WEB_ACTION, "AssumeRole", "GetCallerIdentity"]


def test_policy_narrows_the_session(host: Host) -> None:
    host.add_oidc()
    narrow = {"version": "2.0", "statement": [{"effect": "allow", "action": ["mps:CreatePersonSample"]}]}
    for policy in (READ_ONLY, json.dumps(READ_ONLY)):
        assert names_read(host, **SECOND_ROLE, role_policy=policy, account_uin=AUDITED) == [AUDITED]
    error = failure(host.environment, **SECOND_ROLE, role_policy=narrow)
    assert (error.kind, error.code) == ("denied", "UnauthorizedOperation")


def test_wrong_input_is_refused_before_any_request(host: Host) -> None:
    host.add_oidc()
    for options in (
        {"oidc_token": oidc_token(), "oidc_token_file": "/run/token"},
        {"oidc_role_arn": "SampleAuditor"},
        {"role_policy": READ_ONLY},
        {**SECOND_ROLE, "role_policy": "not JSON"},
        {"oidc_token_file": "/no/such/token"},
        {"oidc_token_file": "/no\0file"},
        {**keys_of(OPTIONS), "oidc_role_arn": arn_of(CI)},
    ):
        assert failure(host.environment, **options).kind == "configuration"
    assert host.emulator.requests() == []


def expected(names: dict[str, str]) -> list[dict[str, Any]]:
    """A manifest with the one sample of each account."""
    return [{"name": name, "accounts": [account]} for account, name in names.items()]


def test_module_lookup_and_audit_use_the_token_and_show_it_nowhere(host: Host, tmp_path: Path) -> None:
    token = oidc_token()
    path = write_file(host.home / "job-token", token)
    role = {"oidc_provider_id": "ci", "oidc_role_arn": arn_of(CI)}
    chained = {**role, **SECOND_ROLE, "role_policy": READ_ONLY}
    accounts = [
        {"name": "hub", "account_uin": CI},
        {"name": "studio", **SECOND_ROLE, "account_uin": AUDITED, "role_policy": READ_ONLY},
        {"name": "keys", **keys_of(OPTIONS)},
    ]
    read = "got.person_samples | map(attribute='name') | list"
    names = "{} | map(attribute='name') | list"

    def variables(options: dict[str, Any]) -> dict[str, Any]:
        return {"vars": {f"tencentcloud_mps_{name}": value for name, value in options.items()}}

    tasks: list[dict[str, Any]] = [
        {INFO: {**role, "oidc_token": token}, "register": "got"},
        save("module", read),
        {INFO: {**chained, "oidc_token_file": str(path)}, "register": "got"},
        save("chained", read),
        save("lookup", names.format(lookup())) | variables({**role, "oidc_token": token}),
        save("lookup_policy", names.format(lookup())) | variables({**chained, "oidc_token_file": str(path)}),
        {
            AUDIT: {
                **role,
                "oidc_token": token,
                "accounts": accounts,
                "samples": expected({"hub": CI, "studio": AUDITED, "keys": OPTIONS}),
            },
            "register": "audited",
        },
        save("audit", "audited.accounts | items2dict(key_name='name', value_name='status')"),
        {INFO: {**role, "oidc_token": oidc_token(aud="x")}, "register": "wrong", "ignore_errors": True},
        {"ansible.builtin.debug": {"var": "wrong"}},
    ]
    ended = succeeded(run_playbook(tmp_path, [play(tasks)], "-vvv", environment=host.environment))
    assert ended.saved["module"] == ended.saved["lookup"] == [CI]
    assert ended.saved["chained"] == ended.saved["lookup_policy"] == [AUDITED]
    assert ended.saved["audit"] == {"hub": "compliant", "studio": "compliant", "keys": "compliant"}
    for secret in (token, oidc_token(aud="x")):
        assert secret not in ended.output
        assert secret.split(".")[1] not in ended.output


def test_every_account_can_trust_the_provider_itself(host: Host, tmp_path: Path) -> None:
    host.environment |= {"TENCENTCLOUD_OIDC_PROVIDER_ID": "ci", "TENCENTCLOUD_OIDC_TOKEN": oidc_token()}
    accounts = [
        {"name": "a", "role_arn": arn_of(CI)},
        {"name": "b", "oidc_role_arn": arn_of(CI), "role_arn": arn_of(TKE)},
    ]
    tasks = [
        {AUDIT: {"accounts": accounts, "samples": expected({"a": CI, "b": TKE})}, "register": "audited"},
        save("audit", "audited.accounts | items2dict(key_name='name', value_name='status')"),
        {AUDIT: {"accounts": [{"name": "c"}], "samples": [{"name": CI}]}, "register": "refused", "ignore_errors": True},
        save("refused", "refused.msg"),
    ]
    plays = [play(tasks, module_defaults={GROUP: {"credential_source": "oidc"}})]
    saved = succeeded(run_playbook(tmp_path, plays, environment=host.environment)).saved
    assert saved["audit"] == {"a": "compliant", "b": "compliant"}
    assert "accounts[0] (c): oidc_role_arn is missing" in saved["refused"]
