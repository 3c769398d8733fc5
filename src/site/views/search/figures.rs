//! What is said of a metric, a requirement, a part of the installation or of the plan besides its title: the words by which
//! somebody would look for it.

use crate::model::Entity;
use crate::model::engagement::{Engagement, Party};
use crate::model::wording::{Words, metric_status};
use crate::schema::kind::Kind;
use crate::schema::read::Spanned;
use crate::schema::scalar::{Cause, Text};
use crate::schema::things::{Common, Line};
use ecow::EcoString;

/// The words of the thing, one piece a line; nothing where it is of another kind.
pub(super) fn about(entity: &Entity, facts: &Engagement, language: &Words) -> Option<String> {
    let is_meant = |id: &str| id == entity.id;
    let plan = &facts.declared.plan;
    let installation = &facts.installation;
    let mut words = Said { said: vec![language.say(entity.kind.label()).into()], facts };
    match entity.kind {
        Kind::Metric => {
            let metric = facts.metrics.iter().find(|one| is_meant(&one.id))?;
            words.said.push(language.say(metric_status(metric).label).into());
            words.said.extend(language.target(metric));
            words.said.extend(metric.latest().map(|reading| language.figure(&reading.value, metric)));
            words.texts([metric.method.as_ref()]);
            words.texts(metric.readings.iter().map(|reading| reading.note.as_ref()));
            words.common(&metric.declared.common);
        }
        Kind::Requirement => {
            let one = facts.requirements.iter().find(|one| is_meant(&one.id))?;
            words.texts([one.trial.as_ref(), one.production.as_ref()]);
            words.common(&one.declared.common);
        }
        Kind::Criterion => {
            let one = facts.success_criteria.iter().find(|one| is_meant(&one.id))?;
            let by = [one.verified.as_ref(), one.accepted.as_ref()].into_iter().flatten();
            words.parties(by.map(|word| word.by.as_ref()));
            words.texts([one.waived.as_ref().and_then(|waiver| waiver.reason.as_ref())]);
        }
        Kind::Environment => {
            let one = &installation.environments.iter().find(|one| is_meant(&one.declared.id))?.declared;
            let backup = one.backup.as_ref().and_then(|backup| backup.location.as_ref());
            words.texts([one.stage.as_ref(), one.url.as_ref(), one.platform.as_ref(), backup]);
            words.texts(one.sizing.entries.iter().map(|(_, value)| Some(value)));
            words.common(&one.common);
        }
        Kind::Component => {
            let one = installation.components.iter().find(|one| is_meant(&one.declared.id))?;
            let declared = &one.declared;
            words.texts([&declared.version, &declared.health, &declared.dashboard, &declared.logs].map(Option::as_ref));
            words.texts([declared.deviation.as_ref()]);
            words.parties([one.owner.as_ref()]);
            words.common(&declared.common);
        }
        Kind::Integration => {
            let one = &installation.integrations.iter().find(|one| is_meant(&one.declared.id))?.declared;
            words.texts([&one.protocol, &one.auth, &one.failure].map(Option::as_ref));
            words.said.extend(one.port.as_ref().map(|port| ecow::eco_format!("{}", port.value.0)));
            words.causes([one.from.as_ref(), one.to.as_ref()]);
            words.common(&one.common);
        }
        Kind::Access => {
            let one = installation.access.iter().find(|one| is_meant(&one.declared.id))?;
            words.texts([&one.declared.role, &one.declared.how, &one.declared.secret_ref].map(Option::as_ref));
            words.parties([one.holder.as_ref()]);
        }
        Kind::Expiry => {
            let one = installation.expiries.iter().find(|one| is_meant(&one.declared.id))?;
            words.parties([one.owner.as_ref()]);
        }
        Kind::Milestone => {
            let one = facts.milestones.iter().find(|one| is_meant(&one.id))?;
            words.texts(one.criteria.iter().map(|criterion| Some(&criterion.text)));
            words.parties([one.owner.as_ref()]);
        }
        Kind::Prerequisite => {
            let one = facts.prerequisites.iter().find(|one| is_meant(&one.id))?;
            words.texts([one.declared.verify.as_ref().and_then(|verify| verify.command.as_ref())]);
            words.parties([one.owner.as_ref()]);
        }
        Kind::Change => {
            let one = facts.changes.iter().find(|one| is_meant(&one.id))?;
            words.lines(one.declared.adds.iter().chain(&one.declared.removes));
            words.parties([one.asked_by.as_ref(), one.approved_by.as_ref()]);
        }
        Kind::Step => {
            let one = facts.cutover.as_ref()?.steps.iter().find(|one| is_meant(&one.id))?;
            words.texts([one.declared.check.as_ref()]);
            words.parties([one.owner.as_ref()]);
        }
        Kind::Review => words.lines(&plan.reviews.iter().find(|one| is_meant(&one.id))?.asks),
        _ => return None,
    }
    Some(words.said.join("\n"))
}

struct Said<'a> {
    said: Vec<EcoString>,
    facts: &'a Engagement,
}

impl Said<'_> {
    fn texts<'a>(&mut self, texts: impl IntoIterator<Item = Option<&'a Text>>) {
        self.said.extend(texts.into_iter().flatten().map(|text| text.value.clone()));
    }

    fn lines<'a>(&mut self, lines: impl IntoIterator<Item = &'a Line>) {
        self.said.extend(lines.into_iter().map(|line| line.text.value.clone()));
    }

    fn parties<'a>(&mut self, parties: impl IntoIterator<Item = Option<&'a Party>>) {
        self.said.extend(parties.into_iter().flatten().map(|party| self.facts.people.name(party)));
    }

    fn causes<'a>(&mut self, causes: impl IntoIterator<Item = Option<&'a Spanned<Cause>>>) {
        let words = causes.into_iter().flatten().filter_map(|cause| match &cause.value {
            Cause::Words(words) => Some(words.clone()),
            Cause::Reference(_) => None,
        });
        self.said.extend(words);
    }

    fn common(&mut self, common: &Common) {
        self.texts(common.facts.entries.iter().map(|(_, value)| Some(value)));
    }
}
