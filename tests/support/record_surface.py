# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes the record of the public surface: `make surface`."""

from __future__ import annotations

import sys

import yaml
from ansible.plugins.loader import init_plugin_loader


def main() -> int:
    init_plugin_loader()  # before the first import of the collection
    from support.surface import RECORD, ROOT, current, difference, record, recorded, save_report

    galaxy = yaml.safe_load((ROOT / "galaxy.yml").read_text("utf-8"))
    changelog = yaml.safe_load((ROOT / "changelogs" / "changelog.yaml").read_text("utf-8"))
    before = recorded() if RECORD.is_file() else {}
    surface = current()
    problem = record(surface, RECORD, changelog["releases"], galaxy["version"])
    if problem:
        print(problem, file=sys.stderr)
        return 1
    if galaxy["version"] not in changelog["releases"]:
        save_report(galaxy["version"])
    changed = difference(before, surface)
    print(f"{RECORD.relative_to(ROOT)}: {len(surface)} entries")
    for name in changed.added:
        print(f"  added: {name}")
    for name in changed.breaking:
        print(f"  removed or changed: {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
