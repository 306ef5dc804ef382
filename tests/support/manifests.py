# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Expectations that are parsed for three accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.account_ref import AccountRef
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import Manifest, parse_manifest
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.problems import Problems

ACCOUNTS = (
    AccountRef("prod-sg", frozenset({"studio", "sg"})),
    AccountRef("prod-eu", frozenset({"studio", "eu"})),
    AccountRef("test [1]"),
)
JOSE_NFC, JOSE_NFD = "Jos\u00e9", "Jose\u0301"


def parsed(entries: Sequence[Any]) -> Manifest:
    problems = Problems()
    manifest = parse_manifest(entries, ACCOUNTS, problems)
    problems.raise_if_any()
    return manifest


def problems_of(*entries: Any, **options: Any) -> list[str]:
    """The lines of the message, without the first, which has their number."""
    problems = Problems()
    parse_manifest(entries, ACCOUNTS, problems, **options)
    with pytest.raises(ConfigurationError) as raised:
        problems.raise_if_any()
    count, *lines = str(raised.value).split("\n")
    assert count == f"{len(lines)} problem{'s' if len(lines) > 1 else ''} in the input. No request was sent."
    return lines
