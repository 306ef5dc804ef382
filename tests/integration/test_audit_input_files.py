# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The input files of the audit task: formats, encryption, and errors that name the file and the line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret

from support.audit_task import ANN, ANOTHER_PYTHON, audit_task, by_name, entries, named, results_of, state_of, verdicts
from support.emulator_process import EmulatorProcess

PASSWORD = "a-vault-password"
HOSTILE = "{{ 7*7 }}"
EMOJI = "Zoë \U0001f3ac"  # JSON writes the second character as two escapes
STATE = {
    "accounts": [
        state_of(1, "studio", ANN, {"name": EMOJI}),
        state_of(2, "copy", ANN),
        state_of(3, "archive", {"name": HOSTILE}),
    ]
}
CHECK = "Check the path and its permissions."
START = "Relative paths start in base_dir"
SECRET = "a-secret-in-a-broken-file"


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(STATE) as running:
        yield running


def vaulted(text: str) -> str:
    """The text as ``ansible-vault encrypt`` writes it."""
    encrypted: bytes = VaultLib([("default", VaultSecret(PASSWORD.encode()))]).encrypt(text)
    return encrypted.decode()


def with_vaulted_values(accounts: list[dict[str, Any]]) -> str:
    """A YAML list of the accounts in which each secret key is a ``!vault`` value."""
    lines = []
    for account in accounts:
        others = {name: value for name, value in account.items() if name != "secret_key"}
        lines.append(yaml.safe_dump([others]).rstrip())
        lines.append("  secret_key: !vault |")
        lines += [f"    {line}" for line in vaulted(account["secret_key"]).splitlines()]
    return "\n".join(lines) + "\n"


@pytest.fixture
def password_file(tmp_path: Path) -> str:
    (tmp_path / "vault-password").write_text(PASSWORD, encoding="utf-8")
    return str(tmp_path / "vault-password")


def test_entries_of_options_and_files_are_joined_in_every_format(
    emulator: EmulatorProcess, tmp_path: Path, password_file: str
) -> None:
    inline = entries(emulator, "studio")
    in_file = entries(emulator, "copy", "archive")
    samples = [*named("Ann", HOSTILE), {"name": EMOJI, "accounts": ["studio"]}]
    waivers = [{"account": "*", "sample": HOSTILE, "verdicts": ["missing"], "expires": "2999-12-31"}]
    yaml_accounts = yaml.safe_dump({"accounts": in_file}, allow_unicode=True)
    with_anchor = (
        f"- &common {{name: copy, endpoint: {in_file[0]['endpoint']}, secret_id: {in_file[0]['secret_id']},"
        f" secret_key: {in_file[0]['secret_key']}}}\n"
        f"- {{<<: *common, name: archive, secret_id: {in_file[1]['secret_id']},"
        f" secret_key: !unsafe {in_file[1]['secret_key']}}}\n"
    )
    files: dict[str, tuple[bytes, bytes, bytes]] = {
        "yaml lists": (
            yaml.safe_dump(in_file).encode(),
            yaml.safe_dump(samples, allow_unicode=True).encode(),
            (
                b"# the date is not in quotes\n"
                b"- {account: '*', sample: '{{ 7*7 }}', verdicts: [missing], expires: 2999-12-31}\n"
            ),
        ),
        "yaml mappings": (
            yaml_accounts.encode(),
            yaml.safe_dump({"samples": samples, "waivers": waivers}).encode(),
            b"",
        ),
        "json lists": (
            json.dumps(in_file).encode(),
            json.dumps(samples, indent="\t").encode(),
            json.dumps(waivers).encode(),
        ),
        "json mappings": (
            json.dumps({"accounts": in_file}, indent=2).encode(),
            json.dumps({"samples": samples}, ensure_ascii=False).encode(),
            json.dumps({"waivers": waivers}).encode(),
        ),
        "byte order mark and line ends of Windows": (
            b"\xef\xbb\xbf" + yaml_accounts.replace("\n", "\r\n").encode(),
            b"\xef\xbb\xbf" + json.dumps(samples).encode(),
            b"\xef\xbb\xbf" + yaml.safe_dump(waivers).replace("\n", "\r\n").encode(),
        ),
        "encrypted files": (
            vaulted(yaml_accounts).encode(),
            vaulted(json.dumps(samples)).encode(),
            vaulted(yaml.safe_dump({"waivers": waivers})).encode(),
        ),
        "encrypted values and empty files": (
            with_vaulted_values(in_file).encode(),
            yaml.safe_dump({"samples": samples, "waivers": waivers}).encode(),
            b"# no waiver yet\n",
        ),
        "merge keys": (
            with_anchor.encode(),
            yaml.safe_dump({"waivers": waivers, "samples": samples}).encode(),
            b"waivers:\n",
        ),
    }
    tasks = {}
    for number, (form, contents) in enumerate(files.items()):
        options: dict[str, Any] = {"accounts": inline}
        for option, content in zip(("accounts_file", "manifest_file", "waivers_file"), contents, strict=True):
            options[option] = f"{option}-{number}"  # relative to the playbook
            (tmp_path / options[option]).write_bytes(content)
        tasks[form] = audit_task(options)
    _run, results = results_of(tmp_path, tasks, "--vault-password-file", password_file)
    expected = {"studio": {HOSTILE: "missing"}, "copy": {HOSTILE: "missing"}, "archive": {"Ann": "missing"}}
    for form, result in results.items():
        assert list(by_name(result)) == ["studio", "copy", "archive"], (form, result)
        assert [sample["sample"] for sample in result["samples"]] == ["Ann", HOSTILE, EMOJI], form
        assert {account: verdicts(result, account) for account in expected} == expected, form
        assert result["summary"]["waived"] == 2, form


