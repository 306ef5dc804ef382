# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The SARIF log is valid for the official schema, whose path is in MPS_SARIF_SCHEMA."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import AuditResult
from support.render import render
from support.sample_report import account, audit, finding, hostile_audit, mixed_audit, report

pytestmark = pytest.mark.sarif


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema: Any = json.loads(Path(os.environ["MPS_SARIF_SCHEMA"]).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize(
    "result",
    [mixed_audit(), hostile_audit(), audit([account("a", ok=1)]), audit([account("a", samples_seen=None)])],
    ids=["mixed", "hostile", "compliant", "not audited"],
)
@pytest.mark.parametrize("is_compared", [False, True], ids=["first", "compared"])
def test_log_is_valid(validator: Draft202012Validator, result: AuditResult, is_compared: bool) -> None:
    known = finding("prod-sg", "Ann")
    previous = report(audit([account("prod-sg", [known])], [], [known])) if is_compared else None
    log = json.loads(render("sarif", report(result, previous)))
    assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(log)] == []


def test_validator_finds_a_wrong_log(validator: Draft202012Validator) -> None:
    log = json.loads(render("sarif", report(mixed_audit())))
    log["runs"][0]["results"][0]["level"] = "critical"
    assert list(validator.iter_errors(log))
