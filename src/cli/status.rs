//! `turnkey status`: where engagements stand, in a terminal, as JSON or as CSV.
//!
//! Says what the pages say: the same facts, asked for in the same place.

mod table;
mod whole;

use super::Outcome;
use super::session::{BookArgs, Session, parse_day, today};
use crate::compile::{Options, Packets};
use crate::diagnostic::nearest;
use crate::model::{Edition, PlacedEngagement};
use anyhow::{Result, bail};
use jiff::civil::Date;
use std::path::PathBuf;
use std::sync::Arc;

/// What `status` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct StatusArgs {
    /// The engagement's id; all of them without it
    engagement: Option<String>,
    /// Only what this person has: an id, a name, or part of one
    #[arg(long, value_name = "PERSON")]
    owner: Option<String>,
    /// Only what is late or blocked
    #[arg(long)]
    late: bool,
    /// How it is written: for people, as JSON, or as CSV
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: StatusFormat,
    /// The book's folder, or any folder in it
    #[arg(long, value_name = "DIR", default_value = ".")]
    dir: PathBuf,
    /// What "today" is, for everything that is late, due or stale
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day)]
    date: Option<Date>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum StatusFormat {
    Human,
    Json,
    Csv,
}

/// Which lines are wanted.
struct Wanted<'a> {
    owner: Option<&'a str>,
    late: bool,
}

pub(super) fn run(args: &StatusArgs) -> Result<Outcome> {
    let book = BookArgs { dir: args.dir.clone(), output: None, date: args.date };
    let session = Session::open(&book)?;
    let options =
        Options { today: today()?, date: args.date, site: false, packets: Packets::None, ..Options::default() };
    let compiled = session.compile(&options);
    let edition = compiled.value.whole();
    let mut engagements: Vec<&Arc<PlacedEngagement>> = edition.engagements.iter().collect();
    engagements.sort_by_cached_key(|placed| placed.attention());
    let wanted = Wanted { owner: args.owner.as_deref(), late: args.late };
    let written = match (&args.engagement, args.format) {
        (Some(id), format) => {
            let placed = find(edition, id)?;
            match format {
                StatusFormat::Human => whole::human(edition, placed, &wanted),
                StatusFormat::Json => whole::json(edition, placed, &wanted).to_string() + "\n",
                StatusFormat::Csv => whole::csv(edition, placed, &wanted),
            }
        }
        (None, StatusFormat::Human) => table::human(edition, &engagements, &wanted),
        (None, StatusFormat::Json) => table::json(edition, &engagements, &wanted).to_string() + "\n",
        (None, StatusFormat::Csv) => table::csv(edition, &engagements, &wanted),
    };
    anstream::print!("{written}");
    Ok(Outcome::Fine)
}

/// The engagement that is called `id`.
pub(super) fn find<'a>(edition: &'a Edition, id: &str) -> Result<&'a PlacedEngagement> {
    if let Some(found) = edition.engagements.iter().find(|engagement| engagement.id == id) {
        return Ok(found);
    }
    let ids: Vec<&str> = edition.engagements.iter().map(|engagement| engagement.id.as_str()).collect();
    match nearest(id, ids.iter().copied()) {
        Some(meant) => bail!("there is no engagement `{id}`; did you mean `{meant}`?"),
        None if ids.is_empty() => bail!("this book has no engagements"),
        None => bail!("there is no engagement `{id}`; there are {}", ids.join(", ")),
    }
}

impl Wanted<'_> {
    /// True where `names` are of whom is asked for.
    fn is_of(&self, id: Option<&str>, names: &str) -> bool {
        let Some(owner) = self.owner else { return true };
        let owner = owner.to_lowercase();
        id.is_some_and(|id| id.to_lowercase() == owner) || names.to_lowercase().contains(&owner)
    }
}

/// A line of CSV, as RFC 4180 has it. A cell that a spreadsheet would take for a formula begins with an apostrophe.
fn csv_line(cells: &[String]) -> String {
    let cell = |text: &String| {
        let text = match text.chars().next() {
            Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
            _ => text.clone(),
        };
        if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
    };
    cells.iter().map(cell).collect::<Vec<_>>().join(",") + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_and_is_no_formula() {
        let line = |text: &str| csv_line(&[text.to_owned(), "b".to_owned()]);
        assert_eq!(line("a"), "a,b\r\n");
        assert_eq!(line("a, \"b\""), "\"a, \"\"b\"\"\",b\r\n");
        assert_eq!(line("a\nb"), "\"a\nb\",b\r\n");
        assert_eq!(line("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\",b\r\n");
        for formula in ["+1", "-1", "@x", "\tx"] {
            assert_eq!(line(formula), format!("'{formula},b\r\n"));
        }
    }

    #[test]
    fn somebody_is_known_by_id_or_part_of_the_name() {
        let wanted = |owner| Wanted { owner, late: false };
        assert!(wanted(None).is_of(None, ""));
        assert!(wanted(Some("po")).is_of(Some("po"), "Paula"));
        assert!(wanted(Some("ORTEGA")).is_of(Some("po"), "Paula Ortega"));
        assert!(!wanted(Some("ak")).is_of(Some("po"), "Paula Ortega"));
    }
}
