//! `turnkey new`: a file to begin with, in its place, with remarks that say what goes where.
//!
//! What is made passes `check` as it is: what only its author can know is left out and spoken of in a comment, which no
//! reader ever sees.

mod texts;

use super::Outcome;
use super::session::{BookArgs, GOOD, QUIET, Session, paint, parse_day, today};
use super::set::no_engagement;
use crate::book::{Book, BookEngagement, Gathered, Reader, name_in_words};
use crate::compile::{Memo, gathered};
use crate::config::{Config, read_config};
use crate::diagnostic::nearest;
use crate::disk;
use crate::model::engagement::assemble;
use crate::model::wording::day;
use crate::path::SourcePath;
use crate::schema::scalar::id_from_words;
use anyhow::{Result, bail};
use jiff::civil::Date;

/// What `new` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct NewArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// One customer's project
    Engagement(EngagementArgs),
    /// A page that says how something is done
    Guide(PageArgs),
    /// A page that says what to do when something happens
    Runbook(PageArgs),
    /// The notes of a meeting
    Minutes(MinutesArgs),
}

#[derive(Debug, clap::Args)]
struct EngagementArgs {
    /// Its id, which is its folder's name too: `globex`
    id: String,
    #[command(flatten)]
    book: BookArgs,
    /// The playbook that it takes over
    #[arg(long, value_name = "PLAYBOOK")]
    extends: Option<String>,
    /// The customer's name
    #[arg(long, value_name = "NAME")]
    customer: String,
    /// Its first day; week 1 is the Monday week that holds it
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day)]
    start: Date,
}

#[derive(Debug, clap::Args)]
struct PageArgs {
    /// Where it goes below the source folder: `guides/backup`, or only `backup`
    path: String,
    #[command(flatten)]
    book: BookArgs,
    /// Its title; the file's name in words without it
    #[arg(long)]
    title: Option<String>,
}

#[derive(Debug, clap::Args)]
struct MinutesArgs {
    /// The engagement's id
    engagement: String,
    #[command(flatten)]
    book: BookArgs,
    /// The meeting of the plan that they are of
    #[arg(long, value_name = "MEETING")]
    meeting: Option<String>,
    /// The day of the meeting; today without it (`--date` says what today is)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day)]
    on: Option<Date>,
}

pub(super) fn run(args: &NewArgs) -> Result<Outcome> {
    match &args.what {
        What::Engagement(args) => engagement(args),
        What::Guide(args) => page(args, "guides", texts::guide),
        What::Runbook(args) => page(args, "runbooks", texts::runbook),
        What::Minutes(args) => minutes(args),
    }
}

/// A book that is to get a file, and its day.
struct Place {
    session: Session,
    config: Config,
    today: Date,
}

impl Place {
    fn open(args: &BookArgs) -> Result<Self> {
        let session = Session::open(args)?;
        let config = read_config(&session.sources).value;
        let today = args.date.or(config.build_date).unwrap_or(today()?);
        Ok(Self { session, config, today })
    }

    fn gathered(&self) -> Gathered {
        gathered(&self.session.sources, &mut Memo::default()).value
    }

    fn book(&self) -> Book {
        self.gathered().for_reader(&Reader::TEAM).value
    }

    /// A path below the source folder.
    fn path(&self, below: &str) -> Result<SourcePath> {
        let source = self.config.source.as_str();
        match SourcePath::join(source, below) {
            Ok(path) if source.is_empty() || path.below(source).is_some() => Ok(path),
            Ok(path) => bail!("`{below}` would be {path}, which lies outside of the source folder `{source}`"),
            Err(_) => bail!("`{below}` lies outside of the book"),
        }
    }

    /// Makes the file, and says what comes next.
    fn make(&self, path: &SourcePath, text: String, next: &[String]) -> Result<Outcome> {
        disk::create_files(&self.session.folder.root, &[(path.clone(), text.into_bytes())])?;
        anstream::println!("{} {path}", paint("made", GOOD));
        for line in next {
            anstream::println!("      {}", paint(line, QUIET));
        }
        Ok(Outcome::Fine)
    }
}

