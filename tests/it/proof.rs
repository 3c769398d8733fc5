//! The proof catches a broken filter. To have one, a mark is taken out of a book: what customers would get of that is
//! searched for what the book with the mark keeps back. Of the book itself nothing is caught.

mod alarms;

use crate::built::site_files;
use crate::fences::{book, fences};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use turnkey::audience::Audience;
use turnkey::book::Reader;
use turnkey::compile::{Memo, Options, PacketOutputs, Packets, ReadAsset, Sink, compile, prove_by, prover};
use turnkey::diagnostic::{Diagnostic, Level, Rule};
use turnkey::path::{OutputPath, SourcePath};
use turnkey::proof::Proof;
use turnkey::source::Sources;

const BOOK: &str = include_str!("proof.md");

pub(crate) type Files = Vec<(OutputPath, Vec<u8>)>;

pub(crate) const CUSTOMERS: Reader = Reader { audience: Audience::Customer, engagement: None };

pub(crate) fn sources() -> Sources {
    book(BOOK, &fences(BOOK))
}

pub(crate) fn path(text: &str) -> SourcePath {
    SourcePath::new(text).expect("inside")
}

/// The book with `from` in the file written as `to`.
pub(crate) fn with(mut sources: Sources, file: &str, from: &str, to: &str) -> Sources {
    let text = sources.text(&path(file)).expect("the book has the file").into_owned();
    assert!(text.contains(from), "{file} has no `{from}`");
    sources.insert_text(path(file), &text.replace(from, to));
    sources
}

/// What customers get of the book.
fn customer_site(sources: &Sources) -> Files {
    let options = Options { audience: Audience::Customer, packets: Packets::None, ..Options::default() };
    let outputs = compile(sources, &options, &mut Memo::default()).value;
    let assets = |path: &SourcePath| Ok(Arc::clone(sources.bytes(path).expect("small files are held as bytes")));
    let site = site_files(&outputs.site().expect("it is asked for"), &assets).0;
    site.into_iter().map(|(path, bytes)| (OutputPath::new(&path).expect("inside"), bytes)).collect()
}

/// What the customer of `acme` gets as a site.
pub(crate) fn acme_site(sources: &Sources) -> Files {
    acme_files(sources, |packet, sink, assets| {
        packet.write_site(&Arc::new(packet.edition()), sink, assets).expect("it can be made");
    })
}

fn acme_files(sources: &Sources, write: impl FnOnce(&PacketOutputs, &Sink<'_>, &ReadAsset<'_>)) -> Files {
    let options = Options { site: false, packets: Packets::Of("acme".into()), ..Options::default() };
    let outputs = compile(sources, &options, &mut Memo::default()).value;
    let packet = outputs.for_customer("acme").expect("acme has a packet");
    let files = std::sync::Mutex::new(Vec::new());
    let sink = |path: &OutputPath, bytes: &[u8]| {
        files.lock().expect("nobody panics with it").push((path.clone(), bytes.to_vec()));
        Ok(())
    };
    let assets = |path: &SourcePath| Ok(Arc::clone(sources.bytes(path).expect("small files are held as bytes")));
    write(packet, &sink, &assets);
    files.into_inner().expect("nobody panics with it")
}

pub(crate) fn acme() -> Reader {
    Reader { audience: Audience::Customer, engagement: Some("acme".into()) }
}

/// What is searched for alone comes to the same as with an index of the book, which is made for many.
pub(crate) fn prove(sources: &Sources, reader: &Reader, files: &Files) -> (Proof, Vec<Diagnostic>) {
    let [alone, among_many] = [1, 9].map(|count| {
        let prover = prover(sources, &vec![reader.clone(); count], &mut Memo::default());
        prove_by(&prover, reader, None, files)
    });
    assert_eq!(among_many.0.leaks, alone.0.leaks);
    assert_eq!(among_many.1, alone.1);
    alone
}

/// The words that got out, with the file.
pub(crate) fn leaks(proof: &Proof) -> Vec<(String, String)> {
    proof.leaks.iter().map(|leak| (leak.words.to_lowercase(), leak.file.to_string())).collect()
}

