//! Text that was written as UTF-8 and read as Mac Roman, Windows-1252 or Latin-1: `cafÃ©`, `donâ€™t`, `‚úÖ`.
//!
//! Takes text; gives for each line the part that is wrong and what it should read. Every character of such a text stands
//! for one byte, so the bytes are put together again and read as UTF-8. Genuine text may happen to be readable so too
//! (`« Fußball »` in capitals before a quotation mark, `l’été`, `√π`): what could be meant as it stands is left alone.

mod judge;

use crate::text::TextRange;
use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};
use judge::Verdict;
use std::sync::LazyLock;

/// The wrong part of a line, from its first to its last wrong character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Garbled {
    /// Where it stands.
    pub(super) range: TextRange,
    /// What it should read.
    pub(super) mended: String,
    /// What it was read as.
    pub(super) legacy: &'static str,
}

/// An encoding of one byte a character.
struct Legacy {
    name: &'static str,
    /// True for Mac Roman, whose letters are what other encodings have for signs.
    is_mac: bool,
    /// The characters of the bytes from 0x80 on, sorted, each with its byte.
    bytes: Vec<(char, u8)>,
}

static LEGACY: LazyLock<[Legacy; 2]> =
    LazyLock::new(|| [Legacy::new("Mac Roman", MACINTOSH), Legacy::new("Windows-1252", WINDOWS_1252)]);

impl Legacy {
    fn new(name: &'static str, encoding: &'static Encoding) -> Self {
        let decoded = |byte: u8| encoding.decode_without_bom_handling(&[byte]).0.chars().next();
        let mut bytes: Vec<(char, u8)> = (0x80..=0xFF).filter_map(|byte| Some((decoded(byte)?, byte))).collect();
        let is_mac = encoding == MACINTOSH;
        if !is_mac {
            // Latin-1 is the same but for the controls from 0x80 to 0x9F.
            bytes.extend((0x80_u8..=0x9F).map(|byte| (char::from(byte), byte)));
        }
        bytes.sort_unstable();
        bytes.dedup();
        Self { name, is_mac, bytes }
    }

    fn byte(&self, letter: char) -> Option<u8> {
        // No encoding has any of these, and whole books consist of them.
        if ('\u{2600}'..'\u{f800}').contains(&letter) {
            return None;
        }
        let at = self.bytes.binary_search_by_key(&letter, |(known, _)| *known).ok()?;
        Some(self.bytes[at].1)
    }
}

/// What one character of UTF-8 became.
struct Sequence {
    /// In bytes, from the beginning of the text.
    start: usize,
    end: usize,
    meant: char,
}

/// The wrong part of each line of `text`, in order.
pub(super) fn find(text: &str) -> Vec<Garbled> {
    let mut found = Vec::new();
    if text.is_ascii() {
        return found;
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if !line.is_ascii()
            && let Some(garbled) = in_line(line)
        {
            found.push(Garbled { range: garbled.range.shifted(start), ..garbled });
        }
        start += line.len();
    }
    found
}

/// What is wrong in the encoding that explains most of the line.
fn in_line(line: &str) -> Option<Garbled> {
    let explained = LEGACY.iter().filter_map(|legacy| read_as(line, legacy));
    explained.max_by_key(|(letters, _)| *letters).map(|(_, garbled)| garbled)
}

/// What is wrong in `line` where it was read as `legacy`, and how many bytes of it.
fn read_as(line: &str, legacy: &Legacy) -> Option<(usize, Garbled)> {
    let segments = segments(line, legacy);
    let verdicts: Vec<Verdict> = segments.iter().map(|segment| judge::segment(line, segment, legacy.is_mac)).collect();
    if !verdicts.contains(&Verdict::Wrong) {
        return None;
    }
    let is_wrong = |verdict: &Verdict| matches!(verdict, Verdict::Wrong | Verdict::WrongAmongWrong);
    let wrong = segments.iter().zip(&verdicts).filter(|(_, verdict)| is_wrong(verdict)).map(|(segment, _)| segment);
    let (mut range, mut mended, mut explained) = (None::<(usize, usize)>, String::new(), 0);
    for segment in wrong {
        let (start, end) = (segment[0].start, segment[segment.len() - 1].end);
        let (from, to) = range.unwrap_or((start, start));
        mended.push_str(&line[to..start]);
        mended.extend(segment.iter().map(|sequence| sequence.meant));
        range = Some((from, end));
        explained += end - start;
    }
    let (start, end) = range?;
    let mended = mend_again(&line[..start], mended, &line[end..]);
    Some((explained, Garbled { range: TextRange::new(start, end), mended, legacy: legacy.name }))
}

