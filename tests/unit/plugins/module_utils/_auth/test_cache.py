# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import Credentials
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.cache import CredentialCache
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.identity import AUTO, PROFILE, Identity
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import MpsError, TransportError

STUDIO, HUB = Identity(AUTO), Identity(PROFILE, profile="hub")
START, LIFETIME_S = 1_700_000_000.0, 7200.0
EXPIRY = START + LIFETIME_S
RENEWAL = EXPIRY - 300
THREADS = 16
PATIENCE_S = 20


class Issuer:
    """Issues keys and counts the calls. A closed ``gate`` delays the response; ``failure`` is raised if it is set."""

    def __init__(self, expires: float | None = EXPIRY) -> None:
        self.expires = expires
        self.asked = 0
        self.under_way = threading.Event()
        self.gate = threading.Event()
        self.gate.set()
        self.failure: Exception | None = None

    def __call__(self) -> Credentials:
        self.asked += 1
        number = self.asked
        self.under_way.set()
        assert self.gate.wait(PATIENCE_S)
        if self.failure is not None:
            raise self.failure
        return Credentials(f"pair {number}", "key", "token", self.expires)


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(THREADS) as pool:
        yield pool


def secret_id_at(cache: CredentialCache, issuer: Issuer, now: float, identity: Identity = STUDIO) -> str:
    return cache.credentials(identity, now, issuer).secret_id


def start_renewal(pool: ThreadPoolExecutor, cache: CredentialCache, issuer: Issuer, now: float) -> Future[str]:
    """Start a thread that is obtaining keys until the gate of the issuer opens."""
    issuer.gate.clear()
    issuer.under_way.clear()
    ahead = pool.submit(secret_id_at, cache, issuer, now)
    assert issuer.under_way.wait(PATIENCE_S)
    return ahead


def test_keys_are_obtained_once_for_many_threads(threads: ThreadPoolExecutor) -> None:
    cache, issuer = CredentialCache(), Issuer()
    issuer.gate.clear()
    results = [threads.submit(secret_id_at, cache, issuer, START) for _thread in range(THREADS)]
    issuer.gate.set()
    assert {result.result(PATIENCE_S) for result in results} == {"pair 1"}
    assert issuer.asked == 1


@pytest.mark.parametrize(
    ("lifetime", "last_use", "renewal"),
    [
        (43200, 42899.9, 42900),
        (7200, 6899.9, 6900),
        (3000, 2699.9, 2700),
        (1800, 1619.9, 1620),
        (60, 53.9, 54),
        (2, 1.7, 1.8),
    ],
)
def test_keys_are_renewed_shortly_before_expiry(lifetime: float, last_use: float, renewal: float) -> None:
    cache, issuer = CredentialCache(), Issuer(lifetime)  # from time 0
    assert [secret_id_at(cache, issuer, now) for now in (0, last_use)] == ["pair 1", "pair 1"]
    issuer.expires = renewal + lifetime
    assert [secret_id_at(cache, issuer, now) for now in (renewal, renewal + last_use)] == ["pair 2", "pair 2"]
    assert secret_id_at(cache, issuer, renewal + renewal) == "pair 3"


def test_keys_without_expiry_are_never_renewed() -> None:
    cache, issuer = CredentialCache(), Issuer(None)
    assert {secret_id_at(cache, issuer, now) for now in (0.0, START, 10 * START)} == {"pair 1"}


def test_keys_that_are_already_expired_are_used_but_not_cached() -> None:
    """The error of the server is clearer than an error of the collection. The next call obtains new keys."""
    cache, issuer = CredentialCache(), Issuer(START - 1)
    assert [secret_id_at(cache, issuer, START) for _call in range(3)] == ["pair 1", "pair 2", "pair 3"]


def test_failed_renewal_keeps_the_old_keys_and_is_retried_after_ten_seconds() -> None:
    cache, issuer = CredentialCache(), Issuer()
    secret_id_at(cache, issuer, START)
    issuer.failure = TransportError("no answer")
    asked = {}
    for after in (0, 9.9, 10, 19.9, 20):
        assert secret_id_at(cache, issuer, RENEWAL + after) == "pair 1"
        asked[after] = issuer.asked
    assert asked == {0: 2, 9.9: 2, 10: 3, 19.9: 3, 20: 4}
    issuer.failure, issuer.expires = None, EXPIRY + LIFETIME_S
    assert secret_id_at(cache, issuer, RENEWAL + 30) == "pair 5"


