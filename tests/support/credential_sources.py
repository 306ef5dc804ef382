# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keys in every source that the official tools read. Each source has its own account, so a test can see which source
was used."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.emulator_process import EmulatorProcess

OPTIONS, ENVIRONMENT, TCCLI, TCCLI_ROLE, INI, TKE, CVM, AUDITED, CI = UINS = [f"10000000000{n}" for n in range(1, 10)]
ROLE, EXTERNAL_ID = "SampleAuditor", "external-id-of-the-audit"
WEB_TOKEN = "web-identity-token-0123456789"
OIDC_PROVIDER = {
    "provider_id": "ci",
    "issuer": "https://ci.example.invalid",
    "audiences": ["tencentcloud"],
    "subjects": ["repo:studio/*"],
    "roles": [ROLE],
}
SESSION_END = 4102444800  # the year 2100, in Unix seconds


def arn_of(uin: str) -> str:
    """Return the ARN of the role in an account."""
    return f"qcs::cam::uin/{uin}:roleName/{ROLE}"


def keys_of(uin: str, temporary: bool = False) -> dict[str, str]:
    """Return the permanent or temporary keys of an account."""
    kind = "Temporary" if temporary else "Permanent"
    keys = {"secret_id": f"AKID{kind}{uin}", "secret_key": f"secret-key-{kind}-{uin}"}
    return {**keys, "token": f"token-{kind}-{uin}"} if temporary else keys


def state(**server: Any) -> dict[str, Any]:
    """Return an emulator state. Each account has one sample with the name of the account.

    Each account has a role that trusts all accounts. The role of the audited account also requires an external id.
    """
    accounts: list[dict[str, Any]] = [
        {
            "name": uin,
            "uin": uin,
            "credentials": [keys_of(uin), keys_of(uin, temporary=True)],
            "roles": [{"name": ROLE, "trusts": UINS, **({"external_id": EXTERNAL_ID} if uin == AUDITED else {})}],
            "oidc": {TKE: [{"provider_id": "tke", "token": WEB_TOKEN, "roles": [ROLE]}], CI: [OIDC_PROVIDER]}.get(
                uin, []
            ),
            "samples": [{"name": uin}],
        }
        for uin in UINS
    ]
    return {"server": server, "accounts": accounts}


def oidc_token(**claims: Any) -> str:
    """Return a JSON web token that OIDC_PROVIDER accepts, unless ``claims`` are wrong. The signature is not real."""
    defaults = {"iss": OIDC_PROVIDER["issuer"], "aud": "tencentcloud", "sub": "repo:studio/audit", "exp": SESSION_END}
    parts = ({"alg": "RS256", "typ": "JWT"}, {**defaults, **claims})
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, "c2lnbmF0dXJl"])


@dataclass
class Host:
    """The host that a test runs on: its home folder, and the environment and options for the run."""

    emulator: EmulatorProcess
    home: Path
    environment: dict[str, str] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)

    def add_tccli_profile(self, content: Mapping[str, Any], profile: str = "default") -> Path:
        return write_file(self.home / ".tccli" / f"{profile}.credential", json.dumps(content))

    def add_ini_profile(self, content: Mapping[str, str], section: str = "default") -> Path:
        lines = [f"[{section}]", *(f"{name} = {value}" for name, value in content.items())]
        return write_file(self.home / ".tencentcloud" / "credentials", "\n".join(lines) + "\n")

    def add_tke_oidc(self, ending: str = "") -> None:
        path = write_file(self.home / "web-identity-token", WEB_TOKEN + ending)
        names = ("TKE_REGION", "TKE_PROVIDER_ID", "TKE_WEB_IDENTITY_TOKEN_FILE", "TKE_ROLE_ARN")
        self.environment |= dict(zip(names, ("ap-guangzhou", "tke", str(path), arn_of(TKE)), strict=True))

    def add_oidc(self, **claims: Any) -> None:
        path = write_file(self.home / "oidc-token", oidc_token(**claims) + "\n")
        self.environment |= {
            "TENCENTCLOUD_OIDC_PROVIDER_ID": "ci",
            "TENCENTCLOUD_OIDC_ROLE_ARN": arn_of(CI),
            "TENCENTCLOUD_OIDC_TOKEN_FILE": str(path),
        }

    def add_cvm_role(self, **fault: str) -> None:
        self.emulator.metadata({"account": CVM, "role": ROLE, **fault})


