# `make run` to try it, `make test` before handing in. The other targets are shortcuts for cargo.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

DATA ?= data/demo.duckdb
LISTEN ?= 127.0.0.1:8080
EVAL_FLAGS ?=

# A prebuilt library saves compiling DuckDB: DUCKDB_LIB_DIR is the folder with libduckdb.so.
ifdef DUCKDB_LIB_DIR
FEATURES := --no-default-features --features duckdb
export LD_LIBRARY_PATH := $(DUCKDB_LIB_DIR):$(LD_LIBRARY_PATH)
endif

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: build $(DATA) ## build, make the demo data if it is missing, and serve the page
	@echo "== serving $(DATA) at http://$(LISTEN) (Ctrl-C ends it)"
	@cargo run --quiet $(FEATURES) -- serve --listen $(LISTEN) --data $(DATA)

.PHONY: test
test: pages announce ## everything that a change must pass: format, lints, tests
	@echo "== 1 of 3: format ($$(date +%T))"
	cargo fmt --all --check
	@echo "== 2 of 3: lints, warnings are errors ($$(date +%T))"
	cargo clippy --workspace --all-targets $(FEATURES) -- -D warnings
	@echo "== 3 of 3: tests ($$(date +%T))"
	@npm --prefix widget run --silent check
	@npm --prefix widget test --silent
	@npm ci --prefix tests/charts --no-fund --no-audit --silent
	@$(MAKE) --no-print-directory clients
	@if cargo nextest --version > /dev/null 2>&1; then \
		INSTA_UPDATE=no cargo nextest run --workspace $(FEATURES); \
	else \
		INSTA_UPDATE=no cargo test --workspace $(FEATURES); \
	fi
	@echo "== all passed"

# The program embeds them, so they are built before it; npm brings what they are built with when the lockfile changes.
.PHONY: pages
pages: widget/dist/index.html ## build the pages in widget/ that the program embeds

widget/dist/index.html: $(shell find widget/src widget/page -type f) widget/build.mjs widget/node_modules/.package-lock.json
	@echo "== building the pages"
	@npm --prefix widget run --silent build

widget/node_modules/.package-lock.json: widget/package-lock.json
	@command -v npm > /dev/null || { echo "Node is missing: the pages are built with it. Install Node 20.19 or newer with npm." >&2; exit 1; }
	@npm --prefix widget ci --no-fund --no-audit --silent
	@touch $@

# Without a network the tests that need them say that they did not run.
.PHONY: clients
clients: ## install the clients that tests/clients asks the server with
	@npm ci --prefix tests/clients --no-fund --no-audit --silent || echo "the client of npm could not be installed" >&2
	@test -d tests/clients/.venv || python3 -m venv tests/clients/.venv
	@tests/clients/.venv/bin/pip install --quiet --disable-pip-version-check --requirement tests/clients/requirements.txt \
		|| { echo "the clients of PyPI could not be installed" >&2; rm -rf tests/clients/.venv; }

.PHONY: check
check: announce ## format and lints alone
	cargo fmt --all --check
	cargo clippy --workspace --all-targets $(FEATURES) -- -D warnings

.PHONY: quick
quick: ## the tests of the compiler crate alone, without DuckDB
	INSTA_UPDATE=no cargo test --package semantic_sql

.PHONY: accept
accept: ## take the new snapshots; read their diff afterwards
	INSTA_UPDATE=always cargo test --workspace $(FEATURES)

# EVAL_FLAGS=--write-baseline takes the verdicts as the new baseline; read its diff afterwards.
.PHONY: eval
eval: build $(DATA) ## ask all questions of eval/, judge the answers, compare with the baseline
	@cargo run --quiet $(FEATURES) -- eval --data $(DATA) --layer semantic_layer \
		--baseline eval/baseline.json --json data/eval.json --html data/eval.html $(EVAL_FLAGS)
	@echo "== data/eval.html is the report"

