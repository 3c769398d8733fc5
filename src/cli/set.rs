//! `turnkey set`: what is said of a task or another thing of an engagement, changed in its file.

mod diff;

use super::Outcome;
use super::session::{BookArgs, GOOD, QUIET, Session, paint, parse_day, today};
use crate::book::Reader;
use crate::book::engagement::change::{
    FieldChange, Mark, TaskName, change_fields, fields_for, mark_task, place_of, words_for,
};
use crate::compile::{Memo, gathered};
use crate::config::read_config;
use crate::diagnostic::{Diagnostic, Level, nearest};
use crate::disk;
use crate::model::engagement::{Engagement, assemble};
use crate::path::SourcePath;
use crate::schema::kind::Kind;
use crate::schema::read::Fields as _;
use crate::schema::scalar::Cause;
use crate::schema::things;
use crate::schema::yaml::edit::Document;
use crate::source::Sources;
use anyhow::{Result, bail};
use ecow::EcoString;
use jiff::civil::Date;

/// What `set` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct SetArgs {
    /// The engagement's id
    engagement: String,
    /// The task, as `task` or `phase/task`; or another thing, as `milestone:launch` or `risk:quota`
    thing: String,
    /// What it is now: `done`, `active`, `blocked`, `dropped` or `open`; of other things `met`, `closed`, `held`...
    state: String,
    #[command(flatten)]
    book: BookArgs,
    /// Since when; today without it
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day)]
    on: Option<Date>,
    /// What a blocked task waits for, `issue:quota` or words; who waived something
    #[arg(long, value_name = "WHAT")]
    by: Option<String>,
    /// Why something is dropped or waived
    #[arg(long, value_name = "WHY")]
    because: Option<String>,
    /// Shows the change, and makes none
    #[arg(long)]
    dry_run: bool,
}

/// The engagement that is changed, as it is read.
struct Subject {
    path: SourcePath,
    facts: Engagement,
    /// What is wrong in its file.
    errors: usize,
}

/// What is to be changed.
enum Change {
    Task(TaskName, Mark),
    Thing { kind: Kind, id: EcoString, phase: Option<EcoString>, fields: Vec<FieldChange> },
}

pub(super) fn run(args: &SetArgs) -> Result<Outcome> {
    let mut session = Session::open(&args.book)?;
    let config = read_config(&session.sources).value;
    // What pages say has no part in it, but for the minutes of meetings, whose actions are the log's too.
    session.sources.files.retain(|path, _| !config.is_guide(path) || path.as_str().contains("/engagements/"));
    let today = args.book.date.or(config.build_date).unwrap_or(today()?);
    let subject = read_subject(&session.sources, &args.engagement, today)?;
    let change = understand(args, &subject.facts, today)?;
    let Some(text) = session.sources.text(&subject.path).map(|text| text.to_string()) else {
        bail!("{} is no text that can be changed", subject.path);
    };
    if text.as_bytes() != session.sources.bytes(&subject.path).map_or(&[][..], |bytes| bytes) {
        bail!("{} is not UTF-8; save it so first", subject.path);
    }
    let Some(mut document) = Document::new(&text, &subject.path, things::Engagement::table()) else {
        bail!("{} is no YAML; `turnkey check` says why", subject.path);
    };
    let done = match &change {
        Change::Task(name, mark) => mark_task(&mut document, name, mark),
        Change::Thing { kind, id, phase, fields } => match place_of(*kind, id, phase.as_ref()) {
            Some(place) => change_fields(&mut document, &place, fields),
            None => bail!("a {} has no place of its own in {}", kind.label(), subject.path),
        },
    };
    if let Err(awkward) = done {
        bail!("nothing is written: {} says this so that {awkward}; please edit it by hand", subject.path);
    }
    check_meaning(&session.sources, &subject, &change, &document, &args.engagement, today)?;
    if document.text() == text {
        anstream::println!("{} {} says that already", paint("unchanged", QUIET), subject.path);
        return Ok(Outcome::Fine);
    }
    if args.dry_run {
        anstream::print!("{}", diff::unified(&subject.path, &text, document.text()));
        return Ok(Outcome::Fine);
    }
    disk::replace_file(&session.folder.root, &subject.path, text.as_bytes(), document.text().as_bytes())?;
    anstream::println!("{} {}", paint("set", GOOD), in_words(args, &change));
    anstream::println!("      in {}:{}", subject.path, diff::first_line(&text, document.text()));
    Ok(Outcome::Fine)
}

/// Reads the engagement `id` as the team sees it.
fn read_subject(sources: &Sources, id: &str, today: Date) -> Result<Subject> {
    let mut diagnostics = Vec::new();
    let book = gathered(sources, &mut Memo::default()).unpack(&mut diagnostics);
    let book = book.for_reader(&Reader::TEAM).unpack(&mut diagnostics);
    let Some(engagement) = book.engagements.iter().find(|engagement| engagement.id == id) else {
        let ids: Vec<&str> = book.engagements.iter().map(|engagement| engagement.id.as_str()).collect();
        return no_engagement(id, &ids);
    };
    let facts = assemble(&engagement.says, today).unpack(&mut diagnostics);
    let is_error = |problem: &&Diagnostic| {
        let in_file = problem.location.as_ref().is_some_and(|at| at.path == engagement.path);
        in_file && problem.level == Level::Error
    };
    let errors = diagnostics.iter().filter(is_error).count();
    Ok(Subject { path: engagement.path.clone(), facts, errors })
}

