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
END = START + LIFETIME_S
RENEWAL = END - 300
THREADS = 16
PATIENCE_S = 20


class Issuer:
    """Brings keys that last; counts how often it is asked. ``gate`` holds an answer back, ``failure`` is raised."""

    def __init__(self, expires: float | None = END) -> None:
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


def asked_at(wallet: CredentialCache, issuer: Issuer, now: float, identity: Identity = STUDIO) -> str:
    return wallet.credentials(identity, now, issuer).secret_id


def held_back(pool: ThreadPoolExecutor, wallet: CredentialCache, issuer: Issuer, now: float) -> Future[str]:
    """A thread that is in the middle of obtaining keys, until the issuer's gate is opened."""
    issuer.gate.clear()
    issuer.under_way.clear()
    ahead = pool.submit(asked_at, wallet, issuer, now)
    assert issuer.under_way.wait(PATIENCE_S)
    return ahead


def test_keys_are_obtained_once_for_many_threads(threads: ThreadPoolExecutor) -> None:
    wallet, issuer = CredentialCache(), Issuer()
    issuer.gate.clear()
    results = [threads.submit(asked_at, wallet, issuer, START) for _thread in range(THREADS)]
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
def test_keys_are_renewed_shortly_before_they_end(lifetime: float, last_use: float, renewal: float) -> None:
    wallet, issuer = CredentialCache(), Issuer(lifetime)  # from time 0
    assert [asked_at(wallet, issuer, now) for now in (0, last_use)] == ["pair 1", "pair 1"]
    issuer.expires = renewal + lifetime
    assert [asked_at(wallet, issuer, now) for now in (renewal, renewal + last_use)] == ["pair 2", "pair 2"]
    assert asked_at(wallet, issuer, renewal + renewal) == "pair 3"


def test_keys_without_an_end_are_never_renewed() -> None:
    wallet, issuer = CredentialCache(), Issuer(None)
    assert {asked_at(wallet, issuer, now) for now in (0.0, START, 10 * START)} == {"pair 1"}


def test_keys_that_have_ended_when_they_come_are_used_and_not_kept() -> None:
    """The server's refusal says more than an error of our own could; but the next call asks for new ones."""
    wallet, issuer = CredentialCache(), Issuer(START - 1)
    assert [asked_at(wallet, issuer, START) for _call in range(3)] == ["pair 1", "pair 2", "pair 3"]


def test_a_renewal_that_fails_leaves_the_old_keys_and_is_tried_again_after_ten_seconds() -> None:
    wallet, issuer = CredentialCache(), Issuer()
    asked_at(wallet, issuer, START)
    issuer.failure = TransportError("no answer")
    asked = {}
    for after in (0, 9.9, 10, 19.9, 20):
        assert asked_at(wallet, issuer, RENEWAL + after) == "pair 1"
        asked[after] = issuer.asked
    assert asked == {0: 2, 9.9: 2, 10: 3, 19.9: 3, 20: 4}
    issuer.failure, issuer.expires = None, END + LIFETIME_S
    assert asked_at(wallet, issuer, RENEWAL + 30) == "pair 5"


@pytest.mark.parametrize("now", [END, END + 1000])
def test_after_the_end_a_failure_to_renew_is_raised_each_time_until_it_works(now: float) -> None:
    wallet, issuer = CredentialCache(), Issuer()
    asked_at(wallet, issuer, START)
    issuer.failure = TransportError("no answer")
    for _call in range(2):
        with pytest.raises(TransportError, match="no answer"):
            asked_at(wallet, issuer, now)
    issuer.failure, issuer.expires = None, now + LIFETIME_S
    assert asked_at(wallet, issuer, now) == "pair 4"


def test_a_failure_that_was_put_off_past_the_end_is_raised_then() -> None:
    wallet, issuer = CredentialCache(), Issuer()
    asked_at(wallet, issuer, START)
    issuer.failure = TransportError("no answer")
    assert asked_at(wallet, issuer, END - 1) == "pair 1"
    with pytest.raises(TransportError):
        asked_at(wallet, issuer, END)


@pytest.mark.parametrize("failure", [MpsError("refused"), KeyError("a defect")])
def test_a_first_failure_is_raised_and_not_remembered(failure: Exception) -> None:
    wallet, issuer = CredentialCache(), Issuer()
    issuer.failure = failure
    with pytest.raises(type(failure)):
        asked_at(wallet, issuer, START)
    issuer.failure = None
    assert asked_at(wallet, issuer, START) == "pair 2"


def test_a_defect_while_the_old_keys_serve_is_not_hidden() -> None:
    wallet, issuer = CredentialCache(), Issuer()
    asked_at(wallet, issuer, START)
    issuer.failure = KeyError("a defect")
    with pytest.raises(KeyError):
        asked_at(wallet, issuer, RENEWAL)


def test_while_one_thread_renews_the_others_go_on_with_the_keys_that_serve(threads: ThreadPoolExecutor) -> None:
    wallet, issuer = CredentialCache(), Issuer()
    asked_at(wallet, issuer, START)
    issuer.expires = END + LIFETIME_S
    renewing = held_back(threads, wallet, issuer, RENEWAL)
    others = [threads.submit(asked_at, wallet, issuer, RENEWAL) for _thread in range(THREADS - 1)]
    assert {other.result(PATIENCE_S) for other in others} == {"pair 1"}
    issuer.gate.set()
    assert renewing.result(PATIENCE_S) == "pair 2"
    assert asked_at(wallet, issuer, RENEWAL) == "pair 2"
    assert issuer.asked == 2


def test_when_the_keys_have_ended_the_others_wait_for_the_one_that_renews(threads: ThreadPoolExecutor) -> None:
    wallet, issuer = CredentialCache(), Issuer()
    asked_at(wallet, issuer, START)
    issuer.expires = END + LIFETIME_S
    renewing = held_back(threads, wallet, issuer, END)
    others = [threads.submit(asked_at, wallet, issuer, END) for _thread in range(THREADS - 1)]
    issuer.gate.set()
    assert {one.result(PATIENCE_S) for one in (renewing, *others)} == {"pair 2"}
    assert issuer.asked == 2


def test_those_who_waited_for_a_failure_try_themselves(threads: ThreadPoolExecutor) -> None:
    wallet, issuer = CredentialCache(), Issuer()
    issuer.failure = TransportError("no answer")
    first = held_back(threads, wallet, issuer, START)
    others = [threads.submit(asked_at, wallet, issuer, START) for _thread in range(3)]
    issuer.gate.set()
    for one in (first, *others):
        with pytest.raises(TransportError):
            one.result(PATIENCE_S)
    assert issuer.asked == 4


def test_one_identity_does_not_wait_for_another(threads: ThreadPoolExecutor) -> None:
    wallet, slow, quick = CredentialCache(), Issuer(), Issuer()
    waiting = held_back(threads, wallet, slow, START)
    assert threads.submit(asked_at, wallet, quick, START, HUB).result(PATIENCE_S) == "pair 1"
    assert not waiting.done()
    slow.gate.set()
    assert waiting.result(PATIENCE_S) == "pair 1"


def test_each_identity_has_keys_of_its_own() -> None:
    wallet, studio, hub = CredentialCache(), Issuer(), Issuer()
    for _call in range(2):
        asked_at(wallet, studio, START)
        asked_at(wallet, hub, START, HUB)
    assert (studio.asked, hub.asked) == (1, 1)
    asked_at(wallet, studio, START, Identity(AUTO, account_uin="1"))  # must be proved first
    assert studio.asked == 2
