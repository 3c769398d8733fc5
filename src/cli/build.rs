//! `turnkey build`: the site and the packets, published.

use super::Outcome;
use super::at_once::at_once;
use super::remembered::{Remembered, key};
use super::session::{BookArgs, ERROR, GOOD, QUIET, Session, note_origin, paint, progress, shown, today};
use crate::audience::Audience;
use crate::compile::{Options, Outputs, PacketOutputs, Packets, ReadAsset, Rendered, Sink};
use crate::config::{Config, read_config};
use crate::diagnostic::{Diagnostic, Format, sort};
use crate::disk::{Cache, OutputFolder, Published};
use crate::path::OutputPath;
use crate::proof::Proof;
use anyhow::{Result, anyhow};
use indicatif::ProgressBar;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Instant;

/// The folder of the records of proofs.
const PROOFS: &str = "proofs";

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

pub(super) fn parse_audience(name: &str) -> Result<Audience, String> {
    let names: Vec<&str> = Audience::ALL.iter().map(|audience| audience.name()).collect();
    Audience::from_name(name).ok_or_else(|| format!("expected one of {}", names.join(", ")))
}

pub(super) fn run(args: &BuildArgs) -> Result<Outcome> {
    let begun = Instant::now();
    let mut session = Session::open(&args.book)?;
    if args.only != Some(Only::Packets) && args.audience == Audience::Internal {
        session.read_history();
    }
    let options = Options {
        today: today()?,
        date: args.book.date,
        site: args.only != Some(Only::Packets),
        audience: args.audience,
        packets: if args.only == Some(Only::Site) { Packets::None } else { Packets::All },
        draft: args.draft,
        ..Options::default()
    };
    let config = read_config(&session.sources).value;
    note_origin(&config, &session.sources);
    if config.source_lost {
        return Ok(leave_as_it_is(&session, &options, &config));
    }
    let output = OutputFolder::open(&session.output)?;
    let cache = Arc::new(Cache::of(&session.output));
    let key = key(&session, &options);
    if let Some(Remembered { made, withheld, diagnostics, .. }) = Remembered::recall(&key, &output, &cache) {
        return Ok(tell(&session, &diagnostics, &withheld, &made, begun));
    }
    let mut compiled = session.compile_and_keep(&options, &cache);
    // First the packets: the site leads to those that there are.
    let (packets, not_made) = publish_packets(&session, &output, &compiled.value, &mut compiled.diagnostics)?;
    not_made.iter().for_each(|folder| compiled.value.without_packets(folder));
    let (mut made, mut is_whole) = (Vec::new(), not_made.is_empty());
    if let Some(edition) = compiled.value.site() {
        let bar = progress(edition.pages(), "pages");
        let write = |sink: &Sink<'_>, read: &ReadAsset<'_>| edition.write(sink, read);
        let place = (edition.folder.as_str(), &Mutex::new(()));
        let published = publish(&session, &output, place, &write, &bar, &mut compiled.diagnostics)?;
        is_whole &= published.is_some();
        let (what, open) = (format!("{} pages", edition.pages()), vec!["index.html".to_owned()]);
        made.extend(published.map(|published| Made { what, folder: edition.folder.clone(), published, open }));
    }
    made.extend(packets);
    sort(&mut compiled.diagnostics);
    let withheld = withheld(&compiled.value);
    let outcome = tell(&session, &compiled.diagnostics, &withheld, &made, begun);
    if is_whole && !session.is_late() {
        let mut editions: Vec<String> = made.iter().map(|made| made.folder.clone()).collect();
        editions.extend(output.has_published(PROOFS).then(|| PROOFS.to_owned()));
        Remembered::keep(&key, (made, withheld), compiled.diagnostics, editions, (&output, &cache));
    }
    cache.tidy();
    // The process ends here: to take a large book apart, piece by piece, takes a while that nobody has to wait for.
    std::mem::forget(compiled.value);
    Ok(outcome)
}

/// Publishes nothing where it cannot be told where the pages are: the last good site is better than one without them.
fn leave_as_it_is(session: &Session, options: &Options, config: &Config) -> Outcome {
    session.report(&session.check(options).diagnostics, Format::Human);
    let why = match config.source.as_str() {
        "" => "where its pages are cannot be told while the configuration cannot be read".to_owned(),
        source => format!("there is nothing in `{source}/`, which the configuration names"),
    };
    anstream::eprintln!("{}: {why}; what was built last is left as it is", paint("not built", ERROR));
    Outcome::ContentErrors
}

/// Says what is wrong, what was made, and how long it took.
fn tell(session: &Session, diagnostics: &[Diagnostic], withheld: &[String], made: &[Made], begun: Instant) -> Outcome {
    let outcome = session.report(diagnostics, Format::Human);
    withheld.iter().for_each(|line| anstream::eprintln!("{line}"));
    made.iter().for_each(|made| anstream::println!("{}", made.line(&session.output)));
    anstream::println!("      in {:.2} s", begun.elapsed().as_secs_f64());
    outcome
}

/// A folder that was published.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Made {
    /// What lies there: "20 pages".
    what: String,
    /// Its place in the output.
    pub(super) folder: String,
    published: Published,
    /// What one would open first, below the folder.
    open: Vec<String>,
}

