# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What row 3 of design section 12 is held against: ``python -m benchmark.sdk_audit URL FILE ACCOUNTS MISSING``.

The usual script with the official SDK: one account after the other, one request for each. FILE (JSON) holds
``accounts`` (name, secret_id, secret_key), of which the first ACCOUNTS are asked, and ``samples`` (name). Fails unless
MISSING of the samples are missing.
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
    """How many of the samples are missing, over the first so many accounts."""
    given = json.loads(variables.read_text(encoding="utf-8"))
    names = [sample["name"] for sample in given["samples"]]
    scheme, _colon, host = url.partition("://")
    profile = ClientProfile(httpProfile=HttpProfile(protocol=scheme, endpoint=host, keepAlive=True))
    missing = 0
    for account in given["accounts"][:accounts]:
        # Keys belong to a client, so every account has one of its own.
        client = mps_client.MpsClient(Credential(account["secret_id"], account["secret_key"]), "", profile)
        request = models.DescribePersonSamplesRequest()
        request.Names = names
        found = {sample.Name for sample in client.DescribePersonSamples(request).PersonSet}
        missing += len(set(names) - found)
    return missing


if __name__ == "__main__":
    missing = missing_samples(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
    if missing != int(sys.argv[4]):
        sys.exit(f"{missing} samples are missing, not {sys.argv[4]}")
