//! Packets: the documents that are handed out.

use super::{Common, Marking, PacketSection};
use crate::schema::read::Spanned;
use crate::schema::scalar::{GuidePath, Reference, Text};

/// The packet that hands an engagement on to those who support it: for the team, where nobody says otherwise.
pub const TRANSITION: &str = "transition";

shapes! {
    /// The documents for one occasion. Its `audience` is whom they are for.
    pub struct PacketDefinition("packet") {
        /// What is on the cover.
        title: Option<Text>;
        /// How far it may be shared.
        marking: Option<Spanned<Marking>>;
        /// The guides that are in it, besides those that the plan names.
        guides: Vec<Spanned<GuidePath>>;
        /// The gate from which on it is no draft.
        final_when: Option<Spanned<Reference>>;
        /// Its sections in order, of which those without anything to say are left out; all where it is left out.
        sections: Vec<Spanned<PacketSection>>;
        ..common: Common;
    }
}
