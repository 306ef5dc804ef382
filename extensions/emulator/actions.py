# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The actions that the emulator knows. A new one is a function and an entry in ``ACTIONS``."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from emulator.accounts import Identity
from emulator.api_error import ApiError
from emulator.library import RandomSource
from emulator.selection import read_selection


@dataclass(frozen=True)
class Call:
    """One admitted call: who asks, what for."""

    identity: Identity
    parameters: Mapping[str, Any]
    randomness: RandomSource


@dataclass(frozen=True)
class Action:
    """``run`` returns the members of Response, without RequestId, as the text of a JSON object; raises ApiError.

    ``integers``: the parameters that are numbers, which a query cannot tell from texts.
    """

    service: str
    version: str
    name: str
    run: Callable[[Call], str]
    integers: tuple[str, ...] = ()

    @property
    def permission(self) -> str:
        """What a policy calls it."""
        return f"{self.service}:{self.name}"


def describe_person_samples(call: Call) -> str:
    """api-facts.md 3.1. Joins rows that are already JSON: encoding them again is most of a page's cost."""
    account = call.identity.account
    if not account.mps_user:
        raise ApiError("FailedOperation.InvalidMpsUser", "The account has not signed up to MPS.")
    selection = read_selection(call.parameters, account.library.switches)
    library = account.default_library if selection.default_library else account.library
    page = library.page(selection, call.randomness)
    return f'{{"TotalCount": {page.total}, "PersonSet": [{", ".join(map(library.text, page.keys))}]}}'


def get_caller_identity(call: Call) -> str:
    """api-facts.md 4.1: the ARN and the type of a sub-account or main account."""
    for name in call.parameters:
        raise ApiError("UnknownParameter", f"The parameter `{name}` is not recognized.")
    uin = call.identity.account.uin
    return json.dumps(
        {
            "Arn": f"qcs::cam:{uin}:uin/{uin}",
            "AccountId": uin,
            "UserId": uin,
            "PrincipalId": uin,
            "Type": "CAMUser",
        }
    )


ACTIONS = (
    Action("mps", "2019-06-12", "DescribePersonSamples", describe_person_samples, ("Offset", "Limit")),
    Action("sts", "2018-08-13", "GetCallerIdentity", get_caller_identity),
)
