# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The code blocks of the guides."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "docsite" / "rst"


def blocks(guide: Path, language: str) -> list[str]:
    """The code blocks of a guide in one language, without their indentation."""
    pattern = rf"^( *)\.\. code-block:: {language}\n\n((?:(?:\1 +.*)?\n)+)"
    found = re.findall(pattern, guide.read_text(encoding="utf-8"), re.MULTILINE)
    return [textwrap.dedent(block) for _indentation, block in found]


def playbook(guide: str, play: str) -> str:
    """The playbook of a guide whose first play has this name."""
    (text,) = (block for block in blocks(FOLDER / f"{guide}.rst", "yaml") if block.startswith(f"- name: {play}\n"))
    return text
