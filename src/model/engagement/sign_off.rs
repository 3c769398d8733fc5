//! Sign-offs: who was to accept what, who has, and under which version.
//!
//! Whether something is accepted is derived from the signatures and never typed. A signature keeps the name that it was
//! given under, though its owner has left; it counts for whoever followed them and for the roles that they held.

use super::people::{Party, People, PersonId};
use super::{Confirmation, Deliverable, Engagement};
use crate::model::wording::Saying;
use crate::schema::kind::Kind;
use crate::schema::read::Spanned;
use crate::schema::scalar::{Cause, Name, Reference, Text};
use crate::schema::things::{self, DeliverableStatus, DesignStatus};
use ecow::{EcoString, eco_format};
use jiff::civil::Date;

/// Somebody's acceptance of a document or deliverable.
#[derive(Clone, Debug)]
pub struct SignOff {
    /// Its name in references.
    pub id: Name,
    /// What it is called.
    pub title: Text,
    /// What is accepted.
    pub subject: Subject,
    /// Who accepts it, each with their signature.
    pub parties: Vec<Signatory>,
    /// Signatures of others.
    pub others: Vec<Signature>,
    /// What they sign.
    pub statement: Option<Text>,
    /// What is accepted only later.
    pub exceptions: Vec<Spanned<Cause>>,
    /// How many have signed.
    pub state: SignOffState,
}

/// What is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Nobody says.
    Unsaid,
    /// The engagement's design.
    Design,
    /// These things; `kind:*` is written out.
    Things(Vec<Reference>),
    /// What the words say.
    Words(Text),
}

/// A party to a sign-off.
#[derive(Clone, Debug)]
pub struct Signatory {
    /// Who is to sign: those who would now.
    pub party: Party,
    /// What they signed.
    pub signed: Option<Signature>,
}

/// A signature.
#[derive(Clone, Debug)]
pub struct Signature {
    /// Who signed: as named, though they may have left.
    pub by: Party,
    /// When.
    pub date: Option<Date>,
    /// Which version of the document.
    pub version: Option<Text>,
}

/// How far a sign-off is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SignOffState {
    /// Nobody has signed.
    Open,
    /// Some have.
    Partly,
    /// Everybody has: what it is about is accepted.
    Complete,
}

impl SignOff {
    pub(super) fn assemble(declared: &things::SignOff, engagement: &Engagement) -> Self {
        let people = &engagement.people;
        let mut signatures: Vec<Option<Signature>> =
            declared.signed.iter().map(|signature| Signature::assemble(signature, people)).collect();
        let mut counted = vec![false; signatures.len()];
        let parties: Vec<Signatory> = declared
            .parties
            .iter()
            .map(|name| {
                let named = people.party(name);
                let of = |is_of: fn(&Signature, &Party, &People) -> bool| {
                    signatures.iter().position(|one| one.as_ref().is_some_and(|one| is_of(one, &named, people)))
                };
                // Their own word before that of whom they followed.
                let at = of(Signature::is_own).or_else(|| of(Signature::is_inherited));
                let signed = at.and_then(|at| {
                    counted[at] = true;
                    signatures[at].clone()
                });
                Signatory { party: people.party_now(name), signed }
            })
            .collect();
        let others: Vec<Signature> = signatures
            .iter_mut()
            .zip(&counted)
            .filter(|(_, counted)| !**counted)
            .filter_map(|(one, _)| one.take())
            .collect();
        let signed = parties.iter().filter(|one| one.signed.is_some()).count();
        let state = match (signed, parties.len()) {
            // Where nobody is asked, whoever signs has accepted it.
            (_, 0) if !others.is_empty() => SignOffState::Complete,
            (signed, all) if signed == all && all > 0 => SignOffState::Complete,
            (0, _) if others.is_empty() => SignOffState::Open,
            _ => SignOffState::Partly,
        };
        Self {
            id: declared.id.clone(),
            title: declared.title.clone(),
            subject: Subject::assemble(declared, engagement),
            parties,
            others,
            statement: declared.statement.clone(),
            exceptions: declared.exceptions.clone(),
            state,
        }
    }

