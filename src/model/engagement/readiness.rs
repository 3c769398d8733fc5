//! What must be there before something begins, and what selling and delivering settle: where it stands, whose it is, and
//! by which day.

use super::Engagement;
use super::people::{Party, People};
use crate::schema::kind::Kind;
use crate::schema::read::Spanned;
use crate::schema::scalar::{Deadline, Name, Reference, Text};
use crate::schema::things::{self, Fulfilment, Side};
use jiff::civil::Date;

/// What must be there before something begins.
#[derive(Clone, Debug)]
pub struct Prerequisite {
    /// Its name in references.
    pub id: Name,
    /// What must be there.
    pub text: Text,
    /// Where it stands.
    pub state: Fulfilment,
    /// Whose it is: as said, else the owner's.
    pub side: Option<Side>,
    /// Who sees to it now; of what is there, who was named.
    pub owner: Option<Party>,
    /// The day by which it must be there: the first of what cannot begin without it.
    pub needed_by: Option<Date>,
    /// True where that day is over and it is not there.
    pub is_late: bool,
    /// What it is about, how to see that it is there, what shows it, who waived it.
    pub declared: things::Prerequisite,
}

/// What is settled between selling and delivering.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// Its name in references.
    pub id: Name,
    /// What is settled.
    pub text: Text,
    /// Where it stands.
    pub state: Fulfilment,
    /// Who settles it now; of what is settled, who was named. Where nobody is, those who sold it do.
    pub owner: Option<Party>,
    /// The day by which it must be: the first of the engagement.
    pub needed_by: Option<Date>,
    /// True where that day is over and it is not settled.
    pub is_late: bool,
    /// What shows it, who waived it.
    pub declared: things::Expectation,
}

impl Prerequisite {
    pub(super) fn assemble(declared: &things::Prerequisite, engagement: &Engagement, today: Date) -> Self {
        let state = fulfilment(declared.status.as_ref(), declared.met_on.is_some(), declared.waived.is_some());
        let owner = declared.owner.as_ref().map(|owner| party_for(owner, state, &engagement.people));
        let needed_by = declared.needed_by.as_ref().and_then(|by| engagement.day_of(&by.value));
        Self {
            id: declared.id.clone(),
            text: declared.text.clone(),
            state,
            side: declared.side.as_ref().map(|side| side.value).or_else(|| owner.as_ref()?.side),
            owner,
            needed_by,
            is_late: state == Fulfilment::Open && needed_by.is_some_and(|day| day < today),
            declared: declared.clone(),
        }
    }
}

impl Expectation {
    pub(super) fn assemble(declared: &things::Expectation, people: &People, start: Option<Date>, today: Date) -> Self {
        let state = fulfilment(declared.status.as_ref(), declared.met_on.is_some(), declared.waived.is_some());
        Self {
            id: declared.id.clone(),
            text: declared.text.clone(),
            state,
            owner: declared.owner.as_ref().map(|owner| party_for(owner, state, people)),
            needed_by: start,
            is_late: state == Fulfilment::Open && start.is_some_and(|day| day < today),
            declared: declared.clone(),
        }
    }
}

/// Who has it now; of what is over, who was named.
fn party_for(owner: &Name, state: Fulfilment, people: &People) -> Party {
    if state == Fulfilment::Open { people.party_now(owner) } else { people.party(owner) }
}

/// As said; else waived where somebody waived it, met where a day says so.
fn fulfilment(said: Option<&Spanned<Fulfilment>>, is_met: bool, is_waived: bool) -> Fulfilment {
    let by_fact = match (is_waived, is_met) {
        (true, _) => Fulfilment::Waived,
        (false, true) => Fulfilment::Met,
        (false, false) => Fulfilment::Open,
    };
    said.map_or(by_fact, |said| said.value)
}

impl Engagement {
    /// The day that a deadline means: of something that has a length, its first; of a gate, the last day of what it
    /// requires.
    #[must_use]
    pub fn day_of(&self, deadline: &Deadline) -> Option<Date> {
        match deadline {
            Deadline::Date(date) => Some(*date),
            Deadline::Reference(reference) if reference.kind == Kind::Gate => self.day_of_gate(&reference.id),
            Deadline::Reference(reference) => self.day_of_thing(reference),
        }
    }

    fn day_of_gate(&self, id: &str) -> Option<Date> {
        let gate = self.declared.plan.gates.iter().find(|gate| gate.id.as_str() == id)?;
        // Gates that it requires are left out: theirs are earlier, and they may go round in a circle.
        gate.requires.iter().filter_map(|required| self.day_of_thing(&required.value)).max()
    }

    fn day_of_thing(&self, reference: &Reference) -> Option<Date> {
        let id = reference.id.as_str();
        match reference.kind {
            Kind::Phase => {
                let phase = self.phases.iter().find(|phase| phase.id.as_str() == id)?;
                phase.planned.map(|planned| planned.start).or(phase.began)
            }
            Kind::Milestone => self.milestones.iter().find(|one| one.id.as_str() == id)?.day(),
            Kind::Meeting => {
                let meeting = self.meetings.iter().find(|meeting| meeting.id.as_str() == id)?;
                meeting.at.map(|at| at.date).or_else(|| Some(meeting.planned?.start))
            }
            Kind::Task => self.tasks().find(|task| task.id.as_str() == id)?.due,
            Kind::Deliverable => {
                let mut all = self.phases.iter().flat_map(|phase| &phase.deliverables);
                all.find(|one| one.declared.id.as_str() == id)?.due
            }
            _ => None,
        }
    }
}
