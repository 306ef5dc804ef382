# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The parts of a schedule. generator.py generates all of them from the seed before the schedule runs."""

from __future__ import annotations

from dataclasses import dataclass

from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.selection import Selection
from emulator.sample import Sample
from emulator.selection import Switches


@dataclass(frozen=True)
class Network:
    """The minimum one-way delay and its jitter, in seconds, and the share of responses that take much longer."""

    delay: float
    jitter: float
    slow_share: float


@dataclass(frozen=True)
class Clock:
    """The error of the wall clock in seconds: at the start, and after each jump (time of the run, new error)."""

    error: float
    jumps: tuple[tuple[float, float], ...]
    server_sends_date: bool

    def error_at(self, time: float) -> float:
        error = self.error
        for moment, new_error in self.jumps:
            if time >= moment:
                error = new_error
        return error


@dataclass(frozen=True)
class Faults:
    """Which share of the attempts fails, how (names of faults.py), and from when to when all of them fail."""

    share: float
    kinds: tuple[str, ...]
    retry_after: float | None
    outage: tuple[float, float] | None


@dataclass(frozen=True)
class Changes:
    """The library changes before the reads with these numbers (from 1), and before a ``share`` of the other reads.

    ``kinds``: the kinds of change (see account.py); ``burst``: the number of samples per change.
    """

    reads: tuple[int, ...] = ()
    share: float = 0.0
    kinds: tuple[str, ...] = ()
    burst: int = 1


@dataclass(frozen=True)
class AccountSetup:
    """One account of the server: its library, its variant of undocumented behavior, and its limits."""

    samples: tuple[Sample, ...]
    switches: Switches
    changes: Changes
    requests_per_second: int
    denied_from: int | None  # all requests from this number on are denied


@dataclass(frozen=True)
class Identity:
    """Credentials of an account. An account can have several identities, and several jobs can use one identity."""

    secret_id: str
    account: int
    requests_per_second: int


@dataclass(frozen=True)
class JobSetup:
    """One listing to read."""

    identity: Identity
    selection: Selection
    retry_budget: float
    timeout: float


@dataclass(frozen=True)
class Setup:
    """A complete schedule."""

    seed: int
    concurrency: int
    network: Network
    clock: Clock
    faults: Faults
    accounts: tuple[AccountSetup, ...]
    jobs: tuple[JobSetup, ...]

    def describe(self) -> str:
        """Return a description for the analysis of a failure."""
        lines = [f"seed {self.seed}: concurrency {self.concurrency}", str(self.network), str(self.clock)]
        lines.append(str(self.faults))
        for number, account in enumerate(self.accounts):
            lines.append(
                f"account {number}: {len(account.samples)} samples, {account.requests_per_second} requests/s admitted,"
                f" denied from request {account.denied_from}"
            )
            lines += [f"  {account.switches}", f"  {account.changes}"]
        for number, job in enumerate(self.jobs):
            lines.append(
                f"job {number}: {job.identity.secret_id} of account {job.identity.account} at"
                f" {job.identity.requests_per_second} requests/s, budget {job.retry_budget} s, timeout {job.timeout} s"
            )
            lines.append("  " + describe_selection(job.selection))
        return "\n".join(lines)


def describe_selection(selection: Selection) -> str:
    parts = [f"type {selection.type}"]
    for name in ("person_ids", "names"):
        values = getattr(selection, name)
        if values is not None:
            parts.append(f"{len(values)} {name}")
    if selection.tags is not None:
        parts.append(f"tags {','.join(selection.tags)}")
    return ", ".join([*parts, f"offset {selection.offset}, limit {selection.limit}"])
