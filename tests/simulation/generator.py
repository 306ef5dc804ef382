# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Generate a schedule from its seed. Interesting sizes, limits and times are more frequent."""

from __future__ import annotations

import unicodedata
from random import Random
from typing import Any

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
MORE_THAN_A_PAGE = 110
RESTARTS = 3
SMALL_PAGE = 10
MANY_IDS, MANY_NAMES = 1200, 190  # more parts than one batch has calls
RATES = (1, 2, 3, 5, 10, 20, 50, 100)


def _pool_sample(number: int) -> Sample:
    """Of ten names, one equals its neighbour, one differs from its neighbour only in case, and one has an accent."""
    name = f"Person {number}"
    if number % 10 == 3:
        name = f"Person {number - 1}"
    elif number % 10 == 5:
        name = f"person {number - 1}"
    elif number % 10 == 7:
        name = unicodedata.normalize("NFC" if number % 20 == 7 else "NFD", f"José {number // 20}")
    tags = tuple(tag for tag, divisor in zip(TAGS, (2, 3, 5, 7), strict=True) if number % divisor == 0)
    return Sample(str(10_000 + number), name, tags=tags)


# All schedules share the pool: samples are immutable, and each row is created only once.
POOL = tuple(_pool_sample(number) for number in range(1500))


def generate_setup(seed: int) -> Setup:
    rng = Random(seed)
    accounts = tuple(_account(rng) for _time in range(rng.choice((1, 1, 1, 2, 3))))
    identities = [_identity(rng, number, accounts) for number in range(len(accounts) + rng.choice((0, 0, 1)))]
    jobs = [_job(rng, identity, accounts[identity.account]) for identity in identities]
    for _time in range(rng.choice((0, 0, 0, 0, 1, 2, 5))):
        identity = rng.choice(identities)
        jobs.append(_job(rng, identity, accounts[identity.account]))
    return Setup(
        seed,
        rng.choice((1, 2, 3, 4, 8, 16, 32, 64)),
        Network(rng.choice((0.005, 0.05, 0.2)), rng.choice((0.0, 0.008, 0.008, 0.008, 0.5, 3.0)), _rare(rng, 0.05)),
        _clock(rng),
        _faults(rng),
        accounts,
        tuple(jobs),
    )


def _rare(rng: Random, value: float) -> float:
    return value if rng.random() < 0.15 else 0.0


def _clock(rng: Random) -> Clock:
    error = rng.choice((0.0,) * 8 + (-1200.0, 1200.0, -290.0, 310.0, 1e7))
    jumps: tuple[tuple[float, float], ...] = ()
    if rng.random() < 0.15:
        jumps = ((rng.uniform(0.0, 5.0), rng.choice((0.0, -1200.0, 1200.0, 5e8))),)
    return Clock(error, jumps, server_sends_date=rng.random() < 0.95)


def _faults(rng: Random) -> Faults:
    share = rng.choice((0.0, 0.0, 0.0, 0.02, 0.1, 0.3, 0.6))
    outage = None
    if rng.random() < 0.08:
        began = rng.uniform(0.0, 3.0)
        outage = (began, began + rng.choice((0.5, 5.0, 70.0, 700.0)))
    kinds = tuple(rng.sample(KINDS_OF_FAULT, rng.choice((1, 2, 4))))
    return Faults(share, kinds, rng.choice((None, None, 0.0, 1.0, 5.0, 30.0, 310.0)), outage)


def _account(rng: Random) -> AccountSetup:
    size = rng.choice(SIZES)
    if rng.random() < 0.25:
        size = rng.randint(2, 700) if rng.random() < 0.9 else rng.randint(1000, 1400)
    contradictions = _contradictions(rng)
    if contradictions.get("page_maximum") == SMALL_PAGE and rng.random() < 0.6:
        size = rng.randint(1000, 1400)  # more pages than one batch
    first = rng.randrange(len(POOL) - size)
    changes = _changes(rng, size)
    return AccountSetup(
        POOL[first : first + size],
        Switches(
            **contradictions,
            names_match=rng.choice(("exact", "exact", "substring")),
            names_case=rng.choice(("sensitive", "sensitive", "insensitive")),
            tags_match=rng.choice(("any", "all")),
            filters_combine=rng.choice(("and", "and", "or")),
            order="shuffled" if rng.random() < 0.08 else "stable",
            over_limit=rng.choice(("error", "clamp")),
            default_without_names=rng.choice(("error", "ignore")),
        ),
        changes,
        rng.choice((1, 5, 20) + (100,) * 12),
        rng.randint(1, 6) if rng.random() < 0.05 else None,
    )


