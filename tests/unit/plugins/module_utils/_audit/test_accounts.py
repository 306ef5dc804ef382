# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The parsing of accounts, and of all inputs of an audit together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import Credentials
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.globs import AccountNames
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.inputs import (
    AUDIT_SPEC,
    Inputs,
    input_warnings,
    parse_inputs,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.waivers import Waivers
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.options import CONNECTION_SPEC
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from support.fleets import TODAY

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


def test_account_inherits_omitted_options_from_the_task() -> None:
    own = {
        **STUDIO,
        "region": "ap-seoul",
        "timeout": "5",
        "retry_budget": 7,
        "validate_certs": False,
        "language": "zh-CN",
    }
    inputs = inputs_of(own, HUB, region="ap-singapore", timeout=9.0, concurrency=4)
    one, other = inputs.selected
    settings, target = one.settings, one.settings.target
    assert (target.region, settings.timeout, target.verify, target.language) == ("ap-seoul", 5.0, False, "zh-CN")
    assert (settings.retry_budget, settings.requests_per_second, inputs.concurrency) == (7.0, 100, 4)
    settings, target = other.settings, other.settings.target
    assert (target.region, settings.timeout, target.verify, target.language) == ("ap-singapore", 9.0, True, "en-US")
    assert (one.ref.name, one.ref.labels) == ("studio", frozenset({"prod", "sg"}))


def test_account_with_its_own_oidc_role_does_not_inherit_the_role_of_another_account() -> None:
    role = "qcs::cam::uin/{}:roleName/Auditor"
    no_keys: dict[str, Any] = dict.fromkeys(("secret_id", "secret_key", "token"))
    token: dict[str, Any] = {
        **no_keys,
        "oidc_provider_id": "ci",
        "oidc_token": "web.token",
        "credential_source": "oidc",
    }
    other: dict[str, Any] = {"role_arn": role.format(9), "role_external_id": "other"}
    own, shared = {"name": "own", "oidc_role_arn": role.format(1)}, {"name": "shared"}
    inputs = inputs_of(own, shared, **token, **other, oidc_role_arn=role.format(8))
    assert [account.uins for account in inputs.selected] == [{"1"}, {"9"}]


@pytest.mark.parametrize(
    ("own", "given", "profile", "source"),
    [
        ({}, Credentials("AKIDtask", "key-of-the-task", "token-of-the-task"), None, "auto"),
        (KEYS, Credentials("AKIDown", "own-key"), None, "auto"),
        ({**KEYS, "token": "own-token"}, Credentials("AKIDown", "own-key", "own-token"), None, "auto"),
        ({"profile": "eu"}, None, "eu", "auto"),
        ({"credential_source": "cvm_role"}, None, None, "cvm_role"),
        ({"credential_source": "static"}, None, None, "static"),
    ],
)
def test_account_with_a_credential_option_inherits_no_credentials(
    own: dict[str, str], given: Credentials | None, profile: str | None, source: str
) -> None:
    (account,) = inputs_of({"name": "a", **own, "role_arn": ROLE.format(1)}).selected
    identity = account.settings.identity
    assert (identity.given, identity.profile, identity.source) == (given, profile, source)
    assert identity.role is not None


@pytest.mark.parametrize("own", [{"secret_id": "AKIDown"}, {"secret_key": "own-key"}, {"token": "own-token"}])
def test_incomplete_credentials_of_an_account_are_not_completed_from_the_task(own: dict[str, str]) -> None:
    (line,) = problems_of(STUDIO, {"name": "hub", **own})
    assert line.startswith("accounts[1] (hub): ")
    assert "secret_id" in line


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("studio", "accounts[1]: must be a mapping with at least 'name', not a string"),
        ({}, "accounts[1].name: is required"),
        ({"name": ""}, "accounts[1].name: must not be empty"),
        ({"name": "a", "labels": "prod"}, "accounts[1].labels: must be a list of strings, not a string"),
        ({"name": "a", "nmae": "b"}, "accounts[1].nmae: is an unknown field; valid fields are account_uin, ca_path,"),
        ({"name": "a", "concurrency": 3}, "accounts[1].concurrency: is an unknown field; valid fields are"),
        ({"name": "a", "timeout": "soon"}, "accounts[1].timeout: must be of the type number"),
        ({"name": "a", "timeout": 10**400}, "accounts[1].timeout: must be of the type number"),
        ({"name": "a", "timeout": True}, "accounts[1].timeout: must be of the type number"),
        ({"name": "a", "requests_per_second": 1.5}, "accounts[1].requests_per_second: must be of the type integer"),
        ({"name": "a", "validate_certs": "no"}, "accounts[1].validate_certs: must be of the type boolean"),
        ({"name": "a", "secret_key": ["x"]}, "accounts[1].secret_key: must be a string, not a list"),
        ({"name": "a", "ca_path": {}}, "accounts[1].ca_path: must be a string, not a mapping"),
        ({"name": "a", "region": 83}, "accounts[1].region: must be a string, not a number (quote it"),
        ({"name": "a", "language": "de"}, "accounts[1].language: must be one of en-US, zh-CN"),
        ({"name": "a", "credential_source": "sso"}, "accounts[1].credential_source: must be one of auto, static,"),
        ({"name": "a", "timeout": 0}, "accounts[1] (a): timeout is 0.0. It must be from 0.001 to 3600 (seconds)"),
        ({"name": "a", "timeout": "nan"}, "accounts[1] (a): timeout is nan. It must be from"),
        (
            {"name": "a", "role_arn": "Auditor"},
            "accounts[1] (a): role_arn 'Auditor' is not a role ARN. Example:",
        ),
        ({"name": "a", "account_uin": "me"}, "accounts[1] (a): account_uin 'me' is not an account number"),
        ({"name": "a", "profile": "p", **KEYS}, "accounts[1] (a): profile and secret_id/secret_key are mutually"),
        (
            {"name": "studio", "role_arn": ROLE.format(9)},
            "accounts[1].name: 'studio' is already the name of accounts[0]; use another name",
        ),
        (
            {"name": "a", "role_arn": STUDIO["role_arn"]},
            "accounts[1] (a): has the same credentials (or a role of the same account), endpoint and region as",
        ),
        (
            {"name": "a", "role_arn": STUDIO["role_arn"], "region": "ap-seoul", "requests_per_second": 9},
            "accounts[1].requests_per_second: is 9, but accounts[0] has the same credentials and 100. The server",
        ),
    ],
    ids=str,
)
def test_problem_names_the_field_and_the_solution(entry: Any, problem: str) -> None:
    (line,) = problems_of(STUDIO, entry)
    assert line.startswith(problem)


