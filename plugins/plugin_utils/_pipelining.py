# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""How a module gets its arguments, which can contain keys."""

from __future__ import annotations

from typing import Any


def prefer_pipelining(connection: Any) -> None:
    """Send the module and its arguments through the connection, and not as a file that an interrupted task leaves.

    With ``become``, the setting of the user applies, because ``requiretty`` of sudo does not work with pipelining.
    """
    if getattr(connection, "become", None) is None and getattr(connection, "has_pipelining", False):
        connection.set_option("pipelining", True)
