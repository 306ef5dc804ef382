# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Reads the input files of the audit: accounts, manifest and waivers. YAML or JSON, also vaulted."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader

from ..module_utils._errors import ConfigurationError
from ..module_utils._validation.problems import Source
from ..module_utils._validation.regular_files import validate_regular_file

try:
    from yaml import CSafeLoader as _Loader
except ImportError:
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

_DEPTH_MAXIMUM = 100
_DEPTH_MAXIMUM_OF_C = 10_000  # a level of nesting has at least one character
_SIZE_LIMIT = 256 * 1024 * 1024  # bytes
_LINE = 1  # yaml counts lines from 0
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_SHOWN_QUOTE = re.compile(r"'(?:[^\w\\]|\\t|<[a-z ]+>)'")
_KEY = re.compile("[A-Za-z_-]{1,24}")
# What YAML reads as the integer that is written. It also reads 0123 as 83, 12:30 as 750, and 1_0 as 10.
_PLAIN_INTEGER = re.compile("-?(?:0|[1-9][0-9]*)")
_VAULT_TAGS = ("!vault", "!vault-encrypted")
_UNSAFE_TAG = "!unsafe"  # Ansible does not evaluate templates in these files, so the tag changes nothing
_MERGE_TAG = "tag:yaml.org,2002:merge"
_STANDARD_TAGS = "tag:yaml.org,2002:"
_INTEGER_TAG = "tag:yaml.org,2002:int"
# JSON writes a character beyond U+FFFF as two escapes, which YAML does not accept. The second part skips other escapes.
_JSON_ESCAPE = re.compile(r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|\\.", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class InputFile:
    """The lists of a file by their key, and the line of each entry."""

    name: str
    entries: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    lines: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def sources(self, key: str) -> list[Source]:
        return [Source(self.name, line, index) for index, line in enumerate(self.lines.get(key, ()))]


def read_input_file(
    loader: DataLoader, option: str, path: str, keys: Sequence[str], hint: str = "", parser: Any = _Loader
) -> InputFile:
    """The lists in a file: a list of entries for the first of ``keys``, or a mapping with some of ``keys``.

    An empty file has no entries. Raises ``ConfigurationError``, which names the file and the line, but never shows a
    value of the file. ``hint`` follows the message about a file that does not exist. ``parser`` is the loader class of
    PyYAML.
    """
    text = _text(loader, option, path, hint)
    if text.lstrip()[:1] in ("{", "["):
        text = _JSON_ESCAPE.sub(_joined_surrogates, text)
    try:
        _validate_depth(text, path, parser)
        node = yaml.compose(text, Loader=parser)
        return _Reader(loader, path).read(node, keys)
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + _LINE}" if error.problem_mark else ""
        problem = _QUOTED.sub(_shown_quote, error.problem or "")
        raise ConfigurationError(f"{path}{line}: is not valid YAML or JSON: {problem}") from None
    except yaml.reader.ReaderError as error:
        line = f":{text.count(chr(10), 0, error.position) + _LINE}"
        raise ConfigurationError(f"{path}{line}: is not valid YAML or JSON: {error.reason}") from None
    except RecursionError:
        raise ConfigurationError(
            f"{path}: is nested too deeply, or an alias refers to a value that contains it. Correct the file"
        ) from None


def _shown_quote(quote: re.Match[str]) -> str:
    """A quotation by PyYAML, which quotes parts of the file. Only names of tokens and single signs are kept."""
    return quote[0] if _SHOWN_QUOTE.fullmatch(quote[0]) else "a text"


def _shown_key(key: object) -> str:
    """A key in a message. Any other key may contain a secret, such as that of ``{secret_key:abc}``."""
    return f"key {key!r}" if isinstance(key, str) and _KEY.fullmatch(key) else "key"


def _joined_surrogates(escape: re.Match[str]) -> str:
    if escape[1] is None:
        return escape[0]
    return (bytes.fromhex(escape[1]) + bytes.fromhex(escape[2])).decode("utf-16-be")


