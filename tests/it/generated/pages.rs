//! The Markdown of generated books: guides with every kind of block, each of them for somebody.
//!
//! Takes a draft; writes files into it. What is hidden often says what something visible says too: titles, headings,
//! anchors, tags, old addresses, words of the trade.

use super::book::{Draft, ENGAGEMENT, Known, Who};
use super::pictures::KINDS;
use super::plans::INSTALLATIONS;
use turnkey::audience::Audience;
use turnkey::schema::kind::Kind;

/// The place of pictures among what can be named.
pub(super) const PICTURES: usize = 5;

/// The place of what is in a page, and of variables.
pub(super) const ANCHORS: usize = 6;
pub(super) const VARIABLES: usize = 7;

/// Words that several things are called.
pub(super) const TITLES: [&str; 6] = ["Rollback", "Backup", "Install", "Steps", "Twin", "Known issues"];

/// Folders, and whom `book.toml` says that they are for.
pub(super) const FOLDERS: [(&str, Option<Audience>); 5] = [
    ("guides", None),
    ("guides/deep", None),
    ("vault", Some(Audience::Internal)),
    ("shared", Some(Audience::Partner)),
    ("guides/theirs", Some(Audience::Customer)),
];

/// Tags, and whom `book.toml` says that they are for.
pub(super) const TAGS: [(&str, Option<Audience>); 4] = [
    ("release", None),
    ("inhouse", Some(Audience::Internal)),
    ("allies", Some(Audience::Partner)),
    ("safe", Some(Audience::Public)),
];

/// A guide before it is written.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// Its path below the source folder without its extension.
    pub(super) path: String,
    pub(super) who: Who,
    pub(super) own: Option<Audience>,
    pub(super) tag: Option<&'static str>,
    /// In whose folder it lies.
    pub(super) engagement: Option<usize>,
    pub(super) is_minutes: bool,
    pub(super) extension: &'static str,
}

/// Writes `plan`, the guide number `at` of all.
pub(super) fn guide(draft: &mut Draft, plan: &Plan, words: &str) {
    let path = format!("content/{}.{}", plan.path, plan.extension);
    draft.file(&path, plan.who, |draft| {
        if plan.extension == "md" {
            draft.note(Kind::Guide, plan.path.clone(), usize::MAX);
        }
        draft.path.clone_from(&plan.path);
        front_matter(draft, plan, words);
        if draft.chance.percent(20) {
            hidden_part(draft, 1);
        }
        if draft.chance.percent(70) {
            let title = heading_words(draft);
            draft.say(&format!("# {title}\n\n"));
        }
        let shown = draft.shown_word();
        draft.say(&format!("Begins {shown}.\n\n"));
        if plan.is_minutes {
            actions(draft, plan);
        }
        for _ in 0..4 + draft.chance.below(5) {
            block(draft, 0);
        }
        notes(draft);
    });
}

fn front_matter(draft: &mut Draft, plan: &Plan, words: &str) {
    draft.say("---\n");
    if let Some(own) = plan.own {
        draft.say(&format!("audience: {own}\n"));
    }
    let tag = plan.tag.map(|tag| format!("{tag}, ")).unwrap_or_default();
    let word = draft.word();
    draft.say(&format!("tags: [{tag}release, \"tag {word}\"]\n"));
    if draft.chance.percent(40) {
        let title = heading_words(draft);
        draft.say(&format!("title: \"{title}\"\n"));
    }
    if draft.chance.percent(40) {
        let word = draft.word();
        draft.say(&format!("summary: Comes to {word}.\n"));
    }
    if draft.chance.percent(30) {
        let (order, number) = (draft.chance.below(9), draft.number(28));
        draft.say(&format!("order: {order}\nverified: 2026-02-{number}\nreview_every: 30d\n"));
    }
    if draft.chance.percent(50) {
        let alias = match draft.chance.below(3) {
            0 => "old/place.html".to_owned(),
            1 => "guides/deep/index.html".to_owned(),
            _ => format!("old/{}.html", draft.word()),
        };
        draft.say(&format!("aliases: [{alias}]\n"));
    }
    if draft.chance.percent(40) {
        // Whoever is on no list that the reader knows is told to nobody.
        let place = plan.engagement.map(super::plans::place_of);
        let is_near = |known: &Known| Some(known.place) == place || known.place == usize::MAX;
        draft.name_loose(
            |known| known.kind == Kind::Person && is_near(known),
            |draft, known| draft.say(&format!("owner: {known}\n")),
        );
    }
    draft.part(Who::TEAM, |draft| {
        let (note, key, comment) = (draft.word(), draft.word(), draft.word());
        draft.say(&format!("notes: [{{ text: {note} }}]\nx-{key}: {key}\n# {comment}\n"));
    });
    match (plan.is_minutes, draft.chance.below(3)) {
        (true, _) => {
            let number = draft.number(28);
            draft.say(&format!("kind: minutes\ndate: 2026-05-{number}\n"));
            if draft.chance.percent(60) {
                name(draft, &[Kind::Meeting], plan.engagement, |draft, known| {
                    draft.say(&format!("meeting: {known}\n"));
                });
            }
            draft.say("attendees: [ ");
            for _ in 0..2 {
                name(draft, &[Kind::Person], plan.engagement, |draft, known| draft.say(&format!("{known}, ")));
            }
            draft.say("]\n");
        }
        (false, 0) => draft.say("kind: runbook\n"),
        _ => {}
    }
    draft.say(words);
    draft.say("---\n\n");
}

