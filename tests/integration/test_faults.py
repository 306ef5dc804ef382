# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Faults on real sockets: each fault is recovered or reported clearly, and never gives an incomplete list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils import _errors
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.options import CONNECTION_SPEC, parse_settings
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.gather import Gathered, gather_person_samples
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.selection import Selection
from support.emulator_process import EmulatorProcess
from support.playbook import GROUP, INFO, account_options, play, run_playbook, save, succeeded

COUNT = 450  # five pages
ACCOUNT = {"name": "studio", "uin": "100000000001", "generate": {"count": COUNT, "name": "Person {n}"}}
STATE = {"accounts": [ACCOUNT]}


@pytest.fixture(scope="module")
def shared() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(STATE) as running:
        yield running


@pytest.fixture
def emulator(shared: EmulatorProcess) -> EmulatorProcess:
    shared.faults([])
    shared.reset()
    return shared


@pytest.fixture
def changing() -> Iterator[EmulatorProcess]:
    """An emulator whose library changes in the test."""
    with EmulatorProcess(STATE) as running:
        yield running


def gather(emulator: EmulatorProcess, warnings: list[str] | None = None, **options: Any) -> Gathered:
    given = {name: option.get("default") for name, option in CONNECTION_SPEC.items()}
    settings = parse_settings({**given, **account_options(emulator, "studio"), **options}, {})
    messages: list[str] = [] if warnings is None else warnings
    return gather_person_samples(settings, 32, Selection(), messages.append)


def names(gathered: Gathered) -> list[str]:
    return [sample["Name"] for sample in gathered.listing.samples]


ALL_NAMES = [f"Person {n}" for n in range(1, COUNT + 1)]

TEMPORARY: dict[str, dict[str, Any]] = {
    "throttle": {"fault": "throttle"},
    "throttle with Retry-After": {"fault": "throttle", "retry_after": 1},
    "throttle of the IP address": {"fault": "throttle", "code": "RequestLimitExceeded.IPLimitExceeded"},
    "InternalError": {"fault": "server_error"},
    "HTTP 502 with a page": {"fault": "server_error", "http_status": 502},
    "reset": {"fault": "reset"},
    "truncated body": {"fault": "truncate"},
    "HTML instead of JSON": {"fault": "not_json"},
    "no PersonSet": {"fault": "missing_members"},
}


@pytest.mark.parametrize("after", [0, 2], ids=["the first page", "a later page"])
@pytest.mark.parametrize("fault", TEMPORARY)
def test_temporary_fault_is_retried(emulator: EmulatorProcess, fault: str, after: int) -> None:
    times = 1 if fault == "no PersonSet" else 2  # the same wrong content is requested only once more
    emulator.faults([{**TEMPORARY[fault], "after": after, "times": times}])
    gathered = gather(emulator)
    assert names(gathered) == ALL_NAMES
    assert gathered.outcome.retries == times
    assert len(emulator.requests()) == gathered.outcome.requests == 5 + times


@pytest.mark.parametrize("fault", TEMPORARY)
def test_permanent_fault_ends_with_the_retry_budget(emulator: EmulatorProcess, fault: str) -> None:
    emulator.faults([{**TEMPORARY[fault], "times": "always"}])
    with pytest.raises(
        (_errors.ThrottledError, _errors.ServerError, _errors.TransportError, _errors.ProtocolError)
    ) as end:
        gather(emulator, retry_budget=1.5)
    assert end.value.attempts == len(emulator.requests()) > 1
    assert f"after {end.value.attempts} attempts" in str(end.value)


def test_sample_without_a_name_is_named_after_one_retry(emulator: EmulatorProcess) -> None:
    emulator.faults([{"fault": "null_name", "person_id": "1000163", "times": "always"}])
    with pytest.raises(_errors.ProtocolError, match=r"offset 162 \(id 1000163\).*its Name is null.*after 2 attempts"):
        gather(emulator)
    assert len(emulator.requests()) == 6  # five pages, one of them twice


