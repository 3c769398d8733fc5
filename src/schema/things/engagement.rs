//! The engagement: one customer's project, and what only such a project has.

use super::{
    Access, Blocked, Common, Component, EngagementStatus, Environment, Expiry, Health, Integration, Line, Marking,
    Minutes, Person, Plan,
};
use crate::schema::read::{Keyed, Spanned};
use crate::schema::scalar::{Cause, Date, Duration, LanguageCode, Name, Reference, Text, ZoneName};

shapes! {
    /// One customer's project.
    pub struct Engagement("engagement", kind Engagement) {
        /// Its name, which is its folder's too.
        id: Name;
        /// The playbook that it takes over and changes.
        extends: Option<Name> => names(Playbook);
        /// What it is called.
        title: Text;
        /// For whom it is.
        customer: Option<Customer> => required;
        /// Where it stands.
        status: Option<Spanned<EngagementStatus>>;
        /// How it is doing.
        health: Option<Spanned<Health>>;
        /// Its first day: week 1 is the Monday week that holds it.
        start: Option<Date>;
        /// The language of its packets.
        language: Option<Spanned<LanguageCode>>;
        /// The zone of its times of day, such as `Europe/Lisbon`.
        time_zone: Option<Spanned<ZoneName>>;
        /// An earlier engagement whose environments, components and access it takes over.
        continues: Option<Name> => internal, names(Engagement);
        /// How far the customer may share its packets.
        marking: Option<Spanned<Marking>>;
        /// The version of its documents.
        version: Option<Text>;
        /// The versions so far.
        history: Vec<Version>;
        /// Who gets its documents.
        distribution: Vec<Recipient>;
        /// One line a week; the status report is made of them.
        updates: Vec<Update>;
        /// What the installation is like, for conditions.
        environment: Keyed<Text>;
        /// Which of the vendor's people holds which role.
        team: Keyed<Vec<Name>> => keys_name(Role), names(Person);
        /// The customer's people.
        people: Vec<Person>;
        /// Where the software runs.
        environments: Vec<Environment>;
        /// What runs there.
        components: Vec<Component>;
        /// What it talks to.
        integrations: Vec<Integration>;
        /// Who can get in.
        access: Vec<Access>;
        /// What ends on a certain day.
        expiries: Vec<Expiry>;
        /// Tasks that are done, each with its day.
        done: Keyed<Date> => keys_name(Task);
        /// Tasks that wait, each with what for.
        blocked: Keyed<Blocked> => keys_name(Task);
        /// Tasks that are under way, each with its first day.
        active: Keyed<Date> => keys_name(Task);
        /// Tasks that will not be done, each with the reason.
        dropped: Keyed<Text> => keys_name(Task);
        /// The minutes of its meetings.
        minutes: Vec<Minutes>;
        /// What was moved, and why.
        reschedule: Vec<Reschedule>;
        /// What was agreed after the beginning.
        changes: Vec<Change>;
        ..plan: Plan;
        ..common: Common;
    }

    /// For whom an engagement is.
    pub struct Customer("customer", short name) {
        /// The name.
        name: Text;
        /// The name in a sentence.
        short_name: Option<Text>;
        /// The logo: a file beside this one.
        logo: Option<Text>;
        ..common: Common;
    }

    /// A version of the documents.
    pub struct Version("version", short version) {
        /// Its number.
        version: Text;
        /// When.
        date: Option<Date> => required;
        /// What changed.
        note: Option<Text>;
        ..common: Common;
    }

    /// Who gets the documents.
    pub struct Recipient("recipient", short person) {
        /// A person or role of the engagement.
        person: Option<Name> => names(Person);
        /// Or somebody else.
        name: Option<Text>;
        /// The number of their copy.
        copy: Option<Spanned<i64>>;
        ..common: Common;
    }

    /// How an engagement is doing on one day.
    pub struct Update("update", short summary) {
        /// The day.
        date: Option<Date> => required;
        /// How it is doing.
        health: Option<Spanned<Health>>;
        /// How the customer thinks that it is doing.
        customer_health: Option<Spanned<Health>>;
        /// What happened, in one sentence.
        summary: Text;
        /// What the customer is asked for.
        ask: Option<Text>;
        ..common: Common;
    }

    /// What is part of the work and what is not.
    pub struct Scope("scope") {
        /// What is part of it.
        included: Vec<Line>;
        /// What is not.
        excluded: Vec<Line>;
        /// What is taken for granted.
        assumptions: Vec<Line>;
        ..common: Common;
    }

    /// A move of what follows.
    pub struct Reschedule("move") {
        /// When it was decided.
        on: Option<Date>;
        /// The first thing that moves.
        from: Option<Spanned<Reference>> => required;
        /// How far.
        by: Option<Spanned<Duration>> => required;
        /// Why.
        because: Option<Spanned<Cause>>;
        ..common: Common;
    }

    /// Something that was agreed after the beginning.
    pub struct Change("change", kind Change, short title) {
        /// Its name in references.
        id: Name;
        /// What it is called.
        title: Text;
        /// Who asked for it.
        asked_by: Option<Name> => names(Person);
        /// When.
        on: Option<Date>;
        /// What it adds to the scope.
        adds: Vec<Line>;
        /// What it takes from it.
        removes: Vec<Line>;
        /// How much time it costs.
        impact: Option<Spanned<Duration>>;
        /// Who agreed.
        approved_by: Option<Name> => names(Person);
        /// When.
        approved_on: Option<Date>;
        ..common: Common;
    }
}
