# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""What playbooks see of a proven listing. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Callable

from ansible.module_utils.common.dict_transformations import camel_dict_to_snake_dict

from .._text import escape_surrogates, unicode_forms
from .selection import Listing, Selection

# The documented members of AiSamplePerson (api-facts 3.1); members that the API adds later pass through.
DOCUMENTED_FIELDS = (
    "person_id",
    "name",
    "description",
    "face_info_set",
    "usage_set",
    "tag_set",
    "create_time",
    "update_time",
)


def ids_by_name(listing: Listing, selection: Selection) -> dict[str, list[str]]:
    """The ids of the samples of each name; a name is not unique. Every name that was asked for is a key, also without a
    sample."""
    by_name: dict[str, list[str]] = {}
    for sample in listing.found:
        by_name.setdefault(sample["Name"], []).append(sample["PersonId"])
    shown: dict[str, list[str]] = {}
    for name in by_name if selection.names is None else selection.names:
        forms = (name,) if selection.names is None else unicode_forms(name)
        shown.setdefault(escape_surrogates(name), []).extend(
            escape_surrogates(one) for form in forms for one in by_name.get(form, ())
        )
    return shown


def listed_samples(
    listing: Listing, fields: Sequence[str] | None, warn: Callable[[str], object]
) -> list[dict[str, Any]]:
    """The samples of a listing with snake_case keys, cut to ``fields`` where given. Texts stay as they came, but for
    what Ansible cannot take.

    Warns of a field that is neither documented nor on any sample: it is likely misspelt.
    """
    samples: list[dict[str, Any]] = [
        escape_surrogates(camel_dict_to_snake_dict(dict(sample))) for sample in listing.samples
    ]
    if fields is None:
        return samples
    known = set(DOCUMENTED_FIELDS).union(*samples)
    for name in fields:
        if samples and name not in known:
            warn(f"No sample has the field '{name}'. Known fields are {', '.join(sorted(known))}.")
    return [{name: sample[name] for name in fields if name in sample} for sample in samples]


def in_order_of_names(listing: Listing, selection: Selection) -> Listing:
    """The listing with its samples in the order of the names that were asked for; as it is where none were."""
    if selection.names is None:
        return listing
    place = {form: index for index, name in reversed(list(enumerate(selection.names))) for form in unicode_forms(name)}
    return replace(listing, samples=sorted(listing.samples, key=lambda sample: place[sample["Name"]]))


def not_found(listing: Listing, selection: Selection) -> list[str]:
    """The names and ids that were asked for and that no sample of the account has."""
    found_ids = {sample["PersonId"] for sample in listing.found}
    missing = [name for name, ids in ids_by_name(listing, selection).items() if not ids]
    return missing + [person_id for person_id in selection.person_ids or () if person_id not in found_ids]
