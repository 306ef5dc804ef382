# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Notifications of real audits and merges, received by a local server."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]

from support import notification_schema
from support.audit_task import ANN, audit_task, audited, entries, named, state_of
from support.emulator_process import EmulatorProcess
from support.guides import FOLDER, blocks, playbook
from support.playbook import Run, play, run_file, run_playbook, save, succeeded
from support.sample_report import account, audit, finding, report, sample
from support.scripted_server import Instead, Received, ScriptedServer, http

ROLE = "tencentcloud.mps.person_sample_audit"
NOTIFY = "tencentcloud.mps.mps_person_sample_notify"
SCHEMA = Draft202012Validator(notification_schema.notification_schema(), format_checker=FormatChecker())
SECRET = "T0SECRET/B0SECRET/w3bh00k53cr3t"
QUERY = "key=693a91f6-7abc-4bc4-97a0-0ec2sifa5aaa"
OK = http(b"ok", Content_Type="text/html")
WECOM_OK = http({"errcode": 0, "errmsg": "ok"})
ACCEPTED = http(b"", status="202 Accepted")
STATE = {"accounts": [state_of(1, "studio", ANN, {"name": "Bob"}), state_of(2, "copy", ANN)]}


@pytest.fixture(scope="module")
def shared_emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(STATE) as running:
        yield running


@pytest.fixture
def emulator(shared_emulator: EmulatorProcess) -> EmulatorProcess:
    shared_emulator.reset()
    return shared_emulator


@pytest.fixture
def changing_emulator() -> Iterator[EmulatorProcess]:
    """For a test that changes a library or needs faults."""
    with EmulatorProcess(STATE) as running:
        yield running


def slack(server: ScriptedServer, **more: Any) -> dict[str, Any]:
    return {"service": "slack", "url": f"{server.url}/services/{SECRET}", **more}


def webhook(server: ScriptedServer, **more: Any) -> dict[str, Any]:
    return {"service": "webhook", "url": f"{server.url}/hooks/{SECRET}?{QUERY}", **more}


def role(name: str, tasks_from: str = "main", **variables: Any) -> dict[str, Any]:
    """Include the role, and save its failure and its notifications. The failure of a role that succeeds is empty."""
    inputs = {f"person_sample_audit_{key}": value for key, value in variables.items()}
    include = {"ansible.builtin.include_role": {"name": ROLE, "tasks_from": tasks_from}, "vars": inputs}
    saved = "(person_sample_audit_notification | default({})).notifications | default([])"
    return {
        "block": [include, save(f"{name}-failure", "''")],
        "rescue": [save(f"{name}-failure", "ansible_failed_result.msg | default('')")],
        "always": [save(name, saved)],
    }


def notify_task(folder: Path, targets: list[dict[str, Any]], *arguments: str, **options: Any) -> tuple[Run, Any]:
    """Run the module with the report in a folder, and return its result."""
    task = {NOTIFY: {"report_dir": str(folder), "targets": targets, "delay": 0, **options}}
    tasks = [{**task, "register": "sent", "ignore_errors": True}, {**save("sent", "sent"), "check_mode": False}]
    run = succeeded(run_playbook(folder, [play(tasks)], *arguments))
    return run, run.saved["sent"]


@pytest.fixture
def saved_report(tmp_path: Path) -> Path:
    """A folder with the report of an audit with one new finding."""
    found = finding("prod-sg", "Ann")
    before = report(audit([account("prod-sg", ok=1)], [sample("Ann")]))
    now = report(audit([account("prod-sg", [found])], [sample("Ann")], [found]), before)
    (tmp_path / "report.json").write_text(json.dumps(now), encoding="utf-8")
    return tmp_path


def lines(received: Received) -> list[str]:
    """The lines of the sections of a message for Slack."""
    blocks = received.parameters["blocks"]
    return [line for block in blocks[1:] for line in block["text"]["text"].replace("```", "").splitlines()]


def events(received: Received) -> dict[str, int]:
    SCHEMA.validate(received.parameters)
    return {event["event"]: event["findings"] for event in received.parameters["events"]}


