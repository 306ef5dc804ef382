#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: mps_person_sample_audit
short_description: Audit the person samples of many Tencent Cloud accounts
version_added: 1.0.0
description:
  - Compares the person samples of any number of Tencent Cloud accounts with the expected samples. Returns a verdict for
    each expectation in each account. Media Processing Service (MPS) uses person samples to recognize or block faces.
  - If a verdict cannot be verified, it is V(unknown), and the account is not compliant. A failure in one account does
    not affect the verdicts of the other accounts.
  - By default, the task succeeds whatever the verdicts are, see O(fail_on). Invalid input fails the task before any
    request is sent, with a list of all problems. Some problems depend on the members of an O(organization), for example
    a pattern that matches no member. They are found after the members are listed and before any account is read.
  - The task reads the input files and writes the reports on the controller, also if the audit runs on another host.
    With a local connection, the audit runs inside the Ansible process. With another connection, with C(become), or if
    C(ansible_python_interpreter) is another Python, it runs as a module on the host.
  - An audit that takes longer than a few seconds prints a progress line every five seconds, unless C(no_log) is set or
    it runs as a module.
author:
  - tencentcloud.mps contributors (@tencentcloud-mps)
extends_documentation_fragment:
  - tencentcloud.mps._connection
  - tencentcloud.mps._organization
  - tencentcloud.mps._paths
  - tencentcloud.mps._report
  - tencentcloud.mps._attributes
