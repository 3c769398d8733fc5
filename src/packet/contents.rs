//! What goes into a packet, in which order: the one engagement of an edition, and the guides that are named for it.
//!
//! Takes an `Edition` that was assembled for a customer; everything in it is theirs to read, so nothing is left out here
//! for being internal. Gives a `PacketView`, in words as they are printed.

use super::view::{
    AgendaItemView, CellView, CheckView, ColumnView, CoverView, CriterionView, DeliverableView, FactView, GuideSection,
    LinkView, MeetingView, MilestoneView, PacketView, Paper, PersonView, PhaseView, Place, ProgressView, RecipientView,
    RowView, ScopeView, SectionBody, SectionView, State, StatusView, SummaryView, TableView, TaskGroupView, TaskView,
};
use crate::doc::{Element, Inline, ListItem, Target, Visit};
use crate::model::engagement::{Confirmation, Engagement, Meeting, Milestone, Party, Phase, SuccessCriterion, Task};
use crate::model::wording::{
    Status, cause, confirmation, criterion_status, day, days, deliverable_status, duration, engagement_status,
    fulfilment_status, guide_kind_label, health_label, meeting_time, milestone_status, phase_status, side_label,
    task_day, task_status, topic_time,
};
use crate::model::{Edition, Guide, PlacedEngagement, Term, anchor_of};
use crate::parse::front_matter::GuideKind;
use crate::path::{OutputPath, SourcePath};
use crate::schema::kind::Kind;
use crate::schema::scalar::Place as WrittenPlace;
use crate::schema::things::{self, Line, RaidKind, RaidStatus, TaskState};
use crate::text::TextRange;
use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The contents of the packet of `placed`, an engagement of `edition`.
#[must_use]
pub fn contents(edition: &Edition, placed: &PlacedEngagement) -> PacketView {
    let draw = Draw { edition, placed, facts: &placed.facts, repeated: repeated(edition, placed) };
    let mut sections = vec![
        draw.summary(),
        draw.scope(),
        draw.criteria(),
        draw.deliverables(),
        draw.guides("Design", |kind| kind == GuideKind::Design),
        draw.phases(),
        draw.milestones(),
        draw.meetings(),
        draw.guides("Runbooks", |kind| kind == GuideKind::Runbook),
        draw.guides("Guides", |kind| !matches!(kind, GuideKind::Design | GuideKind::Runbook)),
        draw.log(),
        draw.people(),
    ];
    sections.push(glossary(edition, &sections));
    sections.retain(|section| !section.body.is_empty());
    let mut view = PacketView {
        source: Some(placed.source.clone()),
        cover: draw.cover(),
        language: draw
            .facts
            .declared
            .language
            .as_ref()
            .map_or_else(|| edition.config.language.clone(), |language| language.value.0.clone()),
        paper: match edition.config.paper {
            things::Paper::A4 => Paper::A4,
            things::Paper::UsLetter => Paper::UsLetter,
        },
        accent: EcoString::new(),
        sections,
    };
    view.cover.revision = revision(&view);
    view
}

/// The words of the trade that the guides in `sections` mention.
fn glossary(edition: &Edition, sections: &[SectionView]) -> SectionView {
    let mut met = Mentions(BTreeSet::new());
    for section in sections {
        if let SectionBody::Guides(guides) = &section.body {
            guides.iter().for_each(|guide| guide.doc.visit(&mut met));
        }
    }
    let terms = edition.glossary.iter().flat_map(|glossary| &glossary.terms);
    let row = |term: &Term| RowView {
        place: None,
        cells: vec![CellView::Text(term.term.clone()), CellView::Text(term.definition.clone())],
    };
    let column = |title: &str, weight: u32| ColumnView { title: title.into(), numeric: false, weight };
    let rows = terms.filter(|term| met.0.contains(&term.anchor)).map(row).collect();
    let columns = vec![column("Term", 1), column("Meaning", 3)];
    section("Glossary", SectionBody::Table(TableView { columns, rows }))
}

struct Mentions(BTreeSet<EcoString>);

impl Visit<Target> for Mentions {
    fn link(&mut self, target: &Target, _: &[Inline<Target>]) {
        if let Target::Term { anchor, .. } = target {
            self.0.insert(anchor.clone());
        }
    }

    fn heading(&mut self, _: u8, _: &EcoString, _: &[Inline<Target>], _: TextRange) {}
    fn task(&mut self, _: &ListItem<Target>) {}
    fn element(&mut self, _: &Element<Target>) {}
}

