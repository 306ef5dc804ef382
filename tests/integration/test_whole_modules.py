# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Modules run with the fixtures of pytest-ansible. Only this file uses them (see CONTRIBUTING.md)."""

from __future__ import annotations

from typing import Any

import pytest

from support.emulator_process import EmulatorProcess
from support.playbook import FACTS, INFO, account_options

STATE = {"accounts": [{"name": "studio", "uin": "100000000001", "samples": [{"name": "Ann"}]}]}

pytestmark = pytest.mark.pytest_ansible


def test_the_info_module_returns_samples(localhost: Any) -> None:
    with EmulatorProcess(STATE) as emulator:
        result = getattr(localhost, INFO)(**account_options(emulator, "studio")).contacted["localhost"]
    assert result["ids_by_name"] == {"Ann": ["10001"]}


def test_the_facts_module_returns_facts(localhost: Any) -> None:
    with EmulatorProcess(STATE) as emulator:
        result = getattr(localhost, FACTS)(**account_options(emulator, "studio")).contacted["localhost"]
    assert result["ansible_facts"]["mps_person_sample_total"] == 1


def test_invalid_input_fails_with_its_kind(localhost: Any) -> None:
    result = getattr(localhost, INFO)(names=[]).contacted["localhost"]
    assert result["failed"]
    assert result["kind"] == "configuration"
