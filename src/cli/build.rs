//! `turnkey build`: the site and the packets, published.

use super::Outcome;
use super::session::{BookArgs, GOOD, QUIET, Session, note_origin, paint, progress, shown, today};
use crate::audience::Audience;
use crate::compile::{EditionOutputs, Options, Packets};
use crate::diagnostic::Format;
use crate::diagnostic::{Diagnostic, sort};
use crate::disk::{OutputFolder, Published};
use anyhow::Result;
use std::time::Instant;

/// What `build` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct BuildArgs {
    #[command(flatten)]
    book: BookArgs,
    /// Makes only the site, or only the packets
    #[arg(long, value_name = "WHAT")]
    only: Option<Only>,
    /// Whom the site is for
    #[arg(long, value_name = "AUDIENCE", default_value = "internal", value_parser = parse_audience)]
    audience: Audience,
    /// Makes packets even where an error withholds them, marked DRAFT
    #[arg(long)]
    draft: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Only {
    Site,
    Packets,
}

fn parse_audience(name: &str) -> Result<Audience, String> {
    let names: Vec<&str> = Audience::ALL.iter().map(|audience| audience.name()).collect();
    Audience::from_name(name).ok_or_else(|| format!("expected one of {}", names.join(", ")))
}

pub(super) fn run(args: &BuildArgs) -> Result<Outcome> {
    let begun = Instant::now();
    let session = Session::open(&args.book)?;
    let options = Options {
        today: today()?,
        date: args.book.date,
        site: args.only != Some(Only::Packets),
        audience: args.audience,
        packets: if args.only == Some(Only::Site) { Packets::None } else { Packets::All },
        draft: args.draft,
    };
    let mut compiled = session.compile(&options);
    note_origin(&compiled.value);
    let output = OutputFolder::open(&session.output)?;
    let mut made = Vec::new();
    if let Some(edition) = compiled.value.site() {
        let published = publish(&session, &output, &edition, &mut compiled.diagnostics)?;
        made.push((session.output.join(&edition.folder).join("index.html"), published, edition.pages()));
    }
    sort(&mut compiled.diagnostics);
    let outcome = session.report(&compiled.diagnostics, Format::Human);
    for (open, published, pages) in &made {
        let Published { files, written, removed, bytes } = published;
        let changes = match (written, removed) {
            (0, 0) => "nothing changed".to_owned(),
            (written, 0) => format!("{written} written"),
            (written, removed) => format!("{written} written, {removed} removed"),
        };
        let size = format!("{files} files, {} KB, {changes}", bytes.div_ceil(1000));
        anstream::println!("{} {pages} pages {}", paint("built", GOOD), paint(&format!("({size})"), QUIET));
        anstream::println!("      open {}", shown(open));
    }
    anstream::println!("      in {:.2} s", begun.elapsed().as_secs_f64());
    Ok(outcome)
}

/// Publishes one edition; what rendering finds wrong is added to `diagnostics`.
fn publish(
    session: &Session,
    output: &OutputFolder,
    edition: &EditionOutputs<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Published> {
    let publication = output.begin(&edition.folder)?;
    let bar = progress(edition.pages(), "pages");
    let problems = edition.write(
        &|path, bytes| {
            bar.inc(u64::from(path.extension().as_deref() == Some("html")));
            publication.put(path, bytes)
        },
        &*session.asset_reader(),
    )?;
    bar.finish_and_clear();
    diagnostics.extend(problems);
    publication.finish()
}
