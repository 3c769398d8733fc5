//! How the pages of the example packets look, as far as that can be told from where words stand: nothing lies over
//! something else or beyond the margins, no page is left nearly empty, no heading stands alone, no table is too small.

use crate::paper::{EXAMPLES, READ, pdfs};
use crate::pdf::{self, Word};
use serde_json::Value;

/// The margin, in points.
const MARGIN: f64 = 25.0 * 72.0 / 25.4;
/// Signs at the ends of justified lines hang out by as much, so that the edge looks straight.
const HANGING: f64 = 3.5;
/// What is larger is no text of the page: DRAFT, which lies across it.
const ACROSS: f64 = 60.0;

fn is_over(one: &Word, other: &Word) -> bool {
    let across = one.right.min(other.right) - one.left.max(other.left);
    let down = one.bottom.min(other.bottom) - one.top.max(other.top);
    across > 1.0 && down > 0.5 * (one.bottom - one.top).min(other.bottom - other.top)
}

#[test]
fn no_words_lie_over_others_or_beyond_the_margins() {
    for file in pdfs(EXAMPLES.path()) {
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        let Some(pages) = pdf::words(&file) else { return };
        for (page, (width, mut words)) in (1..).zip(pages) {
            words.retain(|word| word.bottom - word.top < ACROSS);
            words.sort_by(|a, b| a.top.total_cmp(&b.top));
            for (at, word) in words.iter().enumerate() {
                let (left, right) = (MARGIN - HANGING, width - MARGIN + HANGING);
                assert!(word.left > left && word.right < right, "{name}, page {page}: {} is cut", word.text);
                let others = words[at + 1..].iter().take_while(|other| other.top < word.bottom);
                for other in others {
                    assert!(!is_over(word, other), "{name}, page {page}: {} and {}", word.text, other.text);
                }
            }
        }
    }
}

/// True for a page that the next does not go on: what comes after it begins on a page of its own.
fn ends_a_part(next: Option<&Value>) -> bool {
    next.is_none_or(|next| matches!(next["head"].as_str(), Some("H1" | "H2")))
}

#[test]
fn no_page_is_nearly_empty_no_heading_alone_and_no_table_too_small() {
    let files = pdfs(EXAMPLES.path());
    let Some(read) = &*READ else { return };
    for (file, read) in files.iter().zip(read) {
        let name = file.file_name().expect("a name").to_string_lossy();
        let layout = read["layout"].as_array().expect("a list");
        assert!(layout.len() > 10, "{name}");
        for (at, page) in layout.iter().enumerate() {
            let filled = page["filled"].as_f64().expect("a share");
            let place = format!("{name}, page {}: {page}", at + 1);
            assert!(filled > 1.0 / 3.0 || ends_a_part(layout.get(at + 1)), "{place}");
            assert!(!page["foot"].as_str().expect("a tag").starts_with('H'), "{place}");
            assert!(page["smallest in tables"].as_f64().is_none_or(|size| size > 7.99), "{place}");
        }
        let rows: Vec<&Value> = layout.iter().filter(|page| page["foot"] == "TD").collect();
        let chapters = layout.iter().filter(|page| page["head"] == "H1").count();
        assert!(!rows.is_empty() && chapters > 0, "{name}: the tags of what stands where are known");
    }
}
