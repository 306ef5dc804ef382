# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets are never shown, and sample names are never evaluated as templates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.emulator_process import EmulatorProcess
from support.playbook import (
    FACTS,
    GROUP,
    INFO,
    account_environment,
    account_options,
    account_variables,
    lookup,
    play,
    run_playbook,
    save,
    succeeded,
)

TOKEN = "generated-token-of-a-temporary-key-0123456789"


def state(*names: str) -> dict[str, Any]:
    keys = {"secret_id": "AKIDgenerated00000000000000000000001", "secret_key": "generated-secret-key-000000000001"}
    samples = [{"name": name, "description": name, "tags": [name]} for name in names]
    account = {"name": "studio", "uin": "100000000001", "credentials": [{**keys, "token": TOKEN}], "samples": samples}
    return {"accounts": [account]}


def test_a_template_in_a_sample_name_is_never_evaluated(tmp_path: Path) -> None:
    marker = tmp_path / "template-was-evaluated"
    hostile = f"{{{{ lookup('pipe','touch {marker}') }}}}<script>"
    with EmulatorProcess(state(hostile)) as emulator:
        tasks: list[dict[str, Any]] = [
            {INFO: {}, "register": "info"},
            {FACTS: {}},
            save("info", "info.person_samples[0].name"),
            save("facts", "ansible_facts.mps_person_samples[0].name"),
            save("by_name", "ansible_facts.mps_person_sample_ids_by_name"),
            save("lookup", lookup() + "[0].name"),
            {"ansible.builtin.set_fact": {"kept": "{{ info.person_samples[0] }}"}},
            save("kept", "kept.description"),
            {"ansible.builtin.debug": {"msg": "{{ item.name }}"}, "loop": "{{ info.person_samples }}"},
            {"ansible.builtin.debug": {"msg": "{{ kept.name ~ kept.tag_set[0] }}"}},
            {"ansible.builtin.template": {"src": "name.j2", "dest": str(tmp_path / "rendered")}},
        ]
        (tmp_path / "name.j2").write_text("{{ info.person_samples[0].name }}\n")
        keys = account_options(emulator, "studio")
        plays = [play(tasks, module_defaults={GROUP: keys}, vars=account_variables(emulator, "studio"))]
        run = succeeded(run_playbook(tmp_path, plays, "-v"))
    assert run.saved == {
        "info": hostile,
        "facts": hostile,
        "by_name": {hostile: ["10001"]},
        "lookup": hostile,
        "kept": hostile,
    }
    assert (tmp_path / "rendered").read_text() == hostile + "\n"
    assert not marker.exists()


def test_a_lone_surrogate_is_escaped_and_all_samples_are_returned(tmp_path: Path) -> None:
    with EmulatorProcess(state("cut \ud83d", "Ann")) as emulator:
        tasks: list[dict[str, Any]] = [
            {INFO: {}, "register": "info"},
            {FACTS: {}},
            save("info", "info.person_samples | map(attribute='name')"),
            save("facts", "ansible_facts.mps_person_sample_ids_by_name"),
            save("lookup", lookup() + " | map(attribute='name')"),
        ]
        keys = account_options(emulator, "studio")
        plays = [play(tasks, module_defaults={GROUP: keys}, vars=account_variables(emulator, "studio"))]
        saved = succeeded(run_playbook(tmp_path, plays)).saved
    names = ["cut \\ud83d", "Ann"]
    assert saved == {"info": names, "facts": {names[0]: ["10001"], names[1]: ["10002"]}, "lookup": names}


@pytest.mark.parametrize("source", ["options", "environment", "variables"])
def test_no_secret_is_shown_with_vvv_in_success_and_failure(tmp_path: Path, source: str) -> None:
    with EmulatorProcess(state("John Smith")) as emulator:
        keys = account_options(emulator, "studio")
        wrong = {**keys, "secret_key": "a-wrong-key-that-is-secret-too"}
        gone = {**keys, "endpoint": "http://127.0.0.1:9", "retry_budget": 0}
        option_sets: list[dict[str, Any]] = [keys, wrong, gone] if source == "options" else [{"limit": 1}, {"limit": 0}]
        tasks = [
            {module: options, "ignore_errors": True, "register": "result"}
            for options in option_sets
            for module in (INFO, FACTS)
        ]
        tasks.append({"ansible.builtin.debug": {"var": "result"}})
        for expression in (lookup(), lookup("'Nobody'"), lookup("[]"), lookup(timeout="'x'")):
            tasks.append({"ansible.builtin.debug": {"msg": "{{ " + expression + " }}"}, "ignore_errors": True})
        variables = account_variables(emulator, "studio") if source != "environment" else {}
        environment = account_environment(emulator, "studio") if source == "environment" else {}
        run = run_playbook(tmp_path, [play(tasks, vars=variables)], "-vvv", environment=environment)
    assert "PLAY RECAP" in run.output
    assert "unreachable=0" in run.output
    for secret in (keys["secret_key"], TOKEN, "a-wrong-key-that-is-secret-too"):
        assert secret not in run.output
