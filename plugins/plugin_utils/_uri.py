# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Sends messages with the module ansible.builtin.uri, on the host and with the environment of the task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Callable

from ansible.errors import AnsibleError

from ..module_utils._notification.delivery import Response, parse_response
from ..module_utils._notification.message import Message
from ..module_utils._notification.targets import Target

_MODULE = "ansible.builtin.uri"
# The task evaluates the status itself: uri shows the URL in its own errors.
_OF_TASK = ("timeout", "ca_path", "validate_certs", "use_proxy")


@dataclass(frozen=True)
class Delivery:
    """What became of a message. ``problem`` is None if the service accepted it."""

    status: int | None
    attempts: int
    problem: str | None


class UriRequests:
    """Sends each message until the service accepts it, refuses it, or the retries are used up."""

    def __init__(
        self,
        action: Any,
        options: Mapping[str, Any],
        task_vars: Mapping[str, Any],
        sleep: Callable[[float], None],
    ) -> None:
        self._action = action
        self._options = options
        self._task_vars = task_vars
        self._sleep = sleep

    def send(self, target: Target, message: Message) -> Delivery:
        attempts = 1
        response = self._request(target, message)
        while response.problem is not None and response.wait_s is not None and attempts <= self._options["retries"]:
            self._sleep(max(response.wait_s, self._options["delay"] * 2 ** (attempts - 1)))
            response = self._request(target, message)
            attempts += 1
        return Delivery(response.status, attempts, response.problem)

    def _request(self, target: Target, message: Message) -> Response:
        arguments = {name: self._options[name] for name in _OF_TASK if self._options[name] is not None}
        arguments.update(
            url=target.url,
            method="POST",
            body=message.body,
            body_format="json",
            headers=dict(target.headers),
            return_content=True,
            follow_redirects="none",
            use_netrc=False,
        )
        return parse_response(target, self._run(arguments))

    def _run(self, arguments: dict[str, Any]) -> Mapping[str, Any]:
        """The result of the module. With no_log, it does not write its arguments to the log of the host."""
        task = self._action._task
        self._action._task = task.copy()
        self._action._task.no_log = True
        try:
            result: Mapping[str, Any] = self._action._execute_module(
                module_name=_MODULE, module_args=arguments, task_vars=dict(self._task_vars)
            )
        except AnsibleError as error:  # for example, the host of the task cannot be reached
            return {"msg": str(error)}
        finally:
            self._action._task = task
        return result
