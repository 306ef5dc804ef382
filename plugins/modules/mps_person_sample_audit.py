#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: mps_person_sample_audit
short_description: Audit the person samples of many Tencent Cloud accounts
version_added: 0.1.0
description:
  - Holds the person samples (faces to recognise or to block) of any number of Tencent Cloud accounts against what is
    expected of them, and returns a verdict for each account and expectation.
  - What cannot be proven is V(unknown), and what is unknown is never compliant. One account's failure leaves the
    verdicts over the others as they are.
  - The task succeeds whatever the verdicts are; it fails for wrong input only, with every problem of it, before
    anything is called. The role P(tencentcloud.mps.person_sample_audit#role) writes reports and fails where it should.
author:
  - tencentcloud.mps contributors (@tencentcloud-mps)
extends_documentation_fragment:
  - tencentcloud.mps._connection
  - tencentcloud.mps._attributes
options:
  accounts:
    description:
      - The accounts. Any option of this module that says how an account is asked may be set for one of them, but for
        O(concurrency), which counts for all together. What an account leaves out it takes from the task.
      - An account that says anything about its keys (O(secret_id), O(secret_key),
        O(token), O(profile), O(credential_source)) takes none of these from the task.
      - Two accounts with the same keys, role, endpoint and region are an error, for one library would be read for both.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: What the account is called in every result. It is unique.
        type: str
        required: true
      labels:
        description: Labels that O(samples[].labels) and O(include_labels) choose by.
        type: list
        elements: str
  samples:
    description:
      - What is expected, one entry for each sample. Either this or O(reference_account) is needed.
      - A name counts as expected also in its Unicode NFC or NFD form; nothing else is treated as alike.
      - An account may fall under two entries of the same name or id only where ids tell them apart.
    type: list
    elements: dict
    suboptions:
      name:
        description: The name of the sample. This or O(samples[].person_id) is needed.
        type: str
      person_id:
        description: The id of the sample. With a O(samples[].name) beside it, another name is a difference.
        type: str
      type:
        description: The library it is in; V(Default) is Tencent's own, and needs a O(samples[].name).
        type: str
        choices: [UserDefine, Default]
        default: UserDefine
      state:
        description: Whether it must be there, or must not.
        type: str
        choices: [present, absent]
        default: present
      tags:
        description: Tags that the sample must have; it may have more.
        type: list
        elements: str
      usages:
        description:
          - What the sample must be for; it may be for more. V(Recognition) is C(Recognition.Face), V(Review) is
            C(Review.Face), V(All) is both.
        type: list
        elements: str
        choices: [Recognition, Recognition.Face, Review, Review.Face, All]
      description:
        description: The description that the sample must have.
        type: str
      min_faces:
        description: How many face pictures it must have at least.
        type: int
        default: 0
      severity:
        description: How grave it is when this is not so.
        type: str
        choices: [critical, high, medium, low]
        default: high
      accounts:
        description: Globs over names of accounts of which this is expected. Without it, of all.
        type: list
        elements: str
      labels:
        description: This is expected of accounts that carry all of these labels. Without it, of all.
        type: list
        elements: str
  waivers:
    description:
      - Findings that somebody has agreed to bear with for a time. They stay in the result, marked as waived, and do not
        count against an account. What is V(unknown) cannot be waived.
    type: list
    elements: dict
    suboptions:
      account:
        description: A glob over names of accounts.
        type: str
        required: true
      sample:
        description: A glob over names and ids of samples.
        type: str
        required: true
      verdicts:
        description: The verdicts that are waived. Without it, any of these.
        type: list
        elements: str
        choices: [missing, drifted, ambiguous, forbidden, unexpected]
      reason:
        description: Why.
        type: str
      owner:
        description: Who answers for it.
        type: str
      expires:
        description: The last day, in UTC, on which it counts, such as V(2026-12-31). After it, findings count again.
        type: str
        required: true
  unexpected:
    description:
      - With V(report), samples of the C(UserDefine) library that no expectation names are findings too. Every library
        is then listed whole.
    type: str
    choices: [ignore, report]
    default: ignore
  unexpected_limit:
    description: How many unexpected samples of an account are listed, from V(1) to V(10000). All of them are counted.
    type: int
    default: 100
  reference_account:
    description:
      - The name of one of the O(accounts). Its library is read first, and every other account is expected to have the
        same samples, with at least the same tags, usages and number of faces, and the same description.
    type: str
  include_accounts:
    description: Globs over names of accounts. Only these are audited; the others still count when inputs are checked.
    type: list
    elements: str
  include_labels:
    description: Only accounts that carry all of these labels are audited.
    type: list
    elements: str
  include_ok:
    description: Whether RV(findings) lists what is as expected, too. It is always counted.
    type: bool
    default: false
  validate_only:
    description: Checks every input, and calls nothing. Every account is then V(unknown).
    type: bool
    default: false
notes:
  - The keys of accounts are shown in no result and no log.
seealso:
  - module: tencentcloud.mps.mps_person_sample_info
  - plugin: tencentcloud.mps.person_sample_verdicts
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Are they there, in every account?
  tencentcloud.mps.mps_person_sample_audit:
    accounts:
      - name: prod-sg
        account_uin: "100000000001"
        labels: [studio]
        role_arn: qcs::cam::uin/100000000001:roleName/SampleAuditor
      - name: prod-eu
        account_uin: "100000000002"
        profile: prod-eu
    samples:
      - name: John Smith
        tags: [US]
        usages: [Recognition]
      - name: Jane Roe
        state: absent
        labels: [studio]
    waivers:
      - account: prod-eu
        sample: John Smith
        verdicts: [missing]
        reason: re-enrolment in progress
        owner: media-ops
        expires: "2026-12-31"
  delegate_to: localhost
  register: audit

- name: They are
  ansible.builtin.assert:
    that: audit.compliant
    fail_msg: "{{ audit.findings | rejectattr('waived') | map(attribute='message') }}"

- name: Does every account hold what the first one holds, and nothing else?
  tencentcloud.mps.mps_person_sample_audit:
    accounts: "{{ accounts }}"
    reference_account: prod-sg
    unexpected: report
  delegate_to: localhost
  register: audit
"""

RETURN = r"""
compliant:
  description: Whether every account is compliant. It is false where anything is unknown.
  returned: success
  type: bool
  sample: false
summary:
  description: Counts over all accounts.
  returned: success
  type: dict
  contains:
    accounts:
      description: How many accounts are V(compliant), V(noncompliant) and V(unknown).
      type: dict
    verdicts:
      description: How many verdicts there are of each kind, waived ones included.
      type: dict
    waived:
      description: How many findings are waived.
      type: int
    expired_waivers:
      description: How many waivers have expired.
      type: int
    requests:
      description: How many requests were sent, retries included.
      type: int
    seconds:
      description: Wall time in seconds.
      type: float
  sample:
    accounts: {compliant: 1, noncompliant: 1, unknown: 0}
    verdicts: {ok: 3, missing: 1, drifted: 0, ambiguous: 0, forbidden: 0, unexpected: 0, unknown: 0}
    waived: 0
    expired_waivers: 0
    requests: 2
    seconds: 0.31
accounts:
  description: Every audited account, in the order they were given; a O(reference_account) comes first.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name of the entry in O(accounts).
      type: str
    uin:
      description: The number that was asked for with C(account_uin), and proven unless the account is unknown.
      type: str
    region:
      description: The region that was asked for.
      type: str
    labels:
      description: The labels.
      type: list
      elements: str
    reference:
      description: Whether it is the O(reference_account).
      type: bool
    status:
      description:
        - V(compliant), V(noncompliant) where something is proven to be wrong, or V(unknown) where something could not
          be proven and nothing is known to be wrong.
      type: str
    verdicts:
      description: How many verdicts there are of each kind, waived ones included.
      type: dict
    waived:
      description: How many findings are waived.
      type: int
    unexpected:
      description:
        - Number of unexpected samples (C(count)), of waived ones (C(waived)), of those that are listed as findings
          (C(listed)), and of listed ones that are waived (C(listed_waived)).
        - Null if they were not counted. See O(unexpected).
      type: dict
    samples_seen:
      description: How many samples the library holds, or how many were found where only the expected were asked for.
      type: int
    requests:
      description: How many requests were sent, retries included.
      type: int
    retries:
      description: How many requests were sent again after a failure.
      type: int
    seconds:
      description: From its first request to its last answer.
      type: float
    error:
      description: Why something is unknown.
      type: str
    kind:
      description:
        - The kind of that failure; see RV(tencentcloud.mps.mps_person_sample_info#module:kind).
        - V(configuration) here means keys that are not there or cannot be used, or that belong to another account.
      type: str
    code:
      description: Its error code, if the API gave one.
      type: str
    request_id:
      description: The id of the request that failed, if the server gave one.
      type: str
  sample:
    - name: prod-sg
      uin: "100000000001"
      region: null
      labels: [studio]
      reference: false
      status: noncompliant
      verdicts: {ok: 1, missing: 1, drifted: 0, ambiguous: 0, forbidden: 0, unexpected: 0, unknown: 0}
      waived: 0
      unexpected: null
      samples_seen: 1
      requests: 1
      retries: 0
      seconds: 0.12
      error: null
      kind: null
      code: null
      request_id: null
samples:
  description: What was expected of at least one of these accounts.
  returned: success
  type: list
  elements: dict
  contains:
    sample:
      description: The name, the id, or both, as in RV(findings[].sample).
      type: str
    type:
      description: The library, C(UserDefine) or C(Default).
      type: str
    state:
      description: V(present) or V(absent).
      type: str
    severity:
      description: The severity.
      type: str
    accounts:
      description: The names of the accounts of which it was expected; null where that was all of RV(accounts) but a
        reference.
      type: list
      elements: str
  sample:
    - {sample: John Smith, type: UserDefine, state: present, severity: high, accounts: null}
findings:
  description: Everything that is not as expected, in the order of the accounts and of what is expected of them.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The same in every audit for the same account, sample and verdict.
      type: str
    account:
      description: The name of the account.
      type: str
    sample:
      description:
        - The name of the sample, its id where only that was given, the name and the id in brackets where both were, or
          V(*) where the whole library could not be read.
      type: str
    type:
      description: The library, C(UserDefine) or C(Default).
      type: str
    person_ids:
      description: The ids of the samples that were found for it.
      type: list
      elements: str
    verdict:
      description:
        - V(missing) (it is proven that no sample is there), V(drifted) (there, but not as expected), V(ambiguous) (more
          than one sample has the name), V(forbidden) (there, and must not be), V(unexpected) (there, and nobody expects
          it), V(unknown) (nothing is proven), or V(ok) with O(include_ok).
      type: str
    severity:
      description: That of the expectation; V(medium) for what is unexpected.
      type: str
    message:
      description: What was found, in a line for people.
      type: str
    differences:
      description: What has drifted; O(samples[].min_faces) counts pictures.
      type: list
      elements: dict
      contains:
        field:
          description: The field of the expectation.
          type: str
        expected:
          description: What the expectation says.
          type: raw
        actual:
          description: What the sample has.
          type: raw
    waived:
      description: Whether a waiver that is in force covers it.
      type: bool
    waiver:
      description: The waiver that covers it, expired ones included.
      type: dict
      contains:
        reason:
          description: Why, as in O(waivers[].reason).
          type: str
        owner:
          description: Who answers for it, as in O(waivers[].owner).
          type: str
        expires:
          description: The last day on which it counts, as in O(waivers[].expires).
          type: str
        expired:
          description: Whether it no longer counts.
          type: bool
  sample:
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
waivers:
  description: Every waiver with what became of it, those that expire first at the top.
  returned: success
  type: list
  elements: dict
  contains:
    account:
      description: As in O(waivers[].account).
      type: str
    sample:
      description: As in O(waivers[].sample).
      type: str
    verdicts:
      description: The verdicts that are waived.
      type: list
      elements: str
    reason:
      description: As in O(waivers[].reason).
      type: str
    owner:
      description: As in O(waivers[].owner).
      type: str
    expires:
      description: As in O(waivers[].expires).
      type: str
    expired:
      description: Whether it no longer counts.
      type: bool
    days_left:
      description: How many days it still counts after today; negative where it has expired.
      type: int
    findings:
      description: How many findings it covers.
      type: int
  sample:
    - account: prod-eu
      sample: John Smith
      verdicts: [missing]
      reason: re-enrolment in progress
      owner: media-ops
      expires: "2026-12-31"
      expired: false
      days_left: 38
      findings: 1
kind:
  description: What kind of failure it was; V(configuration) means wrong input, and that nothing was called.
  returned: failure
  type: str
  sample: configuration
"""

import os
from datetime import datetime, timezone
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ..module_utils._api.transport import REQUESTS_IMPORT_ERROR
from ..module_utils._audit.inputs import AUDIT_SPEC, parse_inputs, warnings_on
from ..module_utils._audit.run import audit, not_audited
from ..module_utils._auth.options import CONNECTION_SPEC
from ..module_utils._module import run_module, take_options


def audited(module: AnsibleModule) -> dict[str, Any]:
    options = take_options(module, "accounts")
    inputs = parse_inputs(options, os.environ)
    for warning in warnings_on(inputs):
        module.warn(warning)
    today = datetime.now(timezone.utc).date()
    return not_audited(inputs, today) if options["validate_only"] else audit(inputs, today, module.warn)


def main() -> None:
    module = AnsibleModule(argument_spec={**CONNECTION_SPEC, **AUDIT_SPEC}, supports_check_mode=True)
    run_module(module, audited, REQUESTS_IMPORT_ERROR)


if __name__ == "__main__":
    main()
