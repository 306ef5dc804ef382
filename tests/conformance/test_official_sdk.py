# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The official Python SDK works with the emulator, so the emulator uses the real protocol."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.mps.v20190612.models import DescribePersonSamplesRequest, DescribePersonSamplesResponse
from tencentcloud.mps.v20190612.mps_client import MpsClient
from tencentcloud.sts.v20180813.models import GetCallerIdentityRequest
from tencentcloud.sts.v20180813.sts_client import StsClient

from support.emulator_process import EmulatorProcess

ODD_NAMES = ["张三", "José Ñandú", "😀", "a+b&c=d", "~x*", "  blanks  ", 'quote"back\\slash', "{{ 7 * 7 }}", "100 %41"]
TOKEN = "token for the conformance test=="
METHODS = ["POST", "GET"]
STATE: dict[str, Any] = {
    "accounts": [
        {
            "name": "studio",
            "uin": "100000000001",
            "credentials": [{}, {"token": TOKEN}],
            "samples": [{"name": name, "tags": ["明星", str(number)]} for number, name in enumerate(ODD_NAMES)],
            "default_samples": [{"name": "Famous One"}],
            "generate": {"count": 250},
        },
        {"name": "temporary", "uin": "100000000002", "credentials": [{"token": TOKEN}]},
        {"name": "expired", "uin": "100000000003", "credentials": [{"token": TOKEN, "expires": 1}]},
        {"name": "denied", "uin": "100000000004", "denied": ["mps:DescribePersonSamples"]},
        {"name": "stranger", "uin": "100000000005", "mps_user": False},
    ]
}


@pytest.fixture(scope="module", params=[False, True], ids=["http", "tls"])
def emulator(request: pytest.FixtureRequest) -> Iterator[EmulatorProcess]:
    with EmulatorProcess(STATE, tls=request.param) as running:
        yield running


def profile(emulator: EmulatorProcess, method: str = "POST", **more: Any) -> ClientProfile:
    """Return an SDK profile for the emulator."""
    http = HttpProfile(
        protocol="https" if emulator.ca_file else "http",
        endpoint=emulator.endpoint,
        reqMethod=method,
        certification=emulator.ca_file,
    )
    return ClientProfile(httpProfile=http, **{"language": "en-US", **more})


def keys(emulator: EmulatorProcess, account: str = "studio", **instead: Any) -> Credential:
    """Return the credential of an account; ``instead`` replaces parts of it."""
    pair = {**emulator.credentials[account], **instead}
    return Credential(pair["secret_id"], pair["secret_key"], pair["token"])


def describe(
    emulator: EmulatorProcess, parameters: dict[str, Any] | None = None, method: str = "POST", **instead: Any
) -> DescribePersonSamplesResponse:
    """Send one call with the SDK; ``instead`` replaces parts of the credential."""
    request = DescribePersonSamplesRequest()
    request._deserialize(parameters or {})
    return MpsClient(keys(emulator, **instead), "", profile(emulator, method)).DescribePersonSamples(request)


def code_of(emulator: EmulatorProcess, parameters: dict[str, Any] | None = None, **more: Any) -> str:
    """Send a call that must fail and return its error code."""
    with pytest.raises(TencentCloudSDKException) as failed:
        describe(emulator, parameters, **more)
    assert failed.value.requestId
    return str(failed.value.code)


@pytest.mark.parametrize("method", METHODS)
def test_each_name_is_found_exactly_as_written(emulator: EmulatorProcess, method: str) -> None:
    response = describe(emulator, {"Names": ODD_NAMES}, method)
    assert [person.Name for person in response.PersonSet] == ODD_NAMES
    for name in ODD_NAMES:
        assert [person.Name for person in describe(emulator, {"Names": [name]}, method).PersonSet] == [name]


def test_post_and_get_return_the_same_samples(emulator: EmulatorProcess) -> None:
    for parameters in (
        {},
        {"Offset": 90, "Limit": 7},
        {"Tags": ["明星"]},
        {"PersonIds": ["10003", "1000007", "10001"], "Limit": 2},
        {"Type": "UserDefine", "Names": ["张三"], "Tags": ["明星", "x"], "PersonIds": ["10001"]},
        {"Type": "Default", "Names": ["Famous One"]},
    ):
        posted, got = (describe(emulator, parameters, method) for method in METHODS)
        posted.RequestId = got.RequestId = ""
        assert posted.TotalCount > 0
        assert posted.to_json_string() == got.to_json_string()


@pytest.mark.parametrize("method", METHODS)
def test_pages_together_contain_the_complete_library(emulator: EmulatorProcess, method: str) -> None:
    pages = [describe(emulator, {"Offset": offset, "Limit": 100}, method) for offset in range(0, 300, 100)]
    assert {page.TotalCount for page in pages} == {250 + len(ODD_NAMES)}
    names = [person.Name for page in pages for person in page.PersonSet]
    assert names == ODD_NAMES + [f"Person {number}" for number in range(1, 251)]


def test_sample_has_every_member_of_the_sdk_model(emulator: EmulatorProcess) -> None:
    person = describe(emulator, {"Names": ["张三"]}).PersonSet[0]
    assert all(value is not None for value in vars(person).values())
    assert (person.TagSet, person.UsageSet) == (["明星", "0"], ["Recognition.Face"])
    assert person.FaceInfoSet[0].Url.startswith("http://")


