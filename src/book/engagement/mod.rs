//! Engagements and playbooks as the files say them together: merged, checked, filtered for a reader.
//!
//! Works on trees and their tables, where all things are alike, so that a new field is merged, checked and filtered
//! without a line here. `join` makes the whole once; `JoinedEngagement::edition` gives what one audience may see of it,
//! typed. Must not know what day it is, and derives nothing: that is for `model`.

mod asked;
pub mod change;
mod conditions;
mod continues;
mod filter;
mod gaps;
mod guides;
mod merge;
mod minutes;
mod packets;
mod playbook;
mod progress;
mod references;

pub use asked::{Asked, asked_by};
pub use conditions::holds;
pub(super) use continues::narrow_to;
pub(super) use filter::{audience_in, forget_audiences, is_hidden_in, strip_outside};
pub use guides::{NamedGuide, named_guides, strip_guides};
pub use merge::Playbooks;
pub use minutes::Minutes;
pub(super) use minutes::hide_owners;
pub use playbook::{JoinedPlaybook, Titles, join_playbook, note_files, titles};
pub use references::Index;

use self::merge::{Removed, Slips};
use crate::audience::Audience;
use crate::diagnostic::{Checked, Diagnostic};
use crate::schema::kind::Kind;
use crate::schema::node::{Map, Node, Value};
use crate::schema::read::{Fields, Report, read, read_list};
use crate::schema::things::{Engagement, Person};
use ecow::EcoString;
use std::collections::BTreeSet;
use std::sync::Arc;

/// An engagement with its playbooks, complete and not yet filtered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinedEngagement {
    /// All that it says, as the team has it: what slips in it probably mean is in its place.
    pub node: Arc<Node>,
    /// The same as everybody else has it, where slips make them two.
    for_others: Option<Arc<Node>>,
    /// Who may read it, as what is around it says: its folder, or the book's default.
    pub around: Audience,
    /// The vendor's people, whom it may name: a list, as `people.yaml` has it.
    people: Option<Arc<Node>>,
    is_whole: bool,
}

/// An engagement as one audience may see it, read into types.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FilteredEngagement {
    /// What the files say.
    pub declared: Arc<Engagement>,
    /// The vendor's people who have a part in it.
    pub people: Vec<Person>,
    /// False where a playbook could not be had: what seems to be missing may be there.
    pub is_whole: bool,
}

/// What an engagement may name beyond itself.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    /// The playbooks, by id.
    pub playbooks: &'a Playbooks<'a>,
    /// The vendor's people: a list, as `people.yaml` has it; null where that cannot be read.
    pub people: Option<&'a Arc<Node>>,
    /// All engagements, which one may name and continue.
    pub engagements: &'a [NamedEngagement<'a>],
}

/// An engagement as others name it.
#[derive(Clone, Copy, Debug)]
pub struct NamedEngagement<'a> {
    /// Its name.
    pub id: &'a str,
    /// What its file says; nothing where that cannot be read.
    pub node: Option<&'a Node>,
    /// Who may read what lies where it does, as the place says.
    pub around: Option<Audience>,
}

/// Joins an engagement with the playbooks that it extends, and reports what is wrong with the whole.
///
/// `around` is who may read it where its own word is not narrower; `None` where nothing but the book's `default` speaks,
/// which holds only if neither the engagement nor its playbooks say a word.
#[must_use]
pub fn join(
    engagement: &Node,
    surroundings: &Surroundings<'_>,
    around: Option<Audience>,
    default: Audience,
) -> Checked<JoinedEngagement> {
    join_with_minutes(engagement, &Minutes::default(), surroundings, around, default)
}

