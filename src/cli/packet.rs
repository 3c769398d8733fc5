//! `turnkey packet`: one engagement's packets.

use super::build::{publish_packets, withheld};
use super::session::{BookArgs, QUIET, Session, paint, today};
use super::{Outcome, status};
use crate::compile::{Formats, Options, Outputs, PacketOutputs, Packets, Selection};
use crate::diagnostic::{Checked, Format, nearest, sort, summary};
use crate::disk::{Cache, OutputFolder};
use crate::model::{PacketPlan, PacketState, PlacedEngagement};
use anyhow::{Result, bail};
use ecow::EcoString;
use std::sync::Arc;

/// What `packet` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct PacketArgs {
    /// The engagement's id
    engagement: String,
    #[command(flatten)]
    book: BookArgs,
    #[command(flatten)]
    what: WhatArgs,
    /// Makes them even where an error withholds them, marked DRAFT
    #[arg(long)]
    draft: bool,
    /// Says for each guide why it is in the packets
    #[arg(long)]
    why: bool,
}

/// Of an engagement's packets, which are made, and as what.
#[derive(Debug, clap::Args)]
pub(super) struct WhatArgs {
    /// Makes only this packet; may be given several times
    #[arg(long, value_name = "NAME")]
    pub(super) packet: Vec<EcoString>,
    /// Makes only these of each, separated by commas
    #[arg(long, value_name = "FORMATS", value_delimiter = ',')]
    format: Vec<Made>,
    /// Says in them what changed since this issued version, in place of the last
    #[arg(long, value_name = "VERSION")]
    since: Option<EcoString>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Made {
    /// Typeset
    Pdf,
    /// One file of HTML
    Html,
    /// The small site beside them
    Site,
    /// The archive of all files
    Zip,
}

impl WhatArgs {
    /// The same as the pipeline has it.
    pub(super) fn selection(&self) -> Selection {
        let has = |made: Made| self.format.is_empty() || self.format.contains(&made);
        let formats =
            Formats { pdf: has(Made::Pdf), html: has(Made::Html), site: has(Made::Site), zip: has(Made::Zip) };
        Selection { names: self.packet.clone(), formats, since: self.since.clone() }
    }

    /// Refuses what there is not: a packet that `placed` does not have, a version of it that was not issued.
    pub(super) fn check(&self, outputs: &Outputs, placed: &PlacedEngagement) -> Result<()> {
        for name in &self.packet {
            if placed.packets.iter().any(|plan| plan.name == *name) {
                continue;
            }
            let known = || placed.packets.iter().map(|plan| plan.name.as_str());
            match nearest(name, known()) {
                Some(meant) => bail!("`{}` has no packet `{name}`; did you mean `{meant}`?", placed.id),
                None => {
                    bail!("`{}` has no packet `{name}`; it has {}", placed.id, known().collect::<Vec<_>>().join(", "))
                }
            }
        }
        if let Some(since) = &self.since {
            let versions = outputs.issued().versions(&placed.id);
            if versions.is_empty() {
                bail!("no version of `{}` was issued yet: `turnkey issue {}` does that", placed.id, placed.id);
            }
            if !versions.contains(since) {
                bail!("version {since} of `{}` was not issued; these were: {}", placed.id, versions.join(", "));
            }
        }
        Ok(())
    }
}

pub(super) fn run(args: &PacketArgs) -> Result<Outcome> {
    let session = Session::open(&args.book)?;
    let options = Options {
        today: today()?,
        date: args.book.date,
        site: false,
        packets: Packets::Of(args.engagement.as_str().into()),
        selection: args.what.selection(),
        draft: args.draft,
        ..Options::default()
    };
    let cache = Arc::new(Cache::of(&session.output));
    let mut compiled = session.compile_and_keep(&options, &cache);
    let placed = status::find(compiled.value.whole(), &args.engagement)?;
    args.what.check(&compiled.value, placed)?;
    let packets = compiled.value.packets();
    if packets.is_empty() {
        // What is wrong with it may be why.
        report_of(&session, &mut compiled, &args.engagement);
        bail!("the customer of `{}` may see nothing of it, so there is no packet", args.engagement);
    }
    if compiled.value.for_customer(&args.engagement).is_none() {
        let words = format!("the customer of `{}` may see nothing of it, so its packets stay in the house", placed.id);
        anstream::eprintln!("{} {words}; `audience: customer` in {} lets them", paint("note:", QUIET), placed.source);
    }
    if args.why {
        for (guide, reason) in why(packets) {
            anstream::println!("{guide}: {reason}");
        }
    }
    let output = OutputFolder::open(&session.output)?;
    let (made, _) = publish_packets(&session, &output, &compiled.value, &mut compiled.diagnostics)?;
    cache.tidy();
    let outcome = report_of(&session, &mut compiled, &args.engagement);
    withheld(&compiled.value).iter().for_each(|line| anstream::eprintln!("{line}"));
    made.iter().for_each(|made| anstream::println!("{}", made.line(&session.output)));
    let mades = compiled.value.packets().iter().filter(|packet| packet.withheld.is_empty());
    for plan in mades.flat_map(|packet| &packet.packets) {
        anstream::println!("      {}", paint(&state_words(plan), QUIET));
    }
    Ok(outcome)
}

/// Prints what is wrong with the packets of one engagement, and how much elsewhere in the book, which is no fault of theirs.
pub(super) fn report_of(session: &Session, compiled: &mut Checked<Outputs>, id: &str) -> Outcome {
    sort(&mut compiled.diagnostics);
    let (own, elsewhere): (Vec<_>, Vec<_>) =
        compiled.diagnostics.iter().cloned().partition(|problem| compiled.value.concerns(id, problem));
    let outcome = session.report(&own, Format::Human);
    if !elsewhere.is_empty() {
        let words = format!("elsewhere in the book: {}; `turnkey check` shows them", summary(&elsewhere));
        anstream::eprintln!("{} {words}", paint("note:", QUIET));
    }
    outcome
}

/// Why each guide is in the packets: those for the customer first.
fn why(packets: &[PacketOutputs]) -> Vec<(String, &str)> {
    let mut told: Vec<(String, &str)> = Vec::new();
    for (guide, reason) in packets.iter().flat_map(|packet| &packet.why) {
        if !told.iter().any(|(known, _)| known == guide.as_str()) {
            told.push((guide.to_string(), reason));
        }
    }
    told
}

/// How far a packet has come, and what keeps it from going on: "handoff is a draft: criterion failover is open".
pub(super) fn state_words(plan: &PacketPlan) -> String {
    /// How many reasons are told.
    const MOST: usize = 3;
    let name = &plan.name;
    match (plan.state, &plan.waits_for) {
        (PacketState::ForSignature, _) => format!("{name} is for signature"),
        (PacketState::Accepted, _) => format!("{name} is accepted"),
        (PacketState::Draft, None) => {
            format!(
                "{name} is a draft, as nothing says when it is final: `packets: {{ {name}: {{ final_when: gate:… }} }}`"
            )
        }
        (PacketState::Draft, Some(gate)) if gate.is_open() => format!("{name} is made as a draft"),
        (PacketState::Draft, Some(gate)) => {
            let mut reasons: Vec<&str> = gate.missing().map(|one| one.reason.as_str()).collect();
            let more = reasons.len().saturating_sub(MOST);
            reasons.truncate(MOST);
            let more = if more > 0 { format!("; and {more} more") } else { String::new() };
            let reasons = if reasons.is_empty() { "its gate requires nothing".to_owned() } else { reasons.join("; ") };
            format!("{name} is a draft: {reasons}{more}")
        }
    }
}
