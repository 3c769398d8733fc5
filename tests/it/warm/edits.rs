//! What may be done to a book: each edit follows from a number and from what the book is by then, so that a sequence stays
//! one when others are taken out of it.

use super::moment::{Files, Moment};
use super::texts::{
    AUDIENCES, block, front_matter, heading, is_a, is_guide, is_plan, line, link, order, paragraph, pick, plan_key,
    setting, word,
};
use crate::generated::Chance;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use turnkey::audience::Audience;
use turnkey::path::SourcePath;

/// The kinds of edits, each as often as it should come.
const KINDS: [(usize, Kind); 33] = [
    (8, Kind::Block),
    (8, Kind::Heading),
    (6, Kind::Title),
    (8, Kind::FrontMatter),
    (3, Kind::Line),
    (4, Kind::Paragraph),
    (4, Kind::Link),
    (9, Kind::PlanWord),
    (12, Kind::PlanKey),
    (5, Kind::PlanLine),
    (12, Kind::DataWord),
    (2, Kind::Break),
    (10, Kind::Setting),
    (3, Kind::Order),
    (2, Kind::NoOrder),
    (3, Kind::Remove),
    (2, Kind::RemoveData),
    (2, Kind::RemoveFolder),
    (3, Kind::Add),
    (2, Kind::AddPlan),
    (3, Kind::Rename),
    (2, Kind::Move),
    (2, Kind::MoveFolder),
    (2, Kind::Copy),
    (3, Kind::Swap),
    (3, Kind::Asset),
    (4, Kind::Template),
    (2, Kind::Theme),
    (2, Kind::History),
    (5, Kind::Reader),
    (2, Kind::Touch),
    (12, Kind::Undo),
    (3, Kind::Several),
];

#[derive(Clone, Copy, Debug)]
enum Kind {
    /// One more block in a guide.
    Block,
    /// Another heading.
    Heading,
    /// Another title, in front matter.
    Title,
    /// Another word of front matter.
    FrontMatter,
    /// A line of a guide gone, twice or elsewhere.
    Line,
    /// A paragraph gone or elsewhere.
    Paragraph,
    /// A link that leads elsewhere.
    Link,
    /// Figures, ids, audiences and fields of a plan.
    PlanWord,
    /// What a plan takes over, whom it is for, when it begins.
    PlanKey,
    PlanLine,
    /// The same of people and glossary.
    DataWord,
    /// What cannot be read.
    Break,
    /// `book.toml`.
    Setting,
    /// A `nav.yaml`, there or gone.
    Order,
    NoOrder,
    Remove,
    RemoveData,
    /// A folder gone: often the last of its kind.
    RemoveFolder,
    Add,
    AddPlan,
    Rename,
    /// Into another folder.
    Move,
    MoveFolder,
    Copy,
    /// Two files in each other's place.
    Swap,
    /// Pictures: others, gone, new.
    Asset,
    /// A template of the book's own: there, broken, gone.
    Template,
    Theme,
    /// When version control saw files change.
    History,
    /// Another reader, or another day.
    Reader,
    /// The same bytes written anew.
    Touch,
    /// The book as it was before.
    Undo,
    /// Several at once, as another branch checked out.
    Several,
}

/// Something that is done to a book.
#[derive(Clone, Debug)]
pub(super) struct Edit {
    kind: Kind,
    chance: Chance,
    is_seen: bool,
}

impl Edit {
    pub(super) fn new(chance: &mut Chance) -> Self {
        let all: Vec<Kind> = KINDS.iter().flat_map(|(times, kind)| vec![*kind; *times]).collect();
        let (kind, is_seen) = (chance.pick(&all), chance.percent(75));
        let own = Chance::new(chance.below(usize::MAX >> 33) as u64);
        Self { kind, chance: own, is_seen }
    }

    /// False where the next edit comes before anybody has looked.
    pub(super) fn is_seen(&self) -> bool {
        self.is_seen
    }

    /// The book after the last of these moments with this done to it, and what that was.
    pub(super) fn carry_out(&self, moments: &[Moment]) -> (Moment, String) {
        let mut chance = self.chance.clone();
        let before = moments.last().expect("there is one to begin with");
        let mut moment = before.clone();
        match self.kind {
            Kind::Undo => {
                let back = 1 + chance.below(3);
                moment = moments[moments.len().saturating_sub(1 + back)].clone();
            }
            Kind::Several => {
                for _ in 0..5 {
                    let mut other = Self::new(&mut chance);
                    if matches!(other.kind, Kind::Several | Kind::Undo) {
                        other.kind = Kind::Block;
                    }
                    moment = other.carry_out(&[moment]).0;
                }
            }
            kind => {
                // What cannot be done leaves the book as it is, which is an edit too.
                let _ = done(kind, &mut chance, &mut moment);
            }
        }
        let files: BTreeSet<&String> = before.files.keys().chain(moment.files.keys()).collect();
        let is_changed = |path: &&&String| before.files.get(**path) != moment.files.get(**path);
        let changed: Vec<&str> = files.iter().filter(is_changed).map(|path| path.as_str()).collect();
        let words = match self.kind {
            Kind::Reader => format!("Reader: {}, {}, drafts {}", moment.audience, moment.today, moment.draft),
            kind => format!("{kind:?}: {}", changed.join(", ")),
        };
        (moment, words)
    }
}