@pytest.mark.parametrize(
    ("server", "complete"),
    [
        ({"page_maximum": 50}, True),
        ({"total_count": "page"}, False),
        ({"total_count_maximum": 397}, False),  # the samples of four full pages
        ({"total_count_lag": 1}, False),
    ],
)
def test_undocumented_counts_and_pages_never_give_an_incomplete_list(server: dict[str, Any], complete: bool) -> None:
    with EmulatorProcess({**STATE, "server": server}) as emulator:
        emulator.create("studio", {"name": "New"})
        if complete:
            assert names(gather(emulator)) == [*ALL_NAMES, "New"]
        else:
            with pytest.raises(_errors.IncompleteError, match="The server counts fewer samples"):
                gather(emulator)


def test_late_response_is_requested_again(emulator: EmulatorProcess) -> None:
    emulator.faults([{"fault": "delay", "delay_ms": 5000}])
    assert names(gather(emulator, timeout=1)) == ALL_NAMES


@pytest.mark.parametrize("account", [{"denied": ["mps:DescribePersonSamples"]}, {"mps_user": False}])
def test_denied_request_is_sent_once(account: dict[str, Any]) -> None:
    with EmulatorProcess({"accounts": [{**ACCOUNT, **account}]}) as emulator:
        with pytest.raises(_errors.DeniedError):
            gather(emulator)
        assert len(emulator.requests()) == 1


def test_denied_page_fails_the_whole_listing(emulator: EmulatorProcess) -> None:
    emulator.faults([{"fault": "denied", "after": 3}])
    with pytest.raises(_errors.DeniedError, match="UnauthorizedOperation"):
        gather(emulator)
    assert len(emulator.requests()) <= 5


@pytest.mark.parametrize("offset", [1200, -1200])
def test_clock_error_of_twenty_minutes_is_corrected_with_one_warning(offset: int) -> None:
    with EmulatorProcess({**STATE, "server": {"clock_offset_s": offset}}) as emulator:
        warnings: list[str] = []
        gathered = gather(emulator, warnings)
        assert names(gathered) == ALL_NAMES
        assert gathered.outcome.requests == 6
    assert len(warnings) == 1
    assert "NTP" in warnings[0]


def test_clock_correction_adds_one_warning_to_the_task(tmp_path: Path) -> None:
    with EmulatorProcess({**STATE, "server": {"clock_offset_s": 1200}}) as emulator:
        tasks = [{INFO: {}, "register": "library"}, save("total", "library.total_count")]
        run = succeeded(
            run_playbook(tmp_path, [play(tasks, module_defaults={GROUP: account_options(emulator, "studio")})])
        )
    assert succeeded(run).saved["total"] == COUNT
    assert run.output.count("The clock of this host") == 1


CHANGES: dict[str, list[dict[str, Any]]] = {
    "shrinks at the front": [{"delete": 0}],
    "shrinks at the end": [{"delete": COUNT - 1}],
    "grows at the front": [{"insert": 0, "name": "New"}],
    "grows at the end": [{"insert": COUNT, "name": "New"}],
    "one goes, one comes": [{"delete": 7}, {"insert": COUNT - 1, "name": "New"}],
}


@pytest.mark.parametrize("change", CHANGES)
def test_one_change_during_the_read_gives_a_complete_list(changing: EmulatorProcess, change: str) -> None:
    changing.faults([{"fault": "mutate", "mutate": CHANGES[change], "after": 2}])
    listed = names(gather(changing))
    gone = {ALL_NAMES[step["delete"]] for step in CHANGES[change] if "delete" in step}
    assert set(ALL_NAMES) - gone <= set(listed) <= {*ALL_NAMES, "New"}
    assert len(listed) == len(set(listed))


def test_constantly_changing_library_is_reported_incomplete(changing: EmulatorProcess, tmp_path: Path) -> None:
    churn = [{"delete": 0}, {"insert": COUNT - 1, "name": "Newcomer"}]
    changing.faults([{"fault": "mutate", "mutate": churn, "times": "always"}])
    keys = account_options(changing, "studio")
    tasks = [{INFO: keys, "register": "library", "ignore_errors": True}, save("library", "library")]
    library = succeeded(run_playbook(tmp_path, [play(tasks)])).saved["library"]
    assert library["kind"] == "incomplete"
    assert "could not be verified as complete in 4 attempts, so nothing is returned" in library["msg"]
    assert "does not start with the last sample of the page before" in library["msg"]
    assert "person_samples" not in library
    assert len(changing.requests()) == 4 * 5
