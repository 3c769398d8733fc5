//! What the values of `book.toml` mean beyond their form: folders and files that must be there, URLs, hosts.
//!
//! Takes what the schema has read; gives diagnostics at the values that cannot be meant, with what may have been.

use super::Config;
use crate::diagnostic::{Diagnostic, Rule, nearest};
use crate::path::SourcePath;
use crate::schema::read::Spanned;
use crate::schema::things::BookToml;
use crate::source::Sources;
use ecow::EcoString;
use globset::{Glob, GlobBuilder};
use std::collections::BTreeSet;

/// Checks `toml` against the files of the book; `config` is what was made of it.
pub(super) fn check(toml: &BookToml, config: &Config, sources: &Sources, diagnostics: &mut Vec<Diagnostic>) {
    if let Some(book) = &toml.book {
        diagnostics.extend(book.source.as_ref().and_then(|source| no_source(source, config, sources)));
        diagnostics.extend(book.theme.as_ref().and_then(|theme| no_theme(theme, sources)));
        diagnostics.extend(book.base_url.as_ref().and_then(no_url));
        diagnostics.extend(book.repository.as_ref().and_then(no_url));
        diagnostics.extend(book.edit_url.as_ref().and_then(|url| no_url(url).or_else(|| no_place(url, "path"))));
    }
    let editor = toml.serve.as_ref().and_then(|serve| serve.editor.as_ref());
    diagnostics.extend(editor.and_then(no_editor));
    let logo = toml.packet.as_ref().and_then(|packet| packet.logo.as_ref());
    diagnostics.extend(logo.and_then(|logo| no_logo(logo, config, sources)));
    let hosts = toml.check.iter().flat_map(|check| &check.private_links);
    diagnostics.extend(hosts.filter_map(no_host));
}

/// Editors that are known by name, and the URLs that open a file in them.
const EDITORS: [(&str, &str); 8] = [
    ("vscode", "vscode://file/{path}:{line}:{column}"),
    ("vscodium", "vscodium://file/{path}:{line}:{column}"),
    ("cursor", "cursor://file/{path}:{line}:{column}"),
    ("windsurf", "windsurf://file/{path}:{line}:{column}"),
    ("zed", "zed://file/{path}:{line}:{column}"),
    ("idea", "idea://open?file={path}&line={line}&column={column}"),
    ("sublime", "subl://open?url=file://{path}&line={line}&column={column}"),
    ("textmate", "txmt://open?url=file://{path}&line={line}&column={column}"),
];

/// The URL that opens a file in the editor of this name.
pub(super) fn editor(name: &str) -> Option<&'static str> {
    EDITORS.iter().find(|(known, _)| *known == name).map(|(_, url)| *url)
}

/// True for a URL that a program on this machine answers, with a place for the file. What would run in a page is none.
pub(super) fn is_editor(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once(':') else { return false };
    let is_scheme = scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter));
    let runs = ["javascript", "data", "vbscript", "blob", "about"].iter().any(|bad| scheme.eq_ignore_ascii_case(bad));
    is_scheme && !runs && rest.contains("{path}") && !url.contains(|letter: char| letter.is_whitespace())
}

fn no_editor(written: &Spanned<EcoString>) -> Option<Diagnostic> {
    if editor(written).is_some() || is_editor(written) {
        return None;
    }
    if written.contains(':') && !written.contains("{path}") {
        return no_place(written, "path");
    }
    let names: Vec<String> = EDITORS.iter().map(|(name, _)| format!("`{name}`")).collect();
    let diagnostic =
        wrong(written, format!("`{}` is no editor that is known, nor an address that opens one", written.value))
            .help(format!("Write one of {}, or a URL such as `vscode://file/{{path}}:{{line}}`.", names.join(", ")));
    Some(with_nearest(diagnostic, written, EDITORS.iter().map(|(name, _)| *name)))
}

/// A pattern of hosts: `*` stands for any part of the name, `*.slack.com` for `slack.com` too.
///
/// # Errors
/// Where it is not one.
pub fn host_pattern(pattern: &str) -> Result<Glob, globset::Error> {
    let pattern = pattern.trim().to_ascii_lowercase();
    let either = match pattern.strip_prefix("*.") {
        Some(domain) => format!("{{*.,}}{domain}"),
        None => pattern,
    };
    GlobBuilder::new(&either).empty_alternates(true).build()
}

