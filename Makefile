# The two commands of the README. `make run` and `make test` need Python >= 3.11 and make, nothing else.
PYTHON ?= python3
BIN := .venv/bin
# Python compiles to bytecode what is imported, when it is: all that is installed would take pip half a minute longer.
PIP := $(BIN)/python -m pip install --quiet --no-compile --only-binary numba,llvmlite,numpy,pandas
PROGRAMS := src tests benchmarks tools docs/make_pages.py docs/make_reference.py docs/site_hooks.py

.PHONY: run test fast check lint docs lock bench clean

# In the versions of locked.txt; where the index lacks one, in the newest that pyproject.toml allows, and that is said.
.venv/.installed: pyproject.toml locked.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "exeunt needs Python 3.11 or later: make PYTHON=python3.12 run")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(PIP) --constraint locked.txt -e '.[dev]' || \
	    { echo "The versions in locked.txt cannot be had here: taking the newest that are allowed."; $(PIP) -e '.[dev]'; }
	touch $@

.venv/.docs: .venv/.installed
	$(PIP) --constraint locked.txt -e '.[docs]' || $(PIP) -e '.[docs]'
	touch $@

run: .venv/.installed
	$(BIN)/exeunt run mobilisation-2022

# style, types, who imports whom, and whether the written reference is up to date
check: .venv/.installed
	$(BIN)/ruff check $(PROGRAMS)
	$(BIN)/ruff format --check $(PROGRAMS)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python docs/make_reference.py --check

# the tests that are quick: all together about a minute once the engine is compiled
fast: .venv/.installed
	$(BIN)/pytest -m "not slow"

# in the order of the folders, in which those that take longest come first
test: check
	$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

lint: .venv/.installed
	$(BIN)/ruff check --fix $(PROGRAMS)
	$(BIN)/ruff format $(PROGRAMS)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

# the documentation as a site that opens from disk: site/index.html
docs: .venv/.docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "Open site/index.html."

# write anew which versions are developed with, for Python 3.11 and later on every system, and under which licences
lock: .venv/.installed
	$(BIN)/uv pip compile --quiet pyproject.toml --extra dev --extra docs --universal --python-version 3.11 \
	    --no-annotate --no-header --output-file locked.txt --upgrade
	$(BIN)/python tools/licences.py

bench: .venv/.installed
	$(BIN)/exeunt bench

clean:
	rm -rf .venv build dist site .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
