//! `turnkey packet`: one engagement's packets.

use super::build::{publish_packets, report_withheld};
use super::session::{BookArgs, Session, today};
use super::{Outcome, status};
use crate::compile::{Options, Packets};
use crate::diagnostic::{Format, sort};
use crate::disk::OutputFolder;
use anyhow::{Result, bail};

/// What `packet` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct PacketArgs {
    /// The engagement's id
    engagement: String,
    #[command(flatten)]
    book: BookArgs,
    /// Makes it even where an error withholds it, marked DRAFT
    #[arg(long)]
    draft: bool,
    /// Says for each guide why it is in the packet
    #[arg(long)]
    why: bool,
}

pub(super) fn run(args: &PacketArgs) -> Result<Outcome> {
    let session = Session::open(&args.book)?;
    let options = Options {
        today: today()?,
        date: args.book.date,
        site: false,
        packets: Packets::Of(args.engagement.as_str().into()),
        draft: args.draft,
        ..Options::default()
    };
    let mut compiled = session.compile(&options);
    status::find(compiled.value.whole(), &args.engagement)?;
    let Some(packet) = compiled.value.packets().first() else {
        // What is wrong with it may be why.
        sort(&mut compiled.diagnostics);
        session.report(&compiled.diagnostics, Format::Human);
        bail!("the customer of `{}` may see nothing of it, so there is no packet", args.engagement);
    };
    if args.why {
        for (guide, reason) in &packet.why {
            anstream::println!("{guide}: {reason}");
        }
    }
    let output = OutputFolder::open(&session.output)?;
    let (made, _) = publish_packets(&session, &output, &compiled.value, &mut compiled.diagnostics)?;
    sort(&mut compiled.diagnostics);
    let outcome = session.report(&compiled.diagnostics, Format::Human);
    report_withheld(&compiled.value);
    made.iter().for_each(|line| anstream::println!("{line}"));
    Ok(outcome)
}
