//! What edits write, and where: words that lead elsewhere, keys of front matter and plans, lines and tokens.
//!
//! Takes texts and gives others; knows nothing of what the program makes of them.

use super::moment::{Files, Moment};
use crate::generated::Chance;
use std::ops::Range;

/// Titles and headings that generated books have several of, so that one more or less matters elsewhere.
const TITLES: [&str; 8] =
    ["Rollback", "Backup", "Install", "Steps", "Twin", "Known issues", "Steps `now`", "Zurück – 元に戻す"];

/// What a plan and a page may be for.
pub(super) const AUDIENCES: [&str; 4] = ["internal", "partner", "customer", "public"];

/// Keys of front matter, with values that matter to others.
const FRONT_MATTER: [(&str, &[&str]); 15] = [
    ("title", &["Rollback", "Backup", "Twin", "\"Steps: all\"", "Other words"]),
    ("audience", &AUDIENCES),
    ("kind", &["guide", "runbook", "design", "agenda", "lesson", "reference", "minutes", "nothing"]),
    ("tags", &["[release]", "[inhouse]", "[allies, safe]", "[release, other]", "[]"]),
    ("order", &["1", "5", "-2"]),
    ("owner", &["ab", "nobody"]),
    ("aliases", &["[old/place.html]", "[guides/deep/index.html]", "[old/other.html]"]),
    ("verified", &["2026-02-03", "2024-02-03", "2026-05-19"]),
    ("review_every", &["30d", "2w", "9mo"]),
    ("summary", &["What it is about.", "A *strong* word."]),
    ("draft", &["true", "false"]),
    ("applies_to", &["{ environment.kind: cloud }", "{ environment.kind: air-gapped }", "{ nothing: here }"]),
    ("marking", &["TLP:AMBER", "TLP:RED", "TLP:CLEAR"]),
    ("x-own", &["1", "2"]),
    ("search", &["false"]),
];

/// Keys of an engagement or a playbook, with values.
const PLAN: [(&str, &[&str]); 16] = [
    ("id", &["acme-0", "acme-1", "acme-9", "plan-0", "plan-1"]),
    ("extends", &["plan-0", "plan-1", "plan-2", "base", "acme-0"]),
    ("continues", &["acme-0", "acme-1", "acme-2"]),
    ("audience", &AUDIENCES),
    ("title", &["\"Rollback\"", "\"A rollout\"", "\"Rollout of {{ customer.name }}\""]),
    ("summary", &["\"Runs on {{ vars.host }}, see [[Rollback]].\"", "\"Backup of [[milestone:live]]\""]),
    ("customer", &["{ name: Alder Water, short_name: A }", "Alder", "{ name: Elm, audience: internal }"]),
    ("start", &["2026-04-06", "2026-05-04", "2025-12-01"]),
    ("environment", &["{ kind: cloud }", "{ kind: air-gapped }"]),
    ("vars", &["{ host: alder.example }", "{ host: elm.example, port: 443 }", "{}"]),
    ("go_live", &["milestone:live", "2026-06-01"]),
    ("language", &["de", "en", "fr", "xx"]),
    ("version", &["\"1.0\"", "\"2.0\""]),
    (
        "milestones",
        &["[{ id: live, title: Live, week: 4 }]", "[{ id: live, title: Alive, week: 3, audience: partner }]"],
    ),
    (
        "phases",
        &["[{ id: build, title: Build, weeks: 1-2, tasks: [\"Unpack -> guides/hub\", { id: mend, title: Mend }] }]"],
    ),
    ("team", &["{ engineer: ab }", "{ engineer: ik }"]),
];

/// Settings: section, key, values.
const SETTINGS: [(&str, &str, &[&str]); 17] = [
    ("book", "title", &["\"Book\"", "\"Other book\""]),
    ("book", "organization", &["\"Larkspur\"", "\"Others\""]),
    ("book", "language", &["\"en\"", "\"de\""]),
    ("book", "source", &["\"content\"", "\".\"", "\"content/guides\"", "\"nowhere\""]),
    ("book", "theme", &["\"default\"", "\"own\"", "\"nowhere\""]),
    ("book", "base_url", &["\"https://book.example/\"", "\"not one\""]),
    ("book", "edit_url", &["\"https://git.example/edit/{path}\""]),
    ("audience", "default", &["\"internal\"", "\"partner\"", "\"customer\"", "\"public\""]),
    ("audience.paths", "\"playbooks/**\"", &["\"internal\"", "\"partner\"", "\"customer\""]),
    ("audience.paths", "\"guides/**\"", &["\"internal\"", "\"customer\""]),
    ("audience.tags", "release", &["\"internal\"", "\"partner\""]),
    ("build", "date", &["\"2026-05-20\"", "\"2026-07-01\"", "\"soon\""]),
    ("packet", "marking", &["\"TLP:AMBER\"", "\"TLP:CLEAR\""]),
    ("html", "raw", &["\"sanitize\"", "\"escape\"", "\"trust\""]),
    ("check", "deny_warnings", &["true", "false"]),
    ("check", "stale_after", &["\"10d\"", "\"900d\""]),
    ("check.rules", "orphan-page", &["\"allow\"", "\"error\""]),
];

