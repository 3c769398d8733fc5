//! Ids for headings, as the tools make them whose guides we read.
//!
//! Takes a heading's words without markup; gives ids. `github` makes the ids of our pages; `variants` says what other
//! tools would have made of the same words, so that links written for them still find their heading.

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// GitHub's id: in lower case, without what is neither letter, mark, decimal digit, connector, `-` nor space, and each
/// space a `-`. Nothing is trimmed or collapsed, so an emoji in front leaves a `-`.
/// Source: github-slugger, whose pattern was made from GitHub's answers.
#[must_use]
pub fn github(text: &str) -> String {
    let mut id = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            ' ' => id.push('-'),
            'a'..='z' | '0'..='9' | '-' | '_' => id.push(letter),
            'A'..='Z' => id.push(letter.to_ascii_lowercase()),
            _ if letter.is_ascii() => {}
            _ => id.extend(letter.to_lowercase().filter(|letter| is_word(*letter))),
        }
    }
    id
}

/// Ruby's `\p{Word}`, which GitHub keeps.
fn is_word(letter: char) -> bool {
    letter.is_alphabetic()
        || matches!(
            letter.general_category(),
            GeneralCategory::NonspacingMark
                | GeneralCategory::SpacingMark
                | GeneralCategory::EnclosingMark
                | GeneralCategory::DecimalNumber
                | GeneralCategory::ConnectorPunctuation
        )
}

/// The ids that `VitePress`, mdBook and Python-Markdown (plain, and with Unicode kept) would give a heading of these
/// words, without those that equal GitHub's or are empty.
pub fn variants(text: &str) -> impl Iterator<Item = String> + use<> {
    let github = github(text);
    let mut ids: Vec<String> = Vec::with_capacity(4);
    for id in [vitepress(text), mdbook(text), python_markdown(text), python_unicode(text)] {
        if !id.is_empty() && id != github && !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids.into_iter()
}

/// True where `wanted` may be meant for the heading with this id and these words: another tool's id for it, or the words
/// themselves, as Obsidian writes them.
#[must_use]
pub fn means(wanted: &str, id: &str, text: &str) -> bool {
    let wanted = wanted.trim();
    let says = || text.trim().to_lowercase() == wanted.to_lowercase();
    // Obsidian lets go of the signs that a link cannot hold.
    let nearly = || wanted.contains(' ') && python_unicode(wanted) == python_unicode(text);
    id.eq_ignore_ascii_case(wanted) || (may_be_made(wanted, text.trim()) && (says() || makes(wanted, text) || nearly()))
}

/// False where no tool makes the id `wanted` of these words, which mostly the first letters tell: all keep the letters and
/// digits of ASCII in their order. What may turn into some of these is not told by them.
fn may_be_made(wanted: &str, text: &str) -> bool {
    fn signs(text: &str) -> impl Iterator<Item = u8> + '_ {
        text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase())
    }
    let is_settled = |letter: char| {
        letter.is_ascii()
            || matches!(letter, '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}')
    };
    let is_settled = |text: &str| text.is_ascii() || text.chars().all(is_settled);
    text.ends_with('>') || signs(wanted).eq(signs(text)) || !is_settled(wanted) || !is_settled(text)
}

/// True where some tool makes the id `wanted` of these words.
#[must_use]
pub fn makes(wanted: &str, text: &str) -> bool {
    let made = |text: &str| github(text) == wanted || variants(text).any(|variant| variant == wanted);
    let mut text = text.trim();
    if !may_be_made(wanted, text) {
        return false;
    }
    while !made(text) {
        // A component of `VitePress` or MDX at the end is a badge, and no word of the heading.
        let Some((before, tag)) = text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) else { return false };
        if !tag.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/') {
            return false;
        }
        text = before.trim_end();
    }
    true
}

/// `slugify` of @mdit-vue/shared.
fn vitepress(text: &str) -> String {
    let mut id = String::with_capacity(text.len() + 1);
    for letter in text.nfkd() {
        match letter {
            '\u{0}'..='\u{1f}' | '\u{300}'..='\u{36f}' => {}
            '“' | '”' | '‘' | '’' => push_dash(&mut id),
            letter if letter.is_whitespace() || letter.is_ascii_punctuation() => push_dash(&mut id),
            letter => id.extend(letter.to_lowercase()),
        }
    }
    let id = id.trim_matches('-');
    if id.starts_with(|first: char| first.is_ascii_digit()) { format!("_{id}") } else { id.to_owned() }
}

