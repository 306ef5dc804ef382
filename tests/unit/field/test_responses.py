# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Responses that servers and gateways send: which kind of error they become, and what its message contains."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import MpsError
from support.info_run import NO_SAMPLES, failure, read_samples
from support.scripted_server import ScriptedResponse, ScriptedServer, http, response

KEYS = {"TENCENTCLOUD_SECRET_ID": "AKIDenvironment1234", "TENCENTCLOUD_SECRET_KEY": "the-secret-key"}
ARN = "qcs::cam::uin/100000000001:roleName/SampleAuditor"
DATE = "Tue, 14 Nov 2023 22:13:20 GMT"
LATER = "Tue, 14 Nov 2023 23:13:20 GMT"


def api_error(code: str, message: str = "no", **headers: str) -> bytes:
    return http(response(Error={"Code": code, "Message": message}), **headers)


def error_after(*responses: ScriptedResponse, **options: Any) -> MpsError:
    with ScriptedServer(responses) as server:
        return failure(KEYS, endpoint=server.url, **{"retry_budget": 0.0, **options})


# Secrets that are a part of the code. The external id is a secret of AssumeRole only.
@pytest.mark.parametrize("secret", ["it", "x", "t", "AKID", "RequestLimitExceeded", "Exceeded", "Limit"])
@pytest.mark.parametrize("code", ["RequestLimitExceeded", "RequestLimitExceeded.UinLimitExceeded"])
def test_code_is_classified_and_shown_although_a_secret_is_a_part_of_it(secret: str, code: str) -> None:
    for options in (
        {"secret_id": "AKIDid", "secret_key": secret},
        {"secret_id": "AKIDid", "secret_key": "k", "token": secret},
        {"secret_id": secret, "secret_key": "k"},
        {"secret_id": "AKIDid", "secret_key": "k", "role_arn": ARN, "role_external_id": f"{secret}:"[:-1] * 2},
    ):
        error = error_after(api_error(code, "slow down"), **options)
        assert (error.kind, error.request_id) == ("throttled", "r-1")
        assert str(error.code).startswith("RequestLimitExceeded")


def test_clock_is_corrected_although_a_secret_is_a_part_of_the_code() -> None:
    with ScriptedServer([api_error("AuthFailure.SignatureExpire", Date=DATE), NO_SAMPLES]) as server:
        read_samples({**KEYS, "TENCENTCLOUD_SECRET_KEY": "Expire"}, endpoint=server.url)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        # documented in the error codes of other products of Tencent Cloud
        *((code, "throttled") for code in (
            "LimitExceeded.RateLimitExceeded", "LimitExceeded.TooManyRequests", "LimitExceeded.FreqCnt",
            "LimitExceeded.RequestLimit", "LimitExceeded.ApiLimitExceeded", "LimitExceeded.TooFrequentlyCalled",
            "LimitExceeded.CdnHostOpTooOften", "LimitExceeded.DeliveryFrequencyLimit", "FailedOperation.TooFrequent",
            "FailedOperation.RequestLimitExceeded30S", "FailedOperation.FreqCtrl", "FailedOperation.TagQpsLimit",
            "FailedOperation.CallerOverFrequency", "FailedOperation.FrequencyLimited", "OperationDenied.FreqOverLimit",
            "InvalidParameter.OperationIsTooFrequent", "UnauthorizedOperation.OperationTooOften",
            "UnsupportedOperation.FrequencyLimit", "InvalidParameter.SkillScanRateLimitExceeded",
        )),
        *((code, "server") for code in (
            "FailedOperation.ServerBusy", "InvalidParameter.ServiceIsBusy", "UnsupportedOperation.SystemBusy",
        )),
        *((code, "rejected") for code in (
            "LimitExceeded", "LimitExceeded.RetryNum", "FailedOperation.RetryLimitExceeded", "RequestSizeLimitExceeded",
            "ResponseSizeLimitExceeded", "InvalidParameterValue.SampleRate", "ResourceInUse.RatelimitRuleExistError",
            "InvalidParameterValue.SiteFailoverNotSupportHostOriginPullRateLimit", "FailedOperation.FrequencyCheckRisk",
        )),
        ("AuthFailure.SignatureFailure", "denied"),
    ],
)  # fmt: skip
def test_rate_limits_of_all_products_are_throttled(code: str, kind: str) -> None:
    assert error_after(api_error(code)).kind == kind


OLD = {"code": 4100, "message": "(100005) Signature", "codeDesc": "AuthFailure"}


