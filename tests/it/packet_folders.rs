//! The folders of packets as they are made, issued and verified: what is in them, and for whom.

use crate::commands::says;
use crate::editions::small;
use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use turnkey::audience::Audience;
use turnkey::compile::{Formats, Memo, Options, Packets, Selection, compile};
use turnkey::diagnostic::Diagnostic;
use turnkey::packet::bundle::{FileEntry, MANIFEST, Manifest, SUMS, members, sums};
use turnkey::path::{OutputPath, SourcePath};
use turnkey::source::Sources;

const CONFIGURATION: &str = "[book]\ntitle = \"Book\"\n[build]\ndate = \"2026-05-20\"\n";

/// A project that is ready to be signed: a risk is the team's own, and so is a guide.
const ENGAGEMENT: &str = "\
id: acme
extends: zqcanary-plan
title: Acme rollout
customer: Acme
audience: customer
version: \"1.0\"
start: 2026-05-18
people: [{ id: po, name: Paula Oduya, side: customer }]
phases:
  - { id: build, title: Build, weeks: 1-2, tasks: [{ id: rack, text: Rack the server, owner: po }] }
prerequisites: [{ id: power, text: Power in the room, status: met }]
raid:
  - { id: quota, kind: risk, title: The quota comes late, likelihood: 3, impact: 4, owner: po, response: accept }
  - { id: politics, kind: risk, title: Zqcanary watches the door, audience: internal }
gates: [{ id: ready, title: Ready, requires: [prerequisite:power] }]
sign_offs: [{ id: deed, title: Deed, parties: [po], statement: Paula takes it over }]
packets:
  handoff: { final_when: gate:ready, guides: [guides/restart] }
  transition: { title: Zqcanary for the desk, final_when: gate:ready, guides: [guides/desk] }
  review: { title: Partner review, audience: partner, sections: [summary, raid] }
";

const PLAYBOOK: &str = "title: Rollout\n";
const GUIDE: &str = "---\naudience: customer\nkind: guide\n---\n# Restart it\n\n- [ ] Look at the lamp\n";
const DESK: &str = "---\naudience: internal\n---\n# Zqcanary at the desk\n";

type Files = BTreeMap<String, Vec<u8>>;

fn book(engagement: &str) -> Sources {
    let files = [
        ("content/engagements/acme/engagement.yaml", engagement),
        ("content/guides/restart.md", GUIDE),
        ("content/guides/desk.md", DESK),
        ("content/playbooks/zqcanary-plan.yaml", PLAYBOOK),
    ];
    small(CONFIGURATION, &files)
}

/// What each folder holds, and what was found wrong.
pub(crate) fn folders(sources: &Sources, selection: Selection) -> (BTreeMap<String, Files>, Vec<Diagnostic>) {
    let options = Options { site: false, packets: Packets::All, selection, ..Options::default() };
    let compiled = compile(sources, &options, &mut Memo::default());
    let mut problems = compiled.diagnostics;
    let mut folders = BTreeMap::new();
    for packet in compiled.value.packets() {
        let files = Mutex::new(Files::new());
        let keep = |path: &OutputPath, bytes: &[u8]| {
            let before = files.lock().expect("nobody panics with it").insert(path.to_string(), bytes.to_vec());
            assert!(before.is_none(), "{path} is made twice");
            Ok(())
        };
        let assets = |path: &SourcePath| Ok(Arc::clone(sources.bytes(path).expect("small files are held as bytes")));
        let rendered = packet.write(&keep, &assets).expect("neither fails");
        problems.extend(rendered.diagnostics);
        folders.insert(packet.folder.clone(), files.into_inner().expect("nobody panics with it"));
    }
    (folders, problems)
}

#[cfg(feature = "pdf")]
#[test]
fn a_pdf_carries_along_what_its_reader_may_see_and_no_more() {
    let selection = Selection {
        names: vec!["handoff".into()],
        formats: Formats { html: false, site: false, zip: false, ..Formats::default() },
        since: None,
    };
    let (folders, problems) = folders(&book(ENGAGEMENT), selection);
    assert_eq!(problems, [], "the proof reads what is attached too");
    let pdf = &folders["packets/acme"]["acme-handoff.pdf"];
    let has = |words: &[u8]| pdf.windows(words.len()).any(|part| part == words);
    assert!(has(b"engagement.yaml") && has(b"checklists.csv") && has(b"raid.csv"));
}

/// Without what is typeset, which takes long and is looked at elsewhere.
fn quick() -> Selection {
    Selection { formats: Formats { pdf: false, ..Formats::default() }, ..Selection::default() }
}