def _validate_depth(text: str, path: str, parser: Any) -> None:
    """Raise ``ConfigurationError`` for nesting that would end this process: libyaml composes with recursion in C."""
    if len(text) < _DEPTH_MAXIMUM_OF_C:
        return
    depth = 0
    for event in yaml.parse(text, Loader=parser):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEPTH_MAXIMUM:
                raise ConfigurationError(f"{path}: is nested too deeply. Correct the file")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _text(loader: DataLoader, option: str, path: str, hint: str) -> str:
    try:
        validate_regular_file(Path(path), _SIZE_LIMIT)
    except ConfigurationError as error:
        raise ConfigurationError(f"{option}: {error}{hint}") from None
    try:
        content, _show = loader._get_file_contents(path)
    except AnsibleError as error:
        reason = str(error).replace("\n", " ")
        raise ConfigurationError(f"{option}: cannot read {path}: {reason}") from None
    except OSError as error:
        raise ConfigurationError(
            f"{option}: cannot read {path}: {error.strerror}. Check the path and its permissions"
        ) from None
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
        for key, (key_node, value) in self._pairs(node).items():
            if key not in keys:
                raise self._error(key_node, f"unknown {_shown_key(key)}; valid keys are {', '.join(keys)}")
            if isinstance(value, yaml.SequenceNode):
                lists[str(key)] = value
            elif value.tag != "tag:yaml.org,2002:null":
                raise self._error(value, f"{key} must be a list")
        return lists

    def _pairs(self, node: yaml.MappingNode) -> dict[Any, tuple[yaml.Node, yaml.Node]]:
        """The nodes of each key and its value, with those of merge keys (``<<``)."""
        own: dict[Any, tuple[yaml.Node, yaml.Node]] = {}
        merged: dict[Any, tuple[yaml.Node, yaml.Node]] = {}
        for key_node, value_node in node.value:
            if key_node.tag == _MERGE_TAG:
                merged = {**self._merged(value_node), **merged}
                continue
            key = self._value(key_node)
            if not isinstance(key, Hashable):
                raise self._error(key_node, "a key must be a string")
            if key in own:
                line = own[key][0].start_mark.line + _LINE
                raise self._error(key_node, f"the {_shown_key(key)} is already in line {line}; remove one")
            own[key] = (key_node, value_node)
        return {**merged, **own}

    def _merged(self, node: yaml.Node) -> dict[Any, tuple[yaml.Node, yaml.Node]]:
        merged: dict[Any, tuple[yaml.Node, yaml.Node]] = {}
        for source in node.value if isinstance(node, yaml.SequenceNode) else [node]:
            if not isinstance(source, yaml.MappingNode):
                raise self._error(source, "the value of << must be a mapping, or a list of mappings")
            merged = {**self._pairs(source), **merged}
        return merged

    def _value(self, node: yaml.Node) -> Any:
        is_known = node.tag.startswith(_STANDARD_TAGS)
        if is_known and isinstance(node, yaml.MappingNode):
            return {key: self._value(value) for key, (_key, value) in self._pairs(node).items()}
        if is_known and isinstance(node, yaml.SequenceNode):
            return [self._value(entry) for entry in node.value]
        if isinstance(node, yaml.ScalarNode) and node.tag in _VAULT_TAGS:
            return self._decrypted(node)
        if isinstance(node, yaml.ScalarNode) and node.tag == _UNSAFE_TAG:
            return node.value
        if not is_known:
            # The tag is not shown: it may be the start of a password.
            raise self._error(node, "unsupported YAML tag; use !vault, or quote a string that starts with '!'")
        try:
            value = self._constructor.construct_object(node, deep=True)
        except (yaml.YAMLError, ValueError):
            raise self._error(node, "is not a valid value") from None
        if node.tag == _INTEGER_TAG and not _PLAIN_INTEGER.fullmatch(node.value):
            raise self._error(node, "YAML reads this value as another number; quote it, or write the number in decimal")
        return value

    def _decrypted(self, node: yaml.ScalarNode) -> str:
        try:
            text: str = self._loader._vault.decrypt(node.value.encode()).decode("utf-8")
        except (AnsibleError, UnicodeDecodeError):
            raise self._error(node, "cannot decrypt the !vault value; check the vault password") from None
        return text

    def _error(self, node: yaml.Node, problem: str) -> ConfigurationError:
        return ConfigurationError(f"{self._path}:{node.start_mark.line + _LINE}: {problem}")
