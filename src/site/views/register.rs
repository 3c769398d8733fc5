//! The views of an engagement's registers: its tables, each on a page of its own.

mod environments;
mod metrics;
pub(super) mod named;
mod people;
mod plan;
mod raci;
mod raid;
mod report;
mod requirements;
mod sign_offs;
mod waiting;

pub(super) use sign_offs::required_view;

use super::parts::link;
use crate::model::{Edition, Page, PageId, PlacedEngagement, Register};
use crate::path::relative_url;
use crate::site::calendar::calendar_path;
use serde_json::{Map, Value, json};

/// The template of a register.
pub(in crate::site) fn register_template(register: Register) -> &'static str {
    match register {
        Register::Plan => "plan.html",
        Register::Requirements => "requirements.html",
        Register::Environments => "environments.html",
        Register::Raid => "raid.html",
        Register::Metrics => "metrics.html",
        Register::People => "people.html",
        Register::Raci => "raci.html",
        Register::SignOffs => "sign-offs.html",
        Register::Waiting => "waiting.html",
        Register::Report => "report.html",
    }
}

/// The view of a register: what all have, and its own.
pub(super) fn register_view(
    edition: &Edition,
    id: PageId,
    placed: &PlacedEngagement,
    register: Register,
    body: &str,
) -> Value {
    let page = edition.page(id);
    let own = match register {
        Register::Plan => plan::plan_view(edition, page, placed),
        Register::Requirements => requirements::requirements_view(edition, page, placed),
        Register::Environments => environments::environments_view(edition, page, placed),
        Register::Raid => raid::raid_view(edition, page, placed),
        Register::Metrics => metrics::metrics_view(edition, page, placed),
        Register::People => people::people_view(edition, page, placed),
        Register::Raci => raci::raci_view(edition, page, placed),
        Register::SignOffs => sign_offs::sign_offs_view(edition, page, placed),
        Register::Waiting => waiting::waiting_view(edition, page, placed),
        Register::Report => report::report_view(edition, page, placed),
    };
    let mut view = Map::new();
    view.insert("engagement".to_owned(), link(edition, page, placed.overview));
    view.insert("registers".to_owned(), json!(registers(edition, page, placed)));
    view.insert("body".to_owned(), json!(body));
    if let Value::Object(own) = own {
        view.extend(own);
    }
    Value::Object(view)
}

/// The engagement's registers and its calendar as links from one of its pages, which is marked where it is one of them.
pub(super) fn registers(edition: &Edition, from: &Page, placed: &PlacedEngagement) -> Vec<Value> {
    let entry = |id: &PageId| {
        let mut entry = link(edition, from, *id);
        entry["current"] = json!(edition.page(*id).path == from.path);
        entry
    };
    let calendar = calendar_path(edition, placed).map(|path| {
        json!({ "title": edition.words.say("Calendar"), "href": relative_url(&from.path, &path), "current": false, "is_file": true })
    });
    placed.registers.values().map(entry).chain(calendar).collect()
}
