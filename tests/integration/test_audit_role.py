# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The audit role and its playbook, by FQCN, with the emulator."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret

from support.audit_task import audit_task, without_times
from support.emulator_process import EmulatorProcess
from support.playbook import Run, account_environment, account_options, play, run_file, run_playbook, save, succeeded

ROLE = PLAYBOOK = "tencentcloud.mps.person_sample_audit"
HOSTILE = "{{ 7*7 }}"
ANN = {"name": "Ann", "tags": ["US"], "description": "actor", "faces": 2}
TOKEN = "generated-token-of-a-temporary-key-0123456789"


def _keys(number: int) -> dict[str, str]:
    """Credentials that cannot occur in an output by chance."""
    keys = {"secret_id": f"AKIDgenerated{number:07}", "secret_key": f"generated-secret-key-{number:012}"}
    return {**keys, "token": TOKEN} if number == 2 else keys


def _account(number: int, name: str, *samples: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "uin": str(100000000000 + number),
        "credentials": [_keys(number)],
        "samples": list(samples),
        **more,
    }


# As patterns, some of these names would also match other names of the list.
PATTERN_NAMES = ["a*", "b[1]", "c?", HOSTILE, "b1", "ab", "cd", "d", "e"]
STATE = {
    "accounts": [
        _account(1, "studio", ANN, {"name": "Bob"}, {"name": "Eve"}),
        _account(2, "copy", ANN),
        _account(3, "denied", denied=["mps:*"]),
        _account(4, "library", ANN, {"name": "Twin"}, {"name": "Twin"}, {"name": HOSTILE, "description": HOSTILE}),
        *(_account(10 + n, name, *([ANN] if n % 2 else [])) for n, name in enumerate(PATTERN_NAMES)),
    ]
}
SECRETS = [value for account in STATE["accounts"] for value in account["credentials"][0].values()]
MANIFEST: list[dict[str, Any]] = [
    {"name": "Ann", "tags": ["US", "Lead"], "severity": "medium", "accounts": ["studio"]},
    {"name": "Bob", "severity": "low"},
    {"name": "Cy", "severity": "critical"},
    {"name": "Eve", "state": "absent"},
]
WAIVERS = [
    {"account": "copy", "sample": "Cy", "expires": "2999-12-31", "reason": "later"},
    {"account": "studio", "sample": "Ann", "expires": "2999-12-31"},
]
VIOLATIONS = [
    "[critical] studio: Cy: missing: no sample has this name",
    "[high] studio: Eve: forbidden: must be absent, but is present (id 10003)",
    "[low] copy: Bob: missing: no sample has this name",
]


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(STATE) as running:
        yield running


@pytest.fixture(autouse=True)
def _reset_requests(emulator: EmulatorProcess) -> None:
    emulator.reset()


def entries(emulator: EmulatorProcess, *accounts: str) -> list[dict[str, Any]]:
    return [{"name": account, **account_options(emulator, account)} for account in accounts]


# The failure message, and the violations of the report.
FAILURE = (
    "ansible_failed_result.msg"
    " ~ ('\n' ~ (person_sample_audit_report.violations | join('\n'))"
    " if ' violation' in ansible_failed_result.msg else '')"
)


def role(name: str, folder: Path, tasks_from: str = "main", **variables: Any) -> dict[str, Any]:
    """Run the role with its own report directory. Save the message if the role fails."""
    inputs = {"report_dir": f"{folder}/{name}", "report_formats": ["json"], **variables}
    return {
        "block": [
            {
                "ansible.builtin.include_role": {"name": ROLE, "tasks_from": tasks_from},
                "vars": {f"person_sample_audit_{key}": value for key, value in inputs.items()},
            }
        ],
        "rescue": [save(name, FAILURE)],
    }


def report(folder: Path, name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / name / "report.json").read_text(encoding="utf-8"))
    return document


