# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keys that end while they are used, and a metadata service that does not do what it should."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.options import CONNECTION_SPEC, parse_settings
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError, DeniedError, MpsError
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.gather import Gathered, gather_person_samples
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.selection import Selection
from support.credential_sources import (
    AUDITED,
    EVERYWHERE,
    EXTERNAL_ID,
    MACHINE,
    OPTIONS,
    TKE,
    Machine,
    arn_of,
    keys_of,
    state,
)
from support.emulator_process import EmulatorProcess

COUNT = 590  # six pages
LIFETIME_S = 4  # renewed in its last tenth, so a machine under load has some 300 ms from the key to the answer
PAGES_A_SECOND = 1
ROLE = {"role_arn": arn_of(AUDITED), "role_external_id": EXTERNAL_ID}


def long_state(**server: Any) -> dict[str, Any]:
    """Every account has the library that takes six pages."""
    plain = state(**server)
    generated = {"samples": [], "generate": {"count": COUNT, "name": "Person {n}"}}
    return {**plain, "accounts": [{**account, **generated} for account in plain["accounts"]]}


@pytest.fixture(scope="module")
def lasting() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(long_state()) as running:
        yield running


@pytest.fixture(scope="module")
def fleeting() -> Iterator[EmulatorProcess]:
    """Temporary keys live for four seconds."""
    with EmulatorProcess(long_state(credential_lifetime_s=LIFETIME_S)) as running:
        yield running


def machine_at(emulator: EmulatorProcess) -> Machine:
    emulator.reset()
    emulator.faults([])
    emulator.metadata(None)
    return Machine(emulator, Path.home(), {"TENCENTCLOUD_METADATA_ENDPOINT": emulator.url})


@pytest.fixture
def machine(lasting: EmulatorProcess) -> Machine:
    return machine_at(lasting)


def gather(machine: Machine, **options: Any) -> Gathered:
    os.environ.update(machine.environment)  # it ends with the test
    given = {name: option.get("default") for name, option in CONNECTION_SPEC.items()}
    addressed = {**given, "endpoint": machine.emulator.url, **machine.options, **options}
    return gather_person_samples(parse_settings(addressed, os.environ), 32, Selection(), pytest.fail)


def is_whole(gathered: Gathered) -> bool:
    names = {sample["Name"] for sample in gathered.listing.samples}
    return names == {f"Person {n}" for n in range(1, COUNT + 1)}


def actions(machine: Machine) -> list[str]:
    return [entry["action"] for entry in machine.emulator.requests()]


