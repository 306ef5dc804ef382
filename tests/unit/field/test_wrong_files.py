# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No wrong file is accepted silently: it is refused with its name, or it means the same as the right file.

``MPS_WRONG_FILES=10000`` sets the number of random wrong files. A file that is neither refused nor equal must be
another right file: valid for the JSON Schema, and read as another YAML reader reads it.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.inputs import AUDIT_SPEC, parse_inputs
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.options import CONNECTION_SPEC
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.files import read_report
from ansible_collections.tencentcloud.mps.plugins.plugin_utils._arguments import validate_arguments
from ansible_collections.tencentcloud.mps.plugins.plugin_utils._audit_inputs import AUDIT_FILES, read_inputs
from support import schemas
from support.render import render
from support.sample_report import mixed_audit, report
from support.wrong_files import CHANGES, MUST_BE_REFUSED, Change

FILES = int(os.environ.get("MPS_WRONG_FILES", "400"))
ACCOUNTS = """\
# The accounts of the studio
accounts:
  - name: prod-sg            # Singapore
    account_uin: "100000000001"
    labels: [studio, asia]
    secret_id: AKIDsingaporesingaporesingapore00001
    secret_key: the-key-of-singapore
    requests_per_second: 20
  - name: prod-eu
    account_uin: "100000000002"
    role_arn: qcs::cam::uin/100000000002:roleName/SampleAuditor
    role_duration: 3600
    secret_id: AKIDeuropeeuropeeuropeeurope00000002
    secret_key: the-key-of-europe
    region: eu-frankfurt
    timeout: 7.5
    validate_certs: true
"""
MANIFEST = """\
samples:
  - name: José Ñandú
    tags: [US, Star]
    usages: [Recognition]
    severity: critical
  - name: John Smith
    person_id: "010001"
    description: American actor
    accounts: ["prod-*"]
    labels: [asia]
  - name: Jane Roe
    state: absent
  - name: 张三
    min_faces: 2
    may_match_nothing: false
    type: UserDefine
"""
WAIVERS = """\
# until the contract begins
waivers:
  - account: prod-eu
    sample: José*
    verdicts: [missing, drifted]
    reason: his contract begins later
    owner: media-ops
    expires: 2099-12-31
"""


def as_json(text: str) -> str:
    return json.dumps(yaml.safe_load(text), default=str, indent=2, ensure_ascii=False)


TEXTS = {"accounts": ACCOUNTS, "manifest": MANIFEST, "waivers": WAIVERS}
RIGHT = {
    **{f"{name}.yml": text for name, text in TEXTS.items()},
    **{f"{name}.json": as_json(text) for name, text in TEXTS.items()},
    "report.json": render("json", report(mixed_audit(), report(mixed_audit()))),
}


class Checker:
    """Reads files as the audit does. ``fates`` counts what happened to the wrong ones."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.fates: Counter[str] = Counter()
        for name, text in RIGHT.items():
            (folder / name).write_text(text, encoding="utf-8")
        self._meanings = {name: self.meaning(name, folder / name) for name in RIGHT}

    def meaning(self, name: str, path: Path) -> Any:
        """What a file means, beside right files. Raises ``ConfigurationError``."""
        if name.startswith("report"):
            return read_report(path)
        given = {f"{kind}_file": str(self._folder / f"{kind}.yml") for kind in TEXTS}
        given[f"{name.partition('.')[0]}_file"] = str(path)
        inputs = read_inputs(DataLoader(), given, AUDIT_FILES)
        options = validate_arguments({**CONNECTION_SPEC, **AUDIT_SPEC}, inputs.arguments)
        parsed = parse_inputs(options, {}, inputs.sources)
        return parsed.selected, parsed.manifest.expectations, parsed.waivers

    def check(self, name: str, change: Change, random: Random) -> None:
        content = change(RIGHT[name], random)
        path = self._folder / f"wrong-{name}"
        path.write_bytes(content)
        context = f"{name}, {change.__name__}:\n{content.decode('utf-8', 'backslashreplace')}"
        refusal, meaning = "", None
        try:
            meaning = self.meaning(name, path)
        except ConfigurationError as error:
            refusal = str(error)
        if refusal:
            self.fates["refused"] += 1
            # The error of a contradiction between two files can name the other one.
            assert str(self._folder) in refusal, f"{refusal}\n{context}"
            self.fates["with line"] += re.search(r"\.(yml|json):\d+: |line \d+", refusal) is not None
            return
        if meaning == self._meanings[name]:
            self.fates["same"] += 1
            return
        self.fates["other"] += 1
        assert change not in MUST_BE_REFUSED, context
        problem = other_problem(name, content)
        assert problem is None, f"{problem}\n{context}"


def other_problem(name: str, content: bytes) -> str | None:
    """Why the content is not another right file."""
    kind = name.partition(".")[0]
    text = content.decode("utf-8-sig")
    document = json.loads(text) if kind == "report" else yaml.load(text, yaml.CSafeLoader)
    document = document if kind == "report" else plain(document)
    if kind == "waivers" and document in (None, [], {}):
        return None
    schema = json.loads((schemas.FOLDER / f"{kind}.schema.json").read_text(encoding="utf-8"))
    errors = list(Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(document))
    if errors:
        return str(errors[0])
    if kind == "report":
        return totals_problem(document)
    # A reader that keeps every scalar as it is written.
    return numbers_problem(document, yaml.load(text, yaml.CBaseLoader))  # noqa: S506


def plain(value: Any) -> Any:
    """Dates as text, and without keys whose value is null, which means that the key is not given."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: plain(member) for key, member in value.items() if member is not None}
    return [plain(member) for member in value] if isinstance(value, list) else value


def numbers_problem(document: Any, written: Any) -> str | None:
    if isinstance(document, Mapping):
        pairs = [(member, written.get(key)) for key, member in document.items()]
    elif isinstance(document, list):
        pairs = list(zip(document, written, strict=True))
    else:
        is_other = isinstance(document, int) and not isinstance(document, bool) and str(document) != written
        return f"{written!r} is read as {document!r}" if is_other else None
    return next((problem for pair in pairs if (problem := numbers_problem(*pair))), None)


def totals_problem(document: Any) -> str | None:
    """What an independent count of the findings of a report contradicts."""
    for account in document["accounts"]:
        findings = [finding for finding in document["findings"] if finding["account"] == account["name"]]
        bad = [finding for finding in findings if not finding["waived"] and finding["verdict"] != "ok"]
        if account["status"] == "compliant" and bad:
            return f"{account['name']} is compliant with {len(bad)} findings"
    compliant = all(account["status"] == "compliant" for account in document["accounts"])
    return None if document["compliant"] is compliant else "compliant is wrong"


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Checker:
    return Checker(tmp_path_factory.mktemp("files"))


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("name", RIGHT)
def test_no_wrong_file_is_accepted_silently(checker: Checker, name: str, change: Change) -> None:
    for number in range(max(1, FILES // (len(RIGHT) * len(CHANGES)))):
        checker.check(name, change, Random(f"{name} {change.__name__} {number}"))


def test_most_wrong_files_are_refused(checker: Checker) -> None:
    """Otherwise the test above would verify nothing. Prints the numbers."""
    print(dict(checker.fates))
    assert checker.fates["refused"] > 3 * checker.fates["other"]
