//! Joins the parsed files to a book: who may read each guide, and what else lies in the source folder.

use super::engagement::{
    Asked, JoinedPlaybook, Minutes, NamedEngagement, Playbooks, Surroundings, asked_by, check_people, join_playbook,
    narrow_to,
};
use super::folder_order::{FolderOrder, folder_orders};
use super::kept::{AroundAll, JoinMemo, JoinedOf, Kept, WithEditions};
use super::{AssetEntry, BookGuide};
use crate::audience::Audience;
use crate::config::{Config, ContentsEntry, DataKind, imported_contents, path_pattern};
use crate::diagnostic::{Checked, Diagnostic, Location, Rule};
use crate::parse::engagement::{ParsedData, ParsedEngagement, ParsedPeople};
use crate::parse::front_matter::GuideMeta;
use crate::parse::glossary::ParsedTerm;
use crate::parse::guide::ParsedGuide;
use crate::path::{OutputPath, SourcePath};
use crate::schema::node::{Node, Value};
use crate::schema::things::Playbook;
use crate::source::{History, SourceFile, Sources, Version};
use ecow::EcoString;
use globset::GlobMatcher;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A book whole, before any reader's filter. Nothing past `for_reader` ever holds it.
#[derive(Clone, Debug)]
pub struct Gathered {
    pub(super) config: Arc<Config>,
    /// The playbooks, each with those that it extends, in the order of their files.
    pub(super) playbooks: Vec<GatheredPlaybook>,
    pub(super) guides: Vec<BookGuide>,
    pub(super) people: Option<Arc<Node>>,
    /// True where they have a file, and it cannot be read.
    pub(super) people_unread: bool,
    /// The words of the trade, each with those who may read it.
    pub(super) terms: Vec<(ParsedTerm, Audience)>,
    pub(super) engagements: Vec<GatheredEngagement>,
    pub(super) assets: Arc<BTreeMap<SourcePath, AssetEntry>>,
    pub(super) contents: Option<Arc<[ContentsEntry]>>,
    pub(super) orders: Arc<[FolderOrder]>,
    pub(super) history: Arc<History>,
    pub(super) rest: Version,
}

impl Gathered {
    /// The names of the engagements, in the order of their files.
    #[must_use]
    pub fn engagement_ids(&self) -> Vec<EcoString> {
        self.engagements.iter().map(|engagement| engagement.id.clone()).collect()
    }

    /// The guide of the source `path`, whole.
    pub(crate) fn guide(&self, path: &SourcePath) -> Option<&BookGuide> {
        let at = self.guides.binary_search_by(|guide| guide.parsed.path.cmp(path)).ok()?;
        Some(&self.guides[at])
    }

    /// What all sources say but the guides.
    pub(crate) fn rest(&self) -> Version {
        self.rest
    }

    /// What the playbook of this name asks of an engagement that takes it over.
    #[must_use]
    pub fn asked_by(&self, playbook: &str) -> Asked {
        let playbook = self.playbooks.iter().find(|one| one.id == playbook);
        playbook.map_or_else(Asked::new, |playbook| asked_by(&playbook.joined.node))
    }

    /// The playbooks as their files say them, each with those that it extends.
    pub fn playbooks(&self) -> impl Iterator<Item = &Playbook> {
        self.playbooks.iter().map(|playbook| &playbook.joined.declared)
    }
}

/// A playbook, joined with those that it extends.
#[derive(Clone, Debug)]
pub(super) struct GatheredPlaybook {
    pub(super) id: EcoString,
    pub(super) path: SourcePath,
    /// Who may read it, as what is around it says: its place and those of what it extends, or the book's default.
    pub(super) around: Audience,
    pub(super) joined: JoinedPlaybook,
}

/// An engagement, joined with its playbooks.
#[derive(Clone, Debug)]
pub(super) struct GatheredEngagement {
    pub(super) id: EcoString,
    pub(super) path: SourcePath,
    pub(super) joined: Arc<WithEditions>,
}

