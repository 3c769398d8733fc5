//! Numbers as bits, bits as printable text: two characters hold 13 bits, because 91² is just over 2¹³.
//!
//! The 91 characters are those from `#` to `~` without the backslash, so a script can quote them as they are, whatever
//! encoding it is served in. Base64 would need a tenth more, raw bytes cannot stand in a script. Highest bit first.

/// How many bits two characters hold.
const PAIR: u32 = 13;

/// What number a character stands for is its place in here.
const FIRST: u8 = b'#';

/// The character for a number below 91.
pub(super) fn character(value: u8) -> u8 {
    debug_assert!(value < 91, "a digit is below 91");
    let byte = FIRST + value;
    if byte < b'\\' { byte } else { byte + 1 }
}

/// The number that `character` made a character of.
pub(super) fn value(character: u8) -> Option<u8> {
    match character {
        b'#'..=b'[' => Some(character - FIRST),
        b']'..=b'~' => Some(character - FIRST - 1),
        _ => None,
    }
}

/// Text under construction.
#[derive(Default)]
pub(super) struct BitWriter {
    text: Vec<u8>,
    pending: u32,
    held: u32,
}

impl BitWriter {
    /// The lowest `width` bits of `bits`.
    pub(super) fn bits(&mut self, bits: u32, width: u32) {
        let mut left = width;
        while left > 0 {
            let take = left.min(PAIR - self.held);
            left -= take;
            self.pending = self.pending << take | (bits >> left & ((1 << take) - 1));
            self.held += take;
            if self.held == PAIR {
                self.flush();
            }
        }
    }

    /// As many ones as `count`, and a zero.
    pub(super) fn unary(&mut self, count: u32) {
        (0..count).for_each(|_| self.bits(1, 1));
        self.bits(0, 1);
    }

    /// A number of at least 1, small ones in few bits (Elias gamma).
    pub(super) fn gamma(&mut self, number: u32) {
        let width = number.ilog2();
        self.unary(width);
        self.bits(number, width);
    }

    /// A number below `bound`, in the fewest whole bits on average (truncated binary).
    pub(super) fn below(&mut self, number: u32, bound: u32) {
        debug_assert!(number < bound, "{number} is not below {bound}");
        let width = bound.ilog2();
        let short = (2 << width) - bound;
        if number < short {
            self.bits(number, width);
        } else {
            self.bits(number + short, width + 1);
        }
    }

    /// The text, filled up with zeros.
    pub(super) fn finish(mut self) -> String {
        if self.held > 0 {
            self.bits(0, PAIR - self.held);
        }
        String::from_utf8(self.text).expect("digits of base 91 are ASCII")
    }

    fn flush(&mut self) {
        let digit = |value: u32| character(u8::try_from(value).expect("13 bits are two digits of base 91"));
        self.text.extend([digit(self.pending / 91), digit(self.pending % 91)]);
        (self.pending, self.held) = (0, 0);
    }
}

/// The way back. Past the end it gives zeros.
pub(super) struct BitReader<'a> {
    text: &'a [u8],
    pending: u32,
    held: u32,
}

impl<'a> BitReader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text: text.as_bytes(), pending: 0, held: 0 }
    }

    pub(super) fn bits(&mut self, width: u32) -> u32 {
        let mut bits = 0;
        let mut left = width;
        while left > 0 {
            if self.held == 0 {
                let [high, low, rest @ ..] = self.text else { return bits << left };
                self.text = rest;
                self.pending = u32::from(value(*high).unwrap_or(0)) * 91 + u32::from(value(*low).unwrap_or(0));
                self.held = PAIR;
            }
            let take = left.min(self.held);
            left -= take;
            self.held -= take;
            bits = bits << take | (self.pending >> self.held & ((1 << take) - 1));
        }
        bits
    }

    pub(super) fn unary(&mut self) -> u32 {
        let mut count = 0;
        while self.bits(1) == 1 {
            count += 1;
        }
        count
    }

    pub(super) fn gamma(&mut self) -> u32 {
        let width = self.unary();
        1 << width | self.bits(width)
    }

    pub(super) fn below(&mut self, bound: u32) -> u32 {
        let width = bound.ilog2();
        let short = (2 << width) - bound;
        let number = self.bits(width);
        if number < short { number } else { (number << 1 | self.bits(1)) - short }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        let numbers =
            [(1, 1), (2, 3), (90, 91), (64, 91), (8191, 8192), (19_999, 20_000), (0, 1), (1_000_000, 1_000_001)];
        let mut writer = BitWriter::default();
        for (number, bound) in numbers {
            writer.gamma(number + 1);
            writer.below(number.min(bound - 1), bound);
            writer.unary(number % 7);
        }
        let text = writer.finish();
        assert!(text.bytes().all(|byte| value(byte).is_some()));
        let mut reader = BitReader::new(&text);
        for (number, bound) in numbers {
            assert_eq!(reader.gamma(), number + 1);
            assert_eq!(reader.below(bound), number.min(bound - 1));
            assert_eq!(reader.unary(), number % 7);
        }
    }

    #[test]
    fn the_alphabet_needs_no_escape() {
        let all: Vec<u8> = (0..91).map(character).collect();
        assert!(all.iter().all(|byte| byte.is_ascii_graphic() && !b"\"\\!".contains(byte)));
        assert!((0..91).all(|number| value(character(number)) == Some(number)));
    }
}
