# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The official credential sources of the Python SDK and of TCCLI return the expected identity.

Their STS and metadata hosts are fixed, so a proxy connects them to an emulator whose certificate names these hosts.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import certifi
import pytest
from tencentcloud.common.credential import (
    Credential,
    CVMRoleCredential,
    DefaultCredentialProvider,
    DefaultTkeOIDCRoleArnProvider,
    EnvironmentVariableCredential,
    ProfileCredential,
    STSAssumeRoleCredential,
)
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.sts.v20180813.models import GetCallerIdentityRequest, GetCallerIdentityResponse
from tencentcloud.sts.v20180813.sts_client import StsClient

from support.emulator_process import EmulatorProcess
from support.proxies import DetourProxy

TCCLI = os.environ.get("MPS_TCCLI", "")
TIMEOUT_S = 600
HUB, PROD = "100000000001", "100000000002"
ROLE, ROLE_ID = "SampleAuditor", "4611686018427397919"
ARN = f"qcs::cam::uin/{PROD}:roleName/{ROLE}"
ASSUMED = f"qcs::sts:{PROD}:assumed-role/{ROLE_ID}"
TOKEN, WEB_TOKEN = "token for the conformance test==", "eyJraWQiOiJ.web.identity"
STATE: dict[str, Any] = {
    "accounts": [
        {"name": "hub", "uin": HUB, "credentials": [{}, {"token": TOKEN}]},
        {"name": "temporary", "uin": HUB, "credentials": [{"token": TOKEN}]},
        {
            "name": "prod",
            "uin": PROD,
            "roles": [{"name": ROLE, "id": ROLE_ID, "trusts": [HUB]}],
            "oidc": [{"provider_id": "tke", "token": WEB_TOKEN, "roles": [ROLE]}],
        },
    ],
    "metadata": {"account": "prod", "role": ROLE},
}


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(STATE, tls=True) as running:
        yield running


@pytest.fixture
def proxy(emulator: EmulatorProcess) -> Iterator[DetourProxy]:
    emulator.reset()
    with DetourProxy(emulator) as running:
        yield running


@pytest.fixture
def sdk(emulator: EmulatorProcess, proxy: DetourProxy, monkeypatch: pytest.MonkeyPatch) -> DetourProxy:
    """Make the SDK in this process use the proxy and trust the emulator."""
    for name, value in proxy.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(certifi, "where", lambda: emulator.ca_file)
    monkeypatch.setattr("urllib.request._opener", None)  # urllib caches the proxies of its first request
    return proxy


def identity_of(credential: Any) -> GetCallerIdentityResponse:
    """Return the identity of these credentials, from the endpoint of the SDK."""
    return StsClient(credential, "ap-guangzhou").GetCallerIdentity(GetCallerIdentityRequest())


def role_session(identity: GetCallerIdentityResponse, caller: str) -> str:
    """Check that the identity is the role, and return its session name."""
    shown = (identity.Arn, identity.AccountId, identity.PrincipalId, identity.Type)
    assert shown == (ASSUMED, PROD, caller, "CAMRole")
    role_id, _colon, session = identity.UserId.partition(":")
    assert role_id == ROLE_ID
    return str(session)


