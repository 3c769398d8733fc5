//! Lists that nobody keeps by hand: which of them an edition has, where they are, and what is in them.
//!
//! Takes the laid-out pages of a book that has been filtered for its reader; adds a page for each list that has something
//! in it, never where a guide's own page is. What stands on these pages is the views' business.

use super::engagement::Engagement;
use super::outline::{Heading, Outline};
use super::wording::Words;
use super::{Edition, Guide, Listing, Page, PageId, PageKind};
use crate::book::{Book, Reader};
use crate::doc::{Block, BlockKind, Link, inlines_text};
use crate::parse::front_matter::GuideKind;
use crate::parse::slug::{self, SlugSet};
use crate::path::OutputPath;
use crate::source::Extent;
use ecow::EcoString;
use jiff::civil::Date;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A word under which pages are found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// As the first of its pages writes it.
    pub name: EcoString,
    /// The page that lists its pages.
    pub page: PageId,
    /// The guides that have it, by their places in the edition's list.
    pub guides: Vec<u32>,
}

/// The lists of an edition.
#[derive(Clone, Debug, Default)]
pub struct Listings {
    /// The lists that lead to all others, in the order shown: every one but those of a single tag.
    pub pages: Vec<PageId>,
    /// Every tag, sorted.
    pub tags: Vec<Tag>,
    /// The guides that say what bites, by their places in the edition's list.
    pub gotchas: Vec<u32>,
    /// The page of the words of the trade.
    pub glossary: Option<PageId>,
}

/// Tags that differ in case alone are one. By that one spelling: how the first guide writes it, and who has it.
type Tagged = BTreeMap<String, (EcoString, Vec<u32>)>;

/// Adds the lists' pages to `pages` and gives what is in them. `guides` are the places in the book of the guides that
/// have pages.
pub(super) fn add_listings(
    pages: &mut Vec<Page>,
    book: &Book,
    guides: &[usize],
    outlines: &[Arc<Outline>],
    (engagements, words): (&[Arc<Engagement>], &Words),
) -> Listings {
    let metas = || guides.iter().map(|at| &book.guides[*at].meta);
    let tagged = tagged(book, guides);
    let gotchas: Vec<u32> =
        guides.iter().zip(0u32..).filter(|(at, _)| outlines[**at].says_gotchas).map(|(_, number)| number).collect();

    let mut adding = Adding::new(pages, book);
    if !tagged.is_empty() {
        adding.add("tags", words.say("Tags"), Listing::Tags);
    }
    let mut slugs = SlugSet::default();
    for ((key, (name, _)), at) in tagged.iter().zip(0..) {
        adding.add(
            &format!("tags/{}", tag_slug(key, &mut slugs)),
            &words.fill("Tag: {name}", &[("name", name)]),
            Listing::Tag(at),
        );
    }
    if !gotchas.is_empty() || engagements.iter().any(|facts| names_gotchas(facts)) {
        adding.add("gotchas", words.say("Gotchas"), Listing::Gotchas);
    }
    if !book.terms.is_empty() {
        adding.add("glossary", words.say("Glossary"), Listing::Glossary);
    }
    if metas().any(|meta| meta.kind == GuideKind::Runbook) {
        adding.add("runbooks", words.say("All runbooks"), Listing::Runbooks);
    }
    let has_dates = !book.history.changed.is_empty() || metas().any(|meta| meta.verified.is_some());
    let is_kept = book.reader.engagement.is_none();
    if is_kept && (has_dates || book.history.extent == Extent::Shallow) {
        adding.add("recent", words.say("Recent changes"), Listing::Recent);
    }
    if book.reader == Reader::TEAM {
        adding.add("health", words.say("Content health"), Listing::Health);
    }
    adding.finish();
    Listings { gotchas, ..find(pages, tagged) }
}

/// Where the lists are, now that every page has its number.
fn find(pages: &[Page], tagged: Tagged) -> Listings {
    let mut listed: Vec<(Listing, PageId)> = Vec::new();
    for (at, page) in pages.iter().enumerate() {
        if let PageKind::Listing(listing) = page.kind {
            listed.push((listing, PageId::at(at)));
        }
    }
    listed.sort();
    let is_tag = |listing: &Listing| matches!(listing, Listing::Tag(_));
    let tag_pages = listed.iter().filter(|(listing, _)| is_tag(listing));
    let tags = tagged.into_values().zip(tag_pages).map(|((name, guides), (_, page))| Tag { name, page: *page, guides });
    let tags = tags.collect();
    let pages = listed.iter().filter(|(listing, _)| !is_tag(listing)).map(|(_, page)| *page).collect();
    let glossary = listed.iter().find(|(listing, _)| *listing == Listing::Glossary).map(|(_, page)| *page);
    Listings { pages, tags, gotchas: Vec::new(), glossary }
}

