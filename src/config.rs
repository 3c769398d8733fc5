//! What `book.toml` says, with every default in place; or what another tool's configuration says in its stead.
//!
//! Takes the sources, of which it reads `book.toml` and `mkdocs.yml`; gives plain values for the rest of the crate and
//! diagnostics at the values that are wrong.

mod contents;
mod foreign;
mod values;

pub use contents::{ContentsEntry, imported_contents};
pub use values::host_pattern;

use crate::audience::Audience;
use crate::diagnostic::{Checked, Diagnostic, Level, Rule, nearest};
use crate::path::SourcePath;
use crate::schema::node::Node;
use crate::schema::read::{Fields as _, Report, Spanned, read};
use crate::schema::scalar::Amount;
use crate::schema::things::{BookToml, Marking, Paper, PdfStandard, RawHtml, RuleLevel};
use crate::schema::toml;
use crate::source::Sources;
use ecow::EcoString;
use globset::{Glob, GlobBuilder};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// How a book is made.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct Config {
    /// Whose configuration it is.
    pub origin: Origin,
    /// The title of the site.
    pub title: EcoString,
    /// The vendor's name.
    pub organization: Option<EcoString>,
    /// A BCP 47 code.
    pub language: EcoString,
    /// The folder with the content, relative to the book's; empty where that is the book's folder itself.
    pub source: EcoString,
    /// The folder for what is made, relative to the book's.
    pub output: EcoString,
    /// True where something that may have said these folders cannot be read, so that they are perhaps not those meant.
    pub folders_unread: bool,
    /// True where the configuration names the source folder.
    pub source_named: bool,
    /// True where nothing is in the folder that was named as the source, or its name cannot be read and the whole book would be
    /// taken in its place: what is read is not the book that was meant.
    pub source_lost: bool,
    /// True where the folder `templates` of a plain folder of Markdown holds documents and no templates of ours.
    pub templates_are_content: bool,
    /// The theme's name.
    pub theme: EcoString,
    /// Where the site is published, with a slash at the end.
    pub base_url: Option<EcoString>,
    /// Where a page is edited, with `{path}` for its source.
    pub edit_url: Option<EcoString>,
    /// What a page without a word about it is.
    pub default_audience: Audience,
    /// Tags that say who may read.
    pub tag_audiences: BTreeMap<EcoString, Audience>,
    /// Patterns of paths below the source folder that say it, in the order written.
    pub path_audiences: Vec<(EcoString, Audience)>,
    /// True where something that may have said who may read cannot be read: then nobody but the team reads anything.
    pub audience_unread: bool,
    /// The day that "today" means.
    pub build_date: Option<Date>,
    /// Marking of the packets, where their engagement says nothing.
    pub marking: Option<Marking>,
    /// The packets' paper.
    pub paper: Paper,
    /// What the packets' PDF conforms to.
    pub standard: PdfStandard,
    /// The vendor's logo, below the source folder.
    pub logo: Option<EcoString>,
    /// What happens to raw HTML in Markdown.
    pub raw_html: RawHtml,
    /// True where each page is there as Markdown too.
    pub markdown: bool,
    /// How long the verification of a guide holds that does not say so itself.
    pub stale_after: Option<Amount>,
    /// True where warnings are errors.
    pub deny_warnings: bool,
    /// Patterns of hosts that a customer cannot open.
    pub private_links: Vec<EcoString>,
    /// Levels other than a rule's own.
    pub levels: BTreeMap<Rule, Level>,
    /// The URL that opens a file in the writer's editor, with `{path}`, and `{line}` and `{column}` where it takes them.
    pub editor: EcoString,
    /// What the proof may find without failing, each with its reason.
    pub leaks: Vec<(EcoString, EcoString)>,
}

/// Where a configuration comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// A `book.toml` of ours.
    Turnkey,
    /// A `book.toml` made for mdBook.
    MdBook,
    /// An MkDocs configuration.
    MkDocs(SourcePath),
    /// Nothing: a plain folder.
    Plain,
}