def write_file(path: Path, text: str) -> Path:
    """Write a text file and its parent folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def variables(keys: Mapping[str, str], token: str = "TENCENTCLOUD_TOKEN") -> dict[str, str]:
    """Return keys as the environment variables of the official tools."""
    names = {"secret_id": "TENCENTCLOUD_SECRET_ID", "secret_key": "TENCENTCLOUD_SECRET_KEY", "token": token}
    return {names[part]: value for part, value in keys.items()}


def as_tccli(keys: Mapping[str, str]) -> dict[str, str]:
    """Return keys under the names that TCCLI writes."""
    names = {"secret_id": "secretId", "secret_key": "secretKey", "token": "token"}
    return {names[part]: value for part, value in keys.items()}


@dataclass(frozen=True)
class Source:
    """A credential source; ``configure`` adds the keys of the account ``uin`` to a host."""

    uin: str
    configure: Callable[[Host], object]


PERMANENT, TEMPORARY = as_tccli(keys_of(TCCLI)), as_tccli(keys_of(TCCLI, temporary=True))
PROFILE_ROLE = {"role-arn": arn_of(TCCLI_ROLE), "role-session-name": "from-a-profile"}
# In the order of `credential_source: auto`.
SOURCES: Mapping[str, Source] = {
    "options": Source(OPTIONS, lambda host: host.options.update(keys_of(OPTIONS))),
    "environment": Source(ENVIRONMENT, lambda host: host.environment.update(variables(keys_of(ENVIRONMENT)))),
    "OIDC": Source(CI, lambda host: host.add_oidc()),
    "TCCLI": Source(TCCLI, lambda host: host.add_tccli_profile(PERMANENT)),
    "INI": Source(INI, lambda host: host.add_ini_profile(keys_of(INI))),
    "TKE OIDC": Source(TKE, lambda host: host.add_tke_oidc()),
    "CVM role": Source(CVM, lambda host: host.add_cvm_role()),
}


def _add_cvm_role_profile(host: Host) -> None:
    host.add_cvm_role()
    host.add_tccli_profile({"type": "cvm-role"})


def _add_oidc_options(host: Host) -> None:
    host.options |= {"oidc_provider_id": "ci", "oidc_role_arn": arn_of(CI), "oidc_token": oidc_token()}


def _add_terraform_oidc(host: Host) -> None:
    host.add_oidc()
    variables = host.environment
    variables["TENCENTCLOUD_ASSUME_ROLE_PROVIDER_ID"] = variables.pop("TENCENTCLOUD_OIDC_PROVIDER_ID")
    variables["TENCENTCLOUD_ASSUME_ROLE_WEB_IDENTITY_TOKEN_FILE"] = variables.pop("TENCENTCLOUD_OIDC_TOKEN_FILE")


def _add_environment(token: str) -> Callable[[Host], object]:
    return lambda host: host.environment.update(variables(keys_of(ENVIRONMENT, temporary=True), token))


VARIANTS: Mapping[str, Source] = {
    "options with a token": Source(OPTIONS, lambda host: host.options.update(keys_of(OPTIONS, temporary=True))),
    "environment with TENCENTCLOUD_TOKEN": Source(ENVIRONMENT, _add_environment("TENCENTCLOUD_TOKEN")),
    "environment with TENCENTCLOUD_SECURITY_TOKEN": Source(
        ENVIRONMENT, _add_environment("TENCENTCLOUD_SECURITY_TOKEN")
    ),
    "OIDC with a token": Source(CI, _add_oidc_options),
    "OIDC with the names of Terraform": Source(CI, _add_terraform_oidc),
    "TCCLI with a token": Source(TCCLI, lambda host: host.add_tccli_profile({**TEMPORARY, "type": "default"})),
    "TCCLI oauth": Source(
        TCCLI, lambda host: host.add_tccli_profile({**TEMPORARY, "type": "oauth", "expiresAt": SESSION_END})
    ),
    "TCCLI sso": Source(
        TCCLI, lambda host: host.add_tccli_profile({**TEMPORARY, "type": "sso", "expiresAt": SESSION_END})
    ),
    "TCCLI with a role": Source(TCCLI_ROLE, lambda host: host.add_tccli_profile({**PERMANENT, **PROFILE_ROLE})),
    "TCCLI with a token and a role": Source(
        TCCLI_ROLE, lambda host: host.add_tccli_profile({**TEMPORARY, **PROFILE_ROLE})
    ),
    "TCCLI cvm-role": Source(CVM, _add_cvm_role_profile),
    "INI with a token": Source(INI, lambda host: host.add_ini_profile(keys_of(INI, temporary=True))),
    "TKE OIDC with a line feed": Source(TKE, lambda host: host.add_tke_oidc("\n")),
}
ALL_SOURCES = {**SOURCES, **VARIANTS}


def secrets_of(uins: Iterable[str] = UINS) -> list[str]:
    """Return all secret keys and tokens of the accounts."""
    pairs = [keys_of(uin, temporary) for uin in uins for temporary in (False, True)]
    return [
        WEB_TOKEN,
        oidc_token(),
        *(pair[part] for pair in pairs for part in ("secret_key", "token") if part in pair),
    ]
