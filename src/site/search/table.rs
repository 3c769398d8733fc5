//! The table of pages: URL, title, trail and headings, for showing hits. Takes the pages, gives the `pages` files.
//!
//! A file's payload is a string of lines. The first has every word that titles, trails and headings of the file's pages are
//! made of, the most frequent first; texts after it are the numbers of their words, in one digit of base 91 (`bits`) below
//! `SINGLE` and in two from there on. Headings repeat their words so much that this halves them. Then come, in order,
//!
//! - `!` and a trail, which holds for the pages that follow;
//! - for a page, parted by spaces: its URL, its title, and for each section the heading.
//!
//! A URL is one digit of base 36 for how many characters (of ASCII) it shares with the one before, and the rest; `.html` at its end is
//! left out, and any other end is marked by a `/`. A heading is followed by `!` and its anchor unless that is `usual_anchor`.

use super::bits::{character, value};
use super::page::IndexedPage;
use super::shard::{Shard, quoted};
use crate::path::{fragment_url, relative_url_from_folder};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::fmt::Write as _;

/// What a file should hold at most; the pages of one that holds more are split. A single page is not.
const SHARD_BYTES: usize = 48 * 1024;

/// How many words have a number of one digit.
const SINGLE: usize = 50;

/// How many words can have a number at all.
const MAX_WORDS: usize = SINGLE + (91 - SINGLE) * 91;

/// The longest beginning that URLs share.
const MAX_SHARED: usize = 35;

/// The `pages` files, of `count` pages each, or fewer.
pub(super) fn write(pages: &[IndexedPage], count: usize) -> Vec<Shard> {
    pages
        .par_chunks(count)
        .enumerate()
        .flat_map_iter(|(number, pages)| {
            let mut shards = Vec::new();
            write_chunk(number * count, pages, &mut shards);
            shards
        })
        .collect()
}

/// One file of `pages`, or several where it would be too large.
fn write_chunk(first: usize, pages: &[IndexedPage], into: &mut Vec<Shard>) {
    let words = ranked_words(pages);
    let payload = if words.len() <= MAX_WORDS { Some(payload(pages, &words)) } else { None };
    match payload {
        Some(payload) if payload.len() <= SHARD_BYTES || pages.len() == 1 => {
            into.push(Shard { first, first_term: None, payload: quoted(&payload) });
        }
        None if pages.len() == 1 => {
            // More different words than there are numbers: the page is found, its headings are not shown.
            let mut page = pages[0].clone();
            page.sections = [].into();
            write_chunk(first, &[page], into);
        }
        _ => {
            let (left, right) = pages.split_at(pages.len() / 2);
            write_chunk(first, left, into);
            write_chunk(first + left.len(), right, into);
        }
    }
}

/// The words of `pages`' titles, trails and headings, the most frequent first.
fn ranked_words(pages: &[IndexedPage]) -> Vec<&str> {
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut trail = "";
    for page in pages {
        let new_trail = if page.trail == trail { "" } else { &page.trail };
        trail = &page.trail;
        let headings = page.sections.iter().map(|(heading, _)| heading.as_str());
        for word in [new_trail, &page.title].into_iter().chain(headings).flat_map(str::split_whitespace) {
            let at = *counts.entry(word).or_insert_with(|| {
                words.push((0, word));
                words.len() - 1
            });
            words[at].0 += 1;
        }
    }
    words.sort_unstable_by_key(|&(count, word)| (usize::MAX - count, word));
    words.into_iter().map(|(_, word)| word).collect()
}

