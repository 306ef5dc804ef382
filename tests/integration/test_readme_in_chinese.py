# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The first audit of the Chinese README: its files and commands run as they are, and its outcome is the real one."""

from __future__ import annotations

import os
import re
import subprocess
import textwrap
from pathlib import Path

import yaml

from support.emulator_process import EmulatorProcess

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
ENDPOINT = "mps.tencentcloudapi.com"


def code(language: str, text: str = README) -> list[str]:
    """The code blocks in one language, without their indentation."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^\1```$", text, re.DOTALL | re.MULTILINE)
    return [textwrap.dedent(block) for _indentation, block in found]


def test_first_audit_runs_and_shows_the_outcome_of_the_readme(tmp_path: Path) -> None:
    accounts, manifest = code("yaml")
    (tmp_path / "accounts.yml").write_text(accounts, encoding="utf-8")
    (tmp_path / "manifest.yml").write_text(manifest, encoding="utf-8")
    (uin,) = (entry["account_uin"] for entry in yaml.safe_load(accounts)["accounts"])
    samples = [{"name": "张三"}, {"name": "旧主持人"}]
    with EmulatorProcess({"accounts": [{"name": "studio", "uin": uin, "samples": samples}]}) as emulator:
        keys = emulator.credentials["studio"]
        commands = code("shell")[-1]
        assert commands.count(ENDPOINT) == 1
        for text, value in (
            (ENDPOINT, emulator.url),
            ("SECRET_ID=...", f"SECRET_ID={keys['secret_id']}"),
            ("SECRET_KEY=...", f"SECRET_KEY={keys['secret_key']}"),
        ):
            commands = commands.replace(text, value)
        environment = {"ANSIBLE_LOCALHOST_WARNING": "false", "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false"}
        done = subprocess.run(
            ["/bin/sh", "-e"],
            input=commands,
            cwd=tmp_path,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 2, done.stdout + done.stderr
        assert {request["language"] for request in emulator.requests()} == {"zh-CN"}
    (outcome,) = code("text")
    shown = done.stdout.replace(str(tmp_path), "/home/ops")
    assert outcome in shown, shown
    assert "3 项违规。参见 /home/ops/person-sample-audit/report.html" in shown
    summary = (tmp_path / "person-sample-audit" / "summary.md").read_text(encoding="utf-8")
    assert "❌ **不合规**：1 个账号" in summary
