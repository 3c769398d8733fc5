//! `turnkey packet`: one engagement's packets.

use super::Outcome;
use super::session::BookArgs;
use anyhow::Result;

/// What `packet` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct PacketArgs {
    /// The engagement's id
    engagement: String,
    #[command(flatten)]
    book: BookArgs,
}

pub(super) fn run(_args: &PacketArgs) -> Result<Outcome> {
    Ok(Outcome::Fine)
}