fn payload(pages: &[IndexedPage], words: &[&str]) -> String {
    let numbers: FxHashMap<&str, usize> = words.iter().enumerate().map(|(number, word)| (*word, number)).collect();
    let digit = |value: usize| char::from(character(u8::try_from(value).expect("a digit of base 91")));
    let push_words = |text: &str, out: &mut String| {
        for word in text.split_whitespace() {
            match numbers[word] {
                number @ 0..SINGLE => out.push(digit(number)),
                number => out.extend([digit(SINGLE + (number - SINGLE) / 91), digit((number - SINGLE) % 91)]),
            }
        }
    };
    let mut out = words.join(" ");
    let (mut trail, mut url_before) = ("", String::new());
    for page in pages {
        if page.trail != trail {
            out.push_str("\n!");
            push_words(&page.trail, &mut out);
            trail = &page.trail;
        }
        let url = short_url(page);
        let shared = shared(&url_before, &url);
        let digit = char::from_digit(u32::try_from(shared).unwrap_or(0), 36).unwrap_or('0');
        let _ = write!(out, "\n{digit}{} ", &url[shared..]);
        url_before = url;
        push_words(&page.title, &mut out);
        for (heading, anchor) in &page.sections {
            out.push(' ');
            push_words(heading, &mut out);
            let anchor = anchor.as_deref().unwrap_or_default();
            if anchor != usual_anchor(heading) {
                out.push('!');
                out.push_str(fragment_url(anchor).trim_start_matches('#'));
            }
        }
    }
    out
}

/// The URL from the root, without its usual end; percent-encoded, so without spaces.
fn short_url(page: &IndexedPage) -> String {
    let mut url = relative_url_from_folder("", &page.path);
    match url.strip_suffix(".html") {
        Some(stem) => url.truncate(stem.len()),
        None => url.push('/'),
    }
    url
}

fn shared(before: &str, url: &str) -> usize {
    before.bytes().zip(url.bytes()).take(MAX_SHARED).take_while(|(a, b)| a == b && a.is_ascii()).count()
}

/// The anchor that a heading usually has: in lower case, `-` for each space, without all but letters, digits, `-` and `_`.
///
/// This is GitHub's, closely enough; one that differs is written out.
fn usual_anchor(heading: &str) -> String {
    let words = heading.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let kept = words.chars().filter(|&c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// What the table says of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The URL from the site's root, percent-encoded.
    pub url: String,
    /// The title.
    pub title: String,
    /// The trail.
    pub trail: String,
    /// Heading and anchor (percent-encoded as in a URL if it is not the usual one) of each section.
    pub sections: Vec<(String, String)>,
}

/// The rows of a payload.
pub(super) fn read(payload: &str) -> Option<Vec<Row>> {
    let mut lines = payload.split('\n');
    let words: Vec<&str> = lines.next()?.split(' ').collect();
    let text = |digits: &str| -> Option<String> {
        let mut found: Vec<&str> = Vec::new();
        let mut digits = digits.bytes().map(|byte| value(byte).map(usize::from));
        while let Some(high) = digits.next() {
            let number = match high? {
                number @ 0..SINGLE => number,
                high => SINGLE + (high - SINGLE) * 91 + digits.next()??,
            };
            found.push(words.get(number)?);
        }
        Some(found.join(" "))
    };
    let mut rows = Vec::new();
    let (mut trail, mut url) = (String::new(), String::new());
    for line in lines {
        if let Some(digits) = line.strip_prefix('!') {
            trail = text(digits)?;
            continue;
        }
        let mut fields = line.split(' ');
        let (digit, rest) = fields.next()?.split_at_checked(1)?;
        url.truncate(usize::from_str_radix(digit, 36).ok()?);
        url.push_str(rest);
        let title = text(fields.next()?)?;
        let sections = fields.map(|field| match field.split_once('!') {
            Some((digits, anchor)) => Some((text(digits)?, anchor.to_owned())),
            None => text(field).map(|heading| (heading.clone(), usual_anchor(&heading))),
        });
        rows.push(Row {
            url: url.strip_suffix('/').map_or_else(|| format!("{url}.html"), str::to_owned),
            title,
            trail: trail.clone(),
            sections: sections.collect::<Option<_>>()?,
        });
    }
    Some(rows)
}
