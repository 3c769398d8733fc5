//! What a customer gets tells nothing of what they may not see: no word of it, and not that there is any.
//!
//! `editions.md` is a book with a canary, a word that stands nowhere else, in every place that can be restricted. Two
//! things are asked of each edition: no canary sings in it, and its bytes are the same whether the restricted parts are
//! there, are others, or are gone.

use crate::built::site_files;
use crate::fences::fences;
use crate::packet_plans::packet_views;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::fs;
use std::process::Command;
use std::sync::{Arc, Mutex};
use turnkey::audience::Audience;
use turnkey::book::{Book, Reader};
use turnkey::compile::{Memo, Options, Packets, compile, gathered};
use turnkey::doc::Target;
use turnkey::model::report::status_report;
use turnkey::model::{AssembleOptions, Edition, assemble};
use turnkey::packet::bundle::data;
use turnkey::path::{OutputPath, SourcePath};
use turnkey::schema::read::Fields as _;
use turnkey::schema::things::Engagement;
use turnkey::site::report::{report_html, report_markdown};
use turnkey::site::search::read::read;
use turnkey::site::{Site, Templates, Theme};
use turnkey::source::{Extent, History, SourceFile, Sources};

const BOOK: &str = include_str!("editions.md");

/// What every canary begins with.
const CANARY: &str = "zqcanary";

/// What becomes of the restricted parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Variant {
    /// They are not there.
    Gone,
    /// They are there.
    There,
    /// They say something else, and more.
    Other,
}

/// Which parts are restricted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    /// The team's own: everything else may stand on a site for customers.
    Customers,
    /// Those, what is for another customer, and what is not named for this one.
    Acme,
}

/// The files of `BOOK`.
fn book(reader: For, variant: Variant) -> Sources {
    let mut sources = Sources::default();
    for fence in fences(BOOK) {
        let title = fence.title.as_deref().expect("every file has a path");
        let is_restricted = title.contains('«') || title.contains('‹') && reader == For::Acme;
        if is_restricted && variant == Variant::Gone {
            continue;
        }
        let text = &BOOK[fence.body.clone()];
        let path = SourcePath::new(&fill(title, false, reader, variant)).expect("inside");
        sources.insert_text(path, &fill(text, is_restricted, reader, variant));
    }
    if variant != Variant::Gone {
        // When a page changed is for the team alone, even of a page that others read.
        let changed = sources.files.keys().map(|path| (path.clone(), jiff::civil::date(1999, 12, 31))).collect();
        sources.history = Arc::new(History { extent: Extent::Whole, changed });
    }
    sources
}

/// `text` without its marks, and without the restricted parts where they are gone. All of it is restricted where its
/// file is.
fn fill(text: &str, file: bool, reader: For, variant: Variant) -> String {
    let mut filled = String::new();
    for (at, part) in text.split(['«', '‹', '»', '›']).enumerate() {
        let start = part.as_ptr() as usize - text.as_ptr() as usize;
        let mark = text[..start].chars().next_back();
        let is_restricted = file || mark == Some('«') || mark == Some('‹') && reader == For::Acme;
        assert_eq!(at % 2 == 1, matches!(mark, Some('«' | '‹')), "restricted parts do not nest: {mark:?}{part}");
        if is_restricted && variant == Variant::Gone {
            continue;
        }
        for (at, piece) in part.split('¤').enumerate() {
            match (at % 2 == 1, is_restricted, variant) {
                (false, ..) => filled.push_str(piece),
                (true, false, _) => filled.extend(["plain", piece]),
                (true, true, Variant::Other) => filled.extend([CANARY, piece, "other"]),
                (true, true, _) => filled.extend([CANARY, piece]),
            }
        }
    }
    filled
}