def _contradictions(rng: Random) -> dict[str, Any]:
    """Few servers count wrong, or return fewer rows than ``Limit``. No server does both (see README.md)."""
    kind = rng.random()
    if kind < 0.05:
        return {"page_maximum": rng.choice((SMALL_PAGE, 50, 50, 99))}
    if kind < 0.09:
        return {"total_count_lag": rng.choice((1, 1, 2))}
    if kind < 0.11:
        return {"total_count_maximum": rng.choice((50, 100, 100, 150, 199, 200, 298))}
    return {"total_count": "page"} if kind < 0.12 else {}


def _changes(rng: Random, size: int) -> Changes:
    when = rng.choice(("never",) * 6 + ("once",) * 4 + ("few",) * 3 + ("each pass",) + ("often",) * 3 + ("always",) * 3)
    kinds = tuple(rng.sample(KINDS_OF_CHANGE, rng.choice((1, 2, 3))))
    burst = rng.choice((1, 1, 1, 2, 10, 100, 150))
    if rng.random() < 0.018:  # rare, because such a schedule is slow
        return Changes(tuple(range(1, 22)), 0.0, ("append",), MORE_THAN_A_PAGE)
    if when == "once":
        return Changes((rng.choice((1, 2, 2, 2, 3, 4)),), 0.0, kinds, burst)
    if when == "few":
        return Changes(tuple(sorted(rng.sample(range(2, 16), rng.choice((2, 3, 4))))), 0.0, kinds, burst)
    if when == "each pass":  # before the second page of as many passes as restarts can repair
        pages = 1 + max(0, -(-(size - 99) // 99))
        return Changes(tuple(2 + number * pages for number in range(RESTARTS)), 0.0, ("swap",))
    return Changes((), {"never": 0.0, "often": 0.2, "always": 1.0}[when], kinds, min(burst, 10))


def _identity(rng: Random, number: int, accounts: tuple[AccountSetup, ...]) -> Identity:
    account = number % len(accounts)
    admitted = accounts[account].requests_per_second
    return Identity(f"id-{number}", account, min(rng.choice(RATES), admitted) if rng.random() < 0.9 else 100)


def _job(rng: Random, identity: Identity, account: AccountSetup) -> JobSetup:
    return JobSetup(
        identity,
        _selection(rng, account.samples),
        rng.choice((0.0, 1.0, 5.0, 60.0, 60.0, 60.0, 600.0)),
        rng.choice((1.0, 5.0, 30.0)),
    )


def _selection(rng: Random, library: tuple[Sample, ...]) -> Selection:
    person_ids = names = tags = None
    kind = rng.choice(("all",) * 4 + ("window",) * 2 + ("ids", "names", "tags", "mixed", "default"))
    if kind == "ids" or (kind == "mixed" and rng.random() < 0.7):
        person_ids = tuple(sample.person_id for sample in _some(rng, library, rng.choice(NUMBERS_OF_IDS)))
    if kind == "names" or (kind == "mixed" and rng.random() < 0.7) or (kind == "default" and rng.random() < 0.7):
        names = tuple(sample.name for sample in _some(rng, library, rng.choice(NUMBERS_OF_NAMES)))
    if kind == "tags" or (kind == "mixed" and rng.random() < 0.5):
        tags = tuple(rng.sample(TAGS, rng.randint(1, 3)))
    if kind == "mixed" and rng.random() < 0.06:
        person_ids = tuple(sample.person_id for sample in rng.sample(POOL, MANY_IDS))
        names = tuple(sample.name for sample in _some(rng, library, MANY_NAMES))
    offset, limit = 0, None
    if kind == "window" or rng.random() < 0.1:
        offset = rng.choice((0, 0, 1, 40, 99, 100, 150, 300))
        to_the_end = max(1, len(library) - offset)
        limit = rng.choice((None, *LIMITS, *(to_the_end,) * 4))
    return Selection("Default" if kind == "default" else "UserDefine", person_ids, names, tags, offset, limit)


def _some(rng: Random, library: tuple[Sample, ...], count: int) -> list[Sample]:
    """Choose samples to request, with repetitions: three in four from the library, one in four from the pool."""
    origins = (library, library, library, POOL) if library else (POOL,)
    return [rng.choice(rng.choice(origins)) for _time in range(count)]