/// Joins the parsed files: `guides` are in the order of their sources, and `rest` is what all others say.
#[must_use]
pub fn gather(
    (sources, rest): (&Sources, Version),
    config: &Arc<Config>,
    guides: impl IntoIterator<Item = (Arc<ParsedGuide>, Arc<GuideMeta>)>,
    data: &ParsedData,
    memo: &mut JoinMemo,
) -> Checked<Gathered> {
    let mut diagnostics = Vec::new();
    let places = places(config);
    let guides: Vec<BookGuide> = guides
        .into_iter()
        .filter(|(_, meta)| !meta.draft)
        .map(|(parsed, meta)| {
            let audience = audience_of(&parsed.path, &meta, config, &places, &mut diagnostics);
            BookGuide { parsed, meta, audience }
        })
        .collect();
    let (playbooks, engagements) = join_engagements(data, &guides, config, &places, memo, &mut diagnostics);
    let people = data.people.as_ref().and_then(|people| narrowed(people, config, &places));
    let terms = terms(data, sources, config, &places);
    let contents = imported_contents(sources, config).map(Arc::from);
    let orders = folder_orders(&data.navs, sources, config, &mut diagnostics).into();
    let assets = memo.assets.get(rest, |_| Arc::new(assets(sources, config, &places)));
    Checked {
        value: Gathered {
            config: config.clone(),
            playbooks,
            guides,
            people_unread: data.people.is_some() && people.as_ref().is_none_or(|people| people.as_list().is_none()),
            people,
            terms,
            engagements,
            assets,
            contents,
            orders,
            history: sources.history.clone(),
            rest,
        },
        diagnostics,
    }
}

fn join_engagements(
    data: &ParsedData,
    guides: &[BookGuide],
    config: &Config,
    places: &[(GlobMatcher, Audience)],
    memo: &mut JoinMemo,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<GatheredPlaybook>, Vec<GatheredEngagement>) {
    let mut playbooks = Playbooks::new();
    let mut joined_playbooks = Vec::new();
    for playbook in &data.playbooks {
        if let Some(node) = &playbook.node {
            playbooks.entry(id_of(node, playbook.path.stem())).or_insert(Some(node));
        }
    }
    diagnostics.extend(check_names(data));
    for playbook in &data.playbooks {
        if let Some(node) = &playbook.node {
            let joined = join_playbook(node, &playbooks).unpack(diagnostics);
            let place = |path: &SourcePath| audience_of_place(path.below(&config.source)?, places);
            let around = joined.around(place, config.default_audience);
            let (id, path) = (id_of(node, playbook.path.stem()).into(), playbook.path.clone());
            joined_playbooks.push(GatheredPlaybook { id, path, around, joined });
        }
    }
    let named = |engagement: &ParsedEngagement| {
        let folder = engagement.path.folder().rsplit('/').next().unwrap_or_default().to_owned();
        engagement.node.as_ref().map_or_else(|| folder.clone().into(), |node| EcoString::from(id_of(node, &folder)))
    };
    let ids: Vec<EcoString> = data.engagements.iter().map(named).collect();
    // What a plan says stands in the plan's place, and an engagement says it too.
    let around = |engagement: &ParsedEngagement| {
        let place = |path: &SourcePath| audience_of_place(path.below(&config.source)?, places);
        let plans = plans_of(engagement.node.as_deref(), &playbooks);
        plans.filter_map(|plan| place(&plan.at.path)).chain(place(&engagement.path)).min()
    };
    let all = data.engagements.iter().zip(&ids);
    let all = all.map(|(one, id)| NamedEngagement { id, node: one.node.as_deref(), around: around(one) });
    let all: Vec<NamedEngagement<'_>> = all.collect();
    let unreadable = |path: &SourcePath| Arc::new(Node { value: Value::Null, at: Location::file(path.clone()) });
    let people = data.people.as_ref();
    // What is no list, which has been reported, names nobody and may have been meant to.
    let listed = |node: &Arc<Node>| node.as_list().is_some() || node.as_map().is_some_and(|map| map.entries.is_empty());
    let readable = |people: &ParsedPeople| narrowed(people, config, places).filter(listed);
    let people = people.map(|people| readable(people).unwrap_or_else(|| unreadable(&people.path)));
    let people = people.as_ref();
    diagnostics.extend(people.into_iter().flat_map(|people| check_people(people)));
    let surroundings = Surroundings { playbooks: &playbooks, people, engagements: &all };
    let minutes: Vec<&BookGuide> = guides.iter().filter(|guide| guide.meta.minutes.is_some()).collect();
    let mut first_ones: Vec<(&ParsedEngagement, &EcoString, &Arc<Node>)> = Vec::new();
    let mut first_of: BTreeMap<&str, &SourcePath> = BTreeMap::new();
    for (engagement, id) in data.engagements.iter().zip(&ids) {
        let Some(node) = &engagement.node else { continue };
        if let Some(first) = first_of.get(id.as_str()) {
            let at = node.get("id").map_or_else(|| Location::file(engagement.path.clone()), |id| id.at.clone());
            let words = format!("two engagements are called `{id}`");
            diagnostics.push(
                Diagnostic::new(Rule::DuplicateId, at, words)
                    .related(Location::file((*first).clone()), "the other one")
                    .help("Give one of them another id; until then only the other one is published."),
            );
            continue;
        }
        first_of.insert(id, &engagement.path);
        first_ones.push((engagement, id, node));
    }
    memo.begin(AroundAll {
        playbooks: data.playbooks.iter().filter_map(|playbook| playbook.node.clone()).collect(),
        people: people.cloned(),
        names: ids.clone(),
    });
    let known = &*memo;
    let join = |(engagement, _, node): &(&ParsedEngagement, &EcoString, &Arc<Node>)| {
        let at = |one: usize| (data.engagements[one].node.clone(), all[one].around);
        let of = JoinedOf {
            node: (*node).clone(),
            minutes: Minutes::below(engagement.path.folder(), &minutes, &config.source),
            around: around(engagement),
            default: config.default_audience,
            earlier: continued_by(node, &ids, data).into_iter().map(at).collect(),
        };
        known.join(&engagement.path, of, &surroundings)
    };
    let kept: Vec<Arc<Kept>> = first_ones.par_iter().map(join).collect();
    memo.keep_only(first_ones.iter().map(|(engagement, ..)| engagement.path.clone()).zip(kept.iter().cloned()));
    let mut joined = Vec::new();
    for ((engagement, id, _), kept) in first_ones.into_iter().zip(kept) {
        let from = diagnostics.len();
        diagnostics.extend(kept.diagnostics.iter().cloned());
        let place = |path: &SourcePath| audience_of_place(path.below(&config.source)?, places);
        let plans = plans_of(engagement.node.as_deref(), &playbooks);
        let narrowing = plans.filter_map(|plan| Some((place(&plan.at.path)?, &plan.at.path))).min();
        if let Some((audience, plan)) =
            narrowing.filter(|(audience, _)| place(&engagement.path).is_none_or(|own| *audience < own))
        {
            name_the_plan(&mut diagnostics[from..], audience, plan);
        }
        joined.push(GatheredEngagement { id: id.clone(), path: engagement.path.clone(), joined: kept.joined.clone() });
    }
    (joined_playbooks, joined)
}

