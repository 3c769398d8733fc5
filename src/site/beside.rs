//! What is made in the same run as a site and lies beside it: the sites of customers, their packets, the problems that
//! were found.
//!
//! Only the team's own site knows of anything beside it.

use super::Problem;
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
    customers: FxHashMap<OutputPath, Arc<CustomerFolder>>,
}

/// Where what is made for one customer lies, beside the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerFolder {
    /// The folder of their site: `packets/acme/site`.
    pub site: String,
    /// Their packet as a PDF, where one is made: `packets/acme/acme-handoff.pdf`.
    pub pdf: Option<String>,
}

impl Beside {
    /// Notes that these pages are in the site of a customer too.
    pub(super) fn add_customer(&mut self, folder: CustomerFolder, pages: impl IntoIterator<Item = OutputPath>) {
        let folder = Arc::new(folder);
        self.customers.extend(pages.into_iter().map(|page| (page, folder.clone())));
    }

    /// Forgets the customer whose site would lie in this folder.
    pub(super) fn remove_customer(&mut self, site: &str) {
        self.customers.retain(|_, folder| folder.site != site);
    }

    /// The page as its customer sees it.
    pub(super) fn customer_href(&self, page: &Page) -> Option<String> {
        let folder = self.customers.get(&page.path)?;
        let below = relative_url_from_folder("", &page.path);
        Some(format!("{}../{}/{below}", root_prefix(&page.path), folder.site))
    }

    /// The packets of the engagement whose overview this is, as its list of documents shows them.
    pub(super) fn packets_of(&self, page: &Page) -> Value {
        let pdf = self.customers.get(&page.path).and_then(|folder| folder.pdf.as_ref());
        let packet = pdf.map(
            |pdf| json!({ "title": "Handoff packet (PDF)", "href": format!("{}../{pdf}", root_prefix(&page.path)) }),
        );
        packet.into_iter().collect()
    }
}
