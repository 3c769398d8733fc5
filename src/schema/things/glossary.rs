//! The words of the trade.

use super::Common;
use crate::audience::Audience;
use crate::schema::read::Spanned;
use crate::schema::scalar::{Name, Text};

shapes! {
    /// The words of the trade, where the file says something about all of them.
    pub struct Glossary("glossary") {
        /// Who may read those that say nothing narrower.
        audience: Option<Spanned<Audience>>;
        /// The terms.
        terms: Vec<Term>;
    }

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