    /// True where everybody has signed.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.state == SignOffState::Complete
    }

    /// Every signature: those of the parties first.
    pub fn signatures(&self) -> impl Iterator<Item = &Signature> {
        self.parties.iter().filter_map(|one| one.signed.as_ref()).chain(&self.others)
    }

    /// The parties that have not signed.
    pub fn waiting(&self) -> impl Iterator<Item = &Party> {
        self.parties.iter().filter(|one| one.signed.is_none()).map(|one| &one.party)
    }

    /// True where `reference` is among what is accepted, and no exception.
    #[must_use]
    pub fn covers(&self, reference: &Reference) -> bool {
        let is_exception = |cause: &Spanned<Cause>| matches!(&cause.value, Cause::Reference(one) if one == reference);
        matches!(&self.subject, Subject::Things(things) if things.contains(reference))
            && !self.exceptions.iter().any(is_exception)
    }

    /// Why it cannot be signed yet, where that is known: something of its subject is not there.
    #[must_use]
    pub fn not_ready(&self, engagement: &Engagement) -> Option<Saying> {
        match &self.subject {
            Subject::Design => {
                let status = engagement.declared.plan.design.as_ref().and_then(|design| design.status.as_ref());
                let is_draft = status.is_none_or(|status| status.value == DesignStatus::Draft);
                is_draft.then(|| "the design is a draft".into())
            }
            Subject::Things(things) => {
                let deliverables = engagement.deliverables().filter(|one| things.contains(&one.reference()));
                let missing: Vec<&Deliverable> = deliverables.filter(|one| !one.is_over()).collect();
                match missing[..] {
                    [] => None,
                    [one] => Some(Saying::from("{what} is not delivered").with("what", &one.declared.title.value)),
                    [..] => Some(
                        Saying::from("{n} deliverables are not delivered").with("n", eco_format!("{}", missing.len())),
                    ),
                }
            }
            Subject::Unsaid | Subject::Words(_) => None,
        }
    }
}

impl Subject {
    fn assemble(declared: &things::SignOff, engagement: &Engagement) -> Self {
        match declared.subject.as_ref().map(|subject| (&subject.value, &subject.at)) {
            None => Self::Unsaid,
            Some((Cause::Words(words), _)) if words == "design" => Self::Design,
            Some((Cause::Words(words), at)) => Self::Words(Text { value: words.clone(), at: at.clone() }),
            Some((Cause::Reference(reference), _)) if reference.is_all() && reference.kind == Kind::Deliverable => {
                Self::Things(engagement.deliverables().map(Deliverable::reference).collect())
            }
            Some((Cause::Reference(reference), _)) if reference.is_all() => {
                Self::Things(engagement.all_of(reference.kind))
            }
            Some((Cause::Reference(reference), _)) => Self::Things(vec![reference.clone()]),
        }
    }
}

impl Signature {
    fn assemble(declared: &things::Signature, people: &People) -> Option<Self> {
        Some(Self {
            by: people.party(declared.by.as_ref()?),
            date: declared.date.as_ref().map(|date| date.value),
            version: declared.version.clone(),
        })
    }

    /// True where this is the signature of `party`: theirs, or that of somebody who holds the role.
    fn is_own(&self, party: &Party, _: &People) -> bool {
        let same_role = matches!((&self.by.role, &party.role), (Some((by, _)), Some((role, _))) if by == role);
        same_role || self.by.people.iter().any(|id| party.people.contains(id))
    }

    /// True where this is the signature of somebody whom `party` followed, or who followed them.
    fn is_inherited(&self, party: &Party, people: &People) -> bool {
        let now: Vec<PersonId> = party.people.iter().map(|id| people.current(*id)).collect();
        self.by.people.iter().any(|id| now.contains(&people.current(*id)))
    }
}

impl Deliverable {
    /// What references call it.
    #[must_use]
    pub fn reference(&self) -> Reference {
        Reference { kind: Kind::Deliverable, id: EcoString::clone(&self.declared.id) }
    }

    /// True where nothing more is to be handed over.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self.status, DeliverableStatus::Delivered | DeliverableStatus::Accepted | DeliverableStatus::Waived)
    }
}

/// What was delivered and then signed for by everybody is accepted, whether or not somebody typed that too.
pub(super) fn accept_what_is_signed(engagement: &mut Engagement) {
    let sign_offs = std::mem::take(&mut engagement.sign_offs);
    for sign_off in sign_offs.iter().filter(|one| one.is_complete()) {
        let Some(last) = sign_off.signatures().max_by_key(|signature| signature.date) else { continue };
        for phase in &mut engagement.phases {
            for one in phase.deliverables.iter_mut().filter(|one| sign_off.covers(&one.reference())) {
                let delivered = one.declared.delivered_on.as_ref().map(|day| day.value);
                let is_before = delivered.is_none_or(|delivered| last.date.is_none_or(|signed| delivered <= signed));
                if one.status == DeliverableStatus::Delivered && is_before {
                    one.status = DeliverableStatus::Accepted;
                    one.accepted.get_or_insert(Confirmation {
                        by: Some(last.by.clone()),
                        date: last.date,
                        evidence: None,
                    });
                }
            }
        }
    }
    engagement.sign_offs = sign_offs;
}
