# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The same files and variables lead this collection, the official SDK and TCCLI to the same account, where those work
at all; each deliberate difference (docs/api-facts.md section 5) is a test of its own."""

from __future__ import annotations

import configparser
import itertools
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import certifi
import pytest
from tencentcloud.common.credential import DefaultCredentialProvider
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.sts.v20180813.models import GetCallerIdentityRequest
from tencentcloud.sts.v20180813.sts_client import StsClient

from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.options import CONNECTION_SPEC, parse_settings
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.gather import gather_person_samples
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.selection import Selection
from support.credential_sources import (
    ASSUMING,
    ENVIRONMENT,
    EVERYWHERE,
    INI,
    MACHINE,
    PERMANENT,
    PLACES,
    TCCLI,
    TCCLI_ROLE,
    TKE,
    Machine,
    arn_of,
    as_tccli,
    keys_of,
    state,
    written,
)
from support.emulator_process import EmulatorProcess
from support.proxies import DetourProxy

TCCLI_PROGRAM = os.environ.get("MPS_TCCLI", "")
PATIENCE_S = 60
TCCLI_FILE, INI_FILE = Path(".tccli/default.credential"), Path(".tencentcloud/credentials")


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(state(), tls=True) as running:
        yield running


@pytest.fixture
def machine(emulator: EmulatorProcess, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    """Whoever starts here goes through the proxy to the emulator, and trusts it; nobody has any keys yet."""
    emulator.reset()
    emulator.metadata(None)
    with DetourProxy(emulator) as proxy:
        monkeypatch.setattr(certifi, "where", lambda: emulator.ca_file)
        monkeypatch.setattr("urllib.request._opener", None)  # it remembers the proxies of its first use
        # The proxy is a plain way to the metadata address behind it.
        yield Machine(emulator, Path.home(), {**proxy.environment, "TENCENTCLOUD_METADATA_ENDPOINT": proxy.url})


def by_collection(machine: Machine, **options: Any) -> str:
    """The account that this collection reads."""
    os.environ.update(machine.environment)  # it ends with the test
    given = {name: option.get("default") for name, option in CONNECTION_SPEC.items()}
    reached = {"endpoint": machine.emulator.url, "ca_path": machine.emulator.ca_file}
    gathered = gather_person_samples(
        parse_settings({**given, **reached, **options}, os.environ), 32, Selection(), pytest.fail
    )
    return str(gathered.listing.samples[0]["Name"])


def by_sdk(machine: Machine) -> str:
    """The account that the SDK's own search comes to."""
    os.environ.update(machine.environment)
    credential = DefaultCredentialProvider().get_credential()
    return str(StsClient(credential, "ap-guangzhou").GetCallerIdentity(GetCallerIdentityRequest()).AccountId)


CERTIFI = "def where():\n    return {path!r}\n\ndef contents():\n    return open(where(), encoding='ascii').read()\n"


class TccliFailed(Exception):
    """TCCLI ended badly; the text is what it said."""


def by_tccli(machine: Machine, *arguments: str, profile: str = "default") -> str:
    """The account that TCCLI comes to; certifi is all that it trusts, and it wants both of its files."""
    written(machine.home / "trust" / "certifi" / "__init__.py", CERTIFI.format(path=machine.emulator.ca_file))
    settings = {"region": "ap-guangzhou", "output": "json", "arrayCount": 10, "warning": "off", "language": "en-US"}
    service = {"version": "2018-08-13", "endpoint": "sts.tencentcloudapi.com"}
    configuration = json.dumps({"_sys_param": settings, "sts": service})
    written(machine.home / ".tccli" / f"{profile}.configure", configuration)
    if not (machine.home / ".tccli" / f"{profile}.credential").exists():
        machine.tccli({}, profile)
    trust = str(machine.home / "trust")
    own = {"HOME": str(machine.home), "PATH": os.defpath, "PYTHONUTF8": "1", "PYTHONPATH": trust}
    finished = subprocess.run(
        [TCCLI_PROGRAM, "sts", "GetCallerIdentity", *arguments],
        env={**own, **machine.environment},
        cwd=machine.home,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE_S,
        check=False,
    )
    if finished.returncode:
        raise TccliFailed(finished.stdout + finished.stderr)
    return str(json.loads(finished.stdout)["AccountId"])


