# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The audit module in real playbooks, against the emulator: what it says, what it asks, what it never says."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.audit_task import ANN, ask, audited, by_name, entries, entry, named, state_of, verdicts
from support.emulator_process import EmulatorProcess
from support.playbook import Run, play, run_playbook, save, succeeded

NAME_NFC, NAME_NFD = (unicodedata.normalize(form, "Zoë Müller") for form in ("NFC", "NFD"))
HOSTILE = "{{ 7*7 }}"
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
        state_of(3, "poor", {"name": "Ann"}, {"name": HOSTILE, "tags": [HOSTILE], "description": HOSTILE}),
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


def proven(account: dict[str, Any]) -> dict[str, Any]:
    """An account's result, less what it took."""
    return {key: value for key, value in account.items() if key not in ("requests", "retries", "seconds")}


def ways(emulator: EmulatorProcess, account: str | None = None) -> list[Any]:
    """For each request in the order of arrival, the names that it asked for, or the offset that it listed from."""
    parameters = [request["parameters"] for request in emulator.requests(account, "DescribePersonSamples")]
    return [given["Names"] if "Names" in given else given["Offset"] for given in parameters]


def without_the_play(run: Run) -> str:
    """The output, less the lines of the playbook that Ansible shows where a task fails."""
    return "\n".join(line for line in run.output.splitlines() if not line.lstrip()[:1].isdigit())


# What cannot be proven


def test_what_cannot_be_read_is_unknown_and_disturbs_no_other(emulator: EmulatorProcess, tmp_path: Path) -> None:
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
    tasks = [
        *ask("fleet", accounts=fleet, samples=expected, unexpected="report"),
        *ask("alone", accounts=[studio], samples=expected, unexpected="report"),
    ]
    run = succeeded(run_playbook(tmp_path, [play(tasks)]))
    result, alone = run.saved["fleet"], run.saved["alone"]

    accounts = by_name(result)
    assert [account["name"] for account in result["accounts"]] == [account["name"] for account in fleet]
    facts = ("status", "kind", "code")
    assert {name: tuple(account[key] for key in facts) for name, account in accounts.items()} == {
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
            # Of what changes all the while, the expected is read by name; what else is in it stays unknown.
            unread = {"*": "unknown"} if name in ("throttled", "changing") else {"Ghost": "unknown", "*": "unknown"}
            assert verdicts(result, name) == (unread if name == "changing" else {"Ann": "unknown", **unread})
            assert account["error"]
            assert account["verdicts"]["missing"] == 0
            messages = {finding["message"] for finding in result["findings"] if finding["account"] == name}
            assert messages == {account["error"]}
    assert (
        "the keys belong to 100000000002, and account_uin asks for 100000000008" in accounts["another account"]["error"]
    )
    assert "127.0.0.1:9" in accounts["unreachable"]["error"]
    assert accounts["changing"]["samples_seen"] == accounts["changing"]["verdicts"]["ok"] == 1
    assert accounts["throttled"]["retries"] > 0

    assert proven(accounts["studio"]) == proven(alone["accounts"][0])
    assert [finding for finding in result["findings"] if finding["account"] == "studio"] == alone["findings"]
    assert verdicts(alone)["Ghost"] == "missing"

    assert result["compliant"] is False
    assert result["summary"]["accounts"] == {"compliant": 0, "noncompliant": 1, "unknown": 6}
    assert result["summary"]["requests"] == sum(account["requests"] for account in accounts.values())
    assert not result["changed"]


@pytest.mark.parametrize("account", ["denied", "changing"])
def test_without_its_reference_nothing_is_known(emulator: EmulatorProcess, tmp_path: Path, account: str) -> None:
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
        f"nothing can be held against the reference account {account}: {first['error']}"
    }
    assert {request["account"] for request in emulator.requests()} == {account}
    assert result["compliant"] is False


