# The commands of daily work; `just` alone lists them.

_list:
    @just --list --unsorted

# The inner loop: everything but typesetting and browsers.
fast *ARGS:
    cargo test --no-default-features {{ ARGS }}

# All tests; those in a browser are skipped, and say so, where Chromium or Node is missing.
test *ARGS:
    cargo test {{ ARGS }}

# Takes what was found for what is expected, in cases and golden files. Read the difference before committing it.
bless:
    BLESS=1 cargo test --no-default-features --test it

fmt:
    cargo fmt

lint:
    cargo clippy --all-targets -- -D warnings
    cargo clippy --all-targets --no-default-features -- -D warnings

doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps

# Licences and sources of the dependencies; needs cargo-deny.
deny:
    cargo deny check licenses bans sources

# The example book, built and served.
serve *ARGS:
    cargo run -- serve {{ ARGS }}

# The browser tests alone, over the example book.
browser:
    cd tests/browser && npm ci
    TURNKEY_REQUIRE_BROWSER=1 cargo test --test it browser

# Time and memory of builds of 100 to 20,000 pages.
bench *PAGES:
    cargo build --release --no-default-features
    scripts/bench {{ PAGES }}

# What CI runs.
ci:
    .ci/run
