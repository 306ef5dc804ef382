# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Validation of the identity options, and the order of the credential sources."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import ApiCall, Credentials
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.options import CONNECTION_SPEC, parse_settings
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.providers import CredentialContext
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.settings import (
    CVM_ROLE,
    Identity,
    Role,
    WebIdentity,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.sts import assume_role
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError, TransportError
from support.credential_contexts import empty_context, no_metadata, obtain_credentials

ARN = "qcs::cam::uin/100000000001:roleName/SampleAuditor"
KEYS = {"secret_id": "id", "secret_key": "key"}
DEFAULTS = {name: option.get("default") for name, option in CONNECTION_SPEC.items()}


def identity(environment: Mapping[str, str] = MappingProxyType({}), /, **options: Any) -> Identity:
    return parse_settings({**DEFAULTS, **options}, environment).identity


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({**KEYS, "profile": "studio"}, "profile and secret_id/secret_key are mutually exclusive. Set one of them"),
        *(
            ({**KEYS, "credential_source": source}, f"credential_source is {source}, but secret_id and secret_key are")
            for source in ("oidc", "profile", "tke_oidc", "cvm_role")
        ),
        *(
            ({"profile": "studio", "credential_source": source}, f"credential_source is {source}, but profile is set")
            for source in ("static", "oidc", "tke_oidc", "cvm_role")
        ),
        ({"secret_id": "id"}, "secret_key is missing. Set the option, or the environment variable TENC"),
        ({"secret_key": "key"}, "secret_id is missing. Set the option, or the environment variable TENC"),
        ({"token": "token"}, "secret_id is missing"),
        ({**KEYS, "secret_id": ""}, "secret_id is empty. Check where its value comes from, or omit the option"),
        ({**KEYS, "secret_key": ""}, "secret_key is empty. Check where its value comes from, or omit the option"),
        ({"account_uin": "studio"}, "account_uin 'studio' is not an account number"),
        ({"account_uin": "-1"}, "account_uin '-1' is not an account number"),
        ({"account_uin": "1" * 21}, "is not an account number"),
        ({"account_uin": "100000000001\n"}, "is not an account number"),
        ({"account_uin": "１００"}, "is not an account number"),
        ({"role_arn": ARN, "role_session_name": "a"}, "role_session_name 'a' must have 2 to 128 characters"),
        ({"role_arn": ARN, "role_session_name": "a" * 129}, "must have 2 to 128 characters"),
        (
            {"role_arn": ARN, "role_session_name": "two words"},
            "role_session_name 'two words' must have 2 to 128 characters",
        ),
        ({"role_arn": ARN, "role_session_name": "a/b"}, "role_session_name 'a/b' must have 2 to 128 characters"),
        ({"role_arn": ARN, "role_session_name": "line\n"}, "must have 2 to 128 characters"),
        ({"role_arn": ARN, "role_duration": 0}, "role_duration is 0. It must be from 1 to 43200"),
        ({"role_arn": ARN, "role_duration": -1}, "role_duration is -1. It must be from 1 to 43200"),
        ({"role_arn": ARN, "role_duration": 43201}, "role_duration is 43201. It must be from 1 to 43200"),
        ({"role_arn": ARN, "role_external_id": "a"}, "role_external_id must have 2 to 128 characters"),
        ({"role_arn": ARN, "role_external_id": "a" * 129}, "role_external_id must have 2 to 128 characters"),
        ({"role_arn": ARN, "role_external_id": "two words"}, "role_external_id must have 2 to 128 characters"),
    ],
)
def test_invalid_identity_options_are_rejected_with_the_reason(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message) as refusal:
        identity(**options)
    assert refusal.value.attempts == 0


@pytest.mark.parametrize(
    "arn",
    [
        ARN,
        "qcs::cam::uin/1:role/4611686018427397919",
        "qcs::cam::uin/1:role/tencentcloudServiceRoleName/MPS_QcsRole",
        "qcs::cam::uin/1:role/tencentcloudServiceRole/4611686018427397919",
    ],
)
def test_every_role_arn_format_of_sts_is_accepted(arn: str) -> None:
    assert identity(role_arn=arn).role == Role(arn, "tencentcloud.mps")


