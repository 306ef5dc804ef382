# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the lookup comes by its options: the plugin and the templar are Ansible's own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from ansible.errors import AnsibleUndefinedVariable
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import lookup_loader
from ansible.template import Templar, trust_as_template

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.plugin_utils._lookup_options import read_options

NAME = "tencentcloud.mps.mps_person_sample_info"
DEFAULTS = {
    "_terms": None,
    "account_uin": None,
    "ca_path": None,
    "concurrency": 32,
    "credential_source": "auto",
    "endpoint": "https://mps.intl.tencentcloudapi.com",
    "fields": None,
    "language": "en-US",
    "limit": None,
    "offset": 0,
    "on_denied": "error",
    "on_missing": "error",
    "person_ids": None,
    "profile": None,
    "region": None,
    "requests_per_second": 100,
    "retry_budget": 60.0,
    "role_arn": None,
    "role_duration": None,
    "role_external_id": None,
    "role_session_name": "tencentcloud.mps",
    "secret_id": None,
    "secret_key": None,
    "sts_endpoint": None,
    "tags": None,
    "timeout": 30.0,
    "token": None,
    "type": "UserDefine",
    "validate_certs": True,
}
template = trust_as_template


def read(variables: Mapping[str, Any] | None = None, **arguments: Any) -> dict[str, Any]:
    loader = DataLoader()
    templar = Templar(loader, variables=variables or {})
    return read_options(lookup_loader.get(NAME, loader=loader, templar=templar), variables or {}, arguments)


def test_options_by_default() -> None:
    assert read() == DEFAULTS


def test_an_argument_wins_over_a_variable_and_that_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    variable = {"tencentcloud_mps_region": "of-variable"}
    assert read()["region"] is None
    monkeypatch.setenv("TENCENTCLOUD_REGION", "of-environment")
    assert read()["region"] == "of-environment"
    assert read(variable)["region"] == "of-variable"
    assert read(variable, region="of-argument")["region"] == "of-argument"
    assert read(variable, region=None)["region"] == "of-variable"


def test_keys_of_arguments_and_variables_are_read_but_those_of_the_environment_are_left_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("SECRET_ID", "SECRET_KEY", "TOKEN", "SECURITY_TOKEN"):
        monkeypatch.setenv("TENCENTCLOUD_" + name, "of-environment")
    keys = ("secret_id", "secret_key", "token")
    assert [read()[option] for option in keys] == [None, None, None]
    given = read({"tencentcloud_mps_secret_id": "of-variable"}, secret_key="of-argument")
    assert [given[option] for option in keys] == ["of-variable", "of-argument", None]


def test_the_plugin_itself_would_take_the_first_spelling_of_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    plugin = lookup_loader.get(NAME, loader=DataLoader(), templar=Templar(DataLoader(), variables={}))
    monkeypatch.setenv("TENCENTCLOUD_SECURITY_TOKEN", "second")
    plugin.set_options(var_options={}, direct={})
    assert plugin.get_option_and_origin("token") == ("second", "env: TENCENTCLOUD_SECURITY_TOKEN")
    monkeypatch.setenv("TENCENTCLOUD_TOKEN", "first")
    plugin.set_options(var_options={}, direct={})
    assert plugin.get_option_and_origin("token") == ("first", "env: TENCENTCLOUD_TOKEN")


@pytest.mark.parametrize(
    ("option", "text", "value"),
    [
        ("region", "ap-{{ where }}", "ap-singapore"),
        ("secret_key", "{{ the_key }}", "{{ not a template }}"),
        ("timeout", "{{ 2 * 3 }}", 6.0),
        ("timeout", "{{ '2.5' }}", 2.5),
        ("concurrency", "{{ '7' }}", 7),
        ("requests_per_second", "{{ 100 // 3 }}", 33),
        ("retry_budget", "{{ 0 }}", 0.0),
        ("validate_certs", "{{ 1 == 2 }}", False),
        ("validate_certs", "{{ 'no' }}", False),
        ("on_missing", "{{ 'skip' if where else 'error' }}", "skip"),
        ("endpoint", "{{ where }}.example", "singapore.example"),
    ],
)
def test_a_variable_that_is_a_template_is_rendered(option: str, text: str, value: Any) -> None:
    variables = {
        "tencentcloud_mps_" + option: template(text),
        "where": "singapore",
        "the_key": "{{ not a template }}",
    }
    assert read(variables)[option] == value


def test_a_variable_that_nobody_trusts_is_not_rendered() -> None:
    assert read({"tencentcloud_mps_secret_key": "{{ 7 * 7 }}"})["secret_key"] == "{{ 7 * 7 }}"


def test_an_environment_value_that_looks_like_a_template_is_not_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENCENTCLOUD_REGION", "{{ 7 * 7 }}")
    assert read()["region"] == "{{ 7 * 7 }}"


def test_a_variable_of_another_plugin_that_is_not_defined_does_not_matter() -> None:
    assert read({"tencentcloud_mps_unheard_of": template("{{ nothing }}")}) == DEFAULTS


def test_a_template_without_its_variable_says_which() -> None:
    with pytest.raises(AnsibleUndefinedVariable, match="'nothing' is undefined"):
        read({"tencentcloud_mps_region": template("{{ nothing }}")})