fn made(engagement: &str) -> BTreeMap<String, Files> {
    let (folders, problems) = folders(&book(engagement), quick());
    assert_eq!(problems, []);
    folders
}

fn beside_site(files: &Files) -> Vec<&str> {
    files.keys().map(String::as_str).filter(|path| !path.starts_with("site/")).collect()
}

#[test]
fn what_is_for_a_customer_lies_in_one_folder_and_the_rest_in_another() {
    let folders = made(ENGAGEMENT);
    assert_eq!(folders.keys().collect::<Vec<_>>(), ["internal/acme", "packets/acme"]);
    let theirs = ["SHA256SUMS", "acme-handoff.html", "acme-kickoff.html", "acme.zip", "calendar.ics", "checklists.csv"];
    assert_eq!(beside_site(&folders["packets/acme"]), [&theirs[..], &["manifest.json", "raid.csv"]].concat());
    let ours =
        ["SHA256SUMS", "acme-internal.zip", "acme-review-for-partners.html", "acme-transition.html", "calendar.ics"];
    assert_eq!(
        beside_site(&folders["internal/acme"]),
        [&ours[..], &["checklists.csv", "manifest.json", "raid.csv"]].concat()
    );
    for (path, bytes) in &folders["packets/acme"] {
        let packed = if path == "acme.zip" { members(bytes).expect("sound") } else { Vec::new() };
        let all = packed.iter().map(|member| &member.bytes[..]).chain([&bytes[..]]);
        for bytes in all {
            let said = String::from_utf8_lossy(bytes).to_lowercase();
            assert!(!said.contains("zqcanary") && !said.contains("politics"), "{path} tells the customer");
        }
    }
    let says = |folder: &str, path: &str| String::from_utf8_lossy(&folders[folder][path]).into_owned();
    assert!(says("internal/acme", "acme-transition.html").contains("Zqcanary at the desk"));
    assert!(says("internal/acme", "raid.csv").contains("Zqcanary watches"));
    assert!(
        !says("internal/acme", "acme-review-for-partners.html").contains("Zqcanary"),
        "a partner may see less than the team"
    );
    assert!(says("internal/acme", "acme-review-for-partners.html").contains("The quota comes late"));
    let checklists = says("packets/acme", "checklists.csv");
    assert!(checklists.contains("Build,,Rack the server,Open,Paula Oduya,2026-05-29,,\r\n"), "{checklists}");
    assert!(checklists.contains("Restart it,Restart it,Look at the lamp,Open,,,,\r\n"), "{checklists}");
}

#[test]
fn the_manifest_knows_every_file_section_and_thing() {
    let folders = made(ENGAGEMENT);
    let files = &folders["packets/acme"];
    let manifest = Manifest::from_json(&files[MANIFEST]).expect("a manifest");
    let listed: Vec<&str> = manifest.files.iter().map(|file| file.path.as_str()).collect();
    let others = [MANIFEST, SUMS, "acme.zip"];
    let expected: Vec<&str> = files.keys().map(String::as_str).filter(|path| !others.contains(path)).collect();
    assert_eq!(listed, expected);
    for file in &manifest.files {
        assert_eq!(*file, FileEntry::new(&file.path, &files[file.path.as_str()]));
    }
    let own = FileEntry::new(MANIFEST, &files[MANIFEST]);
    assert_eq!(files[SUMS], sums(manifest.files.iter().chain([&own])));
    let packed: Files =
        members(&files["acme.zip"]).expect("sound").into_iter().map(|one| (one.path.to_string(), one.bytes)).collect();
    let mut all = files.clone();
    all.remove("acme.zip");
    assert_eq!(packed, all);

    assert_eq!((manifest.version.as_str(), manifest.date.as_str()), ("1.0", "2026-05-20"));
    let [edition] = &manifest.editions[..] else { panic!("one edition") };
    let packets: Vec<_> = edition.packets.iter().map(|packet| (packet.name.as_str(), packet.state.as_str())).collect();
    assert_eq!(packets, [("kickoff", "draft"), ("handoff", "for-signature")]);
    let sections: Vec<&str> = edition.packets[1].sections.iter().map(|section| section.id.as_str()).collect();
    assert!(sections.starts_with(&["summary"]) && sections.contains(&"sign-off"), "{sections:?}");
    let things: Vec<String> = edition
        .entities
        .iter()
        .map(|entry| format!("{}:{}", entry.kind.clone().unwrap_or_default(), entry.id))
        .collect();
    for thing in ["task:rack", "risk:quota", "person:po", "sign_off:deed", "guide:guides/restart", "gate:ready"] {
        assert!(things.iter().any(|known| known == thing), "{thing} is not among {things:?}");
    }
    let inside = Manifest::from_json(&folders["internal/acme"][MANIFEST]).expect("a manifest");
    let audiences: Vec<&str> = inside.editions.iter().map(|edition| edition.audience.as_str()).collect();
    assert_eq!(audiences, ["internal", "partner"]);
    let of = |audience: &str| &inside.edition(audience).expect("there").entities;
    assert!(of("internal").iter().any(|entry| entry.id == "politics"));
    assert!(!of("partner").iter().any(|entry| entry.id == "politics"));
}

