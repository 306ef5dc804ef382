# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin, parsed in this process as Ansible does it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import inventory_loader
from ansible.utils.display import Display

from support.emulator_process import EmulatorProcess

PLUGIN = "tencentcloud.mps.accounts"
ROLE = "qcs::cam::uin/{uin}:roleName/SampleAuditor"
STUDIO = {"name": "studio", "account_uin": 100000000001, "labels": ["film", "asia 1"], "profile": "studio"}
VAULT = {"name": "vault", "role_arn": ROLE.format(uin=2), "account_uin": "2", "region": "ap-singapore"}
KEYS = {"secret_id": "AKIDgenerated0000001", "secret_key": "generated-secret-key-000000000001"}
HOSTILE = "{{ lookup('pipe', 'id') }}"
STATE: dict[str, Any] = {
    "accounts": [{"name": "hub", "uin": "100000000099", "credentials": [KEYS]}],
    "organization": {
        "manager": "hub",
        "nodes": [{"id": 1, "name": "Root"}, {"id": 20, "name": "Studios", "parent": 1}],
        "members": [
            {"uin": "100000000001", "name": "studio", "node": 20, "tags": {"team": "film"}},
            {"uin": "100000000002", "name": "studio"},
            {"uin": "100000000003", "name": HOSTILE, "tags": {"team": HOSTILE}},
        ],
    },
}


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(STATE) as running:
        yield running


