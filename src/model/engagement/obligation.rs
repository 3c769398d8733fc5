//! Who owes what, since when, and by how many days it is late: one list, of which the waiting page, the overview, the
//! status and the reports are made.
//!
//! Takes an assembled engagement and the day. Knows no pages: a thing is named by its reference.

use super::named::task_name;
use super::people::{Party, Person, PersonId};
use super::{Engagement, RaidUseKind, SignOff, Task};
use crate::model::entity::kind_of_raid;
use crate::model::wording::{Saying, cause_saying};
use crate::schema::kind::Kind;
use crate::schema::scalar::{Cause, Name, Reference};
use crate::schema::things::{
    CriterionStatus, DeliverableStatus, EngagementStatus, Fulfilment, RaidKind, Side, TaskState,
};
use ecow::{EcoString, eco_format};
use jiff::Span;
use jiff::civil::Date;

/// How many days ahead a task that is due is owed already.
const DUE_SOON: i64 = 14;
/// How many days ahead one sees to what ends.
const ENDS_SOON: i64 = 60;
/// Of whom acceptance is asked where nobody is named: the flag of those who may give it.
const APPROVER: &str = "approver";

/// Something that somebody owes.
#[derive(Clone, Debug)]
pub struct Obligation {
    /// Why it is on the list.
    pub kind: Owed,
    /// Who owes it now; none where only the side is known.
    pub who: Option<Party>,
    /// Whose they are; none where nobody is named.
    pub side: Option<Side>,
    /// The thing, by its title.
    pub what: Saying,
    /// More about it: what it waits for.
    pub detail: Option<Saying>,
    /// The thing; none for what has no name.
    pub reference: Option<Reference>,
    /// Since when.
    pub since: Option<Date>,
    /// The last day for it.
    pub due: Option<Date>,
    /// By how many days that day is over; 0 where it is not.
    pub overdue: u32,
}

/// Why something is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owed {
    /// A task waits for it.
    Unblocking,
    /// A task is to be done.
    Task,
    /// A prerequisite is to be there.
    Prerequisite,
    /// An expectation is to be settled.
    Expectation,
    /// The last update asks for it.
    Ask,
    /// An action is to be done.
    Action,
    /// A dependency is to be there.
    Dependency,
    /// An issue is to be dealt with.
    Issue,
    /// A risk is to be looked at again.
    RiskReview,
    /// An assumption is to be tested.
    Validation,
    /// A deliverable is to be handed over.
    Delivery,
    /// A deliverable or a criterion is to be accepted.
    Acceptance,
    /// A document is to be signed.
    Signature,
    /// Something ends.
    Renewal,
}

/// Everything that is owed on `today`: what is most overdue first, then what is due next, then what has waited longest.
#[must_use]
pub fn obligations(engagement: &Engagement, today: Date) -> Vec<Obligation> {
    let mut owing = Owing { engagement, today, owed: Vec::new() };
    owing.tasks();
    owing.readiness();
    owing.raid();
    owing.acceptance();
    owing.renewals();
    owing.ask();
    let mut owed = owing.owed;
    owed.sort_by_key(|one| {
        (std::cmp::Reverse(one.overdue), one.due.is_none(), one.due, one.since.is_none(), one.since)
    });
    owed
}

struct Owing<'a> {
    engagement: &'a Engagement,
    today: Date,
    owed: Vec<Obligation>,
}

/// Who is to do something, and whose they are.
#[derive(Default)]
struct Debtor {
    who: Option<Party>,
    side: Option<Side>,
}

impl Debtor {
    fn party(party: Option<&Party>) -> Self {
        Self { who: party.cloned(), side: party.and_then(|party| party.side) }
    }

    fn side(side: Side) -> Self {
        Self { who: None, side: Some(side) }
    }
}

/// From when and until when.
#[derive(Clone, Copy, Default)]
struct Days {
    since: Option<Date>,
    due: Option<Date>,
}