/// `normalize_id` of mdBook's utilities.
fn mdbook(text: &str) -> String {
    let kept = text.trim().chars().filter_map(|letter| match letter {
        letter if letter.is_alphanumeric() || letter == '_' || letter == '-' => Some(letter),
        letter if letter.is_whitespace() => Some('-'),
        _ => None,
    });
    kept.flat_map(char::to_lowercase).collect()
}

/// `slugify` of Python-Markdown's toc extension: what ASCII cannot say is dropped.
fn python_markdown(text: &str) -> String {
    let ascii: String = text.nfkd().filter(char::is_ascii).collect();
    python_unicode(&ascii)
}

/// `slugify_unicode` of the same.
fn python_unicode(text: &str) -> String {
    let mut id = String::with_capacity(text.len());
    for letter in text.nfkc().flat_map(char::to_lowercase) {
        match letter {
            letter if letter.is_alphanumeric() || letter == '_' => id.push(letter),
            letter if letter.is_whitespace() || letter == '-' => push_dash(&mut id),
            _ => {}
        }
    }
    // Words are trimmed of spaces before spaces become dashes, so only dashes that were written remain at the ends.
    let trimmed = text.trim_matches(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == '-'));
    let mut id = id.as_str();
    if !trimmed.starts_with('-') {
        id = id.trim_start_matches('-');
    }
    if !trimmed.ends_with('-') {
        id = id.trim_end_matches('-');
    }
    id.to_owned()
}

fn push_dash(id: &mut String) {
    if !id.ends_with('-') {
        id.push('-');
    }
}

/// The ids given on one page so far.
#[derive(Clone, Debug, Default)]
pub struct SlugSet {
    /// How many ids were made from each.
    given: FxHashMap<String, u32>,
}

impl SlugSet {
    /// `slug` itself, or with `-1`, `-2`… the first that is free, by github-slugger's rule.
    pub fn unique(&mut self, slug: &str) -> String {
        let mut id = slug.to_owned();
        while self.given.contains_key(&id) {
            let count = self.given.entry(slug.to_owned()).or_default();
            *count += 1;
            id = format!("{slug}-{count}");
        }
        self.given.insert(id.clone(), 0);
        id
    }

    /// Notes an id that the author set, so that no other heading gets it. False if it was taken.
    pub fn reserve(&mut self, id: &str) -> bool {
        self.given.insert(id.to_owned(), 0).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_githubs() {
        for (words, id) in [
            ("Roll back & restore", "roll-back--restore"),
            ("😄 emoji first", "-emoji-first"),
            ("Rollback ⏪", "rollback-"),
            ("Привет, МИР", "привет-мир"),
            ("数据 迁移（可选）", "数据-迁移可选"),
            ("Größe: 10 %", "größe-10-"),
            ("a_b-c.d", "a_b-cd"),
            ("  two  ", "--two--"),
            ("İstanbul", "i̇stanbul"),
            ("हिन्दी", "हिन्दी"),
            ("x² and ①", "x-and-"),
            ("Ⅳ ٣", "ⅳ-٣"),
            ("snake‿case", "snake‿case"),
            ("tab\there", "tabhere"),
            ("no\u{a0}break", "nobreak"),
        ] {
            assert_eq!(github(words), id, "{words}");
        }
    }

    #[test]
    fn other_tools_make_other_ids() {
        let all = |words| variants(words).collect::<Vec<_>>();
        assert_eq!(all("plain words"), Vec::<String>::new());
        assert_eq!(vitepress("1. Set up & run_it"), "_1-set-up-run-it");
        assert_eq!(vitepress("Éa “quoted”"), "ea-quoted");
        assert_eq!(mdbook(" Set up & run_it "), "set-up--run_it");
        assert_eq!(python_markdown("Set up & run_it"), "set-up-run_it");
        assert_eq!(python_markdown("Éa - b"), "ea-b");
        assert_eq!(python_unicode("Éa - b"), "éa-b");
        assert!(all("Set up & run").contains(&"set-up-run".to_owned()));
    }

    #[test]
    fn duplicates_are_numbered() {
        let mut set = SlugSet::default();
        let ids: Vec<_> = ["a", "a", "a-1", "a", "b"].map(|slug| set.unique(slug)).into();
        assert_eq!(ids, ["a", "a-1", "a-1-1", "a-2", "b"]);
        assert!(set.reserve("c") && !set.reserve("c"));
        assert_eq!(set.unique("c"), "c-1");
    }
}