/// The book and the edition of Acme's own reader.
fn for_acme(sources: &Sources) -> (Book, Edition) {
    let gathered = gathered(sources, &mut Memo::default()).value;
    let today = jiff::civil::date(2026, 5, 20);
    let team = gathered.for_reader(&Reader::TEAM).value;
    let whole = assemble(&team, AssembleOptions { today, whole: None, words: &std::sync::Arc::default() }).value;
    let reader = Reader { audience: Audience::Customer, engagement: Some("acme".into()) };
    let book = gathered.for_reader(&reader).value;
    let edition =
        assemble(&book, AssembleOptions { today, whole: Some(&whole), words: &std::sync::Arc::default() }).value;
    (book, edition)
}

/// The site that an edition gives.
pub(crate) fn site_of(edition: Edition, sources: &Sources) -> BTreeMap<String, Vec<u8>> {
    let (templates, problems) = Templates::new(sources);
    assert_eq!(problems, []);
    let site = Site::new(Arc::new(edition), &templates, Arc::new(Theme::new("default", sources)));
    let pages: Vec<_> = site.pages().map(|page| (page, site.prepare(page))).collect();
    let mut files = BTreeMap::new();
    for (page, prepared) in &pages {
        let html = site.render(&prepared.view).expect("the built-in templates render");
        files.insert(site.edition().page(*page).path.to_string(), html.into_bytes());
        files.extend(prepared.markdown.iter().map(|(path, text)| (path.to_string(), text.clone().into_bytes())));
    }
    let indexed: Vec<_> = pages.into_iter().map(|(_, prepared)| prepared.indexed).collect();
    let shared = site.shared_files(&indexed).expect("the built-in templates render");
    files.extend(shared.into_iter().map(|(path, bytes)| (path.to_string(), bytes.to_vec())));
    files.extend(site.edition().assets.iter().map(|(path, source)| {
        let bytes = sources.bytes(source).expect("small files are held as bytes");
        (path.to_string(), bytes.to_vec())
    }));
    files
}

/// The site that `compile` puts beside Acme's packet.
fn acme_site(sources: &Sources) -> BTreeMap<String, Vec<u8>> {
    let options = Options { site: false, packets: Packets::Of("acme".into()), ..Options::default() };
    let outputs = compile(sources, &options, &mut Memo::default()).value;
    let packet = outputs.for_customer("acme").expect("Acme may see something of it");
    let files = Mutex::new(BTreeMap::new());
    let keep = |path: &OutputPath, bytes: &[u8]| {
        files.lock().expect("nobody panics with it").insert(path.to_string(), bytes.to_vec());
        Ok(())
    };
    let assets = |path: &SourcePath| Ok(Arc::clone(sources.bytes(path).expect("small files are held as bytes")));
    let problems = packet.write_site(&Arc::new(packet.edition()), &keep, &assets).expect("neither fails");
    assert_eq!(problems, []);
    files.into_inner().expect("nobody panics with it")
}

/// The site that `compile` gives customers.
fn customer_site(sources: &Sources) -> BTreeMap<String, Vec<u8>> {
    let options = Options { audience: Audience::Customer, ..Options::default() };
    let outputs = compile(sources, &options, &mut Memo::default()).value;
    let assets = |path: &SourcePath| Ok(Arc::clone(sources.bytes(path).expect("small files are held as bytes")));
    site_files(&outputs.site().expect("it is asked for"), &assets).0
}

/// The canaries that sing in `bytes`, whatever their case, each with what stands around it.
fn canaries(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    text.match_indices(CANARY)
        .map(|(at, _)| {
            let around = text[..at].char_indices().rev().nth(60).map_or(0, |(start, _)| start);
            text[around..].chars().take(100).collect()
        })
        .collect()
}

