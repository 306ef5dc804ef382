# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
"""The one place that knows how tests find the collection, and what they may see of the machine.

Tests import `ansible_collections.tencentcloud.mps...` and name plugins by FQCN, from a checkout anywhere: `make venv`
puts one link to it into the site-packages of `.venv`. Nothing of the person's home, proxies, Ansible or Tencent Cloud
settings is visible.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
FOREIGN = re.compile(
    r"(ANSIBLE|TENCENTCLOUD|TCCLI|TKE|QCLOUD)_.*|(HTTPS?|ALL|NO|FTP)_PROXY|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|SSL_CERT_(FILE|DIR)|NETRC",
    re.IGNORECASE,
)


def isolate() -> dict[str, str]:
    """An environment without the person's settings, in which programs of `.venv` find this checkout."""
    home = tempfile.mkdtemp(prefix="mps-tests-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    kept = {name: value for name, value in os.environ.items() if not FOREIGN.fullmatch(name)}
    programs = str(Path(sys.executable).parent)
    return {
        **kept,
        "HOME": home,
        "PATH": os.pathsep.join([programs, kept.get("PATH", os.defpath)]),
        # Else a copy in /usr/share/ansible/collections would win over the checkout.
        "ANSIBLE_COLLECTIONS_PATH": sysconfig.get_path("purelib"),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(ROOT / ".cache" / "hypothesis"),
    }


# Before Ansible is imported: it reads its settings, and makes a folder in HOME, at import.
ISOLATED = isolate()
os.environ.clear()
os.environ.update(ISOLATED)

# ansible-test brings its own loader, and hides ansible.plugins from the tests of modules.
if ROOT.parts[-3:] != ("ansible_collections", "tencentcloud", "mps"):
    from ansible.plugins.loader import init_plugin_loader

    init_plugin_loader()

settings.register_profile("local", deadline=None, print_blob=True)
settings.register_profile("ci", deadline=None, print_blob=True, derandomize=True)
settings.load_profile("ci" if "CI" in os.environ else "local")


@pytest.fixture(autouse=True)
def _isolated_environment(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Each test begins with an empty home, and what it sets in the environment ends with it."""
    before = dict(os.environ)
    os.environ["HOME"] = str(tmp_path_factory.mktemp("home"))
    if request.node.get_closest_marker("pytest_ansible"):
        os.environ["ANSIBLE_PYTHON_INTERPRETER"] = sys.executable
    yield
    for name in os.environ.keys() - before.keys() - {"PYTEST_CURRENT_TEST"}:
        del os.environ[name]
    os.environ.update({name: value for name, value in before.items() if name != "PYTEST_CURRENT_TEST"})


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs more: TCCLI is there in `make check`, pytest-ansible in a run without xdist."""
    absent = set()
    if not os.environ.get("MPS_TCCLI"):
        absent.add("tccli")
    if not config.pluginmanager.has_plugin("pytest-ansible"):
        absent.add("pytest_ansible")
    deselected = [item for item in items if any(item.get_closest_marker(name) for name in absent)]
    if deselected:
        config.hook.pytest_deselected(items=deselected)
        items[:] = [item for item in items if item not in deselected]