@pytest.mark.parametrize(
    ("difference", "allowed"),
    [
        ({"region": "ap-seoul"}, True),
        ({"endpoint": "https://mps.tencentcloudapi.com"}, True),
        ({"role_arn": ROLE.format(9)}, True),
        # A role selects its own account, whoever assumes the role, and whatever the role is called.
        (KEYS, False),
        ({"profile": "eu"}, False),
        ({"role_session_name": "another"}, False),
        ({"role_arn": ROLE.format(1).replace("Auditor", "Reader")}, False),
    ],
    ids=str,
)
def test_two_accounts_must_select_different_libraries(difference: dict[str, str], allowed: bool) -> None:
    entries = (
        {**STUDIO, "role_arn": ROLE.format(1)},
        {**STUDIO, "role_arn": ROLE.format(1), "name": "twin", **difference},
    )
    if allowed:
        assert len(inputs_of(*entries).selected) == 2
    else:
        assert "both would read the same library" in problems_of(*entries)[0]


@pytest.mark.parametrize("option", ["profile", "role_arn", "account_uin", "secret_id", "token", "endpoint", "ca_path"])
def test_empty_string_does_not_select_other_credentials_or_skip_the_verification(option: str) -> None:
    (line,) = problems_of(STUDIO, {"name": "a", "profile": "eu", option: ""})
    assert line == f"accounts[1].{option}: must not be empty; omit it to use the default"


