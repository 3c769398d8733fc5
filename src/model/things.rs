//! The things of an edition's engagements, for what names them: which engagement a file belongs to, and what `kind:id`
//! means there.
//!
//! In an engagement's own folder a name means its own; so it does everywhere in an edition of one engagement. Elsewhere
//! it means what each engagement that uses the page has of that name.

use super::{Entity, PageId, PlacedEngagement, PlacedPlaybook};
use crate::diagnostic::nearest;
use crate::path::SourcePath;
use crate::schema::kind::Kind;
use ecow::{EcoString, eco_format};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// `larkspur/phase:validate`, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TypedName<'a> {
    /// The engagement, where one is written.
    pub(super) engagement: Option<&'a str>,
    pub(super) kind: Kind,
    pub(super) id: &'a str,
}

impl<'a> TypedName<'a> {
    /// Reads what stands between double brackets; none where it begins with no kind.
    pub(super) fn read(name: &'a str) -> Option<Self> {
        let (front, id) = name.split_once(':')?;
        let (engagement, kind) = match front.rsplit_once('/') {
            Some((engagement, kind)) => (Some(engagement.trim()), kind),
            None => (None, front),
        };
        Some(Self { engagement, kind: Kind::from_name(kind.trim())?, id: id.trim() })
    }
}

/// The things of all engagements.
pub(super) struct Things {
    engagements: Arc<[PlacedEngagement]>,
    playbooks: Arc<[Arc<PlacedPlaybook>]>,
    /// The names of the vendor's people, by id.
    people: Arc<BTreeMap<EcoString, EcoString>>,
    /// True in an edition of one engagement, where every name means its own.
    of_one: bool,
    by_folder: FxHashMap<EcoString, usize>,
    /// The engagements that use each page. Made when a name first asks for them.
    users: OnceLock<FxHashMap<PageId, Vec<usize>>>,
}

/// A thing, and the engagement that it is one of.
pub(super) type Found<'a> = (usize, &'a Entity);

impl Things {
    pub(super) fn new(
        engagements: Arc<[PlacedEngagement]>,
        playbooks: Arc<[Arc<PlacedPlaybook>]>,
        people: Arc<BTreeMap<EcoString, EcoString>>,
        of_one: bool,
    ) -> Self {
        let by_folder =
            engagements.iter().enumerate().map(|(at, placed)| (placed.source.folder().into(), at)).collect();
        Self { engagements, playbooks, people, of_one, by_folder, users: OnceLock::new() }
    }

    /// The engagement in whose folder the file lies; in an edition of one, that one.
    pub(super) fn around(&self, path: &SourcePath) -> Option<usize> {
        if self.of_one && !self.engagements.is_empty() {
            return Some(0);
        }
        let mut folder = path.folder();
        loop {
            if let Some(at) = self.by_folder.get(folder) {
                return Some(*at);
            }
            folder = folder.rsplit_once('/')?.0;
        }
    }

    pub(super) fn playbooks(&self) -> &[Arc<PlacedPlaybook>] {
        &self.playbooks
    }

    pub(super) fn engagements(&self) -> &[PlacedEngagement] {
        &self.engagements
    }

    pub(super) fn named(&self, id: &str) -> Option<usize> {
        self.engagements.iter().position(|placed| placed.id == id)
    }

    pub(super) fn engagement(&self, at: usize) -> &PlacedEngagement {
        &self.engagements[at]
    }

    /// The engagements whose things a name on `page` means that lies in no engagement's folder: those that use the page,
    /// or all.
    pub(super) fn users(&self, page: PageId) -> Vec<usize> {
        let users = self.users.get_or_init(|| {
            let mut users: FxHashMap<PageId, Vec<usize>> = FxHashMap::default();
            for (at, placed) in self.engagements.iter().enumerate() {
                for guide in placed.guides.values() {
                    let known = users.entry(*guide).or_default();
                    if known.last() != Some(&at) {
                        known.push(at);
                    }
                }
            }
            users
        });
        users.get(&page).cloned().unwrap_or_else(|| self.all())
    }

    /// Every engagement.
    pub(super) fn all(&self) -> Vec<usize> {
        (0..self.engagements.len()).collect()
    }

    /// What each of the engagements that are meant has of this name; where none of them has it, what others have.
    pub(super) fn find(&self, meant: &[usize], kind: Kind, id: &str, elsewhere: bool) -> Vec<Found<'_>> {
        let in_one = |at: &usize| Some((*at, self.engagements[*at].entities.find(kind, id)?));
        let found: Vec<Found<'_>> = meant.iter().filter_map(in_one).collect();
        if found.is_empty() && elsewhere {
            return (0..self.engagements.len()).filter_map(|at| in_one(&at)).collect();
        }
        found
    }

    /// What stands on `page` with this id, or what the page is about where there is none.
    pub(super) fn on_page(&self, page: PageId, engagement: usize, anchor: Option<&str>) -> Option<&Entity> {
        self.engagements[engagement].entities.iter().find(|one| one.page == page && one.anchor.as_deref() == anchor)
    }

    pub(super) fn playbook(&self, id: &str) -> Option<&PlacedPlaybook> {
        self.playbooks.iter().find(|playbook| playbook.id == id).map(|playbook| &**playbook)
    }

    /// The playbooks that plan a thing of this name.
    pub(super) fn planned(&self, kind: Kind, id: &str) -> Vec<(&PlacedPlaybook, &EcoString)> {
        self.playbooks.iter().filter_map(|playbook| Some((&**playbook, playbook.title_of(kind, id)?))).collect()
    }

    /// The name of one of the vendor's people.
    pub(super) fn person(&self, id: &str) -> Option<&EcoString> {
        self.people.get(id)
    }

    /// The reference that `id` may be a slip of: the nearest id of the kind, else the same id under another kind.
    pub(super) fn nearest(&self, meant: &[usize], kind: Kind, id: &str) -> Option<EcoString> {
        let names = || meant.iter().flat_map(|at| self.engagements[*at].entities.names());
        let of_kind = names().filter(|(other, _)| *other == kind || (kind == Kind::Person && *other == Kind::Role));
        let people = self.people.keys().filter(|_| kind == Kind::Person).map(EcoString::as_str);
        let engagements = self.engagements.iter().filter(|_| kind == Kind::Engagement).map(|one| one.id.as_str());
        let playbooks = self.playbooks.iter().filter(|_| kind == Kind::Playbook).map(|one| one.id.as_str());
        let engagements = engagements.chain(playbooks);
        let known = of_kind.map(|(_, id)| id.as_str()).chain(people).chain(engagements);
        if let Some(near) = nearest(id, known) {
            return Some(eco_format!("{kind}:{near}"));
        }
        let other = names().find(|(_, other)| other == id)?.0;
        Some(eco_format!("{other}:{id}"))
    }

    /// The engagement whose id is nearest to `id`.
    pub(super) fn nearest_engagement(&self, id: &str) -> Option<&str> {
        nearest(id, self.engagements.iter().map(|placed| placed.id.as_str()))
    }
}