fn done(kind: Kind, chance: &mut Chance, moment: &mut Moment) -> Option<()> {
    let guides = moment.paths(is_guide);
    let plans = moment.paths(is_plan);
    let all = moment.paths(|path| path.starts_with("content/"));
    let data = moment.paths(|path| path.ends_with("people.yaml") || path.ends_with("glossary.yaml"));
    let guide = pick(chance, &guides).cloned();
    let plan = pick(chance, &plans).cloned();
    let any = pick(chance, &all).cloned();
    match kind {
        Kind::Block => {
            let (path, block) = (guide?, block(chance, moment));
            let text = moment.text(&path);
            // Often before all others: the first mention of a word is then another.
            let at = if chance.percent(50) { text.find("\n\n").map(|at| at + 2) } else { None };
            let at = at.unwrap_or(text.len());
            moment.put(&path, format!("{}\n{block}\n{}", &text[..at], &text[at..]));
        }
        Kind::Heading => change(moment, &guide?, |text| heading(chance, text))?,
        Kind::Title => change(moment, &guide?, |text| Some(front_matter(chance, text, Some("title"))))?,
        Kind::FrontMatter => change(moment, &guide?, |text| Some(front_matter(chance, text, None)))?,
        Kind::Line => change(moment, &guide?, |text| line(chance, text))?,
        Kind::Paragraph => change(moment, &guide?, |text| Some(paragraph(chance, text)))?,
        Kind::Link => change(moment, &guide?, |text| link(chance, text, &guides))?,
        Kind::PlanWord => change(moment, &plan?, |text| word(chance, text))?,
        Kind::PlanKey => change(moment, &plan?, |text| Some(plan_key(chance, text)))?,
        Kind::PlanLine => change(moment, &plan?, |text| line(chance, text))?,
        Kind::DataWord => {
            let path = pick(chance, &data)?.clone();
            change(moment, &path, |text| if chance.percent(70) { word(chance, text) } else { line(chance, text) })?;
        }
        Kind::Break => {
            let path = any?;
            let mut bytes = moment.files.get(&path)?.to_vec();
            let at = chance.below(bytes.len() + 1);
            let broken = chance.pick(&["{ [", "\u{0}", "---\n", "\"", "{{ ", "::: ", "\t- :"]);
            bytes.splice(at..at, broken.bytes().chain(chance.percent(20).then_some(0xff)));
            moment.put(&path, bytes);
        }
        Kind::Setting => change(moment, "book.toml", |text| Some(setting(chance, text)))?,
        Kind::Order => {
            let folder = folder_of(&guide?).to_owned();
            let names: Vec<String> =
                guides.iter().filter_map(|path| path.strip_prefix(&format!("{folder}/"))).map(str::to_owned).collect();
            let text = order(chance, &names);
            moment.put(&format!("{folder}/nav.yaml"), text);
        }
        Kind::NoOrder => {
            let files = moment.paths(|path| path.ends_with("nav.yaml"));
            moment.files.remove(pick(chance, &files)?);
        }
        Kind::Remove => drop(moment.files.remove(&any?)),
        Kind::RemoveData => drop(moment.files.remove(pick(chance, &[plans, data].concat())?)),
        Kind::RemoveFolder => {
            let folder = if chance.percent(10) { "content".to_owned() } else { folder_of(&any?).to_owned() };
            moment.files.retain(|path, _| !path.starts_with(&format!("{folder}/")));
        }
        Kind::Add => {
            let folder = if chance.percent(20) { "content/new/deep".to_owned() } else { folder_of(&any?).to_owned() };
            let name = chance.pick(&["index", "README", "rollback", "twin", "aaa", "zzz", "ab"]);
            let extension = chance.pick(&["md", "md", "md", "markdown"]);
            let text = format!("# {name}\n\n{}\n{}", block(chance, moment), block(chance, moment));
            moment.put(&format!("{folder}/{name}.{extension}"), front_matter(chance, &text, None));
        }
        Kind::AddPlan => {
            let path = match chance.below(4) {
                0 => "content/playbooks/base.yaml".to_owned(),
                1 => "content/playbooks/plan-2.yaml".to_owned(),
                at => format!("content/engagements/new-{at}/engagement.yaml"),
            };
            let text = plan_key(chance, "title: New\nstart: 2026-05-04\ncustomer: Elm\n");
            moment.put(&path, plan_key(chance, &text));
        }
        Kind::Rename => {
            let path = any?;
            let extension = path.rsplit_once('.')?.1;
            let name = chance.pick(&["index", "README", "rollback", "renamed", "aaa", "engagement", "nav"]);
            rename(moment, &path, &format!("{}/{name}.{extension}", folder_of(&path)));
        }
        Kind::Move => {
            let (path, to) = (any?, folder_of(pick(chance, &all)?).to_owned());
            rename(moment, &path, &format!("{to}/{}", path.rsplit('/').next()?));
        }
        Kind::MoveFolder => {
            let folder = folder_of(&any?).to_owned();
            let to = if chance.percent(50) { format!("{folder}-2") } else { folder_of(pick(chance, &all)?).to_owned() };
            for path in moment.paths(|path| path.starts_with(&format!("{folder}/"))) {
                let renamed = path.replacen(&folder, &to, 1);
                rename(moment, &path, &renamed);
            }
        }
        Kind::Copy => {
            let (from, to) = (any?, folder_of(pick(chance, &all)?).to_owned());
            let bytes = moment.files.get(&from)?.clone();
            moment.files.insert(format!("{to}/copy-of-{}", from.rsplit('/').next()?), bytes);
        }
        Kind::Swap => {
            let alike = if chance.percent(50) { guides } else { plans };
            let (one, other) = (pick(chance, &alike)?, pick(chance, &alike)?);
            let (bytes, others) = (moment.files.get(one)?.clone(), moment.files.get(other)?.clone());
            moment.files.insert(one.clone(), others);
            moment.files.insert(other.clone(), bytes);
        }
        Kind::Asset => {
            let assets = moment.paths(|path| is_a(path, "png") || is_a(path, "svg"));
            match (chance.below(3), pick(chance, &assets)) {
                (0, Some(path)) => drop(moment.files.remove(path)),
                (1, Some(path)) => {
                    let text = moment.text(path);
                    let more =
                        chance.pick(&["<!-- more -->", "\nIt is a picture that takes more than forty bytes by now.\n"]);
                    moment.put(path, text + more);
                }
                _ => {
                    let number = chance.below(3);
                    moment.put(&format!("content/assets/picture-{number}.png"), format!("A new picture {number}."));
                }
            }
        }
        Kind::Template => template(chance, moment),
        Kind::Theme => {
            let name = chance.pick(&["default", "own"]);
            let file = chance.pick(&[
                "css/10-base.css",
                "css/zz.css",
                "js/own.js",
                "scheme.js",
                "favicon.svg",
                "packet.css",
                "icons/own.svg",
            ]);
            let path = format!("themes/{name}/{file}");
            if moment.files.remove(&path).is_none() || chance.percent(50) {
                moment.put(&path, format!("/* {} */\n", chance.below(9)));
            }
        }
        Kind::History => {
            let day = jiff::civil::date(2026, 5, 1 + i8::try_from(chance.below(19)).expect("a day"));
            moment.changed.insert(SourcePath::new(&any?).expect("inside"), day);
        }
        Kind::Reader => match chance.below(3) {
            0 => moment.today = chance.pick(&[20, 21, 30].map(|day| jiff::civil::date(2026, 5, day))),
            1 => moment.draft = !moment.draft,
            _ => moment.audience = Audience::from_name(chance.pick(&AUDIENCES)).expect("they are"),
        },
        Kind::Touch => {
            let path = any?;
            let bytes = moment.files.get(&path)?.to_vec();
            moment.put(&path, bytes);
        }
        Kind::Undo | Kind::Several => unreachable!("these are made of others"),
    }
    Some(())
}

