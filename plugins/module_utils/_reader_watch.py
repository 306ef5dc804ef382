# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Ends a module when its task was interrupted.

Ansible does not end a module on a remote host after a timeout, Ctrl-C or its own death. The module would keep its keys
in memory and continue to send requests.
"""

from __future__ import annotations

import os
import select
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_STANDARD_OUTPUT = 1
_INTERVAL_S = 2.0
_CLEANUP_S = 2.0


@contextmanager
def end_without_reader(descriptor: int = _STANDARD_OUTPUT) -> Iterator[None]:
    """While the block runs, end this process as soon as nobody reads its output any more.

    A line feed every two seconds makes the programs between this process and Ansible notice that Ansible is gone.
    Ansible ignores it before the JSON of a module.
    """
    lock, is_over = threading.Lock(), threading.Event()

    def watch() -> None:
        poller = select.poll()
        poller.register(descriptor, 0)  # errors and hang-ups are always reported
        while True:
            is_closed = bool(poller.poll(_INTERVAL_S * 1000))
            with lock:
                if is_over.is_set():
                    return
                if is_closed or not _can_write(descriptor):
                    break
        os.kill(os.getpid(), signal.SIGINT)  # the main thread removes its temporary files
        time.sleep(_CLEANUP_S)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        with lock:
            is_over.set()


def _can_write(descriptor: int) -> bool:
    try:
        return os.write(descriptor, b"\n") == 1
    except OSError:
        return False
