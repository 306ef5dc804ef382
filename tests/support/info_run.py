# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read the samples of an account as the info module does, with options, environment variables and files of a test."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.options import CONNECTION_SPEC
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import MpsError
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.gather import gather_by_options
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.selection import SELECTION_SPEC
from support.scripted_server import Received, http, response

NO_SAMPLES = http(response(TotalCount=0, PersonSet=[]))


def write_home(files: Mapping[str, str]) -> Path:
    """Write files into the home directory of the test (see conftest.py)."""
    home = Path(os.environ["HOME"])
    for name, text in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")
    return home


def read_samples(environment: Mapping[str, str], **options: Any) -> dict[str, Any]:
    """The result of the info module. Options have their fallbacks and defaults. Raises ``MpsError``."""
    # The variables of the lookup and of the argument spec are the same. conftest.py restores the environment.
    os.environ.update(environment)
    values: dict[str, Any] = {}
    for name, option in {**CONNECTION_SPEC, **SELECTION_SPEC}.items():
        variables = option["fallback"][1] if "fallback" in option else []
        found = next((os.environ[variable] for variable in variables if os.environ.get(variable)), None)
        values[name] = option.get("default") if found is None else int(found) if option["type"] == "int" else found
    return gather_by_options({**values, **options}, warn=lambda _text: None)


def failure(environment: Mapping[str, str], **options: Any) -> MpsError:
    """The error of the info module."""
    try:
        read_samples(environment, **options)
    except MpsError as error:
        return error
    raise AssertionError("the samples were read")


def secret_id_of(request: Received) -> str:
    """The SecretId that signed a request."""
    found = re.search(r"Credential=([^/]+)/", request.headers["Authorization"])
    assert found is not None
    return found[1]
