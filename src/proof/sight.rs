//! What one reader may see of a book: which guides, which of the names in it, where links may lead.
//!
//! Takes the material and whom an edition is for. Tells it from the sources by itself: must not call the filter.

use super::data::{DataWalk, Role, Said};
use super::guide::embeds_in;
use super::material::Material;
use crate::audience::Audience;
use crate::book::{GuidePaths, Named, Reader};
use crate::diagnostic::Location;
use crate::doc::{LinkForm, RawLink};
use crate::path::{SourcePath, percent_decode};
use crate::schema::kind::Kind;
use crate::schema::node::Node;
use crate::schema::read::Fields as _;
use crate::schema::scalar::Reference;
use crate::schema::things::{Engagement, Person, Playbook};
use ecow::EcoString;
use rustc_hash::FxHashSet;
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::sync::Mutex;

/// What a reader may see.
pub(super) struct Sight<'m> {
    pub(super) material: &'m Material,
    pub(super) audience: Audience,
    /// The one engagement that they may see something of; all for none.
    pub(super) engagement: Option<EcoString>,
    /// For each guide, whether they get it.
    pub(super) guides: Vec<bool>,
    /// For each engagement, whether it may say something to them.
    pub(super) engagements: Vec<bool>,
    /// What things are called that are not for them, and nothing that is.
    hidden: FxHashSet<EcoString>,
    /// Who of the vendor's people has a part in the one engagement; everybody for none.
    people: Option<FxHashSet<EcoString>>,
    /// The assets to which something leads that they see.
    assets: Mutex<BTreeSet<SourcePath>>,
}

/// What the data says of names, before it is known which of them are hidden.
#[derive(Default)]
struct Names {
    shown: FxHashSet<EcoString>,
    hidden: FxHashSet<EcoString>,
    /// Whom and what something visible names.
    named: FxHashSet<EcoString>,
    guides: Vec<(Location, EcoString)>,
}

impl Names {
    fn hear(&mut self, said: Said<'_>) {
        match said.role {
            Role::Id if said.shown => _ = self.shown.insert(said.text.into()),
            Role::Id => _ = self.hidden.insert(said.text.into()),
            Role::Names if said.shown => {
                let reference = Reference::parse(said.text);
                if let Some(reference) = &reference
                    && matches!(reference.kind, Kind::Guide | Kind::Runbook)
                {
                    self.guides.push((said.at.clone(), reference.id.clone()));
                }
                self.named.insert(reference.map_or_else(|| said.text.into(), |reference| reference.id));
            }
            Role::Guide if said.shown => self.guides.push((said.at.clone(), said.text.into())),
            Role::Names | Role::Guide | Role::Words => {}
        }
    }

    fn thing(&mut self, node: &Node, table: &'static crate::schema::shape::Thing, around: Audience, reader: Audience) {
        DataWalk { reader, listen: &mut |said| self.hear(said) }.thing(node, table, around);
    }
}

impl<'m> Sight<'m> {
    /// What `reader` may see of `material`.
    pub(super) fn new(material: &'m Material, reader: &Reader) -> Self {
        let gathered = &material.gathered;
        let audience = reader.audience;
        let mut names = Names::default();
        let mut engagements = Vec::new();
        for (id, _, joined) in gathered.joined_engagements() {
            let is_theirs = reader.engagement.as_ref().is_none_or(|wanted| wanted == id);
            if is_theirs {
                names.thing(joined.for_others(), Engagement::table(), joined.around, audience);
            } else {
                names.hidden.insert(id.clone());
            }
            engagements.push(is_theirs);
        }
        for (id, joined, around) in gathered.joined_playbooks() {
            if reader.engagement.is_none() {
                names.thing(joined.for_others(), Playbook::table(), around, audience);
            } else {
                names.hidden.insert(id.clone());
            }
        }
        for (term, meant_for) in gathered.all_terms() {
            let known = if audience.may_read(*meant_for) { &mut names.shown } else { &mut names.hidden };
            known.insert(term.id.clone());
        }
        let mut guides: Vec<bool> = material.audiences.iter().map(|meant_for| audience.may_read(*meant_for)).collect();
        if reader.engagement.is_some() {
            guides = named_guides(material, &names, &guides);
        }
        let people = gathered.people_tree().and_then(Node::as_list).unwrap_or_default();
        let with_part = reader.engagement.as_ref().map(|_| with_part(material, &names, &guides, people));
        let mut sight = Self {
            material,
            audience,
            engagement: reader.engagement.clone(),
            guides,
            engagements,
            hidden: FxHashSet::default(),
            people: with_part,
            assets: Mutex::default(),
        };
        for person in people {
            let reader = if sight.knows(person) { audience } else { Audience::Public };
            let around = if sight.knows(person) { Audience::Public } else { Audience::Internal };
            names.thing(person, Person::table(), around, reader);
        }
        sight.hidden = names.hidden.into_iter().filter(|id| !names.shown.contains(id)).collect();
        sight
    }

