# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The version of the collection, which each request names. ``galaxy.yml`` is not on the managed host, so it is
repeated here; a test compares the two."""

from __future__ import annotations

VERSION = "1.0.0"
