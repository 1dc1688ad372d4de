# `make help` lists what there is. A fresh machine needs Python 3.11 or newer, make and git.
SHELL := /bin/sh
# The first Python that really starts and is new enough: a name on the PATH may be an empty shim.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python3.14 python; do $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py

.PHONY: help run test bench check fmt seed messages clean

help:  ## list the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1	/' | expand -t 20

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with venv is needed, and none was found. Install it, then run make again."; exit 1; }
	@echo "Making a virtual environment with $(PYTHON) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt constraints.txt $(VENV)/bin/python
	@echo "Installing what the portal needs ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -c constraints.txt
	@$(BIN)/python scripts/embedded_postgres.py
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	@echo "Installing the tools for development ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c constraints.txt
	@touch $@

run: $(VENV)/.run  ## start everything: database, broker, web, worker, beat, mail catcher
	@exec $(MANAGE) run_portal

seed: $(VENV)/.run  ## put the demo organisation into an empty portal that is running
	@$(MANAGE) seed_demo

test: $(VENV)/.dev  ## run the whole suite, browser included
	@$(BIN)/python scripts/ensure_browser.py
	@$(MANAGE) compile_catalogues
	@$(BIN)/pytest --create-db -m "not whole" -n auto --maxprocesses 4; rules=$$?; \
	$(BIN)/pytest --create-db -m whole && exit $$rules

bench: $(VENV)/.dev  ## measure ratios side by side; BENCH_SCALE=0.1 for a quick run
	@$(BIN)/python -m bench

fmt: $(VENV)/.dev  ## format the code
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

check: $(VENV)/.dev  ## format, lint, types, templates, import order, migrations, deployment
	@$(BIN)/python scripts/check.py

messages: $(VENV)/.dev  ## collect new strings into the catalogues (needs GNU gettext)
	@$(MANAGE) makemessages --all --no-location --ignore=.venv --ignore=var

clean:  ## forget the virtual environment (data in var/ stays)
	rm -rf $(VENV)
