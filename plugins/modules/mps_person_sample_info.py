#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: mps_person_sample_info
short_description: Gather the person samples of a Tencent Cloud account
version_added: 1.0.0
description:
  - Returns the person samples of a Tencent Cloud account. Media Processing Service (MPS) uses person samples to
    recognize or block faces.
  - Reads all pages of the API and verifies that the list is complete before it returns the list.
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
seealso:
  - module: tencentcloud.mps.mps_person_sample_facts
  - plugin: tencentcloud.mps.mps_person_sample_info
    plugin_type: lookup
  - name: DescribePersonSamples
    description: The API action that the module calls.
    link: https://www.tencentcloud.com/document/product/1041/33685
"""

EXAMPLES = r"""
- name: Gather all samples without the URLs of face images
  tencentcloud.mps.mps_person_sample_info:
    fields: [person_id, name, tag_set]
  delegate_to: localhost
  register: library

- name: Gather the samples of the expected people
  tencentcloud.mps.mps_person_sample_info:
    secret_id: "{{ vault_secret_id }}"
    secret_key: "{{ vault_secret_key }}"
    endpoint: mps.tencentcloudapi.com
    names: "{{ expected_names }}"
  delegate_to: localhost
  register: found

- name: Assert that each person has exactly one sample
  ansible.builtin.assert:
    that: found.ids_by_name[item] | length == 1
    quiet: true
  loop: "{{ expected_names }}"

- name: Gather samples 201 to 250 of those with a tag
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
    - Samples in the order of the API. If O(fields) is set, each sample contains only these fields.
    - Fields that the API adds in the future are returned too, with their values unchanged. If the key of such a field
      would be the key of another field, the field keeps the name that the API uses.
  returned: success
  type: list
  elements: dict
  contains:
    person_id:
      description: ID of the sample.
      type: str
      sample: "10569"
    name:
      description: Name of the sample. Several samples can have the same name.
      type: str
      sample: John Smith
    description:
      description: Description of the sample.
      type: str
      sample: American actor
    face_info_set:
      description: Face images. Their URLs are personal data.
      type: list
      elements: dict
      contains:
        face_id:
          description: ID of the face image.
          type: str
          sample: "10011"
        url:
          description: URL of the face image.
          type: str
          sample: http://face.example.com/10011.jpg
    usage_set:
      description: Usages of the sample, as the API returns them.
      type: list
      elements: str
      sample: [Recognition.Face]
    tag_set:
      description: Tags of the sample.
      type: list
      elements: str
      sample: [US, Celebrity]
    create_time:
      description: Time of creation in ISO 8601 format.
      type: str
      sample: "2024-10-01T10:00:00Z"
    update_time:
      description: Time of the last change in ISO 8601 format.
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
    - IDs of the samples, by sample name. If a name has more than one ID, the name is ambiguous.
    - If O(names) is set, each requested name is a key. A name without a sample has an empty list. O(offset) and
      O(limit) do not affect the IDs in this case.
    - Use a subscript to read an entry, for example C(ids_by_name['John Smith']).
  returned: success
  type: dict
  sample:
    John Smith: ["10569"]
    Jane Roe: []
total_count:
  description: Number of all samples that match the selection. O(offset) and O(limit) do not affect it.
  returned: success
  type: int
  sample: 250
selection:
  description:
    - Options that selected the samples. V(null) if an option is not set.
    - The filters P(tencentcloud.mps.person_sample_verdicts#filter) and
      P(tencentcloud.mps.person_sample_manifest#filter) use it, so that they do not report a sample as
      missing if it was not requested.
  returned: success
  type: dict
  contains:
    type:
      description: Library, as in O(type).
      type: str
    person_ids:
      description: IDs, as in O(person_ids).
      type: list
      elements: str
    names:
      description: Names, as in O(names).
      type: list
      elements: str
    tags:
      description: Tags, as in O(tags).
      type: list
      elements: str
    offset:
      description: Offset, as in O(offset).
      type: int
    limit:
      description: Limit, as in O(limit).
      type: int
  sample: {type: UserDefine, person_ids: null, names: [John Smith, Jane Roe], tags: null, offset: 0, limit: null}
account:
  description: Account of the samples.
  returned: success
  type: dict
  contains:
    uin:
      description: Account that was verified, as in O(account_uin). V(null) if the option is not set.
      type: str
    role_arn:
      description: Role that was assumed, as in O(role_arn). V(null) if no role was assumed.
      type: str
    credentials:
      description: Description of the source of the credentials. It contains no secret.
      type: str
    endpoint:
      description: Endpoint of the requests.
      type: str
  sample:
    uin: "100000000001"
    role_arn: null
    credentials: profile studio
    endpoint: https://mps.intl.tencentcloudapi.com
gathered_at:
  description: Time at which the read started, in UTC and ISO 8601 format.
  returned: success
  type: str
  sample: "2026-11-26T03:15:00Z"
request_ids:
  description: Request IDs of the responses that the list was built from. Tencent Cloud support can ask for them.
  returned: success
  type: list
  elements: str
  sample: [f9b8b4c3-7a6c-4f5e-9d6b-2f1a0f3e7c11]
statistics:
  description: Number of requests and duration.
  returned: success
  type: dict
  contains:
    requests:
      description: Number of requests that were sent, including retries.
      type: int
    retries:
      description: Number of requests that were sent again after a failure.
      type: int
    restarts:
      description: Number of times the read restarted because the library changed.
      type: int
    seconds:
      description: Duration in seconds.
      type: float
  sample:
    requests: 3
    retries: 0
    restarts: 0
    seconds: 0.21
kind:
  description:
    - Kind of the error. Use it to handle errors in a playbook.
    - V(configuration) - an option or a file is invalid, no usable credentials were found, or the credentials belong to
      another account than O(account_uin). No data was read.
    - V(denied) - the API refused the credentials, the permission or the account.
    - V(rejected) - the API refused the parameters of the request.
    - V(throttled) - the rate limit of the API was exceeded, and O(retry_budget) was used up.
    - V(server) - the API reported an internal error, and O(retry_budget) was used up.
    - V(transport) - no response was received, for example because of a timeout or an invalid certificate.
    - V(protocol) - the response was not a valid response of the API.
    - V(incomplete) - the list could not be verified as complete.
    - V(internal) - a defect of this collection. Please report it.
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