/// Eight letters that name the content: they change when anything that is printed does.
fn revision(view: &PacketView) -> EcoString {
    let mut hasher = blake3::Hasher::new();
    hasher.update(serde_json::to_string(view).expect("a view is plain data").as_bytes());
    for section in &view.sections {
        if let SectionBody::Guides(guides) = &section.body {
            guides.iter().for_each(|guide| {
                hasher.update(guide.doc.plain_text().as_bytes());
            });
        }
    }
    hasher.finalize().to_hex()[..8].into()
}

struct Draw<'a> {
    edition: &'a Edition,
    placed: &'a PlacedEngagement,
    facts: &'a Engagement,
    repeated: BTreeSet<OutputPath>,
}

/// The guides that would only be printed a second time: here because others embed the whole of them, named by nothing
/// and linked to from nowhere.
fn repeated(edition: &Edition, placed: &PlacedEngagement) -> BTreeSet<OutputPath> {
    let mut met = Met::default();
    edition.guides.iter().for_each(|guide| guide.doc().visit(&mut met));
    for named in placed.guides.values() {
        met.embedded.remove(&edition.page(*named).path);
    }
    met.linked.iter().filter(|(_, times)| **times > 0).for_each(|(page, _)| {
        met.embedded.remove(page);
    });
    met.embedded
}

/// What guides embed whole, and how often each page is linked to besides.
#[derive(Default)]
struct Met {
    embedded: BTreeSet<OutputPath>,
    linked: BTreeMap<OutputPath, usize>,
    last: Option<(OutputPath, bool)>,
}

impl Visit<Target> for Met {
    fn link(&mut self, target: &Target, _: &[Inline<Target>]) {
        self.last = None;
        if let Target::Page { page, anchor, .. } = target {
            *self.linked.entry(page.clone()).or_default() += 1;
            self.last = Some((page.clone(), anchor.is_none()));
        }
    }

    /// The link before what was put in is the embed's own.
    fn enter(&mut self, from: Option<&SourcePath>) {
        if let Some((page, whole)) = self.last.take().filter(|_| from.is_some()) {
            self.linked.entry(page.clone()).and_modify(|times| *times -= 1);
            if whole {
                self.embedded.insert(page);
            }
        }
    }

    fn heading(&mut self, _: u8, _: &EcoString, _: &[Inline<Target>], _: TextRange) {}
    fn task(&mut self, _: &ListItem<Target>) {}
    fn element(&mut self, _: &Element<Target>) {}
}

fn section(title: &str, body: SectionBody) -> SectionView {
    SectionView { title: title.into(), body, ..SectionView::default() }
}

fn status(status: Status) -> StatusView {
    StatusView { id: status.id, label: status.label.into() }
}

fn lines(lines: &[Line]) -> Vec<EcoString> {
    lines.iter().map(|line| line.text.value.clone()).collect()
}

