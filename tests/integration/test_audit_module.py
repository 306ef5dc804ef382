# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The audit module in real playbooks against the emulator: results, requests and error messages."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.audit_task import (
    ANN,
    audit_tasks,
    audited,
    by_name,
    entries,
    entry,
    named,
    state_of,
    verdicts,
    without_times,
)
from support.emulator_process import EmulatorProcess
from support.playbook import Run, play, run_playbook, save, succeeded

NAME_NFC, NAME_NFD = (unicodedata.normalize(form, "Zoë Müller") for form in ("NFC", "NFD"))
TEMPLATE_NAME = "{{ 7*7777777 }}"
EVALUATED = "54444439"
PEOPLE = [f"Person {n}" for n in range(1, 1001)]
DRIFT = (
    "tags: expected US, Lead, found US; usages: expected All, found Recognition.Face;"
    " description: expected actress, found actor; min_faces: expected 3, found 2"
)
STATE = {
    "accounts": [
        state_of(1, "studio", ANN, {"name": "Bob"}, {"name": NAME_NFD}, {"name": "Twin"}, {"name": "Twin"}),
        state_of(2, "copy", ANN, {"name": "Bob"}),
        state_of(9, "empty"),
        state_of(
            3, "poor", {"name": "Ann"}, {"name": TEMPLATE_NAME, "tags": [TEMPLATE_NAME], "description": TEMPLATE_NAME}
        ),
        state_of(4, "denied", ANN, denied=["mps:DescribePersonSamples"]),
        state_of(5, "throttled", ANN),
        state_of(6, "changing", ANN, count=250),
        state_of(7, "small", count=250),
        state_of(8, "big", count=1000),
        state_of(9, "both forms", {"name": NAME_NFC}, {"name": NAME_NFD}),
    ]
}
THROTTLE = {"fault": "throttle", "account": "throttled", "times": "always"}
CHURN = {
    "fault": "mutate",
    "account": "changing",
    "mutate": [{"delete": 5}, {"insert": 249, "name": "Newcomer"}],
    "times": "always",
}


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(STATE) as running:
        yield running


@pytest.fixture(autouse=True)
def _no_requests_yet(emulator: EmulatorProcess) -> None:
    emulator.faults([])
    emulator.reset()


def without_statistics(account: dict[str, Any]) -> dict[str, Any]:
    """The result of an account, without its requests and duration."""
    return {key: value for key, value in account.items() if key not in ("requests", "retries", "seconds")}


def routes(emulator: EmulatorProcess, account: str | None = None) -> list[Any]:
    """For each request in the order of arrival: the names that it searched for, or the offset of its page."""
    parameters = [request["parameters"] for request in emulator.requests(account, "DescribePersonSamples")]
    return [given["Names"] if "Names" in given else given["Offset"] for given in parameters]


def without_the_play(run: Run) -> str:
    """The output, without the lines of the playbook that Ansible shows if a task fails."""
    return "\n".join(line for line in run.output.splitlines() if not line.lstrip()[:1].isdigit())


# Unknown verdicts


