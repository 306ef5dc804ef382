# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Random fleets have the same report in every way to run the audit, and the verdicts of the oracle."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from emulator.sample import Sample
from support.audit_task import audit_task, entry
from support.emulator_process import EmulatorProcess
from support.fleets import Fleet, FleetAccount, drawn_fleet
from support.naive_audit import applies, unexpected_samples, verdict_for
from support.playbook import play, run_playbook, succeeded
from support.ssh_host import NAME, SshHost

ROLE = "tencentcloud.mps.person_sample_audit"
SEEDS = range(7000, 7006)


def state_of_fleet(fleet: Fleet) -> dict[str, Any]:
    """The state of an emulator. All its accounts have the switches of the first one. The order of samples is stable."""

    def sample(one: Sample) -> dict[str, Any]:
        fields = {**asdict(one), "tags": list(one.tags), "usages": list(one.usages)}
        return {name: value for name, value in fields.items() if not name.endswith("_time")}

    accounts = [
        {
            "name": account.name,
            "uin": str(100000000000 + number),
            "samples": [sample(one) for one in account.samples],
            "default_samples": [{**sample(one), "faces": min(one.faces, 1)} for one in account.default_samples],
        }
        for number, account in enumerate(fleet.accounts)
    ]
    return {"server": {**asdict(fleet.accounts[0].switches), "order": "stable"}, "accounts": accounts}


def write_inputs(folder: Path, fleet: Fleet, emulator: EmulatorProcess) -> dict[str, Any]:
    """Write the input files of a fleet, and return the options of its audit."""
    folder.mkdir()
    accounts = [
        entry(emulator, account.name, **({"labels": list(account.labels)} if account.labels else {}))
        for account in fleet.accounts
    ]
    waivers = [{**waiver, "expires": waiver["expires"].isoformat()} for waiver in fleet.waivers]
    (folder / "accounts.yml").write_text(yaml.safe_dump({"accounts": accounts}, allow_unicode=True))
    (folder / "manifest.json").write_text(
        json.dumps({"samples": [{**one, "may_match_nothing": True} for one in fleet.entries]})
    )
    (folder / "waivers.yml").write_text(yaml.safe_dump(waivers))
    return {
        "accounts_file": f"{folder}/accounts.yml",
        "manifest_file": f"{folder}/manifest.json",
        "waivers_file": f"{folder}/waivers.yml",
        "unexpected": "report",
        "unexpected_limit": Random(len(fleet.entries)).choice((1, 5, 100)),
        "report_formats": ["json"],
    }


def comparable(path: Path) -> bytes:
    """The bytes of a report without its times."""
    report = json.loads(path.read_text(encoding="utf-8"))
    report["generated_at"] = report["summary"]["seconds"] = None
    for account in report["accounts"]:
        account["seconds"] = None
    for finding in report["findings"]:
        finding["first_seen"] = None
    return json.dumps(report, ensure_ascii=False).encode()


def expected_verdicts(fleet: Fleet, account: FleetAccount) -> Counter[str]:
    entries = [one for one in fleet.entries if applies(one, account.name, account.labels)]
    libraries = {"UserDefine": account.samples, "Default": [*account.default_samples]}
    verdicts = Counter(verdict_for(one, libraries[one.get("type", "UserDefine")]) for one in entries)
    verdicts["unexpected"] = len(unexpected_samples(entries, account.samples))
    return verdicts


@pytest.mark.long
def test_every_way_to_run_the_audit_writes_the_same_report(remote: SshHost, tmp_path: Path) -> None:
    tasks: list[dict[str, Any]] = []
    fleets = {seed: drawn_fleet(seed) for seed in SEEDS}
    with ExitStack() as emulators:
        for seed, fleet in fleets.items():
            emulator = emulators.enter_context(EmulatorProcess(state_of_fleet(fleet)))
            options = write_inputs(tmp_path / str(seed), fleet, emulator)
            of_role = {f"person_sample_audit_{name}": value for name, value in options.items()}
            folder = f"{tmp_path}/{seed}"
            tasks += [
                audit_task({**options, "report_dir": f"{folder}/local"}),
                audit_task({**options, "report_dir": f"{folder}/remote"}, delegate_to=NAME),
                {
                    "ansible.builtin.include_role": {"name": ROLE},
                    "vars": {
                        **of_role,
                        "person_sample_audit_report_dir": f"{folder}/role",
                        "person_sample_audit_fail_on": [],
                    },
                },
            ]
        succeeded(run_playbook(tmp_path, [play(tasks)], "-i", remote.inventory(tmp_path)))
    seen: Counter[str] = Counter()
    for seed, fleet in fleets.items():
        local, over_ssh, with_role = (
            comparable(tmp_path / str(seed) / kind / "report.json") for kind in ("local", "remote", "role")
        )
        assert local == over_ssh, seed
        assert local == with_role, seed
        results = json.loads(local)["accounts"]
        for account, result in zip(fleet.accounts, results, strict=True):
            verdicts = Counter[str](result["verdicts"])
            assert +verdicts == +expected_verdicts(fleet, account), (seed, account.name)
            seen += verdicts
    assert min(seen[verdict] for verdict in ("ok", "missing", "drifted", "unexpected")) > 0, seen
