# Every target sets up what it needs on a machine with python3 (3.11 or newer), venv and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
OUT ?= out/demo

.DEFAULT_GOAL := help
.PHONY: help demo test check templates docs bench pictures clean

help: ## show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/.run ## make the documents of the two sample cases in out/demo
	$(BIN)/halvvag demo $(OUT) --force

test: $(VENV)/.dev ## run the tests
	$(BIN)/python -m pytest --numprocesses auto

check: $(VENV)/.dev ## run the linter, the type checker and the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest --numprocesses auto

templates: $(VENV)/.build ## build the Word and PDF templates from their sources
	$(BIN)/python templates/src/word/build.py
	$(BIN)/python -m halvvag_docs.forge

docs: $(VENV)/.run ## write docs/cli.md and docs/regler.md from the commands and the rules
	$(BIN)/python docs/write_cli.py
	$(BIN)/python docs/write_rules.py

bench: $(VENV)/.run ## compare with docxtpl and pypdf, and write benchmarks/results.md
	$(BIN)/python benchmarks/compare.py

pictures: $(VENV)/.dev ## draw the pictures of README and handbook (needs LibreOffice, poppler and Chromium)
	rm -rf out/pictures
	$(BIN)/halvvag demo out/pictures
	soffice --headless --convert-to pdf --outdir out/pictures out/pictures/A-fi-halvvagshem/*_genomforandeplan_*.docx >/dev/null
	pdftoppm -r 72 -png -singlefile out/pictures/A-fi-halvvagshem/*_krisplan_*.pdf docs/images/krisplan
	pdftoppm -r 72 -png -singlefile out/pictures/*_genomforandeplan_*.pdf docs/images/genomforandeplan
	mkdir -p out/pages
	CI=1 $(BIN)/python -m pytest -q -m conformance tests/conformance/test_web_browser.py -k every_kind --pictures out/pages
	for page in arenden forslag lista granska; do cp out/pages/$$page.png docs/images/webb-$$page.png; done

clean: ## remove the environment, caches and everything that was made
	rm -rf $(VENV) out dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis

# The stamps stand for an environment that fits pyproject.toml and constraints.txt.
$(VENV)/.pip: constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --constraint constraints.txt pip hatchling
	touch $@

$(VENV)/.run: $(VENV)/.pip pyproject.toml
	$(PIP) install --constraint constraints.txt --no-build-isolation --editable '.[all]'
	$(BIN)/python -m compileall -q halvvag_docs
	touch $@

$(VENV)/.dev: $(VENV)/.run
	$(PIP) install --constraint constraints.txt --group dev
	touch $@

$(VENV)/.build: $(VENV)/.run
	$(PIP) install --constraint constraints.txt --no-build-isolation --editable '.[all,build]'
	touch $@
