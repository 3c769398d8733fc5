//! What changed since a version that was issued: sections and things that are new, other or gone.
//!
//! Told from that version's manifest and from what the packet says now. In the packet, what is gone is only counted: it may be
//! there still and be for fewer, and then not even its name is to be said again.

use super::manifest::{EditionManifest, Entry, Manifest, PacketManifest};
use crate::schema::kind::Kind;
use crate::schema::things::PacketSection;
use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet};

/// What became of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Changed {
    /// It is new.
    Added,
    /// Something else is said of it.
    Changed,
    /// It is gone.
    Removed,
}

/// What changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The version since which it is told.
    pub version: EcoString,
    /// The day of that version.
    pub date: EcoString,
    /// The sections that are new, other or gone.
    pub sections: Vec<(Changed, Entry)>,
    /// The things.
    pub entities: Vec<(Changed, Entry)>,
}

impl Changes {
    /// What changed since `issued`: in the packet that now says `said`, and among the things that its edition now has. None
    /// where that packet was not issued then.
    #[must_use]
    pub fn since(issued: &Manifest, audience: &str, said: &PacketManifest, entities: &[Entry]) -> Option<Self> {
        let edition = issued.edition(audience)?;
        let packet = edition.packet(&said.name)?;
        Some(Self {
            version: issued.version.clone(),
            date: issued.date.clone(),
            sections: compared(&packet.sections, &said.sections),
            entities: compared(&edition.entities, entities),
        })
    }

    /// What changed between two editions, packet by packet and thing by thing.
    #[must_use]
    pub fn between(before: &EditionManifest, now: &EditionManifest) -> Vec<(EcoString, Vec<(Changed, Entry)>)> {
        let packets = now.packets.iter().filter_map(|said| {
            let was = before.packet(&said.name)?;
            Some((said.name.clone(), compared(&was.sections, &said.sections)))
        });
        packets.chain([(EcoString::new(), compared(&before.entities, &now.entities))]).collect()
    }
}

/// What is new and what is other, in the order that it has now; then what is gone, in the order that it had.
fn compared(before: &[Entry], now: &[Entry]) -> Vec<(Changed, Entry)> {
    type Key<'a> = (Option<&'a EcoString>, &'a EcoString);
    let key = |entry: &Entry| -> (Option<EcoString>, EcoString) { (entry.kind.clone(), entry.id.clone()) };
    let known: BTreeMap<Key<'_>, &Entry> =
        before.iter().map(|entry| ((entry.kind.as_ref(), &entry.id), entry)).collect();
    let left: BTreeSet<_> = now.iter().map(key).collect();
    let come = now.iter().filter_map(|entry| match known.get(&(entry.kind.as_ref(), &entry.id)) {
        None => Some((Changed::Added, entry.clone())),
        Some(was) if was.digest != entry.digest => Some((Changed::Changed, entry.clone())),
        Some(_) => None,
    });
    let gone = before.iter().filter(|entry| !left.contains(&key(entry)));
    come.chain(gone.map(|entry| (Changed::Removed, entry.clone()))).collect()
}

/// The sections that show things of a kind.
pub(super) fn sections_of(kind: Kind) -> &'static [PacketSection] {
    use PacketSection as Section;
    match kind {
        Kind::Phase | Kind::Workstream | Kind::Task => &[Section::Plan, Section::Timeline],
        Kind::Deliverable => &[Section::Deliverables],
        Kind::Milestone | Kind::Gate => &[Section::Timeline],
        Kind::Meeting => &[Section::Meetings],
        Kind::Metric => &[Section::Metrics],
        Kind::Requirement => &[Section::Requirements, Section::Design],
        Kind::Criterion => &[Section::SuccessCriteria],
        Kind::Prerequisite | Kind::Expectation => &[Section::Prerequisites],
        Kind::Risk | Kind::Assumption | Kind::Issue | Kind::Dependency | Kind::Action => &[Section::Raid],
        Kind::Decision => &[Section::Decisions],
        Kind::Change => &[Section::Changes],
        Kind::SignOff => &[Section::SignOff],
        Kind::Person | Kind::Role => &[Section::People],
        Kind::Environment | Kind::Component => &[Section::Environments],
        Kind::Integration => &[Section::Integrations],
        Kind::Access => &[Section::Access],
        Kind::Expiry => &[Section::Expiries],
        Kind::Training => &[Section::Training],
        Kind::Severity => &[Section::Support],
        Kind::Step => &[Section::Timeline, Section::Plan],
        Kind::Review => &[Section::HowWeWork],
        Kind::Guide => &[Section::Guides, Section::Design],
        Kind::Runbook => &[Section::Runbooks],
        Kind::Engagement => &[Section::Summary, Section::Scope],
        Kind::Playbook | Kind::Term => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(kind: &str, id: &str, digest: &str) -> Entry {
        Entry { kind: Some(kind.into()), id: id.into(), title: id.to_uppercase().into(), digest: digest.into() }
    }

    #[test]
    fn things_are_told_by_kind_and_name_and_not_by_their_place() {
        let before =
            [entry("risk", "a", "1"), entry("risk", "b", "1"), entry("task", "a", "1"), entry("task", "x", "1")];
        let now =
            [entry("task", "a", "2"), entry("risk", "b", "1"), entry("risk", "a", "1"), entry("risk", "new", "1")];
        let told: Vec<_> = compared(&before, &now)
            .into_iter()
            .map(|(what, entry)| format!("{what:?} {}:{}", entry.kind.unwrap_or_default(), entry.id))
            .collect();
        assert_eq!(told, ["Changed task:a", "Added risk:new", "Removed task:x"]);
    }
}
