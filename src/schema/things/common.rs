//! What every thing may have, and the small things that many hold.

use crate::audience::Audience;
use crate::diagnostic::Rule;
use crate::schema::node::Node;
use crate::schema::read::{Fields, Keyed, Reader, Slot, Spanned};
use crate::schema::scalar::{Date, GuidePath, Name, Place, Text};
use crate::schema::shape::{Field, Thing};
use std::ops::Deref;

/// What every thing may have. Hardly one has any of it, so it is kept apart, and takes no room where it is not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Common(Option<Box<CommonFields>>);

/// The fields that every thing may have.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CommonFields {
    /// Who may read it; it narrows what is around it and cannot widen that.
    pub audience: Option<Spanned<Audience>>,
    /// It is there only where these fields of the engagement have one of these values.
    pub when: Keyed<Vec<Text>>,
    /// What no field is for.
    pub facts: Keyed<Text>,
    /// Remarks that never leave the house.
    pub notes: Vec<Note>,
    /// True where a playbook's thing of this id is to be left out.
    pub remove: Option<Spanned<bool>>,
}

/// What is said of a thing that has none of them.
static NOTHING: CommonFields = CommonFields {
    audience: None,
    when: Keyed { entries: Vec::new() },
    facts: Keyed { entries: Vec::new() },
    notes: Vec::new(),
    remove: None,
};

impl Deref for Common {
    type Target = CommonFields;

    fn deref(&self) -> &CommonFields {
        self.0.as_deref().unwrap_or(&NOTHING)
    }
}

/// The table of the fields that every thing has.
static COMMON: Thing = Thing {
    key: "Common",
    name: "thing",
    doc: "What every thing may have.",
    kind: None,
    short: None,
    unknown: Rule::UnknownKey,
    fields: &[
        Field::new(
            "audience",
            "Who may read it; it narrows what is around it and cannot widen that.",
            <Option<Spanned<Audience>> as Slot>::SHAPE,
            false,
        ),
        Field::new(
            "when",
            "It is there only where these fields of the engagement have one of these values.",
            <Keyed<Vec<Text>> as Slot>::SHAPE,
            false,
        ),
        Field::new("facts", "What no field is for.", <Keyed<Text> as Slot>::SHAPE, false),
        Field::new("notes", "Remarks that never leave the house.", <Vec<Note> as Slot>::SHAPE, false).internal(),
        Field::new(
            "remove",
            "True where a playbook's thing of this id is to be left out.",
            <Option<Spanned<bool>> as Slot>::SHAPE,
            false,
        ),
    ],
    parts: &[],
};

impl Fields for Common {
    fn table() -> &'static Thing {
        &COMMON
    }

    fn fields(node: &Node, reader: &mut Reader) -> Self {
        let said = CommonFields {
            audience: reader.slot(node, "audience"),
            when: reader.slot(node, "when"),
            facts: reader.slot(node, "facts"),
            notes: reader.slot(node, "notes"),
            remove: reader.slot(node, "remove"),
        };
        Self((said != NOTHING).then(|| Box::new(said)))
    }
}

shapes! {
    /// A remark for the vendor's own people.
    pub struct Note("note", short text) {
        /// What is to be remembered.
        text: Text;
        /// Who wrote it.
        by: Option<Name> => names(Person);
        /// When.
        date: Option<Date>;
        ..common: Common;
    }

    /// One point of a list.
    pub struct Line("point", short text) {
        /// Its name, made from its words, by which an engagement can take it out of a playbook's list.
        id: Option<Name>;
        /// The point.
        text: Text;
        /// The guide that says more.
        guide: Option<Spanned<GuidePath>>;
        ..common: Common;
    }

    /// A decision that something need not be.
    pub struct Waiver("waiver") {
        /// Who decided it.
        by: Option<Name> => required, names(Person);
        /// Why.
        reason: Option<Text> => required;
        /// When.
        date: Option<Date>;
        ..common: Common;
    }

    /// Somebody's word that something holds.
    pub struct Evidence("confirmation") {
        /// Who says so.
        by: Option<Name> => required, names(Person);
        /// When.
        date: Option<Date>;
        /// What shows it: a guide, an address, or words.
        evidence: Option<Spanned<Place>>;
        ..common: Common;
    }

    /// A link to something outside of the book.
    pub struct LinkTo("link", short url) {
        /// Its words.
        title: Text;
        /// Where it leads.
        url: Option<Text> => required;
        ..common: Common;
    }
}
