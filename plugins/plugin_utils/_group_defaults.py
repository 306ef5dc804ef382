# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Defaults of the action group (``module_defaults``) that only other members of the group know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..module_utils._audit.inputs import AUDIT_SPEC
from ..module_utils._audit.snapshot_run import SNAPSHOT_SPEC
from ..module_utils._audit.task_options import AUDIT_REPORT_SPEC, FILE_SPEC
from ..module_utils._auth.options import CONNECTION_SPEC
from ..module_utils._listing.selection import SELECTION_SPEC
from ..module_utils._organization.options import ORGANIZATION_SPEC

_GROUP = "group/tencentcloud.mps.mps"
_OPTIONS_OF_MEMBERS = frozenset(
    {
        *CONNECTION_SPEC,
        *SELECTION_SPEC,
        *AUDIT_SPEC,
        *ORGANIZATION_SPEC,
        *FILE_SPEC,
        *AUDIT_REPORT_SPEC,
        *SNAPSHOT_SPEC,
    }
)


def without_defaults_of_others(task: Any, templar: Any, spec: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a task without defaults of the group that only other members of the group know.

    Ansible gives every default of a group to every member, which would then refuse the option. An argument that is no
    option of any member stays, and is refused.
    """
    arguments = dict(task.args)
    foreign = (arguments.keys() & _OPTIONS_OF_MEMBERS) - spec.keys()
    if not foreign:
        return arguments
    defaults: set[str] = set()
    for entry in task.module_defaults or ():
        defaults.update(templar.template(entry.get(_GROUP)) or ())
    return {name: value for name, value in arguments.items() if name not in foreign & defaults}