/// Files that stand beside a generated book: pages that lead to much, one alone in its folder, text in other encodings.
pub(super) fn beside() -> Files {
    let hub = "---\naudience: public\n---\n# Hub\n\nTo [[Rollback]], [[rollback#steps]] and [the steps](deep/rollback.md#steps), \
               [the twin](/guides/twin.md), [Backup](../guides/only/alone.md#backup) and [[acme-0/milestone:live]].\n\n\
               ![[/guides/only/alone#backup]]\n\n![[acme-0/timeline]]\n\nSee {{ customer.name }} at {{ vars.host }}.\n";
    let alone = "---\naudience: public\nx-own: 0\n---\n# Alone\n\n## Backup\n\nA Rollback, and the Twin. ![[/guides/hub]]\n\n\
                 ## Backup\n\n1. Once more, see [the hub](../hub.md).\n";
    let picture = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><title>Nine</title></svg>";
    let files = [
        ("content/guides/hub.md", hub.as_bytes()),
        ("content/guides/only/alone.md", alone.as_bytes()),
        ("content/guides/wide.md", b"\xff\xfe#\0 \0W\0i\0d\0e\0\n\0"),
        ("content/assets/nine.svg", picture.as_bytes()),
        ("content/nav.yaml", b"- guides\n- ...\n"),
    ];
    files.into_iter().map(|(path, bytes)| (path.to_owned(), bytes.into())).collect()
}

/// The words of a paragraph, or another block, which lead elsewhere or are led to.
pub(super) fn block(chance: &mut Chance, moment: &Moment) -> String {
    let guides = moment.paths(is_guide);
    let guide = pick(chance, &guides).map_or("guides/gone", |path| path.trim_start_matches("content/")).to_owned();
    let name = guide.rsplit_once('.').map_or(&*guide, |(name, _)| name).to_owned();
    let title = chance.pick(&TITLES);
    let engagement = chance.below(3);
    let reference = {
        let plans = moment.paths(is_plan);
        let plan = pick(chance, &plans).map(|path| moment.text(path)).unwrap_or_default();
        let ids: Vec<&str> =
            tokens(&plan).into_iter().map(|at| &plan[at]).filter(|word| kind_of(word).is_some()).collect();
        let id = ids.get(chance.below(ids.len().max(1))).copied().unwrap_or("task-none");
        format!("{}:{id}", kind_of(id).unwrap_or("task"))
    };
    let audience = chance.pick(&AUDIENCES);
    let number = chance.below(3);
    match chance.below(22) {
        0 => format!("A Rollback, the Backup and {title}.\n"),
        1 => format!("See [there](/{guide}#steps) and [there](/{guide}).\n"),
        2 => format!("See [[{title}]] and [[{name}#backup|words]].\n"),
        3 => format!("![[/{name}]]\n"),
        4 => format!("![[/{name}#steps]]\n"),
        5 => format!("![[acme-{engagement}/raid]]\n\n![[gotchas]]\n"),
        6 => "For {{ customer.name }} and {{ vars.host }} of {{ nothing.here }}.\n".to_owned(),
        7 => format!("Of [[acme-{engagement}/{reference}]] and [[{reference}]].\n"),
        8 => format!("::: {audience}\nFor some, see [[{title}]].\n:::\n"),
        9 => format!("::: gotcha {title}\nIt bites.\n:::\n"),
        10 => format!("::: when environment.kind=cloud\nIn a cloud, {title}.\n:::\n"),
        11 => format!("```bash\ncp {title} there\n```\n"),
        12 => format!("```mermaid\nflowchart LR\n  a[{title}] --> b\n```\n"),
        13 => {
            format!("- [ ] Take a backup {{owner=ab due=2026-05-1{number} audience={audience}}}\n- [ ] Take a backup\n")
        }
        14 => format!("![A picture](/assets/picture-{number}.png) ![Nine](/assets/nine.svg)\n"),
        15 => format!("Words[^{number}].\n\n[^{number}]: A note on {title}.\n"),
        16 => format!("<details><summary>{title}</summary>\n\nInside.\n\n</details>\n"),
        17 => format!("## {title} {{audience={audience}}}\n\nBelow.\n"),
        18 => format!("| A | B |\n| --- | --- |\n| {title} | [[{name}]] |\n"),
        19 => format!("Gone: [this](/nowhere/{number}.md), <a href=\"/{guide}\">that</a>, TODO.\n"),
        20 => format!("1. Do it:\n\n   ```console\n   $ rollback {number}\n   ```\n"),
        _ => format!("### {title}\n\nWords.\n"),
    }
}

