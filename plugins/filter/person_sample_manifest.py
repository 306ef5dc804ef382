# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: person_sample_manifest
short_description: Generate a manifest from the person samples of an account
version_added: 1.0.0
description:
  - Converts the samples of an account to the entries of a manifest. The account satisfies this manifest.
  - Each sample becomes one entry with its name, tags, usages, description and number of face images. If several
    samples have the same name, their entries also contain the ID.
  - Every sample must have the keys C(person_id), C(name), C(description), C(tag_set), C(usage_set) and
    C(face_info_set). Otherwise the manifest would be incomplete, so the filter fails.
author:
  - tencentcloud.mps contributors (@tencentcloud-mps)
options:
  _input:
    description:
      - All samples of the C(UserDefine) library of one account, as returned by
        M(tencentcloud.mps.mps_person_sample_info).
      - A result that was selected by names, IDs or tags is an error. For a manifest of selected samples only, pass the
        list of samples.
      - Pass the list of samples, or a mapping that contains it. The mapping is a registered or saved result with the
        key C(person_samples), or the facts of M(tencentcloud.mps.mps_person_sample_facts) with the key
        C(mps_person_samples).
    type: raw
    required: true
seealso:
  - module: tencentcloud.mps.mps_person_sample_audit
  - plugin: tencentcloud.mps.person_sample_verdicts
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Gather the samples of the account
  tencentcloud.mps.mps_person_sample_info:
    fields: [person_id, name, description, tag_set, usage_set, face_info_set]
  register: studio

- name: Save the current samples as the manifest for later audits
  ansible.builtin.copy:
    content: "{{ {'samples': studio | tencentcloud.mps.person_sample_manifest} | to_nice_yaml }}"
    dest: manifest.yml
    mode: "0644"
  delegate_to: localhost
"""

RETURN = r"""
_value:
  description: Entries for the option O(tencentcloud.mps.mps_person_sample_audit#module:samples), in the order of the
    samples. Entries with the same name are adjacent.
  type: list
  elements: dict
  sample:
    - name: John Smith
      tags: [US, Celebrity]
      usages: [Recognition.Face]
      description: American actor
      min_faces: 1
"""

from typing import Any, Callable

from ansible.errors import AnsibleFilterError

from ..module_utils._audit.manifest import USER_DEFINE
from ..module_utils._audit.offline import ALL_MEMBERS, manifest_from_samples
from ..module_utils._errors import MpsError
from ..module_utils._validation.problems import Problems
from ..plugin_utils._offline_samples import gathered_coverage, parse_samples


def person_sample_manifest(samples: Any) -> list[dict[str, Any]]:
    """The entries of a manifest. See DOCUMENTATION."""
    problems = Problems()
    try:
        rows = parse_samples(samples, dict.fromkeys(ALL_MEMBERS, "a manifest"), problems)
        gathered_coverage(samples, USER_DEFINE, "a manifest contains all samples of an account", problems)
        problems.raise_if_any()
        return manifest_from_samples(rows)
    except MpsError as error:
        raise AnsibleFilterError(f"person_sample_manifest: {error}") from None


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"person_sample_manifest": person_sample_manifest}