def put(machine: Machine, *places: str) -> None:
    for place in places:
        EVERYWHERE[place].put(machine)


ALONE = ["environment", "INI", "CVM role", "TKE OIDC", "TKE OIDC with a line feed"]
PAIRS = [(first, second) for first, second in itertools.combinations(ALONE[:4], 2) if first != "CVM role"]


@pytest.mark.parametrize("places", [*((place,) for place in ALONE), *PAIRS])
def test_the_sdk_comes_to_the_same_account(machine: Machine, places: tuple[str, ...]) -> None:
    put(machine, *places)
    assert by_collection(machine) == by_sdk(machine) == EVERYWHERE[places[0]].uin


@pytest.mark.tccli
@pytest.mark.parametrize(
    "places",
    [
        ("environment",),
        ("environment with TENCENTCLOUD_TOKEN",),
        ("TCCLI",),
        ("TCCLI with a token",),
        ("TCCLI oauth",),
        ("TCCLI with a role",),
        ("TCCLI cvm-role",),
        ("TKE OIDC",),
        ("environment", "TCCLI"),
        ("environment", "TCCLI with a token"),
        ("environment", "TCCLI cvm-role"),
    ],
)
def test_tccli_comes_to_the_same_account(machine: Machine, places: tuple[str, ...]) -> None:
    put(machine, *reversed(places))
    assert by_tccli(machine) == EVERYWHERE[places[0]].uin
    if places == ("TKE OIDC",):
        (machine.home / TCCLI_FILE).unlink()  # TCCLI wants an empty profile there, and here that is a broken one
    assert by_collection(machine) == EVERYWHERE[places[0]].uin


@pytest.mark.tccli
def test_a_named_profile_is_the_same_account_for_tccli(machine: Machine) -> None:
    put(machine, "TCCLI")
    machine.tccli(as_tccli(keys_of(TCCLI_ROLE)), "studio")
    machine.environment["TCCLI_PROFILE"] = "studio"
    assert by_tccli(machine, profile="studio") == by_collection(machine) == TCCLI_ROLE
    put(machine, "environment")
    assert by_tccli(machine, profile="studio") == by_collection(machine) == ENVIRONMENT
    by_flag = by_tccli(machine, "--profile", "studio", profile="studio")
    assert by_flag == by_collection(machine, profile="studio") == TCCLI_ROLE


@pytest.mark.tccli
def test_a_role_of_the_environment_is_the_same_account_for_tccli(machine: Machine) -> None:
    put(machine, "environment", "TCCLI")
    machine.environment |= {"TENCENTCLOUD_ROLE_ARN": arn_of(INI), "TENCENTCLOUD_ROLE_SESSION_NAME": "nightly"}
    assert by_tccli(machine) == INI
    role = {"role_arn": arn_of(INI), "role_session_name": "nightly"}  # as the module's fallbacks do
    assert by_collection(machine, **role) == INI


# The differences from the official SDK.


@pytest.mark.parametrize("place", ["environment with TENCENTCLOUD_TOKEN", "INI with a token"])
def test_the_sdk_ignores_a_token_and_here_it_counts(machine: Machine, place: str) -> None:
    put(machine, place)
    with pytest.raises(TencentCloudSDKException, match="TokenFailure"):
        by_sdk(machine)
    assert by_collection(machine) == EVERYWHERE[place].uin


def test_the_sdk_stumbles_over_a_byte_order_mark_and_here_it_does_not_matter(machine: Machine) -> None:
    path = machine.ini(keys_of(INI))
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")
    with pytest.raises(configparser.MissingSectionHeaderError):
        by_sdk(machine)
    assert by_collection(machine) == INI


def test_the_sdk_knows_the_section_default_only_and_breaks_without_it_and_here_any_may_be_named(
    machine: Machine,
) -> None:
    machine.ini(keys_of(INI), "studio")
    put(machine, "CVM role")
    with pytest.raises(AttributeError):
        by_sdk(machine)
    assert by_collection(machine, profile="studio") == INI
    assert by_collection(machine) == MACHINE


