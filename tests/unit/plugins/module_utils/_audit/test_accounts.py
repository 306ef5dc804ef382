# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The accounts of an audit, and all of its inputs held together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import Credentials
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.inputs import (
    AUDIT_SPEC,
    Inputs,
    parse_inputs,
    warnings_on,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.options import CONNECTION_SPEC
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError

TASK_KEYS = {"secret_id": "AKIDtask", "secret_key": "key-of-the-task", "token": "token-of-the-task"}
KEYS = {"secret_id": "AKIDown", "secret_key": "own-key"}
ROLE = "qcs::cam::uin/10000000000{}:roleName/Auditor"
ANN = [{"name": "Ann"}]
STUDIO = {"name": "studio", "labels": ["prod", "sg"], "role_arn": ROLE.format(1)}
HUB = {"name": "hub", "labels": ["prod"], "role_arn": ROLE.format(2)}
LAB = {"name": "lab [1]", "role_arn": ROLE.format(3)}


def inputs_of(*accounts: Any, environment: Mapping[str, str] | None = None, **given_options: Any) -> Inputs:
    spec = {**CONNECTION_SPEC, **AUDIT_SPEC}
    options = {name: option.get("default") for name, option in spec.items()}
    options.update({**TASK_KEYS, "samples": ANN, **given_options, "accounts": list(accounts)})
    return parse_inputs(options, environment or {})


def problems_of(*accounts: Any, **given_options: Any) -> list[str]:
    with pytest.raises(ConfigurationError) as raised:
        inputs_of(*accounts, **given_options)
    return str(raised.value).split("\n")[1:]


def test_an_account_takes_from_the_task_what_it_leaves_out() -> None:
    own = {
        **STUDIO,
        "region": "ap-seoul",
        "timeout": "5",
        "retry_budget": 7,
        "validate_certs": False,
        "language": "zh-CN",
    }
    inputs = inputs_of(own, HUB, region="ap-singapore", timeout=9.0, concurrency=4)
    one, other = inputs.chosen
    settings, target = one.settings, one.settings.target
    assert (target.region, settings.timeout, target.verify, target.language) == ("ap-seoul", 5.0, False, "zh-CN")
    assert (settings.retry_budget, settings.requests_per_second, inputs.concurrency) == (7.0, 100, 4)
    settings, target = other.settings, other.settings.target
    assert (target.region, settings.timeout, target.verify, target.language) == ("ap-singapore", 9.0, True, "en-US")
    assert (one.place.name, one.place.labels, one.uin) == ("studio", frozenset({"prod", "sg"}), None)


@pytest.mark.parametrize(
    ("own", "given_keys", "profile", "source"),
    [
        ({}, Credentials("AKIDtask", "key-of-the-task", "token-of-the-task"), None, "auto"),
        (KEYS, Credentials("AKIDown", "own-key"), None, "auto"),
        ({**KEYS, "token": "own-token"}, Credentials("AKIDown", "own-key", "own-token"), None, "auto"),
        ({"profile": "eu"}, None, "eu", "auto"),
        ({"credential_source": "cvm_role"}, None, None, "cvm_role"),
        ({"credential_source": "static"}, None, None, "static"),
    ],
)
def test_an_account_with_a_key_option_takes_none_of_the_tasks_keys(
    own: dict[str, str], given_keys: Credentials | None, profile: str | None, source: str
) -> None:
    (account,) = inputs_of({"name": "a", **own, "role_arn": ROLE.format(1)}).chosen
    identity = account.settings.identity
    assert (identity.given, identity.profile, identity.source) == (given_keys, profile, source)
    assert identity.role is not None


@pytest.mark.parametrize("own", [{"secret_id": "AKIDown"}, {"secret_key": "own-key"}, {"token": "own-token"}])
def test_half_of_an_accounts_keys_is_a_problem_and_not_filled_from_the_task(own: dict[str, str]) -> None:
    (line,) = problems_of(STUDIO, {"name": "hub", **own})
    assert line.startswith("accounts[1] (hub): ")
    assert "secret_id" in line


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("studio", "accounts[1]: is a text; write a mapping with at least 'name'"),
        ({}, "accounts[1].name: is not given, and must be"),
        ({"name": ""}, "accounts[1].name: is an empty text"),
        ({"name": "a", "labels": "prod"}, "accounts[1].labels: is a text where a list of texts is wanted"),
        ({"name": "a", "nmae": "b"}, "accounts[1].nmae: there is no such field; the fields are account_uin, ca_path,"),
        ({"name": "a", "concurrency": 3}, "accounts[1].concurrency: there is no such field; the fields are"),
        ({"name": "a", "timeout": "soon"}, "accounts[1].timeout: is not of the type number"),
        ({"name": "a", "timeout": 10**400}, "accounts[1].timeout: is not of the type number"),
        ({"name": "a", "timeout": True}, "accounts[1].timeout: is not of the type number"),
        ({"name": "a", "requests_per_second": 1.5}, "accounts[1].requests_per_second: is not of the type integer"),
        ({"name": "a", "validate_certs": "no"}, "accounts[1].validate_certs: is not of the type boolean"),
        ({"name": "a", "secret_key": ["x"]}, "accounts[1].secret_key: is not of the type string"),
        ({"name": "a", "ca_path": {}}, "accounts[1].ca_path: is not of the type string"),
        ({"name": "a", "language": "de"}, "accounts[1].language: is not one of en-US, zh-CN"),
        ({"name": "a", "credential_source": "sso"}, "accounts[1].credential_source: is not one of auto, static,"),
        ({"name": "a", "timeout": 0}, "accounts[1] (a): timeout is 0.0: it must be from 0.001 to 3600 (seconds)"),
        ({"name": "a", "timeout": "nan"}, "accounts[1] (a): timeout is nan: it must be from"),
        (
            {"name": "a", "role_arn": "Auditor"},
            "accounts[1] (a): role_arn 'Auditor' is not the name of a role, such as",
        ),
        ({"name": "a", "account_uin": "me"}, "accounts[1] (a): account_uin 'me' is not the number of an account"),
        ({"name": "a", "profile": "p", **KEYS}, "accounts[1] (a): profile and secret_id/secret_key are both given;"),
        (
            {"name": "studio", "role_arn": ROLE.format(9)},
            "accounts[1].name: 'studio' is the name of accounts[0] already",
        ),
        (
            {"name": "a", "role_arn": STUDIO["role_arn"]},
            "accounts[1] (a): has the same keys (or a role of the same account), endpoint and region as accounts[0],",
        ),
        (
            {"name": "a", "role_arn": STUDIO["role_arn"], "region": "ap-seoul", "requests_per_second": 9},
            "accounts[1].requests_per_second: is 9, but accounts[0] has the same keys and 100; the server counts them",
        ),
    ],
    ids=str,
)
def test_a_problem_is_told_with_its_place_and_what_to_do(entry: Any, problem: str) -> None:
    (line,) = problems_of(STUDIO, entry)
    assert line.startswith(problem)


