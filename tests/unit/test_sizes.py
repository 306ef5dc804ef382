# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files and functions of the plugins are short. Documentation does not count."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from support.import_rules import read_tree

FILE_LINES, FUNCTION_LINES = 300, 40
# Strings that Ansible reads from a plugin, or from the class of a documentation fragment.
DOCUMENTATION = {"ATTRIBUTES", "DOCUMENTATION", "EXAMPLES", "PLUGINS", "RETURN"}
PLUGINS = read_tree(Path(__file__).resolve().parents[2] / "plugins")


def lines_of(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def code_lines(source: str) -> int:
    """The lines of a file without the strings of its documentation."""
    documentation = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id in DOCUMENTATION for target in node.targets)
    ]
    return len(source.splitlines()) - sum(map(lines_of, documentation))


def functions(source: str) -> Iterator[tuple[str, int]]:
    """Name and lines of every function, without its docstring."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            docstring = lines_of(node.body[0]) if ast.get_docstring(node, clean=False) is not None else 0
            yield node.name, lines_of(node) - docstring


def test_no_file_is_too_long() -> None:
    sizes = {file: code_lines(source) for file, source in PLUGINS.items()}
    assert {file: lines for file, lines in sizes.items() if lines > FILE_LINES} == {}


def test_no_function_is_too_long() -> None:
    sizes = {f"{file}: {name}": lines for file, source in PLUGINS.items() for name, lines in functions(source)}
    assert {name: lines for name, lines in sizes.items() if lines > FUNCTION_LINES} == {}


def test_lines_are_counted_without_documentation() -> None:
    assert code_lines('"""Text."""\nDOCUMENTATION = """\na\nb\n"""\nVALUE = """\na\n"""\n') == 4
    assert code_lines('class ModuleDocFragment:\n    PLUGINS = r"""\na\n"""\n') == 1


def test_lines_of_a_function_are_counted_without_its_docstring() -> None:
    function = (
        '    def f(\n        self,\n    ) -> int:\n        """One.\n\n        Two.\n        """\n        return 1\n'
    )
    source = f"class A:\n{function}\n\nasync def g(): ...\n"
    assert dict(functions(source)) == {"f": 4, "g": 1}