def violations(run: Run, name: str) -> list[str]:
    """The violations of a role that failed because of them."""
    message: str = run.saved[name]
    first, *lines = message.splitlines()
    assert first.startswith(f"{len(lines)} violation")
    return lines


def written(folder: Path, name: str, content: Any) -> str:
    """Write a YAML file, or a JSON file if the name ends with .json. Returns its path."""
    text = json.dumps(content) if name.endswith(".json") else yaml.safe_dump(content, allow_unicode=True)
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


@pytest.fixture
def fleet(emulator: EmulatorProcess, tmp_path: Path) -> str:
    """The path of an accounts file with two accounts."""
    return written(tmp_path, "fleet.yml", {"accounts": entries(emulator, "studio", "copy")})


# Inputs


def test_inputs_can_be_variables_or_files_with_a_list_or_a_mapping(emulator: EmulatorProcess, tmp_path: Path) -> None:
    accounts = entries(emulator, "studio", "copy")
    (tmp_path / "sources.json").write_text(json.dumps({"fleet": accounts}))
    tasks = [
        role("variables", tmp_path, accounts="{{ fleet }}", samples=MANIFEST, waivers=WAIVERS),
        role(
            "lists",
            tmp_path,
            accounts_file=written(tmp_path, "accounts-list.yml", accounts),
            manifest_file=written(tmp_path, "manifest-list.json", MANIFEST),
            waivers_file=written(tmp_path, "waivers-list.yml", WAIVERS),
        ),
        role(
            "mappings",
            tmp_path,
            # Relative paths start at the directory of the playbook.
            report_dir="mappings",
            accounts_file=Path(written(tmp_path, "accounts.json", {"accounts": accounts})).name,
            manifest_file=Path(written(tmp_path, "manifest.yml", {"samples": MANIFEST, "waivers": WAIVERS[:1]})).name,
            waivers_file=Path(written(tmp_path, "waivers.yml", {"waivers": WAIVERS[1:]})).name,
        ),
        role(
            "waivers of both",
            tmp_path,
            accounts="{{ fleet }}",
            samples=MANIFEST,
            waivers=WAIVERS[:1],
            waivers_file=f"{tmp_path}/waivers.yml",
        ),
    ]
    run = succeeded(run_playbook(tmp_path, [play(tasks, vars_files=["sources.json"])]))
    names = ("variables", "lists", "mappings", "waivers of both")
    assert {name: violations(run, name) for name in run.saved} == dict.fromkeys(names, VIOLATIONS)
    first, *others = (report(tmp_path, name) for name in names)
    for other in others:
        assert without_times(other["findings"]) == without_times(first["findings"])
        assert [{**one, "source": None} for one in other["samples"]] == first["samples"]
        assert sorted(map(str, other["waivers"])) == sorted(map(str, first["waivers"]))
    assert first["summary"]["waived"] == 2


VAULT_PASSWORD = "open sesame"


def vault(text: str) -> str:
    """The text that ``ansible-vault encrypt`` writes."""
    encrypted: bytes = VaultLib([("default", VaultSecret(VAULT_PASSWORD.encode()))]).encrypt(text)
    return encrypted.decode()


@pytest.mark.parametrize("form", ["complete file", "single values in a variables file"])
def test_accounts_can_be_encrypted_with_ansible_vault(emulator: EmulatorProcess, tmp_path: Path, form: str) -> None:
    path, is_complete = tmp_path / "accounts.yml", form == "complete file"
    accounts = entries(emulator, "studio", "copy")
    if is_complete:
        path.write_text(vault(yaml.safe_dump({"accounts": accounts})))
    else:
        lines = ["person_sample_audit_accounts:"]
        for account in accounts:
            lines.append(f"  - name: {account['name']}\n    endpoint: {account['endpoint']}")
            for part in {"secret_id", "secret_key", "token"} & account.keys():
                encrypted = "".join(f"      {line}\n" for line in vault(account[part]).splitlines())
                lines.append(f"    {part}: !vault |\n{encrypted}")
        path.write_text("\n".join(lines))
    assert "generated-secret-key" not in path.read_text()
    (tmp_path / "vault-password").write_text(f"{VAULT_PASSWORD}\n")
    file: dict[str, Any] = {"accounts_file": str(path)} if is_complete else {}
    tasks = [role("vaulted", tmp_path, samples=MANIFEST, waivers=WAIVERS, **file)]
    plays = [play(tasks, vars_files=[] if is_complete else [path.name])]
    run = succeeded(run_playbook(tmp_path, plays, "-vvv", "--vault-password-file", str(tmp_path / "vault-password")))
    assert violations(run, "vaulted") == VIOLATIONS
    assert not [secret for secret in SECRETS if secret in run.output]