def test_account_that_cannot_be_read_is_unknown_and_affects_no_other_account(
    emulator: EmulatorProcess, tmp_path: Path
) -> None:
    emulator.faults([THROTTLE, CHURN])
    studio = entry(emulator, "studio")
    fleet = [
        entry(emulator, "denied"),
        studio,
        entry(emulator, "throttled", retry_budget=1),
        entry(emulator, "changing"),
        entry(emulator, "copy", name="unreachable", endpoint="http://127.0.0.1:9", retry_budget=0),
        entry(emulator, "copy", name="another account", account_uin="100000000008"),
        entry(emulator, "poor", name="wrong key", secret_key="not-the-key"),
    ]
    expected = [*named("Ann"), {"name": "Ghost", "accounts": ["studio", "denied", "unreach*", "another*", "wrong*"]}]
    expected[1]["may_match_nothing"] = True  # in the audit of one account
    tasks = [
        *audit_tasks("fleet", accounts=fleet, samples=expected, unexpected="report"),
        *audit_tasks("alone", accounts=[studio], samples=expected, unexpected="report"),
    ]
    run = succeeded(run_playbook(tmp_path, [play(tasks)]))
    result, alone = run.saved["fleet"], run.saved["alone"]

    accounts = by_name(result)
    assert [account["name"] for account in result["accounts"]] == [account["name"] for account in fleet]
    keys = ("status", "kind", "code")
    assert {name: tuple(account[key] for key in keys) for name, account in accounts.items()} == {
        "denied": ("unknown", "denied", "UnauthorizedOperation"),
        "studio": ("noncompliant", None, None),
        "throttled": ("unknown", "throttled", "RequestLimitExceeded"),
        "changing": ("unknown", "incomplete", None),
        "unreachable": ("unknown", "transport", None),
        "another account": ("unknown", "configuration", None),
        "wrong key": ("unknown", "denied", "AuthFailure.SignatureFailure"),
    }
    logged = {request["request_id"] for request in emulator.requests()}
    with_id = {name for name, account in accounts.items() if account["request_id"]}
    assert with_id >= {"denied", "throttled", "changing", "wrong key"}
    assert {accounts[name]["request_id"] for name in with_id} <= logged
    for name, account in accounts.items():
        if name != "studio":
            # In the library that always changes, the expected samples are found by name. The rest is unknown.
            assert verdicts(result, name) == {"*": "unknown"}
            (unread,) = (finding for finding in result["findings"] if finding["account"] == name)
            expectations = 1 if name in ("throttled", "changing") else 2
            assert unread["covers"] == account["verdicts"]["unknown"] == expectations
            assert (account["samples_seen"] is None) == (name != "changing")
            assert account["error"]
            assert account["verdicts"]["missing"] == 0
            messages = {finding["message"] for finding in result["findings"] if finding["account"] == name}
            assert messages == {account["error"]}
    wrong_account = "the credentials belong to 100000000002, but account_uin is 100000000008"
    assert wrong_account in accounts["another account"]["error"]
    assert "127.0.0.1:9" in accounts["unreachable"]["error"]
    assert accounts["changing"]["samples_seen"] == accounts["changing"]["verdicts"]["ok"] == 1
    assert accounts["throttled"]["retries"] > 0

    assert without_statistics(accounts["studio"]) == without_statistics(alone["accounts"][0])
    of_studio = [finding for finding in result["findings"] if finding["account"] == "studio"]
    assert without_times(of_studio) == without_times(alone["findings"])
    assert verdicts(alone)["Ghost"] == "missing"

    assert result["compliant"] is False
    assert result["summary"]["accounts"] == {"compliant": 0, "noncompliant": 1, "unknown": 6}
    assert result["summary"]["requests"] == sum(account["requests"] for account in accounts.values())
    assert not result["changed"]


@pytest.mark.parametrize("account", ["denied", "changing"])
def test_every_account_is_unknown_if_the_reference_cannot_be_read(
    emulator: EmulatorProcess, tmp_path: Path, account: str
) -> None:
    emulator.faults([CHURN])
    result = audited(tmp_path, accounts=entries(emulator, "studio", account, "copy"), reference_account=account)
    assert {name: one["status"] for name, one in by_name(result).items()} == dict.fromkeys(
        (account, "studio", "copy"), "unknown"
    )
    assert set(verdicts(result).values()) == {"unknown"}
    first, *others = result["accounts"]
    assert first["reference"]
    assert first["request_id"]
    assert {other["error"] for other in others} == {
        f"cannot compare with the reference account {account}: {first['error']}"
    }
    assert {request["account"] for request in emulator.requests()} == {account}
    assert result["compliant"] is False


def test_empty_reference_makes_no_account_compliant(emulator: EmulatorProcess, tmp_path: Path) -> None:
    result = audited(tmp_path, accounts=entries(emulator, "empty", "copy"), reference_account="empty")
    assert [account["status"] for account in result["accounts"]] == ["unknown", "unknown"]
    assert (
        "the library has no sample with a name, so every account would be compliant" in result["accounts"][1]["error"]
    )


