# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role and the token of an OIDC provider, and the policy of a session."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.settings import Role, WebIdentity
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.sts import assume_role
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from support.identities import ARN, KEYS, OIDC_TOKEN, OIDC_VARIABLES, identity

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
