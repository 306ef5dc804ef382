# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Reads the settings that TCCLI keeps beside the credentials of a profile (docs/api-facts.md section 5.3)."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .._errors import ConfigurationError
from .._validation.regular_files import CONFIGURATION_LIMIT, read_regular_file
from .profiles import ProfileFiles


@dataclass(frozen=True)
class TccliConfiguration:
    """The file ``<profile>.configure``. A value is None if the file does not contain it."""

    path: Path
    region: str | None
    endpoint: str | None
    sts_endpoint: str | None


def read_configuration(name: str, files: ProfileFiles) -> TccliConfiguration | None:
    """The configuration of a profile; None if TCCLI has no credentials or no configuration for it.

    Raises ``ConfigurationError`` for a file that cannot be used: it may contain the endpoint of another site.
    """
    # Unlike Path.exists, os.path.exists raises no error for a directory that cannot be searched.
    if files.tccli is None or not os.path.exists(files.tccli / f"{name}.credential"):  # noqa: PTH110
        return None
    path = files.tccli / f"{name}.configure"
    if not os.path.exists(path):  # noqa: PTH110
        return None
    try:
        document = json.loads(read_regular_file(path, CONFIGURATION_LIMIT).decode("utf-8-sig"))
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise ConfigurationError(f"{path} is not a JSON object. Repair it with 'tccli configure --profile {name}'")
    region, endpoint = _text(document, "_sys_param", "region"), _text(document, "mps", "endpoint")
    return TccliConfiguration(path, region, endpoint, _text(document, "sts", "endpoint"))


def _text(document: Mapping[str, Any], service: str, entry: str) -> str | None:
    """TCCLI writes the text ``None`` for a value that was not entered."""
    entries = document.get(service)
    value = entries.get(entry) if isinstance(entries, dict) else None
    return value if isinstance(value, str) and value not in ("", "None") else None
