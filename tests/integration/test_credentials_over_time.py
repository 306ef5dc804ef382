# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keys that expire during use, and faults of the metadata service."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.options import CONNECTION_SPEC, parse_settings
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError, DeniedError, MpsError
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.gather import Gathered, gather_person_samples
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.selection import Selection
from support.credential_sources import (
    ALL_SOURCES,
    AUDITED,
    CVM,
    EXTERNAL_ID,
    OPTIONS,
    TKE,
    Host,
    arn_of,
    keys_of,
    state,
)
from support.emulator_process import EmulatorProcess

COUNT = 590  # six pages
LIFETIME_S = 4
PAGES_A_SECOND = 1
ROLE = {"role_arn": arn_of(AUDITED), "role_external_id": EXTERNAL_ID}


def long_state(**server: Any) -> dict[str, Any]:
    """Return a state in which every account has a library of six pages."""
    plain = state(**server)
    generated = {"samples": [], "generate": {"count": COUNT, "name": "Person {n}"}}
    return {**plain, "accounts": [{**account, **generated} for account in plain["accounts"]]}


@pytest.fixture(scope="module")
def long_lived() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(long_state()) as running:
        yield running


@pytest.fixture(scope="module")
def short_lived() -> Iterator[EmulatorProcess]:
    """An emulator whose temporary keys expire after four seconds."""
    with EmulatorProcess(long_state(credential_lifetime_s=LIFETIME_S)) as running:
        yield running


def host_at(emulator: EmulatorProcess) -> Host:
    emulator.reset()
    emulator.faults([])
    emulator.metadata(None)
    return Host(emulator, Path.home(), {"TENCENTCLOUD_METADATA_ENDPOINT": emulator.url})


@pytest.fixture
def host(long_lived: EmulatorProcess) -> Host:
    return host_at(long_lived)


def gather(host: Host, **options: Any) -> Gathered:
    os.environ.update(host.environment)  # conftest.py restores the environment after the test
    given = {name: option.get("default") for name, option in CONNECTION_SPEC.items()}
    addressed = {**given, "endpoint": host.emulator.url, **host.options, **options}
    return gather_person_samples(parse_settings(addressed, os.environ), 32, Selection(), pytest.fail)


def is_complete(gathered: Gathered) -> bool:
    names = {sample["Name"] for sample in gathered.listing.samples}
    return names == {f"Person {n}" for n in range(1, COUNT + 1)}


def actions(host: Host) -> list[str]:
    return [entry["action"] for entry in host.emulator.requests()]