@pytest.mark.parametrize(
    "arn",
    [
        "SampleAuditor",
        "arn:aws:iam::123456789012:role/SampleAuditor",
        "qcs::cam::uin/studio:roleName/SampleAuditor",
        "qcs::cam::uin/:roleName/SampleAuditor",
        "qcs::cam::uin/1:roleName/",
        "qcs::cam::uin/1:roleName/a/b",
        "qcs::cam::uin/1:role/tencentcloudServiceRoleName/",
        "qcs::cam::uin/1:user/SampleAuditor",
        "qcs::cam::uin/1:roleName/Sample Auditor",
        f" {ARN}",
        f"{ARN}\n",
    ],
)
def test_invalid_role_arn_is_rejected_with_an_example(arn: str) -> None:
    with pytest.raises(ConfigurationError, match=r"is not a role ARN\. Example: 'qcs::cam::uin/1000") as refusal:
        identity(role_arn=arn)
    assert repr(arn) in str(refusal.value)


@pytest.mark.parametrize(
    ("options", "role"),
    [
        ({"role_arn": None, "role_external_id": "studio-1"}, None),
        ({"role_arn": None, "role_duration": 99999}, None),
        ({"role_arn": ARN, "role_session_name": ""}, Role(ARN, "tencentcloud.mps")),
        ({"role_arn": ARN, "role_session_name": None}, Role(ARN, "tencentcloud.mps")),
        ({"role_arn": ARN, "role_session_name": "a+=,.@_-9"}, Role(ARN, "a+=,.@_-9")),
        ({"role_arn": ARN, "role_duration": 1}, Role(ARN, "tencentcloud.mps", 1)),
        ({"role_arn": ARN, "role_duration": 43200}, Role(ARN, "tencentcloud.mps", 43200)),
        ({"role_arn": ARN, "role_external_id": "a:/+=,.@_-9"}, Role(ARN, "tencentcloud.mps", None, "a:/+=,.@_-9")),
        ({"role_arn": ARN, "role_external_id": ""}, Role(ARN, "tencentcloud.mps")),
    ],
)
def test_role_matches_its_options(options: dict[str, Any], role: Role | None) -> None:
    assert identity(**options).role == role