fn engagement(args: &EngagementArgs) -> Result<Outcome> {
    let place = Place::open(&args.book)?;
    let id = id_from_words(&args.id);
    if id != args.id || id.is_empty() {
        bail!("`{}` is no id: write letters in lower case, digits and single `-` between them, as in `{id}`", args.id);
    }
    let gathered = place.gathered();
    let book = gathered.for_reader(&Reader::TEAM).value;
    if let Some(known) = book.engagements.iter().find(|engagement| engagement.id == id) {
        bail!("there is an engagement `{id}` already, in {}", known.path);
    }
    let playbook = match &args.extends {
        None => None,
        Some(name) => {
            let known = book.playbooks.iter().find(|playbook| playbook.id == *name);
            let ids = || book.playbooks.iter().map(|playbook| playbook.id.as_str());
            match (known, nearest(name, ids())) {
                (Some(playbook), _) => Some(playbook),
                (None, Some(meant)) => bail!("there is no playbook `{name}`; did you mean `{meant}`?"),
                (None, None) if book.playbooks.is_empty() => bail!("this book has no playbooks"),
                (None, None) => {
                    bail!("there is no playbook `{name}`; there are {}", ids().collect::<Vec<_>>().join(", "))
                }
            }
        }
    };
    let people: Vec<&str> = book.people.keys().map(ecow::EcoString::as_str).collect();
    let plan = playbook.map(|playbook| (playbook, gathered.asked_by(&playbook.id)));
    let plan = plan.as_ref().map(|(playbook, asked)| (*playbook, asked));
    let text = texts::engagement(&id, plan, &args.customer, args.start, &people);
    let path = place.path(&format!("engagements/{id}/engagement.yaml"))?;
    let next = [
        "name the people in it, then `turnkey check`".to_owned(),
        format!("`turnkey set {id} TASK done` says what is done, `turnkey new minutes {id}` what was said"),
    ];
    place.make(&path, text, &next)
}

fn page(args: &PageArgs, folder: &str, text: impl Fn(&str, Date) -> String) -> Result<Outcome> {
    let place = Place::open(&args.book)?;
    let below = args.path.trim_start_matches("./");
    let below = below.strip_prefix(&format!("{}/", place.config.source)).unwrap_or(below);
    let below = below.strip_suffix(".md").unwrap_or(below);
    let below = if below.contains('/') { below.to_owned() } else { format!("{folder}/{below}") };
    let name = below.rsplit('/').next().unwrap_or_default();
    if name.is_empty() || name.starts_with('.') {
        bail!("`{}` names no file", args.path);
    }
    let title = args.title.clone().unwrap_or_else(|| name_in_words(name).into());
    let path = place.path(&format!("{below}.md"))?;
    let next = [format!("write it, and name it where it is used: `[[{name}]]` in a page, `-> {below}` in a task")];
    place.make(&path, text(&title, place.today), &next)
}

fn minutes(args: &MinutesArgs) -> Result<Outcome> {
    let place = Place::open(&args.book)?;
    let book = place.book();
    let Some(engagement) = book.engagements.iter().find(|engagement| engagement.id == args.engagement) else {
        let ids: Vec<&str> = book.engagements.iter().map(|engagement| engagement.id.as_str()).collect();
        return no_engagement(&args.engagement, &ids);
    };
    let on = args.on.unwrap_or(place.today);
    let facts = assemble(&engagement.says, place.today).value;
    let meeting = match &args.meeting {
        None => None,
        Some(name) => {
            let known = facts.meetings.iter().find(|meeting| meeting.id.as_str() == name);
            let ids = || facts.meetings.iter().map(|meeting| meeting.id.as_str());
            match (known, nearest(name, ids())) {
                (Some(meeting), _) => Some(meeting),
                (None, Some(meant)) => bail!("there is no meeting `{name}`; did you mean `{meant}`?"),
                (None, None) if facts.meetings.is_empty() => {
                    bail!(
                        "the plan of `{}` has no meetings; without `--meeting` the notes are of none",
                        args.engagement
                    )
                }
                (None, None) => {
                    bail!("there is no meeting `{name}`; there are {}", ids().collect::<Vec<_>>().join(", "))
                }
            }
        }
    };
    let (name, next) = free_name(&place, engagement, on, args.meeting.as_deref());
    let path = SourcePath::join(engagement.path.folder(), &format!("meetings/{name}.md"));
    let Ok(path) = path else { bail!("`{name}` lies outside of the book") };
    let title = meeting.map_or_else(|| "Meeting".into(), |meeting| meeting.title.value.clone());
    let text = texts::minutes(&format!("{title}, {}", day(on)), on, meeting, &facts.people);
    place.make(&path, text, &[next])
}

/// The name of the file: the day, and the meeting too where there are minutes of that day already.
fn free_name(place: &Place, engagement: &BookEngagement, on: Date, meeting: Option<&str>) -> (String, String) {
    let is_taken = |name: &str| {
        let path = SourcePath::join(engagement.path.folder(), &format!("meetings/{name}.md"));
        path.is_ok_and(|path| place.session.sources.files.contains_key(&path))
    };
    let name = match meeting {
        Some(meeting) if is_taken(&on.to_string()) => format!("{on}-{meeting}"),
        _ => on.to_string(),
    };
    let id = &engagement.id;
    let next = match meeting {
        Some(meeting) => format!("it stands on the page of `{meeting}` once {id} says so: `minutes: meetings/{name}`"),
        None => "each box with an owner in it is an action".to_owned(),
    };
    (name, next)
}
