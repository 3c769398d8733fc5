//! What the work came to: the summary, its scope, what was handed over, what was agreed later, and how it is accepted.

use super::Draw;
use super::draw::{detail, keyed, lists, paragraphs, part, text, titled};
use crate::model::engagement::{Change, Confirmation, Deliverable, Milestone, SuccessCriterion};
use crate::model::wording::{criterion_status, deliverable_status, engagement_status, health_label};
use crate::packet::view::{CellView, FactView, PartBody, PartView, ProgressView, SectionBody};
use crate::schema::kind::Kind;
use crate::schema::things::Waiver;

impl Draw<'_> {
    pub(super) fn summary(&self) -> SectionBody {
        let declared = &self.facts.declared;
        let written = declared.plan.summary.as_ref().map(|summary| summary.value.as_str()).unwrap_or_default();
        let mut facts: Vec<FactView> = Vec::new();
        let mut add = |name: &str, value: CellView| facts.push(self.fact(name, value));
        add("State", CellView::Status(self.status(engagement_status(self.facts.status))));
        if let Some(health) = self.facts.health {
            add("Health", text(self.say(health_label(health))));
        }
        if let Some(start) = self.facts.start {
            add("Start", text(self.words.day(start)));
        }
        if let Some(launch) = self.facts.launch().and_then(Milestone::day) {
            add("Go-live", text(self.words.day(launch)));
        }
        let progress = self.facts.progress;
        facts.extend(keyed(&declared.common.facts));
        SectionBody::Parts(vec![
            part("", PartBody::Paragraphs(paragraphs(written))),
            part("", PartBody::Facts(facts)),
            part("", PartBody::Progress(ProgressView { done: progress.done, total: progress.total })),
            part(&self.say("Objectives"), PartBody::List(self.points(&declared.plan.objectives))),
        ])
    }

    pub(super) fn scope(&self) -> SectionBody {
        let Some(scope) = &self.facts.declared.plan.scope else { return SectionBody::default() };
        let lists =
            [("In scope", &scope.included), ("Out of scope", &scope.excluded), ("Assumptions", &scope.assumptions)];
        SectionBody::Parts(
            lists.into_iter().map(|(name, lines)| part(&self.say(name), PartBody::List(self.points(lines)))).collect(),
        )
    }

    pub(super) fn deliverables(&self) -> SectionBody {
        let all = self.facts.phases.iter().flat_map(|phase| &phase.deliverables);
        let row = |one: &Deliverable| {
            let declared = &one.declared;
            let version = declared.version.as_ref();
            let version = version.map(|version| self.words.fill("version {version}", &[("version", &version.value)]));
            let on = declared.delivered_on.as_ref().map(|on| self.words.day(on.value));
            let accepted = one.accepted.as_ref().map(|word| self.words.confirmation(word, &self.facts.people));
            let waived = declared.waived.as_ref().map(|waiver| detail(self.waiver(waiver)));
            let conditions = declared.acceptance.iter().map(|line| detail(line.text.value.clone()));
            self.row(
                (Kind::Deliverable, &declared.id),
                vec![
                    lists(
                        std::iter::once(titled(&declared.title.value, &declared.common))
                            .chain(conditions)
                            .chain(waived),
                    ),
                    CellView::Status(self.status(deliverable_status(one))),
                    self.party(one.owner.as_ref()),
                    text(one.due.map(|due| self.words.day(due)).unwrap_or_default()),
                    lists(on.into_iter().chain(version).map(text)),
                    declared.location.as_ref().map(|location| self.evidence(location)).unwrap_or_default(),
                    text(accepted.unwrap_or_default()),
                ],
            )
        };
        self.table_section(
            &[
                ("Deliverable", 5),
                ("Status", 0),
                ("Owner", 3),
                ("Due", 2),
                ("Delivered", 2),
                ("Where", 3),
                ("Accepted", 3),
            ],
            all.map(row).collect(),
        )
    }

    pub(super) fn changes(&self) -> SectionBody {
        let row = |one: &Change| {
            let declared = &one.declared;
            let adds = declared.adds.iter().map(|line| self.words.fill("Adds: {what}", &[("what", &line.text.value)]));
            let removes =
                declared.removes.iter().map(|line| self.words.fill("Removes: {what}", &[("what", &line.text.value)]));
            let said =
                std::iter::once(titled(&one.title.value, &declared.common)).chain(adds.chain(removes).map(detail));
            let approved = if one.is_approved {
                let by = self.name(one.approved_by.as_ref());
                let on = declared.approved_on.as_ref().map(|on| self.words.day(on.value));
                text(
                    [Some(by).filter(|by| !by.is_empty()), on]
                        .into_iter()
                        .flatten()
                        .collect::<Vec<_>>()
                        .join(", ")
                        .into(),
                )
            } else {
                text(self.say("Not yet agreed"))
            };
            self.row(
                (Kind::Change, &one.id),
                vec![
                    lists(said),
                    self.party(one.asked_by.as_ref()),
                    text(declared.on.as_ref().map(|on| self.words.day(on.value)).unwrap_or_default()),
                    text(declared.impact.as_ref().map(|impact| self.words.duration(impact.value)).unwrap_or_default()),
                    approved,
                ],
            )
        };
        self.table_section(
            &[("Change", 5), ("Asked by", 2), ("On", 2), ("Costs", 1), ("Agreed", 3)],
            self.facts.changes.iter().map(row).collect(),
        )
    }

    pub(super) fn criteria(&self) -> SectionBody {
        let row = |one: &SuccessCriterion| {
            let words = [&one.verified, &one.accepted];
            let evidence = words.into_iter().flatten().find_map(|word| word.evidence.as_ref());
            let waived = one.waived.as_ref().map(|waiver| detail(self.waiver(waiver)));
            self.row(
                (Kind::Criterion, &one.id),
                vec![
                    lists(std::iter::once(text(one.text.value.clone())).chain(waived)),
                    CellView::Status(self.status(criterion_status(one.status))),
                    text(self.confirmed(one.verified.as_ref())),
                    evidence.map(|evidence| self.evidence(evidence)).unwrap_or_default(),
                    text(self.confirmed(one.accepted.as_ref())),
                ],
            )
        };
        self.table_section(
            &[("Criterion", 5), ("Status", 0), ("Verified", 3), ("Evidence", 3), ("Accepted", 3)],
            self.facts.success_criteria.iter().map(row).collect(),
        )
    }

    /// "Waived by P. Oliveira: the mirror is in place".
    pub(super) fn waiver(&self, waiver: &Waiver) -> ecow::EcoString {
        let people = &self.facts.people;
        let by = waiver.by.as_ref().map(|by| people.name(&people.party(by))).filter(|by| !by.is_empty());
        let said = match by {
            Some(by) => self.words.fill("Waived by {name}", &[("name", &by)]),
            None => self.say("Waived"),
        };
        match &waiver.reason {
            Some(reason) => ecow::eco_format!("{said}: {}", reason.value),
            None => said,
        }
    }

    fn confirmed(&self, word: Option<&Confirmation>) -> ecow::EcoString {
        word.map(|word| self.words.confirmation(word, &self.facts.people)).unwrap_or_default()
    }

    /// A chapter that is one table.
    pub(super) fn table_section(
        &self,
        columns: &[(&str, u32)],
        rows: Vec<crate::packet::view::RowView>,
    ) -> SectionBody {
        SectionBody::Parts(vec![PartView { body: self.table(columns, rows), ..PartView::default() }])
    }
}