def test_an_empty_reference_makes_nobody_compliant(emulator: EmulatorProcess, tmp_path: Path) -> None:
    result = audited(tmp_path, accounts=entries(emulator, "empty", "copy"), reference_account="empty")
    assert [account["status"] for account in result["accounts"]] == ["unknown", "unknown"]
    assert "it holds no sample, so that anything would be compliant" in result["accounts"][1]["error"]


def test_an_account_that_is_unknown_and_wrong_is_told_as_wrong(emulator: EmulatorProcess, tmp_path: Path) -> None:
    emulator.faults([CHURN])
    result = audited(
        tmp_path, accounts=entries(emulator, "changing"), samples=named("Ann", "Ghost"), unexpected="report"
    )
    assert verdicts(result) == {"Ghost": "missing", "*": "unknown"}
    (account,) = result["accounts"]
    assert (account["status"], account["kind"]) == ("noncompliant", "incomplete")


# What is asked


def test_a_sample_made_between_listing_and_confirmation_is_not_missing(tmp_path: Path) -> None:
    with_latecomer = named(*PEOPLE[:40], "Latecomer")
    with EmulatorProcess(STATE) as own:  # for its library does not stay as it was
        own.faults([{"fault": "mutate", "mutate": [{"insert": 999, "name": "Latecomer"}], "after": 3}])
        result = audited(tmp_path, accounts=entries(own, "small"), samples=with_latecomer, include_ok=True)
        *listed, asked = ways(own)
    assert sorted(listed) == [0, 99, 198]
    assert asked == ["Latecomer"]
    assert set(verdicts(result).values()) == {"ok"}
    assert len(result["findings"]) == 41
    assert result["compliant"]


def test_what_a_listing_lacks_is_asked_for_by_name_before_it_is_missing(
    emulator: EmulatorProcess, tmp_path: Path
) -> None:
    ghosts = [f"Ghost {n:02}" for n in range(21)]
    samples = [*named(*PEOPLE[:20], *ghosts), {"name": "Nobody", "state": "absent"}]
    result = audited(tmp_path, accounts=entries(emulator, "small"), samples=samples)
    assert verdicts(result) == dict.fromkeys(ghosts, "missing")
    listed, asked = ways(emulator)[:3], ways(emulator)[3:]
    assert sorted(listed) == [0, 99, 198]
    assert sorted(asked, key=len) == [ghosts[20:], ghosts[:20]]
    assert result["accounts"][0]["samples_seen"] == 250


# An account, how many of its people are expected, and what that takes: names in a request, or the offset of a page.
CHEAPER_WAYS: list[tuple[str, int, str, list[int]]] = [
    ("big", 20, "ignore", [20]),
    ("big", 45, "ignore", [0, 5, 20, 20]),
    ("small", 20, "ignore", [20]),
    ("small", 45, "ignore", [0, 99, 198]),
    ("small", 1, "report", [0, 99, 198]),
]


def test_the_cheaper_way_is_taken(emulator: EmulatorProcess, tmp_path: Path) -> None:
    tasks = []
    for n, (account, expected, unexpected, _asked) in enumerate(CHEAPER_WAYS):
        options = {"samples": named(*PEOPLE[:expected]), "unexpected": unexpected}
        tasks += ask(f"case{n}", accounts=entries(emulator, account), **options)
    saved = succeeded(run_playbook(tmp_path, [play(tasks)])).saved
    told = [len(way) if isinstance(way, list) else way for way in ways(emulator)]
    for n, (_account, expected, _unexpected, asked) in enumerate(CHEAPER_WAYS):
        result = saved[f"case{n}"]
        assert result["summary"]["verdicts"]["ok"] == expected
        assert result["accounts"][0]["requests"] == len(asked)
        own, told = told[: len(asked)], told[len(asked) :]
        assert (own[0], sorted(own)) == (asked[0], asked)
    assert told == []


def test_only_what_is_chosen_is_asked(emulator: EmulatorProcess, tmp_path: Path) -> None:
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