/// Says which engagements there are.
pub(super) fn no_engagement<T>(id: &str, ids: &[&str]) -> Result<T> {
    match nearest(id, ids.iter().copied()) {
        Some(meant) => bail!("there is no engagement `{id}`; did you mean `{meant}`?"),
        None if ids.is_empty() => bail!("this book has no engagements"),
        None => bail!("there is no engagement `{id}`; there are {}", ids.join(", ")),
    }
}

fn understand(args: &SetArgs, facts: &Engagement, today: Date) -> Result<Change> {
    let named = args.thing.split_once(':').map(|(kind, id)| (kind, EcoString::from(id)));
    let (kind, id) = match named {
        None => (Kind::Task, EcoString::from(args.thing.as_str())),
        Some((kind, id)) => match Kind::from_name(kind) {
            Some(kind) if !words_for(kind).is_empty() => (kind, id),
            _ => {
                let settable = Kind::ALL.iter().copied().filter(|kind| !words_for(*kind).is_empty());
                let names: Vec<&str> = settable.map(Kind::name).collect();
                match nearest(kind, names.iter().copied()) {
                    Some(meant) => bail!("a `{kind}` has no state to set; did you mean `{meant}:{id}`?"),
                    None => bail!("a `{kind}` has no state to set; these have: {}", names.join(", ")),
                }
            }
        },
    };
    let on = args.on.unwrap_or(today);
    if kind == Kind::Task {
        let (name, known) = find_task(facts, &id)?;
        return Ok(Change::Task(name, mark(args, on, known)?));
    }
    let phase = check_is_there(facts, kind, &id)?;
    let waiver = args.by.as_ref().zip(args.because.as_ref());
    let waiver = waiver.map(|(by, why)| (EcoString::from(by.as_str()), EcoString::from(why.as_str())));
    if args.state == "waived" && waiver.is_none() {
        bail!("say who waived it and why: `--by PERSON --because WHY`");
    }
    match fields_for(kind, &args.state, on, waiver.as_ref()) {
        Some(fields) => Ok(Change::Thing { kind, id, phase, fields }),
        None => no_state(kind, &args.state),
    }
}

fn no_state<T>(kind: Kind, state: &str) -> Result<T> {
    let words = words_for(kind);
    match nearest(state, words.iter().copied()) {
        Some(meant) => bail!("a {} cannot be `{state}`; did you mean `{meant}`?", kind.label()),
        None => bail!("a {} cannot be `{state}`: it is {}", kind.label(), words.join(", ")),
    }
}

/// What is to be said of a task. What it is already keeps its day, where none is asked for.
fn mark(args: &SetArgs, on: Date, known: &crate::model::engagement::Task) -> Result<Mark> {
    let text =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(EcoString::from);
    let since = |state| known.since.filter(|_| args.on.is_none() && known.state == state).unwrap_or(on);
    let by = text(&args.by);
    let because = text(&args.because);
    Ok(match args.state.as_str() {
        "open" => Mark::Open,
        "done" => Mark::Done(since(things::TaskState::Done)),
        "active" => Mark::Active(since(things::TaskState::Active)),
        "blocked" => {
            let written = known.blocked_by.as_ref().map(|by| match &by.value {
                Cause::Words(words) => words.clone(),
                Cause::Reference(reference) => ecow::eco_format!("{reference}"),
            });
            let Some(by) = by.or(written) else { bail!("say what it waits for: `--by issue:quota`, or words") };
            Mark::Blocked { by, since: since(things::TaskState::Blocked) }
        }
        "dropped" => {
            let written = known.dropped_because.as_ref().map(|why| why.value.clone());
            let Some(why) = because.or(written) else { bail!("say why: `--because \"Not part of the contract\"`") };
            Mark::Dropped(why)
        }
        other => return no_state(Kind::Task, other),
    })
}

