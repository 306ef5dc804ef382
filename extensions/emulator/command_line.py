# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: options, start, announcement, stop."""

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

from emulator.atomic_file import PRIVATE, write_atomically
from emulator.service import Service
from emulator.state import State, StateError, read_state_file
from emulator.web import ApiServer

LOOPBACK_HOSTS = ("127.0.0.1", "::1", "localhost")
EXIT_CONFIGURATION = 2
RARE_COLLECTIONS = (50_000, 20, 100)

DESCRIPTION = """\
A local server that speaks the Tencent Cloud API for person samples (mps DescribePersonSamples; sts AssumeRole,
AssumeRoleWithWebIdentity and GetCallerIdentity; the metadata of a CVM) with signatures, clock, tokens,
permissions, limits and rates verified. It listens on loopback only. When it is ready it prints one line of
JSON: url, control, ca_file, pid. README.md beside this program describes the state file and the control."""

EPILOG = """\
example:
  python extensions/emulator --state demo.yml --credentials-file keys.json
  exit status: 0 stopped by SIGTERM or SIGINT; 2 wrong options, state file or address"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs until a signal; returns the exit status."""
    options = _parser().parse_args(arguments)
    try:
        state = _with_latency(_read_state(options), options.latency)
        _check_keys_reachable(state, options.credentials_file)
    except StateError as error:
        print(f"emulator: {options.state}: {len(error.problems)} problem(s)", file=sys.stderr)
        for problem in error.problems:
            print(f"  {problem}", file=sys.stderr)
        return EXIT_CONFIGURATION
    try:
        asyncio.run(_serve(Service(state), options))
    except OSError as error:
        print(f"emulator: cannot start: {error}", file=sys.stderr)
        return EXIT_CONFIGURATION
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="emulator",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--state", type=Path, required=True, metavar="FILE", help="what the cloud holds; YAML, or JSON if named .json"
    )
    parser.add_argument(
        "--host", type=_loopback, default="127.0.0.1", help="127.0.0.1, ::1 or localhost (default: %(default)s)"
    )
    parser.add_argument("--port", type=_port, default=8470, help="0 takes a free one (default: %(default)s)")
    parser.add_argument("--tls", action="store_true", help="serve https with a throw-away authority; needs --ca-file")
    parser.add_argument("--ca-file", type=Path, metavar="PATH", help="where to write that authority's certificate")
    parser.add_argument(
        "--credentials-file",
        type=Path,
        metavar="PATH",
        help="where to write the first key pair of every account (JSON, mode 0600); needed if pairs are generated",
    )
    parser.add_argument("--announce", type=Path, metavar="PATH", help="write the line of readiness to this file too")
    parser.add_argument("--latency", type=_milliseconds, metavar="MS", help="instead of latency_ms of the state file")
    return parser


def _loopback(text: str) -> str:
    if text not in LOOPBACK_HOSTS:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not loopback: the emulator's control is unsigned, so it listens on"
            f" {', '.join(LOOPBACK_HOSTS)} only"
        )
    return text


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port (0 to 65535)")
    return int(text)


def _milliseconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of milliseconds")
    return value


def _read_state(options: argparse.Namespace) -> State:
    if options.tls and options.ca_file is None:
        raise StateError(["--tls needs --ca-file: nobody could trust the certificate otherwise"])
    return read_state_file(options.state)


def _with_latency(state: State, latency_ms: float | None) -> State:
    if latency_ms is None:
        return state
    return replace(state, server=replace(state.server, latency_ms=latency_ms))


def _check_keys_reachable(state: State, credentials_file: Path | None) -> None:
    if credentials_file is not None:
        return
    keyless = [
        f"accounts[{index}]: has no credentials, and without --credentials-file nobody learns the generated ones"
        for index, account in enumerate(state.accounts)
        if not account.credentials[0].secret_id
    ]
    if keyless:
        raise StateError(keyless)


async def _serve(service: Service, options: argparse.Namespace) -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    tls, certificate = _make_tls() if options.tls else (None, b"")
    server = ApiServer(service)
    port = await server.start(options.host, options.port, tls)
    try:
        if tls is not None:
            write_atomically(options.ca_file, certificate)
        if options.credentials_file is not None:
            keys = json.dumps(service.accounts.first_credentials(), indent=2)
            write_atomically(options.credentials_file, keys.encode(), PRIVATE)
        # Libraries and log live long: a collector that walks them again and again would stall answers in a burst.
        gc.freeze()
        gc.set_threshold(*RARE_COLLECTIONS)
        _announce(_announcement(options, port), options.announce)
        await stopping.wait()
    finally:
        await server.stop()


def _make_tls() -> tuple[ssl.SSLContext, bytes]:
    # Imported here because the cryptography behind it doubles the time to start.
    from emulator.throwaway_ca import make_tls

    return make_tls()


def _announcement(options: argparse.Namespace, port: int) -> str:
    host = f"[{options.host}]" if ":" in options.host else options.host
    url = f"{'https' if options.tls else 'http'}://{host}:{port}"
    ca_file = str(options.ca_file.resolve()) if options.tls else None
    return json.dumps({"url": url, "control": f"{url}/_emulator", "ca_file": ca_file, "pid": os.getpid()})


def _announce(line: str, path: Path | None) -> None:
    if path is not None:
        write_atomically(path, line.encode() + b"\n")
    print(line, flush=True)