impl Owing<'_> {
    fn push(&mut self, kind: Owed, debtor: Debtor, what: impl Into<Saying>, reference: Reference, days: Days) {
        let overdue = days.due.map_or(0, |due| (self.today - due).get_days());
        self.owed.push(Obligation {
            kind,
            who: debtor.who,
            side: debtor.side,
            what: what.into(),
            detail: None,
            reference: Some(reference),
            since: days.since,
            due: days.due,
            overdue: u32::try_from(overdue).unwrap_or(0),
        });
    }

    fn detail(&mut self, detail: impl Into<Saying>) {
        if let Some(last) = self.owed.last_mut() {
            last.detail = Some(detail.into());
        }
    }

    fn party_now(&self, name: Option<&Name>) -> Option<Party> {
        name.map(|name| self.engagement.people.party_now(name))
    }

    fn is_soon(&self, day: Date, days: i64) -> bool {
        Span::new().try_days(days).and_then(|span| self.today.checked_add(span)).is_ok_and(|soon| day <= soon)
    }

    fn tasks(&mut self) {
        let engagement = self.engagement;
        for (phase, task) in engagement.leaves() {
            let reference = Reference { kind: Kind::Task, id: task_name(phase, task) };
            let days = Days { since: task.since, due: task.due };
            match task.state {
                TaskState::Blocked => {
                    let debtor = self.debtor_of_block(task);
                    self.push(Owed::Unblocking, debtor, &task.text.value, reference, days);
                    if let Some(by) = &task.blocked_by {
                        self.detail(Saying::from("waits for {what}").with("what", cause_saying(by, engagement)));
                    }
                }
                TaskState::Open | TaskState::Active
                    if task.state == TaskState::Active || task.due.is_some_and(|due| self.is_soon(due, DUE_SOON)) =>
                {
                    self.push(Owed::Task, Debtor::party(task.owner.as_ref()), &task.text.value, reference, days);
                }
                TaskState::Open | TaskState::Active | TaskState::Done | TaskState::Dropped => {}
            }
        }
        for one in engagement.deliverables().filter(|one| one.is_late) {
            let debtor = Debtor::party(one.owner.as_ref());
            let days = Days { since: None, due: one.due };
            self.push(Owed::Delivery, debtor, &one.declared.title.value, one.reference(), days);
        }
    }

    /// Whoever can end a block: who looks after what the task waits for; where that is not known, who does the task.
    fn debtor_of_block(&self, task: &Task) -> Debtor {
        let of_cause = match task.blocked_by.as_ref().map(|by| &by.value) {
            Some(Cause::Reference(reference)) => self.debtor_of(reference),
            Some(Cause::Words(_)) | None => None,
        };
        of_cause.unwrap_or_else(|| Debtor::party(task.owner.as_ref()))
    }

    fn debtor_of(&self, reference: &Reference) -> Option<Debtor> {
        let engagement = self.engagement;
        let id = reference.id.as_str();
        let plan = &engagement.declared.plan;
        let found = match reference.kind {
            Kind::Risk | Kind::Assumption | Kind::Issue | Kind::Dependency | Kind::Action | Kind::Decision => {
                let entry = engagement.raid.iter().find(|entry| entry.answers_to(reference))?;
                Debtor::party(entry.waits_for.as_ref().or(entry.owner.as_ref()))
            }
            Kind::Task => Debtor::party(engagement.task(id)?.owner.as_ref()),
            Kind::Phase => {
                let phase = engagement.phases.iter().find(|one| one.id.as_str() == id)?;
                Debtor::party(phase.owner.as_ref())
            }
            Kind::Milestone => {
                let milestone = engagement.milestones.iter().find(|one| one.id.as_str() == id)?;
                Debtor::party(milestone.owner.as_ref())
            }
            Kind::Deliverable => {
                let deliverable = engagement.deliverables().find(|one| one.declared.id.as_str() == id)?;
                Debtor::party(deliverable.owner.as_ref())
            }
            Kind::Prerequisite => {
                let one = engagement.prerequisites.iter().find(|one| one.id.as_str() == id)?;
                Debtor { who: one.owner.clone(), side: one.side }
            }
            Kind::SignOff => {
                let sign_off = engagement.sign_offs.iter().find(|one| one.id.as_str() == id)?;
                Debtor::party(sign_off.waiting().next())
            }
            Kind::Change => {
                let change = engagement.declared.changes.iter().find(|one| one.id.as_str() == id)?;
                Debtor::party(self.party_now(change.approved_by.as_ref().or(change.asked_by.as_ref())).as_ref())
            }
            Kind::Person | Kind::Role => {
                let named = plan.roles.iter().map(|role| &role.id);
                let mut named = named.chain(engagement.people.all.iter().map(|person| &person.declared.id));
                let name = named.find(|name| name.as_str() == id)?;
                Debtor::party(self.party_now(Some(name)).as_ref())
            }
            _ => return None,
        };
        found.side.is_some().then_some(found)
    }

    fn readiness(&mut self) {
        let engagement = self.engagement;
        for one in engagement.prerequisites.iter().filter(|one| one.state == Fulfilment::Open) {
            let debtor = Debtor { who: one.owner.clone(), side: one.side };
            let days = Days { since: engagement.start, due: one.needed_by };
            let reference = Reference { kind: Kind::Prerequisite, id: EcoString::clone(&one.id) };
            self.push(Owed::Prerequisite, debtor, &one.text.value, reference, days);
        }
        for one in engagement.expectations.iter().filter(|one| one.state == Fulfilment::Open) {
            let debtor = one.owner.as_ref().map_or(Debtor::side(Side::Vendor), |owner| Debtor::party(Some(owner)));
            let days = Days { since: None, due: one.needed_by };
            let reference = Reference { kind: Kind::Expectation, id: EcoString::clone(&one.id) };
            self.push(Owed::Expectation, debtor, &one.text.value, reference, days);
        }
    }

    fn raid(&mut self) {
        for entry in self.engagement.raid.iter().filter(|entry| !entry.is_over()) {
            let late = entry.next.filter(|next| next.is_late).map(|next| next.on);
            let kind = match (entry.kind_now(), late) {
                (RaidKind::Action, _) => Owed::Action,
                (RaidKind::Dependency, _) => Owed::Dependency,
                // What a task waits for is on the list with that task.
                (RaidKind::Issue, _) if entry.named_by.iter().any(|part| part.how == RaidUseKind::Blocks) => continue,
                (RaidKind::Issue, _) => Owed::Issue,
                (RaidKind::Risk, Some(_)) => Owed::RiskReview,
                (RaidKind::Assumption, Some(_)) => Owed::Validation,
                (RaidKind::Risk | RaidKind::Assumption | RaidKind::Decision, _) => continue,
            };
            let opened = entry.declared.opened.as_ref().map(|day| day.value);
            let days = Days { since: entry.became.or(opened), due: entry.next.map(|next| next.on) };
            let reference = Reference { kind: kind_of_raid(entry.kind), id: EcoString::clone(&entry.id) };
            let debtor = Debtor::party(entry.waits_for.as_ref().or(entry.owner.as_ref()));
            self.push(kind, debtor, &entry.title.value, reference, days);
            if let Some(number) = entry.number() {
                self.detail(number);
            }
        }
    }

    fn acceptance(&mut self) {
        let engagement = self.engagement;
        for one in engagement.deliverables().filter(|one| one.status == DeliverableStatus::Delivered) {
            let reference = one.reference();
            // Where it is signed for, the signature is what is owed.
            if engagement.sign_offs.iter().any(|sign_off| sign_off.covers(&reference) && !sign_off.is_complete()) {
                continue;
            }
            let since = one.declared.delivered_on.as_ref().map(|day| day.value);
            let debtor = self.approvers();
            self.push(Owed::Acceptance, debtor, &one.declared.title.value, reference, Days { since, due: None });
        }
        for one in &engagement.success_criteria {
            let Some(verified) = one.verified.as_ref().filter(|_| one.status == CriterionStatus::Met) else { continue };
            if one.accepted.is_none() {
                let reference = Reference { kind: Kind::Criterion, id: EcoString::clone(&one.id) };
                let debtor = self.approvers();
                let days = Days { since: verified.date, due: None };
                self.push(Owed::Acceptance, debtor, &one.text.value, reference, days);
            }
        }
        for sign_off in &engagement.sign_offs {
            self.signatures(sign_off);
        }
    }

    /// The customer's approvers, where some are called that.
    fn approvers(&self) -> Debtor {
        let people = &self.engagement.people;
        let may = |person: &Person| {
            person.side == Side::Customer
                && !person.has_left
                && person.declared.flags.iter().any(|flag| flag.as_str() == APPROVER)
        };
        let all = people.all.iter().enumerate();
        let approvers: Vec<PersonId> = all.filter(|(_, person)| may(person)).map(|(at, _)| PersonId(at)).collect();
        let Some(first) = approvers.first() else { return Debtor::side(Side::Customer) };
        let at = people.get(*first).declared.id.at.clone();
        Debtor::party(Some(&Party { at, role: None, people: approvers, side: Some(Side::Customer) }))
    }

    fn signatures(&mut self, sign_off: &SignOff) {
        let first = sign_off.signatures().filter_map(|signature| signature.date).min();
        let not_ready = sign_off.not_ready(self.engagement).filter(|_| first.is_none());
        for party in sign_off.waiting() {
            let reference = Reference { kind: Kind::SignOff, id: EcoString::clone(&sign_off.id) };
            let days = Days { since: first, due: None };
            self.push(Owed::Signature, Debtor::party(Some(party)), &sign_off.title.value, reference, days);
            if let Some(why) = &not_ready {
                self.detail(Saying::from("not yet: {why}").with("why", why.clone()));
            }
        }
    }

    fn renewals(&mut self) {
        let declared = &self.engagement.declared;
        if self.engagement.status == EngagementStatus::Closed {
            return;
        }
        for one in &declared.expiries {
            let Some(on) = one.on.as_ref().map(|on| on.value).filter(|on| self.is_soon(*on, ENDS_SOON)) else {
                continue;
            };
            let owner = self.party_now(one.owner.as_ref());
            let reference = Reference { kind: Kind::Expiry, id: EcoString::clone(&one.id) };
            self.push(
                Owed::Renewal,
                Debtor::party(owner.as_ref()),
                &one.what.value,
                reference,
                Days { since: None, due: Some(on) },
            );
        }
        for one in declared.access.iter().filter(|one| one.revoked.is_none()) {
            let Some(on) = one.expires.as_ref().map(|on| on.value).filter(|on| self.is_soon(*on, ENDS_SOON)) else {
                continue;
            };
            let holder = self.party_now(one.holder.as_ref());
            let reference = Reference { kind: Kind::Access, id: EcoString::clone(&one.id) };
            let what = one.role.as_ref().map_or_else(
                || Saying::from("Access to {what}").with("what", &one.system.value),
                |role| {
                    Saying::from("Access to {what}").with("what", eco_format!("{} ({})", one.system.value, role.value))
                },
            );
            self.push(
                Owed::Renewal,
                Debtor::party(holder.as_ref()),
                what,
                reference,
                Days { since: None, due: Some(on) },
            );
        }
    }

    /// Only the last update counts: what it does not ask for any more has been settled.
    fn ask(&mut self) {
        let updates = self.engagement.declared.updates.iter();
        let last =
            updates.filter_map(|update| Some((update.date.as_ref()?.value, update))).max_by_key(|(date, _)| *date);
        let Some((date, ask)) = last.and_then(|(date, update)| Some((date, update.ask.as_ref()?))) else { return };
        self.owed.push(Obligation {
            kind: Owed::Ask,
            who: None,
            side: Some(Side::Customer),
            what: Saying::text(&ask.value),
            detail: None,
            reference: None,
            since: Some(date),
            due: None,
            overdue: 0,
        });
    }
}