def test_account_with_unknown_and_other_findings_is_noncompliant(emulator: EmulatorProcess, tmp_path: Path) -> None:
    emulator.faults([CHURN])
    result = audited(
        tmp_path, accounts=entries(emulator, "changing"), samples=named("Ann", "Ghost"), unexpected="report"
    )
    assert verdicts(result) == {"Ghost": "missing", "*": "unknown"}
    (account,) = result["accounts"]
    assert (account["status"], account["kind"]) == ("noncompliant", "incomplete")


# Requests


def test_sample_created_between_listing_and_confirmation_is_not_missing(tmp_path: Path) -> None:
    with_latecomer = named(*PEOPLE[:40], "Latecomer")
    with EmulatorProcess(STATE) as own:  # because its library changes
        own.faults([{"fault": "mutate", "mutate": [{"insert": 999, "name": "Latecomer"}], "after": 3}])
        result = audited(tmp_path, accounts=entries(own, "small"), samples=with_latecomer, unexpected="report")
        requests = routes(own)
    assert sorted(requests[:3]) == [0, 99, 198]
    assert sorted(name for names in requests[3:] for name in names) == sorted([*PEOPLE[:40], "Latecomer"])
    assert result["summary"]["verdicts"]["ok"] == 41
    assert set(verdicts(result).values()) == {"unexpected"}


def test_every_expected_name_is_searched_after_a_listing(emulator: EmulatorProcess, tmp_path: Path) -> None:
    ghosts = [f"Ghost {n:02}" for n in range(21)]
    samples = [*named(*PEOPLE[:20], *ghosts), {"name": "Nobody", "state": "absent"}]
    result = audited(tmp_path, accounts=entries(emulator, "small"), samples=samples, unexpected="report")
    assert result["summary"]["verdicts"]["missing"] == len(ghosts)
    listed, searched = routes(emulator)[:3], routes(emulator)[3:]
    assert sorted(listed) == [0, 99, 198]
    assert sorted(name for names in searched for name in names) == sorted([*PEOPLE[:20], *ghosts, "Nobody"])
    assert result["accounts"][0]["samples_seen"] == 250


# An account, the number of expected samples, and the requests: the number of names, or the offset of a page.
CHEAPER_ROUTES: list[tuple[str, int, str, list[int]]] = [
    ("big", 20, "ignore", [20]),
    ("big", 45, "ignore", [0, 5, 20, 20]),
    ("small", 20, "ignore", [20]),
    ("small", 45, "ignore", [0, 5, 20, 20]),
    ("small", 1, "report", [0, 99, 198, 1]),
]


def test_route_with_fewer_requests_is_taken(emulator: EmulatorProcess, tmp_path: Path) -> None:
    tasks = []
    for n, (account, expected, unexpected, _requests) in enumerate(CHEAPER_ROUTES):
        options = {"samples": named(*PEOPLE[:expected]), "unexpected": unexpected}
        tasks += audit_tasks(f"case{n}", accounts=entries(emulator, account), **options)
    saved = succeeded(run_playbook(tmp_path, [play(tasks)])).saved
    sent = [len(route) if isinstance(route, list) else route for route in routes(emulator)]
    for n, (_account, expected, _unexpected, requests) in enumerate(CHEAPER_ROUTES):
        result = saved[f"case{n}"]
        assert result["summary"]["verdicts"]["ok"] == expected
        assert result["accounts"][0]["requests"] == len(requests)
        own, sent = sent[: len(requests)], sent[len(requests) :]
        assert (own[0], sorted(own)) == (requests[0], sorted(requests))
    assert sent == []


def test_only_selected_accounts_are_read(emulator: EmulatorProcess, tmp_path: Path) -> None:
    fleet = [
        entry(emulator, "studio", labels=["film", "eu"]),
        entry(emulator, "copy", labels=["film"]),
        entry(emulator, "poor", labels=["eu"]),
    ]
    result = audited(
        tmp_path,
        accounts=fleet,
        samples=named("Ann"),
        include_accounts=["*o*"],
        include_labels=["film", "eu"],
        include_ok=True,
    )
    assert [account["name"] for account in result["accounts"]] == ["studio"]
    assert result["accounts"][0]["labels"] == ["eu", "film"]
    assert {request["account"] for request in emulator.requests()} == {"studio"}