/// `mended` once more, where it had been read wrongly more than once; `before` and `after` stand around it.
fn mend_again(before: &str, mended: String, after: &str) -> String {
    let line = [before, &mended, after].concat();
    let place = before.len()..before.len() + mended.len();
    let inside = |garbled: &Garbled| {
        let range = garbled.range.to_usize();
        place.start <= range.start && range.end <= place.end
    };
    let Some(garbled) = in_line(&line).filter(inside) else { return mended };
    let range = garbled.range.to_usize();
    [&line[place.start..range.start], &garbled.mended, &line[range.end..place.end]].concat()
}

/// The characters that can be read as UTF-8, those that follow one another together.
fn segments(line: &str, legacy: &Legacy) -> Vec<Vec<Sequence>> {
    let mut segments: Vec<Vec<Sequence>> = Vec::new();
    let mut at = 0;
    while let Some(next) = line[at..].find(|letter: char| !letter.is_ascii()) {
        at += next;
        match sequence(line, at, legacy) {
            Some(sequence) => {
                at = sequence.end;
                match segments.last_mut() {
                    Some(segment) if segment.last().is_some_and(|last| last.end == sequence.start) => {
                        segment.push(sequence);
                    }
                    _ => segments.push(vec![sequence]),
                }
            }
            None => at += line[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
    segments
}

/// The characters at `start` as one of UTF-8.
fn sequence(line: &str, start: usize, legacy: &Legacy) -> Option<Sequence> {
    let mut letters = line[start..].char_indices();
    let lead = legacy.byte(letters.next()?.1)?;
    let length = match lead {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    let mut bytes = [lead, 0, 0, 0];
    let mut end = 0;
    for byte in &mut bytes[1..length] {
        let (at, letter) = letters.next()?;
        *byte = legacy.byte(letter)?;
        end = start + at + letter.len_utf8();
    }
    let meant = std::str::from_utf8(&bytes[..length]).ok()?.chars().next()?;
    Some(Sequence { start, end, meant })
}

#[cfg(test)]
mod tests {
    use super::find;

    fn mended(text: &str) -> Vec<(&str, String)> {
        find(text).into_iter().map(|garbled| (&text[garbled.range.to_usize()], garbled.mended)).collect()
    }

    /// `text` as somebody reads it who takes UTF-8 for `encoding`.
    fn misread(text: &str, encoding: &'static encoding_rs::Encoding) -> String {
        encoding.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }

    #[test]
    fn the_wrong_part_of_each_line_is_mended() {
        assert_eq!(mended("a\nthe engineerâ€™s part\n"), [("â€™", "’".to_owned())]);
        assert_eq!(mended("## ‚ö†Ô∏è Gotchas"), [("‚ö†Ô∏è", "⚠️".to_owned())]);
        assert_eq!(mended("## \u{f8ff}üìù Context"), [("\u{f8ff}üìù", "📝".to_owned())]);
        assert_eq!(mended("â€œHelloâ€\u{9d} he said"), [("â€œHelloâ€\u{9d}", "“Hello”".to_owned())]);
        assert_eq!(mended("CafÃ© in MÃ¼nchen"), [("Ã© in MÃ¼", "é in Mü".to_owned())]);
        assert_eq!(mended("Kaf√© in M√ºnchen"), [("√© in M√º", "é in Mü".to_owned())]);
        assert_eq!(mended("20 Â°C"), [("Â°", "°".to_owned())]);
    }

    #[test]
    fn what_was_read_wrongly_twice_is_mended_twice() {
        let twice = |text| misread(&misread(text, encoding_rs::WINDOWS_1252), encoding_rs::WINDOWS_1252);
        for text in ["don’t", "50 €", "naïve", "a — b", "🎯 goal"] {
            let found = find(&twice(text));
            assert_eq!(found.len(), 1, "{text}: {}", twice(text));
            assert!(text.contains(&found[0].mended), "{text}: {found:?}");
        }
    }

    #[test]
    fn whatever_is_read_wrongly_is_found() {
        let texts = [
            "don’t",
            "“so”",
            "a — b",
            "wait…",
            "• item",
            "→ next",
            "✅ done",
            "⚠️ care",
            "🎯 goal",
            "⏱️ 5 min",
            "☎️",
            "für Größe",
            "çà et là",
            "año",
            "coração",
            "Zażółć gęślą",
            "Привет мир",
            "Ελληνικά",
            "日本語の説明",
            "10 °C ± 2",
            "© 2026",
            "£5",
            "├── src",
            "└── lib",
            "İstanbul’da",
            "ığdır",
            "Ünal",
            "Österreich",
            "Ägypten",
        ];
        for encoding in [encoding_rs::WINDOWS_1252, encoding_rs::MACINTOSH] {
            for text in texts {
                let wrong = misread(text, encoding);
                let found = find(&wrong);
                let told: Vec<_> = found.iter().map(|found| found.mended.as_str()).collect();
                assert!(!told.is_empty(), "{text} as {}: {wrong}", encoding.name());
                assert!(told.iter().all(|told| text.contains(told)), "{text} as {}: {told:?}", encoding.name());
            }
        }
    }

    #[test]
    fn genuine_text_is_left_alone() {
        let genuine = [
            // German, with its own quotation marks after ß and capitals.
            "„Spaß“ und „groß“, ‚Äußerung‘, »Fuß«, „Ä“, „Ö“, „Ü“, ein Fuß…",
            "„NÖ“ – „HÄ“ – GRÖẞE",
            "‚Übung‘ ‚ältere‘",
            // French: apostrophes, ellipses and guillemets beside accents; capitals.
            "l’été, l’Église, « à » et «à l’école», d’œuvres, allé…», c’était",
            "“CAFÉ” – À… — É’",
            "qu’à…»",
            "ÉTÉ",
            "Î…",
            "« Ô temps ! » –à —é …à",
            "‹é› “é” ‘à’ ’Â»",
            "«Âge» Â» — Â…",
            // Portuguese and Spanish.
            "AMANHû, NÃO…”, MAÇÃ–, “IRMÔ",
            "manhã…” coração… ¿qué? ¡Ánimo! nº 5, 1ª",
            "IRMò e MANHû com notas",
            // Romanian, Turkish, Vietnamese, Polish, Czech, the Nordic languages.
            "a coborâ…” „Încă“ ‘â’",
            "Ağustos’ta İzmir’e; dükkân…",
            "ĐÂY LÀ — Việt Nam, Â…, đã…",
            "„Łódź”, źdźbło…",
            "‚Žluťoučký kůň‘",
            "Å… “Å” Åse – Åå, ‚å‘ æøå ÆØÅ… Að…",
            "Þór, ð…",
            // Signs.
            "5 € – £3 – ¥7 – 10 ¢ – ©2026 – ®™ – §1 ¶2 – †‡ •",
            "2√π, √Ω, √∑x, ≈π, ¬π, ∆t ≤ ∂x, ∫∂µ, ƒ(x), ¬∃",
            "±2√πr ≈Ωm",
            "5 Å² ± 2 Å³, Å±0.1, 10Å²",
            "├── src\n│   └── lib — “x”",
            "⌘⇧P ⌥→ \u{f8ff} menu ›",
            "«…» ‹…› „…“ “…” ‘…’ — …",
            "日本語の説明、中文，한국어",
            "Привет, «мир» — “да”…",
            "Ελληνικά: «α», ΑΪ",
            "👩‍💻 ⚠️ ✅ 🏗️",
            "naïve façade – Zoë’s",
            "École – Être… Ærø – Ñandú’s – Ça",
            "Ð is a letter, Ñ“ is not a word, ß’s and ß” and ß…",
        ];
        for text in genuine {
            assert_eq!(find(text), [], "{text}");
        }
    }
}
