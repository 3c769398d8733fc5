//! A problem as a value: which rule, where, what, and what to do about it.
//!
//! Every stage returns its value together with the problems it met (`Checked`); nothing here prints, and no problem in
//! the content is ever an `Err`. The renderers turn a sorted list of these into text.

mod render;
mod rule;

pub use render::{Format, RenderOptions, render, summary};
pub use rule::{Level, Rule};

use crate::path::SourcePath;
use crate::text::TextRange;
use std::collections::BTreeMap;

/// A value, and what was wrong on the way to it. The value is always usable.
#[derive(Clone, Debug, Default)]
pub struct Checked<T> {
    /// What was asked for, as complete as the content allows.
    pub value: T,
    /// In the order found; `sort` puts them into the order shown.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Checked<T> {
    /// A value with nothing wrong.
    pub fn clean(value: T) -> Self {
        Self { value, diagnostics: Vec::new() }
    }

    /// Moves the diagnostics to `into` and gives the value.
    pub fn unpack(self, into: &mut Vec<Diagnostic>) -> T {
        into.extend(self.diagnostics);
        self.value
    }
}

/// A place in a source file. `range` is empty where the file as a whole is meant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Location {
    /// The file.
    pub path: SourcePath,
    /// The bytes of it.
    pub range: TextRange,
}

impl Location {
    /// The file as a whole.
    #[must_use]
    pub fn file(path: SourcePath) -> Self {
        Self { path, range: TextRange::default() }
    }
}

/// One problem at one place.
///
/// The field order is the order in which diagnostics are shown: by place, then rule, then words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Diagnostic {
    /// Where; none if it is about the book as a whole.
    pub location: Option<Location>,
    /// What kind of problem.
    pub rule: Rule,
    /// How bad, after `book.toml` has spoken.
    pub level: Level,
    /// One sentence without a full stop, in lower case, that names the thing: "the page `x.md` does not exist".
    pub message: String,
    /// A few words beside the marked text.
    pub label: Option<String>,
    /// Other places that matter, each with words beside it.
    pub related: Vec<(Location, String)>,
    /// What to do, as a sentence in the imperative.
    pub help: Option<String>,
    /// Text to put in place of the marked text, where that is certain to be right.
    pub replacement: Option<String>,
}

impl Diagnostic {
    /// A problem of `rule` at `location`, at the rule's own level.
    #[must_use]
    pub fn new(rule: Rule, location: impl Into<Option<Location>>, message: impl Into<String>) -> Self {
        Self {
            location: location.into(),
            rule,
            level: rule.default_level(),
            message: message.into(),
            label: None,
            related: Vec::new(),
            help: None,
            replacement: None,
        }
    }

    /// Adds words beside the marked text.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn related(mut self, location: Location, words: impl Into<String>) -> Self {
        self.related.push((location, words.into()));
        self
    }

    /// Adds the text that belongs in place of the marked one.
    #[must_use]
    pub fn replacement(mut self, text: impl Into<String>) -> Self {
        self.replacement = Some(text.into());
        self
    }
}

/// As many problems of one rule in one file as anybody reads.
pub const MOST_ALIKE: usize = 200;

/// Keeps the first `MOST_ALIKE` of each rule in each file, and says in place of the rest how many they are: a file with
/// a hundred thousand mistakes has one. Takes them sorted and leaves them so.
pub fn abridge(diagnostics: &mut Vec<Diagnostic>) {
    if diagnostics.len() <= MOST_ALIKE {
        return;
    }
    // As in nearly every book, which is told without a look at the rules.
    let of_one_file = |one: &Diagnostic, next: &Diagnostic| {
        one.location.as_ref().map(|at| &at.path) == next.location.as_ref().map(|at| &at.path)
    };
    if diagnostics.chunk_by(of_one_file).all(|of_file| of_file.len() <= MOST_ALIKE) {
        return;
    }
    let mut alike: BTreeMap<(Option<SourcePath>, Rule), usize> = BTreeMap::new();
    let key = |problem: &Diagnostic| (problem.location.as_ref().map(|at| at.path.clone()), problem.rule);
    for problem in diagnostics.iter() {
        *alike.entry(key(problem)).or_default() += 1;
    }
    alike.retain(|_, count| *count > MOST_ALIKE);
    if alike.is_empty() {
        return;
    }
    let mut seen: BTreeMap<(Option<SourcePath>, Rule), (usize, Option<usize>)> = BTreeMap::new();
    let mut kept: Vec<Diagnostic> = Vec::new();
    for problem in std::mem::take(diagnostics) {
        let Some(count) = alike.get(&key(&problem)) else {
            kept.push(problem);
            continue;
        };
        let (number, rest) = seen.entry(key(&problem)).or_default();
        *number += 1;
        match rest {
            None if *number <= MOST_ALIKE => kept.push(problem),
            None => {
                let more = count - MOST_ALIKE;
                let message = format!("and {more} more like the {MOST_ALIKE} before, of this rule in this file");
                let level = problem.level;
                *rest = Some(kept.len());
                kept.push(Diagnostic { level, ..Diagnostic::new(problem.rule, problem.location, message) });
            }
            Some(place) => kept[*place].level = kept[*place].level.max(problem.level),
        }
    }
    *diagnostics = kept;
}

