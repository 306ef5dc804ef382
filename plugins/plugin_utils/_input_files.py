# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Reads the input files of the audit: accounts, manifest and waivers. YAML or JSON, also vaulted."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader

from ..module_utils._errors import ConfigurationError
from ..module_utils._validation.problems import Source
from ._paths import controller_path

try:
    from yaml import CSafeLoader as _Loader
except ImportError:
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

_LINE = 1  # yaml counts lines from 0
_VAULT_TAGS = ("!vault", "!vault-encrypted")


@dataclass(frozen=True)
class InputFile:
    """The lists of a file by their key, and the line of each entry."""

    name: str
    entries: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    lines: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def sources(self, key: str) -> list[Source]:
        return [Source(self.name, line, index) for index, line in enumerate(self.lines.get(key, ()))]


def read_input_file(loader: DataLoader, option: str, path: str, keys: Sequence[str]) -> InputFile:
    """The lists in a file: a list of entries for the first of ``keys``, or a mapping with some of ``keys``.

    An empty file has no entries. Raises ``ConfigurationError``, which names the file and the line, but never shows a
    value of the file.
    """
    full_path = controller_path(loader, path)
    text = _text(loader, option, full_path)
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + _LINE}" if error.problem_mark else ""
        raise ConfigurationError(f"{full_path}{line}: is not valid YAML or JSON: {error.problem}") from None
    except (yaml.YAMLError, RecursionError):
        raise ConfigurationError(f"{full_path}: is not valid YAML or JSON") from None
    return _Reader(loader, full_path).read(node, keys)


def _text(loader: DataLoader, option: str, path: str) -> str:
    if not Path(path).is_file():
        problem = "is not a regular file" if Path(path).exists() else "does not exist"
        raise ConfigurationError(f"{option}: {path} {problem}. A relative path starts in the directory of the playbook")
    try:
        content, _show = loader._get_file_contents(path)
    except AnsibleError as error:
        reason = str(error).replace("\n", " ")
        raise ConfigurationError(f"{option}: cannot read {path}: {reason}") from None
    except OSError as error:
        raise ConfigurationError(f"{option}: cannot read {path}: {error.strerror}") from None
    try:
        text: str = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigurationError(f"{path}: is not UTF-8. Save the file as UTF-8") from None
    return text


class _Reader:
    """Turns nodes into values. Duplicate keys and unknown tags are errors with their lines."""

    def __init__(self, loader: DataLoader, path: str) -> None:
        self._loader = loader
        self._path = path
        self._constructor = _Loader("")

    def read(self, node: yaml.Node | None, keys: Sequence[str]) -> InputFile:
        if node is None or (isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"):
            return InputFile(self._path)
        if isinstance(node, yaml.SequenceNode):
            lists = {keys[0]: node}
        elif isinstance(node, yaml.MappingNode):
            lists = self._lists(node, keys)
        else:
            raise self._error(node, f"must contain a list, or a mapping with the key {keys[0]}")
        entries = {key: [self._value(entry) for entry in nodes.value] for key, nodes in lists.items()}
        lines = {key: [entry.start_mark.line + _LINE for entry in nodes.value] for key, nodes in lists.items()}
        return InputFile(self._path, entries, lines)

    def _lists(self, node: yaml.MappingNode, keys: Sequence[str]) -> dict[str, yaml.SequenceNode]:
        lists = {}
        for key, value in self._pairs(node):
            if key not in keys:
                raise self._error(node, f"unknown key {str(key)[:40]!r}; valid keys are {', '.join(keys)}")
            if isinstance(value, yaml.SequenceNode):
                lists[str(key)] = value
            elif value.tag != "tag:yaml.org,2002:null":
                raise self._error(value, f"{key} must be a list")
        return lists

    def _pairs(self, node: yaml.MappingNode) -> list[tuple[Any, yaml.Node]]:
        seen: dict[Any, int] = {}
        pairs = []
        for key_node, value_node in node.value:
            key = self._value(key_node)
            line = key_node.start_mark.line + _LINE
            if not isinstance(key, Hashable):
                raise self._error(key_node, "a key must be a string")
            if key in seen:
                raise self._error(key_node, f"the key {str(key)[:40]!r} is already in line {seen[key]}; remove one")
            seen[key] = line
            pairs.append((key, value_node))
        return pairs

    def _value(self, node: yaml.Node) -> Any:
        if isinstance(node, yaml.MappingNode):
            return {key: self._value(value) for key, value in self._pairs(node)}
        if isinstance(node, yaml.SequenceNode):
            return [self._value(entry) for entry in node.value]
        if isinstance(node, yaml.ScalarNode) and node.tag in _VAULT_TAGS:
            return self._decrypted(node)
        if not node.tag.startswith("tag:yaml.org,2002:"):
            raise self._error(node, f"the tag {node.tag} is not supported; only !vault is")
        try:
            return self._constructor.construct_object(node, deep=True)
        except (yaml.YAMLError, ValueError):
            raise self._error(node, "is not a valid value") from None

    def _decrypted(self, node: yaml.ScalarNode) -> str:
        try:
            text: str = self._loader._vault.decrypt(node.value.encode()).decode("utf-8")
        except (AnsibleError, UnicodeDecodeError):
            raise self._error(node, "cannot decrypt the !vault value; check the vault password") from None
        return text

    def _error(self, node: yaml.Node, problem: str) -> ConfigurationError:
        return ConfigurationError(f"{self._path}:{node.start_mark.line + _LINE}: {problem}")
