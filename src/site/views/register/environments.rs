//! Where the software runs, what it is made of and talks to, who gets in, what ends when.

use super::named::{Looking, facts, keyed, named, sortable_day, web};
use crate::model::engagement::{
    Access, AccessState, Component, Endpoint, Environment, Expiry, Installation, Integration,
};
use crate::model::wording::{Words, access_status, expiry_status};
use crate::model::{Edition, Page, PlacedEngagement, anchor_of};
use crate::schema::kind::Kind;
use crate::schema::read::Spanned;
use crate::schema::scalar::{Amount, Duration, Port, Text};
use crate::schema::things::{Backup, Network};
use crate::site::views::parts::status;
use serde_json::{Value, json};

pub(super) fn environments_view(edition: &Edition, page: &Page, placed: &PlacedEngagement) -> Value {
    let looking = Looking { edition, page, placed };
    let installation = &placed.facts.installation;
    let component = |at: &usize| component_view(&installation.components[*at], looking);
    let environments = installation.environments.iter().map(|one| {
        let mut view = environment_view(one, &edition.words);
        view["components"] = one.components.iter().map(component).collect();
        view
    });
    let elsewhere: Vec<Value> = installation
        .components
        .iter()
        .filter(|component| component.environment.is_none())
        .map(|component| component_view(component, looking))
        .collect();
    let integrations = installation.integrations.iter().map(|one| integration_view(one, installation, looking));
    json!({
        "environments": environments.collect::<Vec<_>>(),
        "elsewhere": elsewhere,
        "integrations": integrations.collect::<Vec<_>>(),
        "access": installation.access.iter().map(|one| access_view(one, looking)).collect::<Vec<_>>(),
        "expiries": installation.expiries.iter().map(|one| expiry_view(one, looking)).collect::<Vec<_>>(),
    })
}

fn said(text: Option<&Text>) -> Option<&str> {
    text.map(|text| text.value.as_str())
}

fn environment_view(environment: &Environment, words: &Words) -> Value {
    let declared = &environment.declared;
    let stage = said(declared.stage.as_ref()).filter(|stage| !stage.eq_ignore_ascii_case(&environment.title));
    json!({
        "id": anchor_of(Kind::Environment, &declared.id),
        "title": environment.title,
        "stage": stage,
        "url": declared.url.as_ref().map(web),
        "platform": said(declared.platform.as_ref()),
        "sizing": keyed(&declared.sizing),
        "network": declared.network.as_ref().map(network_view),
        "rto": declared.rto.as_ref().map(|rto| in_hours(rto.value, words)),
        "rpo": declared.rpo.as_ref().map(|rpo| in_hours(rpo.value, words)),
        "backup": declared.backup.as_ref().map(|backup| backup_view(backup, environment, words)),
        "facts": facts(&declared.common),
    })
}

/// Hours, where a length of time is said in them: a day's loss and 24 hours' are not the same promise.
fn in_hours(length: Duration, words: &Words) -> ecow::EcoString {
    let in_minutes = |amount: Amount| (amount.months, amount.days) == (0, 0);
    match i32::try_from(length.most.minutes) {
        Ok(minutes) if length.least == length.most && in_minutes(length.most) => words.hours(minutes),
        _ => words.duration(length),
    }
}

fn network_view(network: &Network) -> Value {
    let ports: Vec<String> = network.ports.iter().map(|Spanned { value: Port(port), .. }| port.to_string()).collect();
    json!({
        "egress": said(network.egress.as_ref()),
        "ingress": said(network.ingress.as_ref()),
        "ports": ports.join(", "),
    })
}

fn backup_view(backup: &Backup, environment: &Environment, words: &Words) -> Value {
    let tested = backup.restore_tested.as_ref().map(|tested| words.day(tested.value));
    json!({
        "schedule": said(backup.schedule.as_ref()),
        "kept": backup.kept.as_ref().map(|kept| words.duration(kept.value)),
        "location": backup.location.as_ref().map(web),
        "tested": tested,
        "tested_ago": environment.restored_ago.map(|days| words.days_left(-days)),
    })
}

fn component_view(component: &Component, looking: Looking<'_>) -> Value {
    let declared = &component.declared;
    json!({
        "id": anchor_of(Kind::Component, &declared.id),
        "title": declared.title.value,
        "version": said(declared.version.as_ref()),
        "health": declared.health.as_ref().map(web),
        "dashboard": declared.dashboard.as_ref().map(web),
        "logs": said(declared.logs.as_ref()),
        "owner": looking.party(component.owner.as_ref()),
        "runbooks": looking.guides(&declared.runbooks),
        "deviation": said(declared.deviation.as_ref()),
        "facts": facts(&declared.common),
    })
}

fn integration_view(integration: &Integration, installation: &Installation, looking: Looking<'_>) -> Value {
    let declared = &integration.declared;
    let endpoint = |end: Option<&Endpoint>| {
        end.map(|end| match end {
            Endpoint::Component(at) => {
                let component = &installation.components[*at].declared;
                looking.thing(Kind::Component, &component.id, Some(&component.title.value))
            }
            Endpoint::Words(text) => named(text, crate::path::address(text)),
        })
    };
    json!({
        "id": anchor_of(Kind::Integration, &declared.id),
        "title": declared.title.value,
        "from": endpoint(integration.from.as_ref()),
        "to": endpoint(integration.to.as_ref()),
        "protocol": said(declared.protocol.as_ref()),
        "port": declared.port.as_ref().map(|port| port.value.0),
        "auth": said(declared.auth.as_ref()),
        "failure": said(declared.failure.as_ref()),
        "facts": facts(&declared.common),
    })
}

fn access_view(access: &Access, looking: Looking<'_>) -> Value {
    let words = looking.words();
    let declared = &access.declared;
    let left = match access.state {
        AccessState::Expiring(days) => Some(words.days_left(days)),
        _ => None,
    };
    json!({
        "id": anchor_of(Kind::Access, &declared.id),
        "system": declared.system.value,
        "role": said(declared.role.as_ref()),
        "holder": looking.party(access.holder.as_ref()),
        "status": status(words, access_status(access)),
        "how": said(declared.how.as_ref()),
        "secret_ref": said(declared.secret_ref.as_ref()),
        "expires": declared.expires.as_ref().map(|expires| sortable_day(expires.value, words)),
        "left": left,
        "revoked": declared.revoked.as_ref().map(|revoked| words.day(revoked.value)),
    })
}

fn expiry_view(expiry: &Expiry, looking: Looking<'_>) -> Value {
    let words = looking.words();
    let declared = &expiry.declared;
    json!({
        "id": anchor_of(Kind::Expiry, &declared.id),
        "what": declared.what.value,
        "on": sortable_day(expiry.on, words),
        "left": words.days_left(expiry.days_left),
        "days": expiry.days_left,
        "status": status(words, expiry_status(expiry)),
        "owner": looking.party(expiry.owner.as_ref()),
        "runbooks": looking.guides(&declared.runbook),
    })
}