/// Publishes the packets, several at a time where that fits: gives each folder of them, and the folders that could
/// not be made.
pub(super) fn publish_packets(
    session: &Session,
    output: &OutputFolder,
    outputs: &Outputs,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(Vec<Made>, Vec<String>)> {
    let packets: Vec<&PacketOutputs> = outputs.packets().iter().filter(|packet| packet.withheld.is_empty()).collect();
    let bar = progress(packets.len(), "packets");
    // Folders appear and vanish one after the other.
    let publishing = Mutex::new(());
    let results = at_once(
        &packets,
        |packet| packet.pages_at_most(),
        |packet| {
            let write = |sink: &Sink<'_>, read: &ReadAsset<'_>| packet.write(sink, read);
            let mut problems = Vec::new();
            let hidden = ProgressBar::hidden();
            let published = publish(session, output, (&packet.folder, &publishing), &write, &hidden, &mut problems);
            bar.inc(1);
            (published, problems)
        },
    );
    bar.finish_and_clear();
    let (mut made, mut not_made) = (Vec::new(), Vec::new());
    for (packet, (published, problems)) in packets.iter().zip(results) {
        diagnostics.extend(problems);
        let (what, folder, open) = (packets_of(packet), packet.folder.clone(), packet.to_open());
        match published? {
            Some(published) => made.push(Made { what, folder, published, open }),
            None => not_made.push(packet.folder.clone()),
        }
    }
    Ok((made, not_made))
}

/// "packets of acme".
pub(super) fn packets_of(packet: &PacketOutputs) -> String {
    let (what, stay) = if packet.packets.len() == 1 { ("packet", "stays") } else { ("packets", "stay") };
    let inside =
        if packet.audience == Audience::Internal { format!(" that {stay} in the house") } else { String::new() };
    format!("{what} of {}{inside}", packet.id)
}

/// Which packets were not made and why, a line for each folder.
pub(super) fn withheld(outputs: &Outputs) -> Vec<String> {
    let line = |packet: &PacketOutputs| {
        let count = packet.withheld.len();
        let errors = if count == 1 { "an error".to_owned() } else { format!("{count} errors") };
        let rules: BTreeSet<&str> = packet.withheld.iter().map(|problem| problem.rule.name()).collect();
        let rules = rules.into_iter().collect::<Vec<_>>().join(", ");
        let (shows, makes) =
            if packet.packets.len() == 1 { ("it shows", "makes it") } else { ("they show", "makes them") };
        format!(
            "{} the {}, for {errors} in what {shows} ({rules}); `--draft` {makes} anyway",
            paint("withheld", ERROR),
            packets_of(packet)
        )
    };
    outputs.packets().iter().filter(|packet| !packet.withheld.is_empty()).map(line).collect()
}

impl Made {
    /// The same for a build that found it as it was.
    pub(super) fn unchanged(mut self) -> Self {
        (self.published.written, self.published.removed) = (0, 0);
        self
    }

    /// What was made in `output`, how large it is, and what to open.
    pub(super) fn line(&self, output: &Path) -> String {
        let Published { files, written, removed, bytes } = self.published;
        let changes = match (written, removed) {
            (0, 0) => "nothing changed".to_owned(),
            (written, 0) => format!("{written} written"),
            (written, removed) => format!("{written} written, {removed} removed"),
        };
        let plural = if files == 1 { "file" } else { "files" };
        let size = paint(&format!("({files} {plural}, {} KB, {changes})", bytes.div_ceil(1000)), QUIET);
        let folder = output.join(&self.folder);
        let open: Vec<String> =
            self.open.iter().map(|file| format!("\n      open {}", shown(&folder.join(file)))).collect();
        format!("{} {} {size}{}", paint("built", GOOD), self.what, open.concat())
    }
}

/// Publishes one edition as `folder`, while nothing else is `publishing`; what rendering finds wrong is added to
/// `diagnostics`. None where it could not be made whole: then the last good one stays.
fn publish(
    session: &Session,
    output: &OutputFolder,
    (folder, publishing): (&str, &Mutex<()>),
    write: &dyn Fn(&Sink<'_>, &ReadAsset<'_>) -> Result<Rendered>,
    bar: &ProgressBar,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Option<Published>> {
    let publication = output.begin(folder)?;
    let sink = |path: &OutputPath, bytes: &[u8]| {
        bar.inc(u64::from(path.extension().as_deref() == Some("html")));
        publication.put(path, bytes)
    };
    let rendered = write(&sink, &*session.asset_reader())?;
    bar.finish_and_clear();
    diagnostics.extend(rendered.diagnostics);
    let _alone = publishing.lock().expect("no thread panics while it publishes");
    let published = rendered.complete.then(|| publication.finish()).transpose()?;
    if let Some(proof) = &rendered.proof {
        record(output, proof)?;
    }
    Ok(published)
}

/// Writes the record of a proof, beside those of other editions. It is for the team, and no part of what it proves.
fn record(output: &OutputFolder, proof: &Proof) -> Result<()> {
    let publication = output.begin(PROOFS)?;
    let of = proof.engagement.as_deref().unwrap_or("site");
    // What partners get of an engagement is proved beside what its customer gets.
    let is_partner = proof.engagement.is_some() && proof.audience == Audience::Partner.name();
    let name = if is_partner { format!("{of}-partner") } else { of.to_owned() };
    publication.put(
        &OutputPath::new(&format!("{name}.json")).map_err(|_| anyhow!("`{name}` names no file"))?,
        &proof.to_json(),
    )?;
    publication.keep_rest();
    publication.finish()?;
    Ok(())
}
