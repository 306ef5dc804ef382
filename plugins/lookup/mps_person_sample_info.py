# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: mps_person_sample_info
short_description: Person samples of a Tencent Cloud account, inside any expression
version_added: 0.1.0
description:
  - Returns the person samples (faces to recognise or to block) that a Tencent Cloud account holds for Media Processing
    Service (MPS).
  - Every page is read, and the listing is proven complete before it is returned.
  - It runs on the controller.
author:
  - tencentcloud.mps contributors (@tencentcloud-mps)
extends_documentation_fragment:
  - tencentcloud.mps._connection
  - tencentcloud.mps._connection.plugins
  - tencentcloud.mps._selection
options:
  _terms:
    description:
      - The names of the samples wanted. The list may have any length; it is split into requests of 20.
      - Without any term, all samples that the other options select are returned.
      - An empty list as a term is refused, because it must never come to mean everything.
    type: list
    elements: str
  on_missing:
    description:
      - What to do about a name or an id (of O(person_ids)) that no sample has.
    type: str
    choices: [error, warn, skip]
    default: error
    ini:
      - section: tencentcloud_mps
        key: on_missing
    vars:
      - name: tencentcloud_mps_on_missing
  on_denied:
    description:
      - What to do when the API refuses the key, its permission or the account. V(warn) and V(skip) return an empty
        list.
    type: str
    choices: [error, warn, skip]
    default: error
    ini:
      - section: tencentcloud_mps
        key: on_denied
    vars:
      - name: tencentcloud_mps_on_denied
notes:
  - Equal calls in one task are answered from memory for a minute, so a loop of 100 items costs one listing. The next
    task asks again; to fetch once for many tasks, use M(tencentcloud.mps.mps_person_sample_facts). To wait for a change
    with C(until), use M(tencentcloud.mps.mps_person_sample_info).
  - Use it with C(loop) and C(query), not in the C(with_) form, where an empty list of names cannot be told from none.
  - The keys may be given as variables that the lookup reads by itself, such as C(tencentcloud_mps_secret_key), so that
    they do not stand in the expression.
seealso:
  - module: tencentcloud.mps.mps_person_sample_info
  - module: tencentcloud.mps.mps_person_sample_facts
"""

EXAMPLES = r"""
- name: The id of one person, with the keys from the environment
  ansible.builtin.debug:
    msg: "{{ lookup('tencentcloud.mps.mps_person_sample_info', 'John Smith').person_id }}"

- name: Those of these people that are there
  ansible.builtin.set_fact:
    present: "{{ query('tencentcloud.mps.mps_person_sample_info', expected_names, on_missing='skip') |
    map(attribute='name') }}"

- name: All samples of an account, with the keys from variables
  ansible.builtin.debug:
    msg: "{{ query('tencentcloud.mps.mps_person_sample_info', fields=['person_id', 'name']) | length }} samples"
  vars:
    tencentcloud_mps_secret_id: "{{ vault_secret_id }}"
    tencentcloud_mps_secret_key: "{{ vault_secret_key }}"
    tencentcloud_mps_endpoint: mps.tencentcloudapi.com
"""

RETURN = r"""
_raw:
  description:
    - The samples, those of the first term first; without terms in the order of the API. A name may have more than one.
    - Their keys are those of RV(tencentcloud.mps.mps_person_sample_info#module:person_samples).
  type: list
  elements: dict
"""

import os
from collections.abc import Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase
from ansible.utils.display import Display

from ..module_utils._api.transport import REQUESTS_IMPORT_ERROR
from ..module_utils._auth.options import parse_concurrency, parse_settings
from ..module_utils._errors import ConfigurationError, DeniedError, MpsError
from ..module_utils._listing.gather import (
    Gathered,
    gather_person_samples,
    in_order_of_names,
    listed_samples,
    not_found,
)
from ..module_utils._listing.selection import parse_fields, parse_selection
from ..plugin_utils._lookup_options import read_options
from ..plugin_utils._result_cache import Memory

MEMORY_S = 60.0

_display = Display()
_memory: Memory[Gathered] = Memory(MEMORY_S)


class LookupModule(LookupBase):
    def run(
        self, terms: Sequence[Any], variables: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> list[dict[str, Any]]:
        if REQUESTS_IMPORT_ERROR:
            raise AnsibleLookupError("The Python library 'requests' is needed on the controller; install it there.")
        try:
            return self._samples(terms, read_options(self, variables or {}, kwargs))
        except MpsError as error:
            raise AnsibleLookupError(f"mps_person_sample_info: {error}") from None

    def _samples(self, terms: Sequence[Any], options: dict[str, Any]) -> list[dict[str, Any]]:
        fields = parse_fields(options)
        selection = parse_selection({**options, "names": self._flatten(terms) if terms else None})
        settings, concurrency = parse_settings(options, os.environ), parse_concurrency(options)
        try:
            gathered = _memory.recall(
                (settings, selection), lambda: gather_person_samples(settings, concurrency, selection, _display.warning)
            )
        except DeniedError as denied:
            _tell(options["on_denied"], denied)
            return []
        listing = in_order_of_names(gathered.listing, selection)
        self._tell_of_missing(options["on_missing"], not_found(listing, selection))
        return listed_samples(listing, fields, _display.warning)

    def _tell_of_missing(self, reaction: str, missing: Sequence[str]) -> None:
        if missing:
            what = ", ".join(repr(identity) for identity in missing)
            _tell(reaction, ConfigurationError(f"no sample for {what}"))


def _tell(reaction: str, error: MpsError) -> None:
    """Raise the error, warn of it, or pass over it, as the option says."""
    if reaction == "error":
        raise error
    if reaction == "warn":
        _display.warning(f"mps_person_sample_info: {error}")
