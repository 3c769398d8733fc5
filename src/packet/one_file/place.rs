//! Where things stand in the file: an id for each label, so that what links lead to is the same as on paper.
//!
//! An id is the page's path and what stands on it: `guides/rollback.html:step-3`. Our own begin with a slash, as no path does.

use crate::html::{Around, picture_type};
use crate::model::wording::Words;
use crate::packet::labels::Labels;
use crate::packet::one_file::look::data_url;
use crate::packet::typst::assets;
use crate::packet::view::{CoverView, LogoView, PacketView};
use crate::path::{OutputPath, fragment_url};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// What documents have to know of the packet around them.
pub(super) struct Inside<'a> {
    labels: &'a Labels,
    words: &'a Words,
    pictures: BTreeMap<OutputPath, String>,
}

impl<'a> Inside<'a> {
    pub(super) fn new(view: &'a PacketView, labels: &'a Labels, files: &BTreeMap<OutputPath, Arc<[u8]>>) -> Self {
        let mut pictures = BTreeMap::new();
        for path in assets(view) {
            let is_picture = path.extension().is_some_and(|extension| picture_type(&extension).is_some());
            if let Some(bytes) = files.get(&path).filter(|_| is_picture) {
                let url = data_url(path.file_name(), bytes);
                pictures.insert(path, url);
            }
        }
        Self { labels, words: &view.words, pictures }
    }

    /// The logos of the cover that are there, as templates see them.
    pub(super) fn logos(&self, cover: &CoverView) -> Value {
        let logo = |logo: &LogoView| {
            let url = self.pictures.get(&logo.path)?;
            Some(json!({ "of": logo.of, "url": url }))
        };
        cover.logos.iter().filter_map(logo).collect()
    }
}

impl Around for Inside<'_> {
    fn place(&self, page: &OutputPath, anchor: Option<&str>) -> Option<String> {
        self.labels.find(page, anchor).map(|label| way_to(&id_of(&label)))
    }

    fn picture(&self, path: &OutputPath) -> Option<&str> {
        self.pictures.get(path).map(String::as_str)
    }

    fn say<'s>(&'s self, phrase: &'s str) -> &'s str {
        self.words.say(phrase)
    }
}

impl fmt::Debug for Inside<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Inside").finish_non_exhaustive()
    }
}

/// The id that stands for a label.
pub(super) fn id_of(label: &str) -> String {
    let (page, anchor) = label.rsplit_once('#').unwrap_or((label, ""));
    let mut id = String::with_capacity(label.len());
    // The colon stands between page and anchor only, and no id has spaces.
    for letter in page.chars() {
        match letter {
            ':' => id.push_str("%3A"),
            '#' => id.push_str("%23"),
            '%' => id.push_str("%25"),
            letter if letter.is_whitespace() => id.push_str("%20"),
            letter => id.push(letter),
        }
    }
    if !anchor.is_empty() {
        id.push(':');
        id.push_str(anchor);
    }
    id
}

/// The URL of an id in the same file.
pub(super) fn way_to(id: &str) -> String {
    fragment_url(id)
}

/// Makes ids of what `data` says that things stand for, and URLs of where they lead.
pub(super) fn settle(data: &mut Value) {
    match data {
        Value::Array(values) => values.iter_mut().for_each(settle),
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(place) if name == "place" => *value = json!(id_of(place)),
                    Value::String(to) if name == "to" => *value = json!(way_to(&id_of(to))),
                    value => settle(value),
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_pages_and_what_is_on_them() {
        assert_eq!(id_of("guides/rollback.html#"), "guides/rollback.html");
        assert_eq!(id_of("guides/rollback.html#step-3"), "guides/rollback.html:step-3");
        assert_eq!(id_of("a b/50% #1.html#c"), "a%20b/50%25%20%231.html:c");
        assert_eq!(way_to("a%20b:c"), "#a%2520b:c");
    }
}