/// Sorts by place, rule and words, and tells one thing of one place once: of two, the one that says what to do.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort();
    diagnostics.dedup_by(|next, kept| {
        let is_same = next.location.is_some()
            && (&next.location, next.rule, next.level, &next.message)
                == (&kept.location, kept.rule, kept.level, &kept.message);
        if is_same
            && (kept.replacement.is_none(), kept.help.is_none()) > (next.replacement.is_none(), next.help.is_none())
        {
            std::mem::swap(next, kept);
        }
        is_same || next == kept
    });
}

/// The nearest of `candidates` to `word`, if one is near enough to be what was meant: at most a third of the word's
/// characters wrong (Damerau's distance, with transpositions), case aside; or else the one that it begins with, as
/// `warning` does with `warn`, where only one is so.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    nearest_by_letters(word, candidates.iter().copied()).or_else(|| {
        let word = letters_of(word);
        let begins = |known: &str| {
            let mut letters = word.iter().copied();
            lowercase(known).all(|letter| letters.next() == Some(letter))
        };
        let mut begun = candidates.into_iter().filter(|known| known.len() > 3 && begins(known));
        begun.next().filter(|_| begun.next().is_none())
    })
}

fn nearest_by_letters<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = letters_of(word);
    // A letter that is wrong is another word.
    let limit = if word.len() == 1 { 0 } else { (word.len() / 3).max(1) };
    let own = trace(word.iter().copied());
    // Every letter that only one of the two has costs a step at least, which is told without looking at their order.
    let may_be_near = |candidate: &str| {
        let others = trace(lowercase(candidate));
        (own & !others).count_ones().max((others & !own).count_ones()) as usize <= limit
    };
    candidates
        .into_iter()
        .filter(|candidate| may_be_near(candidate))
        .filter_map(|candidate| {
            let letters = letters_of(candidate);
            (letters.len().abs_diff(word.len()) <= limit).then(|| (edit_distance(&word, &letters), candidate))
        })
        .filter(|(distance, _)| *distance <= limit)
        .min_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.cmp(b.1)))
        .map(|(_, candidate)| candidate)
}

fn lowercase(word: &str) -> impl Iterator<Item = char> + '_ {
    word.chars().flat_map(char::to_lowercase)
}

fn letters_of(word: &str) -> Vec<char> {
    lowercase(word).collect()
}

/// Which letters there are, one bit for each; letters may share one.
fn trace(letters: impl Iterator<Item = char>) -> u64 {
    letters.fold(0, |traces, letter| traces | 1 << (u32::from(letter) % u64::BITS))
}

/// Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours cost one each.
fn edit_distance(a: &[char], b: &[char]) -> usize {
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1; b.len() + 1];
        for (j, y) in b.iter().enumerate() {
            let swapped = i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y;
            row[j + 1] = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if swapped {
                row[j + 1] = row[j + 1].min(before[j - 1] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::{Diagnostic, MOST_ALIKE, Rule, abridge, nearest, sort};

    #[test]
    fn what_is_alike_is_told_some_times_and_counted() {
        let problem = |rule, number: usize| Diagnostic::new(rule, None, format!("{number:06}"));
        let mut told: Vec<Diagnostic> = (0..5_000).map(|number| problem(Rule::UnknownKey, number)).collect();
        told.push(problem(Rule::BrokenLink, 1));
        sort(&mut told);
        abridge(&mut told);
        assert_eq!(told.len(), 1 + MOST_ALIKE + 1);
        let last = told.iter().rfind(|problem| problem.rule == Rule::UnknownKey).expect("it is there");
        assert_eq!(last.message, "and 4800 more like the 200 before, of this rule in this file");
        let before = told.clone();
        abridge(&mut told);
        assert_eq!(told.len(), before.len(), "once is enough");
    }

    #[test]
    fn suggestions_are_near_or_absent() {
        let keys = ["milestones", "metrics", "meetings", "phases"];
        assert_eq!(nearest("milstones", keys), Some("milestones"));
        assert_eq!(nearest("pahses", keys), Some("phases"));
        assert_eq!(nearest("METRICS", keys), Some("metrics"));
        assert_eq!(nearest("budget", keys), None);
        assert_eq!(nearest("", ["a"]), Some("a"));
        assert_eq!(nearest("x", []), None);
        assert_eq!(nearest("r", ["p", "q"]), None);
        assert_eq!(nearest("warning", ["allow", "warn", "error"]), Some("warn"));
        assert_eq!(nearest("tasks-and-phases", ["tasks", "task"]), None, "it begins with both");
    }
}
