# What can be done with this tree. Each target brings what it needs; a second call does nothing twice.
# Variables: HOST, PORT (where `make run` listens), PYTHON (which Python makes .venv), WORKERS (test processes).

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run demo test test-slow check coverage format bench bench-large lock wheel clean environment assets test-environment dev-environment bench-environment style types layers documents services collected

# Without compiled modules every process that a target starts would compile the product anew.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)
WORKERS ?= 2
HOST ?= 127.0.0.1
PORT ?= 8000
IN_ENVIRONMENT := .venv/bin
# An instance on PostgreSQL needs its driver, which the layer `production` brings.
LAYER = $(if $(findstring postgres,$(PORTFOLIO_DATABASE_URL)),production,run)

help:
	@echo 'Cyber Portfolio: which cyber-diplomacy objective is served where, until when, and where nobody is.'
	@echo
	@echo '  make run      set up, create the database, load the demo if it is empty, and serve it'
	@echo '                (HOST=127.0.0.1 PORT=8000; the address and a sign-in link are printed)'
	@echo '  make demo     the demo portfolio in a new instance of its own: instance-demo/'
	@echo '  make test     the whole suite, on SQLite and PostgreSQL, with a real browser'
	@echo '  make test-slow  the tests that try millions of texts and files, in full (FUZZ_TEXTS=10000000 FUZZ_FILES=100000),'
	@echo '                  and the laws of coverage on thousands of portfolios (FUZZ_PORTFOLIOS=2000)'
	@echo '  make coverage which lines and branches no test reaches'
	@echo '  make check    style, types, layers, documents, migrations'
	@echo '  make format   lay out the Python files as `make check` wants them'
	@echo '  make bench    measure the product'
	@echo '  make bench-large  measure a sheet of 275,000 rows through the running server (minutes)'
	@echo '  make wheel    build the installable package into dist/'
	@echo '  make lock     renew the locked versions from setup.cfg and package.json (UPGRADE=1: newest)'
	@echo '  make clean    remove what set-up, building and testing made; the instance stays'

environment: python-found
	@$(PYTHON) -m tools.environment $(LAYER)

test-environment: python-found
	@$(PYTHON) -m tools.environment test
	@$(IN_ENVIRONMENT)/python -m tools.assets --with-tests

dev-environment: python-found
	@$(PYTHON) -m tools.environment dev
	@$(IN_ENVIRONMENT)/python -m tools.assets --with-tests

# The engines beside the product's are started as the tests start them.
bench-environment: test-environment
	@$(PYTHON) -m tools.environment bench

assets: environment
	@$(IN_ENVIRONMENT)/python -m tools.assets

.PHONY: python-found
python-found:
	@test -n '$(PYTHON)' || { echo 'Set-up stopped: no Python 3.11 or newer was found. Name one: make PYTHON=/path/to/python3' >&2; exit 1; }

run: assets
	@$(IN_ENVIRONMENT)/portfolio init
	@$(IN_ENVIRONMENT)/portfolio demo --if-empty
	@exec $(IN_ENVIRONMENT)/portfolio serve --sign-in-link --host $(HOST) --port $(PORT)

# Whatever instance and database the environment names, the demo has its own and touches no other.
demo: export PORTFOLIO_INSTANCE = instance-demo
demo: export PORTFOLIO_DATABASE_URL =
demo: assets
	@rm -rf instance-demo
	@$(IN_ENVIRONMENT)/portfolio init
	@$(IN_ENVIRONMENT)/portfolio demo
	@exec $(IN_ENVIRONMENT)/portfolio serve --sign-in-link --host $(HOST) --port $(PORT)

test: test-environment services
	@$(IN_ENVIRONMENT)/python -m pytest -q --numprocesses $(WORKERS) --dist worksteal $(TESTS)

# What the whole suite tries a small part of: ten million texts as dates, money and lists, a hundred thousand files,
# thousands of portfolios for each law of coverage.
FUZZ_TEXTS ?= 10000000
FUZZ_FILES ?= 100000
FUZZ_PORTFOLIOS ?= 2000
test-slow: test-environment
	@FUZZ_TEXTS=$(FUZZ_TEXTS) FUZZ_FILES=$(FUZZ_FILES) $(IN_ENVIRONMENT)/python -m pytest -q -m slow -rP --numprocesses $(WORKERS) tests/slow
	@FUZZ_PORTFOLIOS=$(FUZZ_PORTFOLIOS) $(IN_ENVIRONMENT)/python -m pytest -q --numprocesses $(WORKERS) tests/core

# All of them, also when one fails: who mends three things at once starts it once. Two at a time, the longest first;
# beside it on CI, where nothing is compiled yet, the tests are compiled once for all processes that will run them.
check: dev-environment
	@$(MAKE) --no-print-directory --keep-going --jobs 2 types services style layers documents $(if $(filter true,$(CI)),collected)

style:
	$(IN_ENVIRONMENT)/ruff check --quiet .
	$(IN_ENVIRONMENT)/ruff format --quiet --check .

types:
	$(IN_ENVIRONMENT)/mypy

layers:
	$(IN_ENVIRONMENT)/lint-imports --config setup.cfg --no-logo

documents: services
	$(IN_ENVIRONMENT)/python -m pytest -q tests/house/test_documents.py tests/house/test_migrations.py

collected: services
	@$(IN_ENVIRONMENT)/python -m pytest -q --collect-only >/dev/null

services:
	@$(IN_ENVIRONMENT)/python -m tools.services

coverage: dev-environment services
	@$(IN_ENVIRONMENT)/coverage run -m pytest -q $(TESTS)
	@$(IN_ENVIRONMENT)/coverage report

format: dev-environment
	@$(IN_ENVIRONMENT)/ruff check --fix-only --quiet .
	@$(IN_ENVIRONMENT)/ruff format .

bench: bench-environment
	@$(IN_ENVIRONMENT)/python -m benchmarks

# Minutes, and gigabytes of memory.
bench-large: bench-environment
	@$(IN_ENVIRONMENT)/python -m benchmarks large

wheel: test-environment
	@$(IN_ENVIRONMENT)/python -m build --wheel --no-isolation .

lock: dev-environment
	@$(IN_ENVIRONMENT)/python -m tools.locks

clean:
	rm -rf .venv node_modules static/vendor build dist *.egg-info htmlcov .coverage .coverage.*
	rm -rf .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache instance-demo
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
