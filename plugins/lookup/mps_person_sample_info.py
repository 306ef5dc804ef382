# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: mps_person_sample_info
short_description: Return the person samples of a Tencent Cloud account
version_added: 1.0.0
description:
  - Returns the person samples of a Tencent Cloud account. Media Processing Service (MPS) uses person samples to
    recognize or block faces.
  - Reads all pages of the API and verifies that the list is complete before it returns the list.
  - Lookups run on the controller. They use the environment, the files and the network of the controller.
author:
  - tencentcloud.mps contributors (@tencentcloud-mps)
extends_documentation_fragment:
  - tencentcloud.mps._connection
  - tencentcloud.mps._connection.plugins
  - tencentcloud.mps._selection
options:
  _terms:
    description:
      - Names of the samples to return. The list can have any length; each request contains up to 20 names.
      - Without terms, the lookup returns all samples that the other options select.
      - An empty list as a term is an error, because it must not select all samples.
    type: list
    elements: raw
  on_missing:
    description:
      - What to do if a requested name, or a requested ID in O(person_ids), has no sample.
      - V(error) fails the task. V(warn) prints a warning and V(skip) prints nothing; both return the existing samples.
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
      - What to do if the API refuses the credentials, the permission or the account.
      - V(error) fails the task. V(warn) prints a warning and V(skip) prints nothing; both return an empty list.
    type: str
    choices: [error, warn, skip]
    default: error
    ini:
      - section: tencentcloud_mps
        key: on_denied
    vars:
      - name: tencentcloud_mps_on_denied
notes:
  - Within one task, the result is cached for 60 seconds. A loop of 100 items with the same lookup reads the samples
    once.
  - Each task reads the samples again. To read them once for several tasks, use
    M(tencentcloud.mps.mps_person_sample_facts).
  - To wait for a change with C(until), use M(tencentcloud.mps.mps_person_sample_info). The module does not cache
    results.
  - Use the lookup with C(loop) and C(query). Do not use the C(with_) keyword, because an empty list of names would then
    select all samples.
  - To keep secrets out of expressions, set variables such as C(tencentcloud_mps_secret_key). The lookup reads the
    variables itself.
seealso:
  - module: tencentcloud.mps.mps_person_sample_info
  - module: tencentcloud.mps.mps_person_sample_facts
"""

EXAMPLES = r"""
- name: Show the ID of one person, with credentials from the environment
  ansible.builtin.debug:
    msg: "{{ lookup('tencentcloud.mps.mps_person_sample_info', 'John Smith').person_id }}"

- name: Keep the expected names that have a sample
  ansible.builtin.set_fact:
    present: "{{ query('tencentcloud.mps.mps_person_sample_info', expected_names, on_missing='skip') |
    map(attribute='name') }}"

- name: Count all samples of an account, with credentials from variables
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
    - Samples in the order of the terms. Without terms, samples in the order of the API.
    - A name can have several samples.
    - For the fields of a sample, see RV(tencentcloud.mps.mps_person_sample_info#module:person_samples).
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
from ..module_utils._listing.gather import Gathered, gather_person_samples, listed_samples
from ..module_utils._listing.selection import parse_fields, parse_selection
from ..plugin_utils._lookup_options import read_options
from ..plugin_utils._lookup_results import in_order_of_names, not_found
from ..plugin_utils._result_cache import ResultCache

CACHE_TTL_S = 60.0

_display = Display()
_cache: ResultCache[Gathered] = ResultCache(CACHE_TTL_S)


class LookupModule(LookupBase):
    def run(
        self, terms: Sequence[Any], variables: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> list[dict[str, Any]]:
        if REQUESTS_IMPORT_ERROR:
            raise AnsibleLookupError(
                "The lookup requires the Python package 'requests'. Install it on the controller, in the environment of"
                " ansible-core."
            )
        try:
            return self._samples(terms, read_options(self, variables or {}, kwargs))
        except MpsError as error:
            raise AnsibleLookupError(f"mps_person_sample_info: {error}") from None

    def _samples(self, terms: Sequence[Any], options: dict[str, Any]) -> list[dict[str, Any]]:
        fields = parse_fields(options)
        selection = parse_selection({**options, "names": self._flatten(terms) if terms else None})
        settings, concurrency = parse_settings(options, os.environ), parse_concurrency(options)
        try:
            gathered = _cache.get(
                (settings, selection),
                lambda: gather_person_samples(settings, concurrency, selection, _display.warning),
            )
        except DeniedError as denied:
            _react(options["on_denied"], denied)
            return []
        listing = in_order_of_names(gathered.listing, selection)
        missing = not_found(listing, selection)
        if missing:
            shown = ", ".join(map(repr, missing))
            _react(
                options["on_missing"],
                ConfigurationError(
                    f"no sample found for {shown}. Names must match exactly; see the option 'on_missing'"
                ),
            )
        return listed_samples(listing, fields, _display.warning)


def _react(reaction: str, error: MpsError) -> None:
    """Raise the error, print it as a warning, or ignore it, as ``on_missing`` or ``on_denied`` requires."""
    if reaction == "error":
        raise error
    if reaction == "warn":
        _display.warning(f"mps_person_sample_info: {error}")
