# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Selects the account of a snapshot from the list of accounts."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.accounts import Account
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.snapshot_run import SNAPSHOT_SPEC, parse_account
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.options import CONNECTION_SPEC
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.problems import Source
from ansible_collections.tencentcloud.mps.plugins.plugin_utils._arguments import validate_arguments

KEYS = {"secret_id": "AKIDtask", "secret_key": "key-of-the-task"}
OWN = {"secret_id": "AKIDown", "secret_key": "key-of-the-account"}


def parsed(accounts: list[dict[str, Any]], name: str = "studio", **task: Any) -> Account:
    arguments = {"accounts": accounts, "account": name, "dest": "manifest.yml", **task}
    options = validate_arguments({**CONNECTION_SPEC, **SNAPSHOT_SPEC}, arguments)
    return parse_account(options, {}, {"accounts": [Source("accounts.yml", 3, 0), *[None] * 9]})


def test_account_is_selected_by_its_exact_name() -> None:
    accounts = [{"name": name, "account_uin": str(n)} for n, name in enumerate(["[s]tudio", "Studio", "studio", "*"])]
    assert [parsed(accounts, entry["name"]).settings.identity.account_uin for entry in accounts] == ["0", "1", "2", "3"]


def test_account_uses_the_options_of_the_task_that_it_does_not_set() -> None:
    settings = parsed([{"name": "studio", "region": "ap-singapore"}], **KEYS, timeout=5, region="eu-frankfurt").settings
    assert settings.identity.given is not None
    assert settings.identity.given.secret_id == "AKIDtask"
    assert (settings.timeout, settings.target.region) == (5, "ap-singapore")


def test_account_that_sets_a_credential_option_uses_none_of_the_task() -> None:
    identity = parsed([{"name": "studio", **OWN}], **KEYS, token="token-of-the-task").settings.identity
    assert identity.given is not None
    assert (identity.given.secret_id, identity.given.token) == ("AKIDown", None)
    identity = parsed([{"name": "studio", "profile": "studio"}], **KEYS).settings.identity
    assert (identity.given, identity.profile) == (None, "studio")


@pytest.mark.parametrize(
    ("accounts", "messages"),
    [
        ([], ["accounts: is missing or empty; set accounts or accounts_file"]),
        ([{"name": "copy"}], ["account: 'studio' is not the name of an account; use a name from accounts"]),
        ([{"name": "studio", "role_arn": "x"}], ["accounts.yml:3: accounts[0] (studio): role_arn 'x' is not a role"]),
        ([{"name": "studio"}, {"nam": "copy"}], ["accounts[1].nam: is an unknown field", "accounts[1].name"]),
        ([{"name": "studio"}, {"name": "studio", **OWN}], ["'studio' is already the name of"]),
    ],
)
def test_wrong_accounts_are_one_error(accounts: list[dict[str, Any]], messages: list[str]) -> None:
    with pytest.raises(ConfigurationError) as raised:
        parsed(accounts)
    assert [message for message in messages if message not in str(raised.value)] == []
    assert "is not the name" not in str(raised.value) or len(accounts) == 1
