//! The view of all runbooks: when each is followed, who keeps it, and whether it can be relied on.

use crate::model::runbook::{steps, trigger};
use crate::model::wording::{Status, StatusId};
use crate::model::{Edition, Guide, Page};
use crate::parse::front_matter::GuideKind;
use crate::path::relative_url;
use crate::site::views::parts::status;
use serde_json::{Value, json};

pub(super) fn runbooks_view(edition: &Edition, page: &Page) -> Value {
    let is_runbook = |guide: &&Guide| guide.meta.kind == GuideKind::Runbook;
    let mut runbooks: Vec<&Guide> = edition.guides.iter().map(|guide| &**guide).filter(is_runbook).collect();
    runbooks.sort_by_cached_key(|guide| (guide.outline.title.to_lowercase(), guide.page.clone()));
    let stale = runbooks.iter().filter(|guide| edition.is_stale(guide)).count();
    let unverified = runbooks.iter().filter(|guide| guide.meta.verified.is_none()).count();
    let rows: Vec<Value> = runbooks.iter().map(|guide| row(edition, page, guide)).collect();
    json!({ "runbooks": rows, "stale": stale, "unverified": unverified })
}

fn row(edition: &Edition, page: &Page, guide: &Guide) -> Value {
    let words = &*edition.words;
    let due = edition.review_due(guide);
    let state = match guide.meta.verified {
        None => Status { id: StatusId::Open, label: "Never verified" },
        Some(_) if edition.is_stale(guide) => Status { id: StatusId::Blocked, label: "Review overdue" },
        Some(_) => Status { id: StatusId::Done, label: "Verified" },
    };
    json!({
        "title": guide.outline.title,
        "href": relative_url(&page.path, &guide.page),
        "trigger": trigger(guide),
        "owner": edition.owner(guide),
        "verified": guide.meta.verified.map(|it| words.day(it)),
        "verified_date": guide.meta.verified.map(|date| date.to_string()),
        "due": due.map(|it| words.day(it)),
        "due_date": due.map(|date| date.to_string()),
        "status": status(words, state),
        "steps": steps(&guide.parsed.doc.blocks),
    })
}
