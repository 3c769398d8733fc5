//! A generated book as its pieces: each with those who may see it, so that it can be written for a reader in several variants.
//!
//! Takes what a grammar writes; gives files in which only what the reader may not see differs. Knows for whom each piece is
//! because the grammar says so: must never ask the program.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use turnkey::audience::Audience;
use turnkey::book::Reader;
use turnkey::schema::kind::Kind;

/// Stands in every word that the reader may not see.
pub(super) const CANARY: &str = "zqcanary";

/// Stands in every word that they may see.
pub(super) const PLAIN: &str = "plainword";

/// The engagements that a book may have, by their places.
pub(super) const ENGAGEMENTS: usize = 3;

/// Numbers that are the same in every run, and look like chance.
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5bf0_3635)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() >> 33).expect("31 bits") % most
    }

    pub(crate) fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

/// Who may see something: an audience, and in the editions of which engagements it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Who {
    pub(super) audience: Audience,
    /// The engagements, each a bit. A site for an audience has all of them.
    pub(super) of: u8,
}

impl Who {
    pub(super) const ALL: Self = Self { audience: Audience::Public, of: u8::MAX };
    pub(super) const TEAM: Self = Self { audience: Audience::Internal, of: u8::MAX };

    pub(super) fn audience(audience: Audience) -> Self {
        Self { audience, ..Self::ALL }
    }

    pub(super) fn of(of: u8) -> Self {
        Self { of, ..Self::ALL }
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self { audience: self.audience.min(other.audience), of: self.of & other.of }
    }

    pub(super) fn has(self, reader: &Reader) -> bool {
        let engagement = reader.engagement.as_ref().and_then(|id| id.strip_prefix(ENGAGEMENT)?.parse::<u8>().ok());
        reader.audience.may_read(self.audience) && engagement.is_none_or(|at| self.of & (1 << at) != 0)
    }

    /// True where it is said to customers, whose editions hold the guides that it names.
    pub(super) fn names_guides(self) -> bool {
        self.audience >= Audience::Customer
    }
}

/// What the ids of engagements begin with.
pub(super) const ENGAGEMENT: &str = "acme-";

/// Text that belongs together.
#[derive(Clone, Debug)]
struct Piece {
    text: String,
    who: Who,
    /// The parts in which it stands, and those that it cannot be without.
    parts: Vec<u32>,
}

/// A file.
#[derive(Clone, Debug)]
struct File {
    path: String,
    parts: Vec<u32>,
    pieces: Vec<Piece>,
}

/// Something that can be named.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) kind: Kind,
    /// With its words as marks.
    pub(super) id: String,
    pub(super) who: Who,
    pub(super) parts: Vec<u32>,
    /// Where it is said: the number of a playbook, or of an engagement above them.
    pub(super) place: usize,
}

impl Known {
    /// True for a guide that may be named, or embedded, where `around` reads: customers get what is named to them.
    pub(super) fn may_be_put_in(&self, around: Who) -> bool {
        let is_told = around.names_guides() && self.who.names_guides();
        self.kind == Kind::Guide && (!is_told || self.who.of & around.of == around.of)
    }
}

/// Whether those who may see a word find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    /// Nobody has to.
    Perhaps,
    /// They must.
    Surely,
    /// As a rule: it is what this field of a thing says.
    In(FieldName),
}

/// A field: the thing that has it, and its name.
pub(super) type FieldName = (&'static str, &'static str);

/// A word that stands nowhere else, or a number.
#[derive(Clone, Debug)]
struct Word {
    who: Who,
    parts: Vec<u32>,
    shown: Shown,
}

const WORD: char = '\u{e000}';
const NUMBER: char = '\u{e001}';
const END: char = '\u{e002}';

/// Writes a book, piece by piece.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) chance: Chance,
    files: Vec<File>,
    words: Vec<Word>,
    parts: Vec<Who>,
    open: Vec<(Who, Vec<u32>)>,
    prefixes: Vec<&'static str>,
    is_line_start: bool,
    /// True while nothing is written, so that chance goes on the same in both runs.
    is_void: bool,
    kept: BTreeSet<u32>,
    needed: BTreeSet<u32>,
    /// The path of the page that is being written, as its plan has it.
    pub(super) path: String,
    /// What the installation of each engagement is like, where its readers know.
    pub(super) installations: [Option<&'static str>; ENGAGEMENTS],
    /// What the run before found, and this one may name.
    pub(super) known: Vec<Known>,
    pub(super) found: Vec<Known>,
    /// The things of playbooks that engagements do without, each with these engagements as bits: as `known` and `found`.
    cut: BTreeMap<String, u8>,
    pub(super) found_cut: BTreeMap<String, u8>,
}

