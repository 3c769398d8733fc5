//! Books that are not quite there, and commands that are meant for something else: nothing is lost, and it is said what to do.

use crate::inputs::OnDisk;
use std::fs;
use std::process::Output;

const ACME: &str = "content/engagements/acme/engagement.yaml";

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stderr.clone(), output.stdout.clone()].concat()).into_owned()
}

fn engagement(id: &str, rest: &str) -> Vec<u8> {
    let start = "start: 2026-03-02\naudience: customer\nstatus: planned\n";
    format!("id: {id}\ntitle: The {id} project\ncustomer: {{ name: {id} }}\n{start}{rest}").into_bytes()
}

#[test]
fn the_output_never_lies_among_what_it_is_made_of() {
    let pages = ("content/index.md", b"# Home\n".as_slice());
    for output in [".", "content", "themes", "templates/a", "./content/"] {
        let settings = format!("[book]\noutput = \"{output}\"\n");
        let book = OnDisk::new(&[("book.toml", settings.as_bytes()), pages]);
        let made = book.run(&["build", "--only", "site"]);
        let said = said(&made);
        assert_eq!(made.status.code(), Some(1), "{output}: {said}");
        assert!(said.contains("book.toml:2:10") && said.contains("the output cannot be"), "{said}");
        assert!(book.page("index.html").contains("Home"), "it is built as if nothing were said");
    }
    let around = OnDisk::new(&[("book.toml", b"[book]\nsource = \"a/b\"\noutput = \"a\"\n"), ("a/b/x.md", b"# X\n")]);
    assert!(said(&around.run(&["check"])).contains("a folder around the source folder `a/b`"));
    let inside = OnDisk::new(&[("book.toml", b"[book]\nsource = \"a\"\noutput = \"a/made\"\n"), ("a/x.md", b"# X\n")]);
    assert_eq!(inside.run(&["check"]).status.code(), Some(0), "an output inside of the source is left out of it");

    let book = OnDisk::new(&[pages]);
    let real = fs::canonicalize(book.root()).expect("there");
    for output in [".", "content", "content/../content", "issued", real.join("content").to_str().expect("Unicode")] {
        let refused = book.run(&["build", "--only", "site", "--output", output]);
        assert_eq!(refused.status.code(), Some(2), "{output}: {}", said(&refused));
        assert!(said(&refused).contains("--output"), "{}", said(&refused));
    }
    assert!(!book.root().join("content/.turnkey").exists(), "nothing is made there");
    assert_eq!(book.run(&["build", "--only", "site", "--output", "made/here"]).status.code(), Some(0));
}

#[test]
fn a_build_without_its_source_leaves_the_last_site() {
    let book = OnDisk::new(&[("book.toml", b"[book]\nsource = \"pages\"\n"), ("pages/a.md", b"# A\n")]);
    assert_eq!(book.build().0, 0);
    for settings in ["[book]\nsource = \"page\"\n", "[book\nsource = \"pages\"\n"] {
        fs::write(book.root().join("book.toml"), settings).expect("written");
        let output = book.run(&["build", "--only", "site"]);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("not built") && said.contains("book.toml:"), "{said}");
        assert!(book.has("a.html"), "the last good site stays: {said}");
    }
    let foreign = OnDisk::new(&[("mkdocs.yml", b"site_name: X\n"), ("docs/a.md", b"# A\n")]);
    assert_eq!(foreign.build().0, 0);
    fs::rename(foreign.root().join("docs"), foreign.root().join("pages")).expect("renamed");
    assert!(said(&foreign.run(&["build", "--only", "site"])).contains("nothing in `docs/`"));
    assert!(foreign.has("a.html"));
}

#[test]
fn a_book_with_nothing_in_it_says_how_to_begin() {
    for files in [&[][..], &[("book.toml", b"[book]\ntitle = \"T\"\n".as_slice())]] {
        let book = OnDisk::new(files);
        for command in ["build", "check"] {
            let said = said(&book.run(&[command]));
            assert!(said.contains("turnkey init") && said.contains("turnkey new guide"), "{said}");
        }
        assert!(!said(&book.run(&["check", "--format", "short"])).contains("init"), "not to programs");
    }
    let elsewhere = OnDisk::new(&[("book.toml", b"[book]\ntitle = \"T\"\n"), ("docs/a.md", b"# A\n")]);
    let said = said(&elsewhere.run(&["check"]));
    assert!(said.contains("names no `source`") && !said.contains("turnkey init"), "what is read is said: {said}");
}

