# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

from __future__ import annotations


class ModuleDocFragment:
    """The options of design section 4 that say where a call goes and as whom."""

    DOCUMENTATION = r"""
options:
  secret_id:
    description:
      - The SecretId of the API key to sign with.
      - If it is not given, the environment variable E(TENCENTCLOUD_SECRET_ID) is read.
        A module reads the environment of the host that it runs on.
    type: str
  secret_key:
    description:
      - The SecretKey of the API key.
      - If it is not given, the environment variable E(TENCENTCLOUD_SECRET_KEY) is read.
    type: str
  token:
    description:
      - The session token of a temporary key.
      - If neither this nor O(secret_id) is given, the environment variables E(TENCENTCLOUD_TOKEN) and, after it,
        E(TENCENTCLOUD_SECURITY_TOKEN) are read. A token from the environment is never joined to a O(secret_id) that
        was given.
    type: str
  region:
    description:
      - The value of the C(X-TC-Region) header, for example V(ap-singapore). This API does not need it.
      - If it is not given, the environment variable E(TENCENTCLOUD_REGION) is read.
    type: str
  endpoint:
    description:
      - The address of the API. A bare host such as V(mps.tencentcloudapi.com) means https.
      - Plain http is allowed for loopback addresses only. There is no path, query or user information.
      - If it is not given, the environment variable E(TENCENTCLOUD_MPS_ENDPOINT) is read.
    type: str
    default: https://mps.intl.tencentcloudapi.com
  language:
    description:
      - The language of the messages in errors of the API.
    type: str
    choices: [en-US, zh-CN]
    default: en-US
  timeout:
    description:
      - Seconds that one attempt may take to connect, and again for each wait for a part of the answer.
      - An attempt that has taken three times as long in all is given up.
    type: float
    default: 30.0
  retry_budget:
    description:
      - Seconds that one API call may spend on waiting and trying again after its first attempt failed.
        V(0) means that nothing is tried again.
      - Broken connections, HTTP 5xx, C(InternalError), C(RequestLimitExceeded) and answers that are not whole are tried
        again, after waits that grow at random. A refusal (authentication, permission, wrong input) never is.
    type: float
    default: 60.0
  requests_per_second:
    description:
      - How many requests may be sent in any one second, from V(1) to V(100), for each account and API action.
      - The documented limit of the server is 100. Lower it where other programs use the same account.
    type: int
    default: 100
  concurrency:
    description:
      - How many requests may be under way at once, from V(1) to V(256).
    type: int
    default: 32
  validate_certs:
    description:
      - Whether the certificate of the endpoint is checked. Turn it off only to find out why a check fails.
    type: bool
    default: true
  ca_path:
    description:
      - A file or folder of CA certificates in PEM form to check the endpoint by, in place of the usual ones.
      - If it is not given, the environment variable E(REQUESTS_CA_BUNDLE) counts.
    type: path
requirements:
  - requests
notes:
  - The proxy variables of the environment (E(HTTPS_PROXY), E(NO_PROXY)) are honoured, except for loopback endpoints.
  - C(~/.netrc) is not read, and redirects are not followed.
"""

    # What the lookup adds: where else its options come from. A later entry of a list wins over an earlier one.
    # Secrets have no ini entry: ansible.cfg is no place for them. Nor has validate_certs: Ansible takes a misspelt word
    # there for false.
    PLUGINS = r"""
options:
  secret_id:
    env:
      - name: TENCENTCLOUD_SECRET_ID
    vars:
      - name: tencentcloud_mps_secret_id
  secret_key:
    env:
      - name: TENCENTCLOUD_SECRET_KEY
    vars:
      - name: tencentcloud_mps_secret_key
  token:
    env:
      - name: TENCENTCLOUD_SECURITY_TOKEN
      - name: TENCENTCLOUD_TOKEN
    vars:
      - name: tencentcloud_mps_token
  region:
    env:
      - name: TENCENTCLOUD_REGION
    ini:
      - section: tencentcloud_mps
        key: region
    vars:
      - name: tencentcloud_mps_region
  endpoint:
    env:
      - name: TENCENTCLOUD_MPS_ENDPOINT
    ini:
      - section: tencentcloud_mps
        key: endpoint
    vars:
      - name: tencentcloud_mps_endpoint
  language:
    ini:
      - section: tencentcloud_mps
        key: language
    vars:
      - name: tencentcloud_mps_language
  timeout:
    ini:
      - section: tencentcloud_mps
        key: timeout
    vars:
      - name: tencentcloud_mps_timeout
  retry_budget:
    ini:
      - section: tencentcloud_mps
        key: retry_budget
    vars:
      - name: tencentcloud_mps_retry_budget
  requests_per_second:
    ini:
      - section: tencentcloud_mps
        key: requests_per_second
    vars:
      - name: tencentcloud_mps_requests_per_second
  concurrency:
    ini:
      - section: tencentcloud_mps
        key: concurrency
    vars:
      - name: tencentcloud_mps_concurrency
  validate_certs:
    vars:
      - name: tencentcloud_mps_validate_certs
  ca_path:
    ini:
      - section: tencentcloud_mps
        key: ca_path
    vars:
      - name: tencentcloud_mps_ca_path
"""
