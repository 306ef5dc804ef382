# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: person_sample_verdicts
short_description: Compare gathered person samples of an account with the expected samples
version_added: 1.0.0
description:
  - Compares samples that you gathered before with the expected samples, and returns the verdicts. It sends no request.
  - The same expectations, waivers and samples give the same findings, with the same IDs, as
    M(tencentcloud.mps.mps_person_sample_audit).
  - The result has the form of an audit result. M(tencentcloud.mps.mps_person_sample_report) makes reports of it, and
    merges the results of several accounts.
  - Invalid input fails with one message that lists all problems. Samples that lack a compared key also fail, for
    example samples without C(tag_set) when tags are expected.
author:
  - tencentcloud.mps contributors (@tencentcloud-mps)
positional: expected, waivers, account, labels
options:
  _input:
    description:
      - All samples of one account, as returned by M(tencentcloud.mps.mps_person_sample_info).
      - Pass the list of samples, or a mapping that contains it. The mapping is a registered or saved result of
        M(tencentcloud.mps.mps_person_sample_info) or M(tencentcloud.mps.mps_person_sample_facts), or the facts
        themselves.
      - Prefer the whole result to the list of samples. The whole result also contains the total number and the
        selection of the samples, so that the filter can detect an incomplete list, and the account and the time.
      - The result of a task that failed, with the key C(kind), is an account that could not be read. Every verdict is
        then V(unknown).
    type: raw
    required: true
  expected:
    description: Expected samples, as in the option O(tencentcloud.mps.mps_person_sample_audit#module:samples).
    type: list
    elements: dict
    required: true
  waivers:
    description: Waivers, as in the option O(tencentcloud.mps.mps_person_sample_audit#module:waivers).
    type: list
    elements: dict
    default: []
  account:
    description:
      - Name of the account. Findings contain it, and the patterns in O(expected) and O(waivers) match it.
      - It is required if an entry of O(expected) applies to certain accounts only.
    type: str
    default: samples
  account_uin:
    description:
      - Account that the samples must be from. Samples that were gathered from another account, or without the option
        O(tencentcloud.mps.mps_person_sample_info#module:account_uin), are an error.
    type: str
  labels:
    description: Labels of the account. Expectations can select accounts by their labels.
    type: list
    elements: str
    default: []
  unexpected:
    description: Whether to report unexpected samples. These are the samples that no expectation names.
    type: str
    choices: [ignore, report]
    default: ignore
  unexpected_limit:
    description: Maximum number of unexpected samples to list, from V(1) to V(10000). All unexpected samples are
      counted.
    type: int
    default: 100
  include_ok:
    description: Whether RV(_value.findings) also contains verdicts V(ok). They are always counted.
    type: bool
    default: false
  type:
    description:
      - Library that the samples are from. The verdict on a sample that is expected in the other library is
        V(unknown).
    type: str
    choices: [UserDefine, Default]
    default: UserDefine
notes:
  - Gather the whole library, or at least every expected sample. If you pass a whole result, the filter knows which
    samples were selected by name or ID. The verdict on another sample is V(unknown). A result that was selected by tags
    is an error.
  - If you pass only the list of samples, the filter does not know how they were selected. A sample that was not
    selected is then V(missing), and an empty list means an empty library.
seealso:
  - module: tencentcloud.mps.mps_person_sample_audit
  - module: tencentcloud.mps.mps_person_sample_info
  - plugin: tencentcloud.mps.person_sample_manifest
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Gather the samples
  tencentcloud.mps.mps_person_sample_info:
    fields: [person_id, name, tag_set, usage_set]
  register: studio

- name: Fail if the samples are not as expected
  ansible.builtin.assert:
    that: verdicts.compliant
    fail_msg: "{{ verdicts.findings | rejectattr('waived') | map(attribute='message') }}"
  vars:
    expected:
      - name: John Smith
        tags: [US]
    verdicts: "{{ studio | tencentcloud.mps.person_sample_verdicts(expected, account='prod-sg') }}"

- name: Show the verdicts for a saved result, including unexpected samples
  ansible.builtin.debug:
    msg: "{{ saved | tencentcloud.mps.person_sample_verdicts(expected, unexpected='report') }}"
  vars:
    saved: "{{ lookup('ansible.builtin.file', 'studio.json') | from_json }}"
    expected: "{{ (lookup('ansible.builtin.file', 'manifest.yml') | from_yaml).samples }}"
"""

RETURN = r"""
_value:
  description: Result of the audit of the account.
  type: dict
  contains:
    compliant:
      description: Whether every verdict is V(ok) or waived. V(unknown) cannot be waived, so it is never compliant.
      type: bool
    status:
      description: V(compliant), V(noncompliant) or V(unknown).
      type: str
    verdicts:
      description: Number of verdicts of each kind, including waived findings.
      type: dict
    waived:
      description: Number of waived findings.
      type: int
    findings:
      description: Findings, as in RV(tencentcloud.mps.mps_person_sample_audit#module:findings).
      type: list
      elements: dict
    waivers:
      description: Waivers, as in RV(tencentcloud.mps.mps_person_sample_audit#module:waivers).
      type: list
      elements: dict
    warnings:
      description: Inputs that are probably mistakes. The filter also displays them.
      type: list
      elements: str
    accounts:
      description: List with the account, as in RV(tencentcloud.mps.mps_person_sample_audit#module:accounts).
      type: list
      elements: dict
    samples:
      description: Expected samples, as in RV(tencentcloud.mps.mps_person_sample_audit#module:samples).
      type: list
      elements: dict
    summary:
      description: Totals, as in RV(tencentcloud.mps.mps_person_sample_audit#module:summary).
      type: dict
    generated_at:
      description: Time at which the samples were gathered. The key is omitted if the time is not known.
      type: str
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
        covers: 1
        severity: high
        first_seen: "2026-11-26T03:15:00Z"
        message: no sample has this name
        differences: []
        waived: false
        waiver: null
    waivers: []
    warnings: []
    generated_at: "2026-11-26T03:15:00Z"
"""

from collections.abc import Sequence
from datetime import datetime, timezone
from typing import Any, Callable, cast

from ansible.errors import AnsibleFilterError
from ansible.utils.display import Display

from ..module_utils._audit.manifest import USER_DEFINE
from ..module_utils._audit.offline import (
    DEFAULT_ACCOUNT,
    audit_offline,
    offline_warnings,
    parse_offline_audit,
)
from ..module_utils._audit.unexpected import IGNORE
from ..module_utils._errors import MpsError
from ..module_utils._report.constraints import utc_text
from ..module_utils._report.document import AuditResult
from ..module_utils._report.first_seen import with_first_seen
from ..module_utils._report.sources import with_sources
from ..module_utils._validation.problems import Problems
from ..plugin_utils._offline_library import gathered_at, parse_library
from ..plugin_utils._offline_samples import untagged

_display = Display()


def person_sample_verdicts(
    samples: Any,
    expected: Sequence[Any],
    waivers: Sequence[Any] = (),
    account: str = DEFAULT_ACCOUNT,
    labels: Sequence[str] = (),
    unexpected: str = IGNORE,
    unexpected_limit: int = 100,
    include_ok: bool = False,
    type: str = USER_DEFINE,  # noqa: A002 - the same option name as in the modules
    account_uin: str | int | None = None,
) -> dict[str, Any]:
    """The verdicts for one account. See DOCUMENTATION."""
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
        audit = parse_offline_audit(untagged(expected), untagged(waivers), untagged(arguments), problems)
        library = parse_library(samples, audit, None if account_uin is None else str(account_uin), problems)
        time = gathered_at(samples, problems)
        problems.raise_if_any()
    except MpsError as error:
        raise AnsibleFilterError(f"person_sample_verdicts: {error}") from None
    for warning in offline_warnings(audit):
        _display.warning(f"person_sample_verdicts: {warning}")
    now = datetime.now(timezone.utc)
    audited = with_sources(audit_offline(audit, library, now.date()), {}, {}, "")
    result = with_first_seen(cast(AuditResult, audited), time or utc_text(now))
    return {**result} if time is None else {**result, "generated_at": time}


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"person_sample_verdicts": person_sample_verdicts}