fn tagged(book: &Book, guides: &[usize]) -> Tagged {
    let mut tagged = Tagged::new();
    for (at, number) in guides.iter().zip(0..) {
        for tag in &book.guides[*at].meta.tags {
            let Some(key) = tag_key(tag) else { continue };
            let (_, having) = tagged.entry(key).or_insert_with(|| (tag.trim().into(), Vec::new()));
            if having.last() != Some(&number) {
                having.push(number);
            }
        }
    }
    tagged
}

/// What a tag is known by; none for one without words.
fn tag_key(tag: &str) -> Option<String> {
    let key = tag.trim().to_lowercase();
    (!key.is_empty()).then_some(key)
}

/// The name of a tag's file: its letters and digits, whatever their script.
fn tag_slug(key: &str, slugs: &mut SlugSet) -> String {
    /// A file's name has 255 bytes at most, and a letter up to four.
    const LONGEST: usize = 48;
    let slug: String = slug::github(key).chars().take(LONGEST).collect();
    let slug = slug.trim_matches('-');
    slugs.unique(if slug.is_empty() { "tag" } else { slug })
}

/// Adds pages where nothing is yet, case aside, as many disks know no case.
struct Adding<'a> {
    pages: &'a mut Vec<Page>,
    taken: FxHashSet<String>,
}

impl<'a> Adding<'a> {
    fn new(pages: &'a mut Vec<Page>, book: &Book) -> Self {
        let files = book.assets.values().map(|asset| &asset.output);
        let files = files.filter(|path| path.extension().as_deref() == Some("html"));
        let taken = pages.iter().map(|page| &page.path).chain(files);
        let taken = taken.map(|path| path.as_str().to_lowercase()).collect();
        Self { pages, taken }
    }

    fn add(&mut self, name: &str, title: &str, listing: Listing) {
        let numbered = (1..).map(|number| format!("{name}-{number}.html"));
        let mut names = std::iter::once(format!("{name}.html")).chain(numbered);
        let path = names
            .by_ref()
            .map(|name| OutputPath::new(&name).expect("a slug is inside").writable())
            .find(|path| self.taken.insert(path.as_str().to_lowercase()))
            .expect("there are always more numbers");
        self.pages.push(Page { path, title: title.into(), kind: PageKind::Listing(listing) });
    }

    /// Puts the pages in order, the home page first.
    fn finish(self) {
        self.pages[1..].sort_by(|a, b| a.path.cmp(&b.path));
    }
}

fn names_gotchas(engagement: &Engagement) -> bool {
    !engagement.declared.plan.gotchas.is_empty()
        || engagement.phases.iter().any(|phase| !phase.declared.gotchas.is_empty())
}

/// True for a guide of these blocks and headings that says what bites.
pub(super) fn says_gotchas<L: Link>(blocks: &[Block<L>], headings: &[Heading]) -> bool {
    headings.iter().any(|heading| is_gotcha_heading(&heading.text)) || blocks.iter().any(holds_gotcha)
}

fn holds_gotcha<L: Link>(block: &Block<L>) -> bool {
    is_gotcha_callout(&block.kind)
        || match &block.kind {
            BlockKind::List { items, .. } => items.iter().any(|item| item.blocks.iter().any(holds_gotcha)),
            BlockKind::Tabs(tabs) => tabs.iter().any(|tab| tab.blocks.iter().any(holds_gotcha)),
            BlockKind::Quote(blocks)
            | BlockKind::Callout { blocks, .. }
            | BlockKind::Details { blocks, .. }
            | BlockKind::Restricted { blocks, .. }
            | BlockKind::When { blocks, .. }
            | BlockKind::Element { blocks, .. } => blocks.iter().any(holds_gotcha),
            // What is put in from elsewhere stands in the list of the guide that it comes from.
            BlockKind::Embedded { .. }
            | BlockKind::Heading { .. }
            | BlockKind::Paragraph(_)
            | BlockKind::Plain(_)
            | BlockKind::Code(_)
            | BlockKind::Diagram(_)
            | BlockKind::Table { .. }
            | BlockKind::Rule => false,
        }
}

/// True for a callout that says what bites: by its kind, or by its title.
#[must_use]
pub fn is_gotcha_callout<L: Link>(kind: &BlockKind<L>) -> bool {
    let BlockKind::Callout { kind, title, .. } = kind else { return false };
    kind.name() == "gotcha" || title.as_ref().is_some_and(|title| is_gotcha_heading(&inlines_text(title)))
}

/// True for the heading of a section that says what bites: "⚠️ Gotchas", "Known issues", "Common pitfalls".
#[must_use]
pub fn is_gotcha_heading(text: &str) -> bool {
    /// More words than this are a sentence.
    const MOST: usize = 5;
    const WORDS: [&str; 4] = ["gotcha", "gotchas", "pitfall", "pitfalls"];
    const BEGINNINGS: [&str; 6] =
        ["known issues", "known problems", "common problems", "common issues", "common mistakes", "caveats"];
    let words = words_of(text);
    let has_word = || words.split(' ').any(|word| WORDS.contains(&word));
    let begins = || BEGINNINGS.iter().any(|begin| words.strip_prefix(begin).is_some_and(ends_word));
    words.split(' ').count() <= MOST && (has_word() || begins())
}

