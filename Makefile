# Everything that a person does with this checkout. `make` alone lists it.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
export HOST PORT

VENV := .venv
IN_VENV := $(VENV)/bin/python
UV := $(VENV)/bin/uv pip
INSTALLED_WITH := --quiet --python $(IN_VENV) --require-hashes
COMPILE := $(UV) compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--custom-compile-command "make lock" $(ARGS)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run dev test check bench lock format messages install clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.site ## serve the site as in production, at HOST and PORT
	@$(IN_VENV) -m tools.local_environment serve

dev: export DEBUG ?= 1
dev: $(VENV)/.development ## serve it with autoreload and debug pages
	@$(IN_VENV) -m tools.local_environment dev

test: $(VENV)/.development ## run the suite on SQLite, on PostgreSQL and in the browser (ARGS="-k word")
	@$(IN_VENV) -m tools.test $(ARGS)

check: ## run every step that CI runs
	@$(PYTHON) -m tools.check

bench: $(VENV)/.development ## measure how fast the site is, into bench/RESULTS.md (ARGS="search imports")
	@$(IN_VENV) -m bench $(ARGS)

format: $(VENV)/.development ## lay out the code and the templates
	@$(VENV)/bin/ruff check --quiet --fix-only .
	@$(VENV)/bin/ruff format .
	@find templates -name '*.html' -exec $(VENV)/bin/djade --target-version 5.2 {} +

messages: $(VENV)/.development ## collect the strings to translate into locale/
	@$(IN_VENV) -m tools.messages

lock: $(VENV)/.uv ## compile requirements/ from pyproject.toml (ARGS=--upgrade for newer versions)
	$(COMPILE) --group installer --output-file requirements/uv.txt
	$(COMPILE) pyproject.toml --output-file requirements/site.txt
	$(COMPILE) pyproject.toml --group dev --constraint requirements/site.txt --output-file requirements/development.txt

install: $(VENV)/.development ## install what development needs into .venv

clean: ## remove .venv and everything that is built; the database under var/ stays
	rm -rf $(VENV) var/static var/static.fingerprint .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find alliance bench principles tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
	find . -name '*.mo' -not -path './$(VENV)/*' -delete

# The stamps make a second start fast: nothing is asked of a registry while the requirement files are unchanged.
$(VENV)/.uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; PYTHON=python3.12 make ... names one.")'
	@echo "Building $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(IN_VENV) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(VENV)/.site: requirements/site.txt $(VENV)/.uv
	@$(UV) install $(INSTALLED_WITH) -r requirements/site.txt
	@touch $@

# Exactly what is listed: a package that was installed by hand would hide a forgotten dependency.
$(VENV)/.development: requirements/development.txt $(VENV)/.site
	@echo "Installing what development needs ..."
	@$(UV) sync $(INSTALLED_WITH) requirements/uv.txt requirements/development.txt
	@touch $@
