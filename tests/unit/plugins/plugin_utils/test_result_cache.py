# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from ansible_collections.tencentcloud.mps.plugins.plugin_utils._result_cache import Memory


class Clock:
    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


def finding_out(asked: list[str], value: str) -> Callable[[], str]:
    def find_out() -> str:
        asked.append(value)
        return value

    return find_out


def test_equal_keys_are_found_out_once() -> None:
    memory: Memory[str] = Memory(60.0, Clock())
    asked: list[str] = []
    told = [memory.recall(("a", (1, None)), finding_out(asked, "first")) for _turn in range(3)]
    told.append(memory.recall(("a", (2, None)), finding_out(asked, "second")))
    assert told == ["first", "first", "first", "second"]
    assert asked == ["first", "second"]


def test_a_value_that_is_none_is_known_too() -> None:
    memory: Memory[None] = Memory(60.0, Clock())
    memory.recall("key", lambda: None)
    assert memory.recall("key", lambda: pytest.fail("asked again")) is None


def test_a_failure_is_not_kept() -> None:
    memory: Memory[str] = Memory(60.0, Clock())
    for _turn in range(2):
        with pytest.raises(ZeroDivisionError):
            memory.recall("key", lambda: str(1 / 0))
    assert memory.recall("key", lambda: "now") == "now"


def test_a_value_ages() -> None:
    clock = Clock()
    memory: Memory[str] = Memory(60.0, clock)
    memory.recall("key", lambda: "old")
    clock.time += 59.9
    assert memory.recall("key", lambda: "new") == "old"
    clock.time += 0.1
    assert memory.recall("key", lambda: "new") == "new"


def test_what_is_too_old_is_forgotten_and_does_not_pile_up() -> None:
    clock = Clock()
    memory: Memory[str] = Memory(60.0, clock)
    for key in range(100):
        memory.recall(key, lambda: "value")
        clock.time += 30.0
    assert len(memory._values) <= 2


def test_threads_that_ask_at_once_find_out_once() -> None:
    memory: Memory[str] = Memory(60.0, Clock())
    asked: list[str] = []
    together = threading.Barrier(8, timeout=20)

    def find_out() -> str:
        threading.Event().wait(0.05)  # long enough for the others to ask meanwhile
        asked.append("value")
        return "value"

    def ask(_turn: int) -> str:
        together.wait()
        return memory.recall("key", find_out)

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(ask, range(8))) == {"value"}
    assert asked == ["value"]