/// True for the heading of a section that names the pages to read besides this one.
#[must_use]
pub fn is_related_heading(text: &str) -> bool {
    let words = words_of(text);
    words == "see also" || words.strip_prefix("related").is_some_and(ends_word) && words.split(' ').count() <= 3
}

/// True for the heading of a section that says when a runbook is to be followed.
#[must_use]
pub fn is_trigger_heading(text: &str) -> bool {
    /// In the languages in which the sections of a runbook are known.
    const HEADINGS: [&str; 25] = [
        "trigger",
        "triggers",
        "when to use",
        "when to use this runbook",
        "when to run",
        "use when",
        "when",
        "auslöser",
        "anlass",
        "wann",
        "wann anwenden",
        "symptome",
        "déclencheur",
        "déclencheurs",
        "quand",
        "quand l'utiliser",
        "desencadenante",
        "disparador",
        "cuándo",
        "cuándo usarlo",
        "cuándo aplicarlo",
        "gatilho",
        "gatilhos",
        "quando",
        "quando usar",
    ];
    HEADINGS.contains(&words_of(text).as_str())
}

/// True for the heading of a section that says what is to be done.
#[must_use]
pub fn is_steps_heading(text: &str) -> bool {
    /// In the languages in which the sections of a runbook are known.
    const HEADINGS: [&str; 21] = [
        "steps",
        "procedure",
        "procedures",
        "instructions",
        "runbook steps",
        "the steps",
        "what to do",
        "schritte",
        "vorgehen",
        "ablauf",
        "durchführung",
        "anleitung",
        "étapes",
        "procédure",
        "marche à suivre",
        "pasos",
        "procedimiento",
        "instrucciones",
        "passos",
        "etapas",
        "procedimento",
    ];
    HEADINGS.contains(&words_of(text).as_str())
}

fn ends_word(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(' ')
}

/// The words of a heading, in lower case, one space between them: without emoji, numbers in front and punctuation.
fn words_of(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for word in text.split(|letter: char| !letter.is_alphanumeric() && letter != '\'') {
        if word.is_empty() || words.is_empty() && word.chars().all(|letter| letter.is_ascii_digit()) {
            continue;
        }
        if !words.is_empty() {
            words.push(' ');
        }
        words.extend(word.chars().flat_map(char::to_lowercase));
    }
    words
}

impl Edition {
    /// The list that a tag of a guide leads to.
    #[must_use]
    pub fn tag(&self, name: &str) -> Option<&Tag> {
        let key = tag_key(name)?;
        let tags = &self.listings.tags;
        tags.binary_search_by(|tag| tag.name.to_lowercase().as_str().cmp(&key)).ok().map(|at| &tags[at])
    }

    /// The day by which `guide` should be verified again: by its own word, else by the book's.
    #[must_use]
    pub fn review_due(&self, guide: &Guide) -> Option<Date> {
        let by_book = || Some(self.config.stale_after?.after(guide.meta.verified?));
        guide.meta.review_due().or_else(by_book)
    }

    /// True where `guide` should have been verified again by now.
    #[must_use]
    pub fn is_stale(&self, guide: &Guide) -> bool {
        self.review_due(guide).is_some_and(|due| due < self.today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_by_their_words() {
        for heading in ["⚠️ Gotchas", "Known issues", "KNOWN ISSUES & workarounds", "4. Common pitfalls", "Pitfalls:"]
        {
            assert!(is_gotcha_heading(heading), "{heading}");
        }
        for heading in ["Issues", "How we work on known issues", "Known issuers", "What we told them about the gotchas"]
        {
            assert!(!is_gotcha_heading(heading), "{heading}");
        }
        assert!(is_related_heading("🔗 Related guides") && is_related_heading("See also"));
        assert!(!is_related_heading("Related to the upgrade of Helm") && !is_related_heading("Relatedness"));
        assert!(is_trigger_heading("When to use:") && is_steps_heading("3. Steps"));
        assert!(
            is_trigger_heading("🚨 Auslöser") && is_steps_heading("2. Étapes") && !is_trigger_heading("Wann nicht")
        );
    }

    #[test]
    fn tags_of_any_script_have_files_of_their_own() {
        let mut slugs = SlugSet::default();
        let mut slug = |tag: &str| tag_slug(&tag_key(tag).expect("words"), &mut slugs);
        assert_eq!(slug("C"), "c");
        assert_eq!(slug("C++"), "c-1");
        assert_eq!(slug("../Netz werk"), "netz-werk");
        assert_eq!(slug("ネットワーク"), "ネットワーク");
        assert_eq!(slug("🔥"), "tag");
        assert_eq!(slug("🚒"), "tag-1");
        assert_eq!(slug(&"x".repeat(500)).len(), 48);
        assert_eq!(tag_key(" \t"), None);
    }
}
