# Thin ways to the commands; each sets up what it needs first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CONFIG ?=
COVERAGE := --cov --cov-report=term:skip-covered --cov-report=xml:build/coverage.xml

# Programs and tests start in two thirds of the time where what Python compiled is kept.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run demo test test-postgres lint format bench soak lock clean

run: $(VENV)/run.stamp
	@$(BIN)/python -m bot $(if $(CONFIG),--config $(CONFIG)) run

demo: $(VENV)/run.stamp
	@$(BIN)/python -m bot demo

# All tests on SQLite; what is about PostgreSQL itself is in test-postgres.
# Under CI also with coverage, which makes it half as slow again and may only rise (fail_under in pyproject.toml).
# Three processes on two cores: a third of a test's time it waits for threads, browsers and programs that start.
test: $(VENV)/dev.stamp
	@$(BIN)/python -m pytest -n 3 --dist worksteal -m "not soak and not postgres" $(if $(CI),$(COVERAGE)) $(ARGS)

# The same tests with a PostgreSQL of their own: the system's binaries in a temporary folder, a server for each of the
# three processes; in Chromium too. Files whose tests never come to a database (language, pages' parts, the local messenger
# and its page, which have a file of their own) are left out: they would only run a second time.
test-postgres: $(VENV)/dev.stamp
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || { \
	  echo "PostgreSQL is missing. On Debian or Ubuntu: sudo apt-get install postgresql" >&2; exit 2; }
	@DALABA_TEST_POSTGRES=1 $(BIN)/python -m pytest -n 3 --dist worksteal -m "not soak and not sqlite and not tgfake" $(ARGS)

lint: $(VENV)/dev.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(VENV)/dev.stamp
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/dev.stamp
	@$(BIN)/python -m tests.bench $(ARGS)

# Short, two at a time: they mostly wait for programs that start.
soak: $(VENV)/dev.stamp
	@SHORT=$(SHORT) $(BIN)/python -m pytest -m soak --timeout=1800 $(if $(SHORT),-n 2 --maxschedchunk=1) $(ARGS)

# The lock files, from pyproject.toml, with hashes for every platform.
lock: $(VENV)/run.stamp
	@$(BIN)/python -m pip install -q uv
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --extra dev pyproject.toml -o requirements-dev.lock

$(VENV)/venv.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Dalaba needs Python 3.11 or newer; $(PYTHON) is older. Say which one: make PYTHON=python3.12 run" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Python's venv is missing. On Debian or Ubuntu: sudo apt-get install python3-venv" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

# The locks name everything, so nothing is looked for beside them: else pip, asked for an extra (coverage[toml]), takes a
# newer release than the lock's as soon as there is one, and refuses it for want of a hash.
$(VENV)/run.stamp: $(VENV)/venv.stamp requirements.lock
	@echo "Setting up (once, about a minute) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@touch $@

$(VENV)/dev.stamp: $(VENV)/venv.stamp requirements-dev.lock
	@echo "Setting up with the tools for tests (once, about a minute) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	@touch $@ $(VENV)/run.stamp

clean:
	rm -rf $(VENV) build .mypy_cache .pytest_cache .ruff_cache
