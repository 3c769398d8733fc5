//! The launch and what comes after it: cutover, hypercare, reviews, support.

use super::{Common, Line, LinkTo};
use crate::schema::read::Spanned;
use crate::schema::scalar::{Duration, GuidePath, Moment, Name, Offset, Text};
use jiff::civil::Time;

shapes! {
    /// The hours of the launch.
    pub struct Cutover("cutover") {
        /// The moment from which its steps count.
        at: Option<Spanned<Moment>>;
        /// The hours in which it may be.
        window: Option<Window>;
        /// The step after which there is no way back.
        point_of_no_return: Option<Name> => names(Step);
        /// What is done.
        steps: Vec<Step>;
        /// How one gets back.
        rollback: Option<Rollback>;
        ..common: Common;
    }

    /// Hours of a day; they may pass midnight.
    pub struct Window("window") {
        /// From when.
        from: Option<Spanned<Time>> => required;
        /// Until when.
        to: Option<Spanned<Time>> => required;
        ..common: Common;
    }

    /// A step of a cutover.
    pub struct Step("step", kind Step, short text) {
        /// Its name in references.
        id: Name;
        /// When, counted from the moment of the cutover.
        at: Option<Spanned<Offset>>;
        /// What is done.
        text: Text;
        /// Who does it.
        owner: Option<Name> => names(Person);
        /// How long it takes.
        duration: Option<Spanned<Duration>>;
        /// How it is done.
        runbook: Option<Spanned<GuidePath>>;
        /// The guide that says more.
        guide: Option<Spanned<GuidePath>>;
        /// What holds afterwards.
        check: Option<Text>;
        /// True where nobody goes on unless it went well.
        gate: Option<Spanned<bool>>;
        ..common: Common;
    }

    /// How one gets back.
    pub struct Rollback("rollback") {
        /// What makes one go back.
        triggers: Vec<Line>;
        /// Who decides.
        decider: Option<Name> => names(Person);
        /// How long it takes.
        duration: Option<Spanned<Duration>>;
        /// How it is done.
        runbook: Option<Spanned<GuidePath>>;
        ..common: Common;
    }

    /// The weeks after the launch.
    pub struct Hypercare("hypercare") {
        /// How long.
        length: Option<Spanned<Duration>>;
        /// At what hours.
        hours: Option<Text>;
        /// Who answers.
        responders: Vec<Name> => names(Person);
        /// How often one talks.
        cadence: Option<Text>;
        /// What holds when it is over.
        exit: Vec<Line>;
        ..common: Common;
    }

    /// A look at how the work is going.
    pub struct Review("review", kind Review, short title) {
        /// Its name in references.
        id: Name;
        /// What it is called.
        title: Text;
        /// How often it is.
        every: Option<Spanned<Duration>>;
        /// What is asked.
        asks: Vec<Line>;
        ..common: Common;
    }

    /// Who helps afterwards.
    pub struct Support("support") {
        /// The contract.
        contract: Option<Text>;
        /// The hours.
        hours: Option<Text>;
        /// Who answers outside of them.
        on_call: Option<OnCall>;
        /// Where one asks.
        channels: Vec<LinkTo>;
        /// How bad it can be, and what happens then.
        severities: Vec<Severity>;
        /// What is done regularly.
        packages: Vec<SupportPackage>;
        ..common: Common;
    }

    /// Who answers outside of the hours.
    pub struct OnCall("on-call") {
        /// The telephone.
        phone: Option<Text>;
        /// The hours.
        hours: Option<Text>;
        /// For what.
        severities("for"): Vec<Name> => names(Severity);
        ..common: Common;
    }

    /// How bad something is, and what happens then.
    pub struct Severity("severity", kind Severity, short title) {
        /// Its name in references.
        id: Name;
        /// What it means.
        title: Text;
        /// How soon somebody answers.
        response: Option<Spanned<Duration>>;
        /// Who is told when nobody helped.
        escalation: Vec<Escalation>;
        ..common: Common;
    }

    /// Who is told when nobody helped.
    pub struct Escalation("escalation") {
        /// After how long.
        after: Option<Spanned<Duration>> => required;
        /// Who.
        to: Option<Name> => required, names(Person);
        ..common: Common;
    }

    /// Something that is done regularly.
    pub struct SupportPackage("package", short title) {
        /// Its name.
        id: Name;
        /// What it is called.
        title: Text;
        /// How often.
        every: Option<Spanned<Duration>>;
        /// What is in it.
        includes: Vec<Line>;
        ..common: Common;
    }
}
