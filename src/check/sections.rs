//! Sections that a kind of page is expected to have and lacks.
//!
//! A runbook is followed by somebody who did not write it, at night; what it leaves out is found out then. What counts as
//! a section is whatever stands out as one: a heading of any level, words in bold that begin a paragraph or an item, the
//! title of a callout or of a tab. A name counts by the stems in it, so that the author's own words do.

use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::doc::{Block, BlockKind, Inline, RawLink, inlines_text};
use crate::model::{Edition, Guide};
use crate::parse::front_matter::GuideKind;
use crate::source::Sources;
use crate::text::TextRange;
use std::sync::Arc;

/// Languages in which the names of sections are known. In others nothing is said.
const LANGUAGES: &[&str] = &["en", "de", "fr", "es", "pt"];

/// A section that is expected.
struct Expected {
    /// What it is called in a message.
    name: &'static str,
    /// Parts of names that it goes by, in lower case.
    stems: &'static [&'static str],
}

const PREREQUISITES: Expected = Expected {
    name: "prerequisites",
    stems: &[
        "prerequisit",
        "pre-requisit",
        "precondition",
        "pre-condition",
        "prework",
        "before",
        "require",
        "need",
        "prepar",
        "access",
        "pre-flight",
        "preflight",
        "pre-check",
        "precheck",
        "assum",
        "setup",
        "set up",
        "first",
        "tools",
        "permission",
        "readiness",
        "voraussetzung",
        "vorbereit",
        "bevor",
        "zuerst",
        "benötig",
        "prérequis",
        "pré-requis",
        "avant",
        "prépar",
        "requisito",
        "antes",
        "previo",
        "preparaci",
        "preparaç",
        "necesari",
        "necessár",
    ],
};
const STEPS: Expected = Expected {
    name: "steps",
    stems: &[
        "step",
        "procedure",
        "instruction",
        "how to",
        "what to do",
        "action",
        "process",
        "execut",
        "run",
        "do it",
        "resolution",
        "resolve",
        "mitigat",
        "fix",
        "remed",
        "response",
        "perform",
        "task",
        "phase",
        "walkthrough",
        "schritt",
        "vorgehen",
        "ablauf",
        "durchführ",
        "anleitung",
        "maßnahm",
        "étape",
        "procédure",
        "marche",
        "paso",
        "procedimiento",
        "passo",
        "procedimento",
        "ejecuci",
        "execuç",
    ],
};
const VERIFICATION: Expected = Expected {
    name: "verification",
    stems: &[
        "verif",
        "validat",
        "check",
        "confirm",
        "test",
        "worked",
        "success",
        "accept",
        "expected",
        "result",
        "outcome",
        "done when",
        "healthy",
        "smoke",
        "make sure",
        "prove",
        "prüf",
        "überprüf",
        "kontroll",
        "bestätig",
        "erfolg",
        "vérif",
        "contrôl",
        "comprob",
        "verifica",
        "valid",
        "confirma",
    ],
};
const ROLLBACK: Expected = Expected {
    name: "rollback",
    stems: &[
        "rollback",
        "roll back",
        "roll-back",
        "rolling back",
        "undo",
        "revert",
        "back out",
        "backout",
        "back-out",
        "abort",
        "fails",
        "failed",
        "failure",
        "fallback",
        "fall back",
        "wrong",
        "go back",
        "going back",
        "recover",
        "restor",
        "cancel",
        "stop",
        "zurück",
        "rückgängig",
        "rückfall",
        "wiederherstell",
        "abbruch",
        "fehl",
        "retour",
        "annul",
        "restaur",
        "échec",
        "échou",
        "revers",
        "deshacer",
        "volver",
        "fall",
        "desfaz",
        "voltar",
        "falh",
    ],
};
/// What the title of a runbook says that is a rollback itself.
const ROLLBACK_TITLES: &[&str] = &["rollback", "roll back", "rolling back", "roll-back"];

const ESCALATION: Expected = Expected {
    name: "escalation",
    stems: &[
        "escalat",
        "who to call",
        "whom to call",
        "call",
        "contact",
        "support",
        "help",
        "on-call",
        "on call",
        "oncall",
        "stuck",
        "page ",
        "pager",
        "owner",
        "who to",
        "fails",
        "wrong",
        "notify",
        "reach",
        "eskalation",
        "ansprech",
        "kontakt",
        "hilfe",
        "rufen",
        "escalad",
        "contacto",
        "contato",
        "aide",
        "appel",
        "ayuda",
        "ajuda",
        "llamar",
        "chamar",
        "suporte",
        "soporte",
    ],
};

