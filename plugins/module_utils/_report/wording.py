# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""Phrases that several report formats share. Pure."""

from __future__ import annotations

NOT_AUDITED = "the account was not audited"
NOT_LISTED = "not listed in the report"


def counted(count: int, noun: str) -> str:
    """Such as "1 account" or "1,200 accounts"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