INVALID: dict[str, dict[str, Any]] = {
    "findings_limit": {"findings_limit": "many"},
    "fail_on": {"fail_on": ["ok"]},
    "report_formats": {"report_formats": ["pdf"]},
    "unexpected": {"unexpected": "maybe"},
    "compare": {"compare": "perhaps"},
    "samples": {"samples": ["Ann"]},
    "waivers": {"waivers": "none"},
    "include_accounts": {"include_accounts": {"name": "studio"}},
    "accounts": {"accounts": "{{ fleet | map(attribute='secret_key') }}"},
}


def test_missing_inputs_fail(emulator: EmulatorProcess, tmp_path: Path) -> None:
    accounts = entries(emulator, "copy")
    tasks = [
        role("no accounts", tmp_path, samples=MANIFEST),
        role("no samples", tmp_path, accounts=accounts),
        role("no file", tmp_path, accounts_file="nowhere.yml", samples=MANIFEST),
        role("no limit", tmp_path, accounts=accounts, samples=MANIFEST, findings_limit=-1),
    ]
    run = succeeded(run_playbook(tmp_path, [play(tasks)]))
    expected = {
        "no accounts": "person_sample_audit_accounts: is missing or empty; set person_sample_audit_accounts or"
        " person_sample_audit_accounts_file to",
        "no samples": "person_sample_audit_samples: is missing; set person_sample_audit_samples,"
        " person_sample_audit_manifest_file or person_sample_audit_reference_account",
        "no file": "nowhere.yml cannot be read: No such file or directory. Check the path and its permissions. Relative"
        " paths start in person_sample_audit_dir",
        "no limit": "person_sample_audit_findings_limit is -1. It must be 0 or more",
    }
    assert {name: expected[name] in message for name, message in run.saved.items()} == dict.fromkeys(expected, True)
    assert emulator.requests() == []


def test_variables_and_files_are_combined(emulator: EmulatorProcess, tmp_path: Path) -> None:
    combined = role(
        "combined",
        tmp_path,
        accounts=entries(emulator, "copy"),
        accounts_file=written(tmp_path, "accounts.yml", entries(emulator, "studio")),
        samples=MANIFEST[:2],
        manifest_file=written(tmp_path, "manifest.yml", MANIFEST[2:]),
        fail_on=[],
    )
    succeeded(run_playbook(tmp_path, [play([combined])]))
    document = report(tmp_path, "combined")
    assert [account["name"] for account in document["accounts"]] == ["copy", "studio"]
    assert [sample["sample"] for sample in document["samples"]] == ["Bob", "Cy", "Eve", "Ann"]


