# Needs make and Python 3.11 or newer, nothing else. GNU make 3.81 (macOS) is enough.

VENV := .venv
BIN := $(VENV)/bin
PYTHONS := $(PYTHON) python3.14 python3.13 python3.12 python3.11 python3
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes
# Everything that needs a database gets a throw-away one of its own.
WITH_DATABASE := $(BIN)/python -m kb.embedded.run --
LOCKS := base extraction demo prod dev bench
ACCURACY_ARGS = --publish
# For tools that read the settings and never connect.
NO_DATABASE := DATABASE_URL=postgres://nobody@127.0.0.1:1/none

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test lint bench accuracy lock check

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/.demo-installed ## run everything on this machine (PORT, PIKB_DATA_DIR); Ctrl-C stops it
	@exec $(BIN)/python -m kb.demo --stop-with-parent

demo-reset: $(VENV)/.demo-installed ## erase what the demo made
	@exec $(BIN)/python -m kb.demo --reset

test: $(VENV)/.dev-installed ## the whole suite on a PostgreSQL of its own (PYTEST_ARGS)
	@exec $(WITH_DATABASE) $(BIN)/python -m pytest -q $(PYTEST_ARGS)

lint: $(VENV)/.dev-installed ## format, lint, types, import rules, migrations, production settings
	@echo "ruff" && $(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check .
	@echo "mypy" && PIKB_PROFILE=test $(NO_DATABASE) $(BIN)/mypy --no-error-summary
	@echo "import rules" && $(BIN)/lint-imports --no-logo >$(VENV)/lint-imports.log || { cat $(VENV)/lint-imports.log; exit 1; }
	@echo "migrations" && $(WITH_DATABASE) $(BIN)/python manage.py makemigrations --check --dry-run
	@echo "production settings" && PIKB_PROFILE=production ALLOWED_HOSTS=pikb.example.org $(NO_DATABASE) \
		SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

# PIKB_BENCH_SIZES=1000,100000,1000000 measures larger bases, PIKB_BENCH_DATA=FOLDER keeps them for the next time.
bench: $(VENV)/.bench-installed ## measure speed beside peers and as the base grows; writes docs/performance.md
	@$(WITH_DATABASE) $(BIN)/python -m pytest -q -s -p no:randomly --timeout 0 $(PYTEST_ARGS) tests/benchmarks
	@exec $(BIN)/python -m tests.benchmarks

# ACCURACY_ARGS= measures without the authors kept apart and writes nothing.
accuracy: $(VENV)/.dev-installed ## measure extraction on the labelled articles; writes docs/accuracy.md, fails below the floors
	@exec $(BIN)/python -m incidents.extraction.accuracy --floors tests/extraction/accuracy_floors.json $(ACCURACY_ARGS)

check: lint test ## what every change must pass

lock: $(VENV)/.dev-installed ## renew the hash-locked requirements from requirements/*.in (needs the network)
	@for name in $(LOCKS); do \
		echo "requirements/$$name.txt"; \
		$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
			--output-file requirements/$$name.txt requirements/$$name.in || exit 1; \
	done

# --- the virtual environment: a stamp per stage, so that a second run does nothing ---------------------------

$(VENV)/.created:
	@if $(BIN)/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
		touch $@; exit 0; \
	fi; \
	for candidate in $(PYTHONS); do \
		if "$$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "creating $(VENV) with $$candidate"; \
			"$$candidate" -m venv --clear $(VENV) && touch $@; \
			exit; \
		fi; \
	done; \
	echo "error: Python 3.11 or newer with venv was not found (tried: $(PYTHONS)). Install one (on Debian and" >&2; \
	echo "Ubuntu: python3 and python3-venv), or name one: make PYTHON=/path/to/python3.11 …" >&2; \
	exit 1

# What develops also runs the demo.
$(VENV)/.demo-installed: requirements/demo.txt $(VENV)/.created
	@if [ ! $(VENV)/.dev-installed -nt requirements/dev.txt ]; then \
		echo "installing $$(grep -c '^[a-z].*==' requirements/demo.txt) locked packages into $(VENV)"; \
		$(PIP_INSTALL) -r requirements/demo.txt; \
	fi
	@touch $@

$(VENV)/.dev-installed: requirements/dev.txt $(VENV)/.created
	@echo "installing $$(grep -c '^[a-z].*==' requirements/dev.txt) locked packages into $(VENV)"
	@$(PIP_INSTALL) -r requirements/dev.txt
	@touch $@

$(VENV)/.bench-installed: requirements/bench.txt $(VENV)/.dev-installed
	@echo "installing what the bench measures beside"
	@$(PIP_INSTALL) -r requirements/bench.txt
	@touch $@
