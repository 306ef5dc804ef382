# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An account of the simulated server: the emulator's library, and a plain chronicle of what was in it when.

The chronicle is what the invariants judge by. It shares nothing with the library but the samples themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from simulation.schedule import AccountSetup

from emulator.library import Library
from emulator.rate_window import RateWindow
from emulator.sample import Sample

KINDS_OF_CHANGE = ("delete", "insert", "append", "rename", "retag", "recreate", "swap", "swap", "move")


@dataclass(frozen=True)
class Change:
    """At a tick a sample became another: None before, it was created; None after, it was deleted. One that moved has
    lost its place among the others, which the proof of a listing does not allow for."""

    tick: int
    before: Sample | None
    after: Sample | None
    moved: bool = False


class Account:
    """``samples`` is what the library holds now, in its order; a new tuple whenever it changes."""

    def __init__(self, setup: AccountSetup, chance: Random) -> None:
        self.setup = setup
        self.window = RateWindow(setup.requests_per_second)
        self.samples: Sequence[Sample] = setup.samples
        self.changes: list[Change] = []
        self.requests = 0
        self.library = Library(setup.samples, switches=setup.switches)
        self._reads = 0
        self._created = 0
        self._chance = chance

    def change_before_read(self, tick: int) -> None:
        """Change the library if it is to change before this read of it."""
        self._reads += 1
        changes = self.setup.changes
        if self._reads in changes.reads or (changes.share and self._chance.random() < changes.share):
            kind = self._chance.choice(changes.kinds)
            for _time in range(changes.burst):
                self._change(kind, tick)

    def _change(self, kind: str, tick: int) -> None:
        if kind == "insert":
            self._create(tick, self._place(), f"New {self._created}")
        elif kind == "append" or not self.samples:
            self._create(tick, len(self.samples), f"New {self._created}")
        elif kind == "rename":
            self._modify(tick, name=self._chance.choice(self.samples).name)
        elif kind == "retag":
            self._modify(tick, tags=self._chance.choice(self.samples).tags)
        elif kind == "recreate":  # the service gives every new sample an id of its own
            self._create(tick, self._place(), self._delete(tick, self._place()).name)
        elif kind == "move":
            self._move(tick, self._place(early=True))
        elif kind == "swap":  # total and number of rows stay what they were
            self._delete(tick, self._place(early=True))
            self._create(tick, len(self.samples), f"New {self._created}")
        else:
            self._delete(tick, self._place())

    def _place(self, early: bool = False) -> int:
        """A place in the library: one in two beside a seam or at an end."""
        places = (0, 1, 50) if early else (0, 97, 98, 99, 100, 197, 198, 199, len(self.samples) - 1)
        place = self._chance.choice(places)
        if place < len(self.samples) and self._chance.random() < 0.5:
            return max(0, place)
        return self._chance.randrange(len(self.samples)) if self.samples else 0

    def _create(self, tick: int, place: int, name: str) -> None:
        self._created += 1
        sample = Sample(str(10_000_000 + self._created), name, tags=self._chance.choice(((), ("US",), ("EU", "Actor"))))
        self.library.create(sample, place)
        self._note(tick, None, sample, [*self.samples[:place], sample, *self.samples[place:]])

    def _delete(self, tick: int, place: int) -> Sample:
        gone = self.samples[place]
        self.library.delete(gone.person_id)
        self._note(tick, gone, None, [*self.samples[:place], *self.samples[place + 1 :]])
        return gone

    def _modify(self, tick: int, **fields: object) -> None:
        place = self._place()
        new = replace(self.samples[place], **fields)  # type: ignore[arg-type]  # one of the two fields above
        self.library.modify(new.person_id, **fields)
        self._note(tick, self.samples[place], new, [*self.samples[:place], new, *self.samples[place + 1 :]])

    def _move(self, tick: int, place: int) -> None:
        sample = self.samples[place]
        others = [*self.samples[:place], *self.samples[place + 1 :]]
        self.library.delete(sample.person_id)
        self.library.create(sample)
        self._note(tick, sample, sample, [*others, sample], moved=True)

    def _note(
        self, tick: int, before: Sample | None, after: Sample | None, samples: Sequence[Sample], moved: bool = False
    ) -> None:
        self.changes.append(Change(tick, before, after, moved))
        self.samples = samples
