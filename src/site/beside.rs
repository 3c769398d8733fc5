//! What is made in the same run as a site and lies beside it: the packets of engagements with the sites in them, the
//! problems that were found.
//!
//! Only the team's own site knows of anything beside it.

use super::Problem;
use crate::audience::Audience;
use crate::model::Page;
use crate::path::{OutputPath, relative_url_from_folder, root_prefix};
use rustc_hash::FxHashMap;
use serde_json::{Value, json};
use std::sync::Arc;

/// What lies beside a site.
#[derive(Default)]
pub struct Beside {
    /// The problems of the build.
    pub(super) problems: Vec<Problem>,
    customers: FxHashMap<OutputPath, Arc<PacketFolder>>,
    inside: FxHashMap<OutputPath, Arc<PacketFolder>>,
}

/// A folder of packets of one engagement, beside the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PacketFolder {
    /// Where it is: `packets/acme`.
    pub folder: String,
    /// For whom it is: the customer, or the team.
    pub audience: Audience,
    /// The folder of the site in it, where there is one: `packets/acme/site`.
    pub site: Option<String>,
    /// The documents in it.
    pub packets: Vec<PacketLink>,
}

/// A document of a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PacketLink {
    /// What it is called.
    pub title: String,
    /// Where it is, from the folder that the site is in: `packets/acme/acme-handoff.pdf`.
    pub path: String,
    /// For whom it is.
    pub audience: Audience,
}

impl Beside {
    /// Notes that these pages are in the site of the folder too; of what is for the team, the overview.
    pub(super) fn add(&mut self, folder: PacketFolder, pages: impl IntoIterator<Item = OutputPath>) {
        let known = if folder.audience == Audience::Internal { &mut self.inside } else { &mut self.customers };
        let folder = Arc::new(folder);
        known.extend(pages.into_iter().map(|page| (page, folder.clone())));
    }

    /// Forgets the packets in this folder.
    pub(super) fn remove(&mut self, folder: &str) {
        self.customers.retain(|_, known| known.folder != folder);
        self.inside.retain(|_, known| known.folder != folder);
    }

    /// The page as its customer sees it.
    pub(super) fn customer_href(&self, page: &Page) -> Option<String> {
        let site = self.customers.get(&page.path)?.site.as_ref()?;
        let below = relative_url_from_folder("", &page.path);
        Some(format!("{}../{site}/{below}", root_prefix(&page.path)))
    }

    /// The packets of the engagement whose overview this is, as its list of documents shows them: the customer's first.
    pub(super) fn packets_of(&self, page: &Page) -> Value {
        let folders = [&self.customers, &self.inside].into_iter().filter_map(|known| known.get(&page.path));
        let link = |link: &PacketLink| {
            let is_theirs = link.audience == Audience::Customer;
            let audience = (!is_theirs).then(|| json!({ "id": link.audience.name(), "label": link.audience.label() }));
            json!({
                "title": link.title,
                "href": format!("{}../{}", root_prefix(&page.path), link.path),
                "audience": audience,
            })
        };
        folders.flat_map(|folder| &folder.packets).map(link).collect()
    }
}
