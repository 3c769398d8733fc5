//! `turnkey issue`: freezes an engagement's packets as the version that they say.
//!
//! What is issued is made anew, of the sources as they are, and goes to `issued/<engagement>/<version>/`, where it stays as
//! it is. Without being told which, all packets are issued that are no drafts.

use super::build::withheld;
use super::packet::{WhatArgs, report_of, state_words};
use super::session::{BookArgs, ERROR, GOOD, QUIET, Session, paint, shown, today};
use super::{Outcome, status};
use crate::audience::Audience;
use crate::compile::{INSIDE, Options, Outputs, Packets, Selection};
use crate::diagnostic::Checked;
use crate::disk::Issue;
use crate::model::{PacketPlan, PacketState};
use crate::path::OutputPath;
use anyhow::{Result, bail};
use ecow::EcoString;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What `issue` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct IssueArgs {
    /// The engagement's id
    engagement: String,
    #[command(flatten)]
    book: BookArgs,
    #[command(flatten)]
    what: WhatArgs,
    /// Issues drafts too: they say that they are
    #[arg(long)]
    draft: bool,
}

pub(super) fn run(args: &IssueArgs) -> Result<Outcome> {
    let session = Session::open(&args.book)?;
    let compile = |selection: Selection| -> Result<Checked<Outputs>> {
        Ok(session.compile_anew(&Options {
            today: today()?,
            date: args.book.date,
            site: false,
            packets: Packets::Of(args.engagement.as_str().into()),
            selection,
            ..Options::default()
        }))
    };
    let mut compiled = compile(args.what.selection())?;
    let placed = status::find(compiled.value.whole(), &args.engagement)?;
    args.what.check(&compiled.value, placed)?;
    let Some(version) = placed.facts.declared.version.as_ref().map(|version| version.value.clone()) else {
        bail!("`{}` has no version to be issued as: write `version: \"1.0\"` in {}", args.engagement, placed.source);
    };
    let Some(names) = issued_names(args, &compiled.value) else { return Ok(Outcome::ContentErrors) };
    if names.len() < all_plans(&compiled.value).count() {
        compiled = compile(Selection { names, ..args.what.selection() })?;
    }
    // Refused before anything is made.
    let issue = Issue::begin(&session.folder.root, &args.engagement, &version)?;
    let Some(files) = write(&session, &issue, &mut compiled, &args.engagement)? else {
        anstream::eprintln!("{} {} {version}: nothing is written", paint("not issued", ERROR), args.engagement);
        return Ok(Outcome::ContentErrors);
    };
    let names: Vec<&str> = all_plans(&compiled.value).map(|plan| plan.name.as_str()).collect();
    let target = issue.finish()?;
    anstream::println!(
        "{} {} {version}: {} {}\n      in {}; keep it under version control",
        paint("issued", GOOD),
        args.engagement,
        names.join(", "),
        paint(&format!("({files} files)"), QUIET),
        shown(&target)
    );
    Ok(Outcome::Fine)
}

fn all_plans(outputs: &Outputs) -> impl Iterator<Item = &PacketPlan> {
    outputs.packets().iter().flat_map(|packet| &packet.packets)
}

/// The packets that are issued; none where that is refused, which is then said.
fn issued_names(args: &IssueArgs, outputs: &Outputs) -> Option<Vec<EcoString>> {
    let is_ready = |plan: &&PacketPlan| args.draft || plan.state != PacketState::Draft;
    let (ready, drafts): (Vec<&PacketPlan>, Vec<&PacketPlan>) = all_plans(outputs).partition(is_ready);
    let is_named = !args.what.packet.is_empty();
    if ready.is_empty() || is_named && !drafts.is_empty() {
        anstream::eprintln!(
            "{} {}: drafts are issued only with `--draft`",
            paint("not issued", ERROR),
            args.engagement
        );
        drafts.iter().for_each(|plan| anstream::eprintln!("      {}", state_words(plan)));
        return None;
    }
    drafts.iter().for_each(|plan| anstream::eprintln!("{} {}", paint("left out:", QUIET), state_words(plan)));
    Some(ready.iter().map(|plan| plan.name.clone()).collect())
}

/// Makes the files, and gives how many there are; none where something keeps them from being handed out.
fn write(session: &Session, issue: &Issue, compiled: &mut Checked<Outputs>, id: &str) -> Result<Option<usize>> {
    let files = AtomicUsize::new(0);
    let mut complete = compiled.value.packets().iter().all(|packet| packet.withheld.is_empty());
    if complete {
        for packet in compiled.value.packets() {
            let below = if packet.audience == Audience::Internal { INSIDE } else { "" };
            let sink = |path: &OutputPath, bytes: &[u8]| {
                files.fetch_add(1, Ordering::Relaxed);
                issue.put(below, path, bytes)
            };
            let rendered = packet.write(&sink, &*session.asset_reader())?;
            complete &= rendered.complete;
            compiled.diagnostics.extend(rendered.diagnostics);
        }
    }
    report_of(session, compiled, id);
    withheld(&compiled.value).iter().for_each(|line| anstream::eprintln!("{line}"));
    Ok(complete.then(|| files.into_inner()))
}
