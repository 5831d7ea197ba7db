SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
# How many processes run tests side by side.
WORKERS ?= auto
# The tests start many Python processes; each would compile the whole product anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-reset test test-fast coverage test-services benchmarks chaos simulate screenshots lint format messages lock browser

## To look at it

setup: .venv/.runtime  ## make the virtual environment .venv
	@echo "Ready. Next: make demo"
demo: .venv/.runtime  ## start everything on this machine, with sample customers; Ctrl-C stops it
	@$(BIN)/python -m portal.local.demo
demo-reset: .venv/.runtime  ## start the demo over, without the data of earlier runs
	@$(BIN)/python -m portal.local.demo --reset

## To work on it

PYTEST = -m pytest -n $(WORKERS) --maxprocesses 4 --dist loadgroup
ON_SQLITE := env -u DATABASE_URL -u REDIS_URL -u CACHE_URL
test: .venv/.dev browser  ## run all tests on SQLite and an embedded broker
	$(ON_SQLITE) $(BIN)/python $(PYTEST)
test-fast: .venv/.dev  ## run the tests that need no browser and no processes
	$(ON_SQLITE) $(BIN)/python $(PYTEST) -q -m "not browser and not processes"
coverage: .venv/.dev  ## run the tests that need no browser, and count the lines and branches they miss
	mkdir -p var/coverage && $(BIN)/coverage erase
	$(ON_SQLITE) $(BIN)/coverage run $(PYTEST) -m "not browser"
	$(BIN)/coverage combine -q
	$(BIN)/coverage report
test-services: .venv/.dev  ## run what may differ there on PostgreSQL and Redis (DATABASE_URL, REDIS_URL, or its own)
	$(BIN)/python -m tests.services $(BIN)/python $(PYTEST) -m services
# With TICKETS=1000000, pages and sweeps only, beside those with 10,000 customers.
benchmarks: .venv/.dev  ## measure pages with 100,000 customers, or TICKETS tickets; CPU, memory, calls to Auth0
	$(BIN)/python -m tests.services $(BIN)/python -m tests.benchmarks $(if $(TICKETS),pages --tickets $(TICKETS))
# Of a chaos run: how many tickets are wanted, and which schedule of faults.
chaos: TICKETS ?= 2000
SEED ?= 1
chaos: .venv/.dev  ## run everything under faults for TICKETS tickets, by SEED; prints figures, fails if one is lost
	$(BIN)/python -m tests.chaos --tickets $(TICKETS) --seed $(SEED)
# Of a simulated year: how many customers.
CUSTOMERS ?= 1000
simulate: .venv/.dev  ## let CUSTOMERS go through a year with three policies, by SEED; fails if one is forgotten
	$(ON_SQLITE) $(BIN)/python -m tests.simulation --customers $(CUSTOMERS) --seed $(SEED)
screenshots: .venv/.dev browser  ## photograph every page, wide and narrow, light and dark, into var/screenshots
	$(BIN)/python -m pytest -q tests/pages/screenshots.py
lint: export PORTAL_DEBUG := true
lint: .venv/.dev  ## check style, types, imports between parts, templates, migrations and settings
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy .
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint --lint templates
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check --fail-level WARNING
format: .venv/.dev  ## put the code into the project's style
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format
# Staff's pages are in English: their templates are not translated.
STAFF_TEMPLATES := base.html _user_menu.html 403.html allauth breadcrumbs.html confirm.html filters.html pagination.html mapping.html preset_delete.html profile_delete.html home.html _place.html customer.html attention_resolve.html
messages: export PORTAL_DEBUG := true
messages: .venv/.dev  ## collect the texts to translate and compile their translations
	$(BIN)/python manage.py makemessages --all --no-obsolete --add-location file \
	  --ignore .venv --ignore var --ignore tests --ignore local $(STAFF_TEMPLATES:%=--ignore %)
	$(BIN)/python manage.py compilemessages --ignore .venv
lock: .venv/.dev  ## choose the newest allowed versions and write both lock files
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv lock --upgrade
	$(BIN)/uv export -q --no-emit-project --no-header --no-dev --extra embedded --format requirements-txt -o requirements.lock
	$(BIN)/uv export -q --no-emit-project --no-header --all-extras --group dev --format requirements-txt -o requirements-dev.lock

# --- What the targets need ------------------------------------------------------------------

help:
	@awk '/^## / { print "\n" substr($$0, 4) } \
	  match($$0, /^[a-z-]+:.*  ## /) { split($$0, part, ":"); \
	    printf "  make %-15s %s\n", part[1], substr($$0, index($$0, "  ## ") + 5) }' Makefile

# pip is the last to come: an environment that was left half made is made again.
.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed.")'
	$(PYTHON) -m venv .venv

# Installed again whenever the lock file changes.
.venv/.runtime: requirements.lock | .venv/bin/pip
	@echo "Installing what the portal needs (about half a minute)…"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@
.venv/.dev: requirements-dev.lock .venv/.runtime
	@echo "Installing what its development needs…"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

browser: .venv/.dev
	@if command -v chromium >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium fonts-dejavu-core; \
	else $(BIN)/playwright install chromium; fi
