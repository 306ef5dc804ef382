# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One admitted call, and what an action is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from emulator.accounts import Accounts, Identity
from emulator.library import RandomSource
from emulator.state import Server


@dataclass(frozen=True)
class Call:
    """Who asks, what for, and of which cloud. ``now``: Unix seconds of the server's clock."""

    caller: Identity | None
    parameters: Mapping[str, Any] = field(repr=False)
    accounts: Accounts
    server: Server
    now: float
    randomness: RandomSource

    @property
    def identity(self) -> Identity:
        """Who signed; only for actions that must be signed."""
        assert self.caller is not None  # noqa: S101
        return self.caller


@dataclass(frozen=True)
class Action:
    """``run`` returns the members of Response, without RequestId, as the text of a JSON object; raises ApiError.

    ``integers``: the parameters that are numbers, which a query cannot tell from texts. ``requests_per_second``: of one
    account; None means what the state file says. ``unsigned``: may come with ``Authorization: SKIP``.
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
        """What a policy calls it."""
        return f"{self.service}:{self.name}"
