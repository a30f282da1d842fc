# make demo: install into .venv and show a plan.   make test: the same with the test tools, then every test.
# An environment is installed anew only when pyproject.toml changes.

PYTHON := .venv/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check install -qq --editable

# An environment whose Python was removed from the system is made anew.
$(shell test -x $(PYTHON) || rm -rf .venv)

.PHONY: demo test lint types check clean
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

.venv/.installed: pyproject.toml
	@tools/make_venv
	@echo "Installing ikmpool into .venv (a minute or two the first time)."
	@$(PIP) .
	@touch $@

.venv/.installed-test: pyproject.toml
	@tools/make_venv
	@echo "Installing ikmpool and its test tools into .venv (a minute or two the first time)."
	@$(PIP) ".[test,dask]"
	@touch .venv/.installed $@

clean:
	rm -rf .venv build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
