# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run one schedule with the scheduler and plans of the collection, and record the observations."""

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
from support.credential_contexts import empty_context, identity_with, settings_for


@dataclass(eq=False)
class Observed:
    """The observations of one job: its plan, its attempts, and its account before, during and after the read."""

    setup: JobSetup
    account: Account
    samples_before: Sequence[Sample] = ()
    samples_after: Sequence[Sample] = ()
    first_tick: int | None = None  # of its first request
    last_tick: int = 0  # when its plan ended
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
        """The changes of the library during the read."""
        if self.first_tick is None or self.reads_default:
            return ()
        return [change for change in self.account.changes if self.first_tick < change.tick < self.last_tick]

    @cached_property
    def contradictions(self) -> int:
        """The number of contradictory responses."""
        return sum(exchange.fault in CONTRADICTIONS for exchange in self.exchanges)

    @property
    def keeps_its_order(self) -> bool:
        """Whether the samples keep their order during the read."""
        return self.account.setup.switches.order == "stable" and not any(change.moved for change in self.changes)

    @property
    def counts_wrong(self) -> bool:
        """Whether the server can return a TotalCount that is too low or late."""
        switches = self.account.setup.switches
        return bool(switches.total_count != "exact" or switches.total_count_maximum or switches.total_count_lag)

    @property
    def was_disturbed(self) -> bool:
        return bool(self.changes) or self.contradictions > 0

    @property
    def moments_of_change(self) -> int:
        """The maximum number of restarts that the changes can cause."""
        return len({change.tick for change in self.changes}) + self.contradictions

    @cached_property
    def attempts(self) -> dict[int, list[Exchange]]:
        """The exchanges of each call in order, by the index of the call."""
        index = {id(call): number for number, call in enumerate(self.calls)}
        attempts: dict[int, list[Exchange]] = {}
        for exchange in self.exchanges:
            attempts.setdefault(index[id(exchange.call)], []).append(exchange)
        return attempts


@dataclass(eq=False)
class Run:
    """The result of a schedule."""

    setup: Setup
    observed: Sequence[Observed]
    exchanges: Sequence[Exchange]
    warnings: Sequence[str]
    network: VirtualNetwork


class _Watch:
    """Records the job of each call, and the start and end of each plan."""

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
    """Run a schedule; raise ``NeverEnds`` if it does not end."""
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
        CredentialCache(empty_context()),
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