/// What a YAML file of the source folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataKind {
    /// The vendor's people.
    People,
    /// A playbook.
    Playbook,
    /// An engagement.
    Engagement,
    /// The words of the trade.
    Glossary,
    /// The order of a folder.
    Nav,
}

/// Folders of the book's folder that are not content where the book's folder is the source.
const OWN_FOLDERS: [&str; 4] = ["templates", "themes", "issued", "fonts"];

/// Reads the configuration.
#[must_use]
pub fn read_config(sources: &Sources) -> Checked<Config> {
    let mut config = defaults(sources);
    let mut diagnostics = Vec::new();
    if let Some((path, text)) = file(sources, "book.toml") {
        let tree = toml::parse(&text, &path);
        if foreign::is_mdbook(&tree.value) {
            foreign::apply_mdbook(&mut config, &tree.value);
            config.folders_unread = !tree.diagnostics.is_empty();
            config.source_named = true;
        } else {
            config.audience_unread = !tree.diagnostics.is_empty() || !has_read_audiences(&tree.value);
            diagnostics.extend(tree.diagnostics);
            config.origin = Origin::Turnkey;
            apply(&mut config, &tree.value, sources, &mut diagnostics);
        }
    } else if let Some((path, text)) = ["mkdocs.yml", "mkdocs.yaml"].iter().find_map(|name| file(sources, name)) {
        foreign::apply_mkdocs(&mut config, &text, &path);
        config.source_named = true;
    }
    config.source_lost = is_lost(&config, sources);
    Checked { value: config, diagnostics }
}

fn file<'a>(sources: &'a Sources, name: &str) -> Option<(SourcePath, std::borrow::Cow<'a, str>)> {
    let path = SourcePath::new(name).expect("a plain name is inside");
    let text = sources.text(&path)?;
    Some((path, text))
}

fn defaults(sources: &Sources) -> Config {
    Config {
        origin: Origin::Plain,
        title: "Playbook".into(),
        organization: None,
        language: "en".into(),
        source: if sources.has_content { "content".into() } else { EcoString::new() },
        output: "dist".into(),
        folders_unread: false,
        source_named: false,
        source_lost: false,
        templates_are_content: holds_documents(sources, "templates"),
        theme: "default".into(),
        base_url: None,
        edit_url: None,
        default_audience: Audience::Internal,
        tag_audiences: BTreeMap::new(),
        path_audiences: Vec::new(),
        audience_unread: false,
        build_date: None,
        marking: None,
        paper: Paper::A4,
        standard: PdfStandard::A3aUa1,
        logo: None,
        raw_html: RawHtml::Sanitize,
        markdown: false,
        stale_after: None,
        deny_warnings: false,
        private_links: Vec::new(),
        levels: BTreeMap::new(),
        editor: values::editor("vscode").expect("it is known").into(),
        leaks: Vec::new(),
    }
}

/// True where `folder` has Markdown and nothing that a template or a theme is made of: many a team keeps the forms that it fills
/// in, of incidents for example, in a folder `templates`.
fn holds_documents(sources: &Sources, folder: &str) -> bool {
    let of_look = ["html", "typ", "toml", "css", "js"];
    let mut endings =
        sources.files.keys().filter(|path| path.below(folder).is_some()).filter_map(SourcePath::extension);
    let mut documents = false;
    endings.all(|ending| {
        documents |= ending == "md" || ending == "markdown";
        !of_look.contains(&ending.as_str())
    }) && documents
}

