# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The oracle of the audit: a simple implementation that looks at every sample. It uses no code of the collection."""

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


def matches(pattern: str, text: str | None) -> bool:
    return text is not None and (nfc(pattern) == nfc(text) or fnmatchcase(nfc(text), nfc(pattern)))


def applies(entry: Entry, account: str, labels: Iterable[str]) -> bool:
    matches_name = "accounts" not in entry or any(matches(pattern, account) for pattern in entry["accounts"])
    return matches_name and set(entry.get("labels", ())) <= set(labels)


def find(entry: Entry, samples: Iterable[Sample]) -> list[Sample]:
    """The samples that an entry identifies. Tencent's own library (Default) can be searched by name only."""
    by_id = [one for one in samples if "person_id" not in entry or one.person_id == entry["person_id"]]
    if "person_id" in entry and entry.get("type") != "Default":
        return by_id
    return [one for one in by_id if nfc(one.name) == nfc(entry["name"])]


def base_usages(usages: Iterable[str]) -> set[str]:
    return {kind for kind in ("Recognition", "Review") if {kind, f"{kind}.Face", "All"} & set(usages)}


def wrong_fields(entry: Entry, one: Sample) -> set[str]:
    tags, usages = {nfc(tag) for tag in entry.get("tags", ())}, base_usages(entry.get("usages", ()))
    right = {
        "name": "name" not in entry or nfc(one.name) == nfc(entry["name"]),
        "tags": tags <= {nfc(tag) for tag in one.tags},
        "tags_exact": not entry.get("tags_exact") or {nfc(tag) for tag in one.tags} <= tags,
        "usages": usages <= base_usages(one.usages),
        "usages_exact": not entry.get("usages_exact") or base_usages(one.usages) <= usages,
        "description": nfc(entry.get("description", one.description)) == nfc(one.description),
        "min_faces": one.faces >= entry.get("min_faces", 0),
        "max_faces": one.faces <= entry.get("max_faces", one.faces),
    }
    return {field for field, is_right in right.items() if not is_right}


def verdict_for(entry: Entry, samples: Iterable[Sample]) -> str:
    found = find(entry, samples)
    if entry.get("state") == "absent":
        return "forbidden" if found else "ok"
    if len(found) != 1:
        return "ambiguous" if found else "missing"
    return "drifted" if wrong_fields(entry, found[0]) else "ok"


def unexpected_samples(entries: Iterable[Entry], samples: Iterable[Sample]) -> list[Sample]:
    """The samples of the library UserDefine that no entry names, by its id, or by its name if it has no id."""
    own = [entry for entry in entries if entry.get("type") != "Default"]
    ids = {entry["person_id"] for entry in own if "person_id" in entry}
    names = {nfc(entry["name"]) for entry in own if "person_id" not in entry}
    return [one for one in samples if one.person_id not in ids and nfc(one.name) not in names]


def is_waived(waivers: Sequence[Entry], today: dt.date, account: str, verdict: str, *identities: str | None) -> bool:
    return verdict not in ("ok", "unknown") and any(
        waiver["expires"] >= today
        and verdict in waiver.get("verdicts", [verdict])
        and matches(waiver["account"], account)
        and any(matches(waiver["sample"], identity) for identity in identities)
        for waiver in waivers
    )
