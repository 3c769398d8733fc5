//! `turnkey check`: everything but publishing.

use super::Outcome;
use super::session::{BookArgs, GOOD, Session, note_origin, paint, today};
use crate::compile::{Options, Packets};
use crate::diagnostic::Format;
use crate::diagnostic::{Level, Rule, nearest};
use anyhow::Result;

/// What `check` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    book: BookArgs,
    /// How messages are written: for people, one per line, as JSON, for GitHub, or as SARIF
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = parse_format)]
    format: Format,
    /// Makes a rule an error, or all `warnings`; may be given several times
    #[arg(long, value_name = "RULE", value_parser = parse_denied)]
    deny: Vec<Denied>,
}

/// What becomes an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Denied {
    Rule(Rule),
    Warnings,
}

fn parse_format(name: &str) -> Result<Format, String> {
    let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
    Format::from_name(name).ok_or_else(|| format!("expected one of {}", names.join(", ")))
}

fn parse_denied(name: &str) -> Result<Denied, String> {
    if name == "warnings" {
        return Ok(Denied::Warnings);
    }
    let names = Rule::ALL.iter().map(|rule| rule.name());
    Rule::from_name(name).map(Denied::Rule).ok_or_else(|| match nearest(name, names.chain(["warnings"])) {
        Some(meant) => format!("there is no such rule; did you mean `{meant}`?"),
        None => "there is no such rule; `turnkey explain` lists them".to_owned(),
    })
}

pub(super) fn run(args: &CheckArgs) -> Result<Outcome> {
    let session = Session::open(&args.book)?;
    let options = Options { today: today()?, date: args.book.date, packets: Packets::All, ..Options::default() };
    let mut checked = session.compile(&options);
    if args.format == Format::Human {
        note_origin(&checked.value);
    }
    for diagnostic in &mut checked.diagnostics {
        let is_warning = diagnostic.level == Level::Warning && args.deny.contains(&Denied::Warnings);
        if is_warning || args.deny.contains(&Denied::Rule(diagnostic.rule)) {
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