@pytest.mark.parametrize(("one", "other", "allowed"), [("1", "1", True), ("1", None, False), (None, "1", False)])
def test_one_account_may_have_two_entries_only_if_both_set_its_uin(
    one: str | None, other: str | None, allowed: bool
) -> None:
    entries = ({**STUDIO, "account_uin": one}, {**STUDIO, "name": "twin", "account_uin": other})
    if allowed:
        assert len(inputs_of(*entries).selected) == 2
    else:
        assert "both would read the same library" in problems_of(*entries)[0]


def test_problem_of_the_task_is_reported_once() -> None:
    (line,) = problems_of(STUDIO, HUB, timeout=0.0)
    assert line == "task options: timeout is 0.0. It must be from 0.001 to 3600 (seconds)"


def test_all_problems_are_reported_together() -> None:
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
            "include_accounts: must not be an empty list; omit it to audit all accounts",
        ),
        ({"include_labels": []}, "include_labels: must not be an empty list; omit it"),
        (
            {"include_accounts": ["lab*", "[x]"]},
            "include_accounts[1]: '[x]' matches no account; correct or remove it",
        ),
        (
            {"include_labels": ["prod", "lost"]},
            "include_labels: no account is selected; check include_accounts and",
        ),
        (
            {"include_accounts": ["lab*"], "include_labels": ["prod"]},
            "include_labels: no account is selected; check include_accounts",
        ),
        ({"samples": None}, "samples: is missing; set samples, manifest_file or reference_account"),
        ({"samples": []}, "samples: is empty, so every account would be compliant; add at least one expectation"),
        ({"reference_account": "hub"}, "samples: cannot be combined with reference_account; remove one of the two"),
        (
            {"reference_account": "HUB", "samples": None},
            "reference_account: 'HUB' is not the name of an account; use a name from accounts",
        ),
        ({"unexpected_limit": 0}, "unexpected_limit: must be from 1 to 10000"),
        ({"unexpected_limit": 10_001}, "unexpected_limit: must be from 1 to 10000"),
    ],
    ids=str,
)
def test_problem_names_the_option_of_the_audit(options: dict[str, Any], problem: str) -> None:
    (line,) = problems_of(STUDIO, HUB, LAB, **options)
    assert line.startswith(problem)


def test_empty_list_of_accounts_is_a_problem() -> None:
    assert problems_of() == [
        "accounts: is missing or empty; set accounts or accounts_file to at least one account, or set organization"
    ]


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
def test_accounts_are_selected_by_name_and_labels(options: dict[str, Any], names: list[str]) -> None:
    inputs = inputs_of(STUDIO, HUB, LAB, **options)
    assert [account.ref.name for account in inputs.selected] == names
    assert [account.name for account in inputs.accounts] == ["studio", "hub", "lab [1]"]


@pytest.mark.parametrize(
    ("scope", "problem"),
    [
        ({"accounts": ["stduio"]}, "samples[1].accounts: 'stduio' matches no account"),
        ({"accounts": ["stduio-*"]}, "samples[1].accounts: 'stduio-*' matches no account"),
        ({"accounts": ["studio", "hbu"]}, "samples[1].accounts: 'hbu' matches no account"),
        ({"labels": ["sg", "prdo"]}, "samples[1].labels: 'prdo' matches no account"),
        (
            {"accounts": ["hub"], "labels": ["sg"]},
            "samples[1]: the combination of its accounts and labels matches no account",
        ),
    ],
    ids=str,
)
def test_expectation_that_would_never_be_compared_is_a_problem(scope: dict[str, Any], problem: str) -> None:
    expected = {"name": "Bob", "severity": "critical", **scope}
    (line,) = problems_of(STUDIO, HUB, LAB, samples=[{"name": "Ann"}, expected])
    assert line == f"{problem}; correct it, or set may_match_nothing: true"
    inputs = inputs_of(STUDIO, HUB, LAB, samples=[{"name": "Ann"}, {**expected, "may_match_nothing": True}])
    assert len(inputs.manifest.expectations) == 2
    # Only some of the accounts are audited: the pattern matches another account.
    assert problems_of(STUDIO, samples=[{"name": "Ann"}, expected]) != []