options:
  accounts:
    description:
      - Accounts to audit. At least one of this option, O(accounts_file) and O(organization) is required. All of them
        are combined.
      - An entry can also contain the connection options of this module, such as O(role_arn) or O(endpoint), but not
        O(concurrency), which applies to the whole task. An option that an entry omits has the value of the task.
      - If an entry sets one of O(secret_id), O(secret_key), O(token), O(profile) or O(credential_source), it does not
        use the values of the task for any of these options.
      - Two entries with the same credentials (or a role of the same account), endpoint and region are an error, because
        both would read the same library. To allow them, set O(account_uin) in both entries.
    type: list
    elements: dict
    suboptions:
      name:
        description: Unique name of the account. The results identify the account by this name.
        type: str
        required: true
      labels:
        description: Labels of the account. O(samples[].labels) and O(include_labels) select accounts by their labels.
        type: list
        elements: str
  accounts_file:
    description:
      - Path of a YAML or JSON file on the controller with more O(accounts). The file contains a list, or a mapping with
        the key C(accounts).
      - Relative paths start in O(base_dir). A file can be encrypted with Ansible Vault, as a whole or value by value.
        Jinja expressions in a file are not evaluated.
    type: path
  samples:
    description:
      - Expected samples, one entry for each sample. Required unless O(manifest_file) or O(reference_account) is set.
      - A sample has the expected name if the two names are equal, or if they differ only in their Unicode form (NFC or
        NFD). The comparison is case-sensitive.
      - Two entries with the same name or ID must not apply to the same account. Entries with the same name are allowed
        if each of them has its own ID.
    type: list
    elements: dict
    suboptions:
      name:
        description: Name of the sample. At least one of O(samples[].name) and O(samples[].person_id) is required.
        type: str
      person_id:
        description:
          - ID of the sample. If O(samples[].name) is also set, the ID identifies the sample. If its name differs, the
            verdict is V(drifted).
        type: str
      type:
        description:
          - Library of the sample. V(UserDefine) is the library of the account. V(Default) is Tencent's own library; it
            requires O(samples[].name).
        type: str
        choices: [UserDefine, Default]
        default: UserDefine
      state:
        description: Whether the sample must be present or must be absent.
        type: str
        choices: [present, absent]
        default: present
      tags:
        description: Tags that the sample must have. The sample can have more tags, see O(samples[].tags_exact).
        type: list
        elements: str
      tags_exact:
        description: Whether the sample must have no other tags than O(samples[].tags). Without O(samples[].tags), it
          must have no tags.
        type: bool
        default: false
      usages:
        description:
          - Usages that the sample must have. The sample can have more usages, see O(samples[].usages_exact).
            V(Recognition) means C(Recognition.Face), V(Review) means C(Review.Face), and V(All) means both.
        type: list
        elements: str
        choices: [Recognition, Recognition.Face, Review, Review.Face, All]
      usages_exact:
        description: Whether the sample must have no other usages than O(samples[].usages). A sample for recognition is
          then never used to block content.
        type: bool
        default: false
      description:
        description: Description that the sample must have. Default is any description.
        type: str
      min_faces:
        description: Minimum number of face images.
        type: int
        default: 0
      max_faces:
        description: Maximum number of face images. Default is any number.
        type: int
      severity:
        description:
          - Severity of the finding if the expectation is not met. It sets the order of the findings in reports.
          - A finding of any severity makes an account noncompliant.
        type: str
        choices: [critical, high, medium, low]
        default: high
      accounts:
        description: Account name patterns, for example V(prod-*). The expectation applies to matching accounts only.
          Default is all accounts.
        type: list
        elements: str
      labels:
        description: Labels. The expectation applies only to accounts that have all of these labels. Default is all
          accounts.
        type: list
        elements: str
      may_match_nothing:
        description:
          - Whether patterns in C(accounts) and labels in C(labels) may match no account.
          - By default, a pattern or label that matches no account is an error, because the sample would never be
            compared.
        type: bool
        default: false
  manifest_file:
    description:
      - Path of a YAML or JSON file on the controller with more O(samples). The file contains a list, or a mapping with
        the key C(samples). The mapping can also have the key C(waivers). See O(accounts_file) for paths and encryption.
    type: path
  waivers:
    description:
      - Findings that are accepted until a given date. Waived findings stay in the result with C(waived) set to
        V(true), and do not make an account noncompliant. The verdict V(unknown) cannot be waived.
    type: list
    elements: dict
    suboptions:
      account:
        description: Account name pattern, for example V(prod-*) or V(*). The waiver applies to matching accounts only.
        type: str
        required: true
      sample:
        description: Pattern for the name or the ID of a sample. The waiver applies to matching samples only.
        type: str
        required: true
      verdicts:
        description: Verdicts that are waived. Default is all verdicts in the list of choices.
        type: list
        elements: str
        choices: [missing, drifted, ambiguous, forbidden, unexpected]
      reason:
        description: Reason for the waiver.
        type: str
      owner:
        description: Person or team that is responsible for the waiver.
        type: str
      expires:
        description: Last day (UTC) on which the waiver is valid, for example V(2026-12-31).
        type: str
        required: true
  waivers_file:
    description:
      - Path of a YAML or JSON file on the controller with more O(waivers). The file contains a list, or a mapping with
        the key C(waivers). See O(accounts_file) for paths and encryption.
    type: path
  unexpected:
    description:
      - Whether to report unexpected samples. These are the samples in the C(UserDefine) library that no expectation
        names.
      - V(report) reads the whole library in addition to the expected samples, so it takes more requests than V(ignore).
    type: str
    choices: [ignore, report]
    default: ignore
  unexpected_limit:
    description: Maximum number of unexpected samples to list for each account, from V(1) to V(10000). All unexpected
      samples are counted.
    type: int
    default: 100
  reference_account:
    description:
      - Name of one of the O(accounts). Its samples are the expected samples of all other accounts. Mutually exclusive
        with O(samples).
      - Every other account must have the same sample names, at least the same tags and usages, at least the same number
        of face images, and the same descriptions.
    type: str
  include_accounts:
    description:
      - Names or patterns of the accounts to audit, for example V(prod-*). Default is all accounts.
      - The input of accounts that are not selected is still validated.
    type: list
    elements: str
  include_labels:
    description: Labels. Only accounts that have all of these labels are audited. Default is all accounts.
    type: list
    elements: str
  slice:
    description:
      - Audits a part of the selected accounts, so that several jobs share one audit. Slice V(2) of V(4) has the
        accounts 2, 6, 10 and so on. Every job validates the whole input, but reads only the libraries of its slice.
      - With O(organization), the UIN of a member determines its slice, because members can join and leave between the
        jobs.
      - Merge the reports of all slices with M(tencentcloud.mps.mps_person_sample_report). Its option
        O(tencentcloud.mps.mps_person_sample_report#module:accounts_file) finds the accounts of a lost slice.
      - Mutually exclusive with O(reference_account), because every slice would read its library.
    type: dict
    suboptions:
      number:
        description: Number of the slice, from V(1) to O(slice.count).
        type: int
        required: true
      count:
        description: Number of slices. At most the number of accounts.
        type: int
        required: true
  include_ok:
    description: Whether RV(findings) also contains verdicts V(ok). They are always counted.
    type: bool
    default: false
  validate_only:
    description: If V(true), the task only validates its input. It sends no request, writes no report, and every account
      is V(unknown). The members of O(organization) are not listed.
    type: bool
    default: false
  report_dir:
    description:
      - Directory on the controller for the reports. It is created if it does not exist. Without it, the task writes no
        report.
      - The report is compared with the previous C(report.json) in this directory, see O(report_compare).
      - With the format V(json), the audit adds one line to C(history.jsonl) in this directory. A lost or damaged
        history is a warning.
    type: path
  report_formats:
    description:
      - Formats of the report. The files are C(report.json), C(report.html), C(junit.xml), C(findings.csv),
        C(metrics.prom) (see O(report_metrics_file)), C(summary.md) and C(findings.sarif).
    type: list
    elements: str
    choices: [json, html, junit, csv, prometheus, markdown, sarif]
    default: [json, html, junit, csv, prometheus, markdown, sarif]
  report_title:
    description: Title of the report.
    type: str
    default: Person samples
  report_mode:
    description: Permissions of the report files as octal digits in quotes. A report contains names of people.
    type: raw
    default: "0600"
  report_compare:
    description: Whether to compare the report with the previous one, to find new and resolved findings, and to know
      when each finding was first seen.
    type: bool
    default: true
  previous_report:
    description:
      - Path of the report to compare with. The default is C(report.json) in O(report_dir).
      - If C(report.json) in O(report_dir) is newer, the findings take over their C(first_seen) from it too.
    type: path
  report_metrics_file:
    description:
      - Name of the file with the Prometheus metrics. It must end with C(.prom) and contain no directory.
      - Choose a name for each audit if the metrics of several audits are in one directory.
    type: str
    default: metrics.prom
  report_metrics_label:
    description:
      - Value of the label C(audit) of all Prometheus metrics. It distinguishes several audits.
      - The default is O(report_metrics_file) without C(.prom), so that two files in one directory have different
        labels. If two files have the same label, node_exporter drops the metrics of one of them without an error.
    type: str
  report_csv_separator:
    description:
      - Separator of the values in C(findings.csv). Excel expects the one of the regional settings of its host, for
        example V(semicolon) with German settings.
    type: str
    choices: [comma, semicolon, tab]
    default: comma
  fail_on:
    description:
      - Verdicts that fail the task if a finding with one of them is not waived. The task fails after the reports are
        written.
      - The default is an empty list. The task then never fails for its findings.
    type: list
    elements: str
    choices: [missing, drifted, ambiguous, forbidden, unexpected, unknown]
    default: []
  fail_after_days:
    description:
      - Number of days after which a finding becomes a violation of O(fail_on), by severity, from V(0) to V(36500). A
        severity without a number has V(0), so its findings are violations at once. This is also the default.
      - The days count from RV(findings[].first_seen). A finding that waits for its deadline does not fail the task, but
        the account stays V(noncompliant). RV(outcome) counts the findings that wait. In C(junit.xml), they are skipped
        tests.
      - Findings V(unknown) and unexpected samples that are not listed never wait.
      - The ages of findings are in C(report.json). So if O(fail_on) is not empty, a number above V(0) requires
        O(report_dir), the format V(json) and O(report_compare). If O(fail_on) is empty, as for a slice of an audit, the
        deadlines are not applied without them, and the reports show no finding as waiting.
  findings_limit:
    description:
      - Maximum number of RV(findings) to return if O(report_dir) is set. The most severe findings are returned.
        C(report.json) contains all findings.
    type: int
    default: 1000
notes:
  - Results and logs do not contain the credentials of the accounts.
seealso:
  - module: tencentcloud.mps.mps_person_sample_info
  - plugin: tencentcloud.mps.person_sample_verdicts
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Audit all accounts, write reports, and fail if something is wrong
  tencentcloud.mps.mps_person_sample_audit:
    accounts_file: accounts.yml
    manifest_file: manifest.yml
    waivers_file: waivers.yml
    report_dir: person-sample-audit
    fail_on: [missing, drifted, ambiguous, forbidden, unknown]
  delegate_to: localhost

- name: Audit two accounts
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

- name: Audit all members of an organization in two nodes, except one
  tencentcloud.mps.mps_person_sample_audit:
    profile: organization-administrator
    organization:
      role_arn: qcs::cam::uin/{uin}:roleName/SampleAuditor
      nodes: [Studios, Root/Archive]
      exclude: ["100000000009"]
    manifest_file: manifest.yml
    report_dir: person-sample-audit
  delegate_to: localhost

- name: Fail if an account is not compliant
  ansible.builtin.assert:
    that: audit.compliant
    fail_msg: "{{ audit.findings | rejectattr('waived') | map(attribute='message') }}"

- name: Audit the second quarter of the accounts, while other jobs audit the rest
  tencentcloud.mps.mps_person_sample_audit:
    accounts_file: accounts.yml
    manifest_file: manifest.yml
    slice: {number: 2, count: 4}
    report_dir: slice-2
    report_formats: [json]
    report_compare: false
  delegate_to: localhost

- name: Compare all accounts with a reference account, and report additional samples
  tencentcloud.mps.mps_person_sample_audit:
    accounts: "{{ accounts }}"
    reference_account: prod-sg
    unexpected: report
  delegate_to: localhost
  register: audit
"""

RETURN = r"""
compliant:
  description: Whether every account is compliant. V(false) if any verdict is V(unknown).
  returned: success
  type: bool
  sample: false
summary:
  description: Totals of all accounts.
  returned: success
  type: dict
  contains:
    accounts:
      description: Number of accounts with the status V(compliant), V(noncompliant) and V(unknown).
      type: dict
    verdicts:
      description: Number of verdicts of each kind, including waived findings.
      type: dict
    waived:
      description: Number of waived findings.
      type: int
    expired_waivers:
      description: Number of expired waivers.
      type: int
    requests:
      description: Number of requests that were sent, including retries.
      type: int
    seconds:
      description: Duration in seconds.
      type: float
  sample:
    accounts: {compliant: 1, noncompliant: 1, unknown: 0}
    verdicts: {ok: 3, missing: 1, drifted: 0, ambiguous: 0, forbidden: 0, unexpected: 0, unknown: 0}
    waived: 0
    expired_waivers: 0
    requests: 2
    seconds: 0.31
accounts:
  description: Audited accounts, in the order of O(accounts). The O(reference_account) comes first.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: Name of the account.
      type: str
    uin:
      description: The C(account_uin) of the entry. It is verified unless C(error) is set. V(null) if it was not set.
      type: str
    source:
      description: C(file) and C(line) of the account in the accounts file. V(null) if the account is not from a file.
      type: dict
    region:
      description: Region of the requests. V(null) if it was not set.
      type: str
    site:
      description: Site of Tencent Cloud that the requests were sent to, V(international) or V(china). V(null) if the
        endpoint is of another host.
      type: str
    labels:
      description: Labels of the account.
      type: list
      elements: str
    reference:
      description: Whether this is the O(reference_account).
      type: bool
    status:
      description:
        - Status of the account.
        - V(compliant) - every verdict is V(ok) or waived.
        - V(noncompliant) - at least one finding other than V(unknown) is not waived.
        - V(unknown) - the account is not V(noncompliant), and at least one verdict is V(unknown).
      type: str
    verdicts:
      description: Number of verdicts of each kind, including waived findings.
      type: dict
    waived:
      description: Number of waived findings.
      type: int
    unexpected:
      description: Numbers of unexpected samples. V(null) if they were not counted; see O(unexpected).
      type: dict
      contains:
        count:
          description: Number of unexpected samples, including waived samples.
          type: int
        waived:
          description: Number of unexpected samples that are waived.
          type: int
        listed:
          description: Number of unexpected samples in RV(findings), including waived samples. At most
            O(unexpected_limit).
          type: int
        listed_waived:
          description: Number of unexpected samples in RV(findings) that are waived.
          type: int
    samples_seen:
      description:
        - Number of samples in the library. If the task only searched for the expected samples, number of samples that
          it found.
        - V(null) if no data could be read.
      type: int
    requests:
      description: Number of requests that were sent, including retries.
      type: int
    retries:
      description: Number of requests that were sent again after a failure.
      type: int
    seconds:
      description: Time from the first request to the last response in seconds.
      type: float
    error:
      description: Error message of the first failure that made a verdict V(unknown). V(null) if there was none.
      type: str
    kind:
      description:
        - Kind of the error; see RV(tencentcloud.mps.mps_person_sample_info#module:kind).
        - V(configuration) means that the credentials are missing, are invalid or belong to another account, or that the
          O(reference_account) could not be used.
        - V(internal) means a defect of this collection. Please report it.
      type: str
    code:
      description: Error code of the API. V(null) if the API did not return an error code.
      type: str
    request_id:
      description: Request ID of the failed request. V(null) if the server did not return one.
      type: str
  sample:
    - name: prod-sg
      uin: "100000000001"
      source: {file: accounts.yml, line: 4}
      region: null
      site: international
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
  description: Expectations that apply to at least one audited account.
  returned: success
  type: list
  elements: dict
  contains:
    sample:
      description: Name, ID, or both, as in RV(findings[].sample).
      type: str
    type:
      description: Library of the sample, C(UserDefine) or C(Default).
      type: str
    state:
      description: V(present) or V(absent).
      type: str
    severity:
      description: Severity of the finding if the expectation is not met.
      type: str
    source:
      description: C(file) and C(line) of the sample in the manifest file. V(null) if the sample is not from a file.
      type: dict
    fields:
      description: Fields that were compared, with their expected values.
      type: list
      elements: dict
      contains:
        field:
          description: V(tags), V(tags_exact), V(usages), V(usages_exact), V(description), V(min_faces) or
            V(max_faces).
          type: str
        expected:
          description: Expected value.
          type: raw
    accounts:
      description: Names of the accounts that the expectation applies to. V(null) if it applies to all audited accounts
        except the O(reference_account).
      type: list
      elements: str
  sample:
    - sample: John Smith
      type: UserDefine
      source: {file: manifest.yml, line: 9}
      state: present
      severity: high
      fields: [{field: tags, expected: [US]}]
      accounts: null
findings:
  description: Verdicts other than V(ok), the most severe first. At most O(findings_limit) findings if O(report_dir) is
    set.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the finding. It is the same in every audit for the same account, sample and verdict.
      type: str
    account:
      description: Name of the account.
      type: str
    sample:
      description:
        - Name of the sample, or its ID if the expectation has no name. If the expectation has both, the ID follows the
          name in parentheses.
        - V(*) with the verdict V(unknown) means all samples, because the library could not be read.
      type: str
    type:
      description: Library of the sample, C(UserDefine) or C(Default).
      type: str
    person_ids:
      description: IDs of the samples that were found.
      type: list
      elements: str
    verdict:
      description:
        - Result of the comparison.
        - V(missing) - the account has no such sample. The absence was verified.
        - V(drifted) - the sample exists, but differs from the expectation; see RV(findings[].differences).
        - V(ambiguous) - more than one sample has the name.
        - V(forbidden) - the sample exists, but must be absent.
        - V(unexpected) - the sample exists, but no expectation names it.
        - V(unknown) - the samples could not be read, or their absence could not be verified.
        - V(ok) - the sample is as expected. Only returned if O(include_ok) is V(true).
      type: str
    covers:
      description:
        - Number of expectations that the finding covers. It is V(1), except for an account that could not be read at
          all. Such an account has one finding with the sample V(*), which covers all expectations of the account. It is
          V(0) if the account has no expectations.
        - The counts in RV(summary.verdicts) and RV(accounts[].verdicts) include every expectation.
      type: int
    severity:
      description:
        - Severity of the expectation. V(medium) for unexpected samples.
        - If the account could not be read, the most severe of its expectations, or V(high) if it has none. V(high) if
          only the unexpected samples could not be counted.
      type: str
    message:
      description: Result of the comparison in one line of text.
      type: str
    differences:
      description: Differences between the expectation and the sample, if the sample has drifted.
      type: list
      elements: dict
      contains:
        field:
          description: Field of the expectation.
          type: str
        expected:
          description: Value in the expectation.
          type: raw
        actual:
          description: Value of the sample. For O(samples[].min_faces) and O(samples[].max_faces), the number
            of face images.
          type: raw
    waived:
      description: Whether a valid waiver covers the finding.
      type: bool
    waiver:
      description: Waiver that covers the finding. It can be expired. V(null) if no waiver covers the finding.
      type: dict
      contains:
        reason:
          description: Reason, as in O(waivers[].reason).
          type: str
        owner:
          description: Owner, as in O(waivers[].owner).
          type: str
        expires:
          description: Last valid day, as in O(waivers[].expires).
          type: str
        expired:
          description: Whether the waiver has expired.
          type: bool
    first_seen:
      description:
        - Time of the first audit that had the finding (UTC, ISO 8601), as far as the previous report knows it. Without
          a comparison, the time of this audit.
      type: str
  sample:
    - id: 51f0c8a0d7c2b9e4
      account: prod-sg
      sample: John Smith
      type: UserDefine
      person_ids: []
      verdict: missing
      covers: 1
      severity: high
      message: no sample has this name
      differences: []
      waived: false
      waiver: null
      first_seen: "2026-11-23T06:00:00Z"
findings_total:
  description: Number of all findings.
  returned: success
  type: int
  sample: 1
outcome:
  description:
    - Result for people, at most 40 lines of text in the language of O(report_language).
    - The first line has the verdict. The next lines have the totals. Then follow the causes of the findings with what
      to do next, and the file to open.
    - Few findings are listed under their causes. Otherwise, the accounts and samples with the most severe findings
      follow.
    - The role P(tencentcloud.mps.person_sample_audit#role) shows these lines.
  returned: success
  type: list
  elements: str
  sample:
    - "NOT COMPLIANT: 1 of 2 accounts compliant, 1 noncompliant, 0 unknown"
    - 3 expectations as expected; 1 finding (1 high)
    - ""
    - "the sample does not exist: 1 finding"
    - "  high  prod-sg  John Smith"
    - "  What to do: Create the sample in this account."
    - ""
    - "Report: /home/ops/person-sample-audit/report.html"
violations:
  description: One line of text for each violation of O(fail_on), without the findings that wait for a deadline of
    O(fail_after_days). Shortened if there are many violations.
  returned: success
  type: list
  elements: str
  sample: []
violations_total:
  description:
    - Number of violations of O(fail_on). Each finding counts once, also if several findings share a line in
      RV(violations). An account that could not be read has one finding.
  returned: success
  type: int
  sample: 0
files:
  description: Paths of the report files. Empty in check mode.
  returned: success
  type: list
  elements: str
  sample: [/home/ops/person-sample-audit/report.json]
comparison:
  description: Number of findings compared with the previous report. V(null) if there is none.
  returned: success
  type: dict
  contains:
    new:
      description: Findings that the previous report does not have.
      type: int
    open:
      description: Findings that the previous report has too.
      type: int
    resolved:
      description: Findings of the previous report that no longer exist.
      type: int
    unverified:
      description: Findings of the previous report that could not be verified.
      type: int
  sample: {new: 1, open: 0, resolved: 0, unverified: 0}
generated_at:
  description: Time of the report (UTC, ISO 8601).
  returned: success
  type: str
  sample: "2026-11-23T06:00:00Z"
waivers:
  description: All waivers, sorted by expiry date. The waiver that expires first comes first.
  returned: success
  type: list
  elements: dict
  contains:
    account:
      description: Account name pattern, as in O(waivers[].account).
      type: str
    sample:
      description: Sample pattern, as in O(waivers[].sample).
      type: str
    verdicts:
      description: Verdicts that are waived.
      type: list
      elements: str
    reason:
      description: Reason, as in O(waivers[].reason).
      type: str
    owner:
      description: Owner, as in O(waivers[].owner).
      type: str
    expires:
      description: Last valid day, as in O(waivers[].expires).
      type: str
    expired:
      description: Whether the waiver has expired.
      type: bool
    days_left:
      description: Number of days until the last valid day. Negative if the waiver has expired.
      type: int
    findings:
      description: Number of findings that the waiver covers.
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
warnings:
  description: Inputs that are probably mistakes, and other facts that a reader of the result should know.
  returned: success
  type: list
  elements: str
  sample:
    - "The waiver for the sample 'John Smith' in the account 'stduio' matches no account. Check its 'account'."
organization:
  description: What was found in the organization. V(null) if O(organization) is not set, or with O(validate_only).
  returned: success
  type: dict
  contains:
    members:
      description: Number of members of the organization.
      type: int
    accounts:
      description: Number of members that are accounts because of O(organization).
      type: int
    uncovered:
      description: Names of the audited members that no expectation applies to. They are compliant if their libraries
        can be read.
      type: list
      elements: str
    passes:
      description: Number of times that the list of members was read, until it was verified as complete.
      type: int
    requests:
      description: Number of requests that were sent to list the members and nodes.
      type: int
  sample:
    members: 24
    accounts: 12
    uncovered: [studio-new]
    passes: 1
    requests: 2
kind:
  description:
    - Kind of the error. V(configuration) means that the input is invalid, and that no account was read.
    - If the reports cannot be written after the audit, the kind is V(configuration) too. The result then also contains
      RV(outcome), RV(findings) and all other values.
    - Every other kind means that the members of O(organization) could not be listed. V(incomplete) - the list could not
      be verified as complete.
  returned: failure
  type: str
  sample: configuration
"""

import os
from datetime import datetime, timezone
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ..module_utils._api.transport import REQUESTS_IMPORT_ERROR
from ..module_utils._audit.inputs import AUDIT_SPEC
from ..module_utils._audit.task_options import AUDIT_REPORT_SPEC, FILE_SPEC, WARNINGS_OF_MODULE
from ..module_utils._auth.options import CONNECTION_SPEC
from ..module_utils._module import run_module
from ..module_utils._organization.audit import run_audit
from ..module_utils._organization.options import ORGANIZATION_SPEC


def audit_by_options(module: AnsibleModule) -> dict[str, Any]:
    result = run_audit(_take_options(module), os.environ, datetime.now(timezone.utc).date())
    for warning in result["warnings"]:
        module.warn(warning)
    # Ansible changes the key "warnings". The action plugin needs the texts for the reports.
    result[WARNINGS_OF_MODULE] = result.pop("warnings")
    return result


def _take_options(module: AnsibleModule) -> dict[str, Any]:
    """All options of the module. Afterwards Ansible knows only the names of the accounts.

    The option ``accounts`` is ``no_log`` as a whole, because its entries contain secrets. Ansible would therefore
    mask all its texts in the result, also the names of accounts. It would also compare each text of the result with
    thousands of masked texts, which takes minutes. Results contain no secrets.
    """
    options = dict(module.params)
    module.params["accounts"] = [
        {"name": entry["name"]} for entry in options["accounts"] or () if isinstance(entry.get("name"), (str, int))
    ]
    module.no_log_values = {
        str(options[name])
        for name, spec in module.argument_spec.items()
        if spec.get("no_log") and name != "accounts" and options[name]
    }
    return options


def main() -> None:
    # The action plugin uses the options for files and reports, and does not pass them on.
    spec = {**CONNECTION_SPEC, **AUDIT_SPEC, **ORGANIZATION_SPEC, **FILE_SPEC, **AUDIT_REPORT_SPEC}
    module = AnsibleModule(argument_spec=spec, supports_check_mode=True)
    run_module(module, audit_by_options, REQUESTS_IMPORT_ERROR)


if __name__ == "__main__":
    main()
