//! Everything that a book says, as it was gathered: what the proof searches an edition for.
//!
//! Takes sources and the gathered book; gives units, source by source. Which of them a reader may see is told with `Sight`,
//! apart from the filter: this module must not call it, nor anything that it is made of.

use super::data::{DataWalk, Role, Said};
use super::guide::walk_guide;
use super::page::{Known, texts_of_page};
use super::sight::Sight;
use super::unit::{Extent, Found, Unit, aside_in_guide, lines, lines_of, paragraphs_of};
use super::vocabulary::VOCABULARY;
use crate::audience::Audience;
use crate::book::{BookGuide, Gathered, GuidePaths, title_of};
use crate::config::{ContentsEntry, DataKind, path_pattern};
use crate::diagnostic::Location;
use crate::path::SourcePath;
use crate::schema::kind::Kind;
use crate::schema::node::{Node, Value};
use crate::schema::read::Fields as _;
use crate::schema::things::{Engagement, Person, Playbook};
use crate::schema::yaml;
use crate::source::Sources;
use crate::text::TextRange;
use ecow::EcoString;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Arc, OnceLock};

/// The longest asset whose text is looked at, in bytes: what is longer is data, and known by its digest.
const LONGEST_ASSET: usize = 1 << 20;

/// A book before any filter.
pub(super) struct Material {
    pub(super) sources: Sources,
    pub(super) gathered: Arc<Gathered>,
    /// Who may read each guide.
    pub(super) audiences: Vec<Audience>,
    pub(super) paths: GuidePaths,
    /// What assets are called in their folders.
    pub(super) asset_names: FxHashSet<EcoString>,
    /// Guides by what double brackets may call them, in lower case.
    names: OnceLock<FxHashMap<String, Vec<usize>>>,
}

