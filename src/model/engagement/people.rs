//! Who has a part in an engagement, and who stands behind a name: a person, a role, or whoever followed them.

use crate::diagnostic::{Checked, Diagnostic, Location, Rule};
use crate::schema::scalar::{Name, Text};
use crate::schema::things::{self, Side};
use ecow::EcoString;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The place of a person in `People::all`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(pub usize);

/// A person with the roles that they hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// As the files say.
    pub declared: things::Person,
    /// Whose they are.
    pub side: Side,
    /// The ids of their roles, in the order of the plan's roles.
    pub roles: Vec<EcoString>,
    /// Who took over from them.
    pub successor: Option<PersonId>,
    /// True where their last day is over.
    pub has_left: bool,
}

/// Everybody who has a part, and the roles there are.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// The vendor's people first, then the customer's, in the order of their files.
    pub all: Vec<Person>,
    by_id: BTreeMap<EcoString, PersonId>,
    /// What each role is called, by id.
    roles: BTreeMap<EcoString, (EcoString, Option<Side>)>,
    holders: BTreeMap<EcoString, Vec<PersonId>>,
}

/// Who is meant where a person or a role is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Where they are named.
    pub at: Location,
    /// The role, where one is named: its id and title.
    pub role: Option<(EcoString, EcoString)>,
    /// The person named, or those who hold the role; empty where nobody does.
    pub people: Vec<PersonId>,
    /// Whose they are.
    pub side: Option<Side>,
}

impl People {
    pub(super) fn assemble(engagement: &things::Engagement, vendor: &[things::Person], today: Date) -> Checked<Self> {
        let mut people = Self::default();
        let mut diagnostics = Vec::new();
        let sides = vendor.iter().map(|person| (person, Side::Vendor));
        for (person, side) in sides.chain(engagement.people.iter().map(|person| (person, Side::Customer))) {
            if let Some(other) = people.person(&person.id) {
                let first = people.all[other.0].declared.id.at.clone();
                let message = format!("two people are called `{}`", person.id.value);
                let problem = Diagnostic::new(Rule::DuplicateId, person.id.at.clone(), message);
                if first.path != person.id.at.path {
                    diagnostics.push(problem.label("again").related(first, "first here"));
                }
                continue;
            }
            people.by_id.insert(EcoString::clone(&person.id), PersonId(people.all.len()));
            people.all.push(Person {
                side: person.side.as_ref().map_or(side, |side| side.value),
                roles: Vec::new(),
                successor: None,
                has_left: person.until.as_ref().is_some_and(|until| until.value < today),
                declared: person.clone(),
            });
        }
        people.hold_roles(engagement);
        for index in 0..people.all.len() {
            let heir = people.all[index].declared.successor.clone();
            people.all[index].successor = heir.and_then(|heir| people.person(&heir));
        }
        Checked { value: people, diagnostics }
    }

    fn hold_roles(&mut self, engagement: &things::Engagement) {
        for role in &engagement.plan.roles {
            let side = role.side.as_ref().map(|side| side.value);
            self.roles.insert(EcoString::clone(&role.id), (role.title.value.clone(), side));
        }
        let of_team = engagement
            .team
            .entries
            .iter()
            .flat_map(|(role, people)| people.iter().map(|person| (role.value.clone(), EcoString::clone(person))));
        let of_customer = engagement
            .people
            .iter()
            .filter_map(|person| Some((EcoString::clone(person.role.as_deref()?), EcoString::clone(&person.id))));
        let held: Vec<(EcoString, EcoString)> = of_team.chain(of_customer).collect();
        for (role, person) in held {
            let Some(id) = self.person(&person) else { continue };
            let holders = self.holders.entry(role.clone()).or_default();
            if !holders.contains(&id) {
                holders.push(id);
                self.all[id.0].roles.push(role);
            }
        }
    }

    /// The person with this id.
    #[must_use]
    pub fn person(&self, id: &str) -> Option<PersonId> {
        self.by_id.get(id).copied()
    }

    /// The person at this place.
    #[must_use]
    pub fn get(&self, id: PersonId) -> &Person {
        &self.all[id.0]
    }

    /// Who is meant by `name`, as they were named: for what is over, and what was signed.
    #[must_use]
    pub fn party(&self, name: &Name) -> Party {
        if let Some(id) = self.person(name) {
            return Party { at: name.at.clone(), role: None, people: vec![id], side: Some(self.get(id).side) };
        }
        let people = self.holders.get(name.as_str()).cloned().unwrap_or_default();
        let (title, side) = self.roles.get(name.as_str()).cloned().unwrap_or_else(|| (EcoString::clone(name), None));
        let side = side.or_else(|| people.first().map(|id| self.get(*id).side));
        Party { at: name.at.clone(), role: Some((EcoString::clone(name), title)), people, side }
    }

    /// Who is meant by `name` now: whoever followed those who have left.
    #[must_use]
    pub fn party_now(&self, name: &Name) -> Party {
        let mut party = self.party(name);
        let mut people: Vec<PersonId> = Vec::new();
        for id in party.people.iter().map(|id| self.current(*id)) {
            if !people.contains(&id) {
                people.push(id);
            }
        }
        party.people = people;
        party
    }

    /// Whoever does now what `id` did; the last in a circle of successors.
    #[must_use]
    pub fn current(&self, id: PersonId) -> PersonId {
        let mut here = id;
        for _ in 0..self.all.len() {
            match self.get(here).successor {
                Some(next) if self.get(here).has_left => here = next,
                _ => break,
            }
        }
        here
    }

    /// What a party is called: the people's names, else the role's title.
    #[must_use]
    pub fn name(&self, party: &Party) -> EcoString {
        let names: Vec<&str> = party.people.iter().map(|id| self.get(*id).declared.name.as_str()).collect();
        match &party.role {
            Some((_, title)) if names.is_empty() => title.clone(),
            _ => names.join(", ").into(),
        }
    }

    /// The title of a role.
    #[must_use]
    pub fn role_title(&self, role: &str) -> Option<&EcoString> {
        self.roles.get(role).map(|(title, _)| title)
    }

    /// What stands under a name in a list of people: the title of their work, else of their first role.
    #[must_use]
    pub fn title_of<'a>(&'a self, person: &'a Person) -> Option<&'a EcoString> {
        let role = || person.roles.first().and_then(|role| self.role_title(role));
        person.declared.title.as_ref().map(|title: &Text| &title.value).or_else(role)
    }
}
