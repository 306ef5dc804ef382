# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
"""The checks of `make check`. All of them run, two at a time, and a summary follows."""

from __future__ import annotations

import subprocess
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolchain import ansible_test, docs_site, execution_environment, galaxy, sanity, terms, tree
from toolchain.environments import (
    CACHE,
    CORES,
    OLDEST_CORE,
    ROOT,
    ToolchainError,
    core_environment,
    ensure,
    link_collection,
    tccli_environment,
    test_environment,
)
from toolchain.sarif_schema import sarif_schema
from toolchain.tools import COLLECTIONS, CheckFailed, Host, call

if TYPE_CHECKING:
    from collections.abc import Callable

AT_A_TIME = 2
TYPED = ("plugins", "extensions", "tests")
# Sanity tests run on the newest and the oldest ansible-core, and on this one.
MIDDLE_CORE = "2.19.1"


@dataclass(frozen=True)
class Check:
    name: str
    run: Callable[[Host], str]
    core: str | None = None  # one of CORES that the check needs


@dataclass(frozen=True)
class Outcome:
    name: str
    passed: bool
    seconds: float
    output: str


def run(names: list[str]) -> int:
    """Run the checks whose names start with one of `names`, or all checks. Returns the exit code."""
    chosen = [check for check in CHECKS if not names or check.name.startswith(tuple(names))]
    if not chosen:
        raise ToolchainError(
            f"No check starts with {' or '.join(names)}. Checks: {', '.join(check.name for check in CHECKS)}."
        )
    host = Host()
    missing = [core for core in CORES if core_environment(core, host.pythons) is None]
    if missing:
        print(f"== No Python of this machine can run ansible-core {', '.join(missing)}")
        chosen = [check for check in chosen if check.core not in missing]
    link_collection(COLLECTIONS)
    outcomes = []
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        for future in as_completed([pool.submit(_outcome, check, host) for check in chosen]):
            outcome = future.result()
            outcomes.append(outcome)
            _report(outcome)
    return _summary(sorted(outcomes, key=lambda outcome: [check.name for check in chosen].index(outcome.name)))


def format_python() -> None:
    environment = Host().tools()
    for arguments in (["check", "--fix", "--fix-only", "--quiet"], ["format"]):
        subprocess.run([environment.bin / "ruff", *arguments, "."], cwd=ROOT, check=True)


def _outcome(check: Check, host: Host) -> Outcome:
    began = time.monotonic()
    try:
        output, passed = check.run(host), True
    except (CheckFailed, ToolchainError, subprocess.CalledProcessError) as error:
        output, passed = str(error), False
    return Outcome(check.name, passed, time.monotonic() - began, output)


def _report(outcome: Outcome) -> None:
    print(f"== {outcome.name}: {'passed' if outcome.passed else 'FAILED'} in {outcome.seconds:.1f} s", flush=True)
    if not outcome.passed:
        print(outcome.output.rstrip(), flush=True)


def _summary(outcomes: list[Outcome]) -> int:
    width = max(len(outcome.name) for outcome in outcomes)
    print("\nsummary")
    for outcome in outcomes:
        print(f"  {outcome.name:{width}}  {'passed' if outcome.passed else 'FAILED'}  {outcome.seconds:6.1f} s")
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def _tool(*command: str) -> Callable[[Host], str]:
    return lambda host: call(list(command), host.tools(), command[0])


def _environment_of_tools(host: Host) -> str:
    return str(host.tools().python)


def _smoke(core: str | None) -> Callable[[Host], str]:
    """Run tests/smoke with one of CORES; None: with the newest ansible-core of this machine."""

    def run_smoke(host: Host) -> str:
        environment = host.tools() if core is None else host.core(core)
        command = ["python", "-m", "smoke", str(environment.folder)]
        return call(command, test_environment(), f"smoke-{core}", PYTHONPATH=str(ROOT / "tests"))

    return run_smoke


def _installed(core: str | None) -> Callable[[Host], str]:
    """Install the archive with one of CORES, and run the playbook of the README; None: with the newest ansible-core."""

    def install(host: Host) -> str:
        environment = host.tools() if core is None else host.core(core)
        archive = galaxy.build(host, CACHE / "installed" / str(core))
        command = ["python", "-m", "smoke.installed", str(environment.folder), str(archive)]
        return call(command, test_environment(), f"installed-{core}", PYTHONPATH=str(ROOT / "tests"))

    return install


def _environment_of_tccli(_host: Host) -> str:
    environment = tccli_environment()
    ensure(environment)
    return str(environment.python)


def _mypy(host: Host) -> str:
    """Type-check through an ansible_collections folder, so that module names match the imports."""
    collection = link_collection(COLLECTIONS)
    paths = [str(collection / "plugins"), *(name for name in TYPED[1:] if (ROOT / name).is_dir())]
    try:
        return call(
            ["mypy", "--python-executable", str(test_environment().bin / "python"), *paths], host.tools(), "mypy"
        )
    except CheckFailed as failure:
        raise CheckFailed(str(failure).replace(f"{collection.relative_to(ROOT)}/", "")) from None


