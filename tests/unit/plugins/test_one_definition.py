# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is written in more than one place says the same: specs, documentation as ansible-doc shows it, the version, and
what a module returns."""

from __future__ import annotations

import importlib
import json
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from ansible.module_utils.testing import patch_module_args
from scripted_server import Answer, ScriptedServer, http, response

from ansible_collections.tencentcloud.mps.plugins.doc_fragments._connection import ModuleDocFragment
from ansible_collections.tencentcloud.mps.plugins.module_utils._options import (
    CONNECTION_SPEC,
    ENVIRONMENT,
    SELECTION_SPEC,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._version import VERSION

ROOT = Path(__file__).resolve().parents[3]
COLLECTION = "tencentcloud.mps"
MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("mps_*.py"))
LOOKUPS = sorted(path.stem for path in (ROOT / "plugins" / "lookup").glob("mps_*.py"))
SECRETS = {"secret_id", "secret_key", "token"}
REACTIONS = {"on_missing", "on_denied"}
ALIKE = ("type", "default", "choices", "elements", "required", "aliases")
SAMPLE: dict[str, Any] = {
    "PersonId": "10569",
    "Name": "John Smith",
    "Description": "American actor",
    "FaceInfoSet": [{"FaceId": "10011", "Url": "http://face.example.com/10011.jpg"}],
    "UsageSet": ["Recognition.Face"],
    "TagSet": ["US", "Celebrity"],
    "CreateTime": "2024-10-01T10:00:00Z",
    "UpdateTime": "2024-10-01T10:00:00Z",
}


def documentation(kind: str, names: list[str]) -> dict[str, dict[str, Any]]:
    """What ansible-doc knows of plugins, by short name."""
    fqcns = [f"{COLLECTION}.{name}" for name in names]
    done = subprocess.run(
        ["ansible-doc", "-j", "-t", kind, *fqcns], capture_output=True, text=True, check=True, timeout=60
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


class SpecSeen(Exception):
    """Ends a module where it would build its AnsibleModule; carries what that was given."""


def spec_of(module: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Any]]:
    def stop(**arguments: Any) -> None:
        raise SpecSeen(arguments["argument_spec"])

    monkeypatch.setattr(imported(module), "AnsibleModule", stop)
    with pytest.raises(SpecSeen) as seen:
        imported(module).main()
    spec: dict[str, dict[str, Any]] = seen.value.args[0]
    return spec


def as_documented(option: dict[str, Any]) -> dict[str, Any]:
    """The parts of an option that spec and documentation share; what is not said is what Ansible takes it for."""
    return {"type": "str", "required": False, **{part: option[part] for part in ALIKE if option.get(part) is not None}}


def described(documented: dict[str, Any]) -> str:
    text = documented["description"]
    return text if isinstance(text, str) else " ".join(text)


@pytest.mark.parametrize("module", MODULES)
def test_the_spec_of_a_module_is_its_documentation(
    module: str, modules: dict[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = spec_of(module, monkeypatch)
    options = modules[module]["doc"]["options"]
    assert {name: as_documented(option) for name, option in options.items()} == {
        name: as_documented(option) for name, option in spec.items()
    }


@pytest.mark.parametrize("module", MODULES)
def test_every_module_has_the_shared_options_and_hides_the_secrets(
    module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = spec_of(module, monkeypatch)
    shared = {name: spec[name] for name in (*CONNECTION_SPEC, *SELECTION_SPEC)}
    assert shared == {**CONNECTION_SPEC, **SELECTION_SPEC}
    assert {name for name, option in spec.items() if option.get("no_log")} == SECRETS


@pytest.mark.parametrize("lookup", LOOKUPS)
def test_the_options_of_a_lookup_are_those_of_the_modules(lookup: str, lookups: dict[str, dict[str, Any]]) -> None:
    options = lookups[lookup]["doc"]["options"]
    shared = {name: option for name, option in {**CONNECTION_SPEC, **SELECTION_SPEC}.items() if name != "names"}
    assert set(options) == {*shared, "_terms", *REACTIONS}
    assert {name: as_documented(options[name]) for name in shared} == {
        name: as_documented(option) for name, option in shared.items()
    }
    assert as_documented(options["_terms"]) == as_documented(SELECTION_SPEC["names"])


@pytest.mark.parametrize("lookup", LOOKUPS)
def test_where_else_the_options_of_a_lookup_come_from(lookup: str, lookups: dict[str, dict[str, Any]]) -> None:
    for name, option in lookups[lookup]["doc"]["options"].items():
        from_elsewhere = name in CONNECTION_SPEC or name in REACTIONS
        variables = [entry["name"] for entry in option.get("vars", [])]
        assert variables == ([f"tencentcloud_mps_{name}"] if from_elsewhere else []), name
        # Of several environment variables Ansible takes the last that is set, this collection the first.
        assert [entry["name"] for entry in reversed(option.get("env", []))] == [*ENVIRONMENT.get(name, ())], name
        ini = [(entry["section"], entry["key"]) for entry in option.get("ini", [])]
        has_ini = from_elsewhere and name not in SECRETS | {"validate_certs"}
        assert ini == ([("tencentcloud_mps", name)] if has_ini else []), name


def test_the_fragment_of_the_plugins_adds_places_and_nothing_else() -> None:
    base = yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"]
    added = yaml.safe_load(ModuleDocFragment.PLUGINS)["options"]
    assert list(added) == list(base) == list(CONNECTION_SPEC)
    assert set().union(*added.values()) == {"env", "ini", "vars"}
    assert not set().union(*base.values()) & {"env", "ini", "vars"}


def test_the_environment_that_a_module_reads_is_described(modules: dict[str, dict[str, Any]]) -> None:
    for module in MODULES:
        options = modules[module]["doc"]["options"]
        for option, names in ENVIRONMENT.items():
            places = [described(options[option]).find(f"E({name})") for name in names]
            assert -1 not in places, (module, option)
            assert places == sorted(places), (module, option)
    for option in ("region", "endpoint"):
        assert tuple(CONNECTION_SPEC[option]["fallback"][1]) == ENVIRONMENT[option]


def test_the_version_is_that_of_the_collection(modules: dict[str, dict[str, Any]]) -> None:
    assert yaml.safe_load((ROOT / "galaxy.yml").read_text("utf-8"))["version"] == VERSION


def run_module(module: str, answer: Answer, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What a whole module returns, less what Ansible itself puts there."""
    with ScriptedServer([answer]) as server:
        arguments = {"secret_id": "AKIDid", "secret_key": "the-key", "endpoint": server.url, "concurrency": 1}
        with patch_module_args(arguments), pytest.raises(SystemExit):
            imported(module).main()
    written = capsys.readouterr().out
    assert "the-key" not in written
    returned: dict[str, Any] = json.loads(written)
    return {key: value for key, value in returned.items() if key not in ("invocation", "changed", "failed", "msg")}


