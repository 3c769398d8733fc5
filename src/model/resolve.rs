//! Turns each link of a guide into its target. The one place that reads what an author wrote between the brackets.

mod hidden;
mod sentences;
mod things;

pub(super) use hidden::Hidden;
pub(super) use sentences::Mention;

use super::index::{Found, Index, Missing};
use super::suggest::Suggestion;
use super::things::TypedName;
use super::{OutlineRanges, PageId, PageKind, Reference};
use crate::audience::Audience;
use crate::book::DataName;
use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::doc::{Block, BlockKind, Element, Inline, LinkForm, ListItem, RawLink, Target, Visit};
use crate::parse::guide::ParsedGuide;
use crate::path::{OutputPath, SourcePath, percent_decode, relative_url};
use crate::schema::kind::Kind;
use crate::text::TextRange;
use ecow::EcoString;
use hidden::Meaning;
use sentences::Unfinished;
use std::sync::Arc;

/// Schemes that a page may link to; everything else, `javascript:` and `data:` above all, is refused.
const SCHEMES: &[&str] = &[
    "http", "https", "mailto", "tel", "callto", "sms", "ftp", "ftps", "sftp", "ssh", "irc", "ircs", "xmpp", "matrix",
    "geo", "webcal", "vscode", "cursor", "zed", "obsidian", "notion", "slack", "msteams", "zoommtg", "sip", "sips",
];

/// The links of one guide, resolved.
#[derive(Debug)]
pub(super) struct Resolved {
    /// A target for each link, in reading order.
    pub(super) targets: Arc<[Target]>,
    /// What others hear of.
    pub(super) outgoing: Arc<Outgoing>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// What the links of a guide say to what they lead to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Outgoing {
    /// The pages linked to, each with the first sentence that does so.
    pub(super) references: Vec<(PageId, Reference)>,
    /// The things of engagements that are named, each with the first sentence that does so.
    pub(super) mentions: Vec<Mention>,
    /// The files that are shown or handed out.
    pub(super) assets: Vec<OutputPath>,
}

/// What links are resolved by.
#[derive(Clone, Copy)]
pub(super) struct Lookup<'a> {
    pub(super) index: &'a Index,
    /// Where the headings of each guide of the index stand in its file.
    pub(super) ranges: &'a [Arc<OutlineRanges>],
    pub(super) hidden: Option<Hidden<'a>>,
}

/// Resolves the links of `parsed`, which stands on `page`.
pub(super) fn resolve(lookup: Lookup<'_>, parsed: &ParsedGuide, page: PageId) -> Resolved {
    let Lookup { index, ranges, hidden } = lookup;
    let mut resolver = Resolver {
        index,
        ranges,
        parsed,
        page,
        hidden,
        narrowed: narrowed(parsed),
        inside: Vec::new(),
        embeds: 0,
        mentioned: Vec::new(),
        unfinished: Vec::new(),
        targets: Vec::new(),
        outgoing: Outgoing::default(),
        diagnostics: Vec::new(),
    };
    parsed.doc.visit(&mut resolver);
    resolver.finish_sentences();
    let Resolver { targets, mut outgoing, diagnostics, .. } = resolver;
    for target in &targets {
        if let Target::Asset { path, .. } = target
            && !outgoing.assets.contains(path)
        {
            outgoing.assets.push(path.clone());
        }
    }
    Resolved { targets: targets.into(), outgoing: Arc::new(outgoing), diagnostics }
}

/// The parts of a guide that have an audience of their own.
#[must_use]
pub fn narrowed(parsed: &ParsedGuide) -> Vec<(TextRange, Audience)> {
    let mut narrowed = Vec::new();
    if parsed.restricted {
        note_narrowed(&parsed.doc.blocks, &mut narrowed);
        parsed.doc.footnotes.iter().for_each(|note| note_narrowed(note, &mut narrowed));
    }
    narrowed
}

