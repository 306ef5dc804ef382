# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""One call to the API, the credentials that sign it, and its parsed response."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Callable


@dataclass(frozen=True)
class Credentials:
    """Keys to sign with. Neither the key nor the token shows in a repr.

    ``expires`` is in Unix seconds; None where that is not known.
    """

    secret_id: str
    secret_key: str = field(repr=False)
    token: str | None = field(default=None, repr=False)
    expires: float | None = None


@dataclass(frozen=True)
class ApiCall:
    """One call to the API, not yet signed.

    ``read`` turns the ``Response`` object of the answer into a value, and raises ``ProtocolError`` where a documented
    member is missing or of another type: such an answer is worth another attempt, so it is judged inside the attempt.
    ``secrets`` are those of the parameters that must not show in an error, should the server repeat them.
    """

    service: str
    version: str
    action: str
    parameters: Mapping[str, Any]
    read: Callable[[Mapping[str, Any]], Any]
    secrets: Sequence[str] = ()


@dataclass(frozen=True)
class ApiResponse:
    """What one call brought: the value that ``ApiCall.read`` made, and the server's id of the request."""

    value: Any
    request_id: str
