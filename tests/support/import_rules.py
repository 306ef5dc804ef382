# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules for the imports of the plugins, checked on their syntax trees.

Every import counts, also inside functions and under TYPE_CHECKING. A tree is a mapping from the path of each file,
relative to ``plugins/``, to its source text. A violation is one line of text: the file, the line and the problem.
"""

from __future__ import annotations

import ast
import sys
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

COLLECTION = "ansible_collections"
CORE = "module_utils"
# Folders of plugins that Ansible loads. They only connect options, core and errors.
EDGES = ("action", "filter", "inventory", "lookup", "modules")
# Ansible copies modules to the target host, which has no plugin_utils.
TARGET_SIDE = ("modules", CORE)
MODULE_EDGE = f"{CORE}/_module.py"

Tree = Mapping[str, str]
Order = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Import:
    """``module`` is a dotted name, or, in the collection, a path such as ``module_utils/_api/call``."""

    file: str
    line: int
    module: str
    names: tuple[str, ...]
    internal: bool

    @property
    def where(self) -> str:
        return f"{self.file}:{self.line}"


def read_tree(plugins: Path) -> dict[str, str]:
    return {
        path.relative_to(plugins).as_posix(): path.read_text(encoding="utf-8") for path in sorted(plugins.rglob("*.py"))
    }


@cache
def imports_of(file: str, source: str) -> tuple[Import, ...]:
    return tuple(_imports(file, source))


def _imports(file: str, source: str) -> Iterator[Import]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(file, node.lineno, alias.name, (), False)
        elif isinstance(node, ast.ImportFrom):
            names = tuple(alias.name for alias in node.names)
            if node.level:
                folder = PurePosixPath(file).parents[node.level - 1]
                module = folder.joinpath(*(node.module or "").split(".")).as_posix()
                yield Import(file, node.lineno, module, names, True)
            else:
                yield Import(file, node.lineno, node.module or "", names, False)


def all_imports(tree: Tree) -> list[Import]:
    return [one for file, source in tree.items() for one in imports_of(file, source)]


def files_of(one: Import, tree: Tree) -> list[str]:
    """The files of the tree that an internal import loads: ``from .a import b`` loads a.py, or b.py in the folder a."""
    if f"{one.module}.py" in tree:
        return [f"{one.module}.py"]
    return [file for name in one.names if (file := f"{one.module}/{name}.py") in tree]


def package_of(file: str) -> str:
    """The package of a file of the core, such as ``_api`` or ``_errors``; the folder of any other file."""
    parts = PurePosixPath(file).parts
    return parts[1].removesuffix(".py") if parts[0] == CORE else parts[0]


def absolute_imports(tree: Tree) -> list[str]:
    return [
        f"{one.where}: imports {one.module}; use a relative import in the collection"
        for one in all_imports(tree)
        if not one.internal and one.module.split(".")[0] == COLLECTION
    ]


def unknown_files(tree: Tree) -> list[str]:
    """Relative imports that load no file of the tree."""
    return [
        f"{one.where}: imports {one.module}, which does not exist"
        for one in all_imports(tree)
        if one.internal and not files_of(one, tree)
    ]


def wrong_directions(tree: Tree, order: Order) -> list[str]:
    """Imports in the core from a later group of ``order``, and packages that are in no group."""
    group_of = {package: group for group, packages in enumerate(order) for package in packages}
    core = {package_of(file) for file in tree if file.startswith(f"{CORE}/")}
    problems = [f"{CORE}/{package}: is not in the order of the packages; add it" for package in core - {*group_of}]
    for one in all_imports(tree):
        for target in files_of(one, tree) if one.internal and one.file.startswith(f"{CORE}/") else ():
            here, there = package_of(one.file), package_of(target)
            if target.startswith(f"{CORE}/") and group_of.get(there, 0) > group_of.get(here, len(order)):
                problems.append(f"{one.where}: {here} imports {there}, which comes after it in the order")
    return sorted(problems)


def cycles(tree: Tree) -> list[str]:
    """Import cycles between files, then between packages. Each cycle is listed once."""
    files: dict[str, set[str]] = {file: set() for file in tree}
    packages: dict[str, set[str]] = {package_of(file): set() for file in tree}
    for one in all_imports(tree):
        for target in files_of(one, tree) if one.internal else ():
            files[one.file].add(target)
            if package_of(target) != package_of(one.file):
                packages[package_of(one.file)].add(package_of(target))
    return [f"import cycle: {' -> '.join(cycle)}" for graph in (files, packages) for cycle in _cycles_in(graph)]


def _cycles_in(graph: Mapping[str, set[str]]) -> Iterator[list[str]]:
    """A shortest cycle through each node that no earlier cycle contains."""
    seen: set[str] = set()
    for start in sorted(graph):
        cycle = _shortest_cycle(graph, start) if start not in seen else []
        seen.update(cycle)
        if cycle:
            yield cycle


def _shortest_cycle(graph: Mapping[str, set[str]], start: str) -> list[str]:
    """The nodes of the cycle, with ``start`` at both ends; empty if there is none."""
    paths = deque([[start]])
    reached: set[str] = set()
    while paths:
        path = paths.popleft()
        for target in sorted(graph[path[-1]] - reached):
            if target == start:
                return [*path, start]
            reached.add(target)
            paths.append([*path, target])
    return []


def wrong_edges(tree: Tree) -> list[str]:
    """Imports of the edges from anything but the standard library, Ansible, the core and plugin_utils."""
    problems = []
    for one in all_imports(tree):
        folder = PurePosixPath(one.file).parts[0]
        if folder not in EDGES:
            continue
        allowed = (CORE,) if folder in TARGET_SIDE else (CORE, "plugin_utils")
        if one.internal:
            wrong = PurePosixPath(one.module).parts[0] not in allowed
        else:
            wrong = one.module.split(".")[0] not in {*sys.stdlib_module_names, "ansible", COLLECTION}
        if wrong:
            problems.append(f"{one.where}: imports {one.module}; {folder} may import only from {' and '.join(allowed)}")
    return problems


def wrong_imports_of_the_core(tree: Tree) -> list[str]:
    """Imports of the core from other plugin folders or from ansible outside ``ansible.module_utils``.

    Only modules and the file _module.py may import AnsibleModule.
    """
    problems = []
    for one in all_imports(tree):
        if not one.file.startswith(f"{CORE}/"):
            continue
        parts = one.module.replace("/", ".").split(".")
        if one.internal and parts[0] != CORE:
            problems.append(f"{one.where}: imports {one.module}; {CORE} may import only from itself")
        if parts[0] == "ansible" and parts[:2] != ["ansible", CORE]:
            problems.append(f"{one.where}: imports {one.module}; {CORE} may import only ansible.{CORE}")
        elif "AnsibleModule" in one.names and one.file != MODULE_EDGE:
            problems.append(f"{one.where}: imports AnsibleModule; only modules and {MODULE_EDGE} may know it")
    return problems
