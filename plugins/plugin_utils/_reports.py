# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""What the action plugins for audits and reports share, and the work of the report task."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible.parsing.dataloader import DataLoader

from ..module_utils._errors import ConfigurationError
from ..module_utils._report.expected import ExpectedAccount, parse_expected_accounts
from ..module_utils._report.html_page import assemble_template
from ..module_utils._report.write import REPORT_RULES, REPORT_SPEC, write_reports
from ._arguments import validate_arguments
from ._audit_inputs import ACCOUNTS_FILE, read_inputs
from ._offline_samples import untagged

# plugins/plugin_utils is two folders below the root of the collection.
_FILES = Path(__file__).resolve().parents[2] / "roles" / "person_sample_audit" / "files"


def page_template() -> str:
    """The template of the HTML report, with its styles and scripts inserted.

    Raises ``ConfigurationError`` if the installation has no readable template.
    """
    return assemble_template(_template_file("report.html"), lambda name: _template_file(f"report/{name}"))


def _template_file(name: str) -> str:
    try:
        return (_FILES / name).read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(
            f"a part of the template of the HTML report, {_FILES / name}, cannot be read: {error.strerror}. Install the"
            " collection tencentcloud.mps again."
        ) from None


def write_report_task(loader: DataLoader, arguments: Mapping[str, Any], dry: bool, with_diff: bool) -> dict[str, Any]:
    """The result of the report task. Its paths are absolute. Raises ``ConfigurationError``."""
    options = validate_arguments(REPORT_SPEC, untagged(arguments), REPORT_RULES)
    expected = _expected_accounts(loader, options)
    if not options["dest"].strip():
        raise ConfigurationError("dest is empty. Set dest to a directory.")
    options["reports"] = options["reports"] or []
    return write_reports(options, page_template, dt.datetime.now(dt.timezone.utc), dry, expected, with_diff)


def _expected_accounts(loader: DataLoader, options: Mapping[str, Any]) -> list[ExpectedAccount] | None:
    """The accounts that a merged report must contain. None if the task does not set them."""
    if options["render"]:
        return None
    path = options["accounts_file"]
    inputs = read_inputs(loader, {} if path is None else {"accounts_file": path}, ACCOUNTS_FILE)
    return parse_expected_accounts(options, inputs.arguments.get("accounts"), inputs.sources)