impl Draft {
    pub(super) fn new(seed: u64, known: Vec<Known>, cut: BTreeMap<String, u8>) -> Self {
        Self {
            chance: Chance::new(seed),
            files: Vec::new(),
            words: Vec::new(),
            parts: Vec::new(),
            open: Vec::new(),
            prefixes: Vec::new(),
            is_line_start: true,
            is_void: false,
            kept: BTreeSet::new(),
            needed: BTreeSet::new(),
            path: String::new(),
            installations: [None; ENGAGEMENTS],
            known,
            found: Vec::new(),
            cut,
            found_cut: BTreeMap::new(),
        }
    }

    /// Notes that these engagements do without the thing `id`, which others have: without what says so here they would not.
    pub(super) fn cut(&mut self, id: &str, engagements: u8) {
        if !self.is_void {
            self.kept.extend(self.parts_around());
            *self.found_cut.entry(id.to_owned()).or_default() |= engagements;
        }
    }

    /// The engagements that have what is there where `environment.kind` is one of `kinds`.
    pub(super) fn having_kind(&self, kinds: &[&str]) -> u8 {
        let all = self.installations.iter().enumerate();
        let without = all.filter(|(_, one)| one.is_some_and(|one| !kinds.contains(&one)));
        without.fold(u8::MAX, |of, (at, _)| of & !(1 << at))
    }

    /// The engagements that do not do without the thing `id`.
    pub(super) fn having(&self, id: &str) -> u8 {
        !self.cut.get(id).copied().unwrap_or_default()
    }

    pub(super) fn around(&self) -> Who {
        self.open.iter().fold(Who::ALL, |around, (who, _)| around.and(*who))
    }

    pub(super) fn parts_around(&self) -> Vec<u32> {
        self.open.iter().flat_map(|(_, parts)| parts).copied().collect()
    }

    /// Text for all who may see what is around it.
    pub(super) fn say(&mut self, text: &str) {
        if self.is_void {
            return;
        }
        let mut prefixed = String::new();
        for line in text.split_inclusive('\n') {
            if self.is_line_start {
                self.prefixes.iter().for_each(|prefix| prefixed.push_str(prefix));
            }
            prefixed.push_str(line);
            self.is_line_start = line.ends_with('\n');
        }
        let (who, parts) = (self.around(), self.parts_around());
        let file = self.files.last_mut().expect("a file is open");
        match file.pieces.last_mut().filter(|piece| piece.who == who && piece.parts == parts) {
            Some(piece) => piece.text.push_str(&prefixed),
            None => file.pieces.push(Piece { text: prefixed, who, parts }),
        }
    }

    /// What `write` says stands in lines that begin with `prefix`.
    pub(super) fn prefixed(&mut self, prefix: &'static str, write: impl FnOnce(&mut Self)) {
        self.prefixes.push(prefix);
        write(self);
        self.prefixes.pop();
    }

    /// A part for `who`, as far as they may see what is around it.
    pub(super) fn part(&mut self, who: Who, write: impl FnOnce(&mut Self)) {
        let part = self.next_part();
        self.parts.push(who.and(self.around()));
        self.open.push((who, vec![part]));
        write(self);
        self.open.pop();
    }

    /// Names anything that `is_meant`, whoever may know of it.
    pub(super) fn name(&mut self, is_meant: impl Fn(&Known) -> bool, write: impl FnOnce(&mut Self, &Known)) {
        let known = self.pick(is_meant);
        self.unless_void(known.as_ref(), |draft, known| write(draft, known));
    }

    /// Names anything that `is_meant`: for those who may know of it, and not without it.
    pub(super) fn name_tied(&mut self, is_meant: impl Fn(&Known) -> bool, write: impl FnOnce(&mut Self, &str)) {
        let known = self.pick(is_meant);
        self.unless_void(known.as_ref(), |draft, known| {
            draft.tied_to(known.who, known.parts.clone(), |draft| write(draft, &known.id));
        });
    }

