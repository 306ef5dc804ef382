#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: mps_person_sample_facts
short_description: Gather the person samples of a Tencent Cloud account as facts
version_added: 0.1.0
description:
  - Sets the person samples that a Tencent Cloud account holds for Media Processing Service (MPS) as facts of the host,
    so that they are fetched once and every later task and play can use them.
  - Runs as a task, or with C(gather_facts) where C(ansible_facts_modules) names it. With a fact cache the facts outlive
    the run.
author:
  - tencentcloud.mps contributors (@tencentcloud-mps)
extends_documentation_fragment:
  - tencentcloud.mps._connection
  - tencentcloud.mps._selection
  - tencentcloud.mps._selection.names
  - tencentcloud.mps._attributes
  - tencentcloud.mps._attributes.facts
notes:
  - The facts of face pictures hold addresses of personal data. A fact cache on disk keeps them; use O(fields) to leave
    them out.
seealso:
  - module: tencentcloud.mps.mps_person_sample_info
  - name: DescribePersonSamples
    description: The API that is called.
    link: https://www.tencentcloud.com/document/product/1041/33685
"""

EXAMPLES = r"""
- name: As a task
  tencentcloud.mps.mps_person_sample_facts:
    fields: [person_id, name, tag_set]
  delegate_to: localhost
  delegate_facts: true

- name: With gather_facts
  hosts: media_accounts
  connection: local
  gather_facts: true
  vars:
    ansible_facts_modules: [tencentcloud.mps.mps_person_sample_facts]
  module_defaults:
    group/tencentcloud.mps.mps:
      secret_id: "{{ account_secret_id }}"
      secret_key: "{{ account_secret_key }}"
      fields: [person_id, name, tag_set]
  tasks:
    - name: Use what was gathered
      ansible.builtin.debug:
        msg: "{{ ansible_facts.mps_person_sample_total }} samples, John Smith is {{
        ansible_facts.mps_person_sample_ids_by_name['John Smith'] }}"
"""

RETURN = r"""
ansible_facts:
  description: The facts to add to the host.
  returned: success
  type: dict
  contains:
    mps_person_samples:
      description: The samples, as RV(tencentcloud.mps.mps_person_sample_info#module:person_samples).
      type: list
      elements: dict
      sample:
        - person_id: "10569"
          name: John Smith
          tag_set: [US, Celebrity]
    mps_person_sample_ids_by_name:
      description:
        - The ids of the samples of each name, as
          RV(tencentcloud.mps.mps_person_sample_info#module:ids_by_name).
      type: dict
      sample:
        John Smith: ["10569"]
    mps_person_sample_total:
      description: How many samples qualify in all.
      type: int
      sample: 250
request_ids:
  description: The ids that the server gave the requests whose answers were used.
  returned: success
  type: list
  elements: str
  sample: [f9b8b4c3-7a6c-4f5e-9d6b-2f1a0f3e7c11]
statistics:
  description: What it took; see RV(tencentcloud.mps.mps_person_sample_info#module:statistics).
  returned: success
  type: dict
  sample:
    requests: 3
    retries: 0
    restarts: 0
    seconds: 0.21
kind:
  description: What kind of failure it was; see RV(tencentcloud.mps.mps_person_sample_info#module:kind).
  returned: failure
  type: str
  sample: denied
code:
  description: The error code of the API, if it gave one.
  returned: failure
  type: str
  sample: AuthFailure.SecretIdNotFound
request_id:
  description: The id that the server gave the failed request, if it gave one.
  returned: failure
  type: str
  sample: f9b8b4c3-7a6c-4f5e-9d6b-2f1a0f3e7c11
http_status:
  description: The HTTP status of the failed answer, if there was one.
  returned: failure
  type: int
  sample: 200
attempts:
  description: How often the failed call was sent.
  returned: failure
  type: int
  sample: 1
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ..module_utils._api.transport import REQUESTS_IMPORT_ERROR
from ..module_utils._auth.options import CONNECTION_SPEC
from ..module_utils._listing.gather import gather_by_options
from ..module_utils._listing.selection import SELECTION_SPEC
from ..module_utils._module import run_module


def gather(module: AnsibleModule) -> dict[str, Any]:
    gathered = gather_by_options(module.params, module.warn)
    facts = {
        "mps_person_samples": gathered["person_samples"],
        "mps_person_sample_ids_by_name": gathered["ids_by_name"],
        "mps_person_sample_total": gathered["total_count"],
    }
    return {"ansible_facts": facts, "request_ids": gathered["request_ids"], "statistics": gathered["statistics"]}


def main() -> None:
    module = AnsibleModule(argument_spec={**CONNECTION_SPEC, **SELECTION_SPEC}, supports_check_mode=True)
    run_module(module, gather, REQUESTS_IMPORT_ERROR)


if __name__ == "__main__":
    main()