/// Task items of minutes, which are actions of the log.
fn actions(draft: &mut Draft, plan: &Plan) {
    for _ in 0..3 {
        let audience = draft.chance.pick(&[None, None, Some(Audience::Internal), Some(Audience::Partner)]);
        draft.part(Who::audience(audience.unwrap_or(Audience::Public)), |draft| {
            let words = if draft.chance.percent(40) {
                "Raise the roof".to_owned()
            } else {
                format!("Do {}", draft.shown_word())
            };
            let tick = draft.chance.pick(&[" ", "x"]);
            draft.say(&format!("- [{tick}] {words} {{ "));
            name(draft, &[Kind::Person], plan.engagement, |draft, known| draft.say(&format!("owner={known} ")));
            let due = draft.number(28);
            let audience = audience.map(|audience| format!("audience={audience} ")).unwrap_or_default();
            draft.say(&format!("due=2026-05-{due} {audience}}}\n"));
        });
    }
    draft.say("\nThat is all.\n\n");
}

fn heading_words(draft: &mut Draft) -> String {
    match draft.chance.below(3) {
        0 => format!("{} {}", draft.chance.pick(&TITLES), draft.word()),
        _ => draft.chance.pick(&TITLES).to_owned(),
    }
}

/// One block, and an empty line.
fn block(draft: &mut Draft, depth: usize) {
    let choice = if depth > 1 { draft.chance.below(9) } else { draft.chance.below(22) };
    match choice {
        0 | 1 => paragraph(draft),
        2 => {
            let (level, words) = (draft.chance.pick(&["##", "###"]), heading_words(draft));
            let anchor = match draft.chance.below(4) {
                0 => " {#steps}".to_owned(),
                1 => {
                    let anchor = format!("at-{}", draft.word());
                    draft.note(Kind::Term, format!("{}.md#{anchor}", draft.path), ANCHORS);
                    format!(" {{#{anchor}}}")
                }
                _ => String::new(),
            };
            draft.say(&format!("{level} {words}{anchor}\n\n"));
        }
        3 => code(draft),
        4 => table(draft),
        5 => embed(draft),
        6 => comment(draft),
        7 => data(draft),
        8 => data_of(draft),
        9 | 20 => list(draft, depth),
        21 => when(draft, depth),
        10 => hidden_part(draft, depth + 1),
        11 | 12 => container(draft, depth),
        13 => section(draft, depth),
        14 => tabs(draft, depth),
        15 => details(draft, depth),
        16 => definitions(draft),
        17 if draft.chance.percent(50) => parted_list(draft, depth),
        17 => tasks(draft),
        18 => quote(draft, depth),
        _ => diagram(draft),
    }
}

fn narrow(draft: &mut Draft) -> Audience {
    draft.chance.pick(&Audience::ALL)
}

fn blocks(draft: &mut Draft, depth: usize) {
    for _ in 0..=draft.chance.below(3) {
        block(draft, depth + 1);
    }
}

/// A part between `:::` lines for an audience, in one of the ways to write it.
fn hidden_part(draft: &mut Draft, depth: usize) {
    let audience = narrow(draft);
    let opening = match draft.chance.below(4) {
        0 => format!("audience {audience}"),
        1 => format!("{{.{audience}}}"),
        _ => audience.to_string(),
    };
    draft.part(Who::audience(audience), |draft| {
        fenced(draft, depth, &opening, |draft| {
            let word = draft.shown_word();
            draft.say(&format!("For some {word}.\n\n"));
            blocks(draft, depth);
            if draft.chance.percent(30) {
                held(draft);
            }
        });
    });
}