    /// The same, and what names it stays where it went: it names nothing then.
    pub(super) fn name_loose(&mut self, is_meant: impl Fn(&Known) -> bool, write: impl FnOnce(&mut Self, &str)) {
        let known = self.pick(is_meant);
        self.unless_void(known.as_ref(), |draft, known| {
            draft.tied_to(known.who, Vec::new(), |draft| write(draft, &known.id));
        });
    }

    fn pick(&mut self, is_meant: impl Fn(&Known) -> bool) -> Option<Known> {
        let at = self.chance.below(1 << 20);
        let known: Vec<&Known> = self.known.iter().filter(|known| is_meant(known)).collect();
        known.get(at % known.len().max(1)).map(|known| (*known).clone())
    }

    fn unless_void(&mut self, known: Option<&Known>, write: impl FnOnce(&mut Self, &Known)) {
        let nothing =
            Known { kind: Kind::Guide, id: String::new(), who: Who::ALL, parts: Vec::new(), place: usize::MAX };
        self.unless(known.is_none(), |draft| write(draft, known.unwrap_or(&nothing)));
    }

    /// Nothing of what `write` says where it `is_void`; chance goes on the same.
    pub(super) fn unless(&mut self, is_void: bool, write: impl FnOnce(&mut Self)) {
        let before = self.is_void;
        self.is_void |= is_void;
        write(self);
        self.is_void = before;
    }

    /// What is not there without other parts, and only for `who`.
    pub(super) fn tied_to(&mut self, who: Who, parts: Vec<u32>, write: impl FnOnce(&mut Self)) {
        self.open.push((who, parts));
        write(self);
        self.open.pop();
    }

    /// A file, whose path has its words as marks.
    pub(super) fn file(&mut self, path: &str, who: Who, write: impl FnOnce(&mut Self)) {
        self.part(who, |draft| {
            draft.files.push(File { path: path.to_owned(), parts: draft.parts_around(), pieces: Vec::new() });
            draft.is_line_start = true;
            write(draft);
        });
    }

    /// Notes that what is being written can be named.
    pub(super) fn note(&mut self, kind: Kind, id: String, place: usize) {
        if !self.is_void {
            self.found.push(Known { kind, id, who: self.around(), parts: self.parts_around(), place });
        }
    }

    /// The part that will be opened next.
    pub(super) fn next_part(&self) -> u32 {
        u32::try_from(self.parts.len()).expect("few")
    }

    fn mark(&mut self, shown: Shown) -> usize {
        let shown = if self.is_void { Shown::Perhaps } else { shown };
        self.words.push(Word { who: self.around(), parts: self.parts_around(), shown });
        self.words.len() - 1
    }

    /// The word that will be made next.
    pub(super) fn next_word(&self) -> String {
        format!("{WORD}{}{END}", self.next_number())
    }

    /// A number that no other word has.
    pub(super) fn next_number(&self) -> usize {
        self.words.len()
    }

    /// A word that stands nowhere else.
    pub(super) fn word(&mut self) -> String {
        let at = self.mark(Shown::Perhaps);
        format!("{WORD}{at}{END}")
    }

    /// The same, and whoever may see it must find it.
    pub(super) fn shown_word(&mut self) -> String {
        let at = self.mark(Shown::Surely);
        format!("{WORD}{at}{END}")
    }

    /// The same, and some of those who may see what this field says must find it.
    pub(super) fn word_of(&mut self, field: FieldName) -> String {
        let at = self.mark(Shown::In(field));
        format!("{WORD}{at}{END}")
    }

    /// A number in two figures from 10 on, up to `most`, which is another one where what holds it is changed.
    pub(super) fn number(&mut self, most: usize) -> String {
        let at = self.mark(Shown::Perhaps);
        let first = self.chance.below(1_000);
        format!("{NUMBER}{at}:{first}:{most}{END}")
    }

    /// Sees to it that the last part that was opened is never left out: others are what they are because of it.
    pub(super) fn keep(&mut self, part: u32) {
        self.kept.insert(part);
    }

    /// The same, also where the reader may not see it: what they may see names it.
    pub(super) fn need(&mut self, part: u32) {
        self.needed.insert(part);
    }

