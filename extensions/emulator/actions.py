# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The actions of the emulator. To add an action, write a function and add an entry to ``ACTIONS``."""

from __future__ import annotations

from emulator.api_error import ApiError
from emulator.call import Action, Call
from emulator.organization import ORGANIZATION_ACTIONS
from emulator.selection import parse_selection
from emulator.sts import STS_ACTIONS


def describe_person_samples(call: Call) -> str:
    """mps DescribePersonSamples (docs/api-facts.md section 3.1).

    Joins rows that are already JSON, because encoding the rows again would be most of the cost of a page.
    """
    account = call.identity.account
    if not account.mps_user:
        raise ApiError("FailedOperation.InvalidMpsUser", "The account has not signed up to MPS.")
    selection = parse_selection(call.parameters, account.library.switches)
    library = account.default_library if selection.default_library else account.library
    page = library.page(selection, call.randomness)
    return f'{{"TotalCount": {page.total}, "PersonSet": [{", ".join(map(library.row_json, page.keys))}]}}'


ACTIONS = (
    Action("mps", "2019-06-12", "DescribePersonSamples", describe_person_samples, ("Offset", "Limit")),
    *STS_ACTIONS,
    *ORGANIZATION_ACTIONS,
)
