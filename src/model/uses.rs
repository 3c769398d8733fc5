//! What engagements name of the guides: which page each path means, and for each page who uses it.

use super::engagement::Task;
use super::{PageId, PlacedEngagement, Register, Use};
use crate::book::engagement::NamedGuide;
use crate::book::{Book, GuidePaths, Named};
use crate::diagnostic::{Diagnostic, Location, Rule, nearest};
use crate::path::SourcePath;
use ecow::EcoString;
use std::collections::BTreeMap;

/// The page of each guide that is `named`, by where it is. `page_of` gives the page of the guide at a place
/// of the book's list, which `paths` was made of.
pub(super) fn resolve_guides(
    book: &Book,
    named: &[NamedGuide],
    paths: &GuidePaths,
    page_of: impl Fn(usize) -> Option<PageId>,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<Location, PageId> {
    let mut pages = BTreeMap::new();
    for named in named {
        match paths.find(&named.at.path, &named.path) {
            Named::Guide(at) => {
                if let Some(page) = page_of(at) {
                    pages.insert(named.at.clone(), page);
                }
            }
            Named::Both(beside, rooted) => {
                let message = format!("`{}` is two guides: `{beside}` and `{rooted}`", named.path);
                let help = "Write a path that is only one of them; with `/` in front it counts from the source folder.";
                diagnostics.push(Diagnostic::new(Rule::UnknownReference, named.at.clone(), message).help(help));
            }
            Named::Nothing => diagnostics.push(no_guide(book, named)),
        }
    }
    pages
}

fn no_guide(book: &Book, named: &NamedGuide) -> Diagnostic {
    let NamedGuide { path: written, at, kind, .. } = named;
    let diagnostic = Diagnostic::new(Rule::UnknownReference, at.clone(), format!("there is no guide `{written}`"));
    let path = |path: &SourcePath| {
        let below = path.below(&book.config.source).unwrap_or(path.as_str()).to_owned();
        below.strip_suffix(".md").map_or(below.clone(), str::to_owned)
    };
    let paths: Vec<String> = book.guides.iter().map(|guide| path(&guide.parsed.path)).collect();
    match nearest_path(written, &paths) {
        Some(meant) => {
            let meant = kind.map_or_else(|| meant.to_owned(), |kind| format!("{kind}:{meant}"));
            diagnostic.help(format!("Did you mean `{meant}`?")).replacement(meant)
        }
        None => diagnostic.help("Write the path of a Markdown file, beside this file or from the source folder."),
    }
}

/// The path that was meant: one whose name is near too, for paths of one folder are much alike; or else the only one of that name.
fn nearest_path<'a>(written: &str, paths: &'a [String]) -> Option<&'a str> {
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let own = name(written);
    let is_near = |path: &&str| nearest(&own, [name(path).as_str()]).is_some();
    nearest(written, paths.iter().map(String::as_str).filter(is_near)).or_else(|| {
        let mut same = paths.iter().filter(|path| name(path) == own);
        same.next().filter(|_| same.next().is_none()).map(String::as_str)
    })
}

/// Who uses each page: tasks by the page of their phase, everything else by the overview.
pub(super) fn uses(engagements: &[PlacedEngagement], pages: usize) -> Vec<Vec<Use>> {
    let mut uses: Vec<Vec<Use>> = vec![Vec::new(); pages];
    for engagement in engagements.iter().filter(|engagement| !engagement.guides.is_empty()) {
        let mut rest = engagement.guides.clone();
        let mut note = |at: &Location, page: PageId, detail: EcoString| {
            if let Some(guide) = rest.remove(at) {
                let part = Use { page, detail };
                let known = &mut uses[guide.0 as usize];
                if !known.contains(&part) {
                    known.push(part);
                }
            }
        };
        note_parts(engagement, &mut note);
        for guide in rest.into_values() {
            let part = Use { page: engagement.overview, detail: EcoString::new() };
            let known = &mut uses[guide.0 as usize];
            if known.iter().all(|known| known.page != part.page) {
                known.push(part);
            }
        }
    }
    uses
}

fn note_parts(engagement: &PlacedEngagement, note: &mut impl FnMut(&Location, PageId, EcoString)) {
    let facts = &engagement.facts;
    let whose = facts.title.value.as_str();
    for (phase, page) in facts.phases.iter().zip(&engagement.phases) {
        phase.all_tasks().for_each(|task: &Task| {
            for guide in task.guide.iter().chain(&task.runbook) {
                note(&guide.at, *page, ecow::eco_format!("{whose}: {}", task.text.value));
            }
        });
    }
    for minutes in &facts.minutes {
        let of_meeting = facts.meetings.iter().zip(&engagement.meetings).find(|(meeting, _)| minutes.is_of(meeting));
        let page = of_meeting.map_or(engagement.overview, |(_, page)| *page);
        note(&minutes.guide.at, page, whose.into());
    }
    for guide in facts.raid.iter().flat_map(|entry| &entry.declared.minutes) {
        let page = engagement.registers.get(&Register::Raid).copied().unwrap_or(engagement.overview);
        note(&guide.at, page, whose.into());
    }
    for (meeting, page) in facts.meetings.iter().zip(&engagement.meetings) {
        let topics = meeting.agenda.iter().filter_map(|topic| topic.guide.as_ref());
        for guide in meeting.guide.iter().chain(&meeting.minutes).chain(topics) {
            note(&guide.at, *page, whose.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::nearest_path;

    #[test]
    fn a_path_is_near_by_its_name_and_not_by_its_folder() {
        let paths = ["environments/index", "environments/checks", "day-2/backup"].map(str::to_owned);
        let meant = |written: &str| nearest_path(written, &paths);
        assert_eq!(meant("environments/survey"), None, "the folder alone is alike");
        assert_eq!(meant("environments/cheks"), Some("environments/checks"));
        assert_eq!(meant("operations/backup"), Some("day-2/backup"), "there is but one of that name");
    }
}