#[test]
fn the_same_sources_give_the_same_bytes_and_what_is_hidden_changes_none() {
    let folders = made(ENGAGEMENT);
    assert_eq!(folders, made(ENGAGEMENT));
    let other = ENGAGEMENT
        .replace("Zqcanary watches the door", "Zqcanary sleeps")
        .replace("{ id: politics, kind: risk", "{ id: weather, kind: issue")
        .replace("Zqcanary for the desk, final_when: gate:ready", "Another title")
        .replace("  review: { title: Partner review, audience: partner, sections: [summary, raid] }\n", "");
    let changed = made(&other);
    assert_ne!(folders["internal/acme"], changed["internal/acme"]);
    let differences = crate::editions::differences(&folders["packets/acme"], &changed["packets/acme"]);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn less_is_made_where_less_is_asked_for() {
    let select = |names: &[&str], formats: Formats| Selection {
        names: names.iter().map(|name| (*name).into()).collect(),
        formats,
        since: None,
    };
    let none = Formats { pdf: false, html: false, site: false, zip: false };
    let (all, _) = folders(&book(ENGAGEMENT), select(&["kickoff"], Formats { html: true, ..none }));
    assert_eq!(all.keys().collect::<Vec<_>>(), ["packets/acme"], "nothing of it stays in the house");
    let expected = ["SHA256SUMS", "acme-kickoff.html", "calendar.ics", "checklists.csv", "manifest.json", "raid.csv"];
    assert_eq!(all["packets/acme"].keys().collect::<Vec<_>>(), expected);
    let (all, _) = folders(&book(ENGAGEMENT), select(&["review"], Formats { html: true, zip: true, ..none }));
    assert_eq!(all.keys().collect::<Vec<_>>(), ["internal/acme"]);
}

#[test]
fn a_leak_in_what_binds_the_documents_together_is_found_too() {
    // What a customer is handed is looked through, whatever made it.
    let sources = book(ENGAGEMENT);
    let reader = turnkey::book::Reader { audience: Audience::Customer, engagement: Some("acme".into()) };
    let leaks = |path: &str, bytes: Vec<u8>| {
        let files = [(OutputPath::new(path).expect("inside"), bytes)];
        let (_, leaks) = turnkey::compile::prove(&sources, &reader, &files);
        leaks.len()
    };
    let table = b"number,title\r\nR-1,Zqcanary watches the door\r\n".to_vec();
    assert_eq!(leaks("raid.csv", b"number,title\r\nR-1,The quota comes late\r\n".to_vec()), 0);
    assert_eq!(leaks("raid.csv", table.clone()), 1);
    assert_eq!(leaks("manifest.json", b"{\"entities\": [{\"title\": \"Zqcanary watches the door\"}]}".to_vec()), 1);
    let packed = turnkey::packet::bundle::archive(&[(OutputPath::new("raid.csv").expect("inside"), table)].into());
    assert_eq!(leaks("acme.zip", packed), 1, "what is packed is looked at");
}

// What follows is done with the program itself, in a book on disk.

fn on_disk(engagement: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(file, text).expect("written");
    };
    write("book.toml", CONFIGURATION);
    write("content/engagements/acme/engagement.yaml", engagement);
    write("content/guides/restart.md", GUIDE);
    write("content/guides/desk.md", DESK);
    write("content/playbooks/zqcanary-plan.yaml", PLAYBOOK);
    folder
}

fn edit(folder: &TempDir, from: &str, to: &str) {
    let file = folder.path().join("content/engagements/acme/engagement.yaml");
    let text = fs::read_to_string(&file).expect("readable");
    assert!(text.contains(from), "{from}");
    fs::write(file, text.replace(from, to)).expect("written");
}

const ISSUE: [&str; 4] = ["issue", "acme", "--format", "html,zip"];

