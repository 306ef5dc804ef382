# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The packages of the plugins import each other in one direction only."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import import_rules

# A package may import from its own group and from the groups before it.
ORDER = (
    ("_errors", "_text", "_validation", "_version"),
    ("_api",),
    ("_auth",),
    ("_engine",),
    ("_listing",),
    ("_audit",),
    ("_organization",),
    ("_report",),
    ("_notification",),
    ("_reader_watch",),
    ("_module",),
)
PLUGINS = import_rules.read_tree(Path(__file__).resolve().parents[2] / "plugins")


def test_imports_in_the_collection_are_relative() -> None:
    assert import_rules.absolute_imports(PLUGINS) == []


def test_every_relative_import_loads_a_file() -> None:
    assert import_rules.unknown_files(PLUGINS) == []


def test_packages_import_only_from_earlier_packages() -> None:
    assert import_rules.wrong_directions(PLUGINS, ORDER) == []


def test_every_package_in_the_order_exists() -> None:
    core = {import_rules.package_of(file) for file in PLUGINS if file.startswith("module_utils/")}
    assert {package for group in ORDER for package in group} == core


def test_there_is_no_import_cycle() -> None:
    assert import_rules.cycles(PLUGINS) == []


def test_plugins_import_only_core_and_plugin_utils() -> None:
    assert import_rules.wrong_edges(PLUGINS) == []


@pytest.mark.parametrize("module", ["mps_person_sample_info", "mps_person_sample_facts"])
def test_module_for_one_account_ships_no_code_for_many_accounts(module: str) -> None:
    reached = {f"modules/{module}.py"}
    while True:
        imports = [one for one in import_rules.all_imports(PLUGINS) if one.internal and one.file in reached]
        targets = {target for one in imports for target in import_rules.files_of(one, PLUGINS)}
        if targets <= reached:
            break
        reached |= targets
    packages = {import_rules.package_of(file) for file in reached}
    assert packages.isdisjoint({"_audit", "_organization", "_report"})
    assert "_listing" in packages


def test_core_does_not_know_ansible() -> None:
    assert import_rules.wrong_imports_of_the_core(PLUGINS) == []


# Small trees that break one rule each.

CALL, CACHE, MODULE = "module_utils/_api/call.py", "module_utils/_auth/cache.py", "modules/info.py"


@pytest.mark.parametrize(
    "source",
    [
        "import ansible_collections.tencentcloud.mps.plugins.module_utils._errors",
        "from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import MpsError",
        "def f():\n    from ansible_collections.community.dns.plugins.module_utils import names",
    ],
)
def test_absolute_import_is_found(source: str) -> None:
    (problem,) = import_rules.absolute_imports({MODULE: source})
    assert problem.startswith("modules/info.py:")
    assert problem.endswith("; use a relative import in the collection")


def test_missing_file_is_found() -> None:
    tree = {CALL: "from .._errors import A\nfrom .._errrors import B", "module_utils/_errors.py": ""}
    assert import_rules.unknown_files(tree) == [f"{CALL}:2: imports module_utils/_errrors, which does not exist"]


@pytest.mark.parametrize(
    "source",
    [
        "from .._auth.cache import Cache",
        "from .._auth import cache",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .._auth.cache import Cache",
        "def f():\n    from .._auth.cache import Cache",
    ],
)
def test_import_from_a_later_package_is_found(source: str) -> None:
    tree = {CALL: source, CACHE: ""}
    (problem,) = import_rules.wrong_directions(tree, ORDER)
    assert problem.startswith(f"{CALL}:")
    assert problem.endswith(": _api imports _auth, which comes after it in the order")


def test_imports_from_earlier_packages_and_from_the_same_group_are_allowed() -> None:
    tree = {
        CACHE: "from .._api.call import Call\nfrom .session import Session",
        CALL: "from .._errors import MpsError",
        "module_utils/_auth/session.py": "",
        "module_utils/_errors.py": "from ._text import shown",
        "module_utils/_text.py": "",
    }
    assert import_rules.wrong_directions(tree, ORDER) == []
    assert import_rules.cycles(tree) == []


