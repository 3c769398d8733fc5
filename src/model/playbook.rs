//! Playbooks and their pages: what each says to the reader, which others and which engagements take it over.
//!
//! A playbook has no dates and no people, so there is little to derive: the rest is for the views. An engagement counts
//! here only where the edition has it.

use super::engagement::Engagement;
use super::uses::resolve_guides;
use super::wording::Saying;
use super::{Page, PageId, PageKind, Use};
use crate::audience::Audience;
use crate::book::engagement::Titles;
use crate::book::{Book, GuidePaths};
use crate::diagnostic::{Diagnostic, Location};
use crate::path::SourcePath;
use crate::schema::kind::Kind;
use crate::schema::scalar::{Cause, Reference};
use crate::schema::things::{Playbook, Task};
use ecow::{EcoString, eco_format};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A playbook and its page.
#[derive(Clone, Debug)]
pub struct PlacedPlaybook {
    /// What references and `extends` call it.
    pub id: EcoString,
    /// Its file.
    pub source: SourcePath,
    /// What it says, with what it extends.
    pub says: Arc<Playbook>,
    /// Who may read it.
    pub audience: Audience,
    /// Its page.
    pub page: PageId,
    /// The playbook that it extends, where the edition has it: its place among them.
    pub extends: Option<u32>,
    /// The playbooks that extend it.
    pub extended_by: Vec<u32>,
    /// The engagements that take it over, by itself or by one that extends it: their places in the edition.
    pub engagements: Vec<u32>,
    /// The pages of the guides that it names, by where it names them.
    pub guides: BTreeMap<Location, PageId>,
    titles: Titles,
}

impl PlacedPlaybook {
    /// The page of the guide that is named at a place of the playbook's files.
    #[must_use]
    pub fn guide_at(&self, at: &Location) -> Option<PageId> {
        self.guides.get(at).copied()
    }

    /// What a thing of the playbook is called.
    #[must_use]
    pub fn title_of(&self, kind: Kind, id: &str) -> Option<&EcoString> {
        self.titles.get(&(kind, id.into()))
    }

    /// A reference in words: "sign-off: Technical design", "every runbook".
    #[must_use]
    pub fn in_words(&self, reference: &Reference) -> Saying {
        let kind = Saying::from(reference.kind.label());
        if reference.is_all() {
            return Saying::from("every {kind}").with("kind", kind);
        }
        let title = self.title_of(reference.kind, &reference.id).unwrap_or(&reference.id);
        Saying::from("{kind}: {what}").with("kind", kind).with("what", title)
    }

    /// What something depends on, in words.
    #[must_use]
    pub fn cause(&self, cause: &Cause) -> Saying {
        match cause {
            Cause::Words(words) => Saying::text(words),
            Cause::Reference(reference) => self.in_words(reference),
        }
    }
}

/// Gives each playbook its page, and the pages of the guides that it names.
pub(super) fn place_playbooks(
    book: &Book,
    engagements: &[Arc<Engagement>],
    pages: &[Page],
    paths: &GuidePaths,
    page_of: impl Fn(usize) -> Option<PageId> + Copy,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<PlacedPlaybook> {
    let number = |at: usize| u32::try_from(at).expect("playbooks are counted in 32 bits");
    let find = |id: &str| book.playbooks.iter().position(|playbook| playbook.id == id).map(number);
    let mut placed: Vec<PlacedPlaybook> = book
        .playbooks
        .iter()
        .map(|playbook| PlacedPlaybook {
            id: playbook.id.clone(),
            source: playbook.path.clone(),
            says: playbook.says.clone(),
            audience: playbook.audience,
            page: PageId(0),
            extends: playbook.says.extends.as_ref().and_then(|id| find(id)),
            extended_by: Vec::new(),
            engagements: Vec::new(),
            guides: resolve_guides(book, &playbook.guides, paths, page_of, diagnostics),
            titles: playbook.titles.clone(),
        })
        .collect();
    for (at, page) in pages.iter().enumerate() {
        if let PageKind::Playbook { playbook, .. } = page.kind {
            placed[playbook as usize].page = PageId::at(at);
        }
    }
    let above: Vec<Option<u32>> = placed.iter().map(|playbook| playbook.extends).collect();
    for (at, above) in above.iter().enumerate() {
        if let Some(above) = above {
            placed[*above as usize].extended_by.push(number(at));
        }
    }
    for (at, engagement) in engagements.iter().enumerate() {
        let first = engagement.declared.extends.as_ref().and_then(|id| find(id));
        let chain = std::iter::successors(first, |playbook| above[*playbook as usize]);
        // A circle of playbooks has been reported; it is gone through once.
        for playbook in chain.take(placed.len()) {
            let known = &mut placed[playbook as usize].engagements;
            if !known.contains(&number(at)) {
                known.push(number(at));
            }
        }
    }
    placed
}

/// Adds to each page of a guide the playbooks that name it, each once, with the first task that does.
pub(super) fn add_uses(playbooks: &[PlacedPlaybook], uses: &mut [Vec<Use>]) {
    for playbook in playbooks {
        let tasks = tasks(&playbook.says);
        let of_task = |at: &Location| {
            let names = |task: &&&Task| task.guide.iter().chain(&task.runbook).any(|guide| guide.at == *at);
            tasks.iter().find(names).map(|task| task.text.value.clone())
        };
        for (at, guide) in &playbook.guides {
            let known = &mut uses[guide.0 as usize];
            if known.iter().any(|part| part.page == playbook.page) {
                continue;
            }
            let title = &playbook.says.title.value;
            let detail = of_task(at).map_or_else(EcoString::new, |task| eco_format!("{title}: {task}"));
            known.push(Use { page: playbook.page, detail });
        }
    }
}

/// Every task of a playbook, its parts after it.
fn tasks(playbook: &Playbook) -> Vec<&Task> {
    fn collect<'a>(tasks: &'a [Task], all: &mut Vec<&'a Task>) {
        for task in tasks {
            all.push(task);
            collect(&task.tasks, all);
        }
    }
    let mut all = Vec::new();
    for phase in &playbook.plan.phases {
        collect(&phase.tasks, &mut all);
        phase.workstreams.iter().for_each(|workstream| collect(&workstream.tasks, &mut all));
    }
    all
}
