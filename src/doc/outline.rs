//! Heading levels as an outline: whatever levels the author wrote, the page's own begin below its title and skip none.

/// Turns written levels into levels of an outline. Fed with every heading of a page in order, the title left out.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// The written levels of the sections that are open, outermost first.
    open: Vec<u8>,
}

impl Outline {
    /// How deep the next heading stands, from 1 for a section of the page. A heading is one deeper than the nearest
    /// before it that was written with a smaller number, so `##`, `####` is 1, 2, and a second `#` is 1 again.
    pub fn depth(&mut self, written: u8) -> u8 {
        while self.open.last().is_some_and(|above| *above >= written) {
            self.open.pop();
        }
        self.open.push(written);
        u8::try_from(self.open.len()).expect("levels rise from 1 to 6, so at most six are open")
    }
}

#[cfg(test)]
mod tests {
    use super::Outline;

    fn depths(written: &[u8]) -> Vec<u8> {
        let mut outline = Outline::default();
        written.iter().map(|level| outline.depth(*level)).collect()
    }

    #[test]
    fn outlines_begin_at_the_top_and_skip_nothing() {
        assert_eq!(depths(&[2, 3, 3, 2]), [1, 2, 2, 1]);
        assert_eq!(depths(&[1, 3, 3, 1, 2]), [1, 2, 2, 1, 2]);
        assert_eq!(depths(&[2, 4, 3, 6]), [1, 2, 2, 3]);
        assert_eq!(depths(&[3, 2, 1]), [1, 1, 1]);
        assert_eq!(depths(&[1, 2, 3, 4, 5, 6]), [1, 2, 3, 4, 5, 6]);
    }
}
