//! What a guide is made of: its title, its headings with their ids, its tasks.
//!
//! Made after the audience filter, so that ids and numbers are what they would be if the rest did not exist. What others can
//! name, and where it stands in the file, are two values: an edit of the words in between changes only the latter.

use super::listing::says_gotchas;
use crate::book::{heading_words, title_of};
use crate::doc::step::{FoundStep, steps};
use crate::doc::{BlockKind, Element, Inline, ListItem, RawLink, Visit, blocks_text, inlines_text, outline};
use crate::parse::front_matter::{GuideKind, GuideMeta};
use crate::parse::guide::ParsedGuide;
use crate::parse::slug::{self, SlugSet};
use crate::path::SourcePath;
use crate::text::TextRange;
use ecow::{EcoString, eco_format};

/// The outline of a guide: what other pages can lead to or tell of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Outline {
    /// Front matter's title, else the first heading's words, else the file's name in words.
    pub title: EcoString,
    /// Every heading, in reading order.
    pub headings: Vec<Heading>,
    /// Every task's id, in reading order.
    pub tasks: Vec<EcoString>,
    /// The tasks that are actions: the id of each action, and the task's place.
    pub actions: Vec<(EcoString, u32)>,
    /// Ids that raw HTML brings, sorted: `<a id="old-name">`.
    pub element_ids: Vec<EcoString>,
    /// True where the first block is a heading that says the title, so that a page with the title on top skips it.
    pub title_heading: bool,
    /// The headings that came with an embed.
    pub embedded: Vec<EmbeddedHeading>,
    /// The ids of the steps of a runbook that hold a command, in reading order.
    pub steps: Vec<EcoString>,
    /// True where it says somewhere what bites.
    pub says_gotchas: bool,
    /// The places of the headings in the order of their ids, where they are so many that looking one up takes long.
    by_id: Vec<u32>,
}

/// Where the parts of an outline stand in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct OutlineRanges {
    /// The headings, in the order of the outline's.
    pub headings: Vec<TextRange>,
    /// The steps, each with its id.
    pub steps: Vec<Step>,
}

/// How many headings are looked through one by one.
const FEW: usize = 64;

/// A step that can be linked to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// Its id, unique on the page: `step-3`.
    pub id: EcoString,
    /// Its list item.
    pub range: TextRange,
}

/// A heading of another guide that an embed has put on this page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EmbeddedHeading {
    /// Its place among the headings of this page.
    pub heading: u32,
    /// The guide that it comes from, in which its range counts.
    pub from: SourcePath,
    /// The embed, by its place among all of the page.
    pub embed: u32,
}

/// A heading of a guide.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Heading {
    /// Its id, unique on the page.
    pub id: EcoString,
    /// Its words.
    pub text: EcoString,
    /// How deep it stands below the page's title, from 1 for a section; 0 for a heading that says the title.
    pub depth: u8,
}

impl Outline {
    /// Reads the outline of `parsed`, and where its parts stand.
    #[must_use]
    pub fn new(parsed: &ParsedGuide, meta: &GuideMeta) -> (Self, OutlineRanges) {
        let mut collect = Collect::default();
        parsed.doc.visit(&mut collect);
        let Collect { mut headings, ranges, tasks, actions, mut element_ids, embedded, mut slugs, .. } =
            collect.name_embedded();
        element_ids.sort();
        element_ids.dedup();
        let found: Vec<Step> = if meta.kind == GuideKind::Runbook {
            element_ids.iter().for_each(|id| {
                slugs.reserve(id);
            });
            let named = |step: FoundStep| Step {
                id: slugs.unique(&eco_format!("step-{}", step.number)).into(),
                range: step.range,
            };
            steps(&parsed.doc.blocks).into_iter().map(named).collect()
        } else {
            Vec::new()
        };

        let title = title_of(parsed, meta);
        let title_heading = match (parsed.doc.blocks.first().map(|block| &block.kind), headings.first()) {
            (Some(BlockKind::Heading { inlines, .. }), Some(_)) => heading_words(inlines) == title.trim(),
            _ => false,
        };
        // Until here, the depth is the level as written.
        let mut levels = outline::Outline::default();
        for (at, heading) in headings.iter_mut().enumerate() {
            heading.depth = if at == 0 && title_heading { 0 } else { levels.depth(heading.depth) };
        }
        let mut by_id = Vec::new();
        if headings.len() > FEW {
            by_id.extend((0..headings.len()).filter_map(|at| u32::try_from(at).ok()));
            by_id.sort_by_key(|at| &headings[*at as usize].id);
        }
        let says_gotchas = says_gotchas(&parsed.doc.blocks, &headings);
        let steps = found.iter().map(|step| step.id.clone()).collect();
        let outline =
            Self { title, headings, tasks, actions, element_ids, title_heading, embedded, steps, says_gotchas, by_id };
        (outline, OutlineRanges { headings: ranges, steps: found })
    }

