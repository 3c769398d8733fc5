//! What is installed: environments with what runs in them, what that talks to, who gets in, and what ends when.
//!
//! Links the parts to each other and to people, and counts days to what ends. Secrets are named by where they are kept,
//! and never held.

use super::Site;
use super::people::Party;
use crate::schema::kind::Kind;
use crate::schema::read::Spanned;
use crate::schema::scalar::{Cause, Name};
use crate::schema::things;
use ecow::EcoString;
use jiff::civil::Date;

/// How many days before its end something is near it.
const NEAR: i32 = 60;

/// What is installed.
#[derive(Clone, Debug, Default)]
pub struct Installation {
    /// Where it runs.
    pub environments: Vec<Environment>,
    /// What runs there.
    pub components: Vec<Component>,
    /// What it talks to.
    pub integrations: Vec<Integration>,
    /// Who gets in.
    pub access: Vec<Access>,
    /// What ends on a certain day, the earliest first.
    pub expiries: Vec<Expiry>,
}

/// A place where the software runs.
#[derive(Clone, Debug)]
pub struct Environment {
    /// What it is called: its title, else its stage, else its id.
    pub title: EcoString,
    /// Which of the components run in it.
    pub components: Vec<usize>,
    /// How many days ago a backup was last restored.
    pub restored_ago: Option<i32>,
    /// As the files say it.
    pub declared: things::Environment,
}

/// A part of the software.
#[derive(Clone, Debug)]
pub struct Component {
    /// Which environment it runs in.
    pub environment: Option<usize>,
    /// Who looks after it now.
    pub owner: Option<Party>,
    /// As the files say it.
    pub declared: things::Component,
}

/// A system that the software talks to.
#[derive(Clone, Debug)]
pub struct Integration {
    /// Where the connection begins.
    pub from: Option<Endpoint>,
    /// Where it leads.
    pub to: Option<Endpoint>,
    /// As the files say it.
    pub declared: things::Integration,
}

/// An end of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// One of the components.
    Component(usize),
    /// Something else.
    Words(EcoString),
}

/// A way in for somebody.
#[derive(Clone, Debug)]
pub struct Access {
    /// Who has it: as named, though they may have left.
    pub holder: Option<Party>,
    /// Whether it is still open.
    pub state: AccessState,
    /// True where it is open, and whoever has it has left.
    pub holder_has_left: bool,
    /// As the files say it.
    pub declared: things::Access,
}

/// Whether a way in is still open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccessState {
    /// It is open.
    Open,
    /// It is open, and ends within 60 days: in so many.
    Expiring(i32),
    /// Its last day is over.
    Expired,
    /// It was taken away.
    Revoked,
}

/// Something that ends on a certain day.
#[derive(Clone, Debug)]
pub struct Expiry {
    /// Its last day.
    pub on: Date,
    /// How many days are left; negative where it is over.
    pub days_left: i32,
    /// Who renews it now.
    pub owner: Option<Party>,
    /// As the files say it.
    pub declared: things::Expiry,
}

impl Expiry {
    /// True where it ends within 60 days, or has.
    #[must_use]
    pub fn is_near(&self) -> bool {
        self.days_left <= NEAR
    }
}

fn days_from(today: Date, date: Date) -> i32 {
    (date - today).get_days()
}

impl Installation {
    pub(super) fn assemble(engagement: &things::Engagement, site: &Site<'_>) -> Self {
        let owner = |name: &Option<Name>| name.as_ref().map(|name| site.people.party_now(name));
        let components: Vec<Component> = engagement
            .components
            .iter()
            .map(|component| {
                let is_meant = |one: &things::Environment| {
                    component.environment.as_ref().is_some_and(|id| id.as_str() == one.id.as_str())
                };
                Component {
                    environment: engagement.environments.iter().position(is_meant),
                    owner: owner(&component.owner),
                    declared: component.clone(),
                }
            })
            .collect();
        let environments = engagement.environments.iter().enumerate();
        let environments = environments.map(|(at, one)| Environment::assemble(one, at, &components, site.today));
        let endpoint = |end: &Option<Spanned<Cause>>| end.as_ref().map(|end| Endpoint::find(&end.value, &components));
        let integrations = engagement.integrations.iter().map(|one| Integration {
            from: endpoint(&one.from),
            to: endpoint(&one.to),
            declared: one.clone(),
        });
        let expiries = engagement.expiries.iter().filter_map(|one| {
            let on = one.on.as_ref()?.value;
            Some(Expiry { on, days_left: days_from(site.today, on), owner: owner(&one.owner), declared: one.clone() })
        });
        let mut expiries: Vec<Expiry> = expiries.collect();
        expiries.sort_by_key(|expiry| expiry.on);
        Self {
            environments: environments.collect(),
            integrations: integrations.collect(),
            access: engagement.access.iter().map(|one| Access::assemble(one, site)).collect(),
            components,
            expiries,
        }
    }
}

impl Environment {
    fn assemble(declared: &things::Environment, at: usize, components: &[Component], today: Date) -> Self {
        let in_words = |word: &str| {
            let words = word.replace('-', " ");
            let mut letters = words.chars();
            letters.next().map_or_else(EcoString::new, |first| first.to_uppercase().chain(letters).collect())
        };
        let said = declared.title.as_ref().map(|title| title.value.clone());
        let restored = declared.backup.as_ref().and_then(|backup| backup.restore_tested.as_ref());
        Self {
            title: said.unwrap_or_else(|| in_words(&declared.id)),
            components: (0..components.len()).filter(|one| components[*one].environment == Some(at)).collect(),
            restored_ago: restored.map(|day| -days_from(today, day.value)),
            declared: declared.clone(),
        }
    }
}

impl Endpoint {
    /// A component by its name or by what it is called; else words.
    fn find(end: &Cause, components: &[Component]) -> Self {
        let by_id = |id: &str| components.iter().position(|one| one.declared.id.as_str() == id);
        match end {
            Cause::Reference(reference) if reference.kind == Kind::Component => {
                by_id(&reference.id).map_or_else(|| Self::Words(reference.id.clone()), Self::Component)
            }
            Cause::Reference(reference) => Self::Words(reference.to_string().into()),
            Cause::Words(words) => {
                let by_title = || components.iter().position(|one| one.declared.title.eq_ignore_ascii_case(words));
                by_id(words).or_else(by_title).map_or_else(|| Self::Words(words.clone()), Self::Component)
            }
        }
    }
}

impl Access {
    fn assemble(declared: &things::Access, site: &Site<'_>) -> Self {
        let holder = declared.holder.as_ref().map(|holder| site.people.party(holder));
        let left = declared.expires.as_ref().map(|expires| days_from(site.today, expires.value));
        let state = match left {
            // A day that is still to come has not taken anything away.
            _ if declared.revoked.as_ref().is_some_and(|day| day.value <= site.today) => AccessState::Revoked,
            Some(left) if left < 0 => AccessState::Expired,
            Some(left) if left <= NEAR => AccessState::Expiring(left),
            _ => AccessState::Open,
        };
        let is_open = matches!(state, AccessState::Open | AccessState::Expiring(_));
        let people = holder.iter().filter(|party| party.role.is_none()).flat_map(|party| &party.people);
        let holder_has_left = is_open && people.into_iter().any(|id| site.people.get(*id).has_left);
        Self { holder, state, holder_has_left, declared: declared.clone() }
    }
}