def test_unsigned_payload_is_accepted(emulator: EmulatorProcess) -> None:
    settings = profile(emulator)
    settings.unsignedPayload = True
    client = MpsClient(keys(emulator), "ap-singapore", settings)
    assert client.DescribePersonSamples(DescribePersonSamplesRequest()).TotalCount > 0


def test_one_keep_alive_connection_serves_several_calls(emulator: EmulatorProcess) -> None:
    settings = profile(emulator)
    settings.httpProfile.keepAlive = True
    client = MpsClient(keys(emulator), "", settings)
    emulator.reset()
    for _time in range(3):
        client.DescribePersonSamples(DescribePersonSamplesRequest())
    counters = emulator.counters()
    assert (counters["requests"], counters["connections"]) == (3, 1)


def test_caller_identity_has_every_member_of_the_sdk_model(emulator: EmulatorProcess) -> None:
    client = StsClient(keys(emulator, "temporary"), "ap-guangzhou", profile(emulator))
    identity = client.GetCallerIdentity(GetCallerIdentityRequest())
    assert all(vars(identity).values())
    assert (identity.AccountId, identity.Type) == ("100000000002", "CAMUser")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("code", "instead"),
    [
        ("AuthFailure.SecretIdNotFound", {"secret_id": "AKIDunknown"}),
        ("AuthFailure.SignatureFailure", {"secret_key": "another"}),
        ("AuthFailure.TokenFailure", {"token": "not asked for"}),
        ("AuthFailure.TokenFailure", {"account": "temporary", "token": None}),
        ("AuthFailure.TokenFailure", {"account": "temporary", "token": TOKEN + "x"}),
        ("AuthFailure.TokenFailure", {"account": "expired"}),
        ("UnauthorizedOperation", {"account": "denied"}),
        ("FailedOperation.InvalidMpsUser", {"account": "stranger"}),
    ],
)
def test_invalid_credentials_return_the_documented_code(
    emulator: EmulatorProcess, method: str, code: str, instead: dict[str, Any]
) -> None:
    assert code_of(emulator, method=method, **instead) == code


@pytest.mark.parametrize("method", METHODS)
def test_temporary_keys_with_their_token_are_accepted(emulator: EmulatorProcess, method: str) -> None:
    assert describe(emulator, method=method, account="temporary").TotalCount == 0


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("code", "parameters"),
    [
        ("InvalidParameterValue.Limit", {"Limit": 101}),
        ("InvalidParameterValue", {"Names": ["x"] * 21}),
        ("InvalidParameterValue", {"PersonIds": [str(number) for number in range(101)]}),
        ("InvalidParameterValue", {"Tags": ["x"] * 21}),
        ("InvalidParameterValue", {"Type": "Other"}),
        ("InvalidParameterValue", {"Type": "Default"}),
        ("InvalidParameterValue", {"Offset": -1}),
        ("InvalidParameter", {"Limit": "many"}),
    ],
)
def test_invalid_parameters_return_the_documented_code(
    emulator: EmulatorProcess, method: str, code: str, parameters: dict[str, Any]
) -> None:
    assert code_of(emulator, parameters, method=method) == code


@pytest.mark.parametrize("hours", [-1, 1])
def test_wrong_clock_is_rejected(emulator: EmulatorProcess, monkeypatch: pytest.MonkeyPatch, hours: int) -> None:
    true_time = time.time
    monkeypatch.setattr("tencentcloud.common.abstract_client.time.time", lambda: true_time() + hours * 3600)
    assert code_of(emulator) == "AuthFailure.SignatureExpire"


def test_error_message_is_in_the_requested_language(emulator: EmulatorProcess) -> None:
    for language, chinese in (("en-US", False), ("zh-CN", True)):
        client = MpsClient(keys(emulator, secret_key="another"), "", profile(emulator, language=language))
        with pytest.raises(TencentCloudSDKException) as failed:
            client.DescribePersonSamples(DescribePersonSamplesRequest())
        assert ("签名" in str(failed.value.message)) is chinese


def test_unknown_action_or_version_is_rejected(emulator: EmulatorProcess) -> None:
    client = MpsClient(keys(emulator), "", profile(emulator))
    with pytest.raises(TencentCloudSDKException) as failed:
        client.call("DescribeNothing", {})
    assert failed.value.code == "InvalidAction"
    client._apiVersion = "2018-01-01"
    with pytest.raises(TencentCloudSDKException) as failed:
        client.call("DescribePersonSamples", {})
    assert failed.value.code == "NoSuchVersion"


def test_sdk_receives_the_throttling_error_code(emulator: EmulatorProcess) -> None:
    emulator.faults([{"fault": "throttle"}])
    assert code_of(emulator) == "RequestLimitExceeded"
    assert describe(emulator).TotalCount > 0


def test_request_log_names_the_client(emulator: EmulatorProcess) -> None:
    emulator.reset()
    describe(emulator, {"Names": ["张三"]})
    (entry,) = emulator.requests()
    assert entry["client"].startswith("SDK_PYTHON_")
    assert (entry["account"], entry["parameters"], entry["language"]) == ("studio", {"Names": ["张三"]}, "en-US")
    assert entry["secret_id"] == emulator.credentials["studio"]["secret_id"][-4:]