def test_every_service_gets_its_message(saved_report: Path) -> None:
    responses = [OK, ACCEPTED, WECOM_OK, http(b"", status="204 No Content")]
    with ScriptedServer(responses) as server:
        targets = [
            slack(server),
            {"service": "teams", "url": f"{server.url}/workflows/{SECRET}?sig=abcdef123456"},
            {"service": "wecom", "url": f"{server.url}/cgi-bin/webhook/send?{QUERY}", "names": True},
            webhook(server, headers={"Authorization": "Bearer t0ken-of-the-hook"}),
        ]
        run, sent = notify_task(saved_report, targets, "-vvv", link="https://reports.example.com/r.html")
    assert [entry["state"] for entry in sent["notifications"]] == ["sent"] * 4
    assert [entry["http_status"] for entry in sent["notifications"]] == [200, 202, 200, 204]
    assert sent["outcome"][0] == "slack: sent: 1 new"
    to_slack, to_teams, to_wecom, to_webhook = server.requests
    assert to_slack.line == f"POST /services/{SECRET} HTTP/1.1"
    assert to_slack.headers["Content-Type"] == "application/json"
    assert "prod-sg: 1 missing" in lines(to_slack)
    assert "Ann" not in str(to_slack.body) + str(to_teams.body) + str(to_webhook.body)
    assert to_teams.parameters["attachments"][0]["content"]["type"] == "AdaptiveCard"
    assert "> prod-sg: Ann (missing)" in to_wecom.parameters["markdown"]["content"].splitlines()
    assert events(to_webhook) == {"new": 1}
    assert to_webhook.headers["Authorization"] == "Bearer t0ken-of-the-hook"
    for secret in (*SECRET.split("/"), QUERY, "abcdef123456", "t0ken-of-the-hook", server.address):
        assert secret not in run.output + str(sent), secret


def test_message_is_sent_again_after_a_temporary_problem(saved_report: Path) -> None:
    """A server error; a limit with a pause, and then a server error; a connection that is reset."""
    limited = [http(b"", "429 Too Many Requests", Retry_After="0"), http(b"", "503 Service Unavailable"), OK]
    with ScriptedServer([http(b"", "500 Internal Server Error"), OK, *limited, Instead.RESET, OK]) as server:
        _run, sent = notify_task(saved_report, [slack(server, name=name) for name in ("one", "two", "three")])
    assert [(entry["state"], entry["attempts"]) for entry in sent["notifications"]] == [
        *[("sent", 2), ("sent", 3), ("sent", 2)],
    ]
    assert len({request.body for request in server.requests}) == 1


def test_message_that_is_not_sent_is_a_warning_with_the_reason_and_without_the_url(saved_report: Path) -> None:
    """Refused by Slack, refused by WeCom with HTTP 200, no server, and a server that is too slow."""
    refused = http({"errcode": 93000, "errmsg": f"invalid webhook url, hint: {QUERY}"})
    gone = ScriptedServer([])
    with gone:
        pass
    with ScriptedServer([http(b"no_service", "404 Not Found"), refused, Instead.SILENCE]) as server:
        targets = [
            slack(server),
            {"service": "wecom", "url": f"{server.url}/cgi-bin/webhook/send?{QUERY}"},
            webhook(gone, name="gone"),
            webhook(server, name="slow"),
        ]
        run, sent = notify_task(saved_report, targets, "-vvv", retries=0, timeout=1)
    assert not sent["failed"]
    assert not sent["changed"]
    assert [(entry["state"], entry["http_status"]) for entry in sent["notifications"]] == [
        *[("failed", 404), ("failed", 200), ("failed", None), ("failed", None)],
    ]
    assert sent["outcome"][0] == "slack: the notification was not sent: HTTP 404: no_service"
    assert "93000" in sent["outcome"][1]
    assert "Connection refused" in sent["outcome"][2]
    assert "timed out" in sent["outcome"][3]
    assert "[WARNING]: slack: the notification was not sent: HTTP 404" in " ".join(run.output.split())
    for secret in (*SECRET.split("/"), QUERY, QUERY.partition("=")[2]):
        assert secret not in run.output + str(sent), secret


def test_required_notification_fails_the_task(saved_report: Path) -> None:
    with ScriptedServer([http(b"invalid_token", "403 Forbidden"), OK]) as server:
        run, sent = notify_task(saved_report, [slack(server), slack(server)], "-vvv", required=True)
    assert sent["failed"]
    assert (sent["kind"], sent["changed"]) == ("transport", True)
    assert sent["msg"] == (
        "1 of 2 notifications were not sent. slack 1: the notification was not sent: HTTP 403: invalid_token"
    )
    assert SECRET not in run.output


def test_check_mode_sends_nothing_and_shows_what_would_be_sent(saved_report: Path) -> None:
    with ScriptedServer([]) as server:
        _run, sent = notify_task(saved_report, [slack(server), webhook(server)], "--check")
    assert sent["outcome"] == [f"{name}: check mode, this would be sent: 1 new" for name in ("slack", "webhook")]
    assert sent["notifications"][0]["payload"]["blocks"][0]["text"]["text"] == "Studio: not compliant"
    SCHEMA.validate(sent["notifications"][1]["payload"])


