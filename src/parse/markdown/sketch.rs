//! A document on one line, for tests: `h2[Title] p[words *em*] ul[li[..]]`.

use crate::doc::{Block, BlockKind, Doc, Fold, Inline, LinkForm, RawLink};
use crate::parse::diagram::Drawings;
use crate::parse::guide::ParseOptions;
use crate::parse::highlight::Highlighter;
use crate::parse::html::RawHtml;
use crate::path::SourcePath;
use std::fmt::Write;

/// A parsed document, its diagnostics, and what they are about.
pub(crate) struct Sketched {
    pub(crate) doc: Doc<RawLink>,
    pub(crate) restricted: bool,
    /// Each diagnostic as `rule: message @ marked text`.
    pub(crate) problems: Vec<String>,
}

pub(crate) fn parse_with(text: &str, raw_html: RawHtml) -> Sketched {
    let path = SourcePath::new("a.md").expect("inside");
    let highlighter = Highlighter::default();
    let checked = super::parse_markdown(
        &path,
        text,
        0,
        &ParseOptions { raw_html, highlighter: &highlighter, drawings: &Drawings::default() },
    );
    let problem = |diagnostic: &crate::diagnostic::Diagnostic| {
        let range = diagnostic.location.as_ref().map(|location| location.range.to_usize()).unwrap_or_default();
        format!("{}: {} @ {}", diagnostic.rule, diagnostic.message, &text[range])
    };
    let problems = checked.diagnostics.iter().map(problem).collect();
    Sketched { doc: checked.value.doc, restricted: checked.value.restricted, problems }
}

pub(crate) fn parse(text: &str) -> Sketched {
    parse_with(text, RawHtml::Sanitize)
}

/// The sketch of a document without problems.
pub(crate) fn sketch(text: &str) -> String {
    let parsed = parse(text);
    assert_eq!(parsed.problems, Vec::<String>::new());
    parsed.sketch()
}

impl Sketched {
    pub(crate) fn sketch(&self) -> String {
        let mut out = blocks(&self.doc.blocks);
        for note in &self.doc.footnotes {
            let _ = write!(out, " note[{}]", blocks(note));
        }
        out
    }
}

fn blocks(list: &[Block<RawLink>]) -> String {
    list.iter().map(block).collect::<Vec<_>>().join(" ")
}

fn block(block: &Block<RawLink>) -> String {
    match &block.kind {
        BlockKind::Heading { level, anchor, inlines } => {
            let id = anchor.as_ref().map(|id| format!("#{id}")).unwrap_or_default();
            format!("h{level}{id}[{}]", words(inlines))
        }
        BlockKind::Paragraph(inlines) => format!("p[{}]", words(inlines)),
        BlockKind::Plain(inlines) => words(inlines),
        BlockKind::List { start, items } => {
            let items = items.iter().map(|item| {
                let task = item.task.as_ref().map(|task| if task.checked { "x " } else { "o " }).unwrap_or_default();
                let audience = item.audience.map(|audience| format!("{audience}:")).unwrap_or_default();
                format!("[{task}{audience}{}]", blocks(&item.blocks))
            });
            let name = start.map_or("ul".to_owned(), |start| format!("ol{start}"));
            format!("{name}{}", items.collect::<String>())
        }
        BlockKind::Code(code) => {
            format!("code{}[{}]", code.language.as_ref().map(|name| format!("-{name}")).unwrap_or_default(), code.text)
        }
        BlockKind::Quote(list) => format!("quote[{}]", blocks(list)),
        BlockKind::Callout { kind, fold, title, blocks: list } => {
            let fold = match fold {
                Fold::Never => "",
                Fold::Closed => "-",
                Fold::Open => "+",
            };
            let title = title.as_ref().map(|title| format!("({})", words(title))).unwrap_or_default();
            format!("{}{fold}{title}[{}]", kind.name(), blocks(list))
        }
        BlockKind::Details { open, title, blocks: list } => {
            let open = if *open { "+" } else { "" };
            format!("details{open}({})[{}]", words(title.as_deref().unwrap_or_default()), blocks(list))
        }
        BlockKind::Tabs(tabs) => {
            let tab = |tab: &crate::doc::Tab<RawLink>| format!("({})[{}]", words(&tab.title), blocks(&tab.blocks));
            format!("tabs{}", tabs.iter().map(tab).collect::<String>())
        }
        BlockKind::Diagram(diagram) => format!("diagram[{}]", diagram.source),
        BlockKind::Embedded { target, .. } => format!("embedded->{}", target.href),
        BlockKind::Restricted { audience, blocks: list } => format!("{audience}[{}]", blocks(list)),
        BlockKind::Table { head, rows, .. } => {
            let row =
                |row: &Vec<Vec<Inline<RawLink>>>| row.iter().map(|cell| words(cell)).collect::<Vec<_>>().join("|");
            format!("table[{}]", std::iter::once(head).chain(rows).map(row).collect::<Vec<_>>().join("||"))
        }
        BlockKind::When { condition, blocks: list } => format!("when({condition})[{}]", blocks(list)),
        BlockKind::Rule => "hr".to_owned(),
        BlockKind::Element { element, blocks: list } => format!("<{}>[{}]", tag(element), blocks(list)),
    }
}

fn tag(element: &crate::doc::Element<RawLink>) -> String {
    let mut out = element.name.to_string();
    for (name, value) in &element.attributes {
        let _ = write!(out, " {name}={value}");
    }
    for (name, link) in &element.links {
        let _ = write!(out, " {name}={}", link.href);
    }
    out
}

fn words(inlines: &[Inline<RawLink>]) -> String {
    let mut out = String::new();
    for inline in inlines {
        let _ = match inline {
            Inline::Text { text, .. } | Inline::Variable { text, .. } => write!(out, "{text}"),
            Inline::Code { text, .. } => write!(out, "`{text}`"),
            Inline::Emphasis(inlines) => write!(out, "*{}*", words(inlines)),
            Inline::Strong(inlines) => write!(out, "**{}**", words(inlines)),
            Inline::Strikethrough(inlines) => write!(out, "~{}~", words(inlines)),
            Inline::Link { target, inlines, .. } => {
                let form = match target.form {
                    LinkForm::Wiki => "wiki:",
                    LinkForm::Embed | LinkForm::Data => "embed:",
                    LinkForm::Link | LinkForm::Image => "",
                };
                write!(out, "({})->{form}{}", words(inlines), target.href)
            }
            Inline::Image { target, alt, .. } => {
                let form = if target.form == LinkForm::Wiki { "wiki:" } else { "" };
                write!(out, "!({alt})->{form}{}", target.href)
            }
            Inline::FootnoteRef(at) => write!(out, "^{at}"),
            Inline::Break => write!(out, "/"),
            Inline::Element { element, inlines } => write!(out, "<{}>({})", tag(element), words(inlines)),
        };
    }
    out
}
