//! `book.toml`. The keys of its free maps (`tags`, `paths`, `rules`) are checked by whoever knows what they may be.

use super::{Marking, Paper, PdfStandard, RawHtml, RuleLevel};
use crate::audience::Audience;
use crate::schema::read::{Keyed, Spanned};
use crate::schema::scalar::{Date, Duration, LanguageCode, Text};

shapes! {
    /// The configuration of a book.
    pub struct BookToml("configuration") {
        /// What the book is and where it lies.
        book: Option<BookSettings>;
        /// Who may read what says nothing about it.
        audience: Option<AudienceSettings>;
        /// How it is built.
        build: Option<BuildSettings>;
        /// How it is served while writing.
        serve: Option<ServeSettings>;
        /// How packets look.
        packet: Option<PacketSettings>;
        /// How HTML is made.
        html: Option<HtmlSettings>;
        /// What is checked, and how strictly.
        check: Option<CheckSettings>;
    }

    /// What a book is and where it lies.
    pub struct BookSettings("section `book`") {
        /// The title of the site.
        title: Option<Text>;
        /// The vendor's name, as packets show it.
        organization: Option<Text>;
        /// The language, as a code such as `en` or `pt-BR`.
        language: Option<Spanned<LanguageCode>>;
        /// The folder with the content.
        source: Option<Text>;
        /// The folder for what is made.
        output: Option<Text>;
        /// The name of the theme: `default`, or a folder in `themes`.
        theme: Option<Text>;
        /// Where the site is published: for feeds, canonical links and links out of a PDF.
        base_url: Option<Text>;
        /// Where its sources are.
        repository: Option<Text>;
        /// Where a page is edited: `{path}` stands for the file.
        edit_url: Option<Text>;
    }

    /// Who may read what says nothing about it.
    pub struct AudienceSettings("section `audience`") {
        /// Who may read a page without a word about it.
        default: Option<Spanned<Audience>>;
        /// Tags that say who may read a page.
        tags: Keyed<Spanned<Audience>>;
        /// Places that say it: patterns of paths below the source folder.
        paths: Keyed<Spanned<Audience>>;
    }

    /// How a book is built.
    pub struct BuildSettings("section `build`") {
        /// The day that "today", overdue and due mean.
        date: Option<Date>;
    }

    /// How a book is served while writing.
    pub struct ServeSettings("section `serve`") {
        /// What opens a file: an editor's name, as `vscode` or `zed`, or a URL with `{path}`, `{line}` and `{column}`.
        editor: Option<Text>;
    }

    /// How packets look.
    pub struct PacketSettings("section `packet`") {
        /// How far their recipients may share them.
        marking: Option<Spanned<Marking>>;
        /// The size of the paper.
        paper: Option<Spanned<Paper>>;
        /// What the PDF conforms to.
        standard: Option<Spanned<PdfStandard>>;
        /// The vendor's logo: a file below the source folder.
        logo: Option<Text>;
    }

    /// How HTML is made.
    pub struct HtmlSettings("section `html`") {
        /// What happens to raw HTML in Markdown.
        raw: Option<Spanned<RawHtml>>;
        /// True where each page is there as Markdown too.
        markdown: Option<Spanned<bool>>;
    }

    /// What is checked, and how strictly.
    pub struct CheckSettings("section `check`") {
        /// True where warnings fail the build.
        deny_warnings: Option<Spanned<bool>>;
        /// Hosts that a customer cannot open; `*` stands for any part.
        private_links: Vec<Text>;
        /// How old a guide's last verification may be where it says nothing itself.
        stale_after: Option<Spanned<Duration>>;
        /// What becomes of a rule.
        rules: Keyed<Spanned<RuleLevel>>;
        /// What the proof may find without failing: each with its reason.
        leaks: Keyed<Text>;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Rule;
    use crate::path::SourcePath;
    use crate::schema::read::{Report, read};
    use crate::schema::toml;

    fn rules(text: &str) -> Vec<(Rule, String)> {
        let path = SourcePath::new("book.toml").expect("inside");
        let mut found = Vec::new();
        let node = toml::parse(text, &path).unpack(&mut found);
        read::<BookToml>(&node, Report::All).unpack(&mut found);
        found.into_iter().map(|d| (d.rule, text[d.location.expect("a place").range.to_usize()].to_owned())).collect()
    }

    #[test]
    fn every_setting_is_read_in_its_place() {
        let text = r#"
[book]
title = "Delivery playbook"
source = "content"
[audience]
default = "internal"
[audience.tags]
"customer-safe" = "customer"
audience = "public"
[build]
date = 2026-05-20
[packet]
marking = "TLP:AMBER"
standard = "a-3a+ua-1"
[check]
deny_warnings = false
private_links = ["*.slack.com"]
stale_after = "180d"
[check.rules]
"orphan-page" = "allow"
"#;
        let path = SourcePath::new("book.toml").expect("inside");
        let settings = read::<BookToml>(&toml::parse(text, &path).value, Report::All);
        assert_eq!(settings.diagnostics, []);
        let audience = settings.value.audience.expect("a section");
        assert_eq!(audience.tags.entries.len(), 2, "a tag may be called `audience`");
        assert_eq!(
            settings.value.check.expect("a section").rules.get("orphan-page").map(|level| level.value),
            Some(RuleLevel::Allow)
        );
    }

    #[test]
    fn mistakes_are_marked() {
        assert_eq!(rules("[book]\ntitel = \"x\"\n"), [(Rule::UnknownKey, "titel".to_owned())]);
        assert_eq!(rules("[bok]\ntitle = \"x\"\n"), [(Rule::UnknownKey, "bok".to_owned())]);
        assert_eq!(rules("[check]\ndeny_warnings = \"yes\"\n"), [(Rule::InvalidValue, "\"yes\"".to_owned())]);
        assert_eq!(rules("[build]\ndate = \"2026-02-30\"\n"), [(Rule::InvalidValue, "\"2026-02-30\"".to_owned())]);
        assert_eq!(rules("book = 3\n"), [(Rule::InvalidValue, "3".to_owned())]);
        let broken = rules("[book]\ntitle = \nsource = 'a\n[check\n");
        assert!(broken.len() >= 3 && broken.iter().all(|(rule, _)| *rule == Rule::InvalidConfig), "{broken:?}");
        assert_eq!(rules(&format!("{}1 = 1", "a.".repeat(100_000)))[0].0, Rule::InvalidConfig);
        assert_eq!(rules(&format!("a = {}", "[".repeat(4_000)))[0].0, Rule::InvalidConfig);
        assert_eq!(rules(&format!("{}1 = 1", "a.".repeat(2_000)))[0].0, Rule::InvalidConfig);
    }
}
