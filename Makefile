# Every verb a person uses. `make` lists them; the order of stacks is not here but in params/.
# GNU make 3.81 and later.

# These count only when given on make's command line: a variable left over in a shell must not
# decide which account is touched, or say yes in somebody's place.
GIVEN := $(foreach name,$(.VARIABLES),$(if $(filter command,$(firstword $(origin $(name)))),$(name)))
GUARDED := ENV STACK CONFIRM REPLACE NAME IMAGE JOBS TIMEOUT ALL SINCE FOLLOW
$(foreach name,$(GUARDED),$(if $(filter command,$(firstword $(origin $(name)))),,$(eval override $(name) :=)))

# A misspelt STACK= would be no variable of anybody's, and all stacks would be meant.
export MAKE_GIVEN := $(GIVEN)

PYTHONS := python3 python3.14 python3.13 python3.12 python3.11
PYTHON ?= $(shell for p in $(PYTHONS); do $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV   := .venv/ready
RUN    := @.venv/bin/python -m generators
quoted  = '$(subst ','\'',$(1))'
WHERE  := --env $(call quoted,$(or $(ENV),local))
ONLY   := $(if $(STACK),--stack $(call quoted,$(STACK)))
MANY   := $(if $(JOBS),--jobs $(call quoted,$(JOBS)))
LONG   := $(if $(TIMEOUT),--timeout $(call quoted,$(TIMEOUT)))
AS     := $(if $(value FORMAT),--format $(call quoted,$(value FORMAT)))

TARGETS := help templates check lint test bench review ami plan deploy status outputs events logs diff \
           drift list show validate delete cancel continue-rollback new-service rights graph timeline \
           emulator-env emulator-stop clean

# Nothing is done for a command that is only half understood.
UNKNOWN := $(filter-out $(TARGETS) $(VENV),$(MAKECMDGOALS))
$(if $(UNKNOWN),$(error no target $(UNKNOWN); `make` lists them. One stack is chosen by STACK=))

.DEFAULT_GOAL := help
.PHONY: $(TARGETS)

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

templates: $(VENV) ## Write output/ with its README.md, params/schema/ and docs/kinds/
	$(RUN) templates

check: $(VENV) ## Prove params, wiring and the freshness of output/, offline
	$(RUN) check

lint: $(VENV) ## Run cfn-lint over output/
	$(RUN) lint

test: $(VENV) ## Run pytest, ruff and mypy --strict
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy && .venv/bin/python -m pytest --cov -n auto --dist loadfile

bench: $(VENV) ## Measure deploys of up to 401 stacks, in a quarter of an hour  [SERVICES=]
	@.venv/bin/python -m tests.bench $(foreach number,$(value SERVICES),$(call quoted,$(number)))

# These touch no account, so that a pipeline may set them as variables too. They reach the shell as
# they are: make would read a $ in them.
# make would expand what they hold on its way into the environment of a recipe.
unexport BASE FAIL_ON FORMAT

review: $(VENV) ## Show what a change would replace, grant, open or lose  [BASE= FAIL_ON= FORMAT=]
	$(RUN) review --base=$(call quoted,$(value BASE)) --fail-on=$(call quoted,$(value FAIL_ON)) --format=$(call quoted,$(value FORMAT))

ami: $(VENV) ## Pin the newest AMI in params/, as a line to review  [ENV= STACK=]
	$(RUN) ami $(WHERE) $(ONLY)

plan: $(VENV) ## Show what deploy would do, and change nothing  [ENV= STACK= VERSION= JOBS=]
	$(RUN) plan $(WHERE) $(ONLY) $(MANY)

deploy: $(VENV) ## Create or update the stacks  [ENV= STACK= VERSION= REPLACE= JOBS= TIMEOUT= FORMAT=]
	$(RUN) deploy $(WHERE) $(ONLY) $(MANY) $(LONG) $(if $(REPLACE),--replace $(call quoted,$(REPLACE))) $(AS)

