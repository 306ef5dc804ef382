# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors

"""Run ansible-playbook in a process of its own, which starts with the imports done.

The start of ansible-playbook needs more CPU time than most plays of the tests. A server process (warm_ansible.py) does
the imports once for each worker of pytest, and forks for each run. A run that has other settings of Ansible or Python
starts from the beginning, because these settings take effect during the imports. ``MPS_COLD_START=1`` starts every
run from the beginning.
"""

from __future__ import annotations

import atexit
import os
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO

from support.fork_server import ForkServer
from support.processes import MARKER

SETTINGS = {
    "ANSIBLE_LOCALHOST_WARNING": "false",
    "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
    "ANSIBLE_ACTION_PLUGINS": str(Path(__file__).with_name("action_plugins")),
}
Ended = tuple[int, str]
# The kernel shows the environment with which a process was started. Tests search it for the marker.
IMPORTED = re.compile(rf"(_?ANSIBLE|LC|LD)_.*|PYTHON.*|LANG.*|TERM|NO_COLOR|TMPDIR|{MARKER}")


class WarmStart:
    """The server process. One run at a time."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._home = tempfile.TemporaryDirectory(prefix="mps-warm-")
        self._server = ForkServer("support.warm_ansible", {**environment, "HOME": self._home.name}, IMPORTED)

    def fits(self, folder: Path, environment: Mapping[str, str]) -> bool:
        """Whether a run needs the same imports as the server."""
        configured = [folder / "ansible.cfg", Path(environment.get("HOME", "/")) / ".ansible.cfg"]
        return self._server.fits(environment) and not any(path.exists() for path in configured)

    def run(self, arguments: Sequence[str], folder: Path, environment: Mapping[str, str], limit_s: float) -> Ended:
        """Run ansible-playbook with ``arguments`` in ``folder``."""
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            process = self._server.start(arguments, folder, environment, (output.fileno(), errors.fileno()))
            status = self._server.wait(process, limit_s)
            return status, _text(output) + _text(errors)

    def stop(self) -> None:
        self._server.stop()
        self._home.cleanup()


def run_ansible_playbook(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str], limit_s: float
) -> Ended:
    """Run ansible-playbook with ``arguments`` in ``folder``. Returns its exit status and its output."""
    warm = None if "MPS_COLD_START" in os.environ else _server()
    if warm is not None and warm.fits(folder, environment):
        return warm.run(arguments, folder, environment, limit_s)
    done = subprocess.run(
        ["ansible-playbook", *arguments],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=limit_s,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@cache
def _server() -> WarmStart:
    server = WarmStart({**os.environ, **SETTINGS})
    atexit.register(server.stop)
    return server


def _text(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode()
