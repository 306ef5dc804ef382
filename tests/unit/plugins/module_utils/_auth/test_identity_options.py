# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the options of an identity may say, and the order in which sources are asked."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import ApiCall, Credentials
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.options import CONNECTION_SPEC, parse_settings
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.providers import CredentialContext
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.settings import CVM_ROLE, Identity, Role
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from support.credential_contexts import bare_machine, no_metadata, obtain_credentials

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
            for source in ("profile", "tke_oidc", "cvm_role")
        ),
        *(
            ({"profile": "studio", "credential_source": source}, f"credential_source is {source}, but profile is set")
            for source in ("static", "tke_oidc", "cvm_role")
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
def test_refuses_and_says_why(options: dict[str, Any], message: str) -> None:
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
def test_a_role_is_named_in_any_form_that_sts_takes(arn: str) -> None:
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
def test_what_is_not_the_name_of_a_role_is_refused_with_an_example(arn: str) -> None:
    with pytest.raises(ConfigurationError, match=r"is not a role ARN\. Example: 'qcs::cam::uin/1000") as refusal:
        identity(role_arn=arn)
    assert repr(arn) in str(refusal.value)


@pytest.mark.parametrize(
    ("options", "role"),
    [
        ({"role_arn": None, "role_external_id": "studio-1"}, None),
        ({"role_arn": "", "role_duration": 99999}, None),
        ({"role_arn": ARN, "role_session_name": ""}, Role(ARN, "tencentcloud.mps")),
        ({"role_arn": ARN, "role_session_name": None}, Role(ARN, "tencentcloud.mps")),
        ({"role_arn": ARN, "role_session_name": "a+=,.@_-9"}, Role(ARN, "a+=,.@_-9")),
        ({"role_arn": ARN, "role_duration": 1}, Role(ARN, "tencentcloud.mps", 1)),
        ({"role_arn": ARN, "role_duration": 43200}, Role(ARN, "tencentcloud.mps", 43200)),
        ({"role_arn": ARN, "role_external_id": "a:/+=,.@_-9"}, Role(ARN, "tencentcloud.mps", None, "a:/+=,.@_-9")),
        ({"role_arn": ARN, "role_external_id": ""}, Role(ARN, "tencentcloud.mps")),
    ],
)
def test_a_role_is_what_its_options_say(options: dict[str, Any], role: Role | None) -> None:
    assert identity(**options).role == role


@pytest.mark.parametrize(("uin", "proved"), [(None, None), ("", None), ("100000000001", "100000000001")])
def test_the_account_is_optional(uin: str | None, proved: str | None) -> None:
    assert identity(account_uin=uin).account_uin == proved


def test_identities_that_sign_alike_share_a_rate_window_whatever_is_to_be_proved() -> None:
    alike = [identity(**KEYS, role_arn=ARN, account_uin=uin) for uin in (None, "1", "2")]
    assert len({one.signer for one in alike}) == 1
    assert len(set(alike)) == 3
    others = [identity(**KEYS), identity(profile="studio"), identity(**KEYS, role_arn=ARN, role_external_id="ab")]
    assert len({one.signer for one in (*alike, *others)}) == 4


# the order of sources

ENVIRONMENT = {"TENCENTCLOUD_SECRET_ID": "environment", "TENCENTCLOUD_SECRET_KEY": "key"}
TKE = {"TKE_PROVIDER_ID": "tke", "TKE_WEB_IDENTITY_TOKEN_FILE": "", "TKE_ROLE_ARN": ARN}
TRIED = {
    "options": "options: secret_id and secret_key are not set",
    "environment": "environment: TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY are not set",
    "profile": "profile default: {home}/.tccli/default.credential does not exist, {home}/.tencentcloud/credentials does"
    " not exist, /nowhere/tencentcloud/credentials does not exist",
    "tke_oidc": "TKE OIDC: TKE_PROVIDER_ID, TKE_WEB_IDENTITY_TOKEN_FILE, TKE_ROLE_ARN not set",
    "cvm_role": "CVM role: the metadata service does not respond (no metadata service)",
}


def surroundings(home: Path, *sources: str, profile: str = "default") -> CredentialContext:
    """A machine that has keys in these sources; each pair is named after its source."""
    environment = dict(ENVIRONMENT) if "environment" in sources else {}
    if "profile" in sources:
        (home / ".tccli").mkdir(exist_ok=True)
        content = json.dumps({"secretId": "profile", "secretKey": "key"})
        (home / ".tccli" / f"{profile}.credential").write_text(content, encoding="utf-8")
    if "tke_oidc" in sources:
        (home / "web-identity").write_text("web token\n", encoding="utf-8")
        environment |= {**TKE, "TKE_WEB_IDENTITY_TOKEN_FILE": str(home / "web-identity")}
    endpoint = "http://with-role.example" if "cvm_role" in sources else "http://metadata.example"
    return replace(bare_machine(environment, home), metadata_endpoint=endpoint)


def metadata(url: str) -> tuple[int, str]:
    if "with-role" not in url:
        return no_metadata(url)
    keys = {"TmpSecretId": "cvm_role", "TmpSecretKey": "key", "Token": "token", "ExpiredTime": 7200}
    return (200, "Reader") if url.endswith("/") else (200, json.dumps({**keys, "Code": "Success"}))


def sts(call: ApiCall, credentials: Credentials | None) -> Credentials:
    assert (call.action, credentials) == ("AssumeRoleWithWebIdentity", None)
    assert call.parameters["WebIdentityToken"] == "web token"
    return Credentials("tke_oidc", "key", "token")


def source_taken(machine: CredentialContext, **options: Any) -> str:
    return obtain_credentials(identity(machine.environment, **options), machine, sts, 0.0, metadata).secret_id


IN_ORDER = ("environment", "profile", "tke_oidc", "cvm_role")
SETS = [some for size in range(1, 5) for some in itertools.combinations(IN_ORDER, size)]


@pytest.mark.parametrize("there", SETS)
def test_auto_takes_the_first_source_that_is_there(tmp_path: Path, there: tuple[str, ...]) -> None:
    assert source_taken(surroundings(tmp_path, *there)) == there[0]


@pytest.mark.parametrize("named", ["TENCENTCLOUD_PROFILE", "TCCLI_PROFILE"])
def test_a_profile_that_the_environment_names_must_be_there(tmp_path: Path, named: str) -> None:
    machine = surroundings(tmp_path, "profile", "tke_oidc", "cvm_role")
    machine = replace(machine, environment={**machine.environment, named: "absent"})
    with pytest.raises(ConfigurationError, match=r"; profile absent: .*/absent\.credential does not exist[^;]*$"):
        source_taken(machine)
    assert source_taken(replace(machine, environment={**machine.environment, **ENVIRONMENT})) == "environment"


ASKED_BY = {
    "static": ("options", "environment"),
    "profile": ("profile",),
    "tke_oidc": ("tke_oidc",),
    "cvm_role": ("cvm_role",),
    "auto": ("options", *IN_ORDER),
}


@pytest.mark.parametrize("source", ASKED_BY)
def test_each_credential_source_asks_its_own_and_tells_what_it_tried(tmp_path: Path, source: str) -> None:
    asked = ASKED_BY[source]
    others = [name for name in IN_ORDER if name not in asked]
    with pytest.raises(ConfigurationError) as nothing:
        source_taken(surroundings(tmp_path, *others), credential_source=source)
    tried = "; ".join(TRIED[name].format(home=tmp_path) for name in asked)
    assert str(nothing.value).endswith(f" Tried, in this order: {tried}")
    assert source_taken(surroundings(tmp_path, *IN_ORDER), credential_source=source) in asked


@pytest.mark.parametrize("missing", TKE)
def test_half_of_tke_is_no_source_and_says_what_is_missing(tmp_path: Path, missing: str) -> None:
    machine = surroundings(tmp_path, "tke_oidc")
    half = {name: value for name, value in machine.environment.items() if name != missing}
    with pytest.raises(ConfigurationError, match=f"TKE OIDC: {missing} not set"):
        source_taken(replace(machine, environment=half), credential_source="tke_oidc")


@pytest.mark.parametrize(
    ("listed", "answer", "message"),
    [
        ("<html>Q7Q7Q7Q7</html>", "", "the metadata service returned an unexpected list of roles"),
        ("a/b", "", "the metadata service returned an unexpected list of roles"),
        ("Role", "Q7Q7Q7Q7", "the metadata service returned unexpected keys for the role Role"),
        ("Role", "[" * 100_000, "the metadata service returned unexpected keys for the role Role"),
        ("Role", '["Q7Q7Q7Q7"]', "the metadata service returned unexpected keys for the role Role"),
        (
            "Role",
            '{"Code": "Success", "Token": "Q7Q7Q7Q7"}',
            "the metadata service returned unexpected keys for the role",
        ),
        ("Role", '{"Code": "Q7Q7Q7Q7"}', "has no keys for the role Role: its Code is not Success"),
    ],
)
def test_what_the_metadata_service_says_is_not_repeated(listed: str, answer: str, message: str) -> None:
    def respond(url: str) -> tuple[int, str]:
        return 200, listed if url.endswith("/") else answer

    with pytest.raises(ConfigurationError, match=message) as refusal:
        obtain_credentials(Identity(CVM_ROLE), bare_machine(), sts, 0.0, respond)
    assert "Q7Q7Q7Q7" not in str(refusal.value)


# The mark is in every secret, and in no message; what is around it makes values odd.
MARK = "Q7Q7Q7Q7"
secret = st.builds(lambda before, after: before + MARK + after, *[st.text(max_size=3)] * 2) | st.just(MARK)
SECRET_OPTIONS = ("secret_id", "secret_key", "token", "role_external_id")
SECRET_VARIABLES = ("TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY", "TENCENTCLOUD_TOKEN")


@given(
    options=st.dictionaries(st.sampled_from(SECRET_OPTIONS), secret | st.just("")),
    others=st.fixed_dictionaries(
        {},
        optional={
            "credential_source": st.sampled_from(sorted(ASKED_BY)),
            "profile": st.sampled_from(["studio", "a/b"]),
            "role_arn": st.sampled_from([ARN, "wrong"]),
            "role_duration": st.sampled_from([900, 99999]),
            "account_uin": st.sampled_from(["1", "studio"]),
        },
    ),
    environment=st.dictionaries(st.sampled_from(SECRET_VARIABLES), secret | st.just("")),
)
def test_no_secret_shows_in_any_message_or_repr(
    options: dict[str, Any], others: dict[str, Any], environment: dict[str, str]
) -> None:
    def forgetful_sts(call: ApiCall, credentials: Credentials | None) -> Credentials | str:
        assert credentials is not None
        shown.append(repr(replace(credentials, secret_id="")))
        return replace(credentials, token=MARK) if call.action == "AssumeRole" else "100000000001"

    shown: list[str] = []
    try:
        who = identity(environment, **options, **others)
        shown.append(repr(replace(who, given=who.given and replace(who.given, secret_id=""))))
        found = obtain_credentials(who, bare_machine(environment), forgetful_sts, 0.0)
        shown.append(repr(replace(found, secret_id="")))
    except ConfigurationError as refusal:
        shown += [str(refusal), repr(refusal), repr(refusal.as_result())]
    assert MARK not in "".join(shown)
