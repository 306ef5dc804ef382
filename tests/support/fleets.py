# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Random fleets of accounts, manifests and waivers, from a seed. Names, sizes and switches favour difficult cases."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from emulator.library import Library
from emulator.sample import Sample
from emulator.selection import Switches
from support.naive_audit import nfc

TODAY = dt.date(2026, 11, 23)
SIZES = (0, 1, 2, 5, 20, 60, 99, 100, 101, 150, 199, 200, 298, 299, 300, 400)
# Names that collide, differ in case, contain each other, are patterns, or look alike.
ODD_NAMES = (
    *("Ann", "Ann Lee", "ann", "ANN LEE", "An", "Lee", "Jose", "Zoe", "[x]", "*", "x", "P", "erson 1", " Ann"),
    *(unicodedata.normalize(form, name) for name in ("José", "Zoë", "Å", "한국") for form in ("NFC", "NFD")),
    *("Jos\u00e9 Mun\u0303oz", "Jose\u0301 Mu\u00f1oz", "Jos\u00e9 Mu\u00f1oz"),  # each form once, and both
    "\u212b",  # the angstrom sign; its NFC form is the letter Å
)
TAGS = ("US", "us", "EU", "Caf\u00e9", "Cafe\u0301")
USAGES = ("Recognition", "Recognition.Face", "Review", "Review.Face", "All")
DESCRIPTIONS = ("", "American actor", "american actor", "\u00e9t\u00e9", "e\u0301te\u0301")
SEVERITIES = ("low", "medium", "high", "critical")
LABELS = ("studio", "sg", "eu")


@dataclass(frozen=True)
class Fleet:
    """Accounts, the entries of a manifest, and the entries of its waivers."""

    accounts: Sequence[FleetAccount]
    entries: Sequence[dict[str, Any]]
    waivers: Sequence[dict[str, Any]]


@dataclass(frozen=True)
class FleetAccount:
    name: str
    labels: Sequence[str]
    switches: Switches
    samples: Sequence[Sample]
    default_samples: Sequence[Sample]

    def libraries(self) -> dict[str, Library]:
        return {
            "UserDefine": Library(self.samples, switches=self.switches),
            "Default": Library(self.default_samples, switches=self.switches),
        }


def some(chance: Random, values: Sequence[Any]) -> list[Any]:
    return chance.sample(values, chance.choice((0, 0, 1, 1, 2, len(values))))


def _pool_sample(chance: Random, number: int) -> Sample:
    name = chance.choice(ODD_NAMES) if number % 7 == 0 else f"Person {number - number % 3 % 2}"
    return Sample(
        str(10_000 + number),
        name.lower() if number % 11 == 0 else name,
        chance.choice(DESCRIPTIONS),
        tuple(some(chance, TAGS)),
        tuple(some(chance, USAGES)),
        chance.choice((0, 1, 1, 2, 3)),
    )


# All fleets share these samples, which are immutable.
POOL = tuple(_pool_sample(Random(number), number) for number in range(700))


def drawn_switches(chance: Random, order: Any) -> Switches:
    return Switches(
        names_match=chance.choice(("exact", "substring")),
        names_case=chance.choice(("sensitive", "insensitive")),
        tags_match=chance.choice(("any", "all")),
        filters_combine=chance.choice(("and", "or")),
        order=order,
        default_without_names=chance.choice(("error", "ignore")),
    )


def drawn_fleet(seed: int) -> Fleet:
    chance = Random(seed)
    accounts = [_account(chance, number) for number in range(chance.choice((1, 1, 2)))]
    entries = drawn_entries(chance, accounts)
    waivers = [_waiver(chance) for _time in range(chance.randrange(4))]
    return Fleet(accounts, entries, [one for index, one in enumerate(waivers) if one not in waivers[:index]])


def drawn_samples(chance: Random, sizes: Sequence[int]) -> list[Sample]:
    size = chance.choice(sizes)
    reach = min(len(POOL), max(40, 2 * size))  # so that a small library also contains expected samples
    return chance.sample(POOL[:reach], size)


