# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The variables of the role person_sample_audit behind the options of a task.

The files of the role define the variables and their defaults. A variable that is null, an empty text or ``omit`` is not
given. Messages about an option name its variable.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ..module_utils._errors import ConfigurationError

try:  # ten times faster, where PyYAML has it
    from yaml import CSafeLoader as _Loader
except ImportError:
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

ROLE = "tencentcloud.mps.person_sample_audit"
PREFIX = "person_sample_audit_"
# plugins/plugin_utils is two folders below the root of the collection.
_FOLDER = Path(__file__).resolve().parents[2] / "roles" / "person_sample_audit"
# The playbook reads the first variable. The role sets the other ones.
_OTHER_VARIABLES = frozenset(
    {"person_sample_audit_tasks", "person_sample_audit_report", "person_sample_audit_notification"}
)


def is_in_role(task: Any) -> bool:
    """Whether a task belongs to the role."""
    role = getattr(task, "_role", None)
    return role is not None and role.get_name() == ROLE


def given_arguments(
    arguments: Mapping[str, Any], spec: Mapping[str, Mapping[str, Any]], variables: Mapping[str, str]
) -> dict[str, Any]:
    """The arguments of a task of the role that are given.

    An option that is not given has the default of its variable, if it differs from the default in ``spec``.
    ``variables`` has the variable of each option.
    """
    given = {
        option: value
        for option, value in arguments.items()
        if value is not None and not (isinstance(value, str) and not value.strip())
    }
    defaults = role_defaults()
    for option, variable in variables.items():
        default = defaults.get(variable)
        if default is not None and default != spec[option].get("default"):
            given.setdefault(option, default)
    return given


def refuse_unknown_variables(names: Iterable[Any]) -> None:
    """Raise ``ConfigurationError`` for a variable that looks like one of the role, but is none of them."""
    known = role_variables()
    for name in sorted(name for name in names if isinstance(name, str) and name.startswith(PREFIX)):
        if not name.startswith(PREFIX + "_") and name not in known:
            close = difflib.get_close_matches(name, known, 1)
            hint = f"Did you mean {close[0]}?" if close else f"ansible-doc -t role {ROLE} lists the variables."
            raise ConfigurationError(
                f"{name} is not a variable of the role {ROLE}. {hint} Correct the name, or rename your own variable"
            )


def with_variables(message: str, variables: Mapping[str, str]) -> str:
    """The message with the variables of the role instead of the options."""
    by_length = sorted(variables, key=len, reverse=True)
    # A name with an underscore is no word of a sentence. Another name is an option only in certain places.
    long_names = "|".join(re.escape(name) for name in by_length if "_" in name)
    short_names = "|".join(re.escape(name) for name in by_length if "_" not in name)
    before = "(?:^|(?<=set )|(?<=value of )|(?<=argument ')|(?<=option '))"
    after = r"(?=\[|: | is | must | contains | or |,|')"
    pattern = rf"(?<![\w/.'-])(?:{long_names})(?![\w/-]|\.\w)|{before}(?:{short_names}|{long_names}){after}"
    return re.sub(pattern, lambda found: variables[found[0]], message, flags=re.MULTILINE)


@cache
def role_variables() -> frozenset[str]:
    """The variables of all entry points."""
    specs = _yaml("meta", "argument_specs.yml")["argument_specs"]
    return _OTHER_VARIABLES.union(*(spec["options"] for spec in specs.values()))


@cache
def role_defaults() -> dict[str, Any]:
    """The defaults of the role that are not templates."""
    return {name: value for name, value in _yaml("defaults", "main.yml").items() if "{{" not in str(value)}


def _yaml(folder: str, name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.load((_FOLDER / folder / name).read_text(encoding="utf-8"), _Loader)
    return content