/// Searches `files` for what the book keeps back, and expects that `words` got out.
fn assert_caught(files: &Files, words: &str) {
    let (proof, told) = prove(&sources(), &CUSTOMERS, files);
    let found = leaks(&proof);
    assert!(found.iter().any(|(found, _)| found.contains(&words.to_lowercase())), "`{words}` is not among {found:?}");
    assert!(
        !told.is_empty()
            && told.iter().all(|problem| problem.rule == Rule::AudienceLeak && problem.level == Level::Error)
    );
    for problem in &told {
        let at = problem.location.as_ref().expect("a leak has a place in the sources");
        assert!(sources().files.contains_key(&at.path), "{at:?}");
    }
}

/// The same of what customers get of the book in which `from` is `to`.
fn assert_caught_without(file: &str, from: &str, to: &str, words: &str) {
    assert_caught(&customer_site(&with(sources(), file, from, to)), words);
}

#[test]
fn nothing_is_caught_of_what_the_filter_leaves() {
    let (proof, told) = prove(&sources(), &CUSTOMERS, &customer_site(&sources()));
    assert_eq!((leaks(&proof), told), (Vec::new(), Vec::new()));
    assert!(proof.words > 100 && proof.files["html"] > 5 && proof.restricted > 20, "{proof:?}");
    let files = acme_site(&sources());
    assert!(files.iter().any(|(path, _)| path.as_str() == "guides/rollback.html"), "the guide is named");
    let (proof, told) = prove(&sources(), &acme(), &files);
    assert_eq!((leaks(&proof), told), (Vec::new(), Vec::new()));
}

#[test]
fn a_page_is_caught() {
    assert_caught_without("content/guides/pricing.md", "audience: internal", "audience: customer", "Zebedee");
}

#[test]
fn a_part_of_a_page_is_caught() {
    assert_caught_without("content/guides/rollback.md", "::: internal", "::: note", "Wendeline");
}

#[test]
fn an_item_of_a_list_is_caught() {
    assert_caught_without("content/guides/rollback.md", " {audience=internal}", "", "Quillfeather");
}

#[test]
fn a_place_is_caught() {
    assert_caught_without("book.toml", "\"guides/quiet/**\" = \"internal\"", "", "murmurandum");
}

#[test]
fn a_thing_is_caught() {
    let file = "content/engagements/acme/engagement.yaml";
    assert_caught_without(file, "Vostrikov, audience: internal", "Vostrikov", "Vostrikov");
    assert_caught_without(file, "owner: ana, audience: internal", "owner: ana", "lawyers");
}

#[test]
fn a_field_is_caught() {
    let file = "content/engagements/acme/engagement.yaml";
    assert_caught_without(file, "    notes: Their", "    goal: Their", "Marchbanks");
}

#[test]
fn a_person_is_caught_by_name_and_address() {
    let files =
        |field: &str| vec![(OutputPath::new("people.html").expect("inside"), format!("<td>{field}</td>").into_bytes())];
    assert_caught(&files("Peregrine Lowsley"), "Peregrine");
    assert_caught(&files("p.lowsley@vendor.example"), "lowsley");
    assert_caught(&files("<a href=\"#person-ghost\">Somebody</a>"), "ghost");
}

#[test]
fn a_word_of_the_glossary_is_caught() {
    assert_caught_without("content/glossary.yaml", ", audience: internal", "", "Gloamshade");
}

/// The site with something put into one of its files.
fn tampered(end: &str, put: impl Fn(&str) -> String) -> Files {
    let mut files = customer_site(&sources());
    let file = files.iter_mut().find(|(path, _)| path.as_str().ends_with(end)).expect("the site has the file");
    file.1 = put(&String::from_utf8(file.1.clone()).expect("it is a text")).into_bytes();
    files
}

