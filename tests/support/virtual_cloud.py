# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The API, STS and the metadata service on a virtual clock. It records every request, for properties of a whole run."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from ansible_collections.tencentcloud.mps.plugins.module_utils import _errors
from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import (
    ApiCall,
    ApiResponse,
    Credentials,
    MetadataCall,
    Target,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.session import CredentialCache
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.settings import (
    CVM_ROLE,
    PROFILE,
    STATIC,
    Identity,
    Role,
    Settings,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.plan import Job, Outcome, Plan
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.scheduler import Scheduler
from support.credential_contexts import empty_context
from support.virtual_time import VirtualWorkers

START = 1_700_000_000.0  # Unix time at the start of a run
API = Target("https://api.example")
STS = (Target("https://sts-0.example"), Target("https://sts-1.example"))
MOST_REQUESTS = 20_000
SOURCES = ("keys", "role", "profile", "profile role", "cvm", "cvm role")
TEMPORARY_FAULTS: Sequence[Callable[[], _errors.MpsError]] = (
    lambda: _errors.TransportError("connection reset"),
    lambda: _errors.ServerError("HTTP 503", http_status=503),
    lambda: _errors.ThrottledError("too many", code="RequestLimitExceeded", http_status=200, retry_after=2.0),
    lambda: _errors.ProtocolError("not JSON", http_status=200),
)


@dataclass(frozen=True)
class AccountCase:
    """An account, its source of credentials, and the batches of calls of its job."""

    number: int
    source: str  # one of SOURCES
    hub: int = 0  # the number of the keys or of the profile that assume the role
    verified: str | None = None  # None, "right" or "wrong"
    sts: int = 0
    batches: Sequence[int] = (1,)
    rate: int = 100
    denied: bool = False  # STS or, for keys, the API denies access

    @property
    def has_role(self) -> bool:
        return "role" in self.source

    @property
    def uin(self) -> str:
        if self.has_role or self.source == "keys":
            return f"1{self.number:05}"
        return f"profile {self.hub}" if self.source == "profile" else "cvm"

    @property
    def identity(self) -> Identity:
        role = Role(f"qcs::cam::uin/{self.uin}:roleName/Auditor", "mps") if self.has_role else None
        expected = {None: None, "right": self.uin, "wrong": "999"}[self.verified]
        if self.source.startswith("profile"):
            return Identity(PROFILE, profile=f"hub{self.hub}", role=role, account_uin=expected)
        if self.source.startswith("cvm"):
            return Identity(CVM_ROLE, role=role, account_uin=expected)
        keys = Credentials(f"hub-{self.hub}" if role else f"keys-of-{self.uin}", "the-secret-key")
        return Identity(STATIC, keys, role=role, account_uin=expected)


@dataclass(frozen=True)
class World:
    """What the accounts have in common. Times are seconds."""

    accounts: Sequence[AccountCase]
    seed: int = 0
    concurrency: int = 32
    lifetime: float = 7200.0  # of the credentials of roles
    source_lifetime: float = 7200.0  # of the credentials of the metadata service
    latencies: Sequence[float] = (0.01, 0.05, 0.3)
    fault_share: float = 0.0  # of calls that fail once or twice
    sts_is_down: bool = False
    sts_outage: tuple[float, float] | None = None  # from and until
    retry_budget: float = 60.0
    clock_error: float = 0.0
    profile_changes_at: Sequence[float] = ()  # new keys of the same account
    profile_moves_at: float | None = None  # new keys of another account


@dataclass(frozen=True)
class Key:
    """What the server knows about credentials. ``rate_owner`` is whom it counts the requests for."""

    account: str
    expires: float
    rate_owner: str
    issuer: str = ""  # endpoint of the STS
    claimed: float = 0.0  # end of the lifetime in the response
    issued_at: float = 0.0
    arn: str = ""


@dataclass(eq=False)
class Sent:
    """One request, as the server sees it. ``time`` is in seconds of the run."""

    time: float
    action: str
    endpoint: str
    key: Key | None
    secret_id: str
    job: int | None = None
    arn: str = ""
    succeeded: bool = False
    expires: float = 0.0  # of the credentials in the response


@dataclass(eq=False)
class Cloud:
    """Runs the jobs of a world."""

    world: World
    home: Path
    wrap_flow: Callable[[Any], Any] = lambda flow: flow
    sent: list[Sent] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = Random(self.world.seed)
        self.workers = VirtualWorkers(self.world.concurrency, self._latency)
        self.keys: dict[str, Key] = {}
        self._faults: dict[Any, int] = {}
        self._profile_times = sorted(self.world.profile_changes_at)
        self._generation = 0
        self._granted = 0
        self._denied = {case.uin for case in self.world.accounts if case.denied}
        for case in self.world.accounts:
            if case.source == "role":
                self.keys[f"hub-{case.hub}"] = Key(f"hub-{case.hub}", float("inf"), f"hub-{case.hub}")
            elif case.source == "keys":
                self.keys[f"keys-of-{case.uin}"] = Key(case.uin, float("inf"), case.uin)
        self._write_profiles("profile {}")
        self.scheduler = Scheduler(
            self.send,
            self.workers,
            CredentialCache(empty_context(home=self.home)),
            self.warnings.append,
            wrap_flow=self.wrap_flow,
            wall_clock=lambda: self.unix + self.world.clock_error,
            draw=lambda: 0.5,
        )

    @property
    def unix(self) -> float:
        """The server's clock."""
        return START + self.workers.time

    def job(self, case: AccountCase, plan: Plan[Any] | None = None) -> Job[Any]:
        settings = Settings(case.identity, API, STS[case.sts], 30.0, case.rate, self.world.retry_budget)
        return Job(plan or requesting(case), settings)

    def run(self) -> list[tuple[AccountCase, Outcome[Any]]]:
        """The outcomes of all accounts, in the order in which they end."""
        return self.run_jobs((case, self.job(case)) for case in self.world.accounts)

    def run_jobs(self, jobs: Iterable[tuple[AccountCase, Job[Any]]]) -> list[tuple[AccountCase, Outcome[Any]]]:
        cases: dict[int, AccountCase] = {}
        started = []

        def source() -> Iterator[Job[Any]]:
            for case, job in jobs:
                cases[id(job)] = case
                started.append(job)
                yield job

        return [(cases[id(job)], outcome) for job, outcome in self.scheduler.run(source())]

    def _latency(self) -> float:
        """The seconds of the last request. The timeout of the metadata service is 1 s."""
        seconds = self._random.choice(self.world.latencies)
        return min(seconds, 0.5) if self.sent[-1].action == "metadata" else seconds

    # Requests

    def send(
        self,
        call: ApiCall | MetadataCall,
        target: Target | None,
        credentials: Credentials | None,
        clock: Callable[[], float],
        timeout: float,
    ) -> ApiResponse:
        assert len(self.sent) < MOST_REQUESTS, "the run does not end"
        assert timeout > 0
        self._change_profiles()
        if isinstance(call, MetadataCall):
            self.sent.append(Sent(self.workers.time, "metadata", "", None, ""))
            return ApiResponse((200, self._metadata(call.url)), "")
        assert target is not None
        assert credentials is not None
        key = self.keys[credentials.secret_id]
        sent = Sent(self.workers.time, call.action, target.endpoint, key, credentials.secret_id)
        sent.job, sent.arn = call.parameters.get("account"), call.parameters.get("RoleArn", "")
        self.sent.append(sent)
        self._raise_fault(call, sent)
        if abs(clock() - self.unix) > 300:
            raise _errors.DeniedError("expired", code=_errors.SIGNATURE_EXPIRED, http_status=200, server_time=self.unix)
        if key.expires <= self.unix:
            raise _errors.DeniedError("expired token", code="AuthFailure.TokenFailure", http_status=200)
        value = self._value(call, sent, key)
        sent.succeeded = True
        return ApiResponse(value, f"request-{len(self.sent)}")

    def _raise_fault(self, call: ApiCall, sent: Sent) -> None:
        begin, end = (0.0, float("inf")) if self.world.sts_is_down else self.world.sts_outage or (0.0, 0.0)
        if call.service == "sts" and begin <= self.workers.time < end:
            raise _errors.ServerError("HTTP 500", http_status=500)
        name = (call.action, sent.arn or sent.secret_id, repr(sorted(call.parameters.items())))
        if name not in self._faults:
            has_fault = self._random.random() < self.world.fault_share
            self._faults[name] = self._random.choice((1, 2)) if has_fault else 0
        if self._faults[name]:
            self._faults[name] -= 1
            make_fault = self._random.choice(TEMPORARY_FAULTS)
            raise make_fault()

    def _value(self, call: ApiCall, sent: Sent, key: Key) -> Any:
        if call.action == "AssumeRole":
            uin = sent.arn.partition("uin/")[2].partition(":")[0]
            if uin in self._denied:
                raise _errors.DeniedError("no", code="UnauthorizedOperation", http_status=200)
            granted = self._grant(uin, f"role of {uin}", sent.endpoint, self.world.lifetime, sent.arn)
            sent.expires = granted.expires or 0.0
            return granted
        if call.action == "GetCallerIdentity":
            return key.account
        if key.account in self._denied:
            raise _errors.DeniedError("no", code="UnauthorizedOperation", http_status=200)
        return dict(call.parameters)

    def _grant(self, uin: str, owner: str, issuer: str, lifetime: float, arn: str = "") -> Credentials:
        self._granted += 1
        expires = self.unix + lifetime
        # Credentials that arrive expired are valid: the clock of the client is wrong. A corrected clock is behind by
        # the latency of the response that corrected it.
        grace = 1000.0 if lifetime <= 0 else max(self.world.latencies)
        truth = expires + grace if lifetime <= 0 or self.world.clock_error else expires
        name = f"granted-{self._granted}"
        self.keys[name] = Key(uin, truth, owner, issuer, expires, self.workers.time, arn)
        return Credentials(name, "the-secret-key", "the-token", expires)

    def _metadata(self, url: str) -> str:
        if url.endswith("/"):
            return "Instance"
        keys = self._grant("cvm", "cvm", "", self.world.source_lifetime)
        names = {"TmpSecretId": keys.secret_id, "TmpSecretKey": keys.secret_key, "Token": keys.token}
        return json.dumps({**names, "ExpiredTime": keys.expires, "Code": "Success"})

    # Profiles

    def _change_profiles(self) -> None:
        move = self.world.profile_moves_at
        if move is not None and self.workers.time >= move and self._generation < 1000:
            self._generation = 1000
            self._write_profiles("another account")
        while self._profile_times and self._profile_times[0] <= self.workers.time and self._generation < 1000:
            self._profile_times.pop(0)
            self._generation += 1
            self._write_profiles("profile {}")

    def _write_profiles(self, account: str) -> None:
        (self.home / ".tccli").mkdir(exist_ok=True)
        for hub in {case.hub for case in self.world.accounts if case.source.startswith("profile")}:
            secret_id = f"profile-{hub}-{self._generation}"
            self.keys[secret_id] = Key(account.format(hub), float("inf"), account.format(hub))
            text = json.dumps({"secretId": secret_id, "secretKey": "the-secret-key"})
            (self.home / ".tccli" / f"hub{hub}.credential").write_text(text)


def data_call(account: int, number: int) -> ApiCall:
    return ApiCall("mps", "2019-06-12", "DescribePersonSamples", {"account": account, "call": number}, dict)


def requesting(case: AccountCase) -> Plan[list[int]]:
    """A plan that requests the batches of an account, and returns the numbers of the responses."""
    numbers: list[int] = []
    for size in case.batches:
        calls = [data_call(case.number, len(numbers) + index) for index in range(size)]
        replies = yield calls
        numbers += [reply.value["call"] for reply in replies]
    return numbers