/// An address and a note, which the page's words may name, and which another part may have too.
fn held(draft: &mut Draft) {
    let (at, word) = (draft.chance.below(5), draft.word());
    let (address, note) =
        if at == 4 { ("place".to_owned(), "note1".to_owned()) } else { (format!("held{at}"), format!("Held{at}")) };
    draft.say(&format!("[{address}]: https://{word}.example/ \"Held {word}\"\n\n[^{note}]: Held {word}[^note2].\n\n"));
}

/// A container, whose colons are more the further out it is.
fn fenced(draft: &mut Draft, depth: usize, opening: &str, write: impl FnOnce(&mut Draft)) {
    let colons = ":".repeat(12 - depth.min(8));
    draft.say(&format!("{colons} {opening}\n"));
    write(draft);
    draft.say(&format!("{colons}\n\n"));
}

fn container(draft: &mut Draft, depth: usize) {
    let audience = draft.chance.percent(60).then(|| narrow(draft));
    let said = audience.map(|audience| format!(" {{audience={audience}}}")).unwrap_or_default();
    let kind = draft.chance.pick(&["tip", "warning", "details", "gotcha"]);
    draft.part(Who::audience(audience.unwrap_or(Audience::Public)), |draft| {
        let title = heading_words(draft);
        fenced(draft, depth + 1, &format!("{kind} {title}{said}"), |draft| blocks(draft, depth + 1));
    });
}

/// A section whose heading says for whom it is, up to a heading that is for all.
fn section(draft: &mut Draft, depth: usize) {
    if depth > 0 {
        return paragraph(draft);
    }
    let audience = narrow(draft);
    draft.part(Who::audience(audience), |draft| {
        let words = heading_words(draft);
        draft.say(&format!("## {words} {{audience={audience}}}\n\n"));
        paragraph(draft);
        list(draft, 2);
    });
    let words = heading_words(draft);
    draft.say(&format!("## {words}\n\n"));
}

fn paragraph(draft: &mut Draft) {
    let word = draft.shown_word();
    draft.say(&format!("Words of backup {word}"));
    for _ in 0..draft.chance.below(3) {
        inline(draft);
    }
    draft.say(".\n\n");
}

fn inline(draft: &mut Draft) {
    match draft.chance.below(19) {
        0 => {
            let word = draft.word();
            draft.say(&format!(" and <https://{word}.example/>"));
        }
        1 => {
            let (words, title) = (draft.word(), draft.word());
            draft.say(&format!(" and [at {words}](https://{words}.example/x \"Title {title}\")"));
        }
        2 => {
            let note = draft.chance.below(3);
            draft.say(&format!("[^note{note}]"));
        }
        3 => draft.say(" by [[Rollback]]"),
        4 => draft.say(" to [the steps](#steps) and [again](#steps-1)"),
        5 => {
            let (file, alt) = (draft.chance.below(KINDS.len()), draft.word());
            draft.say(&format!(" ![Picture {alt}](/assets/picture-{file}.{})", KINDS[file]));
        }
        6 => draft.say(" for {{ customer.name }} at {{ environments.held.url }}"),
        7 => {
            let word = draft.word();
            draft.say(&format!(" <span title=\"Raw {word}\">raw</span> `code {word}`"));
        }
        8 => draft.say(" or [by name][place] here"),
        9 => reference(draft),
        10 => {
            let at = draft.chance.below(4);
            draft.say(&format!(" or [of a part][held{at}] and so on[^held{at}]"));
        }
        11 => {
            let is_picture = |known: &Known| known.kind == Kind::Term && known.place == PICTURES;
            draft.name(is_picture, |draft, known| draft.say(&format!(" ![that one](/{})", known.id)));
        }
        12 => {
            let is_anchor = |known: &Known| known.kind == Kind::Term && known.place == ANCHORS;
            draft.name(is_anchor, |draft, known| draft.say(&format!(" under [that one](/{})", known.id)));
        }
        13 => {
            let is_variable = |known: &Known| known.kind == Kind::Term && known.place == VARIABLES;
            draft.name(is_variable, |draft, known| draft.say(&format!(" in {{{{ {} }}}}", known.id)));
        }
        14 => {
            let is_term = |known: &Known| known.kind == Kind::Term && known.place == usize::MAX;
            draft.name(is_term, |draft, known| draft.say(&format!(" with [[term:{}|a word]]", known.id)));
        }
        _ => link(draft),
    }
}

