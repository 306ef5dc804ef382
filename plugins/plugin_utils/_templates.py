# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Which text Ansible may evaluate as a template, on every supported version of ansible-core."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._offline_samples import untagged

# A template contains one of these: a delimiter of Jinja, or the line that defines other delimiters.
_TEMPLATE_PARTS = ("{", "#jinja2")

try:
    from ansible.template import trust_as_template
except ImportError:  # before ansible-core 2.19, every text is a template unless it is marked
    from ansible.utils.unsafe_proxy import wrap_var

    def _template(text: str) -> str:
        return text

    def _data(text: str) -> Any:
        return wrap_var(text)
else:

    def _template(text: str) -> str:
        trusted: str = trust_as_template(text)
        return trusted

    def _data(text: str) -> Any:
        return text


def as_template(text: str) -> str:
    """Text that Ansible evaluates."""
    return _template(text)


def as_data(value: Any) -> Any:
    """A copy of a value whose texts Ansible never evaluates: they may come from a server.

    Text that cannot be a template is not marked, so that the output of ``ansible-inventory`` stays readable.
    """
    if isinstance(value, Mapping):
        return {as_data(key): as_data(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_data(entry) for entry in value]
    text = untagged(value)
    if not isinstance(text, str):
        return text
    return _data(text) if any(part in text for part in _TEMPLATE_PARTS) else _template(text)
