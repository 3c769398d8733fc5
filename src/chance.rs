//! How many inputs made by chance a test looks at, and which; for tests.
//!
//! The same ones every time, so that nobody's change is refused for what another's left behind. `TURNKEY_CASES` and
//! `TURNKEY_FIRST_CASE` ask for more and for others, as they do of generated books.

use proptest::test_runner::{Config, RngSeed};

/// `usual` cases, unless `TURNKEY_CASES` asks for another number.
#[expect(clippy::disallowed_methods, reason = "what is asked for stands in the environment")]
pub(crate) fn cases(usual: u32) -> Config {
    let number = |name| std::env::var(name).ok().and_then(|number| number.parse::<u64>().ok());
    Config {
        cases: number("TURNKEY_CASES").and_then(|cases| u32::try_from(cases).ok()).unwrap_or(usual),
        rng_seed: RngSeed::Fixed(number("TURNKEY_FIRST_CASE").unwrap_or_default()),
        failure_persistence: None,
        ..Config::default()
    }
}
