//! What Typst has to say, as diagnostics: at the guide's line where generated code is meant, in the template where that
//! is the book's own. And what it does not say: which glyphs are missing.

use super::pdf::PacketInputs;
use super::template::Template;
use super::typst::Generated;
use super::view::PacketView;
use super::world::PacketWorld;
use crate::diagnostic::{Diagnostic, Level, Location, Rule};
use crate::path::SourcePath;
use crate::store::Key;
use crate::text::TextRange;
use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet};
use typst::WorldExt as _;
use typst::diag::{Severity, SourceDiagnostic};
use typst::layout::{Frame, FrameItem};
use typst::syntax::{DiagSpan, Span};
use typst_layout::PagedDocument;

/// What is needed to find the way back from a place in Typst's file system.
pub(super) struct Origins<'a> {
    pub(super) world: &'a PacketWorld<'a>,
    pub(super) generated: &'a Generated,
    pub(super) templates: &'a BTreeMap<EcoString, Template>,
    /// The file that the data came from.
    pub(super) data: Option<&'a SourcePath>,
}

impl<'a> Origins<'a> {
    /// Those of a packet that says `view`.
    pub(super) fn new(
        world: &'a PacketWorld<'a>,
        generated: &'a Generated,
        view: &'a PacketView,
        inputs: &'a PacketInputs<'a>,
    ) -> Self {
        Self { world, generated, templates: inputs.templates, data: view.source.as_ref() }
    }
}

impl Origins<'_> {
    /// Names in `key` where messages can lead to.
    pub(super) fn note(&self, key: &mut Key) {
        let note = |key: &mut Key, path: &SourcePath| _ = key.part(path.as_str().as_bytes());
        for file in self.generated.files.values() {
            note(key, &file.source);
            file.map.note(key);
        }
        self.templates.values().for_each(|template| note(key, &template.source));
        self.data.into_iter().for_each(|path| note(key, path));
    }

    /// One of ours for one of Typst's.
    pub(super) fn diagnostic(&self, problem: &SourceDiagnostic) -> Diagnostic {
        let trace = problem.trace.iter().map(|point| DiagSpan::from(point.span));
        let spans: Vec<DiagSpan> = std::iter::once(problem.span).chain(trace).collect();
        let in_template = self.in_template(problem.span);
        let in_guide = spans.iter().find_map(|span| self.in_guide(*span));
        let mut message = problem.message.to_string();
        if in_template.is_none()
            && let Some(file) = spans.iter().find_map(|span| self.builtin_file(*span))
        {
            message = format!("{message} (in the template `{file}`)");
        }
        let (location, related) = match (in_template, in_guide) {
            (Some(template), guide) => (Some(template), guide),
            (None, guide) => (guide.or_else(|| self.data.cloned().map(Location::file)), None),
        };
        let mut diagnostic = Diagnostic::new(Rule::TemplateError, location, message);
        if problem.severity == Severity::Warning {
            diagnostic.level = Level::Warning;
        }
        if let Some(guide) = related {
            diagnostic = diagnostic.related(guide, "while this was set");
        }
        if let Some(hint) = problem.hints.first() {
            diagnostic = diagnostic.help(hint.v.to_string());
        }
        diagnostic
    }

    /// The guide's text that a place in generated code came from.
    fn in_guide(&self, span: DiagSpan) -> Option<Location> {
        let path = span.id()?.get().vpath().get_with_slash();
        let file = self.generated.files.get(path)?;
        let range = self.world.range(span).and_then(|range| file.map.range_at(range.start)).unwrap_or_default();
        Some(Location { path: file.source.clone(), range })
    }

    /// The place in a template of the book.
    fn in_template(&self, span: DiagSpan) -> Option<Location> {
        let template = self.templates.get(span.id()?.get().vpath().get_without_slash())?;
        let range = self.world.range(span).map(TextRange::from).unwrap_or_default();
        Some(Location { path: template.source.clone(), range })
    }

    fn builtin_file(&self, span: DiagSpan) -> Option<&str> {
        let path = span.id()?.get().vpath().get_with_slash();
        (!self.generated.files.contains_key(path)).then_some(path.trim_start_matches('/'))
    }

    /// Glyphs that were set as the sign for "missing", by file: fonts may have each character of a cluster and yet not
    /// the cluster.
    pub(super) fn missing_glyphs(&self, document: &PagedDocument) -> Vec<Diagnostic> {
        let mut missing: BTreeMap<Option<SourcePath>, (TextRange, BTreeSet<String>)> = BTreeMap::new();
        for page in document.pages() {
            visit(&page.frame, &mut |span, text| {
                let location = self.in_guide(span.into()).or_else(|| self.data.cloned().map(Location::file));
                let (path, range) = location.map_or((None, TextRange::default()), |l| (Some(l.path), l.range));
                missing.entry(path).or_insert_with(|| (range, BTreeSet::new())).1.insert(text.to_owned());
            });
        }
        missing
            .into_iter()
            .map(|(path, (range, texts))| {
                let list: Vec<String> = texts.iter().map(|text| format!("“{text}”")).collect();
                let location = path.map(|path| Location { path, range });
                Diagnostic::new(
                    Rule::MissingGlyph,
                    location,
                    format!("no font of the packet can draw {}", list.join(", ")),
                )
            })
            .collect()
    }
}

/// Calls `missing` for each glyph that no font had, with its place and its text.
fn visit(frame: &Frame, missing: &mut impl FnMut(Span, &str)) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => visit(&group.frame, missing),
            FrameItem::Text(text) => {
                for glyph in text.glyphs.iter().filter(|glyph| glyph.id == 0) {
                    missing(glyph.span.0, text.text.get(glyph.range()).unwrap_or_default());
                }
            }
            _ => {}
        }
    }
}
