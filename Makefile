# make demo: install into .venv and show a plan.   make test: the same with the test tools, then every test.
# make bench, bench-all, bench-country: benchmarks beside other tools; bench-page writes their tables into docs/benchmarks.md.
# An environment is installed anew only when pyproject.toml changes.

PYTHON := .venv/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check install -qq --editable

# An environment whose Python was removed from the system is made anew.
$(shell test -x $(PYTHON) || rm -rf .venv)

.PHONY: demo test lint types check bench bench-all bench-country bench-page clean
.NOTPARALLEL:

demo: .venv/.installed
	@$(PYTHON) -m ikmpool demo

test: .venv/.installed-test
	@$(PYTHON) -m pytest --quiet --numprocesses auto

lint: .venv/.installed-test
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m ruff check .

types: .venv/.installed-test
	@$(PYTHON) -m mypy

check: lint types test

bench: .venv/.installed-bench
	@$(PYTHON) -m benchmarks all --small

bench-all: .venv/.installed-bench
	@$(PYTHON) -m benchmarks all

bench-country: .venv/.installed-bench
	@$(PYTHON) -m benchmarks country

bench-page: .venv/.installed-bench
	@$(PYTHON) -m benchmarks page

.venv/.installed: pyproject.toml
	@tools/make_venv
	@echo "Installing ikmpool into .venv (a minute or two the first time)."
	@$(PIP) .
	@touch $@

.venv/.installed-test: pyproject.toml
	@tools/make_venv
	@echo "Installing ikmpool and its test tools into .venv (a minute or two the first time)."
	@$(PIP) ".[test]"
	@touch .venv/.installed $@

.venv/.installed-bench: pyproject.toml
	@tools/make_venv
	@echo "Installing ikmpool and the tools it is measured against into .venv (a minute or two the first time)."
	@$(PIP) ".[bench]"
	@touch .venv/.installed $@

clean:
	rm -rf .venv build dist out .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
