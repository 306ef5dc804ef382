# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The audit of the members of an organization."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.audit_task import ANN, ANOTHER_PYTHON, HUB_UIN, audit_task, by_name, named, results_of, state_of, verdicts
from support.emulator_process import EmulatorProcess
from support.playbook import account_environment, account_options, play, run_playbook

ROLE = "qcs::cam::uin/{uin}:roleName/SampleAuditor"
TRUSTED: dict[str, Any] = {"roles": [{"name": "SampleAuditor", "trusts": ["hub"]}]}
NODES = [{"id": 1, "name": "Root"}, {"id": 20, "name": "Studios", "parent": 1}]
NAMES = ("sg", "de", "closed", "new")
HOSTILE = "{{ lookup('pipe', 'id') }}"


def organization_of(members: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """The state of an emulator with the accounts of ``NAMES``, and a hub that is the manager of the organization."""
    accounts = [
        state_of(1, "sg", ANN, **TRUSTED),
        state_of(2, "de", **TRUSTED),
        state_of(3, "closed"),
        state_of(4, "new", ANN, **TRUSTED),
        {"name": "hub", "uin": HUB_UIN, "roles": [{"name": "Lister", "trusts": ["outsider"]}]},
        {"name": "outsider", "uin": "100000000098"},
    ]
    return {"accounts": accounts, "organization": {"manager": "hub", "nodes": NODES, "members": members, **more}}


def member(number: int, name: str, node: int = 1, **tags: str) -> dict[str, Any]:
    return {"uin": str(100000000000 + number), "name": name, "node": node, "tags": tags}


MEMBERS = [member(1, "sg", 20, team="film"), member(2, "de", 20), member(3, "closed"), member(4, HOSTILE)]


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(organization_of(MEMBERS)) as running:
        yield running


@pytest.fixture(autouse=True)
def _fresh(request: pytest.FixtureRequest) -> None:
    if "emulator" in request.fixturenames:
        running: EmulatorProcess = request.getfixturevalue("emulator")
        running.faults([])
        running.reset()


def options(emulator: EmulatorProcess, account: str = "hub", **more: Any) -> dict[str, Any]:
    """Options of an audit with the members of the organization, and the keys of an account."""
    organization = {"role_arn": ROLE, **more.pop("organization", {})}
    return {**account_options(emulator, account), "organization": organization, "samples": named("Ann"), **more}


def test_members_are_listed_and_audited_with_an_oidc_token(tmp_path: Path) -> None:
    """``role_policy`` is for the roles of the members. A token without its own role cannot list the members."""
    state = organization_of(MEMBERS[:1])
    (hub,) = (account for account in state["accounts"] if account["name"] == "hub")
    hub["roles"].append({"name": "CiAuditor"})
    hub["oidc"] = [{"provider_id": "ci", "token": "web.token", "roles": ["CiAuditor"]}]
    policy = {"version": "2.0", "statement": [{"effect": "allow", "action": ["mps:DescribePersonSamples"]}]}
    with EmulatorProcess(state) as emulator:
        oidc = {
            "endpoint": emulator.url,
            "credential_source": "oidc",
            "oidc_provider_id": "ci",
            "oidc_token": "web.token",
            "organization": {"role_arn": ROLE},
            "samples": named("Ann"),
        }
        tasks = {
            "chained": audit_task(
                {**oidc, "oidc_role_arn": f"qcs::cam::uin/{HUB_UIN}:roleName/CiAuditor", "role_policy": policy}
            ),
            "without a role": audit_task(oidc, ignore_errors=True),
        }
        run, results = results_of(tmp_path, tasks)
        policies = ["Policy" in entry["parameters"] for entry in emulator.requests(action="AssumeRole")]
    assert {name: entry["status"] for name, entry in by_name(results["chained"]).items()} == {"sg": "compliant"}
    assert policies == [True]
    assert "organization: oidc_role_arn is missing. Set it" in results["without a role"]["msg"]
    assert "web.token" not in run.output


def sent(emulator: EmulatorProcess, action: str = "DescribePersonSamples") -> list[dict[str, Any]]:
    return emulator.requests(action=action)


def test_every_member_is_audited_through_its_role(emulator: EmulatorProcess, tmp_path: Path) -> None:
    selected = {"names": ["*"], "exclude": ["100000000002"], "account_name": "{node}-{name}"}
    explicit = {"name": "Singapore", "account_uin": "100000000001", "role_arn": ROLE.format(uin="100000000001")}
    samples = [{"name": "Ann", "labels": ["Root/Studios"]}, {"name": "Ann", "accounts": ["closed"]}]
    tasks = {
        "here": audit_task(options(emulator)),
        "as a module": audit_task(options(emulator), vars={"ansible_python_interpreter": ANOTHER_PYTHON}),
        "selected": audit_task(options(emulator, organization=selected)),
        "combined": audit_task(options(emulator, accounts=[explicit])),
        "covered": audit_task(options(emulator, samples=samples, include_labels=["Root"], unexpected="report")),
    }
    run, results = results_of(tmp_path, tasks)
    for name in ("here", "as a module"):
        result = results[name]
        statuses = {account: entry["status"] for account, entry in by_name(result).items()}
        assert statuses == {"sg": "compliant", "de": "noncompliant", "closed": "unknown", HOSTILE: "compliant"}
        assert {entry["uin"] for entry in result["accounts"]} == {one["uin"] for one in MEMBERS}
        assert "RoleNotFound" in by_name(result)["closed"]["error"]
        assert result["compliant"] is False
        assert result["organization"] == {"members": 4, "accounts": 4, "uncovered": [], "passes": 1, "requests": 2}
        assert by_name(result)["sg"]["labels"] == ["Root", "Root/Studios", "team=film"]
    assert list(by_name(results["selected"])) == ["Studios-sg", "Root-closed", f"Root-{HOSTILE}"]
    assert sorted(by_name(results["combined"])) == sorted(["Singapore", "de", "closed", HOSTILE])
    assert results["combined"]["organization"]["accounts"] == 3
    # Expectations select an entry for a member by the labels of the member.
    assert by_name(results["combined"])["Singapore"]["labels"] == ["Root", "Root/Studios", "team=film"]
    assert verdicts(results["covered"], "de") == {"Ann": "missing"}
    assert results["covered"]["organization"]["uncovered"] == [HOSTILE]
    assert f"No expectation applies to the members {HOSTILE} of the organization." in results["covered"]["warnings"]
    assert "uid=" not in run.output


def test_role_of_the_task_lists_the_members_but_does_not_read_them(emulator: EmulatorProcess, tmp_path: Path) -> None:
    lister = {"role_arn": f"qcs::cam::uin/{HUB_UIN}:roleName/Lister", "account_uin": HUB_UIN}
    _run, results = results_of(tmp_path, {"listed": audit_task(options(emulator, "outsider", **lister))})
    assert {account["status"] for account in results["listed"]["accounts"]} == {"unknown"}
    assert results["listed"]["organization"]["accounts"] == 4
    # The roles in the members trust the hub, but not the account whose key assumes them.
    assert "the role does not trust the caller" in by_name(results["listed"])["sg"]["error"]
    assert [entry["role"] for entry in emulator.requests(action="DescribeOrganizationMembers")] == ["Lister"]


def test_new_member_is_audited_from_the_day_it_joins(tmp_path: Path) -> None:
    joins = {"fault": "change_members", "after": 1, "members": [{"join": 9, **member(4, "new")}]}
    with EmulatorProcess(organization_of(MEMBERS[:2])) as emulator:
        emulator.faults([{**joins, "action": "DescribeOrganizationMembers"}])
        tasks = {number: audit_task(options(emulator)) for number in ("first", "second")}
        _run, results = results_of(tmp_path, tasks)
    assert [list(by_name(result)) for result in results.values()] == [["sg", "de"], ["sg", "de", "new"]]


def test_failed_requests_are_retried(emulator: EmulatorProcess, tmp_path: Path) -> None:
    action = {"action": "DescribeOrganizationMembers"}
    faults = ("throttle", "server_error", "missing_members", "truncate")
    emulator.faults([{"fault": fault, "after": number, **action} for number, fault in enumerate(faults)])
    _run, results = results_of(tmp_path, {"retried": audit_task(options(emulator))})
    assert len(results["retried"]["accounts"]) == 4
    codes = [entry["code"] for entry in sent(emulator, action["action"])]
    assert codes == ["RequestLimitExceeded", "InternalError", None, None, None]


def test_no_account_is_read_if_the_members_cannot_be_listed(emulator: EmulatorProcess, tmp_path: Path) -> None:
    reports = {"report_dir": str(tmp_path / "reports")}
    tasks = {
        "rejected": audit_task(options(emulator, "outsider", **reports)),
        "denied": audit_task(options(emulator, "sg", **reports)),
        "as a module": audit_task(options(emulator, "sg"), vars={"ansible_python_interpreter": ANOTHER_PYTHON}),
        "no pattern": audit_task(options(emulator, organization={"names": ["nobody*"]}, **reports)),
        "no account": audit_task(options(emulator, include_accounts=["nobody"], **reports)),
    }
    _run, results = results_of(tmp_path, tasks)
    messages = {name: (result["failed"], result["kind"], result["msg"]) for name, result in results.items()}
    prefix = "cannot list the members of the organization: DescribeOrganizationNodes: "
    assert messages["rejected"][:2] == (True, "rejected")
    assert messages["rejected"][2].startswith(f"{prefix}ResourceNotFound.OrganizationNotExist: ")
    for name in ("denied", "as a module"):
        assert messages[name][:2] == (True, "denied")
        assert messages[name][2].startswith(f"{prefix}UnauthorizedOperation: ")
    listed = "1 problem in the input. The members of the organization were listed. No account was read.\n"
    assert messages["no pattern"][2].startswith(f"{listed}organization.names[0]: 'nobody*' matches no member")
    assert messages["no account"][2].startswith(f"{listed}include_accounts[0]: 'nobody' matches no account")
    assert sent(emulator) == []
    assert not (tmp_path / "reports").exists()


def test_list_that_cannot_be_verified_fails_the_audit(tmp_path: Path) -> None:
    many = [*MEMBERS, *(member(number, f"member {number}") for number in range(100, 160))]
    with EmulatorProcess(organization_of(many, order="shuffled")) as emulator:
        _run, results = results_of(tmp_path, {"shuffled": audit_task(options(emulator))})
        assert results["shuffled"]["kind"] == "incomplete"
        assert "could not be verified as complete in 6 passes, so no account is read" in results["shuffled"]["msg"]
        assert sent(emulator) == []


def test_wrong_input_is_refused_before_any_request(emulator: EmulatorProcess, tmp_path: Path) -> None:
    wrong: dict[str, Any] = {"account_name": "{nmae}", "node": ["Studios"]}
    tasks = {
        "all problems": audit_task(options(emulator, organization=wrong, samples=[{"nmae": "Ann"}])),
        "endpoint": audit_task(options(emulator, organization_endpoint="organization.example.com/path")),
        "not a mapping": audit_task({**options(emulator), "organization": ["a"]}),
    }
    _run, results = results_of(tmp_path, tasks)
    assert results["all problems"]["msg"].startswith("3 problems in the input. No request was sent.\n")
    for part in ("organization.account_name: contains", "organization.node: is an unknown", "samples[0].nmae: is an"):
        assert part in results["all problems"]["msg"]
    assert "organization_endpoint 'organization.example.com/path' must not have a path" in results["endpoint"]["msg"]
    assert all(result["failed"] for result in results.values())
    assert emulator.counters()["requests"] == 0


def test_role_audits_the_organization_and_validates_without_requests(emulator: EmulatorProcess, tmp_path: Path) -> None:
    variables = {
        "person_sample_audit_organization": {"role_arn": ROLE, "names": ["sg", "de"]},
        "person_sample_audit_samples": named("Ann"),
        "person_sample_audit_report_formats": ["json"],
    }
    environment = {
        **account_environment(emulator, "hub"),
        "TENCENTCLOUD_MPS_ENDPOINT": emulator.url,
        "TENCENTCLOUD_ORGANIZATION_ENDPOINT": emulator.url,
    }
    roles = [play([], vars=variables, roles=["tencentcloud.mps.person_sample_audit"])]
    valid = run_playbook(tmp_path, roles, "-e", "person_sample_audit_validate_only=true", environment=environment)
    assert "The inputs are valid: 0 accounts, and the members of the organization. No request was sent" in valid.output
    assert emulator.counters()["requests"] == 0
    audited = run_playbook(tmp_path, roles, environment=environment)
    assert "NOT COMPLIANT: 1 of 2 accounts compliant, 1 noncompliant" in audited.output
    assert audited.status == 2
