# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options are parsed or rejected; unusual values are also passed to the module through its real argument spec."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.testing import patch_module_args
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import Credentials, Target
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.options import (
    CONNECTION_SPEC,
    parse_concurrency,
    parse_settings,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.settings import AUTO, Identity, Settings
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.selection import (
    SELECTION_SPEC,
    Selection,
    parse_fields,
    parse_selection,
)
from ansible_collections.tencentcloud.mps.plugins.modules import mps_person_sample_info

KEYS = {"secret_id": "AKIDid", "secret_key": "the-secret-key-itself"}


def options_of(spec: Any, **given_options: Any) -> dict[str, Any]:
    """Return every option with its default, as AnsibleModule does."""
    return {**{name: option.get("default") for name, option in spec.items()}, **given_options}


def settings_of(**given_options: Any) -> Settings:
    return parse_settings(options_of(CONNECTION_SPEC, **{**KEYS, **given_options}), {})


def concurrency_of(**given_options: Any) -> int:
    return parse_concurrency(options_of(CONNECTION_SPEC, **given_options))


def selection_of(**given_options: Any) -> Selection:
    return parse_selection(options_of(SELECTION_SPEC, **given_options))


def test_settings_have_the_documented_defaults() -> None:
    keys = Credentials("AKIDid", "the-secret-key-itself")
    endpoint, sts_endpoint = "https://mps.intl.tencentcloudapi.com", "https://sts.intl.tencentcloudapi.com"
    target, sts_target = Target(endpoint), Target(sts_endpoint, "ap-guangzhou")
    assert settings_of() == Settings(Identity(AUTO, keys), target, sts_target, 30.0, 100, 60.0)
    assert concurrency_of() == 32


def test_default_selection_covers_all_samples() -> None:
    assert selection_of() == Selection("UserDefine", None, None, None, 0, None)
    assert parse_fields(options_of(SELECTION_SPEC)) is None


def test_entries_keep_their_order_and_text_without_duplicates() -> None:
    assert selection_of(names=["b", " a ", "b", "é", "e\u0301"]).names == ("b", " a ", "é", "e\u0301")
    assert parse_fields(options_of(SELECTION_SPEC, fields=["name", "tag_set", "name"])) == ("name", "tag_set")


@pytest.mark.parametrize(
    ("options", "verify"),
    [
        ({"validate_certs": False}, False),
        ({"validate_certs": False, "ca_path": "/does/not/exist"}, False),
        ({"ca_path": ""}, True),
        ({"ca_path": str(Path(__file__))}, str(Path(__file__))),
        ({"ca_path": str(Path(__file__).parent)}, str(Path(__file__).parent)),
    ],
)
def test_certificate_options_set_the_verification(options: dict[str, Any], verify: bool | str) -> None:
    assert settings_of(**options).target.verify == verify


@pytest.mark.parametrize(
    ("endpoint", "use_proxies"),
    [
        ("https://mps.tencentcloudapi.com", True),
        ("10.0.0.8", True),
        ("http://127.0.0.1:8470", False),
        ("https://localhost", False),
        ("http://[::1]:8470", False),
    ],
)
def test_proxies_are_used_except_for_loopback(endpoint: str, use_proxies: bool) -> None:
    assert settings_of(endpoint=endpoint).target.use_proxies is use_proxies


NAN = float("nan")
INFINITY = float("inf")
TIMEOUT = "It must be from 0.001 to 3600 (seconds)"
BUDGET = "It must be from 0 to 86400 (seconds; 0 disables retries)"
RATE = "It must be from 1 to 100 (the API's limit is 100)"
CONCURRENCY = "It must be from 1 to 256 (requests in progress)"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        *(({"timeout": value}, f"timeout is {value}. {TIMEOUT}") for value in (0.0, -1.0, 3600.1, NAN, INFINITY)),
        *(({"retry_budget": value}, f"retry_budget is {value}. {BUDGET}") for value in (-0.1, 86401.0, NAN)),
        *(({"requests_per_second": value}, f"requests_per_second is {value}. {RATE}") for value in (0, -5, 101)),
        *(({"concurrency": value}, f"concurrency is {value}. {CONCURRENCY}") for value in (0, -1, 257, 10**400)),
        ({"region": "Ap-Singapore"}, "region 'Ap-Singapore' is not a region name. Use a name such as 'ap-singapore'"),
        ({"region": "ap-singapore\r\nX-Evil: 1"}, "is not a region name"),
        ({"region": "ap-singapore\n"}, "is not a region name"),
        ({"region": "a" * 65}, "is not a region name"),
        ({"endpoint": "http://mps.tencentcloudapi.com"}, "uses plain http"),
        ({"ca_path": "/" + "a" * 300}, "does not exist or is not readable"),
        ({"endpoint": ""}, "endpoint '' has no valid host"),
        ({"ca_path": "/does/not/exist"}, "ca_path '/does/not/exist' does not exist or is not readable. Set it to"),
        ({"secret_id": ""}, "secret_id is empty"),
        ({"secret_id": None}, "secret_id is missing"),
        ({"secret_key": "key\n"}, "secret_key starts or ends with white space"),
    ],
)  # fmt: skip
def test_invalid_setting_is_rejected(options: dict[str, Any], message: str) -> None:
    parse = concurrency_of if "concurrency" in options else settings_of
    with pytest.raises(ConfigurationError, match=re.escape(message)):
        parse(**options)


