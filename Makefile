# onrecord: two commands matter.
#
#   make run                  the example desk, on this machine, until Ctrl-C
#   make run CONFIG=my.yaml   your own desk
#   make test                 lint, types, tests, documentation checks
#
# Both build .venv first, once; they build it anew when setup.py or constraints.txt changes.

PYTHON ?= python3.11
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --constraint constraints.txt

RUN_READY := $(VENV)/.ready-run
DEV_READY := $(VENV)/.ready-dev

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test lint types faults equal bench docs chromium clean

help:
	@sed -n '3,7s/^# \{0,1\}//p' Makefile

run: $(RUN_READY)
ifdef CONFIG
	@exec $(BIN)/onrecord run --config "$(CONFIG)"
else
	@exec $(BIN)/onrecord demo
endif

test: $(DEV_READY) chromium lint types
	$(BIN)/pytest -m "not long"

lint: $(DEV_READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV_READY)
	$(BIN)/mypy

# Minutes of kill -9, full disks and dying receivers.
faults: $(DEV_READY)
	$(BIN)/pytest -m long

# Oracle, matcher and index over 2,000 generated documents and 2,000 queries; the seed is printed.
equal: $(DEV_READY)
	$(BIN)/python -m tests.queries.long_run

bench: $(DEV_READY)
	@for program in $$(grep -l '__main__' bench/*.py); do $(BIN)/python -m bench.$$(basename $$program .py) || exit 1; done

# The generated pages: configuration and reference.
docs: $(DEV_READY)
	$(BIN)/python -m onrecord.config.reference

# README's pictures, from the example desk as it is.
pictures: $(DEV_READY) chromium
	$(BIN)/python docs/pictures/take.py

# The console's tests drive a real browser; Debian's package is the one that is tested.
chromium:
	@command -v chromium >/dev/null || { \
	  if [ "$$(id -u)" = 0 ]; then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	  else echo "the console's tests need Chromium: sudo apt-get install -y chromium" >&2; exit 1; fi; }

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "onrecord needs Python 3.11: install $(PYTHON), or say make PYTHON=/path/to/it" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUN_READY): setup.py constraints.txt | $(BIN)/python
	@echo "installing onrecord into $(VENV) (once; about a minute)" >&2
	$(PIP) --editable .
	@touch $@

$(DEV_READY): setup.py constraints.txt | $(BIN)/python
	@echo "installing onrecord and its developers' tools into $(VENV) (once; about a minute)" >&2
	$(PIP) --editable '.[dev]'
	@touch $(RUN_READY) $@

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
