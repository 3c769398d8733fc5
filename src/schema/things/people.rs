//! People, the roles they hold, what each answers for, and what they are taught.

use super::{Common, Side};
use crate::schema::read::Spanned;
use crate::schema::scalar::{Date, Name, Place, Text};

shapes! {
    /// A part that somebody plays.
    pub struct Role("role", kind Role, short title) {
        /// Its name.
        id: Name;
        /// What it is called.
        title: Text;
        /// Whose it is.
        side: Option<Spanned<Side>>;
        ..common: Common;
    }

    /// A person.
    pub struct Person("person", kind Person, short name) {
        /// Their name in references.
        id: Name;
        /// Their name.
        name: Text;
        /// What their work is called.
        title: Option<Text>;
        /// The role they hold in the engagement.
        role: Option<Name> => names(Role);
        /// Whose they are.
        side: Option<Spanned<Side>>;
        /// Their address.
        email: Option<Text>;
        /// Their telephone.
        phone: Option<Text>;
        /// When they can be reached.
        hours: Option<Text>;
        /// What else they are: `approver`, `day-2-owner`, `sponsor`...
        flags: Vec<Name>;
        /// Their last day.
        until: Option<Date>;
        /// Who takes over what they had open.
        successor: Option<Name> => names(Person);
        ..common: Common;
    }

    /// Who answers for one activity.
    pub struct RaciRow("activity", short activity) {
        /// Its name, made from its words.
        id: Name;
        /// What is done.
        activity: Text;
        /// Who does it.
        responsible: Vec<Name> => names(Person);
        /// Who answers for it: exactly one.
        accountable: Vec<Name> => names(Person);
        /// Who is asked before.
        consulted: Vec<Name> => names(Person);
        /// Who is told after.
        informed: Vec<Name> => names(Person);
        ..common: Common;
    }

    /// Who is taught what.
    pub struct Training("training", kind Training, short title) {
        /// Its name in references.
        id: Name;
        /// What it is called.
        title: Text;
        /// The role that it is for.
        audience_role: Option<Name> => names(Role);
        /// Who teaches.
        trainer: Option<Name> => names(Person);
        /// When.
        date: Option<Date>;
        /// What it goes through.
        material: Option<Spanned<Place>>;
        /// True when it was held.
        done: Option<Spanned<bool>>;
        ..common: Common;
    }
}
