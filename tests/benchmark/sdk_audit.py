# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An audit with the official SDK, for comparison: ``python -m benchmark.sdk_audit URL FILE ACCOUNTS MISSING``.

A simple script: one account after the other, one request per account. FILE (JSON) contains ``accounts`` (name,
secret_id, secret_key) and ``samples`` (name). The script reads the first ACCOUNTS accounts, and fails if the number of
missing samples is not MISSING.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tencentcloud.common.credential import Credential
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.mps.v20190612 import models, mps_client


def missing_samples(url: str, variables: Path, accounts: int) -> int:
    """Return the number of missing samples in the first ``accounts`` accounts."""
    given = json.loads(variables.read_text(encoding="utf-8"))
    names = [sample["name"] for sample in given["samples"]]
    scheme, _colon, host = url.partition("://")
    profile = ClientProfile(httpProfile=HttpProfile(protocol=scheme, endpoint=host, keepAlive=True))
    missing = 0
    for account in given["accounts"][:accounts]:
        # A client has one pair of keys, so each account needs its own client.
        client = mps_client.MpsClient(Credential(account["secret_id"], account["secret_key"]), "", profile)
        request = models.DescribePersonSamplesRequest()
        request.Names = names
        found = {sample.Name for sample in client.DescribePersonSamples(request).PersonSet}
        missing += len(set(names) - found)
    return missing


if __name__ == "__main__":
    missing = missing_samples(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
    if missing != int(sys.argv[4]):
        sys.exit(f"{missing} samples are missing, expected {sys.argv[4]}")