/// Nothing restricted is in the files: their names, their bytes, and what the search index says when it is read.
fn assert_silent(files: &BTreeMap<String, Vec<u8>>) {
    let mut heard = Vec::new();
    for (path, bytes) in files {
        heard.extend(canaries(path.as_bytes()).into_iter().map(|found| format!("the name {found}")));
        heard.extend(canaries(bytes).into_iter().map(|found| format!("{path}: {found}")));
    }
    let listed: Vec<(OutputPath, Vec<u8>)> =
        files.iter().map(|(path, bytes)| (OutputPath::new(path).expect("inside"), bytes.clone())).collect();
    let index = read(&listed).expect("the site has a search index");
    assert!(index.terms.iter().any(|(term, _)| term == "backup"), "the index has the words that are to be found");
    heard.extend(canaries(format!("{index:?}").as_bytes()).into_iter().map(|found| format!("the index: {found}")));
    assert!(heard.is_empty(), "{}", heard.join("\n"));
}

/// The files in which two sites differ, each with the first place.
pub(crate) fn differences(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let paths: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let excerpt = |bytes: &[u8], at: usize| {
        String::from_utf8_lossy(&bytes[at.saturating_sub(80)..(at + 80).min(bytes.len())]).into_owned()
    };
    let difference = |path: &String| match (one.get(path), other.get(path)) {
        (Some(a), Some(b)) if a == b => None,
        (Some(a), Some(b)) => {
            let at = a.iter().zip(b).take_while(|(a, b)| a == b).count();
            Some(format!("{path} from byte {at}:\n  {}\n  {}", excerpt(a, at), excerpt(b, at)))
        }
        (there, _) => Some(format!("{path} is only in the {}", if there.is_some() { "first" } else { "second" })),
    };
    paths.into_iter().filter_map(difference).collect()
}

/// What a reader of the site should see of the book, so that silence is not that of an empty room.
fn assert_says_the_rest(files: &BTreeMap<String, Vec<u8>>) {
    let has = |path: &str, words: &str| {
        let page = files.get(path).unwrap_or_else(|| panic!("no {path} among {:?}", files.keys()));
        let text = String::from_utf8_lossy(page);
        assert!(text.contains(words), "{path} does not say `{words}`:\n{text}");
    };
    has("guides/rollback.html", "<h2 id=\"steps\">Steps");
    has("guides/rollback.html", "href=\"#fn-1\">1</a>");
    has("guides/rollback.html", "See the notes, a place in them, those, a <a href=\"rollback.html\">part</a> of");
    has("guides/rollback.html", "href=\"restore.html\"");
    has("guides/rollback.html", "Go on with <a href=\"twin.html\">");
    has("guides/rollback.html", "<p>Words of the parts<sup");
    has("guides/rollback.html", "<li>One</li>\n<li>Two</li>\n<li>Three</li>");
    has("guides/rollback.html", "<p>Bits of parts.</p>");
    has(
        "guides/rollback.html",
        "Bits</a><span class=\"term-note\" role=\"tooltip\" id=\"tk-term-parts\">Small things.",
    );
    has("glossary.html", "Small things.");
    has("old/parts.html", "<a href=\"../guides/parts.html\">Parts</a>");
    has("guides/index.html", "<h1>All guides</h1>");
    has("engagements/acme/index.html", "Acme rollout");
    has("engagements/acme/phases/validate.html", "Try the rollback");
    has("engagements/acme/environments.html", "API server</th><td>6</td>");
    has("engagements/acme/environments.html", "Erin Rowe");
    has("engagements/acme/metrics.html", "71.4% less than the baseline, better");
    has("engagements/acme/plan.html", "moved by 2 days on 12 May 2026");
    has("engagements/acme/requirements.html", "<span class=\"status status-done\">Shown</span>");
    has("engagements/acme/raid.html", "<tr id=\"action-raise-the-roof\">");
    has("engagements/acme/raid.html", "<a href=\"meetings/2026-05-12.html#t-");
    has("engagements/acme/raid.html", "Due 25 May");
    has("engagements/acme/raid.html", "<tr id=\"action-lower-the-floor\">");
    has("engagements/acme/meetings/2026-05-12.html", "Ask the desk <small>due 26 May</small>");
    has("engagements/acme/raci.html", "<th scope=\"row\">Cutover</th>");
    has("engagements/acme/people.html", "<tr id=\"severity-sev1\">");
    has("engagements/acme/people.html", "<tr id=\"training-operators\">");
    has("tags/release.html", "<a class=\"title-link\" href=\"../guides/rollback.html\">Rollback</a>");
    has("runbooks.html", "Rollback");
    has("gotchas.html", "<li>It looks like the other.</li>");
    has("guides/index.html", "The twin");
    assert!(!files.contains_key("health.html"), "what is wrong with the book is the team's business");
    for (path, bytes) in files {
        assert!(!String::from_utf8_lossy(bytes).contains("1999"), "{path} says when something changed");
    }
}

