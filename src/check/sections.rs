//! Sections that a kind of page is expected to have and lacks.
//!
//! Says where and how; what counts as a section is `model::sections`.

use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::doc::{Block, BlockKind, RawLink};
use crate::model::sections::{Names, PURPOSE, RUNBOOK_SECTIONS, are_known_in, missing_runbook_sections};
use crate::model::{Edition, Guide};
use crate::parse::front_matter::GuideKind;
use crate::source::Sources;
use crate::text::TextRange;
use std::sync::Arc;

/// What the team's pages lack.
pub(super) fn missing(edition: &Edition, sources: &Sources) -> Vec<Diagnostic> {
    if !are_known_in(&edition.config.language) {
        return Vec::new();
    }
    edition.guides.iter().filter_map(|guide| missing_of(guide, sources)).collect()
}

fn missing_of(guide: &Arc<Guide>, sources: &Sources) -> Option<Diagnostic> {
    match guide.meta.kind {
        GuideKind::Runbook => {
            let missing = missing_runbook_sections(guide);
            // A page that only lists runbooks is one of that kind in many a folder, and has nothing to be followed.
            if missing.is_empty()
                || missing.len() == RUNBOOK_SECTIONS && guide.outline.steps.is_empty() && is_list(guide)
            {
                return None;
            }
            let message = format!("this runbook has no section for {}", listed(&missing));
            Some(Diagnostic::new(Rule::RunbookIncomplete, place(guide, sources), message).help(
                "Add it, if only to say that there is nothing to do: whoever follows this at night will look for it.",
            ))
        }
        GuideKind::Design => {
            if Names::default().of(guide).iter().any(|name| PURPOSE.is(name)) {
                return None;
            }
            let message = format!("this design has no section on {}", PURPOSE.name);
            Some(
                Diagnostic::new(Rule::MissingSection, place(guide, sources), message)
                    .help("Add a section that says what the design must meet, and what differs in production."),
            )
        }
        GuideKind::Agenda => {
            let holds = |block: &Block<RawLink>| {
                matches!(
                    block.kind,
                    BlockKind::List { .. }
                        | BlockKind::Table { .. }
                        | BlockKind::Embedded { .. }
                        | BlockKind::Element { .. }
                )
            };
            let topics = guide.parsed.doc.blocks.iter().any(holds) || guide.outline.headings.len() > 1;
            let message = "this agenda has no topics";
            (!topics).then(|| {
                Diagnostic::new(Rule::MissingSection, place(guide, sources), message)
                    .help("List them, each with the minutes that it takes.")
            })
        }
        _ => None,
    }
}

/// True for a page without code of its own, whose words lead to other pages.
fn is_list(guide: &Guide) -> bool {
    guide.parsed.path.is_folder_page() || guide.targets.len() >= 3
}

/// The value of `kind` in the front matter.
fn place(guide: &Guide, sources: &Sources) -> Location {
    let path = guide.parsed.path.clone();
    let find = || {
        let front = guide.parsed.front_range?;
        let text = sources.text(&path)?;
        let text = text.get(front.to_usize())?;
        let at = if text.starts_with("kind:") { 0 } else { text.find("\nkind:")? + 1 };
        let value = text[at + "kind:".len()..].lines().next()?;
        let start = at + "kind:".len() + value.len() - value.trim_start().len();
        let length = value.trim().split(" #").next()?.trim_end().len();
        Some(TextRange::new(start, start + length).shifted(front.start as usize))
    };
    match find() {
        Some(range) => Location { path, range },
        None => Location::file(path),
    }
}

/// `a`, `a and b`, `a, b and c`.
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_like_a_sentence() {
        assert_eq!(listed(&["a", "b", "c"]), "a, b and c");
    }
}
