# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run an emulator as a real process for tests: on a free port, with its own files, controlled by methods."""

from __future__ import annotations

import json
import os
import select
import ssl
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPSHandler, ProxyHandler, Request, build_opener

from support.emulator_start import EmulatorRun, start_emulator

# A limit for a process that hangs. A busy host needs seconds.
START_TIMEOUT_S = 120
STOP_TIMEOUT_S = 10
CONTROL_TIMEOUT_S = 120


class EmulatorFailed(Exception):
    """The emulator did not start, or rejected a control request. The text is the emulator's error message."""


class EmulatorProcess:
    """A context manager that runs one emulator.

    ``state`` has the format of a state file (extensions/emulator/README.md). While the emulator runs, these attributes
    are set: ``url`` (without a trailing slash), ``ca_file`` (path as text, None without TLS), ``credentials[account]``
    = ``{uin, secret_id, secret_key, token}``, ``pid``, and ``endpoint`` = the URL without its scheme, as the official
    SDK needs it. All files are in a temporary folder, except ``credentials_file`` if it is given. ``arguments`` are
    added to the command line. emulator_start.py describes when a start repeats the imports.
    """

    url: str
    ca_file: str | None
    credentials: dict[str, dict[str, Any]]
    pid: int

    def __init__(
        self,
        state: Mapping[str, Any],
        tls: bool = False,
        latency_ms: float | None = None,
        python: str = sys.executable,
        credentials_file: Path | None = None,
        arguments: Sequence[str] = (),
    ) -> None:
        self._state = state
        self._tls = tls
        self._latency_ms = latency_ms
        self._python = python
        self._credentials_file = credentials_file
        self._arguments = list(arguments)
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._process: EmulatorRun | None = None

    def __enter__(self) -> EmulatorProcess:
        self._folder = tempfile.TemporaryDirectory(prefix="emulator-")
        try:
            self._start(Path(self._folder.name))
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def endpoint(self) -> str:
        """``host:port``."""
        return self.url.partition("://")[2]

    def stop(self) -> int | None:
        """Stop the process, remove its files and return its exit status."""
        status = None
        if self._process is not None:
            self._process.terminate()
            status = self._process.wait(STOP_TIMEOUT_S)
            self._process.output.close()
            self._process.errors.close()
            self._process = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
        return status

    def requests(self, account: str | None = None, action: str | None = None) -> list[dict[str, Any]]:
        """Return the request log, oldest first, optionally of one account or action."""
        asked = {"account": account, "action": action}
        query = urlencode({name: value for name, value in asked.items() if value is not None})
        entries: list[dict[str, Any]] = self._control("GET", f"requests?{query}")
        return entries

    def counters(self) -> dict[str, Any]:
        """Return the counters: requests, by_code, by_action, by_account, connections, in_flight, peak_in_flight."""
        counters: dict[str, Any] = self._control("GET", "counters")
        return counters

    def reset(self) -> None:
        """Clear the log, the counters and the rate windows."""
        self._control("POST", "reset")

    def faults(self, rules: Sequence[Mapping[str, Any]]) -> None:
        """Replace the fault rules; an empty list removes them."""
        self._control("POST", "faults", list(rules))

    def create(self, account: str, sample: Mapping[str, Any]) -> dict[str, Any]:
        """Add a sample (as in the state file, with an optional ``index``) and return it in the format of the API."""
        row: dict[str, Any] = self._control("POST", f"accounts/{quote(account, safe='')}/samples", dict(sample))
        return row

    def delete(self, account: str, person_id: str) -> None:
        """Delete a sample."""
        self._control("DELETE", f"accounts/{quote(account, safe='')}/samples/{person_id}")

    def expire(self, account: str) -> int:
        """Expire all temporary credentials of an account now and return their number."""
        return int(self._control("POST", f"accounts/{quote(account, safe='')}/expire")["expired"])

    def metadata(self, setting: Mapping[str, Any] | None) -> None:
        """Replace the metadata setting (as in the state file); None removes the role."""
        self._control("POST", "metadata", dict(setting or {}))

    def _start(self, folder: Path) -> None:
        state, authority = folder / "state.json", folder / "ca.pem"
        keys = self._credentials_file or folder / "keys.json"
        state.write_text(json.dumps(self._state), encoding="utf-8")
        arguments = ["--state", str(state), "--port", "0", "--credentials-file", str(keys)]
        arguments += ["--tls", "--ca-file", str(authority)] if self._tls else []
        arguments += [] if self._latency_ms is None else ["--latency", str(self._latency_ms)]
        self._process = start_emulator(self._python, arguments + self._arguments)
        ready = json.loads(_first_line(self._process))
        self.url, self.ca_file, self.pid = ready["url"], ready["ca_file"], ready["pid"]
        self.credentials = json.loads(keys.read_text(encoding="utf-8"))

    def _control(self, method: str, path: str, content: Any = None) -> Any:
        body = None if content is None else json.dumps(content).encode()
        request = Request(f"{self.url}/_emulator/{path}", body, {"Content-Type": "application/json"}, method=method)
        context = ssl.create_default_context(cafile=self.ca_file) if self.ca_file else None
        # Requests to loopback must not use a proxy from the environment.
        opener = build_opener(ProxyHandler({}), *([HTTPSHandler(context=context)] if context else []))
        try:
            with opener.open(request, timeout=CONTROL_TIMEOUT_S) as response:
                return json.load(response)
        except HTTPError as error:
            with error:
                raise EmulatorFailed("; ".join(json.load(error)["problems"])) from None


def _first_line(process: EmulatorRun) -> bytes:
    line = _read_line(process.output, time.monotonic() + START_TIMEOUT_S)
    if not line.endswith(b"\n"):
        process.terminate()
        raise EmulatorFailed(process.errors.read().decode(errors="replace") or "the emulator is not ready")
    return line


def _read_line(stream: IO[bytes], deadline: float) -> bytes:
    """Read up to a line feed, the end of the stream or the deadline (a value of time.monotonic)."""
    line = b""
    while not line.endswith(b"\n"):
        readable, _writable, _broken = select.select([stream], [], [], max(0, deadline - time.monotonic()))
        chunk = os.read(stream.fileno(), 4096) if readable else b""
        if not chunk:
            break
        line += chunk
    return line
