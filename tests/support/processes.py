# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find the processes that a test started, and those that they started, by a mark in their environment."""

from __future__ import annotations

import secrets
import time
from pathlib import Path

MARKER = "MPS_TEST_MARK"
PATIENCE_S = 60.0  # on a busy host
_ZOMBIE = "Z"


def new_mark() -> str:
    """A value for the environment variable ``MARKER``."""
    return secrets.token_hex(8)


def marked_processes(mark: str, within_s: float = PATIENCE_S) -> list[str]:
    """The command lines of the processes with the mark that still run after ``within_s`` seconds."""
    deadline = time.monotonic() + within_s
    while (found := running(mark)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return [command for _pid, command in found]


def running(mark: str) -> list[tuple[int, str]]:
    """The process id and command line of each process with the mark. A process that has ended does not count."""
    wanted = f"{MARKER}={mark}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (process / "environ").read_bytes().split(b"\0"):
                state = (process / "stat").read_text().rpartition(")")[2].split()[0]
                command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                if state != _ZOMBIE:
                    found.append((int(process.name), command.strip()))
        except OSError:  # the process has ended, or belongs to another user
            continue
    return found