def test_samples_and_waivers_of_all_sources_are_joined(emulator: EmulatorProcess, tmp_path: Path) -> None:
    (tmp_path / "manifest.yml").write_text(
        "waivers:\n- {account: copy, sample: Two, expires: 2999-12-31}\nsamples:\n- name: Two\n- name: Three\n"
    )
    (tmp_path / "waivers.json").write_text('[{"account": "copy", "sample": "Three", "expires": "2999-12-31"}]')
    options = {
        "accounts": entries(emulator, "copy"),
        "samples": named("One"),
        "manifest_file": str(tmp_path / "manifest.yml"),
        "waivers": [{"account": "copy", "sample": "One", "expires": "2999-12-31"}],
        "waivers_file": str(tmp_path / "waivers.json"),
    }
    _run, results = results_of(tmp_path, {"joined": audit_task(options)})
    result = results["joined"]
    assert [sample["sample"] for sample in result["samples"]] == ["One", "Two", "Three"]
    assert [waiver["sample"] for waiver in result["waivers"]] == ["One", "Two", "Three"]
    assert result["compliant"]
    assert result["summary"]["waived"] == 3


# The content of a wrong file, and the message after its path.
WRONG_FILES: dict[str, tuple[bytes, str]] = {
    "unknown key": (
        b"waivers: []\nsampels:\n- name: Ann\n",
        ":2: unknown key 'sampels'; valid keys are samples, waivers",
    ),
    "duplicate list": (b"samples: []\n\nsamples: []\n", ":3: the key 'samples' is already in line 1; remove one"),
    "duplicate field": (
        b"- name: Ann\n  tags: [US]\n  name: Bob\n",
        ":3: the key 'name' is already in line 1; remove one",
    ),
    "duplicate field of JSON": (
        b'{"samples": [\n {"name": "Ann",\n  "name": "Bob"}\n]}\n',
        ":3: the key 'name' is already in line 2; remove one",
    ),
    "not UTF-8": ("- name: Zoë\n".encode("latin-1"), ": is not UTF-8. Save the file as UTF-8"),
    "UTF-16": ("- name: Ann\n".encode("utf-16"), ": is not UTF-8. Save the file as UTF-8"),
    "syntax": (
        f"- name: Ann\n- name: [{SECRET}\n- name: Bob\n".encode(),
        ":3: is not valid YAML or JSON: did not find expected ',' or ']'",
    ),
    "alias": (
        f"- name: Ann\n- name: *{SECRET}\n".encode(),
        ":2: is not valid YAML or JSON: found undefined alias",
    ),
    "tag": (
        f"- name: !{SECRET}\n".encode(),
        ":1: unsupported YAML tag; use !vault, or quote a string that starts with '!'",
    ),
    "type": (f"- name: Ann\n- min_faces: !!int {SECRET}\n".encode(), ":2: is not a valid value"),
    "control character": (
        f"- name: Ann\n- name: {SECRET}\x01\n".encode(),
        ":2: is not valid YAML or JSON: control characters are not allowed",
    ),
    "alias of itself": (
        b"- &ann\n  name: *ann\n",
        ": is nested too deeply, or an alias refers to a value that contains it. Correct the file",
    ),
    "two documents": (b"- name: Ann\n---\n- name: Bob\n", ":2: is not valid YAML or JSON: but found another document"),
    "no list": (f"{SECRET}\n".encode(), ":1: must contain a list, or a mapping with the key samples"),
    "mapping": (b"samples:\n  name: Ann\n", ":2: samples must be a list"),
    "vault": (
        b"- name: Ann\n- name: !vault |\n    $ANSIBLE_VAULT;1.1;AES256\n    3030\n",
        ":2: cannot decrypt the !vault value; check the vault password",
    ),
    "field": (
        b"- name: Ann\n- name: Bob\n-\n  name: Cy\n- {name: Di, severity: fatal}\n",
        ":5: samples[3].severity: ",
    ),
}


