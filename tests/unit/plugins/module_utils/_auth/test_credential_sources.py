# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The order of the credential sources, and what their errors show."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import ApiCall, Credentials
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.providers import CredentialContext
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.settings import CVM_ROLE, Identity
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError, TransportError
from support.credential_contexts import empty_context, no_metadata, obtain_credentials
from support.identities import ARN, OIDC_TOKEN, OIDC_VARIABLES, identity

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
