# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Validates the arguments of an action plugin as a module does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.parameters import remove_values
from ansible.module_utils.errors import UnsupportedError

from ..module_utils._auth.options import CONNECTION_SPEC
from ..module_utils._errors import ConfigurationError

# The fields of an account that contain no secret, and can be shown.
_PUBLIC = {"name", "labels", *(name for name, option in CONNECTION_SPEC.items() if not option.get("no_log"))}


def validate_arguments(
    spec: Mapping[str, Any], arguments: Mapping[str, Any], rules: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The arguments with the types and defaults of an argument spec.

    ``rules`` are those of AnsibleModule, such as ``mutually_exclusive``. Raises ``ConfigurationError``. Its message
    does not contain values of ``no_log`` options.
    """
    validated = ArgumentSpecValidator(dict(spec), **(rules or {})).validate(dict(arguments))
    if validated.error_messages:
        messages = [
            f"unsupported options: {error.msg}" if isinstance(error, UnsupportedError) else error.msg
            for error in validated.errors
        ]
        raise ConfigurationError(remove_values("; ".join(messages), set(_secrets(spec, arguments))))
    options: dict[str, Any] = validated.validated_parameters
    return options


def _secrets(spec: Mapping[str, Any], arguments: Mapping[str, Any]) -> Iterator[str]:
    """The texts in the values of ``no_log`` options. Ansible would also mask the names and labels of accounts."""
    for name, option in spec.items():
        if option.get("no_log"):
            yield from _texts(arguments.get(name))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, entry in value.items():
            if key not in _PUBLIC:
                yield from _texts(entry)
            if key not in _PUBLIC and key not in CONNECTION_SPEC:
                yield str(key)  # without a space after the colon, a secret is a part of the key
    elif isinstance(value, (list, tuple)):
        for entry in value:
            yield from _texts(entry)
    elif value:
        yield str(value)
