//! Everybody who has a part: how they are reached, which roles they hold, who is taught what, and who helps afterwards.

use crate::model::engagement::{Party, Person};
use crate::model::wording::{Words, training_status};
use crate::model::{Edition, Page, PlacedEngagement, anchor_of};
use crate::schema::kind::Kind;
use crate::schema::scalar::Place;
use crate::schema::things::{Severity, Side, Support, Training};
use crate::site::views::parts::{link, party, person, side, status};
use crate::site::views::restriction::{badge, lines};
use ecow::EcoString;
use serde_json::{Value, json};

pub(super) fn people_view(edition: &Edition, page: &Page, placed: &PlacedEngagement) -> Value {
    let facts = &placed.facts;
    let plan = &facts.declared.plan;
    let sides = Side::ALL.iter().filter_map(|one| of_side(edition, placed, *one));
    let trainings = plan.training.iter().map(|one| training(edition, page, placed, one));
    json!({
        "sides": sides.collect::<Vec<_>>(),
        "roles": roles(edition, placed),
        "training": trainings.collect::<Vec<_>>(),
        "has_trainers": plan.training.iter().any(|one| one.trainer.is_some()),
        "support": plan.support.as_ref().map(|one| support(placed, one, &edition.words)),
    })
}

/// The people of one side, those who have left last; nothing where there are none.
fn of_side(edition: &Edition, placed: &PlacedEngagement, one: Side) -> Option<Value> {
    let facts = &placed.facts;
    let mut people: Vec<&Person> = facts.people.all.iter().filter(|person| person.side == one).collect();
    people.sort_by_key(|person| person.has_left);
    let title = side(edition, facts, one)["label"].clone();
    let entry = |one: &&Person| {
        let mut view = person(edition, facts, one);
        view["id"] = json!(anchor_of(Kind::Person, &one.declared.id));
        view["hours"] = json!(one.declared.hours.as_ref().map(|hours| &hours.value));
        view["left"] = json!(left(placed, one, &edition.words));
        view["has_left"] = json!(one.has_left);
        view
    };
    let people: Vec<Value> = people.iter().map(entry).collect();
    (!people.is_empty()).then(|| json!({ "id": format!("tk-{}", one.name()), "title": title, "people": people }))
}

/// "Left on 10 Apr 2026, followed by M. Okafor".
fn left(placed: &PlacedEngagement, person: &Person, words: &Words) -> Option<String> {
    let phrase = if person.has_left { "Left on {day}" } else { "Until {day}" };
    let until = person.declared.until.as_ref().map(|until| words.fill(phrase, &[("day", &words.day(until.value))]));
    let heir = person.successor.map(|heir| &placed.facts.people.get(heir).declared.name.value);
    let heir = heir.map(|heir| words.fill("followed by {name}", &[("name", heir)]));
    let said: Vec<EcoString> = until.into_iter().chain(heir).collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// The roles of the plan with who holds each now.
fn roles(edition: &Edition, placed: &PlacedEngagement) -> Vec<Value> {
    let facts = &placed.facts;
    let entry = |role: &crate::schema::things::Role| {
        let party = facts.people.party_now(&role.id);
        let holders: Vec<&EcoString> =
            party.people.iter().map(|id| &facts.people.get(*id).declared.name.value).collect();
        json!({
            "id": anchor_of(Kind::Role, &role.id),
            "title": role.title.value,
            "side": party.side.map(|one| side(edition, facts, one)["label"].clone()),
            "holders": holders,
        })
    };
    facts.declared.plan.roles.iter().map(entry).collect()
}

fn training(edition: &Edition, page: &Page, placed: &PlacedEngagement, training: &Training) -> Value {
    let words = &*edition.words;
    let facts = &placed.facts;
    let named = |name: &Option<crate::schema::scalar::Name>| name.as_ref().map(|name| facts.people.party_now(name));
    let learners = named(&training.audience_role);
    let role = learners.as_ref().and_then(|party| party.role.as_ref()).map(|(_, title)| title.clone());
    let names = party(facts, learners.as_ref()).filter(|names| role.as_deref() != Some(names.as_str()));
    json!({
        "id": anchor_of(Kind::Training, &training.id),
        "title": training.title.value,
        "role": role,
        "names": names,
        "trainer": party(facts, named(&training.trainer).as_ref()),
        "date": training.date.as_ref().map(|date| json!({ "day": words.day(date.value), "date": date.value.to_string() })),
        "material": training.material.as_ref().map(|material| match &material.value {
            Place::Guide(path) => placed
                .guide_at(&material.at)
                .map_or_else(|| json!({ "title": path.as_str(), "href": null }), |id| link(edition, page, id)),
            Place::Url(url) => json!({ "title": url, "href": url }),
            Place::Words(text) => json!({ "title": text, "href": null }),
        }),
        "status": status(words, training_status(training, edition.today)),
    })
}

fn support(placed: &PlacedEngagement, support: &Support, words: &Words) -> Value {
    let severities = &support.severities;
    let text = |text: &Option<crate::schema::scalar::Text>| text.as_ref().map(|text| text.value.clone());
    let packages = support.packages.iter().map(|package| {
        json!({
            "title": package.title.value,
            "badge": badge(&package.common, placed, words),
            "every": package.every.as_ref().map(|length| words.every(length.value)),
            "includes": lines(&package.includes, placed, words),
        })
    });
    json!({
        "badge": badge(&support.common, placed, words),
        "contract": text(&support.contract),
        "hours": text(&support.hours),
        "on_call": support.on_call.as_ref().map(|on_call| json!({
            "phone": text(&on_call.phone),
            "hours": text(&on_call.hours),
            "severities": on_call.severities.iter().map(|id| id.as_str()).collect::<Vec<_>>(),
        })),
        "channels": support.channels.iter().map(|channel| json!({
            "title": channel.title.value, "href": channel.url.as_ref().and_then(|url| safe_url(&url.value)),
        })).collect::<Vec<_>>(),
        "severities": severities.iter().map(|one| severity(placed, one, words)).collect::<Vec<_>>(),
        "packages": packages.collect::<Vec<_>>(),
    })
}

/// A severity with its chain: after how long, who, and how they are reached.
fn severity(placed: &PlacedEngagement, severity: &Severity, words: &Words) -> Value {
    let facts = &placed.facts;
    let chain = severity.escalation.iter().map(|step| {
        let to: Option<Party> = step.to.as_ref().map(|to| facts.people.party_now(to));
        let phone = to.as_ref().and_then(|to| {
            to.people
                .iter()
                .find_map(|id| facts.people.get(*id).declared.phone.as_ref())
                .map(|phone| phone.value.clone())
        });
        json!({
            "after": step.after.as_ref().map(|after| words.wait(after.value)),
            "to": party(facts, to.as_ref()),
            "phone": phone,
        })
    });
    json!({
        "id": anchor_of(Kind::Severity, &severity.id),
        "name": severity.id.as_str(),
        "title": severity.title.value,
        "response": severity.response.as_ref().map(|response| words.wait(response.value)),
        "chain": chain.collect::<Vec<_>>(),
    })
}

/// An address that a browser may be sent to.
fn safe_url(url: &EcoString) -> Option<&EcoString> {
    let allowed = ["https://", "http://", "mailto:", "tel:"];
    Some(url).filter(|url| allowed.iter().any(|scheme| url.starts_with(scheme)))
}
