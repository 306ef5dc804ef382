# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The official Python SDK lists the organization of the emulator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.organization.v20210331.models import (
    DescribeOrganizationMembersRequest,
    DescribeOrganizationMembersResponse,
    DescribeOrganizationNodesRequest,
)
from tencentcloud.organization.v20210331.organization_client import OrganizationClient

from support.emulator_process import EmulatorProcess

METHODS = ["POST", "GET"]
TEAM = {"TagKey": "team", "TagValue": "明星"}
STATE: dict[str, Any] = {
    "accounts": [{"name": "hub", "uin": "100000000001"}, {"name": "other", "uin": "100000000002"}],
    "organization": {
        "manager": "hub",
        "nodes": [{"id": 1, "name": "Root"}, {"id": 20, "name": "Studios", "parent": 1}],
        "members": [
            {"uin": str(200000000000 + number), "name": f"成员 {number}", "node": 20, "tags": {"team": "明星"}}
            for number in range(60)
        ],
    },
}


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(STATE) as running:
        yield running


def client(emulator: EmulatorProcess, method: str = "POST", account: str = "hub") -> OrganizationClient:
    http = HttpProfile(protocol="http", endpoint=emulator.endpoint, reqMethod=method)
    keys = emulator.credentials[account]
    profile = ClientProfile(httpProfile=http, language="en-US")
    return OrganizationClient(Credential(keys["secret_id"], keys["secret_key"]), "", profile)


def describe(organization: OrganizationClient, **parameters: Any) -> DescribeOrganizationMembersResponse:
    request = DescribeOrganizationMembersRequest()
    request._deserialize({"Offset": 0, "Limit": 50, **parameters})
    return organization.DescribeOrganizationMembers(request)


@pytest.mark.parametrize("method", METHODS)
def test_pages_together_contain_every_member(emulator: EmulatorProcess, method: str) -> None:
    pages = [describe(client(emulator, method), Offset=offset, Tags=[TEAM]) for offset in (0, 50)]
    assert [page.Total for page in pages] == [60, 60]
    assert [item.MemberUin for page in pages for item in page.Items] == [200000000000 + number for number in range(60)]


def test_member_has_every_field_of_the_sdk_model(emulator: EmulatorProcess) -> None:
    member = describe(client(emulator), SearchKey="200000000007").Items[0]
    assert all(value is not None for value in vars(member).values())
    assert (member.Name, member.NodeName, member.Tags[0].TagValue) == ("成员 7", "Studios", "明星")


def test_nodes_have_every_field_of_the_sdk_model(emulator: EmulatorProcess) -> None:
    request = DescribeOrganizationNodesRequest()
    request._deserialize({"Offset": 0, "Limit": 50})
    response = client(emulator).DescribeOrganizationNodes(request)
    assert response.Total == 2
    assert all(value is not None for node in response.Items for value in vars(node).values())


@pytest.mark.parametrize(
    ("account", "parameters", "code"),
    [
        ("hub", {"Offset": 10}, "InvalidParameter"),
        ("hub", {"Limit": 51}, "InvalidParameter"),
        ("other", {}, "ResourceNotFound.OrganizationNotExist"),
    ],
)
def test_sdk_gets_the_documented_error_codes(
    emulator: EmulatorProcess, account: str, parameters: dict[str, Any], code: str
) -> None:
    with pytest.raises(TencentCloudSDKException) as failed:
        describe(client(emulator, account=account), **parameters)
    assert failed.value.code == code
