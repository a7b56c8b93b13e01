# One command per habit, the same here and in CI. `make` alone says what there is.
.DEFAULT_GOAL := help
.PHONY: help demo test check format proof bench docs lock chromium

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

help: ## Say what there is
	@awk -F':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet 'uv>=0.9'
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip sync --quiet --compile-bytecode requirements.lock
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q bot handlers feedback storage
	@touch $(READY)

demo: $(READY) ## Try it: sample office, sample answers, the web chat; no token needed
	@$(BIN)/langnghe demo

# What the tests of the web chat look through. Whoever is no root has them skipped, with a reason.
chromium:
	@command -v chromium >/dev/null || if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the tests of the web chat"; export DEBIAN_FRONTEND=noninteractive; \
		{ apt-get -qq update && apt-get -qq install -y --no-install-recommends chromium fonts-dejavu-core; } >/dev/null \
		|| echo "Chromium could not be installed" >&2; \
	else echo "There is no Chromium, so the web chat is not tested: apt-get install chromium" >&2; fi

# Three at a time: tests wait for databases, browsers and killed programs more than they compute.
test: $(READY) chromium ## Run the whole quick suite with coverage
	@$(BIN)/python -m coverage erase
	$(BIN)/python -m pytest -n 3 --dist worksteal --cov --cov-report= -q
	@$(BIN)/python -m coverage report --skip-covered

check: $(READY) ## Formatting, lint, types and the rules of the architecture
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY) ## Put the code in its format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY) ## Measure speed and memory side by side with others (about 15 minutes)
	$(BIN)/python -m benchmarks

proof: $(READY) ## Prove the promises in full: kills, duplicates, leaks (about an hour)
	$(BIN)/python -m tests.proofs

docs: $(READY) ## Write the last figures of bench and proof into docs/
	$(BIN)/python -m benchmarks.tables

lock: $(READY) ## Pin what the program and its tests need, by hash
	$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --no-annotate \
		--group test --group check --group bench --group build pyproject.toml -o requirements.lock
