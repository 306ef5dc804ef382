# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The arguments of a task as a user means them: null is not given, a text can be a list, and paths are absolute."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

import yaml

from ..module_utils._errors import ConfigurationError
from ._paths import controller_path

_YAML_STRINGS = yaml.BaseLoader  # every scalar is a string


def without_null(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments without null, which means that the option is not set and has its default."""
    return {name: value for name, value in arguments.items() if value is not None}


def with_lists(arguments: Mapping[str, Any], spec: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The arguments, with a list for each text of an option of the type list.

    A variable from the command line or from a form is a text: ``a,b``, ``[a, b]`` or JSON. A list of mappings must be
    JSON. A text without an element is not given; ``[]`` is an empty list. Raises ``ConfigurationError``, which does not
    show the text.
    """
    result = dict(arguments)
    for name, value in arguments.items():
        if isinstance(value, str) and spec.get(name, {}).get("type") == "list":
            result[name] = _parsed_list(name, value, spec[name].get("elements"))
            if not value.strip(" ,"):  # an empty list must be written as such: it can mean that nothing is checked
                del result[name]
    return result


def with_absolute_paths(arguments: Mapping[str, Any], options: Collection[str], base: str) -> dict[str, Any]:
    """The arguments with absolute paths in ``options``. An empty text stays, and is an error later."""
    result = dict(arguments)
    for name in options:
        value = arguments.get(name)
        if isinstance(value, list):
            result[name] = [_absolute(base, entry) for entry in value]
        elif value is not None:
            result[name] = _absolute(base, value)
    return result


def _absolute(base: str, path: Any) -> Any:
    return controller_path(base, path) if isinstance(path, str) and path.strip() else path


def _parsed_list(name: str, text: str, elements: str | None) -> Any:
    if not text.strip().startswith("["):
        # Anything else is not a list of mappings, which the argument spec finds out.
        return text if elements == "dict" else [part.strip() for part in text.split(",") if part.strip()]
    try:
        return json.loads(text) if elements == "dict" else yaml.load(text, Loader=_YAML_STRINGS)  # noqa: S506
    except (ValueError, yaml.YAMLError, RecursionError):
        form = "JSON" if elements == "dict" else "a list such as [a, b]"
        raise ConfigurationError(f"{name} is a text that starts with '[', but is not {form}. Correct it") from None
