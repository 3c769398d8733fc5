//! The book as one audience may see it, all resolved: what every page is called, where it is, what it links to and what
//! links to it.
//!
//! `assemble` makes an `Edition` of a `Book` that has been filtered; it is the same function for the team's own edition
//! and for a customer's, so whatever an edition says follows from what it may say. Renderers take an `Edition` and can
//! reach nothing else.

mod action_log;
mod assemble;
mod data;
pub mod engagement;
mod entity;
mod foreign;
mod frame;
mod glossary;
mod index;
mod kept;
mod lay_out;
pub mod listing;
mod logo;
mod navigation;
mod outline;
mod packet;
mod playbook;
mod readiness;
mod redirect;
mod reference;
mod register;
pub mod report;
mod resolve;
pub mod runbook;
pub(crate) mod sections;
mod suggest;
mod things;
mod uses;
mod variables;
pub mod wording;

pub use action_log::ActionLog;
pub use assemble::{AssembleOptions, assemble, assemble_again, language_of};
pub use entity::{Entities, Entity, anchor_of, kind_of_raid};
pub use glossary::{Glossary, Term};
pub use kept::AssembleMemo;
pub use navigation::{NavNode, Navigation};
pub(crate) use outline::task_name;
pub use outline::{EmbeddedHeading, Heading, Outline, OutlineRanges, Step};
pub use packet::{PacketPlan, PacketState};
pub use playbook::PlacedPlaybook;
pub use redirect::Redirect;
pub use reference::{Reference, Use};
pub use register::Register;
pub use resolve::narrowed;

use crate::audience::Audience;
use crate::book::Reader;
use crate::config::Config;
use crate::diagnostic::Location;
use crate::doc::{Action, Doc, Inline, LinkForm, ListItem, Map, RawLink, Target};
use crate::parse::front_matter::GuideMeta;
use crate::parse::guide::ParsedGuide;
use crate::path::{OutputPath, SourcePath};
use crate::schema::kind::Kind;
use crate::schema::node::Node;
use crate::schema::things::Marking;
use crate::source::History;
use ecow::EcoString;
use engagement::Engagement;
use listing::Listings;
use std::collections::BTreeMap;
use std::sync::Arc;
use things::TypedName;
use wording::Words;

/// The place of a page in `Edition::pages`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(pub u32);

impl PageId {
    /// The page at this place of the list.
    #[must_use]
    pub fn at(place: usize) -> Self {
        Self(u32::try_from(place).expect("pages are counted in 32 bits"))
    }
}

/// The book as one reader may see it.
#[derive(Clone, Debug)]
pub struct Edition {
    /// Whom it is for.
    pub reader: Reader,
    /// The book's configuration.
    pub config: Arc<Config>,
    /// What the edition is called: as the book, or as the customer whose engagement it is of.
    pub title: EcoString,
    /// The code of the language that it is in: its engagement's, where it is of one, else the book's.
    pub language: EcoString,
    /// What the program says in that language.
    pub words: Arc<Words>,
    /// What "today" is for everything that is late, due or stale.
    pub today: jiff::civil::Date,
    /// Every page, the home page first, then in the order of their outputs.
    /// The same value as the last time where nothing that has a name has changed.
    pub pages: Arc<[Page]>,
    /// The guides, in the order of their sources.
    pub guides: Vec<Arc<Guide>>,
    /// The engagements, in the order of their sources.
    pub engagements: Vec<Arc<PlacedEngagement>>,
    /// The playbooks, in the order of their sources.
    pub playbooks: Arc<[Arc<PlacedPlaybook>]>,
    /// The names of the vendor's people, by id.
    pub people: Arc<BTreeMap<EcoString, EcoString>>,
    /// The tree that navigation, breadcrumbs, and previous and next are made of.
    pub navigation: Arc<Navigation>,
    /// The words of the trade.
    pub glossary: Option<Arc<Glossary>>,
    /// The old addresses of pages, in their order.
    pub redirects: Arc<[Redirect]>,
    /// What is published as it is: where, and from which source.
    pub assets: Arc<BTreeMap<OutputPath, SourcePath>>,
    /// The pictures that stand for vendor and customers, of those that the reader may have: likewise.
    pub logos: BTreeMap<OutputPath, SourcePath>,
    /// What is in the lists that are made of the whole edition.
    pub listings: Arc<Listings>,
    /// When the sources changed, for the team; nothing for anybody else.
    pub history: Arc<History>,
}