fn apply(config: &mut Config, tree: &Node, sources: &Sources, diagnostics: &mut Vec<Diagnostic>) {
    let toml: BookToml = read(tree, Report::All).unpack(diagnostics);
    let said = toml.clone();
    if let Some(book) = toml.book {
        set(&mut config.title, book.title);
        config.organization = book.organization.map(|text| text.value);
        if let Some(language) = book.language {
            config.language = language.value.0;
        }
        if let Some(folder) = book.source.and_then(|text| folder(&text, "source", diagnostics)) {
            config.source = folder;
        }
        if let Some((output, said)) = book.output.and_then(|text| Some((folder(&text, "output", diagnostics)?, text))) {
            match config.what_output_would_cover(&output) {
                Some(what) => {
                    let message =
                        format!("the output cannot be {what}: what is made would lie among what it is made of");
                    let help = "Name a folder for the output alone, such as `dist`.";
                    diagnostics.push(Diagnostic::new(Rule::InvalidConfig, said.at, message).help(help));
                }
                None => config.output = output,
            }
        }
        set(&mut config.theme, book.theme);
        config.base_url = book.base_url.map(|text| {
            let slash = if text.ends_with('/') { "" } else { "/" };
            [text.as_str(), slash].concat().into()
        });
        config.edit_url = book.edit_url.map(|text| text.value);
    }
    if let Some(audience) = toml.audience {
        config.default_audience = audience.default.map_or(config.default_audience, |audience| audience.value);
        let words = audience.tags.entries.into_iter().map(|(tag, audience)| (tag.value, audience.value));
        config.tag_audiences = words.collect();
        for (pattern, audience) in audience.paths.entries {
            match path_pattern(&pattern) {
                Ok(_) => config.path_audiences.push((pattern.value, audience.value)),
                Err(error) => {
                    let message = format!("`{}` is not a pattern of paths: {}", pattern.value, error.kind());
                    diagnostics.push(Diagnostic::new(Rule::InvalidConfig, pattern.at, message));
                }
            }
        }
    }
    config.build_date = toml.build.and_then(|build| build.date).map(|date| date.value);
    if let Some(editor) = toml.serve.and_then(|serve| serve.editor) {
        let url = values::editor(&editor).map_or_else(|| editor.value.clone(), EcoString::from);
        config.editor = if values::is_editor(&url) { url } else { EcoString::clone(&config.editor) };
    }
    if let Some(packet) = toml.packet {
        config.marking = packet.marking.map(|marking| marking.value);
        config.paper = packet.paper.map_or(config.paper, |paper| paper.value);
        config.standard = packet.standard.map_or(config.standard, |standard| standard.value);
        config.logo = packet.logo.map(|text| text.value);
    }
    // A book of ours is made to be taken along; what another tool's configuration describes is as that tool would make it.
    config.markdown = true;
    if let Some(html) = toml.html {
        config.raw_html = html.raw.map_or(config.raw_html, |raw| raw.value);
        config.markdown = html.markdown.is_none_or(|markdown| markdown.value);
    }
    if let Some(check) = toml.check {
        config.stale_after = check.stale_after.map(|after| after.value.least);
        config.deny_warnings = check.deny_warnings.is_some_and(|deny| deny.value);
        config.private_links = check.private_links.into_iter().map(|pattern| pattern.value).collect();
        for (name, reason) in check.leaks.entries {
            if reason.trim().is_empty() {
                let message = format!("`{}` is allowed without a reason", name.value);
                let help = "Say why it is no secret; the proof records it.";
                diagnostics.push(Diagnostic::new(Rule::InvalidConfig, reason.at, message).help(help));
            } else {
                config.leaks.push((name.value, reason.value));
            }
        }
        for (name, level) in check.rules.entries {
            match Rule::from_name(&name) {
                Some(Rule::AudienceLeak) => diagnostics.push(not_a_matter_of_level(&name)),
                Some(rule) => {
                    config.levels.insert(rule, level_of(level.value));
                }
                None => diagnostics.push(unknown_rule(&name)),
            }
        }
    }
    config.source_named = said.book.as_ref().is_some_and(|book| book.source.is_some());
    // A key that nobody knows may have been meant to be one of them.
    config.folders_unread = diagnostics.iter().any(|problem| problem.level == Level::Error);
    values::check(&said, config, sources, diagnostics);
}

