# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors

# Needs a Python >= 3.11 with venv, make and git; everything else is made under .venv and .cache.
#   PYTHON=/path/to/python3   the Python to build with (default: the first that starts)
#   ARGS="-k window"          for `make test`: more arguments for pytest; for `make check`: the names of single checks

.DEFAULT_GOAL := help
SHELL := /bin/sh

TOOLCHAIN = python=$$(sh tests/toolchain/find-python.sh) && PYTHONPATH='$(CURDIR)/tests' "$$python" -m toolchain
# The tools' own home: nothing is read from or left in the person's.
OWN_HOME = mkdir -p .cache/home && HOME='$(CURDIR)/.cache/home'

.PHONY: help venv demo screenshot test bench check format pins build clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

venv:  ## make .venv from the pins, if it is not there already
	@$(TOOLCHAIN) environment

demo: venv  ## gather, audit and report the accounts of a local server
	@$(OWN_HOME) PATH="$(CURDIR)/.venv/bin:$$PATH" examples/demo

screenshot: venv  ## take the picture of the demo's report anew (needs /usr/bin/chromium)
	@rm -rf .cache/screenshot && $(OWN_HOME) DEMO_REPORTS='$(CURDIR)/.cache/screenshot' \
		PATH="$(CURDIR)/.venv/bin:$$PATH" examples/demo >/dev/null
	@$(OWN_HOME) .venv/bin/python tests/support/screenshot.py .cache/screenshot/report.html docs/docsite/rst/images/report.png

# pytest-ansible cannot share a run with xdist: its tests follow in a run of their own (5: none was selected).
test: venv  ## run every test: units, conformance, integration
	@$(OWN_HOME) .venv/bin/pytest -n auto $(ARGS) || $(if $(ARGS),[ $$? -eq 5 ],false)
	@$(OWN_HOME) .venv/bin/pytest -p pytest-ansible --ansible-unit-inject-only -m pytest_ansible \
		-W default --disable-warnings $(ARGS) || [ $$? -eq 5 ]

bench: venv  ## measure speed and memory against the official SDK and the server's limit
	@$(OWN_HOME) PATH="$(CURDIR)/.venv/bin:$$PATH" PYTHONPATH=tests .venv/bin/python -m benchmark $(ARGS)

check: venv  ## ansible-test sanity, linters, types, licences
	@$(TOOLCHAIN) check $(ARGS)

format: venv  ## let ruff format and sort the Python files
	@$(TOOLCHAIN) format

pins:  ## resolve every dependency to its newest version
	@$(TOOLCHAIN) pins

build: venv  ## build the collection tarball into dist/
	@$(OWN_HOME) .venv/bin/ansible-galaxy collection build --force --output-path dist

clean:  ## remove everything that was made
	rm -rf .venv .cache dist
