# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A schedule, drawn from its seed. Sizes, limits and times lean towards what is interesting."""

from __future__ import annotations

import unicodedata
from random import Random

from simulation.account import KINDS_OF_CHANGE
from simulation.faults import KINDS_OF_FAULT
from simulation.schedule import AccountSetup, Changes, Clock, Faults, Identity, JobSetup, Network, Setup

from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.selection import Selection
from emulator.sample import Sample
from emulator.selection import Switches

SIZES = (0, 1, 99, 100, 100, 101, 102, 198, 199, 200, 297, 298, 299, 300, 301)
NUMBERS_OF_IDS = (1, 2, 30, 99, 100, 101, 150, 201, 350)
NUMBERS_OF_NAMES = (1, 2, 3, 19, 20, 21, 41, 53)
LIMITS = (1, 2, 50, 99, 100, 101, 102, 145, 199, 250)
TAGS = ("US", "us", "EU", "Actor")
FASTER_THAN_PAGES = 110
RATES = (1, 2, 3, 5, 10, 20, 50, 100)


def _pool_sample(number: int) -> Sample:
    """Every tenth name is also its neighbour's, another tenth differs from it in case only, another is accented."""
    name = f"Person {number}"
    if number % 10 == 3:
        name = f"Person {number - 1}"
    elif number % 10 == 5:
        name = f"person {number - 1}"
    elif number % 10 == 7:
        name = unicodedata.normalize("NFC" if number % 20 == 7 else "NFD", f"José {number // 20}")
    tags = tuple(tag for tag, divisor in zip(TAGS, (2, 3, 5, 7), strict=True) if number % divisor == 0)
    return Sample(str(10_000 + number), name, tags=tags)


# Shared by all schedules: samples cannot be changed, and a row is made once.
POOL = tuple(_pool_sample(number) for number in range(1500))


def draw_setup(seed: int) -> Setup:
    chance = Random(seed)
    accounts = tuple(_account(chance) for _time in range(chance.choice((1, 1, 1, 2, 3))))
    identities = [_identity(chance, number, accounts) for number in range(len(accounts) + chance.choice((0, 0, 1)))]
    jobs = [_job(chance, identity, accounts[identity.account]) for identity in identities]
    for _time in range(chance.choice((0, 0, 0, 0, 1, 2, 5))):
        identity = chance.choice(identities)
        jobs.append(_job(chance, identity, accounts[identity.account]))
    return Setup(
        seed,
        chance.choice((1, 2, 3, 4, 8, 16, 32, 64)),
        Network(
            chance.choice((0.005, 0.05, 0.2)), chance.choice((0.0, 0.008, 0.008, 0.008, 0.5, 3.0)), _rare(chance, 0.05)
        ),
        _clock(chance),
        _faults(chance),
        accounts,
        tuple(jobs),
    )


def _rare(chance: Random, value: float) -> float:
    return value if chance.random() < 0.15 else 0.0


def _clock(chance: Random) -> Clock:
    error = chance.choice((0.0,) * 8 + (-1200.0, 1200.0, -290.0, 310.0, 1e7))
    jumps: tuple[tuple[float, float], ...] = ()
    if chance.random() < 0.15:
        jumps = ((chance.uniform(0.0, 5.0), chance.choice((0.0, -1200.0, 1200.0, 5e8))),)
    return Clock(error, jumps, server_tells_date=chance.random() < 0.95)


def _faults(chance: Random) -> Faults:
    share = chance.choice((0.0, 0.0, 0.0, 0.02, 0.1, 0.3, 0.6))
    outage = None
    if chance.random() < 0.08:
        began = chance.uniform(0.0, 3.0)
        outage = (began, began + chance.choice((0.5, 5.0, 70.0, 700.0)))
    kinds = tuple(chance.sample(KINDS_OF_FAULT, chance.choice((1, 2, 4))))
    return Faults(share, kinds, chance.choice((None, None, 0.0, 1.0, 5.0, 30.0, 310.0)), outage)