status: $(VENV) ## Show the deployed stacks, and the tasks of their services  [ENV= STACK=]
	$(RUN) status $(WHERE) $(ONLY)

outputs: $(VENV) ## Show the outputs of the deployed stacks  [ENV= STACK= FORMAT=]
	$(RUN) outputs $(WHERE) $(ONLY) $(AS)

events: $(VENV) ## Show what CloudFormation did with a stack last, and why it failed  [ENV= STACK= ALL=yes]
	$(RUN) events $(WHERE) $(ONLY) $(if $(ALL),--all)

logs: $(VENV) ## Follow what the containers of a stack write  [ENV= STACK= SINCE= FOLLOW=no]
	$(RUN) logs $(WHERE) $(ONLY) --since=$(call quoted,$(SINCE)) --follow=$(call quoted,$(FOLLOW))

diff: $(VENV) ## Show how what is committed differs from what is deployed  [ENV= STACK=]
	$(RUN) diff $(WHERE) $(ONLY)

drift: $(VENV) ## Show what was changed by hand  [ENV= STACK=]
	$(RUN) drift $(WHERE) $(ONLY)

list: $(VENV) ## List the stacks of params/, and which are deployed  [ENV=]
	$(RUN) list $(WHERE)

show: $(VENV) ## Show a committed template  [STACK= FORMAT=yaml]
	$(RUN) show $(ONLY) $(AS)

validate: $(VENV) ## Ask CloudFormation whether it takes the committed templates  [ENV= STACK=]
	$(RUN) validate $(WHERE) $(ONLY)

delete: $(VENV) ## Delete the stacks in reverse order  [ENV= STACK= CONFIRM=yes JOBS= TIMEOUT= FORMAT=]
	$(RUN) delete $(WHERE) $(ONLY) $(MANY) $(LONG) $(if $(CONFIRM),--confirm $(call quoted,$(CONFIRM))) $(AS)

cancel: $(VENV) ## Have an update that is under way rolled back  [ENV= STACK= TIMEOUT=]
	$(RUN) cancel $(WHERE) $(ONLY) $(LONG)

continue-rollback: $(VENV) ## Roll back an update that failed half way  [ENV= STACK= TIMEOUT=]
	$(RUN) continue-rollback $(WHERE) $(ONLY) $(LONG)

new-service: $(VENV) ## Begin a service: writes params/NAME.yaml  [NAME= IMAGE=]
	$(RUN) new-service $(call quoted,$(NAME)) $(if $(IMAGE),--image $(call quoted,$(IMAGE)))

rights: $(VENV) ## Print the IAM policy that deploying these stacks takes  [ENV=]
	$(RUN) rights $(WHERE)

graph: $(VENV) ## Draw the stacks and what they hand to each other: writes stacks.svg  [ENV=]
	$(RUN) graph $(if $(ENV),--env $(call quoted,$(ENV)))

timeline: $(VENV) ## Draw how long each stack took in the last deploy: writes timeline.svg  [ENV=]
	$(RUN) timeline $(WHERE)

emulator-env: $(VENV) ## Print exports that let the aws CLI look inside the emulator, for eval
	$(RUN) emulator-env

emulator-stop: ## Stop the emulator; what was deployed to it is gone
	@$(PYTHON) -m generators.verbs.emulator

clean: ## Stop the emulator; remove .venv, .local and caches
	@$(PYTHON) -m generators.verbs.emulator; rm -rf .venv .local .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage *.egg-info

$(VENV): constraints.txt setup.cfg
	@$(or $(PYTHON),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Python 3.11 or later is needed: make PYTHON=/path/to/python3 …' >&2; exit 1; }
	@echo 'Setting up .venv (a minute, once)' >&2; rm -rf .venv && $(PYTHON) -m venv .venv
	@PIP_CONSTRAINT=constraints.txt .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check -e '.[local,test]' && touch $@
