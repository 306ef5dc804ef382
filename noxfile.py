# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
"""The targets of the Makefile as nox sessions, for contributors who know nox from other collections.

`nox` runs the tests and checks that a pull request needs, `nox --list` shows all sessions, and arguments after `--` are
the ARGS of the target: `nox -s check -- mypy ruff`. The targets create their own environments from the pins.
"""

from __future__ import annotations

import shlex

import nox

nox.options.sessions = ["test", "check"]

SESSIONS = {
    "unit": "Run the unit tests: the inner loop.",
    "test": "Run all tests.",
    "check": "Run ansible-test, linters, type checks and galaxy-importer.",
    "sanity": "Run ansible-test sanity on the oldest and the newest ansible-core, and on one between.",
    "docs": "Build the documentation site.",
    "format": "Format the Python files.",
    "surface": "Record the public surface.",
    "build": "Build the collection into dist.",
    "soak": "Run the random tests with many cases.",
    "planted": "Measure how soon planted defects are found.",
}
# Sessions that are a part of a target.
PARTS = {"sanity": ("check", "sanity")}


def add(name: str, description: str) -> None:
    target, *arguments = PARTS.get(name, (name,))

    @nox.session(name=name, venv_backend="none")
    def run(session: nox.Session) -> None:
        given = shlex.join([*arguments, *session.posargs])
        session.run("make", target, *([f"ARGS={given}"] if given else []), external=True)

    run.__doc__ = description


for name_of_session, text in SESSIONS.items():
    add(name_of_session, text)
