# Two commands matter: `make serve` and `make test`. `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
PORTAL := $(BIN)/portal

.DEFAULT_GOAL := help
.PHONY: help serve test lint words bench pictures lock

help: ## list these commands
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# What the portal needs to run, with pinned versions that pip checks by their hashes.
.venv/serve: requirements/serve.txt setup.cfg pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/serve.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# What the tests need as well.
.venv/test: requirements/test.txt .venv/serve
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@

serve: .venv/serve ## the portal with the colloquium's content, on http://localhost:6543
	$(PORTAL) migrate
	$(PORTAL) seed --if-empty
	$(PORTAL) serve

test: .venv/test ## install what the tests need and run them all
	.ci/tools
	$(BIN)/pytest --numprocesses auto --dist worksteal

lint: .venv/test ## style, types, and catalogues that are fresh and complete
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m portal.catalogue.words --check

words: .venv/test ## bring the interface catalogues in locale/ in step with the code
	$(BIN)/python -m portal.catalogue.words

bench: .venv/serve ## speed against bare Waitress, and of text and catalogues
	$(BIN)/python bench/serve.py
	$(BIN)/python bench/text.py

pictures: .venv/test ## take the pictures of the documentation again
	.ci/tools
	$(BIN)/python docs/pictures.py

lock: ## resolve setup.cfg into requirements/ again (needs uv on the path)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header setup.cfg -o requirements/serve.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra test setup.cfg -o requirements/test.txt
