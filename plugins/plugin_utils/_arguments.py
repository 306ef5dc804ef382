# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Validates the arguments of an action plugin as a module does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.parameters import remove_values
from ansible.module_utils.errors import UnsupportedError

from ..module_utils._errors import ConfigurationError


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
        raise ConfigurationError(remove_values("; ".join(messages), validated._no_log_values))
    options: dict[str, Any] = validated.validated_parameters
    return options
