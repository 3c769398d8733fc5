//! One page for the index: its terms, each with how much the page is about it and in which section that begins.
//!
//! Takes a `SearchPage`, gives an `IndexedPage`, which has a few kilobytes and no text left. Knows no other page: what it
//! gives may be kept and used again while the page stays the same.

use super::tokens::{Scratch, each_term};
use super::{SearchPage, SearchSection};
use crate::path::OutputPath;
use ecow::EcoString;
use rustc_hash::FxHashMap;

/// A title of at most so many characters says little besides the words searched for.
const SHORT_TITLE: usize = 24;

/// The length in terms that saturation takes for average: that of a page of 5 KB.
const USUAL_LENGTH: u32 = 700;

/// How many impacts each level has.
const STEPS: u8 = 42;

/// The step from which a text is said to repeat a term that it has more than once: three times on a page of usual length.
const REPEATED: u8 = 29;

/// Where the most prominent occurrence of a term is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// In the text.
    Text,
    /// In the text, several times for its length.
    Repeated,
    /// In a heading.
    Heading,
    /// In the title.
    Title,
    /// In a title with few other words.
    ShortTitle,
    /// In a title without other words.
    WholeTitle,
}

impl Level {
    /// From the least prominent.
    pub(super) const ALL: [Self; 6] =
        [Self::Text, Self::Repeated, Self::Heading, Self::Title, Self::ShortTitle, Self::WholeTitle];

    /// The level that an impact is of.
    pub(super) fn of_impact(impact: u8) -> Self {
        Self::ALL[usize::from(impact / STEPS).min(Self::ALL.len() - 1)]
    }
}

/// A page, ready to be written into an index.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IndexedPage {
    pub(super) path: OutputPath,
    pub(super) title: EcoString,
    pub(super) trail: EcoString,
    /// Heading and anchor of each section.
    pub(super) sections: Box<[(EcoString, Option<EcoString>)]>,
    /// The page's terms, each once, one after the other in order of first occurrence.
    text: Box<str>,
    entries: Box<[Entry]>,
}

/// A term of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Entry {
    /// Its length in `IndexedPage::text`, in bytes.
    length: u8,
    /// How much the page is about it: the level, and within it how often for the page's length.
    pub(super) impact: u8,
    /// The first section with it in its heading; without such a one, the first with it in its text.
    pub(super) section: u8,
}

impl IndexedPage {
    /// The page's terms, each once.
    pub(super) fn terms(&self) -> impl Iterator<Item = (&str, Entry)> {
        let mut rest = &*self.text;
        self.entries.iter().map(move |entry| {
            let (term, tail) = rest.split_at(usize::from(entry.length));
            rest = tail;
            (term, *entry)
        })
    }

    /// How many terms it has.
    pub(super) fn term_count(&self) -> usize {
        self.entries.len()
    }
}

/// What is counted of a term while a page is read.
struct Tally {
    count: u32,
    level: Level,
    section: u8,
}

/// The terms of a page under construction.
struct Tallies {
    numbers: FxHashMap<EcoString, usize>,
    text: String,
    lengths: Vec<u8>,
    counts: Vec<Tally>,
    total: u32,
}

impl Tallies {
    fn new() -> Self {
        let numbers = FxHashMap::with_capacity_and_hasher(512, rustc_hash::FxBuildHasher);
        Self { numbers, text: String::new(), lengths: Vec::new(), counts: Vec::new(), total: 0 }
    }

    fn add(&mut self, term: &str, level: Level, section: u8) {
        self.total = self.total.saturating_add(1);
        if let Some(&number) = self.numbers.get(term) {
            let tally = &mut self.counts[number];
            tally.count = tally.count.saturating_add(1);
            if level > tally.level {
                // A title stands in no section: what the text or a heading said of the place remains true.
                if level == Level::Heading {
                    tally.section = section;
                }
                tally.level = level;
            }
            return;
        }
        self.numbers.insert(term.into(), self.counts.len());
        self.text.push_str(term);
        self.lengths.push(u8::try_from(term.len()).expect("a term has at most 32 characters, 128 bytes"));
        self.counts.push(Tally { count: 1, level, section });
    }
}