/// A link to any guide, which keeps its words wherever it leads.
fn link(draft: &mut Draft) {
    let form = draft.chance.below(5);
    let is_guide = |known: &Known| known.kind == Kind::Guide;
    draft.name(is_guide, |draft, known| {
        let path = &known.id;
        draft.say(&match form {
            0 => format!(" see [that place](/{path}.md#steps)"),
            1 => format!(" see [[{path}|the page]]"),
            2 => format!(" see [that page](/{path}.md \"Its title\")"),
            3 => format!(" see [[guide:{path}|what is there]]"),
            _ => format!(" see <a href=\"/{path}.md\">this one</a>"),
        });
    });
}

/// A reference to anything of an engagement, which keeps its words.
fn reference(draft: &mut Draft) {
    let is_thing = |known: &Known| super::plans::engagement_of(known.place).is_some();
    draft.name(is_thing, |draft, known| {
        let engagement = super::plans::engagement_of(known.place).unwrap_or_default();
        draft.say(&format!(" of [[{ENGAGEMENT}{engagement}/{}:{}|some thing]]", known.kind, known.id));
    });
}

/// Names something of an engagement: for those who may know of it, and not without it.
fn name(draft: &mut Draft, kinds: &[Kind], engagement: Option<usize>, write: impl FnOnce(&mut Draft, &str)) {
    let place = engagement.map(super::plans::place_of);
    let is_near = |known: &Known| Some(known.place) == place || known.place == usize::MAX;
    draft.name_tied(|known| kinds.contains(&known.kind) && is_near(known), write);
}

fn code(draft: &mut Draft) {
    let (word, title) = (draft.word(), draft.word());
    draft.say(&format!("```yaml title=\"{title}.yaml\"\nkey: {word}\n```\n\n"));
}

fn table(draft: &mut Draft) {
    let (head, cell) = (draft.word(), draft.shown_word());
    draft.say(&format!("| Head {head} | B |\n| --- | --- |\n| {cell} | b |\n\nAfter the table.\n\n"));
}

/// A comment, which nobody gets: its words are for the team, its place is for all.
fn comment(draft: &mut Draft) {
    draft.say("<!-- ");
    draft.part(Who::TEAM, |draft| {
        let word = draft.word();
        draft.say(&format!("{word} "));
    });
    draft.say("-->\n\nWords.\n\n");
}

fn embed(draft: &mut Draft) {
    let section = draft.chance.pick(&["", "#steps", "#backup"]);
    let (around, is_loose) = (draft.around(), draft.chance.percent(50));
    let is_meant = |known: &Known| known.may_be_put_in(around);
    if is_loose {
        draft.name(is_meant, |draft, known| draft.say(&format!("![[/{}{section}]]\n\n", known.id)));
    } else {
        draft.name_tied(is_meant, |draft, path| draft.say(&format!("![[/{path}{section}]]\n\n")));
    }
}

/// The agenda of a meeting or the tasks of a phase, which may not be there for the reader.
fn data_of(draft: &mut Draft) {
    let (kind, word) = draft.chance.pick(&[(Kind::Meeting, "agenda"), (Kind::Phase, "checklist")]);
    let is_thing = |known: &Known| known.kind == kind && super::plans::engagement_of(known.place).is_some();
    draft.name(is_thing, |draft, known| {
        let engagement = super::plans::engagement_of(known.place).unwrap_or_default();
        draft.say(&format!("![[{ENGAGEMENT}{engagement}/{word}:{}]]\n\n", known.id));
    });
}

/// What is there for some engagements only.
fn when(draft: &mut Draft, depth: usize) {
    let kind = draft.chance.pick(&INSTALLATIONS);
    fenced(draft, depth + 1, &format!("when environment.kind={kind}"), |draft| {
        draft.tied_to(Who::of(draft.having_kind(&[kind])), Vec::new(), |draft| {
            let word = draft.word();
            draft.say(&format!("Where it holds {word}.\n\n"));
        });
    });
}

fn data(draft: &mut Draft) {
    let data = draft.chance.pick(&["timeline", "metrics", "contacts", "raci", "raid", "requirements", "gotchas"]);
    draft.say(&format!("![[{data}]]\n\n"));
}