def test_check_mode_gives_the_same(emulator: EmulatorProcess, tmp_path: Path) -> None:
    options = {"accounts": entries(emulator, "studio", "poor"), "samples": named("Ann", "Twin"), "unexpected": "report"}
    task, keep = ask("audit", **options)
    runs = [
        succeeded(run_playbook(tmp_path, [play([task, keep | {"check_mode": False}])], *arguments)).saved["audit"]
        for arguments in ((), ("--check",))
    ]
    normal, checked = ({key: run[key] for key in ("compliant", "findings", "samples", "waivers")} for run in runs)
    assert normal == checked
    assert [proven(account) for account in runs[0]["accounts"]] == [proven(account) for account in runs[1]["accounts"]]


def test_validation_alone_calls_nothing_and_proves_nothing(emulator: EmulatorProcess, tmp_path: Path) -> None:
    options = {"accounts": entries(emulator, "studio", "copy"), "samples": named("Ann"), "validate_only": True}
    result = audited(tmp_path, **options)
    assert emulator.requests() == []
    assert result["compliant"] is False
    assert {account["status"] for account in result["accounts"]} == {"unknown"}
    assert result["summary"]["requests"] == 0
    assert result["findings"] == []


# Wrong input

WRONG: dict[str, Any] = {
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
        {"name": "Dee", "accounts": ["studio"]},
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
PLACES = [
    "accounts[1].name: 'studio' is the name of accounts[0] already",
    "accounts[2] (twin): has the same keys",
    "accounts[3].acount_uin: there is no such field",
    "accounts[3].timeout: is not of the type number",
    "accounts[4].name: is not given",
    "accounts[5] (half): ",
    "accounts[6].secret_key: is not of the type string",
    "samples[0].usages: 'Recognise' is not among",
    "samples[1].labels: is a text where a list of texts is wanted",
    "samples[2]: must be absent, so min_faces would never be looked at",
    "samples[3]: has neither 'name' nor 'person_id'",
    "samples[5].name: 'Dee' stands in samples[4] already",
    "samples[6].severity: 'hihg' is not one of",
    "samples[6].sevrity: there is no such field",
    "samples[7]: has type Default",
    "samples[8].name: is true or false (quote it",
    "waivers[0].expires: is not given, and must be",
    "waivers[1].expires: '2026-02-30' is not a day",
    "waivers[2].verdicts: 'unknown' is not among",
    "unexpected_limit: must be from 1 to 10000",
    "include_accounts[0]: ",
    "samples: is given beside reference_account",
    "reference_account: 'nobody' is not the name of any of the accounts",
]


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_called(
    emulator: EmulatorProcess, tmp_path: Path
) -> None:
    endpoint = {"endpoint": emulator.url}
    wrong = {**WRONG, "accounts": [{**account, **endpoint} for account in WRONG["accounts"]]}
    run = succeeded(run_playbook(tmp_path, [play(ask("audit", **wrong))], "-vvv"))
    result = run.saved["audit"]
    assert result["failed"]
    assert result["kind"] == "configuration"
    first, *lines = result["msg"].splitlines()
    assert first == f"{len(PLACES)} problems in the input, so nothing was called:"
    for place in PLACES:
        assert sum(line.startswith(place) for line in lines) == 1, (place, lines)
    assert emulator.requests() == []
    for secret in ("key-of", "AKID"):
        assert secret not in without_the_play(run)


WRONG_OPTIONS: dict[str, dict[str, Any]] = {
    "accounts: there are none": {"accounts": []},
    "samples: is empty, so every account would be compliant": {"samples": []},
    "samples: is not given, nor is reference_account": {"samples": None},
    "include_accounts: is an empty list, and that never means everything": {"include_accounts": []},
    "include_labels: no account is chosen": {"include_labels": ["none"]},
    "options of the task: concurrency is 0": {"concurrency": 0},
    "Elements value for option 'samples' is of type str": {"samples": ["Ann"]},
    "value of unexpected must be one of: ignore, report": {"unexpected": "maybe"},
    "Unsupported parameters for (tencentcloud.mps.mps_person_sample_audit) module: acounts": {"acounts": []},
}


def test_wrong_options_call_nothing(emulator: EmulatorProcess, tmp_path: Path) -> None:
    good: dict[str, Any] = {"accounts": entries(emulator, "studio"), "samples": named("Ann")}
    tasks = []
    for n, wrong in enumerate(WRONG_OPTIONS.values()):
        options = {name: value for name, value in (good | wrong).items() if value is not None}
        tasks += ask(f"case{n}", **options)
    saved = succeeded(run_playbook(tmp_path, [play(tasks)])).saved
    for n, says in enumerate(WRONG_OPTIONS):
        assert saved[f"case{n}"]["failed"], says
        assert says in saved[f"case{n}"]["msg"]
    assert emulator.requests() == []


def test_what_is_likely_a_slip_is_a_warning(emulator: EmulatorProcess, tmp_path: Path) -> None:
    samples = [*named("Ann"), {"name": "Cy", "accounts": ["prod-*"]}, {"name": "Di", "labels": ["flim"]}]
    waivers = [{"account": "stduio", "sample": "Ann", "expires": "2999-12-31"}]
    result = audited(tmp_path, accounts=entries(emulator, "studio"), samples=samples, waivers=waivers)
    assert result["compliant"]
    told = "\n".join(result["warnings"])
    for slip in ("'Cy' applies to no account", "['prod-*']", "'Di' applies to no account", "'stduio', which fits no"):
        assert slip in told
    assert len(result["warnings"]) == 3


# Verdicts


def test_each_verdict_says_what_was_found(emulator: EmulatorProcess, tmp_path: Path) -> None:
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
    told = [
        [finding[key] for key in ("sample", "verdict", "severity", "person_ids", "message")]
        for finding in first["findings"]
    ]
    assert told == [
        [
            "Ann",
            "drifted",
            "high",
            ["10001"],
            DRIFT,
        ],
        ["Bob", "forbidden", "critical", ["10002"], "must be absent, and is there (id 10002)"],
        ["Twin", "ambiguous", "high", ["10004", "10005"], "2 samples have this name (ids 10004, 10005)"],
        ["Ghost", "missing", "low", [], "no sample has this name"],
        [NAME_NFC, "ok", "high", ["10003"], "as expected"],
        ["10004", "ok", "high", ["10004"], "as expected"],
    ]
    assert first["findings"][0]["differences"] == [
        {"field": "tags", "expected": ["US", "Lead"], "actual": ["US"]},
        {"field": "usages", "expected": ["All"], "actual": ["Recognition.Face"]},
        {"field": "description", "expected": "actress", "actual": "actor"},
        {"field": "min_faces", "expected": 3, "actual": 2},
    ]


def test_both_forms_of_a_name_are_one_name(emulator: EmulatorProcess, tmp_path: Path) -> None:
    tasks = [
        task
        for form in (NAME_NFC, NAME_NFD)
        for task in ask(
            f"found{len(form)}",
            accounts=entries(emulator, "studio", "both forms"),
            samples=named(form),
            include_ok=True,
        )
    ]
    saved = succeeded(run_playbook(tmp_path, [play(tasks)])).saved
    assert len(saved) == 2
    for result in saved.values():
        assert [finding["verdict"] for finding in result["findings"]] == ["ok", "ambiguous"]
    assert all(sorted(names) == sorted([NAME_NFC, NAME_NFD]) for names in ways(emulator))


def test_waivers_count_until_they_expire(emulator: EmulatorProcess, tmp_path: Path) -> None:
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
        *ask("both", accounts=entries(emulator, "studio"), samples=samples, waivers=waivers),
        *ask("waived", accounts=entries(emulator, "studio", "denied"), samples=samples[:2], waivers=waivers[::2]),
    ]
    run = succeeded(run_playbook(tmp_path, [play(tasks)]))
    both, waived = run.saved["both"], run.saved["waived"]

    assert [(finding["verdict"], finding["waived"], finding["waiver"]) for finding in both["findings"]] == [
        ("missing", True, {"reason": None, "owner": "ops", "expires": "2999-12-31", "expired": False}),
        ("ambiguous", False, {"reason": "known", "owner": None, "expires": "2020-01-01", "expired": True}),
    ]
    assert both["accounts"][0]["status"] == "noncompliant"
    assert both["summary"]["waived"] == both["summary"]["expired_waivers"] == 1
    assert [(waiver["sample"], waiver["expired"], waiver["findings"]) for waiver in both["waivers"]] == [
        ("Twin", True, 1),
        ("Gho*", False, 1),
        ("Ann", False, 0),
    ]
    assert both["waivers"][0]["days_left"] < 0 < both["waivers"][1]["days_left"]
    # What is unknown cannot be waived, and is never compliant.
    assert [account["status"] for account in waived["accounts"]] == ["compliant", "unknown"]
    assert [finding["waived"] for finding in waived["findings"]] == [True, False, False]
    assert not waived["compliant"]


