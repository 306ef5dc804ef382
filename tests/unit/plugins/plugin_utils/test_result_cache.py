# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from ansible_collections.tencentcloud.mps.plugins.plugin_utils._result_cache import ResultCache


class Clock:
    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


def recording(computed: list[str], value: str) -> Callable[[], str]:
    """A computation that appends its value to ``computed``."""

    def compute() -> str:
        computed.append(value)
        return value

    return compute


def test_value_is_computed_once_for_equal_keys() -> None:
    cache: ResultCache[str] = ResultCache(60.0, Clock())
    computed: list[str] = []
    values = [cache.get(("a", (1, None)), recording(computed, "first")) for _turn in range(3)]
    values.append(cache.get(("a", (2, None)), recording(computed, "second")))
    assert values == ["first", "first", "first", "second"]
    assert computed == ["first", "second"]


def test_value_none_is_cached() -> None:
    cache: ResultCache[None] = ResultCache(60.0, Clock())
    cache.get("key", lambda: None)
    assert cache.get("key", lambda: pytest.fail("computed again")) is None


def test_exception_is_not_cached() -> None:
    cache: ResultCache[str] = ResultCache(60.0, Clock())
    for _turn in range(2):
        with pytest.raises(ZeroDivisionError):
            cache.get("key", lambda: str(1 / 0))
    assert cache.get("key", lambda: "now") == "now"


def test_value_expires() -> None:
    clock = Clock()
    cache: ResultCache[str] = ResultCache(60.0, clock)
    cache.get("key", lambda: "old")
    clock.time += 59.9
    assert cache.get("key", lambda: "new") == "old"
    clock.time += 0.1
    assert cache.get("key", lambda: "new") == "new"


def test_expired_values_are_removed() -> None:
    clock = Clock()
    cache: ResultCache[str] = ResultCache(60.0, clock)
    for key in range(100):
        cache.get(key, lambda: "value")
        clock.time += 30.0
    assert len(cache._entries) <= 2


def test_concurrent_threads_compute_a_value_once() -> None:
    cache: ResultCache[str] = ResultCache(60.0, Clock())
    computed: list[str] = []
    barrier = threading.Barrier(8, timeout=120)

    def compute() -> str:
        threading.Event().wait(0.05)  # long enough for the other threads to call get() in the meantime
        computed.append("value")
        return "value"

    def get(_turn: int) -> str:
        barrier.wait()
        return cache.get("key", compute)

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(get, range(8))) == {"value"}
    assert computed == ["value"]