#[test]
fn whatever_holds_it_is_caught() {
    let in_page = |what: &'static str| {
        tampered("guides/rollback.html", move |html| html.replace("</main>", &format!("{what}</main>")))
    };
    assert_caught(&in_page("<!-- murmurandum -->"), "murmurandum");
    assert_caught(&in_page("<img alt=\"Quill&#102;eather\">"), "Quillfeather");
    assert_caught(&in_page("<p data-note='Zebedee'>"), "Zebedee");
    assert_caught(&in_page("Mur<b>murandum</b>"), "Murmurandum");
    assert_caught(&in_page("murmur\u{ad}andum"), "andum");
    assert_caught(&in_page("<script type=\"application/json\">{\"a\":[\"Zebedee\"]}</script>"), "Zebedee");
    assert_caught(&in_page("worth 48,112 a year"), "48,112");
    assert_caught(&tampered("llms.txt", |text| text.to_owned() + "\nSkunkworks\n"), "Skunkworks");
    assert_caught(
        &tampered("calendar.ics", |text| text.replace("END:VEVENT", "DESCRIPTION:Vostri\r\n kov\r\nEND:VEVENT")),
        "Vostrikov",
    );
    assert_caught(&tampered("rollback.md", |text| text.to_owned() + "\nDuxbury\n"), "Duxbury");
}

#[test]
fn words_that_all_are_known_are_caught_in_a_row() {
    // Each of the words stands in what customers see, the six of them do not.
    let quiet = "The release window closes before the service is back.";
    let sources = with(sources(), "content/guides/pricing.md", "# Discounts", &format!("# Discounts\n\n{quiet}"));
    let site = customer_site(&sources);
    assert_eq!(leaks(&prove(&sources, &CUSTOMERS, &site).0), []);
    let mut files = site;
    files.push((OutputPath::new("x.html").expect("inside"), format!("<p>{quiet}</p>").into_bytes()));
    let found = leaks(&prove(&sources, &CUSTOMERS, &files).0);
    assert_eq!(found, [("the release window closes before the".to_owned(), "x.html".to_owned())]);
}

/// What is caught of what customers get of the book with this page, which is the team's own.
fn leaks_beside(sources: Sources, page: &str) -> Vec<(String, String)> {
    let mut sources = sources;
    sources.insert_text(path("content/guides/quiet/beside.md"), page);
    leaks(&prove(&sources, &CUSTOMERS, &customer_site(&sources)).0)
}

#[test]
fn what_the_program_puts_together_may_stand_elsewhere_too() {
    let file = "content/engagements/acme/engagement.yaml";
    let team = "people:\n  - { id: kim, name: Kim Norrby, role: owner, side: customer, phone: +44 555 0102, email: kim@acme.example }\n\
                sign_offs: [{ id: done, title: Acceptance, parties: [owner] }]\n\
                gates: [{ id: closed, title: Closed, requires: [sign_off:done] }]\n\
                meetings: [{ id: kickoff, title: Kickoff, at: 2026-05-05T14:00 }]\nteam:";
    let sources = with(sources(), file, "team:", team);
    let sources = with(sources, "book.toml", "[build]", "[check.rules]\n\"broken-link\" = \"allow\"\n[build]");
    let minutes = "---\nkind: minutes\nmeeting: kickoff\ndate: 2026-05-05\nattendees: [kim, ana]\n---\n# Kickoff\n";
    let mut sources = sources;
    sources.insert_text(path("content/engagements/acme/meetings/first.md"), minutes);
    let varied = "Take the release back.\n\nThe team of {{ customer.name }} looks after it.\n\n```bash vars\nshow -n {{ vars.namespace }}\n```\n\nTake the";
    let sources = with(sources, "content/guides/rollback.md", "Take the", varied);
    let address = "language = \"en\"\nbase_url = \"https://play.example/\"";
    let sources = with(sources, "book.toml", "language = \"en\"", address);
    let quiet = "# Beside\n\n- Kim Norrby has not signed\n- Validate\u{a0}ends\n- RAID: Acme rollout\n- Call +445550102\n- <tel:+445550102>\n- `show -n acme-prod`\n- The team of Acme looks after it\n\
                 - <mailto:kim@acme.example>\n- Kim Norrby, Ana Reyes\n- [x](rollback.html), [y](../engagements/acme/raid.html#risk-slip)\n- It was Tue 5 May 2026, 14:00\n\
                 - See https://play.example/guides/rollback.html and https://play.example/engagements/acme/raid.html\n";
    let site = customer_site(&sources);
    let says = |end: &str, words: &str| {
        let file = site.iter().find(|(path, _)| path.as_str().ends_with(end)).expect("it is published");
        String::from_utf8_lossy(&file.1).contains(words)
    };
    assert!(says("acme/calendar.ics", "Validate ends") && says("acme/sign-offs.html", "has not signed"));
    assert!(says("acme/people.html", "tel:+445550102") && says("acme/meetings/first.html", "Ana Reyes"));
    assert_eq!(leaks_beside(sources.clone(), quiet), []);
    // What is no row of whole pieces is none of the program's.
    let mut files = site;
    for said in ["Norrby signed Acme", "acme.kim.example", "+44 555 0199"] {
        let mut quiet = sources.clone();
        quiet.insert_text(path("content/guides/quiet/beside.md"), &format!("# Beside\n\n- {said}\n"));
        files.push((OutputPath::new("x.html").expect("inside"), format!("<p>{said}</p>").into_bytes()));
        let found = leaks(&prove(&quiet, &CUSTOMERS, &files).0);
        assert_eq!(found, [(said.trim_start_matches('+').to_lowercase(), "x.html".to_owned())]);
        files.pop();
    }
}