def test_of_the_unexpected_some_are_listed_and_all_are_counted(emulator: EmulatorProcess, tmp_path: Path) -> None:
    small = {"accounts": entries(emulator, "small")}
    tasks = [
        *ask("report", **small, samples=named("Person 1"), unexpected="report", unexpected_limit=3),
        *ask("ignore", **small, samples=named("Person 1")),
        *ask("bare", **small, samples=[], unexpected="report", unexpected_limit=1),
    ]
    saved = succeeded(run_playbook(tmp_path, [play(tasks)])).saved
    report = saved["report"]
    assert verdicts(report) == dict.fromkeys(PEOPLE[1:4], "unexpected")
    assert {finding["severity"] for finding in report["findings"]} == {"medium"}
    assert report["accounts"][0]["verdicts"]["unexpected"] == report["summary"]["verdicts"]["unexpected"] == 249
    assert report["accounts"][0]["status"] == "noncompliant"
    assert saved["ignore"]["compliant"]
    assert saved["bare"]["summary"]["verdicts"]["unexpected"] == 250


def test_a_reference_is_the_manifest_for_the_others(emulator: EmulatorProcess, tmp_path: Path) -> None:
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
    assert verdicts(result, "poor") == {"Ann": "drifted", "Bob": "missing", HOSTILE: "unexpected"}
    assert verdicts(result, "studio") == {NAME_NFD: "unexpected", "Twin": "unexpected"}
    drifted = {difference["field"] for difference in result["findings"][0]["differences"]}
    assert drifted == {"tags", "description", "min_faces"}
    assert [(sample["sample"], sample["accounts"]) for sample in result["samples"]] == [("Ann", None), ("Bob", None)]


def test_a_hostile_name_stays_text(emulator: EmulatorProcess, tmp_path: Path) -> None:
    options = {"accounts": entries(emulator, "poor", "copy"), "reference_account": "poor", "unexpected": "report"}
    tasks: list[dict[str, Any]] = [
        *ask("audit", **options),
        {"ansible.builtin.set_fact": {"kept": "{{ audit.findings }}"}},
        save("kept", "kept"),
        {"ansible.builtin.debug": {"msg": "{{ item.sample }}"}, "loop": "{{ kept }}"},
        {"ansible.builtin.debug": {"var": "audit"}},
    ]
    run = succeeded(run_playbook(tmp_path, [play(tasks)]))
    assert verdicts(run.saved["audit"]) == {HOSTILE: "missing", "Bob": "unexpected"}
    assert run.saved["kept"] == run.saved["audit"]["findings"]
    assert f'"msg": "{HOSTILE}"' in run.output
    assert "49" not in run.output
