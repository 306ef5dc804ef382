# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Environments and files that users have: which credentials sign the request, and what an error contains.

``HOME`` in a value is replaced by the home directory, ``SERVER`` by the URL of the server.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.options import parse_settings
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from support.info_run import NO_SAMPLES, failure, read_samples, secret_id_of, write_home
from support.scripted_server import Instead, ScriptedResponse, ScriptedServer, http, response

KEYS = {"TENCENTCLOUD_SECRET_ID": "AKIDenvironment", "TENCENTCLOUD_SECRET_KEY": "key"}
ARN = "qcs::cam::uin/100000000001:roleName/SampleAuditor"
FILE, DIR = "TENCENTCLOUD_CREDENTIALS_FILE", "TENCENTCLOUD_SHARED_CREDENTIALS_DIR"


def tccli(secret_id: str, **more: Any) -> str:
    return json.dumps({"secretId": secret_id, "secretKey": "key", **more})


def ini(secret_id: str, section: str = "default") -> str:
    return f"[{section}]\nsecret_id = {secret_id}\nsecret_key = key\n"


def temporary(secret_id: str) -> bytes:
    keys = {"TmpSecretId": secret_id, "TmpSecretKey": "key", "Token": "token"}
    return http(response(Credentials=keys, ExpiredTime=4_000_000_000))


def metadata(secret_id: str, **more: Any) -> bytes:
    keys = {"TmpSecretId": secret_id, "TmpSecretKey": "key", "Token": "token", "ExpiredTime": 4_000_000_000}
    return http(json.dumps({**keys, "Code": "Success", **more}).encode())


LOGIN = {"token": "token", "expiresAt": 1, "oauth": {"accessToken": "x"}}
TCCLI, SDK = ".tccli/default.credential", ".tencentcloud/credentials"
A, B = "AKIDaccountA", "AKIDaccountB"


@pytest.mark.parametrize(
    ("environment", "options", "files", "secret_id"),
    [
        # the file of the Go SDK, and the directory of Terraform
        ({FILE: "HOME/b"}, {}, {SDK: ini(A), "b": ini(B)}, B),
        ({FILE: "HOME/b"}, {}, {TCCLI: tccli(A), "b": ini(B)}, B),
        ({FILE: "~/b"}, {}, {"b": ini(B)}, B),
        ({FILE: ""}, {}, {SDK: ini(A)}, A),
        ({FILE: "HOME/b"}, {"profile": "studio"}, {".tccli/studio.credential": tccli(A), "b": ini(B, "studio")}, B),
        ({FILE: "HOME/b", "TCCLI_PROFILE": "studio"}, {}, {SDK: ini(A), "b": ini(B, "studio")}, B),
        ({FILE: "HOME/b", **KEYS}, {}, {"b": ini(B)}, "AKIDenvironment"),
        ({DIR: "HOME/b"}, {}, {TCCLI: tccli(A), "b/default.credential": tccli(B)}, B),
        ({DIR: "~/b", "TENCENTCLOUD_PROFILE": "p"}, {}, {SDK: ini(A, "p"), "b/p.credential": tccli(B)}, B),
        # names that TCCLI accepts
        ({}, {"profile": "my studio"}, {".tccli/my studio.credential": tccli(A)}, A),
        ({}, {"profile": "studio.v2"}, {".tccli/studio.v2.credential": tccli(A)}, A),
        ({}, {"profile": "[x]"}, {".tccli/[x].credential": tccli(A)}, A),
        ({"TCCLI_PROFILE": "ops / old".replace("/", "|")}, {}, {".tccli/ops | old.credential": tccli(A)}, A),
        # quotation marks as the Java SDK reads them
        ({}, {}, {SDK: ini(f'"{A}"')}, A),
        ({}, {}, {SDK: f"[default]\nsecret_id = '{A}'\nsecret_key = \"key\"\ntoken = ''\n"}, A),
        ({}, {}, {TCCLI: tccli(A, token="None", **{"role-arn": "None", "role-session-name": "None"})}, A),
    ],
)
def test_credentials_of_the_named_file_are_used(
    environment: dict[str, str], options: dict[str, str], files: dict[str, str], secret_id: str
) -> None:
    home = write_home(files)
    with ScriptedServer([NO_SAMPLES]) as server:
        named = {name: value.replace("HOME", str(home)) for name, value in environment.items()}
        read_samples(named, endpoint=server.url, **options)
    assert secret_id_of(server.requests[0]) == secret_id