def test_package_outside_the_order_is_found() -> None:
    tree = {"module_utils/_new/file.py": ""}
    assert import_rules.wrong_directions(tree, ORDER) == [
        "module_utils/_new: is not in the order of the packages; add it"
    ]


def test_cycle_between_files_is_found_once() -> None:
    tree = {
        "module_utils/_api/a.py": "from .b import x",
        "module_utils/_api/b.py": "from . import c",
        "module_utils/_api/c.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .a import y",
        "module_utils/_api/d.py": "from .a import z",
    }
    a, b, c = (f"module_utils/_api/{name}.py" for name in "abc")
    assert import_rules.cycles(tree) == [f"import cycle: {a} -> {b} -> {c} -> {a}"]


def test_file_that_imports_itself_is_a_cycle() -> None:
    assert import_rules.cycles({CALL: "from .call import x"}) == [f"import cycle: {CALL} -> {CALL}"]


def test_cycle_between_packages_is_found_without_a_cycle_between_files() -> None:
    tree = {
        "module_utils/_api/a.py": "from .._auth.b import x",
        "module_utils/_api/c.py": "",
        "module_utils/_auth/b.py": "",
        "module_utils/_auth/d.py": "from .._api.c import x",
    }
    assert import_rules.cycles(tree) == ["import cycle: _api -> _auth -> _api"]


def test_cycle_between_plugin_folders_is_found() -> None:
    tree = {
        "plugin_utils/a.py": "from ..lookup.b import x",
        "lookup/b.py": "",
        "lookup/c.py": "from ..plugin_utils.a import y",
    }
    assert import_rules.cycles(tree) == ["import cycle: lookup -> plugin_utils -> lookup"]


@pytest.mark.parametrize(
    ("file", "source", "module"),
    [
        ("modules/a.py", "from .b import main", "modules/b"),
        ("modules/a.py", "from ..plugin_utils._options import read", "plugin_utils/_options"),
        ("modules/a.py", "import requests", "requests"),
        ("lookup/a.py", "from ..modules.b import DOCUMENTATION", "modules/b"),
        ("filter/a.py", "from ..lookup.b import LookupModule", "lookup/b"),
        ("action/a.py", "from ..doc_fragments._connection import ModuleDocFragment", "doc_fragments/_connection"),
        ("inventory/a.py", "import yaml", "yaml"),
    ],
)
def test_wrong_import_of_a_plugin_is_found(file: str, source: str, module: str) -> None:
    (problem,) = import_rules.wrong_edges({file: source})
    assert problem.startswith(f"{file}:1: imports {module}; ")


def test_plugins_may_import_ansible_the_core_and_plugin_utils() -> None:
    edge = "import json\nfrom ansible.errors import AnsibleError\nfrom ..module_utils._errors import MpsError\n"
    tree = {MODULE: edge, "lookup/info.py": edge + "from ..plugin_utils._options import read"}
    assert import_rules.wrong_edges(tree) == []


@pytest.mark.parametrize(
    ("file", "source", "problem"),
    [
        (CALL, "from ansible.errors import AnsibleError", "imports ansible.errors; "),
        (CALL, "from ansible import constants", "imports ansible; "),
        (CALL, "import ansible.utils.display", "imports ansible.utils.display; "),
        (CALL, "from ansible.module_utils.basic import AnsibleModule", "imports AnsibleModule; "),
        (CALL, "from ...plugin_utils._options import read", "imports plugin_utils/_options; "),
        ("module_utils/_module.py", "from ansible.errors import AnsibleError", "imports ansible.errors; "),
    ],
)
def test_wrong_import_of_the_core_is_found(file: str, source: str, problem: str) -> None:
    (found,) = import_rules.wrong_imports_of_the_core({file: source})
    assert found.startswith(f"{file}:1: {problem}")


def test_module_file_may_import_ansible_module() -> None:
    source = "from ansible.module_utils.basic import AnsibleModule"
    tree = {
        "module_utils/_module.py": source,
        MODULE: source,
        CALL: "from ansible.module_utils.common.text import converters",
    }
    assert import_rules.wrong_imports_of_the_core(tree) == []
