# Everything runs in a virtual environment of its own, with pinned versions; the first call makes it.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
DOCS_READY := .venv/ready-docs
JOBS ?= 2
PEERS_PYTHON ?= ../peers-venv/bin/python
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export MPLBACKEND := agg

.PHONY: help demo test test-deep mutants check golden bench bench-peers docs clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

demo: $(READY) ## run a scenario: a claim table and a report
	@$(BIN)/sim run scenarios/pd-2022/vacated-june-2022.yaml

test: $(READY) ## run the tests
	$(BIN)/python -m pytest -n $(JOBS) -m "not deep" -q

test-deep: $(READY) $(DOCS_READY) ## all tests with statistical depth and long searches, acceptance of the 2022 court, a table of all statistical checks
	$(BIN)/python -m tests.scenarios.acceptance
	$(BIN)/python -m pytest -n $(JOBS) -q

mutants: $(READY) ## break the code in one way at a time; the tests must notice, the stored results left out
	$(BIN)/python -m tests.mutants --jobs $(JOBS)

check: $(READY) ## format, lint, types, tests
	$(BIN)/ruff format --check sim tests benchmarks docs
	$(BIN)/ruff check sim tests benchmarks docs
	$(BIN)/mypy
	$(MAKE) test

golden: $(READY) ## write the golden results anew; look at the difference before you commit it
	$(BIN)/python -m tests.golden.write

bench: $(READY) ## measure the engine against its bare draws, start-up, and growth with size
	$(BIN)/python -m benchmarks.engine
	$(BIN)/python -m benchmarks.startup
	$(BIN)/python -m benchmarks.scaling
	$(BIN)/python -m benchmarks.ages
	$(BIN)/python -m benchmarks.sweep

bench-peers: $(READY) ## measure the engine against GillesPy2, SimPy and Ciw (benchmarks/peers/README.md)
	PEERS_PYTHON=$(PEERS_PYTHON) $(BIN)/python -m benchmarks.peers

docs: $(DOCS_READY) ## write the generated pages anew and build the site, docs/_build/html/index.html; warnings are errors
	$(BIN)/python -m docs.generate
	$(BIN)/python docs/notebook_run.py
	$(BIN)/python -m sphinx -c docs -W --keep-going --quiet --fresh-env . docs/_build/html
	@echo docs/_build/html/index.html

clean: ## remove the virtual environment and caches
	rm -rf .venv docs/_build .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	@touch $(READY)

$(DOCS_READY): $(READY)
	$(BIN)/python -m pip install --quiet --editable '.[docs]'
	@touch $(DOCS_READY)