/// Puts a template into the book or takes it out again; what cannot be read is the built-in one then, and said.
fn template(chance: &mut Chance, moment: &mut Moment) {
    let name = chance.pick(&[
        "site/guide.html",
        "site/section.html",
        "site/base.html",
        "site/parts.html",
        "site/engagement.html",
        "site/health.html",
        "site/tag.html",
        "site/redirect.html",
        "packet/page.html",
        "packet/packet.html",
        "packet/parts.html",
        "packet/style.typ",
        "packet/words/de.toml",
        "packet/words/xx.toml",
    ]);
    let path = format!("templates/{name}");
    if moment.files.remove(&path).is_some() && chance.percent(60) {
        return;
    }
    let builtin = Path::new(env!("CARGO_MANIFEST_DIR")).join(&path);
    let text = fs::read_to_string(builtin).unwrap_or_else(|_| "[words]\n\"Contents\" = \"Xontents\"\n".to_owned());
    let text = match chance.below(4) {
        0 => text + "\n{% if",
        1 if is_a(name, "html") => text + "\n{# Nothing more. #}",
        _ => text.replace("<ul", "<ul data-own").replace("<h1", "<h1 data-own"),
    };
    moment.put(&path, text);
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn rename(moment: &mut Moment, from: &str, to: &str) {
    let files: &mut Files = &mut moment.files;
    if let Some(bytes) = files.remove(from) {
        files.insert(to.to_owned(), bytes);
    }
}

fn change(moment: &mut Moment, path: &str, edit: impl FnOnce(&str) -> Option<String>) -> Option<()> {
    let text = moment.text(path);
    moment.put(path, edit(&text)?);
    Some(())
}
