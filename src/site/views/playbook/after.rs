//! What a playbook lists besides its phases and meetings: each list as rows of a title, what is said of it, and its points.

use super::{Shown, side};
use crate::model::anchor_of;
use crate::model::wording::{Words, clock};
use crate::schema::kind::Kind;
use crate::schema::scalar::{Target, Weeks};
use crate::schema::things::{Common, Cutover, Hypercare, RaciRow, Severity, Verify};
use crate::site::views::parts::html;
use ecow::EcoString;
use serde_json::{Value, json};

/// An entry of a list: what it is, what is said of it on one line, and its points.
struct Row<'a> {
    id: Option<String>,
    text: &'a str,
    meta: Vec<String>,
    points: Vec<Value>,
    common: &'a Common,
}

impl<'a> Row<'a> {
    fn new(text: &'a str, common: &'a Common) -> Self {
        Self { id: None, text, meta: Vec::new(), points: Vec::new(), common }
    }

    fn named(self, kind: Kind, id: &str) -> Self {
        Self { id: Some(anchor_of(kind, id).into()), ..self }
    }

    fn meta(mut self, words: Option<impl Into<String>>) -> Self {
        self.meta.extend(words.map(Into::into));
        self
    }

    fn points(self, points: Vec<Value>) -> Self {
        Self { points, ..self }
    }

    fn view(self, shown: &Shown<'_>) -> Value {
        let (badge, only) = (shown.badge(self.common), shown.only(self.common));
        json!({ "id": self.id, "text": html(self.text), "meta": self.meta, "parts": self.points, "guides": [], "badge": badge, "only": only })
    }
}

fn point(text: &str) -> Value {
    json!({ "text": html(text), "meta": [], "parts": [], "guides": [], "badge": null, "only": null })
}

