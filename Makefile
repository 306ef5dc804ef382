# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors

# Needs Python >= 3.11 with venv, make and git. Creates everything else in .venv and .cache.
#   PYTHON=/path/to/python3   the Python that creates the environments (default: the first one that starts)
#   ARGS="-k window"          for `make test`, `make unit` and `make soak`: arguments for pytest; for `make check`, `make mutate` and `make planted`: names

.DEFAULT_GOAL := help
SHELL := /bin/sh

TOOLCHAIN = python=$$(sh tests/toolchain/find-python.sh) && PYTHONPATH='$(CURDIR)/tests' "$$python" -m toolchain
# The tools get a home directory of their own. They neither read nor change the home directory of the user.
OWN_HOME = mkdir -p .cache/home && HOME='$(CURDIR)/.cache/home'

.PHONY: help venv demo screenshot test coverage unit soak mutate planted bench check format surface docs pins build release release-check publish clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

venv:  ## create .venv from the pins, unless it is up to date
	@$(TOOLCHAIN) environment

demo: venv  ## gather, audit and report the accounts of a local server
	@$(OWN_HOME) PATH="$(CURDIR)/.venv/bin:$$PATH" examples/demo

screenshot: venv  ## replace the screenshot of the report of the demo (needs /usr/bin/chromium)
	@rm -rf .cache/screenshot && $(OWN_HOME) DEMO_REPORTS='$(CURDIR)/.cache/screenshot' \
		PATH="$(CURDIR)/.venv/bin:$$PATH" examples/demo >/dev/null
	@$(OWN_HOME) .venv/bin/python tests/support/screenshot.py .cache/screenshot/report.html docs/docsite/rst/images/report.png

unit: venv  ## run the unit tests without the slow ones
	@$(TOOLCHAIN) unit $(ARGS)

test: venv  ## run the tests: unit, conformance, integration, simulation, browser; not the long ones
	@$(TOOLCHAIN) test $(ARGS)

coverage: venv  ## run all tests and measure the branch coverage of plugins/, subprocesses included
	@$(TOOLCHAIN) coverage $(ARGS)

soak: venv  ## run the tests with random cases longer: 21,000 schedules, 10,000 wrong files, 10,000 fleets, fuzzing; and the long tests
	@$(TOOLCHAIN) soak $(ARGS)

mutate: venv  ## measure how many mutants of the deciding modules the unit tests find; ARGS="retry" selects modules
	@$(TOOLCHAIN) mutate $(ARGS)

planted: venv  ## measure after how many random cases each planted defect is found; ARGS="retry" selects defects
	@$(TOOLCHAIN) planted $(ARGS)

bench: venv  ## measure speed and memory, compared with the official SDK and the rate limit of the server
	@$(OWN_HOME) PATH="$(CURDIR)/.venv/bin:$$PATH" PYTHONPATH=tests .venv/bin/python -m benchmark $(ARGS)

check: venv  ## run ansible-test sanity, linters, type checks, licence checks
	@$(TOOLCHAIN) check $(ARGS)

format: venv  ## format the Python files and sort their imports
	@$(TOOLCHAIN) format

surface: venv  ## record the public surface: options, return values, reports, metrics
	@$(OWN_HOME) PYTHONPATH=tests .venv/bin/python -m support.record_surface

docs: venv  ## build the documentation site
	@$(TOOLCHAIN) docs

pins:  ## replace the pins with the newest versions
	@$(TOOLCHAIN) pins

build: venv  ## build the collection tarball in dist/
	@$(OWN_HOME) .venv/bin/ansible-galaxy collection build --force --output-path dist

release: venv  ## join the changelog fragments into the changelog of the version in galaxy.yml
	@$(TOOLCHAIN) release

release-check:  ## refuse a release whose tag, version or changelog differ: TAG=1.2.3
	@$(TOOLCHAIN) release-check "$(TAG)"

publish: venv  ## publish the archive in dist/ on Ansible Galaxy
	@$(TOOLCHAIN) publish

clean:  ## delete .venv, .cache and dist
	rm -rf .venv .cache dist