/// What a design must say before anybody builds from it: what is asked of it, or how production differs from the trial.
const PURPOSE: Expected = Expected {
    name: "requirements, or what production needs that the trial did not",
    stems: &[
        "require",
        "need",
        "production",
        "trial",
        "pilot",
        "poc",
        "proof of concept",
        "constraint",
        "goal",
        "non-functional",
        "sizing",
        "capacity",
        "scope",
        "environment",
        "differ",
        "anforderung",
        "produktion",
        "ziel",
        "rahmenbeding",
        "umgebung",
        "exigence",
        "besoin",
        "objectif",
        "contrainte",
        "environnement",
        "requisito",
        "producci",
        "objetivo",
        "restricci",
        "entorno",
        "produç",
        "restriç",
        "ambiente",
        "alcance",
        "umfang",
    ],
};

/// What the team's pages lack.
pub(super) fn missing(edition: &Edition, sources: &Sources) -> Vec<Diagnostic> {
    let language = edition.config.language.split('-').next().unwrap_or_default().to_ascii_lowercase();
    if !LANGUAGES.contains(&language.as_str()) {
        return Vec::new();
    }
    edition.guides.iter().filter_map(|guide| missing_of(guide, sources)).collect()
}

fn missing_of(guide: &Arc<Guide>, sources: &Sources) -> Option<Diagnostic> {
    match guide.meta.kind {
        GuideKind::Runbook => {
            let mut names = Names::default();
            let mut has = |expected: &&Expected| {
                expected.name == STEPS.name && has_steps(guide) || names.of(guide).iter().any(|name| expected.is(name))
            };
            let all = [&PREREQUISITES, &STEPS, &VERIFICATION, &ROLLBACK, &ESCALATION];
            let missing: Vec<&str> =
                all.into_iter().filter(|expected| !has(expected)).map(|expected| expected.name).collect();
            // A page that only lists runbooks is one of that kind in many a folder, and has nothing to be followed.
            if missing.is_empty() || missing.len() == all.len() && guide.outline.steps.is_empty() && is_list(guide) {
                return None;
            }
            let message = format!("this runbook has no section for {}", listed(&missing));
            Some(Diagnostic::new(Rule::RunbookIncomplete, place(guide, sources), message).help(
                "Add it, if only to say that there is nothing to do: whoever follows this at night will look for it.",
            ))
        }
        GuideKind::Design => {
            if Names::default().of(guide).iter().any(|name| PURPOSE.is(name)) {
                return None;
            }
            let message = format!("this design has no section on {}", PURPOSE.name);
            Some(
                Diagnostic::new(Rule::MissingSection, place(guide, sources), message)
                    .help("Add a section that says what the design must meet, and what differs in production."),
            )
        }
        GuideKind::Agenda => {
            let holds = |block: &Block<RawLink>| {
                matches!(
                    block.kind,
                    BlockKind::List { .. }
                        | BlockKind::Table { .. }
                        | BlockKind::Embedded { .. }
                        | BlockKind::Element { .. }
                )
            };
            let topics = guide.parsed.doc.blocks.iter().any(holds) || guide.outline.headings.len() > 1;
            let message = "this agenda has no topics";
            (!topics).then(|| {
                Diagnostic::new(Rule::MissingSection, place(guide, sources), message)
                    .help("List them, each with the minutes that it takes.")
            })
        }
        _ => None,
    }
}