#[test]
fn addresses_that_the_program_makes_may_stand_elsewhere_too() {
    let section = "# Rollback\n\n## Before\n\nSee [the list](#list) of RAID.\n\n## List\n";
    let sources = with(sources(), "content/guides/rollback.md", "# Rollback\n", section);
    let sources = with(sources, "content/index.md", "# Home\n", "# Home\n\n![[guides/rollback#before]]\n");
    let site = customer_site(&sources);
    let says = |path: &str, words: &str| {
        let file = site.iter().find(|(file, _)| file.as_str() == path).expect("it is published");
        String::from_utf8_lossy(&file.1).contains(words)
    };
    assert!(says("index.md", "(guides/rollback.md#list)") && says("index.html", "id=\"tk-term-raid\""));
    let quiet =
        "# Beside\n\nSee [it](/guides/rollback.md#list) and [[term:raid|a word]].\n\n![[/guides/rollback#list]]\n";
    assert_eq!(leaks_beside(sources.clone(), quiet), []);
    let mut sources = sources;
    sources.insert_text(path("content/guides/quiet/beside.md"), quiet);
    let packet = acme_files(&sources, |packet, sink, assets| {
        packet.write(sink, assets).expect("it can be made");
    });
    let says =
        |(_, bytes): &(OutputPath, Vec<u8>)| String::from_utf8_lossy(bytes).contains("guides/rollback.html:list");
    assert!(packet.iter().any(says), "the one file of the packet calls it so");
    assert_eq!(leaks(&prove(&sources, &acme(), &packet).0), []);
}

#[test]
fn an_old_copy_of_a_page_is_no_leak() {
    let page = "# Rollback\n\nSee [the notes](../a.md) of *what* is done, then [the list](#list) and\nwhat<br>is after it.\n\n\
                ```bash title=\"what is to be done at last\"\nls\n```\n\n| a | b |\n|---|---|\n| one two [three](../b.md) four five six | x |\n\n## List\n";
    let sources = with(sources(), "content/guides/rollback.md", "# Rollback\n", page);
    let sources = with(sources, "book.toml", "[build]", "[check.rules]\n\"broken-link\" = \"allow\"\n[build]");
    assert_eq!(leaks_beside(sources.clone(), &format!("---\ndraft: true\n---\n{page}")), []);
    assert_eq!(leaks_beside(sources.clone(), page), []);
    assert_eq!(leaks_beside(sources, &format!("# Beside\n\n<!-- {} -->\n", page.replace("-|-", " | "))), []);
}

#[test]
fn a_name_that_an_author_has_written_is_their_word() {
    let words = "# Rollback\n\nSee [[handover-brannoch]], [[Discounts]] and [[acme/risk:lawyers]].\n";
    let sources = with(sources(), "content/guides/rollback.md", "# Rollback\n", words);
    let site = customer_site(&sources);
    let page = site.iter().find(|(path, _)| path.as_str() == "guides/rollback.html").expect("it is published");
    assert!(String::from_utf8_lossy(&page.1).contains("See handover-brannoch, Discounts and lawyers."));
    assert_eq!(leaks(&prove(&sources, &CUSTOMERS, &site).0), []);
}