impl Draw<'_> {
    fn vendor(&self) -> &str {
        self.edition.config.organization.as_deref().unwrap_or("Vendor")
    }

    fn customer(&self) -> EcoString {
        self.facts.declared.customer.as_ref().map_or_else(EcoString::new, |customer| customer.name.value.clone())
    }

    fn party(&self, party: Option<&Party>) -> EcoString {
        party.map(|party| self.facts.people.name(party)).unwrap_or_default()
    }

    fn confirmed(&self, word: Option<&Confirmation>) -> EcoString {
        word.map(|word| confirmation(word, &self.facts.people)).unwrap_or_default()
    }

    fn place_of_phase(&self, at: usize) -> Place {
        Place::page(self.edition.page(self.placed.phases[at]).path.clone())
    }

    fn cover(&self) -> CoverView {
        let declared = &self.facts.declared;
        let customer = declared.customer.as_ref();
        let packet = declared.plan.packets.get("handoff");
        let title = packet
            .and_then(|packet| packet.title.as_ref())
            .map_or("Handoff packet".into(), |title| title.value.clone());
        let marking = self.placed.marking(Some("handoff"), &self.edition.config);
        let recipient = |recipient: &things::Recipient| {
            let party = recipient.person.as_ref().map(|person| self.facts.people.party_now(person));
            let first = party.as_ref().and_then(|party| party.people.first()).map(|id| self.facts.people.get(*id));
            RecipientView {
                name: recipient.name.as_ref().map_or_else(|| self.party(party.as_ref()), |name| name.value.clone()),
                role: first.and_then(|person| self.facts.people.title_of(person)).cloned().unwrap_or_default(),
                copy: recipient.copy.as_ref().map(|copy| copy.value.to_string().into()).unwrap_or_default(),
            }
        };
        CoverView {
            title,
            customer: self.customer(),
            customer_short: customer
                .and_then(|customer| customer.short_name.as_ref())
                .map(|name| name.value.clone())
                .unwrap_or_default(),
            organization: self.vendor().into(),
            engagement: self.facts.title.value.clone(),
            version: declared.version.as_ref().map(|version| version.value.clone()).unwrap_or_default(),
            revision: EcoString::new(),
            date: day(self.edition.today),
            marking: marking.map(|marking| marking.name().into()).unwrap_or_default(),
            state: State::Draft,
            // Whose name is not for this reader is not among those that they see.
            distribution: declared.distribution.iter().map(recipient).filter(|one| !one.name.is_empty()).collect(),
        }
    }

    fn summary(&self) -> SectionView {
        let declared = &self.facts.declared;
        let text = declared.plan.summary.as_ref().map(|summary| summary.value.as_str()).unwrap_or_default();
        let paragraphs = text.split("\n\n").map(|one| one.split_whitespace().collect::<Vec<_>>().join(" "));
        let mut facts = vec![("State", EcoString::from(engagement_status(self.facts.status).label))];
        facts.extend(self.facts.health.map(|health| ("Health", health_label(health).into())));
        facts.extend(self.facts.start.map(|start| ("Start", day(start))));
        facts.extend(self.facts.launch().and_then(|launch| Some(("Go-live", day(launch.day()?)))));
        let progress = self.facts.progress;
        section(
            "Summary",
            SectionBody::Summary(SummaryView {
                paragraphs: paragraphs.filter(|text| !text.is_empty()).map(Into::into).collect(),
                objectives: lines(&declared.plan.objectives),
                facts: facts.into_iter().map(|(name, value)| FactView { name: name.into(), value }).collect(),
                progress: (progress.total > 0).then_some(ProgressView { done: progress.done, total: progress.total }),
            }),
        )
    }

    fn scope(&self) -> SectionView {
        let scope = self.facts.declared.plan.scope.as_ref();
        section(
            "Scope",
            SectionBody::Scope(scope.map_or_else(ScopeView::default, |scope| ScopeView {
                included: lines(&scope.included),
                excluded: lines(&scope.excluded),
                assumptions: lines(&scope.assumptions),
            })),
        )
    }

    fn criteria(&self) -> SectionView {
        let criterion = |one: &SuccessCriterion| {
            let evidence = [&one.verified, &one.accepted].into_iter().flatten().find_map(|word| word.evidence.as_ref());
            let evidence = evidence.map(|evidence| match &evidence.value {
                WrittenPlace::Guide(path) => match self.placed.guide_at(&evidence.at) {
                    Some(page) => {
                        let page = self.edition.page(page);
                        LinkView { words: page.title.clone(), to: Some(Place::page(page.path.clone())) }
                    }
                    None => LinkView { words: path.as_str().into(), to: None },
                },
                WrittenPlace::Url(words) | WrittenPlace::Words(words) => LinkView { words: words.clone(), to: None },
            });
            CriterionView {
                text: one.text.value.clone(),
                place: None,
                status: status(criterion_status(one.status)),
                verified: self.confirmed(one.verified.as_ref()),
                evidence,
                accepted: self.confirmed(one.accepted.as_ref()),
            }
        };
        section("Success criteria", SectionBody::Criteria(self.facts.success_criteria.iter().map(criterion).collect()))
    }

    fn deliverables(&self) -> SectionView {
        let all = self.facts.phases.iter().flat_map(|phase| &phase.deliverables);
        let view = all.map(|one| {
            let version = one.declared.version.as_ref().map(|version| ecow::eco_format!("version {}", version.value));
            let on = one.declared.delivered_on.as_ref().map(|on| day(on.value));
            let delivered: Vec<EcoString> = on.into_iter().chain(version).collect();
            DeliverableView {
                title: one.declared.title.value.clone(),
                place: None,
                status: status(deliverable_status(one)),
                owner: self.party(one.owner.as_ref()),
                due: one.due.map(day).unwrap_or_default(),
                delivered: delivered.join(", ").into(),
                location: None,
            }
        });
        section("Deliverables", SectionBody::Deliverables(view.collect()))
    }

    fn phases(&self) -> SectionView {
        let view = |(at, phase): (usize, &Phase)| {
            let page = self.place_of_phase(at);
            let group = |title: &str, tasks: &[Task]| TaskGroupView {
                title: title.into(),
                tasks: tasks.iter().map(|task| self.task(task, &page)).collect(),
            };
            let own = (!phase.tasks.is_empty()).then(|| group("", &phase.tasks));
            let streams = phase.workstreams.iter().map(|stream| group(&stream.title.value, &stream.tasks));
            let gotchas = phase.declared.gotchas.iter().map(|gotcha| {
                let parts = [Some(&gotcha.symptom), gotcha.cause.as_ref(), gotcha.action.as_ref()];
                let sentences: Vec<String> =
                    parts.into_iter().flatten().map(|text| format!("{}.", text.value.trim_end_matches('.'))).collect();
                sentences.join(" ").into()
            });
            PhaseView {
                title: phase.title.value.clone(),
                place: Some(page.clone()),
                status: Some(status(phase_status(phase))),
                dates: phase.planned.map(days).unwrap_or_default(),
                goal: phase.goal.as_ref().map(|goal| goal.value.clone()).unwrap_or_default(),
                progress: Some(ProgressView { done: phase.progress.done, total: phase.progress.total }),
                groups: own.into_iter().chain(streams).collect(),
                gotchas: gotchas.collect(),
            }
        };
        section("Phases and tasks", SectionBody::Phases(self.facts.phases.iter().enumerate().map(view).collect()))
    }

    fn task(&self, task: &Task, page: &Place) -> TaskView {
        let guide = task.guide.iter().chain(&task.runbook).find_map(|guide| self.placed.guide_at(&guide.at));
        let guide = guide.map(|guide| self.edition.page(guide));
        let waits = task.blocked_by.as_ref().map(|by| ecow::eco_format!("Waits for {}", cause(by, self.facts)));
        let dropped = task.dropped_because.as_ref().map(|why| why.value.clone());
        let at = task_day(task).unwrap_or_default();
        let is_done = task.state == TaskState::Done;
        TaskView {
            text: task.text.value.clone(),
            place: Some(Place { page: page.page.clone(), anchor: Some(anchor_of(Kind::Task, &task.id)) }),
            status: status(task_status(task.state)),
            owner: self.party(task.owner.as_ref()),
            due: if is_done { EcoString::new() } else { at.clone() },
            done: if is_done { at } else { EcoString::new() },
            reason: waits.or(dropped).unwrap_or_default(),
            guide: guide.map(|page| LinkView { words: page.title.clone(), to: Some(Place::page(page.path.clone())) }),
            subtasks: task.tasks.iter().map(|part| self.task(part, page)).collect(),
        }
    }

    fn milestones(&self) -> SectionView {
        let view = |milestone: &Milestone| MilestoneView {
            title: milestone.title.value.clone(),
            place: None,
            status: status(milestone_status(milestone)),
            planned: milestone.baseline.map(day).unwrap_or_default(),
            forecast: milestone.forecast.map(day).unwrap_or_default(),
            actual: milestone.actual.map(day).unwrap_or_default(),
            criteria: milestone.criteria.iter().map(check).collect(),
        };
        section("Milestones", SectionBody::Milestones(self.facts.milestones.iter().map(view).collect()))
    }

    fn meetings(&self) -> SectionView {
        let view = |(at, meeting): (usize, &Meeting)| {
            let slot = meeting.length.map(duration);
            let length = match (slot, meeting.total.map(duration)) {
                (Some(slot), Some(total)) => ecow::eco_format!("{slot}; the agenda takes {total}"),
                (slot, total) => slot.or(total).unwrap_or_default(),
            };
            let zone = self.facts.declared.time_zone.as_ref().filter(|_| meeting.at.is_some());
            let zone = zone.map(|zone| format!(" ({})", zone.value.0)).unwrap_or_default();
            MeetingView {
                title: meeting.title.value.clone(),
                place: Some(Place::page(self.edition.page(self.placed.meetings[at]).path.clone())),
                when: meeting_time(meeting).map(|when| ecow::eco_format!("{when}{zone}")).unwrap_or_default(),
                length,
                attendees: meeting.attendees.iter().map(|party| self.facts.people.name(party)).collect(),
                agenda: meeting
                    .agenda
                    .iter()
                    .map(|topic| AgendaItemView {
                        time: topic_time(topic),
                        topic: topic.topic.value.clone(),
                        notes: topic.note.iter().map(|note| note.value.clone()).collect(),
                        lead: self.party(topic.lead.as_ref()),
                        duration: topic.duration.map(duration).unwrap_or_default(),
                    })
                    .collect(),
                outcomes: lines(&meeting.declared.outcomes),
            }
        };
        section("Meetings", SectionBody::Meetings(self.facts.meetings.iter().enumerate().map(view).collect()))
    }

    fn guides(&self, title: &str, wanted: impl Fn(GuideKind) -> bool) -> SectionView {
        let order = |guide: &&Arc<Guide>| {
            let navigation = &self.edition.navigation;
            let page = self.edition.pages.iter().position(|page| page.path == guide.page);
            navigation.order.iter().position(|id| Some(id.0 as usize) == page)
        };
        let printed = |guide: &&Arc<Guide>| {
            wanted(guide.meta.kind) && !self.repeated.contains(&guide.page) && !self.is_by_itself(guide)
        };
        let mut guides: Vec<&Arc<Guide>> = self.edition.guides.iter().filter(printed).collect();
        guides.sort_by_cached_key(order);
        let view = |guide: &Arc<Guide>| GuideSection {
            title: guide.outline.title.clone(),
            kind_label: guide_kind_label(guide.meta.kind).into(),
            steps: (guide.meta.kind == GuideKind::Runbook).then(|| guide.outline.steps.clone()),
            owner: self.edition.owner(guide).cloned().unwrap_or_default(),
            verified: guide.meta.verified.map(day).unwrap_or_default(),
            page: guide.page.clone(),
            source: guide.parsed.path.clone(),
            doc: Arc::new(guide.doc()),
        };
        section(title, SectionBody::Guides(guides.into_iter().map(view).collect()))
    }

    /// True for minutes that are here only because they are the engagement's: nobody asked for them to be printed.
    fn is_by_itself(&self, guide: &Guide) -> bool {
        let mut named = self.placed.guides.iter().filter(|(_, page)| self.edition.page(**page).path == guide.page);
        guide.meta.kind == GuideKind::Minutes && named.all(|(at, _)| at.path == guide.parsed.path)
    }

    /// What is open of risks, issues, dependencies and actions.
    fn log(&self) -> SectionView {
        let column = |title: &str, weight: u32| ColumnView { title: title.into(), numeric: false, weight };
        let text = |text: EcoString| CellView::Text(text);
        let kinds = [RaidKind::Risk, RaidKind::Issue, RaidKind::Dependency, RaidKind::Action];
        let entries = self.facts.declared.plan.raid.iter();
        let open =
            entries.filter(|entry| entry.status.as_ref().is_none_or(|status| status.value != RaidStatus::Closed));
        let rows = open.filter_map(|entry| {
            let kind = entry.kind.as_ref()?.value;
            let owner = entry.owner.as_ref().map(|owner| self.facts.people.party_now(owner));
            let due = entry.due.as_ref().or(entry.review_by.as_ref()).map(|due| day(due.value));
            let number = entry.number.as_ref().map(|number| number.value.clone()).unwrap_or_default();
            kinds.contains(&kind).then(|| RowView {
                place: None,
                cells: vec![
                    text(number),
                    text(kind_label(kind).into()),
                    text(entry.title.value.clone()),
                    text(self.party(owner.as_ref())),
                    text(due.unwrap_or_default()),
                ],
            })
        });
        let columns = vec![column("No.", 0), column("Kind", 0), column("What", 3), column("Owner", 1), column("By", 0)];
        section("Open risks, issues and actions", SectionBody::Table(TableView { columns, rows: rows.collect() }))
    }

    fn people(&self) -> SectionView {
        let people = &self.facts.people;
        let customer = self.customer();
        let mut here: Vec<_> = people.all.iter().filter(|person| !person.has_left).collect();
        here.sort_by_key(|person| person.side);
        let view = here.into_iter().map(|person| {
            let roles: Vec<&str> =
                person.roles.iter().filter_map(|role| people.role_title(role)).map(EcoString::as_str).collect();
            let plain =
                |text: Option<&crate::schema::scalar::Text>| text.map(|text| text.value.clone()).unwrap_or_default();
            PersonView {
                name: person.declared.name.value.clone(),
                place: None,
                title: plain(person.declared.title.as_ref()),
                role: roles.join(", ").into(),
                side: side_label(person.side, self.vendor(), &customer).into(),
                email: plain(person.declared.email.as_ref()),
                phone: plain(person.declared.phone.as_ref()),
            }
        });
        section("People", SectionBody::People(view.collect()))
    }
}

fn check(criterion: &crate::model::engagement::MilestoneCriterion) -> CheckView {
    CheckView { text: criterion.text.value.clone(), status: status(fulfilment_status(criterion.state)) }
}

fn kind_label(kind: RaidKind) -> &'static str {
    match kind {
        RaidKind::Risk => "Risk",
        RaidKind::Assumption => "Assumption",
        RaidKind::Issue => "Issue",
        RaidKind::Dependency => "Dependency",
        RaidKind::Action => "Action",
        RaidKind::Decision => "Decision",
    }
}