#[test]
fn a_folder_of_forms_called_templates_is_content_where_no_template_of_ours_is_in_it() {
    let pages = [
        ("README.md", b"# Handbook\n\n[the form](templates/incident.md)\n".as_slice()),
        ("templates/incident.md", b"# Incident\n\nWho was called?\n"),
        ("templates/mail.txt", b"Dear all"),
    ];
    let book = OnDisk::new(&pages);
    let (code, said) = book.build();
    assert_eq!(code, 0, "{said}");
    assert!(book.page("templates/incident.html").contains("Who was called?"));
    let own = ("templates/site/page.html", b"{{ page.title }}".as_slice());
    let book = OnDisk::new(&[pages[0], pages[1], own]);
    let (_, said) = book.build();
    assert!(!book.has("templates/incident.html"), "{said}");
}

#[test]
fn packets_speak_of_their_own_engagement() {
    let mut own = engagement("acme", "packets: { kickoff: { guides: [guides/used] } }\n");
    let book = OnDisk::new(&[
        ("content/engagements/other/engagement.yaml", &engagement("other", "helth: red\n")),
        ("content/guides/used.md", b"---\naudience: customer\n---\n# Used\n"),
        ("content/guides/unused.md", b"# Unused\n\n[there](nowhere.md)\n"),
        (ACME, &own),
    ]);
    let packet = ["packet", "acme", "--packet", "kickoff", "--format", "html"];
    let made = book.run(&packet);
    let told = said(&made);
    assert_eq!(made.status.code(), Some(0), "nothing is wrong with it: {told}");
    assert!(told.contains("elsewhere in the book: 2 errors in 2 files") && told.contains("turnkey check"), "{told}");
    assert!(!told.contains("helth") && !told.contains("nowhere.md"), "{told}");

    own.extend_from_slice(b"helth: green\n");
    fs::write(book.root().join(ACME), &own).expect("written");
    let withheld = book.run(&packet);
    let told = said(&withheld);
    assert_eq!(withheld.status.code(), Some(1), "{told}");
    assert!(told.contains("helth: green") && !told.contains("helth: red"), "{told}");
    assert!(told.contains("for an error in what") && told.contains("elsewhere in the book: 2 errors"), "{told}");
}

#[test]
fn what_is_missing_below_the_root_is_said_with_the_places_that_are_looked_at() {
    let page =
        b"# A\n\n![shot](/img/shot.png)\n\n[form](/files/form.pdf) [a place](#nowhere)\n\n## Before\n\n## After\n";
    let book = OnDisk::new(&[
        ("book.toml", b"[book]\nsource = \"docs\"\n"),
        ("docs/a.md", page),
        ("static/img/shot.png", b"\x89PNG\r\n\x1a\n"),
    ]);
    let told = said(&book.run(&["check"]));
    assert!(told.contains("`docs/img/shot.png`, or in `docs/static/` or `docs/public/`"), "{told}");
    assert!(!told.contains("Did you mean"), "{told}");
    assert!(told.contains("It has `#a`, `#before`, `#after`."), "{told}");
    fs::rename(book.root().join("static"), book.root().join("docs/static")).expect("moved");
    assert!(!said(&book.run(&["check"])).contains("shot.png"), "what the help says helps");
}

#[test]
fn what_nobody_has_is_told_where_the_plan_is_taken_over() {
    let plan = b"id: plan\ntitle: Plan\nphases:\n  - { id: one, title: One, weeks: 1-9, tasks: [First, Second] }\n";
    let own = b"id: acme\ntitle: Acme\ncustomer: Acme\nstart: 2026-05-25\nextends: plan\n";
    let book = OnDisk::new(&[("content/playbooks/plan.yaml", plan), (ACME, own)]);
    let told = said(&book.run(&["check", "--date", "2026-05-28"]));
    assert!(told.contains("engagement.yaml:5:10") && told.contains("plan.yaml:4:11"), "{told}");
    assert!(told.contains("nobody has 2 open things of the phase \"One\""), "{told}");
}

