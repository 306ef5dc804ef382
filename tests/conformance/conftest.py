# Copyright: (c) 2026, tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TCCLI lives in a virtual environment of its own: its tests exist only where MPS_TCCLI says where that is."""

from __future__ import annotations

import os

collect_ignore = [] if os.environ.get("MPS_TCCLI") else ["test_tccli.py"]