#[test]
fn a_title_and_the_name_of_the_book_are_two_things() {
    let sources = with(sources(), "book.toml", "title = \"Rollout book\"", "title = \"Quarry\"");
    let sources = with(sources, "content/guides/rollback.md", "# Rollback\n", "# Restore\n");
    let sources = with(sources, "content/guides/pricing.md", "# Discounts", "# Discounts\n\n- Restore quarry");
    let site = customer_site(&sources);
    let page = site.iter().find(|(path, _)| path.as_str() == "guides/rollback.html").expect("it is published");
    assert!(String::from_utf8_lossy(&page.1).contains("<title>Restore · Quarry</title>"));
    assert_eq!(leaks(&prove(&sources, &CUSTOMERS, &site).0), []);
    // In any other place they are one.
    let mut files = site;
    files.push((OutputPath::new("x.html").expect("inside"), b"<p>Restore \xc2\xb7 Quarry</p>".to_vec()));
    let found = leaks(&prove(&sources, &CUSTOMERS, &files).0);
    assert_eq!(found, [("restore · quarry".to_owned(), "x.html".to_owned())]);
}

#[test]
fn a_sentence_goes_on_after_the_title_of_what_it_names() {
    let says = |named: &str| format!("See {named} before you open it again, or [[acme/task:try]] of {named}.");
    let seen = format!("# Rollback\n\n{}\n", says("[[acme/risk:slip]]"));
    let sources = with(sources(), "content/guides/rollback.md", "# Rollback\n", &seen);
    let quiet = format!("# Discounts\n\n{}", says("The window slips").replace("[[acme/task:try]]", "Try the rollback"));
    let sources = with(sources, "content/guides/pricing.md", "# Discounts", &quiet);
    let site = customer_site(&sources);
    let page = site.iter().find(|(path, _)| path.as_str() == "guides/rollback.md").expect("it is published");
    assert!(String::from_utf8_lossy(&page.1).contains("The window slips"), "{}", String::from_utf8_lossy(&page.1));
    assert_eq!(leaks(&prove(&sources, &CUSTOMERS, &site).0), []);
    // What stands on one side alone is not what stands on the other.
    let other =
        with(sources, "content/guides/pricing.md", "See The window slips before", "See The window slips unless");
    let mut files = site;
    files.push((OutputPath::new("x.html").expect("inside"), b"<p>See The window slips unless you open".to_vec()));
    assert!(!leaks(&prove(&other, &CUSTOMERS, &files).0).is_empty());
}

#[test]
fn what_the_program_calls_a_task_is_no_secret() {
    let book = |tasks: &str, quiet: &str| {
        let sources = with(sources(), "content/guides/rollback.md", "# Rollback\n", &format!("# Rollback\n\n{tasks}"));
        with(sources, "content/guides/pricing.md", "# Discounts", &format!("# Discounts\n\n{quiet}"))
    };
    // What the last task of the page is called.
    let called = |site: &Files| {
        let page = site.iter().find(|(path, _)| path.as_str() == "guides/rollback.html").expect("it is published");
        let page = String::from_utf8_lossy(&page.1).into_owned();
        let id = page.rsplit_once("type=\"checkbox\" id=\"").and_then(|(_, rest)| rest.split('"').next());
        id.expect("it has a task").to_owned()
    };
    let task = "- [ ] Take a **backup** first\n";
    let site = customer_site(&book(task, ""));
    let quiet = format!("Behind [that](rollback.md#{0}), which is `{0}`, we wait.\n", called(&site));
    assert_eq!(leaks(&prove(&book(task, &quiet), &CUSTOMERS, &site).0), []);
    // That of a task which is ours tells that there is one.
    let ours = format!("{task}- [ ] Ask the board\n");
    let id = called(&customer_site(&book(&ours, "")));
    let kept = book(&ours.replace("board", "board {audience=internal}"), &format!("Behind `{id}`.\n"));
    let files = vec![(OutputPath::new("x.html").expect("inside"), format!("<i id=\"{id}\">").into_bytes())];
    assert_eq!(leaks(&prove(&kept, &CUSTOMERS, &files).0).len(), 1);
}

