//! Where a link leads that was written for another tool: what the plain reading of a path does not find.
//!
//! Takes a path that leads nowhere; tries what `VitePress`, `MkDocs`, Hugo, Zola, Docusaurus and mdBook would make of it,
//! and gives a page or file only where there is one, so a link that is broken everywhere stays broken.

use super::PageId;
use super::index::{Found, Index, Missing};
use crate::path::SourcePath;
use rustc_hash::FxHashMap;

/// Folders whose content other tools publish at the root of the site.
const AT_ROOT: [&str; 2] = ["public", "static"];

impl Index {
    /// What `path`, written in `guide`, leads to: as it stands, else as other tools read it.
    pub(super) fn find_in(&self, guide: &SourcePath, path: &str) -> Result<Found<'_>, Missing> {
        self.find(guide.folder(), path).or_else(|missing| self.find_as_others(guide, path).ok_or(missing))
    }

    fn find_as_others(&self, guide: &SourcePath, path: &str) -> Option<Found<'_>> {
        let find = |folder: &str, path: &str| self.find(folder, path).ok();
        // `guide.md/#part`, which MkDocs takes for `guide.md#part`.
        let bare = path.trim_end_matches('/');
        if bare.len() < path.len() && has_ending(bare, &["md", "markdown", "html"]) {
            return self.find_in(guide, bare).ok();
        }
        // Zola's `@/guides/install.md` begins at the root of the source.
        if let Some(rooted) = path.strip_prefix("@/") {
            return find("", &format!("/{rooted}"));
        }
        if let Some(rooted) = path.strip_prefix('/') {
            let as_file = AT_ROOT.iter().find_map(|folder| match find("", &format!("/{folder}/{rooted}"))? {
                Found::Asset(asset) => Some(Found::Asset(asset)),
                Found::Page(_) => None,
            });
            let language = || {
                let (first, _) = guide.below(&self.source)?.split_once('/')?;
                let path = format!("{first}/{rooted}");
                is_language(first).then(|| find("", &format!("/{path}")).or_else(|| self.by_url(&path)))?
            };
            // Docusaurus publishes the folder `docs` below `/docs/`.
            let in_docs = || find("", &format!("/{}", rooted.strip_prefix("docs/")?));
            return as_file.or_else(language).or_else(in_docs).or_else(|| self.by_url(rooted));
        }
        let folder = guide.folder();
        // A page that is published as `guide/index.html` is one folder further down than its source.
        let own_folder = if folder.is_empty() { guide.stem().to_owned() } else { format!("{folder}/{}", guide.stem()) };
        let as_url = || if guide.is_folder_page() { None } else { find(&own_folder, path) };
        // Docusaurus and wikis look below the root what is not beside the file.
        let from_root = || if path.starts_with('.') { None } else { self.find_in(guide, &format!("/{path}")).ok() };
        let below = || {
            let joined = SourcePath::join(folder, path).ok()?;
            self.by_url(joined.below(&self.source)?)
        };
        as_url().or_else(from_root).or_else(below)
    }

    /// The page whose address is `path` to a tool that writes addresses in lower case and without the numbers that order
    /// files: `guides/install` for `Guides/01-Install.md`.
    fn by_url(&self, path: &str) -> Option<Found<'_>> {
        if has_ending(path, &["md", "markdown"]) {
            return None;
        }
        let by_url = self.by_plain_url.get_or_init(|| {
            let mut by_url: FxHashMap<String, Option<PageId>> = FxHashMap::default();
            for (at, page) in self.pages.iter().enumerate() {
                // An address that two pages would have names neither.
                let id = PageId::at(at);
                let of_folder = page.kind.is_folder();
                let path = if of_folder { page.path.folder() } else { page.path.as_str() };
                by_url.entry(plain_url(path)).and_modify(|known| *known = None).or_insert(Some(id));
            }
            by_url
        });
        by_url.get(&plain_url(path)).copied().flatten().map(Found::Page)
    }
}

fn has_ending(path: &str, endings: &[&str]) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
}

/// A path as an address without endings and numbers, in lower case.
fn plain_url(path: &str) -> String {
    let path = path.trim_end_matches('/');
    let path = path.strip_suffix(".html").or_else(|| path.strip_suffix("/index")).unwrap_or(path);
    let parts: Vec<String> = path.split('/').map(|part| without_number(part).to_lowercase()).collect();
    parts.join("/")
}

/// `01-intro` and `2. Install` without what puts them in order.
fn without_number(part: &str) -> &str {
    let rest = part.trim_start_matches(|letter: char| letter.is_ascii_digit());
    if rest.len() == part.len() {
        return part;
    }
    let name = rest.trim_start_matches(['-', '_', '.', ' ']);
    // A year or a version is no number of order.
    let is_order = rest.len() > name.len() && name.starts_with(char::is_alphabetic);
    if is_order { name } else { part }
}

/// `en`, `pt-br`, `zh_CN`.
fn is_language(name: &str) -> bool {
    let (language, region) = name.split_once(['-', '_']).unwrap_or((name, "xx"));
    let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    language.len() == 2 && letters(language) && (2..=4).contains(&region.len()) && letters(region)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_no_numbers_in_front() {
        assert_eq!(plain_url("Guides/01-Install.html"), "guides/install");
        assert_eq!(plain_url("2. Get started/index"), "get started");
        assert_eq!(plain_url("releases/1.2"), "releases/1.2");
        assert_eq!(plain_url("2024-01-02"), "2024-01-02");
        assert!(is_language("en") && is_language("pt-br") && !is_language("guides") && !is_language("ab-c"));
    }
}
