# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
"""The documentation site that antsibull-docs creates, without a network.

The site links to the documentation of Ansible. Sphinx would download the list of its labels, so that this module writes
a list with the labels that the collection uses.
"""

from __future__ import annotations

import shutil
import zlib
from typing import TYPE_CHECKING

from toolchain.environments import CACHE, link_collection
from toolchain.tools import COLLECTIONS, Host, call

if TYPE_CHECKING:
    from pathlib import Path

SITE = CACHE / "docs-site"
PAGES = SITE / "build" / "html"

COLLECTION = "tencentcloud.mps"
INIT = ("antsibull-docs", "sphinx-init", "--use-current", "--squash-hierarchy", "--fail-on-error")
TITLES = ("--project", COLLECTION, "--copyright", "tencentcloud.mps contributors", "--title", COLLECTION)
# Labels in the documentation of Ansible. If the build reports an undefined label that exists there, add it.
LABELS = (
    "action_plugins",
    "ansible_collections.ansible.builtin.set_stats_module",
    "ansible_collections.ansible.builtin.uri_module",
    "ansible_configuration_settings",
    "common_return_values",
)
ENVIRONMENT_VARIABLES = (
    "ANSIBLE_CACHE_PLUGIN",
    "ANSIBLE_CACHE_PLUGIN_CONNECTION",
    "ANSIBLE_CACHE_PLUGIN_PREFIX",
    "ANSIBLE_CACHE_PLUGIN_TIMEOUT",
)
_INVENTORY_HEAD = (
    b"# Sphinx inventory version 2\n# Project: Ansible\n# Version: devel\n# The remainder is compressed with zlib.\n"
)
_OFFLINE = """
intersphinx_mapping = {'ansible_devel': ('https://docs.ansible.com/projects/ansible/devel/', '../ansible_devel.inv')}
"""


def build(host: Host) -> str:
    """Build the documentation site as antsibull-docs proposes it. Every warning is a failure."""
    link_collection(COLLECTIONS)
    call([*INIT, *TITLES, "--dest-dir", str(empty_folder(SITE)), COLLECTION], host.tools(), "docs-site")
    use_offline_inventory(SITE)
    return call([shutil.which("bash") or "bash", "build.sh"], host.tools(), "docs-site", cwd=SITE)


def empty_folder(folder: Path) -> Path:
    """antsibull-docs needs an existing folder that only its owner can write to."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o755, parents=True)
    folder.chmod(0o755)
    return folder


def use_offline_inventory(site: Path) -> None:
    """Replace the inventories that the settings of the site would download."""
    targets = [("label", name) for name in LABELS] + [("envvar", name) for name in ENVIRONMENT_VARIABLES]
    lines = "".join(f"{name} std:{kind} -1 index.html#$ {name}\n" for kind, name in targets)
    (site / "ansible_devel.inv").write_bytes(_INVENTORY_HEAD + zlib.compress(lines.encode()))
    with (site / "conf.py").open("a", encoding="utf-8") as settings:
        settings.write(_OFFLINE)