def test_invalid_inputs_fail_before_any_request(emulator: EmulatorProcess, tmp_path: Path) -> None:
    (tmp_path / "sources.json").write_text(json.dumps({"fleet": entries(emulator, "studio", "copy")}))
    valid: dict[str, Any] = {"accounts": "{{ fleet }}", "samples": MANIFEST}
    # One message names all values that are not valid for the argument spec of the role.
    together = ("findings_limit", "report_formats", "compare")
    combined = {name: value for one in together for name, value in INVALID[one].items()}
    tasks = [role("together", tmp_path, **(valid | combined))]
    alone = INVALID.keys() - set(together)
    tasks += [role(name, tmp_path, **(valid | INVALID[name])) for name in alone]
    # The module reports the problems that the argument spec of the role cannot find.
    tasks.append(role("checked", tmp_path, **(valid | {"samples": [{"nam": "Ann"}, {"name": "Bob", "tags": []}]})))
    run = succeeded(run_playbook(tmp_path, [play(tasks, vars_files=["sources.json"])], "-vvv"))
    for name in INVALID:
        message = str(run.saved[name if name in alone else "together"])
        assert f"person_sample_audit_{name}" in message, (name, message)
    assert "samples[0].nam: is an unknown field" in run.saved["checked"]
    assert "samples[1].tags: must not be an empty list" in run.saved["checked"]
    assert emulator.requests() == []
    assert not [secret for secret in SECRETS if secret in run.output]
    assert not [name for name in run.saved if (tmp_path / name).exists()]


# Many accounts


def test_one_task_audits_all_accounts_in_the_order_of_the_input(emulator: EmulatorProcess, tmp_path: Path) -> None:
    inputs: dict[str, Any] = {
        "accounts_file": written(tmp_path, "accounts.yml", entries(emulator, *PATTERN_NAMES)),
        "samples": [{"name": "Ann"}, {"name": "Bob", "accounts": ["b*"]}],
        "waivers": [{"account": "*", "sample": "Bob", "expires": "2999-12-31"}],
        "unexpected": "report",
    }
    run = succeeded(run_playbook(tmp_path, [play([role("all", tmp_path, **inputs)])]))
    document = report(tmp_path, "all")
    assert [account["name"] for account in document["accounts"]] == PATTERN_NAMES
    assert document["summary"]["accounts"] == {"compliant": 4, "noncompliant": 5, "unknown": 0}
    assert len(emulator.requests()) == document["summary"]["requests"]
    assert run.output.count("Audit the accounts and write the reports") == 1


def test_reference_account_comes_first_and_include_accounts_selects_accounts(
    emulator: EmulatorProcess, tmp_path: Path
) -> None:
    accounts = written(tmp_path, "accounts.yml", entries(emulator, "studio", "copy", "library"))
    selected = ["*o*"]
    tasks = [
        role("reference", tmp_path, accounts_file=accounts, reference_account="copy"),
        role("chosen", tmp_path, accounts_file=accounts, samples=[{"name": "Ann"}], include_accounts=selected),
    ]
    run = succeeded(run_playbook(tmp_path, [play(tasks)]))
    assert run.saved == {}
    assert [account["name"] for account in report(tmp_path, "reference")["accounts"]] == ["copy", "studio", "library"]
    assert [account["name"] for account in report(tmp_path, "chosen")["accounts"]] == ["studio", "copy"]


def test_role_in_a_loop_uses_the_item_of_the_caller(emulator: EmulatorProcess, tmp_path: Path) -> None:
    written(tmp_path, "strict.yml", [{"name": "Cy"}])
    written(tmp_path, "lax.yml", [{"name": "Ann"}])
    accounts = written(tmp_path, "accounts.yml", entries(emulator, "studio", "copy"))
    looped = {
        "ansible.builtin.include_role": {"name": ROLE},
        "loop": ["studio", "copy"],
        "vars": {
            "person_sample_audit_accounts_file": accounts,
            "person_sample_audit_include_accounts": ["{{ item }}"],
            "person_sample_audit_manifest_file": "{{ 'strict.yml' if item == 'studio' else 'lax.yml' }}",
            "person_sample_audit_report_dir": f"{tmp_path}/" + "{{ item }}",
            "person_sample_audit_fail_on": [],
        },
    }
    succeeded(run_playbook(tmp_path, [play([looped])]))
    verdicts = {name: report(tmp_path, name)["summary"]["verdicts"] for name in ("studio", "copy")}
    assert (verdicts["studio"]["missing"], verdicts["copy"]["ok"]) == (1, 1)


