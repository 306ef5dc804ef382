# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Definitions that exist more than once are consistent.

This covers options and their documentation, the defaults of the role, and the version.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
import yaml

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
from ansible_collections.tencentcloud.mps.plugins.module_utils._notification.targets import NOTIFY_SPEC, TARGET_FIELDS
from ansible_collections.tencentcloud.mps.plugins.module_utils._organization.options import (
    ORGANIZATION_FIELDS,
    ORGANIZATION_SPEC,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.fields import Field
from ansible_collections.tencentcloud.mps.plugins.module_utils._version import VERSION
from support.plugin_docs import (
    AUDIT,
    MODULES,
    NOTIFY,
    REPORT,
    ROOT,
    SINGLE_ACCOUNT_MODULES,
    SNAPSHOT,
    documentation,
    imported,
)

CONNECTING = [*SINGLE_ACCOUNT_MODULES, AUDIT, SNAPSHOT]
ROLE = ROOT / "roles" / "person_sample_audit"
LOOKUPS = sorted(path.stem for path in (ROOT / "plugins" / "lookup").glob("mps_*.py"))
SECRETS = {"secret_id", "secret_key", "token", "oidc_token"}
REACTIONS = {"on_missing", "on_denied"}
COMPARED = ("type", "default", "choices", "elements", "required", "aliases")


@pytest.fixture(scope="module")
def lookups() -> dict[str, dict[str, Any]]:
    return documentation("lookup", LOOKUPS)


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


@cache
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
