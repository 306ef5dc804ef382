# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors

"""The program of warm_start.py: a process that has imported ansible-playbook, and forks for each run.

The argument is the file descriptor of a socket (fork_server.py).
"""

from __future__ import annotations

import importlib
import socket
import sys
import sysconfig
from pathlib import Path
from types import CodeType
from typing import Any

from support.fork_server import serve

PATHS = ("path", "pathspec", "pathlist", "tmp", "tmppath")  # types of settings
POLL_S = 0.005  # the default is 0.001; the polls of many plays take much CPU time on a busy host
# Types of plugins. Each run reads the documentation of all of them.
PLUGINS = ("become", "callback", "connection", "inventory", "shell")
# Modules of other projects that plugins of the collection import while a task runs.
LIBRARIES = ("requests", "urllib3", "ssl", "http.client", "concurrent.futures", "asyncio", "xml.sax.saxutils", "csv")


def compile_collection(purelib: Path) -> dict[tuple[str, bytes], CodeType]:
    """The compiled plugins by path and source. Ansible does not store the bytecode of a collection."""
    found = {}
    for path in (purelib / "ansible_collections/tencentcloud/mps/plugins").rglob("*.py"):
        source = path.read_bytes()
        found[str(path), source] = compile(source, str(path), "exec", 0, dont_inherit=True)
    return found


def prepare() -> Any:
    """Import what every run imports, and return the class of ansible-playbook."""
    sys.path[0] = str(Path(sys.executable).parent)
    for name in LIBRARIES:
        importlib.import_module(name)
    program = importlib.import_module("ansible.cli.playbook")
    for name in ("ansible.executor.playbook_executor", "ansible.plugins.strategy.linear"):
        importlib.import_module(name)
    loaders = importlib.import_module("ansible.plugins.loader")
    for kind in PLUGINS:
        list(getattr(loaders, f"{kind}_loader").all(class_only=True))
    finder: Any = importlib.import_module("ansible.utils.collection_loader._collection_finder")
    compiled = compile_collection(Path(sysconfig.get_path("purelib")))

    def compile_once(source: Any, filename: Any, *arguments: Any, **keywords: Any) -> Any:
        known = compiled.get((str(filename), source)) if isinstance(source, bytes) else None
        return known or compile(source, filename, *arguments, **keywords)

    finder.compile = compile_once
    _read_routing_once(finder)
    return program


def _read_routing_once(finder: Any) -> None:
    """Parse the routing table of ansible.builtin, which has 10,000 lines, in this process only."""
    read = finder._meta_yml_to_dict
    table = Path(importlib.import_module("ansible").__file__ or "").parent / "config" / "ansible_builtin_runtime.yml"
    text = table.read_bytes()
    known = {text: read(text, "runtime.yml")}
    finder._meta_yml_to_dict = lambda raw, name: known[raw] if raw in known else read(raw, name)


def resolve_paths() -> None:
    """Read the settings of Ansible that are paths again: they depend on the folder and the environment."""
    constants: Any = importlib.import_module("ansible.constants")
    for setting, definition in constants.config.get_configuration_definitions().items():
        if definition.get("type") in PATHS:
            constants.set_constant(setting, constants.config.get_config_value(setting, variables=vars(constants)))
    constants.set_constant("DEFAULT_INTERNAL_POLL_INTERVAL", POLL_S)


def main() -> None:
    channel = socket.socket(fileno=int(sys.argv[1]))
    program = prepare()
    arguments = serve(channel)
    if arguments is not None:
        resolve_paths()
        sys.argv = [str(Path(sys.executable).with_name("ansible-playbook")), *arguments]
        sys.exit(program.main())


if __name__ == "__main__":
    main()