/// The same with the minutes that lie below its folder.
#[must_use]
pub fn join_with_minutes(
    engagement: &Node,
    minutes: &Minutes,
    surroundings: &Surroundings<'_>,
    around: Option<Audience>,
    default: Audience,
) -> Checked<JoinedEngagement> {
    let mut diagnostics = Vec::new();
    let apart = continues::set_apart(engagement);
    let rest = apart.as_ref().map_or(engagement, |(rest, _)| rest);
    let merged = merge::merge_engagement(rest, surroundings.playbooks).unpack(&mut diagnostics);
    // What is taken over may be changed by slips of its own.
    let again = merged.for_others.clone().or_else(|| apart.is_some().then(|| merged.node.clone()));
    let complete = |node: Node, slips: Slips| {
        let mut progress = progress::put_in_place(node);
        let take_over =
            |(_, own): &(Node, Map)| continues::take_over(&mut progress.value, own, surroundings, default, slips);
        let taken = apart.as_ref().map(take_over);
        minutes.add_to(&mut progress.value);
        packets::keep_inside(&mut progress.value);
        (progress, taken)
    };
    let (progress, taken) = complete(merged.node, Slips::Meant);
    let taken = taken.map(|taken| taken.unpack(&mut diagnostics));
    let has_all = taken.is_none_or(|taken| taken.complete);
    let has_slips = merged.for_others.is_some() || taken.is_some_and(|taken| taken.has_slips);
    let for_others = again.filter(|_| has_slips).map(|node| Arc::new(complete(node, Slips::Apart).0.value));
    let node = progress.value;
    let around = whole_of(&node, around, default);
    // Each file by itself: that a playbook's part is wider than who extends it is nobody's mistake, the stricter holds.
    let whole = if engagement.get("audience").is_some() { around } else { filter::audience_in(&node, around) };
    diagnostics.extend(filter::check_widening(engagement, whole));
    if merged.complete {
        diagnostics.extend(progress.diagnostics);
        diagnostics.extend(check(&node, &merged.removed, surroundings, has_all));
        diagnostics.extend(conditions::apply(&node).diagnostics);
    }
    if merged.complete && has_all {
        diagnostics.extend(read::<Engagement>(&node, Report::Gaps).diagnostics);
    }
    let (is_whole, people) = (merged.complete && has_all, surroundings.people.cloned());
    // What could not be had may have said that this, or a part of it, is for fewer.
    let around = if is_whole { around } else { Audience::Internal };
    let value = JoinedEngagement { node: Arc::new(node), for_others, around, people, is_whole };
    Checked { value, diagnostics }
}

/// What is wrong among the vendor's people, whom any engagement may name.
#[must_use]
pub fn check_people(people: &Node) -> Vec<Diagnostic> {
    references::check_people(people)
}

/// Who may read `node`, an engagement merged with its playbooks, where its own word is not narrower.
fn whole_of(node: &Node, around: Option<Audience>, default: Audience) -> Audience {
    around.unwrap_or(if node.get("audience").is_some() { Audience::Public } else { default })
}

/// The vendor's people that `reader` may see.
#[must_use]
pub fn people_for(people: &Node, reader: Audience) -> Vec<Person> {
    read_list(&visible_people(people, reader), Report::Nothing).value
}

/// People are named wherever they work: one who is not for everybody says so. Those who are left name nobody who went.
pub(super) fn visible_people(people: &Node, reader: Audience) -> Node {
    let all = people.as_list().unwrap_or_default();
    let visible = all.iter().filter_map(|person| filter::filter(person, Person::table(), Audience::Public, reader));
    let mut visible = Node { value: Value::List(visible.collect()), at: people.at.clone() };
    if reader == Audience::Internal {
        return visible;
    }
    let (mut before, mut after) = (Index::default(), Index::default());
    before.add_people(people);
    after.add_people(&visible);
    if let Value::List(items) = &mut visible.value {
        for person in items {
            // Whoever keeps the file knows why: it is no engagement's to tell.
            filter::strip(person, Person::table(), reader, &before, &after);
        }
    }
    visible
}

impl JoinedEngagement {
    /// All that it says as everybody but the team has it: a slip changes nothing that others may see.
    #[must_use]
    pub fn for_others(&self) -> &Arc<Node> {
        self.for_others.as_ref().unwrap_or(&self.node)
    }

    /// What it does not say and should; nothing where a playbook could not be had, which may say it.
    #[must_use]
    pub fn gaps(&self) -> Vec<Diagnostic> {
        if self.is_whole { gaps::check(&self.node) } else { Vec::new() }
    }

    /// What `reader` may see of it, and what had to go from what they see; nothing where they may not see it at all.
    ///
    /// The same for every audience, the widest too: only what is left decides.
    #[must_use]
    pub fn edition(&self, reader: Audience) -> Checked<Option<FilteredEngagement>> {
        let filtered = self.filtered(reader);
        Checked { value: filtered.value.map(|node| self.typed(&node, reader)), diagnostics: filtered.diagnostics }
    }

    /// What `filtered` left of it, read into types.
    #[must_use]
    pub fn typed(&self, left: &Node, reader: Audience) -> FilteredEngagement {
        let people = self.named_people(left, reader);
        FilteredEngagement { people, declared: Arc::new(read(left, Report::Nothing).value), is_whole: self.is_whole }
    }

