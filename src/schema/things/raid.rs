//! The RAID log: risks, assumptions, issues, dependencies, actions and decisions.

use super::{Common, Line, RaidKind, RaidStatus, Response};
use crate::schema::read::Spanned;
use crate::schema::scalar::{Date, Deadline, GuidePath, Name, Score, Text};

shapes! {
    /// An entry of the log; which fields it needs depends on its kind.
    pub struct RaidEntry("entry", kind Risk, short title) {
        /// Its name in references: `risk:quota`.
        id: Name;
        /// What it is.
        kind: Option<Spanned<RaidKind>> => required;
        /// A short number that stays, for saying aloud: `R-03`.
        number: Option<Text>;
        /// What it is about.
        title: Text;
        /// More about it.
        description: Option<Text>;
        /// When it was noticed.
        opened: Option<Date>;
        /// Where it stands.
        status: Option<Spanned<RaidStatus>>;
        /// When it was over.
        closed: Option<Date>;
        /// Who looks after it.
        owner: Option<Name> => names(Person);
        /// How likely a risk is, 1 to 5.
        likelihood: Option<Spanned<Score>>;
        /// How bad it would be, 1 to 5.
        impact: Option<Spanned<Score>>;
        /// What is done about it.
        response: Option<Spanned<Response>>;
        /// How.
        mitigation: Option<Text>;
        /// When somebody looks at it again.
        review_by: Option<Date>;
        /// What a risk has turned into, and when.
        became: Option<Box<Became>>;
        /// When an assumption must be known to hold.
        validate_by: Option<Date>;
        /// What happens where it does not.
        if_false: Option<Text>;
        /// Whom a dependency waits for.
        on: Option<Name> => names(Person);
        /// By when.
        needed_by: Option<Spanned<Deadline>>;
        /// When a decision was made.
        date: Option<Date>;
        /// What there was to choose from.
        options: Vec<Line>;
        /// What was chosen.
        outcome: Option<Text>;
        /// Who decided.
        by: Option<Name> => names(Person);
        /// The last day for an action.
        due: Option<Date>;
        /// The minutes that speak of it; those that have it as a task item are added by themselves.
        minutes: Vec<Spanned<GuidePath>>;
        ..common: Common;
    }

    /// What a task item of minutes says in braces at its end.
    pub struct ActionItem("action item") {
        /// Who does it: a person or a role of the engagement.
        owner: Option<Name> => names(Person);
        /// The last day for it.
        due: Option<Date>;
    }

    /// What a risk has turned into.
    pub struct Became("outcome of a risk") {
        /// The day on which it happened: it is an issue now, and answers to both names.
        issue: Option<Date> => required;
        ..common: Common;
    }
}