#[test]
fn what_the_theme_calls_its_files_is_no_secret() {
    let quiet =
        "# Discounts\n\nThe ext that is in site/assets/turnkey/fonts/inter-latin-ext.woff2 is `inter-latin-ext.woff2`.";
    let sources = with(sources(), "content/guides/pricing.md", "# Discounts", quiet);
    let files = acme_files(&sources, |packet, sink, assets| {
        packet.write(sink, assets).expect("it can be made");
    });
    let sums = files.iter().find(|(path, _)| path.as_str() == "SHA256SUMS").expect("a packet has its sums");
    assert!(String::from_utf8_lossy(&sums.1).contains("/inter-latin-ext.woff2"));
    assert_eq!(leaks(&prove(&sources, &acme(), &files).0), []);
}

#[test]
fn names_of_files_and_pages_are_caught() {
    let named = |path: &str| vec![(OutputPath::new(path).expect("inside"), Vec::new())];
    assert_caught(&named("guides/quiet/handover-brannoch.html"), "handover");
    assert_caught(&named("old/tarrowby.html"), "tarrowby");
}

#[test]
fn what_is_published_as_it_is_is_caught() {
    let bytes = sources().bytes(&path("content/assets/quiet/figures.txt")).expect("it is there").to_vec();
    // As a file, and inside of a page, where nobody can read it.
    let inside = format!("<img src=\"data:image/png;base64,{}\">", BASE64_STANDARD.encode(&bytes));
    assert_caught(&vec![(OutputPath::new("assets/x.bin").expect("inside"), bytes)], "figures.txt");
    assert_caught(&vec![(OutputPath::new("packet.html").expect("inside"), inside.into_bytes())], "figures.txt");
}

#[test]
fn the_search_index_is_read() {
    let mut files =
        customer_site(&with(sources(), "content/guides/pricing.md", "audience: internal", "audience: customer"));
    files.retain(|(path, _)| path.as_str().contains("assets/turnkey/search/"));
    assert!(files.len() > 3, "{files:?}");
    assert_caught(&files, "Zebedee");
}

#[test]
fn the_sentence_of_a_back_reference_is_caught() {
    let shown = with(sources(), "book.toml", "\"guides/quiet/**\" = \"internal\"", "");
    let mut files = customer_site(&shown);
    files.retain(|(path, _)| path.as_str() == "guides/rollback.html");
    assert_caught(&files, "Ossian");
}

#[test]
fn another_engagement_is_caught() {
    let mut files = acme_site(&sources());
    assert_eq!(leaks(&prove(&sources(), &acme(), &files).0), []);
    files.push((OutputPath::new("x.html").expect("inside"), b"<p>As we did at Umbra".to_vec()));
    assert_eq!(leaks(&prove(&sources(), &acme(), &files).0), [("umbra".to_owned(), "x.html".to_owned())]);
}

#[test]
fn a_guide_that_nobody_named_is_caught() {
    let named = "guide: guides/rollback";
    let file = "content/engagements/acme/engagement.yaml";
    let sources = with(sources(), "content/guides/rollback.md", "Take the release", "Ringo takes the release");
    let unnamed = with(sources.clone(), file, named, "phase: validate");
    let files = acme_site(&sources);
    assert_eq!(leaks(&prove(&sources, &acme(), &files).0), []);
    let found = leaks(&prove(&unnamed, &acme(), &files).0);
    assert!(found.iter().any(|(words, _)| words == "ringo"), "{found:?}");
}

#[test]
fn what_is_allowed_is_recorded_with_its_reason() {
    let allowed = "[check.leaks]\n\"Quillfeather\" = \"the name is public since May\"\n\"Zebedee\" = \"nobody remembers him\"\n[build]";
    let strict = with(sources(), "book.toml", "[build]", allowed);
    let files = customer_site(&with(sources(), "content/guides/rollback.md", " {audience=internal}", ""));
    let (proof, told) = prove(&strict, &CUSTOMERS, &files);
    let found: Vec<_> = leaks(&proof).into_iter().filter(|(words, _)| words.contains("quill")).collect();
    assert_eq!(found, []);
    assert!(told.iter().all(|problem| !problem.message.contains("Quillfeather")), "{told:?}");
    let counts: Vec<_> = proof.allowed.iter().map(|one| (one.name.as_str(), one.found)).collect();
    assert_eq!(counts, [("Quillfeather", 1), ("Zebedee", 0)]);
    let json: serde_json::Value = serde_json::from_slice(&proof.to_json()).expect("it is JSON");
    assert_eq!(json["allowed"][0]["reason"], "the name is public since May");
}

