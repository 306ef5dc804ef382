# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Wrong report options are an error before the audit starts, and the error names the option."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.options import (
    OptionNames,
    validate_report_options,
)
from support.render import TEMPLATE
from support.sample_report import mixed_audit, report


def validate(directory: Path, **options: Any) -> None:
    given: dict[str, Any] = {
        "formats": ["json", "html", "csv"],
        "page": TEMPLATE,
        "compare": True,
        "previous": None,
        "mode": "0600",
        **options,
    }
    validate_report_options(report_dir=directory, **given)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    (tmp_path / "saved.json").write_text(json.dumps(report(mixed_audit())), encoding="utf-8")
    return tmp_path / "saved.json"


def test_valid_options_change_nothing(tmp_path: Path, saved: Path) -> None:
    validate(tmp_path)
    validate(tmp_path / "new" / "reports", previous=saved, mode="0640")
    (tmp_path / "report.json").symlink_to(saved)
    validate(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.json", "saved.json"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"mode": 600}, "report_mode is the number 600, because it has no quotation marks"),
        ({"formats": ["json", "pdf"]}, "report_formats contains 'pdf', which is not a format. Use any of json, html"),
        ({"page": None}, "the template of the HTML report is missing"),
        ({"page": "<p>"}, "files/report.html of the role person_sample_audit is not the template"),
        ({"previous": Path("/none/report.json")}, "previous_report: /none/report.json cannot be read: No such file"),
    ],
)
def test_wrong_value_is_an_error(tmp_path: Path, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^{message}"):
        validate(tmp_path, **options)


def test_previous_report_must_be_a_report(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text('{"schema": 1}', encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"^previous_report: .*old\.json is not a report of this version"):
        validate(tmp_path, previous=tmp_path / "old.json")
    validate(tmp_path, previous=tmp_path / "old.json", compare=False)


@pytest.mark.parametrize("below", ["", "below", "further/below"])
def test_directory_must_not_be_a_file_or_below_one(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match=r"^report_dir: .*file(/.*)?( is not a directory)"):
        validate(tmp_path / "file" / below)


@pytest.mark.parametrize("name", ["report.json", "report.html"])
def test_files_must_be_regular_files(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    with pytest.raises(ConfigurationError, match=f"^report_dir: .*{name} is not a regular file"):
        validate(tmp_path)
    (tmp_path / name).unlink()
    (tmp_path / name).mkdir()
    with pytest.raises(ConfigurationError, match=f"^report_dir: .*{name} is a directory"):
        validate(tmp_path)


def test_replaced_report_must_be_a_regular_file_if_it_is_compared(tmp_path: Path, saved: Path) -> None:
    os.mkfifo(tmp_path / "report.json")
    with pytest.raises(ConfigurationError, match=r"report\.json is not a regular file"):
        validate(tmp_path, formats=["csv"])
    validate(tmp_path, formats=["csv"], compare=False)
    validate(tmp_path, formats=["csv"], previous=saved)


def test_error_has_the_names_of_the_options(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    names = OptionNames(directory="dest", mode="mode")
    with pytest.raises(ConfigurationError, match=r"^dest: .* Set dest to a directory\.$"):
        validate(tmp_path / "file", names=names)
    with pytest.raises(ConfigurationError, match=r"^mode is 'x'"):
        validate(tmp_path, mode="x", names=names)


@pytest.mark.parametrize("mode", [0o555, 0o444])
@pytest.mark.parametrize("name", ["closed", "closed/new"])
def test_directory_that_does_not_allow_new_files_is_an_error(name: str, mode: int) -> None:
    """The check runs as a user without privileges, because root may write everywhere."""
    script = (
        "import os, sys; from pathlib import Path\n"
        "from ansible_collections.tencentcloud.mps.plugins.module_utils._report.options import *\n"
        "os.geteuid() or os.seteuid(65534)\n"
        "validate_report_options(report_dir=Path(sys.argv[1]), formats=['json'], page=None, compare=True,"
        " previous=None, mode='0600')\n"
    )
    with tempfile.TemporaryDirectory() as folder:  # every user can search it, unlike the folders of pytest
        Path(folder).chmod(0o755)
        closed = Path(folder, "closed")
        closed.mkdir()
        closed.chmod(mode)
        arguments = [sys.executable, "-c", script, str(Path(folder, name))]
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert f"ConfigurationError: report_dir: files cannot be created in {closed}" in done.stderr
