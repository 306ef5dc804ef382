# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The metadata service of a CVM: the role, its temporary credentials, and the faults."""

from __future__ import annotations

import json
from typing import Any

import pytest

from emulator.service import Service, WireResponse
from support.emulator_cloud import NOW, code_of, signed
from support.emulator_sts import PROD, ROLE_ID, by_keys, sts_cloud, whoami

ROLES = "/latest/meta-data/cam/security-credentials/"
CVM = {"account": "prod", "role": "SampleAuditor"}


def look_up(cloud: Service, role: str = "SampleAuditor", now: float = NOW) -> dict[str, Any]:
    """The credentials document of a role."""
    document: dict[str, Any] = json.loads(cloud.respond_to_metadata("GET", ROLES + role, now).body)
    return document


def test_list_of_roles_is_plain_text() -> None:
    for path in (ROLES, ROLES.rstrip("/")):
        response = sts_cloud().respond_to_metadata("GET", path, NOW)
        assert (response.status, response.content_type, response.body) == (200, "text/plain", b"SampleAuditor")


def test_credentials_of_the_role_work_for_its_account() -> None:
    cloud = sts_cloud()
    document = look_up(cloud)
    assert set(document) == {"TmpSecretId", "TmpSecretKey", "Token", "ExpiredTime", "Expiration", "Code"}
    assert (document["Code"], document["ExpiredTime"]) == ("Success", NOW + 43200)
    assert code_of(cloud, signed(**by_keys(document))) == "ok"
    identity = whoami(cloud, **by_keys(document))
    assert (identity["UserId"], identity["PrincipalId"]) == (f"{ROLE_ID}:ins-emulator", PROD)


@pytest.mark.parametrize(
    "path",
    [ROLES + "Guarded", ROLES + "SampleAuditor/", "/latest/meta-data/", "/latest/meta-data/instance-id", ROLES[:-2]],
)
def test_other_path_is_not_found(path: str) -> None:
    assert sts_cloud().respond_to_metadata("GET", path, NOW).status == 404


def test_cvm_without_a_role_gets_not_found() -> None:
    settings: list[dict[str, str] | None] = [None, {}]
    for setting in settings:
        cloud = sts_cloud(metadata=setting)
        assert {cloud.respond_to_metadata("GET", path, NOW).status for path in (ROLES, ROLES + "SampleAuditor")} == {
            404
        }


def test_role_name_in_the_path_can_be_percent_encoded() -> None:
    account = {"name": "prod", "uin": PROD, "roles": [{"name": "a+b=c@d"}]}
    cloud = sts_cloud(accounts=[account], metadata={"account": "prod", "role": "a+b=c@d"})
    assert look_up(cloud, "a%2Bb%3Dc%40d")["Code"] == look_up(cloud, "a+b=c@d")["Code"] == "Success"


def test_credentials_are_renewed_after_half_of_their_lifetime_or_when_they_are_expired() -> None:
    cloud = sts_cloud({"credential_lifetime_s": 100})
    first = look_up(cloud)
    assert look_up(cloud, now=NOW + 49) == first
    second = look_up(cloud, now=NOW + 50)
    assert second["TmpSecretId"] != first["TmpSecretId"]
    assert second["ExpiredTime"] == NOW + 150
    assert code_of(cloud, signed(**by_keys(first))) == "ok"
    assert cloud.accounts.expire(cloud.accounts.by_name["prod"]) == 2
    assert look_up(cloud, now=NOW + 51)["TmpSecretId"] not in (first["TmpSecretId"], second["TmpSecretId"])


@pytest.mark.parametrize(
    ("fault", "path", "status", "words"),
    [
        ("error", ROLES, 500, b"<html>"),
        ("error", ROLES + "SampleAuditor", 500, b"<html>"),
        ("not_json", ROLES, 200, b"SampleAuditor"),
        ("not_json", ROLES + "SampleAuditor", 200, b"<html>"),
        ("code", ROLES, 200, b"SampleAuditor"),
        ("code", ROLES + "SampleAuditor", 200, b'{"Code": "Failed"}'),
    ],
)
def test_fault_changes_the_response(fault: str, path: str, status: int, words: bytes) -> None:
    response = sts_cloud(metadata={**CVM, "fault": fault}).respond_to_metadata("GET", path, NOW)
    assert (response.status, response.ending) == (status, "complete")
    assert words in response.body


def test_fault_hang_sends_no_response() -> None:
    cloud = sts_cloud(metadata={**CVM, "fault": "hang"})
    paths = (ROLES, ROLES + "SampleAuditor")
    responses: list[WireResponse] = [cloud.respond_to_metadata("GET", path, NOW) for path in paths]
    assert {response.ending for response in responses} == {"hang"}
    assert [entry["http_status"] for entry in cloud.log.requests(action="metadata")] == [None, None]


def test_metadata_requests_are_logged_and_counted() -> None:
    cloud = sts_cloud()
    look_up(cloud)
    cloud.respond_to_metadata("GET", ROLES + "Nobody", NOW)
    first, second = cloud.log.requests("prod", "metadata")
    assert (first["code"], first["parameters"]) == (None, {"path": ROLES + "SampleAuditor"})
    assert (second["code"], second["http_status"]) == ("404", 404)
    assert cloud.log.counters()["by_action"] == {"metadata": 2}
