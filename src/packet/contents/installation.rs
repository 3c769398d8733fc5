//! What was built: requirements with what shows them, environments and what runs there, who gets in, what it talks to,
//! and what ends when.

use super::Draw;
use super::draw::{detail, keyed, lists, part, said, text, titled, web};
use crate::model::engagement::{Access, Component, Endpoint, Environment, Expiry, Integration, Requirement};
use crate::model::wording::{
    access_status, coverage_status, design_status, expiry_status, hours, priority_label, proof_status,
};
use crate::packet::view::{CellView, FactView, LinkView, PartBody, PartView, RowView, SectionBody};
use crate::schema::kind::Kind;
use crate::schema::scalar::{Amount, Duration, Port};
use crate::schema::things::Environment as Declared;
use ecow::{EcoString, eco_format};

impl Draw<'_> {
    pub(super) fn requirements(&self) -> SectionBody {
        let row = |one: &Requirement| {
            let proofs = one.proofs.iter().map(|proof| {
                let link = CellView::Link(self.thing(proof.reference.kind, &proof.reference.id));
                let state = proof_status(proof.state).map(|state| CellView::Status(self.status(state)));
                lists(std::iter::once(link).chain(state))
            });
            self.row(
                (Kind::Requirement, &one.id),
                vec![
                    titled(&one.title.value, &one.declared.common),
                    said(one.trial.as_ref()),
                    said(one.production.as_ref()),
                    text(one.priority.map(|priority| self.say(priority_label(priority))).unwrap_or_default()),
                    CellView::Status(self.status(coverage_status(one.coverage))),
                    lists(proofs),
                ],
            )
        };
        let columns =
            [("Requirement", 4), ("Trial", 3), ("Production", 3), ("Priority", 0), ("Status", 0), ("Shown by", 4)];
        let design = self.facts.declared.plan.design.as_ref();
        let state = design.and_then(|design| design.status.as_ref()).map(|state| design_status(state.value));
        let state = state.map(|state| self.fact("Design", CellView::Status(self.status(state))));
        let rows: Vec<RowView> = self.facts.requirements.iter().map(row).collect();
        if rows.is_empty() {
            return SectionBody::default();
        }
        SectionBody::Parts(vec![
            part("", PartBody::Facts(state.into_iter().collect())),
            part("", self.table(&columns, rows)),
        ])
    }

    pub(super) fn environments(&self) -> SectionBody {
        let installation = &self.facts.installation;
        let mut parts = Vec::new();
        for environment in &installation.environments {
            let declared = &environment.declared;
            let stage = declared.stage.as_ref().map(|stage| stage.value.clone());
            let stage = stage.filter(|stage| !stage.eq_ignore_ascii_case(&environment.title)).unwrap_or_default();
            parts.push(PartView {
                title: environment.title.clone(),
                place: self.place(Kind::Environment, &declared.id),
                lead: stage,
                body: PartBody::Facts(self.environment_facts(environment)),
            });
            let rows = environment.components.iter().map(|at| self.component(&installation.components[*at])).collect();
            parts.push(self.components(rows, ""));
        }
        let elsewhere = installation.components.iter().filter(|component| component.environment.is_none());
        let name = if installation.environments.is_empty() { "" } else { "Other components" };
        parts.push(self.components(elsewhere.map(|component| self.component(component)).collect(), name));
        SectionBody::Parts(parts)
    }

    fn components(&self, rows: Vec<RowView>, name: &str) -> PartView {
        let columns = [("Component", 4), ("Version", 2), ("Owner", 2), ("Health, figures, logs", 5), ("Runbooks", 4)];
        let name = if name.is_empty() { EcoString::new() } else { self.say(name) };
        part(&name, self.table(&columns, rows))
    }

    fn component(&self, component: &Component) -> RowView {
        let declared = &component.declared;
        let deviation = declared.deviation.as_ref();
        let deviation =
            deviation.map(|how| detail(self.words.fill("Differs from the design: {how}", &[("how", &how.value)])));
        let watched = [&declared.health, &declared.dashboard].into_iter().flatten().map(|place| web(&place.value));
        let logs = declared.logs.as_ref().map(|logs| CellView::Code(logs.value.clone()));
        self.row(
            (Kind::Component, &declared.id),
            vec![
                lists(std::iter::once(titled(&declared.title.value, &declared.common)).chain(deviation)),
                said(declared.version.as_ref()),
                self.party(component.owner.as_ref()),
                lists(watched.chain(logs)),
                self.guide_links(&declared.runbooks),
            ],
        )
    }

    fn environment_facts(&self, environment: &Environment) -> Vec<FactView> {
        let declared: &Declared = &environment.declared;
        let mut facts: Vec<FactView> = Vec::new();
        let mut add = |name: &str, value: CellView| {
            if !value.is_empty() {
                facts.push(self.fact(name, value));
            }
        };
        add("Address", declared.url.as_ref().map(|url| web(&url.value)).unwrap_or_default());
        add("Platform", said(declared.platform.as_ref()));
        let sizing = keyed(&declared.sizing).into_iter().map(|one| match one.value {
            CellView::Text(value) => text(eco_format!("{}: {value}", one.name)),
            value => value,
        });
        add("Size", lists(sizing));
        if let Some(network) = &declared.network {
            add("Way out", said(network.egress.as_ref()));
            add("Way in", said(network.ingress.as_ref()));
            let ports: Vec<String> = network.ports.iter().map(|port| port.value.0.to_string()).collect();
            add("Ports", text(ports.join(", ").into()));
        }
        add("Back within (RTO)", text(declared.rto.as_ref().map(|rto| self.in_hours(rto.value)).unwrap_or_default()));
        add("Lost at most (RPO)", text(declared.rpo.as_ref().map(|rpo| self.in_hours(rpo.value)).unwrap_or_default()));
        if let Some(backup) = &declared.backup {
            let kept = backup
                .kept
                .as_ref()
                .map(|kept| self.words.fill("kept for {length}", &[("length", &self.words.duration(kept.value))]));
            let schedule = backup.schedule.as_ref().map(|schedule| schedule.value.clone());
            add("Backup", text(schedule.into_iter().chain(kept).collect::<Vec<_>>().join(", ").into()));
            add("Backups lie in", backup.location.as_ref().map(|place| web(&place.value)).unwrap_or_default());
            let tested = backup.restore_tested.as_ref().map(|on| self.words.day(on.value));
            add("Restore tested", text(tested.unwrap_or_else(|| self.say("Never"))));
        }
        facts.extend(keyed(&declared.common.facts));
        facts
    }

    /// Hours, where a length of time is said in them: a day's loss and 24 hours' are not the same promise.
    fn in_hours(&self, length: Duration) -> EcoString {
        let in_minutes = |amount: Amount| (amount.months, amount.days) == (0, 0);
        match i32::try_from(length.most.minutes) {
            Ok(minutes) if length.least == length.most && in_minutes(length.most) => hours(minutes),
            _ => self.words.duration(length),
        }
    }

    pub(super) fn access(&self) -> SectionBody {
        let row = |one: &Access| {
            let declared = &one.declared;
            let day = |on: &Option<crate::schema::scalar::Date>| on.as_ref().map(|on| self.words.day(on.value));
            let revoked = day(&declared.revoked).map(detail);
            let kept = declared.secret_ref.as_ref().map(|kept| CellView::Code(kept.value.clone()));
            self.row(
                (Kind::Access, &declared.id),
                vec![
                    titled(&declared.system.value, &declared.common),
                    said(declared.role.as_ref()),
                    self.party(one.holder.as_ref()),
                    lists(std::iter::once(CellView::Status(self.status(access_status(one)))).chain(revoked)),
                    said(declared.how.as_ref()),
                    kept.unwrap_or_default(),
                    text(day(&declared.expires).unwrap_or_default()),
                ],
            )
        };
        let columns = [
            ("System", 3),
            ("As", 2),
            ("Holder", 2),
            ("Status", 0),
            ("How to get it", 3),
            ("Where the secret is kept", 3),
            ("Ends", 2),
        ];
        self.table_section(&columns, self.facts.installation.access.iter().map(row).collect())
    }

    pub(super) fn integrations(&self) -> SectionBody {
        let installation = &self.facts.installation;
        let endpoint = |end: Option<&Endpoint>| match end {
            Some(Endpoint::Component(at)) => {
                let component = &installation.components[*at].declared;
                let link =
                    LinkView { words: component.title.value.clone(), ..self.thing(Kind::Component, &component.id) };
                CellView::Link(link)
            }
            Some(Endpoint::Words(words)) => web(&words.clone()),
            None => CellView::default(),
        };
        let row = |one: &Integration| {
            let declared = &one.declared;
            let port = declared.port.as_ref().map(|port| Port(port.value.0).0.to_string());
            let protocol = declared.protocol.as_ref().map(|protocol| protocol.value.to_string());
            self.row(
                (Kind::Integration, &declared.id),
                vec![
                    titled(&declared.title.value, &declared.common),
                    endpoint(one.from.as_ref()),
                    endpoint(one.to.as_ref()),
                    text(protocol.into_iter().chain(port).collect::<Vec<_>>().join(", ").into()),
                    said(declared.auth.as_ref()),
                    said(declared.failure.as_ref()),
                ],
            )
        };
        let columns = [
            ("Integration", 3),
            ("From", 2),
            ("To", 2),
            ("Protocol and port", 2),
            ("Authentication", 2),
            ("When it fails", 4),
        ];
        self.table_section(&columns, installation.integrations.iter().map(row).collect())
    }

    pub(super) fn expiries(&self) -> SectionBody {
        let row = |one: &Expiry| {
            self.row(
                (Kind::Expiry, &one.declared.id),
                vec![
                    titled(&one.declared.what.value, &one.declared.common),
                    text(self.words.day(one.on)),
                    CellView::Status(self.status(expiry_status(one))),
                    self.party(one.owner.as_ref()),
                    self.guide_links(&one.declared.runbook),
                ],
            )
        };
        let columns = [("What", 4), ("Ends", 2), ("Status", 0), ("Owner", 2), ("How to renew it", 4)];
        self.table_section(&columns, self.facts.installation.expiries.iter().map(row).collect())
    }
}