#[test]
fn what_a_file_calls_itself_is_what_its_place_is_called() {
    let id = |place: &str, id: &str| {
        let file = format!("content/engagements/{place}/engagement.yaml");
        let book = OnDisk::new(&[(&file, &engagement(id, ""))]);
        said(&book.run(&["check", "--format", "short"]))
    };
    let told = id("acme", "akme");
    assert!(told.contains("engagement.yaml:1:5: warning[invalid-value]: the engagement calls itself `akme`"), "{told}");
    for (place, own) in [("acme", "acme"), ("Acme Corp", "acme-corp"), ("2026-acme", "acme")] {
        assert_eq!(id(place, own), "", "{place}");
    }
}

#[test]
fn every_list_of_things_takes_plain_words() {
    let plain = "environments: [Production]\ncomponents: [API server]\nintegrations: [Paging]\naccess: [VPN]\n\
        meetings: [Kickoff]\nsign_offs: [Acceptance]\ngates: [Ready]\nchanges: [Single sign-on]\npeople: [Ana Costa]\n\
        milestones: [Live]\nmetrics: [{ title: Adoption, target: \"> 80\" }]\n";
    let page =
        b"# Names\n\n[[environment:production]] [[component:api-server]] [[integration:paging]] [[person:ana-costa]]\n\
        [[meeting:kickoff]] [[sign_off:acceptance]] [[gate:ready]] [[change:single-sign-on]] [[metric:adoption]]\n";
    let book = OnDisk::new(&[(ACME, &engagement("acme", plain)), ("content/engagements/acme/names.md", page)]);
    assert_eq!(said(&book.run(&["check", "--format", "short"])), "");
    let risk = OnDisk::new(&[(ACME, &engagement("acme", "raid: [It is late]\n"))]);
    let told = said(&risk.run(&["check"]));
    assert!(told.contains("`it-is-late` has no `kind`") && told.contains("`risk`"), "{told}");
}

#[test]
fn what_there_is_of_a_kind_is_named_where_it_is_little() {
    let rest = "meetings: [Kickoff, Weekly]\nupdates: [{ date: 2026-03-02, summary: Begun }]\n\
        phases: [{ id: one, title: One, tasks: [{ text: Do, owner: nobody, meeting: final }] }]\n";
    let told = said(&OnDisk::new(&[(ACME, &engagement("acme", rest))]).run(&["check"]));
    assert!(told.contains("There are `kickoff`, `weekly`."), "{told}");
    assert!(told.contains("Name them in `people`, here or in `people.yaml`."), "{told}");
    let people = b"people:\n  - { id: ak, name: A. Keller }\n";
    let told = said(&OnDisk::new(&[("content/people.yaml", people)]).run(&["check"]));
    assert!(told.contains("Take out `people:`"), "{told}");
    let told = said(&OnDisk::new(&[(ACME, &engagement("acme", "done: [one]\n"))]).run(&["check"]));
    assert!(told.contains("Write `name: value`"), "{told}");
}

#[test]
fn a_setting_above_its_section_is_told_where_it_belongs() {
    let book = OnDisk::new(&[("book.toml", b"title = \"T\"\ndeny_warnings = true\n"), ("content/a.md", b"# A\n")]);
    let told = said(&book.run(&["check"]));
    assert!(told.contains("It is a field of `book`") && told.contains("It is a field of `check`"), "{told}");
}

#[test]
fn a_command_that_cannot_run_says_why() {
    let book = OnDisk::new(&[(ACME, &engagement("acme", "")), ("file", b"x")]);
    for (arguments, words) in [
        (&["build", "--date", "tomorrow"][..], "expected a date such as 2026-03-02"),
        (&["check", "--date", "2026-02-30"], "February 2026 has 28 days"),
        (&["new", "minutes", "acme", "--meeting", "weekly"], "has no meetings"),
        (&["init", "file"], "file is a file"),
        (&["packet", "acme", "file"], "file is not a folder"),
    ] {
        let output = book.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains(words), "{arguments:?}: {}", said(&output));
    }
}
