//! `turnkey check`: everything but publishing.

use super::Outcome;
use super::session::{BookArgs, GOOD, Session, note_origin, paint, today};
use crate::compile::{Options, Packets};
use crate::diagnostic::Format;
use crate::diagnostic::{Level, Rule};
use anyhow::Result;

/// What `check` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    book: BookArgs,
    /// How messages are written: for people, one per line, as JSON, or for GitHub
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = parse_format)]
    format: Format,
    /// Makes a rule an error; may be given several times
    #[arg(long, value_name = "RULE", value_parser = parse_rule)]
    deny: Vec<Rule>,
}

fn parse_format(name: &str) -> Result<Format, String> {
    let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
    Format::from_name(name).ok_or_else(|| format!("expected one of {}", names.join(", ")))
}

fn parse_rule(name: &str) -> Result<Rule, String> {
    Rule::from_name(name).ok_or_else(|| "there is no such rule; `turnkey explain` lists them".to_owned())
}

pub(super) fn run(args: &CheckArgs) -> Result<Outcome> {
    let session = Session::open(&args.book)?;
    let options = Options { today: today()?, date: args.book.date, packets: Packets::All, ..Options::default() };
    let mut checked = session.compile(&options);
    if args.format == Format::Human {
        note_origin(&checked.value);
    }
    for diagnostic in &mut checked.diagnostics {
        if args.deny.contains(&diagnostic.rule) {
            diagnostic.level = Level::Error;
        }
    }
    let outcome = session.report(&checked.diagnostics, args.format);
    if checked.diagnostics.is_empty() && args.format == Format::Human {
        let pages = checked.value.whole().pages.len();
        anstream::eprintln!("{} {pages} pages, nothing to complain about", paint("checked", GOOD));
    }
    Ok(outcome)
}