fn find_task<'a>(facts: &'a Engagement, written: &EcoString) -> Result<(TaskName, &'a crate::model::engagement::Task)> {
    let (phase, id) = match written.split_once('/') {
        Some((phase, id)) => (Some(phase), id),
        None => (None, written.as_str()),
    };
    let all = || facts.phases.iter().flat_map(|one| one.all_tasks().map(move |task| (one, task)));
    let same: Vec<_> = all().filter(|(_, task)| task.id.as_str() == id).collect();
    let meant: Vec<_> = same.iter().filter(|(one, _)| phase.is_none_or(|phase| one.id.as_str() == phase)).collect();
    match meant[..] {
        [(one, task)] => {
            let name = TaskName { phase: one.id.value.to_string().into(), id: id.into(), is_ambiguous: same.len() > 1 };
            Ok((name, task))
        }
        [] => {
            let ids: Vec<&str> = all().map(|(_, task)| task.id.as_str()).collect();
            match nearest(id, ids.iter().copied()) {
                Some(meant) => bail!("there is no task `{written}`; did you mean `{meant}`?"),
                None if ids.is_empty() => bail!("the engagement has no tasks"),
                None => bail!("there is no task `{written}`; `turnkey status` lists them"),
            }
        }
        _ => {
            let names: Vec<String> = meant.iter().map(|(one, _)| format!("{}/{id}", one.id.as_str())).collect();
            bail!("{} tasks are called `{id}`: write {}", meant.len(), names.join(" or "))
        }
    }
}

/// Refuses what is not there, or stands in another file; of a deliverable it gives the phase.
fn check_is_there(facts: &Engagement, kind: Kind, id: &EcoString) -> Result<Option<EcoString>> {
    let plan = &facts.declared.plan;
    let mut phase = None;
    let ids: Vec<&str> = match kind {
        Kind::Milestone => plan.milestones.iter().map(|one| one.id.as_str()).collect(),
        Kind::Prerequisite => plan.prerequisites.iter().map(|one| one.id.as_str()).collect(),
        Kind::Expectation => plan.expectations.iter().map(|one| one.id.as_str()).collect(),
        Kind::Criterion => plan.success_criteria.iter().map(|one| one.id.as_str()).collect(),
        Kind::Meeting => plan.meetings.iter().map(|one| one.id.as_str()).collect(),
        Kind::Training => plan.training.iter().map(|one| one.id.as_str()).collect(),
        Kind::Deliverable => {
            let all = plan.phases.iter().flat_map(|one| one.deliverables.iter().map(move |made| (one, made)));
            phase = all.clone().find(|(_, made)| made.id.as_str() == id).map(|(one, _)| EcoString::clone(&one.id));
            all.map(|(_, made)| made.id.as_str()).collect()
        }
        _ => {
            let of_kind = |entry: &&things::RaidEntry| {
                let own = entry.kind.as_ref().map_or(Kind::Risk, |kind| crate::model::kind_of_raid(kind.value));
                own == kind || (kind == Kind::Issue && entry.became.is_some())
            };
            let entries: Vec<&things::RaidEntry> = plan.raid.iter().map(|entry| &**entry).filter(of_kind).collect();
            if let Some(entry) = entries.iter().find(|entry| entry.id.as_str() == id)
                && entry.id.at.path.extension().is_some_and(|extension| extension == "md")
            {
                bail!("`{kind}:{id}` stands in {}: tick its box there", entry.id.at.path);
            }
            entries.iter().map(|entry| entry.id.as_str()).collect()
        }
    };
    if ids.contains(&id.as_str()) {
        return Ok(phase);
    }
    match nearest(id, ids.iter().copied()) {
        Some(meant) => bail!("there is no {} `{id}`; did you mean `{kind}:{meant}`?", kind.label()),
        None if ids.is_empty() => bail!("the engagement has no {} at all", kind.label()),
        None => bail!("there is no {} `{id}`; there are {}", kind.label(), ids.join(", ")),
    }
}

/// Reads the changed file with its playbooks, and refuses what would not say what was meant.
fn check_meaning(
    sources: &Sources,
    before: &Subject,
    change: &Change,
    document: &Document,
    id: &str,
    today: Date,
) -> Result<()> {
    let mut changed = sources.clone();
    changed.insert_text(before.path.clone(), document.text());
    let after = read_subject(&changed, id, today)?;
    if after.errors > before.errors {
        bail!(
            "nothing is written: {} would have an error more; `--by` and `--on` must name what is there",
            before.path
        );
    }
    let Change::Task(name, mark) = change else { return Ok(()) };
    let (_, task) = find_task(&after.facts, &ecow::eco_format!("{}/{}", name.phase, name.id))?;
    if task.state != mark.state() {
        let now = task.state.name();
        bail!(
            "nothing is written: the task would still be {now}, as its parts or its playbook say; please edit it by hand"
        );
    }
    Ok(())
}

fn in_words(args: &SetArgs, change: &Change) -> String {
    let engagement = &args.engagement;
    match change {
        Change::Task(name, Mark::Open) => format!("{engagement}: {} is open again", name.id),
        Change::Task(name, Mark::Done(day)) => format!("{engagement}: {} is done, on {day}", name.id),
        Change::Task(name, Mark::Active(day)) => format!("{engagement}: {} is under way since {day}", name.id),
        Change::Task(name, Mark::Blocked { by, since }) => {
            format!("{engagement}: {} waits for {by} since {since}", name.id)
        }
        Change::Task(name, Mark::Dropped(why)) => format!("{engagement}: {} is dropped: {why}", name.id),
        Change::Thing { kind, id, .. } => format!("{engagement}: {kind}:{id} is {}", args.state),
    }
}