#[test]
fn the_rule_is_no_matter_of_level_and_nothing_is_allowed_without_a_reason() {
    let toml = "[check.rules]\n\"audience-leak\" = \"allow\"\n[check.leaks]\n\"Zebedee\" = \" \"\n[build]";
    let sources = with(sources(), "book.toml", "[build]", toml);
    let problems = compile(&sources, &Options::default(), &mut Memo::default()).diagnostics;
    let told: Vec<_> =
        problems.iter().filter(|problem| problem.rule == Rule::InvalidConfig).map(|problem| &problem.message).collect();
    assert_eq!(told.len(), 2, "{told:?}");
}

fn turnkey(book: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_turnkey"));
    command.arg("build").arg(book).args(arguments).env_remove("SOURCE_DATE_EPOCH").output().expect("turnkey can be run")
}

/// The bad example of the rule's page as a folder: a page puts together from variables what is kept back.
fn leaking_book(folder: &Path) {
    let page = Rule::AudienceLeak.page();
    let bad = crate::rules::examples(page).0;
    for (path, file) in &book(page, &bad).files {
        let turnkey::source::SourceFile::Bytes(bytes) = file else { continue };
        let target = folder.join(path.as_str());
        fs::create_dir_all(target.parent().expect("a folder")).expect("it can be made");
        fs::write(target, bytes).expect("it can be written");
    }
}

#[test]
fn a_leak_publishes_nothing_and_leaves_what_was_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let book = folder.path();
    leaking_book(book);
    let names = book.join("content/engagements/acme/names.md");
    let quiet = fs::read_to_string(&names).expect("the page is there");
    fs::write(&names, quiet.replace("Kestrel", "that name")).expect("it can be written");
    let good = turnkey(book, &["--only", "site", "--audience", "customer"]);
    assert_eq!(good.status.code(), Some(0), "{}", String::from_utf8_lossy(&good.stderr));
    let page = book.join("dist/site/engagements/acme/welcome.html");
    let before = fs::read(&page).expect("the page is published");
    let proof = || fs::read_to_string(book.join("dist/proofs/site.json")).expect("the proof is recorded");
    assert!(proof().contains("\"verdict\": \"clean\""), "{}", proof());

    fs::write(&names, quiet).expect("it can be written");
    fs::write(book.join("content/index.md"), "---\naudience: customer\n---\n# New\n").expect("it can be written");
    let toml = book.join("book.toml");
    let config = fs::read_to_string(&toml).expect("it is there");
    for (settings, arguments) in
        [("", vec![]), ("", vec!["--draft"]), ("[check.rules]\n\"audience-leak\" = \"allow\"\n", vec!["--draft"])]
    {
        fs::write(&toml, format!("{config}{settings}")).expect("it can be written");
        let arguments = [vec!["--only", "site", "--audience", "customer"], arguments].concat();
        let bad = turnkey(book, &arguments);
        let told = String::from_utf8_lossy(&bad.stderr).into_owned();
        assert_eq!(bad.status.code(), Some(1), "{told}");
        assert!(told.contains("error[audience-leak]: `Kestrel` got into `engagements/acme/welcome.html`"), "{told}");
        assert!(told.contains("names.md:6:11"), "{told}");
        assert_eq!(fs::read(&page).expect("it is still there"), before);
        assert!(!book.join("dist/site/proofs").exists());
        assert!(proof().contains("\"verdict\": \"leaks\""), "{}", proof());
    }
    fs::write(&toml, format!("{config}[check.leaks]\n\"Kestrel\" = \"announced in May\"\n"))
        .expect("it can be written");
    let allowed = turnkey(book, &["--only", "site", "--audience", "customer"]);
    assert_eq!(allowed.status.code(), Some(0), "{}", String::from_utf8_lossy(&allowed.stderr));
    assert_ne!(fs::read(&page).expect("it is published"), before);
    assert!(proof().contains("announced in May"), "{}", proof());
}

