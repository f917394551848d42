# The two commands of the README. `make run` and `make test` need Python >= 3.11 and make, nothing else.
PYTHON ?= python3
BIN := .venv/bin
RUNS := runs

.PHONY: run test lint bench docs clean

.venv/.installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "exeunt needs Python 3.11 or later: make PYTHON=python3.12 run")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --only-binary numba,llvmlite,numpy,pandas -e '.[dev]'
	touch $@

run: .venv/.installed
	$(BIN)/exeunt run mobilisation-2022

test: .venv/.installed
	$(BIN)/ruff check src tests benchmarks tools
	$(BIN)/ruff format --check src tests benchmarks tools
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python docs/make_reference.py --check
	$(BIN)/pytest

lint: .venv/.installed
	$(BIN)/ruff check --fix src tests benchmarks tools
	$(BIN)/ruff format src tests benchmarks tools
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: .venv/.installed
	$(BIN)/exeunt bench

clean:
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache
