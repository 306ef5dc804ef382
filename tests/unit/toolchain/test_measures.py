# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of `make mutate` and `make coverage`, and the files that they measure."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from toolchain import branch_coverage, mutation
from toolchain.environments import ROOT, ToolchainError

UNIT_TESTS = ROOT / "tests/unit/plugins/module_utils"
DOCUMENT = ROOT / "docs/mutation.md"


@pytest.mark.parametrize("module", mutation.TARGETS)
def test_each_measured_module_and_its_tests_exist(module: str) -> None:
    assert (ROOT / "plugins/module_utils" / f"{module}.py").is_file()
    assert all((UNIT_TESTS / path).is_file() for path in mutation.TARGETS[module])


def test_mutant_is_killed_by_a_failed_test_or_a_timeout() -> None:
    score = mutation.score_of("_engine/retry", {"a": 1, "b": 0, "c": 36, "d": 33, "e": -24})
    assert score == mutation.Score("_engine/retry", 5, ("b", "d"))
    assert mutation.table([score])[-1] == "| `_engine/retry.py` | 5 | 3 | 2 | 60.0 % |"


@pytest.mark.parametrize("code", [None, 2, 35, -11])
def test_mutant_without_a_verdict_is_an_error(code: int | None) -> None:
    with pytest.raises(ToolchainError, match="no verdict about b"):
        mutation.score_of("_engine/retry", {"a": 1, "b": code})


def test_unknown_module_is_an_error_that_lists_the_modules() -> None:
    with pytest.raises(ToolchainError, match=r"No module matches windoww\. Modules: _api/signature, "):
        mutation.run(["windoww"])


def test_document_has_results_that_reach_the_goal() -> None:
    row = re.compile(r"^\| `(\S+)\.py` \| (\d+) \| (\d+) \| (\d+) \| (\S+) % \|$", re.MULTILINE)
    rows = row.findall(DOCUMENT.read_text("utf-8"))
    measured = [one[0] for one in rows]
    assert measured == [module for module in mutation.TARGETS if module in measured]
    for _module, mutants, killed, survived, percentage in rows:
        assert int(killed) + int(survived) == int(mutants)
        assert f"{100 * int(killed) / int(mutants):.1f}" == percentage
        assert float(percentage) >= mutation.GOAL


def summary(lines: int, covered: int, branches: int, taken: int) -> dict[str, dict[str, int]]:
    numbers = {"num_statements": lines, "covered_lines": covered}
    return {"summary": {**numbers, "num_branches": branches, "covered_branches": taken}}


def test_coverage_is_added_by_package() -> None:
    parts = branch_coverage.parts_of(
        {
            "plugins/module_utils/_api/call.py": summary(10, 10, 0, 0),
            "plugins/module_utils/_api/transport.py": summary(80, 60, 10, 5),
            "plugins/filter/person_sample_verdicts.py": summary(5, 5, 2, 2),
        }
    )
    assert branch_coverage.table(parts)[2:] == [
        "| `filter` | 5 of 5 | 2 of 2 | 100.0 % |",
        "| `module_utils/_api` | 70 of 90 | 5 of 10 | 75.0 % |",
        "| `all` | 75 of 95 | 7 of 12 | 76.6 % |",
    ]


def test_coverage_expects_every_file_with_code() -> None:
    sources = set(branch_coverage._sources())
    assert "plugins/modules/mps_person_sample_info.py" in sources
    assert all(Path(ROOT / name).is_file() for name in sources)
