# Everything happens inside the checkout: .venv holds the environment, .tools holds uv when you have none.
# Needed: Python 3.11 to 3.13 with pip (on Debian: python3, python3-pip), make, git.

UV_VERSION := 0.13.9
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
VENV := .venv
PY := $(VENV)/bin/python
PACKAGES := packages/api_client_core packages/calendly_client packages/clevertap_client packages/bridge
ARGS ?=

# Each process that a test starts would compile all it imports anew.
unexport PYTHONDONTWRITEBYTECODE

export UV
export UV_PYTHON_DOWNLOADS := never
export NO_MKDOCS_2_WARNING := 1

# A pyenv shim runs only the versions that PYENV_VERSION names: name all that we can use.
PYENV_VERSIONS := $(shell pyenv versions --bare 2>/dev/null | grep -E '^3\.1[123]\.[0-9]+$$' | paste -sd: -)
ifneq ($(PYENV_VERSIONS),)
export PYENV_VERSION := $(PYENV_VERSIONS)
endif

.PHONY: help
help: ## Show what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: $(VENV)/.ready ## Play one booking from Calendly to CleverTap, on this machine alone
	@$(VENV)/bin/calendly-clevertap demo $(ARGS)

.PHONY: test
test: $(VENV)/.ready ## Run the test suite
	$(PY) -m pytest -n 2 $(ARGS)

.PHONY: check
check: $(VENV)/.ready ## Types, lint, docs, wheels, oldest dependencies, other Pythons: all but the tests
	@$(PY) -m tools.check $(ARGS)

.PHONY: soak
soak: $(VENV)/.ready ## The long runs, with their figures
	@$(PY) -m pytest -m soak -s -n 0 $(ARGS) || { [ $$? -eq 5 ] && echo "there are no long runs yet"; }

.PHONY: bench
bench: $(VENV)/.ready ## The benchmarks, as ratios within one run
	@for script in benchmarks/[a-z]*.py; do \
		[ -e "$$script" ] || continue; echo "== $$script"; $(PY) "$$script" $(ARGS) || exit 1; \
	done

.PHONY: coverage
coverage: $(VENV)/.ready ## Run the tests and say which lines none of them reaches
	$(VENV)/bin/coverage erase
	$(VENV)/bin/coverage run -m pytest -q $(ARGS)
	$(VENV)/bin/coverage combine -q
	$(VENV)/bin/coverage report

.PHONY: docs
docs: $(VENV)/.ready ## Build the documentation into site/
	$(VENV)/bin/mkdocs build --strict --quiet
	@echo "site/index.html"

.PHONY: format
format: $(VENV)/.ready ## Format the code and mend what ruff can mend
	$(VENV)/bin/ruff check --fix-only --quiet .
	$(VENV)/bin/ruff format --quiet .

# uv.lock names the registry it was made with, so the pins are exported and it is thrown away.
EXPORT = rm -f uv.lock && $(UV) export --quiet --all-packages --all-extras --no-emit-workspace --no-header --no-annotate

.PHONY: live-record
live-record: $(VENV)/.ready ## Record what your account answers, without what is personal: API=calendly or clevertap
	@$(PY) -m $(if $(filter clevertap,$(API)),tools.record_clevertap_cassettes,tools.record_cassettes) live

.PHONY: lock
lock: | $(UV) ## Pin the newest, and the oldest allowed, version of every dependency
	@$(EXPORT) --all-groups --output-file requirements.txt >/dev/null
	@$(EXPORT) --no-default-groups --group test --resolution lowest-direct --output-file requirements-oldest.txt >/dev/null
	@rm -f uv.lock

.PHONY: clean
clean: ## Remove whatever make has made
	rm -rf $(VENV) .tools .check dist site .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache
	find packages tests tools docs benchmarks examples -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

$(VENV)/.ready: $(VENV)/.pinned $(PACKAGES:=/pyproject.toml)
	@$(UV) pip install --quiet --python $(PY) --no-build-isolation --no-deps $(PACKAGES:%=-e %)
	@touch $@

$(VENV)/.pinned: requirements.txt | $(UV)
	@$(UV) venv --quiet --clear --python 3.11 $(VENV) 2>/dev/null \
		|| $(UV) venv --quiet --clear --python '>=3.11,<3.14' $(VENV)
	@$(UV) pip install --quiet --python $(PY) --require-hashes -r requirements.txt
	@touch $@

.tools/bin/uv:
	@python3 -m pip --version >/dev/null 2>&1 || { \
		echo "make needs uv, or pip to install it: apt-get install python3-pip" >&2; exit 1; }
	@python3 -m pip install --quiet --disable-pip-version-check --no-warn-script-location \
		--root-user-action=ignore --target .tools 'uv==$(UV_VERSION)'
