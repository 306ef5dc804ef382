# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

from __future__ import annotations


class ModuleDocFragment:
    """Options for credentials, endpoints, timeouts and request limits."""

    DOCUMENTATION = r"""
options:
  secret_id:
    description:
      - SecretId of the API key that signs the requests. Use it together with O(secret_key).
      - You do not need it if the credentials come from a profile or a role; see O(credential_source).
      - Default is the environment variable E(TENCENTCLOUD_SECRET_ID). A module reads the environment of the host on
        which it runs.
    type: str
  secret_key:
    description:
      - SecretKey of the API key that signs the requests. Use it together with O(secret_id).
      - Default is the environment variable E(TENCENTCLOUD_SECRET_KEY).
    type: str
  token:
    description:
      - Session token. Temporary credentials require it; permanent API keys have none.
      - Default is the environment variable E(TENCENTCLOUD_TOKEN), then E(TENCENTCLOUD_SECURITY_TOKEN). The environment
        variables are ignored if O(secret_id) is set, because they belong to another API key.
    type: str
  profile:
    description:
      - Name of the profile that contains the credentials.
      - The name is looked up as a TCCLI profile (C(~/.tccli/<profile>.credential)) first, then as a section of the
        credentials file of the Tencent Cloud SDK (C(~/.tencentcloud/credentials), or C(/etc/tencentcloud/credentials)
        if the first file does not exist).
      - If the environment variable E(TENCENTCLOUD_CREDENTIALS_FILE) is set, only this credentials file is searched. If
        E(TENCENTCLOUD_SHARED_CREDENTIALS_DIR) is set, only this directory of TCCLI profiles is searched. Only one of
        them can be set.
      - The name must be a file name, so it must not contain C(/).
      - A profile contains permanent or temporary credentials, or selects the role of the CVM instance. A TCCLI profile
        can also name a role to assume.
      - Default is the environment variable E(TENCENTCLOUD_PROFILE), then E(TCCLI_PROFILE), then the profile
        C(default). An API key in the environment has priority over these defaults, but not over this option.
      - Mutually exclusive with O(secret_id) and O(secret_key).
    type: str
  credential_source:
    description:
      - Source of the credentials. Set it to exclude all other sources.
      - V(static) uses O(secret_id) and O(secret_key), or their environment variables.
      - V(oidc) assumes a role with the token of an OIDC provider, for example of a CI job. It needs no stored key. See
        O(oidc_provider_id), O(oidc_role_arn), O(oidc_token) and O(oidc_token_file).
      - V(profile) uses a profile; see the option O(profile).
      - V(tke_oidc) uses the OIDC token of a pod in Tencent Kubernetes Engine (TKE).
      - V(cvm_role) uses the role that is bound to the CVM instance, from its metadata service. The environment variable
        E(TENCENTCLOUD_CAM_ROLE_NAME) selects a role by name.
      - V(auto) uses the first configured source, in the order V(static), V(oidc), V(profile), V(tke_oidc), V(cvm_role).
        If O(profile) is set, V(auto) uses only the profile. If one of the options O(oidc_provider_id),
        O(oidc_role_arn), O(oidc_token) and O(oidc_token_file) is set, V(auto) uses only OIDC. If
        E(TENCENTCLOUD_CAM_ROLE_NAME) is set, V(auto) searches neither the profile C(default) nor TKE. A source that is
        configured but not usable is an error; the search does not continue, because the next source can belong to
        another account.
    type: str
    choices: [auto, static, oidc, profile, cvm_role, tke_oidc]
    default: auto
  oidc_provider_id:
    description:
      - Name of the OIDC provider in CAM, for V(credential_source=oidc).
      - Default is the environment variable E(TENCENTCLOUD_OIDC_PROVIDER_ID), then
        E(TENCENTCLOUD_ASSUME_ROLE_PROVIDER_ID).
    type: str
  oidc_role_arn:
    description:
      - ARN of the role to assume with the OIDC token. The trust policy of the role must allow the OIDC provider.
      - If O(role_arn) is also set, it is a second role, which is assumed with the credentials of this role.
      - Default is the environment variable E(TENCENTCLOUD_OIDC_ROLE_ARN). If neither is set, the role of O(role_arn) is
        assumed with the token.
    type: str
  oidc_token:
    description:
      - OIDC token. It is valid for a short time, and cannot be renewed. Mutually exclusive with O(oidc_token_file).
      - Default is the environment variable E(TENCENTCLOUD_OIDC_TOKEN), then
        E(TENCENTCLOUD_ASSUME_ROLE_WEB_IDENTITY_TOKEN). If O(oidc_token_file) is set, these variables are ignored.
    type: str
  oidc_token_file:
    description:
      - Path of a file with the OIDC token. The file is read again whenever the credentials are renewed.
      - Default is the environment variable E(TENCENTCLOUD_OIDC_TOKEN_FILE), then
        E(TENCENTCLOUD_ASSUME_ROLE_WEB_IDENTITY_TOKEN_FILE). If O(oidc_token) is set, these variables are ignored.
    type: path
  role_arn:
    description:
      - ARN of a role to assume with the credentials, for example
        V(qcs::cam::uin/100000000001:roleName/SampleAuditor). Set it to read an account through a role.
      - The temporary credentials of the role are renewed shortly before they expire.
      - Default is the environment variable E(TENCENTCLOUD_ROLE_ARN), then E(TENCENTCLOUD_ASSUME_ROLE_ARN). If none of
        them is set, no role is assumed.
    type: str
  role_session_name:
    description:
      - Session name for O(role_arn) and O(oidc_role_arn). It identifies the session in the audit log of the account
        that owns the role.
      - Must be 2 to 128 letters, digits or characters of C(+=,.@_-).
      - If the option is not set, the environment variable E(TENCENTCLOUD_ROLE_SESSION_NAME) is used, then
        E(TENCENTCLOUD_ASSUME_ROLE_SESSION_NAME), then the default.
    type: str
    default: tencentcloud.mps
  role_duration:
    description:
      - Lifetime of the credentials of O(role_arn) in seconds, from V(1) to V(43200). Without O(role_arn), it applies to
        O(oidc_role_arn).
      - Default is the environment variable E(TENCENTCLOUD_ROLE_DURATION), then
        E(TENCENTCLOUD_ASSUME_ROLE_SESSION_DURATION). If none of them is set, the server uses 7200 seconds.
    type: int
  role_external_id:
    description:
      - External ID for O(role_arn). Set it if the trust policy of the role requires an external ID.
      - Default is the environment variable E(TENCENTCLOUD_ROLE_EXTERNAL_ID), then
        E(TENCENTCLOUD_ASSUME_ROLE_EXTERNAL_ID).
    type: str
  role_policy:
    description:
      - Policy that limits the permissions of the session of O(role_arn), as a mapping or as JSON text. The session
        has only the permissions that both the role and this policy allow.
      - The policy has the syntax of CAM, with C(version) and C(statement). It must not contain C(principal).
      - It cannot be used for a role that is assumed with an OIDC token, because the API has no such parameter. Set
        O(oidc_role_arn), and use O(role_arn) for a second role.
    type: raw
  account_uin:
    description:
      - UIN (account number) of the main account that the credentials must belong to. Always set it
        if you use more than one account.
      - The account is verified with C(sts:GetCallerIdentity) before any data is read. If the credentials belong to
        another account, no data is read, and the error message names both accounts.
      - If it is not set, the account is not verified.
    type: str
  region:
    description:
      - Value of the C(X-TC-Region) header, for example V(ap-singapore). C(DescribePersonSamples) does not need it.
      - Default is the environment variable E(TENCENTCLOUD_REGION). If neither is set and O(profile) is set, the region
        of the TCCLI profile is used.
    type: str
  endpoint:
    description:
      - URL or host name of the MPS API. For accounts on the China site, set V(mps.tencentcloudapi.com).
      - A host name without a scheme means HTTPS. HTTP is allowed only for loopback addresses. A path, a query or user
        information is not allowed.
      - Default is the environment variable E(TENCENTCLOUD_MPS_ENDPOINT), then C(mps.endpoint) in the configuration of
        the TCCLI profile that provides the credentials, then V(https://mps.intl.tencentcloudapi.com).
    type: str
  sts_endpoint:
    description:
      - URL or host name of the Security Token Service (STS). It is used to assume roles and to verify O(account_uin).
      - Default is the environment variable E(TENCENTCLOUD_STS_ENDPOINT). If neither is set, and O(endpoint) is not set
        either, C(sts.endpoint) of the TCCLI profile that provides the credentials is used. Otherwise, the STS endpoint
        is derived from O(endpoint). A loopback O(endpoint) is also the STS endpoint.
      - Set it if O(endpoint) is neither a loopback address nor a host in C(tencentcloudapi.com).
    type: str
  language:
    description:
      - Language of the error messages that the API returns. The environment variable E(TENCENTCLOUD_LANGUAGE) has
        priority over the default.
    type: str
    choices: [en-US, zh-CN]
    default: en-US
  timeout:
    description:
      - Timeout of one attempt in seconds, at most V(3600). It applies to the connection, and to each wait for the next
        part of the response.
      - Until a connection to the endpoint has worked, the timeout for the connection is at most 5 seconds.
      - An attempt also fails if it takes longer than three times this value in total.
    type: float
    default: 30.0
  retry_budget:
    description:
      - Maximum time in seconds for the retries of one API request, counted from its first failure, from V(0) to
        V(86400). V(0) disables retries.
      - Connection errors, HTTP status 5xx, C(InternalError), C(RequestLimitExceeded) and incomplete responses are
        retried, with exponential backoff and jitter.
      - An error that is probably caused by a wrong setting is retried for a shorter time. A host name that cannot be
        resolved is retried for 3 seconds. A refused connection, a connection timeout, a failed TLS handshake, a proxy
        that cannot connect, and a response that is not JSON are retried for 8 seconds. This applies until the first
        successful response of the endpoint in the task.
      - Authentication, permission and input errors, an untrusted certificate, and a proxy that rejects the connection
        (HTTP status 403, 407) are never retried.
    type: float
    default: 60.0
  requests_per_second:
    description:
      - Maximum number of requests per second, from V(1) to V(100). It applies to each account and each API action
        separately.
      - The documented limit of the API is 100. Set a lower value if other programs use the same account at the same
        time.
      - Requests to the Security Token Service (STS) have the documented limits of STS instead.
    type: int
    default: 100
  concurrency:
    description:
      - Maximum number of requests in progress at the same time, from V(1) to V(256). Set a lower value to open fewer
        connections.
    type: int
    default: 32
  validate_certs:
    description:
      - Whether to validate the TLS certificates of the endpoints. Set it to V(false) only to find out why a validation
        fails.
    type: bool
    default: true
  ca_path:
    description:
      - Path of a file or directory with CA certificates in PEM format. These certificates replace the default CA
        certificates. Set the option if the endpoint uses a private certificate authority.
      - Default is the environment variable E(REQUESTS_CA_BUNDLE), then E(CURL_CA_BUNDLE).
      - A file that is missing, empty, damaged or not in PEM format is an error before any request. A directory must
        contain the certificates under hashed names; see C(openssl rehash).
    type: path
requirements:
  - requests
notes:
  - The proxy environment variables (E(HTTPS_PROXY), E(ALL_PROXY), E(NO_PROXY)) are used, except for loopback endpoints.
    A SOCKS proxy needs the Python package PySocks.
  - C(~/.netrc) is not read. Redirects are not followed.
"""

    # Additional option sources of lookup plugins. If several environment variables of a list are set, Ansible uses the
    # last one. Secrets have no ini entry, because ansible.cfg is not protected. validate_certs has no ini entry
    # either: Ansible reads a misspelled boolean as false.
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
  oidc_provider_id:
    env:
      - name: TENCENTCLOUD_ASSUME_ROLE_PROVIDER_ID
      - name: TENCENTCLOUD_OIDC_PROVIDER_ID
    ini:
      - section: tencentcloud_mps
        key: oidc_provider_id
    vars:
      - name: tencentcloud_mps_oidc_provider_id
  oidc_role_arn:
    env:
      - name: TENCENTCLOUD_OIDC_ROLE_ARN
    ini:
      - section: tencentcloud_mps
        key: oidc_role_arn
    vars:
      - name: tencentcloud_mps_oidc_role_arn
  oidc_token:
    env:
      - name: TENCENTCLOUD_ASSUME_ROLE_WEB_IDENTITY_TOKEN
      - name: TENCENTCLOUD_OIDC_TOKEN
    vars:
      - name: tencentcloud_mps_oidc_token
  oidc_token_file:
    env:
      - name: TENCENTCLOUD_ASSUME_ROLE_WEB_IDENTITY_TOKEN_FILE
      - name: TENCENTCLOUD_OIDC_TOKEN_FILE
    ini:
      - section: tencentcloud_mps
        key: oidc_token_file
    vars:
      - name: tencentcloud_mps_oidc_token_file
  role_arn:
    env:
      - name: TENCENTCLOUD_ASSUME_ROLE_ARN
      - name: TENCENTCLOUD_ROLE_ARN
    ini:
      - section: tencentcloud_mps
        key: role_arn
    vars:
      - name: tencentcloud_mps_role_arn
  role_session_name:
    env:
      - name: TENCENTCLOUD_ASSUME_ROLE_SESSION_NAME
      - name: TENCENTCLOUD_ROLE_SESSION_NAME
    ini:
      - section: tencentcloud_mps
        key: role_session_name
    vars:
      - name: tencentcloud_mps_role_session_name
  role_duration:
    env:
      - name: TENCENTCLOUD_ASSUME_ROLE_SESSION_DURATION
      - name: TENCENTCLOUD_ROLE_DURATION
    ini:
      - section: tencentcloud_mps
        key: role_duration
    vars:
      - name: tencentcloud_mps_role_duration
  role_external_id:
    env:
      - name: TENCENTCLOUD_ASSUME_ROLE_EXTERNAL_ID
      - name: TENCENTCLOUD_ROLE_EXTERNAL_ID
    ini:
      - section: tencentcloud_mps
        key: role_external_id
    vars:
      - name: tencentcloud_mps_role_external_id
  role_policy:
    ini:
      - section: tencentcloud_mps
        key: role_policy
    vars:
      - name: tencentcloud_mps_role_policy
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
    env:
      - name: TENCENTCLOUD_LANGUAGE
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