def test_check_mode_gives_the_same_result(emulator: EmulatorProcess, tmp_path: Path) -> None:
    options = {"accounts": entries(emulator, "studio", "poor"), "samples": named("Ann", "Twin"), "unexpected": "report"}
    task, keep = audit_tasks("audit", **options)
    runs = [
        succeeded(run_playbook(tmp_path, [play([task, keep | {"check_mode": False}])], *arguments)).saved["audit"]
        for arguments in ((), ("--check",))
    ]
    normal, checked = ({key: run[key] for key in ("compliant", "samples", "waivers")} for run in runs)
    assert normal == checked
    assert without_times(runs[0]["findings"]) == without_times(runs[1]["findings"])
    assert [without_statistics(account) for account in runs[0]["accounts"]] == [
        without_statistics(account) for account in runs[1]["accounts"]
    ]


def test_validate_only_sends_no_request_and_leaves_every_account_unknown(
    emulator: EmulatorProcess, tmp_path: Path
) -> None:
    options = {"accounts": entries(emulator, "studio", "copy"), "samples": named("Ann"), "validate_only": True}
    result = audited(tmp_path, **options)
    assert emulator.requests() == []
    assert result["compliant"] is False
    assert {account["status"] for account in result["accounts"]} == {"unknown"}
    assert result["summary"]["requests"] == 0
    assert result["findings"] == []


# Invalid input

INVALID: dict[str, Any] = {
    "accounts": [
        {"name": "studio", "secret_id": "AKIDone", "secret_key": "key-of-one"},
        {"name": "studio", "secret_id": "AKIDtwo", "secret_key": "key-of-two"},
        {"name": "twin", "secret_id": "AKIDone", "secret_key": "key-of-one"},
        {"name": "odd", "secret_id": "AKIDthree", "secret_key": "key-of-three", "acount_uin": "1", "timeout": "soon"},
        {"secret_id": "AKIDfour", "secret_key": "key-of-four"},
        {"name": "half", "secret_key": "key-of-five"},
        {"name": "listed", "secret_id": "AKIDsix", "secret_key": ["key-of-six"]},
    ],
    "samples": [
        {"name": "Ann", "usages": ["Recognise"]},
        {"name": "Bob", "labels": "studio"},
        {"name": "Cy", "state": "absent", "min_faces": 1},
        {"tags": ["US"]},
        {"name": "Dee"},
        {"name": "Dee", "accounts": ["studio", "lost"]},
        {"name": "Ed", "severity": "hihg", "sevrity": "high"},
        {"person_id": "20001", "type": "Default"},
        {"name": True},
    ],
    "waivers": [
        {"account": "studio", "sample": "Ann"},
        {"account": "studio", "sample": "Ann", "expires": "2026-02-30"},
        {"account": "studio", "sample": "Ann", "expires": "2999-12-31", "verdicts": ["unknown"]},
    ],
    "unexpected_limit": 0,
    "include_accounts": ["nowhere"],
    "reference_account": "nobody",
}
PROBLEMS = [
    "accounts[1].name: 'studio' is already the name of accounts[0]",
    "accounts[2] (twin): has the same credentials",
    "accounts[3].acount_uin: is an unknown field",
    "accounts[3].timeout: must be of the type number",
    "accounts[4].name: is required",
    "accounts[5] (half): ",
    "accounts[6].secret_key: must be a string, not a list",
    "samples[0].usages: 'Recognise' is not valid; use any of",
    "samples[1].labels: must be a list of strings, not a string",
    "samples[2]: has the state absent, so min_faces would be ignored; remove it",
    "samples[3]: has neither 'name' nor 'person_id'",
    "samples[5].name: 'Dee' is already in samples[4]",
    "samples[6].severity: 'hihg' is not valid; use one of",
    "samples[6].sevrity: is an unknown field",
    "samples[7]: has the type Default",
    "samples[8].name: must be a string, not a boolean (quote it",
    "waivers[0].expires: is required",
    "waivers[1].expires: '2026-02-30' is not a valid date",
    "waivers[2].verdicts: 'unknown' is not valid; use any of",
    "unexpected_limit: must be from 1 to 10000",
    "include_accounts[0]: ",
    "samples: cannot be combined with reference_account",
    "reference_account: 'nobody' is not the name of an account",
]