# Outcome


def test_the_role_fails_once_with_the_verdicts_in_fail_on(
    emulator: EmulatorProcess, tmp_path: Path, fleet: str
) -> None:
    accounts = written(tmp_path, "three.yml", entries(emulator, "denied", "studio", "copy"))
    inputs: dict[str, Any] = {"accounts_file": accounts, "samples": MANIFEST, "waivers": WAIVERS}
    policies: dict[str, list[str]] = {"none": [], "some": ["forbidden", "drifted"], "unknown": ["unknown"]}
    tasks = [role(name, tmp_path, fail_on=policy, **inputs) for name, policy in policies.items()]
    run = succeeded(run_playbook(tmp_path, [play([*tasks, role("all", tmp_path, **inputs)])]))
    assert run.saved.keys() == {"some", "unknown", "all"}
    assert violations(run, "some") == [VIOLATIONS[1]]
    (unknown,) = violations(run, "unknown")
    assert unknown.startswith("[critical] denied: ")
    assert "UnauthorizedOperation" in unknown
    every = [line.partition(" (request id")[0] for line in violations(run, "all")]
    assert sorted(every) == sorted([*VIOLATIONS, unknown.partition(" (request id")[0]])
    assert [line.split("]")[0] for line in every] == ["[critical", "[critical", "[high", "[low"]
    assert report(tmp_path, "none")["compliant"] is False


def test_the_role_fails_if_the_audit_ends_without_a_result(emulator: EmulatorProcess, tmp_path: Path) -> None:
    """This module fails before it starts, so that its result has neither an outcome nor a kind."""
    python = tmp_path / "python-without-packages"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} -S "$@"\n')
    python.chmod(0o755)
    broken = role("broken", tmp_path, accounts=entries(emulator, "studio"), samples=[{"name": "Ann"}], fail_on=[])
    run = succeeded(run_playbook(tmp_path, [play([{**broken, "vars": {"ansible_python_interpreter": str(python)}}])]))
    assert "requests" in run.saved["broken"]
    assert "Publish the result for later plays" not in run.output


@pytest.mark.parametrize("task", ["Publish the result for later plays", "Fail if there are violations"])
def test_the_role_fails_if_only_the_audit_is_skipped(tmp_path: Path, fleet: str, task: str) -> None:
    variables = {"person_sample_audit_accounts_file": fleet, "person_sample_audit_samples": MANIFEST}
    plays = [play([], roles=[ROLE], vars=variables)]
    run = run_playbook(tmp_path, plays, "--start-at-task", f"{ROLE} : {task}")
    assert run.status == 2, run.output
    assert "No account was audited" in run.output


def test_the_reports_are_written_before_the_role_fails(tmp_path: Path, fleet: str) -> None:
    inputs = {"accounts_file": fleet, "samples": MANIFEST, "report_dir": f"{tmp_path}/reports"}
    variables = {f"person_sample_audit_{name}": value for name, value in inputs.items()}
    run = run_playbook(tmp_path, [play([], roles=[ROLE], vars=variables)])
    assert run.status == 2, run.output
    assert run.output.count("fatal: [localhost]") == 1
    assert "NOT COMPLIANT: 0 of 2 accounts compliant, 2 noncompliant, 0 unknown" in run.output
    files = ["report.json", "report.html", "junit.xml", "findings.csv", "metrics.prom", "summary.md", "findings.sarif"]
    assert sorted(path.name for path in (tmp_path / "reports").iterdir()) == sorted([*files, "history.jsonl"])
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "reports").iterdir()} == {0o600}


# Secrets