    pub(super) fn finished(self) -> Book {
        Book { files: self.files, words: self.words, parts: self.parts, kept: self.kept, needed: self.needed }
    }
}

/// A book that can be written for a reader.
#[derive(Debug)]
pub(super) struct Book {
    files: Vec<File>,
    words: Vec<Word>,
    parts: Vec<Who>,
    /// The parts that others need, so that a case cannot be made smaller without them.
    pub(super) kept: BTreeSet<u32>,
    /// Those that are never gone, also where they are hidden.
    pub(super) needed: BTreeSet<u32>,
}

/// What becomes of the parts of a book. The reader may not see those that are changed and removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Variant {
    pub(super) changed: BTreeSet<u32>,
    pub(super) removed: BTreeSet<u32>,
}

impl Book {
    pub(super) fn part_count(&self) -> u32 {
        u32::try_from(self.parts.len()).expect("few")
    }

    /// The parts that the reader may not see.
    pub(super) fn hidden_from(&self, reader: &Reader) -> Vec<u32> {
        (0..self.part_count()).filter(|part| !self.parts[*part as usize].has(reader)).collect()
    }

    /// The files, with what became of the parts.
    pub(super) fn files(&self, reader: &Reader, variant: &Variant) -> BTreeMap<String, String> {
        let is_there = |parts: &[u32]| !parts.iter().any(|part| variant.removed.contains(part));
        let mut files = BTreeMap::new();
        for file in self.files.iter().filter(|file| is_there(&file.parts)) {
            let text: String =
                file.pieces.iter().filter(|piece| is_there(&piece.parts)).map(|piece| piece.text.as_str()).collect();
            files.insert(self.filled(&file.path, reader, variant), self.filled(&text, reader, variant));
        }
        files
    }

    /// `text` with its words in the place of their marks.
    fn filled(&self, text: &str, reader: &Reader, variant: &Variant) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some(at) = rest.find([WORD, NUMBER]) {
            filled.push_str(&rest[..at]);
            let is_word = rest[at..].starts_with(WORD);
            let (mark, after) = rest[at + WORD.len_utf8()..].split_once(END).expect("a mark ends");
            let mut figures = mark.split(':').map(|figure| figure.parse::<usize>().expect("a figure"));
            let mut figure = || figures.next().expect("one more figure");
            let word = &self.words[figure()];
            let is_changed = word.parts.iter().any(|part| variant.changed.contains(part));
            if is_word {
                let number = mark;
                match (word.who.has(reader), is_changed) {
                    (true, _) => write!(filled, "{PLAIN}{number}w"),
                    (false, false) => write!(filled, "{CANARY}{number}w"),
                    (false, true) => write!(filled, "{CANARY}{number}wother"),
                }
                .expect("a string takes all");
            } else {
                let (first, most) = (figure(), figure());
                let number = 10 + (first + usize::from(is_changed) * 7) % (most - 9);
                write!(filled, "{number}").expect("a string takes all");
            }
            rest = after;
        }
        filled + rest
    }

    /// The words that the reader must find, unless they stand in what was removed.
    pub(super) fn words_for(&self, reader: &Reader, variant: &Variant) -> Vec<usize> {
        let words = self.words_with(reader, variant);
        words.filter(|(_, word)| word.shown == Shown::Surely).map(|(at, _)| at).collect()
    }

    /// How many words there are that the reader may not see.
    pub(super) fn canaries_for(&self, reader: &Reader) -> usize {
        self.words.iter().filter(|word| !word.who.has(reader)).count()
    }

    /// The words that the reader may see, each with the field that says it.
    pub(super) fn words_of_fields(&self, reader: &Reader, variant: &Variant) -> Vec<(usize, FieldName)> {
        let field =
            |(at, word): (usize, &Word)| if let Shown::In(field) = word.shown { Some((at, field)) } else { None };
        self.words_with(reader, variant).filter_map(field).collect()
    }

    fn words_with<'a>(&'a self, reader: &'a Reader, variant: &'a Variant) -> impl Iterator<Item = (usize, &'a Word)> {
        let is_there = |parts: &[u32]| !parts.iter().any(|part| variant.removed.contains(part));
        self.words.iter().enumerate().filter(move |(_, word)| word.who.has(reader) && is_there(&word.parts))
    }
}
