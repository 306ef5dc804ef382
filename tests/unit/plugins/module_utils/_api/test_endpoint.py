# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.endpoint import parse_endpoint, site_of
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ("mps.tencentcloudapi.com", "https://mps.tencentcloudapi.com"),
        ("MPS.TencentCloudAPI.com", "https://mps.tencentcloudapi.com"),
        ("https://mps.intl.tencentcloudapi.com/", "https://mps.intl.tencentcloudapi.com"),
        ("mps.internal.example:8443", "https://mps.internal.example:8443"),
        ("localhost:8470", "https://localhost:8470"),
        ("http://localhost:8470", "http://localhost:8470"),
        ("http://127.8.9.10:8470/", "http://127.8.9.10:8470"),
        ("http://[::1]:8470", "http://[::1]:8470"),
        ("10.0.0.8", "https://10.0.0.8"),
    ],
)
def test_valid_endpoint_is_normalized(given: str, origin: str) -> None:
    assert parse_endpoint(given) == origin


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("http://mps.tencentcloudapi.com", "plain http"),
        ("http://10.0.0.8", "plain http"),
        ("http://localhost.example.com", "plain http"),
        ("http://127.0.0.1.example.com", "plain http"),
        ("ftp://mps.tencentcloudapi.com", "must use https"),
        ("https://mps.tencentcloudapi.com/v1", "a path"),
        ("mps.tencentcloudapi.com?x=1", "a path, query or fragment"),
        ("mps.tencentcloudapi.com?", "a path, query or fragment"),
        ("mps.tencentcloudapi.com#top", "a path, query or fragment"),
        ("", "no valid host"),
        ("https://", "no valid host"),
        ("mps tencentcloudapi.com", "white space"),
        ("mps.tencentcloudapi.com\n", "white space"),
        ("mps.tencentcloudapi.com:", "no valid host or port"),
        ("mps.tencentcloudapi.com:0", "no valid host or port"),
        ("mps.tencentcloudapi.com:99999", "not a valid URL"),
        ("mps.tencentcloudapi.com:https", "not a valid URL"),
        ("https://[::1", "not a valid URL"),
        ("mps\r\nX-Evil: 1", "white space"),
        ("mps;tencentcloudapi.com", "no valid host"),
    ],
)
def test_invalid_endpoint_is_rejected_with_the_reason(given: str, reason: str) -> None:
    with pytest.raises(ConfigurationError, match=reason):
        parse_endpoint(given)


@pytest.mark.parametrize(
    "given",
    [
        "https://me:hunter2@mps.tencentcloudapi.com",
        "https://me:hunter2@host x",
        "https://me:hunter2@ho\u2100st",
        "https://me:hunter2/x@host",
        "ftp://me:hunter2/@h",
        "https://me:80#hunter2@host",
        "me:hunter2@host",
    ],
)
def test_user_information_is_rejected_and_not_shown(given: str) -> None:
    with pytest.raises(ConfigurationError, match="user information") as refusal:
        parse_endpoint(given)
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize(
    ("endpoint", "site"),
    [
        ("https://mps.intl.tencentcloudapi.com", "international"),
        ("https://mps.tencentcloudapi.com", "china"),
        ("https://mps.ap-guangzhou.tencentcloudapi.com", "china"),
        ("https://mps.internal.tencentcloudapi.com", "china"),
        ("https://mps.intl.tencentcloudapi.com.example.com", None),
        ("https://tencentcloudapi.com.invalid", None),
        ("http://127.0.0.1:8080", None),
    ],
)
def test_site_follows_the_host(endpoint: str, site: str | None) -> None:
    assert site_of(endpoint) == site
