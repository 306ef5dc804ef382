# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The account as expectations and waivers select it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .._text import nfc


@dataclass(frozen=True)
class AccountRef:
    """The name and the labels of an account. The labels are in Unicode NFC form."""

    name: str
    labels: frozenset[str] = frozenset()

    def has_labels(self, labels: Iterable[str]) -> bool:
        """Whether the account has all of these labels."""
        return self.labels.issuperset(map(nfc, labels))
