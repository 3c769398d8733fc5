//! The view of what changed lately, and of what should be verified again.
//!
//! Days of change are version control's and the team's own; those of verification are said on the pages themselves.

use crate::model::{Edition, Guide, Page};
use crate::path::relative_url;
use crate::source::Extent;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::cmp::Reverse;

/// How many pages stand in each list.
const MOST: usize = 50;

/// The view of the page, or of its parts on the home page, where no list has more than `most`.
pub(in crate::site::views) fn recent_view(edition: &Edition, page: &Page, most: Option<usize>) -> Value {
    let most = most.unwrap_or(MOST);
    let changed = |guide: &Guide| edition.history.changed.get(&guide.parsed.path).copied();
    let verified = |guide: &Guide| guide.meta.verified;
    let overdue = |guide: &Guide| edition.review_due(guide).filter(|due| *due < edition.today);
    json!({
        "changed": newest(edition, page, changed, most),
        "verified": newest(edition, page, verified, most),
        "overdue": list(edition, page, dated(edition, overdue), most),
        "is_shallow": edition.history.extent == Extent::Shallow,
    })
}

fn newest(edition: &Edition, page: &Page, date: impl Fn(&Guide) -> Option<Date>, most: usize) -> Value {
    let mut dated = dated(edition, date);
    dated.sort_by_key(|(date, _)| Reverse(*date));
    list(edition, page, dated, most)
}

/// The guides that have a date, the earliest first, else in the order of their pages.
fn dated(edition: &Edition, date: impl Fn(&Guide) -> Option<Date>) -> Vec<(Date, &Guide)> {
    let mut dated: Vec<(Date, &Guide)> =
        edition.guides.iter().filter_map(|guide| Some((date(guide)?, &**guide))).collect();
    dated.sort_by(|(a, x), (b, y)| a.cmp(b).then_with(|| x.page.cmp(&y.page)));
    dated
}

fn list(edition: &Edition, page: &Page, dated: Vec<(Date, &Guide)>, most: usize) -> Value {
    let more = dated.len().saturating_sub(most);
    let entry = |(date, guide): (Date, &Guide)| {
        json!({
            "title": guide.outline.title,
            "href": relative_url(&page.path, &guide.page),
            "date": edition.words.day(date),
            "datetime": date.to_string(),
            "owner": edition.owner(guide),
        })
    };
    json!({ "pages": dated.into_iter().take(most).map(entry).collect::<Vec<_>>(), "more": more })
}