@pytest.mark.parametrize(
    ("scripted", "kind", "words"),
    [
        (http(b'{"message": "no such route"}', "401 No"), "protocol", 'The body starts with \'{"message": "no such'),
        (http(b"blocked by policy 7", "403 No"), "protocol", "The body starts with 'blocked by policy 7'"),
        (http(b"", "403 No"), "protocol", "HTTP 403 instead of 200. The body is empty"),
        (http(b""), "protocol", "is not the documented JSON. The body is empty"),
        (http(b"gone", "502 Bad"), "server", "HTTP 502. The body starts with 'gone'"),
        (http(b"slow", "408 Timeout"), "server", "HTTP 408. The body starts with 'slow'"),
        (http(b"a" * 5000, "404 No"), "protocol", f"'{'a' * 100}...'"),
        (http(b"key the-secret-key!", "403 No"), "protocol", "The body starts with 'key ***!'"),
        (http(OLD), "denied", "DescribePersonSamples: AuthFailure: (100005) Signature"),
        (http(OLD, "401 No"), "denied", "AuthFailure"),
        (http({"code": 4400, "codeDesc": "RequestLimitExceeded"}), "throttled", "RequestLimitExceeded"),
        (http({"code": 5100, "message": "x"}), "rejected", "DescribePersonSamples: 5100: x"),
        (http({"code": 0, "message": "", "codeDesc": "Success"}), "protocol", "is not the documented JSON"),
    ],
)
def test_undocumented_response_is_shown(scripted: bytes, kind: str, words: str) -> None:
    error = error_after(scripted)
    assert (error.kind, words in str(error)) == (kind, True), str(error)
    assert "the-secret-key" not in str(error)


@pytest.mark.parametrize("body", ['{"Response": {"Credentials": {"Tmp": "Q7Q7"}}}', '{"a": {"SecretKey": "Q7Q7"}}'])
@pytest.mark.parametrize("status", ["200 OK", "403 No", "500 No"])
def test_json_that_may_contain_credentials_is_not_shown(status: str, body: str) -> None:
    assert "Q7Q7" not in str(error_after(http(body.encode(), status)))


def test_request_timeout_of_a_gateway_is_retried() -> None:
    with ScriptedServer([http(b"", "408 Request Timeout"), NO_SAMPLES]) as server:
        assert read_samples(KEYS, endpoint=server.url)["statistics"]["retries"] == 1


WAIT = "the server asked to wait 3600 seconds, but 'retry_budget' is 60 seconds"


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({"Retry_After": "3600"}, WAIT),
        ({"Retry_After": "3600.0"}, WAIT),
        ({"Retry_After": LATER, "Date": DATE}, WAIT),
        ({"Retry_After": "99999999"}, "asked to wait 1e+08 seconds"),
    ],
)
@pytest.mark.parametrize("status", ["429 Slow", "503 Later", "200 OK"])
def test_longer_wait_than_the_retry_budget_is_reported(status: str, headers: dict[str, str], words: str) -> None:
    body = response(Error={"Code": "RequestLimitExceeded", "Message": ""}) if status == "200 OK" else b""
    assert words in str(error_after(http(body, status, **headers), retry_budget=60.0))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry_After": LATER, "Date": DATE}, 3600.0),
        ({"Retry_After": DATE, "Date": LATER}, 0.0),
        ({"Retry_After": LATER}, None),
        ({"Retry_After": "soon", "Date": DATE}, None),
    ],
)
def test_retry_after_as_a_date_counts_from_the_date_of_the_server(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert error_after(http(b"", "503 Later", **headers)).retry_after == seconds


@pytest.mark.parametrize("part", ["Code", "Message", "RequestId"])
def test_long_text_of_the_server_is_cut(part: str) -> None:
    members: dict[str, Any] = {"Code": "InvalidParameter", "Message": "m", part: "x" * 200_000}
    request_id = members.pop("RequestId", "r-1")
    error = error_after(http(response(RequestId=request_id, Error=members)))
    assert len(str(error)) < 1500
    assert len(json.dumps(error.as_result())) < 500


@pytest.mark.parametrize(
    ("environment", "options", "source"),
    [
        ({}, {}, "environment variable TENCENTCLOUD_SECRET_ID"),
        ({}, {"secret_id": "AKIDoption1234", "secret_key": "k"}, "options secret_id and secret_key"),
    ],
)
def test_denied_request_names_the_source_of_the_credentials_and_the_endpoint(
    environment: dict[str, str], options: dict[str, str], source: str
) -> None:
    with ScriptedServer([api_error("UnauthorizedOperation", "You are not authorized.")]) as server:
        error = failure({**KEYS, **environment}, endpoint=server.url, **options)
    assert str(error) == (
        "DescribePersonSamples: UnauthorizedOperation: You are not authorized. Signed with SecretId ***1234"
        f" ({source}), sent to {server.address} (request id r-1)"
    )


def test_denied_request_of_a_role_names_the_role_and_its_signer() -> None:
    keys = {"TmpSecretId": "AKIDrole5678", "TmpSecretKey": "key", "Token": "token"}
    assumed = http(response(Credentials=keys, ExpiredTime=1))
    denied = api_error("AuthFailure.TokenFailure")
    error = error_after(assumed, denied, assumed, denied, role_arn=ARN)  # renewed once, because they have expired
    assert f"SecretId ***5678 (role {ARN}, assumed with environment variable TENCENTCLOUD_SECRET_ID)" in str(error)
    assert "The credentials expired at 1970-01-01T00:00:01Z" in str(error)


def test_requests_to_sts_are_counted() -> None:
    keys = {"TmpSecretId": "AKIDrole5678", "TmpSecretKey": "key", "Token": "token"}
    assumed = http(response(Credentials=keys, ExpiredTime=4_000_000_000))
    with ScriptedServer([assumed, http(response(AccountId="1")), NO_SAMPLES]) as server:
        found = read_samples(KEYS, endpoint=server.url, role_arn=ARN, account_uin="1")
    assert found["statistics"]["requests"] == 3