@pytest.mark.parametrize(
    "variables",
    [
        {"ASSUME_ROLE_ARN": ARN, "ASSUME_ROLE_SESSION_NAME": "tf", "ASSUME_ROLE_SESSION_DURATION": "900",
         "ASSUME_ROLE_EXTERNAL_ID": "studio"},
        {"ROLE_ARN": ARN, "ROLE_SESSION_NAME": "tf", "ROLE_DURATION": "900", "ROLE_EXTERNAL_ID": "studio",
         "ASSUME_ROLE_ARN": ARN + "2", "ASSUME_ROLE_SESSION_NAME": "x", "ASSUME_ROLE_SESSION_DURATION": "1",
         "ASSUME_ROLE_EXTERNAL_ID": "other"},
        {"ROLE_ARN": "", "ROLE_SESSION_NAME": "", "ROLE_DURATION": "", "ROLE_EXTERNAL_ID": "", "ASSUME_ROLE_ARN": ARN,
         "ASSUME_ROLE_SESSION_NAME": "tf", "ASSUME_ROLE_SESSION_DURATION": "900", "ASSUME_ROLE_EXTERNAL_ID": "studio"},
    ],
)  # fmt: skip
def test_role_variables_of_terraform_assume_the_role(variables: dict[str, str]) -> None:
    environment = {**KEYS, **{f"TENCENTCLOUD_{name}": value for name, value in variables.items()}}
    with ScriptedServer([temporary("AKIDrole"), NO_SAMPLES]) as server:
        read_samples(environment, endpoint=server.url)
    assert server.requests[0].parameters == {
        "RoleArn": ARN, "RoleSessionName": "tf", "DurationSeconds": 900, "ExternalId": "studio"
    }  # fmt: skip
    assert secret_id_of(server.requests[1]) == "AKIDrole"


CVM = {"TENCENTCLOUD_CAM_ROLE_NAME": "Auditor", "TENCENTCLOUD_METADATA_ENDPOINT": "SERVER"}


@pytest.mark.parametrize("source", ["auto", "cvm_role"])
def test_role_name_of_terraform_selects_the_role_of_the_instance(source: str) -> None:
    write_home({TCCLI: tccli(A)})
    with ScriptedServer([metadata("AKIDcvm"), NO_SAMPLES]) as server:
        named = {name: value.replace("SERVER", server.url) for name, value in CVM.items()}
        read_samples(named, endpoint=server.url, credential_source=source)
    assert server.requests[0].line.split()[1].endswith("/security-credentials/Auditor")
    assert secret_id_of(server.requests[1]) == "AKIDcvm"


@pytest.mark.parametrize(
    "responses",
    [
        [http(b"", "500 Oops"), http(b"Reader"), metadata("AKIDcvm")],
        [http(b"", "503 Later"), http(b"Reader"), http(b"", "429 Slow"), metadata("AKIDcvm")],
        [Instead.RESET, http(b"Reader"), Instead.RESET, metadata("AKIDcvm")],
        [Instead.SILENCE, http(b"Reader"), metadata("AKIDcvm")],
    ],
    ids=["500", "503 and 429", "reset", "slow once"],
)
def test_fault_of_the_required_metadata_service_is_retried(responses: list[ScriptedResponse]) -> None:
    with ScriptedServer([*responses, NO_SAMPLES]) as server:
        environment = {"TENCENTCLOUD_METADATA_ENDPOINT": server.url}
        read_samples(environment, endpoint=server.url, credential_source="cvm_role")
    assert secret_id_of(server.requests[-1]) == "AKIDcvm"