fn list(draft: &mut Draft, depth: usize) {
    let is_ordered = draft.chance.percent(40);
    let first = draft.chance.below(6);
    for at in 0..2 + draft.chance.below(3) {
        let sign = if is_ordered { format!("{}. ", first + at) } else { "- ".to_owned() };
        let audience = draft.chance.percent(40).then(|| narrow(draft));
        let said = audience.map(|audience| format!(" {{audience={audience}}}")).unwrap_or_default();
        draft.part(Who::audience(audience.unwrap_or(Audience::Public)), |draft| {
            let word = draft.shown_word();
            draft.say(&format!("{sign}An item {word}{said}\n"));
            draft.prefixed("   ", |draft| match draft.chance.below(6) {
                0 if depth < 2 => {
                    draft.say("- inner\n");
                    let audience = narrow(draft);
                    draft.part(Who::audience(audience), |draft| {
                        let word = draft.shown_word();
                        draft.say(&format!("- inner {word} {{audience={audience}}}\n"));
                    });
                    draft.say("- last\n");
                }
                1 if depth < 2 => {
                    draft.say("\n");
                    paragraph(draft);
                }
                2 if depth < 2 => {
                    draft.say("\n");
                    code(draft);
                }
                3 if depth < 2 => {
                    draft.say("\n");
                    held(draft);
                }
                _ => {}
            });
        });
    }
    let word = draft.shown_word();
    draft.say(&format!("\nAfter the list {word}.\n\n"));
}

/// What is one list where the part in its middle is gone.
fn parted_list(draft: &mut Draft, depth: usize) {
    let (first, sign) = (draft.chance.below(6), draft.chance.pick(&[".", ")", "-"]));
    for at in 0..3 {
        let word = draft.shown_word();
        if sign == "-" {
            draft.say(&format!("- An item {word}\n"));
        } else {
            draft.say(&format!("{}{sign} An item {word}\n", first + at));
        }
        if draft.chance.percent(30) {
            draft.say("\n");
        }
        if at < 2 && draft.chance.percent(60) {
            draft.say("\n");
            hidden_part(draft, depth + 1);
        }
    }
    draft.say("\nAfter the parts of the list.\n\n");
}

fn tasks(draft: &mut Draft) {
    for _ in 0..4 {
        let audience = draft.chance.percent(40).then(|| narrow(draft));
        let said = audience.map(|audience| format!(" {{audience={audience}}}")).unwrap_or_default();
        draft.part(Who::audience(audience.unwrap_or(Audience::Public)), |draft| {
            let words = if draft.chance.percent(60) {
                "Take a backup".to_owned()
            } else {
                format!("Check {}", draft.shown_word())
            };
            draft.say(&format!("- [ ] {words}{said}\n"));
        });
    }
    draft.say("\nAll of it.\n\n");
}

fn tabs(draft: &mut Draft, depth: usize) {
    fenced(draft, depth + 1, "tabs", |draft| {
        draft.say("== First\nWords.\n\n");
        for _ in 0..2 {
            let audience = draft.chance.percent(50).then(|| narrow(draft));
            let said = audience.map(|audience| format!(" {{audience={audience}}}")).unwrap_or_default();
            draft.part(Who::audience(audience.unwrap_or(Audience::Public)), |draft| {
                let word = draft.shown_word();
                draft.say(&format!("== Tab {word}{said}\n"));
                blocks(draft, depth + 1);
            });
        }
    });
}

fn details(draft: &mut Draft, depth: usize) {
    let word = draft.shown_word();
    draft.say(&format!("<details>\n<summary>More {word}</summary>\n\n"));
    blocks(draft, depth + 1);
    draft.say("</details>\n\n");
}

fn definitions(draft: &mut Draft) {
    let (term, words) = (draft.shown_word(), draft.shown_word());
    draft.say(&format!("Term {term}\n: What it is, {words}.\n\nAfter the terms.\n\n"));
}

fn quote(draft: &mut Draft, depth: usize) {
    draft.prefixed("> ", |draft| {
        if draft.chance.percent(50) {
            draft.say("[!NOTE]\n");
        }
        draft.say("Quoted.\n\n");
        blocks(draft, depth + 1);
        draft.say("Its end.\n");
    });
    draft.say("\nAfter the words.\n\n");
}

fn diagram(draft: &mut Draft) {
    let word = draft.word();
    draft.say(&format!("```mermaid\nflowchart LR\n  a[Node {word}] --> b\n```\n\n"));
}

/// The footnotes and addresses that the page's words name, some of which are in a part of their own.
fn notes(draft: &mut Draft) {
    for note in 0..3 {
        let word = draft.word();
        draft.say(&format!("[^note{note}]: A note {word}.\n\n"));
    }
    let word = draft.word();
    draft.say(&format!("[place]: https://{word}.example/place \"Place {word}\"\n"));
}
