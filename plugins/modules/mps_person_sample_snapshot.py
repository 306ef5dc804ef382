#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: mps_person_sample_snapshot
short_description: Write a manifest of the person samples that an account has now
version_added: 1.0.0
description:
  - Reads all person samples of one Tencent Cloud account, and writes a manifest file that expects these samples with
    their current tags, usages, descriptions and numbers of face images.
    M(tencentcloud.mps.mps_person_sample_audit) reads this file. The unchanged account is compliant with it.
  - The account is an entry of the list of accounts that the audit uses.
  - If several samples have the same name, the manifest contains their IDs. No other account can satisfy these entries,
    because IDs differ between accounts.
  - The module runs on the controller, in the process and as the user of C(ansible-playbook). It fails for other
    connections and with C(become).
  - A relative path starts in O(base_dir).
author:
  - tencentcloud.mps contributors (@tencentcloud-mps)
extends_documentation_fragment:
  - tencentcloud.mps._connection
  - tencentcloud.mps._paths
  - tencentcloud.mps._attributes.controller
  - tencentcloud.mps._attributes
attributes:
  become:
    support: none
  check_mode:
    support: full
    details:
      - The module reads the account, but writes no file.
  connection:
    support: none
  diff_mode:
    support: full
    details:
      - The difference is between the old and the new text of the manifest.
options:
  accounts:
    description:
      - Accounts, as in O(tencentcloud.mps.mps_person_sample_audit#module:accounts). The module reads the one with the
        name O(account), and validates all of them.
      - An option that the entry omits has the value of the task. An entry that sets one of O(secret_id),
        O(secret_key), O(token), O(profile) or O(credential_source) does not use the values of the task for any of these
        options.
      - At least one of O(accounts) and O(accounts_file) is required. If both are set, the lists are joined.
    type: list
    elements: dict
  accounts_file:
    description:
      - Path of a YAML or JSON file with accounts. The file contains a list, or a mapping with the key C(accounts).
      - The file can be encrypted with ansible-vault, as a whole or value by value. Jinja expressions in it are not
        evaluated.
    type: path
  account:
    description: Name of the account to read. It must be equal to the name of an entry.
    type: str
    required: true
  dest:
    description:
      - Path of the manifest file. An existing file is replaced if its content or its permissions differ. If writing
        fails, the existing file stays unchanged.
      - If the directory does not exist, the module creates it and only its owner can access it.
    type: path
    required: true
  mode:
    description: Permissions of the file, as a quoted string of octal digits.
    type: raw
    default: "0600"
notes:
  - The manifest contains the names and descriptions of people. By default, only the owner of the file can read it. It
    does not contain URLs of face images.
  - Results and logs do not contain the credentials of the accounts.
  - The Python package C(requests) is required for the Python of C(ansible-playbook).
seealso:
  - module: tencentcloud.mps.mps_person_sample_audit
  - plugin: tencentcloud.mps.person_sample_manifest
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Write the samples that an account has now as the manifest for later audits
  tencentcloud.mps.mps_person_sample_snapshot:
    accounts_file: accounts.yml
    account: prod-sg
    dest: manifest.yml
  delegate_to: localhost

- name: Write a manifest that the group can read
  tencentcloud.mps.mps_person_sample_snapshot:
    accounts:
      - name: prod-sg
        account_uin: "100000000001"
        role_arn: qcs::cam::uin/100000000001:roleName/SampleAuditor
    account: prod-sg
    dest: manifest.yml
    mode: "0640"
  delegate_to: localhost
"""

RETURN = r"""
samples:
  description: Number of samples in the account, which is also the number of entries in the manifest.
  returned: success
  type: int
  sample: 42
dest:
  description: Path of the manifest file.
  returned: success
  type: str
  sample: /srv/audit/manifest.yml
account:
  description: Name of the account.
  returned: success
  type: str
  sample: prod-sg
uin:
  description: UIN of the account, which was verified. V(null) if O(account_uin) is not set for the account.
  returned: success
  type: str
  sample: "100000000001"
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

from ansible.module_utils.basic import AnsibleModule

from ..module_utils._audit.snapshot_run import SNAPSHOT_SPEC
from ..module_utils._auth.options import CONNECTION_SPEC
from ..module_utils._module import fail_without_action_plugin


def main() -> None:
    module = AnsibleModule(argument_spec={**CONNECTION_SPEC, **SNAPSHOT_SPEC}, supports_check_mode=True)
    fail_without_action_plugin(module, "mps_person_sample_snapshot")


if __name__ == "__main__":
    main()
