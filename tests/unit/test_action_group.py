# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
"""The action group in meta/runtime.yml matches the modules and their documentation."""

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


def has_connection_options(module: Path) -> bool:
    """Whether the module has options that `module_defaults` of the group can set."""
    return "secret_id" in documented(module)["options"]


def test_action_group_contains_exactly_the_modules_with_connection_options() -> None:
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text("utf-8"))
    assert sorted(runtime["action_groups"]["mps"]) == [path.stem for path in MODULES if has_connection_options(path)]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_every_module_documents_its_action_group(module: Path) -> None:
    group = documented(module)["attributes"].get("action_group", {})
    assert group.get("membership", []) == (["tencentcloud.mps.mps"] if has_connection_options(module) else [])
