# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A remote host for playbooks: this host, through OpenSSH, with its own home folder and settings.

The client starts ``sshd -i`` as its proxy command. The server therefore listens on no port, and ends with the client.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml

SERVER = shutil.which("sshd", path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin")))
NAME = "audit-host"
# The server needs this folder if it runs as root. The service of the distribution creates it.
_PRIVILEGE_SEPARATION = Path("/run/sshd")


def why_unavailable() -> str | None:
    """Why there can be no remote host, or None."""
    missing = [name for name, path in (("sshd", SERVER), ("ssh", shutil.which("ssh"))) if path is None]
    return (
        f"{' and '.join(missing)} not installed (Debian packages openssh-server, openssh-client)" if missing else None
    )


class SshHost:
    """The host ``audit-host``. ``home`` is the home folder of its user; it contains the remote temporary folder."""

    def __init__(self) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="ssh-")  # the path of a control socket must be short
        folder = self._folder = Path(self._temporary.name)
        self.home = folder / "home"
        self.home.mkdir()
        if os.geteuid() == 0:
            _PRIVILEGE_SEPARATION.mkdir(mode=0o755, exist_ok=True)
        for key in ("host", "user"):
            command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / key)]
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
        host_key = (folder / "host.pub").read_text(encoding="utf-8")
        (folder / "known_hosts").write_text(f"{NAME} {host_key}", encoding="utf-8")
        (folder / "sshd_config").write_text(self._server_settings(), encoding="utf-8")
        (folder / "ssh_config").write_text(self._client_settings(), encoding="utf-8")

    @property
    def variables(self) -> dict[str, Any]:
        return {
            "ansible_connection": "ansible.builtin.ssh",
            "ansible_ssh_args": f"-F {self._folder}/ssh_config",
            "ansible_remote_tmp": str(self.home / "remote_tmp"),
            "ansible_python_interpreter": sys.executable,
        }

    def inventory(self, folder: Path, **variables: Any) -> str:
        """The path of an inventory in ``folder`` with this host. ``variables`` are added to those of the host."""
        hosts = {"all": {"hosts": {NAME: {**self.variables, **variables}}}}
        path = folder / "inventory.yml"
        path.write_text(yaml.safe_dump(hosts), encoding="utf-8")
        return str(path)

    def remote_files(self) -> list[Path]:
        return [path for path in self.home.rglob("*") if path.is_file()]

    def stop(self) -> None:
        """End the connection that ssh keeps open for later tasks, and remove all files."""
        with suppress(subprocess.SubprocessError):
            command = ["ssh", "-F", str(self._folder / "ssh_config"), "-O", "exit", NAME]
            subprocess.run(command, check=False, capture_output=True, timeout=10)
        self._temporary.cleanup()

    def _server_settings(self) -> str:
        return "\n".join(
            (
                f"HostKey {self._folder}/host",
                f"AuthorizedKeysFile {self._folder}/user.pub",
                "StrictModes no",
                "UsePAM no",
                "PasswordAuthentication no",
                "KbdInteractiveAuthentication no",
                "PermitRootLogin prohibit-password",
                "PermitUserRC no",
                "PidFile none",
                "Subsystem sftp internal-sftp",
                f"SetEnv HOME={self.home}",
                "",
            )
        )

    def _client_settings(self) -> str:
        return "\n".join(
            (
                f"Host {NAME}",
                f"  User {pwd.getpwuid(os.getuid()).pw_name}",
                f"  IdentityFile {self._folder}/user",
                "  IdentitiesOnly yes",
                f"  UserKnownHostsFile {self._folder}/known_hosts",
                "  GlobalKnownHostsFile none",
                "  StrictHostKeyChecking yes",
                f"  ProxyCommand {SERVER} -i -f {self._folder}/sshd_config",
                "  ControlMaster auto",
                "  ControlPersist 30",
                f"  ControlPath {self._folder}/control",
                "",
            )
        )
