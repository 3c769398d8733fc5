//! Links that lead a customer to a door that is closed to them.

use crate::audience::Audience;
use crate::config::host_pattern;
use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::doc::{Element, Inline, ListItem, RawLink, Target, Visit};
use crate::last::Same;
use crate::model::{Edition, Guide, narrowed};
use crate::path::SourcePath;
use crate::text::TextRange;
use ecow::EcoString;
use globset::{GlobSet, GlobSetBuilder};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// What was said of the links of each guide, as long as the patterns are the same.
#[derive(Default)]
pub(super) struct Kept {
    patterns: Vec<EcoString>,
    guides: FxHashMap<SourcePath, OfGuide>,
}

/// A guide, and what was said of its links.
type OfGuide = (Same<Guide>, Arc<[Diagnostic]>);

/// Links of pages for customers to hosts that `private_links` names.
pub(super) fn private(edition: &Edition, kept: &mut Kept) -> Vec<Diagnostic> {
    if edition.config.private_links.is_empty() {
        return Vec::new();
    }
    let mut hosts = GlobSetBuilder::new();
    // A pattern that is none has been reported with `book.toml`.
    edition.config.private_links.iter().filter_map(|pattern| host_pattern(pattern).ok()).for_each(|pattern| {
        hosts.add(pattern);
    });
    let Ok(hosts) = hosts.build() else { return Vec::new() };
    if kept.patterns != edition.config.private_links {
        *kept = Kept { patterns: edition.config.private_links.clone(), guides: FxHashMap::default() };
    }
    let look = |guide: &Arc<Guide>| {
        let known = kept.guides.get(&guide.parsed.path).filter(|(known, _)| Arc::ptr_eq(&known.0, guide));
        let found = known.map_or_else(|| in_guide(guide, &hosts).into(), |(_, found)| found.clone());
        (guide.parsed.path.clone(), (Same(guide.clone()), found))
    };
    let readable = edition.guides.par_iter().filter(|guide| Audience::Customer.may_read(guide.audience));
    let looked: Vec<(SourcePath, OfGuide)> = readable.map(look).collect();
    let found = looked.iter().flat_map(|(_, (_, found))| found.iter().cloned()).collect();
    kept.guides = looked.into_iter().collect();
    found
}

fn in_guide(guide: &Guide, hosts: &GlobSet) -> Vec<Diagnostic> {
    let mut narrower = narrowed(&guide.parsed);
    narrower.retain(|(_, audience)| !Audience::Customer.may_read(*audience));
    let mut find = Find { guide, hosts, narrower, targets: guide.targets.iter(), embeds: 0, found: Vec::new() };
    guide.parsed.doc.visit(&mut find);
    find.found
}

struct Find<'a> {
    guide: &'a Guide,
    hosts: &'a GlobSet,
    /// The parts that no customer reads.
    narrower: Vec<(TextRange, Audience)>,
    targets: std::slice::Iter<'a, Target>,
    /// How many embeds are open: what stands in them is said of the file that it comes from.
    embeds: usize,
    found: Vec<Diagnostic>,
}

impl Visit<RawLink> for Find<'_> {
    fn link(&mut self, link: &RawLink, _: &[Inline<RawLink>]) {
        let Some(Target::External(url)) = self.targets.next() else { return };
        let Some(host) = host(url).filter(|host| self.hosts.is_match(&**host)) else { return };
        let inside = |range: &TextRange| range.start <= link.range.start && link.range.end <= range.end;
        if self.embeds > 0 || self.narrower.iter().any(|(range, _)| inside(range)) {
            return;
        }
        let at = Location { path: self.guide.parsed.path.clone(), range: link.range };
        let message = format!("a reader of this page who is not of the team cannot open `{host}`");
        let audience = self.guide.audience;
        self.found.push(
            Diagnostic::new(Rule::PrivateLink, at, message)
                .label(format!("the page is for `{audience}`"))
                .help("Put what they need into the book, or keep the link between `::: internal` and `:::`."),
        );
    }

    fn heading(&mut self, _: u8, _: &Option<EcoString>, _: &[Inline<RawLink>], _: TextRange) {}
    fn task(&mut self, _: &ListItem<RawLink>) {}
    fn element(&mut self, _: &Element<RawLink>) {}

    fn enter(&mut self, _: Option<&SourcePath>) {
        self.embeds += 1;
    }

    fn leave(&mut self) {
        self.embeds -= 1;
    }
}

/// The host of a URL, in lower case, without user and port.
fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = if host.starts_with('[') { host } else { host.split(':').next()? };
    Some(host.trim_end_matches('.').to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn hosts_are_what_a_browser_would_ask() {
        assert_eq!(host("https://Larkspur.Slack.com/x").as_deref(), Some("larkspur.slack.com"));
        assert_eq!(host("https://a@b.com:8080?x").as_deref(), Some("b.com"));
        assert_eq!(host("mailto:a@b.com"), None);
    }
}