/// A page of the site.
#[derive(Clone, Debug)]
pub struct Page {
    /// Where it is.
    pub path: OutputPath,
    /// What it is called.
    pub title: EcoString,
    /// What it shows.
    pub kind: PageKind,
}

/// What a page shows. The numbers are places in the edition's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageKind {
    /// The way in, with the words of the source's own `index.md` where there is one.
    Home {
        /// The root's `index.md` or `README.md`.
        guide: Option<u32>,
    },
    /// A guide.
    Guide(u32),
    /// A folder, with the words of its `index.md` or `README.md` where there is one.
    Section {
        /// The folder's own page.
        guide: Option<u32>,
    },
    /// An engagement, with the words of its folder's own page where there is one.
    Engagement {
        /// The engagement.
        engagement: u32,
        /// Its folder's own page.
        guide: Option<u32>,
    },
    /// A phase of an engagement, with the words of the guide that lies where its page is: `phases/<id>.md`.
    Phase {
        /// The engagement.
        engagement: u32,
        /// The phase, by its place in the plan.
        phase: u32,
        /// The guide.
        guide: Option<u32>,
    },
    /// A list that is made of the whole edition.
    Listing(Listing),
    /// A meeting of an engagement, with the words of the guide that lies where its page is: `meetings/<id>.md`, its
    /// minutes as a rule.
    Meeting {
        /// The engagement.
        engagement: u32,
        /// The meeting, by its place in the plan.
        meeting: u32,
        /// The guide.
        guide: Option<u32>,
    },
    /// A table of an engagement, with the words of the guide that lies where its page is: `raid.md`.
    Register {
        /// The engagement.
        engagement: u32,
        /// Which table.
        register: Register,
        /// The guide.
        guide: Option<u32>,
    },
    /// A playbook, with the words of the guide that lies where its page is: `playbooks/<id>.md`.
    Playbook {
        /// The playbook.
        playbook: u32,
        /// The guide.
        guide: Option<u32>,
    },
}

/// A list that nobody keeps by hand, in the order in which they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Listing {
    /// Every tag, with the number of its pages.
    Tags,
    /// The pages with one tag, by the tag's place among all.
    Tag(u32),
    /// What bites, of all guides.
    Gotchas,
    /// Every runbook, with its trigger, its owner and when it was last verified.
    Runbooks,
    /// Every term with its definition.
    Glossary,
    /// What changed lately, and what should be verified again.
    Recent,
    /// What is not as it should be: pages that nothing leads to, stale pages, broken links, pages without an owner.
    Health,
}

impl PageKind {
    /// The guide whose words stand on the page.
    #[must_use]
    pub fn guide(self) -> Option<u32> {
        match self {
            Self::Guide(guide) => Some(guide),
            Self::Home { guide }
            | Self::Section { guide }
            | Self::Engagement { guide, .. }
            | Self::Phase { guide, .. }
            | Self::Meeting { guide, .. }
            | Self::Register { guide, .. }
            | Self::Playbook { guide, .. } => guide,
            Self::Listing(_) => None,
        }
    }

    /// The engagement that the page is about.
    #[must_use]
    pub fn engagement(self) -> Option<u32> {
        match self {
            Self::Engagement { engagement, .. }
            | Self::Phase { engagement, .. }
            | Self::Meeting { engagement, .. }
            | Self::Register { engagement, .. } => Some(engagement),
            Self::Home { .. } | Self::Guide(_) | Self::Section { .. } | Self::Listing(_) | Self::Playbook { .. } => {
                None
            }
        }
    }

    /// The playbook that the page is about.
    #[must_use]
    pub fn playbook(self) -> Option<u32> {
        if let Self::Playbook { playbook, .. } = self { Some(playbook) } else { None }
    }

    /// True for what stands for a folder: the pages below it are its own.
    #[must_use]
    pub fn is_folder(self) -> bool {
        matches!(self, Self::Home { .. } | Self::Section { .. } | Self::Engagement { .. })
    }
}

