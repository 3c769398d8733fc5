//! What counts as a section of a guide, and which of them a runbook lacks.
//!
//! A runbook is followed by somebody who did not write it, at night; what it leaves out is found out then. What counts as
//! a section is whatever stands out as one: a heading of any level, words in bold that begin a paragraph or an item, the
//! title of a callout or of a tab. A name counts by the stems in it, so that the author's own words do.

use super::Guide;
use crate::doc::{Block, BlockKind, Inline, RawLink, inlines_text};

/// Languages in which the names of sections are known. In others nothing is said.
const LANGUAGES: &[&str] = &["en", "de", "fr", "es", "pt"];

/// True where the names of sections are known in `language`.
#[must_use]
pub(crate) fn are_known_in(language: &str) -> bool {
    let language = language.split('-').next().unwrap_or_default().to_ascii_lowercase();
    LANGUAGES.contains(&language.as_str())
}

/// A section that is expected.
pub(crate) struct Expected {
    /// What it is called in a message.
    pub(crate) name: &'static str,
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
pub(crate) const PURPOSE: Expected = Expected {
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

/// The sections of a runbook that `guide` lacks, by what they are called in a message.
#[must_use]
pub(crate) fn missing_runbook_sections(guide: &Guide) -> Vec<&'static str> {
    let mut names = Names::default();
    let mut has = |expected: &&Expected| {
        expected.name == STEPS.name && has_steps(guide) || names.of(guide).iter().any(|name| expected.is(name))
    };
    let all = [&PREREQUISITES, &STEPS, &VERIFICATION, &ROLLBACK, &ESCALATION];
    all.into_iter().filter(|expected| !has(expected)).map(|expected| expected.name).collect()
}

/// How many sections a runbook has.
pub(crate) const RUNBOOK_SECTIONS: usize = 5;

impl Expected {
    /// True where a word of `name` begins with one of the stems.
    pub(crate) fn is(&self, name: &str) -> bool {
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

/// The names of sections, made when they are first asked for.
#[derive(Default)]
pub(crate) struct Names(Option<Vec<String>>);

impl Names {
    /// Those of `guide`, in lower case; always of the same one.
    pub(crate) fn of(&mut self, guide: &Guide) -> &[String] {
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
            | BlockKind::When { blocks, .. }
            | BlockKind::Element { blocks, .. } => collect(blocks, into),
            _ => {}
        }
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
    }
}