fn wrong(text: &Spanned<EcoString>, message: String) -> Diagnostic {
    Diagnostic::new(Rule::InvalidConfig, text.at.clone(), message)
}

/// `diagnostic` with the nearest of `names`, in the quotation marks of TOML where it is put in place of the value.
fn with_nearest<'a>(diagnostic: Diagnostic, written: &str, names: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    match nearest(written, names) {
        Some(meant) => diagnostic.help(format!("Did you mean `{meant}`?")).replacement(format!("\"{meant}\"")),
        None => diagnostic,
    }
}

fn no_source(source: &Spanned<EcoString>, config: &Config, sources: &Sources) -> Option<Diagnostic> {
    // A folder outside the book has been reported, and another one is read.
    let is_read = SourcePath::new(source).is_ok_and(|path| path.as_str() == config.source);
    if !is_read || config.source.is_empty() || sources.files.keys().any(|path| path.below(&config.source).is_some()) {
        return None;
    }
    let folders: BTreeSet<&str> =
        sources.files.keys().filter_map(|path| path.as_str().split_once('/')).map(|(folder, _)| folder).collect();
    let diagnostic = wrong(source, format!("the source folder `{}` holds nothing, or does not exist", source.value))
        .help("Name the folder that holds the pages, relative to `book.toml`.");
    Some(with_nearest(diagnostic, source, folders))
}

fn no_theme(theme: &Spanned<EcoString>, sources: &Sources) -> Option<Diagnostic> {
    let themes: BTreeSet<&str> = sources
        .files
        .keys()
        .filter_map(|path| path.below("themes")?.split_once('/'))
        .map(|(name, _)| name)
        .chain(["default"])
        .collect();
    if themes.contains(theme.as_str()) {
        return None;
    }
    let known: Vec<String> = themes.iter().map(|name| format!("`{name}`")).collect();
    let message = format!("there is no theme `{}`, so the pages look as `default` does", theme.value);
    let help = format!("A theme is a folder below `themes/`; there is {}.", known.join(", "));
    Some(with_nearest(wrong(theme, message).help(help), theme, themes))
}

fn no_url(url: &Spanned<EcoString>) -> Option<Diagnostic> {
    let host = ["https://", "http://"].iter().find_map(|scheme| {
        let start = url.get(..scheme.len())?;
        start
            .eq_ignore_ascii_case(scheme)
            .then(|| url[scheme.len()..].split(['/', '?', '#']).next().unwrap_or_default())
    });
    if host.is_some_and(|host| !host.is_empty() && !host.contains(char::is_whitespace)) {
        return None;
    }
    let diagnostic = wrong(url, format!("`{}` is not the address of a site", url.value));
    let named = url.split('/').next().unwrap_or_default();
    Some(if named.contains('.') && !named.contains([':', ' ']) && !named.starts_with('.') {
        let whole = format!("https://{}", url.value);
        diagnostic.help(format!("Did you mean `{whole}`?")).replacement(format!("\"{whole}\""))
    } else {
        diagnostic.help("Write it in full, with `https://`.")
    })
}

/// A URL in which the page's path has no place would be the same for all pages.
fn no_place(url: &Spanned<EcoString>, name: &str) -> Option<Diagnostic> {
    let place = format!("{{{name}}}");
    (!url.contains(&place)).then(|| {
        wrong(url, format!("this is the same for every page, for it has no `{place}`"))
            .help(format!("Put `{place}` where the path of the page's file belongs."))
    })
}

fn no_logo(logo: &Spanned<EcoString>, config: &Config, sources: &Sources) -> Option<Diagnostic> {
    let Ok(path) = SourcePath::join(&config.source, logo) else {
        let message = format!("the logo `{}` is not inside the book", logo.value);
        return Some(Diagnostic::new(Rule::OutsideBook, logo.at.clone(), message));
    };
    if sources.files.contains_key(&path) {
        return None;
    }
    let message = format!("the logo `{path}` does not exist");
    let diagnostic = wrong(logo, message).help("Name a picture by its path below the source folder.");
    let files = sources.files.keys().filter_map(|path| path.below(&config.source));
    Some(with_nearest(diagnostic, logo, files))
}

