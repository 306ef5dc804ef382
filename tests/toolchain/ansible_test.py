# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
"""The checks with ansible-test: sanity tests, a selection of the unit tests, and the integration target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolchain import sanity
from toolchain.environments import CACHE, Environment
from toolchain.tools import CheckFailed, Host, call

if TYPE_CHECKING:
    from collections.abc import Callable

# A selection of fast tests without processes, for modules and for the controller. `make unit` runs all unit tests.
_MODULE_UTILS, _PLUGIN_UTILS = "tests/unit/plugins/module_utils", "tests/unit/plugins/plugin_utils"
UNITS = (
    f"{_MODULE_UTILS}/_api/test_endpoint.py",
    f"{_MODULE_UTILS}/_audit/test_waivers.py",
    f"{_MODULE_UTILS}/_listing/test_selection.py",
    f"{_MODULE_UTILS}/_organization/test_accounts.py",
    f"{_MODULE_UTILS}/_report/test_text.py",
    f"{_PLUGIN_UTILS}/test_arguments.py",
    f"{_PLUGIN_UTILS}/test_paths.py",
    f"{_PLUGIN_UTILS}/test_role.py",
)


def sanity_on_newest_core(host: Host) -> str:
    """Test on every Python that starts on this machine, because modules run on older ones than the controller."""
    return _run(["sanity"], host.tools(), host)


def sanity_on(core: str) -> Callable[[Host], str]:
    """Test on the Python of the environment of one of CORES."""

    def run(host: Host) -> str:
        environment = host.core(core)
        return _run(["sanity", "--python", host.version(environment)], environment, host)

    return run


def units(host: Host) -> str:
    environment = host.tools()
    return _run(["units", "--python", host.version(environment), *UNITS], environment, host)


def integration(host: Host) -> str:
    environment = host.tools()
    return _run(["integration", "--python", host.version(environment)], environment, host)


def _run(arguments: list[str], environment: Environment, host: Host) -> str:
    """Run ansible-test in a copy of the collection. A run without a test is a failure."""
    name = f"{arguments[0]}-{environment.folder.name}"
    copy = sanity.prepare(environment, CACHE / "home" / name, name)
    path = sanity.search_path(environment, list(host.pythons.values()))
    command = ["ansible-test", arguments[0], "--color", "no", *arguments[1:]]
    try:
        output = call(command, environment, name, cwd=copy, PATH=path)
    except CheckFailed as failure:
        raise CheckFailed(sanity.findings(str(failure))) from None
    if sanity.found_nothing(output):
        raise CheckFailed(f"ansible-test found nothing to test:\n{output}")
    return output