# --- The role


def audit_role(emulator: EmulatorProcess, name: str, targets: Any, **variables: Any) -> dict[str, Any]:
    """An audit of both accounts that expects Ann and Bob."""
    defaults = {
        "accounts": entries(emulator, "studio", "copy"),
        "samples": named("Ann", "Bob"),
        "report_formats": ["json"],
        "notify_targets": targets,
        "notify_delay": 0,
    }
    return role(name, **{**defaults, **variables})


def aged(folder: Path, days: int) -> None:
    """Make the saved report of the previous run older, as if it had been written then."""
    path = folder / "person-sample-audit" / "report.json"
    text = path.read_text(encoding="utf-8")
    document = json.loads(text)
    now = dt.datetime.fromisoformat(document["generated_at"])
    earlier = (now - dt.timedelta(days=days)).isoformat().replace("+00:00", "Z")
    document["generated_at"] = earlier
    for found in document["findings"]:
        found["first_seen"] = earlier
    path.write_text(json.dumps(document), encoding="utf-8")


@pytest.mark.long
def test_runs_announce_what_is_new_resolved_overdue_and_about_to_lose_its_waiver(
    changing_emulator: EmulatorProcess, tmp_path: Path
) -> None:
    today = dt.datetime.now(dt.UTC).date()
    soon = [{"account": "copy", "sample": "Cy", "expires": (today + dt.timedelta(days=5)).isoformat()}]
    variables: dict[str, Any] = {
        "samples": named("Ann", "Bob", "Cy"),
        "waivers": soon,
        "fail_after_days": {"high": 3, "medium": 3, "low": 3, "critical": 3},
        "notify_link": "https://reports.example.com/r.html",
    }

    def run_audit(responses: Sequence[Any], **more: Any) -> tuple[ScriptedServer, Run]:
        with ScriptedServer(responses) as server:
            targets = [slack(server), webhook(server, names=True)]
            run = succeeded(
                run_playbook(tmp_path, [play([audit_role(changing_emulator, "run", targets, **variables, **more)])])
            )
        return server, run

    # The first report: Bob is missing in copy, Cy is missing in studio, and waived in copy for 5 days.
    server, run = run_audit([OK, ACCEPTED])
    assert events(server.requests[1]) == {"new": 2, "expiring": 1}
    # The same again: nothing to say.
    _server, run = run_audit([])
    assert {entry["state"] for entry in run.saved["run"]} == {"nothing"}
    # Four days later: both findings are overdue, and the waiver is about to expire.
    aged(tmp_path, 4)
    server, run = run_audit([OK, ACCEPTED])
    assert events(server.requests[1]) == {"overdue": 2, "expiring": 1}
    assert "Overdue: 2 findings in 2 accounts" in server.requests[0].body.decode()
    assert "Ann" not in server.requests[0].body.decode()
    # Bob was added to copy, and studio cannot be read: what it had is not verified, and not resolved.
    changing_emulator.create("copy", {"name": "Bob"})
    changing_emulator.faults([{"fault": "denied", "account": "studio", "times": "always"}])
    server, run = run_audit([OK, ACCEPTED])
    assert events(server.requests[1]) == {"new": 1, "resolved": 1}
    assert "> " not in server.requests[0].body.decode()
    assert "studio: cannot be read: no permission to read the samples" in server.requests[0].body.decode()
    resolved = next(event for event in server.requests[1].parameters["events"] if event["event"] == "resolved")
    assert [entry["samples"] for entry in resolved["listed"]] == [[{"sample": "Bob", "verdict": "missing"}]]


def test_failing_audit_notifies_before_it_fails(emulator: EmulatorProcess, tmp_path: Path) -> None:
    """Ansible evaluates the directory again in each task. The report is the one that the audit wrote."""
    directory = "{{ lookup('ansible.builtin.pipe', 'date +%s.%N') }}"
    variables = {"notify_names": True, "report_language": "zh-CN", "report_title": "影视", "report_dir": directory}
    with ScriptedServer([OK]) as server:
        tasks = [audit_role(emulator, "run", [slack(server)], **variables, report_file="no-such-file.json")]
        run = succeeded(run_playbook(tmp_path, [play(tasks)], "-vvv"))
    assert run.saved["run-failure"].startswith("1 项违规。")
    assert [entry["state"] for entry in run.saved["run"]] == ["sent"]
    assert "copy: Bob (缺失)" in lines(server.requests[0])
    assert SECRET not in run.output


