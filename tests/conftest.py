# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
"""Make the collection importable in tests, and isolate the tests from the user's settings.

Tests import `ansible_collections.tencentcloud.mps...` and name plugins by FQCN. The checkout can be in any folder:
`make venv` adds a link to it to the site-packages of `.venv`. Tests do not see the user's home folder, proxies, Ansible
settings or Tencent Cloud settings.
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
from hypothesis import Phase, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache"
# ansible-test has its own loader and its own isolation, and its plugins need its environment variables.
UNDER_ANSIBLE_TEST = "ansible_pytest_collections" in os.environ.get("PYTEST_PLUGINS", "")
USER_SETTINGS = re.compile(
    r"(ANSIBLE|TENCENTCLOUD|TCCLI|TKE|QCLOUD)_.*|(HTTPS?|ALL|NO|FTP)_PROXY|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|SSL_CERT_(FILE|DIR)|NETRC",
    re.IGNORECASE,
)


def isolate() -> dict[str, str]:
    """Return an environment without the user's settings, in which the programs of `.venv` find this checkout."""
    home = tempfile.mkdtemp(prefix="mps-tests-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    kept = {name: value for name, value in os.environ.items() if not USER_SETTINGS.fullmatch(name)}
    programs = str(Path(sys.executable).parent)
    return {
        **kept,
        "HOME": home,
        "PATH": os.pathsep.join([programs, kept.get("PATH", os.defpath)]),
        # Without this, a copy in /usr/share/ansible/collections has precedence over the checkout.
        "ANSIBLE_COLLECTIONS_PATH": sysconfig.get_path("purelib"),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(CACHE / "hypothesis"),
    }


# This must run before Ansible is imported: the import reads the settings and creates a folder in HOME.
if UNDER_ANSIBLE_TEST:  # it does not read pyproject.toml
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "extensions")]
else:
    ISOLATED = isolate()
    os.environ.clear()
    os.environ.update(ISOLATED)
    # In `make mutate`, this file itself is part of the collection, which the loader can then not load again.
    if "MUTANT_UNDER_TEST" not in os.environ:
        from ansible.plugins.loader import init_plugin_loader

        init_plugin_loader()

settings.register_profile("local", deadline=None, print_blob=True)
settings.register_profile("ci", deadline=None, print_blob=True, derandomize=True)
# For `make mutate`: a failure is enough, its smallest example is not needed.
FAST_FAILURE = [Phase.explicit, Phase.generate]
settings.register_profile("mutation", deadline=None, derandomize=True, max_examples=50, phases=FAST_FAILURE)
settings.load_profile("ci" if "CI" in os.environ else "local")


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Returns an empty folder: the last one if it is still empty. A new folder for each test would cost seconds."""
    base, folders = tmp_path_factory.getbasetemp(), list[Path]()

    def empty() -> Path:
        if not folders or any(folders[-1].iterdir()):
            folders.append(base / f"home-{len(folders)}")
            folders[-1].mkdir()
        return folders[-1]

    return empty


@pytest.fixture(autouse=True)
def _isolated_environment(request: pytest.FixtureRequest, empty_home: Callable[[], Path]) -> Iterator[None]:
    """Give each test an empty home folder, and restore the environment after the test."""
    before = dict(os.environ)
    os.environ["HOME"] = str(empty_home())
    if request.node.get_closest_marker("pytest_ansible"):
        os.environ["ANSIBLE_PYTHON_INTERPRETER"] = sys.executable
    yield
    for name in os.environ.keys() - before.keys() - {"PYTEST_CURRENT_TEST"}:
        del os.environ[name]
    os.environ.update({name: value for name, value in before.items() if name != "PYTEST_CURRENT_TEST"})


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect tests without their requirement.

    `make check` has TCCLI and the schema of SARIF, and a run without xdist has pytest-ansible.
    """
    unavailable = set()
    if not os.environ.get("MPS_TCCLI"):
        unavailable.add("tccli")
    if not os.environ.get("MPS_SARIF_SCHEMA"):
        unavailable.add("sarif")
    if not config.pluginmanager.has_plugin("pytest-ansible"):
        unavailable.add("pytest_ansible")
    deselected = [item for item in items if any(item.get_closest_marker(name) for name in unavailable)]
    if deselected:
        config.hook.pytest_deselected(items=deselected)
        items[:] = [item for item in items if item not in deselected]
