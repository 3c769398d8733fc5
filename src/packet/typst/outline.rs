//! Heading levels for paper: as deep as the author's, with none skipped, and never deeper than PDF can say.

/// The deepest heading that PDF has a name for.
const DEEPEST: u8 = 6;

/// What headings are open while a document is read from its beginning.
#[derive(Clone, Debug)]
pub(super) struct Outline {
    above: u8,
    open: Vec<u8>,
}

impl Outline {
    /// For a document under a heading of level `above`.
    pub(super) fn below(above: u8) -> Self {
        Self { above, open: Vec::new() }
    }

    /// The level on paper of the next heading, which the author gave the level `written`.
    pub(super) fn next(&mut self, written: u8) -> u8 {
        while self.open.last().is_some_and(|open| *open >= written) {
            self.open.pop();
        }
        self.open.push(written);
        let depth = u8::try_from(self.open.len()).unwrap_or(DEEPEST);
        self.above.saturating_add(depth).min(DEEPEST)
    }
}

#[cfg(test)]
mod tests {
    use super::Outline;

    #[test]
    fn no_level_is_skipped_and_none_is_too_deep() {
        let levels = |written: &[u8]| {
            let mut outline = Outline::below(2);
            written.iter().map(|level| outline.next(*level)).collect::<Vec<_>>()
        };
        assert_eq!(levels(&[2, 3, 3, 2]), [3, 4, 4, 3]);
        assert_eq!(levels(&[4, 2, 6, 1, 3]), [3, 3, 4, 3, 4]);
        assert_eq!(levels(&[1, 2, 3, 4, 5, 6]), [3, 4, 5, 6, 6, 6]);
    }
}
