# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An account of the simulated server: the library of the emulator, and a history of its changes.

The properties use the history. The history shares only the sample objects with the library.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from simulation.schedule import AccountSetup

from emulator.library import Library
from emulator.rate_window import RateWindow
from emulator.sample import Sample

LARGEST_LIBRARY = 3000  # growth ends here, because several jobs can read and grow one library without a limit
KINDS_OF_CHANGE = (
    "delete",
    "insert",
    "append",
    "append",
    "rename",
    "retag",
    "recreate",
    "swap",
    "swap",
    "move",
    "shift",
)


@dataclass(frozen=True)
class Change:
    """A change of one sample at a tick. ``before`` is None for a new sample, ``after`` for a deleted sample.

    ``moved``: the sample has another position among the other samples. A verified listing does not cover such moves.
    """

    tick: int
    before: Sample | None
    after: Sample | None
    moved: bool = False


class Account:
    """``samples`` are the current samples in library order; each change creates a new sequence."""

    def __init__(self, setup: AccountSetup, rng: Random) -> None:
        self.setup = setup
        self.window = RateWindow(setup.requests_per_second)
        self.samples: Sequence[Sample] = setup.samples
        self.changes: list[Change] = []
        self.requests = 0
        self.library = Library(setup.samples, switches=setup.switches)
        self._reads = 0
        self._created = 0
        self._rng = rng

    def change_before_read(self, tick: int) -> None:
        """Apply the changes that are scheduled before this read of the library."""
        self._reads += 1
        changes = self.setup.changes
        if len(self.samples) >= LARGEST_LIBRARY:
            return
        if self._reads in changes.reads or (changes.share and self._rng.random() < changes.share):
            kind = self._rng.choice(changes.kinds)
            for _time in range(changes.burst):
                self._change(kind, tick)

    def _change(self, kind: str, tick: int) -> None:
        if kind == "insert":
            self._create(tick, self._position(), f"New {self._created}")
        elif kind == "append" or not self.samples:
            self._create(tick, len(self.samples), f"New {self._created}")
        elif kind == "rename":
            other, position = self._rng.choice(self.samples), self._position()
            self._modify(tick, position, replace(self.samples[position], name=other.name))
        elif kind == "retag":
            other, position = self._rng.choice(self.samples), self._position()
            self._modify(tick, position, replace(self.samples[position], tags=other.tags))
        elif kind == "recreate":  # the service gives every new sample a new id
            self._create(tick, self._position(), self._delete(tick, self._position()).name)
        elif kind == "move":
            self._move(tick, self._position(early=True))
        elif kind == "shift":  # the samples between the two keep their offsets
            self._move(tick, self._position(early=True))
            self._create(tick, 0, f"New {self._created}")
        elif kind == "swap":  # the total and the number of rows stay the same
            self._delete(tick, self._position(early=True))
            self._create(tick, len(self.samples), f"New {self._created}")
        else:
            self._delete(tick, self._position())

    def _position(self, early: bool = False) -> int:
        """Choose a position; every second one is next to a page overlap or at an end."""
        positions = (0, 1, 50) if early else (0, 97, 98, 99, 100, 197, 198, 199, len(self.samples) - 1)
        position = self._rng.choice(positions)
        if position < len(self.samples) and self._rng.random() < 0.5:
            return max(0, position)
        return self._rng.randrange(len(self.samples)) if self.samples else 0

    def _create(self, tick: int, position: int, name: str) -> None:
        self._created += 1
        sample = Sample(str(10_000_000 + self._created), name, tags=self._rng.choice(((), ("US",), ("EU", "Actor"))))
        self.library.create(sample, position)
        self._record(tick, None, sample, [*self.samples[:position], sample, *self.samples[position:]])

    def _delete(self, tick: int, position: int) -> Sample:
        deleted = self.samples[position]
        self.library.delete(deleted.person_id)
        self._record(tick, deleted, None, [*self.samples[:position], *self.samples[position + 1 :]])
        return deleted

    def _modify(self, tick: int, position: int, new: Sample) -> None:
        self.library.modify(new.person_id, name=new.name, tags=new.tags)
        self._record(tick, self.samples[position], new, [*self.samples[:position], new, *self.samples[position + 1 :]])

    def _move(self, tick: int, position: int) -> None:
        sample = self.samples[position]
        others = [*self.samples[:position], *self.samples[position + 1 :]]
        self.library.delete(sample.person_id)
        self.library.create(sample)
        self._record(tick, sample, sample, [*others, sample], moved=True)

    def _record(
        self, tick: int, before: Sample | None, after: Sample | None, samples: Sequence[Sample], moved: bool = False
    ) -> None:
        self.changes.append(Change(tick, before, after, moved))
        self.samples = samples
