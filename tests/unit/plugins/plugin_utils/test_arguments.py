# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Arguments of an action plugin are validated as those of a module."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.plugin_utils._arguments import validate_arguments

SPEC: dict[str, Any] = {
    "accounts": {"type": "list", "elements": "dict", "no_log": True},
    "mode": {"type": "raw", "default": "0600"},
    "render": {"type": "bool", "default": False},
}


def test_arguments_get_types_and_defaults() -> None:
    assert validate_arguments(SPEC, {"render": "yes"}) == {"accounts": None, "mode": "0600", "render": True}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"rendr": True}, "unsupported options: rendr. Supported parameters include: accounts, mode, render."),
        ({"render": "perhaps"}, "argument 'render' is of type"),
        ({"accounts": [], "render": True}, "parameters are mutually exclusive: accounts|render"),
    ],
)
def test_wrong_argument_is_an_error(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        validate_arguments(SPEC, arguments, {"mutually_exclusive": [("accounts", "render")]})
    assert message in str(raised.value)


def test_error_shows_no_value_of_a_no_log_option() -> None:
    with pytest.raises(ConfigurationError) as raised:
        validate_arguments(SPEC, {"accounts": ["secret-key-of-an-account"]})
    assert "accounts" in str(raised.value)
    assert "secret-key-of-an-account" not in str(raised.value)


def test_error_shows_words_that_are_also_names_and_labels_of_accounts() -> None:
    accounts = [{"name": "a", "labels": ["am", "option"], "endpoint": "e", "secret_key": "is of"}]
    with pytest.raises(ConfigurationError) as raised:
        validate_arguments(
            {**SPEC, "samples": {"type": "list", "elements": "dict"}}, {"accounts": accounts, "samples": 3}
        )
    assert str(raised.value).replace("********", "is of").startswith("Elements value for option 'samples' is of type")
    assert "'samples'" in str(raised.value)
    assert "is of" not in str(raised.value)
