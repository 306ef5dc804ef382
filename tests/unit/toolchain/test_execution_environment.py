# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors

"""The check of the build context for the execution environment finds what a build would lack."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolchain.execution_environment import CONTAINERFILE, problems

CONTEXT = """\
ARG ANSIBLE_INSTALL_REFS="ansible-core>=2.18 ansible-runner>=2.4"
RUN ansible-galaxy collection install -r requirements.yml
"""
REQUIREMENTS = "collections:\n  - name: tencentcloud.mps\n"
INTROSPECTION = "python:\n- 'requests  # from collection tencentcloud.mps'\nsystem: []\n"


@pytest.mark.parametrize(
    ("containerfile", "requirements", "introspection", "found"),
    [
        (CONTEXT, REQUIREMENTS, INTROSPECTION, None),
        (CONTEXT, "collections: []", INTROSPECTION, "does not install tencentcloud.mps"),
        (CONTEXT, None, INTROSPECTION, "does not install tencentcloud.mps"),
        (CONTEXT.replace("ansible-runner", "ansible"), REQUIREMENTS, INTROSPECTION, "does not install ansible-runner"),
        (CONTEXT.replace("collection install", "--help"), REQUIREMENTS, INTROSPECTION, "does not install collections"),
        (CONTEXT, REQUIREMENTS, "python: []\n", "does not require requests"),
        (CONTEXT, REQUIREMENTS, INTROSPECTION.replace("tencentcloud.mps", "other.one"), "does not require requests"),
    ],
)
def test_problems_name_what_is_missing(
    tmp_path: Path, containerfile: str, requirements: str | None, introspection: str, found: str | None
) -> None:
    (tmp_path / "_build").mkdir()
    (tmp_path / CONTAINERFILE).write_text(containerfile, encoding="utf-8")
    if requirements is not None:
        (tmp_path / "_build" / "requirements.yml").write_text(requirements, encoding="utf-8")
    result = problems(tmp_path, introspection)
    assert (result == []) if found is None else (len(result) == 1 and found in result[0])