KINDS = {"str": str, "int": int, "float": float, "list": list, "dict": dict}


def assert_as_documented(value: Any, documented: dict[str, Any], path: str) -> None:
    """The type, and for every documented part its keys, all the way down."""
    assert isinstance(value, KINDS[documented["type"]]), path
    parts = documented.get("contains")
    if parts:
        assert value, path
        entries: Any = value if isinstance(value, list) else [value]
        for one in entries:
            assert set(one) == set(parts), path
            for name, part in parts.items():
                assert_as_documented(one[name], part, f"{path}.{name}")


@pytest.mark.parametrize("module", MODULES)
def test_a_module_returns_what_is_documented(
    module: str, modules: dict[str, dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    documented = {key: part for key, part in modules[module]["return"].items() if part["returned"] == "success"}
    returned = run_module(module, http(response(TotalCount=1, PersonSet=[SAMPLE])), capsys)
    assert set(returned) == set(documented)
    for key, part in documented.items():
        assert_as_documented(returned[key], part, key)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_that_fails_returns_what_is_documented(
    module: str, modules: dict[str, dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    documented = {key: part for key, part in modules[module]["return"].items() if part["returned"] == "failure"}
    error = {"Code": "AuthFailure.SecretIdNotFound", "Message": "Who?"}
    returned = run_module(module, http(response(Error=error)), capsys)
    assert set(returned) == set(documented)
    for key, part in documented.items():
        assert_as_documented(returned[key], part, key)


@pytest.mark.parametrize("module", MODULES)
def test_every_return_value_is_of_success_or_of_failure(module: str, modules: dict[str, dict[str, Any]]) -> None:
    assert {part["returned"] for part in modules[module]["return"].values()} == {"success", "failure"}
