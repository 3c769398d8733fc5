//! The old addresses of pages: what front matter's `aliases` say, as paths of the site.
//!
//! Takes the guides that have a page; gives the paths at which a page is to stand that leads on. An old address that is
//! in use is reported where it is written, and is left to what uses it.

use super::{Page, PageId};
use crate::book::{Book, BookGuide};
use crate::diagnostic::{Diagnostic, Level, Location, Rule};
use crate::path::{OutputPath, OutsideRoot, SourcePath, percent_decode};
use crate::text::TextRange;
use ecow::EcoString;
use rustc_hash::FxHashMap;

/// An old address, and the page that it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// Where it is.
    pub path: OutputPath,
    /// As the page's front matter has it; a name, where the page goes by several.
    pub written: EcoString,
    /// The page.
    pub page: PageId,
}

/// The old addresses of `guides`, which are places in the book's list and have the pages `page_of_guide`; in the order of
/// their paths.
pub(super) fn redirects(
    book: &Book,
    guides: &[usize],
    pages: &[Page],
    page_of_guide: &[PageId],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Redirect> {
    let with_aliases = || guides.iter().zip(page_of_guide).filter(|(at, _)| !book.guides[**at].meta.aliases.is_empty());
    if with_aliases().next().is_none() {
        return Vec::new();
    }
    // Old addresses are files like any other, so they must differ by more than case.
    let mut taken: FxHashMap<String, Taken> = FxHashMap::default();
    for page in pages {
        taken.insert(page.path.as_str().to_lowercase(), Taken::Page(page.path.clone()));
    }
    for asset in book.assets.values() {
        taken.insert(asset.output.as_str().to_lowercase(), Taken::File(asset.output.clone()));
    }
    let mut redirects = Vec::new();
    for (at, page) in with_aliases() {
        let guide = &book.guides[*at];
        let folder = pages[page.0 as usize].path.folder();
        for (written, range) in &guide.meta.aliases {
            match place(book, guide, folder, (written, *range), &taken) {
                Ok(path) => {
                    let first = Taken::Alias(Location { path: guide.parsed.path.clone(), range: *range });
                    taken.insert(path.as_str().to_lowercase(), first);
                    redirects.push(Redirect { path, written: written.clone(), page: *page });
                }
                // A name of Obsidian's is no address, so that something else is there is nobody's mistake.
                Err(collision) if is_name(written) && collision.rule == Rule::DuplicateOutput => {}
                Err(diagnostic) => diagnostics.push(*diagnostic),
            }
        }
    }
    redirects.sort_by(|a, b| a.path.cmp(&b.path));
    redirects
}

/// True for what somebody would call a page and not type as its address: `Set up sync`.
fn is_name(written: &str) -> bool {
    !written.contains(['/', '.', ':', '%', '#'])
        && written.contains(|letter: char| letter == ' ' || letter.is_uppercase())
}

/// What stands at a path already.
enum Taken {
    Page(OutputPath),
    File(OutputPath),
    Alias(Location),
}

/// Where the alias of `guide`, whose page is in `folder`, is on the site.
fn place(
    book: &Book,
    guide: &BookGuide,
    folder: &str,
    (written, range): (&EcoString, TextRange),
    taken: &FxHashMap<String, Taken>,
) -> Result<OutputPath, Box<Diagnostic>> {
    let at = || Location { path: guide.parsed.path.clone(), range };
    let own_site = book.config.base_url.as_ref().and_then(|base| written.strip_prefix(base.as_str()));
    if own_site.is_none() && (written.contains("://") || written.starts_with("//")) {
        let message = format!("`{written}` is an address of another site, at which this book has no pages");
        let help = "Write the old address from the root of the site, as `/guides/old-name.html`.";
        return Err(Box::new(Diagnostic::new(Rule::InvalidValue, at(), message).help(help)));
    }
    let path = output_of(folder, own_site.unwrap_or(written)).map_err(|OutsideRoot| {
        let message = format!("the old address `{written}` leads out of the site");
        let help = "Write it from the root of the site, as `/guides/old-name.html`.";
        Box::new(Diagnostic::new(Rule::OutsideBook, at(), message).help(help))
    })?;
    let folded = path.as_str().to_lowercase();
    let is_ours = folded == "404.html" || folded.starts_with("assets/turnkey/");
    let collision = match taken.get(&folded) {
        None if is_ours => format!("`{path}` is a file of every site"),
        None => return Ok(path),
        Some(Taken::Page(page)) if page.as_str() != path.as_str() => {
            let message = format!("the old address `{path}` differs only in case from the page `{page}`");
            let mut diagnostic = Diagnostic::new(Rule::DuplicateOutput, at(), message);
            diagnostic.level = Level::Warning;
            return Err(Box::new(diagnostic.help("The two are one file on many disks: take it out.")));
        }
        Some(Taken::Page(page)) => format!("there is a page at the old address `{page}`"),
        Some(Taken::File(file)) => format!("there is a file at the old address `{file}`"),
        Some(Taken::Alias(first)) => {
            let message = format!("`{path}` is an old address of two pages");
            let diagnostic =
                Diagnostic::new(Rule::DuplicateOutput, at(), message).related(first.clone(), "the other one");
            return Err(Box::new(diagnostic.help("Take one of them out; until then the other one leads on.")));
        }
    };
    let help = "Take it out: nothing can lead on from an address that is in use.";
    Err(Box::new(Diagnostic::new(Rule::DuplicateOutput, at(), collision).help(help)))
}

/// Where an old address is on the site: from its root, but with `./` or `../` in front from `folder`, that of the page.
/// The address of a Markdown file is that of its page; a folder's, and one without an ending, that of its `index.html`.
pub(super) fn output_of(folder: &str, written: &str) -> Result<OutputPath, OutsideRoot> {
    let path = written.split(['?', '#']).next().unwrap_or_default().trim();
    let path = percent_decode(path);
    let is_relative = path.starts_with("./") || path.starts_with("../");
    let inside = SourcePath::join(if is_relative { folder } else { "" }, path.trim_start_matches('/'))?;
    let below = inside.as_str();
    let is_folder = path.ends_with('/') || below.is_empty();
    let ending = inside.extension().filter(|_| !is_folder);
    let path = match ending.as_deref() {
        Some("md" | "markdown") => {
            let name = if inside.is_folder_page() { "index" } else { inside.stem() };
            OutputPath::join(inside.folder(), &format!("{name}.html"))
        }
        Some("html" | "htm") => OutputPath::new(below),
        _ => OutputPath::join(below, "index.html"),
    };
    path.map(OutputPath::writable)
}

#[cfg(test)]
mod tests {
    use super::output_of;

    #[test]
    fn old_addresses_are_files() {
        for (written, path) in [
            ("old/path.md", "old/path.html"),
            ("/old/url.html", "old/url.html"),
            ("old-dir/", "old-dir/index.html"),
            ("/old/README.md", "old/index.html"),
            ("/posts/first", "posts/first/index.html"),
            ("v1.2", "v1.2/index.html"),
            ("./older.md", "guides/older.html"),
            ("../other/older.md#part", "other/older.html"),
            ("/a%20b.html?x", "a b.html"),
            ("/", "index.html"),
        ] {
            assert_eq!(output_of("guides", written).map(|path| path.to_string()), Ok(path.to_owned()), "{written}");
        }
        assert!(output_of("guides", "../../x.md").is_err());
    }
}