/// Every file below `folder`, by its path.
fn files_below(folder: &Path) -> std::collections::BTreeMap<std::path::PathBuf, Vec<u8>> {
    let mut files = std::collections::BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder is there") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(path.clone(), fs::read(&path).expect("it can be read"));
            }
        }
    }
    files
}

#[test]
fn a_leak_in_a_packet_leaves_all_of_the_last_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let book = folder.path();
    leaking_book(book);
    let engagement = book.join("content/engagements/acme/engagement.yaml");
    let says = fs::read_to_string(&engagement).expect("it is there");
    fs::write(&engagement, format!("{says}packets: {{ handoff: {{ guides: [welcome] }} }}\n")).expect("written");
    let names = book.join("content/engagements/acme/names.md");
    let quiet = fs::read_to_string(&names).expect("the page is there");
    fs::write(&names, quiet.replace("Kestrel", "that name")).expect("it can be written");
    let good = turnkey(book, &["--only", "packets"]);
    assert_eq!(good.status.code(), Some(0), "{}", String::from_utf8_lossy(&good.stderr));
    let packet = book.join("dist/packets/acme");
    let before = files_below(&packet);
    assert!(before.contains_key(&packet.join("site/engagements/acme/welcome.html")), "{:?}", before.keys());
    assert_eq!(before.contains_key(&packet.join("acme-handoff.pdf")), cfg!(feature = "pdf"));
    let proof = || fs::read_to_string(book.join("dist/proofs/acme.json")).expect("the proof is recorded");
    assert!(proof().contains("\"verdict\": \"clean\""), "{}", proof());

    fs::write(&names, quiet).expect("it can be written");
    // What is no leak changes too, and waits with the rest.
    let welcome = book.join("content/engagements/acme/welcome.md");
    let page = fs::read_to_string(&welcome).expect("it is there");
    fs::write(&welcome, format!("{page}\nMore of it.\n")).expect("it can be written");
    for arguments in [vec!["--only", "packets"], vec!["--only", "packets", "--draft"]] {
        let bad = turnkey(book, &arguments);
        let told = String::from_utf8_lossy(&bad.stderr).into_owned();
        assert_eq!(bad.status.code(), Some(1), "{told}");
        // The first file of those that say it.
        assert!(told.contains("error[audience-leak]: `Kestrel` got into `acme-handoff.html`"), "{told}");
        assert!(files_below(&packet) == before, "something of the packet is another");
        assert!(proof().contains("\"verdict\": \"leaks\""), "{}", proof());
    }
    // The first time too there is nothing of it.
    fs::remove_dir_all(book.join("dist")).expect("it can be removed");
    turnkey(book, &["--only", "packets", "--draft"]);
    assert!(!packet.exists() || files_below(&packet).is_empty());
}

#[test]
fn the_site_of_the_team_leads_to_no_packet_that_leaked() {
    let folder = tempfile::tempdir().expect("a folder");
    let book = folder.path();
    leaking_book(book);
    let engagement = book.join("content/engagements/acme/engagement.yaml");
    let says = fs::read_to_string(&engagement).expect("it is there");
    fs::write(&engagement, format!("{says}packets: {{ handoff: {{ guides: [welcome] }} }}\n")).expect("written");
    let page = || fs::read_to_string(book.join("dist/site/engagements/acme/welcome.html")).expect("it is published");
    let bad = turnkey(book, &[]);
    assert_eq!(bad.status.code(), Some(1), "{}", String::from_utf8_lossy(&bad.stderr));
    assert!(!book.join("dist/packets/acme/site").exists());
    assert!(!page().contains("packets/acme"), "{}", page());
    let names = book.join("content/engagements/acme/names.md");
    let quiet = fs::read_to_string(&names).expect("the page is there");
    fs::write(&names, quiet.replace("Kestrel", "that name")).expect("it can be written");
    let good = turnkey(book, &[]);
    assert_eq!(good.status.code(), Some(0), "{}", String::from_utf8_lossy(&good.stderr));
    assert!(book.join("dist/packets/acme/site/engagements/acme/welcome.html").exists());
    assert!(page().contains("packets/acme/site/engagements/acme/welcome.html\">View as customer"), "{}", page());
}