fn no_host(pattern: &Spanned<EcoString>) -> Option<Diagnostic> {
    let without_scheme = pattern.split_once("://").map_or(pattern.as_str(), |(_, rest)| rest);
    let host = without_scheme.split(['/', '?', '#']).next().unwrap_or_default();
    let is_name = |host: &str| {
        !host.is_empty() && host.chars().all(|letter| letter.is_alphanumeric() || "*-._[]{},?".contains(letter))
    };
    if host == pattern.as_str() && is_name(host) && host_pattern(host).is_ok() {
        return None;
    }
    let diagnostic = wrong(pattern, format!("`{}` is not a pattern of hosts", pattern.value));
    Some(if host != pattern.as_str() && is_name(host) {
        diagnostic.help("Only the host is looked at: leave the rest out.").replacement(format!("\"{host}\""))
    } else {
        diagnostic.help("Write a host such as `docs.google.com` or `*.slack.com`.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::read_config;

    fn told(settings: &str) -> Vec<(String, Option<String>)> {
        let mut sources = Sources::default();
        let path = |path: &str| SourcePath::new(path).expect("inside");
        sources.insert_text(path("book.toml"), settings);
        sources.insert_text(path("content/index.md"), "# Home");
        sources.insert_text(path("content/assets/logo.svg"), "<svg/>");
        sources.insert_text(path("themes/larkspur/css/a.css"), "");
        let told = read_config(&sources).diagnostics.into_iter();
        told.map(|diagnostic| {
            let range = diagnostic.location.expect("a place").range.to_usize();
            (settings[range].to_owned(), diagnostic.replacement)
        })
        .collect()
    }

    fn one(settings: &str) -> (String, Option<String>) {
        let mut all = told(settings);
        assert_eq!(all.len(), 1, "{settings}: {all:?}");
        all.remove(0)
    }

    #[test]
    fn what_cannot_be_meant_is_marked_with_what_may_have_been() {
        let wrong = |at: &str, meant: Option<&str>| (format!("\"{at}\""), meant.map(|meant| format!("\"{meant}\"")));
        let cases = [
            ("[book]\nsource = \"contnet\"", wrong("contnet", Some("content"))),
            ("[book]\ntheme = \"larksper\"", wrong("larksper", Some("larkspur"))),
            ("[book]\ntheme = \"x\"", wrong("x", None)),
            ("[book]\nlanguage = \"English\"", wrong("English", Some("en"))),
            ("[book]\nlanguage = \"pt_BR\"", wrong("pt_BR", Some("pt-BR"))),
            (
                "[book]\nbase_url = \"docs.example.com/x\"",
                wrong("docs.example.com/x", Some("https://docs.example.com/x")),
            ),
            ("[book]\nrepository = \"git@example.com:a\"", wrong("git@example.com:a", None)),
            ("[book]\nedit_url = \"https://example.com/edit\"", wrong("https://example.com/edit", None)),
            ("[serve]\neditor = \"vscod\"", wrong("vscod", Some("vscode"))),
            ("[serve]\neditor = \"vscode://file/\"", wrong("vscode://file/", None)),
            ("[serve]\neditor = \"javascript:alert('{path}')\"", wrong("javascript:alert('{path}')", None)),
            ("[packet]\nlogo = \"assets/lgo.svg\"", wrong("assets/lgo.svg", Some("assets/logo.svg"))),
            (
                "[check]\nprivate_links = [\"https://x.slack.com/a\"]",
                wrong("https://x.slack.com/a", Some("x.slack.com")),
            ),
            ("[check]\nprivate_links = [\"a[.com\"]", wrong("a[.com", None)),
        ];
        for (settings, expected) in cases {
            assert_eq!(one(settings), expected, "{settings}");
        }
    }

    #[test]
    fn what_can_be_meant_is_not() {
        let settings = "[book]\nsource = \"./content/\"\ntheme = \"larkspur\"\nlanguage = \"zh-Hant-TW\"\n\
            base_url = \"https://example.com\"\nedit_url = \"https://example.com/{path}\"\n\
            [serve]\neditor = \"zed\"\n[packet]\nlogo = \"assets/logo.svg\"\n[check]\nprivate_links = [\"*.slack.com\", \"docs.google.com\"]\n";
        assert_eq!(told(settings), []);
    }

    #[test]
    fn a_star_stands_for_what_comes_before_and_for_nothing() {
        let matches = |pattern: &str, host: &str| host_pattern(pattern).expect("one").compile_matcher().is_match(host);
        assert!(matches("*.slack.com", "larkspur.slack.com") && matches("*.slack.com", "slack.com"));
        assert!(matches("*.lightning.force.com", "a.b.lightning.force.com"));
        assert!(!matches("*.slack.com", "notslack.com") && !matches("docs.google.com", "google.com"));
    }
}