fn note_narrowed(blocks: &[Block<RawLink>], narrowed: &mut Vec<(TextRange, Audience)>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Restricted { audience, blocks } => {
                narrowed.push((block.range, *audience));
                note_narrowed(blocks, narrowed);
            }
            BlockKind::List { items, .. } => {
                for item in items {
                    narrowed.extend(item.audience.map(|audience| (item.range, audience)));
                    note_narrowed(&item.blocks, narrowed);
                }
            }
            BlockKind::Tabs(tabs) => tabs.iter().for_each(|tab| note_narrowed(&tab.blocks, narrowed)),
            BlockKind::Quote(blocks)
            | BlockKind::Callout { blocks, .. }
            | BlockKind::Details { blocks, .. }
            | BlockKind::When { blocks, .. }
            | BlockKind::Element { blocks, .. } => {
                note_narrowed(blocks, narrowed);
            }
            _ => {}
        }
    }
}

struct Resolver<'a> {
    index: &'a Index,
    ranges: &'a [Arc<OutlineRanges>],
    parsed: &'a ParsedGuide,
    page: PageId,
    hidden: Option<Hidden<'a>>,
    narrowed: Vec<(TextRange, Audience)>,
    /// The embeds that the walk is in, each with its number and where it comes from.
    inside: Vec<(u32, Option<SourcePath>)>,
    embeds: u32,
    /// What the link that the walk is at has been found to name, with its engagement.
    mentioned: Vec<(usize, (Kind, EcoString))>,
    /// The sentences that can only be told when all links are resolved.
    unfinished: Vec<Unfinished>,
    targets: Vec<Target>,
    outgoing: Outgoing,
    diagnostics: Vec<Diagnostic>,
}

impl Visit<RawLink> for Resolver<'_> {
    fn link(&mut self, link: &RawLink, around: &[Inline<RawLink>]) {
        let target = match link.form {
            LinkForm::Wiki | LinkForm::Embed => self.wiki(link),
            LinkForm::Data => self.data(link),
            LinkForm::Link | LinkForm::Image => self.url(link),
        };
        let target = match target {
            Ok((target, page)) => {
                if let (Some(page), Target::Page { anchor, .. }) = (page, &target)
                    && let Some((engagement, thing)) = self.index.thing_at(page, anchor.as_deref())
                {
                    self.mentioned.push((engagement, (thing.kind, thing.id.clone())));
                }
                self.note_mentions(around, link);
                // What is embedded says in its own file what it leads to, and what is wrong with that.
                if let Some(page) = page.filter(|page| *page != self.page && self.inside.is_empty()) {
                    if self.index.audience(page).is_some_and(|audience| audience < self.audience_around(link)) {
                        self.report(self.link_to_restricted(link));
                    }
                    self.note_reference(page, around, link);
                }
                target
            }
            // A reader of a restricted edition is never told that there is more: what leads nowhere loses its link, for
            // whatever reason.
            Err(diagnostic) => {
                if self.inside.is_empty() {
                    let meaning = |hidden: Hidden<'_>| {
                        let of_thing = self.meaning_of_thing(&hidden, link);
                        of_thing.unwrap_or_else(|| hidden.meaning(self.path(), link))
                    };
                    match self.hidden.map_or(Meaning::Nothing, meaning) {
                        Meaning::Nothing => self.report(*diagnostic),
                        Meaning::LeftOut => {}
                        Meaning::Restricted => self.report(self.link_to_restricted(link)),
                    }
                }
                if self.hidden.is_some() { Target::Hidden } else { Target::Broken }
            }
        };
        self.targets.push(target);
    }

    fn heading(&mut self, _: u8, _: &Option<EcoString>, _: &[Inline<RawLink>], _: TextRange) {}
    fn task(&mut self, _: &ListItem<RawLink>) {}
    fn element(&mut self, _: &Element<RawLink>) {}

    fn enter(&mut self, from: Option<&SourcePath>) {
        self.inside.push((self.embeds, from.cloned()));
        self.embeds += 1;
    }

    fn leave(&mut self) {
        self.inside.pop();
    }
}

/// A target, and the page it is on where it is one; or what is wrong.
type Outcome = Result<(Target, Option<PageId>), Box<Diagnostic>>;

