//! The rules that take the whole book to tell: pages that nothing leads to, titles that are there twice, links that a
//! customer cannot open, files that nothing uses, work that is late or nobody's.
//!
//! Takes the team's own edition and what it was made of, once per run; gives diagnostics and changes nothing. What a file
//! alone can tell is said when it is parsed (`parse::lint`), and what contradicts itself in an engagement when that is
//! joined or assembled.

mod assets;
mod engagement;
mod links;
mod markings;
mod names;
mod pages;
mod sections;

use crate::book::Book;
use crate::diagnostic::Diagnostic;
use crate::model::Edition;
use crate::schema::things::Playbook;
use crate::source::Sources;

/// What a run can use of the checks of the one before: what was doubtful about each engagement, by its facts and the day;
/// what each page links to and each text names.
#[derive(Default)]
pub struct CheckMemo {
    engagements: engagement::Kept,
    links: links::Kept,
    titles: pages::KeptTitles,
    named_guides: names::Kept,
    named_assets: names::Kept,
}

/// What is doubtful about the book as a whole. `edition` was made of `book`, and that of `sources`, for the team.
#[must_use]
pub fn check(edition: &Edition, book: &Book, sources: &Sources, memo: &mut CheckMemo) -> Vec<Diagnostic> {
    let mut diagnostics = pages::orphans(edition, book, sources, &mut memo.named_guides);
    diagnostics.extend(pages::stale(edition));
    diagnostics.extend(pages::duplicate_titles(edition, sources, &mut memo.titles));
    diagnostics.extend(links::private(edition, &mut memo.links));
    diagnostics.extend(sections::missing(edition, sources));
    diagnostics.extend(assets::unused(edition, book, sources, &mut memo.named_assets));
    diagnostics.extend(assets::missing_logos(edition, book));
    diagnostics.extend(engagement::check(edition, book, &mut memo.engagements));
    diagnostics.extend(markings::check(edition, book));
    diagnostics
}

/// What is doubtful about a playbook by itself.
#[must_use]
pub fn check_plan(playbook: &Playbook) -> Vec<Diagnostic> {
    engagement::check_playbook(playbook)
}