def test_all_problems_are_reported_together_and_no_request_is_sent(emulator: EmulatorProcess, tmp_path: Path) -> None:
    endpoint = {"endpoint": emulator.url}
    invalid = {**INVALID, "accounts": [{**account, **endpoint} for account in INVALID["accounts"]]}
    run = succeeded(run_playbook(tmp_path, [play(audit_tasks("audit", **invalid))], "-vvv"))
    result = run.saved["audit"]
    assert result["failed"]
    assert result["kind"] == "configuration"
    first, *lines = result["msg"].splitlines()
    assert first == f"{len(PROBLEMS)} problems in the input. No request was sent."
    for problem in PROBLEMS:
        assert sum(line.startswith(problem) for line in lines) == 1, (problem, lines)
    assert emulator.requests() == []
    for secret in ("key-of", "AKID"):
        assert secret not in without_the_play(run)


INVALID_OPTIONS: dict[str, dict[str, Any]] = {
    "accounts: is missing or empty": {"accounts": []},
    "samples: is empty, so every account would be compliant": {"samples": []},
    "samples: is missing; set samples, manifest_file or reference_account": {"samples": None},
    "include_accounts: must not be an empty list": {"include_accounts": []},
    "include_labels: no account is selected": {"include_labels": ["none"]},
    "task options: concurrency is 0": {"concurrency": 0},
    "Elements value for option 'samples' is of type str": {"samples": ["Ann"]},
    "value of unexpected must be one of: ignore, report": {"unexpected": "maybe"},
    "unsupported options: acounts": {"acounts": []},
}


def test_invalid_options_send_no_request(emulator: EmulatorProcess, tmp_path: Path) -> None:
    good: dict[str, Any] = {"accounts": entries(emulator, "studio"), "samples": named("Ann")}
    tasks = []
    for n, invalid in enumerate(INVALID_OPTIONS.values()):
        options = {name: value for name, value in (good | invalid).items() if value is not None}
        tasks += audit_tasks(f"case{n}", **options)
    saved = succeeded(run_playbook(tmp_path, [play(tasks)])).saved
    for n, message in enumerate(INVALID_OPTIONS):
        assert saved[f"case{n}"]["failed"], message
        assert message in saved[f"case{n}"]["msg"]
    assert emulator.requests() == []


def test_probable_mistake_is_a_warning_of_the_result(emulator: EmulatorProcess, tmp_path: Path) -> None:
    nowhere = {"name": "Cy", "accounts": ["prod-*"], "labels": ["flim"], "may_match_nothing": True}
    samples = [*named("Ann"), nowhere]
    waivers = [{"account": "stduio", "sample": "Ann", "expires": "2999-12-31"}]
    result = audited(tmp_path, accounts=entries(emulator, "studio"), samples=samples, waivers=waivers)
    assert result["compliant"]
    warnings = "\n".join(result["warnings"])
    assert "in the account 'stduio' matches no account" in warnings
    assert len(result["warnings"]) == 1


def test_reference_sample_that_cannot_be_compared_is_unknown(tmp_path: Path) -> None:
    state = {"accounts": [state_of(1, "model", {"name": "Ann"}, {"name": " "}), state_of(2, "copy", {"name": "Ann"})]}
    with EmulatorProcess(state) as running:
        result = audited(tmp_path, accounts=entries(running, "model", "copy"), reference_account="model")
    assert [account["status"] for account in result["accounts"]] == ["unknown", "compliant"]
    assert not result["compliant"]
    (finding,) = result["findings"]
    assert (finding["sample"], finding["verdict"]) == ("10002", "unknown")
    assert finding["message"].startswith("the sample 10002 has a blank name, so other accounts cannot be compared")


# Verdicts