@pytest.mark.parametrize(
    ("source", "options", "renewal"),
    [
        ("options", ROLE, ["AssumeRole"]),
        ("TCCLI with a role", ROLE, ["AssumeRole", "AssumeRole"]),
        ("TKE OIDC", {}, ["AssumeRoleWithWebIdentity"]),
        ("OIDC", {}, ["AssumeRoleWithWebIdentity"]),
        ("CVM role", {"account_uin": CVM}, ["metadata", "metadata", "GetCallerIdentity"]),
    ],
)
def test_keys_are_renewed_during_a_long_listing(
    short_lived: EmulatorProcess, source: str, options: dict[str, Any], renewal: list[str]
) -> None:
    host = host_at(short_lived)
    ALL_SOURCES[source].configure(host)
    assert is_complete(gather(host, **options, requests_per_second=PAGES_A_SECOND))
    seen = [action for action in actions(host) if action != "DescribePersonSamples"]
    assert len(seen) >= 2 * len(renewal)
    assert seen == renewal * (len(seen) // len(renewal))
    # On a slow computer, a request can arrive after its keys have expired. It is repeated with new ones.
    assert {entry["code"] for entry in short_lived.requests()} <= {None, "AuthFailure.TokenFailure"}


@pytest.mark.parametrize("source", ["options", "CVM role", "TKE OIDC"])
def test_role_is_assumed_once_for_many_calls(host: Host, source: str) -> None:
    ALL_SOURCES[source].configure(host)
    assert is_complete(gather(host, **ROLE, account_uin=AUDITED))
    seen = actions(host)
    assert seen.count("DescribePersonSamples") == COUNT // 100 + 1
    assert [seen.count(action) for action in ("AssumeRole", "GetCallerIdentity")] == [1, 1]


def test_account_is_verified_before_the_first_sample_is_read(host: Host) -> None:
    gather(host, **keys_of(OPTIONS), account_uin=OPTIONS)
    assert actions(host).index("GetCallerIdentity") == 0


@pytest.mark.parametrize("fault", ["throttle", "server_error", "reset", "truncate", "not_json", "missing_members"])
@pytest.mark.parametrize("action", ["AssumeRole", "GetCallerIdentity"])
def test_temporary_sts_fault_is_retried(host: Host, action: str, fault: str) -> None:
    times = 1 if fault == "missing_members" else 2  # the same wrong content twice is final
    host.emulator.faults([{"fault": fault, "action": action, "times": times}])
    assert is_complete(gather(host, **keys_of(OPTIONS), **ROLE, account_uin=AUDITED))
    assert actions(host).count(action) == times + 1


def test_permanent_sts_fault_ends_with_the_retry_budget(host: Host) -> None:
    host.emulator.faults([{"fault": "server_error", "action": "AssumeRole", "times": "always"}])
    with pytest.raises(MpsError, match=r"AssumeRole: .*InternalError.* attempts"):
        gather(host, **keys_of(OPTIONS), **ROLE, retry_budget=1)
    assert set(actions(host)) == {"AssumeRole"}


def test_wrong_clock_does_not_stop_the_first_sts_call() -> None:
    with EmulatorProcess(long_state(clock_offset_s=1200)) as emulator:
        host = host_at(emulator)
        os.environ.update(host.environment)
        given = {name: option.get("default") for name, option in CONNECTION_SPEC.items()}
        settings = parse_settings({**given, "endpoint": emulator.url, **keys_of(OPTIONS), **ROLE}, os.environ)
        warnings: list[str] = []
        assert is_complete(gather_person_samples(settings, 32, Selection(), warnings.append))
        assert actions(host).count("AssumeRole") == 2
    assert len(warnings) == 1


def test_keys_that_expire_early_fail_without_retry(host: Host) -> None:
    """These keys have no known expiry, so they are not renewed, and a denied request is not retried."""
    expired = {**keys_of(OPTIONS, temporary=True)}
    with EmulatorProcess(long_state()) as emulator:
        emulator.expire(OPTIONS)
        with pytest.raises(DeniedError, match=r"AuthFailure\.TokenFailure"):
            gather(host_at(emulator), **expired)
        assert len(emulator.requests()) == 1


FAULTS = {
    "hang": r"the metadata service at 127\.0\.0\.1:\d+ does not respond \(.*(timed out|not complete in time)",
    "error": "the metadata service responded with HTTP 500",
    "not_json": "the metadata service returned unexpected credentials for the role SampleAuditor",
    "code": "the metadata service has no credentials for the role SampleAuditor: its Code is Failed",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_metadata_service_fault_is_reported(host: Host, fault: str) -> None:
    host.add_cvm_role(fault=fault)
    with pytest.raises(MpsError, match=FAULTS[fault]) as raised:
        gather(host, retry_budget=2)
    assert raised.value.kind == {"hang": "configuration", "error": "server"}.get(fault, "configuration")
    assert set(actions(host)) <= {"metadata"}


@pytest.mark.parametrize("fault", FAULTS)
def test_cvm_role_profile_does_not_fall_back_when_the_metadata_service_fails(host: Host, fault: str) -> None:
    host.add_tke_oidc()
    host.add_tccli_profile({"type": "cvm-role"}, "cvm")
    host.add_cvm_role(fault=fault)
    with pytest.raises(MpsError, match=r"profile cvm: the metadata|the metadata service"):
        gather(host, profile="cvm", retry_budget=2)
    assert set(actions(host)) <= {"metadata"}


def test_default_cvm_role_profile_does_not_fall_back_without_a_metadata_service(host: Host) -> None:
    """The profile selects an account. Later sources belong to another account."""
    host.add_tke_oidc()
    host.add_tccli_profile({"type": "cvm-role"})
    with pytest.raises(ConfigurationError, match=r"metadata|role"):
        gather(host, account_uin=TKE)


def test_hanging_metadata_service_does_not_block_earlier_sources(host: Host) -> None:
    host.add_cvm_role(fault="hang")
    assert is_complete(gather(host, **keys_of(OPTIONS)))
    assert "metadata" not in actions(host)


@pytest.mark.parametrize("default_profile", [None, {"type": "cvm-role"}])
def test_metadata_service_that_never_responds_is_reported(host: Host, default_profile: dict[str, str] | None) -> None:
    """The port accepts connections and never responds, like a network that drops packets.

    The search tries the service once. A profile that names it is retried for a few seconds of the retry budget.
    """
    if default_profile:
        host.add_tccli_profile(default_profile)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host.environment["TENCENTCLOUD_METADATA_ENDPOINT"] = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(MpsError, match=r"the metadata service at .* does not respond \(.*\)") as raised:
            gather(host, retry_budget=3600)
    assert (raised.value.attempts > 1) == bool(default_profile)
