//! What a proof says for the record: what was searched, for how much, and what came of it. For the team alone.

use super::Leak;
use super::count::Count;
use super::search::Verdict;
use super::words::{hash_of, read_words};
use ecow::EcoString;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The record of a proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Whom the edition is for.
    pub audience: &'static str,
    /// The one engagement that it is of.
    pub engagement: Option<EcoString>,
    /// The day on which it was made, as the edition has it.
    pub date: Date,
    /// Of the names and bytes of its files.
    pub digest: String,
    /// How many files of each kind were searched.
    pub files: BTreeMap<String, usize>,
    /// How many words were looked up: not those of texts that stand so in what the reader may see.
    pub words: u64,
    /// How many units of the book are not for the reader.
    pub restricted: usize,
    /// In how many words, phrases and rows of six words these were looked up; with an index of the book, in all of them.
    pub known: (usize, usize, usize),
    /// What the edition says there is, beside what its reader may know of.
    pub counts: Vec<Count>,
    /// What got out.
    pub leaks: Vec<Leak>,
    /// What `book.toml` allows.
    pub allowed: Vec<Allowed>,
}

/// Something that may stand in an edition though it stands in restricted content alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// What.
    pub name: EcoString,
    /// Why.
    pub reason: EcoString,
    /// How often it was found, differently written.
    pub found: usize,
}

impl Allowed {
    /// True where `words` are its name, or a part of it.
    pub(super) fn covers(&self, words: &str) -> bool {
        let (mut own, mut found) = (Vec::new(), Vec::new());
        read_words(&self.name, &mut own);
        read_words(words, &mut found);
        !found.is_empty() && own.windows(found.len()).any(|part| hash_of(part) == hash_of(&found))
    }
}

impl Proof {
    /// The record of a search, without leaks so far.
    #[must_use]
    pub fn of(verdict: &Verdict<'_>, allowed: &[(EcoString, EcoString)], today: Date) -> Self {
        let reader = &verdict.search.reader;
        let allowed = allowed.iter();
        Self {
            audience: reader.audience.name(),
            engagement: reader.engagement.clone(),
            date: today,
            digest: verdict.digest.to_hex().to_string(),
            files: verdict.kinds.clone(),
            words: verdict.words,
            restricted: verdict.restricted,
            known: verdict.sizes,
            counts: verdict.counts.clone(),
            leaks: Vec::new(),
            allowed: allowed
                .map(|(name, reason)| Allowed { name: name.clone(), reason: reason.clone(), found: 0 })
                .collect(),
        }
    }

    /// True where the edition may be published.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.leaks.is_empty()
    }

    /// As JSON, for `proofs/`.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let leaks = self.leaks.iter().map(|leak| {
            json!({
                "what": leak.words,
                "file": leak.file.as_str(),
                "around": leak.around,
                "source": { "path": leak.source.path.as_str(), "line": leak.line },
            })
        });
        let allowed = self.allowed.iter();
        let allowed =
            allowed.map(|one| json!({ "name": one.name.as_str(), "reason": one.reason.as_str(), "found": one.found }));
        let (words, phrases, runs) = self.known;
        let value = json!({
            "audience": self.audience,
            "engagement": self.engagement.as_ref().map(EcoString::as_str),
            "date": self.date.to_string(),
            "verdict": if self.is_clean() { "clean" } else { "leaks" },
            "digest": self.digest,
            "searched": { "files": self.files, "words": self.words },
            "for": { "units": self.restricted, "words": words, "phrases": phrases, "runs_of_six_words": runs },
            "counts": counted(&self.counts),
            "leaks": leaks.collect::<Vec<Value>>(),
            "allowed": allowed.collect::<Vec<Value>>(),
        });
        let mut text = serde_json::to_string_pretty(&value).expect("what was made of strings and numbers is JSON");
        text.push('\n');
        text.into_bytes()
    }
}

/// The counts by what they are of: a number where the reader may know of all of it, else both.
fn counted(counts: &[Count]) -> Value {
    let mut by_place: BTreeMap<&str, BTreeMap<&str, Value>> = BTreeMap::new();
    for count in counts {
        let number = if count.says == count.known {
            json!(count.says)
        } else {
            json!({ "says": count.says, "may_know_of": count.known })
        };
        let of = count.of.as_deref().unwrap_or_default();
        by_place.entry(of).or_default().insert(&count.what, number);
    }
    let of_edition = by_place.remove("").unwrap_or_default();
    json!({ "edition": of_edition, "engagements": by_place })
}
