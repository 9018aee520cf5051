# Every verb a person uses. `make` lists them; the order of stacks is not here but in params/.
# GNU make 3.81 and later.

# These count only when given on make's command line: a variable left over in a shell must not
# decide which account is touched, or say yes in somebody's place.
GUARDED := NAME IMAGE
$(foreach name,$(GUARDED),$(if $(filter command,$(firstword $(origin $(name)))),,$(eval override $(name) :=)))

PYTHONS := python3 python3.14 python3.13 python3.12 python3.11
PYTHON ?= $(shell for p in $(PYTHONS); do $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV   := .venv/ready
RUN    := @.venv/bin/python -m generators

.DEFAULT_GOAL := help
.PHONY: help templates check lint test new-service clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

templates: $(VENV) ## Write output/ and params/schema/ from params/
	$(RUN) templates

check: $(VENV) ## Prove params, wiring and the freshness of output/, offline
	$(RUN) check

lint: $(VENV) ## Run cfn-lint over output/
	$(RUN) lint

test: $(VENV) ## Run pytest, ruff and mypy --strict
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy && .venv/bin/python -m pytest

new-service: $(VENV) ## Begin a service: writes params/NAME.yaml  [NAME= IMAGE=]
	$(RUN) new-service '$(NAME)' $(if $(IMAGE),--image '$(IMAGE)')

clean: ## Remove .venv, .local and caches
	@rm -rf .venv .local .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage *.egg-info

$(VENV): constraints.txt setup.cfg
	@test -n '$(PYTHON)' || { echo 'Python 3.11 or later is needed, and none was found; make PYTHON=/path/to/python3 …' >&2; exit 1; }
	@echo 'Setting up .venv (a minute, once)' >&2; rm -rf .venv && $(PYTHON) -m venv .venv
	@PIP_CONSTRAINT=constraints.txt .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check -e '.[local,test]' && touch $@