/// Says of what claims to be for more than its engagement whose place narrows that, where it is no file's own word.
fn name_the_plan(diagnostics: &mut [Diagnostic], audience: Audience, plan: &SourcePath) {
    let is_meant = |problem: &&mut Diagnostic| problem.rule == Rule::AudienceWidened && problem.related.is_empty();
    for problem in diagnostics.iter_mut().filter(is_meant) {
        let words = format!("the engagement takes over this playbook, whose place is for `{audience}`");
        problem.related.push((Location::file(plan.clone()), words));
    }
}

/// The playbooks that `node` is built on, nearest first.
fn plans_of<'a>(node: Option<&'a Node>, playbooks: &Playbooks<'a>) -> impl Iterator<Item = &'a Node> {
    let above = |node: &Node| *playbooks.get(node.get("extends")?.as_text()?.as_str())?;
    // A chain that comes back to itself has no more of them than there are.
    std::iter::successors(node.and_then(above), move |plan| above(plan)).take(playbooks.len())
}

/// The engagements that `node` continues, nearest first, by their places among all, which are called `ids`.
fn continued_by(node: &Node, ids: &[EcoString], data: &ParsedData) -> Vec<usize> {
    let before = |node: &Node| {
        let id = node.get("continues")?.as_text()?;
        ids.iter().position(|one| one == id)
    };
    let chain = std::iter::successors(before(node), |at| before(data.engagements[*at].node.as_ref()?));
    // A chain that comes back to itself has no more of them than there are.
    chain.take(ids.len()).collect()
}

/// The vendor's people, none of them for more than the place of their file.
fn narrowed(people: &ParsedPeople, config: &Config, places: &[(GlobMatcher, Audience)]) -> Option<Arc<Node>> {
    let node = people.node.as_ref()?;
    let place = people.path.below(&config.source).and_then(|path| audience_of_place(path, places));
    let (Some(place), Value::List(items)) = (place, &node.value) else { return Some(node.clone()) };
    let mut items = items.clone();
    items.iter_mut().for_each(|person| narrow_to(person, place));
    Some(Arc::new(Node { value: Value::List(items), at: node.at.clone() }))
}