def test_required_notification_fails_the_role_and_an_optional_one_does_not(
    emulator: EmulatorProcess, tmp_path: Path
) -> None:
    accepted = {"samples": named("Ann"), "notify_always": True, "notify_retries": 0}
    with ScriptedServer([http(b"no_team", "404 Not Found")] * 2) as server:
        tasks = [
            audit_role(emulator, "optional", [slack(server)], **accepted),
            audit_role(emulator, "required", [slack(server)], **accepted, notify_required=True),
        ]
        run = succeeded(run_playbook(tmp_path, [play(tasks)]))
    assert run.saved["optional-failure"] == ""
    assert run.saved["required-failure"] == (
        "1 of 1 notifications were not sent. slack: the notification was not sent: HTTP 404: no_team"
    )


def test_required_notification_that_is_not_sent_does_not_hide_violations(
    emulator: EmulatorProcess, tmp_path: Path
) -> None:
    with ScriptedServer([http(b"no_team", "404 Not Found")]) as server:
        tasks = [audit_role(emulator, "run", [slack(server)], notify_retries=0, notify_required=True)]
        run = succeeded(run_playbook(tmp_path, [play(tasks)]))
    assert run.saved["run-failure"].startswith("1 violation. ")
    assert "1 of 1 notifications were not sent." in run.output


def test_report_that_cannot_be_read_again_does_not_fail_an_audit_without_violations(tmp_path: Path) -> None:
    """The entry point of the audit includes the same tasks as here, in which the report is missing."""
    target = {"service": "slack", "url": f"https://hooks.example.com/{SECRET}"}
    tasks = [
        {
            "block": [role(name, "notify", notify_targets=[target])],
            "vars": {"person_sample_audit__is_optional": optional},
        }
        for name, optional in (("optional", True), ("needed", False))
    ]
    run = succeeded(run_playbook(tmp_path, [play(tasks)]))
    unreadable = "report.json cannot be read: No such file or directory"
    assert unreadable in run.output.partition("TASK [save_for_test]")[0]
    assert run.saved["optional-failure"] == ""
    assert unreadable in run.saved["needed-failure"]


def test_wrong_variables_are_one_error_before_any_request(emulator: EmulatorProcess, tmp_path: Path) -> None:
    target = {"service": "slack", "url": f"https://hooks.example.com/{SECRET}"}
    wrong: dict[str, dict[str, Any]] = {
        "values": {
            "notify_targets": [
                {**target, "service": "irc"},
                {**target, "url": "{{ lookup('ansible.builtin.env', 'NO_SUCH_WEBHOOK') }}"},
                {**target, "url": f"http://hooks.example.com/{SECRET}"},
            ],
            "report_formats": "html,csv",
        },
        "types": {"notify_targets": [target], "notify_expiry_days": 1.5, "notify_events": ["old"]},
        "text": {"notify_targets": f"slack,https://hooks.example.com/{SECRET}"},
    }
    tasks = [audit_role(emulator, name, [], **variables) for name, variables in wrong.items()]
    merge = {"reports": ["a.json"], "notify_targets": [{**target, "service": "irc"}]}
    run = succeeded(run_playbook(tmp_path, [play([*tasks, role("merge", "merge", **merge)])], "-vvv"))
    failures = {name: run.saved[f"{name}-failure"] for name in (*wrong, "merge")}
    service = "notify_targets[0].service: 'irc' is not valid; use one of slack, teams, wecom, webhook"
    assert failures["merge"] == f"1 problem in the input. No notification was sent.\nperson_sample_audit_{service}"
    first, *problems = failures["values"].splitlines()
    assert first == "4 problems in the input. No notification was sent."
    for expected in (
        service,
        "notify_targets[1].url: must not be empty",
        "notify_targets[2].url: uses plain http, which is accepted for",
        "report_formats: must contain json",
    ):
        assert [line for line in problems if line.startswith(f"person_sample_audit_{expected}")], (expected, problems)
    assert "person_sample_audit_notify_expiry_days" in failures["types"]
    assert "person_sample_audit_notify_events" in failures["types"]
    assert "person_sample_audit_notify_targets" in failures["text"]
    assert SECRET not in run.output + str(failures)
    assert emulator.requests() == []
    assert not (tmp_path / "person-sample-audit").exists()