#[test]
fn the_book_has_what_it_says() {
    let names: Vec<&str> = BOOK.split('¤').skip(1).step_by(2).collect();
    assert!(names.len() > 150, "there are {} canaries", names.len());
    let team = compile(&book(For::Acme, Variant::There), &Options::default(), &mut Memo::default()).value;
    let sources = book(For::Acme, Variant::There);
    let assets = |path: &SourcePath| Ok(Arc::clone(sources.bytes(path).expect("held")));
    let (files, _) = site_files(&team.site().expect("it is asked for"), &assets);
    let said = files.values().map(|bytes| String::from_utf8_lossy(bytes).to_lowercase()).collect::<String>();
    for heard in [
        "partwords",
        "title",
        "tasktext",
        "personname",
        "zenithtitle",
        "unclosed",
        "inelement",
        "misspelt",
        "gotchaitem",
        "runbooktag",
        "navtitle",
        "plantitle",
        "playbooknote",
    ] {
        assert!(said.contains(&format!("{CANARY}{heard}")), "the team reads {heard}");
    }
}

#[test]
fn no_canary_sings_in_the_book_filtered_for_a_customer() {
    let (book, edition) = for_acme(&book(For::Acme, Variant::There));
    let paths: Vec<&str> = edition.guides.iter().map(|guide| guide.parsed.path.as_str()).collect();
    let named = ["README", "bits", "install", "parts", "restore", "rollback", "twin"]
        .map(|name| format!("content/guides/{name}.md"));
    let own = ["design", "meetings/2026-05-12"].map(|name| format!("content/engagements/acme/{name}.md"));
    let expected = [&own[..], &named[..]].concat();
    assert_eq!(paths, expected, "what is named for Acme is there, and nothing else");
    let silent = |what: &str, value: &dyn Debug| {
        let heard = canaries(format!("{value:?}").as_bytes());
        // What a visible link names stands in the visible text; that it leads nowhere is for the edition to know.
        let raw = ["zqcanaryhref", "zqcanarypart", "zqcanaryshelf", "zqcanaryhole"];
        let heard: Vec<_> =
            heard.into_iter().filter(|found| what != "parsed" || !raw.iter().any(|raw| found.contains(raw))).collect();
        assert_eq!(heard, Vec::<String>::new(), "{what}");
    };
    for guide in &book.guides {
        silent("parsed", &guide.parsed);
        silent("front matter", &guide.meta);
    }
    for engagement in &book.engagements {
        silent("engagement", engagement);
    }
    for guide in &edition.guides {
        let doc = guide.doc();
        silent("parsed", &doc);
        silent("targets", &guide.targets);
        silent("outline", &guide.outline);
        silent("front matter", &guide.meta);
        silent("references", &guide.referenced_by);
        silent("uses", &guide.used_in);
        let hidden = guide.targets.iter().filter(|target| matches!(target, Target::Hidden)).count();
        let expected = match guide.parsed.path.stem() {
            // Four of its own, and what is embedded has one, twice; what would be put in is not there at all.
            "rollback" => 6,
            // A risk, a place, a person and an address that are not for them.
            "design" => 4,
            // A link; its neighbour `index.md`, in whose place it stands here.
            "parts" | "README" => 1,
            _ => 0,
        };
        assert_eq!(hidden, expected, "{}: {:?}", guide.parsed.path, guide.targets);
    }
    silent("pages", &edition.pages);
    silent("navigation", &edition.navigation);
    silent("assets", &edition.assets);
    silent("glossary", &edition.glossary);
    silent("terms", &book.terms);
    silent("redirects", &edition.redirects);
    silent("reader", &edition.reader);
    for placed in &edition.engagements {
        silent("engagement facts", placed);
        let views = packet_views(&edition, placed);
        assert!(views.iter().any(|view| view.sections.len() > 12), "the packets have something to say: {views:?}");
        silent("packets", &views);
    }
}