@pytest.mark.parametrize("argument", ["person_id", "names", "_terms", "_raw", "wantlist", "Region", ""])
def test_an_argument_that_is_no_option_is_refused_with_those_that_are(argument: str) -> None:
    known = ", ".join(option for option in DEFAULTS if option != "_terms")
    with pytest.raises(ConfigurationError) as refusal:
        read(None, **{argument: "x"})
    assert str(refusal.value) == f"'{argument}' is not an option of this lookup. Its options are {known}"


@pytest.mark.parametrize(
    ("variables", "arguments", "words"),
    [
        ({}, {"limit": "many"}, "'limit' .* 'Direct' has an invalid value: Invalid value provided for 'int': 'many'"),
        ({}, {"limit": 1.5}, "'limit' .* Invalid value provided for 'int': 1.5"),
        ({}, {"timeout": "long"}, "'timeout' .* Invalid value provided for 'float': 'long'"),
        ({}, {"person_ids": 7}, "'person_ids' .* Invalid value provided for 'list': 7"),
        ({}, {"on_missing": "explode"}, "Invalid value 'explode' for config 'on_missing'"),
        ({}, {"type": "default"}, "Invalid value 'default' for config 'type'"),
        ({"tencentcloud_mps_timeout": "long"}, {}, "'timeout' .* 'var: tencentcloud_mps_timeout' has an invalid value"),
        ({"tencentcloud_mps_concurrency": template("{{ [] }}")}, {}, "'concurrency' .* 'var: tencentcloud_mps_con"),
        ({"tencentcloud_mps_language": "de"}, {}, "Invalid value 'de' for config 'language'"),
    ],
)
def test_a_value_of_another_type_is_refused_with_its_option_and_place(
    variables: dict[str, Any], arguments: dict[str, Any], words: str
) -> None:
    with pytest.raises(ConfigurationError, match=words):
        read(variables, **arguments)


@pytest.mark.parametrize(
    ("arguments", "values"),
    [
        ({"person_ids": "1,2"}, {"person_ids": ["1", "2"]}),
        ({"person_ids": []}, {"person_ids": []}),
        ({"limit": "5", "offset": "2"}, {"limit": 5, "offset": 2}),
        ({"limit": None, "timeout": None}, {"limit": None, "timeout": 30.0}),
        ({"secret_id": ""}, {"secret_id": ""}),
    ],
)
def test_arguments_as_ansible_reads_them(arguments: dict[str, Any], values: dict[str, Any]) -> None:
    given = read(**arguments)
    assert {option: given[option] for option in values} == values


PROGRAM = f"""
import json, sys
from ansible.plugins.loader import init_plugin_loader, lookup_loader
init_plugin_loader()
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible_collections.tencentcloud.mps.plugins.plugin_utils._lookup_options import read_options
variables, arguments = json.load(sys.stdin)
plugin = lookup_loader.get({NAME!r}, loader=DataLoader(), templar=Templar(DataLoader(), variables=variables))
json.dump(read_options(plugin, variables, arguments), sys.stdout)
"""


def test_the_ini_file_comes_last_and_holds_no_key(tmp_path: Path) -> None:
    ini = {
        option: f"{option}-of-ini" for option in ("region", "endpoint", "ca_path", "secret_id", "secret_key", "token")
    }
    ini |= {"language": "zh-CN", "timeout": "7.5", "concurrency": "3", "requests_per_second": "4", "retry_budget": "0"}
    ini |= {"validate_certs": "false", "on_missing": "skip", "on_denied": "warn"}
    lines = "".join(f"{key} = {value}\n" for key, value in ini.items())
    (tmp_path / "ansible.cfg").write_text("[tencentcloud_mps]\n" + lines, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=json.dumps([{"tencentcloud_mps_timeout": 8}, {"concurrency": 2}]),
        env={**os.environ, "ANSIBLE_CONFIG": str(tmp_path / "ansible.cfg"), "TENCENTCLOUD_REGION": "of-environment"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    of_ini: dict[str, Any] = {
        "endpoint": "endpoint-of-ini",
        "ca_path": str(tmp_path / "ca_path-of-ini"),
        "language": "zh-CN",
    }
    of_ini |= {"requests_per_second": 4, "retry_budget": 0.0}
    of_ini |= {"on_missing": "skip", "on_denied": "warn"}
    over_ini = {"region": "of-environment", "timeout": 8.0, "concurrency": 2}
    assert json.loads(done.stdout) == DEFAULTS | of_ini | over_ini
    assert not re.search(r"(?i)warning", done.stderr)


@pytest.mark.parametrize("option", ["secret_id", "secret_key", "token"])
@pytest.mark.parametrize("value", [{"data": "Q7Q7Q7"}, ["Q7Q7Q7"], 717171])
@pytest.mark.parametrize("how", ["argument", "variable"])
def test_a_key_of_a_wrong_type_is_refused_without_showing_it(option: str, value: Any, how: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        read(**{option: value}) if how == "argument" else read({"tencentcloud_mps_" + option: value})
    assert "Q7Q7Q7" not in str(refusal.value)
    assert "717171" not in str(refusal.value)
    assert option in str(refusal.value)


@pytest.mark.parametrize("how", ["argument", "variable"])
def test_a_misspelt_truth_does_not_turn_the_check_of_certificates_off(how: str) -> None:
    with pytest.raises(ConfigurationError, match="'ture': it must be true or false"):
        read(validate_certs="ture") if how == "argument" else read({"tencentcloud_mps_validate_certs": "ture"})
    assert read(validate_certs="no")["validate_certs"] is False