/// An engagement and its pages.
#[derive(Clone, Debug)]
pub struct PlacedEngagement {
    /// What it is called in references and commands.
    pub id: EcoString,
    /// Its file.
    pub source: SourcePath,
    /// What it says to the reader, as a tree.
    pub node: Arc<Node>,
    /// What follows from what it says.
    pub facts: Arc<Engagement>,
    /// Its overview.
    pub overview: PageId,
    /// A page for each phase.
    pub phases: Vec<PageId>,
    /// A page for each meeting.
    pub meetings: Vec<PageId>,
    /// A page for each register that has something in it.
    pub registers: BTreeMap<Register, PageId>,
    /// Where everything stands that a reference can name.
    pub entities: Arc<Entities>,
    /// The pages of the guides that it names, by where it names them.
    pub guides: BTreeMap<Location, PageId>,
    /// What guides say of its things: the sentences that name each, in the order of their pages.
    pub mentions: BTreeMap<(Kind, EcoString), Vec<Reference>>,
    /// Its gates, in the plan's order.
    pub gates: Vec<engagement::Gate>,
    /// When something of it is to be looked at, the next first.
    pub reviews: Vec<engagement::ReviewDue>,
    /// Who may read it.
    pub audience: Audience,
    /// Which of its things are for fewer.
    pub restrictions: engagement::Restrictions,
    /// Its packets of which the reader may know, those built in first.
    pub packets: Vec<PacketPlan>,
}

impl PlacedEngagement {
    /// The customer's logo, where it is one of `edition`'s.
    #[must_use]
    pub fn logo<'e>(&self, edition: &'e Edition) -> Option<&'e OutputPath> {
        let places = logo::of_customer(&self.facts, &self.source, &edition.config);
        places.iter().find_map(|place| logo::published(place, edition))
    }

    /// How far what is made of the engagement may be shared: a packet as it says itself, and never further than the
    /// engagement; as the book says where neither does.
    #[must_use]
    pub fn marking(&self, packet: Option<&str>, config: &Config) -> Option<Marking> {
        let declared = &self.facts.declared;
        let packets = &declared.plan.packets.entries;
        let packet = packets.iter().find(|(name, _)| Some(name.value.as_str()) == packet).map(|(_, packet)| packet);
        let packet = packet.and_then(|packet| packet.marking.as_ref());
        let said = [packet, declared.marking.as_ref()].into_iter().flatten().map(|marking| marking.value);
        said.min().or(config.marking)
    }

    /// The page of the guide that is named at a place of the engagement's files.
    #[must_use]
    pub fn guide_at(&self, at: &Location) -> Option<PageId> {
        self.guides.get(at).copied()
    }
}

/// A guide, resolved.
#[derive(Clone, Debug)]
pub struct Guide {
    /// As parsed, without what the reader may not see.
    pub parsed: Arc<ParsedGuide>,
    /// What its front matter says.
    pub meta: Arc<GuideMeta>,
    /// The page that shows it.
    pub page: OutputPath,
    /// Who may read it.
    pub audience: Audience,
    /// Title, headings and ids.
    pub outline: Arc<Outline>,
    /// Where these stand in its file.
    pub ranges: Arc<OutlineRanges>,
    /// Where each of its links leads, in reading order.
    pub targets: Arc<[Target]>,
    /// The pages that link to it, in the order of the pages.
    pub referenced_by: Arc<[Reference]>,
    /// The parts of engagements that use it.
    pub used_in: Arc<[Use]>,
    /// The words of the trade, whose first mentions its document marks.
    pub glossary: Option<Arc<Glossary>>,
    /// What its tasks say as actions, where it may hold minutes.
    pub action_log: Option<Arc<ActionLog>>,
}

impl Guide {
    /// The document with its links resolved and its ids in place.
    ///
    /// Made when it is wanted and dropped afterwards: the trees of a large book would not fit twice.
    #[must_use]
    pub fn doc(&self) -> Doc<Target> {
        let mut place = Place {
            targets: self.targets.iter(),
            outline: &self.outline,
            heading: 0,
            task: 0,
            log: self.action_log.as_deref(),
        };
        let mut doc = self.parsed.doc.map(&mut place);
        if let Some(glossary) = &self.glossary {
            glossary.mark(&mut doc);
        }
        doc
    }
}

