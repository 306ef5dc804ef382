#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: mps_person_sample_info
short_description: Gather the person samples of a Tencent Cloud account
version_added: 0.1.0
description:
  - Returns the person samples (faces to recognise or to block) that a Tencent Cloud account holds for Media Processing
    Service (MPS).
  - Every page is read, and the listing is proven complete before it is returned.
author:
  - tencentcloud.mps contributors (@tencentcloud-mps)
extends_documentation_fragment:
  - tencentcloud.mps._connection
  - tencentcloud.mps._selection
  - tencentcloud.mps._selection.names
  - tencentcloud.mps._attributes
seealso:
  - module: tencentcloud.mps.mps_person_sample_facts
  - plugin: tencentcloud.mps.mps_person_sample_info
    plugin_type: lookup
  - name: DescribePersonSamples
    description: The API that is called.
    link: https://www.tencentcloud.com/document/product/1041/33685
"""

EXAMPLES = r"""
- name: Gather all samples, without the addresses of face pictures
  tencentcloud.mps.mps_person_sample_info:
    fields: [person_id, name, tag_set]
  delegate_to: localhost
  register: library

- name: Look for the people who must be there
  tencentcloud.mps.mps_person_sample_info:
    secret_id: "{{ vault_secret_id }}"
    secret_key: "{{ vault_secret_key }}"
    endpoint: mps.tencentcloudapi.com
    names: "{{ expected_names }}"
  delegate_to: localhost
  register: found

- name: Every one of them has exactly one sample
  ansible.builtin.assert:
    that: found.ids_by_name[item] | length == 1
    quiet: true
  loop: "{{ expected_names }}"

- name: A page of samples with a tag
  tencentcloud.mps.mps_person_sample_info:
    tags: [Celebrity]
    offset: 200
    limit: 50
  delegate_to: localhost
  register: page
"""

RETURN = r"""
person_samples:
  description:
    - The samples, in the order of the API. With O(fields) only those keys.
    - Keys that the API adds in future are returned too.
  returned: success
  type: list
  elements: dict
  contains:
    person_id:
      description: The id of the sample.
      type: str
      sample: "10569"
    name:
      description: The name. It is not unique.
      type: str
      sample: John Smith
    description:
      description: The description.
      type: str
      sample: American actor
    face_info_set:
      description: The face pictures. Their addresses are personal data.
      type: list
      elements: dict
      contains:
        face_id:
          description: The id of the picture.
          type: str
          sample: "10011"
        url:
          description: The address of the picture.
          type: str
          sample: http://face.example.com/10011.jpg
    usage_set:
      description: What the sample is for, as the API spells it.
      type: list
      elements: str
      sample: [Recognition.Face]
    tag_set:
      description: The tags.
      type: list
      elements: str
      sample: [US, Celebrity]
    create_time:
      description: When the sample was made, in ISO 8601.
      type: str
      sample: "2024-10-01T10:00:00Z"
    update_time:
      description: When the sample was last changed, in ISO 8601.
      type: str
      sample: "2024-10-01T10:00:00Z"
  sample:
    - person_id: "10569"
      name: John Smith
      description: American actor
      face_info_set:
        - face_id: "10011"
          url: http://face.example.com/10011.jpg
      usage_set: [Recognition.Face]
      tag_set: [US, Celebrity]
      create_time: "2024-10-01T10:00:00Z"
      update_time: "2024-10-01T10:00:00Z"
ids_by_name:
  description:
    - The ids of the samples of each name. More than one id means that the name is ambiguous.
    - With O(names), every name asked for is a key, and one without a sample has an empty list, whatever O(offset) and
      O(limit) say.
    - Read it with a subscript, C(ids_by_name['John Smith']).
  returned: success
  type: dict
  sample:
    John Smith: ["10569"]
    Jane Roe: []
total_count:
  description: How many samples qualify in all, whatever O(offset) and O(limit) say.
  returned: success
  type: int
  sample: 250
request_ids:
  description: The ids that the server gave the requests whose answers were used. Tencent Cloud's support asks for them.
  returned: success
  type: list
  elements: str
  sample: [f9b8b4c3-7a6c-4f5e-9d6b-2f1a0f3e7c11]
statistics:
  description: What it took.
  returned: success
  type: dict
  contains:
    requests:
      description: How many requests were sent, retries included.
      type: int
    retries:
      description: How many requests were sent again after a failure.
      type: int
    restarts:
      description: How often a listing was walked again because the library changed.
      type: int
    seconds:
      description: Wall time in seconds.
      type: float
  sample:
    requests: 3
    retries: 0
    restarts: 0
    seconds: 0.21
kind:
  description:
    - What kind of failure it was.
    - One of V(configuration) (wrong input, nothing was called), V(denied), V(rejected), V(throttled), V(server),
      V(transport) (no answer), V(protocol) (an answer that is not the documented one), and V(incomplete)
      (a listing that could not be proven).
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
  description: The HTTP status of the failed answer, if there was one. The API reports its own errors with 200.
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
    return gather_by_options(module.params, module.warn)


def main() -> None:
    module = AnsibleModule(argument_spec={**CONNECTION_SPEC, **SELECTION_SPEC}, supports_check_mode=True)
    run_module(module, gather, REQUESTS_IMPORT_ERROR)


if __name__ == "__main__":
    main()
