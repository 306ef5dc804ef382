# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Loads CA certificates before the first connection, so that a bad file is not mistaken for a fault of the server."""

from __future__ import annotations

import re
import ssl
import stat
from collections.abc import Mapping
from pathlib import Path

from .._errors import ConfigurationError

_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")  # in the order of requests


def validate_ca(verify: bool | str, environment: Mapping[str, str]) -> None:
    """Raise ``ConfigurationError`` if the CA certificates of an https endpoint cannot be loaded.

    ``verify`` is ``Target.verify``: the path in ``ca_path``, true for the variables of the environment, or false.
    """
    if isinstance(verify, str):
        _validate(verify, "ca_path")
    elif verify:
        variable = next((name for name in _VARIABLES if environment.get(name)), None)
        if variable is not None:
            _validate(environment[variable], variable)


def _validate(path: str, name: str) -> None:
    advice = f"Set {name} to a file of CA certificates in PEM format"
    try:
        if Path(path).is_dir():
            if not any(re.fullmatch(r"[0-9a-f]{8}\.[0-9]+", entry.name) for entry in Path(path).iterdir()):
                raise ConfigurationError(
                    f"{name} {path!r} is a directory without CA certificates under hashed names. Run 'openssl rehash'"
                    f" on it. Or: {advice}"
                )
            return
        reason = "it is not a regular file"  # reading a FIFO or a device may never end
        if stat.S_ISREG(Path(path).stat().st_mode):
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.load_verify_locations(cafile=path)
            if context.cert_store_stats()["x509"]:
                return
            reason = "it contains no certificate"
    except ssl.SSLError:
        reason = "it is empty, damaged or not in PEM format"
    except OSError as problem:
        reason = problem.strerror or "it is not readable"
    except ValueError:
        reason = "it is not a valid path"
    raise ConfigurationError(f"{name} {path!r} cannot be used: {reason}. {advice}")
