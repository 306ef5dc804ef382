# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.
"""From the options of the report module to files in a directory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Callable

from .._audit.verdicts import OK, VERDICTS
from .._errors import ConfigurationError
from .comparison import compared
from .document import Document, merged_report, validate_schema_version
from .files import permissions, put_files, read_report
from .formats import FILE_NAMES, rendered
from .summary import names_by_status, outcome, violations
from .validate import check_report, check_result

FORMATS = ("json", "html", "junit", "csv", "prometheus", "markdown")
FAILING = tuple(verdict for verdict in VERDICTS if verdict != OK)

REPORT_SPEC: Mapping[str, Mapping[str, Any]] = {
    "results": {"type": "list", "elements": "dict"},
    "reports": {"type": "list", "elements": "path"},
    "dest": {"type": "path", "required": True},
    "formats": {"type": "list", "elements": "str", "choices": list(FORMATS), "default": list(FORMATS)},
    "page": {"type": "str"},
    "previous": {"type": "path"},
    "compare": {"type": "bool", "default": True},
    "title": {"type": "str", "default": "Person samples"},
    "mode": {"type": "raw", "default": "0600"},
    "fail_on": {"type": "list", "elements": "str", "choices": list(FAILING), "default": list(FAILING)},
    "render": {"type": "bool", "default": False},
}


def write_reports(
    options: Mapping[str, Any], now: dt.datetime, dry: bool, warn: Callable[[str], object]
) -> dict[str, Any]:
    """What the module returns. With ``dry`` everything is done but writing. Raises ``ConfigurationError``."""
    mode = permissions(options["mode"])
    folder = Path(options["dest"])
    report = _report(options, folder, now, warn)
    contents = rendered(report, options["formats"], options["page"])
    changed = put_files(folder, contents, mode, dry)
    return {
        "changed": changed,
        "compliant": report["compliant"],
        "summary": report["summary"],
        "accounts": names_by_status(report),
        "files": [str(folder / FILE_NAMES[format_]) for format_ in FORMATS if format_ in options["formats"]],
        "violations": violations(report, options["fail_on"]),
        "outcome": outcome(report),
        "comparison": _counts(report["comparison"]),
        "generated_at": report["generated_at"],
    }


def _report(options: Mapping[str, Any], folder: Path, now: dt.datetime, warn: Callable[[str], object]) -> Document:
    """The report to be rendered, with its comparison."""
    paths = [Path(path) for path in options["reports"] or ()]
    if options["render"]:
        if len(paths) != 1:
            raise ConfigurationError(f"render makes the files of exactly one saved report; reports has {len(paths)}")
        return read_report(paths[0])
    results = _checked_results(options["results"]) if options["results"] is not None else [*map(read_report, paths)]
    moment = now.astimezone(dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    report = merged_report(results, moment, options["title"])
    return compared(report, _previous(options, folder, warn))


def _checked_results(results: Sequence[Any]) -> Sequence[Document]:
    for index, result in enumerate(results):
        place = f"results[{index}]"
        if isinstance(result, Mapping) and "schema" in result:
            check_report(place, validate_schema_version(result, place))
        elif isinstance(result, Mapping) and "accounts" in result:
            check_result(place, result)
    return results


def _previous(options: Mapping[str, Any], folder: Path, warn: Callable[[str], object]) -> Document | None:
    """The report before: the one that is named, or the one that is about to be replaced."""
    if not options["compare"]:
        return None
    if options["previous"]:
        return read_report(Path(options["previous"]))
    replaced = folder / FILE_NAMES["json"]
    if not replaced.exists():
        return None
    try:
        return read_report(replaced)
    except ConfigurationError as unreadable:
        # A damaged file of yesterday must not keep today's report from being written.
        warn(f"Nothing is said of what is new or resolved, for the report before cannot be used: {unreadable}")
        return None


def _counts(comparison: Document | None) -> dict[str, int] | None:
    return (
        None
        if comparison is None
        else {name: len(comparison[name]) for name in ("new", "open", "resolved", "unverified")}
    )
