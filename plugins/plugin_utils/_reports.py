# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""What the action plugins for audits and reports share, and the work of the report task."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ansible.parsing.dataloader import DataLoader

from ..module_utils._errors import ConfigurationError
from ..module_utils._report.expected import ExpectedAccount, parse_expected_accounts
from ..module_utils._report.previous import replaced_outcome
from ..module_utils._report.write import REPORT_RULES, REPORT_SPEC, write_reports
from ._arguments import validate_arguments
from ._audit_inputs import ACCOUNTS_FILE, read_inputs
from ._offline_samples import untagged

# plugins/plugin_utils is two folders below the root of the collection.
_TEMPLATE = Path(__file__).resolve().parents[2] / "roles" / "person_sample_audit" / "files" / "report.html"
_LINES_SHOWN = 10
NOT_WRITTEN = "Check mode: no report was written."


def page_template() -> str:
    """The template of the HTML report. Raises ``ConfigurationError`` if the installation has no readable template."""
    try:
        return _TEMPLATE.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(
            f"the template of the HTML report, {_TEMPLATE}, cannot be read: {error.strerror}. Install the collection"
            " tencentcloud.mps again."
        ) from None


def shortened(lines: list[str], noun: str) -> list[str]:
    """The first lines. If there are more, the last line counts them."""
    if len(lines) <= _LINES_SHOWN + 1:
        return lines
    return [*lines[:_LINES_SHOWN], f"and {len(lines) - _LINES_SHOWN:,} more {noun}, see the report"]


def outcome_diff(before: Sequence[str], after: Sequence[str]) -> dict[str, str]:
    """For ``--diff``: the outcome of the replaced report and of the new report."""
    return {"before": _text(before), "after": _text(after)}


def write_report_task(loader: DataLoader, arguments: Mapping[str, Any], dry: bool, with_diff: bool) -> dict[str, Any]:
    """The result of the report task. Its paths are absolute. Raises ``ConfigurationError``."""
    options = validate_arguments(REPORT_SPEC, untagged(arguments), REPORT_RULES)
    expected = _expected_accounts(loader, options)
    if not options["dest"].strip():
        raise ConfigurationError("dest is empty. Set dest to a directory.")
    options["reports"] = options["reports"] or []
    before = replaced_outcome(Path(options["dest"])) if with_diff else []
    result = write_reports(options, page_template, dt.datetime.now(dt.timezone.utc), dry, expected)
    if with_diff:
        result["diff"] = outcome_diff(before, result["outcome"])
    return {
        **result,
        "files": [] if dry else result["files"],
        "outcome": shortened(result["outcome"], "accounts") + ([NOT_WRITTEN] if dry else []),
        "violations": shortened(result["violations"], "violations"),
        "violations_total": len(result["violations"]),
    }


def _expected_accounts(loader: DataLoader, options: Mapping[str, Any]) -> list[ExpectedAccount] | None:
    """The accounts that a merged report must contain. None if the task does not set them."""
    if options["render"]:
        return None
    path = options["accounts_file"]
    inputs = read_inputs(loader, {} if path is None else {"accounts_file": path}, ACCOUNTS_FILE)
    return parse_expected_accounts(options, inputs.arguments.get("accounts"), inputs.sources)


def _text(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