#[test]
fn what_is_issued_stays_as_it_is() {
    let folder = on_disk(ENGAGEMENT);
    let root = folder.path();
    let said = says(root, &ISSUE, 0);
    assert!(said.contains("issued acme 1.0: handoff, transition"), "{said}");
    assert!(said.contains("left out: kickoff is a draft, as nothing says when it is final"), "{said}");
    let read = || turnkey::disk::read_files(&root.join("issued")).expect("readable");
    let before = read();
    assert!(before.contains_key("acme/1.0/acme-handoff.html") && before.contains_key("acme/1.0/acme.zip"));
    assert!(before.contains_key("acme/1.0/internal/acme-transition.html"));
    assert!(!before.contains_key("acme/1.0/acme-kickoff.html"), "drafts are no part of it");
    edit(&folder, "The quota comes late", "The quota never comes");
    let said = says(root, &ISSUE, 2);
    assert!(said.contains("was issued already") && said.contains("another `version`"), "{said}");
    says(root, &["build", "--only", "packets"], 0);
    assert!(read() == before, "nothing is built over it");
    assert!(root.join("dist/packets/acme/acme-handoff.html").is_file());
}

#[test]
fn of_what_a_customer_may_not_see_there_is_nothing_for_them() {
    let inside = ENGAGEMENT.replace("audience: customer\nversion", "audience: internal\nversion");
    let folder = on_disk(&inside.replace("audience: partner, ", ""));
    let root = folder.path();
    let said = says(root, &["packet", "acme", "--format", "html"], 0);
    assert!(said.contains("may see nothing of it, so its packets stay in the house"), "{said}");
    assert!(!root.join("dist/packets").exists() && root.join("dist/internal/acme/acme-transition.html").is_file());
    let said = says(root, &["report", "acme"], 2);
    assert!(said.contains("may see nothing of it") && !said.contains("quota"), "{said}");

    let folder = on_disk(
        &ENGAGEMENT
            .replace("packets:\n", "packets:\n  kickoff: { remove: true }\n")
            .replace("handoff: { final_when: gate:ready, guides: [guides/restart] }", "handoff: { remove: true }"),
    );
    let said = says(folder.path(), &["report", "acme"], 0);
    assert!(said.contains("Acme"), "there is no packet, and still a report: {said}");
}

