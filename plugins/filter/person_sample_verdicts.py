# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: person_sample_verdicts
short_description: Hold the person samples of an account, already at hand, against what is expected
version_added: 0.1.0
description:
  - The judgement of M(tencentcloud.mps.mps_person_sample_audit) over samples that were gathered before. It calls
    nothing.
  - The same expectations, waivers and samples give the same findings as an audit of the account, with the same ids.
  - Wrong input is an error that tells every problem with its place. So is input that would mislead, such as samples
    without their tags where tags are expected.
author:
  - tencentcloud.mps contributors (@tencentcloud-mps)
positional: expected, waivers, account, labels
options:
  _input:
    description:
      - All samples of one account, as M(tencentcloud.mps.mps_person_sample_info) returns them. Either the list, or what
        holds it under C(person_samples) (a registered result, or one that was saved) or under C(mps_person_samples)
        (the facts of M(tencentcloud.mps.mps_person_sample_facts)).
      - A whole result is better than its list, for it tells whether it holds everything that was to be listed.
    type: raw
    required: true
  expected:
    description: What is expected, as the option O(tencentcloud.mps.mps_person_sample_audit#module:samples).
    type: list
    elements: dict
    required: true
  waivers:
    description: Waivers, as the option O(tencentcloud.mps.mps_person_sample_audit#module:waivers).
    type: list
    elements: dict
    default: []
  account:
    description:
      - What the account is called, in findings and for the globs of O(expected) and O(waivers).
      - It is needed where something is expected of some accounts only.
    type: str
    default: samples
  labels:
    description: The labels that the account carries.
    type: list
    elements: str
    default: []
  unexpected:
    description: With V(report), samples that no expectation names are findings too.
    type: str
    choices: [ignore, report]
    default: ignore
  unexpected_limit:
    description: How many unexpected samples are listed, from V(1) to V(10000). All of them are counted.
    type: int
    default: 100
  include_ok:
    description: Whether RV(_value.findings) lists what is as expected, too. It is always counted.
    type: bool
    default: false
  type:
    description:
      - The library that the samples are of. What is expected of the other one is V(unknown), for it was not gathered.
    type: str
    choices: [UserDefine, Default]
    default: UserDefine
notes:
  - Gather the whole library, or ask for everything that is expected. A list does not tell which names, ids or tags it
    was asked for, so that what was not asked for would be V(missing); and an empty list is taken for an empty library.
seealso:
  - module: tencentcloud.mps.mps_person_sample_audit
  - module: tencentcloud.mps.mps_person_sample_info
  - plugin: tencentcloud.mps.person_sample_manifest
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Gather once
  tencentcloud.mps.mps_person_sample_info:
    fields: [person_id, name, tag_set, usage_set]
  register: studio

- name: Judge as often as wanted
  ansible.builtin.assert:
    that: verdicts.compliant
    fail_msg: "{{ verdicts.findings | rejectattr('waived') | map(attribute='message') }}"
  vars:
    expected:
      - name: John Smith
        tags: [US]
    verdicts: "{{ studio | tencentcloud.mps.person_sample_verdicts(expected, account='prod-sg') }}"

- name: Judge a result that was saved, and tell what nobody expects
  ansible.builtin.debug:
    msg: "{{ saved | tencentcloud.mps.person_sample_verdicts(expected, unexpected='report') }}"
  vars:
    saved: "{{ lookup('ansible.builtin.file', 'studio.json') | from_json }}"
    expected: "{{ (lookup('ansible.builtin.file', 'manifest.yml') | from_yaml).samples }}"
"""

RETURN = r"""
_value:
  description: The verdicts over the account.
  type: dict
  contains:
    compliant:
      description: Whether everything is as expected or waived. It is false where anything is unknown.
      type: bool
    status:
      description: V(compliant), V(noncompliant) or V(unknown).
      type: str
    verdicts:
      description: How many verdicts there are of each kind, waived ones included.
      type: dict
    waived:
      description: How many findings are waived.
      type: int
    findings:
      description: As RV(tencentcloud.mps.mps_person_sample_audit#module:findings).
      type: list
      elements: dict
    waivers:
      description: As RV(tencentcloud.mps.mps_person_sample_audit#module:waivers).
      type: list
      elements: dict
  sample:
    compliant: false
    status: noncompliant
    verdicts: {ok: 1, missing: 1, drifted: 0, ambiguous: 0, forbidden: 0, unexpected: 0, unknown: 0}
    waived: 0
    findings:
      - id: 51f0c8a0d7c2b9e4
        account: prod-sg
        sample: John Smith
        type: UserDefine
        person_ids: []
        verdict: missing
        severity: high
        message: no sample has this name
        differences: []
        waived: false
        waiver: null
    waivers: []
"""

from collections.abc import Sequence
from datetime import datetime, timezone
from typing import Any, Callable

from ansible.errors import AnsibleFilterError
from ansible.utils.display import Display

from ..module_utils._audit.inputs import IGNORE
from ..module_utils._audit.manifest import USER_DEFINE
from ..module_utils._audit.offline import NO_ACCOUNT, audit_offline, parse_offline_audit
from ..module_utils._errors import MpsError
from ..module_utils._validation.problems import Problems
from ..plugin_utils._offline_samples import parse_samples, plain

_display = Display()


def person_sample_verdicts(
    samples: Any,
    expected: Sequence[Any],
    waivers: Sequence[Any] = (),
    account: str = NO_ACCOUNT,
    labels: Sequence[str] = (),
    unexpected: str = IGNORE,
    unexpected_limit: int = 100,
    include_ok: bool = False,
    type: str = USER_DEFINE,  # noqa: A002 - the name of the option everywhere else
) -> dict[str, Any]:
    """The verdicts over one account; see DOCUMENTATION."""
    arguments = {
        "account": account,
        "labels": labels,
        "unexpected": unexpected,
        "unexpected_limit": unexpected_limit,
        "include_ok": include_ok,
        "type": type,
    }
    problems = Problems()
    try:
        question = parse_offline_audit(plain(expected), plain(waivers), plain(arguments), problems)
        rows = parse_samples(samples, question.members, problems)
        problems.raise_if_any()
    except MpsError as error:
        raise AnsibleFilterError(f"person_sample_verdicts: {error}") from None
    for warning in question.warnings:
        _display.warning(f"person_sample_verdicts: {warning}")
    return audit_offline(question, rows, datetime.now(timezone.utc).date())


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"person_sample_verdicts": person_sample_verdicts}
