# Run `make` for a list of targets.

PYTHON ?= python3
POSTS ?= posts
DB ?= news.db
PORT ?= 8001
# Names in the sample archive contain spaces, so they are not split there.
LOAD ?= --no-split

# Tests start hundreds of processes, and each would compile the modules that it imports.
unexport PYTHONDONTWRITEBYTECODE

# Of Datasette's own tests, those of what the site's plugins change.
DATASETTE_TESTS := csv facets filters routes table_api table_html table_permissions

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Development tools, at the versions and hashes in constraints.txt.
PIP_DEV := $(PIP) --require-hashes --constraint constraints.txt
PYTEST := $(BIN)/pytest -n auto --dist worksteal --ignore=tests/deploy --ignore=tests/oracles \
	--ignore=tests/cluster
GROUPS := audit bench build datasette dev docs fuzz notebook sbom standards
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.10 --generate-hashes \
	--no-header --no-annotate

.DEFAULT_GOAL := help
.PHONY: help serve test test-all test-datasette test-fast test-feeds test-browser lighthouse test-cluster test-deploy test-jekyll test-hugo test-hexo \
	test-markdown test-mcp test-standards coverage mutate lint types readme docs lock dist sbom sample \
	screenshots bench bench-search bench-search-page bench-search-quality bench-serve bench-queries bench-trends bench-journeys \
	bench-peers bench-public bench-cluster bench-readers bench-soak check-paging figures fuzz audit clean

help: ## List all targets
	@awk -F ':.*## ' '/^[a-z].*:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: .venv/serve.stamp ## Load posts/ into news.db and serve it (POSTS=, DB=, PORT=, LOAD=)
	@$(BIN)/newsdb load posts $(POSTS) --db $(DB) $(LOAD)
	@exec $(BIN)/newsdb serve --db $(DB) --port $(PORT)

test: lint types test-all ## Run linters, type checker and tests

test-fast: .venv/test.stamp ## Run the tests that are not marked slow (3 minutes on two cores)
	$(PYTEST) -m "not browser and not slow"

test-all: .venv/test.stamp ## Run the tests that need no browser, web server or generator
	$(PYTEST) -m "not browser"

test-jekyll: .venv/test.stamp ## Compare posts with those of a site that Jekyll itself builds
	$(BIN)/pytest tests/oracles/test_jekyll.py

test-markdown: .venv/test.stamp ## Compare what Markdown says with CommonMark's examples and kramdown
	$(BIN)/pytest tests/oracles/test_markdown.py

test-hugo: .venv/test.stamp ## Compare posts with those of a site that Hugo itself builds
	$(BIN)/pytest tests/oracles/test_hugo.py tests/oracles/test_hugo_rules.py

test-hexo: .venv/test.stamp ## Compare posts with those that Hexo itself reads from a site
	npm ci --prefix tests/oracles/hexo --silent --no-audit --no-fund
	$(BIN)/pytest tests/oracles/test_hexo.py

test-feeds: .venv/test.stamp ## Read the feeds of feedparser's own tests (needs network)
	$(BIN)/pytest tests/oracles/test_feedparser.py

test-browser: .venv/test.stamp ## Test pages in headless Chromium, with axe-core, html-validate and the Nu checker
	npm ci --prefix tests/browser --silent --no-audit --no-fund
	$(BIN)/pytest -m browser

lighthouse: .venv/test.stamp ## Score every kind of page with Lighthouse (a quarter of an hour)
	npm ci --prefix benchmarks/lighthouse --silent --no-audit --no-fund
	$(BIN)/python -m benchmarks.lighthouse.run

test-deploy: .venv/test.stamp ## Test docs/deploy.md with nginx, Caddy and systemd, if installed
	$(BIN)/pytest tests/deploy

test-cluster: .venv/test.stamp ## Kill workers and clients of a cluster that loads into an object store
	$(BIN)/pytest tests/cluster

# The tests are those of the installed version; its code is taken away, to test what is installed.
test-datasette: .venv/test.stamp ## Run Datasette's own tests against the site (needs network)
	$(PIP_DEV) --group datasette
	rm -rf build/datasette
	git clone --quiet --depth 1 --config advice.detachedHead=false https://github.com/simonw/datasette \
		--branch $$($(BIN)/python -c 'print(__import__("datasette").__version__)') build/datasette
	rm -r build/datasette/datasette
	cd build/datasette && PYTHONPATH=$(CURDIR)/tests/oracles $(CURDIR)/$(BIN)/pytest -q \
		-p datasette_suite $(DATASETTE_TESTS:%=tests/test_%.py)

# In an environment of its own: its packages change how every server logs.
test-mcp: .venv/serve.stamp ## Test the extra [mcp]
	$(PYTHON) -m venv .venv/mcp
	.venv/mcp/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		--requirement requirements.txt
	.venv/mcp/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	.venv/mcp/bin/python -m pip install --quiet --constraint constraints.txt \
		newsdb[mcp] pytest pytest-asyncio hypothesis
	.venv/mcp/bin/pytest tests/plugins/test_mcp.py

# In an environment of its own: 300 MB of packages.
test-standards: .venv/serve.stamp ## Validate dataset descriptions with the standards' own tools
	$(PYTHON) -m venv .venv/standards
	.venv/standards/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		--requirement requirements.txt
	.venv/standards/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	.venv/standards/bin/python -m pip install --quiet --constraint constraints.txt \
		--group standards pytest pytest-asyncio hypothesis
	.venv/standards/bin/pytest tests/newsdb/catalog/test_standards.py

