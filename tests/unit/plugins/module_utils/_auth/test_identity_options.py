# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Validation of the identity options."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.settings import Role
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from support.identities import ARN, KEYS, identity


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
