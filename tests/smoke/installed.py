# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m smoke.installed FOLDER ARCHIVE``: install the archive as a user does, and run the playbook of the README.

The programs are those of the virtual environment FOLDER. The home folder is empty, and no setting names a collection.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from support.emulator_process import EmulatorProcess
from support.playbook import account_environment

README = Path(__file__).resolve().parents[2] / "README.md"
PEOPLE = [{"name": "John Smith"}, {"name": "Zoë Müller"}]
STATE = {"accounts": [{"name": "studio", "uin": "100000000001", "samples": PEOPLE}]}
INSTALLED = ".ansible/collections/ansible_collections/tencentcloud/mps"


def main(environment: Path, archive: Path) -> int:
    (playbook,) = re.findall(r"```yaml\n(# who_is_missing\.yml\n.*?)```", README.read_text("utf-8"), re.DOTALL)
    with tempfile.TemporaryDirectory(prefix="installed-") as folder, EmulatorProcess(STATE) as emulator:
        home = Path(folder)
        (home / "who_is_missing.yml").write_text(playbook, encoding="utf-8")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "TENCENT"))}
        environ = {**inherited, "HOME": folder, **account_environment(emulator, "studio")}
        commands: tuple[list[str], ...] = (
            ["ansible-galaxy", "collection", "install", "--offline", str(archive)],
            ["ansible-playbook", "who_is_missing.yml"],
        )
        for program, *arguments in commands:
            done = subprocess.run([environment / "bin" / program, *arguments], cwd=home, env=environ, check=False)
            if done.returncode:
                return done.returncode
        if not (home / INSTALLED / "MANIFEST.json").is_file():
            print(f"The collection is not installed in {INSTALLED}")
            return 1
        if not emulator.requests(action="DescribePersonSamples"):
            print("The playbook sent no request to the emulator")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*(Path(argument).resolve() for argument in sys.argv[1:])))
