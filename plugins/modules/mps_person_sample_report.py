#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: mps_person_sample_report
short_description: Write the reports of an audit
version_added: 0.1.0
description:
  - Writes what M(tencentcloud.mps.mps_person_sample_audit) found into files, for people and for machines. It calls
    nothing, so it takes no options about connections.
  - Results of several audits, or reports saved on several machines, become one report. It is held against the report
    before, so that it tells what is new, what is still open and what is resolved.
  - Every file is rendered from C(report.json) alone, and can be made again from a saved one with O(render).
  - All files are rendered and written beside their places before the first of them is replaced. What fails leaves the
    old ones.
  - The role P(tencentcloud.mps.person_sample_audit#role) does all of it.
author:
  - tencentcloud.mps contributors (@tencentcloud-mps)
attributes:
  check_mode:
    support: full
    description: Can run in C(check_mode). Everything is read and rendered, and nothing is written.
  diff_mode:
    support: none
    description: Will return details on what has changed (or possibly needs changing in C(check_mode)), in diff mode.
  platform:
    platforms: posix
    support: full
    description: Target OS/families that can be operated against.
options:
  results:
    description: What the audit module returned, or whole reports. Every account may stand in one of them only.
    type: list
    elements: dict
  reports:
    description: The paths of saved C(report.json) files, to merge them, or to O(render) one again.
    type: list
    elements: path
  dest:
    description:
      - The directory that the files go to. If there is none, it is made, for its owner alone.
      - The files are C(report.json), C(report.html), C(junit.xml), C(findings.csv), C(metrics.prom) and C(summary.md).
    type: path
    required: true
  formats:
    description:
      - What to write.
      - V(json) is the report itself, V(html) a page that needs no network.
      - V(junit) has a suite for each account, in which V(waived) is skipped and V(unknown) an error.
      - V(csv) is a table of the findings for spreadsheets. It begins with a byte order mark, without which Excel
        garbles names; a cell that could be taken for a formula begins with an apostrophe.
      - V(prometheus) is for the textfile collector of node_exporter.
      - V(markdown) is a summary for a comment on a pull request.
    type: list
    elements: str
    choices: [json, html, junit, csv, prometheus, markdown]
    default: [json, html, junit, csv, prometheus, markdown]
  page:
    description: The text of C(files/report.html) of the role, which is needed for V(html) among the O(formats).
    type: str
  previous:
    description:
      - The path of the report before. Without it, C(report.json) in O(dest) is taken, if it is there.
    type: path
  compare:
    description: Whether to hold the report against the one before.
    type: bool
    default: true
  title:
    description: The title of the report.
    type: str
    default: Person samples
  mode:
    description: The permissions of the files, as octal digits. Quote them.
    type: raw
    default: "0600"
  fail_on:
    description: The verdicts that RV(violations) lists, where no waiver covers them. The files do not depend on it.
    type: list
    elements: str
    choices: [missing, drifted, ambiguous, forbidden, unexpected, unknown]
    default: [missing, drifted, ambiguous, forbidden, unexpected, unknown]
  render:
    description:
      - Makes the files of exactly one saved report as it stands, with its own time, title and comparison.
      - O(previous), O(compare) and O(title) count for nothing then.
    type: bool
    default: false
notes:
  - Reports name people and say in which accounts they are missing. By default nobody but the owner can read them.
seealso:
  - module: tencentcloud.mps.mps_person_sample_audit
"""

EXAMPLES = r"""
- name: Write every report of an audit
  tencentcloud.mps.mps_person_sample_report:
    results: ["{{ audit }}"]
    page: "{{ lookup('ansible.builtin.file', 'report.html') }}"
    dest: reports

- name: Write what CI reads, for its group too
  tencentcloud.mps.mps_person_sample_report:
    results: ["{{ audit }}"]
    formats: [json, junit, markdown]
    dest: reports
    mode: "0640"
  register: report

- name: Fail for what is grave
  ansible.builtin.fail:
    msg: "{{ report.violations }}"
  when: report.violations | length > 0

- name: Make one report of those of many machines
  tencentcloud.mps.mps_person_sample_report:
    reports: [slice-1/report.json, slice-2/report.json]
    previous: last-week/report.json
    formats: [json, csv]
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
  description: Whether every account is compliant.
  returned: success
  type: bool
  sample: false
summary:
  description: Counts over all accounts; see RV(tencentcloud.mps.mps_person_sample_audit#module:summary).
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
  description: The names of the accounts that are C(compliant), C(noncompliant) and C(unknown).
  returned: success
  type: dict
  sample: {compliant: [prod-eu], noncompliant: [prod-sg], unknown: []}
files:
  description: The paths of the files, whether or not they had to be written.
  returned: success
  type: list
  elements: str
  sample: [reports/report.json, reports/junit.xml, reports/summary.md]
violations:
  description: A line for each finding with a verdict in O(fail_on) that no waiver covers, the gravest first.
  returned: success
  type: list
  elements: str
  sample:
    - "[high] prod-sg: John Smith: missing: no sample has this name"
outcome:
  description: The answer in a few lines, for people.
  returned: success
  type: list
  elements: str
  sample:
    - "NOT COMPLIANT: 1 of 2 accounts compliant, 1 noncompliant, 0 unknown; 0 findings waived, 0 waivers expired"
comparison:
  description: How many findings are C(new), C(open) and C(resolved) since the report before; null without one.
  returned: success
  type: dict
  sample: {new: 1, open: 0, resolved: 2, unverified: 0}
generated_at:
  description: When the report was made, in UTC.
  returned: success
  type: str
  sample: "2026-11-23T09:30:00Z"
kind:
  description: What kind of failure it was; V(configuration) is wrong input, or a file that cannot be read or written.
  returned: failure
  type: str
  sample: configuration
"""

from datetime import datetime, timezone
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ..module_utils._module import run_module
from ..module_utils._report.write import REPORT_SPEC, write_reports


def written(module: AnsibleModule) -> dict[str, Any]:
    options = dict(module.params)
    # Ansible returns the options with every result: not these megabytes.
    module.params.update(results=None, page=None)
    return write_reports(options, datetime.now(timezone.utc), module.check_mode, module.warn)


def main() -> None:
    module = AnsibleModule(
        argument_spec=dict(REPORT_SPEC),
        mutually_exclusive=[("results", "reports")],
        required_one_of=[("results", "reports")],
        required_if=[("render", True, ("reports",))],
        supports_check_mode=True,
    )
    run_module(module, written)


if __name__ == "__main__":
    main()
