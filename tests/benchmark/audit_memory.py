# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Row 6 of design section 12: the memory of an audit that reports what is unexpected does not follow the library.

The audit module runs in a process of its own, as Ansible starts it: run as a program, with its arguments on standard
input. ``python -m benchmark.audit_memory`` is that process.
"""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

LATENCY_MS = 50
EXPECTED = 20
MODULE = "ansible_collections.tencentcloud.mps.plugins.modules.mps_person_sample_audit"
