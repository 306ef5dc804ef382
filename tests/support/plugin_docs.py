# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The modules of the collection, and the documentation of its plugins."""

from __future__ import annotations

import importlib
import json
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
COLLECTION = "tencentcloud.mps"
MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*person_sample*.py"))
AUDIT, REPORT, SNAPSHOT = "mps_person_sample_audit", "mps_person_sample_report", "mps_person_sample_snapshot"
NOTIFY = "mps_person_sample_notify"
SINGLE_ACCOUNT_MODULES = [module for module in MODULES if module not in (AUDIT, REPORT, SNAPSHOT, NOTIFY)]


def documentation(kind: str, names: list[str]) -> dict[str, dict[str, Any]]:
    """The output of ansible-doc for plugins, by short name."""
    fqcns = [f"{COLLECTION}.{name}" for name in names]
    done = subprocess.run(
        ["ansible-doc", "-j", "-t", kind, *fqcns], capture_output=True, text=True, check=True, timeout=600
    )
    shown = json.loads(done.stdout)
    return {name: shown[fqcn] for name, fqcn in zip(names, fqcns, strict=True)}


def imported(module: str) -> ModuleType:
    """The Python module of a module of the collection."""
    return importlib.import_module(f"ansible_collections.{COLLECTION}.plugins.modules.{module}")