def drawn_entries(chance: Random, accounts: Sequence[FleetAccount]) -> list[dict[str, Any]]:
    """Entries that identify different samples."""
    entries: list[dict[str, Any]] = []
    names: dict[tuple[str, str], bool] = {}  # the value: whether the entry has an id
    ids: set[tuple[str, str]] = set()
    for _time in range(chance.choice((0, 1, 3, 8, 15, 25, 60))):
        entry = _entry(chance, chance.choice(accounts))
        library, person_id = entry.get("type", "UserDefine"), entry.get("person_id")
        if (library, person_id) in ids:
            continue
        if "name" in entry:
            key = (library, nfc(entry["name"]))
            if not (names.get(key, True) and person_id is not None) and key in names:
                continue
            names[key] = person_id is not None
        if person_id is not None:
            ids.add((library, person_id))
        entries.append({**entry, "severity": SEVERITIES[len(entries) % len(SEVERITIES)]})
    return entries


def _account(chance: Random, number: int) -> FleetAccount:
    return FleetAccount(
        f"{chance.choice(('prod', 'test'))}-{number}",
        some(chance, LABELS),
        drawn_switches(chance, "shuffled" if chance.random() < 0.18 else "stable"),
        drawn_samples(chance, SIZES),
        drawn_samples(chance, (0, 20, 120)),
    )


def _entry(chance: Random, account: FleetAccount) -> dict[str, Any]:
    kind = chance.choice(("name", "name", "name", "id", "both", "default", "default and id"))
    library = account.default_samples if kind.startswith("default") else account.samples
    one = chance.choice(library) if library and chance.random() < 0.8 else chance.choice(POOL)
    entry: dict[str, Any] = {}
    if kind != "id":
        other = chance.choice(POOL) if chance.random() < 0.15 else one
        entry["name"] = _written(chance, chance.choice(ODD_NAMES) if chance.random() < 0.3 else other.name)
    if "id" in kind or kind == "both":
        entry["person_id"] = one.person_id
    if kind.startswith("default"):
        entry["type"] = "Default"
    if chance.random() < 0.2:
        entry["accounts"] = chance.choice((["prod-*"], ["*-0"], ["test-?", "prod-[1]"]))
    if chance.random() < 0.1:
        entry["labels"] = [chance.choice(LABELS)]
    return {**entry, "state": "absent"} if chance.random() < 0.15 else {**entry, **_described(chance, one)}


def _described(chance: Random, one: Sample) -> dict[str, Any]:
    """The expected fields. Most of them match the sample."""
    like = one if chance.random() < 0.7 else chance.choice(POOL)
    fields: dict[str, Any] = {
        "tags": [_written(chance, tag) for tag in like.tags],
        "usages": list(like.usages),
        "description": _written(chance, like.description),
        "min_faces": like.faces,
        "max_faces": like.faces,
        "tags_exact": True,
        "usages_exact": True,
    }
    return {field: value for field, value in fields.items() if value != [] and chance.random() < 0.35}


def _written(chance: Random, text: str) -> str:
    """The text, or another Unicode form of it."""
    form = chance.choice((None, None, "NFC", "NFD"))
    return text if form is None else unicodedata.normalize(form, text)  # type: ignore[arg-type]  # one of two


def _waiver(chance: Random) -> dict[str, Any]:
    waiver: dict[str, Any] = {
        "account": chance.choice(("*", "prod-*", "*-0", "[x]")),
        "sample": chance.choice(("*", "Person *", "100*", "[x]", "Ann", "?nn*", "Jos\u00e9")),
        "expires": TODAY + dt.timedelta(days=chance.choice((-400, -1, 0, 1, 400))),
    }
    if chance.random() < 0.5:
        waiver["verdicts"] = chance.sample(["missing", "drifted", "ambiguous", "forbidden", "unexpected"], 2)
    return waiver