def test_the_sdk_does_not_read_the_files_of_tccli_and_here_they_come_first(machine: Machine) -> None:
    put(machine, "TCCLI", "INI")
    assert by_sdk(machine) == INI
    assert by_collection(machine) == TCCLI


def test_the_sdk_takes_the_role_of_the_machine_before_that_of_the_pod_and_here_it_is_the_other_way(
    machine: Machine,
) -> None:
    put(machine, "TKE OIDC", "CVM role")
    assert by_sdk(machine) == MACHINE
    assert by_collection(machine) == TKE


def test_the_sdk_passes_over_half_an_environment_and_here_it_is_an_error(machine: Machine) -> None:
    put(machine, "environment", "INI")
    del machine.environment["TENCENTCLOUD_SECRET_KEY"]
    assert by_sdk(machine) == INI
    with pytest.raises(ConfigurationError, match="TENCENTCLOUD_SECRET_ID is set, but TENCENTCLOUD_SECRET_KEY is not"):
        by_collection(machine)


def test_the_sdk_ends_with_an_error_about_tke_and_here_the_message_names_what_was_tried(machine: Machine) -> None:
    with pytest.raises(OSError, match="TKE_REGION"):
        by_sdk(machine)
    with pytest.raises(ConfigurationError, match=r"Tried, in this order: options: .*environment: .*CVM role: "):
        by_collection(machine)


# The differences from TCCLI.


@pytest.mark.tccli
@pytest.mark.parametrize("place", ["TCCLI with a token and a role", "environment with TENCENTCLOUD_SECURITY_TOKEN"])
def test_tccli_drops_a_token_and_here_it_counts(machine: Machine, place: str) -> None:
    put(machine, place)
    with pytest.raises(TccliFailed, match="TokenFailure"):
        by_tccli(machine)
    (machine.home / TCCLI_FILE).unlink()
    put(machine, place)
    assert by_collection(machine) == EVERYWHERE[place].uin


@pytest.mark.tccli
@pytest.mark.parametrize("place", ["environment", "TCCLI"])
def test_tccli_takes_the_role_of_the_pod_before_keys_and_here_keys_come_first(machine: Machine, place: str) -> None:
    put(machine, place, "TKE OIDC")
    assert by_tccli(machine) == TKE
    assert by_collection(machine) == PLACES[place].uin


@pytest.mark.tccli
def test_tccli_ignores_a_role_without_the_name_of_a_session_and_here_it_is_assumed(machine: Machine) -> None:
    machine.tccli({**PERMANENT, "role-arn": arn_of(TCCLI_ROLE)})
    assert by_tccli(machine) == TCCLI
    assert by_collection(machine) == TCCLI_ROLE


@pytest.mark.tccli
def test_tccli_assumes_the_role_of_a_profile_with_keys_of_the_environment_and_here_those_stand_alone(
    machine: Machine,
) -> None:
    put(machine, "environment", "TCCLI with a role")
    assert by_tccli(machine) == TCCLI_ROLE
    assert by_collection(machine) == ENVIRONMENT


@pytest.mark.tccli
def test_tccli_ignores_the_role_in_the_profile_of_a_machine_and_here_it_is_assumed(machine: Machine) -> None:
    put(machine, "CVM role")
    machine.tccli({"type": "cvm-role", **ASSUMING})
    assert by_tccli(machine) == MACHINE
    assert by_collection(machine) == TCCLI_ROLE


@pytest.mark.tccli
@pytest.mark.parametrize(("path", "place"), [(TCCLI_FILE, "TCCLI"), (INI_FILE, "INI")], ids=["BOM", "the SDK's file"])
def test_tccli_does_not_read_what_is_read_here(machine: Machine, path: Path, place: str) -> None:
    put(machine, place)
    (machine.home / path).write_text((machine.home / path).read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert by_collection(machine) == PLACES[place].uin
    with pytest.raises(TccliFailed):
        by_tccli(machine)