def set_environment(monkeypatch: pytest.MonkeyPatch, pair: Mapping[str, str | None]) -> None:
    """Set the variables of a key pair; set a token only if the pair has one."""
    for part in ("secret_id", "secret_key", "token"):
        value = pair[part]
        if value is not None:
            monkeypatch.setenv(f"TENCENTCLOUD_{part.upper()}", value)


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def test_environment_keys_identify_the_account(
    emulator: EmulatorProcess, sdk: DetourProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_environment(monkeypatch, emulator.credentials["hub"])
    for source in (EnvironmentVariableCredential(), DefaultCredentialProvider()):
        identity = identity_of(source.get_credential())
        assert (identity.Arn, identity.AccountId) == (f"qcs::cam:{HUB}:uin/{HUB}", HUB)
    assert set(sdk.detours) == {"sts.tencentcloudapi.com:443"}


def test_sdk_ignores_the_token_in_the_environment(
    emulator: EmulatorProcess, sdk: DetourProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_environment(monkeypatch, emulator.credentials["temporary"])
    with pytest.raises(TencentCloudSDKException) as failed:
        identity_of(EnvironmentVariableCredential().get_credential())
    assert failed.value.code == "AuthFailure.TokenFailure"


def test_profile_keys_identify_the_account(emulator: EmulatorProcess, sdk: DetourProxy) -> None:
    pair = emulator.credentials["hub"]
    path = Path.home() / ".tencentcloud" / "credentials"
    path.parent.mkdir()
    path.write_text(
        f"[default]\nsecret_id = {pair['secret_id']}\nsecret_key = {pair['secret_key']}\n", encoding="utf-8"
    )
    assert identity_of(ProfileCredential().get_credential()).AccountId == HUB


def test_assume_role_returns_the_role_identity(emulator: EmulatorProcess, sdk: DetourProxy) -> None:
    pair = emulator.credentials["hub"]
    source = STSAssumeRoleCredential(pair["secret_id"], pair["secret_key"], ARN, "conformance", 1800)
    assert role_session(identity_of(source), HUB) == "conformance"
    (entry,) = emulator.requests(action="AssumeRole")
    assert (entry["account"], entry["parameters"]["DurationSeconds"]) == ("hub", 1800)


def test_role_credentials_stop_working_after_expiry(emulator: EmulatorProcess, sdk: DetourProxy) -> None:
    pair = emulator.credentials["hub"]
    source = STSAssumeRoleCredential(pair["secret_id"], pair["secret_key"], ARN, "conformance")
    taken = Credential(*source.get_credential_info())
    assert identity_of(taken).Type == "CAMRole"
    assert emulator.expire("prod") > 0
    with pytest.raises(TencentCloudSDKException) as failed:
        identity_of(taken)
    assert failed.value.code == "AuthFailure.TokenFailure"


def test_cvm_role_credentials_identify_the_role(emulator: EmulatorProcess, sdk: DetourProxy) -> None:
    for source in (CVMRoleCredential(), DefaultCredentialProvider().get_credential()):
        assert role_session(identity_of(source), PROD) == "ins-emulator"
    assert "metadata.tencentyun.com" in sdk.detours
    assert [entry["code"] for entry in emulator.requests(action="metadata")] == [None] * 4


@pytest.mark.parametrize("ending", ["", "\n"])
def test_tke_web_identity_identifies_the_role(
    sdk: DetourProxy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ending: str
) -> None:
    for name, value in tke_environment(tmp_path, ending).items():
        monkeypatch.setenv(name, value)
    session = role_session(identity_of(DefaultTkeOIDCRoleArnProvider().get_credential()), PROD)
    assert session.startswith("tencentcloud-python-sdk-")


def tke_environment(folder: Path, ending: str = "") -> dict[str, str]:
    """Return the variables of a TKE pod; the token is in a file."""
    path = folder / "web-identity-token"
    path.write_text(WEB_TOKEN + ending, encoding="utf-8")
    return {
        "TKE_REGION": "ap-guangzhou",
        "TKE_PROVIDER_ID": "tke",
        "TKE_WEB_IDENTITY_TOKEN_FILE": str(path),
        "TKE_ROLE_ARN": ARN,
    }


CERTIFI = "def where():\n    return {path!r}\n\ndef contents():\n    return open(where(), encoding='ascii').read()\n"


def tccli(emulator: EmulatorProcess, proxy: DetourProxy, environment: Mapping[str, str]) -> dict[str, Any]:
    """Return the identity that TCCLI prints. TCCLI trusts only certifi, so the test replaces certifi."""
    package = Path.home() / "trust" / "certifi"
    package.mkdir(parents=True, exist_ok=True)
    (package / "__init__.py").write_text(CERTIFI.format(path=emulator.ca_file), encoding="utf-8")
    complete = {
        "HOME": str(Path.home()),
        "PATH": os.defpath,
        "PYTHONUTF8": "1",
        "PYTHONPATH": str(package.parent),
        **proxy.environment,
        **environment,
    }
    finished = subprocess.run(
        [TCCLI, "sts", "GetCallerIdentity"],
        env=complete,
        cwd=Path.home(),
        capture_output=True,
        encoding="utf-8",
        timeout=TIMEOUT_S,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    response: dict[str, Any] = json.loads(finished.stdout)
    return response


def write_profile(credential: Mapping[str, Any], name: str = "default") -> None:
    """Write the two files that `tccli configure` writes."""
    folder = Path.home() / ".tccli"
    write_json(folder / f"{name}.credential", credential)
    settings = {"region": "ap-guangzhou", "output": "json", "arrayCount": 10, "warning": "off", "language": "en-US"}
    service = {"version": "2018-08-13", "endpoint": "sts.tencentcloudapi.com"}
    write_json(folder / f"{name}.configure", {"_sys_param": settings, "sts": service})


def keys_for_tccli(pair: Mapping[str, Any]) -> dict[str, str]:
    """Return keys in the format of TCCLI."""
    token = {"token": pair["token"]} if pair["token"] else {}
    return {"secretId": pair["secret_id"], "secretKey": pair["secret_key"], **token}


@pytest.mark.tccli
@pytest.mark.parametrize("account", ["hub", "temporary"])
def test_tccli_reads_permanent_and_temporary_keys(emulator: EmulatorProcess, proxy: DetourProxy, account: str) -> None:
    write_profile(keys_for_tccli(emulator.credentials[account]))
    response = tccli(emulator, proxy, {})
    assert (response["AccountId"], response["Type"]) == (HUB, "CAMUser")
    assert {entry["account"] for entry in emulator.requests()} == {account}


@pytest.mark.tccli
def test_tccli_reads_the_profile_named_in_the_environment(emulator: EmulatorProcess, proxy: DetourProxy) -> None:
    write_profile({"secretId": "AKIDunknown", "secretKey": "unknown"})
    write_profile(keys_for_tccli(emulator.credentials["prod"]), "prod")
    assert tccli(emulator, proxy, {"TCCLI_PROFILE": "prod"})["AccountId"] == PROD


@pytest.mark.tccli
def test_tccli_reads_keys_from_the_environment(emulator: EmulatorProcess, proxy: DetourProxy) -> None:
    pair = emulator.credentials["temporary"]
    write_profile({"secretId": "AKIDunknown", "secretKey": "unknown"})
    names = {f"TENCENTCLOUD_{part.upper()}": pair[part] for part in ("secret_id", "secret_key", "token")}
    assert tccli(emulator, proxy, names)["AccountId"] == HUB


@pytest.mark.tccli
def test_tccli_assumes_the_role_of_a_profile(emulator: EmulatorProcess, proxy: DetourProxy) -> None:
    keys = keys_for_tccli(emulator.credentials["hub"])
    write_profile({**keys, "role-arn": ARN, "role-session-name": "from-tccli"})
    assert printed_session(tccli(emulator, proxy, {}), HUB) == "from-tccli"


@pytest.mark.tccli
def test_tccli_uses_the_cvm_role(emulator: EmulatorProcess, proxy: DetourProxy) -> None:
    write_profile({"type": "cvm-role"})
    assert printed_session(tccli(emulator, proxy, {}), PROD) == "ins-emulator"


@pytest.mark.tccli
def test_tccli_uses_the_web_identity_of_tke(emulator: EmulatorProcess, proxy: DetourProxy, tmp_path: Path) -> None:
    write_profile({})
    session = printed_session(tccli(emulator, proxy, tke_environment(tmp_path, "\n")), PROD)
    assert session.startswith("tencentcloud-python-sdk-")


def printed_session(printed: Mapping[str, Any], caller: str) -> str:
    """Check that the printed identity is the role, and return its session name."""
    response = GetCallerIdentityResponse()
    response._deserialize(dict(printed))
    return role_session(response, caller)
