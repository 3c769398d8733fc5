//! What an author is told of diagrams: those that cannot be drawn, and those that only a server could draw.

use super::words::{KINDS, first_word};
use super::{Drawings, Failure, Problem};
use crate::diagnostic::{Diagnostic, Location, Rule, nearest};
use crate::doc::{Diagram, Doc, Element, Inline, LinkForm, ListItem, RawLink, Visit};
use crate::path::SourcePath;
use crate::text::TextRange;

/// Addresses that draw what they are given: where one occurs in the address of a picture, it is a diagram.
const SERVERS: [&str; 5] = ["//mermaid.ink/", "//kroki.io/", "/plantuml/png/", "/plantuml/svg/", "/plantuml/proxy?"];

impl Failure {
    /// The diagnostic about the diagram `text`; `location` is where in the file it fails, or its fence.
    pub(in crate::parse) fn diagnostic(&self, text: &str, location: Location) -> Diagnostic {
        let shown = "Until then the page shows the diagram's text";
        let (rule, message, help) = match &self.problem {
            Problem::Syntax(words) => {
                let message = format!("this diagram cannot be drawn: {words}");
                (Rule::DiagramFailed, message, format!("Mend the diagram here. {shown}."))
            }
            Problem::UnknownKind => {
                let word = first_word(text);
                let help = match nearest(word, KINDS) {
                    Some(kind) => format!("Did you mean `{kind}`? {shown}."),
                    None => format!("A diagram begins with what it is, such as `flowchart TD`. {shown}."),
                };
                (Rule::DiagramFailed, format!("`{word}` is no kind of diagram"), help)
            }
            Problem::TooLarge => {
                let message = "this diagram is too large to be drawn, so its text is shown".to_owned();
                (Rule::LimitReached, message, "Draw parts of it, each as a diagram of its own.".to_owned())
            }
            Problem::Defect => {
                let message = "this diagram cannot be drawn, for a reason that is not in it".to_owned();
                (Rule::DiagramFailed, message, format!("Say it with simpler means. {shown}."))
            }
        };
        Diagnostic::new(rule, location, message).help(help)
    }
}

/// The diagnostic about a fence that other tools have drawn by a server.
pub(in crate::parse) fn remote_fence(location: Location) -> Diagnostic {
    let message = "this diagram would have to be drawn by a server, so its text is shown";
    Diagnostic::new(Rule::RemoteDiagram, location, message)
        .help("Draw it with Mermaid, or put the finished picture beside the page.")
}

/// Diagnoses the diagrams of `doc` that stand in raw HTML or come from a server as a picture; fences were diagnosed as
/// they were read.
pub(in crate::parse) fn check(
    doc: &Doc<RawLink>,
    source: &str,
    (path, drawings): (&SourcePath, &Drawings),
    into: &mut Vec<Diagnostic>,
) {
    // Most pages have none, and need no walk.
    if ["mermaid", "kroki.io", "plantuml/"].iter().any(|word| source.contains(word)) {
        doc.visit(&mut Check { source, path, drawings, into });
    }
}

/// True for the address of a picture that a server draws from what the address says.
pub(in crate::parse) fn is_drawn_by_server(href: &str) -> bool {
    let is_web = href.starts_with("http://") || href.starts_with("https://");
    is_web && SERVERS.iter().any(|server| href.contains(server))
}

struct Check<'a> {
    source: &'a str,
    path: &'a SourcePath,
    drawings: &'a Drawings,
    into: &'a mut Vec<Diagnostic>,
}

impl Check<'_> {
    fn location(&self, range: TextRange) -> Location {
        Location { path: self.path.clone(), range }
    }
}

impl Visit<RawLink> for Check<'_> {
    fn link(&mut self, link: &RawLink, _around: &[Inline<RawLink>]) {
        if link.form == LinkForm::Image && is_drawn_by_server(&link.href) {
            let message = "this diagram is drawn by another server each time the page is read";
            let help = "Draw it with Mermaid, or put the finished picture beside the page.";
            self.into.push(Diagnostic::new(Rule::RemoteDiagram, self.location(link.range), message).help(help));
        }
    }

    fn diagram(&mut self, diagram: &Diagram, range: TextRange) {
        let in_html = self.source[range.to_usize()].starts_with('<');
        if let (true, None) = (in_html, &diagram.drawing)
            && let (_, Some(failure)) = self.drawings.read(&diagram.source, None)
        {
            self.into.push(failure.diagnostic(&diagram.source, self.location(range)));
        }
    }

    fn heading(&mut self, _: u8, _: &Option<ecow::EcoString>, _: &[Inline<RawLink>], _: TextRange) {}
    fn task(&mut self, _: &ListItem<RawLink>) {}
    fn element(&mut self, _: &Element<RawLink>) {}
}