def _yamllint(host: Host) -> str:
    names = [name for name in tree.files() if name.endswith((".yml", ".yaml", ".yamllint", ".ansible-lint"))]
    return call(["yamllint", "--strict", *names], host.tools(), "yamllint")


def _codespell(host: Host) -> str:
    """Typing errors, with codespell's own dictionary, then retired words, with the dictionary of this repository."""
    runs: tuple[list[str], ...] = ([], ["--dictionary", terms.WORDS, "--regex", terms.WORD])
    outputs = []
    for arguments in runs:
        command = ["codespell", "--check-hidden", *arguments, *terms.names_of_texts()]
        try:
            call(command, host.tools(), "codespell")
        except CheckFailed as failure:
            outputs.append(str(failure))
    if outputs:
        raise CheckFailed("".join(outputs))
    return ""


def _retired_phrases(_host: Host) -> str:
    hits = terms.retired_phrases(ROOT)
    if hits:
        raise CheckFailed("\n".join(hits))
    return ""


def _shellcheck(host: Host) -> str:
    return call(["shellcheck", *tree.shell_scripts()], host.tools(), "shellcheck")


def _execution_environment(host: Host) -> str:
    """Make the build context of the image for AWX, and read the requirements of the collection as a build does."""
    folder, name = execution_environment.empty_folder(CACHE / "execution-environment"), "execution-environment"
    output = call(execution_environment.create_command(folder), host.tools(), name)
    requirements = call(execution_environment.introspect_command(COLLECTIONS), host.tools(), name)
    problems = execution_environment.problems(folder, requirements)
    if problems:
        raise CheckFailed("\n".join(problems))
    return output + requirements


def _workflows(host: Host) -> str:
    """Compare the workflows and forms of GitHub with the schemas that check-jsonschema contains."""
    outputs = []
    for schema, folder in (("github-workflows", "workflows"), ("github-issue-forms", "ISSUE_TEMPLATE")):
        files = [name for name in tree.files() if name.startswith(f".github/{folder}/")]
        names = [name for name in files if not name.endswith("/config.yml")]
        outputs.append(call(["check-jsonschema", "--builtin-schema", f"vendor.{schema}", *names], host.tools(), schema))
    return "".join(outputs)


def _tccli(_host: Host) -> str:
    environment = tccli_environment()
    ensure(environment)
    command = ["pytest", "-m", "tccli", "tests/conformance"]
    return call(command, test_environment(), "tccli", MPS_TCCLI=str(environment.bin / "tccli"))


def _sarif(_host: Host) -> str:
    command = ["pytest", "-m", "sarif", "tests/conformance"]
    return call(command, test_environment(), "sarif", MPS_SARIF_SCHEMA=str(sarif_schema()))


def _recipes(core: str) -> Callable[[Host], str]:
    """Run the recipes of the guides with the programs of one of CORES."""

    def run_recipes(host: Host) -> str:
        path = f"{host.core(core).bin}:{sanity.search_path(test_environment(), [])}"
        return call(["pytest", "-m", "recipe", "tests/integration"], test_environment(), f"recipes-{core}", PATH=path)

    return run_recipes


CHECKS = (
    Check("environment of the tools", _environment_of_tools),
    Check("sanity on the newest ansible-core", ansible_test.sanity_on_newest_core),
    *(
        Check(f"sanity on ansible-core {core}", ansible_test.sanity_on(core), core)
        for core in (OLDEST_CORE, MIDDLE_CORE)
    ),
    Check("ansible-test units", ansible_test.units),
    Check("ansible-test integration", ansible_test.integration),
    *(Check(f"smoke test on ansible-core {core}", _smoke(core), core) for core in CORES),
    Check("smoke test on the newest ansible-core", _smoke(None)),
    *(Check(f"install on ansible-core {core}", _installed(core), core) for core in (OLDEST_CORE, MIDDLE_CORE)),
    Check("install on the newest ansible-core", _installed(None)),
    Check("recipes on ansible-core 2.19.1", _recipes("2.19.1"), "2.19.1"),
    Check("environment of TCCLI", _environment_of_tccli),
    Check("ansible-lint", _tool("ansible-lint", "-q", "--nocolor", "--format", "pep8")),
    Check(
        "antsibull-docs",
        _tool(
            "antsibull-docs",
            "lint-collection-docs",
            "--plugin-docs",
            "--validate-collection-refs=all",
            "--disallow-unknown-collection-refs",
            "--skip-rstcheck",
            ".",
        ),
    ),
    Check("documentation site", docs_site.build),
    Check("galaxy-importer", galaxy.import_collection),
    Check("antsibull-changelog", _tool("antsibull-changelog", "lint")),
    Check("mypy", _mypy),
    Check("ruff check", _tool("ruff", "check", "--output-format", "concise", ".")),
    Check("ruff format", _tool("ruff", "format", "--check", "--output-format", "concise", ".")),
    Check("reuse", _tool("reuse", "lint")),
    Check("yamllint", _yamllint),
    Check("shellcheck", _shellcheck),
    Check("GitHub workflows", _workflows),
    Check("execution environment", _execution_environment),
    Check("codespell", _codespell),
    Check("retired phrases", _retired_phrases),
    Check("conformance with TCCLI", _tccli),
    Check("SARIF schema", _sarif),
)