@pytest.mark.parametrize(
    "options", [{"timeout": 0.001}, {"timeout": 3600}, {"retry_budget": 0}, {"retry_budget": 86400},
                {"requests_per_second": 1}, {"requests_per_second": 100}, {"concurrency": 1}, {"concurrency": 256}],
    ids=str,
)  # fmt: skip
def test_range_limits_are_accepted(options: dict[str, Any]) -> None:
    settings = settings_of(**options)
    (value,) = options.values()
    concurrency = concurrency_of(**options)
    assert value in (settings.timeout, settings.retry_budget, settings.requests_per_second, concurrency)


EMPTY = "is an empty list. An empty list never selects all samples. Omit the option"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        *(({name: []}, f"{name} {EMPTY}") for name in ("person_ids", "names", "tags")),
        ({"names": ["Ann", ""]}, "names[1] is ''. It must be a string that is not empty"),
        ({"names": ["\u3000"]}, "names[0] is '\\u3000'. It must be a string that is not empty"),
        ({"person_ids": [7.5]}, "person_ids[0] must be a string, not a number (quote it"),
        ({"person_ids": [True]}, "person_ids[0] must be a string, not a boolean (quote it"),
        ({"tags": [None]}, "tags[0] must be a string, not null"),
        (
            {"tags": [str(n) for n in range(21)]},
            "tags has 21 entries, but the API accepts at most 20. The list",
        ),
        ({"type": "Default"}, "type 'Default' (Tencent's own library) can be searched by name only. Set 'names' too"),
        ({"type": "Default", "person_ids": ["1"]}, "Set 'names' too"),
        ({"offset": -1}, "offset is -1. It must be 0 or more"),
        ({"limit": 0}, "limit is 0. It must be 1 or more. Omit 'limit' to get all matching samples"),
        ({"limit": -3}, "limit is -3. It must be 1 or more"),
    ],
)
def test_invalid_selection_is_rejected(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(message)):
        selection_of(**options)


def test_invalid_fields_are_rejected() -> None:
    with pytest.raises(ConfigurationError, match=re.escape("fields " + EMPTY)):
        parse_fields({"fields": []})
    with pytest.raises(ConfigurationError, match=re.escape("fields[0] is ' '")):
        parse_fields({"fields": [" "]})


