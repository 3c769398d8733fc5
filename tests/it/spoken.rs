//! Whether what the program puts into a customer's own pages is in the customer's language: tables where data is embedded, days
//! that variables stand for, what is said behind the actions of minutes.

use crate::editions::small;
use crate::packet_folders::folders;
use turnkey::compile::Selection;

const ENGAGEMENT: &str = "\
title: Umbau
customer: Kühlhaus Nord
audience: customer
language: de
start: 2026-05-18
go_live: milestone:start
people: [{ id: po, name: Paula Oduya, side: customer }]
phases: [{ id: bau, title: Bau, weeks: 1-2, tasks: [{ id: rack, text: Regal aufstellen, owner: po }] }]
milestones: [{ id: start, title: Start, week: 2 }]
metrics: [{ id: quote, title: Quote, unit: '%', target: '> 98.5', baseline: 90.25 }]
design: { document: konzept, requirements: [{ id: gang, title: Gasse, trial: eine, production: drei, priority: should }] }
";

const DESIGN: &str = "---\naudience: customer\n---\n# Konzept\n\nWir starten am {{ go_live }}.\n\n![[requirements]]\n\n\
![[metrics]]\n\n![[checklist:bau]]\n";

const MINUTES: &str = "---\nkind: minutes\naudience: customer\ndate: 2026-05-19\n---\n# Protokoll\n\n\
- [ ] Plan schicken {owner=po due=2026-05-21}\n";

#[test]
fn what_is_put_into_a_customers_pages_is_in_their_language() {
    let sources = small(
        "[book]\ntitle = \"Book\"\n[build]\ndate = \"2026-05-20\"\n",
        &[
            ("content/engagements/nord/engagement.yaml", ENGAGEMENT),
            ("content/engagements/nord/konzept.md", DESIGN),
            ("content/engagements/nord/protokoll.md", MINUTES),
        ],
    );
    let (folders, problems) = folders(&sources, Selection::default());
    assert_eq!(problems, []);
    let theirs = &folders["packets/nord"];
    let page = |path: &str| String::from_utf8(theirs[path].clone()).expect("UTF-8");
    for path in ["nord-handoff.html", "site/engagements/nord/konzept.html"] {
        let text = page(path);
        for words in [
            "Wir starten am 29. Mai 2026.",
            ">Anforderung<",
            ">Soll<",
            ">Ausgangswert<",
            ">90,25\u{a0}%<",
            ">&gt;\u{a0}98,5\u{a0}%<",
            "(Paula Oduya, fällig am 29. Mai 2026)",
        ] {
            assert!(text.contains(words), "{path} lacks {words}");
        }
    }
    let minutes = page("site/engagements/nord/protokoll.html");
    let listed = page("checklists.csv");
    assert!(listed.contains("Protokoll,Protokoll,Plan schicken,Open,Paula Oduya,2026-05-21,,\r\n"), "{listed}");
    assert!(minutes.contains("Paula Oduya, fällig am 21. Mai") && minutes.contains(">RAID-Protokoll<"), "{minutes}");
}