def test_finding_describes_what_was_found(emulator: EmulatorProcess, tmp_path: Path) -> None:
    samples = [
        {"name": "Ann", "tags": ["US", "Lead"], "usages": ["All"], "description": "actress", "min_faces": 3},
        {"name": "Bob", "state": "absent", "severity": "critical"},
        {"name": "Twin"},
        {"name": "Ghost", "severity": "low"},
        {"name": NAME_NFC},
        {"person_id": "10004"},
    ]
    (first, second) = (
        audited(tmp_path, accounts=entries(emulator, "studio"), samples=samples, include_ok=True) for _run in range(2)
    )
    assert [finding["id"] for finding in first["findings"]] == [finding["id"] for finding in second["findings"]]
    findings = [
        [finding[key] for key in ("sample", "verdict", "severity", "person_ids", "message")]
        for finding in first["findings"]
    ]
    assert findings == [
        ["Bob", "forbidden", "critical", ["10002"], "must be absent, but is present (id 10002)"],
        ["Ann", "drifted", "high", ["10001"], DRIFT],
        ["Twin", "ambiguous", "high", ["10004", "10005"], "2 samples have this name (ids 10004, 10005)"],
        ["Ghost", "missing", "low", [], "no sample has this name"],
        [NAME_NFC, "ok", "high", ["10003"], "as expected"],
        ["10004", "ok", "high", ["10004"], "as expected"],
    ]
    assert first["findings"][1]["differences"] == [
        {"field": "tags", "expected": ["US", "Lead"], "actual": ["US"]},
        {"field": "usages", "expected": ["All"], "actual": ["Recognition.Face"]},
        {"field": "description", "expected": "actress", "actual": "actor"},
        {"field": "min_faces", "expected": 3, "actual": 2},
    ]


def test_both_unicode_forms_of_a_name_are_one_name(emulator: EmulatorProcess, tmp_path: Path) -> None:
    tasks = [
        task
        for form in (NAME_NFC, NAME_NFD)
        for task in audit_tasks(
            f"found{len(form)}",
            accounts=entries(emulator, "studio", "both forms"),
            samples=named(form),
            include_ok=True,
        )
    ]
    saved = succeeded(run_playbook(tmp_path, [play(tasks)])).saved
    assert len(saved) == 2
    for result in saved.values():
        assert [finding["verdict"] for finding in result["findings"]] == ["ambiguous", "ok"]
    for names in routes(emulator):  # both forms, and their mixtures
        assert {*names} > {NAME_NFC, NAME_NFD}
        assert {unicodedata.normalize("NFC", name) for name in names} == {NAME_NFC}


def test_waiver_is_valid_until_it_expires(emulator: EmulatorProcess, tmp_path: Path) -> None:
    waivers: list[dict[str, Any]] = [
        {
            "account": "studio",
            "sample": "Gho*",
            "verdicts": ["missing"],
            "owner": "ops",
            "expires": dt.date(2999, 12, 31),
        },
        {"account": "*", "sample": "Twin", "reason": "known", "expires": "2020-01-01"},
        {"account": "*", "sample": "Ann", "expires": "2999-12-31"},
    ]
    samples = named("Ann", "Ghost", "Twin")
    tasks = [
        *audit_tasks("both", accounts=entries(emulator, "studio"), samples=samples, waivers=waivers),
        *audit_tasks(
            "waived", accounts=entries(emulator, "studio", "denied"), samples=samples[:2], waivers=waivers[::2]
        ),
    ]
    run = succeeded(run_playbook(tmp_path, [play(tasks)]))
    both, waived = run.saved["both"], run.saved["waived"]

    assert [(finding["verdict"], finding["waived"], finding["waiver"]) for finding in both["findings"]] == [
        ("ambiguous", False, {"reason": "known", "owner": None, "expires": "2020-01-01", "expired": True}),
        ("missing", True, {"reason": None, "owner": "ops", "expires": "2999-12-31", "expired": False}),
    ]
    assert both["accounts"][0]["status"] == "noncompliant"
    assert both["summary"]["waived"] == both["summary"]["expired_waivers"] == 1
    assert [(waiver["sample"], waiver["expired"], waiver["findings"]) for waiver in both["waivers"]] == [
        ("Twin", True, 1),
        ("Gho*", False, 1),
        ("Ann", False, 0),
    ]
    assert both["waivers"][0]["days_left"] < 0 < both["waivers"][1]["days_left"]
    # Unknown verdicts cannot be waived, and are never compliant.
    assert [account["status"] for account in waived["accounts"]] == ["compliant", "unknown"]
    assert [finding["waived"] for finding in waived["findings"]] == [False, True]
    assert (waived["findings"][0]["sample"], waived["findings"][0]["covers"]) == ("*", 2)
    assert not waived["compliant"]


