//! The files of a site that programs read: `sitemap.xml` and the feed, where it is known where the site is published, and
//! `llms.txt`.
//!
//! Takes an edition; gives text. Days on which files changed are the team's own: an edition for anybody else has no history,
//! and its feed tells when guides were verified, which their pages say as well.

use super::SharedFile;
use super::markdown::{escape_line, markdown_path};
use crate::html::push_attribute;
use crate::model::{Edition, Guide, Listing, Page, PageId, PageKind};
use crate::path::{OutputPath, relative_url_from_folder};
use crate::source::Extent;
use jiff::civil::Date;
use std::cmp::Reverse;
use std::fmt::Write as _;

/// How many pages the feed has.
const NEWEST: usize = 50;

/// How many addresses a sitemap may have (sitemaps.org).
const LARGEST: usize = 50_000;

/// Where the feed is, in an edition that has one.
#[must_use]
pub(super) fn feed_path(edition: &Edition) -> Option<OutputPath> {
    let is_recent = |id: &PageId| edition.page(*id).kind == PageKind::Listing(Listing::Recent);
    let has_dates = edition.listings.pages.iter().any(is_recent);
    let is_known = has_dates && (edition.history.extent != Extent::Shallow || !edition.history.changed.is_empty());
    (edition.base_url().is_some() && is_known).then(|| OutputPath::new("feed.xml").expect("inside"))
}

/// Where a file of the site is published; none where that is not known.
#[must_use]
pub(super) fn published_at(edition: &Edition, path: &OutputPath) -> Option<String> {
    Some([edition.base_url()?, relative_url_from_folder("", path).as_str()].concat())
}

/// The files that no page or file of the book is in the place of.
pub(super) fn files(edition: &Edition, markdown: bool) -> Vec<SharedFile> {
    let path = |name: &str| OutputPath::new(name).expect("inside");
    let mut files = vec![(path("llms.txt"), llms(edition, markdown))];
    if edition.base_url().is_some() {
        files.push((path("sitemap.xml"), sitemap(edition)));
    }
    files.extend(feed_path(edition).and_then(|path| Some((path, feed(edition)?))));
    files.retain(|(path, _)| !edition.assets.contains_key(path));
    files.into_iter().map(|(path, text)| (path, text.into_bytes().into())).collect()
}

fn changed(edition: &Edition, page: &Page) -> Option<Date> {
    let guide = edition.guide_of(page)?;
    edition.history.changed.get(&guide.parsed.path).copied()
}

fn sitemap(edition: &Edition) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for page in edition.pages.iter().take(LARGEST) {
        let Some(url) = published_at(edition, &page.path) else { continue };
        xml.push_str("<url><loc>");
        push_attribute(&url, &mut xml);
        xml.push_str("</loc>");
        if let Some(day) = changed(edition, page) {
            let _ = write!(xml, "<lastmod>{day}</lastmod>");
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    xml
}

/// An Atom feed (RFC 4287); none where nothing has a day.
fn feed(edition: &Edition) -> Option<String> {
    let has_history = !edition.history.changed.is_empty();
    let day = |guide: &Guide| {
        let changed = edition.history.changed.get(&guide.parsed.path).copied();
        if has_history { changed } else { guide.meta.verified }
    };
    let mut entries: Vec<(Date, &Guide)> =
        edition.guides.iter().filter_map(|guide| Some((day(guide)?, &**guide))).collect();
    entries.sort_by(|(a, x), (b, y)| (Reverse(*a), &x.page).cmp(&(Reverse(*b), &y.page)));
    entries.truncate(NEWEST);
    let (newest, _) = entries.first()?;
    let base = edition.base_url()?;
    let config = &edition.config;
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(xml, "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">", quoted(&edition.language));
    element("title", &edition.title, &mut xml);
    element("id", base, &mut xml);
    element("updated", &format!("{newest}T00:00:00Z"), &mut xml);
    let author = config.organization.as_ref().unwrap_or(&edition.title);
    let _ = writeln!(xml, "<author><name>{}</name></author>", quoted(author));
    let _ = writeln!(xml, "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>", quoted(base));
    let _ = writeln!(xml, "<link rel=\"self\" type=\"application/atom+xml\" href=\"{}feed.xml\"/>", quoted(base));
    for (day, guide) in entries {
        let url = published_at(edition, &guide.page)?;
        xml.push_str("<entry>\n");
        element("title", &guide.outline.title, &mut xml);
        element("id", &url, &mut xml);
        element("updated", &format!("{day}T00:00:00Z"), &mut xml);
        let _ = writeln!(xml, "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>", quoted(&url));
        if let Some(summary) = &guide.meta.summary {
            element("summary", summary, &mut xml);
        }
        xml.push_str("</entry>\n");
    }
    xml.push_str("</feed>\n");
    Some(xml)
}

fn element(name: &str, text: &str, xml: &mut String) {
    let _ = writeln!(xml, "<{name}>{}</{name}>", quoted(text));
}

/// Text for XML, which has no place for most control characters.
fn quoted(text: &str) -> String {
    let text: String = text.chars().filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t')).collect();
    let mut quoted = String::with_capacity(text.len());
    push_attribute(&text, &mut quoted);
    quoted
}

/// What the site holds, for language models (llmstxt.org): a section for each part of the navigation, then what is not in it.
fn llms(edition: &Edition, markdown: bool) -> String {
    let mut text = format!("# {}\n", escape_line(&edition.title));
    let summary = edition.guide_of(edition.page(PageId(0))).and_then(|guide| guide.meta.summary.clone());
    if let Some(summary) = summary {
        let _ = write!(text, "\n> {}\n", escape_line(&summary));
    }
    let navigation = &edition.navigation;
    let root = navigation.node(0);
    let (alone, parts): (Vec<u32>, Vec<u32>) =
        root.children.iter().partition(|child| navigation.node(**child).children.is_empty());
    let mut listed = vec![false; edition.pages.len()];
    let mut write_section = |title: &str, pages: &mut dyn Iterator<Item = PageId>, text: &mut String| {
        let mut pages = pages.filter(|page| !std::mem::replace(&mut listed[page.0 as usize], true)).peekable();
        if pages.peek().is_some() {
            let _ = write!(text, "\n## {}\n\n", escape_line(title));
            pages.for_each(|page| push_entry(edition, page, markdown, text));
        }
    };
    let home = root.page.into_iter();
    let alone = alone.iter().filter_map(|child| navigation.node(*child).page);
    write_section(edition.words.say("Pages"), &mut home.chain(alone), &mut text);
    for part in parts {
        write_section(&navigation.node(part).title, &mut navigation.below(part).into_iter(), &mut text);
    }
    let rest = (0..edition.pages.len()).map(PageId::at);
    let mut guides = rest.filter(|page| edition.page(*page).kind.guide().is_some());
    write_section("Optional", &mut guides, &mut text);
    text
}

fn push_entry(edition: &Edition, id: PageId, markdown: bool, text: &mut String) {
    let page = edition.page(id);
    let guide = edition.guide_of(page);
    let path = if guide.is_some() && markdown { markdown_path(&page.path) } else { page.path.clone() };
    let url = published_at(edition, &path).unwrap_or_else(|| relative_url_from_folder("", &path));
    let url = url.replace('(', "%28").replace(')', "%29");
    let _ = write!(text, "- [{}]({url})", escape_line(&page.title));
    if let Some(summary) = guide.and_then(|guide| guide.meta.summary.as_ref()) {
        let _ = write!(text, ": {}", escape_line(summary));
    }
    text.push('\n');
}
