# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs one schedule: the collection's own scheduler and plans, and everything that was seen while they ran."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from random import Random

from simulation.account import Account, Change
from simulation.faults import CONTRADICTIONS
from simulation.network import Exchange, VirtualNetwork
from simulation.schedule import JobSetup, Setup
from simulation.server import DEFAULT_SAMPLES, Server

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import ApiCall, Credentials, Target
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.session import CredentialCache
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.plan import Job, Outcome, Plan
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.scheduler import Scheduler
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import MpsError
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.selection import Listing, list_person_samples
from emulator.sample import Sample
from support.credential_contexts import bare_machine, identity_with, settings_for


@dataclass(eq=False)
class Observed:
    """One job, watched: its plan from outside, its attempts, and the account that it read, before, while and after."""

    setup: JobSetup
    account: Account
    samples_before: Sequence[Sample] = ()
    samples_after: Sequence[Sample] = ()
    first_tick: int | None = None  # of its first send
    last_tick: int = 0  # when its plan had ended
    ended_at: float = 0.0
    calls: list[ApiCall] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    outcomes: list[Outcome[Listing]] = field(default_factory=list)

    @property
    def reads_default(self) -> bool:
        return self.setup.selection.type == "Default"

    @property
    def result(self) -> Listing | None:
        return self.outcomes[0].result if self.outcomes else None

    @property
    def error(self) -> MpsError | None:
        return self.outcomes[0].error if self.outcomes else None

    @cached_property
    def changes(self) -> Sequence[Change]:
        """What changed in its library while it was read."""
        if self.first_tick is None or self.reads_default:
            return ()
        return [change for change in self.account.changes if self.first_tick < change.tick < self.last_tick]

    @cached_property
    def contradictions(self) -> int:
        """How many answers contradicted themselves."""
        return sum(exchange.fault in CONTRADICTIONS for exchange in self.exchanges)

    @property
    def keeps_its_order(self) -> bool:
        """Whether samples that exist at two moments of the read have the same order at both."""
        return self.account.setup.switches.order == "stable" and not any(change.moved for change in self.changes)

    @property
    def was_disturbed(self) -> bool:
        return bool(self.changes) or self.contradictions > 0

    @property
    def moments_of_change(self) -> int:
        """How many walks can have been spoiled."""
        return len({change.tick for change in self.changes}) + self.contradictions

    @cached_property
    def attempts(self) -> dict[int, list[Exchange]]:
        """The exchanges of each call, in order, by the call's place among the calls."""
        place = {id(call): number for number, call in enumerate(self.calls)}
        attempts: dict[int, list[Exchange]] = {}
        for exchange in self.exchanges:
            attempts.setdefault(place[id(exchange.call)], []).append(exchange)
        return attempts


@dataclass(eq=False)
class Run:
    """A schedule that has run."""

    setup: Setup
    observed: Sequence[Observed]
    exchanges: Sequence[Exchange]
    warnings: Sequence[str]
    network: VirtualNetwork


class _Watch:
    """Tells whose each call is, and when a plan begins and ends."""

    def __init__(self, server: Server, network: VirtualNetwork) -> None:
        self._server = server
        self._network = network
        self._owners: dict[int, Observed] = {}
        server.note_send = self._note_send

    def plan(self, observed: Observed) -> Plan[Listing]:
        plan = list_person_samples(observed.setup.selection)
        try:
            batch = next(plan)
            while True:
                observed.calls += batch
                self._owners.update((id(call), observed) for call in batch)
                try:
                    replies = yield batch
                except MpsError as failure:
                    batch = plan.throw(failure)
                else:
                    batch = plan.send(replies)
        except StopIteration as end:
            listing: Listing = end.value
            return listing
        finally:
            observed.last_tick = self._server.next_tick()
            observed.ended_at = self._network.time
            observed.samples_after = _samples(observed)

    def _note_send(self, exchange: Exchange) -> None:
        observed = self._owners[id(exchange.call)]
        if observed.first_tick is None:
            observed.first_tick = exchange.sent_tick
            observed.samples_before = _samples(observed)
        observed.exchanges.append(exchange)


def _samples(observed: Observed) -> Sequence[Sample]:
    return DEFAULT_SAMPLES if observed.reads_default else observed.account.samples


def run_schedule(setup: Setup) -> Run:
    """Raises ``NeverEnds`` when it does not come to an end."""
    chance = Random(setup.seed + 1)
    network = VirtualNetwork(setup.concurrency)
    accounts = [Account(account, chance) for account in setup.accounts]
    by_identity = {job.identity.secret_id: accounts[job.identity.account] for job in setup.jobs}
    server = Server(setup, by_identity, network, chance)
    watch = _Watch(server, network)
    warnings: list[str] = []
    scheduler = Scheduler(
        server.send,
        network,
        CredentialCache(bare_machine()),
        warnings.append,
        wall_clock=lambda: server.unix_time() + setup.clock.error_at(network.time),
        draw=chance.random,
    )
    observed = [Observed(job, by_identity[job.identity.secret_id]) for job in setup.jobs]
    jobs = [_job(one, watch) for one in observed]
    by_job = {id(job): one for job, one in zip(jobs, observed, strict=True)}
    for job, outcome in scheduler.run(jobs):
        by_job[id(job)].outcomes.append(outcome)
    return Run(setup, observed, server.exchanges, warnings, network)


def _job(observed: Observed, watch: _Watch) -> Job[Listing]:
    setup = observed.setup
    identity = identity_with(Credentials(setup.identity.secret_id, "key"))
    rate = setup.identity.requests_per_second
    target = Target("https://api.example")
    return Job(watch.plan(observed), settings_for(identity, target, setup.timeout, rate, setup.retry_budget))
