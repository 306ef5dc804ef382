# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run node_exporter and Prometheus as real processes on loopback, with the files of extensions/monitoring."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, build_opener

import yaml

KIT = Path(__file__).resolve().parents[2] / "extensions" / "monitoring"
PROMETHEUS, PROMTOOL = shutil.which("prometheus"), shutil.which("promtool")
# The first name is the one of the Debian package.
NODE_EXPORTER = shutil.which("prometheus-node-exporter") or shutil.which("node_exporter")
LIMIT_S = 120  # much longer than a busy machine needs; a test ends as soon as it sees what it waits for
INTERVAL = "500ms"
STARTS = 5  # another process can take the free port

_T = TypeVar("_T")


def why_unavailable() -> str | None:
    """Why the programs cannot run, or None."""
    programs = {"prometheus": PROMETHEUS, "promtool": PROMTOOL, "prometheus-node-exporter": NODE_EXPORTER}
    missing = [name for name, path in programs.items() if path is None]
    return (
        f"{', '.join(missing)} not installed (Debian packages prometheus, prometheus-node-exporter)"
        if missing
        else None
    )


def promtool(*arguments: str, text: str = "") -> tuple[int, str]:
    """Run promtool with ``text`` as its input. Returns its exit code and its output."""
    assert PROMTOOL is not None
    done = subprocess.run(
        [PROMTOOL, *arguments], input=text, capture_output=True, text=True, timeout=LIMIT_S, check=False
    )
    return done.returncode, done.stdout + done.stderr


def wait_for(find: Callable[[], _T], describe: Callable[[], object] = lambda: "") -> _T:
    """Call ``find`` until its result is true, and return the result."""
    deadline = time.monotonic() + LIMIT_S
    while not (found := find()):
        assert time.monotonic() < deadline, f"{describe()}"
        time.sleep(0.1)
    return found


def get(url: str) -> str:
    """The text at a URL on loopback. Never through a proxy from the environment."""
    with build_opener(ProxyHandler({})).open(url, timeout=LIMIT_S) as response:
        text: str = response.read().decode("utf-8")
    return text


@contextmanager
def node_exporter(textfiles: Path) -> Iterator[str]:
    """Serve the metrics files in a directory. Yields the address, which is also the label ``instance``."""
    assert NODE_EXPORTER is not None
    command = [NODE_EXPORTER, "--collector.disable-defaults", "--collector.textfile"]
    command += [f"--collector.textfile.directory={textfiles}"]
    with _server(command, "/", textfiles.with_name("node-exporter.log")) as address:
        yield address


class Prometheus:
    """A running Prometheus that scrapes one node_exporter."""

    def __init__(self, address: str) -> None:
        self._address = address

    def query(self, expression: str) -> list[dict[str, Any]]:
        """The result of an instant query. Each sample has ``metric`` and ``value``."""
        found: list[dict[str, Any]] = self._data("query", query=expression)["result"]
        return found

    def series(self, expression: str) -> list[dict[str, Any]]:
        """The result of a query over the last minute, as a graph of a dashboard sends it."""
        now = time.time()
        found: list[dict[str, Any]] = self._data("query_range", query=expression, start=now - 60, end=now, step=1)[
            "result"
        ]
        return found

    def alerts(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._data("alerts")["alerts"]
        return found

    def firing(self, name: str, *labels: str) -> set[tuple[str, ...]]:
        """The values of these labels of each alert with this name that is firing now."""
        return {
            tuple(alert["labels"][label] for label in labels)
            for alert in self.alerts()
            if alert["state"] == "firing" and alert["labels"]["alertname"] == name
        }

    def wait_until_firing(self, name: str, labels: Iterable[str], expected: set[tuple[str, ...]]) -> None:
        wait_for(lambda: self.firing(name, *labels) == expected, self.alerts)

    def wait_until_only(self, names: set[str]) -> None:
        """Wait until each of these alerts is firing, and no other alert."""
        wait_for(lambda: {alert["labels"]["alertname"] for alert in self.alerts()} == names, self.alerts)

    def _data(self, path: str, **parameters: object) -> Any:
        response = json.loads(get(f"http://{self._address}/api/v1/{path}?{urlencode(parameters)}"))
        assert response["status"] == "success", response
        return response["data"]


@contextmanager
def prometheus(folder: Path, target: str) -> Iterator[Prometheus]:
    """Run Prometheus with the rules and the example configuration of the kit, but with short intervals."""
    assert PROMETHEUS is not None
    folder.mkdir()
    (folder / "alerts.yml").write_text(yaml.safe_dump(without_delay()), encoding="utf-8")
    configuration = yaml.safe_load((KIT / "prometheus.yml").read_text(encoding="utf-8"))
    configuration["global"] = {"scrape_interval": INTERVAL, "evaluation_interval": INTERVAL}
    (job,) = configuration["scrape_configs"]
    job["static_configs"] = [{"targets": [target]}]
    (folder / "prometheus.yml").write_text(yaml.safe_dump(configuration), encoding="utf-8")
    command = [PROMETHEUS, f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data"]
    with _server(command, "/-/ready", folder / "prometheus.log") as address:
        yield Prometheus(address)


def without_delay() -> Mapping[str, Any]:
    """The alert rules with ``for: 0s``, as README.md describes it."""
    rules: dict[str, Any] = yaml.safe_load((KIT / "alerts.yml").read_text(encoding="utf-8"))
    for group in rules["groups"]:
        for rule in group["rules"]:
            rule["for"] = "0s"
    return rules


@contextmanager
def _server(command: list[str], ready: str, log: Path) -> Iterator[str]:
    """Run a server on a free port of loopback until the end of the block. Yields its address."""
    for _start in range(STARTS):
        address = f"127.0.0.1:{_free_port()}"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*command, f"--web.listen-address={address}"],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            if _is_ready(process, f"http://{address}{ready}", log):
                yield address
                return
        finally:
            process.terminate()
            process.wait(LIMIT_S)
    raise AssertionError(log.read_text(encoding="utf-8"))


def _is_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> bool:
    """Wait until the server is ready, or has ended."""
    return wait_for(lambda: _state(process, url), log.read_text) == "ready"


def _state(process: subprocess.Popen[bytes], url: str) -> str | None:
    if process.poll() is not None:
        return "ended"
    try:
        get(url)
    except (URLError, ConnectionError):  # includes the response "not ready"
        return None
    return "ready"


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port