@pytest.fixture(autouse=True)
def warnings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The warnings of Ansible."""
    shown: list[str] = []
    monkeypatch.setattr(Display, "warning", lambda _display, message, *_more, **_named: shown.append(message))
    return shown


class Inventory:
    """A parsed inventory. ``options`` are those of its file."""

    def __init__(self, folder: Path, *, reads_cache: bool = True, **options: Any) -> None:
        path = folder / "test.tencentcloud_accounts.yml"
        path.write_text(yaml.safe_dump({"plugin": PLUGIN, **options}, allow_unicode=True), encoding="utf-8")
        self.data = InventoryData()
        plugin = inventory_loader.get(PLUGIN)
        assert plugin.verify_file(str(path))
        plugin.parse(self.data, DataLoader(), str(path), cache=reads_cache)
        if options.get("cache"):
            plugin.update_cache_if_changed()

    @property
    def hosts(self) -> list[str]:
        return list(self.data.hosts)

    def variables(self, host: str) -> dict[str, Any]:
        own = self.data.hosts[host].vars
        return {name: own[name] for name in own if not name.startswith("inventory_")}

    def members(self, group: str) -> list[str]:
        return [host.name for host in self.data.groups[group].get_hosts()]


def problems_of(folder: Path, **options: Any) -> str:
    with pytest.raises(AnsibleError) as failed:
        Inventory(folder, **options)
    return str(failed.value)


def organization(emulator: EmulatorProcess, **more: Any) -> dict[str, Any]:
    return {"endpoint": emulator.url, **KEYS, "organization": {"role_arn": ROLE}, **more}


def test_account_is_a_host_with_the_variables_that_the_lookup_reads(tmp_path: Path) -> None:
    inventory = Inventory(tmp_path, accounts=[STUDIO, VAULT], endpoint="mps.tencentcloudapi.com", profile="hub")
    assert inventory.hosts == ["studio", "vault"]
    assert inventory.variables("studio") == {
        "tencentcloud_account_name": "studio",
        "tencentcloud_account_labels": ["film", "asia 1"],
        "tencentcloud_account_tags": {},
        "tencentcloud_account_node": None,
        "tencentcloud_mps_account_uin": "100000000001",
        "tencentcloud_mps_profile": "studio",
        "tencentcloud_mps_endpoint": "mps.tencentcloudapi.com",
    }
    vault = inventory.variables("vault")
    assert (vault["tencentcloud_mps_role_arn"], vault["tencentcloud_mps_profile"]) == (VAULT["role_arn"], "hub")
    assert inventory.members("tencentcloud_accounts") == ["studio", "vault"]
    assert inventory.members("film") == inventory.members("asia_1") == ["studio"]
    group = inventory.data.groups["tencentcloud_accounts"].vars
    assert group["ansible_connection"] == "local"
    assert group["ansible_python_interpreter"] == "{{ ansible_playbook_python }}"


def test_account_with_credentials_of_its_own_inherits_no_credentials(tmp_path: Path) -> None:
    accounts = [STUDIO, {"name": "cvm", "account_uin": "9", "credential_source": "cvm_role"}]
    inventory = Inventory(tmp_path, accounts=accounts, profile="hub")
    assert "tencentcloud_mps_profile" not in inventory.variables("cvm")
    assert inventory.variables("cvm")["tencentcloud_mps_credential_source"] == "cvm_role"


def test_accounts_of_a_file_are_added(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "accounts.yml").write_text(yaml.safe_dump({"accounts": [VAULT]}))
    assert Inventory(tmp_path / "sub", accounts=[STUDIO], accounts_file="../accounts.yml").hosts == ["studio", "vault"]


@pytest.mark.parametrize("name", ["secret_id", "secret_key", "token", "oidc_token"])
def test_key_of_an_account_is_refused_without_showing_it(tmp_path: Path, name: str) -> None:
    keys = {**KEYS, "token": "generated-token-0001", "oidc_token": "generated-token-0002"}
    (tmp_path / "accounts.yml").write_text(yaml.safe_dump([VAULT, {**STUDIO, "profile": "x", name: keys[name]}]))
    message = problems_of(tmp_path, accounts_file="accounts.yml")
    assert f"accounts.yml:5: accounts[1].{name}: must not be in an inventory" in message
    assert f"set the variable tencentcloud_mps_{name} in an encrypted host_vars file" in message
    assert "1 problem in the input. No request was sent." in message
    assert not any(value in message for value in keys.values())


@pytest.mark.parametrize("name", ["secret_id", "secret_key", "token", "oidc_token", "role_external_id"])
def test_value_of_a_wrong_type_is_not_shown(tmp_path: Path, name: str) -> None:
    message = problems_of(tmp_path, accounts=[STUDIO], **{name: ["generated-secret"]})
    assert f"{name} must be a string. The value is not shown" in message
    assert "generated-secret" not in message


def test_external_id_is_left_out_with_a_warning(tmp_path: Path, warnings: list[str]) -> None:
    account = {**VAULT, "role_external_id": "external-1"}
    inventory = Inventory(tmp_path, accounts=[account], role_external_id="external-2")
    assert "external" not in str(inventory.variables("vault"))
    (warning,) = warnings
    assert warning.startswith("role_external_id is not written into the inventory. Set the variable")
    assert "external-1" not in warning


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({}, "accounts: is missing or empty; set accounts, accounts_file or organization"),
        ({"accounts": [{"name": "a", "profil": "x"}]}, "accounts[0].profil: is an unknown field"),
        ({"accounts": [STUDIO, STUDIO]}, "accounts[1].name: 'studio' is already the name of accounts[0]"),
        ({"accounts": [STUDIO], "organisation": {}}, "'organisation' is not an option of this inventory"),
        ({"accounts": [STUDIO], "timeout": 0}, "task options: timeout is 0"),
        ({"accounts_file": "nothing.yml"}, "nothing.yml cannot be read: No such file"),
        ({"organization": {"role_arn": "x"}, "accounts": [{}]}, "organization.role_arn: must contain {uin}"),
        ({"organization": {"role_arn": ROLE}, "endpoint": "mps.invalid"}, "Set 'organization_endpoint'"),
        ({"organization": {"role_arn": ROLE, "account_name": "{x}"}}, "organization.account_name: contains an unknown"),
    ],
)
def test_wrong_options_are_refused(tmp_path: Path, options: dict[str, Any], problem: str) -> None:
    assert problem in problems_of(tmp_path, **options)


def test_members_of_an_organization_are_hosts(emulator: EmulatorProcess, tmp_path: Path) -> None:
    own = {"name": "mine", "account_uin": "100000000002", "profile": "mine"}
    inventory = Inventory(tmp_path, accounts=[own], **organization(emulator))
    assert inventory.hosts == ["mine", "studio", HOSTILE]
    assert inventory.members("Root_Studios") == inventory.members("team_film") == ["studio"]
    assert inventory.variables("studio") == {
        "tencentcloud_account_name": "studio",
        "tencentcloud_account_labels": ["team=film", "Root", "Root/Studios"],
        "tencentcloud_account_tags": {"team": "film"},
        "tencentcloud_account_node": "Root/Studios",
        "tencentcloud_mps_account_uin": "100000000001",
        "tencentcloud_mps_endpoint": emulator.url,
        "tencentcloud_mps_role_arn": ROLE.format(uin="100000000001"),
    }
    texts = str({host: inventory.variables(host) for host in inventory.hosts}) + str(inventory.data.groups)
    assert not any(value in texts for value in KEYS.values())


def test_members_with_one_name_get_their_uin(emulator: EmulatorProcess, tmp_path: Path) -> None:
    inventory = Inventory(tmp_path, **organization(emulator))
    assert inventory.hosts == ["studio-100000000001", "studio-100000000002", HOSTILE]


def test_failed_listing_adds_no_host(emulator: EmulatorProcess, tmp_path: Path) -> None:
    wrong = {**organization(emulator), "secret_key": "wrong-key-000000000000000000000001"}
    message = problems_of(tmp_path, accounts=[STUDIO], **wrong)
    assert "cannot list the members of the organization: DescribeOrganizationNodes: AuthFailure" in message
    assert "wrong-key" not in message


def test_credentials_can_be_templates_and_come_from_the_environment(
    emulator: EmulatorProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTHER_KEY", KEYS["secret_key"])
    template = {"secret_key": "{{ lookup('ansible.builtin.env', 'OTHER_KEY') }}"}
    assert len(Inventory(tmp_path, **{**organization(emulator), **template}).hosts) == 3
    monkeypatch.setenv("TENCENTCLOUD_SECRET_ID", KEYS["secret_id"])
    monkeypatch.setenv("TENCENTCLOUD_SECRET_KEY", KEYS["secret_key"])
    monkeypatch.setenv("TENCENTCLOUD_ORGANIZATION_ENDPOINT", emulator.url)
    inventory = Inventory(tmp_path, organization={"role_arn": ROLE})
    assert "tencentcloud_mps_endpoint" not in inventory.variables(HOSTILE)


def test_groups_and_variables_can_be_constructed(tmp_path: Path) -> None:
    inventory = Inventory(
        tmp_path,
        accounts=[STUDIO, VAULT],
        groups={"with_profile": "tencentcloud_mps_profile is defined"},
        compose={"title": "tencentcloud_account_name | upper"},
        keyed_groups=[{"key": "tencentcloud_mps_region", "prefix": "region"}],
    )
    assert inventory.members("with_profile") == ["studio"]
    assert inventory.members("region_ap_singapore") == ["vault"]
    assert inventory.variables("studio")["title"] == "STUDIO"
    assert "nothing" in problems_of(tmp_path, accounts=[STUDIO], compose={"a": "nothing.b"}, strict=True)


def cached(folder: Path) -> dict[str, Any]:
    return {
        "cache": True,
        "cache_plugin": "ansible.builtin.jsonfile",
        "cache_connection": str(folder / "cache"),
        "cache_timeout": 3600,
    }


def test_cache_saves_the_requests_and_holds_no_secret(emulator: EmulatorProcess, tmp_path: Path) -> None:
    options = {**organization(emulator), **cached(tmp_path)}
    first = Inventory(tmp_path, **options)
    emulator.reset()
    second = Inventory(tmp_path, **options)
    assert emulator.counters()["requests"] == 0
    for host in first.hosts:
        assert second.variables(host) == first.variables(host)
    assert {name: first.members(name) for name in first.data.groups} == {
        name: second.members(name) for name in second.data.groups
    }
    (file,) = (tmp_path / "cache").iterdir()
    assert not any(value in file.read_text() for value in KEYS.values())
    Inventory(tmp_path, reads_cache=False, **options)
    assert emulator.counters()["requests"] > 0


def test_changed_options_and_a_changed_file_invalidate_the_cache(emulator: EmulatorProcess, tmp_path: Path) -> None:
    file = tmp_path / "accounts.yml"
    file.write_text(yaml.safe_dump([VAULT]))
    options = {**organization(emulator), **cached(tmp_path), "accounts_file": "accounts.yml"}
    assert "vault" in Inventory(tmp_path, **options).hosts
    file.write_text(yaml.safe_dump([{**VAULT, "name": "renamed"}]))
    assert "renamed" in Inventory(tmp_path, **options).hosts
    selected = {**options, "organization": {"role_arn": ROLE, "nodes": ["Studios"]}}
    assert Inventory(tmp_path, **selected).hosts == ["renamed", "studio"]
    assert Inventory(tmp_path, **{**selected, "language": "zh-CN"}).hosts == ["renamed", "studio"]


def test_damaged_cache_is_ignored(tmp_path: Path) -> None:
    options = {**cached(tmp_path), "accounts": [VAULT]}
    Inventory(tmp_path, **options)
    (file,) = (tmp_path / "cache").iterdir()
    file.write_text('{"__payload__": "[1]"}')
    assert Inventory(tmp_path, **options).hosts == ["vault"]


def test_label_that_is_no_group_name_gets_one(tmp_path: Path, warnings: list[str]) -> None:
    labels = ["all", "2026", "明星", "a-b", "a b", "vault"]
    inventory = Inventory(tmp_path, accounts=[{**VAULT, "labels": labels}])
    for group in ("label_all", "_2026", "明星", "a_b", "label_vault"):
        assert inventory.members(group) == ["vault"]
    assert warnings == ["The labels 'a b' and 'a-b' have the same group a_b. Rename one of them to separate them."]


@pytest.mark.parametrize(
    ("name", "is_ours"),
    [
        ("tencentcloud_accounts.yml", True),
        ("a.tencentcloud_accounts.yaml", True),
        ("accounts.yml", False),
        ("a.tencentcloud_accounts.json", False),
    ],
)
def test_file_is_recognized_by_its_name(tmp_path: Path, name: str, is_ours: bool) -> None:
    (tmp_path / name).write_text("plugin: tencentcloud.mps.accounts")
    assert inventory_loader.get(PLUGIN).verify_file(str(tmp_path / name)) is is_ours
