# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Damages right documents, for fuzzing: a change of the structure, or of the bytes.

Random bytes alone rarely pass the parser, so they do not reach the code behind it.
"""

from __future__ import annotations

import copy
import json
import math
import os
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, settings, strategies as st

# Cases per test. `make soak` sets a higher number. The time of a case depends on the machine, so it decides nothing.
CASES = int(os.environ.get("MPS_FUZZ_CASES", "100"))
FUZZ = settings(max_examples=CASES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def _nested(depth: int) -> Any:
    value: Any = 1
    for _level in range(depth):
        value = [value]
    return value


# Values that a parser can return and that a program easily mistakes for something else.
HOSTILE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, 10**400, 0.5, -0.0, math.nan, math.inf, 1e308,
    "", " ", "None", "null", "0", "-1", "1e9", "x" * 5000, "\0", "a\0b", "\ud800", "\u202e", "e\u0301", "\ufeff",
    "\r\n",
    "{{ 1 }}", "*", "[", "张三", "2026-02-30", "9999-12-31", "0001-01-01T00:00:00Z",
    [], [[]], [None], {}, {"": None}, {"a": {}}, _nested(50),
)  # fmt: skip
# Copies, because the next change can change the value itself.
hostile = st.sampled_from(HOSTILE).map(copy.deepcopy) | st.text(max_size=4) | st.integers() | st.floats()


def _members(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container in a document with each of its keys or indexes."""
    for step, inner in list(value.items()) if isinstance(value, dict) else enumerate(value):
        yield value, step
        if isinstance(inner, (dict, list)):
            yield from _members(inner)


def _once(document: Any, draw: st.DrawFn) -> Any:
    """The document with one change. Changes the document itself."""
    members = list(_members(document)) if isinstance(document, (dict, list)) else []
    if not members:
        return draw(hostile)
    holder, step = draw(st.sampled_from(members))
    change = draw(st.sampled_from(["delete", "replace", "replace", "wrap", "cut", "copy", "rename", "move"]))
    inner = holder[step]
    if change == "delete":
        del holder[step]
    elif change == "wrap":
        holder[step] = draw(st.sampled_from([[inner], {"a": inner}, str(inner)]))
    elif change == "cut" and isinstance(inner, (str, list)) and inner:
        holder[step] = inner[: draw(st.integers(0, len(inner) - 1))]
    elif change == "copy" and isinstance(holder, list):
        holder.insert(draw(st.integers(0, len(holder))), copy.deepcopy(inner))
    elif change == "rename" and isinstance(holder, dict):
        holder[draw(st.sampled_from([str(step).upper(), f"{step} ", "\ud800"]) | st.text(max_size=3))] = holder.pop(
            step
        )
    elif change == "move":
        other, key = draw(st.sampled_from(members))
        holder[step] = copy.deepcopy(other[key]) if _has(other, key) else None
    else:
        holder[step] = draw(hostile)
    return document


def _has(holder: Any, step: Any) -> bool:
    return step in holder if isinstance(holder, dict) else step < len(holder)


@st.composite
def damaged(draw: st.DrawFn, document: Any, most: int = 3) -> Any:
    """The document with one to ``most`` changes of its structure."""
    changed = copy.deepcopy(document)
    for _change in range(draw(st.integers(1, most))):
        changed = _once(changed, draw)
    return changed


@st.composite
def damaged_bytes(draw: st.DrawFn, content: bytes) -> bytes:
    """The content cut, with a part removed, repeated or replaced, or something else."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=100))
    start = draw(st.integers(0, len(content)))
    end = draw(st.integers(start, min(len(content), start + draw(st.sampled_from([0, 1, 4, 50])))))
    part = content[start:end]
    new = draw(
        st.sampled_from([b"", part * 2, b"\0", b"\xff", b"\xed\xa0\x80", b"[" * 100_000, b"9" * 5000, b'"', b"\n"])
    )
    rest = draw(st.sampled_from([content[end:], content[end:], b""]))
    return content[:start] + draw(st.just(new) | st.binary(max_size=4)) + rest


def json_bytes(value: Any) -> bytes:
    """JSON as Python reads it, with NaN and with escapes for lone surrogates."""
    return json.dumps(value).encode()


def damaged_json(document: Any, most: int = 3) -> st.SearchStrategy[bytes]:
    """The JSON text of the document, with changes of its structure or of its bytes."""
    return damaged(document, most).map(json_bytes) | damaged_bytes(json_bytes(document))
