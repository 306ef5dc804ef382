# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors

"""Start the program of the emulator in a process of its own, with the imports done.

Imports are nearly all of the CPU time of a start. A server process (warm_emulator.py) does them once for each worker of
pytest, and forks for each emulator. ``MPS_COLD_START=1`` starts each emulator from the beginning.
"""

from __future__ import annotations

import atexit
import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import IO, Protocol

from support.fork_server import ForkServer
from support.processes import MARKER

EMULATOR = Path(__file__).resolve().parents[2] / "extensions" / "emulator"
# The kernel shows the environment with which a process was started. Tests search it for the marker.
IMPORTED = re.compile(rf"(LC|LD|AIOHTTP|OPENSSL)_.*|PYTHON.*|LANG.*|TMPDIR|{MARKER}")


class EmulatorRun(Protocol):
    """An emulator that has been started, with the read ends of its output streams."""

    @property
    def output(self) -> IO[bytes]:
        """The standard output."""

    @property
    def errors(self) -> IO[bytes]:
        """The error output."""

    def terminate(self) -> None:
        """Send SIGTERM."""

    def wait(self, limit_s: float) -> int | None:
        """Return the exit status, or None if it had to be killed after the limit. Call this once."""


class ColdRun:
    """A new interpreter."""

    def __init__(self, python: str, arguments: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            [python, str(EMULATOR), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self.output, self.errors = self._process.stdout, self._process.stderr

    def terminate(self) -> None:
        self._process.terminate()

    def wait(self, limit_s: float) -> int | None:
        try:
            return self._process.wait(limit_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            return None


class WarmRun:
    """A fork of the server process."""

    def __init__(self, server: ForkServer, arguments: Sequence[str]) -> None:
        self._server = server
        output, output_end = os.pipe()
        errors, errors_end = os.pipe()
        self.output, self.errors = os.fdopen(output, "rb"), os.fdopen(errors, "rb")
        try:
            self._process = server.start(arguments, Path.cwd(), os.environ, (output_end, errors_end))
        finally:
            os.close(output_end)
            os.close(errors_end)

    def terminate(self) -> None:
        os.kill(self._process, signal.SIGTERM)

    def wait(self, limit_s: float) -> int | None:
        try:
            return self._server.wait(self._process, limit_s)
        except TimeoutError:
            return None


def start_emulator(python: str, arguments: Sequence[str]) -> EmulatorRun:
    """Start the emulator with the folder and the environment of this process."""
    if python == sys.executable and "MPS_COLD_START" not in os.environ and _server().fits(os.environ):
        return WarmRun(_server(), arguments)
    return ColdRun(python, arguments)


@cache
def _server() -> ForkServer:
    server = ForkServer("support.warm_emulator", os.environ, IMPORTED)
    atexit.register(server.stop)
    return server
