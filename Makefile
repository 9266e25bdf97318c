# Each target works alone on a fresh machine with Python 3.11 or newer (with venv), git and make.
SHELL := /bin/bash
.DEFAULT_GOAL := help
# what is compiled once need not be compiled at each of the many starts that the tests make
unexport PYTHONDONTWRITEBYTECODE
.SUFFIXES:

VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
UV_COMPILE = uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
	--no-annotate --custom-compile-command "make lock" --extra postgres pyproject.toml

PO := $(wildcard app/ui/locale/*/LC_MESSAGES/*.po)
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALLED := $(VENV)/.installed
DEVELOPER := $(VENV)/.developer
COMPILED := $(VENV)/.messages
MODULES := node_modules/.stamp

.PHONY: help install dev run fake-woocommerce fake-shopify test check bench faults soak screenshots coverage mutants messages lock browser clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# ------------------------------------------------------------ set up

install: $(INSTALLED) $(COMPILED) ## set up .venv with everything that running needs

dev: $(DEVELOPER) $(COMPILED) ## the same, and what tests and checks need

$(BIN)/python:
	@for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
		if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Making $(VENV) with $$($$python --version)"; exec $$python -m venv $(VENV); fi; \
	done; echo "Storeflow needs Python 3.11 or newer with venv (on Debian: apt-get install python3-venv)." >&2; exit 1

$(INSTALLED): requirements.lock pyproject.toml hatch_build.py tools/frontend.py package-lock.json app/ui/icons.txt | $(BIN)/python
	@if ! cmp -s requirements.lock $(VENV)/requirements.lock; then \
		echo "Installing what Storeflow needs (once, a minute or two)"; \
		$(PIP) install -q --no-deps --require-hashes -r requirements.lock && cp requirements.lock $(VENV)/requirements.lock; fi
	@$(PIP) install -q --no-deps -e .
	@touch $@

$(DEVELOPER): requirements-dev.lock $(INSTALLED)
	@if ! cmp -s requirements-dev.lock $(VENV)/requirements-dev.lock; then \
		echo "Installing what tests and checks need (once)"; \
		$(PIP) install -q --no-deps --require-hashes -r requirements-dev.lock \
		&& cp requirements-dev.lock $(VENV)/requirements-dev.lock; fi
	@touch $@

$(COMPILED): $(PO) $(INSTALLED)
	@$(BIN)/python tools/frontend.py messages
	@touch $@

$(MODULES): package-lock.json $(DEVELOPER)
	@$(BIN)/python tools/frontend.py npm ci --ignore-scripts --silent
	@touch $@

# ------------------------------------------------------------ run and test

run: install ## set up and start on http://127.0.0.1:8000 (PORT=... for another)
	@exec $(BIN)/storeflow serve --port $(PORT)

fake-woocommerce: dev ## a WooCommerce shop to try things out with, on http://127.0.0.1:8081
	@$(BIN)/python -m tests.fakes.woocommerce $(ARGS)

fake-shopify: dev ## a Shopify store to try things out with, on http://127.0.0.1:8082
	@$(BIN)/python -m tests.fakes.shopify $(ARGS)

browser: dev ## find a browser for the tests, or install one
	@$(BIN)/python -m tests.support.browser

test: dev browser $(MODULES) ## set up and run the suite; LONG=1 adds what repeats it in breadth
	@STOREFLOW_TEST_LONG=$(LONG) $(BIN)/pytest -n 3 --dist worksteal $(if $(LONG),,-m "not long") $(ARGS)

check: dev $(MODULES) ## lint, types, import contracts, docs checks, the canvas's own tests
	@$(BIN)/python -m tools.check

bench: dev ## measurements, each printing its figures
	@$(BIN)/python -m bench

faults: dev ## the long fault suite: killed at every write
	@$(BIN)/python -m bench faults

soak: dev browser ## a shop of 100,000 orders fetched, a monkey of 2,000 gestures in the editor, then an hour of load with kills
	@STOREFLOW_SOAK=1 $(BIN)/pytest -q tests/engine/test_hostile_store.py
	@$(BIN)/python -m bench soak

screenshots: dev browser ## take the pictures of docs/ anew
	@$(BIN)/python -m tools.screenshots

coverage: dev ## the lines of core and engine that all tests but the browser's run; less than 95 % fails
	@$(BIN)/pytest -n 2 --dist worksteal -m "not e2e" --cov=app.core --cov=app.engine --cov-config=tools/coverage.ini $(ARGS)

mutants: dev ## change the core in many small ways; less than 80 % noticed by the tests fails
	@$(BIN)/python -m tools.mutants

# ------------------------------------------------------------ upkeep

messages: dev ## bring the catalogues up to date with the texts in the code
	@$(BIN)/python -m tools.messages
	@$(BIN)/python tools/frontend.py messages

lock: ## make both lock files anew (needs uv)
	$(UV_COMPILE) -o requirements.lock $(ARGS)
	$(UV_COMPILE) --group dev -c requirements.lock -o requirements-dev.lock $(ARGS)

clean: ## remove what make made; data stays
	rm -rf $(VENV) node_modules app/ui/vendor build dist mutants .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
