# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an audit should find, said naively: by looking at every sample of the emulator. Nothing is the collection's."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from emulator.sample import Sample

Entry = Mapping[str, Any]


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def spellings(name: str) -> set[str]:
    return {name, nfc(name), unicodedata.normalize("NFD", name)}


def fits(pattern: str, text: str | None) -> bool:
    return text is not None and (nfc(pattern) == nfc(text) or fnmatchcase(nfc(text), nfc(pattern)))


def concerns(entry: Entry, account: str, labels: Iterable[str]) -> bool:
    at_name = "accounts" not in entry or any(fits(pattern, account) for pattern in entry["accounts"])
    return at_name and set(entry.get("labels", ())) <= set(labels)


def meant(entry: Entry, samples: Iterable[Sample]) -> list[Sample]:
    """The samples that an entry of a manifest speaks of. In Tencent's own library only names can be searched."""
    by_id = [one for one in samples if "person_id" not in entry or one.person_id == entry["person_id"]]
    if "person_id" in entry and entry.get("type") != "Default":
        return by_id
    return [one for one in by_id if one.name in spellings(entry["name"])]


def used_for(usages: Iterable[str]) -> set[str]:
    return {kind for kind in ("Recognition", "Review") if {kind, f"{kind}.Face", "All"} & set(usages)}


def wrong_fields(entry: Entry, one: Sample) -> set[str]:
    right = {
        "name": "name" not in entry or one.name in spellings(entry["name"]),
        "tags": {nfc(tag) for tag in entry.get("tags", ())} <= {nfc(tag) for tag in one.tags},
        "usages": used_for(entry.get("usages", ())) <= used_for(one.usages),
        "description": nfc(entry.get("description", one.description)) == nfc(one.description),
        "min_faces": one.faces >= entry.get("min_faces", 0),
    }
    return {field for field, is_right in right.items() if not is_right}


def verdict_on(entry: Entry, samples: Iterable[Sample]) -> str:
    found = meant(entry, samples)
    if entry.get("state") == "absent":
        return "forbidden" if found else "ok"
    if len(found) != 1:
        return "ambiguous" if found else "missing"
    return "drifted" if wrong_fields(entry, found[0]) else "ok"


def nobody_expects(entries: Iterable[Entry], samples: Iterable[Sample]) -> list[Sample]:
    """The samples of UserDefine that no entry speaks of: an id where there is one, else a name."""
    mine = [entry for entry in entries if entry.get("type") != "Default"]
    ids = {entry["person_id"] for entry in mine if "person_id" in entry}
    names = {form for entry in mine if "person_id" not in entry for form in spellings(entry["name"])}
    return [one for one in samples if one.person_id not in ids and one.name not in names]


def is_waived(waivers: Sequence[Entry], today: dt.date, account: str, verdict: str, *identities: str | None) -> bool:
    return verdict not in ("ok", "unknown") and any(
        waiver["expires"] >= today
        and verdict in waiver.get("verdicts", [verdict])
        and fits(waiver["account"], account)
        and any(fits(waiver["sample"], identity) for identity in identities)
        for waiver in waivers
    )