def test_no_secret_is_shown_or_stored(emulator: EmulatorProcess, tmp_path: Path) -> None:
    gone = {"name": "gone", **_keys(2), "endpoint": "http://127.0.0.1:9", "retry_budget": 0}
    accounts = [*entries(emulator, "studio", "copy", "denied"), gone]
    (tmp_path / "sources.json").write_text(json.dumps({"fleet": accounts}))
    path = written(tmp_path, "accounts.yml", accounts)
    stored = " + ".join(
        f"[{name} | default('')]"
        for name in (
            "person_sample_audit_report",
            "ansible_facts",
        )
    )
    shared: dict[str, Any] = {"samples": MANIFEST, "fail_on": []}
    snapshot: dict[str, Any] = {"snapshot_account": "copy", "snapshot_file": f"{tmp_path}/snapshot.yml"}
    from_file = [
        role("from-file", tmp_path, accounts_file=path, **shared),
        role("wrong", tmp_path, accounts_file=path, **(shared | {"samples": [{"nam": "Ann"}]})),
        role("snapshot", tmp_path, "snapshot", accounts_file=path, **snapshot),
        role("no-snapshot", tmp_path, "snapshot", accounts_file=path, **(snapshot | {"snapshot_account": "gone"})),
    ]
    from_variables = [
        role("from-variables", tmp_path, accounts="{{ fleet }}", **shared),
        role("wrong-too", tmp_path, accounts="{{ fleet }}", **(shared | {"samples": [{"nam": "Ann"}]})),
        role("snapshot-too", tmp_path, "snapshot", accounts="{{ fleet }}", **snapshot),
    ]
    log = tmp_path / "ansible.log"
    run = succeeded(
        run_playbook(
            tmp_path,
            [
                play([*from_file, save("stored", stored), save("hostvars", "hostvars['localhost']")]),
                play([*from_variables, save("stored-too", stored)], vars_files=["sources.json"]),
            ],
            "-vvv",
            environment={"ANSIBLE_LOG_PATH": str(log)},
        )
    )
    assert run.saved.keys() == {"stored", "stored-too", "hostvars", "wrong", "wrong-too", "no-snapshot"}
    assert "person_sample_audit_report" in run.saved["hostvars"]
    reports = [path.read_text() for path in tmp_path.glob("*/report.json")]
    assert len(reports) == 2
    texts = {"output": run.output, "log": log.read_text(), "saved": json.dumps(run.saved), "reports": str(reports)}
    assert [(name, secret) for name, text in texts.items() for secret in SECRETS if secret in text] == []


# Other entry points


def test_an_account_is_compliant_with_its_snapshot(emulator: EmulatorProcess, tmp_path: Path) -> None:
    accounts = written(tmp_path, "accounts.yml", entries(emulator, "library", "denied"))
    manifest = f"{tmp_path}/manifest.yml"
    denied: dict[str, Any] = {
        "accounts_file": accounts,
        "snapshot_account": "denied",
        "snapshot_file": f"{tmp_path}/no.yml",
    }
    tasks = [
        role("snapshot", tmp_path, "snapshot", **(denied | {"snapshot_account": "library", "snapshot_file": manifest})),
        role(
            "audit",
            tmp_path,
            accounts_file=accounts,
            manifest_file=manifest,
            include_accounts=["library"],
            unexpected="report",
        ),
        role("denied", tmp_path, "snapshot", **denied),
        role("nobody", tmp_path, "snapshot", **(denied | {"snapshot_account": "nobody"})),
    ]
    # For an unknown account, the credentials of the environment must not be used.
    environment = account_environment(emulator, "studio")
    run = succeeded(run_playbook(tmp_path, [play(tasks)], environment=environment))
    assert run.saved.keys() == {"denied", "nobody"}, run.saved
    samples = yaml.safe_load(Path(manifest).read_text())["samples"]
    assert [(sample["name"], sample.get("person_id")) for sample in samples] == [
        ("Ann", None),
        ("Twin", "10002"),
        ("Twin", "10003"),
        (HOSTILE, None),
    ]
    assert samples[0] == {
        "name": "Ann",
        "tags": ["US"],
        "usages": ["Recognition.Face"],
        "description": "actor",
        "min_faces": 2,
    }
    assert report(tmp_path, "audit")["summary"]["verdicts"]["ok"] == 4
    assert report(tmp_path, "audit")["compliant"]
    assert "UnauthorizedOperation" in run.saved["denied"]
    assert "account: 'nobody' is not the name of an account; use a name from accounts" in run.saved["nobody"]
    assert not (tmp_path / "no.yml").exists()