#[test]
fn no_canary_sings_in_a_customers_report() {
    let report = |variant: Variant| {
        let (_, edition) = for_acme(&book(For::Acme, variant));
        let placed = edition.engagements.first().expect("Acme is theirs");
        let report = status_report(&placed.facts, jiff::civil::date(2026, 1, 1), edition.today, &edition.words);
        [report_markdown(&report, &edition, placed), report_html(&report, &edition, placed)]
    };
    let there = report(Variant::There);
    for text in &there {
        assert_eq!(canaries(text.as_bytes()), Vec::<String>::new(), "{text}");
        for words in
            ["Confirm access", "Raise the roof", "All is well", "Kickoff", "Add the dashboards", "Windows are at night"]
        {
            assert!(text.contains(words), "it does not say {words}:\n{text}");
        }
    }
    assert_eq!(there, report(Variant::Gone));
    assert_eq!(there, report(Variant::Other));
}

#[test]
fn no_canary_sings_on_a_customers_site() {
    let files = acme_site(&book(For::Acme, Variant::There));
    assert_says_the_rest(&files);
    let home = String::from_utf8_lossy(&files["index.html"]);
    for words in
        ["<title>Acme Water</title>", "<h1>Acme Water</h1>", "Acme rollout", "href=\"engagements/acme/raid.html\""]
    {
        assert!(home.contains(words), "the way in does not say {words}:\n{home}");
    }
    assert!(!files.contains_key("engagements/index.html"), "there is but one");
    assert!(files.keys().all(|path| !path.starts_with("playbooks/")), "the plan of all customers is not for one");
    assert_silent(&files);
}

