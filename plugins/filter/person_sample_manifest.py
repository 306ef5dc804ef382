# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: person_sample_manifest
short_description: Make a manifest of the person samples of an account
version_added: 0.1.0
description:
  - Returns entries of a manifest which the account of these samples satisfies, one for each sample, with its tags,
    usages, description and number of faces. Samples that share a name get their ids too.
  - Every sample must have the keys that this takes, so that the manifest does not say less than the account holds.
author:
  - tencentcloud.mps contributors (@tencentcloud-mps)
options:
  _input:
    description:
      - All samples of the C(UserDefine) library of one account, as M(tencentcloud.mps.mps_person_sample_info) returns
        them. Either the list, or what holds it under C(person_samples) (a registered result, or one that was saved) or
        under C(mps_person_samples) (the facts of M(tencentcloud.mps.mps_person_sample_facts)).
    type: raw
    required: true
seealso:
  - module: tencentcloud.mps.mps_person_sample_audit
  - plugin: tencentcloud.mps.person_sample_verdicts
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Gather
  tencentcloud.mps.mps_person_sample_info:
    fields: [person_id, name, description, tag_set, usage_set, face_info_set]
  register: studio

- name: Keep what the account holds today as what is expected from now on
  ansible.builtin.copy:
    content: "{{ {'samples': studio | tencentcloud.mps.person_sample_manifest} | to_nice_yaml }}"
    dest: manifest.yml
    mode: "0644"
  delegate_to: localhost
"""

RETURN = r"""
_value:
  description: Entries for the option O(tencentcloud.mps.mps_person_sample_audit#module:samples), in the order of the
    samples; those that share a name stand together.
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

from ..module_utils._audit.offline import WHOLE_SAMPLE, manifest_from_samples
from ..module_utils._errors import MpsError
from ..module_utils._validation.problems import Problems
from ..plugin_utils._offline_samples import parse_samples


def person_sample_manifest(samples: Any) -> list[dict[str, Any]]:
    """The entries of a manifest; see DOCUMENTATION."""
    problems = Problems()
    try:
        rows = parse_samples(samples, dict.fromkeys(WHOLE_SAMPLE, "a manifest"), problems)
        problems.raise_if_any()
        return manifest_from_samples(rows)
    except MpsError as error:
        raise AnsibleFilterError(f"person_sample_manifest: {error}") from None


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"person_sample_manifest": person_sample_manifest}
