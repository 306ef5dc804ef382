# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The manifest file of a snapshot: it can be read again, and is written only if it differs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader
from hypothesis import HealthCheck, given, settings, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.snapshot import manifest_of
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.plugin_utils._input_files import read_input_file
from ansible_collections.tencentcloud.mps.plugins.plugin_utils._manifest_file import ManifestFile, manifest_text
from emulator.sample import Sample

# Any text, also control characters and lone surrogates, and texts that YAML reads as other types.
TEXTS = st.one_of(
    st.text(st.characters(codec=None), max_size=8),
    st.sampled_from(["NO", "1e3", "2026-12-31", "=", "{{ 7*7 }}", "a: b #c", "\u2028", "\x85", "\ufeffx", "𠮷 😀"]),
)
SAMPLES = st.lists(
    st.builds(
        lambda number, name, description, tags: Sample(str(number), name, description, tuple(tags)),
        st.integers(10_000, 10_200),
        TEXTS,
        TEXTS,
        st.lists(TEXTS, max_size=3),
    ),
    max_size=8,
    unique_by=lambda one: one.person_id,
)
ENTRIES: list[dict[str, Any]] = [{"name": "Ann", "tags": ["US"], "min_faces": 2}, {"name": "李明 𠮷"}]
TEXT = "samples:\n- name: Ann\n  tags:\n  - US\n  min_faces: 2\n- name: 李明 𠮷\n"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SAMPLES)
def test_audit_reads_the_entries_that_were_written(tmp_path: Path, samples: list[Sample]) -> None:
    entries = manifest_of([one.row for one in samples])
    path = tmp_path / "manifest.yml"
    path.write_bytes(manifest_text(entries).encode("utf-8"))
    assert read_input_file(DataLoader(), "manifest_file", str(path), ["samples"]).entries == {"samples": entries}


def test_file_is_readable_yaml() -> None:
    assert manifest_text(ENTRIES) == TEXT
    assert manifest_text([]) == "samples: []\n"


def written(path: Path, *, mode: int = 0o600, dry: bool = False, with_diff: bool = False) -> dict[str, Any]:
    return ManifestFile(str(path), mode, dry).write(ENTRIES, with_diff)


def test_file_is_changed_only_if_its_content_or_mode_differs(tmp_path: Path) -> None:
    path = tmp_path / "new" / "manifest.yml"
    changed = [written(path, mode=mode)["changed"] for mode in (0o600, 0o600, 0o640, 0o640)]
    assert changed == [True, False, True, False]
    assert path.read_text(encoding="utf-8") == TEXT
    assert path.stat().st_mode & 0o7777 == 0o640
    assert path.parent.stat().st_mode & 0o7777 == 0o700
    path.write_text("samples: []\n")
    assert written(path) == {"changed": True, "dest": str(path)}
    assert [entry.name for entry in path.parent.iterdir()] == ["manifest.yml"]


def test_dry_run_shows_the_difference_and_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "manifest.yml"
    path.write_bytes(b"old: \xff\n")
    headers = {"before_header": str(path), "after_header": str(path)}
    returned = written(path, dry=True, with_diff=True)
    assert returned["changed"]
    assert returned["diff"] == {"before": "old: \ufffd\n", "after": TEXT, **headers}
    assert path.read_bytes() == b"old: \xff\n"
    returned = written(tmp_path / "none" / "manifest.yml", dry=True, with_diff=True)
    assert returned["diff"]["before"] == ""
    assert not (tmp_path / "none").exists()


def test_directory_with_the_name_of_the_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="is a directory, but a file with this name is needed"):
        ManifestFile(str(tmp_path), 0o600, dry=False)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a link to another user")
def test_diff_does_not_show_what_a_link_of_another_user_leads_to(tmp_path: Path) -> None:
    (tmp_path / "private").write_text("secret", encoding="utf-8")
    (tmp_path / "manifest.yml").symlink_to("private")
    os.lchown(tmp_path / "manifest.yml", 65534, 65534)
    assert written(tmp_path / "manifest.yml", with_diff=True)["diff"]["before"] == ""
    assert (tmp_path / "private").read_text(encoding="utf-8") == "secret"
