# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The info module in real playbooks, with the emulator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.emulator_process import EmulatorProcess
from support.playbook import GROUP, INFO, account_environment, account_options, play, run_playbook, save, succeeded

STATE = {
    "server": {"names_match": "substring", "names_case": "insensitive"},
    "accounts": [
        {
            "name": "studio",
            "uin": "100000000001",
            "samples": [
                {"name": "John Smith", "tags": ["US"], "description": "American actor", "faces": 2},
                {"name": "john smith"},
                {"name": "John Smithson"},
            ],
            "generate": {"count": 247, "name": "Person {n}"},
        },
        {"name": "denied", "uin": "100000000002", "denied": ["mps:DescribePersonSamples"]},
        {"name": "no mps", "uin": "100000000003", "mps_user": False},
    ],
}


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(STATE) as running:
        yield running


@pytest.fixture(autouse=True)
def _reset_requests(emulator: EmulatorProcess) -> None:
    emulator.reset()


def gather(name: str, **options: Any) -> list[dict[str, Any]]:
    """Tasks that run the info module and save its result, also if it fails."""
    return [{INFO: options, "register": name, "ignore_errors": True}, save(name, name)]


def defaults(emulator: EmulatorProcess, account: str = "studio") -> dict[str, Any]:
    return {GROUP: account_options(emulator, account)}


def test_selections_are_complete_and_use_the_fewest_requests(emulator: EmulatorProcess, tmp_path: Path) -> None:
    tasks = [
        *gather("all", fields=["person_id", "name"]),
        *gather("names", names=[f"Person {n}" for n in range(1, 54)]),
        *gather("window", offset=40, limit=145, fields=["name"]),
    ]
    saved = succeeded(run_playbook(tmp_path, [play(tasks, module_defaults=defaults(emulator))])).saved

    assert len({sample["person_id"] for sample in saved["all"]["person_samples"]}) == 250
    assert saved["all"]["total_count"] == 250
    assert saved["names"]["total_count"] == 53
    assert saved["names"]["ids_by_name"].keys() == {f"Person {n}" for n in range(1, 54)}
    assert all(len(ids) == 1 for ids in saved["names"]["ids_by_name"].values())
    assert [sample["name"] for sample in saved["window"]["person_samples"]] == [f"Person {n}" for n in range(38, 183)]
    sent = [
        (request["parameters"].get("Offset"), len(request["parameters"].get("Names", [])))
        for request in emulator.requests()
    ]
    assert sorted(sent[:3]) == [(0, 0), (99, 0), (198, 0)]
    # The server also finds "Person 10" for "Person 1", so a part can have several pages. Other names are removed.
    assert sorted(names for offset, names in sent[3:-2] if offset == 0) == [13, 20, 20]
    assert sorted(sent[-2:]) == [(40, 0), (139, 0)]
    assert saved["all"]["statistics"]["requests"] == len(saved["all"]["request_ids"]) == 3
    assert saved["window"]["statistics"]["requests"] == 2
    assert not any(saved[name]["changed"] for name in saved)


def test_names_are_compared_exactly_although_the_server_matches_substrings(
    emulator: EmulatorProcess, tmp_path: Path
) -> None:
    tasks = gather("found", names=["John Smith", "JOHN SMITH"])
    found = succeeded(run_playbook(tmp_path, [play(tasks, module_defaults=defaults(emulator))])).saved["found"]
    assert [sample["name"] for sample in found["person_samples"]] == ["John Smith"]
    assert found["ids_by_name"]["JOHN SMITH"] == []
    assert found["person_samples"][0] | {"create_time": 0, "update_time": 0} == {
        "person_id": "10001",
        "name": "John Smith",
        "description": "American actor",
        "face_info_set": [
            {"face_id": "1000101", "url": "http://face.example.invalid/10001/1.jpg"},
            {"face_id": "1000102", "url": "http://face.example.invalid/10001/2.jpg"},
        ],
        "tag_set": ["US"],
        "usage_set": ["Recognition.Face"],
        "create_time": 0,
        "update_time": 0,
    }


def test_check_mode_returns_the_same_result(emulator: EmulatorProcess, tmp_path: Path) -> None:
    tasks = [{INFO: {"names": ["John Smith"]}, "register": "found"}, save("found", "found") | {"check_mode": False}]
    run = run_playbook(tmp_path, [play(tasks, module_defaults=defaults(emulator))], "--check")
    assert succeeded(run).saved["found"]["ids_by_name"] == {"John Smith": ["10001"]}