@pytest.mark.parametrize(
    ("difference", "allowed"),
    [
        ({"region": "ap-seoul"}, True),
        ({"endpoint": "https://mps.tencentcloudapi.com"}, True),
        ({"role_arn": ROLE.format(9)}, True),
        # The role's account is read, whoever assumes the role, and whatever it is called.
        (KEYS, False),
        ({"profile": "eu"}, False),
        ({"role_session_name": "another"}, False),
        ({"role_arn": ROLE.format(1).replace("Auditor", "Reader")}, False),
    ],
    ids=str,
)
def test_accounts_may_be_alike_but_for_one_thing(difference: dict[str, str], allowed: bool) -> None:
    entries = (
        {**STUDIO, "role_arn": ROLE.format(1)},
        {**STUDIO, "role_arn": ROLE.format(1), "name": "twin", **difference},
    )
    if allowed:
        assert len(inputs_of(*entries).chosen) == 2
    else:
        assert "one account would be read for both" in problems_of(*entries)[0]


@pytest.mark.parametrize("option", ["profile", "role_arn", "account_uin", "secret_id", "token", "endpoint", "ca_path"])
def test_an_empty_text_chooses_no_other_keys_and_turns_no_proof_off(option: str) -> None:
    (line,) = problems_of(STUDIO, {"name": "a", "profile": "eu", option: ""})
    assert line == f"accounts[1].{option}: is an empty text; leave it out where it is not meant"


@pytest.mark.parametrize(("one", "other", "allowed"), [("1", "1", True), ("1", None, False), (None, "1", False)])
def test_one_account_stands_there_twice_only_where_both_say_which_it_is(
    one: str | None, other: str | None, allowed: bool
) -> None:
    entries = ({**STUDIO, "account_uin": one}, {**STUDIO, "name": "twin", "account_uin": other})
    if allowed:
        assert len(inputs_of(*entries).chosen) == 2
    else:
        assert "one account would be read for both" in problems_of(*entries)[0]


def test_a_problem_of_the_task_is_told_once() -> None:
    (line,) = problems_of(STUDIO, HUB, timeout=0.0)
    assert line == "options of the task: timeout is 0.0: it must be from 0.001 to 3600 (seconds)"


