//! `turnkey explain`: the page of a rule.

use super::Outcome;
use crate::diagnostic::{Level, Rule, nearest};
use anyhow::{Result, bail};

/// What `explain` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct ExplainArgs {
    /// The rule's name, as messages show it in brackets; all rules are listed without it
    rule: Option<String>,
}

pub(super) fn run(args: &ExplainArgs) -> Result<Outcome> {
    let Some(name) = &args.rule else {
        for rule in Rule::ALL {
            let level = if rule.default_level() == Level::Error { "error" } else { "warning" };
            anstream::println!("{:<22} {level:<8} {}", rule.name(), rule.summary());
        }
        return Ok(Outcome::Fine);
    };
    let Some(rule) = Rule::from_name(name) else {
        match nearest(name, Rule::ALL.iter().map(|rule| rule.name())) {
            Some(meant) => bail!("there is no rule `{name}`; did you mean `{meant}`?"),
            None => bail!("there is no rule `{name}`; `turnkey explain` lists them"),
        }
    };
    anstream::println!("{}", rule.page().trim_end());
    Ok(Outcome::Fine)
}
