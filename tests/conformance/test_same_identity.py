# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The collection, the official SDK and TCCLI find the same account with the same files and variables.

Each deliberate difference (docs/api-facts.md section 5) has its own test.
"""

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
    ALL_SOURCES,
    CVM,
    ENVIRONMENT,
    INI,
    PERMANENT,
    PROFILE_ROLE,
    SOURCES,
    TCCLI,
    TCCLI_ROLE,
    TKE,
    Host,
    arn_of,
    as_tccli,
    keys_of,
    state,
    write_file,
)
from support.emulator_process import EmulatorProcess
from support.proxies import DetourProxy

TCCLI_PROGRAM = os.environ.get("MPS_TCCLI", "")
TIMEOUT_S = 600
TCCLI_FILE, INI_FILE = Path(".tccli/default.credential"), Path(".tencentcloud/credentials")


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(state(), tls=True) as running:
        yield running


@pytest.fixture
def host(emulator: EmulatorProcess, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """Return a host without keys, from which every program uses the proxy and trusts the emulator."""
    emulator.reset()
    emulator.metadata(None)
    with DetourProxy(emulator) as proxy:
        monkeypatch.setattr(certifi, "where", lambda: emulator.ca_file)
        monkeypatch.setattr("urllib.request._opener", None)  # urllib caches the proxies of its first request
        # The proxy forwards plain HTTP requests for the metadata address.
        yield Host(emulator, Path.home(), {**proxy.environment, "TENCENTCLOUD_METADATA_ENDPOINT": proxy.url})


def account_of_collection(host: Host, **options: Any) -> str:
    """Return the account that the collection reads."""
    os.environ.update(host.environment)  # conftest.py restores the environment after the test
    given = {name: option.get("default") for name, option in CONNECTION_SPEC.items()}
    reached = {"endpoint": host.emulator.url, "ca_path": host.emulator.ca_file}
    gathered = gather_person_samples(
        parse_settings({**given, **reached, **options}, os.environ), 32, Selection(), pytest.fail
    )
    return str(gathered.listing.samples[0]["Name"])


def account_of_sdk(host: Host) -> str:
    """Return the account that the default provider of the SDK finds."""
    os.environ.update(host.environment)
    credential = DefaultCredentialProvider().get_credential()
    return str(StsClient(credential, "ap-guangzhou").GetCallerIdentity(GetCallerIdentityRequest()).AccountId)


CERTIFI = "def where():\n    return {path!r}\n\ndef contents():\n    return open(where(), encoding='ascii').read()\n"


class TccliFailed(Exception):
    """TCCLI failed; the text is its output."""


def account_of_tccli(host: Host, *arguments: str, profile: str = "default") -> str:
    """Return the account that TCCLI finds. TCCLI needs both of its files and trusts only certifi, which is replaced."""
    write_file(host.home / "trust" / "certifi" / "__init__.py", CERTIFI.format(path=host.emulator.ca_file))
    settings = {"region": "ap-guangzhou", "output": "json", "arrayCount": 10, "warning": "off", "language": "en-US"}
    service = {"version": "2018-08-13", "endpoint": "sts.tencentcloudapi.com"}
    configuration = json.dumps({"_sys_param": settings, "sts": service})
    write_file(host.home / ".tccli" / f"{profile}.configure", configuration)
    if not (host.home / ".tccli" / f"{profile}.credential").exists():
        host.add_tccli_profile({}, profile)
    trust = str(host.home / "trust")
    own = {"HOME": str(host.home), "PATH": os.defpath, "PYTHONUTF8": "1", "PYTHONPATH": trust}
    finished = subprocess.run(
        [TCCLI_PROGRAM, "sts", "GetCallerIdentity", *arguments],
        env={**own, **host.environment},
        cwd=host.home,
        capture_output=True,
        encoding="utf-8",
        timeout=TIMEOUT_S,
        check=False,
    )
    if finished.returncode:
        raise TccliFailed(finished.stdout + finished.stderr)
    return str(json.loads(finished.stdout)["AccountId"])


def configure(host: Host, *sources: str) -> None:
    for source in sources:
        ALL_SOURCES[source].configure(host)


SINGLE_SOURCES = ["environment", "INI", "CVM role", "TKE OIDC", "TKE OIDC with a line feed"]
PAIRS = [(first, second) for first, second in itertools.combinations(SINGLE_SOURCES[:4], 2) if first != "CVM role"]


@pytest.mark.parametrize("sources", [*((source,) for source in SINGLE_SOURCES), *PAIRS])
def test_sdk_and_collection_use_the_same_account(host: Host, sources: tuple[str, ...]) -> None:
    configure(host, *sources)
    assert account_of_collection(host) == account_of_sdk(host) == ALL_SOURCES[sources[0]].uin


@pytest.mark.tccli
@pytest.mark.parametrize(
    "sources",
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
def test_tccli_and_collection_use_the_same_account(host: Host, sources: tuple[str, ...]) -> None:
    configure(host, *reversed(sources))
    assert account_of_tccli(host) == ALL_SOURCES[sources[0]].uin
    if sources == ("TKE OIDC",):
        (host.home / TCCLI_FILE).unlink()  # TCCLI needs an empty profile, but the collection rejects it
    assert account_of_collection(host) == ALL_SOURCES[sources[0]].uin


@pytest.mark.tccli
def test_tccli_and_collection_use_the_same_named_profile(host: Host) -> None:
    configure(host, "TCCLI")
    host.add_tccli_profile(as_tccli(keys_of(TCCLI_ROLE)), "studio")
    host.environment["TCCLI_PROFILE"] = "studio"
    assert account_of_tccli(host, profile="studio") == account_of_collection(host) == TCCLI_ROLE
    configure(host, "environment")
    assert account_of_tccli(host, profile="studio") == account_of_collection(host) == ENVIRONMENT
    by_flag = account_of_tccli(host, "--profile", "studio", profile="studio")
    assert by_flag == account_of_collection(host, profile="studio") == TCCLI_ROLE


@pytest.mark.tccli
def test_tccli_and_collection_assume_the_same_role_from_the_environment(host: Host) -> None:
    configure(host, "environment", "TCCLI")
    host.environment |= {"TENCENTCLOUD_ROLE_ARN": arn_of(INI), "TENCENTCLOUD_ROLE_SESSION_NAME": "nightly"}
    assert account_of_tccli(host) == INI
    role = {"role_arn": arn_of(INI), "role_session_name": "nightly"}  # like the fallbacks of the module
    assert account_of_collection(host, **role) == INI


# Differences from the official SDK.


@pytest.mark.parametrize("source", ["environment with TENCENTCLOUD_TOKEN", "INI with a token"])
def test_sdk_ignores_a_token_but_the_collection_uses_it(host: Host, source: str) -> None:
    configure(host, source)
    with pytest.raises(TencentCloudSDKException, match="TokenFailure"):
        account_of_sdk(host)
    assert account_of_collection(host) == ALL_SOURCES[source].uin


def test_sdk_fails_on_a_byte_order_mark_but_the_collection_ignores_it(host: Host) -> None:
    path = host.add_ini_profile(keys_of(INI))
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")
    with pytest.raises(configparser.MissingSectionHeaderError):
        account_of_sdk(host)
    assert account_of_collection(host) == INI


def test_sdk_reads_only_the_default_section_but_the_collection_reads_any_named_section(
    host: Host,
) -> None:
    host.add_ini_profile(keys_of(INI), "studio")
    configure(host, "CVM role")
    with pytest.raises(AttributeError):
        account_of_sdk(host)
    assert account_of_collection(host, profile="studio") == INI
    assert account_of_collection(host) == CVM


def test_sdk_does_not_read_tccli_files_but_the_collection_reads_them_first(host: Host) -> None:
    configure(host, "TCCLI", "INI")
    assert account_of_sdk(host) == INI
    assert account_of_collection(host) == TCCLI


def test_sdk_prefers_the_cvm_role_but_the_collection_prefers_tke_oidc(
    host: Host,
) -> None:
    configure(host, "TKE OIDC", "CVM role")
    assert account_of_sdk(host) == CVM
    assert account_of_collection(host) == TKE


def test_sdk_skips_an_incomplete_environment_but_the_collection_reports_an_error(host: Host) -> None:
    configure(host, "environment", "INI")
    del host.environment["TENCENTCLOUD_SECRET_KEY"]
    assert account_of_sdk(host) == INI
    with pytest.raises(ConfigurationError, match="TENCENTCLOUD_SECRET_ID is set, but TENCENTCLOUD_SECRET_KEY is not"):
        account_of_collection(host)


def test_sdk_reports_only_tke_variables_but_the_collection_lists_every_source_tried(host: Host) -> None:
    with pytest.raises(OSError, match="TKE_REGION"):
        account_of_sdk(host)
    with pytest.raises(ConfigurationError, match=r"Tried, in this order: options: .*environment: .*CVM role: "):
        account_of_collection(host)


# Differences from TCCLI.


@pytest.mark.tccli
@pytest.mark.parametrize("source", ["TCCLI with a token and a role", "environment with TENCENTCLOUD_SECURITY_TOKEN"])
def test_tccli_ignores_a_token_but_the_collection_uses_it(host: Host, source: str) -> None:
    configure(host, source)
    with pytest.raises(TccliFailed, match="TokenFailure"):
        account_of_tccli(host)
    (host.home / TCCLI_FILE).unlink()
    configure(host, source)
    assert account_of_collection(host) == ALL_SOURCES[source].uin


@pytest.mark.tccli
@pytest.mark.parametrize("source", ["environment", "TCCLI"])
def test_tccli_prefers_tke_oidc_but_the_collection_prefers_keys(host: Host, source: str) -> None:
    configure(host, source, "TKE OIDC")
    assert account_of_tccli(host) == TKE
    assert account_of_collection(host) == SOURCES[source].uin


@pytest.mark.tccli
def test_tccli_ignores_a_role_without_session_name_but_the_collection_assumes_it(host: Host) -> None:
    host.add_tccli_profile({**PERMANENT, "role-arn": arn_of(TCCLI_ROLE)})
    assert account_of_tccli(host) == TCCLI
    assert account_of_collection(host) == TCCLI_ROLE


@pytest.mark.tccli
def test_tccli_applies_a_profile_role_to_environment_keys_but_the_collection_does_not(
    host: Host,
) -> None:
    configure(host, "environment", "TCCLI with a role")
    assert account_of_tccli(host) == TCCLI_ROLE
    assert account_of_collection(host) == ENVIRONMENT


@pytest.mark.tccli
def test_tccli_ignores_the_role_in_a_cvm_role_profile_but_the_collection_assumes_it(host: Host) -> None:
    configure(host, "CVM role")
    host.add_tccli_profile({"type": "cvm-role", **PROFILE_ROLE})
    assert account_of_tccli(host) == CVM
    assert account_of_collection(host) == TCCLI_ROLE


@pytest.mark.tccli
@pytest.mark.parametrize(("path", "source"), [(TCCLI_FILE, "TCCLI"), (INI_FILE, "INI")], ids=["BOM", "the SDK's file"])
def test_tccli_cannot_read_files_that_the_collection_reads(host: Host, path: Path, source: str) -> None:
    configure(host, source)
    (host.home / path).write_text((host.home / path).read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert account_of_collection(host) == SOURCES[source].uin
    with pytest.raises(TccliFailed):
        account_of_tccli(host)
