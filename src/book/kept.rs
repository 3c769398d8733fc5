//! What joining an engagement gave, kept for the next run: the whole with what is wrong with it, and what each audience may
//! see of it.
//!
//! An engagement is known by the very values that it was joined of: parsed files are kept by their bytes, so what is the
//! same value again says the same, and is seldom compared word for word. An empty memo gives what a full one gives. Must
//! not decide what is joined or how.

use super::AssetEntry;
use super::engagement::{
    FilteredEngagement, JoinedEngagement, Minutes, NamedGuide, Surroundings, forget_audiences, join_with_minutes,
    named_guides, note_files,
};
use crate::audience::Audience;
use crate::diagnostic::{Checked, Diagnostic};
use crate::last::Last;
use crate::path::SourcePath;
use crate::schema::node::Node;
use crate::schema::read::Fields;
use crate::schema::things::Engagement;
use crate::source::Version;
use ecow::EcoString;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// The engagements of the run before.
#[derive(Default)]
pub struct JoinMemo {
    /// The files that are published as they are.
    pub(super) assets: Last<Version, Arc<BTreeMap<SourcePath, AssetEntry>>>,
    around_all: AroundAll,
    entries: FxHashMap<SourcePath, Arc<Kept>>,
}

/// What every engagement of a book is joined with.
#[derive(Default, PartialEq, Eq)]
pub(super) struct AroundAll {
    /// The playbooks, in the order of their files.
    pub(super) playbooks: Vec<Arc<Node>>,
    /// The vendor's people, as far as their place allows.
    pub(super) people: Option<Arc<Node>>,
    /// What all engagements are called, in the order of their files.
    pub(super) names: Vec<EcoString>,
}

/// What one engagement is joined of, besides what is around all of them.
#[derive(PartialEq, Eq)]
pub(super) struct JoinedOf {
    /// What its file says.
    pub(super) node: Arc<Node>,
    /// What the minutes below its folder add.
    pub(super) minutes: Minutes,
    /// Who may read it, as the places of its file and of its playbooks say.
    pub(super) around: Option<Audience>,
    /// Who may read what nothing is said of.
    pub(super) default: Audience,
    /// The engagements that it continues, nearest first: what the file of each says, and who may read that.
    pub(super) earlier: Vec<(Option<Arc<Node>>, Option<Audience>)>,
}

/// An engagement with what it was joined of, and what was wrong with it.
pub(super) struct Kept {
    of: JoinedOf,
    pub(super) joined: Arc<WithEditions>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// An engagement, and what audiences may see of it.
#[derive(Debug)]
pub(super) struct WithEditions {
    pub(super) whole: JoinedEngagement,
    editions: [OnceLock<Checked<Option<Left>>>; Audience::ALL.len()],
}

/// What is left of an engagement for an audience.
#[derive(Clone, Debug)]
pub(super) struct Left {
    pub(super) node: Arc<Node>,
    /// The same, read into types.
    pub(super) says: Arc<FilteredEngagement>,
    /// The guides that it names.
    pub(super) guides: Vec<NamedGuide>,
    /// The files that it stands in.
    pub(super) files: BTreeSet<SourcePath>,
}

impl Left {
    /// `node` is what was left of `whole` for `reader`.
    pub(super) fn new(mut node: Arc<Node>, whole: &JoinedEngagement, reader: Audience) -> Self {
        if reader >= Audience::Customer {
            forget_audiences(Arc::make_mut(&mut node));
        }
        let says = Arc::new(whole.typed(&node, reader));
        let mut files = BTreeSet::new();
        note_files(&node, &mut files);
        Self { guides: named_guides(&node, Engagement::table()), files, says, node }
    }
}

impl WithEditions {
    fn new(whole: JoinedEngagement) -> Self {
        Self { whole, editions: Default::default() }
    }

    /// What `reader` may see, and what had to go from that; nothing where they may not see it at all. Made when it is
    /// first asked for.
    pub(super) fn edition(&self, reader: Audience) -> &Checked<Option<Left>> {
        self.editions[reader as usize].get_or_init(|| self.filtered(reader))
    }

    /// The same for a single look: what is not there yet is not kept, so that many editions need the memory of one.
    pub(super) fn edition_once(&self, reader: Audience) -> Checked<Option<Left>> {
        self.editions[reader as usize].get().cloned().unwrap_or_else(|| self.filtered(reader))
    }

    fn filtered(&self, reader: Audience) -> Checked<Option<Left>> {
        let Checked { value, diagnostics } = self.whole.filtered(reader);
        Checked { value: value.map(|node| Left::new(node, &self.whole, reader)), diagnostics }
    }
}

impl JoinMemo {
    /// Gets ready for a run with these surroundings: with others, nothing of the run before is of use.
    pub(super) fn begin(&mut self, around_all: AroundAll) {
        if self.around_all != around_all {
            self.entries.clear();
            self.around_all = around_all;
        }
    }

    /// Joins the engagement of the file `path`, or gives what that gave the last time. `surroundings` are those that the
    /// run began with.
    pub(super) fn join(&self, path: &SourcePath, of: JoinedOf, surroundings: &Surroundings<'_>) -> Arc<Kept> {
        if let Some(known) = self.entries.get(path).filter(|known| known.of == of) {
            return known.clone();
        }
        let mut diagnostics = Vec::new();
        let joined = join_with_minutes(&of.node, &of.minutes, surroundings, of.around, of.default);
        let joined = joined.unpack(&mut diagnostics);
        diagnostics.extend(joined.gaps());
        Arc::new(Kept { of, joined: Arc::new(WithEditions::new(joined)), diagnostics })
    }

    /// Forgets all but `kept`.
    pub(super) fn keep_only(&mut self, kept: impl Iterator<Item = (SourcePath, Arc<Kept>)>) {
        self.entries = kept.collect();
    }
}
