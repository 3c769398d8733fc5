//! What to do when something breaks, what is known to bite, what is still open, and what was decided.

use super::Draw;
use super::draw::{detail, list_of, lists, part, reach, text, title, titled};
use crate::model::engagement::{Person, RaidEntry};
use crate::model::runbook::trigger;
use crate::model::wording::{raid_duty_label, raid_kind_label, raid_status, response_label, risk_level_label};
use crate::model::{Guide, PageId, kind_of_raid};
use crate::packet::view::{CellView, PartBody, RowView, SectionBody};
use crate::schema::things::{Gotcha, GuideKind, RaidKind};
use std::sync::Arc;

impl Draw<'_> {
    /// For each runbook when it is followed, and who can be called: the page that is opened first.
    pub(super) fn if_it_breaks(&self) -> SectionBody {
        let runbooks = self.printed(|kind| kind == GuideKind::Runbook);
        let rows: Vec<RowView> = runbooks.into_iter().map(|guide| self.alert(guide)).collect();
        let mut parts = Vec::new();
        // Whom to call when no runbook fits.
        if let Some(support) = &self.facts.declared.plan.support {
            parts.push(part("", PartBody::Facts(self.support_facts(support))));
        }
        let columns = [("Alert or symptom", 5), ("Runbook", 4), ("Who", 2), ("Telephone", 3), ("Hours", 2)];
        parts.push(part("", self.table(&columns, rows)));
        SectionBody::Parts(parts)
    }

    fn alert(&self, guide: &Arc<Guide>) -> RowView {
        let page = self.page_of(guide);
        let components = &self.facts.installation.components;
        let named = components.iter().filter(|component| {
            let mut pages = component.declared.runbooks.iter().filter_map(|named| self.placed.guide_at(&named.at));
            page.is_some_and(|page| pages.any(|named| named == page))
        });
        let named: Vec<_> = named.collect();
        let parts: Vec<&str> = named.iter().map(|component| component.declared.title.value.as_str()).collect();
        let symptom = trigger(guide).unwrap_or_default();
        // Whoever looks after what it mends, else whoever keeps it.
        let owner = named.iter().find_map(|component| component.owner.as_ref());
        let [who, phones, hours] = match owner {
            Some(owner) => self.reached(Some(owner)),
            None => self.keeper(guide),
        };
        RowView {
            place: None,
            cells: vec![
                lists([text(symptom), detail(parts.join(", ").into())]),
                page.map(|page| CellView::Link(self.page_link(page))).unwrap_or_default(),
                who,
                phones,
                hours,
            ],
        }
    }

    /// Whoever keeps a guide, with number and hours; of somebody who is not in the engagement the name.
    fn keeper(&self, guide: &Guide) -> [CellView; 3] {
        let people = &self.facts.people;
        let Some(owner) = guide.meta.owner.as_deref() else { return Default::default() };
        let person = people.person(owner).map(|id| people.get(people.current(id)));
        let holds = |person: &&Person| !person.has_left && person.roles.iter().any(|role| role == owner);
        let keepers: Vec<&Person> = match person {
            Some(person) => vec![person],
            None => people.all.iter().filter(holds).collect(),
        };
        if keepers.is_empty() {
            let name = people.role_title(owner).or_else(|| self.edition.owner(guide)).cloned();
            return [text(name.unwrap_or_default()), CellView::default(), CellView::default()];
        }
        let declared = || keepers.iter().map(|person| &person.declared);
        [
            lists(declared().map(|one| text(one.name.value.clone()))),
            lists(declared().filter_map(|one| one.phone.as_ref()).map(|phone| reach("tel", &phone.value))),
            lists(declared().filter_map(|one| one.hours.as_ref()).map(|hours| text(hours.value.clone()))),
        ]
    }

    fn page_of(&self, guide: &Guide) -> Option<PageId> {
        self.edition.pages.iter().position(|page| page.path == guide.page).map(PageId::at)
    }

    pub(super) fn known_issues(&self) -> SectionBody {
        let plan = &self.facts.declared.plan;
        let gotchas = plan.gotchas.iter().chain(self.facts.phases.iter().flat_map(|phase| &phase.declared.gotchas));
        let row = |one: &Gotcha| {
            let written = |text: &Option<crate::schema::scalar::Text>| super::draw::said(text.as_ref());
            let cells = vec![
                title(one.symptom.value.clone()),
                written(&one.cause),
                lists([written(&one.action), self.guide_links(&one.guide)]),
            ];
            RowView { place: None, cells }
        };
        let columns = [("What one sees", 4), ("Why", 4), ("What to do", 5)];
        let said = self.edition.listings.gotchas.iter().map(|at| &self.edition.guides[*at as usize]);
        let said = said.filter(|guide| self.is_printed(guide)).filter_map(|guide| self.page_of(guide));
        let links: Vec<CellView> = said.map(|page| CellView::Link(self.page_link(page))).collect();
        SectionBody::Parts(vec![
            part("", self.table(&columns, gotchas.map(row).collect())),
            part(&self.say("Guides that say what bites"), PartBody::List(links)),
        ])
    }

    /// What is open of risks, issues, dependencies, assumptions and actions.
    pub(super) fn raid(&self) -> SectionBody {
        let open = self.facts.raid.iter().filter(|entry| !entry.is_over() && entry.kind_now() != RaidKind::Decision);
        let mut open: Vec<&RaidEntry> = open.collect();
        // The heaviest risk first; by day what has one.
        let weight = |entry: &RaidEntry| std::cmp::Reverse(entry.score.map_or(0, |score| score.value));
        open.sort_by_key(|entry| {
            (kind_order(entry.kind_now()), weight(entry), entry.next.is_none(), entry.next.map(|next| next.on))
        });
        let row = |entry: &RaidEntry| {
            let declared = &entry.declared;
            let score = entry.score.map(|score| {
                let level = self.say(risk_level_label(score.level));
                detail(
                    self.words
                        .fill("Weight {value}: {level}", &[("value", &score.value.to_string()), ("level", &level)]),
                )
            });
            let response = declared.response.as_ref().map(|response| self.say(response_label(response.value)));
            let mitigation = declared.mitigation.as_ref().map(|how| how.value.clone());
            let mended = [response, mitigation].into_iter().flatten().collect::<Vec<_>>().join(": ");
            let description = declared.description.as_ref().map(|text| detail(text.value.clone()));
            let if_false = declared.if_false.as_ref();
            let if_false =
                if_false.map(|what| detail(self.words.fill("If it does not hold: {what}", &[("what", &what.value)])));
            let next = entry
                .next
                .map(|next| lists([text(self.words.day(next.on)), detail(self.say(raid_duty_label(next.what)))]));
            self.row(
                (kind_of_raid(entry.kind), &entry.id),
                vec![
                    lists([
                        text(self.say(raid_kind_label(entry.kind_now()))),
                        detail(entry.number().cloned().unwrap_or_default()),
                    ]),
                    lists(
                        std::iter::once(titled(&entry.title.value, &declared.common))
                            .chain(description)
                            .chain(score)
                            .chain(std::iter::once(detail(mended.into())))
                            .chain(if_false),
                    ),
                    self.party(entry.owner.as_ref()),
                    next.unwrap_or_default(),
                    CellView::Status(self.status(raid_status(entry))),
                ],
            )
        };
        let columns = [("Kind", 0), ("What", 7), ("Owner", 2), ("By", 2), ("Status", 0)];
        self.table_section(&columns, open.into_iter().map(row).collect())
    }

    pub(super) fn decisions(&self) -> SectionBody {
        let decisions = self.facts.raid.iter().filter(|entry| entry.kind_now() == RaidKind::Decision);
        let row = |entry: &RaidEntry| {
            let declared = &entry.declared;
            let description = declared.description.as_ref().map(|text| detail(text.value.clone()));
            let outcome = declared.outcome.as_ref().map(|outcome| outcome.value.clone()).unwrap_or_default();
            let on = entry.closed_on().or(entry.next.map(|next| next.on));
            self.row(
                (kind_of_raid(entry.kind), &entry.id),
                vec![
                    text(entry.number().cloned().unwrap_or_default()),
                    lists(std::iter::once(titled(&entry.title.value, &declared.common)).chain(description)),
                    lists(list_of(&declared.options)),
                    text(outcome),
                    self.party(entry.decided_by.as_ref()),
                    text(on.map(|on| self.words.day(on)).unwrap_or_default()),
                ],
            )
        };
        let columns = [("No.", 0), ("Decision", 5), ("Options", 3), ("Chosen", 3), ("Decided by", 2), ("On", 2)];
        self.table_section(&columns, decisions.map(row).collect())
    }
}

/// What hurts first.
fn kind_order(kind: RaidKind) -> u8 {
    match kind {
        RaidKind::Issue => 0,
        RaidKind::Risk => 1,
        RaidKind::Action => 2,
        RaidKind::Dependency => 3,
        RaidKind::Assumption => 4,
        RaidKind::Decision => 5,
    }
}
