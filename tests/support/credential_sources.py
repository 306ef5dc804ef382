# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keys in every place where the official tools look for them, each of an account of its own, so that it shows whose
keys were taken."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.emulator_process import EmulatorProcess

OPTIONS, ENVIRONMENT, TCCLI, TCCLI_ROLE, INI, TKE, MACHINE, AUDITED = UINS = [f"10000000000{n}" for n in range(1, 9)]
ROLE, EXTERNAL_ID = "SampleAuditor", "external-id-of-the-audit"
WEB_TOKEN = "web-identity-token-0123456789"
SESSION_END = 4102444800  # the year 2100, in Unix seconds


def arn_of(uin: str) -> str:
    """The role of an account."""
    return f"qcs::cam::uin/{uin}:roleName/{ROLE}"


def keys_of(uin: str, temporary: bool = False) -> dict[str, str]:
    """A pair of an account, and its token if it is a temporary one."""
    kind = "Temporary" if temporary else "Permanent"
    keys = {"secret_id": f"AKID{kind}{uin}", "secret_key": f"secret-key-{kind}-{uin}"}
    return {**keys, "token": f"token-{kind}-{uin}"} if temporary else keys


def state(**server: Any) -> dict[str, Any]:
    """A state file: the one sample of each account bears its number; its role trusts all, the audited one an id too."""
    accounts: list[dict[str, Any]] = [
        {
            "name": uin,
            "uin": uin,
            "credentials": [keys_of(uin), keys_of(uin, temporary=True)],
            "roles": [{"name": ROLE, "trusts": UINS, **({"external_id": EXTERNAL_ID} if uin == AUDITED else {})}],
            "oidc": [{"provider_id": "tke", "token": WEB_TOKEN, "roles": [ROLE]}] if uin == TKE else [],
            "samples": [{"name": uin}],
        }
        for uin in UINS
    ]
    return {"server": server, "accounts": accounts}


@dataclass
class Machine:
    """Where a run looks for keys: an empty home, and the environment and the options that it will be given."""

    emulator: EmulatorProcess
    home: Path
    environment: dict[str, str] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)

    def tccli(self, content: Mapping[str, Any], profile: str = "default") -> Path:
        return written(self.home / ".tccli" / f"{profile}.credential", json.dumps(content))

    def ini(self, content: Mapping[str, str], section: str = "default") -> Path:
        lines = [f"[{section}]", *(f"{name} = {value}" for name, value in content.items())]
        return written(self.home / ".tencentcloud" / "credentials", "\n".join(lines) + "\n")

    def tke(self, ending: str = "") -> None:
        path = written(self.home / "web-identity-token", WEB_TOKEN + ending)
        names = ("TKE_REGION", "TKE_PROVIDER_ID", "TKE_WEB_IDENTITY_TOKEN_FILE", "TKE_ROLE_ARN")
        self.environment |= dict(zip(names, ("ap-guangzhou", "tke", str(path), arn_of(TKE)), strict=True))

    def role(self, **fault: str) -> None:
        self.emulator.metadata({"account": MACHINE, "role": ROLE, **fault})


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def variables(keys: Mapping[str, str], token: str = "TENCENTCLOUD_TOKEN") -> dict[str, str]:
    """Keys as the variables of the official tools."""
    names = {"secret_id": "TENCENTCLOUD_SECRET_ID", "secret_key": "TENCENTCLOUD_SECRET_KEY", "token": token}
    return {names[part]: value for part, value in keys.items()}


def as_tccli(keys: Mapping[str, str]) -> dict[str, str]:
    """Keys with the names that TCCLI writes."""
    names = {"secret_id": "secretId", "secret_key": "secretKey", "token": "token"}
    return {names[part]: value for part, value in keys.items()}


@dataclass(frozen=True)
class AccountRef:
    """A place for keys: ``put`` fills it with those of the account ``uin``."""

    uin: str
    put: Callable[[Machine], object]


PERMANENT, TEMPORARY = as_tccli(keys_of(TCCLI)), as_tccli(keys_of(TCCLI, temporary=True))
ASSUMING = {"role-arn": arn_of(TCCLI_ROLE), "role-session-name": "from-a-profile"}
# In the order of `auto`.
PLACES: Mapping[str, AccountRef] = {
    "options": AccountRef(OPTIONS, lambda machine: machine.options.update(keys_of(OPTIONS))),
    "environment": AccountRef(ENVIRONMENT, lambda machine: machine.environment.update(variables(keys_of(ENVIRONMENT)))),
    "TCCLI": AccountRef(TCCLI, lambda machine: machine.tccli(PERMANENT)),
    "INI": AccountRef(INI, lambda machine: machine.ini(keys_of(INI))),
    "TKE OIDC": AccountRef(TKE, lambda machine: machine.tke()),
    "CVM role": AccountRef(MACHINE, lambda machine: machine.role()),
}


def _put_machine_profile(machine: Machine) -> None:
    machine.role()
    machine.tccli({"type": "cvm-role"})


def _put_environment(token: str) -> Callable[[Machine], object]:
    return lambda machine: machine.environment.update(variables(keys_of(ENVIRONMENT, temporary=True), token))


VARIANTS: Mapping[str, AccountRef] = {
    "options with a token": AccountRef(
        OPTIONS, lambda machine: machine.options.update(keys_of(OPTIONS, temporary=True))
    ),
    "environment with TENCENTCLOUD_TOKEN": AccountRef(ENVIRONMENT, _put_environment("TENCENTCLOUD_TOKEN")),
    "environment with TENCENTCLOUD_SECURITY_TOKEN": AccountRef(
        ENVIRONMENT, _put_environment("TENCENTCLOUD_SECURITY_TOKEN")
    ),
    "TCCLI with a token": AccountRef(TCCLI, lambda machine: machine.tccli({**TEMPORARY, "type": "default"})),
    "TCCLI oauth": AccountRef(
        TCCLI, lambda machine: machine.tccli({**TEMPORARY, "type": "oauth", "expiresAt": SESSION_END})
    ),
    "TCCLI sso": AccountRef(
        TCCLI, lambda machine: machine.tccli({**TEMPORARY, "type": "sso", "expiresAt": SESSION_END})
    ),
    "TCCLI with a role": AccountRef(TCCLI_ROLE, lambda machine: machine.tccli({**PERMANENT, **ASSUMING})),
    "TCCLI with a token and a role": AccountRef(TCCLI_ROLE, lambda machine: machine.tccli({**TEMPORARY, **ASSUMING})),
    "TCCLI cvm-role": AccountRef(MACHINE, _put_machine_profile),
    "INI with a token": AccountRef(INI, lambda machine: machine.ini(keys_of(INI, temporary=True))),
    "TKE OIDC with a line feed": AccountRef(TKE, lambda machine: machine.tke("\n")),
}
EVERYWHERE = {**PLACES, **VARIANTS}


def secrets_of(uins: Iterable[str] = UINS) -> list[str]:
    """All keys and tokens of some accounts."""
    pairs = [keys_of(uin, temporary) for uin in uins for temporary in (False, True)]
    return [WEB_TOKEN, *(pair[part] for pair in pairs for part in ("secret_key", "token") if part in pair)]
