# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Arguments of a task: null is not given, and a text can be a list."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.plugin_utils._task_arguments import (
    with_absolute_paths,
    with_lists,
    without_null,
)

SPEC: dict[str, Any] = {
    "names": {"type": "list", "elements": "str"},
    "entries": {"type": "list", "elements": "dict"},
    "title": {"type": "str"},
}


@pytest.mark.parametrize(
    ("option", "text", "value"),
    [
        ("names", "Ann", ["Ann"]),
        ("names", "Ann, Bob,", ["Ann", "Bob"]),
        ("names", '["Ann, Bob", "0123"]', ["Ann, Bob", "0123"]),
        ("names", "['Ann', 0123, yes]", ["Ann", "0123", "yes"]),
        ("names", "[]", []),
        ("entries", '[{"name": "Ann"}]', [{"name": "Ann"}]),
        ("entries", "Ann", "Ann"),
        ("title", "[a, b]", "[a, b]"),
        ("unknown", "[a, b]", "[a, b]"),
    ],
)
def test_text_can_be_a_list(option: str, text: str, value: Any) -> None:
    assert with_lists({option: text}, SPEC) == {option: value}


@pytest.mark.parametrize("option", ["names", "entries"])
def test_broken_list_is_an_error_without_its_text(option: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        with_lists({option: "[a-secret"}, SPEC)
    assert str(raised.value).startswith(f"{option} is a text that starts with '['")
    assert "a-secret" not in str(raised.value)


@pytest.mark.parametrize("text", ["", " ", ",", " , "])
def test_text_without_an_element_is_not_given(text: str) -> None:
    """An empty list can mean that nothing is checked, for example in fail_on. It must be written as []."""
    assert with_lists({"names": text, "title": text}, SPEC) == {"title": text}


def test_null_is_not_given() -> None:
    assert without_null({"a": None, "b": "", "c": [], "d": False}) == {"b": "", "c": [], "d": False}


def test_paths_are_absolute_and_other_values_stay() -> None:
    arguments = {"file": "a.yml", "files": ["b.yml", 3], "empty": "", "title": "t"}
    assert with_absolute_paths(arguments, ("file", "files", "empty", "gone"), "/srv") == {
        "file": "/srv/a.yml",
        "files": ["/srv/b.yml", 3],
        "empty": "",
        "title": "t",
    }
