# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: options, start, ready line, stop."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import signal
import ssl
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from emulator.atomic_file import PRIVATE, PUBLIC, write_atomically
from emulator.service import Service
from emulator.state import State, StateError, read_state_file
from emulator.web import ApiServer

LOOPBACK_HOSTS = ("127.0.0.1", "::1", "localhost")
EXIT_CONFIGURATION = 2
GC_THRESHOLDS = (50_000, 20, 100)

DESCRIPTION = """\
A local server that implements the Tencent Cloud API for person samples: mps DescribePersonSamples; sts AssumeRole,
AssumeRoleWithWebIdentity and GetCallerIdentity; and the metadata service of a CVM. It verifies signatures, the
clock, tokens, permissions, limits and request rates. It listens on loopback only. When it is ready, it prints one
line of JSON with the members url, control, ca_file and pid. README.md in this directory describes the state file
and the control requests."""

EPILOG = """\
example:
  python extensions/emulator --state examples/emulator.yml --credentials-file keys.json

exit status:
  0  stopped by SIGTERM or SIGINT
  2  cannot start: wrong option or state file, address in use, file that cannot be written, or Python package missing"""


class StartError(Exception):
    """The emulator cannot start. The text is the message for the user."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until SIGTERM or SIGINT. Returns the exit status."""
    options = _parse_options(arguments)
    try:
        state = _with_latency(read_state_file(options.state), options.latency)
        _require_credentials(state, options.credentials_file)
        asyncio.run(_serve(Service(state), options))
    except StateError as error:
        count = len(error.problems)
        print(
            f"emulator: the state file {options.state} has {count} problem{'s' if count > 1 else ''}:", file=sys.stderr
        )
        for problem in error.problems:
            print(f"  {problem}", file=sys.stderr)
        return EXIT_CONFIGURATION
    except StartError as error:
        print(f"emulator: {error}", file=sys.stderr)
        return EXIT_CONFIGURATION
    return 0


def _parse_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="emulator",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--state",
        type=Path,
        required=True,
        metavar="FILE",
        help="the state file: accounts, samples and settings; YAML, or JSON if the name ends in .json",
    )
    parser.add_argument(
        "--host", type=_loopback_host, default="127.0.0.1", help="127.0.0.1, ::1 or localhost (default: %(default)s)"
    )
    parser.add_argument("--port", type=_port, default=8470, help="0 selects a free port (default: %(default)s)")
    parser.add_argument(
        "--tls", action="store_true", help="serve HTTPS with a temporary certificate authority; requires --ca-file"
    )
    parser.add_argument("--ca-file", type=Path, metavar="PATH", help="write the certificate of that authority here")
    parser.add_argument(
        "--credentials-file",
        type=Path,
        metavar="PATH",
        help="write the first key pair of every account here (JSON, mode 0600);"
        " required if an account has no credentials in the state file",
    )
    parser.add_argument("--announce", type=Path, metavar="PATH", help="also write the ready line to this file")
    parser.add_argument(
        "--latency", type=_milliseconds, metavar="MS", help="override latency_ms of the state file, in milliseconds"
    )
    options = parser.parse_args(arguments)
    if options.tls and options.ca_file is None:
        parser.error("--tls requires --ca-file: clients need the certificate to trust the emulator")
    return options


def _loopback_host(text: str) -> str:
    if text not in LOOPBACK_HOSTS:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a loopback host; use 127.0.0.1, ::1 or localhost"
            " (control requests are not authenticated, so the emulator must not be reachable from other hosts)"
        )
    return text


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; use a number from 0 to 65535")
    return int(text)


def _milliseconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of milliseconds; use a number such as 20")
    return value


def _with_latency(state: State, latency_ms: float | None) -> State:
    if latency_ms is None:
        return state
    return replace(state, server=replace(state.server, latency_ms=latency_ms))


def _require_credentials(state: State, credentials_file: Path | None) -> None:
    """Raise StateError for each generated key pair that no file would receive."""
    if credentials_file is not None:
        return
    problems = [
        f"accounts[{index}].credentials: is required without --credentials-file;"
        " add a key pair, or use --credentials-file to receive a generated pair"
        for index, account in enumerate(state.accounts)
        if not account.credentials[0].secret_id
    ]
    if problems:
        raise StateError(problems)


async def _serve(service: Service, options: argparse.Namespace) -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    tls, certificate = _make_tls() if options.tls else (None, b"")
    server = ApiServer(service)
    port = await _listen(server, options, tls)
    try:
        if tls is not None:
            _write("--ca-file", options.ca_file, certificate)
        if options.credentials_file is not None:
            content = json.dumps(service.accounts.first_credentials(), indent=2)
            _write("--credentials-file", options.credentials_file, content.encode(), PRIVATE)
        # Libraries and log are large and long-lived. Frequent garbage collections of them would delay responses.
        gc.freeze()
        gc.set_threshold(*GC_THRESHOLDS)
        line = _ready_line(options, port)
        if options.announce is not None:
            _write("--announce", options.announce, f"{line}\n".encode())
        print(line, flush=True)
        await stopping.wait()
    finally:
        await server.stop()


def _make_tls() -> tuple[ssl.SSLContext, bytes]:
    # Imported only for --tls: the cryptography package doubles the start time.
    from emulator.throwaway_ca import make_tls

    return make_tls()


async def _listen(server: ApiServer, options: argparse.Namespace, tls: ssl.SSLContext | None) -> int:
    try:
        return await server.start(options.host, options.port, tls)
    except OSError as error:
        raise StartError(
            f"cannot listen on host {options.host}, port {options.port}: {error.strerror};"
            " select another port with --port, or use --port 0 for a free port"
        ) from None


def _write(option: str, path: Path, content: bytes, mode: int = PUBLIC) -> None:
    try:
        write_atomically(path, content, mode)
    except OSError as error:
        raise StartError(
            f"cannot write {option} {path}: {error.strerror};"
            " check that the directory exists and that you can write to it"
        ) from None


def _ready_line(options: argparse.Namespace, port: int) -> str:
    host = f"[{options.host}]" if ":" in options.host else options.host
    url = f"{'https' if options.tls else 'http'}://{host}:{port}"
    ca_file = str(options.ca_file.resolve()) if options.tls else None
    return json.dumps({"url": url, "control": f"{url}/_emulator", "ca_file": ca_file, "pid": os.getpid()})
