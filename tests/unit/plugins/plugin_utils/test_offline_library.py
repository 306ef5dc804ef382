# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The result of the filter is a result of an audit, also for a task that failed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from ansible.errors import AnsibleFilterError
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.filter.person_sample_verdicts import person_sample_verdicts
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.validate import parse_result

ANN = {"person_id": "1", "name": "Ann", "tag_set": ["US"], "usage_set": [], "description": "", "face_info_set": []}
BOB = {**ANN, "person_id": "2", "name": "Bob"}
UIN = "100000000001"
EXPECTED = ({"name": "Ann"}, {"name": "Zed", "severity": "critical"})
INFO = {
    "person_samples": [ANN, BOB],
    "total_count": 2,
    "account": {"uin": UIN, "role_arn": None},
    "gathered_at": "2026-11-26T03:15:00Z",
    "statistics": {"requests": 3, "retries": 1, "restarts": 0, "seconds": 0.25},
}
FACTS = {
    "mps_person_samples": [ANN, BOB],
    "mps_person_sample_total": 2,
    "mps_person_sample_account": {"uin": UIN, "role_arn": None},
    "mps_person_sample_gathered_at": "2026-11-26T03:15:00Z",
    "kind": "a fact of another collection",
}
DENIED = {
    "failed": True,
    "msg": "DescribePersonSamples: UnauthorizedOperation: not authorized (request id 1-2)",
    "kind": "denied",
    "code": "UnauthorizedOperation",
    "request_id": "1-2",
    "http_status": 200,
    "attempts": 1,
}


def evaluated(samples: Any, expected: Any = EXPECTED, **options: Any) -> dict[str, Any]:
    result = person_sample_verdicts(samples, expected, account="studio", **options)
    parse_result("result", result)  # raises an error if it is not a consistent result of an audit
    return result


@pytest.mark.parametrize(
    "form", [INFO, FACTS, {"ansible_facts": FACTS, "changed": False}], ids=["info", "facts", "task"]
)
def test_result_names_the_verified_account_and_the_time_of_the_samples(form: Mapping[str, Any]) -> None:
    result = evaluated(form, labels=["film"], account_uin=UIN)
    (account,) = result["accounts"]
    assert (account["name"], account["uin"], account["labels"], account["samples_seen"]) == ("studio", UIN, ["film"], 2)
    assert result["generated_at"] == "2026-11-26T03:15:00Z"
    assert result["summary"]["accounts"] == {"compliant": 0, "noncompliant": 1, "unknown": 0}
    assert [sample["sample"] for sample in result["samples"]] == ["Ann", "Zed"]


def test_result_has_the_requests_of_the_task() -> None:
    (account,) = evaluated(INFO)["accounts"]
    assert (account["requests"], account["retries"], account["seconds"]) == (3, 1, 0.25)
    (account,) = evaluated(FACTS)["accounts"]
    assert (account["requests"], account["retries"], account["seconds"]) == (0, 0, 0.0)


def test_list_of_samples_has_no_account_and_no_time() -> None:
    result = evaluated([ANN])
    assert result["accounts"][0]["uin"] is None
    assert "generated_at" not in result


# With failed_when: false, Ansible sets `failed` to false and keeps the rest of the result.
@pytest.mark.parametrize("failed", [True, False])
def test_failed_task_is_an_account_that_could_not_be_read(failed: bool) -> None:
    result = evaluated({**DENIED, "failed": failed}, account_uin=UIN)
    (finding,) = result["findings"]
    assert (finding["sample"], finding["verdict"], finding["covers"], finding["severity"]) == (
        "*",
        "unknown",
        2,
        "critical",
    )
    assert finding["message"] == DENIED["msg"]
    (account,) = result["accounts"]
    assert (account["status"], account["kind"], account["code"]) == ("unknown", "denied", "UnauthorizedOperation")
    assert (account["uin"], account["samples_seen"], account["request_id"]) == (UIN, None, "1-2")
    assert (result["compliant"], result["status"], result["verdicts"]["unknown"]) == (False, "unknown", 2)


def test_failed_task_is_unknown_even_without_expectations_and_message() -> None:
    result = evaluated({"failed": True, "kind": "surprise"}, [{"name": "Ann", "accounts": ["other"]}])
    assert (result["accounts"][0]["kind"], result["accounts"][0]["error"]) == (
        "internal", "the task that gathered the samples failed without a message",
    )  # fmt: skip
    assert (result["compliant"], result["status"]) == (False, "unknown")


@pytest.mark.parametrize(
    ("samples", "message"),
    [
        (INFO, r"arguments\.account_uin: is 100000000002, but the samples are from the account 100000000001"),
        ([ANN], "the samples are from no verified account"),
        ({**INFO, "account": {"uin": None}}, "the samples are from no verified account"),
        ({**FACTS, "mps_person_sample_account": {"uin": UIN}}, "the samples are from the account 100000000001"),
    ],
    ids=["info", "list", "not verified", "facts of another account"],
)
def test_samples_of_another_account_are_refused(samples: Any, message: str) -> None:
    with pytest.raises(AnsibleFilterError, match=message):
        evaluated(samples, account_uin="100000000002")


def test_invalid_time_is_refused() -> None:
    with pytest.raises(AnsibleFilterError, match=r"person_samples\.gathered_at: must be a time with a time zone"):
        evaluated({**INFO, "gathered_at": "yesterday"})


@given(
    st.lists(st.sampled_from(["Ann", "Bob", "Cy"]), max_size=4),
    st.lists(
        st.fixed_dictionaries(
            {"name": st.sampled_from(["Ann", "Bob", "Cy", "Di"])},
            optional={
                "state": st.sampled_from(["present", "absent"]),
                "type": st.sampled_from(["UserDefine", "Default"]),
                "severity": st.sampled_from(["low", "critical"]),
                "accounts": st.sampled_from([["studio"], ["other"]]),
            },
        ),
        min_size=1,
        unique_by=lambda entry: entry["name"],
    ),
    st.sampled_from(["ignore", "report"]),
    st.booleans(),
)
def test_every_result_is_a_consistent_result_of_an_audit(
    names: list[str], expected: list[dict[str, Any]], unexpected: str, include_ok: bool
) -> None:
    samples = [{**ANN, "person_id": str(index), "name": name} for index, name in enumerate(names)]
    waivers = [{"account": "*", "sample": "Bob", "expires": "9999-12-31"}]
    result = evaluated(samples, expected, waivers=waivers, unexpected=unexpected, include_ok=include_ok)
    assert result["compliant"] is (result["status"] == "compliant")