/// True where there is no telling where the pages are: nothing is in the folder that was named, or its name cannot be read.
fn is_lost(config: &Config, sources: &Sources) -> bool {
    if config.source.is_empty() {
        return config.folders_unread && !config.source_named;
    }
    config.source_named && !sources.files.keys().any(|path| path.below(&config.source).is_some())
}

/// True where all that `book.toml` says, or seems to have meant to say, of who may read can be read.
fn has_read_audiences(tree: &Node) -> bool {
    let is_audience = |node: &Node| node.as_text().is_some_and(|name| Audience::from_name(name).is_some());
    let entries = tree.as_map().map(|map| map.entries.as_slice()).unwrap_or_default();
    entries.iter().all(|entry| match (entry.key.as_str(), entry.value.as_map()) {
        ("audience", None) => false,
        ("audience", Some(said)) => said.entries.iter().all(|entry| match entry.key.as_str() {
            "default" => is_audience(&entry.value),
            key @ ("tags" | "paths") => entry.value.as_map().is_some_and(|said| {
                let is_known = |key: &str, pattern: &str| key == "tags" || path_pattern(pattern).is_ok();
                said.entries.iter().all(|one| is_known(key, &one.key) && is_audience(&one.value))
            }),
            _ => false,
        }),
        (key, _) => BookToml::table().field(key).is_some() || nearest(key, ["audience"]).is_none(),
    })
}

fn set(value: &mut EcoString, text: Option<Spanned<EcoString>>) {
    if let Some(text) = text {
        *value = text.value;
    }
}