@pytest.mark.parametrize("now", [EXPIRY, EXPIRY + 1000])
def test_failed_renewal_after_expiry_is_raised_until_it_succeeds(now: float) -> None:
    cache, issuer = CredentialCache(), Issuer()
    secret_id_at(cache, issuer, START)
    issuer.failure = TransportError("no answer")
    for _call in range(2):
        with pytest.raises(TransportError, match="no answer"):
            secret_id_at(cache, issuer, now)
    issuer.failure, issuer.expires = None, now + LIFETIME_S
    assert secret_id_at(cache, issuer, now) == "pair 4"


def test_postponed_renewal_failure_is_raised_at_expiry() -> None:
    cache, issuer = CredentialCache(), Issuer()
    secret_id_at(cache, issuer, START)
    issuer.failure = TransportError("no answer")
    assert secret_id_at(cache, issuer, EXPIRY - 1) == "pair 1"
    with pytest.raises(TransportError):
        secret_id_at(cache, issuer, EXPIRY)


@pytest.mark.parametrize("failure", [MpsError("refused"), KeyError("a defect")])
def test_first_failure_is_raised_and_not_cached(failure: Exception) -> None:
    cache, issuer = CredentialCache(), Issuer()
    issuer.failure = failure
    with pytest.raises(type(failure)):
        secret_id_at(cache, issuer, START)
    issuer.failure = None
    assert secret_id_at(cache, issuer, START) == "pair 2"


def test_defect_during_renewal_is_not_hidden() -> None:
    cache, issuer = CredentialCache(), Issuer()
    secret_id_at(cache, issuer, START)
    issuer.failure = KeyError("a defect")
    with pytest.raises(KeyError):
        secret_id_at(cache, issuer, RENEWAL)


def test_other_threads_use_the_old_keys_while_one_thread_renews(threads: ThreadPoolExecutor) -> None:
    cache, issuer = CredentialCache(), Issuer()
    secret_id_at(cache, issuer, START)
    issuer.expires = EXPIRY + LIFETIME_S
    renewing = start_renewal(threads, cache, issuer, RENEWAL)
    others = [threads.submit(secret_id_at, cache, issuer, RENEWAL) for _thread in range(THREADS - 1)]
    assert {other.result(PATIENCE_S) for other in others} == {"pair 1"}
    issuer.gate.set()
    assert renewing.result(PATIENCE_S) == "pair 2"
    assert secret_id_at(cache, issuer, RENEWAL) == "pair 2"
    assert issuer.asked == 2


def test_other_threads_wait_for_the_renewal_after_expiry(threads: ThreadPoolExecutor) -> None:
    cache, issuer = CredentialCache(), Issuer()
    secret_id_at(cache, issuer, START)
    issuer.expires = EXPIRY + LIFETIME_S
    renewing = start_renewal(threads, cache, issuer, EXPIRY)
    others = [threads.submit(secret_id_at, cache, issuer, EXPIRY) for _thread in range(THREADS - 1)]
    issuer.gate.set()
    assert {one.result(PATIENCE_S) for one in (renewing, *others)} == {"pair 2"}
    assert issuer.asked == 2


def test_each_waiting_thread_retries_after_a_failure(threads: ThreadPoolExecutor) -> None:
    cache, issuer = CredentialCache(), Issuer()
    issuer.failure = TransportError("no answer")
    first = start_renewal(threads, cache, issuer, START)
    others = [threads.submit(secret_id_at, cache, issuer, START) for _thread in range(3)]
    issuer.gate.set()
    for one in (first, *others):
        with pytest.raises(TransportError):
            one.result(PATIENCE_S)
    assert issuer.asked == 4


def test_identities_do_not_wait_for_each_other(threads: ThreadPoolExecutor) -> None:
    cache, slow, quick = CredentialCache(), Issuer(), Issuer()
    waiting = start_renewal(threads, cache, slow, START)
    assert threads.submit(secret_id_at, cache, quick, START, HUB).result(PATIENCE_S) == "pair 1"
    assert not waiting.done()
    slow.gate.set()
    assert waiting.result(PATIENCE_S) == "pair 1"


def test_each_identity_has_its_own_keys() -> None:
    cache, studio, hub = CredentialCache(), Issuer(), Issuer()
    for _call in range(2):
        secret_id_at(cache, studio, START)
        secret_id_at(cache, hub, START, HUB)
    assert (studio.asked, hub.asked) == (1, 1)
    secret_id_at(cache, studio, START, Identity(AUTO, account_uin="1"))  # must be verified first
    assert studio.asked == 2
