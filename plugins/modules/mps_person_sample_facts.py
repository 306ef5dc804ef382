#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: mps_person_sample_facts
short_description: Gather the person samples of a Tencent Cloud account as facts
version_added: 1.0.0
description:
  - Sets the person samples of a Tencent Cloud account as facts of the host. Media Processing Service (MPS) uses person
    samples to recognize or block faces.
  - Use this module if several tasks or plays need the same samples. The samples are read once, and all later tasks and
    plays of the run can use the facts. With a fact cache, later runs can use them too.
  - Use it as a task, or set C(ansible_facts_modules) to run it when Ansible gathers facts.
  - Reads all pages of the API and verifies that the list is complete before it sets the facts.
  - With a local connection and the Python of C(ansible-playbook), the samples are read inside the Ansible process, and
    no module file is written to a disk. With another connection, another Python, C(become) or C(async), Ansible runs
    the module on the host.
author:
  - tencentcloud.mps contributors (@tencentcloud-mps)
extends_documentation_fragment:
  - tencentcloud.mps._connection
  - tencentcloud.mps._selection
  - tencentcloud.mps._selection.names
  - tencentcloud.mps._attributes
  - tencentcloud.mps._attributes.facts
notes:
  - The facts contain the URLs of face images, which are personal data. A fact cache on disk stores the URLs. To exclude
    them, set O(fields) without V(face_info_set).
  - A fact cache can contain the facts of another account, of another selection or of an old run. The facts
    C(mps_person_sample_account), C(mps_person_sample_selection) and C(mps_person_sample_gathered_at) identify them.
  - ansible-core 2.19.0 to 2.19.5, 2.20.0 and 2.20.1 do not render templates in C(module_defaults) for modules that
    C(gather_facts) runs. Call the module as a task, or set the credentials in the environment.
  - The module returns only facts. For request IDs and request counts, use M(tencentcloud.mps.mps_person_sample_info).
seealso:
  - module: tencentcloud.mps.mps_person_sample_info
  - name: DescribePersonSamples
    description: The API action that the module calls.
    link: https://www.tencentcloud.com/document/product/1041/33685
"""

EXAMPLES = r"""
- name: Set the facts of localhost in a task
  tencentcloud.mps.mps_person_sample_facts:
    fields: [person_id, name, tag_set]
  delegate_to: localhost
  delegate_facts: true

- name: Set the facts of each host when Ansible gathers facts
  hosts: media_accounts
  connection: local
  gather_facts: true
  vars:
    ansible_python_interpreter: "{{ ansible_playbook_python }}"
    ansible_facts_modules: [tencentcloud.mps.mps_person_sample_facts]
  module_defaults:
    tencentcloud.mps.mps_person_sample_facts:
      fields: [person_id, name, tag_set]
  tasks:
    - name: Use the facts
      ansible.builtin.debug:
        msg: "{{ ansible_facts.mps_person_sample_total }} samples. IDs of John Smith: {{
        ansible_facts.mps_person_sample_ids_by_name['John Smith'] }}"
"""

RETURN = r"""
ansible_facts:
  description: Facts to add to the host.
  returned: success
  type: dict
  contains:
    mps_person_samples:
      description: Samples, with the same fields as RV(tencentcloud.mps.mps_person_sample_info#module:person_samples).
      type: list
      elements: dict
      sample:
        - person_id: "10569"
          name: John Smith
          tag_set: [US, Celebrity]
    mps_person_sample_ids_by_name:
      description:
        - IDs of the samples, by sample name. See RV(tencentcloud.mps.mps_person_sample_info#module:ids_by_name).
      type: dict
      sample:
        John Smith: ["10569"]
    mps_person_sample_total:
      description: Number of all samples that match the selection. O(offset) and O(limit) do not affect it.
      type: int
      sample: 250
    mps_person_sample_selection:
      description: Options that selected the samples. See RV(tencentcloud.mps.mps_person_sample_info#module:selection).
      type: dict
      sample: {type: UserDefine, person_ids: null, names: null, tags: null, offset: 0, limit: null}
    mps_person_sample_account:
      description: Account of the samples. See RV(tencentcloud.mps.mps_person_sample_info#module:account). Facts in a
        cache can be those of another account, so compare C(uin) before you use them.
      type: dict
      sample:
        uin: "100000000001"
        role_arn: null
        credentials: profile studio
        endpoint: https://mps.intl.tencentcloudapi.com
    mps_person_sample_gathered_at:
      description: Time at which the read started, in UTC and ISO 8601 format.
      type: str
      sample: "2026-11-26T03:15:00Z"
kind:
  description: Kind of the error. See RV(tencentcloud.mps.mps_person_sample_info#module:kind).
  returned: failure
  type: str
  sample: denied
code:
  description: Error code of the API. V(null) if the API did not return an error code.
  returned: failure
  type: str
  sample: AuthFailure.SecretIdNotFound
request_id:
  description: Request ID of the failed request. V(null) if there was no request ID in the response.
  returned: failure
  type: str
  sample: f9b8b4c3-7a6c-4f5e-9d6b-2f1a0f3e7c11
http_status:
  description: HTTP status of the response. V(null) if there was no response. The API uses 200 for its own errors too.
  returned: failure
  type: int
  sample: 200
attempts:
  description: Number of times the failed request was sent. V(0) if it was not sent.
  returned: failure
  type: int
  sample: 1
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ..module_utils._api.transport import REQUESTS_IMPORT_ERROR
from ..module_utils._auth.options import CONNECTION_SPEC
from ..module_utils._listing.gather import as_facts, gather_by_options
from ..module_utils._listing.selection import SELECTION_SPEC
from ..module_utils._module import run_module


def gather(module: AnsibleModule) -> dict[str, Any]:
    return as_facts(gather_by_options(module.params, module.warn))


def main() -> None:
    module = AnsibleModule(argument_spec={**CONNECTION_SPEC, **SELECTION_SPEC}, supports_check_mode=True)
    run_module(module, gather, REQUESTS_IMPORT_ERROR)


if __name__ == "__main__":
    main()