def test_all_unexpected_samples_are_counted_but_only_some_are_listed(emulator: EmulatorProcess, tmp_path: Path) -> None:
    small = {"accounts": entries(emulator, "small")}
    tasks = [
        *audit_tasks("report", **small, samples=named("Person 1"), unexpected="report", unexpected_limit=3),
        *audit_tasks("ignore", **small, samples=named("Person 1")),
        *audit_tasks("bare", **small, samples=[], unexpected="report", unexpected_limit=1),
    ]
    saved = succeeded(run_playbook(tmp_path, [play(tasks)])).saved
    report = saved["report"]
    assert verdicts(report) == dict.fromkeys(PEOPLE[1:4], "unexpected")
    assert {finding["severity"] for finding in report["findings"]} == {"medium"}
    assert report["accounts"][0]["verdicts"]["unexpected"] == report["summary"]["verdicts"]["unexpected"] == 249
    assert report["accounts"][0]["status"] == "noncompliant"
    assert report["accounts"][0]["unexpected"] == {"count": 249, "waived": 0, "listed": 3, "listed_waived": 0}
    assert saved["ignore"]["compliant"]
    assert saved["ignore"]["accounts"][0]["unexpected"] is None
    assert saved["bare"]["summary"]["verdicts"]["unexpected"] == 250


def test_reference_is_the_manifest_of_the_other_accounts(emulator: EmulatorProcess, tmp_path: Path) -> None:
    result = audited(
        tmp_path,
        accounts=entries(emulator, "poor", "studio", "copy"),
        reference_account="copy",
        unexpected="report",
    )
    assert [(account["name"], account["reference"], account["status"]) for account in result["accounts"]] == [
        ("copy", True, "compliant"),
        ("poor", False, "noncompliant"),
        ("studio", False, "noncompliant"),
    ]
    assert verdicts(result, "poor") == {"Ann": "drifted", "Bob": "missing", TEMPLATE_NAME: "unexpected"}
    assert verdicts(result, "studio") == {NAME_NFD: "unexpected", "Twin": "unexpected"}
    drifted = {difference["field"] for difference in result["findings"][0]["differences"]}
    assert drifted == {"tags", "description", "min_faces"}
    assert [(sample["sample"], sample["accounts"]) for sample in result["samples"]] == [("Ann", None), ("Bob", None)]


def test_name_that_looks_like_a_template_stays_text(emulator: EmulatorProcess, tmp_path: Path) -> None:
    options = {"accounts": entries(emulator, "poor", "copy"), "reference_account": "poor", "unexpected": "report"}
    tasks: list[dict[str, Any]] = [
        *audit_tasks("audit", **options),
        {"ansible.builtin.set_fact": {"kept": "{{ audit.findings }}"}},
        save("kept", "kept"),
        {"ansible.builtin.debug": {"msg": "{{ item.sample }}"}, "loop": "{{ kept }}"},
        {"ansible.builtin.debug": {"var": "audit"}},
    ]
    run = succeeded(run_playbook(tmp_path, [play(tasks)]))
    assert verdicts(run.saved["audit"]) == {"Ann": "drifted", TEMPLATE_NAME: "missing", "Bob": "unexpected"}
    assert run.saved["kept"] == run.saved["audit"]["findings"]
    assert f'"msg": "{TEMPLATE_NAME}"' in run.output
    assert EVALUATED not in run.output