#[test]
fn no_canary_sings_on_the_site_for_customers() {
    let folder = tempfile::tempdir().expect("a folder");
    let sources = book(For::Customers, Variant::There);
    for (path, file) in &sources.files {
        let SourceFile::Bytes(bytes) = file else { panic!("{path} is small") };
        let file = folder.path().join(path.as_str());
        fs::create_dir_all(file.parent().expect("a file has a folder")).expect("made");
        fs::write(file, bytes).expect("written");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_turnkey"));
    command.args(["build", "--only", "site", "--audience", "customer"]).arg(folder.path());
    let output = command.output().expect("turnkey runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code().is_some_and(|code| code < 2), "{said}");
    let site = folder.path().join("dist/site");
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(&site).into_iter().map(|entry| entry.expect("readable")) {
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(&site).expect("below").to_string_lossy().replace('\\', "/");
            files.insert(path, fs::read(entry.path()).expect("readable"));
        }
    }
    assert_says_the_rest(&files);
    assert!(files.contains_key("engagements/plainzenith/index.html"), "{:?}", files.keys());
    let playbook = String::from_utf8_lossy(&files["playbooks/rollout.html"]);
    for words in [
        "Confirm access",
        "Send a page",
        "It is slow",
        "<a href=\"../guides/install.html\">Install</a>",
        "<dt>Length</dt><dd>2 weeks",
    ] {
        assert!(playbook.contains(words), "the playbook does not say {words}:\n{playbook}");
    }
    assert_silent(&files);
}

#[test]
fn what_a_customer_may_not_see_changes_nothing_of_what_they_get() {
    let acme = |variant| {
        let sources = book(For::Acme, variant);
        let edition = for_acme(&sources).1;
        let packet = serde_json::to_vec(&packet_views(&edition, &edition.engagements[0])).expect("plain data");
        let mut files = acme_site(&sources);
        files.insert("what the packet says".to_owned(), packet);
        files
    };
    let customers = |variant| customer_site(&book(For::Customers, variant));
    for variant in [Variant::Other, Variant::Gone] {
        for (name, there, differs) in [
            ("Acme", acme(Variant::There), acme(variant)),
            ("customers", customers(Variant::There), customers(variant)),
        ] {
            let differences = differences(&there, &differs);
            assert!(differences.is_empty(), "for {name}, {variant:?}:\n{}", differences.join("\n"));
        }
    }
}

/// A book of these files, beside a `book.toml` with these lines.
pub(crate) fn small(configuration: &str, files: &[(&str, &str)]) -> Sources {
    let mut sources = Sources::default();
    for (path, text) in files.iter().chain([&("book.toml", configuration)]) {
        sources.insert_text(SourcePath::new(path).expect("inside"), text);
    }
    sources
}

#[test]
fn contents_of_others_do_not_name_what_is_hidden() {
    let summary = "# Summary

- [Zqcanaryabove](hidden.md)
    - [Shown](shown.md)
- [Zqcanaryalone](alone.md)

# Zqcanarypart

- [Zqcanaryinside](inside.md)

# Part

- [Last](last.md)
";
    let page = "---\naudience: customer\n---\n# Backup\n";
    let shown = [("src/SUMMARY.md", summary), ("src/shown.md", page), ("src/last.md", page), ("src/index.md", page)];
    let hidden = [("src/hidden.md", "# A\n"), ("src/alone.md", "# B\n"), ("src/inside.md", "# C\n")];
    let book = "[book]\ntitle = \"Theirs\"\nauthors = [\"A\"]\nsrc = \"src\"\n";
    let files = customer_site(&small(book, &[shown.as_slice(), &hidden].concat()));
    let last = String::from_utf8_lossy(&files["last.html"]).into_owned();
    assert!(last.contains(">Shown</a>") && last.contains(">Part<") && last.contains(">Last</a>"), "{last}");
    assert_silent(&files);
    assert_eq!(differences(&files, &customer_site(&small(book, &shown))), Vec::<String>::new());
}

#[test]
fn comments_are_never_published() {
    let text = "---\naudience: public\n---\n# Backup <!-- zqcanary1 -->\n\n<!-- zqcanary2 -->\n\nA<!-- zqcanary3 -->b.\n\n\
                <div><!-- zqcanary4 --><p>c</p>\n<!--\nzqcanary5\n\nzqcanary6 -->\n</div>\n\n- <!-- zqcanary7 --> d\n\n\
                | <!-- zqcanary8 --> |\n| - |\n\n> <!-- zqcanary9\n> more -->\n\n[e<!-- zqcanary10 -->](index.md)\n";
    for raw in ["sanitize", "escape", "trust"] {
        let book = format!("[book]\ntitle = \"Book\"\n[html]\nraw = \"{raw}\"\n");
        let sources = small(&book, &[("content/index.md", text)]);
        assert_silent(&customer_site(&sources));
        let outputs = compile(&sources, &Options::default(), &mut Memo::default()).value;
        let no_assets = |_: &SourcePath| Ok(Arc::from([]));
        assert_silent(&site_files(&outputs.site().expect("it is asked for"), &no_assets).0);
    }
}

/// Runs `pdftotext`; nothing where it is not installed.
#[cfg(feature = "pdf")]
fn pdf_text(pdf: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let (from, to) = (folder.path().join("packet.pdf"), folder.path().join("packet.txt"));
    fs::write(&from, pdf).expect("written");
    let status = Command::new("pdftotext").arg("-layout").args([&from, &to]).status().ok()?;
    assert!(status.success(), "pdftotext reads the packet");
    Some(fs::read_to_string(to).expect("readable"))
}

/// What lies beside the site in the packet of Acme: a draft, as the book has errors on purpose.
fn acme_packet(variant: Variant) -> BTreeMap<String, Vec<u8>> {
    let sources = book(For::Acme, variant);
    let options = Options { site: false, packets: Packets::Of("acme".into()), draft: true, ..Options::default() };
    let outputs = compile(&sources, &options, &mut Memo::default()).value;
    let [packet, _] = outputs.packets() else { panic!("the customer's, and the team's") };
    let files = Mutex::new(BTreeMap::new());
    let keep = |path: &OutputPath, bytes: &[u8]| {
        if !path.as_str().starts_with("site/") {
            files.lock().expect("nobody panics with it").insert(path.to_string(), bytes.to_vec());
        }
        Ok(())
    };
    let assets = |path: &SourcePath| Ok(Arc::clone(sources.bytes(path).expect("small files are held as bytes")));
    let rendered = packet.write(&keep, &assets).expect("neither sink nor reader fails");
    assert!(rendered.complete, "{:?}", rendered.diagnostics);
    files.into_inner().expect("nobody panics with it")
}

#[test]
fn the_data_that_is_handed_out_is_the_same_whatever_is_hidden() {
    let handed = |variant| {
        let (_, edition) = for_acme(&book(For::Acme, variant));
        String::from_utf8(data(&edition.engagements[0].node, Engagement::table())).expect("text")
    };
    let there = handed(Variant::There);
    for variant in [Variant::Other, Variant::Gone] {
        let other = handed(variant);
        let lines: Vec<_> = there.lines().zip(other.lines()).filter(|(one, other)| one != other).take(5).collect();
        assert_eq!((lines, there.len()), (Vec::new(), other.len()), "{variant:?}");
    }
}

#[test]
fn no_canary_sings_in_a_packet() {
    let files = acme_packet(Variant::There);
    assert!(files == acme_packet(Variant::There), "a packet is the same each time it is made");
    for variant in [Variant::Other, Variant::Gone] {
        assert_eq!(differences(&files, &acme_packet(variant)), Vec::<String>::new(), "{variant:?}");
    }
    for (path, bytes) in &files {
        // Names of files and attachments are not compressed.
        assert_eq!(canaries(bytes), Vec::<String>::new(), "{path}");
    }
    let html = String::from_utf8_lossy(&files["acme-handoff.html"]);
    for said in ["Acme Water", "Paula Ortega", "Try the rollback", "R-02", "backup"] {
        assert!(html.contains(said), "the file of HTML does not say `{said}`");
    }
    #[cfg(feature = "pdf")]
    assert_silent_on_paper(&files["acme-handoff.pdf"]);
}

#[cfg(feature = "pdf")]
fn assert_silent_on_paper(pdf: &[u8]) {
    use std::io::Write as _;
    let Some(text) = pdf_text(pdf) else {
        let required = std::env::var_os("TURNKEY_REQUIRE_BROWSER").is_some_and(|value| value == "1");
        assert!(!required, "reading packets needs pdftotext");
        // Past the test harness, which shows what passing tests print to nobody.
        let _ = writeln!(std::io::stderr(), "skipped the text of packets: there is no pdftotext");
        return;
    };
    assert_eq!(canaries(text.as_bytes()), Vec::<String>::new());
    let pages = text.matches('\u{c}').count();
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let last = format!("Page {pages} of {pages}");
    let said = [
        "DRAFT",
        &last,
        "Acme handoff",
        "Acme Water",
        "Larkspur",
        "Paula Ortega",
        "Agnes Brandvold",
        "Confirm access",
        "Try the rollback",
        "Block storage",
        "The rule comes late",
        "Add the dashboards",
        "Pages are fast",
        "Kickoff",
        "Windows are at night",
        "Who is who",
        "Take a backup first",
        "Open the port",
        "Fewer nights on call",
        "Production",
        "Pages arrive",
        "Report",
        "R-02",
    ];
    for said in said {
        assert!(words.contains(said), "the packet does not say `{said}`:\n{text}");
    }
}
