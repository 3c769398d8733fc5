//! Gates: what each requires, whether it holds, and if not, the exact reason.
//!
//! Takes an assembled engagement, and what is known of the guides that it names; must not know pages. `kind:*` is written
//! out, each thing once. A gate over nothing is unmet, and so is one of a circle of gates.

use super::Engagement;
use super::require::{Look, look};
use crate::model::PageId;
use crate::model::wording::Saying;
use crate::schema::kind::Kind;
use crate::schema::read::Spanned;
use crate::schema::scalar::{Name, Reference, Text};
use crate::schema::things::{self, Fulfilment};
use ecow::{EcoString, eco_format};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A point that may be passed only when what it requires holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// Its name in references.
    pub id: Name,
    /// What it is called.
    pub title: Text,
    /// What it requires, each thing once.
    pub required: Vec<Required>,
    /// How many of them hold, or need not.
    pub met: usize,
    /// Where it stands.
    pub state: GateState,
    /// Who decided that it may be passed all the same, and why: "P. Oliveira: mirror is in place".
    pub waived: Option<EcoString>,
    /// When it was passed.
    pub passed: Option<Date>,
}

/// Where a gate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GateState {
    /// Something that it requires does not hold, or it requires nothing.
    Unmet,
    /// All that it requires holds.
    Met,
    /// Somebody decided that it may be passed all the same.
    Waived,
    /// It was passed.
    Passed,
}

/// A thing that a gate requires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Required {
    /// The thing; `kind:*` where there is none of the kind.
    pub reference: Reference,
    /// What it is called: every one of a kind, where there is none.
    pub title: Saying,
    /// Whether it holds.
    pub state: Fulfilment,
    /// True where it was tried and does not hold, or is stuck.
    pub has_failed: bool,
    /// The same in words that follow its title: "is open".
    pub says: Saying,
    /// The same as a sentence: "criterion failover is open".
    pub reason: EcoString,
    /// The page of a guide.
    pub page: Option<PageId>,
}

/// A guide that an engagement names, as far as a gate is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuideState {
    /// What references call it: its path from the source folder.
    pub name: EcoString,
    /// What it is called: its title, or as written where there is no such guide.
    pub title: EcoString,
    /// Its page.
    pub page: Option<PageId>,
    /// Why it does not hold: "is overdue for review".
    pub problem: Option<Saying>,
}

/// What a gate can be told of guides.
pub trait Guides {
    /// The runbooks that the engagement names, each once.
    fn runbooks(&self) -> &[GuideState];
    /// The guide that is named here; none where it is not to be spoken of.
    fn find(&self, reference: &Spanned<Reference>) -> Option<GuideState>;
}

impl Gate {
    /// True where nothing keeps anybody from passing it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state != GateState::Unmet
    }

    /// What does not hold.
    pub fn missing(&self) -> impl Iterator<Item = &Required> {
        self.required.iter().filter(|one| one.state == Fulfilment::Open)
    }

    /// How many things it requires.
    #[must_use]
    pub fn total(&self) -> usize {
        self.required.len()
    }
}

/// The gate that `reference` names, told where what is `given` holds, whatever is said of it elsewhere, and what hangs on it
/// too; for anything that is no gate, one that requires that and nothing else.
#[must_use]
pub fn gate_given(
    reference: &Spanned<Reference>,
    gates: &[Gate],
    given: &dyn Fn(&Reference) -> bool,
    (engagement, guides): (&Engagement, &dyn Guides),
) -> Gate {
    let mut gates: Vec<Gate> = gates.to_vec();
    let is_named = |gate: &Gate| reference.kind == Kind::Gate && gate.id.as_str() == reference.id;
    let at = gates.iter().position(is_named).unwrap_or_else(|| {
        let (id, title) = (engagement.id.clone(), engagement.title.clone());
        let declared = things::Gate {
            id: id.clone(),
            title: title.clone(),
            requires: Vec::new(),
            passed: None,
            waived: None,
            common: things::Common::default(),
        };
        let required = written_out(reference, &declared, engagement, guides);
        gates.push(Gate { id, title, required, met: 0, state: GateState::Unmet, waived: None, passed: None });
        gates.len() - 1
    });
    for one in gates.iter_mut().flat_map(|gate| &mut gate.required).filter(|one| given(&one.reference)) {
        one.state = Fulfilment::Met;
    }
    settle(&mut gates);
    gates.swap_remove(at)
}