def test_merged_report_and_saved_report_notify(emulator: EmulatorProcess, tmp_path: Path) -> None:
    with ScriptedServer([ACCEPTED, ACCEPTED]) as server:
        target = [webhook(server)]
        slices = [
            audit_task(
                {
                    "accounts": entries(emulator, "studio", "copy"),
                    "samples": named("Ann", "Bob"),
                    "report_formats": ["json"],
                    "report_dir": str(tmp_path / f"slice{number}"),
                    "slice": {"number": number, "count": 2},
                }
            )
            for number in (1, 2)
        ]
        merged: dict[str, Any] = {"reports": ["slice1/report.json", "slice2/report.json"], "report_dir": "merged"}
        tasks = [
            *slices,
            role("merge", "merge", **merged, notify_targets=target),
            role("again", "merge", **merged, notify_targets=target),
            role("saved", "notify", report_file="slice2/report.json", notify_targets=target),
        ]
        run = succeeded(run_playbook(tmp_path, [play(tasks)]))
    assert [events(request) for request in server.requests] == [{"new": 1}, {"new": 1}]
    assert run.saved["again"][0]["state"] == "nothing"
    assert run.saved["saved-failure"] == ""
    assert [server.requests[index].parameters["accounts"]["compliant"] for index in (0, 1)] == [1, 0]


def test_check_mode_of_an_audit_sends_nothing_and_does_not_use_an_old_report(
    emulator: EmulatorProcess, tmp_path: Path
) -> None:
    folder = tmp_path / "person-sample-audit"
    audited(tmp_path, accounts=entries(emulator, "studio", "copy"), samples=named("Ann", "Bob"), report_dir=str(folder))
    assert (folder / "report.json").exists()
    with ScriptedServer([]) as server:
        run = run_playbook(tmp_path, [play([audit_role(emulator, "run", [slack(server)])])], "--check")
    assert server.requests == []
    assert "Check mode: the audit writes no report, so its changes are not known." in run.output


def test_audit_without_targets_sends_nothing(emulator: EmulatorProcess, tmp_path: Path) -> None:
    audit = audit_role(emulator, "no", [], samples=named("Ann"))
    run = succeeded(run_playbook(tmp_path, [play([audit, role("notify", "notify", report_dir="person-sample-audit")])]))
    assert run.saved["no-failure"] == ""
    assert "person_sample_audit_notify_targets: is empty; list at least one target" in run.saved["notify-failure"]


# --- The recipes of the guide


@pytest.mark.recipe
@pytest.mark.parametrize(
    ("name", "variables", "responses"),
    [
        ("Audit and notify a channel", {"SLACK_WEBHOOK_URL": "/services/x"}, [OK]),
        ("Audit and notify two teams", {"WECOM_ROBOT_URL": "/send?key=x", "TEAMS_WORKFLOW_URL": "/x"}, [ACCEPTED]),
    ],
)
def test_recipe_of_the_guide_notifies(
    emulator: EmulatorProcess, tmp_path: Path, name: str, variables: dict[str, str], responses: list[Any]
) -> None:
    (tmp_path / "accounts.yml").write_text(yaml.safe_dump(entries(emulator, "studio", "copy")), encoding="utf-8")
    (tmp_path / "manifest.yml").write_text(yaml.safe_dump(named("Ann", "Bob")), encoding="utf-8")
    (tmp_path / "play.yml").write_text(playbook("notification_guide", name), encoding="utf-8")
    with ScriptedServer(responses) as server:
        environment = {variable: server.url + path for variable, path in variables.items()}
        run = run_file(tmp_path / "play.yml", tmp_path, environment=environment)
    assert "copy: 1 missing" in server.requests[0].body.decode()
    # Young findings do not fail the audit if they have a deadline.
    assert run.status == (0 if "two teams" in name else 2), run.output


@pytest.mark.recipe
def test_recipe_for_a_saved_report_notifies(saved_report: Path) -> None:
    folder = saved_report / "person-sample-audit"
    folder.mkdir()
    (saved_report / "report.json").rename(folder / "report.json")
    (saved_report / "play.yml").write_text(playbook("notification_guide", "Notify from a saved report"))
    with ScriptedServer([ACCEPTED]) as server:
        environment = {"WEBHOOK_URL": server.url + "/x", "WEBHOOK_TOKEN": "t0ken"}
        succeeded(run_file(saved_report / "play.yml", saved_report, environment=environment))
    assert events(server.requests[0]) == {"new": 1}
    assert server.requests[0].headers["Authorization"] == "Bearer t0ken"


def test_document_of_the_guide_is_valid() -> None:
    (document,) = blocks(FOLDER / "notification_guide.rst", "json")
    SCHEMA.validate(json.loads(document))