/// A folder of the book, normalised.
fn folder(text: &Spanned<EcoString>, what: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<EcoString> {
    let outside = text.starts_with('/') || text.contains('\\');
    match SourcePath::new(text) {
        Ok(path) if !outside => Some(path.as_str().into()),
        _ => {
            let message = format!("the {what} folder `{}` is not inside the book", text.value);
            let help = "Write a path relative to the folder of `book.toml`, with `/`.";
            diagnostics.push(Diagnostic::new(Rule::OutsideBook, text.at.clone(), message).help(help));
            None
        }
    }
}

/// A pattern of paths below the source folder: `*` within one part, `**` for any parts, `?`, `{a,b}`.
///
/// # Errors
/// Where it is not one.
pub fn path_pattern(pattern: &str) -> Result<Glob, globset::Error> {
    GlobBuilder::new(pattern.trim_start_matches('/')).literal_separator(true).build()
}

fn level_of(level: RuleLevel) -> Level {
    match level {
        RuleLevel::Allow => Level::Allow,
        RuleLevel::Warn => Level::Warning,
        RuleLevel::Error => Level::Error,
    }
}

fn not_a_matter_of_level(name: &Spanned<EcoString>) -> Diagnostic {
    let message = format!("what `{}` finds is never published, whatever its level", name.value);
    let help = "Take this out; a false alarm is allowed by name, with its reason, in `[check.leaks]`.";
    Diagnostic::new(Rule::InvalidConfig, name.at.clone(), message).help(help)
}

fn unknown_rule(name: &Spanned<EcoString>) -> Diagnostic {
    let diagnostic = Diagnostic::new(Rule::UnknownKey, name.at.clone(), format!("there is no rule `{}`", name.value));
    match nearest(name, Rule::ALL.iter().map(|rule| rule.name())) {
        Some(meant) => diagnostic.help(format!("Did you mean `{meant}`?")).replacement(format!("\"{meant}\"")),
        None => diagnostic.help("`turnkey explain` lists the rules."),
    }
}

impl Config {
    /// The folders that a book with this configuration is read from; `""` is the whole book.
    #[must_use]
    pub fn folders_to_read(&self) -> Vec<String> {
        if self.source.is_empty() {
            return vec![String::new()];
        }
        std::iter::once(self.source.to_string()).chain(OWN_FOLDERS.map(str::to_owned)).collect()
    }

    /// The folder that is not to be written to which an output in `folder` would be, or would lie in, or around; as words.
    #[must_use]
    pub fn what_output_would_cover(&self, folder: &str) -> Option<String> {
        let is_at_or_below = |inner: &str, outer: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if folder.is_empty() {
            return Some("the book's own folder".to_owned());
        }
        if !self.source.is_empty() && is_at_or_below(&self.source, folder) {
            return Some(if self.source == folder {
                format!("the source folder `{folder}`")
            } else {
                format!("a folder around the source folder `{}`", self.source)
            });
        }
        let own = OWN_FOLDERS.into_iter().find(|own| is_at_or_below(folder, own))?;
        Some(if own == folder { format!("the folder `{own}`") } else { format!("in the folder `{own}`") })
    }

    /// True for a file of the source folder: what lies elsewhere is not published.
    #[must_use]
    pub fn is_content(&self, path: &SourcePath) -> bool {
        let Some(below) = path.below(&self.source) else { return false };
        let is_own = || {
            let is_below = |folder: &&&str| below.strip_prefix(**folder).is_some_and(|rest| rest.starts_with('/'));
            OWN_FOLDERS
                .iter()
                .find(is_below)
                .is_some_and(|folder| *folder != "templates" || !self.templates_are_content)
        };
        let is_configuration = || ["book.toml", "mkdocs.yml", "mkdocs.yaml"].contains(&below);
        // What was handed out lies beside the content, and its manifest is read.
        let is_issued = || below.starts_with("issued/") && below.ends_with("/manifest.json");
        !(self.source.is_empty() && (is_own() || is_configuration() || is_issued()))
    }

    /// What the book itself is described in, for files that are read and not published.
    #[must_use]
    pub fn data_kind(&self, path: &SourcePath) -> Option<DataKind> {
        let below = path.below(&self.source)?;
        if !path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") {
            return None;
        }
        let parts: Vec<&str> = below.split('/').collect();
        match parts.as_slice() {
            ["people.yaml" | "people.yml"] => Some(DataKind::People),
            ["glossary.yaml" | "glossary.yml"] => Some(DataKind::Glossary),
            [.., "nav.yaml" | "nav.yml"] => Some(DataKind::Nav),
            ["playbooks", _] => Some(DataKind::Playbook),
            ["engagements", _, "engagement.yaml" | "engagement.yml"] => Some(DataKind::Engagement),
            _ => None,
        }
    }

    /// True for a Markdown file that becomes a page.
    #[must_use]
    pub fn is_guide(&self, path: &SourcePath) -> bool {
        let is_markdown = path.extension().is_some_and(|extension| extension == "md" || extension == "markdown");
        let is_summary = self.origin == Origin::MdBook && path.below(&self.source) == Some("SUMMARY.md");
        is_markdown && !is_summary && self.is_content(path)
    }
}

#[cfg(test)]
mod tests {
    use super::{path_pattern, read_config};
    use crate::path::SourcePath;
    use crate::source::Sources;

    #[test]
    fn patterns_match_parts_of_paths() {
        let matches =
            |pattern: &str, path: &str| path_pattern(pattern).expect("a pattern").compile_matcher().is_match(path);
        assert!(matches("guides/public/**", "guides/public/a/b.md"));
        assert!(matches("/guides/*-draft.md", "guides/x-draft.md"));
        assert!(!matches("guides/*", "guides/public/a.md"));
        assert!(!matches("guides/public/**", "guides/publicity/a.md"));
        assert!(path_pattern("a/[").is_err());
    }

    #[test]
    fn a_key_above_the_first_section_is_told_where_it_belongs() {
        let mut sources = Sources::default();
        let path = SourcePath::new("book.toml").expect("inside");
        sources.insert_text(path, "title = \"Field guide\"\ncolour = \"red\"\n[book]\nauthor = \"Ann\"\n");
        let told: Vec<_> = read_config(&sources).diagnostics.into_iter().map(|problem| problem.help).collect();
        assert_eq!(told[0].as_deref(), Some("It is a field of `book`: write it there."));
        assert!(told[1].as_deref().is_some_and(|help| help.starts_with("It has `book`")), "{told:?}");
    }
}
