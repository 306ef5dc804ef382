# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The exit codes of `make test` and `make unit`, and the arguments of their pytest runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from toolchain.environments import ROOT
from toolchain.pytest_runs import (
    MORE_PARALLEL,
    OF_PYTEST_ANSIBLE,
    PARALLEL,
    SLOWEST,
    SOAK_TESTS,
    run_all,
    run_soak,
    run_unit_tests,
)

PASSED, FAILED, USAGE, NOTHING = 0, 1, 4, 5


class Pytest:
    """Returns the given exit codes, one a run, and records the arguments."""

    def __init__(self, *codes: int) -> None:
        self.codes = list(codes)
        self.runs: list[list[str]] = []

    def __call__(self, arguments: Sequence[str]) -> int:
        self.runs.append(list(arguments))
        return self.codes.pop(0)


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        ([PASSED, PASSED], PASSED),
        ([PASSED, NOTHING], PASSED),
        ([NOTHING, PASSED], PASSED),
        ([NOTHING, NOTHING], FAILED),
        ([FAILED], FAILED),
        ([USAGE], USAGE),
        ([PASSED, FAILED], FAILED),
        ([NOTHING, FAILED], FAILED),
    ],
)
def test_both_runs_must_pass_and_one_must_select_a_test(codes: list[int], code: int) -> None:
    runs = Pytest(*codes)
    assert run_all(["-k", "window"], runs) == code
    assert runs.codes == []


def test_arguments_that_select_no_test_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    run_all(["-k", "windoww"], Pytest(NOTHING, NOTHING))
    assert capsys.readouterr().out == "No test matches the arguments: -k windoww\n"


def test_empty_suite_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_all([], Pytest(NOTHING, NOTHING)) == FAILED
    assert capsys.readouterr().out == "There are no tests.\n"


@pytest.mark.parametrize(
    ("arguments", "others", "marker"),
    [
        ([], [], "pytest_ansible"),
        (["-k", "window", "-x"], ["-k", "window", "-x"], "pytest_ansible"),
        (["-m", "slow or tccli", "-x"], ["-x"], "pytest_ansible and (slow or tccli)"),
        (["-mslow", "tests/unit"], ["tests/unit"], "pytest_ansible and (slow)"),
    ],
)
def test_marker_expression_applies_to_the_second_run_too(arguments: list[str], others: list[str], marker: str) -> None:
    runs = Pytest(PASSED, PASSED)
    run_all(arguments, runs)
    first, second = runs.runs
    assert first == [*MORE_PARALLEL, *SLOWEST, *(arguments or ["-m", "not long"])]
    assert second[-len(others) - 2 :] == [*others, "-m", marker]
    assert second.count("-m") == 1


def test_tests_of_pytest_ansible_are_in_the_file_that_the_second_run_collects() -> None:
    files = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("test_*.py")
        if "mark.pytest_ansible" in path.read_text(encoding="utf-8") and path != Path(__file__)
    }
    assert files == {OF_PYTEST_ANSIBLE}


@pytest.mark.parametrize("code", [PASSED, FAILED, USAGE])
def test_unit_tests_return_the_code_of_pytest(code: int) -> None:
    assert run_unit_tests([], Pytest(code)) == code


def test_unit_tests_that_match_nothing_fail(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_unit_tests(["-k", "windoww"], Pytest(NOTHING)) == FAILED
    assert capsys.readouterr().out.startswith("No unit test matches the arguments: -k windoww. ")


def test_unit_tests_come_from_one_folder_and_are_not_slow() -> None:
    runs = Pytest(PASSED)
    run_unit_tests(["-x"], runs)
    assert runs.runs == [[*PARALLEL, "-o", "testpaths=tests/unit", "-m", "not slow", "-x"]]


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([PASSED, PASSED], PASSED),
        ([FAILED, PASSED], FAILED),
        ([PASSED, FAILED], FAILED),
        ([NOTHING, PASSED], PASSED),
        ([PASSED, NOTHING], PASSED),
        ([NOTHING, USAGE], USAGE),
        ([NOTHING, NOTHING], FAILED),
    ],
)
def test_soak_runs_the_random_tests_and_the_long_ones_and_fails_without_a_test(codes: list[int], expected: int) -> None:
    runs = Pytest(*codes)
    assert run_soak(["-x"], runs) == expected
    random_run, long_run = runs.runs
    assert [*SOAK_TESTS, "-x"] == random_run[-len(SOAK_TESTS) - 1 :]
    assert long_run[-3:] == ["-m", "long", "-x"]
    assert {f"--ignore={path}" for path in SOAK_TESTS} <= set(long_run)


def test_long_tests_are_omitted_without_arguments_only() -> None:
    for arguments, selection in (([], ["-m", "not long"]), (["-x"], ["-x"]), (["-k", "slice"], ["-k", "slice"])):
        runs = Pytest(PASSED, PASSED)
        run_all(arguments, runs)
        assert runs.runs[0] == [*MORE_PARALLEL, *SLOWEST, *selection]