def test_saved_reports_can_be_merged_and_rendered(emulator: EmulatorProcess, tmp_path: Path) -> None:
    both = ("studio", "copy")
    inputs: dict[str, Any] = {"samples": MANIFEST, "waivers": WAIVERS}
    tasks = [
        audit_task(
            {
                **inputs,
                "accounts": entries(emulator, *both),
                "include_accounts": [name],
                "report_formats": ["json"],
                "report_dir": f"{tmp_path}/{name}",
            }
        )
        for name in both
    ]
    reports = [f"{tmp_path}/{name}/report.json" for name in both]
    tasks.append(role("merged", tmp_path, "merge", reports=reports))
    tasks.append(role("twice", tmp_path, "merge", reports=[*reports, reports[0]]))
    rendered: dict[str, Any] = {
        "report_file": f"{tmp_path}/merged/report.json",
        "report_formats": ["json", "junit", "html", "csv"],
        "report_csv_separator": "semicolon",
    }
    tasks.append(role("rendered", tmp_path, "render", **rendered))
    run = succeeded(run_playbook(tmp_path, [play(tasks)]))
    assert violations(run, "merged") == VIOLATIONS
    assert "the account studio is in more than one result" in run.saved["twice"]
    assert "rendered" not in run.saved
    assert report(tmp_path, "rendered") == report(tmp_path, "merged")
    assert [account["name"] for account in report(tmp_path, "merged")["accounts"]] == ["studio", "copy"]
    assert "Eve" in (tmp_path / "rendered" / "junit.xml").read_text()
    assert '"account";"sample"' in (tmp_path / "rendered" / "findings.csv").read_text(encoding="utf-8-sig")


def test_the_playbook_runs_each_entry_point(emulator: EmulatorProcess, tmp_path: Path, fleet: str) -> None:
    inputs = {
        "accounts_file": Path(fleet).name,
        "samples": MANIFEST,
        "waivers": WAIVERS,
        "snapshot_account": "studio",
        "snapshot_file": "snapshot.yml",
    }
    written(tmp_path, "inputs.json", {f"person_sample_audit_{name}": value for name, value in inputs.items()})

    def run_audit_playbook(*arguments: str) -> tuple[int, str]:
        run = run_file(Path(PLAYBOOK), tmp_path, "-e", "@inputs.json", *arguments)
        return run.status, run.output

    reports = tmp_path / "person-sample-audit"
    status, output = run_audit_playbook("-e", "person_sample_audit_validate_only=true")
    assert status == 0, output
    assert "The inputs are valid: 2 accounts. No request was sent, no report was written." in output
    assert emulator.requests() == []
    status, output = run_audit_playbook("-e", '{"person_sample_audit_fail_on": []}', "--check")
    assert status == 0, output
    assert "Check mode: no report was written." in output
    assert str(reports) not in output
    assert not reports.exists()
    status, output = run_audit_playbook("--check")
    assert status == 2, output
    assert "3 violations." in output
    assert str(reports) not in output
    # On the command line, every key=value variable is a string.
    status, output = run_audit_playbook("-e", "person_sample_audit_validate_only=false person_sample_audit_compare=no")
    assert status == 2, output
    assert f"3 violations. See {reports}/report.html" in output
    assert len(list(reports.iterdir())) == 8
    status, output = run_audit_playbook("-e", "person_sample_audit_tasks=snapshot")
    assert status == 0, output
    assert len(yaml.safe_load((tmp_path / "snapshot.yml").read_text())["samples"]) == 3