INVALID: dict[str, dict[str, Any]] = {
    "names is an empty list": {"names": []},
    "person_ids is an empty list": {"person_ids": []},
    "fields is an empty list": {"fields": []},
    "tags has 21 entries, but the API accepts at most 20": {"tags": [f"tag {n}" for n in range(21)]},
    "names[1] is ' '": {"names": ["x", " "]},
    "can be searched by name only. Set 'names' too": {"type": "Default", "person_ids": ["1"]},
    "value of type must be one of: UserDefine, Default": {"type": "Own"},
    "limit is 0. It must be 1 or more. Omit 'limit' to get all matching samples": {"limit": 0},
    "offset is -1": {"offset": -1},
    "uses plain http, which is accepted for loopback addresses only": {"endpoint": "http://mps.tencentcloudapi.com"},
    "must not have a path, query or fragment": {"endpoint": "https://mps.tencentcloudapi.com/v1"},
    "requests_per_second is 101. It must be from 1 to 100": {"requests_per_second": 101},
    "timeout is 0.0": {"timeout": 0},
    "retry_budget is -1.0": {"retry_budget": -1},
    "concurrency is 0": {"concurrency": 0},
    "secret_id is empty. Check where its value comes from": {"secret_id": ""},
    "secret_key starts or ends with white space": {"secret_key": "key\n"},
    "ca_path '/nowhere' does not exist": {"ca_path": "/nowhere"},
    "Unsupported parameters for (tencentcloud.mps.mps_person_sample_info) module: person_id": {"person_id": "1"},
}


def test_invalid_input_fails_before_any_request(emulator: EmulatorProcess, tmp_path: Path) -> None:
    tasks = [task for n, options in enumerate(INVALID.values()) for task in gather(f"case{n}", **options)]
    saved = succeeded(run_playbook(tmp_path, [play(tasks, module_defaults=defaults(emulator))])).saved
    for n, message in enumerate(INVALID):
        assert saved[f"case{n}"]["failed"], message
        assert message in saved[f"case{n}"]["msg"]
    assert emulator.requests() == []


def test_a_failure_returns_kind_code_status_and_attempts(emulator: EmulatorProcess, tmp_path: Path) -> None:
    keys = account_options(emulator, "studio")
    tasks = [
        *gather("unknown", **keys | {"secret_id": "AKIDnobody"}),
        *gather("wrong", **keys | {"secret_key": "not-the-key"}),
        *gather("denied", **account_options(emulator, "denied")),
        *gather("closed", **keys | {"endpoint": "http://127.0.0.1:9", "retry_budget": 0}),
        *gather("no_credentials", endpoint=emulator.url),
    ]
    saved = succeeded(run_playbook(tmp_path, [play(tasks)])).saved
    compared = ("kind", "code", "http_status", "attempts")
    assert {name: [result[key] for key in compared] for name, result in saved.items()} == {
        "unknown": ["denied", "AuthFailure.SecretIdNotFound", 200, 1],
        "wrong": ["denied", "AuthFailure.SignatureFailure", 200, 1],
        "denied": ["denied", "UnauthorizedOperation", 200, 1],
        "closed": ["transport", None, None, 1],
        "no_credentials": ["configuration", None, None, 0],
    }
    logged = {request["request_id"] for request in emulator.requests()}
    assert {saved[name]["request_id"] for name in ("unknown", "wrong", "denied")} == logged
    assert saved["unknown"]["request_id"] in saved["unknown"]["msg"]
    assert "TENCENTCLOUD_SECRET_ID" in saved["no_credentials"]["msg"]
    assert saved["closed"]["msg"] == (
        "DescribePersonSamples: no response from 127.0.0.1:9: Connection refused [ConnectionError]. Check 'endpoint',"
        " and the firewall"
    )


def test_credentials_and_endpoint_can_come_from_the_environment(emulator: EmulatorProcess, tmp_path: Path) -> None:
    environment = account_environment(emulator, "studio")
    run = run_playbook(tmp_path, [play(gather("found", limit=1))], environment=environment)
    assert succeeded(run).saved["found"]["total_count"] == 250


def test_certificates_are_validated_with_the_configured_ca(tmp_path: Path) -> None:
    with EmulatorProcess(STATE, tls=True) as emulator:
        keys = account_options(emulator, "studio")
        tasks = [
            *gather("trusted", **keys, ca_path=emulator.ca_file, limit=1),
            *gather("untrusted", **keys, retry_budget=0),
            *gather("unchecked", **keys, validate_certs=False, limit=1),
        ]
        run = run_playbook(tmp_path, [play([*tasks])])
        bundle = run_playbook(
            tmp_path,
            [play(gather("bundle", **keys, limit=1))],
            environment={"REQUESTS_CA_BUNDLE": str(emulator.ca_file)},
        )
    saved = succeeded(run).saved
    assert saved["trusted"]["total_count"] == saved["unchecked"]["total_count"] == 250
    assert saved["untrusted"]["kind"] == "transport"
    assert "certificate" in saved["untrusted"]["msg"]
    assert succeeded(bundle).saved["bundle"]["total_count"] == 250