def _account(chance: Random) -> AccountSetup:
    size = chance.choice(SIZES)
    if chance.random() < 0.25:
        size = chance.randint(2, 700) if chance.random() < 0.9 else chance.randint(1000, 1400)
    first = chance.randrange(len(POOL) - size)
    changes = _changes(chance)
    return AccountSetup(
        POOL[first : first + size],
        Switches(
            names_match=chance.choice(("exact", "exact", "substring")),
            names_case=chance.choice(("sensitive", "sensitive", "insensitive")),
            tags_match=chance.choice(("any", "all")),
            filters_combine=chance.choice(("and", "and", "or")),
            order="shuffled" if chance.random() < 0.08 else "stable",
            over_limit=chance.choice(("error", "clamp")),
            default_without_names=chance.choice(("error", "ignore")),
        ),
        changes,
        chance.choice((1, 5, 20) + (100,) * 12),
        chance.randint(1, 6) if chance.random() < 0.05 else None,
    )


def _changes(chance: Random) -> Changes:
    when = chance.choice(("never",) * 6 + ("once",) * 4 + ("few",) * 3 + ("often",) * 3 + ("always",) * 3)
    kinds = tuple(chance.sample(KINDS_OF_CHANGE, chance.choice((1, 2, 3))))
    burst = chance.choice((1, 1, 1, 2, 10, 100, 150))
    if chance.random() < 0.004:  # it costs
        return Changes(tuple(range(1, 61)), 0.0, ("append",), FASTER_THAN_PAGES)
    if when == "once":
        return Changes((chance.choice((1, 2, 2, 2, 3, 4)),), 0.0, kinds, burst)
    if when == "few":
        return Changes(tuple(sorted(chance.sample(range(2, 16), chance.choice((2, 3, 4))))), 0.0, kinds, burst)
    return Changes((), {"never": 0.0, "often": 0.2, "always": 1.0}[when], kinds, min(burst, 10))


def _identity(chance: Random, number: int, accounts: tuple[AccountSetup, ...]) -> Identity:
    account = number % len(accounts)
    admitted = accounts[account].requests_per_second
    return Identity(f"id-{number}", account, min(chance.choice(RATES), admitted) if chance.random() < 0.9 else 100)


def _job(chance: Random, identity: Identity, account: AccountSetup) -> JobSetup:
    return JobSetup(
        identity,
        _selection(chance, account.samples),
        chance.choice((0.0, 1.0, 5.0, 60.0, 60.0, 60.0, 600.0)),
        chance.choice((1.0, 5.0, 30.0)),
    )


def _selection(chance: Random, library: tuple[Sample, ...]) -> Selection:
    person_ids = names = tags = None
    kind = chance.choice(("all",) * 4 + ("window",) * 2 + ("ids", "names", "tags", "mixed", "default"))
    if kind == "ids" or (kind == "mixed" and chance.random() < 0.7):
        person_ids = tuple(sample.person_id for sample in _some(chance, library, chance.choice(NUMBERS_OF_IDS)))
    if kind == "names" or (kind == "mixed" and chance.random() < 0.7) or (kind == "default" and chance.random() < 0.7):
        names = tuple(sample.name for sample in _some(chance, library, chance.choice(NUMBERS_OF_NAMES)))
    if kind == "tags" or (kind == "mixed" and chance.random() < 0.5):
        tags = tuple(chance.sample(TAGS, chance.randint(1, 3)))
    offset, limit = 0, None
    if kind == "window" or chance.random() < 0.1:
        offset = chance.choice((0, 0, 1, 40, 99, 100, 150, 300))
        limit = chance.choice((None, *LIMITS))
    return Selection("Default" if kind == "default" else "UserDefine", person_ids, names, tags, offset, limit)


def _some(chance: Random, library: tuple[Sample, ...], count: int) -> list[Sample]:
    """Samples to ask for, with repetitions: most of them from the library, one in four from anywhere."""
    places = (library, library, library, POOL) if library else (POOL,)
    return [chance.choice(chance.choice(places)) for _time in range(count)]