@pytest.mark.parametrize(
    ("scripted", "kind", "words"),
    [
        ([http(b"", "503 Later")], "server", "the metadata service responded with HTTP 503"),
        ([http(b"", "429 Slow")], "throttled", "the metadata service responded with HTTP 429"),
        ([Instead.RESET], "transport", "does not respond"),
        ([http(b"R"), metadata("x", Code="InternalError")], "configuration", "its Code is InternalError"),
        ([http(b"R"), http(b"", "404 Gone")], "configuration", "this instance has no role R"),
    ],
)  # fmt: skip
def test_error_of_the_metadata_service_has_its_kind_and_code(
    scripted: list[ScriptedResponse], kind: str, words: str
) -> None:
    with ScriptedServer(scripted) as server:
        environment = {"TENCENTCLOUD_METADATA_ENDPOINT": server.url}
        error = failure(environment, endpoint=server.url, credential_source="cvm_role", retry_budget=0.0)
    assert (error.kind, words in str(error)) == (kind, True), str(error)


CONFIGURE = json.dumps({"_sys_param": {"region": "None"}, "mps": {"endpoint": "SERVER"}, "sts": {"endpoint": "SERVER"}})


@pytest.mark.parametrize(
    ("environment", "options", "name"),
    [({}, {}, "default"), ({"TCCLI_PROFILE": "cn"}, {}, "cn"), ({}, {"profile": "cn"}, "cn")],
)
def test_endpoints_of_the_tccli_profile_are_used(
    environment: dict[str, str], options: dict[str, str], name: str
) -> None:
    caller = http(response(AccountId="100000000001"))
    with ScriptedServer([caller, NO_SAMPLES]) as server:
        configure = CONFIGURE.replace("SERVER", server.url)
        write_home({f".tccli/{name}.credential": tccli(A), f".tccli/{name}.configure": configure})
        read_samples(environment, account_uin="100000000001", **options)
    assert [request.headers["X-TC-Action"] for request in server.requests] == [
        "GetCallerIdentity", "DescribePersonSamples"
    ]  # fmt: skip


MAINLAND = json.dumps({"mps": {"endpoint": "mps.tencentcloudapi.com"}, "sts": {"endpoint": "sts.tencentcloudapi.com"}})


@pytest.mark.parametrize(
    ("environment", "files", "options", "host"),
    [
        (KEYS, {TCCLI: tccli(A)}, {}, "intl."),
        ({}, {TCCLI: tccli(A)}, {"secret_id": "id", "secret_key": "key"}, "intl."),
        ({}, {TCCLI: tccli(A)}, {"endpoint": "mps.intl.tencentcloudapi.com"}, "intl."),
        ({}, {TCCLI: tccli(A)}, {"credential_source": "cvm_role"}, "intl."),
        ({"TENCENTCLOUD_CAM_ROLE_NAME": "R"}, {TCCLI: tccli(A)}, {}, "intl."),
        ({FILE: "/x"}, {TCCLI: tccli(A)}, {}, "intl."),
        ({}, {SDK: ini(A)}, {}, "intl."),
        ({}, {TCCLI: tccli(A)}, {}, ""),
        ({}, {TCCLI: tccli(A)}, {"credential_source": "profile"}, ""),
    ],
)
def test_tccli_endpoints_are_used_only_with_the_credentials_of_the_profile(
    environment: dict[str, str], files: dict[str, str], options: dict[str, str], host: str
) -> None:
    home = write_home({**files, ".tccli/default.configure": MAINLAND})
    settings = parse_settings(
        {
            "secret_id": None, "secret_key": None, "token": None, "profile": None, "credential_source": "auto",
            "role_arn": None, "role_session_name": None, "role_duration": None, "role_external_id": None,
            "role_policy": None, "oidc_provider_id": None, "oidc_role_arn": None, "oidc_token": None,
            "oidc_token_file": None, "account_uin": None, "region": None, "endpoint": None, "sts_endpoint": None,
            "language": "en-US", "timeout": 30.0, "retry_budget": 60.0, "requests_per_second": 100,
            "validate_certs": True, "ca_path": None, **options,
        },
        {**environment, "HOME": str(home)},
    )  # fmt: skip
    assert settings.sts_target is not None
    assert settings.target.endpoint == f"https://mps.{host}tencentcloudapi.com"
    assert settings.sts_target.endpoint == f"https://sts.{host}tencentcloudapi.com"


