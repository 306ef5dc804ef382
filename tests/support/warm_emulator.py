# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors

"""The program of emulator_start.py: a process that has imported the emulator, and forks for each start of it.

The argument is the file descriptor of a socket (fork_server.py). Python seeds ``random`` again in each fork.
"""

from __future__ import annotations

import contextlib
import importlib
import socket
import sys

from support.fork_server import TESTS, serve

EMULATOR = TESTS.parent / "extensions" / "emulator"


def main() -> None:
    channel = socket.socket(fileno=int(sys.argv[1]))
    sys.path[0] = str(EMULATOR.parent)
    program = importlib.import_module("emulator.__main__")
    with contextlib.suppress(ModuleNotFoundError):  # each start reports a missing package
        for name in ("command_line", "throwaway_ca"):
            importlib.import_module(f"emulator.{name}")
    arguments = serve(channel)
    if arguments is not None:
        sys.argv = [str(EMULATOR), *arguments]
        sys.exit(program.start())


if __name__ == "__main__":
    main()