def test_wrong_file_is_named_with_its_line_and_no_value_is_shown(tmp_path: Path) -> None:
    accounts = [{"name": "studio", "secret_id": "AKIDgenerated0001", "secret_key": "generated-secret-key-0001"}]
    tasks = {}
    for number, (case, (content, _message)) in enumerate(WRONG_FILES.items()):
        (tmp_path / f"manifest-{number}.yml").write_bytes(content)
        options = {"accounts": accounts, "samples": named("Inline"), "manifest_file": f"manifest-{number}.yml"}
        tasks[case] = audit_task({**options, "validate_only": True})
    run, results = results_of(tmp_path, tasks, "-v")
    for number, (case, (_content, message)) in enumerate(WRONG_FILES.items()):
        result = results[case]
        assert result["failed"], case
        assert result["kind"] == "configuration", case
        assert f"{tmp_path}/manifest-{number}.yml{message}" in result["msg"], (case, result["msg"])
    assert SECRET not in run.output
    assert "Traceback" not in run.output


def test_path_that_is_not_a_readable_file_is_an_error(emulator: EmulatorProcess, tmp_path: Path) -> None:
    emulator.reset()
    accounts = entries(emulator, "studio")
    (tmp_path / "encrypted.yml").write_text(vaulted(f"- name: {SECRET}\n"))
    given: dict[str, dict[str, Any]] = {
        "missing": {"accounts_file": "gone.yml"},
        "folder": {"manifest_file": str(tmp_path)},
        "empty path": {"waivers_file": ""},
        "list": {"accounts_file": ["a.yml", "b.yml"]},
        "no vault password": {"manifest_file": "encrypted.yml"},
    }
    shared = {"accounts": accounts, "samples": named("Ann")}
    _run, results = results_of(tmp_path, {case: audit_task({**shared, **options}) for case, options in given.items()})
    messages = {case: result["msg"] for case, result in results.items()}
    assert messages.pop("no vault password").startswith(f"manifest_file: cannot read {tmp_path}/encrypted.yml: ")
    assert messages == {
        "missing": f"accounts_file: {tmp_path}/gone.yml cannot be read: No such file or directory. {CHECK} {START}",
        "folder": f"manifest_file: {tmp_path} cannot be read: it is a directory, not a regular file. Check the path."
        f" {START}",
        "empty path": "waivers_file must be the path of a file, or be omitted",
        "list": "accounts_file must be the path of a file, or be omitted",
    }
    assert all(result["failed"] and result["kind"] == "configuration" for result in results.values())
    assert emulator.counters()["by_action"] == {}


def test_problems_of_entries_name_the_file_the_line_and_the_index_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "accounts.yml").write_text("accounts:\n- {name: file}\n- name: file\n- {name: typo, profil: x}\n")
    (tmp_path / "manifest.json").write_text('{"samples": [\n{"name": "Bob"},\n\n{"name": "Ann"}],\n"waivers": [{}]}')
    (tmp_path / "waivers.yml").write_text("# none\n\n- {account: '*', sample: '*', expires: soon}\n")
    options = {
        "accounts": [{"name": "inline", "profile": "p"}, {"nam": "x"}],
        "accounts_file": "accounts.yml",
        "samples": named("Ann"),
        "manifest_file": "manifest.json",
        "waivers_file": "waivers.yml",
    }
    # With another Python, the module validates the entries, and does not know the files.
    another_python = {"ansible_python_interpreter": ANOTHER_PYTHON}
    tasks = {"wrong": audit_task(options), "remote": audit_task(options, vars=another_python)}
    _run, results = results_of(tmp_path, tasks)
    wrong, remote = results["wrong"], results["remote"]
    first, *lines = wrong["msg"].splitlines()
    assert first == f"{len(lines)} problems in the input. No request was sent."
    located = {
        "inline unknown field": "accounts[1].nam: is an unknown field",
        "unknown field": f"{tmp_path}/accounts.yml:4: accounts[2].profil: is an unknown field",
        "name": f"{tmp_path}/accounts.yml:3: accounts[1].name: 'file' is already the name of"
        f" {tmp_path}/accounts.yml:2: accounts[0]; use another name",
        "credentials": f"{tmp_path}/accounts.yml:3: accounts[1] (file): has the same credentials",
        "sample": f"{tmp_path}/manifest.json:4: samples[1].name: 'Ann' is already in samples[0], and both",
        "required": f"{tmp_path}/manifest.json:5: waivers[0].account: is required",
        "date": f"{tmp_path}/waivers.yml:3: waivers[0].expires: 'soon' is not a valid date",
    }
    for case, start in located.items():
        assert any(line.startswith(start) for line in lines), (case, lines)
    assert remote["msg"] == wrong["msg"]
