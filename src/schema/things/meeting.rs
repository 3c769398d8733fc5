//! Meetings and their agendas.

use super::{Common, Line};
use crate::schema::read::Spanned;
use crate::schema::scalar::{Date, Duration, GuidePath, Moment, Name, Text, WeekTime, Weeks};

shapes! {
    /// A meeting, or one that comes back.
    pub struct Meeting("meeting", kind Meeting, short title) {
        /// Its name in references.
        id: Name;
        /// What it is called.
        title: Text;
        /// The week it is planned in.
        week: Option<Spanned<Weeks>>;
        /// How often it comes back.
        every: Option<Spanned<Duration>>;
        /// On which day of the week, and when.
        on: Option<Spanned<WeekTime>>;
        /// When it is.
        at: Option<Spanned<Moment>>;
        /// How long its slot is.
        length: Option<Spanned<Duration>>;
        /// Who is there: persons or roles.
        attendees: Vec<Name> => names(Person);
        /// What it goes through.
        agenda: Vec<Topic>;
        /// The guide that says how to hold it.
        guide: Option<Spanned<GuidePath>>;
        /// Where it is, or how to join.
        place: Option<Text>;
        /// True when it was held.
        held: Option<Spanned<bool>>;
        /// What came of it.
        outcomes: Vec<Line>;
        /// Its minutes.
        minutes: Option<Spanned<GuidePath>>;
        ..common: Common;
    }

    /// What was said in a meeting: a Markdown page. Those below the engagement's folder are added by themselves.
    pub struct Minutes("minutes") {
        /// The page.
        guide: Option<Spanned<GuidePath>> => required;
        /// The meeting that they are of.
        meeting: Option<Name> => names(Meeting);
        /// Its day.
        date: Option<Date>;
        /// Who was there.
        attendees: Vec<Name> => names(Person);
        ..common: Common;
    }

    /// A point of an agenda.
    pub struct Topic("topic", short topic) {
        /// Its name, made from its words.
        id: Name;
        /// What it is about.
        topic: Text;
        /// How long it takes.
        duration: Option<Spanned<Duration>>;
        /// Who leads it: a person or a role.
        lead: Option<Name> => names(Person);
        /// A remark.
        note: Option<Text>;
        /// The guide that says more.
        guide: Option<Spanned<GuidePath>>;
        ..common: Common;
    }
}
