//! What stands in the place of each kind of data: tables, lists and paragraphs.

use super::{block, link, paragraph, text, wiki};
use crate::book::{Book, DataKind, DataName, GuidePaths, Named};
use crate::doc::{Alignment, Block, BlockKind, Inline, ListItem, ListMark, RawLink, Task};
use crate::model::engagement::{Engagement, GuideRef, Meeting, Milestone, Phase, Task as PhaseTask};
use crate::model::wording::{
    Words, metric_status, milestone_status, phase_status, priority_label, raid_duty_label, raid_kind_label, raid_status,
};
use crate::path::encode_segment;
use crate::schema::kind::Kind;
use crate::schema::scalar::Name;
use crate::schema::things::TaskState;
use crate::text::TextRange;
use ecow::{EcoString, eco_format};

type Inlines = Vec<Inline<RawLink>>;
type Blocks = Vec<Block<RawLink>>;

/// The data of one engagement.
pub(super) struct Content<'a> {
    pub(super) id: &'a str,
    pub(super) facts: &'a Engagement,
    pub(super) book: &'a Book,
    pub(super) paths: &'a GuidePaths,
    /// The language that it is said in.
    pub(super) words: &'a Words,
}

impl Content<'_> {
    /// What stands where `name` is embedded; none where the engagement has nothing of that name.
    pub(super) fn of(&self, name: DataName<'_>) -> Option<Blocks> {
        let id = name.id.unwrap_or_default();
        let facts = self.facts;
        Some(match name.data {
            DataKind::Agenda => self.agenda(facts.meetings.iter().find(|meeting| meeting.id.as_str() == id)?),
            DataKind::Checklist => self.checklist(facts.phases.iter().find(|phase| phase.id.as_str() == id)?),
            DataKind::Timeline => self.timeline(),
            DataKind::Milestones => self.milestones(),
            DataKind::Metrics => self.metrics(),
            DataKind::Contacts => self.contacts(),
            DataKind::Raci => self.raci(),
            DataKind::Raid => self.raid(),
            DataKind::Requirements => self.requirements(),
            DataKind::Gotchas => self.gotchas(),
        })
    }

    /// A link to a thing of this engagement.
    fn thing(&self, kind: Kind, id: &str, words: impl Into<EcoString>) -> Inline<RawLink> {
        wiki(eco_format!("{}/{kind}:{id}", self.id), vec![text(words)])
    }

    /// A link to a guide that the engagement names, shown by its title.
    fn guide(&self, guide: &GuideRef) -> Option<Inline<RawLink>> {
        let Named::Guide(at) = self.paths.find(&guide.at.path, &guide.value) else { return None };
        let guide = &self.book.guides[at];
        let below = guide.parsed.path.below(&self.book.config.source)?;
        let href: Vec<String> = below.split('/').map(encode_segment).collect();
        let title = crate::book::title_of(&guide.parsed, &guide.meta);
        Some(link(eco_format!("/{}", href.join("/")), vec![text(title)]))
    }

    fn agenda(&self, meeting: &Meeting) -> Blocks {
        let mut head = vec![self.thing(Kind::Meeting, &meeting.id, meeting.title.value.clone())];
        if let Some(when) = self.words.meeting_time(meeting) {
            head.push(text(eco_format!(", {when}")));
        }
        let head = paragraph(vec![Inline::Strong(head)]);
        let rows = meeting.agenda.iter().map(|topic| {
            let mut words = vec![text(topic.topic.value.clone())];
            if let Some(note) = &topic.note {
                words.push(text(eco_format!(" ({})", note.value)));
            }
            if let Some(guide) = topic.guide.as_ref().and_then(|guide| self.guide(guide)) {
                words.extend([text(": "), guide]);
            }
            let lead = topic.lead.as_ref().map(|lead| self.facts.people.name(lead));
            let length = topic.duration.map(|length| self.words.duration(length));
            vec![one(self.words.topic_time(topic)), words, maybe(length), maybe(lead)]
        });
        let mut blocks = vec![head];
        let head = ["Time", "Topic", "Length", "Lead"];
        blocks.extend(self.table(&head, rows.collect(), "The agenda is not set yet."));
        if let Some(total) = meeting.total {
            let total = self.words.duration(total);
            blocks.push(paragraph(one(match meeting.length.map(|slot| self.words.duration(slot)) {
                Some(slot) => self.words.fill("In all {total} of {slot}.", &[("total", &total), ("slot", &slot)]),
                None => self.words.fill("In all {total}.", &[("total", &total)]),
            })));
        }
        blocks
    }

    fn checklist(&self, phase: &Phase) -> Blocks {
        let mut blocks = Vec::new();
        if !phase.tasks.is_empty() {
            blocks.push(self.tasks(&phase.id, &phase.tasks));
        }
        for workstream in phase.workstreams.iter().filter(|workstream| !workstream.tasks.is_empty()) {
            blocks.push(paragraph(vec![Inline::Strong(one(workstream.title.value.clone()))]));
            blocks.push(self.tasks(&phase.id, &workstream.tasks));
        }
        if blocks.is_empty() { self.nothing("This phase has no tasks yet.") } else { blocks }
    }

    fn tasks(&self, phase: &Name, tasks: &[PhaseTask]) -> Block<RawLink> {
        // What was dropped is not there to be ticked.
        let tasks = tasks.iter().filter(|task| task.state != TaskState::Dropped);
        let items = tasks.map(|task| {
            let mut words = vec![text(task.text.value.clone())];
            let owner = task.owner.as_ref().map(|owner| self.facts.people.name(owner));
            let due = task.due.filter(|_| task.state != TaskState::Done);
            let due = due.map(|due| self.words.fill("due {day}", &[("day", &self.words.day(due))]));
            let blocked = (task.state == TaskState::Blocked).then(|| self.words.say("blocked").into());
            let detail: Vec<EcoString> = owner.into_iter().chain(due).chain(blocked).collect();
            if !detail.is_empty() {
                words.push(text(eco_format!(" ({})", detail.join(", "))));
            }
            for guide in task.guide.iter().chain(&task.runbook).filter_map(|guide| self.guide(guide)) {
                words.extend([text(": "), guide]);
            }
            let mut blocks = vec![block(BlockKind::Plain(words))];
            if !task.tasks.is_empty() {
                blocks.push(self.tasks(phase, &task.tasks));
            }
            // Who has it and by when may change; what the reader ticked stays ticked.
            let anchor = Some(eco_format!("{}-{}", phase.as_str(), task.id.as_str()));
            let task = Some(Task { checked: task.state == TaskState::Done, anchor, action: None });
            ListItem { task, audience: None, blocks, mark: ListMark::default(), range: TextRange::default() }
        });
        block(BlockKind::List { start: None, items: items.collect() })
    }

    fn timeline(&self) -> Blocks {
        let phase = |phase: &Phase| {
            let title = self.thing(Kind::Phase, &phase.id, phase.title.value.clone());
            let dates = phase.planned.map(|planned| self.words.days(planned));
            vec![vec![title], maybe(dates), self.say(phase_status(phase).label)]
        };
        let rows = self.facts.phases.iter().map(phase).collect();
        let mut blocks = self.table(&["Phase", "Dates", "Status"], rows, "The plan has no phases yet.");
        if !self.facts.milestones.is_empty() {
            blocks.extend(self.milestones());
        }
        blocks
    }

    fn milestones(&self) -> Blocks {
        let row = |milestone: &Milestone| {
            let title = self.thing(Kind::Milestone, &milestone.id, milestone.title.value.clone());
            let day = milestone.day().map(|day| self.words.day(day));
            vec![vec![title], maybe(day), self.say(milestone_status(milestone).label)]
        };
        let rows = self.facts.milestones.iter().map(row).collect();
        self.table(&["Milestone", "Day", "Status"], rows, "The plan has no milestones yet.")
    }

    fn metrics(&self) -> Blocks {
        let rows = self.facts.metrics.iter().map(|metric| {
            let last = metric.readings.last().map(|reading| self.words.figure(&reading.value, metric));
            vec![
                vec![self.thing(Kind::Metric, &metric.id, metric.title.value.clone())],
                maybe(metric.baseline.as_ref().map(|baseline| self.words.figure(baseline, metric))),
                maybe(self.words.target(metric)),
                maybe(last),
                self.say(metric_status(metric).label),
            ]
        });
        self.table(&["Metric", "Baseline", "Target", "Latest", "Status"], rows.collect(), "Nothing is measured yet.")
    }

    fn contacts(&self) -> Blocks {
        let people = &self.facts.people;
        let rows = people.all.iter().filter(|person| !person.has_left).map(|person| {
            let roles = person.roles.iter().filter_map(|role| people.role_title(role));
            let roles: Vec<&str> = roles.map(EcoString::as_str).collect();
            let role = if roles.is_empty() { people.title_of(person).cloned() } else { Some(roles.join(", ").into()) };
            let declared = &person.declared;
            let reach = |scheme: &str, address: &EcoString| {
                let plain: EcoString = address.chars().filter(|letter| !letter.is_whitespace()).collect();
                vec![link(eco_format!("{scheme}:{plain}"), vec![text(address.clone())])]
            };
            vec![
                vec![self.thing(Kind::Person, &declared.id, declared.name.value.clone())],
                maybe(role),
                declared.phone.as_ref().map(|phone| reach("tel", &phone.value)).unwrap_or_default(),
                declared.email.as_ref().map(|email| reach("mailto", &email.value)).unwrap_or_default(),
            ]
        });
        self.table(&["Name", "Role", "Telephone", "E-mail"], rows.collect(), "Nobody is named yet.")
    }

    fn raci(&self) -> Blocks {
        let names = |names: &[Name]| {
            let names: Vec<EcoString> =
                names.iter().map(|name| self.facts.people.name(&self.facts.people.party_now(name))).collect();
            maybe(Some(names.join(", ")).filter(|names| !names.is_empty()))
        };
        let rows = self.facts.declared.plan.raci.iter().map(|row| {
            vec![
                one(row.activity.value.clone()),
                names(&row.responsible),
                names(&row.accountable),
                names(&row.consulted),
                names(&row.informed),
            ]
        });
        let head = ["Activity", "Responsible", "Accountable", "Consulted", "Informed"];
        self.table(&head, rows.collect(), "Nobody has said who answers for what yet.")
    }

    fn raid(&self) -> Blocks {
        let rows = self.facts.raid.iter().map(|entry| {
            let next = entry
                .next
                .map(|next| eco_format!("{} {}", self.words.say(raid_duty_label(next.what)), self.words.day(next.on)));
            let kind = crate::model::kind_of_raid(entry.kind);
            vec![
                maybe(entry.number().cloned()),
                self.say(raid_kind_label(entry.kind)),
                vec![self.thing(kind, &entry.id, entry.title.value.clone())],
                self.say(raid_status(entry).label),
                maybe(entry.owner.as_ref().map(|owner| self.facts.people.name(owner))),
                maybe(next),
            ]
        });
        let head = ["No.", "Kind", "What", "Status", "Owner", "Next"];
        self.table(&head, rows.collect(), "Nothing is in the RAID log yet.")
    }

    fn requirements(&self) -> Blocks {
        let design = self.facts.declared.plan.design.as_ref();
        let rows = design.into_iter().flat_map(|design| &design.requirements).map(|one_of| {
            vec![
                vec![self.thing(Kind::Requirement, &one_of.id, one_of.title.value.clone())],
                maybe(one_of.trial.as_ref().map(|text| text.value.clone())),
                maybe(one_of.production.as_ref().map(|text| text.value.clone())),
                maybe(one_of.priority.as_ref().map(|priority| self.words.say(priority_label(priority.value)))),
            ]
        });
        self.table(&["Requirement", "Trial", "Production", "Priority"], rows.collect(), "No requirements are set yet.")
    }

    fn gotchas(&self) -> Blocks {
        let all = self.facts.phases.iter().flat_map(|phase| &phase.declared.gotchas);
        let items = all.map(|gotcha| {
            let mut words = vec![Inline::Strong(one(gotcha.symptom.value.clone())), text(".")];
            for (label, said) in [("Why", &gotcha.cause), ("What to do", &gotcha.action)] {
                if let Some(said) = said {
                    let label = self.words.say(label);
                    words.push(text(eco_format!(" {label}: {}.", said.value.trim_end_matches('.'))));
                }
            }
            if let Some(guide) = gotcha.guide.as_ref().and_then(|guide| self.guide(guide)) {
                words.extend([text(" "), guide]);
            }
            let blocks = vec![block(BlockKind::Plain(words))];
            ListItem { task: None, audience: None, blocks, mark: ListMark::default(), range: TextRange::default() }
        });
        let items: Vec<_> = items.collect();
        if items.is_empty() {
            return self.nothing("No gotchas are known yet.");
        }
        vec![block(BlockKind::List { start: None, items })]
    }

    /// A phrase of the program.
    fn say(&self, phrase: &str) -> Inlines {
        one(self.words.say(phrase))
    }

    fn nothing(&self, phrase: &str) -> Blocks {
        vec![paragraph(vec![Inline::Emphasis(self.say(phrase))])]
    }

    /// A table without the columns that are empty in every row; `otherwise` where it has no rows.
    fn table(&self, head: &[&str], rows: Vec<Vec<Inlines>>, otherwise: &str) -> Blocks {
        if rows.is_empty() {
            return self.nothing(otherwise);
        }
        let used: Vec<usize> =
            (0..head.len()).filter(|column| rows.iter().any(|row| !row[*column].is_empty())).collect();
        let rows =
            rows.into_iter().map(|mut row| used.iter().map(|column| std::mem::take(&mut row[*column])).collect());
        let kind = BlockKind::Table {
            alignments: vec![Alignment::None; used.len()],
            head: used.iter().map(|column| self.say(head[*column])).collect(),
            rows: rows.collect(),
        };
        vec![block(kind)]
    }
}

fn one(words: impl Into<EcoString>) -> Inlines {
    vec![text(words)]
}

fn maybe(words: Option<impl Into<EcoString>>) -> Inlines {
    words.map(one).unwrap_or_default()
}