def test_everything_that_is_wrong_is_told_at_once() -> None:
    lines = problems_of(
        {"name": 1.5},
        {"name": "a", "timeout": "x"},
        STUDIO,
        samples=[{}],
        waivers=[{}],
        include_accounts=["lost"],
        include_labels=[],
        reference_account="lost",
        unexpected_limit=0,
    )
    assert [line.partition(": ")[0] for line in lines] == [
        *("accounts[0].name", "accounts[1].timeout", "samples[0]"),
        *("waivers[0].account", "waivers[0].sample", "waivers[0].expires"),
        *("include_labels", "include_accounts[0]", "samples", "reference_account", "unexpected_limit"),
    ]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (
            {"include_accounts": []},
            "include_accounts: is an empty list, and that never means everything; leave it out to audit all accounts",
        ),
        ({"include_labels": []}, "include_labels: is an empty list, and that never means everything; leave it out"),
        (
            {"include_accounts": ["lab*", "[x]"]},
            "include_accounts[1]: '[x]' fits no account, so one that is meant would not be audited",
        ),
        (
            {"include_labels": ["prod", "lost"]},
            "include_labels: no account is chosen, so nothing would be audited; check",
        ),
        (
            {"include_accounts": ["lab*"], "include_labels": ["prod"]},
            "include_labels: no account is chosen, so nothing would",
        ),
        ({"samples": None}, "samples: is not given, nor is reference_account; one of them says what is expected"),
        ({"samples": []}, "samples: is empty, so every account would be compliant; say what is expected"),
        ({"reference_account": "hub"}, "samples: is given beside reference_account, whose library is the manifest"),
        ({"reference_account": "HUB", "samples": None}, "reference_account: 'HUB' is not the name of any of the acc"),
        ({"unexpected_limit": 0}, "unexpected_limit: must be from 1 to 10000"),
        ({"unexpected_limit": 10_001}, "unexpected_limit: must be from 1 to 10000"),
    ],
    ids=str,
)
def test_a_problem_with_an_option_of_the_audit_is_told(options: dict[str, Any], problem: str) -> None:
    (line,) = problems_of(STUDIO, HUB, LAB, **options)
    assert line.startswith(problem)


def test_no_account_is_a_problem() -> None:
    assert problems_of() == ["accounts: there are none; list at least one account"]


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ({}, ["studio", "hub", "lab [1]"]),
        ({"include_accounts": ["*u*"]}, ["studio", "hub"]),
        ({"include_accounts": ["lab [1]", "hub"]}, ["hub", "lab [1]"]),
        ({"include_labels": ["prod"]}, ["studio", "hub"]),
        ({"include_labels": ["prod", "sg"]}, ["studio"]),
        ({"include_accounts": ["hub", "lab*"], "include_labels": ["prod"]}, ["hub"]),
    ],
)
def test_accounts_are_chosen_by_name_and_labels(options: dict[str, Any], names: list[str]) -> None:
    inputs = inputs_of(STUDIO, HUB, LAB, **options)
    assert [account.place.name for account in inputs.chosen] == names
    assert [place.name for place in inputs.places] == ["studio", "hub", "lab [1]"]


def test_a_reference_need_not_be_chosen() -> None:
    inputs = inputs_of(STUDIO, HUB, samples=None, reference_account="hub", include_accounts=["studio"])
    assert inputs.reference is not None
    assert inputs.reference.place.name == "hub"
    assert [account.place.name for account in inputs.chosen] == ["studio"]


def test_nothing_need_be_expected_where_the_unexpected_are_reported() -> None:
    inputs = inputs_of(STUDIO, samples=[], unexpected="report", unexpected_limit=10_000)
    assert (inputs.unexpected_limit, inputs.manifest.expectations) == (10_000, ())
    assert inputs_of(STUDIO).unexpected_limit is None
    assert warnings_on(inputs) == []


def test_what_is_likely_a_mistake_is_warned_of() -> None:
    waiver = {"account": "hub", "sample": "Zed", "expires": "2026-12-31"}
    samples = [{"name": "Ann", "labels": ["sg"]}, {"name": "Bob", "accounts": ["lost"]}]
    applies, fits, bare = warnings_on(inputs_of(STUDIO, HUB, LAB, samples=samples, waivers=[waiver]))
    assert applies.startswith("The expectation of 'Bob' applies to no account: nothing has a name like ['lost']")
    assert fits == "The waiver for 'hub' is of 'Zed', which fits nothing that is expected there."
    assert bare == "Nothing is expected of hub, lab [1]: compliant as soon as it can be read."


def test_what_is_not_chosen_is_not_warned_of_as_bare() -> None:
    samples = [{"name": "Ann", "labels": ["sg"]}]
    assert warnings_on(inputs_of(STUDIO, HUB, samples=samples, include_accounts=["studio"])) == []


SECRET = "Sesame-1bd7c9"
ODD = st.sampled_from(
    [
        *(SECRET, f" {SECRET}", f"{SECRET}\n", f"{SECRET}\ud800", f"{SECRET}é", f"http://{SECRET}:{SECRET}@h"),
        *(
            [SECRET],
            {SECRET: SECRET},
            {"secret": SECRET},
            [{"key": [SECRET]}],
            (SECRET,),
            SECRET.encode(),
            None,
            True,
            "",
        ),
    ]
)


@given(
    account=st.fixed_dictionaries({}, optional=dict.fromkeys(("secret_id", "secret_key", "token"), ODD)),
    task=st.fixed_dictionaries({}, optional={name: ODD.filter(lambda one: isinstance(one, str)) for name in KEYS}),
    other=st.dictionaries(st.sampled_from(["profile", "timeout", "name", "labels", "odd"]), st.just([1.5])),
)
def test_a_key_never_shows_in_a_problem(account: dict[str, Any], task: dict[str, Any], other: dict[str, Any]) -> None:
    lines = problems_of({"name": "a", **account, **other}, {"name": "b", **account}, "x", **task)
    assert SECRET not in "\n".join(lines)
