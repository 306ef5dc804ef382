# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The texts of the HTML page."""

from __future__ import annotations

from .page_chinese import CHINESE
from .page_english import ENGLISH

__all__ = ["CHINESE", "ENGLISH"]