    /// True where the reader knows that there is this one of the vendor's people, if no audience says otherwise.
    pub(super) fn knows(&self, person: &Node) -> bool {
        let id = person.get("id").and_then(Node::as_text);
        self.people.as_ref().is_none_or(|people| id.is_some_and(|id| people.contains(id)))
    }

    /// True where `name` is not that of something hidden.
    pub(super) fn may_name(&self, name: &str) -> bool {
        let id = name.rsplit_once(':').map_or(name, |(_, id)| id);
        !self.hidden.contains(id.trim())
    }

    /// True where the words, which stand in data, are no path to something hidden; an asset that they lead to is seen.
    pub(super) fn may_say(&self, at: &Location, text: &str) -> bool {
        let may_be_path = text.len() < 200 && text.contains('.') && !text.contains(char::is_whitespace);
        if may_be_path {
            let _ = self.asset_at(&at.path, text);
        }
        true
    }

    /// True where the path of a guide may be seen.
    pub(super) fn may_show_guide(&self, at: &Location, text: &str) -> bool {
        match self.material.paths.find(&at.path, text) {
            Named::Guide(guide) => self.guides[guide],
            Named::Both(..) => true,
            Named::Nothing => self.may_say(at, text),
        }
    }

    /// True where the destination of a link may be seen.
    pub(super) fn may_lead(&self, from: &SourcePath, link: &RawLink) -> bool {
        if link.form == LinkForm::Data || link.is_wiki() && Reference::parse(after_slash(&link.href)).is_some() {
            return link.href.split(['/', ':']).all(|part| self.may_name(part));
        }
        let path = link.href.split(['#', '?']).next().unwrap_or_default();
        if path.is_empty()
            || path.contains("://")
            || path.starts_with("//")
            || path.starts_with("mailto:")
            || path.starts_with("tel:")
        {
            return true;
        }
        let called = if link.is_wiki() {
            self.material.guides_called(from, path)
        } else {
            self.material.paths.first(from, &percent_decode(path)).into_iter().collect()
        };
        if !called.is_empty() {
            return called.iter().any(|guide| self.guides[*guide]);
        }
        self.asset_called(from, path).is_none_or(|(_, may_have)| may_have)
    }

    /// The asset to which `href` leads, which is then seen; none where it leads elsewhere or the reader may not have it.
    pub(super) fn asset_at(&self, from: &SourcePath, href: &str) -> Option<SourcePath> {
        let path = href.split(['#', '?']).next().unwrap_or_default();
        let (found, may_have) = self.asset_called(from, path)?;
        may_have.then(|| {
            self.lock().insert(found.clone());
            found
        })
    }

    /// The asset that a destination means, and whether the reader may have it.
    fn asset_called(&self, from: &SourcePath, path: &str) -> Option<(SourcePath, bool)> {
        let assets = self.material.gathered.all_assets();
        let found = self.places(from, path).into_iter().find(|path| assets.contains_key(path))?;
        let may_have = assets[&found].audience.is_none_or(|own| self.audience.may_read(own));
        Some((found, may_have))
    }

    /// The files that a destination may mean, what is meant first where it is there: beside the file, from the source folder, and
    /// then as other tools read it (`model::foreign` does the same for links). None where no asset is called so, as of most
    /// links, which lead to guides.
    fn places(&self, from: &SourcePath, path: &str) -> Vec<SourcePath> {
        let path = percent_decode(path);
        let name = path.rsplit('/').find(|part| !part.is_empty()).unwrap_or_default();
        if !matches!(name, "" | "." | "..") && !self.material.asset_names.contains(name) {
            return Vec::new();
        }
        let source = &self.material.gathered.config().source;
        let join = |folder: &str, path: &str| SourcePath::join(folder, path).ok();
        let beside = join(from.folder(), &path).filter(|_| !path.starts_with('/'));
        let rooted = path.trim_start_matches('/');
        let from_root = join(source, rooted);
        // From the page's address, where that is a folder.
        let own_folder = if from.folder().is_empty() {
            from.stem().to_owned()
        } else {
            format!("{}/{}", from.folder(), from.stem())
        };
        let from_address = join(&own_folder, &path).filter(|_| !from.is_folder_page() && path.len() == rooted.len());
        let first = from.below(source).and_then(|path| path.split_once('/')).map(|(first, _)| first);
        let at_root = [Some("public"), Some("static"), first].into_iter().flatten();
        let at_root = at_root.filter_map(|folder| join(source, &format!("{folder}/{rooted}")));
        let in_docs = rooted.strip_prefix("docs/").and_then(|path| join(source, path));
        // Double brackets find a file by its name alone, where it is the only one.
        let assets = self.material.gathered.all_assets();
        let mut called = assets.keys().filter(|asset| path == asset.file_name());
        let only = if path.contains('/') { None } else { called.next().cloned().filter(|_| called.next().is_none()) };
        beside.into_iter().chain(from_root).chain(from_address).chain(at_root).chain(in_docs).chain(only).collect()
    }