# One profile serves run, tests and benchmarks, so that DuckDB is compiled once.
.PHONY: bench
bench: build $(DATA) ## time the compiler, the start, a peer beside them, and compiled SQL against hand-written
	cargo bench --profile dev --package semantic_sql --bench compile
	cargo bench --profile dev $(FEATURES) --bench start
	@test -d .venv || python3 -m venv .venv
	@.venv/bin/pip install --quiet --disable-pip-version-check --only-binary :all: sidemantic==0.13.*
	@.venv/bin/python benches/peer.py
	@.venv/bin/pip install --quiet --disable-pip-version-check duckdb==2.0.0
	@.venv/bin/python benches/execution.py --wenbo "$${CARGO_TARGET_DIR:-target}/debug/wenbo" --data $(DATA)

# LOAD_SECONDS is how long each measure takes; the whole takes some eight times that.
LOAD_SECONDS ?= 60
.PHONY: load
load: build clients $(DATA) ## requests per second, latencies and memory of the server, and slow and broken clients
	@npm ci --prefix benches/load --no-fund --no-audit --silent
	@test -d .venv || python3 -m venv .venv
	@.venv/bin/pip install --quiet --disable-pip-version-check duckdb==2.0.0
	@node benches/load/run.mjs --wenbo "$${CARGO_TARGET_DIR:-target}/debug/wenbo" --data $(DATA) \
		--seconds $(LOAD_SECONDS) --python .venv/bin/python
	@node benches/load/slow.mjs --wenbo "$${CARGO_TARGET_DIR:-target}/debug/wenbo" --data $(DATA) --python .venv/bin/python
	@node benches/load/chats.mjs --wenbo "$${CARGO_TARGET_DIR:-target}/debug/wenbo" --data $(DATA) --seconds $(LOAD_SECONDS)

# cargo-fuzz passes flags of nightly; FUZZ_SECONDS=1200 is the run that a change of the compiler needs once.
FUZZ_SECONDS ?= 60
.PHONY: fuzz
fuzz: ## bind random texts over the shipped layer; needs cargo-fuzz
	@mkdir -p data/fuzz
	@cat tests/cases/*/*.sql | awk 'BEGIN { RS = ";" } { file = sprintf("data/fuzz/%05d", NR); print $$0 > file; close(file) }'
	cd crates/semantic_sql && RUSTC_BOOTSTRAP=1 cargo fuzz run --sanitizer none bind ../../data/fuzz -- -max_total_time=$(FUZZ_SECONDS) -timeout=10

# A sheet for each kind of chart; they change only with the charts or their cases.
.PHONY: pictures
pictures: announce ## draw the pictures of docs/charts again, from tests/cases/answer/charts.json
	@npm ci --prefix tests/charts --no-fund --no-audit --silent
	cargo test --workspace $(FEATURES) --lib -- --ignored --exact answer::tests::charts::pictures::the_pictures_of_the_docs

.PHONY: build
build: pages announce ## build the program
	@cargo build --bin wenbo $(FEATURES)

.PHONY: demo
demo: build ## make the demo data again
	rm -f $(DATA) $(DATA).wal
	@$(MAKE) --no-print-directory $(DATA)

$(DATA): | build
	@echo "== making the demo data in $(DATA); it takes about a minute, once"
	@mkdir -p $(dir $@)
	@cargo run --quiet $(FEATURES) -- demo --data $@

.PHONY: deny
deny: ## licences, bans and advisories of the dependencies; needs cargo-deny
	cargo deny check

# Says what is going to be compiled, and for how long.
.PHONY: announce
announce:
	@command -v cargo > /dev/null || { echo "Rust is missing: install a toolchain of at least 1.95 with rustup." >&2; exit 1; }
ifdef DUCKDB_LIB_DIR
	@echo "== using the DuckDB library in $(DUCKDB_LIB_DIR); the rest takes some 5 minutes to build the first time"
else
	@command -v c++ > /dev/null || { echo "A C++ compiler is missing: DuckDB is built from source. Install g++ or clang." >&2; exit 1; }
	@if compgen -G "$${CARGO_TARGET_DIR:-target}/debug/build/libduckdb-sys-*/out/libduckdb.a" > /dev/null; then \
		echo "== building; DuckDB is there already, so this takes seconds to a few minutes"; \
	else \
		echo "== building DuckDB from source and everything else: about 30 minutes on two cores, once"; \
		echo "   DuckDB alone is about 22 of them, in which cargo shows only libduckdb-sys"; \
		echo "   a folder with a prebuilt libduckdb in DUCKDB_LIB_DIR saves that"; \
	fi
endif
