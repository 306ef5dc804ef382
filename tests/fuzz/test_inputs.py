# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Damaged accounts, manifests and waivers: every entry is used, or one error names the problem."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import yaml
from ansible.errors import AnsibleFilterError
from ansible.parsing.dataloader import DataLoader
from hypothesis import HealthCheck, given, settings, strategies as st

from ansible_collections.tencentcloud.mps.plugins.filter.person_sample_manifest import person_sample_manifest
from ansible_collections.tencentcloud.mps.plugins.filter.person_sample_verdicts import person_sample_verdicts
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.inputs import (
    AUDIT_SPEC,
    input_warnings,
    parse_inputs,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.options import CONNECTION_SPEC
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.validate import parse_result
from ansible_collections.tencentcloud.mps.plugins.plugin_utils._arguments import validate_arguments
from ansible_collections.tencentcloud.mps.plugins.plugin_utils._audit_inputs import AUDIT_FILES, read_inputs
from support.damage import FUZZ, damaged, damaged_bytes

SECRET = "the-key-of-singapore-0001"
ACCOUNTS = [
    {
        "name": "prod-sg",
        "account_uin": "100000000001",
        "labels": ["studio"],
        "secret_id": "AKIDsg01",
        "secret_key": SECRET,
    },
    {
        "name": "prod-eu",
        "role_arn": "qcs::cam::uin/100000000002:roleName/SampleAuditor",
        "role_duration": 3600,
        "secret_id": "AKIDeu01",
        "secret_key": SECRET,
        "region": "eu-frankfurt",
        "timeout": 7.5,
        "requests_per_second": 20,
        "validate_certs": True,
    },
]
SAMPLES = [
    {"name": "José", "tags": ["US", "Star"], "usages": ["Recognition"], "severity": "critical", "min_faces": 1},
    {"name": "Ann", "person_id": "010001", "description": "actor", "accounts": ["prod-*"], "labels": ["studio"]},
    {"name": "Jane", "state": "absent", "may_match_nothing": True, "type": "UserDefine"},
]
WAIVERS = [
    {"account": "prod-eu", "sample": "José*", "verdicts": ["missing"], "reason": "later", "expires": "2099-12-31"},
    {"account": "*", "sample": "*", "expires": dt.date(2099, 1, 1), "owner": "ops"},
]
RIGHT = {"accounts": ACCOUNTS, "samples": SAMPLES, "waivers": WAIVERS}
FUZZ_FILES = settings(FUZZ, suppress_health_check=[*FUZZ.suppress_health_check, HealthCheck.function_scoped_fixture])


def assert_every_entry_is_used(arguments: dict[str, Any], sources: Any = None) -> bool:
    """Whether the arguments are accepted."""
    given_entries = {name: arguments.get(name) for name in RIGHT}
    try:
        options = validate_arguments({**CONNECTION_SPEC, **AUDIT_SPEC}, arguments)
        inputs = parse_inputs(options, {}, sources)
    except ConfigurationError as error:
        # Only an entry with its keys: a text in a wrong field is shown, so that the user can find it.
        assert f"'secret_key': '{SECRET}'" not in str(error)
        str(error).encode("utf-8")
        return False
    parsed = {
        "accounts": inputs.selected,
        "samples": inputs.manifest.expectations,
        "waivers": inputs.waivers,
    }
    for name, entries in given_entries.items():
        # A text or a mapping is a list of one entry, as everywhere in Ansible.
        count = len(entries) if isinstance(entries, list) else 0 if entries is None else 1
        assert len(parsed[name]) == count, name
    assert len({account.ref.name for account in inputs.selected}) == len(inputs.selected)
    assert all(isinstance(warning, str) for warning in input_warnings(inputs))
    return True


@FUZZ
@given(arguments=damaged(RIGHT))
def test_every_entry_is_used_or_named(arguments: Any) -> None:
    if isinstance(arguments, dict):
        known = {name: value for name, value in arguments.items() if name in RIGHT}
        assert_every_entry_is_used(known)


def test_right_entries_are_accepted() -> None:
    """Otherwise the test above would verify nothing."""
    assert assert_every_entry_is_used(dict(RIGHT))


TEXTS = {
    name: yaml.safe_dump({name: entries}, allow_unicode=True, sort_keys=False).encode()
    for name, entries in RIGHT.items()
}


@FUZZ_FILES
@given(kind=st.sampled_from(sorted(RIGHT)), data=st.data())
def test_file_of_any_bytes_is_used_completely_or_named(tmp_path: Path, kind: str, data: st.DataObject) -> None:
    options = {"accounts": "accounts_file", "samples": "manifest_file", "waivers": "waivers_file"}
    content = data.draw(damaged_bytes(TEXTS[kind]))
    path = tmp_path / f"{kind}.yml"
    for name in RIGHT:
        (tmp_path / f"{name}.yml").write_bytes(content if name == kind else TEXTS[name])
    given_files = {option: str(tmp_path / f"{name}.yml") for name, option in options.items()}
    try:
        inputs = read_inputs(DataLoader(), given_files, AUDIT_FILES)
    except ConfigurationError as error:
        assert str(path) in str(error)
        assert SECRET not in str(error)
        return
    assert_every_entry_is_used(dict(inputs.arguments), inputs.sources)


ROW = {"person_id": "1", "name": "Ann", "tag_set": ["US"], "usage_set": [], "description": "", "face_info_set": []}
FORMS: tuple[Any, ...] = (
    [ROW, {**ROW, "person_id": "2", "name": "Bob"}],
    {
        "person_samples": [ROW, {**ROW, "person_id": "2", "name": "Bob"}],
        "total_count": 2,
        "account": {"uin": "100000000001", "role_arn": None},
        "gathered_at": "2026-11-26T03:15:00Z",
        "statistics": {"requests": 3, "retries": 1, "restarts": 0, "seconds": 0.25},
    },
    {"failed": True, "msg": "denied", "kind": "denied", "code": "UnauthorizedOperation", "request_id": "1-2"},
)
EXPECTED = [{"name": "Ann"}, {"name": "Zed"}, {"name": "Bob", "state": "absent"}]


@FUZZ
@given(form=st.sampled_from(FORMS).flatmap(damaged))
def test_saved_samples_never_hide_a_finding(form: Any) -> None:
    """The filter compares what it is given, or fails. A sample that nobody has is never "ok"."""
    try:
        result = person_sample_verdicts(form, EXPECTED, account="studio")
    except AnsibleFilterError:
        return
    parse_result("result", result)
    assert result["compliant"] is False
    assert sum(result["summary"]["verdicts"].values()) == len(EXPECTED)


@FUZZ
@given(form=st.sampled_from(FORMS).flatmap(damaged))
def test_manifest_has_every_saved_sample(form: Any) -> None:
    try:
        entries = person_sample_manifest(form)
    except AnsibleFilterError:
        return
    given_rows = form if isinstance(form, list) else form.get("person_samples")
    if isinstance(given_rows, list):
        assert len(entries) == len(given_rows)
