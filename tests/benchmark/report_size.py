# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measure the rendering of a large report in every format: ``python -m benchmark.report_size``."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.findings import finding_id
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.verdicts import VERDICTS
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.write import REPORT_SPEC, write_reports
from ansible_collections.tencentcloud.mps.plugins.plugin_utils._reports import page_template

TESTS = Path(__file__).resolve().parents[1]
ACCOUNTS, SAMPLES, FINDINGS = 1_000, 200, 20_000
NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
SEED = 5
FIRST = ("Ada", "Bo", "Chen", "Dana", "Emil", "Farah", "Goran", "Hana", "Ivo", "Jun", "王", "Łucja", "Noor", "Özge")
LAST = ("Abe", "Berg", "Costa", "Diaz", "Eriksen", "Fischer", "García", "Haddad", "Ito", "Jansen", "芳", "Kovač", "Lee")
REGIONS = ("sg", "eu", "us", "jp", "kr", "br")
ERRORS = (
    ("denied", "UnauthorizedOperation", "You are not authorized to perform mps:DescribePersonSamples."),
    ("throttled", "RequestLimitExceeded", "The number of requests exceeds the frequency limit."),
    ("transport", None, "The connection to mps.tencentcloudapi.com was reset."),
)


def synthetic_audit(accounts: int = ACCOUNTS, samples: int = SAMPLES, findings: int = FINDINGS) -> dict[str, Any]:
    """Return the result of a synthetic audit of many accounts: 40 % are compliant, 2 % are unknown."""
    draw = random.Random(SEED)
    expected = [_sample(number, draw) for number in range(samples)]
    names = [f"prod-{REGIONS[number % len(REGIONS)]}-{number:04}" for number in range(accounts)]
    unknown = set(draw.sample(names, max(accounts // 50, 1)))
    wrong = [name for name in names if name not in unknown and draw.random() < 0.6] or names[:1]
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    errors = {name: draw.choice(ERRORS) for name in unknown}
    for name in sorted(unknown):
        found[name] = [_unread(name, expected, errors[name][2], draw)]
    remaining = findings - sum(map(len, found.values()))
    pairs = draw.sample(range(len(wrong) * samples), min(max(remaining, 0), len(wrong) * samples))
    for pair in sorted(pairs):
        name, sample = wrong[pair // samples], expected[pair % samples]
        found[name].append(_wrong(name, sample, draw))
    described = [_account(name, found[name], samples, errors.get(name)) for name in names]
    verdicts = Counter(dict.fromkeys(VERDICTS, 0))
    for account in described:
        verdicts.update(account["verdicts"])
    waivers = [_waiver(number, expected[number % samples], draw) for number in range(min(40, accounts))]
    return {
        "compliant": False,
        "summary": {
            "accounts": dict(Counter(account["status"] for account in described)),
            "verdicts": dict(verdicts),
            "waived": sum(account["waived"] for account in described),
            "expired_waivers": sum(waiver["expired"] for waiver in waivers),
            "requests": 11 * accounts,
            "seconds": round(accounts * 0.061, 3),
        },
        "accounts": described,
        "samples": expected,
        "findings": [finding for name in names for finding in found[name]],
        "waivers": waivers,
    }


def _sample(number: int, draw: random.Random) -> dict[str, Any]:
    name = f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]}" + (f" {number}" if number > 150 else "")
    severity = draw.choice(("critical", "high", "high", "medium", "low"))
    state = "absent" if number % 25 == 7 else "present"
    return {"sample": name, "type": "UserDefine", "state": state, "severity": severity, "accounts": None, "fields": []}


def _finding(account: str, sample: dict[str, Any], verdict: str, message: str, draw: random.Random) -> dict[str, Any]:
    ids = [
        str(draw.randrange(10**6, 10**7)) for _id in range({"ambiguous": 2, "missing": 0, "unknown": 0}.get(verdict, 1))
    ]
    return {
        "id": finding_id(account, sample["type"], sample["sample"], "", verdict),
        "account": account,
        "sample": sample["sample"],
        "type": sample["type"],
        "person_ids": ids,
        "verdict": verdict,
        "covers": 1,
        "severity": sample["severity"],
        "message": message,
        "differences": [],
        "waived": False,
        "waiver": None,
        "first_seen": "2026-11-23T09:30:00Z",
    }


def _unread(account: str, expected: list[dict[str, Any]], message: str, draw: random.Random) -> dict[str, Any]:
    library = {"sample": "*", "type": "UserDefine", "severity": "critical"}
    return {**_finding(account, library, "unknown", message, draw), "covers": len(expected)}


def _wrong(account: str, sample: dict[str, Any], draw: random.Random) -> dict[str, Any]:
    if sample["state"] == "absent":
        return _finding(account, sample, "forbidden", "the sample must not exist", draw)
    verdict = draw.choices(("missing", "drifted", "ambiguous"), (6, 3, 1))[0]
    finding = _finding(account, sample, verdict, "no sample has this name", draw)
    if verdict == "drifted":
        finding["differences"] = [{"field": "tags", "expected": ["US", "Celebrity"], "actual": ["US"]}]
        finding["message"] = "tags: expected US, Celebrity, found US"
        if draw.random() < 0.3:
            finding["differences"].append({"field": "min_faces", "expected": 3, "actual": 1})
            finding["message"] += "; min_faces: expected 3, found 1"
    elif verdict == "ambiguous":
        finding["message"] = f"2 samples have this name (ids {', '.join(finding['person_ids'])})"
    if draw.random() < 0.05:
        finding["waived"] = True
        finding["waiver"] = {"reason": "re-enrolment", "owner": "media-ops", "expires": "2026-12-31", "expired": False}
    return finding


def _account(
    name: str, findings: list[dict[str, Any]], samples: int, failure: tuple[str, str | None, str] | None
) -> dict[str, Any]:
    verdicts = Counter(dict.fromkeys(VERDICTS, 0))
    for finding in findings:
        verdicts[finding["verdict"]] += finding["covers"]
    verdicts["ok"] = samples - verdicts.total()
    waived = sum(finding["waived"] for finding in findings)
    bad = not failure and len(findings) > waived
    kind, code, error = failure or (None, None, None)
    return {
        "name": name,
        "uin": f"1000000{name[-4:]}",
        "region": None,
        "site": "international",
        "labels": sorted({name.split("-")[1], "studio" if name[-1] in "02468" else "archive"}),
        "reference": False,
        "unexpected": {"count": 0, "waived": 0, "listed": 0, "listed_waived": 0},
        "status": "noncompliant" if bad else "unknown" if failure else "compliant",
        "verdicts": dict(verdicts),
        "waived": waived,
        "samples_seen": None if failure else samples,
        "requests": 11,
        "retries": 0,
        "seconds": 0.6,
        "error": error,
        "kind": kind,
        "code": code,
        "request_id": "f9b8b4c3-7a6c-4f5e-9d6b-2f1a0f3e7c11" if code else None,
    }


def _waiver(number: int, sample: dict[str, Any], draw: random.Random) -> dict[str, Any]:
    days = draw.choice((-30, -3, 0, 5, 12, 38, 200))
    return {
        "account": f"prod-{REGIONS[number % len(REGIONS)]}-*",
        "sample": sample["sample"],
        "verdicts": ["missing", "drifted"],
        "reason": draw.choice(("re-enrolment in progress", "contract ends this year", None)),
        "owner": draw.choice(("media-ops", "legal", None)),
        "expires": (NOW.date() + dt.timedelta(days)).isoformat(),
        "expired": days < 0,
        "days_left": days,
        "findings": draw.randrange(60),
    }


def measure_rendering() -> dict[str, float]:
    """Return the seconds and the peak memory (MB) of a process that reads an audit result and writes every format."""
    with tempfile.TemporaryDirectory() as folder:
        audit = Path(folder) / "audit.json"
        audit.write_text(json.dumps(synthetic_audit()), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "benchmark.report_size", "--render", str(audit), "--dest", f"{folder}/reports"],
            env={**os.environ, "PYTHONPATH": str(TESTS)},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def _render(audit: Path, dest: Path) -> dict[str, float]:
    began = time.perf_counter()
    options = {
        **{name: option.get("default") for name, option in REPORT_SPEC.items()},
        "results": [json.loads(audit.read_text(encoding="utf-8"))],
        "dest": str(dest),
        "fail_on": ["missing"],
    }
    written = write_reports(options, page_template, NOW, dry=False)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sizes = {f"{Path(path).name} MB": round(Path(path).stat().st_size / 1e6, 2) for path in written["files"]}
    return {"seconds": round(seconds, 2), "peak MB": round(peak, 1), **sizes}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmark.report_size", description=__doc__)
    parser.add_argument("--render", type=Path, metavar="AUDIT", help="render this audit result and print the figures")
    parser.add_argument("--dest", type=Path, default=Path("reports"), help="folder for the reports")
    options = parser.parse_args()
    measured = _render(options.render, options.dest) if options.render else measure_rendering()
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
