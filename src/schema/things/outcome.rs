//! What must hold: before the work, at its gates, when it is accepted, and in figures.

use super::{Common, CriterionStatus, Evidence, Fulfilment, PrerequisiteCategory, Side, Waiver};
use crate::schema::read::Spanned;
use crate::schema::scalar::{Cause, Date, Deadline, Duration, GuidePath, Name, Number, Place, Reference, Target, Text};

shapes! {
    /// What must be there before something begins.
    pub struct Prerequisite("prerequisite", kind Prerequisite, short text) {
        /// Its name in references.
        id: Name;
        /// What must be there.
        text: Text;
        /// Who sees to it.
        side: Option<Spanned<Side>>;
        /// The person or role who does.
        owner: Option<Name> => names(Person);
        /// What it is about.
        category: Option<Spanned<PrerequisiteCategory>>;
        /// By when: a day, or what cannot begin without it.
        needed_by: Option<Spanned<Deadline>>;
        /// True where nothing goes on without it.
        blocking: Option<Spanned<bool>>;
        /// How to see that it is there.
        verify: Option<Verify>;
        /// The guide that says more.
        guide: Option<Spanned<GuidePath>>;
        /// Where it stands.
        status: Option<Spanned<Fulfilment>>;
        /// When it was there.
        met_on: Option<Date>;
        /// What shows it.
        evidence: Option<Spanned<Place>>;
        /// Why it need not be.
        waived: Option<Waiver>;
        ..common: Common;
    }

    /// How to see that something is there.
    pub struct Verify("verification", short command) {
        /// What to run.
        command: Option<Text>;
        /// What comes out then.
        expect: Option<Text>;
        ..common: Common;
    }

    /// What is settled between selling and delivering.
    pub struct Expectation("expectation", kind Expectation, short text) {
        /// Its name in references.
        id: Name;
        /// What is settled.
        text: Text;
        /// Who settles it: a person or a role.
        owner: Option<Name> => names(Person);
        /// Where it stands.
        status: Option<Spanned<Fulfilment>>;
        /// When it was settled.
        met_on: Option<Date>;
        /// What shows it.
        evidence: Option<Spanned<Place>>;
        /// Why it need not be.
        waived: Option<Waiver>;
        ..common: Common;
    }

    /// How the work is accepted.
    pub struct SuccessCriterion("success criterion", kind Criterion, short text) {
        /// Its name in references.
        id: Name;
        /// What must hold.
        text: Text;
        /// The phase that it is tested in.
        phase: Option<Name> => names(Phase);
        /// Where it stands.
        status: Option<Spanned<CriterionStatus>>;
        /// Who tested it.
        verified: Option<Evidence>;
        /// Who accepted it.
        accepted: Option<Evidence>;
        /// Why it need not hold.
        waived: Option<Waiver>;
        ..common: Common;
    }

    /// Something that is measured.
    pub struct Metric("metric", kind Metric, short title) {
        /// Its name in references.
        id: Name;
        /// What is measured.
        title: Text;
        /// In what.
        unit: Option<Text>;
        /// What it should come to.
        target: Option<Spanned<Target>>;
        /// How long after the launch it counts.
        checkpoint: Option<Spanned<Duration>>;
        /// How it is measured.
        method: Option<Text>;
        /// What it was before.
        baseline: Option<Spanned<Number>>;
        /// What it was since.
        readings: Vec<Reading>;
        ..common: Common;
    }

    /// What was measured on one day.
    pub struct Reading("reading") {
        /// The day.
        date: Option<Date> => required;
        /// The figure.
        value: Option<Spanned<Number>> => required;
        /// A remark.
        note: Option<Text>;
        ..common: Common;
    }

    /// A point that may be passed only when what it requires holds.
    pub struct Gate("gate", kind Gate, short title) {
        /// Its name in references.
        id: Name;
        /// What it is called.
        title: Text;
        /// What must hold; `kind:*` means all of a kind.
        requires: Vec<Spanned<Reference>>;
        /// When it was passed: what happens to its requirements afterwards does not close it again.
        passed: Option<Date>;
        /// Why it may be passed all the same.
        waived: Option<Waiver>;
        ..common: Common;
    }

    /// Somebody's acceptance of a document or deliverable.
    pub struct SignOff("sign-off", kind SignOff, short title) {
        /// Its name in references.
        id: Name;
        /// What it is called.
        title: Text;
        /// What is accepted.
        subject: Option<Spanned<Cause>>;
        /// Who accepts it: persons or roles.
        parties: Vec<Name> => names(Person);
        /// What they sign.
        statement: Option<Text>;
        /// Who has signed.
        signed: Vec<Signature>;
        /// What is accepted only later.
        exceptions: Vec<Spanned<Cause>>;
        ..common: Common;
    }

    /// A signature.
    pub struct Signature("signature") {
        /// Who signed.
        by: Option<Name> => required, names(Person);
        /// When.
        date: Option<Date> => required;
        /// Which version of the document.
        version: Option<Text>;
        ..common: Common;
    }
}