/// Playbooks of one name: the first is the one that others extend.
fn check_names(data: &ParsedData) -> Vec<Diagnostic> {
    let mut first_of: BTreeMap<&str, &SourcePath> = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for playbook in &data.playbooks {
        let Some(node) = &playbook.node else { continue };
        let id = id_of(node, playbook.path.stem());
        if let Some(first) = first_of.get(id) {
            let at = node.get("id").map_or_else(|| Location::file(playbook.path.clone()), |id| id.at.clone());
            diagnostics.push(
                Diagnostic::new(Rule::DuplicateId, at, format!("two playbooks are called `{id}`"))
                    .related(Location::file((*first).clone()), "the other one")
                    .help("Give one of them another id; until then `extends` means the other one."),
            );
        } else {
            first_of.insert(id, &playbook.path);
        }
    }
    diagnostics
}

/// The words of the trade. Who may read one is said by itself, by its file and by the file's place.
fn terms(
    data: &ParsedData,
    sources: &Sources,
    config: &Config,
    places: &[(GlobMatcher, Audience)],
) -> Vec<(ParsedTerm, Audience)> {
    let Some(glossary) = &data.glossary else { return Vec::new() };
    let file = sources.files.keys().find(|path| config.data_kind(path) == Some(DataKind::Glossary));
    let place = file.and_then(|path| audience_of_place(path.below(&config.source)?, places));
    let with_audience = |term: &ParsedTerm| {
        let said = term.audience.into_iter().chain(place).min();
        (term.clone(), said.unwrap_or(config.default_audience))
    };
    glossary.terms.iter().map(with_audience).collect()
}

fn id_of<'a>(node: &'a Node, otherwise: &'a str) -> &'a str {
    node.get("id").and_then(Node::as_text).map_or(otherwise, EcoString::as_str)
}

/// The narrowest word of place, tags and the guide itself; the default where none speaks.
fn audience_of(
    path: &SourcePath,
    meta: &GuideMeta,
    config: &Config,
    places: &[(GlobMatcher, Audience)],
    diagnostics: &mut Vec<Diagnostic>,
) -> Audience {
    let below = path.below(&config.source).unwrap_or(path.as_str());
    let place = audience_of_place(below, places);
    let tags = meta.tags.iter().filter_map(|tag| config.tag_audiences.get(tag).copied());
    let around = place.into_iter().chain(tags).min();
    match (meta.audience, around) {
        (Some((own, range)), Some(around)) if own > around => {
            let message = format!("this page says it is for `{own}`, but its place or its tags say `{around}`");
            let location = Location { path: path.clone(), range };
            diagnostics.push(
                Diagnostic::new(Rule::AudienceWidened, location, message).label("wider than it can be").help(
                    "An audience only ever narrows what holds around it: change `book.toml`, the tag, or this line.",
                ),
            );
            around
        }
        (Some((own, _)), _) => own,
        (None, Some(around)) => around,
        (None, None) => config.default_audience,
    }
}

/// The narrowest word of the places that a file lies in.
fn audience_of_place(below: &str, places: &[(GlobMatcher, Audience)]) -> Option<Audience> {
    places.iter().filter(|(pattern, _)| pattern.is_match(below)).map(|(_, audience)| *audience).min()
}

/// The places that say who may read what lies there. A pattern that is none has been reported with `book.toml`.
fn places(config: &Config) -> Vec<(GlobMatcher, Audience)> {
    let patterns = config.path_audiences.iter();
    patterns
        .filter_map(|(pattern, audience)| Some((path_pattern(pattern).ok()?.compile_matcher(), *audience)))
        .collect()
}

/// The files of the source folder that are published as they are: not what becomes a page.
fn assets(sources: &Sources, config: &Config, places: &[(GlobMatcher, Audience)]) -> BTreeMap<SourcePath, AssetEntry> {
    let is_asset =
        |path: &SourcePath| config.is_content(path) && !config.is_guide(path) && config.data_kind(path).is_none();
    sources
        .files
        .iter()
        .filter(|(path, _)| is_asset(path))
        .filter_map(|(path, file)| {
            let output = OutputPath::new(path.below(&config.source)?).ok()?;
            let audience = audience_of_place(output.as_str(), places);
            Some((path.clone(), AssetEntry { output, size: picture_size(file), audience }))
        })
        .collect()
}

fn picture_size(file: &SourceFile) -> Option<(u32, u32)> {
    let bytes = match file {
        SourceFile::Bytes(bytes) => bytes,
        SourceFile::Asset { start, .. } => start,
    };
    let size = imagesize::blob_size(bytes).ok()?;
    Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
}