/// Reads the words of `page`.
#[must_use]
pub fn index_page(page: &SearchPage) -> IndexedPage {
    let mut scratch = Scratch::default();
    let mut tallies = Tallies::new();
    for (number, SearchSection { heading, text, .. }) in page.sections.iter().enumerate() {
        let section = u8::try_from(number).unwrap_or(u8::MAX);
        each_term(heading, &mut scratch, &mut |term| tallies.add(term, Level::Heading, section));
        each_term(text, &mut scratch, &mut |term| tallies.add(term, Level::Text, section));
    }
    let title_level = match page.title.split_whitespace().count() {
        1 => Level::WholeTitle,
        _ if page.title.chars().count() <= SHORT_TITLE => Level::ShortTitle,
        _ => Level::Title,
    };
    each_term(&page.title, &mut scratch, &mut |term| tallies.add(term, title_level, 0));

    let Tallies { text, lengths, counts, total, .. } = tallies;
    let entries = lengths
        .into_iter()
        .zip(counts)
        .map(|(length, Tally { count, level, section })| Entry { length, impact: impact(count, total, level), section })
        .collect();
    IndexedPage {
        path: page.path.clone(),
        title: page.title.clone(),
        trail: page.trail.clone(),
        sections: page.sections.iter().map(|section| (section.heading.clone(), section.anchor.clone())).collect(),
        text: text.into(),
        entries,
    }
}

/// The saturation of BM25 (k₁ = 1.2, b = 0.75) in thousandths, in `STEPS` steps, above those of lesser levels.
fn impact(count: u32, total: u32, level: Level) -> u8 {
    let thousands = u64::from(count) * 1000;
    let norm = 300 + 900 * u64::from(total) / u64::from(USUAL_LENGTH);
    let step = u8::try_from(u64::from(STEPS - 1) * thousands / (thousands + norm)).unwrap_or(STEPS - 1);
    let level = if level == Level::Text && count > 1 && step >= REPEATED { Level::Repeated } else { level };
    level as u8 * STEPS + step
}

#[cfg(test)]
mod tests {
    use super::*;

    fn indexed(title: &str, sections: &[(&str, &str)]) -> IndexedPage {
        let sections = sections
            .iter()
            .map(|(heading, text)| SearchSection { anchor: None, heading: (*heading).into(), text: (*text).to_owned() })
            .collect();
        let path = OutputPath::new("page.html").expect("inside");
        index_page(&SearchPage { path, title: title.into(), trail: EcoString::new(), sections })
    }

    #[test]
    fn the_most_prominent_place_counts() {
        let page = indexed("Move it", &[("", "drain often, drain well"), ("Drain the node", "move"), ("Node", "")]);
        let found: Vec<_> =
            page.terms().map(|(term, entry)| (term, Level::of_impact(entry.impact), entry.section)).collect();
        assert_eq!(
            found,
            [
                ("drain", Level::Heading, 1),
                ("often", Level::Text, 0),
                ("well", Level::Text, 0),
                ("the", Level::Heading, 1),
                ("node", Level::Heading, 1),
                ("move", Level::ShortTitle, 1),
                ("it", Level::ShortTitle, 0),
            ]
        );
    }

    #[test]
    fn often_is_more_than_once_and_levels_do_not_overlap() {
        for total in [1, 20, 700, 100_000] {
            let mut last = 0;
            for level in Level::ALL.into_iter().filter(|&level| level != Level::Repeated) {
                for count in [1, 5, 5000, u32::MAX] {
                    let impact = impact(count, total, level);
                    assert!(impact >= last, "{count} of {total} at {level:?}");
                    last = impact;
                }
            }
        }
        assert_eq!(Level::of_impact(impact(1, 700, Level::Text)), Level::Text);
        assert_eq!(Level::of_impact(impact(3, 700, Level::Text)), Level::Repeated);
    }
}