coverage: .venv/test.stamp ## Measure test coverage, including child processes; fail below 95 %
	$(BIN)/pytest -n auto --dist worksteal -m "not browser" --ignore=tests/deploy \
		--ignore=tests/cluster --cov --cov-report=term

mutate: .venv/test.stamp ## Mutate 100 random places and run the tests of each (N=, SEED=)
	$(BIN)/python -m tests.mutate --places $(or $(N),100) --seed $(or $(SEED),1)

lint: .venv/test.stamp ## Check style, imports and layers
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/zizmor --offline --quiet .github

types: .venv/test.stamp ## Check types
	$(BIN)/mypy

readme: ## Run the README's commands in a fresh clone
	tests/fresh_clone

docs: .venv/test.stamp ## Build the documentation site in build/docs; warnings are errors
	$(BIN)/sphinx-build --fail-on-warning --keep-going --quiet docs build/docs

lock: .venv/test.stamp ## Update constraints.txt (everything) and requirements.txt (for use)
	$(COMPILE) --upgrade --all-extras $(GROUPS:%=--group %) pyproject.toml --output-file constraints.txt
	$(COMPILE) --constraint constraints.txt --group build pyproject.toml \
		--output-file requirements.txt

dist: .venv/serve.stamp ## Build the wheel and the sdist in dist/
	$(BIN)/hatchling build

sbom: .venv/test.stamp ## Write a CycloneDX SBOM of what users install to build/sbom.json
	$(PIP_DEV) --group sbom
	mkdir -p build
	$(BIN)/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml \
		--mc-type application --output-reproducible --output-file build/sbom.json

sample: .venv/serve.stamp ## Rebuild the committed news.db from posts/
	rm -f news.db
	$(BIN)/newsdb load posts posts --no-split --quiet

screenshots: .venv/test.stamp ## Retake the screenshots in docs/
	$(BIN)/python docs/screenshots.py

bench: .venv/bench.stamp ## Benchmark loading (N=10000)
	$(BIN)/python -m benchmarks.bench_load $(or $(N),10000)

bench-search: ## Benchmark search (N=100000)
bench-serve: ## Benchmark serving, against stock Datasette (N=100000)
bench-queries: ## Benchmark named queries and facets (N=100000)
bench-trends: ## Benchmark trends over ten years (N=100000)
bench-public: ## Benchmark a public site under load and abuse (N=100000)
bench-readers: ## Benchmark reading while a crowd searches or downloads (N=100000)
bench-peers: N ?= 10000
bench-peers: ## Benchmark the script, Hugo with Pagefind, tantivy with jieba, stock Datasette (N=10000)
bench-search bench-serve bench-queries bench-trends bench-public bench-readers bench-peers: .venv/bench.stamp
	$(BIN)/python -m benchmarks.$(subst -,_,$@) $(or $(N),100000)

bench-cluster: .venv/bench.stamp ## Benchmark converting posts on a Dask cluster (N=4000)
	$(BIN)/python -m benchmarks.bench_cluster $(or $(N),4000)

bench-soak: .venv/bench.stamp ## Serve mixed traffic for a long time (MINUTES=30)
	$(BIN)/python -m benchmarks.bench_soak $(or $(MINUTES),30)

check-paging: .venv/bench.stamp ## Read every page of every table of many posts, in every order (DB=)
	$(BIN)/python -m benchmarks.check_paging $(DB)

bench-search-page: .venv/bench.stamp ## Measure search pages, made and from the cache (DB=, N=40)
	$(BIN)/python -m benchmarks.bench_search_page $(DB) $(or $(N),40)

bench-journeys: .venv/bench.stamp ## Do the journeys of an analyst in a browser (DB=)
	$(BIN)/python -m benchmarks.bench_journeys $(DB)

bench-search-quality: .venv/bench.stamp ## Measure how well search finds known posts (DB=, N=300, QUERIES=)
	$(BIN)/python -m benchmarks.bench_search_quality $(or $(DB),news.db) $(or $(N),300) $(QUERIES)

figures: .venv/bench.stamp ## Remeasure all figures in docs/ (two hours)
	for document in performance scale searching deploy analysts; do \
		$(BIN)/python -m benchmarks.document docs/$$document.md || exit 1; \
	done

fuzz: .venv/test.stamp ## Fuzz the parsers for a minute each (SECONDS=60), and try many examples
	$(PIP_DEV) --group fuzz
	$(BIN)/pytest -n auto --dist worksteal -m hypothesis --hypothesis-profile=thorough
	$(BIN)/python -m fuzz -max_total_time=$(or $(SECONDS),60)

audit: .venv/test.stamp ## Check locked packages against published advisories (needs network)
	$(PIP_DEV) --group audit
	$(BIN)/pip-audit --strict --disable-pip --no-deps --requirement constraints.txt

clean: ## Remove everything that is built or installed
	rm -rf .venv build dist

.venv/bin/python:
	$(PYTHON) -m venv .venv

# No build isolation: what builds newsdb is in requirements.txt, with hashes.
.venv/serve.stamp: pyproject.toml requirements.txt | .venv/bin/python
	$(PIP) --require-hashes --requirement requirements.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/test.stamp: .venv/serve.stamp constraints.txt
	$(PIP_DEV) --group dev
	@touch $@

.venv/bench.stamp: .venv/test.stamp
	$(PIP_DEV) --group bench
	@touch $@

