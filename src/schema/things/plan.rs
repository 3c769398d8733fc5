//! The plan: what a playbook lays down and an engagement takes over, phase by phase.

use super::{
    Common, Cutover, Design, Evidence, Expectation, Fulfilment, Gate, Hypercare, Line, LinkTo, Meeting, Metric,
    PacketDefinition, Prerequisite, RaciRow, RaidEntry, Review, Role, Scope, SignOff, SuccessCriterion, Support,
    TaskState, Training, Waiver, Work,
};
use crate::schema::read::{Keyed, Spanned};
use crate::schema::scalar::{Cause, Date, GuidePath, Name, Place, Reference, Text, Weeks};
use crate::schema::things::DeliverableStatus;
use std::sync::Arc;

shapes! {
    /// The reusable plan of one kind of work: no customer, no dates.
    pub struct Playbook("playbook", kind Playbook) {
        /// Its name, which is the file's too.
        id: Name;
        /// The playbook that this one takes over and changes.
        extends: Option<Name> => names(Playbook);
        /// What it is called.
        title: Text;
        ..plan: Plan;
        ..common: Common;
    }

    /// What playbooks and engagements have in common.
    pub struct Plan("plan") {
        /// The kind of work.
        work("type"): Option<Spanned<Work>>;
        /// What it comes to, in a few sentences.
        summary: Option<Text>;
        /// Who looks after it: a role of the playbook, a person of the engagement.
        owner: Option<Text>;
        /// The roles that an engagement must name a person for.
        roles: Vec<Role>;
        /// What it is for.
        objectives: Vec<Line>;
        /// What is part of the work and what is not.
        scope: Option<Scope>;
        /// What must be there before.
        prerequisites: Vec<Prerequisite>;
        /// Who meets when about what.
        meetings: Vec<Arc<Meeting>>;
        /// The stages.
        phases: Vec<Arc<Phase>>;
        /// The events that count.
        milestones: Vec<Milestone>;
        /// The milestone that is the launch.
        go_live: Option<Spanned<Reference>>;
        /// What is measured.
        metrics: Vec<Arc<Metric>>;
        /// Who is responsible, accountable, consulted, informed.
        raci: Vec<RaciRow>;
        /// The points that may be passed only when something holds.
        gates: Vec<Gate>;
        /// Who accepts what.
        sign_offs: Vec<SignOff>;
        /// How the work is accepted.
        success_criteria: Vec<SuccessCriterion>;
        /// What is built, and what it must meet.
        design: Option<Design>;
        /// What selling and delivering agree on before the work begins.
        expectations: Vec<Expectation>;
        /// Risks, assumptions, issues, dependencies, actions and decisions.
        raid: Vec<Arc<RaidEntry>>;
        /// The hours of the launch.
        cutover: Option<Cutover>;
        /// The weeks after it.
        hypercare: Option<Hypercare>;
        /// How the work itself is looked after.
        reviews: Vec<Review>;
        /// Who is taught what.
        training: Vec<Training>;
        /// The documents that are handed out, by occasion.
        packets: Keyed<PacketDefinition>;
        /// Who helps afterwards.
        support: Option<Support>;
        /// What bites, whatever the phase.
        gotchas: Vec<Gotcha>;
        /// Pages elsewhere.
        links: Vec<LinkTo>;
        /// Values that guides put in.
        vars: Keyed<Text>;
    }

    /// A dated stage of the work.
    pub struct Phase("phase", kind Phase, short title) {
        /// Its name in references.
        id: Name;
        /// What it is called.
        title: Text;
        /// The weeks it takes, from its Monday to its Friday.
        weeks: Option<Spanned<Weeks>>;
        /// What holds when it is over.
        goal: Option<Text>;
        /// Who leads it.
        owner: Option<Name> => names(Person);
        /// The phases that come before.
        depends_on: Vec<Name> => names(Phase);
        /// What is to be done.
        tasks: Vec<Task>;
        /// Groups of tasks.
        workstreams: Vec<Workstream>;
        /// What is handed over.
        deliverables: Vec<Deliverable>;
        /// How to work in this phase.
        during: Vec<Line>;
        /// What bites in this phase.
        gotchas: Vec<Gotcha>;
        /// When it really began and ended.
        actual: Option<Actual>;
        ..common: Common;
    }

    /// When something really began and ended.
    pub struct Actual("period") {
        /// The first day.
        start: Option<Date>;
        /// The last day.
        end: Option<Date>;
        ..common: Common;
    }

    /// A group of tasks in a phase.
    pub struct Workstream("workstream", kind Workstream, short title) {
        /// Its name in references.
        id: Name;
        /// What it is called.
        title: Text;
        /// Who leads it.
        owner: Option<Name> => names(Person);
        /// What is to be done.
        tasks: Vec<Task>;
        ..common: Common;
    }

    /// A unit of work.
    pub struct Task("task", kind Task, short text) {
        /// Its name in references, and in `done` and `blocked`.
        id: Name;
        /// What is to be done.
        text: Text;
        /// Who does it: a person or a role.
        owner: Option<Name> => names(Person);
        /// The last day for it.
        due: Option<Date>;
        /// The guide that says how.
        guide: Option<Spanned<GuidePath>>;
        /// The runbook that says how.
        runbook: Option<Spanned<GuidePath>>;
        /// What it makes.
        deliverable: Option<Name> => names(Deliverable);
        /// The meeting that it is.
        meeting: Option<Name> => names(Meeting);
        /// The phase that it is about.
        phase: Option<Name> => names(Phase);
        /// The tasks that come before.
        depends_on: Vec<Name> => names(Task);
        /// Its parts.
        tasks: Vec<Task>;
        /// Where it stands, where no date says it.
        state: Option<Spanned<TaskState>>;
        /// Since when it is under way.
        active: Option<Date>;
        /// When it was done.
        done: Option<Date>;
        /// What it waits for.
        blocked: Option<Box<Blocked>>;
        /// Why it will not be done.
        dropped: Option<Text>;
        ..common: Common;
    }

    /// What a task waits for.
    pub struct Blocked("block", short by) {
        /// Another thing, or words.
        by: Option<Spanned<Cause>> => required;
        /// Since when.
        since: Option<Date>;
        ..common: Common;
    }

    /// A thing handed over.
    pub struct Deliverable("deliverable", kind Deliverable, short title) {
        /// Its name in references.
        id: Name;
        /// What it is called.
        title: Text;
        /// What it is: a guide, a packet...
        format: Option<Text>;
        /// What holds when it is good.
        acceptance: Vec<Line>;
        /// Who makes it.
        owner: Option<Name> => names(Person);
        /// The last day for it.
        due: Option<Date>;
        /// Where it stands.
        status: Option<Spanned<DeliverableStatus>>;
        /// Which version was handed over.
        version: Option<Text>;
        /// When.
        delivered_on: Option<Date>;
        /// Where it lies.
        location: Option<Spanned<Place>>;
        /// Who accepted it.
        accepted: Option<Evidence>;
        /// Why it need not be.
        waived: Option<Waiver>;
        ..common: Common;
    }

    /// A dated event that counts.
    pub struct Milestone("milestone", kind Milestone, short title) {
        /// Its name in references.
        id: Name;
        /// What it is called.
        title: Text;
        /// The week on whose Friday it is planned.
        week: Option<Spanned<Weeks>>;
        /// The day it is planned for, where that is no Friday of a week.
        planned: Option<Date>;
        /// The day it is expected on now.
        forecast: Option<Date>;
        /// The day it was reached.
        actual: Option<Date>;
        /// The milestones that come before.
        depends_on: Vec<Name> => names(Milestone);
        /// What holds when it is reached.
        criteria: Vec<MilestoneCriterion>;
        /// Those of its criteria that hold, in the same words.
        met: Vec<Line>;
        /// Those that need not.
        waived: Vec<WaivedLine>;
        /// Who answers for it.
        owner: Option<Name> => names(Person);
        ..common: Common;
    }

    /// What holds when a milestone is reached.
    pub struct MilestoneCriterion("criterion", short text) {
        /// Its name, made from its words.
        id: Name;
        /// What holds.
        text: Text;
        /// Where it stands.
        status: Option<Spanned<Fulfilment>>;
        /// Why it need not hold.
        waived: Option<Waiver>;
        /// The guide that says more.
        guide: Option<Spanned<GuidePath>>;
        ..common: Common;
    }

    /// A criterion that need not hold.
    pub struct WaivedLine("waiver", short text) {
        /// Its name, made from its words.
        id: Option<Name>;
        /// The criterion, in its words.
        text: Text;
        /// Who decided it.
        by: Option<Name> => required, names(Person);
        /// Why.
        reason: Option<Text> => required;
        /// When.
        date: Option<Date>;
        ..common: Common;
    }

    /// Something that bites.
    pub struct Gotcha("gotcha", short symptom) {
        /// Its name, made from the symptom.
        id: Name;
        /// What one sees.
        symptom: Text;
        /// Why it is so.
        cause: Option<Text>;
        /// What to do.
        action: Option<Text>;
        /// The guide that says more.
        guide: Option<Spanned<GuidePath>>;
        ..common: Common;
    }
}
