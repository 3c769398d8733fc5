//! For people: the message, an excerpt with the exact place marked, related places, and what to do. Looks like
//! rustc's, because everybody who reads these has learnt to read those.

use super::excerpt::{Excerpt, joined, mark};
use super::{File, Files, RenderOptions, Span, path_text, visible};
use crate::diagnostic::{Diagnostic, Level, Location};
use annotate_snippets as draw;
use annotate_snippets::{AnnotationKind, Group, Origin, Patch, Renderer, Snippet};
use std::ops::Range;

/// What stands in for a terminal's width, and the least that an excerpt gets.
const DEFAULT_WIDTH: usize = 120;
const LEAST_WIDTH: usize = 40;
/// What line numbers and rules take of the width, generously.
const GUTTER: usize = 10;

pub(super) fn render(diagnostic: &Diagnostic, files: &Files<'_>, options: &RenderOptions) -> String {
    let width = options.width.unwrap_or(DEFAULT_WIDTH).max(LEAST_WIDTH);
    let parts = parts(diagnostic, files, options, width - GUTTER);
    let level = match diagnostic.level {
        Level::Error => draw::Level::ERROR,
        Level::Warning | Level::Allow => draw::Level::WARNING,
    };
    let mut group =
        level.primary_title(visible(&diagnostic.message)).id(diagnostic.rule.name()).elements(parts.whole_file);
    for part in &parts.excerpts {
        let marks = part.marks.iter().map(|mark| {
            let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            let label = mark.words.map(visible).filter(|words| !words.is_empty());
            kind.span(part.excerpt.locate(&mark.range)).label(label)
        });
        let snippet = Snippet::source(part.excerpt.text.as_str()).path(part.path.as_str());
        group = group.element(snippet.line_start(part.excerpt.line).annotations(marks));
    }
    for (path, words) in parts.related_files {
        group = group.element(draw::Level::NOTE.message(format!("{path}: {}", visible(words))));
    }
    let patch = patch(diagnostic, files, options, width - GUTTER);
    let help = diagnostic.help.as_deref().map(visible);
    let report: Vec<Group<'_>> = match (&patch, help) {
        (Some(patch), help) => {
            let title = draw::Level::HELP.secondary_title(help.unwrap_or("write this instead".into()));
            let snippet = Snippet::source(patch.excerpt.text.as_str()).path(patch.path.as_str());
            let change = Patch::new(patch.excerpt.locate(&patch.range), patch.text);
            vec![group, title.element(snippet.line_start(patch.excerpt.line).patch(change))]
        }
        (None, Some(help)) => vec![group.element(draw::Level::HELP.message(help))],
        (None, None) => vec![group],
    };
    let renderer = if options.color { Renderer::styled() } else { Renderer::plain() };
    let mut text = renderer.term_width(width).render(&report);
    for part in &parts.excerpts {
        part.restore_column(&mut text);
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// What stands between the message and the help.
struct Parts<'a> {
    /// The file of the problem, where it is meant as a whole.
    whole_file: Option<Origin<'a>>,
    /// The primary place first.
    excerpts: Vec<Part<'a>>,
    /// Related files that are meant as a whole.
    related_files: Vec<(String, &'a str)>,
}

/// An excerpt, and what is marked in it; its first mark is the one that the path and line above it speak of.
struct Part<'a> {
    path: String,
    excerpt: Excerpt,
    marks: Vec<Mark<'a>>,
}

/// A place with words beside it.
struct Mark<'a> {
    range: Range<usize>,
    words: Option<&'a str>,
    primary: bool,
    /// In the file, from 1.
    line: usize,
    column: usize,
}

/// Places of one file that will share an excerpt.
struct Cluster<'a> {
    location: &'a Location,
    file: &'a File<'a>,
    cover: Range<usize>,
    marks: Vec<Mark<'a>>,
}

fn parts<'a>(diagnostic: &'a Diagnostic, files: &'a Files<'_>, options: &RenderOptions, width: usize) -> Parts<'a> {
    let primary = diagnostic.location.iter().map(|location| (location, diagnostic.label.as_deref(), true));
    let related = diagnostic.related.iter().map(|(location, words)| (location, Some(words.as_str()), false));
    let mut parts = Parts { whole_file: None, excerpts: Vec::new(), related_files: Vec::new() };
    let mut clusters: Vec<Cluster<'a>> = Vec::new();
    for (location, words, primary) in primary.chain(related) {
        let Some(span) = files.span(location) else {
            let path = path_text(&location.path, options);
            if primary {
                parts.whole_file = Some(Origin::path(path));
            } else {
                parts.related_files.push((path, words.unwrap_or_default()));
            }
            continue;
        };
        let mark = Mark::new(&span, words, primary, width);
        let near = clusters.iter_mut().filter(|cluster| cluster.location.path == location.path).find_map(|cluster| {
            let cover = joined(cluster.file, &cluster.cover, &mark.range)?;
            Some((cluster, cover))
        });
        if let Some((cluster, cover)) = near {
            cluster.cover = cover;
            cluster.marks.push(mark);
        } else {
            let cover = mark.range.clone();
            clusters.push(Cluster { location, file: span.file, cover, marks: vec![mark] });
        }
    }
    parts.excerpts.extend(clusters.into_iter().map(|cluster| {
        // Words beside a mark need room too, but not at the cost of the line that they speak of.
        let words = cluster.marks.iter().filter_map(|mark| mark.words).map(|words| words.chars().count() + 1).max();
        let width = width - words.unwrap_or_default().min(width / 2);
        Part {
            path: path_text(&cluster.location.path, options),
            excerpt: Excerpt::new(cluster.file, cluster.cover, width),
            marks: cluster.marks,
        }
    }));
    parts
}

impl<'a> Mark<'a> {
    fn new(span: &Span<'_>, words: Option<&'a str>, primary: bool, width: usize) -> Self {
        let (line, column) = (span.start.line as usize, span.start.column as usize);
        Self { range: mark(span, width), words, primary, line, column }
    }
}

impl Part<'_> {
    /// Puts the file's column in place of the excerpt's, which is smaller where the line was cut.
    fn restore_column(&self, text: &mut String) {
        let mark = &self.marks[0];
        let shown = self.excerpt.column(&mark.range);
        if shown != mark.column {
            let (path, line) = (&self.path, mark.line);
            let place = format!("{path}:{line}:{}\n", mark.column);
            *text = text.replacen(&format!("{path}:{line}:{shown}\n"), &place, 1);
        }
    }
}

/// A change that mends the problem.
struct Change<'a> {
    path: String,
    excerpt: Excerpt,
    range: Range<usize>,
    text: &'a str,
}

fn patch<'a>(
    diagnostic: &'a Diagnostic,
    files: &Files<'_>,
    options: &RenderOptions,
    width: usize,
) -> Option<Change<'a>> {
    let location = diagnostic.location.as_ref()?;
    let text = diagnostic.replacement.as_deref()?;
    let span = files.span(location)?;
    // What is longer than an excerpt can show is no suggestion to be read; the other formats still carry it.
    let unseen = mark(&span, width).end..span.range.end;
    if !span.file.text[unseen].trim().is_empty() || text.len() > width * 10 {
        return None;
    }
    let excerpt = Excerpt::new(span.file, span.range.clone(), width);
    Some(Change { path: path_text(&location.path, options), excerpt, range: span.range.clone(), text })
}