impl Expected {
    /// True where a word of `name` begins with one of the stems.
    fn is(&self, name: &str) -> bool {
        let begins = |at: usize| !name[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        self.stems.iter().any(|stem| name.match_indices(stem).any(|(at, _)| begins(at)))
    }
}

/// True where there is something to be done in order: a step with a command, or a numbered list.
fn has_steps(guide: &Guide) -> bool {
    let numbered =
        |block: &Block<RawLink>| matches!(&block.kind, BlockKind::List { start: Some(_), items } if items.len() > 1);
    !guide.outline.steps.is_empty() || guide.parsed.doc.blocks.iter().any(numbered)
}

/// True for a page without code of its own, whose words lead to other pages.
fn is_list(guide: &Guide) -> bool {
    let is_folder_page = matches!(guide.parsed.path.stem().to_ascii_lowercase().as_str(), "index" | "readme");
    is_folder_page || guide.targets.len() >= 3
}

/// The names of sections, made when they are first asked for.
#[derive(Default)]
struct Names(Option<Vec<String>>);

impl Names {
    fn of(&mut self, guide: &Guide) -> &[String] {
        self.0.get_or_insert_with(|| {
            let mut names: Vec<String> = Vec::new();
            let headings = guide.outline.headings.iter().filter(|heading| heading.depth > 0);
            names.extend(headings.map(|heading| heading.text.as_str().to_lowercase()));
            collect(&guide.parsed.doc.blocks, &mut names);
            // A runbook that rolls back is its own.
            let title = guide.outline.title.to_lowercase();
            if ROLLBACK_TITLES.iter().any(|words| title.contains(words)) {
                names.push("rollback".to_owned());
            }
            names
        })
    }
}

fn collect(blocks: &[Block<RawLink>], into: &mut Vec<String>) {
    let note = |words: &[Inline<RawLink>], into: &mut Vec<String>| into.push(inlines_text(words).to_lowercase());
    for block in blocks {
        match &block.kind {
            BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) => {
                if let Some(Inline::Strong(words) | Inline::Emphasis(words)) = inlines.first() {
                    note(words, into);
                } else {
                    // `Prerequisites: access to the cluster`.
                    let start: String = inlines_text(&inlines[..inlines.len().min(1)]);
                    if let Some((name, _)) = start.split_once(':').filter(|(name, _)| name.len() <= 40) {
                        into.push(name.to_lowercase());
                    }
                }
            }
            BlockKind::Callout { title, blocks, .. } | BlockKind::Details { title, blocks, .. } => {
                title.iter().for_each(|title| note(title, into));
                collect(blocks, into);
            }
            BlockKind::Tabs(tabs) => {
                for tab in tabs {
                    note(&tab.title, into);
                    collect(&tab.blocks, into);
                }
            }
            BlockKind::Table { head, rows, .. } => {
                let first = rows.iter().filter_map(|row| row.first());
                head.iter().chain(first).for_each(|cell| note(cell, into));
            }
            BlockKind::List { items, .. } => items.iter().for_each(|item| collect(&item.blocks, into)),
            BlockKind::Quote(blocks)
            | BlockKind::Restricted { blocks, .. }
            | BlockKind::Embedded { blocks, .. }
            | BlockKind::Element { blocks, .. } => collect(blocks, into),
            _ => {}
        }
    }
}

/// The value of `kind` in the front matter.
fn place(guide: &Guide, sources: &Sources) -> Location {
    let path = guide.parsed.path.clone();
    let find = || {
        let front = guide.parsed.front_range?;
        let text = sources.text(&path)?;
        let text = text.get(front.to_usize())?;
        let at = if text.starts_with("kind:") { 0 } else { text.find("\nkind:")? + 1 };
        let value = text[at + "kind:".len()..].lines().next()?;
        let start = at + "kind:".len() + value.len() - value.trim_start().len();
        let length = value.trim().split(" #").next()?.trim_end().len();
        Some(TextRange::new(start, start + length).shifted(front.start as usize))
    };
    match find() {
        Some(range) => Location { path, range },
        None => Location::file(path),
    }
}

/// `a`, `a and b`, `a, b and c`.
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_go_by_many_names() {
        for (expected, names) in [
            (PREREQUISITES, &["✅ prerequisites", "1. before you start", "what you need", "voraussetzungen"][..]),
            (STEPS, &["procedure", "how to restart it", "step 1: drain", "vorgehen"]),
            (VERIFICATION, &["verify", "check that it worked", "how do i know it worked?", "überprüfung"]),
            (
                ROLLBACK,
                &["roll back", "🔙 rollback", "if it fails", "if something goes wrong", "undo", "retour arrière"],
            ),
            (ESCALATION, &["escalation path", "who to call", "contacts", "getting help", "eskalation"]),
            (PURPOSE, &["2. requirements", "from trial to production", "goals"]),
        ] {
            for name in names {
                assert!(expected.is(name), "{name} is {}", expected.name);
            }
        }
        assert!(!ESCALATION.is("what happens automatically") && !VERIFICATION.is("the latest version"));
        assert_eq!(listed(&["a", "b", "c"]), "a, b and c");
    }
}