    /// The vendor's people that `node` names, and those who follow them. Who has no part in the work is not listed.
    fn named_people(&self, node: &Node, reader: Audience) -> Vec<Person> {
        let all = self.people.as_ref().map(|people| people_for(people, reader)).unwrap_or_default();
        let mut named: BTreeSet<EcoString> = BTreeSet::new();
        references::each_naming(node, Engagement::table(), &mut |naming| {
            if naming.reference.kind == Kind::Person {
                named.insert(naming.reference.id.clone());
            }
        });
        // A successor may have one too, so the list is gone through until nobody new turns up.
        loop {
            let heirs = all.iter().filter(|person| named.contains(person.id.as_str()));
            let heirs: Vec<EcoString> =
                heirs.filter_map(|person| Some(EcoString::clone(person.successor.as_deref()?))).collect();
            let before = named.len();
            named.extend(heirs);
            if named.len() == before {
                break;
            }
        }
        all.into_iter().filter(|person| named.contains(person.id.as_str())).collect()
    }

    /// The same as a tree: the data that a packet attaches.
    #[must_use]
    pub fn filtered(&self, reader: Audience) -> Checked<Option<Arc<Node>>> {
        // Who may read everything gets everything, and no copy of it.
        let mut left = if filter::takes_nothing(reader) {
            Checked::clean(Some(self.node.clone()))
        } else {
            self.without_restricted(reader)
        };
        let Some(node) = &mut left.value else { return left };
        if progress::has_rest(node) {
            progress::put_rest(Arc::make_mut(node));
        }
        if let Some(mut kept) = conditions::apply(node).value {
            if kept != **node {
                // What a condition drops takes along what names it: whoever wrote both knew of the condition.
                let visible = self.people.as_ref().map(|people| visible_people(people, reader));
                let (before, after) = (self.index(node, visible.as_ref()), self.index(&kept, visible.as_ref()));
                filter::strip(&mut kept, Engagement::table(), reader, &before, &after);
            }
            *node = Arc::new(kept);
        }
        if minutes::are_apart(node) {
            minutes::put_together(Arc::make_mut(node));
        }
        left
    }

    /// What is left of it without what `reader` may not see, and without what names that.
    fn without_restricted(&self, reader: Audience) -> Checked<Option<Arc<Node>>> {
        let table = Engagement::table();
        let Some(mut left) = filter::filter(self.for_others(), table, self.around, reader) else {
            return Checked::clean(None);
        };
        let visible = self.people.as_ref().map(|people| visible_people(people, reader));
        let before = self.index(self.for_others(), self.people.as_deref());
        let mut diagnostics = Vec::new();
        let mut after = self.index(&left, visible.as_ref());
        let applying = conditions::apply(&left).value.map(|applying| self.index(&applying, visible.as_ref()));
        let applying = applying.as_ref().unwrap_or(&after);
        if minutes::drop_ownerless(&mut left, &before, &after, applying, reader, &mut diagnostics) {
            after = self.index(&left, visible.as_ref());
        }
        filter::strip_owner(&mut left, &before, &after);
        diagnostics.extend(filter::strip(&mut left, table, reader, &before, &after));
        Checked { value: Some(Arc::new(left)), diagnostics }
    }

    /// The things of what is left of the engagement, and of the vendor's people.
    fn index(&self, left: &Node, people: Option<&Node>) -> Index {
        let mut index = Index::default();
        index.add_all(left, Engagement::table());
        index.add_held_roles(left, Some(self.for_others()));
        people.into_iter().for_each(|people| index.add_people(people));
        index
    }
}

/// `has_all` is false where what it continues could not be had.
fn check(node: &Node, removed: &[Removed], surroundings: &Surroundings<'_>, has_all: bool) -> Vec<Diagnostic> {
    let mut index = Index::lenient();
    if !has_all {
        continues::KINDS.iter().for_each(|kind| index.assume(*kind));
    }
    index.add_all(node, Engagement::table());
    index.add_removed(removed);
    if let Some(people) = surroundings.people {
        index.add_people(people);
        if people.value == Value::Null {
            // Their file cannot be read, which has been reported.
            index.assume(Kind::Person);
        }
    }
    surroundings.engagements.iter().for_each(|one| index.add(Kind::Engagement, one.id));
    // Merging has looked at what it extends.
    index.assume(Kind::Playbook);
    // Nobody has said which roles there are, so whoever holds one makes it one.
    index.add_held_roles(node, None);
    references::check(node, Engagement::table(), &index)
}

#[cfg(test)]
mod tests;
