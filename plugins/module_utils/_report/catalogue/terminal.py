# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The texts of the outcome in the terminal."""

from __future__ import annotations

ENGLISH: dict[str, str] = {}

CHINESE: dict[str, str] = {}
