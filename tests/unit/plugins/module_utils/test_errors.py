# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import subprocess
import sys

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils import _errors


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("RequestLimitExceeded", "throttled"),
        ("RequestLimitExceeded.IPLimitExceeded", "throttled"),
        ("RequestLimitExceeded.GlobalRegionUinLimitExceeded", "throttled"),
        ("InvalidParameter.OverLimit", "throttled"),
        ("InternalError", "server"),
        ("InternalError.AccessDBError", "server"),
        ("ResourceUnavailable", "server"),
        ("FailedOperation.NetWorkError", "server"),
        ("AuthFailure.SignatureFailure", "denied"),
        ("AuthFailure.UnauthorizedOperation", "denied"),
        ("UnauthorizedOperation", "denied"),
        ("UnauthorizedOperation.Anything", "denied"),
        ("FailedOperation.InvalidMpsUser", "denied"),
        ("FailedOperation.UserArrears", "denied"),
        ("InvalidParameterValue.UserUnRegister", "denied"),
        ("InvalidParameterValue.Limit", "rejected"),
        ("InvalidParameter", "rejected"),
        ("FailedOperation", "rejected"),
        ("RequestLimitExceededButNot", "rejected"),
        ("", "rejected"),
        ("Brand.New.Code", "rejected"),
    ],
)
def test_longest_known_prefix_classifies_an_error_code(code: str, kind: str) -> None:
    assert _errors.error_class(code).kind == kind


def test_error_text_contains_code_request_id_and_attempts() -> None:
    error = _errors.ThrottledError(
        "DescribePersonSamples: slow down", code="RequestLimitExceeded", request_id="r-1", http_status=200
    )
    error.attempts = 4
    assert str(error) == "DescribePersonSamples: slow down (RequestLimitExceeded, request id r-1, after 4 attempts)"
    assert error.as_result() == {
        "kind": "throttled",
        "code": "RequestLimitExceeded",
        "request_id": "r-1",
        "http_status": 200,
        "attempts": 4,
    }


@pytest.mark.parametrize("module", ["info", "facts", "audit"])
def test_module_on_an_old_python_fails_with_one_sentence(module: str) -> None:
    """Ansible imports its own files first. With any other first import, the message would be that of Python."""
    code = (
        "import sys; from ansible.module_utils import basic; sys.version_info = (3, 8, 18, 'final', 0);"
        f" import ansible_collections.tencentcloud.mps.plugins.modules.mps_person_sample_{module}"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=600)
    assert done.stderr.splitlines()[-1].startswith(
        "ImportError: the collection tencentcloud.mps needs Python 3.9 or newer on the host that runs the module, but"
    )
