//! The words of the trade.

use super::Common;
use crate::schema::scalar::{Name, Text};

shapes! {
    /// A word of the trade and what it means.
    pub struct Term("term", kind Term, short term) {
        /// Its name in references, made from its words.
        id: Name;
        /// The word, as it is shown.
        term: Text;
        /// What it means, in a sentence or two.
        definition: Option<Text> => required;
        /// Other words for the same.
        also: Vec<Text>;
        /// The same as `also`.
        aliases: Vec<Text>;
        /// Terms that say more.
        see: Vec<Name> => names(Term);
        ..common: Common;
    }
}