impl Resolver<'_> {
    fn report(&mut self, diagnostic: Diagnostic) {
        if self.inside.is_empty() {
            self.diagnostics.push(diagnostic);
        }
    }

    /// The guide that the links come from that the walk is at.
    fn path(&self) -> &SourcePath {
        self.inside.iter().rev().find_map(|(_, from)| from.as_ref()).unwrap_or(&self.parsed.path)
    }

    /// The page of that guide.
    fn own_page(&self) -> PageId {
        let path = self.inside.iter().rev().find_map(|(_, from)| from.as_ref());
        let below = path.and_then(|path| path.below(&self.index.source));
        below.and_then(|below| self.index.page_at(below, false)).unwrap_or(self.page)
    }

    /// The id that the heading `id` of the guide `page` has here, where an embed has put it on this page too: that of the
    /// embed in which the walk is, rather than of another.
    fn embedded_here(&self, page: PageId, id: &str) -> Option<EcoString> {
        let (embed, _) = self.inside.last()?;
        let (own, own_ranges) = (self.index.outline(page)?, self.ranges_on(page)?);
        let range = own_ranges.headings[own.headings.iter().position(|heading| heading.id == id)?];
        let path = self.path();
        let (outline, ranges) = (self.index.outline(self.page)?, self.ranges_on(self.page)?);
        let mut same = outline
            .embedded
            .iter()
            .filter(|place| place.from == *path && ranges.headings[place.heading as usize] == range);
        let place = same.clone().find(|place| place.embed == *embed).or_else(|| same.next())?;
        Some(outline.headings[place.heading as usize].id.clone())
    }

    /// Where the headings of the guide on a page stand in its file.
    fn ranges_on(&self, page: PageId) -> Option<&OutlineRanges> {
        self.index.page(page).kind.guide().map(|guide| &*self.ranges[guide as usize])
    }

    fn at(&self, link: &RawLink) -> Location {
        Location { path: self.path().clone(), range: link.range }
    }

    /// Who reads a link: those of the page, less those that the parts around it leave out.
    fn audience_around(&self, link: &RawLink) -> Audience {
        let page = self.index.audience(self.page).unwrap_or(Audience::Internal);
        let around =
            self.narrowed.iter().filter(|(range, _)| range.start <= link.range.start && link.range.end <= range.end);
        around.map(|(_, audience)| *audience).chain([page]).min().unwrap_or(page)
    }

    fn link_to_restricted(&self, link: &RawLink) -> Diagnostic {
        let message = format!("`{}` is not in every edition that holds this link", link.href);
        Diagnostic::new(Rule::LinkToRestricted, self.at(link), message)
            .label("there, only the words remain")
            .help("Give what it leads to the same audience, or leave the link out.")
    }

    fn url(&mut self, link: &RawLink) -> Outcome {
        let href = link.href.trim();
        if let Some(scheme) = scheme(href) {
            let is_picture = link.form == LinkForm::Image && is_harmless_picture(href);
            return if is_picture || SCHEMES.contains(&scheme.to_ascii_lowercase().as_str()) {
                Ok((Target::External(href.into()), None))
            } else {
                let runs =
                    ["javascript", "vbscript", "data", "blob"].iter().any(|one| scheme.eq_ignore_ascii_case(one));
                let label = if runs {
                    "this would run or embed something in the reader's page"
                } else {
                    "this leads to something on the reader's own machine, or to nothing"
                };
                let message = format!("links of the kind `{scheme}:` are not published");
                let problem = Diagnostic::new(Rule::BrokenLink, self.at(link), message);
                Err(Box::new(problem.label(label).help("Link to a page, or over https.")))
            };
        }
        if href.starts_with("//") {
            return Ok((Target::External(format!("https:{href}").into()), None));
        }
        if let Some(template) = href.strip_prefix("{{") {
            return Ok(self.template(link, template));
        }
        let (path, query, fragment) = split(href);
        if path.is_empty() && query.is_empty() {
            return Ok(self.on_page(link, self.own_page(), fragment));
        }
        let decoded = percent_decode(path);
        let found = match self.index.find_in(self.path(), &decoded) {
            // A file whose name holds a percent sign may have been written as it is.
            Err(Missing::Nothing(_)) if decoded != path => {
                self.index.find_in(self.path(), path).or_else(|_| self.index.find_in(self.path(), &decoded))
            }
            found => found,
        };
        match found {
            Ok(Found::Page(page)) => Ok(self.on_page(link, page, fragment)),
            Ok(Found::Asset(asset)) => {
                let suffix = href[path.len()..].into();
                Ok((Target::Asset { path: asset.output.clone(), suffix, size: asset.size }, None))
            }
            // An mdBook stands beside others, to which it links by where they are published.
            Err(Missing::OutsideSource(_) | Missing::OutsideBook) if self.index.has_neighbours => {
                let end = path.strip_suffix(".md").map(|stem| format!("{stem}.html"));
                let href = format!("{}{}", end.as_deref().unwrap_or(path), &href[path.len()..]);
                Ok((Target::External(href.into()), None))
            }
            Err(missing) => Err(Box::new(self.missing(link, missing))),
        }
    }

    /// A destination that another tool's template would have made: of Hugo's `{{< ref "page.md" >}}` it is known what it
    /// leads to, of everything else only the words are kept.
    fn template(&mut self, link: &RawLink, template: &str) -> (Target, Option<PageId>) {
        let words = template.trim_start_matches(['<', '%', ' ']);
        let name = words.strip_prefix("relref").or_else(|| words.strip_prefix("ref"));
        let quoted = name.and_then(|name| name.split(['"', '`', '\'']).nth(1)).unwrap_or_default();
        let (path, fragment) = quoted.split_once('#').unwrap_or((quoted, ""));
        match self.index.find_in(self.path(), path) {
            Ok(Found::Page(page)) if !path.is_empty() => self.on_page(link, page, fragment),
            _ => (Target::Hidden, None),
        }
    }

    /// The page, at the place that the fragment names. Where there is no such place the link still leads to its page,
    /// and the author is told.
    fn on_page(&mut self, link: &RawLink, page: PageId, fragment: &str) -> (Target, Option<PageId>) {
        // A text fragment is the browser's own business.
        let fragment = fragment.split(":~:").next().unwrap_or("");
        let anchor = match fragment {
            "" => None,
            "top" if page == self.page => None,
            fragment => self.index.anchor(page, fragment).map_or_else(
                |nearest| {
                    let missing = self.no_anchor(link, page, fragment, nearest);
                    // The page is here, so a place on it that only the team has is one that was taken out.
                    // On GitHub a folder's page begins there.
                    let is_begin = fragment == "readme" && self.index.page(page).kind.is_folder();
                    if self.inside.is_empty() && !is_begin && !self.index.may_have(page, fragment) {
                        let known =
                            self.hidden.map_or(Meaning::Nothing, |hidden| hidden.meaning_of_anchor(self.path(), link));
                        let known = known != Meaning::Nothing;
                        self.report(if known { self.link_to_restricted(link) } else { missing });
                    }
                    None
                },
                Some,
            ),
        };
        // Only what a part says of itself leads to where it stands here; what names another page leads there.
        let here = anchor
            .as_ref()
            .filter(|_| link.form != LinkForm::Embed && page == self.own_page())
            .and_then(|id| self.embedded_here(page, id));
        if let Some(id) = here {
            let this = self.index.page(self.page);
            let title = self.index.page(page).title.clone();
            let target = Target::Page { page: this.path.clone(), anchor: Some(id), title };
            return (target, None);
        }
        let target = self.index.page(page);
        (Target::Page { page: target.path.clone(), anchor, title: target.title.clone() }, Some(page))
    }

    fn wiki(&mut self, link: &RawLink) -> Outcome {
        let (name, fragment) = link.href.split_once('#').unwrap_or((&link.href, ""));
        let name = name.trim();
        if name.is_empty() {
            return Ok(self.on_page(link, self.own_page(), fragment));
        }
        let beside = SourcePath::join(self.path().folder(), name).ok();
        let beside = beside.as_ref().and_then(|path| path.below(&self.index.source));
        let from_root = SourcePath::new(name).ok();
        let by_path = beside.into_iter().chain(from_root.as_ref().map(SourcePath::as_str));
        // A folder of this name without a page of its own is meant only where no file has the name.
        let is_made = |page: &PageId| matches!(self.index.page(*page).kind, PageKind::Section { guide: None });
        let is_file =
            |page: &PageId| self.index.source_of(*page).is_some_and(|path| path.stem().eq_ignore_ascii_case(name));
        let has_file = self.index.named(name).iter().any(is_file);
        let mut found = by_path.filter_map(|path| self.index.page_at(path, false));
        if let Some(page) = found.find(|page| !(is_made(page) && has_file)) {
            return Ok(self.on_page(link, page, fragment));
        }
        if let Some(typed) = TypedName::read(name)
            && self.index.named(name).is_empty()
        {
            return self.thing(link, typed, fragment);
        }
        if let Some(asset) = self.index.asset_named(self.path().folder(), name) {
            let suffix = link.href[link.href.find('#').unwrap_or(link.href.len())..].into();
            return Ok((Target::Asset { path: asset.output.clone(), suffix, size: asset.size }, None));
        }
        if let ([], Some(page)) = (self.index.named(name), self.index.also_named(name)) {
            return Ok(self.on_page(link, page, fragment));
        }
        match self.index.named(name) {
            [page] => Ok(self.on_page(link, *page, fragment)),
            [] if link.form == LinkForm::Embed && DataName::read(name).is_some() => self.data(link),
            [] => {
                let diagnostic =
                    Diagnostic::new(Rule::BrokenLink, self.at(link), format!("no page is called `{name}`"))
                        .label("not a file name, not a title");
                let page = || self.index.nearest_page(name).map(|meant| format!("Did you mean `[[{meant}]]`?"));
                let meant = self.nearest_name(link, name).map(|meant| format!("Did you mean `{meant}`?")).or_else(page);
                Err(Box::new(match meant {
                    Some(meant) => diagnostic.help(meant),
                    None => diagnostic,
                }))
            }
            several => {
                // Each engagement has pages of the same names; its own pages mean its own.
                let around = self.engagement_around();
                let is_own = |page: &&PageId| self.index.page(**page).kind.engagement().map(|at| at as usize) == around;
                let mut own = several.iter().filter(is_own);
                match (around, own.next(), own.next()) {
                    (Some(_), Some(page), None) => Ok(self.on_page(link, *page, fragment)),
                    _ => Err(Box::new(self.ambiguous(link, name, several))),
                }
            }
        }
    }

    fn ambiguous(&self, link: &RawLink, name: &str, several: &[PageId]) -> Diagnostic {
        let paths = several.iter().filter_map(|page| self.index.source_of(*page)).map(|path| format!("`{path}`"));
        let paths: Vec<String> = paths.collect();
        Diagnostic::new(Rule::BrokenLink, self.at(link), format!("several pages are called `{name}`"))
            .label("this could be any of them")
            .help(format!("Write the path of the one you mean: {}.", paths.join(", ")))
    }

    fn missing(&self, link: &RawLink, missing: Missing) -> Diagnostic {
        let rule = if link.form == LinkForm::Image { Rule::MissingAsset } else { Rule::BrokenLink };
        let what = if link.form == LinkForm::Image { "file" } else { "page" };
        match missing {
            Missing::OutsideBook => {
                Diagnostic::new(Rule::OutsideBook, self.at(link), format!("`{}` leads out of the book", link.href))
                    .label("above the book's folder")
                    .help("Move what it names into the book, or link to it over https.")
            }
            Missing::OutsideSource(path) => {
                Diagnostic::new(rule, self.at(link), format!("`{path}` is not among the pages of this book"))
                    .label(format!("only what lies in `{}` is published", self.index.source))
                    .help("Move the file there, or link to where it is kept over https.")
            }
            Missing::Nothing(path) => {
                // Only the path is wrong, so only it is marked.
                let mut at = self.at(link);
                let written = split(&link.href).0;
                if link.range.to_usize().len() == link.href.len() {
                    at.range = TextRange::new(at.range.start as usize, at.range.start as usize + written.len());
                }
                let diagnostic = Diagnostic::new(rule, at, format!("the {what} `{path}` does not exist"));
                if written.contains('\\') {
                    let slashes = written.replace('\\', "/");
                    if self.index.find_in(self.path(), &slashes).is_ok() {
                        let help = format!("Write `/` between folders: `{slashes}`.");
                        return diagnostic.help(help).replacement(slashes);
                    }
                }
                let here = self.path().below(&self.index.source).unwrap_or_default();
                match self.index.suggestion(&path, here) {
                    Some(Suggestion::Certain(meant)) => {
                        let meant = self.as_written_here(&meant);
                        diagnostic.help(format!("Did you mean `{meant}`?")).replacement(meant)
                    }
                    Some(Suggestion::Likely(meant)) => {
                        diagnostic.help(format!("Did you mean `{}`?", self.as_written_here(&meant)))
                    }
                    Some(Suggestion::Several(several)) => {
                        let paths = several.iter().map(|path| format!("`{}`", self.as_written_here(path)));
                        diagnostic.help(format!("Did you mean one of {}?", paths.collect::<Vec<_>>().join(", ")))
                    }
                    // Other tools publish files at the root of the site that lie beside its pages.
                    None if written.starts_with('/') && path.extension().is_some_and(|ending| ending != "md") => {
                        let source = &self.index.source;
                        let folder = if source.is_empty() { String::new() } else { format!("{source}/") };
                        diagnostic.help(format!(
                            "Put it where a path that begins with `/` is looked for: below the source folder, as \
                             `{folder}{path}`, or in `{folder}static/` or `{folder}public/`."
                        ))
                    }
                    None => diagnostic,
                }
            }
        }
    }

    /// A path from the source's root as it would be written in this guide.
    fn as_written_here(&self, path: &SourcePath) -> String {
        let here = self.path().below(&self.index.source).unwrap_or(self.path().as_str());
        let output = |path: &str| OutputPath::new(path).expect("a source path is inside");
        relative_url(&output(here), &output(path.as_str()))
    }

    fn no_anchor(&self, link: &RawLink, page: PageId, fragment: &str, nearest: Option<EcoString>) -> Diagnostic {
        let fragment = percent_decode(fragment);
        let whose = match self.index.source_of(page) {
            _ if page == self.page => "this page".to_owned(),
            Some(path) => format!("`{path}`"),
            None => format!("the page \"{}\"", self.index.page(page).title),
        };
        // Only the fragment is wrong, so only it is marked, where it can be found in the marked text.
        let mut location = self.at(link);
        let written = link.href.split_once('#').map_or("", |(_, fragment)| fragment);
        if !written.is_empty() && link.range.to_usize().len() == link.href.len() {
            location.range = TextRange::new(link.range.end as usize - written.len(), link.range.end as usize);
        }
        let diagnostic = Diagnostic::new(Rule::BrokenAnchor, location, format!("{whose} has no heading `#{fragment}`"));
        match nearest {
            Some(nearest) => diagnostic.help(format!("Did you mean `#{nearest}`?")).replacement(nearest),
            None => match self.index.anchors(page) {
                anchors if (1..=MOST_ANCHORS).contains(&anchors.len()) => {
                    let known: Vec<String> = anchors.iter().map(|id| format!("`#{id}`")).collect();
                    diagnostic.help(format!("It has {}.", known.join(", ")))
                }
                _ => diagnostic,
            },
        }
    }
}