/// Makes the heading, or what is to be one, into another.
pub(super) fn heading(chance: &mut Chance, text: &str) -> Option<String> {
    let lines: Vec<Range<usize>> = lines(text).filter(|at| text[at.clone()].starts_with('#')).collect();
    let at = pick(chance, &lines)?.clone();
    let level = chance.pick(&["#", "##", "##", "###", "####"]);
    let id = match chance.below(4) {
        0 => " {#steps}".to_owned(),
        1 => format!(" {{audience={}}}", chance.pick(&AUDIENCES)),
        _ => String::new(),
    };
    Some(replaced(text, at, &format!("{level} {}{id}\n", chance.pick(&TITLES))))
}

/// Sets, or takes out, a key of the front matter.
pub(super) fn front_matter(chance: &mut Chance, text: &str, only: Option<&str>) -> String {
    let (key, values) = match only {
        Some(key) => FRONT_MATTER.into_iter().find(|(known, _)| *known == key).expect("it is one of them"),
        None => chance.pick(&FRONT_MATTER),
    };
    let value = chance.percent(80).then(|| chance.pick(values));
    match text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")) {
        Some((front, body)) => format!("---\n{}---\n{body}", set_key(&format!("{front}\n"), key, value)),
        None => format!("---\n{}---\n{text}", set_key("", key, value)),
    }
}

/// Sets, or takes out, a key of a plan.
pub(super) fn plan_key(chance: &mut Chance, text: &str) -> String {
    let (key, values) = chance.pick(&PLAN);
    let value = chance.percent(80).then(|| chance.pick(values));
    set_key(text, key, value)
}

/// `key: value` in the place of the line that says it, at the end where none does; or no such line.
fn set_key(text: &str, key: &str, value: Option<&str>) -> String {
    let is_it = |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':'));
    let line = value.map(|value| format!("{key}: {value}\n")).unwrap_or_default();
    match lines(text).find(|at| is_it(&text[at.clone()])) {
        Some(at) => replaced(text, at, &line),
        None => format!("{text}{line}"),
    }
}

/// Sets, or takes out, a setting of `book.toml`.
pub(super) fn setting(chance: &mut Chance, text: &str) -> String {
    let (section, key, values) = chance.pick(&SETTINGS);
    let header = format!("[{section}]\n");
    let line = if chance.percent(80) { format!("{key} = {}\n", chance.pick(values)) } else { String::new() };
    let Some(start) = text.find(&header).map(|at| at + header.len()) else { return format!("{text}{header}{line}") };
    let end = text[start..].find("\n[").map_or(text.len(), |at| start + at + 1);
    let of_section = &text[start..end];
    let is_it = |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
    let of_section = match lines(of_section).find(|at| is_it(&of_section[at.clone()])) {
        Some(at) => replaced(of_section, at, &line),
        None => format!("{line}{of_section}"),
    };
    format!("{}{of_section}{}", &text[..start], &text[end..])
}

/// Takes a line out, says it twice, or has it change places with another.
pub(super) fn line(chance: &mut Chance, text: &str) -> Option<String> {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let at = chance.below(lines.len().max(1));
    let line = *lines.get(at)?;
    match chance.below(3) {
        0 => drop(lines.remove(at)),
        1 => lines.insert(at, line),
        _ => {
            let other = chance.below(lines.len());
            lines.swap(at, other);
        }
    }
    Some(lines.concat())
}

/// Takes a paragraph out, or puts it elsewhere.
pub(super) fn paragraph(chance: &mut Chance, text: &str) -> String {
    let mut blocks: Vec<&str> = text.split("\n\n").collect();
    let taken = blocks.remove(chance.below(blocks.len()));
    if chance.percent(60) {
        blocks.insert(chance.below(blocks.len() + 1), taken);
    }
    blocks.join("\n\n")
}

/// Has a link lead elsewhere, or nowhere.
pub(super) fn link(chance: &mut Chance, text: &str, guides: &[String]) -> Option<String> {
    let starts: Vec<usize> =
        ["](", "[["].iter().flat_map(|start| text.match_indices(start)).map(|(at, _)| at + 2).collect();
    let start = *pick(chance, &starts)?;
    let end = text[start..].find([')', ']', '#', '|', ' ', '\n']).map_or(text.len(), |at| start + at);
    let target = match (chance.below(3), pick(chance, guides)) {
        (0 | 1, Some(guide)) => format!("/{}", guide.trim_start_matches("content/")),
        _ => "gone.md".to_owned(),
    };
    Some(replaced(text, start..end, &target))
}