@pytest.mark.parametrize(
    ("place", "options", "renewal"),
    [
        ("options", ROLE, ["AssumeRole"]),
        ("TCCLI with a role", ROLE, ["AssumeRole", "AssumeRole"]),
        ("TKE OIDC", {}, ["AssumeRoleWithWebIdentity"]),
        ("CVM role", {"account_uin": MACHINE}, ["metadata", "metadata", "GetCallerIdentity"]),
    ],
)
def test_keys_are_renewed_in_the_middle_of_a_long_listing(
    fleeting: EmulatorProcess, place: str, options: dict[str, Any], renewal: list[str]
) -> None:
    machine = machine_at(fleeting)
    EVERYWHERE[place].put(machine)
    assert is_whole(gather(machine, **options, requests_per_second=PAGES_A_SECOND))
    seen = [action for action in actions(machine) if action != "DescribePersonSamples"]
    assert len(seen) >= 2 * len(renewal)
    assert seen == renewal * (len(seen) // len(renewal))
    assert {entry["code"] for entry in fleeting.requests()} == {None}


@pytest.mark.parametrize("place", ["options", "CVM role", "TKE OIDC"])
def test_one_role_is_assumed_once_for_many_calls(machine: Machine, place: str) -> None:
    EVERYWHERE[place].put(machine)
    assert is_whole(gather(machine, **ROLE, account_uin=AUDITED))
    seen = actions(machine)
    assert seen.count("DescribePersonSamples") == COUNT // 100 + 1
    assert [seen.count(action) for action in ("AssumeRole", "GetCallerIdentity")] == [1, 1]


def test_the_account_is_proved_before_the_first_sample_is_read(machine: Machine) -> None:
    gather(machine, **keys_of(OPTIONS), account_uin=OPTIONS)
    assert actions(machine).index("GetCallerIdentity") == 0


@pytest.mark.parametrize("fault", ["throttle", "server_error", "reset", "truncate", "not_json", "missing_members"])
@pytest.mark.parametrize("action", ["AssumeRole", "GetCallerIdentity"])
def test_a_fault_of_sts_that_passes_is_recovered(machine: Machine, action: str, fault: str) -> None:
    machine.emulator.faults([{"fault": fault, "action": action, "times": 2}])
    assert is_whole(gather(machine, **keys_of(OPTIONS), **ROLE, account_uin=AUDITED))
    assert actions(machine).count(action) == 3


def test_a_fault_of_sts_that_does_not_pass_ends_with_the_budget(machine: Machine) -> None:
    machine.emulator.faults([{"fault": "server_error", "action": "AssumeRole", "times": "always"}])
    with pytest.raises(MpsError, match=r"AssumeRole: .*InternalError.* attempts"):
        gather(machine, **keys_of(OPTIONS), **ROLE, retry_budget=1)
    assert set(actions(machine)) == {"AssumeRole"}


def test_a_wrong_clock_does_not_stop_the_first_call_to_sts() -> None:
    with EmulatorProcess(long_state(clock_offset_s=1200)) as emulator:
        machine = machine_at(emulator)
        os.environ.update(machine.environment)
        given = {name: option.get("default") for name, option in CONNECTION_SPEC.items()}
        settings = parse_settings({**given, "endpoint": emulator.url, **keys_of(OPTIONS), **ROLE}, os.environ)
        warnings: list[str] = []
        assert is_whole(gather_person_samples(settings, 32, Selection(), warnings.append))
        assert actions(machine).count("AssumeRole") == 2
    assert len(warnings) == 1


def test_keys_that_the_server_ends_early_are_a_plain_failure(machine: Machine) -> None:
    """Nothing says when they would have ended, so nothing renews them; and a refusal is never asked again."""
    gone = {**keys_of(OPTIONS, temporary=True)}
    with EmulatorProcess(long_state()) as emulator:
        emulator.expire(OPTIONS)
        with pytest.raises(DeniedError, match=r"AuthFailure\.TokenFailure"):
            gather(machine_at(emulator), **gone)
        assert len(emulator.requests()) == 1


FAULTS = {
    "hang": r"the metadata service does not answer \(no answer from .* in 1 s\)",
    "error": "the metadata service answers with HTTP 500",
    "not_json": "the metadata service's answer for the role SampleAuditor is not as documented",
    "code": "the metadata service has no keys for the role SampleAuditor: its Code is not Success",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_metadata_service_is_told(machine: Machine, fault: str) -> None:
    machine.role(fault=fault)
    with pytest.raises(ConfigurationError, match=FAULTS[fault]):
        gather(machine)
    assert set(actions(machine)) <= {"metadata"}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_profile_of_a_machine_whose_metadata_service_is_faulty_is_not_replaced(machine: Machine, fault: str) -> None:
    machine.tke()
    machine.tccli({"type": "cvm-role"}, "machine")
    machine.role(fault=fault)
    with pytest.raises(ConfigurationError, match=r"profile machine: the metadata|the metadata service"):
        gather(machine, profile="machine")
    assert set(actions(machine)) <= {"metadata"}


def test_a_default_profile_of_a_machine_without_metadata_service_is_not_replaced(machine: Machine) -> None:
    """It says whose keys are meant; what comes after it belongs to another account."""
    machine.tke()
    machine.tccli({"type": "cvm-role"})
    with pytest.raises(ConfigurationError, match=r"metadata|role"):
        gather(machine, account_uin=TKE)


def test_a_hanging_metadata_service_does_not_stop_keys_that_come_before_it(machine: Machine) -> None:
    machine.role(fault="hang")
    began = time.monotonic()
    assert is_whole(gather(machine, **keys_of(OPTIONS)))
    assert time.monotonic() - began < 30
    assert "metadata" not in actions(machine)


@pytest.mark.parametrize("default_profile", [None, {"type": "cvm-role"}])
def test_without_a_metadata_service_the_search_ends_within_three_seconds(
    machine: Machine, default_profile: dict[str, str] | None
) -> None:
    """The limit is the issue's own. The port accepts and never answers, as a network that swallows packets does."""
    if default_profile:
        machine.tccli(default_profile)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        machine.environment["TENCENTCLOUD_METADATA_ENDPOINT"] = f"http://127.0.0.1:{silent.getsockname()[1]}"
        began = time.monotonic()
        with pytest.raises(ConfigurationError, match=r"the metadata service does not answer \(no answer from .*\)"):
            gather(machine)
        assert time.monotonic() - began < 3