# Names of accounts that are patterns, or that look like another type or like each other.
ODD_NAMES = ("null", "q?", "q[?]", "qa", "[x]", "x", "*", "~", "1")


@pytest.mark.parametrize("name", ODD_NAMES)
def test_name_of_an_account_selects_only_this_account(name: str) -> None:
    accounts = [{"name": one, "role_arn": ROLE.format(number)} for number, one in enumerate(ODD_NAMES)]
    inputs = inputs_of(
        *accounts,
        samples=[{"name": "Ann", "accounts": [name]}],
        waivers=[{"account": name, "sample": "Ann", "expires": "2026-12-31"}],
        include_accounts=[name],
    )
    assert [account.ref.name for account in inputs.selected] == [name]
    assert [ref.name for ref in inputs.accounts if inputs.manifest.for_account(ref)] == [name]
    waivers = Waivers(inputs.waivers, TODAY, AccountNames(ODD_NAMES))
    assert [one for one in ODD_NAMES if waivers.for_account(one).entries] == [name]


def test_names_that_differ_only_in_their_unicode_form_are_not_unique() -> None:
    names = ("Zo\u00eb", "Zoe\u0308")
    accounts = [{"name": name, "role_arn": ROLE.format(number)} for number, name in enumerate(names)]
    assert problems_of(*accounts) == [
        f"accounts[1].name: {names[1]!r} is already the name of accounts[0]; use another name"
    ]


def test_reference_must_not_be_the_only_selected_account() -> None:
    lines = problems_of(STUDIO, HUB, samples=None, reference_account="hub", include_accounts=["hub"])
    assert lines == ["reference_account: is the only selected account; select at least one other account"]


def test_reference_need_not_be_selected() -> None:
    inputs = inputs_of(STUDIO, HUB, samples=None, reference_account="hub", include_accounts=["studio"])
    assert inputs.reference is not None
    assert inputs.reference.ref.name == "hub"
    assert [account.ref.name for account in inputs.selected] == ["studio"]


def test_samples_may_be_empty_if_unexpected_samples_are_reported() -> None:
    inputs = inputs_of(STUDIO, samples=[], unexpected="report", unexpected_limit=10_000)
    assert (inputs.unexpected_limit, inputs.manifest.expectations) == (10_000, ())
    assert inputs_of(STUDIO).unexpected_limit is None
    assert input_warnings(inputs) == []


def test_probable_mistakes_give_warnings() -> None:
    waiver = {"account": "hub", "sample": "Zed", "expires": "2026-12-31"}
    samples = [{"name": "Ann", "labels": ["sg"]}]
    unmatched, bare = input_warnings(inputs_of(STUDIO, HUB, LAB, samples=samples, waivers=[waiver]))
    assert unmatched == (
        "The waiver for the sample 'Zed' in the account 'hub' matches no expected sample of the account."
        " Check its 'sample'."
    )
    assert bare == (
        "No expectation applies to hub, lab [1]."
        " An account without expectations is compliant if its library can be read."
    )


def test_account_that_is_not_selected_gives_no_warning() -> None:
    samples = [{"name": "Ann", "labels": ["sg"]}]
    assert input_warnings(inputs_of(STUDIO, HUB, samples=samples, include_accounts=["studio"])) == []


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
def test_problem_never_contains_a_secret(account: dict[str, Any], task: dict[str, Any], other: dict[str, Any]) -> None:
    lines = problems_of({"name": "a", **account, **other}, {"name": "b", **account}, "x", **task)
    assert SECRET not in "\n".join(lines)