    /// The id of the task that is the action `id`.
    #[must_use]
    pub fn task_of_action(&self, id: &str) -> Option<&EcoString> {
        let (_, task) = self.actions.iter().find(|(action, _)| action == id)?;
        self.tasks.get(*task as usize)
    }

    /// True where `id` is an id on the page.
    #[must_use]
    pub fn has_id(&self, id: &str) -> bool {
        let is_heading = if self.by_id.is_empty() {
            self.headings.iter().any(|heading| heading.id == id)
        } else {
            self.by_id.binary_search_by(|at| self.headings[*at as usize].id.as_str().cmp(id)).is_ok()
        };
        is_heading
            || self.element_ids.binary_search_by(|candidate| candidate.as_str().cmp(id)).is_ok()
            || self.steps.iter().any(|step| step == id)
    }
}

/// What a task is known by: the id that it has in the plan, or a digest of its own first line, so that an edit elsewhere on
/// the page leaves it as it is. Of several with one name each but the first has a number too.
pub(crate) fn task_name(item: &ListItem<RawLink>) -> EcoString {
    let digest = || {
        let mut text = String::new();
        blocks_text(&item.blocks[..item.blocks.len().min(1)], &mut text);
        EcoString::from(&blake3::hash(text.trim().as_bytes()).to_hex()[..8])
    };
    item.task.as_ref().and_then(|task| task.anchor.clone()).unwrap_or_else(digest)
}

#[derive(Default)]
struct Collect {
    headings: Vec<Heading>,
    ranges: Vec<TextRange>,
    tasks: Vec<EcoString>,
    actions: Vec<(EcoString, u32)>,
    element_ids: Vec<EcoString>,
    slugs: SlugSet,
    task_ids: SlugSet,
    embedded: Vec<EmbeddedHeading>,
    embedded_tasks: Vec<usize>,
    /// The embeds that the walk is in, each with its number and where it comes from.
    inside: Vec<(u32, Option<SourcePath>)>,
    embeds: u32,
}

impl Collect {
    /// Gives ids to what is embedded, after the page's own have theirs: an embed changes no address of the page.
    fn name_embedded(mut self) -> Self {
        for place in &self.embedded {
            let heading = &mut self.headings[place.heading as usize];
            heading.id = self.slugs.unique(&heading.id).into();
        }
        for place in &self.embedded_tasks {
            let task = &mut self.tasks[*place];
            *task = self.task_ids.unique(task).into();
        }
        self
    }
}

impl Visit<RawLink> for Collect {
    fn link(&mut self, _: &RawLink, _: &[Inline<RawLink>]) {}

    fn heading(&mut self, level: u8, anchor: &Option<EcoString>, inlines: &[Inline<RawLink>], range: TextRange) {
        let text = inlines_text(inlines);
        let id = anchor.as_ref().map_or_else(|| slug::github(&text), EcoString::to_string);
        // GitHub has no address for a heading of nothing but emoji.
        let id = if id.is_empty() { "section".to_owned() } else { id };
        let id = match self.inside.last() {
            None => self.slugs.unique(&id),
            Some((embed, from)) => {
                let from = from.clone().expect("what is embedded comes from somewhere");
                let heading = u32::try_from(self.headings.len()).expect("headings are counted in 32 bits");
                self.embedded.push(EmbeddedHeading { heading, from, embed: *embed });
                id
            }
        };
        self.headings.push(Heading { id: id.into(), text: text.trim().into(), depth: level });
        self.ranges.push(range);
    }

    fn task(&mut self, item: &ListItem<RawLink>) {
        if let Some(action) = item.task.as_ref().and_then(|task| task.action.as_ref()) {
            let place = u32::try_from(self.tasks.len()).expect("tasks are counted in 32 bits");
            self.actions.push((action.id.clone(), place));
        }
        let id = task_name(item);
        let id = if self.inside.is_empty() {
            self.task_ids.unique(&id).into()
        } else {
            self.embedded_tasks.push(self.tasks.len());
            id
        };
        self.tasks.push(id);
    }

    fn enter(&mut self, from: Option<&SourcePath>) {
        self.inside.push((self.embeds, from.cloned()));
        self.embeds += 1;
    }

    fn leave(&mut self) {
        self.inside.pop();
    }

    fn element(&mut self, element: &Element<RawLink>) {
        let named = |(name, _): &&(EcoString, EcoString)| name == "id" || (name == "name" && element.name == "a");
        self.element_ids.extend(element.attributes.iter().filter(named).map(|(_, value)| value.clone()));
    }
}
