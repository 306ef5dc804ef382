# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The planted defects match the code and the tables of the README files. `make planted` compares their results."""

from __future__ import annotations

import pytest
from planted.defect import Defect, PlantingError
from simulation.clock_properties import CLOCK_PROPERTIES
from simulation.listing_properties import LISTING_PROPERTIES
from simulation.run_properties import JOB_PROPERTIES, RUN_PROPERTIES
from simulation.violations import NEVER_ENDS

from support.fleet_audit import FleetAudit
from toolchain import planted
from toolchain.environments import ROOT, ToolchainError

DEFECTS = [defect for group in planted.GROUPS for defect in group.defects]
PROPERTIES = {one.__name__ for one in (*LISTING_PROPERTIES, *JOB_PROPERTIES, *RUN_PROPERTIES, *CLOCK_PROPERTIES)}
CHECKS = {name for name in vars(FleetAudit) if name.startswith("check_")}
EXCEPTIONS = {"ConfigurationError", "ValueError"}
EXPECTED = {"schedules": PROPERTIES | {NEVER_ENDS}, "fleets": CHECKS | EXCEPTIONS}
RETRIED = Defect("_engine/retry.py", "Everything is retried", ("sent_once", "denied_once"), {"a == b": "True"})
STOPPED = Defect("_engine/retry.py", "Nothing is retried", ("the run ends",), {"a == b": "False"})
GROUP = planted.Group("schedules", 100, (RETRIED, STOPPED), ROOT / "README.md")


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.title)
def test_planted_defect_changes_todays_code_and_the_result_is_valid_python(defect: Defect) -> None:
    source = (ROOT / planted.SOURCES / defect.file).read_text("utf-8")
    changed = defect.plant(source)
    assert changed != source
    compile(changed, defect.file, "exec")


@pytest.mark.parametrize("group", planted.GROUPS, ids=lambda group: group.cases)
def test_expected_properties_of_planted_defects_exist(group: planted.Group) -> None:
    assert {name for defect in group.defects for name in defect.found_by} <= EXPECTED[group.cases]


def test_every_property_of_the_simulator_and_check_of_the_oracle_finds_a_planted_defect() -> None:
    used = {name for defect in DEFECTS for name in defect.found_by}
    assert (PROPERTIES | CHECKS) - used == set()


def test_planted_defects_have_different_titles_and_changes() -> None:
    assert len({(defect.file, defect.title) for defect in DEFECTS}) == len(DEFECTS)
    assert len({(defect.file, *defect.edits.items()) for defect in DEFECTS}) == len(DEFECTS)


@pytest.mark.parametrize("group", planted.GROUPS, ids=lambda group: group.cases)
def test_table_has_a_result_of_each_planted_defect(group: planted.Group) -> None:
    document = group.table.read_text("utf-8")
    header = planted.table(group, ())[0]
    lines = document[document.index(header) :].split("\n\n")[0].splitlines()[2:]
    results = []
    for line, defect in zip(lines, group.defects, strict=True):
        cases, names = line.removesuffix(" |").split(" | ")[-2:]
        results.append(planted.Result(defect, int(cases), tuple(names.replace("`", "").split(", "))))
        assert set(results[-1].found_by) <= set(defect.found_by)
    assert planted.with_table(document, planted.table(group, results)) == document
    assert max(result.cases for result in results) <= group.limit


def test_text_that_does_not_occur_exactly_once_is_named() -> None:
    for source in ("a != b", "a == b or a == b"):
        with pytest.raises(PlantingError, match="must occur once"):
            RETRIED.plant(source)
    assert RETRIED.plant("if a == b:") == "if True:"


def test_defect_is_found_only_by_an_expected_property() -> None:
    assert planted.Result(RETRIED, 7, ("denied_once",)).problem is None
    start = "_engine/retry.py: Everything is retried: in 1,000 cases, not found by sent_once, denied_once, but by"
    assert planted.Result(RETRIED, 1000, ()).problem == f"{start} nothing"
    assert planted.Result(RETRIED, 1000, (), ("a", "b")).problem == f"{start} a, b"


def test_words_select_planted_defects_by_file_or_title() -> None:
    assert planted.selected_defects(GROUP, []) == [RETRIED, STOPPED]
    assert planted.selected_defects(GROUP, ["retry"]) == [RETRIED, STOPPED]
    assert planted.selected_defects(GROUP, ["nothing", "window"]) == [STOPPED]
    with pytest.raises(ToolchainError, match="No planted defect has a file or title that contains windoww"):
        planted.run(["windoww"])


def test_table_replaces_the_one_in_the_document() -> None:
    results = [planted.Result(RETRIED, 7, ("sent_once", "denied_once")), planted.Result(STOPPED, 1, ("the run ends",))]
    lines = planted.table(GROUP, results)
    assert lines[2:] == [
        "| `_engine/retry.py` | Everything is retried | 7 | `sent_once`, `denied_once` |",
        "| | Nothing is retried | 1 | the run ends |",
    ]
    for rest in ("", "\nMore text.\n"):
        old = "\n".join(["# Title", "", *lines[:2], "| old |", rest])
        assert planted.with_table(old, lines) == "\n".join(["# Title", "", *lines, rest])
