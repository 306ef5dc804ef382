# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One authorized API call, and the definition of an action."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from emulator.accounts import Accounts, Identity
from emulator.library import RandomSource
from emulator.state import Server

if TYPE_CHECKING:
    from emulator.organization import Organization


@dataclass(frozen=True)
class Call:
    """A call that passed every check in ``admission``.

    ``caller`` is None for an unsigned request. ``now``: Unix seconds of the server's clock.
    ``organization``: None if the state file has none.
    """

    caller: Identity | None
    parameters: Mapping[str, Any] = field(repr=False)
    accounts: Accounts
    server: Server
    now: float
    randomness: RandomSource
    organization: Organization | None = None

    @property
    def identity(self) -> Identity:
        """The identity that signed the request. Use it only in actions that must be signed."""
        assert self.caller is not None  # noqa: S101
        return self.caller


@dataclass(frozen=True)
class Action:
    """An action of the API.

    ``run`` returns the members of Response except RequestId, as a JSON object in a string. It raises ApiError.
    ``integers``: parameters that are integers; a query string does not distinguish integers from strings.
    ``requests_per_second``: the limit for each account; None means the limit in the state file.
    ``unsigned``: whether the action accepts ``Authorization: SKIP``.
    """

    service: str
    version: str
    name: str
    run: Callable[[Call], str]
    integers: tuple[str, ...] = ()
    requests_per_second: int | None = None
    unsigned: bool = False

    @property
    def permission(self) -> str:
        """The name of the action in a policy, such as ``mps:DescribePersonSamples``."""
        return f"{self.service}:{self.name}"