/// What a link is called that has no words of its own: of a thing that is not for the reader, its name alone.
fn name_of(link: &RawLink, target: &Target) -> EcoString {
    match (target, TypedName::read(&link.href)) {
        (Target::Page { title, .. } | Target::Words(title), _) => title.clone(),
        (_, Some(typed)) => typed.id.into(),
        (_, None) => link.href.clone(),
    }
}

/// Puts targets and ids where `resolve` and `outline` found their links, headings and tasks: all walk the same way.
struct Place<'a> {
    targets: std::slice::Iter<'a, Target>,
    outline: &'a Outline,
    heading: usize,
    task: usize,
    log: Option<&'a ActionLog>,
}

impl Map<RawLink, Target> for Place<'_> {
    fn link(&mut self, _: &RawLink) -> Target {
        self.targets.next().expect("every link of the guide was resolved").clone()
    }

    fn words(&mut self, link: &RawLink, target: &Target) -> Vec<Inline<Target>> {
        match target {
            Target::Page { .. } | Target::Words(_) => {}
            // What was to stand here is not for the reader.
            Target::Hidden if matches!(link.form, LinkForm::Embed | LinkForm::Data) => return Vec::new(),
            _ if link.is_wiki() => {}
            _ => return Vec::new(),
        }
        vec![Inline::Text { text: name_of(link, target), range: link.range }]
    }

    fn heading(&mut self, _: &Option<EcoString>, _: &[Inline<RawLink>]) -> EcoString {
        self.heading += 1;
        self.outline.headings[self.heading - 1].id.clone()
    }

    fn task(&mut self, _: &Option<EcoString>, _: &ListItem<RawLink>) -> EcoString {
        self.task += 1;
        self.outline.tasks[self.task - 1].clone()
    }

    fn remark(&mut self, action: &Action) -> Vec<Inline<Target>> {
        self.log.map(|log| log.remark(action)).unwrap_or_default()
    }
}

impl Edition {
    /// The vendor's logo, where there is one.
    #[must_use]
    pub fn logo(&self) -> Option<&OutputPath> {
        logo::published(&logo::of_vendor(&self.config)?, self)
    }

    /// The page with this number.
    #[must_use]
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0 as usize]
    }

    /// The engagement that a reader of only one may read of; none where the edition is not one engagement's.
    #[must_use]
    pub fn only_engagement(&self) -> Option<&PlacedEngagement> {
        self.engagements.first().filter(|_| self.reader.engagement.is_some()).map(|placed| &**placed)
    }

    /// Where the edition is published, if that is known: an address of the book's own site says nothing of what is handed
    /// to one customer.
    #[must_use]
    pub fn base_url(&self) -> Option<&str> {
        self.config.base_url.as_deref().filter(|_| self.reader.engagement.is_none())
    }

    /// The engagement of this name.
    #[must_use]
    pub fn engagement(&self, id: &str) -> Option<&PlacedEngagement> {
        self.engagements.iter().find(|placed| placed.id == id).map(|placed| &**placed)
    }

    /// Who looks after `guide`: by name, where its front matter has the id of one of the vendor's people.
    #[must_use]
    pub fn owner<'a>(&'a self, guide: &'a Guide) -> Option<&'a EcoString> {
        let owner = guide.meta.owner.as_ref()?;
        Some(self.people.get(owner).unwrap_or(owner))
    }

    /// The playbook of this name.
    #[must_use]
    pub fn playbook(&self, id: &str) -> Option<&PlacedPlaybook> {
        self.playbooks.iter().find(|playbook| playbook.id == id).map(|playbook| &**playbook)
    }

    /// The guide of the source `path`.
    #[must_use]
    pub fn guide_at(&self, path: &SourcePath) -> Option<&Arc<Guide>> {
        let at = self.guides.binary_search_by(|guide| guide.parsed.path.cmp(path)).ok()?;
        Some(&self.guides[at])
    }

    /// The guide that a page shows, alone or as the words of a section.
    #[must_use]
    pub fn guide_of(&self, page: &Page) -> Option<&Arc<Guide>> {
        page.kind.guide().map(|at| &self.guides[at as usize])
    }
}