    /// The assets that something visible has led to so far.
    pub(super) fn assets(&self) -> BTreeSet<SourcePath> {
        let mut assets = self.lock().clone();
        let config = self.material.gathered.config();
        assets.extend(config.logo.iter().filter_map(|logo| SourcePath::join(&config.source, logo).ok()));
        assets
    }

    /// True where something visible has led to the asset so far.
    pub(super) fn has_asset(&self, path: &SourcePath) -> bool {
        self.lock().contains(path)
    }

    /// True where a guide below `folder` is theirs.
    pub(super) fn sees_below(&self, folder: &str) -> bool {
        self.any_below(folder).is_some_and(|shown| shown)
    }

    /// False where `name` is that of pages in `folder` of which none is theirs.
    pub(super) fn sees_named(&self, folder: &str, name: &str) -> bool {
        let name = name.trim().trim_start_matches("./").trim_end_matches('/');
        let Ok(path) = SourcePath::join(folder, name) else { return true };
        let name = path.as_str();
        let guides = self.material.gathered.guides();
        let file = ["", ".md", ".markdown"].iter().find_map(|end| {
            let file = SourcePath::new(&format!("{name}{end}")).ok()?;
            guides.binary_search_by(|guide| guide.parsed.path.cmp(&file)).ok()
        });
        match (file.map(|at| self.guides[at]), self.any_below(name)) {
            (None, None) => true,
            (file, folder) => file == Some(true) || folder == Some(true),
        }
    }

    /// Whether one of the guides below `folder` is theirs; none where there are none.
    fn any_below(&self, folder: &str) -> Option<bool> {
        let guides = self.material.gathered.guides();
        if folder.is_empty() {
            return Some(self.guides.contains(&true));
        }
        let below = format!("{folder}/");
        let first = guides.partition_point(|guide| guide.parsed.path.as_str() < below.as_str());
        let here = guides[first..].iter().take_while(|guide| guide.parsed.path.as_str().starts_with(&below)).count();
        (here > 0).then(|| self.guides[first..first + here].contains(&true))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeSet<SourcePath>> {
        self.assets.lock().expect("no thread panics while it notes an asset")
    }
}

pub(super) fn after_slash(name: &str) -> &str {
    name.split_once('/').map_or(name, |(_, rest)| rest)
}

/// The guides that are named for an engagement, and those that they have embedded, of those that are `readable`.
fn named_guides(material: &Material, names: &Names, readable: &[bool]) -> Vec<bool> {
    let mut named = vec![false; readable.len()];
    let mut waiting: Vec<usize> = Vec::new();
    // What a hidden guide of the same name stands before is named where that is not there.
    let places: Vec<usize> = (0..readable.len()).filter(|guide| readable[*guide]).collect();
    let all = material.gathered.guides();
    let source = &material.gathered.config().source;
    let paths = OnceCell::new();
    let paths = || paths.get_or_init(|| GuidePaths::new(source, places.iter().map(|guide| &all[*guide].parsed.path)));
    for (at, path) in &names.guides {
        match material.paths.find(&at.path, path) {
            Named::Guide(guide) if readable[guide] => waiting.push(guide),
            Named::Guide(_) | Named::Both(..) => {
                if let Named::Guide(place) = paths().find(&at.path, path) {
                    waiting.push(places[place]);
                }
            }
            Named::Nothing => {}
        }
    }
    while let Some(guide) = waiting.pop() {
        if !readable[guide] || std::mem::replace(&mut named[guide], true) {
            continue;
        }
        let parsed = &material.gathered.guides()[guide].parsed;
        if parsed.embeds {
            embeds_in(&parsed.doc.blocks, &mut |name| waiting.extend(material.guides_called(&parsed.path, name)));
        }
    }
    named
}

/// Who of the vendor's people has a part in what is visible, and who follows them.
fn with_part(material: &Material, names: &Names, guides: &[bool], people: &[Node]) -> FxHashSet<EcoString> {
    let mut with_part = names.named.clone();
    for (guide, _) in material.gathered.guides().iter().zip(guides).filter(|(_, shown)| **shown) {
        with_part.extend(guide.meta.owner.clone());
        let attendees = guide.meta.minutes.iter().flat_map(|said| &said.attendees);
        with_part.extend(attendees.map(|name| EcoString::from(name.value.as_str())));
    }
    loop {
        let before = with_part.len();
        for person in people {
            let text = |key: &str| person.get(key).and_then(Node::as_text);
            if let (Some(id), Some(heir)) = (text("id"), text("successor"))
                && with_part.contains(id)
            {
                with_part.insert(heir.clone());
            }
        }
        if with_part.len() == before {
            return with_part;
        }
    }
}
