# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measure one listing in a separate process: ``python -m benchmark.list_samples collection|sdk URL``.

The keys are in the environment. The time is from the settings to the complete list, without the start of Python and the
imports. The peak memory is for the whole process. The output is one line of JSON.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from typing import Any


def list_with_the_collection(url: str) -> tuple[float, int, int]:
    """Return seconds, samples and requests."""
    from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.options import CONNECTION_SPEC, parse_settings
    from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.gather import gather_person_samples
    from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.selection import Selection

    options: dict[str, Any] = {name: option.get("default") for name, option in CONNECTION_SPEC.items()}
    began = time.perf_counter()
    settings = parse_settings({**options, "endpoint": url}, os.environ)
    gathered = gather_person_samples(settings, 32, Selection(), print)
    return time.perf_counter() - began, len(gathered.listing.samples), gathered.outcome.requests


def list_with_the_sdk(url: str) -> tuple[float, int, int]:
    """Return seconds, samples and requests of a simple loop over the pages."""
    from tencentcloud.common.credential import Credential
    from tencentcloud.common.profile.client_profile import ClientProfile
    from tencentcloud.common.profile.http_profile import HttpProfile
    from tencentcloud.mps.v20190612 import models, mps_client

    began = time.perf_counter()
    scheme, _colon, host = url.partition("://")
    keys = Credential(os.environ["TENCENTCLOUD_SECRET_ID"], os.environ["TENCENTCLOUD_SECRET_KEY"])
    profile = ClientProfile(httpProfile=HttpProfile(protocol=scheme, endpoint=host, keepAlive=True))
    client = mps_client.MpsClient(keys, "", profile)
    samples: list[Any] = []
    requests = 0
    while True:
        request = models.DescribePersonSamplesRequest()
        request.Offset, request.Limit = len(samples), 100
        response = client.DescribePersonSamples(request)
        requests += 1
        samples += response.PersonSet
        if not response.PersonSet or len(samples) >= response.TotalCount:
            return time.perf_counter() - began, len(samples), requests


CANDIDATES = {"collection": list_with_the_collection, "sdk": list_with_the_sdk}

if __name__ == "__main__":
    seconds, samples, requests = CANDIDATES[sys.argv[1]](sys.argv[2])
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": seconds, "samples": samples, "requests": requests, "peak_mb": peak_kb / 1024}))
