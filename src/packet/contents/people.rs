//! Who is who, who answers for what, who is taught, and who helps afterwards.

use super::Draw;
use super::draw::{detail, lists, part, reach, said, text, title, titled, web};
use crate::model::engagement::{Party, Person};
use crate::model::wording::training_status;
use crate::packet::view::{CellView, FactView, PartBody, RowView, SectionBody};
use crate::schema::kind::Kind;
use crate::schema::scalar::Name;
use crate::schema::things::{RaciRow, Severity, Side, Support, SupportPackage, Training};
use ecow::EcoString;

impl Draw<'_> {
    pub(super) fn people(&self) -> SectionBody {
        let people = &self.facts.people;
        let of_side = |side: &Side| {
            let here = people.all.iter().filter(|person| person.side == *side && !person.has_left);
            let rows: Vec<RowView> = here.map(|person| self.person(person)).collect();
            let columns = [("Name", 3), ("Role", 3), ("E-mail", 4), ("Telephone", 3), ("Hours", 2)];
            part(&self.side(*side), self.table(&columns, rows))
        };
        SectionBody::Parts(Side::ALL.iter().map(of_side).collect())
    }

    fn person(&self, person: &Person) -> RowView {
        let declared = &person.declared;
        let people = &self.facts.people;
        let roles: Vec<&str> =
            person.roles.iter().filter_map(|role| people.role_title(role)).map(EcoString::as_str).collect();
        let roles = roles.join(", ");
        let work = declared.title.as_ref().filter(|title| !roles.eq_ignore_ascii_case(&title.value));
        let work = work.map(|title| detail(title.value.clone()));
        let email = declared.email.as_ref().map(|email| reach("mailto", &email.value));
        let phone = declared.phone.as_ref().map(|phone| reach("tel", &phone.value));
        self.row(
            (Kind::Person, &declared.id),
            vec![
                lists(std::iter::once(titled(&declared.name.value, &declared.common)).chain(work)),
                text(roles.into()),
                email.unwrap_or_default(),
                phone.unwrap_or_default(),
                said(declared.hours.as_ref()),
            ],
        )
    }

    pub(super) fn raci(&self) -> SectionBody {
        let names = |names: &[Name]| lists(names.iter().map(|name| text(self.party_title(name))));
        let row = |row: &RaciRow| RowView {
            place: None,
            cells: vec![
                title(row.activity.value.clone()),
                names(&row.responsible),
                names(&row.accountable),
                names(&row.consulted),
                names(&row.informed),
            ],
        };
        let columns = [("Activity", 4), ("Responsible", 3), ("Accountable", 3), ("Consulted", 3), ("Informed", 3)];
        self.table_section(&columns, self.facts.declared.plan.raci.iter().map(row).collect())
    }

    /// A role with who holds it, or a person.
    fn party_title(&self, name: &Name) -> EcoString {
        let party = self.facts.people.party_now(name);
        let who = self.facts.people.name(&party);
        match &party.role {
            Some((_, role)) if *role != who => ecow::eco_format!("{role} ({who})"),
            Some((_, role)) => role.clone(),
            None => who,
        }
    }

    pub(super) fn training(&self) -> SectionBody {
        let row = |one: &Training| {
            let trainer = one.trainer.as_ref().map(|name| self.facts.people.party_now(name));
            self.row(
                (Kind::Training, &one.id),
                vec![
                    titled(&one.title.value, &one.common),
                    text(one.audience_role.as_ref().map(|name| self.party_title(name)).unwrap_or_default()),
                    self.party(trainer.as_ref()),
                    text(one.date.as_ref().map(|date| self.words.day(date.value)).unwrap_or_default()),
                    CellView::Status(self.status(training_status(one, self.edition.today))),
                    one.material.as_ref().map(|material| self.evidence(material)).unwrap_or_default(),
                ],
            )
        };
        let columns = [("Training", 4), ("For", 3), ("Trainer", 2), ("Date", 2), ("Status", 0), ("Material", 4)];
        self.table_section(&columns, self.facts.declared.plan.training.iter().map(row).collect())
    }

    pub(super) fn support(&self) -> SectionBody {
        let mut parts = Vec::new();
        if let Some(support) = &self.facts.declared.plan.support {
            parts.push(part("", PartBody::Facts(self.support_facts(support))));
            let columns = [("Severity", 4), ("Answer within", 2), ("Escalation", 6)];
            let severities = support.severities.iter().map(|one| self.severity(one)).collect();
            parts.push(part(&self.say("Severities and escalation"), self.table(&columns, severities)));
            let package = |one: &SupportPackage| RowView {
                place: None,
                cells: vec![
                    title(one.title.value.clone()),
                    text(one.every.as_ref().map(|every| self.words.every(every.value)).unwrap_or_default()),
                    lists(one.includes.iter().map(|line| text(line.text.value.clone()))),
                ],
            };
            let columns = [("Package", 3), ("How often", 2), ("What is in it", 6)];
            let packages = support.packages.iter().map(package).collect();
            parts.push(part(&self.say("Done regularly"), self.table(&columns, packages)));
        }
        parts.extend(self.hypercare().into_iter().flatten());
        SectionBody::Parts(parts)
    }

    pub(super) fn support_facts(&self, support: &Support) -> Vec<FactView> {
        let on_call = support.on_call.as_ref().map(|on_call| {
            let names: Vec<&str> = on_call.severities.iter().map(|id| severity_title(support, id)).collect();
            let severities = self.words.fill("for {what}", &[("what", &names.join(", "))]);
            let severities = Some(severities).filter(|_| !names.is_empty()).map(detail);
            let hours = on_call.hours.as_ref().map(|hours| detail(hours.value.clone()));
            let phone = on_call.phone.as_ref().map(|phone| reach("tel", &phone.value));
            lists(phone.into_iter().chain(hours).chain(severities))
        });
        let channels = support.channels.iter().map(|channel| match &channel.url {
            Some(url) => match web(&url.value) {
                CellView::Link(link) => lists([text(channel.title.value.clone()), CellView::Link(link)]),
                _ => text(channel.title.value.clone()),
            },
            None => text(channel.title.value.clone()),
        });
        let facts = [
            ("Contract", said(support.contract.as_ref())),
            ("Hours", said(support.hours.as_ref())),
            ("On call", on_call.unwrap_or_default()),
            ("Where to ask", lists(channels)),
        ];
        let facts = facts.into_iter().filter(|(_, value)| !value.is_empty());
        facts.map(|(name, value)| self.fact(name, value)).collect()
    }

    fn severity(&self, severity: &Severity) -> RowView {
        let step = |step: &crate::schema::things::Escalation| {
            let to: Option<Party> = step.to.as_ref().map(|to| self.facts.people.party_now(to));
            let after = step.after.as_ref().map(|after| self.words.wait(after.value)).unwrap_or_default();
            let name = self.name(to.as_ref());
            let said = self.words.fill("after {length}: {name}", &[("length", &after), ("name", &name)]);
            let mut phone = to.iter().flat_map(|to| &to.people);
            let phone = phone.find_map(|id| self.facts.people.get(*id).declared.phone.as_ref());
            lists(std::iter::once(text(said)).chain(phone.map(|phone| reach("tel", &phone.value))))
        };
        let name = lists([title(severity.title.value.clone()), detail(EcoString::clone(&severity.id))]);
        self.row(
            (Kind::Severity, &severity.id),
            vec![
                name,
                text(severity.response.as_ref().map(|wait| self.words.wait(wait.value)).unwrap_or_default()),
                lists(severity.escalation.iter().map(step)),
            ],
        )
    }

    /// Those of `party` who can be called, each with number and hours.
    pub(super) fn reached(&self, party: Option<&Party>) -> [CellView; 3] {
        let people = party.iter().flat_map(|party| &party.people).map(|id| &self.facts.people.get(*id).declared);
        let people: Vec<_> = people.collect();
        let phones = people.iter().filter_map(|one| one.phone.as_ref()).map(|phone| reach("tel", &phone.value));
        let hours = people.iter().filter_map(|one| one.hours.as_ref()).map(|hours| text(hours.value.clone()));
        [self.party(party), lists(phones), lists(hours)]
    }
}

fn severity_title<'s>(support: &'s Support, id: &'s Name) -> &'s str {
    let named = support.severities.iter().find(|severity| severity.id.as_str() == id.as_str());
    named.map_or(id.as_str(), |severity| severity.title.value.as_str())
}
