//! `turnkey init`: a new book with a working example.
//!
//! The example is a book of its own, `templates/starter`. It is told on one day; here its days are moved by whole weeks, so
//! that it is under way when somebody looks at it first.

use super::Outcome;
use super::session::{GOOD, QUIET, paint, parse_day, shown, today};
use crate::disk;
use crate::path::SourcePath;
use anyhow::{Context as _, Result, bail};
use jiff::Span;
use jiff::civil::{Date, date};
use std::path::PathBuf;

/// The example, in every profile.
#[derive(rust_embed::RustEmbed)]
#[folder = "templates/starter"]
struct Starter;

/// The Monday of the week in which the example is told.
const TOLD: Date = date(2026, 3, 9);

/// What `init` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct InitArgs {
    /// The folder of the new book, which is made; one that is there must be empty
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// The day on which the example is told, in place of today
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day)]
    date: Option<Date>,
}

pub(super) fn run(args: &InitArgs) -> Result<Outcome> {
    let today = args.date.map_or_else(today, Ok)?;
    if args.dir.is_file() {
        bail!("{} is a file; give a folder that is empty, or one that is not there yet", shown(&args.dir));
    }
    if !disk::is_empty_folder(&args.dir)? {
        bail!("{} is not empty; give a folder that is, or one that is not there yet", shown(&args.dir));
    }
    let monday = today.checked_sub(Span::new().days(i64::from(today.weekday().to_monday_zero_offset())))?;
    let weeks = (monday - TOLD).get_days();
    let mut files = Vec::new();
    for name in Starter::iter() {
        let file = Starter::get(&name).context("an embedded name has a file")?;
        let text = String::from_utf8(file.data.into_owned()).context("the example is text")?;
        // Hidden files would be hidden from whoever looks at the example in this repository too.
        let name = if name == "gitignore" { ".gitignore" } else { &*name };
        let path = SourcePath::new(name).ok().context("the example lies inside")?;
        files.push((path, moved(&text, weeks).into_bytes()));
    }
    files.sort();
    disk::create_files(&args.dir, &files)?;
    let folder = shown(&args.dir);
    anstream::println!("{} a book in {folder}", paint("made", GOOD));
    for (path, _) in &files {
        anstream::println!("      {}", paint(path.as_str(), QUIET));
    }
    anstream::println!("Next: `cd {folder}`, then `turnkey build` and open dist/site/index.html.");
    Ok(Outcome::Fine)
}

/// `text` with every day in it moved.
fn moved(text: &str, days: i32) -> String {
    const LENGTH: usize = "2026-03-02".len();
    let mut moved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("20") {
        moved.push_str(&rest[..at]);
        rest = &rest[at..];
        let day = rest.get(..LENGTH).and_then(|day| day.parse::<Date>().ok());
        let day = day.and_then(|day| day.checked_add(Span::new().days(days)).ok());
        let taken = if day.is_some() { LENGTH } else { "20".len() };
        match day {
            Some(day) => moved.push_str(&day.to_string()),
            None => moved.push_str("20"),
        }
        rest = &rest[taken..];
    }
    moved + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_move_and_nothing_else_does() {
        let text = "start: 2026-03-02, at: 2026-03-03T15:00, version 2026, port 2026-99, 20";
        assert_eq!(moved(text, 14), "start: 2026-03-16, at: 2026-03-17T15:00, version 2026, port 2026-99, 20");
    }
}