@pytest.mark.parametrize("option", ["profile", "role_arn", "account_uin"])
def test_empty_option_does_not_select_other_credentials_or_skip_the_verification(option: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{option} is empty"):
        identity(**{option: ""})


@pytest.mark.parametrize(("uin", "verified"), [(None, None), ("100000000001", "100000000001")])
def test_account_uin_is_optional(uin: str | None, verified: str | None) -> None:
    assert identity(account_uin=uin).account_uin == verified


def test_identities_with_the_same_signer_share_a_rate_window() -> None:
    alike = [identity(**KEYS, role_arn=ARN, account_uin=uin) for uin in (None, "1", "2")]
    assert len({one.signer for one in alike}) == 1
    assert len(set(alike)) == 3
    others = [identity(**KEYS), identity(profile="studio"), identity(**KEYS, role_arn=ARN, role_external_id="ab")]
    assert len({one.signer for one in (*alike, *others)}) == 4


# the role and the token of an OIDC provider

OIDC_TOKEN = "TENCENTCLOUD_OIDC_TOKEN"
OIDC_VARIABLES = {"TENCENTCLOUD_OIDC_PROVIDER_ID": "ci", "TENCENTCLOUD_OIDC_ROLE_ARN": ARN}
OTHER_ARN = "qcs::cam::uin/100000000002:roleName/SampleReader"
POLICY = {"version": "2.0", "statement": [{"effect": "allow", "action": ["mps:DescribePersonSamples"]}]}
CI = {"oidc_provider_id": "ci", "oidc_role_arn": ARN, "oidc_token": "web.token"}
FILE = {"oidc_provider_id": "ci", "oidc_role_arn": ARN, "oidc_token_file": "/run/token"}
TERRAFORM = "TENCENTCLOUD_ASSUME_ROLE_"


def web(token: str | None = "web.token", file: str | None = None, arn: str = ARN, **role: Any) -> WebIdentity:
    return WebIdentity("ci", Role(arn, **{"session_name": "tencentcloud.mps", **role}), token, file)


@pytest.mark.parametrize(
    ("options", "environment", "expected"),
    [
        (CI, {}, web()),
        ({**CI, "credential_source": "oidc", "oidc_token": " web.token\n"}, {}, web()),
        (FILE, {OIDC_TOKEN: "ignored"}, web(None, "/run/token")),
        (CI, {"TENCENTCLOUD_OIDC_TOKEN_FILE": "/ignored"}, web()),
        ({}, {**OIDC_VARIABLES, OIDC_TOKEN: "web.token"}, web()),
        ({}, {**OIDC_VARIABLES, OIDC_TOKEN: "", "TENCENTCLOUD_OIDC_TOKEN_FILE": "/f"}, web(None, "/f")),
        ({"oidc_role_arn": OTHER_ARN}, {**OIDC_VARIABLES, OIDC_TOKEN: "web.token"}, web(arn=OTHER_ARN)),
        # the variables of Terraform, and those of this collection before them
        ({**CI, "oidc_token": None}, {TERRAFORM + "WEB_IDENTITY_TOKEN": "web.token"}, web()),
        (
            {"oidc_role_arn": ARN},
            {TERRAFORM + "PROVIDER_ID": "ci", TERRAFORM + "WEB_IDENTITY_TOKEN_FILE": "/f"},
            web(None, "/f"),
        ),
        ({"role_arn": ARN}, {TERRAFORM + "PROVIDER_ID": "ci", TERRAFORM + "WEB_IDENTITY_TOKEN": "web.token"}, web()),
        ({}, {**OIDC_VARIABLES, OIDC_TOKEN: "web.token", TERRAFORM + "WEB_IDENTITY_TOKEN": "other"}, web()),
        # another source is selected, or has priority
        ({}, {TERRAFORM + "PROVIDER_ID": "ci"}, None),
        # without a token, so that input can be validated
        ({**CI, "oidc_token": None}, {}, web(None)),
        ({}, OIDC_VARIABLES, web(None)),
        (KEYS, {**OIDC_VARIABLES, OIDC_TOKEN: "web.token"}, None),
        ({"profile": "studio"}, {**OIDC_VARIABLES, OIDC_TOKEN: "web.token"}, None),
        ({"credential_source": "cvm_role"}, {**OIDC_VARIABLES, OIDC_TOKEN: "web.token"}, None),
        ({}, {**OIDC_VARIABLES, OIDC_TOKEN: "web.token", "TENCENTCLOUD_SECRET_ID": "id"}, None),
        # the session
        ({**CI, "role_session_name": "run-7", "role_duration": 900}, {}, web(session_name="run-7", duration=900)),
        (
            {**CI, "role_arn": OTHER_ARN, "role_session_name": "run-7", "role_duration": 900},
            {},
            web(session_name="run-7"),
        ),
    ],
)
def test_oidc_comes_from_options_and_variables(
    options: dict[str, Any], environment: dict[str, str], expected: WebIdentity | None
) -> None:
    assert identity(environment, **options).web_identity == expected


def test_role_arn_is_the_second_role_only_if_the_token_has_its_own_role() -> None:
    policy = json.dumps(POLICY, separators=(",", ":"))
    chained = identity(**CI, role_arn=OTHER_ARN, role_external_id="studio-1", role_policy=POLICY)
    assert chained.role == Role(OTHER_ARN, "tencentcloud.mps", None, "studio-1", policy)
    assert identity(**{**CI, "oidc_role_arn": None}, role_arn=OTHER_ARN).role is None


@pytest.mark.parametrize(
    ("options", "environment", "message"),
    [
        ({**CI, **KEYS}, {}, "oidc_provider_id and secret_id are mutually exclusive. Set one of them"),
        ({**CI, "profile": "studio"}, {}, "oidc_provider_id and profile are mutually exclusive"),
        (
            {"oidc_token": "x", "credential_source": "static"},
            {},
            "credential_source is static, but oidc_token is set too",
        ),
        ({**CI, **FILE}, {}, "oidc_token and oidc_token_file are both set. Set one of them"),
        (
            {},
            {OIDC_TOKEN: "web.token", TERRAFORM + "WEB_IDENTITY_TOKEN_FILE": "/f"},
            f"oidc_token and oidc_token_file are both set: {OIDC_TOKEN}, {TERRAFORM}WEB_IDENTITY_TOKEN_FILE. Set one",
        ),
        ({"credential_source": "oidc"}, {}, "oidc_provider_id is missing"),
        ({**CI, "oidc_provider_id": None}, {}, "oidc_provider_id is missing. Set it, or the environment variable TENC"),
        ({**CI, "oidc_role_arn": None}, {}, "oidc_role_arn is missing. Set it, or the environment variable TENC"),
        ({**CI, "oidc_role_arn": "Auditor"}, {}, "oidc_role_arn 'Auditor' is not a role ARN"),
        ({**CI, "oidc_token": ""}, {}, "oidc_token is empty. Check where its value comes from"),
        ({**CI, "oidc_role_arn": ""}, {}, "oidc_role_arn is empty. Check where its value comes from"),
        ({**CI, "oidc_token": " "}, {}, "oidc_token is empty. Check the job"),
        (
            {**CI, "oidc_token": "two tokens"},
            {},
            "oidc_token contains white space or a character that no token contains",
        ),
        ({**CI, "oidc_provider_id": "my provider"}, {}, "oidc_provider_id is not the name of an OIDC provider"),
        ({**CI, "role_session_name": "a"}, {}, "role_session_name 'a' must have 2 to 128 characters"),
        ({**CI, "role_duration": 43201}, {}, "role_duration is 43201"),
        *(
            (
                {**CI, "oidc_role_arn": None, "role_arn": ARN, option: value},
                {},
                f"{option} cannot be used for a role that is assumed with an OIDC token",
            )
            for option, value in (("role_policy", POLICY), ("role_external_id", "studio-1"))
        ),
        ({**CI, "role_policy": POLICY}, {}, "role_policy limits the session of role_arn, but role_arn is not set"),
        ({**KEYS, "role_policy": POLICY}, {}, "role_policy limits the session of role_arn, but role_arn is not set"),
        *(
            ({**KEYS, "role_arn": ARN, "role_policy": policy}, {}, message)
            for policy, message in (
                ("{", "role_policy is not JSON. Set it to a mapping"),
                ("[" * 100_000, "role_policy is not JSON"),
                ({"statement": [object()]}, "role_policy is not JSON"),
                ("[]", "role_policy is not a policy: it must be a mapping with 'version' and 'statement'"),
                ("7", "role_policy is not a policy"),
                ({"Version": "2012-10-17", "Statement": []}, "role_policy is not a policy"),
                ({"statement": [{"effect": "allow", "principal": {}}]}, "role_policy contains 'principal'"),
            )
        ),
    ],
)
def test_invalid_oidc_options_are_rejected_with_the_reason(
    options: dict[str, Any], environment: dict[str, str], message: str
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        identity(environment, **options)
    assert message in str(refusal.value)
    assert "web.token" not in str(refusal.value)


@pytest.mark.parametrize("policy", [POLICY, json.dumps(POLICY), json.dumps(POLICY, indent=4)])
def test_policy_of_a_session_is_sent_as_url_encoded_json(policy: Any) -> None:
    role = identity(**KEYS, role_arn=ARN, role_policy=policy).role
    assert role is not None
    sent = assume_role(role).parameters["Policy"]
    assert re.fullmatch(r"[A-Za-z0-9%._-]+", sent)
    assert json.loads(unquote(sent)) == POLICY


# the order of sources

ENVIRONMENT = {"TENCENTCLOUD_SECRET_ID": "environment", "TENCENTCLOUD_SECRET_KEY": "key"}
TKE = {"TKE_PROVIDER_ID": "tke", "TKE_WEB_IDENTITY_TOKEN_FILE": "", "TKE_ROLE_ARN": ARN}
TRIED = {
    "options": "options: secret_id and secret_key are not set",
    "environment": "environment: TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY are not set",
    "oidc": "OIDC: oidc_token and oidc_token_file are not set",
    "profile": "profile default: {home}/.tccli/default.credential does not exist, {home}/.tencentcloud/credentials does"
    " not exist, /nowhere/tencentcloud/credentials does not exist",
    "tke_oidc": "TKE OIDC: TKE_PROVIDER_ID, TKE_WEB_IDENTITY_TOKEN_FILE, TKE_ROLE_ARN not set",
    "cvm_role": "CVM role: the metadata service at metadata.example does not respond (no metadata service)",
}


def context_with(home: Path, *sources: str, profile: str = "default") -> CredentialContext:
    """Return a context with keys in these sources; each secret id is the name of its source."""
    environment = dict(ENVIRONMENT) if "environment" in sources else {}
    if "profile" in sources:
        (home / ".tccli").mkdir(exist_ok=True)
        content = json.dumps({"secretId": "profile", "secretKey": "key"})
        (home / ".tccli" / f"{profile}.credential").write_text(content, encoding="utf-8")
    if "tke_oidc" in sources:
        (home / "web-identity").write_text("web.token\n", encoding="utf-8")
        environment |= {**TKE, "TKE_WEB_IDENTITY_TOKEN_FILE": str(home / "web-identity")}
    if "oidc" in sources:
        (home / "oidc").write_text("web.token\n", encoding="utf-8")
        environment |= {**OIDC_VARIABLES, "TENCENTCLOUD_OIDC_TOKEN_FILE": str(home / "oidc")}
    endpoint = "http://with-role.example" if "cvm_role" in sources else "http://metadata.example"
    return replace(empty_context(environment, home), metadata_endpoint=endpoint)


def metadata(url: str) -> tuple[int, str]:
    if "with-role" not in url:
        return no_metadata(url)
    keys = {"TmpSecretId": "cvm_role", "TmpSecretKey": "key", "Token": "token", "ExpiredTime": 7200}
    return (200, "Reader") if url.endswith("/") else (200, json.dumps({**keys, "Code": "Success"}))


def sts(call: ApiCall, credentials: Credentials | None) -> Credentials:
    assert (call.action, credentials) == ("AssumeRoleWithWebIdentity", None)
    assert call.parameters["WebIdentityToken"] == "web.token"
    return Credentials({"tke": "tke_oidc", "ci": "oidc"}[call.parameters["ProviderId"]], "key", "token")


def source_taken(context: CredentialContext, **options: Any) -> str:
    return obtain_credentials(identity(context.environment, **options), context, sts, 0.0, metadata).secret_id


IN_ORDER = ("environment", "oidc", "profile", "tke_oidc", "cvm_role")
SETS = [some for size in range(1, 6) for some in itertools.combinations(IN_ORDER, size)]


@pytest.mark.parametrize("configured", SETS)
def test_auto_uses_the_first_configured_source(tmp_path: Path, configured: tuple[str, ...]) -> None:
    assert source_taken(context_with(tmp_path, *configured)) == configured[0]


@pytest.mark.parametrize("named", ["TENCENTCLOUD_PROFILE", "TCCLI_PROFILE"])
def test_profile_named_in_the_environment_must_exist(tmp_path: Path, named: str) -> None:
    context = context_with(tmp_path, "profile", "tke_oidc", "cvm_role")
    context = replace(context, environment={**context.environment, named: "unknown"})
    with pytest.raises(ConfigurationError, match=r"; profile unknown: .*/unknown\.credential does not exist[^;]*$"):
        source_taken(context)
    for other, variables in (("environment", ENVIRONMENT), ("oidc", {**OIDC_VARIABLES, OIDC_TOKEN: "web.token"})):
        assert source_taken(replace(context, environment={**context.environment, **variables})) == other


ASKED_BY = {
    "static": ("options", "environment"),
    "profile": ("profile",),
    "tke_oidc": ("tke_oidc",),
    "cvm_role": ("cvm_role",),
    "auto": ("options", *IN_ORDER),
}


@pytest.mark.parametrize("source", ASKED_BY)
def test_each_credential_source_lists_what_it_tried(tmp_path: Path, source: str) -> None:
    asked = ASKED_BY[source]
    others = [name for name in IN_ORDER if name not in asked]
    with pytest.raises((ConfigurationError, TransportError)) as nothing:
        source_taken(context_with(tmp_path, *others), credential_source=source)
    tried = "; ".join(TRIED[name].format(home=tmp_path) for name in asked)
    # A metadata service that the option requires is a fault, not a source that is not configured.
    expected = tried.removeprefix("CVM role: ") if source == "cvm_role" else f" Tried, in this order: {tried}"
    assert str(nothing.value).endswith(expected)
    assert source_taken(context_with(tmp_path, *IN_ORDER), credential_source=source) in asked


def test_missing_oidc_token_ends_the_search(tmp_path: Path) -> None:
    context = context_with(tmp_path, "profile", "tke_oidc", "cvm_role")
    context = replace(context, environment={**context.environment, **OIDC_VARIABLES, "TENCENTCLOUD_OIDC_TOKN": "x"})
    expected = (
        r"no credentials found\. .* order: OIDC: oidc_token and oidc_token_file are not set\. These environment"
        r" variables are set, but not used: TENCENTCLOUD_OIDC_TOKN$"
    )
    with pytest.raises(ConfigurationError, match=expected):
        source_taken(context)


@pytest.mark.parametrize("missing", TKE)
def test_missing_tke_variable_is_reported(tmp_path: Path, missing: str) -> None:
    context = context_with(tmp_path, "tke_oidc")
    half = {name: value for name, value in context.environment.items() if name != missing}
    with pytest.raises(ConfigurationError, match=f"TKE OIDC: {missing} not set"):
        source_taken(replace(context, environment=half), credential_source="tke_oidc")


@pytest.mark.parametrize(
    ("roles", "document", "message"),
    [
        ("<html>Q7Q7Q7Q7</html>", "", "the metadata service returned an unexpected list of roles"),
        ("a/b", "", "the metadata service returned an unexpected list of roles"),
        ("Role", "Q7Q7Q7Q7", "the metadata service returned unexpected credentials for the role Role"),
        ("Role", "[" * 100_000, "the metadata service returned unexpected credentials for the role Role"),
        ("Role", '["Q7Q7Q7Q7"]', "the metadata service returned unexpected credentials for the role Role"),
        (
            "Role",
            '{"Code": "Success", "Token": "Q7Q7Q7Q7"}',
            "the metadata service returned unexpected credentials for the role",
        ),
        ("Role", '{"Code": "Q7Q7Q7Q7"}', "has no credentials for the role Role: its Code is not 'Success'"),
    ],
)
def test_metadata_response_is_not_shown_in_errors(roles: str, document: str, message: str) -> None:
    def respond(url: str) -> tuple[int, str]:
        return 200, roles if url.endswith("/") else document

    with pytest.raises(ConfigurationError, match=message) as refusal:
        obtain_credentials(Identity(CVM_ROLE), empty_context(), sts, 0.0, respond)
    assert "Q7Q7Q7Q7" not in str(refusal.value)


# Every secret contains the mark, and no message may contain it. Random text around the mark makes unusual values.
MARK = "Q7Q7Q7Q7"
secret = st.builds(lambda before, after: before + MARK + after, *[st.text(max_size=3)] * 2) | st.just(MARK)
SECRET_OPTIONS = ("secret_id", "secret_key", "token", "role_external_id", "oidc_token")
SECRET_VARIABLES = ("TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY", "TENCENTCLOUD_TOKEN", OIDC_TOKEN)


@given(
    options=st.dictionaries(st.sampled_from(SECRET_OPTIONS), secret | st.just("")),
    others=st.fixed_dictionaries(
        {},
        optional={
            "credential_source": st.sampled_from(sorted({*ASKED_BY, "oidc"})),
            "profile": st.sampled_from(["studio", "a/b"]),
            "role_arn": st.sampled_from([ARN, "wrong"]),
            "oidc_role_arn": st.sampled_from([ARN, "wrong"]),
            "oidc_provider_id": st.sampled_from(["ci", ""]),
            "role_duration": st.sampled_from([900, 99999]),
            "account_uin": st.sampled_from(["1", "studio"]),
        },
    ),
    environment=st.dictionaries(st.sampled_from(SECRET_VARIABLES), secret | st.just("")),
)
def test_no_secret_is_shown_in_any_message_or_repr(
    options: dict[str, Any], others: dict[str, Any], environment: dict[str, str]
) -> None:
    def fake_sts(call: ApiCall, credentials: Credentials | None) -> Credentials | str:
        shown.append(repr(call))
        if credentials is None:
            return Credentials("", MARK, MARK)
        shown.append(repr(replace(credentials, secret_id="")))
        return replace(credentials, token=MARK) if call.action == "AssumeRole" else "100000000001"

    shown: list[str] = []
    try:
        who = identity(environment, **options, **others)
        shown.append(repr(replace(who, given=who.given and replace(who.given, secret_id=""))))
        found = obtain_credentials(who, empty_context(environment), fake_sts, 0.0)
        shown.append(repr(replace(found, secret_id="")))
    except (ConfigurationError, TransportError) as refusal:
        shown += [str(refusal), repr(refusal), repr(refusal.as_result())]
    assert MARK not in "".join(shown)
