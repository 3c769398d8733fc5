//! When what is done: phases and milestones planned and actual, tasks, meetings, the launch, prerequisites, figures.

use super::Draw;
use super::draw::{detail, facts_below, keyed, lists, part, reach, said, text, title, titled};
use crate::model::engagement::{Cutover, CutoverStep, Meeting, Metric, Milestone, Period, Phase, Prerequisite, Task};
use crate::model::wording::{
    category_label, clock, fulfilment_status, gate_status, metric_status, milestone_status, offset, phase_status,
    task_status,
};
use crate::packet::view::{
    AgendaItemView, CellView, CheckView, FactView, MeetingView, PartBody, PartView, PhaseView, ProgressView, RowView,
    SectionBody, TaskGroupView, TaskView,
};
use crate::schema::kind::Kind;
use crate::schema::things::{Fulfilment, Review, TaskState};
use ecow::{EcoString, eco_format};

impl Draw<'_> {
    pub(super) fn timeline(&self) -> SectionBody {
        let phases = self.facts.phases.iter().map(|phase| self.row((Kind::Phase, &phase.id), self.phase_dates(phase)));
        let columns =
            [("Phase", 4), ("Planned", 3), ("Now planned", 3), ("Actual", 3), ("Status", 0), ("Tasks done", 0)];
        let mut parts = vec![
            part("", PartBody::Drawings(self.timeline_drawing().into_iter().collect())),
            part(&self.say("Phases"), self.table(&columns, phases.collect())),
        ];
        let milestones =
            self.facts.milestones.iter().map(|one| self.row((Kind::Milestone, &one.id), self.milestone(one)));
        let columns = [("Milestone", 5), ("Planned", 2), ("Forecast", 2), ("Actual", 2), ("Status", 0)];
        parts.push(part(&self.say("Milestones"), self.table(&columns, milestones.collect())));
        let moved = self.facts.shifts.iter().map(|shift| {
            let from = self.thing(shift.from.kind, &shift.from.id);
            let because = shift.because.as_ref().map(|because| self.words.cause(because, self.facts));
            RowView {
                place: None,
                cells: vec![
                    text(shift.on.map(|on| self.words.day(on)).unwrap_or_default()),
                    CellView::Link(from),
                    text(self.words.duration(shift.by)),
                    text(because.unwrap_or_default()),
                ],
            }
        });
        let columns = [("On", 2), ("From here on", 4), ("Later by", 2), ("Because of", 5)];
        parts.push(part(&self.say("What was moved"), self.table(&columns, moved.collect())));
        let gates = self.placed.gates.iter().map(|gate| {
            let passed = gate.passed.map(|on| detail(self.words.day(on)));
            let waived = gate.waived.as_ref().map(|why| detail(self.words.fill("Waived: {why}", &[("why", why)])));
            let state = CellView::Status(self.status(gate_status(gate)));
            let count = eco_format!("{}/{}", gate.met, gate.total());
            self.row(
                (Kind::Gate, &gate.id),
                vec![
                    title(gate.title.value.clone()),
                    lists(std::iter::once(state).chain(passed).chain(waived)),
                    text(if gate.total() > 0 { count } else { EcoString::new() }),
                ],
            )
        });
        let columns = [("Gate", 6), ("Status", 5), ("Conditions met", 0)];
        parts.push(part(&self.say("Gates"), self.table(&columns, gates.collect())));
        if let Some(cutover) = &self.facts.cutover {
            parts.extend(self.cutover(cutover));
        }
        SectionBody::Parts(parts)
    }

    fn phase_dates(&self, phase: &Phase) -> Vec<CellView> {
        let days = |period: Option<Period>| text(period.map(|period| self.words.days(period)).unwrap_or_default());
        let first = phase.baseline.or(phase.planned);
        let actual = match (phase.began, phase.ended) {
            (Some(start), Some(end)) if start <= end => self.words.days(Period { start, end }),
            (Some(start), _) => self.words.fill("since {day}", &[("day", &self.words.day(start))]),
            (None, Some(end)) => self.words.fill("until {day}", &[("day", &self.words.day(end))]),
            (None, None) => EcoString::new(),
        };
        let count = eco_format!("{}/{}", phase.progress.done, phase.progress.total);
        vec![
            titled(&phase.title.value, &phase.declared.common),
            days(first),
            days(phase.planned.filter(|planned| first != Some(*planned))),
            text(actual),
            CellView::Status(self.status(phase_status(phase))),
            text(if phase.progress.total > 0 { count } else { EcoString::new() }),
        ]
    }

    fn milestone(&self, milestone: &Milestone) -> Vec<CellView> {
        let day = |day: Option<jiff::civil::Date>| text(day.map(|day| self.words.day(day)).unwrap_or_default());
        let criteria = milestone.criteria.iter().map(|one| {
            let waived = one.waived.as_ref().filter(|_| one.state == Fulfilment::Waived);
            let waived = waived.map(|waiver| format!(" ({})", self.waiver(waiver))).unwrap_or_default();
            CellView::Check(CheckView {
                text: eco_format!("{}{waived}", one.text.value),
                status: self.status(fulfilment_status(one.state)),
            })
        });
        let moved = milestone.planned.filter(|planned| milestone.baseline.is_some_and(|first| first != *planned));
        let moved = moved.map(|on| detail(self.words.fill("now {day}", &[("day", &self.words.day(on))])));
        vec![
            lists(std::iter::once(title(milestone.title.value.clone())).chain(criteria)),
            lists(std::iter::once(day(milestone.baseline.or(milestone.planned))).chain(moved)),
            day(milestone.forecast.filter(|_| milestone.actual.is_none())),
            day(milestone.actual),
            CellView::Status(self.status(milestone_status(milestone))),
        ]
    }

    /// The hours of the launch: what holds of them, step by step, and the way back.
    fn cutover(&self, cutover: &Cutover) -> Vec<PartView> {
        let mut facts: Vec<FactView> = Vec::new();
        let mut add = |name: &str, value: EcoString| {
            if !value.is_empty() {
                facts.push(self.fact(name, text(value)));
            }
        };
        add("Begins", cutover.at.map(|at| self.words.moment(at)).unwrap_or_default());
        let window = cutover.window.map(|(from, to)| eco_format!("{} – {}", clock(from), clock(to)));
        add("Window", window.unwrap_or_default());
        let step = |step: &CutoverStep| {
            let declared = &step.declared;
            let marks = [
                step.is_gate.then(|| self.say("Go on only if it went well")),
                step.is_point_of_no_return.then(|| self.say("No way back after this step")),
                declared.check.as_ref().map(|check| self.words.fill("Check: {what}", &[("what", &check.value)])),
            ];
            let at =
                step.clock.map_or_else(|| offset(step), |at| eco_format!("{}, {}", clock(at.time()), offset(step)));
            self.row(
                (Kind::Step, &step.id),
                vec![
                    text(at),
                    lists(
                        std::iter::once(title(step.text.value.clone())).chain(marks.into_iter().flatten().map(detail)),
                    ),
                    self.party(step.owner.as_ref()),
                    text(declared.duration.as_ref().map(|one| self.words.duration(one.value)).unwrap_or_default()),
                    self.guide_links(declared.runbook.iter().chain(&declared.guide)),
                ],
            )
        };
        let steps = cutover.steps.iter().map(step).collect();
        let columns = [("When", 2), ("Step", 6), ("Owner", 2), ("Length", 2), ("Runbook", 3)];
        let mut parts = vec![part(&self.say("Launch"), PartBody::Facts(facts)), part("", self.table(&columns, steps))];
        if let Some(rollback) = &cutover.declared.rollback {
            let mut facts = Vec::new();
            let triggers = rollback.triggers.iter().map(|line| text(line.text.value.clone()));
            for (name, value) in [
                ("When", lists(triggers)),
                ("Decided by", self.party(cutover.decider.as_ref())),
                (
                    "Takes",
                    text(rollback.duration.as_ref().map(|one| self.words.duration(one.value)).unwrap_or_default()),
                ),
                ("Runbook", self.guide_links(&rollback.runbook)),
            ] {
                if !value.is_empty() {
                    facts.push(self.fact(name, value));
                }
            }
            parts.push(part(&self.say("The way back"), PartBody::Facts(facts)));
        }
        parts
    }

    pub(super) fn tasks(&self) -> SectionBody {
        let view = |(at, phase): (usize, &Phase)| {
            let page = self.place_of_page(self.placed.phases[at]);
            let group = |title: &str, tasks: &[Task]| TaskGroupView {
                title: title.into(),
                tasks: tasks.iter().map(|task| self.task(task)).collect(),
            };
            let own = (!phase.tasks.is_empty()).then(|| group("", &phase.tasks));
            let streams = phase.workstreams.iter().map(|stream| group(&stream.title.value, &stream.tasks));
            PhaseView {
                title: phase.title.value.clone(),
                place: Some(page),
                status: Some(self.status(phase_status(phase))),
                dates: phase.planned.map(|period| self.words.days(period)).unwrap_or_default(),
                goal: phase.goal.as_ref().map(|goal| goal.value.clone()).unwrap_or_default(),
                progress: Some(ProgressView { done: phase.progress.done, total: phase.progress.total }),
                groups: own.into_iter().chain(streams).collect(),
            }
        };
        SectionBody::Phases(self.facts.phases.iter().enumerate().map(view).collect())
    }

    fn task(&self, task: &Task) -> TaskView {
        let guide = task.guide.iter().chain(&task.runbook).find_map(|guide| self.placed.guide_at(&guide.at));
        let waits = task.blocked_by.as_ref().map(|by| self.words.cause(by, self.facts));
        let waits = waits.map(|by| self.words.fill("Waits for {what}", &[("what", &by)]));
        let dropped = task.dropped_because.as_ref().map(|why| why.value.clone());
        let at = self.words.task_day(task).unwrap_or_default();
        let is_done = task.state == TaskState::Done;
        TaskView {
            text: task.text.value.clone(),
            place: self.place(Kind::Task, &task.id),
            status: self.status(task_status(task.state)),
            owner: self.name(task.owner.as_ref()),
            due: if is_done { EcoString::new() } else { at.clone() },
            done: if is_done { at } else { EcoString::new() },
            reason: waits.or(dropped).unwrap_or_default(),
            guide: guide.map(|page| self.page_link(page)),
            subtasks: task.tasks.iter().map(|part| self.task(part)).collect(),
        }
    }

    pub(super) fn meetings(&self) -> SectionBody {
        let view = |(at, meeting): (usize, &Meeting)| {
            let slot = meeting.length.map(|length| self.words.duration(length));
            let total = meeting.total.map(|total| self.words.duration(total));
            let length = match (slot, total) {
                (Some(slot), Some(total)) => {
                    self.words.fill("{slot}; the agenda takes {total}", &[("slot", &slot), ("total", &total)])
                }
                (slot, total) => slot.or(total).unwrap_or_default(),
            };
            let zone = self.facts.declared.time_zone.as_ref().filter(|_| meeting.at.is_some());
            let zone = zone.map(|zone| format!(" ({})", zone.value.0)).unwrap_or_default();
            MeetingView {
                title: meeting.title.value.clone(),
                place: Some(self.place_of_page(self.placed.meetings[at])),
                when: self.words.meeting_time(meeting).map(|when| eco_format!("{when}{zone}")).unwrap_or_default(),
                length,
                attendees: meeting.attendees.iter().map(|party| self.facts.people.name(party)).collect(),
                agenda: meeting
                    .agenda
                    .iter()
                    .map(|topic| AgendaItemView {
                        time: self.words.topic_time(topic),
                        topic: topic.topic.value.clone(),
                        notes: topic.note.iter().map(|note| note.value.clone()).collect(),
                        lead: self.name(topic.lead.as_ref()),
                        duration: topic.duration.map(|length| self.words.duration(length)).unwrap_or_default(),
                    })
                    .collect(),
                outcomes: meeting.declared.outcomes.iter().map(|line| line.text.value.clone()).collect(),
            }
        };
        SectionBody::Meetings(self.facts.meetings.iter().enumerate().map(view).collect())
    }

    pub(super) fn prerequisites(&self) -> SectionBody {
        let row = |one: &Prerequisite| {
            let declared = &one.declared;
            let verify = declared.verify.as_ref();
            let command = verify.and_then(|verify| verify.command.as_ref());
            let expect = verify.and_then(|verify| verify.expect.as_ref());
            let expect = expect.map(|what| detail(self.words.fill("Expected: {what}", &[("what", &what.value)])));
            let about = declared.category.as_ref().map(|one| detail(self.say(category_label(one.value))));
            let is_blocking = declared.blocking.as_ref().is_some_and(|blocking| blocking.value);
            let blocking = is_blocking.then(|| detail(self.say("Nothing goes on without it")));
            let owner = self.name(one.owner.as_ref());
            let side = one.side.map(|side| self.side(side)).unwrap_or_default();
            let evidence = declared.evidence.as_ref().map(|evidence| self.evidence(evidence));
            let waived = declared.waived.as_ref().map(|waiver| detail(self.waiver(waiver)));
            let met = declared.met_on.as_ref().map(|on| detail(self.words.day(on.value)));
            let state = CellView::Status(self.status(fulfilment_status(one.state)));
            self.row(
                (Kind::Prerequisite, &one.id),
                vec![
                    lists(std::iter::once(titled(&one.text.value, &declared.common)).chain(about).chain(blocking)),
                    text(if owner.is_empty() { side } else { owner }),
                    text(one.needed_by.map(|day| self.words.day(day)).unwrap_or_default()),
                    lists(std::iter::once(state).chain(met).chain(waived)),
                    lists(
                        command
                            .map(|command| CellView::Code(command.value.clone()))
                            .into_iter()
                            .chain(expect)
                            .chain(std::iter::once(self.guide_links(&declared.guide)))
                            .chain(evidence),
                    ),
                ],
            )
        };
        let columns = [("Prerequisite", 5), ("Owner", 2), ("Needed by", 2), ("Status", 2), ("How to see it", 5)];
        self.table_section(&columns, self.facts.prerequisites.iter().map(row).collect())
    }

    pub(super) fn metrics(&self) -> SectionBody {
        let row = |one: &Metric| {
            let method = one.method.as_ref();
            let method = method.map(|how| detail(self.words.fill("Measured: {how}", &[("how", &how.value)])));
            let latest = one.latest().map(|reading| {
                let day = self.words.day(reading.date);
                lists([text(self.words.figure(&reading.value, one)), detail(day)])
            });
            let counted = one.counted().map(|reading| {
                lists([text(self.words.figure(&reading.value, one)), detail(self.words.day(reading.date))])
            });
            self.row(
                (Kind::Metric, &one.id),
                vec![
                    lists(std::iter::once(titled(&one.title.value, &one.declared.common)).chain(method)),
                    text(one.baseline.as_ref().map(|baseline| self.words.figure(baseline, one)).unwrap_or_default()),
                    text(self.words.target(one).unwrap_or_default()),
                    latest.unwrap_or_default(),
                    text(one.checkpoint.map(|day| self.words.day(day)).unwrap_or_default()),
                    counted.unwrap_or_default(),
                    CellView::Status(self.status(metric_status(one))),
                ],
            )
        };
        let columns = [
            ("Metric", 5),
            ("Baseline", 2),
            ("Target", 2),
            ("Latest", 2),
            ("Checkpoint", 2),
            ("At the checkpoint", 2),
            ("Status", 0),
        ];
        let figures = self.facts.metrics.iter().map(row).collect();
        let readings = self.facts.metrics.iter().flat_map(|metric| {
            let name = self.thing(Kind::Metric, &metric.id);
            metric.readings.iter().enumerate().map(move |(at, reading)| RowView {
                place: None,
                cells: vec![
                    if at == 0 { text(name.words.clone()) } else { CellView::default() },
                    text(self.words.day(reading.date)),
                    text(self.words.figure(&reading.value, metric)),
                    said(reading.note.as_ref()),
                ],
            })
        });
        let names = [("Metric", 4), ("Day", 2), ("Value", 2), ("Note", 5)];
        SectionBody::Parts(vec![
            part("", self.table(&columns, figures)),
            part("", PartBody::Drawings(self.metric_drawings())),
            part(&self.say("Readings"), self.table(&names, readings.collect())),
        ])
    }

    /// How people work together: what was settled before, how each phase is worked in, looks at the work, addresses.
    pub(super) fn how_we_work(&self) -> SectionBody {
        let plan = &self.facts.declared.plan;
        let mut parts = Vec::new();
        let settled = self.facts.expectations.iter().map(|one| {
            let settled = CellView::Check(CheckView {
                text: one.text.value.clone(),
                status: self.status(fulfilment_status(one.state)),
            });
            let evidence = one.declared.evidence.as_ref().map(|evidence| self.evidence(evidence));
            let waived = one.declared.waived.as_ref().map(|waiver| detail(self.waiver(waiver)));
            lists(std::iter::once(settled).chain(evidence).chain(waived).chain(facts_below(&one.declared.common)))
        });
        parts.push(part(&self.say("Settled before the work"), PartBody::List(settled.collect())));
        for phase in self.facts.phases.iter().filter(|phase| !phase.declared.during.is_empty()) {
            parts.push(part(&phase.title.value, PartBody::List(self.points(&phase.declared.during))));
        }
        let review = |review: &Review| {
            let every = review.every.as_ref().map(|every| self.words.every(every.value)).unwrap_or_default();
            let asks = review.asks.iter().map(|line| text(line.text.value.clone()));
            self.row((Kind::Review, &review.id), vec![title(review.title.value.clone()), text(every), lists(asks)])
        };
        let columns = [("Review", 3), ("How often", 2), ("What is asked", 6)];
        parts.push(part(&self.say("Reviews"), self.table(&columns, plan.reviews.iter().map(review).collect())));
        SectionBody::Parts(parts)
    }

    /// The hours and people of the weeks after the launch.
    pub(super) fn hypercare(&self) -> Option<[PartView; 2]> {
        let hypercare = self.facts.hypercare.as_ref()?;
        let declared = &hypercare.declared;
        let length = declared.length.as_ref().map(|length| self.words.duration(length.value));
        let period = hypercare.period.map(|period| self.words.days(period));
        let responders = hypercare.responders.iter().flat_map(|party| {
            let name = text(self.facts.people.name(party));
            let phone = party.people.iter().find_map(|id| self.facts.people.get(*id).declared.phone.as_ref());
            std::iter::once(name).chain(phone.map(|phone| reach("tel", &phone.value)))
        });
        let facts = [
            ("When", text(period.or(length).unwrap_or_default())),
            ("Hours", said(declared.hours.as_ref())),
            ("Who answers", lists(responders)),
            ("How often one talks", said(declared.cadence.as_ref())),
        ];
        let facts = facts.into_iter().filter(|(_, value)| !value.is_empty());
        let facts = facts.map(|(name, value)| self.fact(name, value)).chain(keyed(&declared.common.facts)).collect();
        Some([
            part(&self.say("Hypercare"), PartBody::Facts(facts)),
            part(&self.say("It ends when"), PartBody::List(self.points(&declared.exit))),
        ])
    }
}
