#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: mps_person_sample_report
short_description: Write the reports of an audit
version_added: 1.0.0
description:
  - Writes the results of M(tencentcloud.mps.mps_person_sample_audit) to report files for people and for programs. The
    module sends no requests, so it has no connection options.
  - Merges the results of several audits, or several saved reports, into one report.
  - Compares the report with the previous report to show which findings are new, still open or resolved.
  - C(report.json) contains the complete report. All other files are rendered from it. To render them again from a saved
    report, use O(render).
  - If rendering or writing fails, all old files stay unchanged.
  - The module always runs on the controller, as the user of C(ansible-playbook), whatever the connection and C(become)
    of the task are. A relative path starts in O(base_dir).
  - M(tencentcloud.mps.mps_person_sample_audit) writes the same files itself. Use this module to merge reports, to
    render a report again, or to report registered results. The role P(tencentcloud.mps.person_sample_audit#role) does
    this with its entry points C(merge) and C(render).
author:
  - tencentcloud.mps contributors (@tencentcloud-mps)
extends_documentation_fragment:
  - tencentcloud.mps._paths
  - tencentcloud.mps._report
  - tencentcloud.mps._attributes.controller
attributes:
  become:
    support: none
  check_mode:
    support: full
    details:
      - The module reads and renders everything, but writes no file.
  connection:
    support: none
  diff_mode:
    support: full
    details:
      - The difference is between RV(outcome) of the replaced C(report.json) and of the new report.
options:
  results:
    description:
      - Results to report. Each entry is a registered result of M(tencentcloud.mps.mps_person_sample_audit), or the
        content of a saved C(report.json).
      - Each account name must be in one entry only.
    type: list
    elements: dict
  reports:
    description:
      - Paths of saved C(report.json) files. The module merges them, or renders one of them again with O(render).
      - Each account name must be in one report only.
    type: list
    elements: path
  dest:
    description:
      - Directory for the files. If it does not exist, the module creates it and only its owner can access it.
      - The file names are C(report.json), C(report.html), C(junit.xml), C(findings.csv), C(metrics.prom),
        C(summary.md) and C(findings.sarif).
      - With the format V(json), the module adds one line to C(history.jsonl) in this directory, except with O(render).
        The page of a report that is rendered again shows the history beside this report. A lost or damaged history is a
        warning.
    type: path
    required: true
  formats:
    description:
      - Formats to write.
      - V(json) is the complete report.
      - V(html) is a page with filters. It works without a network.
      - V(junit) has a test suite for each account. V(unknown) findings are errors. Findings that are waived, or that
        wait for a deadline of O(fail_after_days), are skipped tests. All other findings are failures. The warnings of
        the audit are skipped tests of one more suite.
      - V(csv) is a table of the findings for spreadsheets. It also has the unverified and resolved findings of earlier
        reports. It starts with a byte order mark, so that Excel reads it as
        UTF-8. A cell that a spreadsheet could run as a formula starts with an apostrophe.
      - V(prometheus) is for the textfile collector of node_exporter. See O(metrics_file) and O(metrics_label).
      - V(markdown) is a summary for a comment on a pull request.
      - V(sarif) is a SARIF 2.1.0 log for code scanning. Each finding has the file and line of its expectation in the
        manifest, otherwise those of its account.
    type: list
    elements: str
    choices: [json, html, junit, csv, prometheus, markdown, sarif]
    default: [json, html, junit, csv, prometheus, markdown, sarif]
  previous:
    description:
      - Path of the previous report to compare with. The module fails if it cannot read this file.
      - By default, the module compares with C(report.json) in O(dest). If this file does not exist, the report has no
        comparison. If it cannot be read, the report has no comparison and the module warns.
      - If C(report.json) in O(dest) is newer than O(previous), the findings take over their C(first_seen) from it too.
    type: path
  compare:
    description: Whether to compare the report with the previous report. Findings take over C(first_seen) from it.
    type: bool
    default: true
  title:
    description: Title of the report.
    type: str
    default: Person samples
  mode:
    description: Permissions of the files, as a quoted string of octal digits.
    type: raw
    default: "0600"
  fail_on:
    description:
      - Verdicts that RV(violations) lists. Waived findings are not listed.
      - This option does not change the files.
    type: list
    elements: str
    choices: [missing, drifted, ambiguous, forbidden, unexpected, unknown]
    default: [missing, drifted, ambiguous, forbidden, unexpected, unknown]
  render:
    description:
      - Whether to render the files of one saved report again, for example in other O(formats). O(reports) must have
        exactly one entry.
      - The report keeps its time, title, comparison and deadlines. O(previous), O(compare), O(title),
        O(max_age_hours), O(accounts_file), O(expected_accounts) and O(fail_after_days) are ignored.
    type: bool
    default: false
  max_age_hours:
    description:
      - Maximum age of each of the O(results) or O(reports) in hours. If one of them is older, the module fails and
        writes nothing. By default, results of any age are merged.
      - The merged report has the time of the oldest result, and RV(outcome) shows its age.
    type: float
  accounts_file:
    description:
      - Path of the YAML or JSON file with the accounts of the audit, as in
        O(tencentcloud.mps.mps_person_sample_audit#module:accounts_file). Set it if the O(reports) are slices of one
        audit, see O(tencentcloud.mps.mps_person_sample_audit#module:slice).
      - Accounts of the file that are in no report are V(unknown) in the merged report, so a lost slice is never
        compliant. A report that does not exist is a warning, not an error.
      - The merged report has the order of one audit of all accounts. The credentials in the file are not used.
    type: path
  expected_accounts:
    description:
      - Names of the accounts of the audit. Use it instead of O(accounts_file) if the file is not available, for example
        because it contains keys. If both are set, they are combined.
    type: list
    elements: str
  include_accounts:
    description: Names or patterns of the accounts in O(accounts_file) that were audited. Set it as in the audit. It has
      no effect without O(accounts_file).
    type: list
    elements: str
  include_labels:
    description: Labels that the accounts in O(accounts_file) must have. Set it as in the audit. It has no effect
      without O(accounts_file).
    type: list
    elements: str
  metrics_file:
    description:
      - Name of the file with the Prometheus metrics. It must end with C(.prom) and contain no directory.
      - Choose a name for each audit if the metrics of several audits are in one directory.
    type: str
    default: metrics.prom
  metrics_label:
    description:
      - Value of the label C(audit) of all Prometheus metrics. It distinguishes several audits.
      - The default is O(metrics_file) without C(.prom), so that two files in one directory have different labels.
        If two files have the same label, node_exporter drops the metrics of one of them without an error.
    type: str
  csv_separator:
    description:
      - Separator of the values in C(findings.csv). Excel expects the one of the regional settings of its host, for
        example V(semicolon) with German settings.
    type: str
    choices: [comma, semicolon, tab]
    default: comma
  fail_after_days:
    description:
      - Number of days after which a finding becomes a violation, by severity, from V(0) to V(36500). A severity without
        a number has V(0), so its findings are violations at once. This is also the default.
      - The days count from C(first_seen) of the finding, which comes from the merged reports and from the previous
        report. RV(violations) does not contain findings that wait for their deadline. RV(outcome) counts them.
      - Findings V(unknown) and unexpected samples that are not listed never wait.
      - The ages of findings are in C(report.json). Without the format V(json), or if O(compare) is V(false), the ages
        would start in every run. So the deadlines are not applied then. All findings are violations, and the report has
        a warning.
      - If there is no previous report, the report has a warning, because no finding becomes overdue if this is so in
        every run.
notes:
  - The module evaluates the waivers again when it merges saved reports. A waiver that has expired since then no longer
    waives a finding. O(render) changes nothing in the report.
  - A report whose status or numbers contradict its findings is an error.
  - Reports contain the names of people and accounts. By default, only the owner of the files can read them.
seealso:
  - module: tencentcloud.mps.mps_person_sample_audit
"""

EXAMPLES = r"""
- name: Write all reports of an audit
  tencentcloud.mps.mps_person_sample_report:
    results: ["{{ audit }}"]
    dest: reports

- name: Write the reports for CI and make them readable for the group
  tencentcloud.mps.mps_person_sample_report:
    results: ["{{ audit }}"]
    formats: [json, junit, markdown]
    dest: reports
    mode: "0640"
  register: report

- name: Fail if there is a violation
  ansible.builtin.fail:
    msg: "{{ report.violations }}"
  when: report.violations | length > 0

- name: Merge the reports of two audits and compare with the report of last week
  tencentcloud.mps.mps_person_sample_report:
    reports: [slice-1/report.json, slice-2/report.json]
    previous: last-week/report.json
    formats: [json, csv]
    dest: reports

- name: Merge the slices of one audit, and report the accounts of a lost slice as unknown
  tencentcloud.mps.mps_person_sample_report:
    reports: [slice-1/report.json, slice-2/report.json, slice-3/report.json, slice-4/report.json]
    accounts_file: accounts.yml
    dest: reports

- name: Render a saved report again
  tencentcloud.mps.mps_person_sample_report:
    reports: [last-week/report.json]
    render: true
    formats: [junit]
    dest: last-week
"""

RETURN = r"""
compliant:
  description: Whether there is at least one account and every account is compliant.
  returned: success
  type: bool
  sample: false
summary:
  description: Totals of all accounts. See RV(tencentcloud.mps.mps_person_sample_audit#module:summary).
  returned: success
  type: dict
  sample:
    accounts: {compliant: 1, noncompliant: 1, unknown: 0}
    verdicts: {ok: 3, missing: 1, drifted: 0, ambiguous: 0, forbidden: 0, unexpected: 0, unknown: 0}
    waived: 0
    expired_waivers: 0
    requests: 2
    seconds: 0.31
accounts:
  description: Names of the accounts by status, in the lists C(compliant), C(noncompliant) and C(unknown).
  returned: success
  type: dict
  sample: {compliant: [prod-eu], noncompliant: [prod-sg], unknown: []}
files:
  description: Paths of all files of the chosen O(formats), including files that were already up to date. Empty in
    check mode.
  returned: success
  type: list
  elements: str
  sample: [reports/report.json, reports/junit.xml, reports/summary.md]
violations:
  description:
    - One line for each finding that is not waived, has a verdict in O(fail_on), and does not wait for a deadline of
      O(fail_after_days). The most severe findings are first.
    - V(unknown) findings of one account that have the same message share one line.
    - One line counts the unexpected samples of an account that are not listed as findings.
    - If there are many violations, the last line counts those that are not returned.
  returned: success
  type: list
  elements: str
  sample:
    - "[high] prod-sg: John Smith: missing: no sample has this name"
violations_total:
  description:
    - Number of violations, including those that RV(violations) does not contain. Each finding counts once, also if
      several findings share a line.
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
failure_message:
  description: Number of violations and the file to open, in one line. V(null) if there are no violations.
  returned: success
  type: str
  sample: "1 violation. See /home/ops/person-sample-audit/report.html"
comparison:
  description:
    - Number of findings that are C(new), still C(open), C(resolved), or C(unverified) compared with the previous
      report. V(null) if there is no previous report.
    - C(unverified) findings are from earlier reports. The audit did not look for them again, or could not verify them.
  returned: success
  type: dict
  sample: {new: 1, open: 0, resolved: 2, unverified: 0}
generated_at:
  description: Time when the report was generated, in UTC. For merged reports, the time of the oldest one.
  returned: success
  type: str
  sample: "2026-11-23T09:30:00Z"
warnings:
  description: Warnings of the merged audits, and of the comparison. All reports contain them.
  returned: success
  type: list
  elements: str
  sample: []
kind:
  description: Kind of the error. V(configuration) means wrong input, or a file that cannot be read or written.
  returned: failure
  type: str
  sample: configuration
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils._module import fail_without_action_plugin
from ..module_utils._report.write import REPORT_RULES, REPORT_SPEC


def main() -> None:
    module = AnsibleModule(argument_spec=dict(REPORT_SPEC), supports_check_mode=True, **REPORT_RULES)
    fail_without_action_plugin(module, "mps_person_sample_report")


if __name__ == "__main__":
    main()