/// The gates of `engagement` as of `today`, in the plan's order.
#[must_use]
pub fn gates(engagement: &Engagement, guides: &dyn Guides, today: Date) -> Vec<Gate> {
    let declared = &engagement.declared.plan.gates;
    let mut gates: Vec<Gate> = declared.iter().map(|gate| assemble(gate, engagement, guides, today)).collect();
    settle(&mut gates);
    gates
}

/// What it requires of other gates is left open: that is for `settle`.
fn assemble(declared: &things::Gate, engagement: &Engagement, guides: &dyn Guides, today: Date) -> Gate {
    let mut required: Vec<Required> = Vec::new();
    let mut known = BTreeSet::new();
    for one in &declared.requires {
        for one in written_out(one, declared, engagement, guides) {
            if known.insert((one.reference.clone(), one.page)) {
                required.push(one);
            }
        }
    }
    let passed = declared.passed.as_ref().map(|day| day.value).filter(|day| *day <= today);
    let waived = declared.waived.as_ref().map(|waiver| waiver_words(waiver, engagement));
    let state = match (passed, &waived) {
        (Some(_), _) => GateState::Passed,
        (None, Some(_)) => GateState::Waived,
        (None, None) => GateState::Unmet,
    };
    Gate { id: declared.id.clone(), title: declared.title.clone(), required, met: 0, state, waived, passed }
}

/// "P. Oliveira: mirror is in place".
pub(super) fn waiver_words(waiver: &things::Waiver, engagement: &Engagement) -> EcoString {
    let by = waiver.by.as_ref().map(|by| engagement.people.name(&engagement.people.party(by)));
    let reason = waiver.reason.as_ref().map(|reason| reason.value.clone());
    by.into_iter().chain(reason).collect::<Vec<_>>().join(": ").into()
}

/// What a requirement means: one thing, or all of a kind.
fn written_out(
    reference: &Spanned<Reference>,
    gate: &things::Gate,
    engagement: &Engagement,
    guides: &dyn Guides,
) -> Vec<Required> {
    let is_itself = |one: &Reference| one.kind == Kind::Gate && one.id == gate.id.as_str();
    let all: Vec<Required> = match (reference.kind, reference.is_all()) {
        (Kind::Runbook, true) => guides.runbooks().iter().map(|one| of_guide(Kind::Runbook, one)).collect(),
        (kind, false) if kind.is_page() => guides.find(reference).iter().map(|one| of_guide(kind, one)).collect(),
        (_, false) => return vec![of_thing(reference.value.clone(), engagement)],
        (kind, true) => {
            let all = engagement.all_of(kind).into_iter().filter(|one| !is_itself(one));
            all.map(|one| of_thing(one, engagement)).collect()
        }
    };
    if all.is_empty() && reference.is_all() { vec![nothing(reference)] } else { all }
}

/// All of a kind of which there is none: nothing that could hold, and sooner an oversight than a decision.
fn nothing(reference: &Reference) -> Required {
    let label = kind_label(reference.kind);
    Required {
        title: Saying::from("Every {kind}").with("kind", Saying::from(label)),
        state: Fulfilment::Open,
        says: "there is none".into(),
        has_failed: false,
        reason: eco_format!("there is no {label}"),
        page: None,
        reference: reference.clone(),
    }
}

fn of_guide(kind: Kind, guide: &GuideState) -> Required {
    let holds = if kind == Kind::Runbook { "is complete and was verified" } else { "is as it should be" };
    let says = guide.problem.clone().unwrap_or_else(|| Saying::from(holds));
    Required {
        reference: Reference { kind, id: guide.name.clone() },
        title: Saying::text(&guide.title),
        state: if guide.problem.is_none() { Fulfilment::Met } else { Fulfilment::Open },
        has_failed: false,
        reason: eco_format!("{kind} {} {says}", guide.title),
        says,
        page: guide.page,
    }
}

fn of_thing(reference: Reference, engagement: &Engagement) -> Required {
    let Look { title, state, says, is_sentence, has_failed } = look(&reference, engagement);
    let named = eco_format!("{} {}", kind_label(reference.kind), reference.id);
    let reason = if is_sentence { eco_format!("{named}: {says}") } else { eco_format!("{named} {says}") };
    let title = Saying::text(&title);
    Required { reference, title, state, has_failed, says, reason, page: None }
}

