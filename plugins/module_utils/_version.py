# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""The version of the collection, which each request names. ``galaxy.yml`` is not on the managed host, so it is
repeated here; a test compares the two."""

from __future__ import annotations

VERSION = "0.1.0"
