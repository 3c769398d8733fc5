//! What changed since an issued version, as a section of the packet.

use super::changes::{Changed, Changes};
use super::manifest::Entry;
use crate::model::{Edition, PacketPlan, PlacedEngagement};
use crate::packet::view::{
    CellView, ColumnView, LinkView, PacketView, Place, RowView, SectionBody, SectionView, TableView,
};
use crate::schema::kind::Kind;
use crate::schema::things::PacketSection;
use ecow::{EcoString, eco_format};

/// `view` with a section that says what changed, in its place among the others; the same where nothing did.
#[must_use]
pub fn with_changes(
    mut view: PacketView,
    changes: &Changes,
    edition: &Edition,
    placed: &PlacedEngagement,
    plan: &PacketPlan,
) -> PacketView {
    view
}