def test_duplicate_tags_count_once() -> None:
    assert selection_of(tags=["a"] * 21).tags == ("a",)


odd_number = st.floats() | st.integers(-(10**400), 10**400)
keys_and_more = st.fixed_dictionaries(
    {"secret_key": st.just("Q7Q7Q7Q7Q7\n") | st.just("Q7Q7Q7Q7Q7"), "token": st.none() | st.just("Q7Q7Q7Q7Q7 ")},
    optional={
        "secret_id": st.text(),
        "region": st.text(),
        "endpoint": st.text(),
        "timeout": odd_number,
        "retry_budget": odd_number,
        "requests_per_second": odd_number,
        "concurrency": odd_number,
        "ca_path": st.text(st.characters(min_codepoint=1, codec="utf-8")),
    },
)  # fmt: skip


@given(options=keys_and_more)
def test_any_settings_are_parsed_or_rejected_without_showing_a_secret(options: dict[str, Any]) -> None:
    try:
        shown = repr((settings_of(**options), concurrency_of(**options)))
    except ConfigurationError as refusal:
        shown = str(refusal) + repr(refusal)
    assert shown
    assert "Q7Q7" not in shown


def run_info(capsys: pytest.CaptureFixture[str], **given_options: Any) -> dict[str, Any]:
    """Return the result of the module. Port 1 has no listener, so an accepted task fails with kind=transport."""
    arguments = {**KEYS, "endpoint": "http://127.0.0.1:1", "retry_budget": 0, **given_options}
    with patch_module_args(arguments), pytest.raises(SystemExit):
        mps_person_sample_info.main()
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    return result


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"names": [None]}, "names[0] must be a string, not null"),
        ({"names": ""}, "names[0] is ''. It must be a string that is not empty"),
        ({"names": []}, "names " + EMPTY),
        ({"limit": "0"}, "limit is 0"),
        ({"timeout": "nan"}, "timeout is nan"),
        ({"timeout": "0"}, "timeout is 0.0"),
        ({"type": "Default"}, "Set 'names' too"),
        ({"fields": []}, "fields " + EMPTY),
        ({"secret_id": ""}, "secret_id is empty"),
        ({"token": "{%"}, "Connection refused"),
    ],
)
def test_module_rejects_invalid_options_before_any_call(
    capsys: pytest.CaptureFixture[str], options: dict[str, Any], message: str
) -> None:
    result = run_info(capsys, **options)
    assert result["failed"] is True
    assert message in result["msg"]
    assert result["kind"] == ("transport" if message == "Connection refused" else "configuration")
    assert KEYS["secret_key"] not in json.dumps(result)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"timeout": "abc"}, "'timeout' is of type str and we were unable to convert to float"),
        ({"limit": "1.5"}, "'limit' is of type str and we were unable to convert to int"),
        ({"limit": ""}, "'limit' is of type str and we were unable to convert to int"),
        ({"names": {"a": 1}}, "'names' is of type dict and we were unable to convert to list"),
        ({"type": "default"}, "value of type must be one of: UserDefine, Default"),
        ({"language": "de"}, "value of language must be one of: en-US, zh-CN"),
        ({"person_id": "1"}, "Unsupported parameters"),
    ],
)
def test_ansible_rejects_values_of_another_type(
    capsys: pytest.CaptureFixture[str], options: dict[str, Any], words: str
) -> None:
    assert words in run_info(capsys, **options)["msg"]


@pytest.mark.parametrize(
    ("option", "value", "converted"),
    [
        ("names", "a,b", ["a", "b"]),
        ("limit", "12345", 12345),
        ("timeout", "2.5", 2.5),
    ],
)
def test_ansible_converts_values_to_the_option_type(option: str, value: Any, converted: Any) -> None:
    with patch_module_args({**KEYS, option: value}):
        module = AnsibleModule(argument_spec={**CONNECTION_SPEC, **SELECTION_SPEC})
    assert module.params[option] == converted