#[test]
fn packets_are_the_same_however_many_are_made_at_a_time() {
    let folder = on_disk(ENGAGEMENT);
    let root = folder.path();
    for other in ["bolt", "crane", "drill"] {
        let file = root.join(format!("content/engagements/{other}/engagement.yaml"));
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(file, ENGAGEMENT.replace("id: acme", &format!("id: {other}"))).expect("written");
    }
    let made = |cores: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_turnkey"));
        command.current_dir(root).args(["build", "--only", "packets", "--output", cores]);
        let output = command.env("RAYON_NUM_THREADS", cores).output().expect("turnkey runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let files = turnkey::disk::read_files(&root.join(cores)).expect("readable");
        // What was published when is remembered there.
        files.into_iter().filter(|(path, _)| !path.starts_with(".turnkey/")).collect::<Files>()
    };
    let (one, four) = (made("1"), made("4"));
    assert!(one.contains_key("packets/drill/drill.zip") && one.contains_key("internal/bolt/bolt-internal.zip"));
    let differences = crate::editions::differences(&one, &four);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn only_what_is_complete_is_issued() {
    let refused = |from: &str, to: &str, arguments: &[&str], code: i32| {
        let folder = on_disk(ENGAGEMENT);
        edit(&folder, from, to);
        let said = says(folder.path(), arguments, code);
        assert!(!folder.path().join("issued").exists(), "{said}");
        said
    };
    let said = refused("version: \"1.0\"\n", "", &ISSUE, 2);
    assert!(said.contains("no version") && said.contains("version: \"1.0\""), "{said}");
    let said = refused("status: met", "status: open", &ISSUE, 1);
    assert!(said.contains("handoff is a draft: prerequisite power is open") && said.contains("--draft"), "{said}");
    let named = [&ISSUE[..], &["--packet", "kickoff"]].concat();
    assert!(refused("weeks: 1-2", "weeks: 1-3", &named, 1).contains("kickoff is a draft"));
    let said = refused("title: The quota comes late", "title: The quota, opened: never", &ISSUE, 1);
    assert!(said.contains("withheld") || said.contains("not issued"), "{said}");
    let said = refused("weeks: 1-2", "weeks: 1-3", &["issue", "acmee"], 2);
    assert!(said.contains("did you mean `acme`"), "{said}");
    let said = refused("weeks: 1-2", "weeks: 1-3", &[&ISSUE[..], &["--packet", "handof"]].concat(), 2);
    assert!(said.contains("did you mean `handoff`"), "{said}");

    let folder = on_disk(ENGAGEMENT);
    let said = says(folder.path(), &[&ISSUE[..], &["--draft", "--packet", "kickoff"]].concat(), 0);
    assert!(said.contains("issued acme 1.0: kickoff"), "{said}");
}

#[test]
fn the_next_version_says_what_changed_and_no_word_of_what_is_gone() {
    let folder = on_disk(ENGAGEMENT);
    let root = folder.path();
    says(root, &ISSUE, 0);
    edit(&folder, "version: \"1.0\"", "version: \"1.1\"");
    edit(&folder, "The quota comes late", "The quota came");
    edit(&folder, "text: Rack the server", "audience: internal, text: Rack the server");
    edit(&folder, "raid:\n", "raid:\n  - { id: rain, kind: risk, title: It rains in, owner: po }\n");
    says(root, &["packet", "acme", "--format", "html"], 0);
    let html = fs::read_to_string(root.join("dist/packets/acme/acme-handoff.html")).expect("readable");
    let at = html.find("Since version 1.0 of 20 May 2026").expect("it says since when");
    let chapter = &html[at..at + html[at..].find("</section>").expect("it ends")];
    for words in ["It rains in", "New", "The quota came", "Changed", "No longer there"] {
        assert!(chapter.contains(words), "{words} is not in {chapter}");
    }
    assert!(!chapter.contains("Rack the server"), "it is there still, and no longer theirs");
    let kickoff = fs::read_to_string(root.join("dist/packets/acme/acme-kickoff.html")).expect("readable");
    assert!(!kickoff.contains("Since version"), "that packet was not issued");

    let said = says(root, &["packet", "acme", "--since", "0.9"], 2);
    assert!(said.contains("was not issued; these were: 1.0"), "{said}");
    says(root, &ISSUE, 0);
    says(root, &["packet", "acme", "--format", "html", "--since", "1.1"], 0);
    let html = fs::read_to_string(root.join("dist/packets/acme/acme-handoff.html")).expect("readable");
    assert!(!html.contains("Since version"), "nothing changed since the version that it is");
}

#[test]
fn a_packet_that_somebody_touched_is_told_from_the_one_that_was_issued() {
    let folder = on_disk(ENGAGEMENT);
    let root = folder.path();
    let said = says(root, &["verify", "dist/packets/ac"], 2);
    assert!(said.contains("no file or folder `dist/packets/ac`, and no engagement `dist`"), "{said}");
    let said = says(root, &["verify", "acme"], 2);
    assert!(said.contains("was issued yet"), "{said}");
    says(root, &ISSUE, 0);
    let said = says(root, &["verify", "acme"], 0);
    assert!(said.contains("as it was issued: acme 1.0 of 2026-05-20"), "{said}");
    assert!(said.contains("nothing of it has changed in the book since"), "{said}");
    for same in ["acme/1.0", "issued/acme/1.0", "issued/acme/1.0/acme.zip", "issued/acme/1.0/acme-handoff.html"] {
        says(root, &["verify", same], 0);
    }

    edit(&folder, "The quota comes late", "The quota came");
    let said = says(root, &["verify", "acme"], 0);
    assert!(said.contains("changed  risk:quota  The quota came"), "{said}");
    assert!(said.contains("changed  section raid of handoff"), "{said}");
    assert!(!said.contains("task:rack"), "what is the same is not told: {said}");
    says(root, &["packet", "acme", "--format", "html,zip"], 0);
    let said = says(root, &["verify", "dist/packets/acme"], 1);
    assert!(said.contains("this is not what was issued as acme 1.0"), "{said}");

    let copy = tempfile::tempdir().expect("a folder");
    let there = |name: &str| copy.path().join(name);
    for (path, bytes) in turnkey::disk::read_files(&root.join("issued/acme/1.0")).expect("readable") {
        fs::create_dir_all(there(&path).parent().expect("a folder")).expect("made");
        fs::write(there(&path), bytes).expect("written");
    }
    let sent = copy.path().to_str().expect("Unicode").to_owned();
    says(root, &["verify", &sent], 0);
    fs::write(there("raid.csv"), "number\r\n").expect("written");
    fs::write(there("more.txt"), "more").expect("written");
    fs::remove_file(there("calendar.ics")).expect("removed");
    let said = says(root, &["verify", &sent], 1);
    for line in ["changed raid.csv", "added more.txt", "missing calendar.ics"] {
        assert!(said.contains(line), "{line} is not in {said}");
    }
    let changed = there("acme-handoff.html").to_str().expect("Unicode").to_owned();
    fs::write(&changed, "<p>").expect("written");
    let said = says(root, &["verify", &changed], 1);
    assert!(said.contains("nothing that was issued; a file of this name was"), "{said}");
}
