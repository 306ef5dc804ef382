# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Definitions that exist more than once are consistent.

This covers options, return values and their documentation, the defaults of the role, and the version.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from ansible.module_utils.testing import patch_module_args

from ansible_collections.tencentcloud.mps.plugins.doc_fragments._connection import ModuleDocFragment
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.accounts import ACCOUNT_FIELDS
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.inputs import AUDIT_SPEC
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import EXPECTATION_FIELDS
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.waivers import WAIVER_FIELDS
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.environment import (
    ENVIRONMENT,
    ORGANIZATION_ENDPOINT,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.options import CONNECTION_SPEC
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.selection import SELECTION_SPEC
from ansible_collections.tencentcloud.mps.plugins.module_utils._notification.targets import (
    NOTIFY_SPEC,
    TARGET_FIELDS,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._organization.options import (
    ORGANIZATION_FIELDS,
    ORGANIZATION_SPEC,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.fields import Field
from ansible_collections.tencentcloud.mps.plugins.module_utils._version import VERSION
from support.action_task import run_action
from support.emulator_process import EmulatorProcess
from support.listings import COMPLETE
from support.playbook import account_options
from support.sample_report import mixed_audit, report
from support.scripted_server import ScriptedResponse, ScriptedServer, http, response

ROOT = Path(__file__).resolve().parents[3]
COLLECTION = "tencentcloud.mps"
MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*person_sample*.py"))
AUDIT, REPORT, SNAPSHOT = "mps_person_sample_audit", "mps_person_sample_report", "mps_person_sample_snapshot"
NOTIFY = "mps_person_sample_notify"
SINGLE_ACCOUNT_MODULES = [module for module in MODULES if module not in (AUDIT, REPORT, SNAPSHOT, NOTIFY)]
CONNECTING = [*SINGLE_ACCOUNT_MODULES, AUDIT, SNAPSHOT]
ROLE = ROOT / "roles" / "person_sample_audit"
LOOKUPS = sorted(path.stem for path in (ROOT / "plugins" / "lookup").glob("mps_*.py"))
SECRETS = {"secret_id", "secret_key", "token", "oidc_token"}
REACTIONS = {"on_missing", "on_denied"}
COMPARED = ("type", "default", "choices", "elements", "required", "aliases")


def documentation(kind: str, names: list[str]) -> dict[str, dict[str, Any]]:
    """The output of ansible-doc for plugins, by short name."""
    fqcns = [f"{COLLECTION}.{name}" for name in names]
    done = subprocess.run(
        ["ansible-doc", "-j", "-t", kind, *fqcns], capture_output=True, text=True, check=True, timeout=600
    )
    shown = json.loads(done.stdout)
    return {name: shown[fqcn] for name, fqcn in zip(names, fqcns, strict=True)}


@pytest.fixture(scope="module")
def modules() -> dict[str, dict[str, Any]]:
    return documentation("module", MODULES)


@pytest.fixture(scope="module")
def lookups() -> dict[str, dict[str, Any]]:
    return documentation("lookup", LOOKUPS)


def imported(module: str) -> ModuleType:
    return importlib.import_module(f"ansible_collections.{COLLECTION}.plugins.modules.{module}")


class SpecCaptured(Exception):
    """Raised instead of creating an AnsibleModule. Contains the argument spec."""


def spec_of(module: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Any]]:
    def stop(**arguments: Any) -> None:
        raise SpecCaptured(arguments["argument_spec"])

    monkeypatch.setattr(imported(module), "AnsibleModule", stop)
    with pytest.raises(SpecCaptured) as captured:
        imported(module).main()
    spec: dict[str, dict[str, Any]] = captured.value.args[0]
    return spec


def as_documented(option: dict[str, Any]) -> dict[str, Any]:
    """The properties that spec and documentation share, with the defaults of Ansible for omitted properties."""
    return {
        "type": "str",
        "required": False,
        **{part: option[part] for part in COMPARED if option.get(part) is not None},
    }


def description_of(documented: dict[str, Any]) -> str:
    text = documented["description"]
    return text if isinstance(text, str) else " ".join(text)


@pytest.mark.parametrize("module", MODULES)
def test_argument_spec_and_documentation_of_a_module_are_equal(
    module: str, modules: dict[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = spec_of(module, monkeypatch)
    options = modules[module]["doc"]["options"]
    assert {name: as_documented(option) for name, option in options.items()} == {
        name: as_documented(option) for name, option in spec.items()
    }


# For each module: the shared options, and the options with no_log. The entries of `accounts` contain secrets too.
SHARED: dict[str, tuple[dict[str, Any], set[str]]] = {
    **dict.fromkeys(SINGLE_ACCOUNT_MODULES, ({**CONNECTION_SPEC, **SELECTION_SPEC}, SECRETS)),
    AUDIT: ({**CONNECTION_SPEC}, {*SECRETS, "accounts"}),
    REPORT: ({}, set()),
    # Its requests go to other services, so it has options of its own with these names.
    NOTIFY: (
        {name: NOTIFY_SPEC[name] for name in NOTIFY_SPEC if name in {*CONNECTION_SPEC, *SELECTION_SPEC}},
        {"targets"},
    ),
    SNAPSHOT: ({**CONNECTION_SPEC}, {*SECRETS, "accounts"}),
}


@pytest.mark.parametrize("module", MODULES)
def test_module_has_the_shared_options_and_no_log_for_secrets(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = spec_of(module, monkeypatch)
    shared, hidden = SHARED[module]
    assert {name: spec[name] for name in (*CONNECTION_SPEC, *SELECTION_SPEC) if name in spec} == shared
    assert {name for name, option in spec.items() if option.get("no_log")} == hidden


def as_option(field: Field) -> dict[str, Any]:
    """The option properties of a field of an entry."""
    schema = field.schema
    is_list = schema.get("type") == "array"
    scalar = {"integer": "int", "boolean": "bool", "object": "dict"}.get(str(schema.get("type")), "str")
    option = {
        "type": "list" if is_list else scalar,
        "elements": "str" if is_list else None,
        "choices": (schema["items"] if is_list else schema).get("enum"),
        "required": field.required,
        "default": None if field.default == () else field.default,
    }
    return as_documented(option)


@pytest.mark.parametrize(
    ("module", "option", "fields"),
    [
        (AUDIT, "accounts", {name: ACCOUNT_FIELDS[name] for name in ACCOUNT_FIELDS.keys() - CONNECTION_SPEC.keys()}),
        (AUDIT, "samples", EXPECTATION_FIELDS),
        (AUDIT, "waivers", WAIVER_FIELDS),
        (AUDIT, "organization", ORGANIZATION_FIELDS),
        (NOTIFY, "targets", TARGET_FIELDS),
    ],
)
def test_fields_and_documented_suboptions_of_an_entry_are_equal(
    module: str, option: str, fields: dict[str, Field], modules: dict[str, dict[str, Any]]
) -> None:
    suboptions = modules[module]["doc"]["options"][option]["suboptions"]
    assert {name: as_documented(suboption) for name, suboption in suboptions.items()} == {
        name: as_option(field) for name, field in fields.items()
    }


def test_account_can_set_every_connection_option_except_concurrency() -> None:
    assert ACCOUNT_FIELDS.keys() & CONNECTION_SPEC.keys() == CONNECTION_SPEC.keys() - {"concurrency"}
    for name in ACCOUNT_FIELDS.keys() & CONNECTION_SPEC.keys():
        choices = CONNECTION_SPEC[name].get("choices")
        assert ACCOUNT_FIELDS[name].schema.get("enum") == choices, name
        # An account inherits omitted options from the task.
        assert ACCOUNT_FIELDS[name].default is None, name


@pytest.mark.parametrize("lookup", LOOKUPS)
def test_lookup_has_the_options_of_the_modules(lookup: str, lookups: dict[str, dict[str, Any]]) -> None:
    options = lookups[lookup]["doc"]["options"]
    shared = {name: option for name, option in {**CONNECTION_SPEC, **SELECTION_SPEC}.items() if name != "names"}
    assert set(options) == {*shared, "_terms", *REACTIONS}
    assert {name: as_documented(options[name]) for name in shared} == {
        name: as_documented(option) for name, option in shared.items()
    }
    assert as_documented(options["_terms"]) == as_documented(SELECTION_SPEC["names"])


@pytest.mark.parametrize("lookup", LOOKUPS)
def test_lookup_options_have_the_documented_variables_environment_and_ini_keys(
    lookup: str, lookups: dict[str, dict[str, Any]]
) -> None:
    for name, option in lookups[lookup]["doc"]["options"].items():
        has_sources = name in CONNECTION_SPEC or name in REACTIONS
        variables = [entry["name"] for entry in option.get("vars", [])]
        assert variables == ([f"tencentcloud_mps_{name}"] if has_sources else []), name
        # If several environment variables are set, Ansible uses the last entry, and this collection uses the first.
        assert [entry["name"] for entry in reversed(option.get("env", []))] == [*ENVIRONMENT.get(name, ())], name
        ini = [(entry["section"], entry["key"]) for entry in option.get("ini", [])]
        has_ini = has_sources and name not in SECRETS | {"validate_certs"}
        assert ini == ([("tencentcloud_mps", name)] if has_ini else []), name


def test_inventory_has_the_options_of_the_modules() -> None:
    options = documentation("inventory", ["accounts"])["accounts"]["doc"]["options"]
    for name, option in {**CONNECTION_SPEC, **ORGANIZATION_SPEC, "accounts": AUDIT_SPEC["accounts"]}.items():
        assert as_documented(options[name]) == as_documented(option), name
    for name in CONNECTION_SPEC:
        assert [entry["name"] for entry in options[name]["vars"]] == [f"tencentcloud_mps_{name}"], name
    (variable,) = options["organization_endpoint"]["env"]
    assert (variable["name"],) == ORGANIZATION_ENDPOINT
    assert not options["accounts"].get("env")


def test_plugin_fragment_adds_only_option_sources() -> None:
    base = yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"]
    added = yaml.safe_load(ModuleDocFragment.PLUGINS)["options"]
    assert list(added) == list(base) == list(CONNECTION_SPEC)
    assert set().union(*added.values()) == {"env", "ini", "vars"}
    assert not set().union(*base.values()) & {"env", "ini", "vars"}


def test_environment_variables_are_documented_in_the_order_of_their_priority(
    modules: dict[str, dict[str, Any]],
) -> None:
    for module in CONNECTING:
        options = modules[module]["doc"]["options"]
        for option, names in ENVIRONMENT.items():
            positions = [description_of(options[option]).find(f"E({name})") for name in names]
            assert -1 not in positions, (module, option)
            assert positions == sorted(positions), (module, option)
    for option in ("region", "endpoint"):
        assert tuple(CONNECTION_SPEC[option]["fallback"][1]) == ENVIRONMENT[option]


def test_version_of_the_code_is_the_version_in_galaxy_yml() -> None:
    assert yaml.safe_load((ROOT / "galaxy.yml").read_text("utf-8"))["version"] == VERSION


def role_specs() -> dict[str, dict[str, dict[str, Any]]]:
    """The options of each entry point of the role."""
    specs = yaml.safe_load((ROLE / "meta" / "argument_specs.yml").read_text("utf-8"))["argument_specs"]
    return {name: entry_point["options"] for name, entry_point in specs.items()}


def test_defaults_of_the_role_match_its_argument_specs() -> None:
    defaults: dict[str, Any] = yaml.safe_load((ROLE / "defaults" / "main.yml").read_text("utf-8"))
    specs = role_specs()
    for entry_point, options in specs.items():
        assert {name: option["default"] for name, option in options.items() if "default" in option} == {
            name: default for name, default in defaults.items() if name in options
        }, entry_point
    assert defaults.keys() <= specs["main"].keys()
    assert specs.keys() <= {path.stem for path in (ROLE / "tasks").glob("*.yml")}


@pytest.mark.parametrize(
    ("module", "entry_point"),
    [
        *[(AUDIT, "main"), (REPORT, "main"), (REPORT, "merge"), (REPORT, "render"), (SNAPSHOT, "snapshot")],
        *[(NOTIFY, "main"), (NOTIFY, "merge"), (NOTIFY, "notify")],
    ],
)
def test_option_of_the_role_matches_the_option_of_the_module(
    module: str, entry_point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = role_specs()[entry_point]
    for name, option in spec_of(module, monkeypatch).items():
        prefixes = ("notify_",) if module == NOTIFY else ("", "report_", "snapshot_")
        role_option = next(filter(None, (options.get(f"person_sample_audit_{part}{name}") for part in prefixes)), None)
        if role_option is not None:
            # The task validates what Ansible would refuse as a text: an empty text, or JSON.
            accepts_texts = option["type"] not in ("str", "path") or option.get("choices")
            if not (accepts_texts and role_option["type"] == "raw"):
                for part in ("type", "elements", "choices"):
                    assert role_option.get(part) == option.get(part), (name, part)
            # The role always writes reports and fails for violations. Without waivers and targets, its lists are empty.
            differs = (module, name) in {
                (NOTIFY, "targets"),
                *((AUDIT, of) for of in ("waivers", "report_dir", "fail_on")),
            }
            # A default of the role would have priority over the environment variable.
            default = None if option.get("fallback") else option.get("default")
            assert (role_option.get("default") == default) is not differs, name


def run_module(module: str, arguments: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The result of a module without the keys that Ansible adds."""
    with patch_module_args(arguments), pytest.raises(SystemExit):
        imported(module).main()
    returned: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert "the-key" not in str(returned)
    return {key: value for key, value in returned.items() if key not in ("invocation", "changed", "failed", "msg")}


def run_task(module: str, arguments: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The result of an action plugin without the keys that Ansible adds."""
    returned = json.loads(json.dumps(run_action(module, arguments, folder)))
    keys = [account["secret_key"] for account in arguments.get("accounts", ()) if "secret_key" in account]
    assert not [key for key in keys if key in str(returned)]
    return {key: value for key, value in returned.items() if key not in ("changed", "failed", "msg")}


def run_for_one_account(
    module: str, responses: Sequence[ScriptedResponse], capsys: pytest.CaptureFixture[str], **options: Any
) -> dict[str, Any]:
    with ScriptedServer(responses) as server:
        keys = {"secret_id": "AKIDid", "secret_key": "the-key"}
        arguments = {**keys, "endpoint": server.url, "sts_endpoint": server.url, "concurrency": 1}
        return run_module(module, {**arguments, **options}, capsys)


def connected(emulator: EmulatorProcess) -> list[dict[str, Any]]:
    """The entry under `accounts` for each account of the emulator, with all parts that appear in results."""
    return [
        {
            "name": name,
            **account_options(emulator, name),
            "account_uin": keys["uin"],
            "labels": ["film"],
            "region": "ap-singapore",
        }
        for name, keys in emulator.credentials.items()
    ]


def run_audit(folder: Path) -> dict[str, Any]:
    """The result of an audit that contains every documented return value at least once."""
    state = {
        "accounts": [
            {"name": "studio", "uin": "100000000001", "samples": [{"name": "John"}, {"name": "Jane"}]},
            {"name": "denied", "uin": "100000000002", "denied": ["mps:*"]},
            {"name": "new", "uin": "100000000003", "roles": [{"name": "Auditor", "trusts": ["studio"]}]},
        ],
        "organization": {"manager": "studio", "members": [{"uin": "100000000003", "name": "new"}]},
    }
    waiver = {"account": "*", "sample": "John", "expires": "2999-12-31"}
    with EmulatorProcess(state) as emulator:
        # The profile of the last account does not exist, so that no request is sent to its endpoint.
        lost = {"name": "lost", "profile": "none", "endpoint": "mps.tencentcloudapi.com", "account_uin": "1"}
        (folder / "accounts.yml").write_text(json.dumps([*connected(emulator)[:2], lost]), encoding="utf-8")
        samples = [{"name": "John", "min_faces": 3, "accounts": ["studio"]}]
        (folder / "manifest.yml").write_text(json.dumps(samples), encoding="utf-8")
        arguments = {
            **account_options(emulator, "studio"),
            "accounts_file": "accounts.yml",
            "manifest_file": "manifest.yml",
            "organization": {"role_arn": "qcs::cam::uin/{uin}:roleName/Auditor"},
            "waivers": [{**waiver, "verdicts": ["drifted"], "reason": "later", "owner": "ops"}],
            "unexpected": "report",
            "report_dir": "audit",
            "report_formats": ["json"],
        }
        run_task(AUDIT, arguments, folder)
        # The second report is compared with the first report.
        return run_task(AUDIT, arguments, folder)


KINDS: dict[str, type] = {
    "str": str,
    "bool": bool,
    "int": int,
    "float": float,
    "list": list,
    "dict": dict,
    "raw": object,
}


def assert_as_documented(returned: dict[str, Any], documented: dict[str, Any]) -> None:
    """All keys are documented, values have the documented type, and each documented key has a value at least once."""
    assert returned_paths(returned, documented) == documented_paths(documented)


def documented_paths(documented: dict[str, Any], above: str = "") -> set[str]:
    parts = {above + name for name in documented}
    return parts.union(
        *(documented_paths(part.get("contains", {}), f"{above}{name}.") for name, part in documented.items())
    )


def returned_paths(returned: dict[str, Any], documented: dict[str, Any], above: str = "") -> set[str]:
    assert set(returned) == set(documented), above
    seen = set()
    for name, part in documented.items():
        value, path = returned[name], above + name
        if value is None:
            continue
        is_of_its_type = isinstance(value, KINDS[part["type"]])
        assert is_of_its_type, path
        seen.add(path)
        if "contains" in part:
            for entry in value if isinstance(value, list) else [value]:
                seen |= returned_paths(entry, part["contains"], path + ".")
        elif part["type"] == "list":
            assert all(isinstance(entry, KINDS[part["elements"]]) for entry in value), path
    return seen


def documented_returns(module: str, modules: dict[str, dict[str, Any]], when: str) -> dict[str, Any]:
    return {key: part for key, part in modules[module]["return"].items() if part["returned"] == when}


@pytest.mark.parametrize("module", SINGLE_ACCOUNT_MODULES)
def test_result_of_a_module_matches_its_documentation(
    module: str, modules: dict[str, dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    selection = {"person_ids": [COMPLETE["PersonId"]], "names": [COMPLETE["Name"]], "tags": ["US"], "limit": 9}
    account = {"account_uin": "100000000001", "role_arn": "qcs::cam::uin/100000000001:roleName/Reader"}
    temporary = {"TmpSecretId": "AKIDtemporary", "TmpSecretKey": "the-key-2", "Token": "the-key-3"}
    responses = [
        http(response(Credentials=temporary, ExpiredTime=2_000_000_000)),
        http(response(AccountId="100000000001")),
        http(response(TotalCount=1, PersonSet=[COMPLETE])),
    ]
    returned = run_for_one_account(module, responses, capsys, **selection, **account)
    assert_as_documented(returned, documented_returns(module, modules, "success"))


@pytest.mark.parametrize("module", SINGLE_ACCOUNT_MODULES)
def test_failure_of_a_module_matches_its_documentation(
    module: str, modules: dict[str, dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    error = {"Code": "AuthFailure.SecretIdNotFound", "Message": "Who?"}
    returned = run_for_one_account(module, [http(response(Error=error))], capsys)
    assert_as_documented(returned, documented_returns(module, modules, "failure"))


def test_results_of_audit_and_report_match_their_documentation(
    modules: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    audit = run_audit(tmp_path)
    assert_as_documented(audit, documented_returns(AUDIT, modules, "success"))
    arguments = {"results": [audit], "dest": "reports", "formats": ["json", "markdown"]}
    run_task(REPORT, arguments, tmp_path)
    assert_as_documented(run_task(REPORT, arguments, tmp_path), documented_returns(REPORT, modules, "success"))


def test_result_and_failure_of_a_snapshot_match_their_documentation(
    modules: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    studio = {"name": "studio", "uin": "100000000001", "samples": [{"name": "John"}]}
    denied = {"name": "denied", "uin": "100000000002", "denied": ["mps:*"]}
    with EmulatorProcess({"accounts": [studio, denied]}) as emulator:
        arguments = {"accounts": connected(emulator), "account": "studio", "dest": "manifest.yml"}
        returned = run_task(SNAPSHOT, arguments, tmp_path)
        failed = run_task(SNAPSHOT, {**arguments, "account": "denied"}, tmp_path)
    assert_as_documented(returned, documented_returns(SNAPSHOT, modules, "success"))
    assert_as_documented(failed, documented_returns(SNAPSHOT, modules, "failure"))


def test_result_of_a_notification_matches_its_documentation(modules: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text(json.dumps(report(mixed_audit())), encoding="utf-8")
    with ScriptedServer([http(b"no_service", "404 Not Found")]) as server:
        arguments = {"report_dir": ".", "targets": [{"service": "slack", "url": server.url}]}
        planned = run_action(NOTIFY, arguments, tmp_path, check_mode=True)
        failed = run_action(NOTIFY, arguments, tmp_path, task_vars={"ansible_python_interpreter": sys.executable})
    documented = documented_returns(NOTIFY, modules, "success")
    assert_as_documented({key: planned[key] + failed[key] for key in documented}, documented)


@pytest.mark.parametrize(
    ("module", "wrong"),
    [
        (AUDIT, {"accounts": [], "samples": []}),
        (REPORT, {"reports": ["/nowhere"], "dest": "/nowhere"}),
        (SNAPSHOT, {"accounts": [], "account": "studio", "dest": "/nowhere"}),
        (NOTIFY, {"targets": [], "report_dir": "/nowhere"}),
    ],
)
def test_invalid_input_returns_only_the_error_kind(
    module: str, wrong: dict[str, Any], modules: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    returned = {key: value for key, value in run_task(module, wrong, tmp_path).items() if value}
    assert returned == {"kind": "configuration"}
    assert "kind" in documented_returns(module, modules, "failure")


@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        (REPORT, {"dest": "/nowhere", "results": []}),
        (SNAPSHOT, {"dest": "/nowhere", "account": "studio"}),
        (NOTIFY, {"targets": []}),
    ],
)
def test_module_without_its_action_plugin_fails_with_advice(
    module: str, arguments: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    with patch_module_args(arguments), pytest.raises(SystemExit):
        imported(module).main()
    message = json.loads(capsys.readouterr().out)["msg"]
    advice = f"Call it as {COLLECTION}.{module} in a playbook."
    assert message == f"{module} runs in its action plugin, on the controller. {advice}"


@pytest.mark.parametrize("module", MODULES)
def test_every_return_value_is_documented_for_success_or_failure(
    module: str, modules: dict[str, dict[str, Any]]
) -> None:
    assert {part["returned"] for part in modules[module]["return"].values()} == {"success", "failure"}
