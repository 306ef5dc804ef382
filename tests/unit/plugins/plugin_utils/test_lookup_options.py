# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of the lookup, read with the real plugin loader and templar of Ansible."""

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
    "endpoint": None,
    "fields": None,
    "language": "en-US",
    "limit": None,
    "offset": 0,
    "oidc_provider_id": None,
    "oidc_role_arn": None,
    "oidc_token": None,
    "oidc_token_file": None,
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
    "role_policy": None,
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


def test_options_have_their_documented_defaults() -> None:
    assert read() == DEFAULTS


def test_priority_is_argument_then_variable_then_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    variable = {"tencentcloud_mps_region": "from-variable"}
    assert read()["region"] is None
    monkeypatch.setenv("TENCENTCLOUD_REGION", "from-environment")
    assert read()["region"] == "from-environment"
    assert read(variable)["region"] == "from-variable"
    assert read(variable, region="from-argument")["region"] == "from-argument"
    assert read(variable, region=None)["region"] == "from-variable"


def test_credentials_are_read_from_arguments_and_variables_but_not_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("SECRET_ID", "SECRET_KEY", "TOKEN", "SECURITY_TOKEN"):
        monkeypatch.setenv("TENCENTCLOUD_" + name, "from-environment")
    keys = ("secret_id", "secret_key", "token")
    assert [read()[option] for option in keys] == [None, None, None]
    given = read({"tencentcloud_mps_secret_id": "from-variable"}, secret_key="from-argument")
    assert [given[option] for option in keys] == ["from-variable", "from-argument", None]


def test_ansible_prefers_token_over_security_token(monkeypatch: pytest.MonkeyPatch) -> None:
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
def test_template_in_a_variable_is_rendered(option: str, text: str, value: Any) -> None:
    variables = {
        "tencentcloud_mps_" + option: template(text),
        "where": "singapore",
        "the_key": "{{ not a template }}",
    }
    assert read(variables)[option] == value


def test_untrusted_variable_is_not_rendered() -> None:
    assert read({"tencentcloud_mps_secret_key": "{{ 7 * 7 }}"})["secret_key"] == "{{ 7 * 7 }}"


def test_template_in_an_environment_variable_is_not_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENCENTCLOUD_REGION", "{{ 7 * 7 }}")
    assert read()["region"] == "{{ 7 * 7 }}"


def test_unrelated_variable_with_an_undefined_template_is_ignored() -> None:
    assert read({"tencentcloud_mps_unknown": template("{{ nothing }}")}) == DEFAULTS


def test_template_with_an_undefined_variable_fails_with_its_name() -> None:
    with pytest.raises(AnsibleUndefinedVariable, match="'nothing' is undefined"):
        read({"tencentcloud_mps_region": template("{{ nothing }}")})


@pytest.mark.parametrize("argument", ["person_id", "names", "_terms", "_raw", "wantlist", "Region", ""])
def test_unknown_argument_fails_with_the_list_of_options(argument: str) -> None:
    known = ", ".join(option for option in DEFAULTS if option != "_terms")
    with pytest.raises(ConfigurationError) as failure:
        read(None, **{argument: "x"})
    assert str(failure.value) == f"'{argument}' is not an option of this lookup. Supported options: {known}"


@pytest.mark.parametrize(
    ("variables", "arguments", "message"),
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
def test_value_of_a_wrong_type_fails_with_its_option_and_source(
    variables: dict[str, Any], arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message):
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
def test_ansible_converts_the_type_of_arguments(arguments: dict[str, Any], values: dict[str, Any]) -> None:
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


def test_ini_file_has_the_lowest_priority_and_cannot_set_credentials(tmp_path: Path) -> None:
    ini = {
        option: f"{option}-from-ini"
        for option in ("region", "endpoint", "ca_path", "secret_id", "secret_key", "token", "oidc_token")
    }
    ini |= {"language": "zh-CN", "timeout": "7.5", "concurrency": "3", "requests_per_second": "4", "retry_budget": "0"}
    ini |= {"validate_certs": "false", "on_missing": "skip", "on_denied": "warn"}
    lines = "".join(f"{key} = {value}\n" for key, value in ini.items())
    (tmp_path / "ansible.cfg").write_text("[tencentcloud_mps]\n" + lines, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=json.dumps([{"tencentcloud_mps_timeout": 8}, {"concurrency": 2}]),
        env={**os.environ, "ANSIBLE_CONFIG": str(tmp_path / "ansible.cfg"), "TENCENTCLOUD_REGION": "from-environment"},
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    from_ini: dict[str, Any] = {
        "endpoint": "endpoint-from-ini",
        "ca_path": str(tmp_path / "ca_path-from-ini"),
        "language": "zh-CN",
    }
    from_ini |= {"requests_per_second": 4, "retry_budget": 0.0}
    from_ini |= {"on_missing": "skip", "on_denied": "warn"}
    overridden = {"region": "from-environment", "timeout": 8.0, "concurrency": 2}
    assert json.loads(done.stdout) == DEFAULTS | from_ini | overridden
    assert not re.search(r"(?i)warning", done.stderr)


@pytest.mark.parametrize("option", ["secret_id", "secret_key", "token"])
@pytest.mark.parametrize("value", [{"data": "Q7Q7Q7"}, ["Q7Q7Q7"], 717171])
@pytest.mark.parametrize("source", ["argument", "variable"])
def test_credential_of_a_wrong_type_fails_without_showing_the_value(option: str, value: Any, source: str) -> None:
    with pytest.raises(ConfigurationError) as failure:
        read(**{option: value}) if source == "argument" else read({"tencentcloud_mps_" + option: value})
    assert "Q7Q7Q7" not in str(failure.value)
    assert "717171" not in str(failure.value)
    assert option in str(failure.value)


@pytest.mark.parametrize("source", ["argument", "variable"])
def test_misspelled_boolean_does_not_disable_certificate_validation(source: str) -> None:
    with pytest.raises(ConfigurationError, match="must be true or false, not 'ture'"):
        read(validate_certs="ture") if source == "argument" else read({"tencentcloud_mps_validate_certs": "ture"})
    assert read(validate_certs="no")["validate_certs"] is False
