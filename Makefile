# onrecord: `make pipeline` sets everything up and turns data/raw into data/processed.

RAW ?= data/raw
OUT ?= data/processed
GOLD ?=
DEV ?=
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps
INSTALL := $(BIN)/python install.py
RESOLVE := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.12 \
  --generate-hashes --no-header --no-annotate
.DEFAULT_GOAL := help
# Python keeps what it compiles, whatever is said elsewhere: the tests start it by the hundred
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## show this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo; echo "  RAW=folder and OUT=folder choose other folders: make pipeline RAW=scrapes OUT=tables"

.PHONY: setup
setup: $(STAMPS)/run ## make .venv and install what the lock names

.PHONY: pipeline
pipeline: $(STAMPS)/run ## turn the pages in RAW into the tables in OUT
	@$(BIN)/onrecord run "$(RAW)" --out "$(OUT)" || [ $$? -eq 3 ] # 3: some pages set aside, told above

.PHONY: test
test: $(STAMPS)/dev $(STAMPS)/s3-server ## run every test
	@$(BIN)/python -m pytest -n auto --dist worksteal

.PHONY: fuzz
fuzz: $(STAMPS)/dev $(STAMPS)/s3-server ## try every property on examples never tried before, for a quarter of an hour
	@$(BIN)/python -m pytest -n auto --dist worksteal -m hypothesis --hypothesis-profile fuzz

.PHONY: train
train: $(STAMPS)/train ## train the quote tagger: make train GOLD=gold.jsonl [DEV=dev.jsonl]
	@test -n "$(GOLD)" || { $(BIN)/onrecord train --help; exit 2; }
	@OMP_WAIT_POLICY=PASSIVE $(BIN)/onrecord train "$(GOLD)" $(if $(DEV),--dev "$(DEV)") # threads that wait sleep

.PHONY: test-train
test-train: $(STAMPS)/train $(STAMPS)/dev ## run the tests of the training, which need torch
	@$(BIN)/python -m pytest -m train

.PHONY: test-ray
test-ray: $(STAMPS)/ray $(STAMPS)/dev ## run the tests of runs on a cluster, which need ray
	@$(BIN)/python -m pytest tests/run/test_engines.py

.PHONY: lint
lint: $(STAMPS)/dev ## ruff, mypy --strict and the import contracts
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

.PHONY: evaluate
evaluate: $(STAMPS)/run ## compare the pipeline with the gold pages in tests/gold
	@$(BIN)/onrecord evaluate tests/gold

.PHONY: bench
bench: $(STAMPS)/ray $(STAMPS)/bench ## speed and scale beside baselines, into benchmarks/RESULTS.md: make bench [RAW=scrapes]
	@$(BIN)/python -m benchmarks --write $(if $(filter-out data/raw,$(RAW)),--raw "$(RAW)")

.PHONY: docs
docs: $(STAMPS)/run ## write docs/reference from the code
	@$(BIN)/python -m pipeline.cli.reference docs/reference

.PHONY: notebook
notebook: $(STAMPS)/notebook pipeline ## look at the tables in OUT with notebooks/explore.ipynb, in JupyterLab
	@ONRECORD_OUT="$(abspath $(OUT))" $(BIN)/jupyter lab notebooks/explore.ipynb

.PHONY: notebook-outputs
notebook-outputs: $(STAMPS)/dev ## renew what the notebook and docs/how-to/notebook-queries.md show
	@$(BIN)/python -m notebooks.render

.PHONY: docs-outputs
docs-outputs: $(STAMPS)/dev ## renew what the commands on the other pages print, where it has changed
	@$(BIN)/python -m tests.docs.renew

.PHONY: pictures
pictures: $(STAMPS)/dev ## take the pictures in docs/images anew, with Chromium
	@$(BIN)/python docs/images/make.py

.PHONY: lock
lock: $(STAMPS)/uv ## resolve the dependencies anew into the lock files
	@$(subst pyproject.toml,,$(RESOLVE)) --upgrade --group uv --output-file requirements-uv.lock
	@$(RESOLVE) --upgrade --output-file requirements.lock
	@$(RESOLVE) --upgrade --extra dev --constraint requirements.lock --output-file requirements-dev.lock
	@for extra in bench notebook ray train; do \
	  $(RESOLVE) --upgrade --extra $$extra --constraint requirements-dev.lock --output-file requirements-$$extra.lock; done
	@$(subst pyproject.toml,,$(RESOLVE)) --upgrade --group s3-server --output-file requirements-s3-server.lock

.PHONY: clean
clean: ## remove what was built; tables and snapshots stay
	@rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find pipeline tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# The virtual environment is made once, and filled again whenever a lock changes.

$(STAMPS)/venv:
	@python=; for candidate in python3 python3.13 python3.12; do \
	  $$candidate -c 'import sys; sys.exit(not (3, 12) <= sys.version_info < (3, 15))' 2>/dev/null \
	    && python=$$candidate && break; done; \
	if [ -z "$$python" ]; then \
	  echo "onrecord needs Python 3.12, 3.13 or 3.14: install one, so that python3, python3.13 or python3.12 is found" >&2; exit 1; fi; \
	$$python -m venv $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/uv: requirements-uv.lock $(STAMPS)/venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r $< 2>/dev/null \
	  || echo "there is no uv for this machine: pip installs all, which takes minutes" >&2
	@touch $@

$(STAMPS)/run: requirements.lock pyproject.toml $(STAMPS)/uv
	@$(INSTALL) $(VENV) --require-hashes -r $<
	@PYTHONWARNINGS=ignore $(INSTALL) $(VENV) --no-build-isolation --no-deps -e .
	@$(BIN)/python -c 'import pipeline.cli, pipeline.extraction' # compiles what a run needs
	@touch $@

$(STAMPS)/train: requirements-train.lock $(STAMPS)/run
	@$(INSTALL) $(VENV) --require-hashes -r $<
	@touch $@

$(STAMPS)/ray: requirements-ray.lock $(STAMPS)/run
	@$(INSTALL) $(VENV) --require-hashes -r $<
	@touch $@

$(STAMPS)/bench: requirements-bench.lock $(STAMPS)/run
	@$(INSTALL) $(VENV) --require-hashes -r $<
	@touch $@

$(STAMPS)/notebook: requirements-notebook.lock $(STAMPS)/run
	@$(INSTALL) $(VENV) --require-hashes -r $<
	@touch $@

$(STAMPS)/s3-server: requirements-s3-server.lock $(STAMPS)/uv
	@$(BIN)/python -m venv --without-pip $(VENV)/s3-server
	@$(INSTALL) $(VENV)/s3-server --require-hashes -r $<
	@touch $@

$(STAMPS)/dev: requirements-dev.lock $(STAMPS)/run
	@$(INSTALL) $(VENV) --require-hashes -r $<
	@touch $@
