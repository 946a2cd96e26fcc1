# `make serve`: from a fresh clone to the served dataset. `make test`: every check.

PYTHON ?= python3
POSTS ?= posts
DB ?= news.db
PORT ?= 8001
# The sample archive's names hold spaces: they are not split at them.
LOAD ?= --no-split

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: serve test test-fast test-browser test-deploy test-mcp test-standards lint types readme lock sample screenshots clean \
	bench bench-search bench-serve bench-queries bench-public figures fuzz audit

serve: .venv/serve.stamp
	@$(BIN)/newsdb load posts $(POSTS) --db $(DB) $(LOAD)
	@exec $(BIN)/newsdb serve --db $(DB) --port $(PORT)

test: lint types test-fast

test-fast: .venv/test.stamp
	$(BIN)/pytest -n auto --dist worksteal -m "not browser" --ignore=tests/deploy

# What docs/deploy.md says, with nginx, Caddy and systemd where they are installed.
test-deploy: .venv/test.stamp
	$(BIN)/pytest tests/deploy

# Pages in headless Chromium, with axe-core and the Nu checker.
test-browser: .venv/test.stamp
	npm ci --prefix tests/browser --silent --no-audit --no-fund
	$(BIN)/pytest -m browser

# The extra [mcp], in an environment of its own: its packages change how every server logs.
test-mcp:
	$(PYTHON) -m venv .venv/mcp
	.venv/mcp/bin/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt --editable .[mcp] pytest pytest-asyncio
	.venv/mcp/bin/pytest tests/plugins/test_mcp.py

# The descriptions of the dataset, by the standards' own tools: 300 MB in an environment of its own.
test-standards:
	$(PYTHON) -m venv .venv/standards
	for packages in pip "--editable . --group standards pytest pytest-asyncio"; do \
		.venv/standards/bin/python -m pip install --quiet --disable-pip-version-check \
			--constraint constraints.txt $$packages || exit 1; \
	done
	.venv/standards/bin/pytest tests/newsdb/catalog/test_standards.py

lint: .venv/test.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports

types: .venv/test.stamp
	$(BIN)/mypy

# A fresh clone in an empty folder, the README's commands, a page fetched.
readme:
	tests/fresh_clone

# The versions that everybody gets, for every Python that the project runs on.
lock: .venv/test.stamp
	$(BIN)/uv pip compile --quiet --universal --python-version 3.10 --no-header --no-annotate \
		--upgrade --all-extras --group dev --group bench --group audit --group fuzz \
		--group standards pyproject.toml --output-file constraints.txt

# The committed news.db, made anew from the sample posts.
sample: .venv/serve.stamp
	rm -f news.db
	$(BIN)/newsdb load posts posts --no-split --quiet

screenshots: .venv/test.stamp
	$(BIN)/python docs/screenshots.py

# How fast it is: `make bench N=100000`. What they print stands in docs/ too; `make figures` makes
# all of it anew, in two hours.
bench: .venv/bench.stamp
	$(BIN)/python -m benchmarks.bench_load $(or $(N),10000)

bench-search bench-serve bench-queries bench-public: .venv/bench.stamp
	$(BIN)/python -m benchmarks.$(subst -,_,$@) $(or $(N),100000)

# The parsers, fed with rubbish for a minute each; SECONDS is 60 where it is not given.
fuzz: .venv/test.stamp
	$(PIP) --group fuzz
	$(BIN)/python -m fuzz -max_total_time=$(or $(SECONDS),60)

# Known weaknesses of the packages that everybody gets. It asks a service on the network.
audit: .venv/bin/python
	$(PIP) --group audit
	$(BIN)/pip-audit --strict --disable-pip --no-deps --requirement constraints.txt

figures: .venv/bench.stamp
	for document in performance search deploy; do \
		$(BIN)/python -m benchmarks.document docs/$$document.md || exit 1; \
	done

clean:
	rm -rf .venv build dist

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/serve.stamp: pyproject.toml constraints.txt | .venv/bin/python
	$(PIP) --editable .
	@touch $@

.venv/test.stamp: .venv/serve.stamp
	$(PIP) pip
	$(PIP) --group dev
	@touch $@

.venv/bench.stamp: .venv/test.stamp
	$(PIP) --group bench
	@touch $@
