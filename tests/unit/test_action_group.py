# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
"""The action group is kept by hand: hold it against the modules that exist and their documentation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.plugins.loader import fragment_loader
from ansible.utils.plugin_docs import get_docstring

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(path for path in (ROOT / "plugins" / "modules").glob("*.py") if path.name != "__init__.py")


def documented(module: Path) -> dict[str, Any]:
    documentation: dict[str, Any] = get_docstring(str(module), fragment_loader, plugin_type="module")[0]
    return documentation


def calls_the_cloud(module: Path) -> bool:
    """Whether there is anything for `module_defaults` of the group to set: how an account is asked."""
    return "secret_id" in documented(module)["options"]


def test_every_module_that_calls_the_cloud_is_in_the_action_group_and_nothing_else_is() -> None:
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text("utf-8"))
    assert sorted(runtime["action_groups"]["mps"]) == [path.stem for path in MODULES if calls_the_cloud(path)]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_every_module_documents_its_action_group(module: Path) -> None:
    group = documented(module)["attributes"].get("action_group", {})
    assert group.get("membership", []) == (["tencentcloud.mps.mps"] if calls_the_cloud(module) else [])
