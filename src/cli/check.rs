//! `turnkey check`: everything but publishing.

use super::at_once::at_once;
use super::session::{BookArgs, GOOD, Session, note_origin, paint, progress, today};
use super::{Outcome, status};
use crate::compile::{Formats, Options, Outputs, PacketOutputs, Packets, Selection};
use crate::diagnostic::{Checked, Format, Level, Rule, nearest, sort};
use crate::model::wording::{gate_count, gate_status};
use anyhow::{Result, bail};

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
    /// Typesets every packet too, for what only that can find
    #[arg(long)]
    packets: bool,
    /// The engagement whose gate is looked at
    #[arg(long, value_name = "ENGAGEMENT", requires = "gate")]
    engagement: Option<String>,
    /// Fails unless this gate of the engagement is met, and says what is missing
    #[arg(long, value_name = "GATE", requires = "engagement")]
    gate: Option<String>,
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
    if let (Some(engagement), Some(gate)) = (&args.engagement, &args.gate) {
        return check_gate(&session, args, engagement, gate);
    }
    let documents = Formats { site: false, zip: false, ..Formats::default() };
    let options = Options {
        today: today()?,
        date: args.book.date,
        site: false,
        packets: Packets::All,
        selection: Selection { formats: documents, ..Selection::default() },
        ..Options::default()
    };
    let mut checked = if args.packets { session.compile(&options) } else { session.check(&options) };
    if args.packets {
        make_packets(&session, &mut checked)?;
    }
    if args.format == Format::Human {
        note_origin(checked.value.config(), &session.sources);
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
    // The process ends, which gives all of it back at once.
    std::mem::forget(checked);
    Ok(outcome)
}

/// Makes the documents of every packet, for nobody, and adds what is found wrong with them.
fn make_packets(session: &Session, checked: &mut Checked<Outputs>) -> Result<()> {
    let packets: Vec<&PacketOutputs> = checked.value.packets().iter().filter(|one| one.withheld.is_empty()).collect();
    let bar = progress(packets.len(), "packets");
    let made = at_once(
        &packets,
        |packet| packet.pages_at_most(),
        |packet| {
            let rendered = packet.write(&|_, _| Ok(()), &*session.asset_reader());
            bar.inc(1);
            rendered
        },
    );
    bar.finish_and_clear();
    for rendered in made {
        checked.diagnostics.extend(rendered?.diagnostics);
    }
    sort(&mut checked.diagnostics);
    Ok(())
}

/// Whether one gate is met: a step of somebody's pipeline, which cares for nothing else in the book.
fn check_gate(session: &Session, args: &CheckArgs, engagement: &str, id: &str) -> Result<Outcome> {
    let options =
        Options { today: today()?, date: args.book.date, site: false, packets: Packets::None, ..Options::default() };
    let compiled = session.check(&options);
    let placed = status::find(compiled.value.whole(), engagement)?;
    let Some(gate) = placed.gates.iter().find(|gate| gate.id.as_str() == id) else {
        let ids: Vec<&str> = placed.gates.iter().map(|gate| gate.id.as_str()).collect();
        match nearest(id, ids.iter().copied()) {
            Some(meant) => bail!("`{engagement}` has no gate `{id}`; did you mean `{meant}`?"),
            None if ids.is_empty() => bail!("`{engagement}` has no gates"),
            None => bail!("`{engagement}` has no gate `{id}`; it has {}", ids.join(", ")),
        }
    };
    let state = gate_status(gate).label.to_lowercase();
    let why = gate.waived.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
    let count = gate_count(gate);
    anstream::println!("{}: {state}{why} ({count})", gate.title.value);
    for one in gate.missing() {
        anstream::println!("  missing: {}", one.reason);
    }
    Ok(if gate.is_open() { Outcome::Fine } else { Outcome::ContentErrors })
}