/// Of so many headings all are named where none is near; more nobody reads.
const MOST_ANCHORS: usize = 6;

/// The scheme of an absolute URL. A single letter is a drive on Windows, not a scheme.
fn scheme(href: &str) -> Option<&str> {
    let (scheme, _) = href.split_once(':')?;
    let letters = scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    (scheme.len() > 1 && scheme.as_bytes()[0].is_ascii_alphabetic() && letters).then_some(scheme)
}

/// Pictures written into the link itself; SVG is left out, for it may hold scripts.
fn is_harmless_picture(href: &str) -> bool {
    ["data:image/png", "data:image/jpeg", "data:image/gif", "data:image/webp"]
        .iter()
        .any(|start| href.starts_with(start))
}

/// Path, query with `?`, fragment without `#`.
fn split(href: &str) -> (&str, &str, &str) {
    let (rest, fragment) = href.split_once('#').unwrap_or((href, ""));
    let at = rest.find('?').unwrap_or(rest.len());
    (&rest[..at], &rest[at..], fragment)
}

#[cfg(test)]
mod tests {
    use super::{scheme, split};

    #[test]
    fn urls_come_apart() {
        assert_eq!(split("a.md?x=1#b"), ("a.md", "?x=1", "b"));
        assert_eq!(split("#b"), ("", "", "b"));
        assert_eq!(split("a#b?c"), ("a", "", "b?c"));
    }

    #[test]
    fn schemes_are_told_from_paths() {
        assert_eq!(scheme("https://x"), Some("https"));
        assert_eq!(scheme("javascript:alert(1)"), Some("javascript"));
        assert_eq!(scheme("c:/x.md"), None);
        assert_eq!(scheme("a/b:c.md"), None);
        assert_eq!(scheme("notes.md"), None);
    }
}
