#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: mps_person_sample_notify
short_description: Send what has changed in an audit to Slack, Teams, WeCom or a webhook
version_added: 1.0.0
description:
  - Reads the C(report.json) of an audit and sends one message to each target. The message contains only what is new,
    resolved, overdue, or about to lose its waiver since the previous report. If nothing of this applies, nothing is
    sent.
  - The report is read on the controller. M(ansible.builtin.uri) sends the messages on the host of the task, so the
    keywords C(delegate_to) and C(environment), for example with a proxy, have their usual effect.
  - Each message fits into the documented limits of its service. It counts what it leaves out.
  - The URLs of the targets are secrets. No result, message or log of the module contains them.
  - The role P(tencentcloud.mps.person_sample_audit#role) does this after an audit if the variable
    C(person_sample_audit_notify_targets) is set, and with its entry point C(notify).
author:
  - tencentcloud.mps contributors (@tencentcloud-mps)
extends_documentation_fragment:
  - tencentcloud.mps._attributes.controller
attributes:
  become:
    support: full
  check_mode:
    support: full
    details:
      - The module sends nothing, and returns the messages that it would send.
  connection:
    support: full
  diff_mode:
    support: none
options:
  targets:
    description:
      - Where to send the changes. At least one target is required.
      - Encrypt the URLs with Ansible Vault, or read them from environment variables.
    type: list
    elements: dict
    required: true
    suboptions:
      service:
        description:
          - V(slack) is an incoming webhook of Slack, V(teams) is a webhook of Teams Workflows, and V(wecom) is a group
            robot of WeCom (WeChat Work).
          - V(webhook) is any other HTTP service. It gets a JSON document that
            C(docs/schemas/notification.schema.json) describes.
        type: str
        required: true
        choices: [slack, teams, wecom, webhook]
      url:
        description:
          - URL of the webhook. It must start with C(https://). For loopback addresses, C(http://) is accepted too.
        type: str
        required: true
      name:
        description: Name of the target in the results of the module. Default is the service.
        type: str
      events:
        description: Events for this target. Default is O(events) of the task.
        type: list
        elements: str
        choices: [new, resolved, overdue, expiring]
      names:
        description: Whether messages to this target contain names of samples. Default is O(names) of the task.
        type: bool
      headers:
        description: HTTP headers of the request, for example C(Authorization). Their values are secrets.
        type: dict
  events:
    description:
      - Changes to send.
      - V(new) is a finding that the previous report does not have. This includes accounts that can no longer be read.
        Without a previous report, all findings are new.
      - V(resolved) is a finding of the previous report, if the audit verified that it no longer exists.
      - V(overdue) is a finding whose deadline has passed since the previous report, also because the deadline or the
        severity has changed.
      - V(expiring) is a finding whose waiver ends within O(expiry_days) days, or that has lost its waiver since the
        previous report. Both are sent once.
      - A waived finding is not new, resolved or overdue.
    type: list
    elements: str
    choices: [new, resolved, overdue, expiring]
    default: [new, resolved, overdue, expiring]
  names:
    description:
      - Whether the messages contain names of samples, which are names of people.
      - By default, they contain only names of accounts, numbers and verdicts.
    type: bool
    default: false
  always:
    description: Whether to send a message although nothing has changed.
    type: bool
    default: false
  required:
    description:
      - Whether the module fails if a message cannot be sent. By default, it warns.
      - Invalid options and a report that cannot be read are always errors.
    type: bool
    default: false
  expiry_days:
    description: How many days before the end of a waiver its findings are sent, from V(0) to V(3650).
    type: int
    default: 7
  link:
    description: URL of the published report. The messages contain it as a link.
    type: str
  report_language:
    description: Language of the messages. Documents for V(webhook) have no language.
    type: str
    choices: [en, zh-CN]
    default: en
  report_dir:
    description: Directory on the controller with the C(report.json) of the audit.
    type: path
  report_file:
    description: Path of the C(report.json) on the controller. If it is set, O(report_dir) is not used.
    type: path
  report_formats:
    description:
      - Formats of the reports that the audit writes. If the option is set and does not contain V(json), the module
        fails, because there will be no C(report.json). The role sets it.
    type: list
    elements: str
  base_dir:
    description: Directory on the controller in which relative paths of O(report_dir) and O(report_file) start. Default
      is the directory of the playbook.
    type: path
  retries:
    description:
      - How often to repeat a request, from V(0) to V(10). The module repeats a request if there was no response, or if
        the service responds that it is overloaded or has an internal error (HTTP 408, 429 or 5xx).
      - A message can arrive twice if its response was lost.
    type: int
    default: 3
  delay:
    description:
      - Seconds to wait before the first repetition, from V(0) to V(300). Each further wait is twice as long.
      - If the service asks for a longer wait (C(Retry-After)), the module waits as long, up to 120 seconds. If the
        service asks for more, the module does not repeat the request.
    type: int
    default: 5
  timeout:
    description: Timeout of a request in seconds, from V(1) to V(300).
    type: int
    default: 30
  ca_path:
    description: Path of a file with certificates of certificate authorities, on the host of the task.
    type: path
  validate_certs:
    description: Whether to verify the TLS certificates of the services. Without it, others can read the URL.
    type: bool
    default: true
  use_proxy:
    description: Whether to use the proxy that the environment variables of the host name.
    type: bool
    default: true
  validate_only:
    description: Whether to only validate the options. The role does this before the audit.
    type: bool
    default: false
seealso:
  - module: tencentcloud.mps.mps_person_sample_audit
  - module: tencentcloud.mps.mps_person_sample_report
  - module: ansible.builtin.uri
"""

EXAMPLES = r"""
- name: Send the changes to a channel of Slack
  tencentcloud.mps.mps_person_sample_notify:
    report_dir: person-sample-audit
    link: https://reports.example.com/person-samples/report.html
    targets:
      - service: slack
        url: "{{ lookup('ansible.builtin.env', 'SLACK_WEBHOOK_URL') }}"

- name: Send overdue findings with names to the media team, and everything to a service of your own
  tencentcloud.mps.mps_person_sample_notify:
    report_dir: person-sample-audit
    required: true
    targets:
      - service: wecom
        url: "{{ wecom_robot_url }}"
        events: [overdue]
        names: true
      - service: webhook
        url: https://hooks.example.com/person-samples
        headers:
          Authorization: "Bearer {{ hook_token }}"
"""

RETURN = r"""
notifications:
  description: One entry for each target.
  returned: success
  type: list
  elements: dict
  contains:
    target:
      description: Name of the target.
      type: str
    service:
      description: Service of the target.
      type: str
    events:
      description: Number of findings by event. C(expired) are the findings whose waiver has ended since the previous
        report.
      type: dict
    state:
      description: C(sent), C(failed), C(planned) in check mode, or C(nothing) if there was nothing to send.
      type: str
    attempts:
      description: Number of requests.
      type: int
    http_status:
      description: Status of the last response. V(null) if there was no response.
      type: int
    problem:
      description: Why the message was not sent. V(null) if it was sent.
      type: str
    payload:
      description: The message that would be sent, in check mode. Otherwise V(null).
      type: dict
  sample:
    - target: slack
      service: slack
      events: {new: 2, resolved: 1}
      state: sent
      attempts: 1
      http_status: 200
      problem: null
      payload: null
outcome:
  description: One line for each target.
  returned: success
  type: list
  elements: str
  sample: ["slack: sent: 2 new, 1 resolved"]
kind:
  description: Kind of the error. V(configuration) means wrong input, or a report that cannot be read. V(transport)
    means that a message was not sent and O(required) is V(true).
  returned: failure
  type: str
  sample: configuration
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils._module import fail_without_action_plugin
from ..module_utils._notification.targets import NOTIFY_SPEC


def main() -> None:
    module = AnsibleModule(argument_spec=dict(NOTIFY_SPEC), supports_check_mode=True)
    fail_without_action_plugin(module, "mps_person_sample_notify")


if __name__ == "__main__":
    main()