impl Shown<'_> {
    /// The lists that have something in them, in the order of the work.
    pub(super) fn lists(&self) -> Vec<Value> {
        let plan = &self.placed.says.plan;
        let words = self.words();
        let list = |id: &str, title: &str, rows: Vec<Row<'_>>| {
            let rows: Vec<Value> = rows.into_iter().map(|row| row.view(self)).collect();
            (!rows.is_empty()).then(|| json!({ "id": format!("tk-{id}"), "title": words.say(title), "rows": rows }))
        };
        let lists = [
            list(
                "roles",
                "Roles",
                plan.roles
                    .iter()
                    .map(|role| {
                        Row::new(&role.title.value, &role.common)
                            .named(Kind::Role, &role.id)
                            .meta(role.side.as_ref().map(|one| words.say(side(one.value))))
                    })
                    .collect(),
            ),
            list(
                "expectations",
                "Settled before the work begins",
                plan.expectations
                    .iter()
                    .map(|one| Row::new(&one.text.value, &one.common).named(Kind::Expectation, &one.id))
                    .collect(),
            ),
            list("prerequisites", "Prerequisites", self.prerequisites()),
            list(
                "requirements",
                "Requirements",
                plan.design
                    .iter()
                    .flat_map(|design| &design.requirements)
                    .map(|one| {
                        Row::new(&one.title.value, &one.common)
                            .named(Kind::Requirement, &one.id)
                            .meta(one.priority.as_ref().map(|priority| words.say(priority.value.name())))
                            .meta(one.trial.as_ref().map(|trial| self.about("trial: {what}", &trial.value)))
                            .meta(
                                one.production
                                    .as_ref()
                                    .map(|production| self.about("production: {what}", &production.value)),
                            )
                    })
                    .collect(),
            ),
            list("milestones", "Milestones", self.milestones()),
            list(
                "criteria",
                "Success criteria",
                plan.success_criteria
                    .iter()
                    .map(|one| {
                        let phase = one.phase.as_ref().map(|id| self.called(Kind::Phase, id));
                        Row::new(&one.text.value, &one.common).named(Kind::Criterion, &one.id).meta(phase)
                    })
                    .collect(),
            ),
            list(
                "gates",
                "Gates",
                plan.gates
                    .iter()
                    .map(|gate| {
                        let requires =
                            gate.requires.iter().map(|one| point(&words.saying(&self.placed.in_words(&one.value))));
                        Row::new(&gate.title.value, &gate.common).named(Kind::Gate, &gate.id).points(requires.collect())
                    })
                    .collect(),
            ),
            list(
                "sign-offs",
                "Sign-offs",
                plan.sign_offs
                    .iter()
                    .map(|one| {
                        let statement = one.statement.iter().map(|statement| point(&statement.value));
                        Row::new(&one.title.value, &one.common)
                            .named(Kind::SignOff, &one.id)
                            .meta(one.subject.as_ref().map(|subject| {
                                self.about("of {what}", &words.saying(&self.placed.cause(&subject.value)))
                            }))
                            .meta(
                                (!one.parties.is_empty())
                                    .then(|| self.about("by {what}", &self.all(&one.parties).join(", "))),
                            )
                            .points(statement.collect())
                    })
                    .collect(),
            ),
            list(
                "metrics",
                "Metrics",
                plan.metrics
                    .iter()
                    .map(|one| {
                        let unit = one.unit.as_ref().map(|unit| format!(" {}", unit.value)).unwrap_or_default();
                        Row::new(&one.title.value, &one.common)
                            .named(Kind::Metric, &one.id)
                            .meta(
                                one.target
                                    .as_ref()
                                    .map(|target| self.about("target {what}", &target_label(&target.value, &unit))),
                            )
                            .meta(one.checkpoint.as_ref().map(|at| {
                                words.fill("{length} after go-live", &[("length", &words.duration(at.value))])
                            }))
                            .meta(one.method.as_ref().map(|method| method.value.clone()))
                    })
                    .collect(),
            ),
            list(
                "risks",
                "Risks and other entries of the RAID log",
                plan.raid
                    .iter()
                    .map(|one| {
                        let kind = one.kind.as_ref().map_or(Kind::Risk, |kind| crate::model::kind_of_raid(kind.value));
                        Row::new(&one.title.value, &one.common)
                            .named(kind, &one.id)
                            .meta(Some(words.say(kind.label())))
                            .meta(one.owner.as_ref().map(|owner| self.who(owner)))
                            .points(one.mitigation.iter().map(|text| point(&text.value)).collect())
                    })
                    .collect(),
            ),
            list(
                "training",
                "Training",
                plan.training
                    .iter()
                    .map(|one| {
                        Row::new(&one.title.value, &one.common)
                            .named(Kind::Training, &one.id)
                            .meta(one.audience_role.as_ref().map(|role| self.about("for {what}", &self.who(role))))
                    })
                    .collect(),
            ),
            list(
                "reviews",
                "Reviews",
                plan.reviews
                    .iter()
                    .map(|one| {
                        Row::new(&one.title.value, &one.common)
                            .named(Kind::Review, &one.id)
                            .meta(one.every.as_ref().map(|every| self.every(every.value)))
                            .points(self.lines(&one.asks))
                    })
                    .collect(),
            ),
            list(
                "support",
                "Support packages",
                plan.support
                    .iter()
                    .flat_map(|support| &support.packages)
                    .map(|one| {
                        Row::new(&one.title.value, &one.common)
                            .meta(one.every.as_ref().map(|every| self.every(every.value)))
                            .points(self.lines(&one.includes))
                    })
                    .collect(),
            ),
        ];
        lists.into_iter().flatten().collect()
    }

    fn prerequisites(&self) -> Vec<Row<'_>> {
        let words = self.words();
        let rows = self.placed.says.plan.prerequisites.iter().map(|one| {
            let blocking = one.blocking.as_ref().is_some_and(|blocking| blocking.value);
            Row::new(&one.text.value, &one.common)
                .named(Kind::Prerequisite, &one.id)
                .meta(
                    one.owner
                        .as_ref()
                        .map(|owner| self.who(owner))
                        .or_else(|| one.side.as_ref().map(|one| words.say(side(one.value)).into())),
                )
                .meta(one.category.as_ref().map(|category| words.say(category.value.name())))
                .meta(one.needed_by.as_ref().map(|by| self.about("needed by {what}", &self.deadline(&by.value))))
                .meta(blocking.then(|| words.say("nothing goes on without it")))
                .points(one.verify.as_ref().and_then(|verify| verification(verify, words)).into_iter().collect())
        });
        rows.collect()
    }

    fn milestones(&self) -> Vec<Row<'_>> {
        let milestones = self.placed.says.plan.milestones.iter();
        let rows = milestones.map(|one| {
            let criteria = one.criteria.iter().map(|criterion| point(&criterion.text.value));
            let after: Vec<_> = one.depends_on.iter().map(|id| self.called(Kind::Milestone, id)).collect();
            Row::new(&one.title.value, &one.common)
                .named(Kind::Milestone, &one.id)
                .meta(one.week.as_ref().map(|week| self.end_of(week.value)))
                .meta((!after.is_empty()).then(|| self.about("after {what}", &after.join(", "))))
                .points(criteria.collect())
        });
        rows.collect()
    }

    /// "end of week 4".
    fn end_of(&self, weeks: Weeks) -> EcoString {
        let (first, last) = (weeks.first.to_string(), weeks.last.to_string());
        let phrase = if weeks.first == weeks.last { "end of week {last}" } else { "end of weeks {first}–{last}" };
        self.words().fill(phrase, &[("first", &first), ("last", &last)])
    }

    pub(super) fn raci(&self) -> Vec<Value> {
        let row = |row: &RaciRow| {
            json!({
                "activity": row.activity.value,
                "responsible": self.all(&row.responsible).join(", "),
                "accountable": self.all(&row.accountable).join(", "),
                "consulted": self.all(&row.consulted).join(", "),
                "informed": self.all(&row.informed).join(", "),
                "badge": self.badge(&row.common),
            })
        };
        self.placed.says.plan.raci.iter().map(row).collect()
    }

    pub(super) fn cutover(&self, cutover: &Cutover) -> Value {
        let last = cutover.point_of_no_return.as_ref().map(|id| id.as_str());
        let steps = cutover.steps.iter().map(|step| {
            let runbook = self.guide(step.runbook.as_ref()).or_else(|| self.guide(step.guide.as_ref()));
            json!({
                "id": anchor_of(Kind::Step, &step.id),
                "at": step.at.as_ref().map(|at| offset(at.value.minutes, self.words())),
                "text": html(&step.text.value),
                "owner": step.owner.as_ref().map(|owner| self.who(owner)),
                "duration": step.duration.as_ref().map(|length| self.words().duration(length.value)),
                "runbook": runbook,
                "check": step.check.as_ref().map(|check| &check.value),
                "gate": step.gate.as_ref().is_some_and(|gate| gate.value),
                "last": last == Some(step.id.as_str()),
                "badge": self.badge(&step.common),
            })
        });
        let rollback = cutover.rollback.as_ref().map(|rollback| {
            json!({
                "triggers": self.lines(&rollback.triggers),
                "decider": rollback.decider.as_ref().map(|decider| self.who(decider)),
                "duration": rollback.duration.as_ref().map(|length| self.words().duration(length.value)),
                "runbook": self.guide(rollback.runbook.as_ref()),
            })
        });
        let window = cutover.window.as_ref().and_then(|window| {
            Some(format!("{}–{}", clock(window.from.as_ref()?.value), clock(window.to.as_ref()?.value)))
        });
        json!({ "window": window, "steps": steps.collect::<Vec<_>>(), "rollback": rollback })
    }

    pub(super) fn hypercare(&self, hypercare: &Hypercare) -> Value {
        json!({
            "length": hypercare.length.as_ref().map(|length| self.words().duration(length.value)),
            "hours": hypercare.hours.as_ref().map(|hours| &hours.value),
            "responders": self.all(&hypercare.responders).join(", "),
            "cadence": hypercare.cadence.as_ref().map(|cadence| &cadence.value),
            "exit": self.lines(&hypercare.exit),
        })
    }

    pub(super) fn severities(&self) -> Vec<Value> {
        let severities = self.placed.says.plan.support.iter().flat_map(|support| &support.severities);
        let view = |one: &Severity| {
            let escalation = one.escalation.iter().filter_map(|step| {
                let length = self.words().duration(step.after.as_ref()?.value);
                let name = self.who(step.to.as_ref()?);
                Some(self.words().fill("after {length}: {name}", &[("length", &length), ("name", &name)]))
            });
            json!({
                "title": one.title.value,
                "response": one.response.as_ref().map(|response| self.words().duration(response.value)),
                "escalation": escalation.collect::<Vec<_>>().join(", "),
            })
        };
        severities.map(view).collect()
    }
}

