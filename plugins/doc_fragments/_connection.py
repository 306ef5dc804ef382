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
      - The SecretId of the API key to sign with. Other ways to hold a key are O(profile) and O(credential_source).
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
  profile:
    description:
      - The name of a profile of TCCLI (C(~/.tccli/<profile>.credential)), else of a section of the SDK's file
        (C(~/.tencentcloud/credentials), then C(/etc/tencentcloud/credentials)).
      - A profile may hold permanent or temporary keys, name a role to assume, or stand for the machine's role.
      - If neither this nor O(secret_id) is given, the environment variables E(TENCENTCLOUD_PROFILE) and, after it,
        E(TCCLI_PROFILE) are read. It cannot be given together with O(secret_id).
    type: str
  credential_source:
    description:
      - Where the keys come from. V(static) takes O(secret_id) and O(secret_key) or their environment variables,
        V(profile) a profile,
        V(tke_oidc) the OIDC token of a TKE pod, and V(cvm_role) the role of the CVM, from its metadata service.
      - V(auto) takes the first of these that is there, in this order. A source that is there but cannot be used is an
        error;
        it is not passed over, because what comes after it may be another account.
    type: str
    choices: [auto, static, profile, cvm_role, tke_oidc]
    default: auto
  role_arn:
    description:
      - A role to assume with those keys, for example V(qcs::cam::uin/100000000001:roleName/SampleAuditor). The keys of
        the role are
        renewed shortly before they expire.
      - If it is not given, the environment variable E(TENCENTCLOUD_ROLE_ARN) is read.
    type: str
  role_session_name:
    description:
      - The name of the session, which the audit log of the role's account shows.
      - If it is not given, the environment variable E(TENCENTCLOUD_ROLE_SESSION_NAME) is read.
    type: str
    default: tencentcloud.mps
  role_duration:
    description:
      - Seconds that the keys of the role last, at most 43200. Without it the server decides (7200).
      - If it is not given, the environment variable E(TENCENTCLOUD_ROLE_DURATION) is read.
    type: int
  role_external_id:
    description:
      - The external id that the role asks for, if it does.
      - If it is not given, the environment variable E(TENCENTCLOUD_ROLE_EXTERNAL_ID) is read.
    type: str
  account_uin:
    description:
      - The number of the account that the keys must belong to. It is proved with C(sts:GetCallerIdentity) before
        anything is read;
        another account is a failure that names both.
    type: str
  region:
    description:
      - The value of the C(X-TC-Region) header, for example V(ap-singapore). This API does not need it.
      - If it is not given, the environment variable E(TENCENTCLOUD_REGION) is read, and after it, where O(profile) is
        given, the
        configuration of that profile.
    type: str
  endpoint:
    description:
      - The address of the API. A bare host such as V(mps.tencentcloudapi.com) means https.
      - Plain http is allowed for loopback addresses only. There is no path, query or user information.
      - If it is not given, the environment variable E(TENCENTCLOUD_MPS_ENDPOINT) is read.
    type: str
    default: https://mps.intl.tencentcloudapi.com
  sts_endpoint:
    description:
      - The address of the Security Token Service, which is asked for roles and for O(account_uin).
      - Without it, it is the one on the site of O(endpoint).
      - If it is not given, the environment variable E(TENCENTCLOUD_STS_ENDPOINT) is read.
    type: str
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
  profile:
    env:
      - name: TCCLI_PROFILE
      - name: TENCENTCLOUD_PROFILE
    ini:
      - section: tencentcloud_mps
        key: profile
    vars:
      - name: tencentcloud_mps_profile
  credential_source:
    ini:
      - section: tencentcloud_mps
        key: credential_source
    vars:
      - name: tencentcloud_mps_credential_source
  role_arn:
    env:
      - name: TENCENTCLOUD_ROLE_ARN
    ini:
      - section: tencentcloud_mps
        key: role_arn
    vars:
      - name: tencentcloud_mps_role_arn
  role_session_name:
    env:
      - name: TENCENTCLOUD_ROLE_SESSION_NAME
    ini:
      - section: tencentcloud_mps
        key: role_session_name
    vars:
      - name: tencentcloud_mps_role_session_name
  role_duration:
    env:
      - name: TENCENTCLOUD_ROLE_DURATION
    ini:
      - section: tencentcloud_mps
        key: role_duration
    vars:
      - name: tencentcloud_mps_role_duration
  role_external_id:
    env:
      - name: TENCENTCLOUD_ROLE_EXTERNAL_ID
    ini:
      - section: tencentcloud_mps
        key: role_external_id
    vars:
      - name: tencentcloud_mps_role_external_id
  account_uin:
    ini:
      - section: tencentcloud_mps
        key: account_uin
    vars:
      - name: tencentcloud_mps_account_uin
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
  sts_endpoint:
    env:
      - name: TENCENTCLOUD_STS_ENDPOINT
    ini:
      - section: tencentcloud_mps
        key: sts_endpoint
    vars:
      - name: tencentcloud_mps_sts_endpoint
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
