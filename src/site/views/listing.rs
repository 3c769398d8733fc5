//! The views of lists that are made of the whole edition.

use crate::model::{Edition, Listing, Page};
use serde_json::{Value, json};

/// The template of a list.
pub(in crate::site) fn listing_template(listing: Listing) -> &'static str {
    match listing {
        Listing::Tags => "tags.html",
        Listing::Tag(_) => "tag.html",
        Listing::Gotchas => "gotchas.html",
        Listing::Runbooks => "runbooks.html",
        Listing::Glossary => "glossary.html",
        Listing::Recent => "recent.html",
        Listing::Health => "health.html",
    }
}

/// The view of a list.
pub(super) fn listing_view(_: &Edition, _: &Page, listing: Listing) -> Value {
    match listing {
        Listing::Tags
        | Listing::Tag(_)
        | Listing::Gotchas
        | Listing::Runbooks
        | Listing::Glossary
        | Listing::Recent
        | Listing::Health => json!({}),
    }
}
