# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Entry point of ``python extensions/emulator``."""

from __future__ import annotations

import sys
from pathlib import Path

# Python puts this folder on the path; the package lives one level up, and its modules must not be top-level names.
sys.path[0] = str(Path(__file__).resolve().parent.parent)

from emulator.command_line import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