KEY = "Q7z" * 12
TKE = {"TKE_PROVIDER_ID": "p", "TKE_ROLE_ARN": ARN, "TKE_WEB_IDENTITY_TOKEN_FILE": "HOME/token"}


@pytest.mark.parametrize(
    ("environment", "options", "files", "words"),
    [
        ({FILE: "/nowhere/x"}, {}, {SDK: ini(A), TCCLI: tccli(A)}, f"/nowhere/x does not exist ({FILE})"),
        ({FILE: "/x", DIR: "/y"}, {}, {TCCLI: tccli(A)}, f"{FILE} and {DIR} are both set"),
        ({DIR: "/nowhere"}, {}, {SDK: ini(A)}, f"/nowhere/default.credential does not exist ({DIR})"),
        *(
            ({name: "x"}, {"credential_source": "static"}, {}, f"are set, but not used: {name}")
            for name in ("TENCENT_SECRET_ID", "QCLOUD_SECRET_ID", "Tencent_SecretId", "TENCENTCLOUD_SECRETID",
                         "TENCENTCLOUD_ASSUME_ROLE_SAML_ASSERTION", "TCCLI_SECRET_ID")
        ),
        # values that cannot be right
        *(
            ({**KEYS, name: value}, {}, {}, f"{option} {words}")
            for name, option in (("TENCENTCLOUD_SECRET_ID", "secret_id"), ("TENCENTCLOUD_SECRET_KEY", "secret_key"),
                                 ("TENCENTCLOUD_TOKEN", "token"))
            for value, words in (
                (f'"{KEY}"', "starts or ends with a quotation mark"), (f"'{KEY}'", "starts or ends with a quotation"),
                (f"\u201c{KEY}\u201d", "starts or ends with a quotation mark"), (f"{KEY}'", "starts or ends with a qu"),
                (f"{KEY}\u200b", "contains the character U+200B (ZERO WIDTH SPACE)"), (f"\ufeff{KEY}", "contains the"),
                (f"{KEY} # production", "contains white space, perhaps before a comment"), (f"{KEY}#x", "contains a c"),
                (f"{KEY};x", "contains a character that no key contains"), ("<your key>", "contains white space"),
                ("${KEY}", "contains a template or a variable that was not replaced"), ("{{ key }}", "contains a temp"),
                ("None", "is the text 'None' instead of a value"), (f" {KEY}", "starts or ends with white space"),
            )
        ),
        ({}, {}, {SDK: ini(f"{KEY} ; comment")}, "secret_id contains white space, perhaps before a comment"),
        ({}, {}, {SDK: ini(f'"{KEY}\'')}, "secret_id starts or ends with a quotation mark"),
        ({}, {}, {TCCLI: tccli(f'"{KEY}"')}, "/.tccli/default.credential)"),
        ({}, {"secret_id": f"{KEY}\u200b", "secret_key": "key"}, {}, "secret_id contains the character U+200B"),
        ({**KEYS, "TENCENTCLOUD_ROLE_ARN": f'{ARN}"'}, {}, {}, "is not a role ARN"),
        ({**KEYS, "TENCENTCLOUD_ROLE_ARN": f"{ARN}\u200b"}, {}, {}, "is not a role ARN"),
        # profiles of TCCLI
        ({}, {}, {TCCLI: "{}"}, "contains no secretId and no secretKey. Run 'tccli configure --profile default'"),
        ({}, {}, {TCCLI: json.dumps({"type": "oauth"})}, "Run 'tccli auth login --profile default'"),
        ({}, {}, {TCCLI: json.dumps({"type": "sso"})}, "Run 'tccli sso login --profile default'"),
        ({}, {}, {TCCLI: json.dumps({"secretId": "None", "secretKey": "None"})}, "contains no secretId and no secretK"),
        ({}, {}, {TCCLI: json.dumps({"secretId": A, "secretKey": "None"})}, "has no secretKey"),
        ({}, {}, {TCCLI: tccli(A, **LOGIN)}, "has expired. Run 'tccli auth login --profile default', or 'tccli conf"),
        ({}, {}, {TCCLI: tccli(A, type="default", token="t", expiresAt=1, sso={})}, "Run 'tccli sso login"),
        ({}, {"profile": "a b"}, {".tccli/a b.credential": "{}"}, "Run 'tccli configure --profile 'a b''"),
        ({}, {}, {TCCLI: tccli(A, **{"role-arn": "SampleAuditor"})}, "role-arn 'SampleAuditor' is not a role ARN"),
        ({}, {}, {TCCLI: tccli(A, **{"role-arn": ARN, "role-session-name": "a b"})}, "role-session-name 'a b' must"),
        # INI files
        ({}, {}, {SDK: f"secret_id = {KEY}\n"}, "/credentials:1 is not a valid INI file"),
        ({}, {}, {SDK: f"[default]\nsecret_id = {A}\n{KEY}\n"}, "/credentials:3 is not a valid INI file"),
        ({}, {}, {SDK: ini(A) + ini(B)}, "/credentials:4 is not a valid INI file (DuplicateSectionError)"),
        ({}, {}, {SDK: ini(A) + f"secret_id = {B}\n"}, "/credentials:4 is not a valid INI file (DuplicateOptionError)"),
        # the token file of TKE
        (TKE, {}, {"token": ""}, "/token that TKE_WEB_IDENTITY_TOKEN_FILE names is empty"),
        (TKE, {}, {"token": "\ufeff\n"}, "is empty. Check the job or the volume that provides the token"),
        (TKE, {}, {"token": "<html> no </html>"}, "contains white space or a character that no token contains"),
        ({**TKE, "TKE_ROLE_ARN": "Auditor"}, {}, {"token": "x"}, "TKE_ROLE_ARN 'Auditor' is not a role ARN"),
        # a key in the wrong option
        (KEYS, {"account_uin": KEY}, {}, "account_uin '***' is not an account number"),
        (KEYS, {"role_arn": f"AKID{KEY}"}, {}, "role_arn '***' is not a role ARN"),
        (KEYS, {"role_arn": f"{ARN}/{KEY}"}, {}, "SampleAuditor/***' is not a role ARN"),
        (KEYS, {"role_arn": ARN, "role_session_name": f"{KEY} "}, {}, "role_session_name '*** ' must have"),
        (KEYS, {"region": KEY}, {}, "region '***' is not a region name"),
        (KEYS, {"endpoint": f"mps.tencentcloudapi.com?SecretKey={KEY}"}, {}, "com?***' must not have a path"),
        (KEYS, {"endpoint": f"https://{KEY}/x"}, {}, "endpoint 'https://***/x' must not have a path"),
        (KEYS, {"sts_endpoint": f"https://sts.example:{KEY}"}, {}, "sts_endpoint is not a valid URL"),
        ({}, {"profile": f"/{KEY}"}, {}, "profile '/***' is not a valid profile name"),
    ],
)  # fmt: skip
def test_error_shows_what_is_wrong_without_a_key(
    environment: dict[str, str], options: dict[str, str], files: dict[str, str], words: str
) -> None:
    home = write_home(files)
    named = {name: value.replace("HOME", str(home)) for name, value in environment.items()}
    with pytest.raises(ConfigurationError) as refused:
        read_samples(named, **{"endpoint": "http://127.0.0.1:1", "retry_budget": 0.0, **options})
    assert words in str(refused.value)
    assert KEY not in str(refused.value)
