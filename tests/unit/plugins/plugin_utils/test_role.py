# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variables of the role: which of them are given, and their names in messages."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.plugin_utils._role import (
    given_arguments,
    refuse_unknown_variables,
    with_variables,
)

OPTIONS = ("accounts", "accounts_file", "samples", "report_dir", "fail_on", "mode", "unexpected", "base_dir")
VARIABLES = {name: f"person_sample_audit_{name}" for name in OPTIONS} | {"base_dir": "person_sample_audit_dir"}


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("samples[3].tags: is empty", "person_sample_audit_samples[3].tags: is empty"),
        ("accounts: is none; set accounts or accounts_file", "{accounts}: is none; set {accounts} or {accounts_file}"),
        ("accounts_file: /srv/accounts_file.yml is wrong", "{accounts_file}: /srv/accounts_file.yml is wrong"),
        ("/srv/a.yml:4: accounts[2].name: is required", "/srv/a.yml:4: accounts[2].name: is required"),
        ("No sample has the mode; all accounts: 3 samples", "No sample has the mode; all accounts: 3 samples"),
        ("value of unexpected must be one of: ignore", "value of {unexpected} must be one of: ignore"),
        ("argument 'mode' is of type", "argument '{mode}' is of type"),
        ("Relative paths start in base_dir", "Relative paths start in {base_dir}"),
    ],
)  # fmt: skip
def test_message_about_an_option_names_the_variable(message: str, shown: str) -> None:
    assert with_variables(message, VARIABLES) == shown.format(**VARIABLES)


@pytest.mark.parametrize("nothing", [None, ""])
def test_variable_without_a_value_has_the_default_of_the_role(nothing: Any) -> None:
    spec: dict[str, Any] = {name: {"type": "raw"} for name in OPTIONS}
    given = given_arguments({"samples": [], "report_dir": nothing, "accounts": nothing}, spec, VARIABLES)
    assert given.pop("fail_on") == ["missing", "drifted", "ambiguous", "forbidden", "unexpected", "unknown"]
    assert given == {"samples": [], "report_dir": "person-sample-audit", "unexpected": "ignore"}


def test_only_names_that_look_like_variables_of_the_role_are_refused() -> None:
    refuse_unknown_variables(["person_sample_audit_samples", "person_sample_audit_report", "person_sample_audit__own"])
    refuse_unknown_variables(["person_sample_audits", "sampels", "my_person_sample_audit_x", 404, None])
    with pytest.raises(ConfigurationError, match=r"Did you mean person_sample_audit_waivers_file\?"):
        refuse_unknown_variables(["person_sample_audit_waiver_file"])