/// Changes a figure, a word that stands twice, an audience, or a pair of a map.
pub(super) fn word(chance: &mut Chance, text: &str) -> Option<String> {
    let all = tokens(text);
    match chance.below(5) {
        0 => {
            let figures: Vec<usize> = text.match_indices(|one: char| one.is_ascii_digit()).map(|(at, _)| at).collect();
            let at = *pick(chance, &figures)?;
            let figure = (text.as_bytes()[at] - b'0' + 1) % 10;
            Some(replaced(text, at..at + 1, &figure.to_string()))
        }
        1 | 2 => {
            let is_twice = |at: &Range<usize>| text.matches(&text[at.clone()]).nth(1).is_some() && at.len() > 3;
            let twice: Vec<Range<usize>> = all.into_iter().filter(is_twice).collect();
            let at = pick(chance, &twice)?.clone();
            let word = text[at.clone()].to_owned();
            let other = format!("{word}{}", chance.pick(&["x", "-2"]));
            Some(if chance.percent(40) { text.replace(&word, &other) } else { replaced(text, at, &other) })
        }
        3 => {
            let audiences: Vec<Range<usize>> =
                all.into_iter().filter(|at| AUDIENCES.contains(&&text[at.clone()])).collect();
            let at = pick(chance, &audiences)?.clone();
            Some(replaced(text, at, chance.pick(&AUDIENCES)))
        }
        _ => {
            let pairs: Vec<Range<usize>> = text
                .split_inclusive(", ")
                .map(|part| part.as_ptr() as usize - text.as_ptr() as usize..)
                .map(|from| from.start..from.start + text[from.start..].find(", ").map_or(0, |at| at + 2))
                .filter(|at| text[at.clone()].contains(": ") && !text[at.clone()].contains(['{', '[', '}', ']', '\n']))
                .collect();
            Some(replaced(text, pick(chance, &pairs)?.clone(), ""))
        }
    }
}

/// A file that says in which order a folder's pages stand, and what they are called there.
pub(super) fn order(chance: &mut Chance, names: &[String]) -> String {
    let mut text = String::new();
    for _ in 0..3 {
        let Some(name) = pick(chance, names) else { break };
        let name = name.trim_end_matches(".md");
        let title = if chance.percent(25) { [": ", chance.pick(&TITLES)].concat() } else { String::new() };
        text = [&text, "- ", name, &title, "\n"].concat();
    }
    text + chance.pick(&["- ...\n", "", "- gone\n"])
}

pub(super) fn is_guide(path: &str) -> bool {
    is_a(path, "md")
}

pub(super) fn is_plan(path: &str) -> bool {
    path.ends_with("engagement.yaml") || path.contains("playbooks/") && is_a(path, "yaml")
}

/// True for a file with this extension.
pub(super) fn is_a(path: &str, extension: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, own)| own == extension)
}

pub(super) fn pick<'a, T>(chance: &mut Chance, from: &'a [T]) -> Option<&'a T> {
    from.get(chance.below(from.len().max(1)))
}

fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.split_inclusive('\n').map(|line| {
        let start = line.as_ptr() as usize - text.as_ptr() as usize;
        start..start + line.len()
    })
}

fn replaced(text: &str, at: Range<usize>, with: &str) -> String {
    [&text[..at.start], with, &text[at.end..]].concat()
}

/// The words of a plan: ids, values, parts of sentences.
fn tokens(text: &str) -> Vec<Range<usize>> {
    let is_of_word = |letter: char| letter.is_alphanumeric() || letter == '-' || letter == '_';
    let words = text.split(|letter: char| !is_of_word(letter)).filter(|word| !word.is_empty());
    words
        .map(|word| word.as_ptr() as usize - text.as_ptr() as usize)
        .map(|at| at..at)
        .zip(text.split(|letter: char| !is_of_word(letter)).filter(|word| !word.is_empty()))
        .map(|(at, word)| at.start..at.start + word.len())
        .collect()
}

/// The kind of thing whose id this is, as generated books have them.
fn kind_of(id: &str) -> Option<&'static str> {
    let kinds = [
        "phase",
        "task",
        "milestone",
        "gate",
        "meeting",
        "metric",
        "requirement",
        "risk",
        "issue",
        "decision",
        "criterion",
        "deliverable",
        "environment",
    ];
    let (kind, _) = id.split_once('-')?;
    kinds.into_iter().find(|known| *known == kind)
}
