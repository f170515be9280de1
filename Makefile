# Two commands do all set-up: `make book` and `make test`. `make help` lists the rest.
PYTHON ?= python3.11
PYTHON := $(shell command -v $(PYTHON) || command -v python3)
RUN := .venv/bin/python

.PHONY: help book test check serve class bench lock clean environment

help: ## list what can be made
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

environment:
	@$(PYTHON) tools/environment.py

book: environment ## build the book; the last line is the path of its front page
	@$(RUN) -m restlesslegs.book build

test: environment ## build the book and pass every test
	@$(RUN) -m restlesslegs.book test

check: environment ## format, lint and type checks alone
	@$(RUN) -m restlesslegs.book check

serve: environment ## serve the built book on this machine and rebuild what changes
	@$(RUN) -m restlesslegs.book serve

class: environment ## open the chapters in JupyterLab
	@$(RUN) -m restlesslegs.book class

bench: environment ## measure figures, pages and builds
	@$(RUN) -m restlesslegs.book bench

lock: environment ## renew requirements.txt from pyproject.toml
	@.venv/bin/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url -o requirements.txt

clean: ## remove all that was built (the environment stays)
	rm -rf _build src/restlesslegs/widgets/dist web/node_modules