/// Something that says units.
#[derive(Clone, Copy, Debug)]
pub(super) enum Speaker<'m> {
    /// A guide, by its place.
    Guide(usize),
    /// What its file says and the guide does not: comments, unknown keys.
    Aside(usize),
    /// An engagement, by its place.
    Engagement(usize),
    /// A playbook, by its place.
    Playbook(usize),
    /// The vendor's people.
    People,
    /// The words of the trade.
    Terms,
    /// The order of a folder.
    Nav(&'m SourcePath),
    /// What another tool's book says of its contents.
    Contents,
    /// What `book.toml` says to everybody.
    Config,
    /// A file that may be published as it is.
    Asset(&'m SourcePath),
    /// What a file says that is read as data, every line of it.
    Lines(&'m SourcePath),
    /// A page that is not published yet.
    Draft(&'m SourcePath),
    /// A template or a part of a theme of the book's own.
    Look(&'m SourcePath),
    /// What the program itself may say.
    Program,
}

/// A speaker, and its place among all.
pub(super) type Numbered<'m> = (u32, Speaker<'m>);

impl Material {
    pub(super) fn new(sources: Sources, gathered: Arc<Gathered>) -> Self {
        let guides = gathered.guides();
        let audiences = audiences(&gathered);
        let source = &gathered.config().source;
        let paths = GuidePaths::new(source, guides.iter().map(|guide| &guide.parsed.path));
        let name = |path: &SourcePath| path.as_str().rsplit('/').next().map(EcoString::from);
        let asset_names = gathered.all_assets().keys().filter_map(name).collect();
        Self { sources, gathered, audiences, paths, asset_names, names: OnceLock::new() }
    }

    /// Everything that says something; for a reader, what may say something to them.
    pub(super) fn speakers(&self, sight: Option<&Sight<'_>>) -> Vec<Speaker<'_>> {
        let all = |count: usize, shown: &dyn Fn(&Sight<'_>, usize) -> bool| -> Vec<usize> {
            (0..count).filter(|at| sight.is_none_or(|sight| shown(sight, *at))).collect()
        };
        let gathered = &self.gathered;
        let mut speakers = Vec::new();
        let engagements = all(gathered.joined_engagements().count(), &|sight, at| sight.engagements[at]);
        speakers.extend(engagements.into_iter().map(Speaker::Engagement));
        let playbooks = all(gathered.joined_playbooks().count(), &|sight, _| sight.engagement.is_none());
        speakers.extend(playbooks.into_iter().map(Speaker::Playbook));
        speakers.extend([Speaker::People, Speaker::Terms, Speaker::Contents, Speaker::Config]);
        speakers.extend(all(gathered.guides().len(), &|sight, at| sight.guides[at]).into_iter().map(Speaker::Guide));
        let config = gathered.config();
        let mut guides = gathered.guides().iter().map(|guide| &guide.parsed.path).peekable();
        for path in self.sources.files.keys() {
            let is_published = guides.next_if(|next| *next == path).is_some();
            if config.data_kind(path) == Some(DataKind::Nav) {
                speakers.push(Speaker::Nav(path));
            }
            if sight.is_some() {
                let is_look =
                    (path.below("templates").is_some() || path.below("themes").is_some()) && !config.is_content(path);
                speakers.extend(is_look.then_some(Speaker::Look(path)));
            } else if config.data_kind(path).is_some() {
                speakers.push(Speaker::Lines(path));
            } else if config.is_guide(path) {
                speakers.extend((!is_published).then_some(Speaker::Draft(path)));
            }
        }
        if sight.is_none() {
            speakers.extend(gathered.all_assets().keys().map(Speaker::Asset));
            speakers.extend((0..gathered.guides().len()).map(Speaker::Aside));
        } else {
            speakers.push(Speaker::Program);
        }
        speakers
    }

    /// Everything that says something, by its place, with what the file of a guide says beside the guide: most of it is the same.
    pub(super) fn with_asides(&self) -> Vec<(Numbered<'_>, Option<Numbered<'_>>)> {
        let speakers = (0..).zip(self.speakers(None));
        let (asides, others): (Vec<_>, Vec<_>) = speakers.partition(|(_, one)| matches!(one, Speaker::Aside(_)));
        let aside = |(_, one)| if let Speaker::Guide(at) = one { asides.get(at).copied() } else { None };
        others.into_iter().map(|one| (one, aside(one))).collect()
    }

    /// Gives the units of `speaker`, each with whether the reader of `sight` may see it.
    pub(super) fn units(&self, speaker: Speaker<'_>, sight: Option<&Sight<'_>>, found: &mut Found<'_>) {
        match speaker {
            Speaker::Guide(at) => {
                let guide = &self.gathered.guides()[at];
                let shown = sight.is_some_and(|sight| sight.guides[at]);
                walk_guide(guide, || self.sources.text(&guide.parsed.path), (shown, sight), found);
            }
            Speaker::Aside(at) => {
                let parsed = &self.gathered.guides()[at].parsed;
                if let Some(text) = self.sources.text(&parsed.path) {
                    aside_in_guide(&parsed.path, &text, parsed.front_range, found);
                }
            }
            Speaker::Engagement(at) => {
                if let Some((id, path, joined)) = self.gathered.joined_engagements().nth(at) {
                    let shown = sight.is_some_and(|sight| sight.engagements[at]);
                    let at = TextRange::default();
                    found(&Unit { text: id, path, range: at, extent: Extent::Whole, shown });
                    found(&Unit { text: path.as_str(), path, range: at, extent: Extent::Part, shown });
                    thing(joined.for_others(), Engagement::table(), joined.around, shown, sight, found);
                }
            }
            Speaker::Playbook(at) => {
                if let Some((_, joined, around)) = self.gathered.joined_playbooks().nth(at) {
                    let shown = sight.is_some_and(|sight| sight.engagement.is_none());
                    thing(joined.for_others(), Playbook::table(), around, shown, sight, found);
                }
            }
            Speaker::People => {
                for person in self.gathered.people_tree().and_then(Node::as_list).unwrap_or_default() {
                    let shown = sight.is_some_and(|sight| sight.knows(person));
                    thing(person, Person::table(), Audience::Public, shown, sight, found);
                }
            }
            Speaker::Terms => self.terms(sight, found),
            Speaker::Nav(path) => {
                if let (Some(sight), Some(text)) = (sight, self.sources.text(path))
                    && let Some(node) = yaml::parse(&text, path, 0).value
                {
                    nav(path.folder(), &node, sight, found);
                }
            }
            Speaker::Contents => contents(self.gathered.brought_contents(), self, sight, found),
            Speaker::Config => {
                let config = self.gathered.config();
                let path = SourcePath::new("book.toml").expect("a plain name is inside");
                let texts = [Some(&config.title), config.organization.as_ref(), config.base_url.as_ref()];
                let more = [config.edit_url.as_ref(), Some(&config.language), config.logo.as_ref()];
                for text in texts.into_iter().chain(more).flatten() {
                    found(&Unit { text, path: &path, range: TextRange::default(), extent: Extent::Part, shown: true });
                }
            }
            Speaker::Asset(path) => {
                let shown = sight.is_some_and(|sight| sight.has_asset(path));
                for text in [path.as_str(), path.stem()] {
                    found(&Unit { text, path, range: TextRange::default(), extent: Extent::Whole, shown });
                }
                self.text_of_asset(path, shown, found);
            }
            Speaker::Lines(path) => {
                if let Some(text) = self.sources.text(path) {
                    lines_of(path, &text, found);
                }
            }
            Speaker::Draft(path) => {
                if let Some(text) = self.sources.text(path) {
                    paragraphs_of(path, &text, found);
                }
            }
            Speaker::Look(path) => self.text_of_asset(path, true, found),
            Speaker::Program => {
                let path = SourcePath::new("templates").expect("a plain name is inside");
                lines(VOCABULARY, 0..VOCABULARY.len(), &mut |line| {
                    let (text, range) = (&VOCABULARY[line], TextRange::default());
                    found(&Unit { text, path: &path, range, extent: Extent::Part, shown: true });
                });
            }
        }
    }

    fn text_of_asset(&self, path: &SourcePath, shown: bool, found: &mut Found<'_>) {
        let Some(bytes) = self.sources.bytes(path).filter(|bytes| bytes.len() <= LONGEST_ASSET) else { return };
        let is_markup = path.extension().is_some_and(|end| matches!(end.as_str(), "svg" | "html" | "htm" | "xml"));
        let Ok(text) = std::str::from_utf8(bytes) else { return };
        if is_markup {
            // What is drawn is no words.
            texts_of_page(text, &Known::default(), &mut |text| {
                found(&Unit { text, path, range: TextRange::default(), extent: Extent::Whole, shown });
            });
        } else {
            found(&Unit { text, path, range: (0..text.len()).into(), extent: Extent::Part, shown });
            let mut at = 0;
            for line in text.split_inclusive('\n') {
                let range = (at..at + line.len()).into();
                found(&Unit { text: line, path, range, extent: Extent::Whole, shown });
                at += line.len();
            }
        }
    }

    fn terms(&self, sight: Option<&Sight<'_>>, found: &mut Found<'_>) {
        let config = self.gathered.config();
        let Some(path) = self.sources.files.keys().find(|path| config.data_kind(path) == Some(DataKind::Glossary))
        else {
            return;
        };
        let text = self.sources.text(path).unwrap_or_default();
        for (term, meant_for) in self.gathered.all_terms() {
            let shown = sight.is_some_and(|sight| sight.audience.may_read(*meant_for));
            let mut give = |words: &str, shown: bool| {
                let range = text.find(words).map(|at| TextRange::new(at, at + words.len())).unwrap_or_default();
                found(&Unit { text: words, path, range, extent: Extent::Whole, shown });
            };
            [&term.id, &term.term, &term.definition].into_iter().chain(&term.also).for_each(|words| give(words, shown));
            for other in &term.see {
                give(other, shown && sight.is_some_and(|sight| sight.may_name(other)));
            }
            if shown {
                // What addresses call it.
                let text = &format!("{} {}", Kind::Term, term.id);
                found(&Unit { text, path, range: TextRange::default(), extent: Extent::Part, shown });
            }
        }
    }

    /// The guides that `name` may mean in the file `from`.
    pub(super) fn guides_called(&self, from: &SourcePath, name: &str) -> Vec<usize> {
        let decoded = crate::path::percent_decode(name);
        let name = decoded.trim();
        if let Some(at) = self.paths.first(from, name) {
            return vec![at];
        }
        let names = self.names.get_or_init(|| names_of(self.gathered.guides()));
        names.get(&name.to_lowercase()).cloned().unwrap_or_default()
    }
}

fn names_of(guides: &[BookGuide]) -> FxHashMap<String, Vec<usize>> {
    let mut names: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (at, guide) in guides.iter().enumerate() {
        let path = &guide.parsed.path;
        let folder = path.folder().rsplit('/').next().unwrap_or_default();
        let title = title_of(&guide.parsed, &guide.meta);
        let aliases = guide.meta.aliases.iter().map(|(alias, _)| alias.as_str());
        for name in [path.stem(), folder, title.as_str()].into_iter().chain(aliases) {
            names.entry(name.to_lowercase()).or_default().push(at);
        }
    }
    names
}

/// Gives what `node`, a thing of this table around which `around` holds, says.
fn thing(
    node: &Node,
    table: &'static crate::schema::shape::Thing,
    around: Audience,
    shown: bool,
    sight: Option<&Sight<'_>>,
    found: &mut Found<'_>,
) {
    let reader = sight.map_or(Audience::Internal, |sight| sight.audience);
    let mut listen = |said: Said<'_>| {
        let shown = shown
            && said.shown
            && sight.is_some_and(|sight| match said.role {
                Role::Id => true,
                Role::Words => sight.may_say(said.at, said.text),
                Role::Names => sight.may_name(said.text),
                Role::Guide => sight.may_show_guide(said.at, said.text),
            });
        let Location { path, range } = said.at;
        found(&Unit { text: said.text, path, range: *range, extent: Extent::Whole, shown });
        if let Some(kind) = said.kind.filter(|_| shown) {
            // What addresses call it.
            let text = &format!("{kind} {}", said.text);
            found(&Unit { text, path, range: *range, extent: Extent::Part, shown });
        }
    };
    DataWalk { reader, listen: &mut listen }.thing(node, table, around);
}

/// Who may read each guide: the narrowest of its own word, its tags' and its place's; the default where none speaks.
fn audiences(gathered: &Gathered) -> Vec<Audience> {
    let config = gathered.config();
    let patterns = config.path_audiences.iter();
    let places: Vec<_> = patterns
        .filter_map(|(pattern, audience)| Some((path_pattern(pattern).ok()?.compile_matcher(), *audience)))
        .collect();
    let guides = gathered.guides().iter();
    let said = guides.map(|guide| {
        let below = guide.parsed.path.below(&config.source).unwrap_or(guide.parsed.path.as_str());
        let place = places.iter().filter(|(pattern, _)| pattern.is_match(below)).map(|(_, audience)| *audience);
        let tags = guide.meta.tags.iter().filter_map(|tag| config.tag_audiences.get(tag).copied());
        let own = guide.meta.audience.map(|(own, _)| own);
        own.into_iter().chain(place).chain(tags).min().unwrap_or(config.default_audience)
    });
    said.collect()
}

/// What `nav.yaml` says of a folder of which the reader sees something.
fn nav(folder: &str, node: &Node, sight: &Sight<'_>, found: &mut Found<'_>) {
    if !sight.sees_below(folder) {
        return;
    }
    let mut give = |text: &str, at: &Location| {
        found(&Unit { text, path: &at.path, range: at.range, extent: Extent::Whole, shown: true });
    };
    let mut entries: Vec<&Node> = Vec::new();
    match &node.value {
        Value::List(items) => entries.extend(items),
        Value::Map(map) => {
            if let Some(title) = map.get("title")
                && let Some(text) = title.as_text()
            {
                give(text, &title.at);
            }
            for key in ["order", "hide"] {
                entries.extend(map.get(key).and_then(Node::as_list).unwrap_or_default());
            }
        }
        Value::Scalar(_) | Value::Null => {}
    }
    for entry in entries {
        let page = entry.get("page").or(Some(entry)).and_then(Node::as_text);
        let titled = entry.as_map().and_then(|map| map.entries.first()).filter(|_| page.is_none());
        let name = page.map(EcoString::as_str).or_else(|| Some(titled?.key.as_str())).unwrap_or_default();
        if !sight.sees_named(folder, name) {
            continue;
        }
        give(name, &entry.at);
        let title = entry.get("title").or_else(|| Some(&titled?.value));
        title.into_iter().for_each(|node| node.as_text().into_iter().for_each(|text| give(text, &node.at)));
    }
}

/// What another tool's contents call the pages.
fn contents(entries: &[ContentsEntry], material: &Material, sight: Option<&Sight<'_>>, found: &mut Found<'_>) {
    let config = material.gathered.config();
    let file = SourcePath::join(&config.source, "SUMMARY.md").expect("the source folder is inside");
    for entry in entries {
        let shown = sight.is_some_and(|sight| {
            sight.engagement.is_none()
                && entry.path.as_ref().is_none_or(|path| sight.sees_named(&config.source, path.trim_end_matches(".md")))
        });
        for text in entry.title.iter().chain(&entry.path) {
            found(&Unit { text, path: &file, range: TextRange::default(), extent: Extent::Whole, shown });
        }
        contents(&entry.children, material, sight, found);
    }
}
