# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors

"""A server process that has done the imports of a program, and forks for each run of it: both ends of its socket.

A request is JSON. ``arguments``, ``folder`` and ``environment``, sent with the descriptors of the two output streams,
start a run. The response is its process id. ``wait`` is the process id of a run; the response is its exit status, when
it has ended. The server and its runs end with the client, also if the client is killed.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
REQUEST_BYTES = 1 << 20
RESPONSE_BYTES = 64
START_TIMEOUT_S = 120  # includes the imports; a limit for a process that hangs


class ForkServer:
    """The client. ``program`` is a module that calls ``serve``.

    ``imported`` matches the environment variables that take effect before or during the imports.
    """

    def __init__(self, program: str, environment: Mapping[str, str], imported: re.Pattern[str]) -> None:
        self._program = program
        self._imported = imported
        self._settings = self._settings_in(environment)
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._server = subprocess.Popen(
                [sys.executable, "-m", program, str(theirs.fileno())],
                cwd=TESTS,
                env=dict(environment),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )

    def fits(self, environment: Mapping[str, str]) -> bool:
        """Whether a run with this environment needs the same imports as the server."""
        return self._settings_in(environment) == self._settings

    def start(
        self, arguments: Sequence[str], folder: Path, environment: Mapping[str, str], streams: tuple[int, int]
    ) -> int:
        """Start a run, which writes to the two descriptors. Returns its process id."""
        request = {"arguments": list(arguments), "folder": str(folder), "environment": dict(environment)}
        self._channel.settimeout(START_TIMEOUT_S)
        socket.send_fds(self._channel, [json.dumps(request).encode()], list(streams))
        return self._response()

    def wait(self, process: int, limit_s: float) -> int:
        """Return the exit status of a run. Wait once for each run. Kill it after the limit, and raise TimeoutError."""
        self._channel.settimeout(limit_s)
        self._channel.sendall(json.dumps({"wait": process}).encode())
        try:
            return self._response()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):  # it has ended in this moment
                os.kill(process, signal.SIGKILL)
            self._channel.settimeout(START_TIMEOUT_S)
            self._response()
            raise

    def stop(self) -> None:
        """End the server. It sends SIGTERM to the runs that have not ended."""
        self._channel.close()
        self._server.wait()

    def _settings_in(self, environment: Mapping[str, str]) -> dict[str, str]:
        return {name: value for name, value in environment.items() if self._imported.fullmatch(name)}

    def _response(self) -> int:
        message = self._channel.recv(RESPONSE_BYTES)
        assert message, f"{self._program} has ended. Its error output is above."
        return int(message)


def serve(channel: socket.socket) -> list[str] | None:
    """Handle the requests. Returns the arguments in each new process, and None if the client has closed the channel."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server ends with its client
    gc.collect()
    gc.freeze()  # the memory that processes share stays shared
    running: set[int] = set()
    with contextlib.suppress(ConnectionError):
        while True:
            message, streams, _flags, _address = socket.recv_fds(channel, REQUEST_BYTES, 2)
            if not message:
                break
            request = json.loads(message)
            if "wait" in request:
                _process, status = os.waitpid(request["wait"], 0)
                running.remove(request["wait"])
                channel.sendall(str(os.waitstatus_to_exitcode(status)).encode())
                continue
            process = os.fork()
            if process == 0:
                channel.close()
                return _become(request, streams)
            running.add(process)
            for stream in streams:
                os.close(stream)
            channel.sendall(str(process).encode())
    for process in running:
        os.kill(process, signal.SIGTERM)
    return None


def _become(request: dict[str, Any], streams: Sequence[int]) -> list[str]:
    """Take over the streams, the folder and the environment of a request. Returns its arguments."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for target, stream in enumerate(streams, start=1):
        os.dup2(stream, target)
        os.close(stream)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    arguments: list[str] = request["arguments"]
    return arguments