/// What a kind of thing is called in a reason.
pub(super) fn kind_label(kind: Kind) -> &'static str {
    match kind {
        Kind::Criterion => "criterion",
        Kind::Person => "person",
        kind => kind.label(),
    }
}

/// Says of each gate where it stands, those first that require no other: what is left then goes round in circles.
fn settle(gates: &mut [Gate]) {
    let places: BTreeMap<EcoString, usize> =
        gates.iter().enumerate().rev().map(|(at, gate)| (EcoString::clone(&gate.id), at)).collect();
    let needs: Vec<Vec<usize>> = gates
        .iter()
        .map(|gate| {
            let named = gate.required.iter().filter(|one| one.reference.kind == Kind::Gate);
            named.filter_map(|one| places.get(&one.reference.id).copied()).collect()
        })
        .collect();
    let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); gates.len()];
    let mut waits_for: Vec<usize> = needs.iter().map(Vec::len).collect();
    for (at, needs) in needs.iter().enumerate() {
        needs.iter().for_each(|other| needed_by[*other].push(at));
    }
    let mut is_settled = vec![false; gates.len()];
    let mut ready: Vec<usize> = Vec::new();
    for (at, gate) in gates.iter().enumerate() {
        // What was passed or waived is open, whatever it requires.
        if gate.is_open() || waits_for[at] == 0 {
            is_settled[at] = true;
            ready.push(at);
        }
    }
    while let Some(at) = ready.pop() {
        if !gates[at].is_open() {
            note_gates(at, gates, &places, |_| None);
            decide(&mut gates[at]);
        }
        for other in needed_by[at].clone() {
            waits_for[other] -= 1;
            if waits_for[other] == 0 && !is_settled[other] {
                is_settled[other] = true;
                ready.push(other);
            }
        }
    }
    for at in 0..gates.len() {
        if !is_settled[at] {
            let comes_back = |from: usize| reaches(from, at, &needs, &is_settled);
            note_gates(at, gates, &places, |other| comes_back(other).then_some("requires this gate in turn"));
        } else if matches!(gates[at].state, GateState::Passed | GateState::Waived) {
            note_gates(at, gates, &places, |_| None);
        }
        let gate = &mut gates[at];
        gate.met = gate.required.iter().filter(|one| one.state != Fulfilment::Open).count();
    }
}

/// Writes down where the gates stand that the gate at `at` requires; `circle` says what keeps one from ever being met.
fn note_gates(
    at: usize,
    gates: &mut [Gate],
    places: &BTreeMap<EcoString, usize>,
    circle: impl Fn(usize) -> Option<&'static str>,
) {
    let mut required = std::mem::take(&mut gates[at].required);
    for one in required.iter_mut().filter(|one| one.reference.kind == Kind::Gate) {
        let Some(place) = places.get(&one.reference.id).copied() else { continue };
        let other = &gates[place];
        let (state, says) = match other.state {
            GateState::Passed => (Fulfilment::Met, "was passed"),
            GateState::Met => (Fulfilment::Met, "is met"),
            GateState::Waived => (Fulfilment::Waived, "is waived"),
            GateState::Unmet => (Fulfilment::Open, circle(place).unwrap_or("is not met")),
        };
        let by = other.waived.as_ref().filter(|_| state == Fulfilment::Waived);
        one.state = state;
        one.says = by.map_or_else(|| says.into(), |by| Saying::from("is waived by {who}").with("who", by));
        one.reason = eco_format!("gate {} {}", one.reference.id, one.says);
    }
    gates[at].required = required;
}

fn decide(gate: &mut Gate) {
    let all_hold = gate.required.iter().all(|one| one.state != Fulfilment::Open);
    gate.state = if all_hold && !gate.required.is_empty() { GateState::Met } else { GateState::Unmet };
}

/// True where one comes from `from` to `to` through gates that are not settled.
fn reaches(from: usize, to: usize, needs: &[Vec<usize>], is_settled: &[bool]) -> bool {
    let mut seen = vec![false; needs.len()];
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        if at == to {
            return true;
        }
        if !is_settled[at] && !std::mem::replace(&mut seen[at], true) {
            open.extend(&needs[at]);
        }
    }
    false
}