/// What to run, and what comes out then.
fn verification(verify: &Verify, language: &Words) -> Option<Value> {
    let code = |text: &str| format!("<code>{}</code>", html(text));
    let words = match (&verify.command, &verify.expect) {
        (Some(command), Some(expect)) => {
            format!("{} {} {}", code(&command.value), html(language.say("gives")), code(&expect.value))
        }
        (Some(command), None) => code(&command.value),
        (None, expect) => html(&expect.as_ref()?.value),
    };
    Some(json!({ "text": words, "meta": [], "parts": [], "guides": [], "badge": null, "only": null }))
}

/// "< 2 min", "4–6 h", or the words.
fn target_label(target: &Target, unit: &str) -> String {
    let (figure, rest) = match target {
        Target::Figure { comparison, number, rest } => (format!("{comparison} {}", number.text), rest.as_str()),
        Target::Within { least, most, rest } => (format!("{}–{}", least.text, most.text), rest.as_str()),
        Target::Words(words) => return words.to_string(),
    };
    if rest.is_empty() { figure + unit } else { figure + rest }
}

/// "T−2 h", "T+30 min".
fn offset(minutes: i32, words: &Words) -> String {
    let sign = if minutes < 0 { '−' } else { '+' };
    let counted = |count: u32, phrase: &str| words.fill(phrase, &[("n", &count.to_string())]);
    match minutes.unsigned_abs() {
        0 => "T".to_owned(),
        minutes if minutes % 60 == 0 => format!("T{sign}{}", counted(minutes / 60, "{n} h")),
        minutes => format!("T{sign}{}", counted(minutes, "{n} min")),
    }
}
