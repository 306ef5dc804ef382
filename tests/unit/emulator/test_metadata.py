# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The metadata address of a machine: its role, the keys of that role, and what may be wrong with it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from emulator.service import Reply, Service
from support.emulator_cloud import NOW, code_of, signed
from support.emulator_sts import PROD, ROLE_ID, by_keys, sts_cloud, whoami

ROLES = "/latest/meta-data/cam/security-credentials/"
MACHINE = {"account": "prod", "role": "SampleAuditor"}


def look_up(cloud: Service, role: str = "SampleAuditor", now: float = NOW) -> dict[str, Any]:
    """The document of a role."""
    document: dict[str, Any] = json.loads(cloud.answer_metadata("GET", ROLES + role, now).body)
    return document


def test_the_role_of_the_machine_is_a_text() -> None:
    for path in (ROLES, ROLES.rstrip("/")):
        reply = sts_cloud().answer_metadata("GET", path, NOW)
        assert (reply.status, reply.content_type, reply.body) == (200, "text/plain", b"SampleAuditor")


def test_the_document_of_the_role_opens_its_account() -> None:
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
def test_anything_else_is_not_found(path: str) -> None:
    assert sts_cloud().answer_metadata("GET", path, NOW).status == 404


def test_a_machine_without_role_finds_nothing() -> None:
    settings: list[dict[str, str] | None] = [None, {}]
    for nothing in settings:
        cloud = sts_cloud(metadata=nothing)
        assert {cloud.answer_metadata("GET", path, NOW).status for path in (ROLES, ROLES + "SampleAuditor")} == {404}


def test_a_role_with_an_odd_name_is_found_by_its_quoted_path() -> None:
    account = {"name": "prod", "uin": PROD, "roles": [{"name": "a+b=c@d"}]}
    cloud = sts_cloud(accounts=[account], metadata={"account": "prod", "role": "a+b=c@d"})
    assert look_up(cloud, "a%2Bb%3Dc%40d")["Code"] == look_up(cloud, "a+b=c@d")["Code"] == "Success"


def test_the_same_credentials_come_until_half_of_their_life_is_over_or_they_are_ended() -> None:
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
def test_the_address_may_be_faulty(fault: str, path: str, status: int, words: bytes) -> None:
    reply = sts_cloud(metadata={**MACHINE, "fault": fault}).answer_metadata("GET", path, NOW)
    assert (reply.status, reply.ending) == (status, "whole")
    assert words in reply.body


def test_the_address_may_be_silent() -> None:
    cloud = sts_cloud(metadata={**MACHINE, "fault": "hang"})
    replies: list[Reply] = [cloud.answer_metadata("GET", path, NOW) for path in (ROLES, ROLES + "SampleAuditor")]
    assert {reply.ending for reply in replies} == {"hang"}
    assert [entry["http_status"] for entry in cloud.log.requests(action="metadata")] == [None, None]


def test_requests_to_the_address_are_logged_and_counted() -> None:
    cloud = sts_cloud()
    look_up(cloud)
    cloud.answer_metadata("GET", ROLES + "Nobody", NOW)
    first, second = cloud.log.requests("prod", "metadata")
    assert (first["code"], first["parameters"]) == (None, {"path": ROLES + "SampleAuditor"})
    assert (second["code"], second["http_status"]) == ("404", 404)
    assert cloud.log.counters()["by_action"] == {"metadata": 2}
