//! The packet as one file of HTML: it says what the PDF says, holds all that it shows, and leads only where there is
//! something.

use crate::corpora::shared;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use scraper::{ElementRef, Html, Node, Selector};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use turnkey::compile::{Memo, Options, Packets, compile};
use turnkey::disk::{read_asset, read_sources};
use turnkey::html::Theme;
use turnkey::model::Edition;
use turnkey::model::wording::Languages;
use turnkey::packet::one_file::OneFileInputs;
use turnkey::packet::view::{GuideSection, PacketView, SectionBody, SectionView};
use turnkey::packet::{OneFile, contents};
use turnkey::path::OutputPath;
use turnkey::source::Sources;

/// A packet, and the file that is made of it.
struct Made {
    view: PacketView,
    html: String,
}

/// What the books of these tests are read to.
struct Book {
    sources: Sources,
    edition: Edition,
    assets: BTreeMap<OutputPath, Arc<[u8]>>,
}

fn read(root: &Path, packets: Packets) -> Book {
    let root = &root.canonicalize().expect("the folder is there");
    let sources = read_sources(root, &root.join("dist"), &[String::new()]).expect("the folder is there").value;
    let options = Options { site: false, packets, ..Options::default() };
    let outputs = compile(&sources, &options, &mut Memo::default()).value;
    let edition = match outputs.packets().first() {
        Some(packet) => packet.edition(),
        None => Edition::clone(outputs.whole()),
    };
    let assets = edition.assets.iter();
    let assets = assets.filter_map(|(path, source)| Some((path.clone(), read_asset(root, source).ok()?))).collect();
    Book { sources, edition, assets }
}

impl Book {
    fn write(&self, view: &PacketView) -> String {
        let (one_file, problem) = OneFile::new(&self.sources, &Theme::new("default", &self.sources));
        assert_eq!(problem, None);
        let inputs = OneFileInputs { assets: &self.assets, name: "tarnwick-handoff" };
        one_file.write(view, &inputs).expect("the templates are right")
    }

    /// The packet of the edition's engagement in this language.
    fn handoff(&self, language: &str) -> Made {
        let placed = &self.edition.engagements[0];
        let plan = placed.packets.iter().find(|plan| plan.name == "handoff").expect("it is built in");
        let words = Languages::new(&Sources::default()).0.of(language);
        let mut view = contents(&self.edition, placed, plan, &words);
        view.language = language.into();
        Made { html: self.write(&view), view }
    }
}

static TARNWICK: LazyLock<Book> =
    LazyLock::new(|| read(Path::new(env!("CARGO_MANIFEST_DIR")), Packets::Of("tarnwick".into())));

static HANDOFF: LazyLock<Made> = LazyLock::new(|| TARNWICK.handoff("en"));

/// What a page says, with one space for every run of them.
fn text_of(html: &str) -> String {
    fn visit(element: ElementRef<'_>, into: &mut String) {
        for attribute in ["alt", "title", "href"] {
            into.extend(element.attr(attribute).into_iter().flat_map(|value| [value, " "]));
        }
        for child in element.children() {
            match child.value() {
                Node::Text(text) => into.push_str(text),
                Node::Element(_) => {
                    let child = ElementRef::wrap(child).expect("it is one");
                    if !matches!(child.value().name(), "style" | "script") {
                        visit(child, into);
                    }
                }
                _ => {}
            }
        }
        if !["a", "b", "code", "em", "i", "kbd", "span", "strong", "sup"].contains(&element.value().name()) {
            into.push(' ');
        }
    }
    let mut text = String::new();
    visit(Html::parse_document(html).root_element(), &mut text);
    one_space(&text)
}

fn one_space(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every string of `value` that somebody reads.
fn strings(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(one_space(text)),
        Value::Array(values) => values.iter().for_each(|value| strings(value, found)),
        Value::Object(fields) => {
            // The names of places, kinds and states are no words; what is drawn is described beside it.
            let told = fields.iter().filter(|(name, _)| {
                !["place", "to", "kind", "id", "state", "paper", "language", "customer_short", "svg"]
                    .contains(&name.as_str())
            });
            told.for_each(|(_, value)| strings(value, found));
        }
        _ => {}
    }
}

fn guides(view: &PacketView) -> impl Iterator<Item = &GuideSection> {
    view.sections.iter().flat_map(|section| match &section.body {
        SectionBody::Guides(guides) => guides.as_slice(),
        _ => &[],
    })
}

fn assert_says_all(made: &Made) {
    let text = text_of(&made.html);
    let mut said = Vec::new();
    strings(&serde_json::to_value(&made.view).expect("a view is data"), &mut said);
    let lost: Vec<&String> = said.iter().filter(|words| !text.contains(words.as_str())).collect();
    assert!(lost.is_empty(), "the file does not say {lost:?}");
    let words: BTreeSet<&str> = text.split(|letter: char| !letter.is_alphanumeric()).collect();
    for guide in guides(&made.view) {
        let plain = guide.doc.plain_text();
        let written = plain.split(|letter: char| !letter.is_alphanumeric());
        let lost: Vec<&str> = written.filter(|word| !words.contains(word)).collect();
        assert!(lost.is_empty(), "of {} the file does not say {lost:?}", guide.page);
    }
}

#[test]
fn all_that_the_packet_says_is_in_the_file() {
    assert!(HANDOFF.view.sections.len() > 15, "the example has most chapters");
    assert_says_all(&HANDOFF);
}

#[test]
fn chapters_have_the_numbers_of_paper() {
    let html = Html::parse_document(&HANDOFF.html);
    let title = |element: ElementRef<'_>| one_space(&element.text().collect::<String>());
    let found = |selector: &str| -> Vec<String> {
        html.select(&Selector::parse(selector).expect("a selector")).map(title).collect()
    };
    let wanted: Vec<String> =
        HANDOFF.view.sections.iter().enumerate().map(|(at, chapter)| format!("{} {}", at + 1, chapter.title)).collect();
    assert_eq!(found(".packet-body h2"), wanted);
    assert_eq!(found(".toc li:not(.level-3)"), wanted, "the contents say the same");
    assert_eq!(found(".toc .level-3"), found(".packet-body h3:has(.number)"), "and so for what has a number below");
    let runbooks = HANDOFF.view.sections.iter().position(|chapter| chapter.id == "runbooks").expect("it has some");
    let SectionBody::Guides(guides) = &HANDOFF.view.sections[runbooks].body else { panic!("guides") };
    assert!(found(".toc .level-3").contains(&format!("{}.2 {}", runbooks + 1, guides[1].title)));
    assert_eq!(found("h1").len(), 1);
    assert_eq!(found(".front h2"), ["Document control"], "what stands before the contents has no number");
}

#[test]
fn phrases_are_in_the_language_of_the_packet() {
    let german = TARNWICK.handoff("de");
    assert_says_all(&german);
    let text = text_of(&german.html);
    for said in ["Inhalt", "ENTWURF", "Zum Text springen", "Fußnoten", "Code kopieren", "Seite "] {
        assert!(german.html.contains(said), "the file does not say `{said}`");
    }
    for said in ["Contents", "Skip to the text", "Prepared for", "Distribution"] {
        assert!(!text.contains(said), "the file says `{said}`");
    }
    assert!(german.html.contains("<html lang=\"de\""));
}

/// What is wrong with a file that is to hold all it needs.
fn problems(html: &str) -> Vec<String> {
    let page = Html::parse_document(html);
    let all = Selector::parse("*").expect("a selector");
    let mut problems = Vec::new();
    let mut ids = BTreeSet::new();
    for element in page.select(&all) {
        if let Some(id) = element.attr("id")
            && !ids.insert(id)
        {
            problems.push(format!("the id `{id}` stands twice"));
        }
    }
    for element in page.select(&all) {
        let name = element.value().name();
        for (attribute, value) in element.value().attrs() {
            match attribute {
                "href" if name == "a" => {
                    if let Some(fragment) = value.strip_prefix('#') {
                        let id = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy();
                        if !ids.contains(&*id) {
                            problems.push(format!("`{value}` leads nowhere"));
                        }
                    } else if !["https://", "http://", "mailto:", "tel:"].iter().any(|good| value.starts_with(good)) {
                        problems.push(format!("`{value}` leads out of the file"));
                    }
                }
                "href" | "src" if !value.starts_with("data:") && !value.starts_with('#') => {
                    problems.push(format!("`{value}` is asked for"));
                }
                "srcset" | "poster" | "background" => problems.push(format!("{attribute}={value}")),
                "style" => problems.push(format!("a style of its own: {value}")),
                "for" | "aria-labelledby" | "aria-describedby" => {
                    let lost = value.split_whitespace().filter(|id| !ids.contains(id));
                    problems.extend(lost.map(|id| format!("{attribute} names `{id}`, which is not there")));
                }
                attribute if attribute.starts_with("on") => problems.push(format!("{attribute}={value}")),
                _ => {}
            }
        }
    }
    problems
}

#[test]
fn the_file_holds_what_it_shows_and_leads_to_what_is_there() {
    assert_eq!(problems(&HANDOFF.html), Vec::<String>::new());
    let links = HANDOFF.html.matches("href=\"#").count();
    assert!(links > 100, "links within the packet are links in the file, not {links}");
    assert!(HANDOFF.html.contains("<img src=\"data:image/svg+xml;base64,"), "pictures are inside");
    let size = HANDOFF.html.len();
    assert!(size < 1_000_000, "it can be mailed: {size} bytes");
}

#[test]
fn the_policy_names_every_style_and_script_by_its_hash() {
    let page = Html::parse_document(&HANDOFF.html);
    let select = |selector: &str| page.select(&Selector::parse(selector).expect("a selector")).collect::<Vec<_>>();
    let policy = select("meta[http-equiv=Content-Security-Policy]")[0].attr("content").expect("it says something");
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    assert!(policy.contains("; img-src data:; font-src data:; ") && !policy.contains("unsafe"), "{policy}");
    let hashes: BTreeSet<&str> = policy.split(['\'', ' ', ';']).filter(|part| part.starts_with("sha256-")).collect();
    let inside: BTreeSet<String> = select("style, script")
        .into_iter()
        .map(|element| {
            let text: String = element.text().collect();
            format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text)))
        })
        .collect();
    assert_eq!(hashes, inside.iter().map(String::as_str).collect());
    assert!(select("script").len() == 1 && select("style").len() > 3);
}

#[test]
fn the_same_packet_is_the_same_file() {
    assert_eq!(TARNWICK.handoff("en").html, HANDOFF.html);
}

/// Real guides, all of a book's in one file: what they hold is no chance.
#[test]
fn every_guide_of_a_book_can_stand_in_one_file() {
    let corpora = shared("corpora").into_iter().flat_map(|folder| fs::read_dir(folder).expect("it can be read"));
    let roots = corpora.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir());
    for root in roots.chain([Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()]).chain(shared("seeds")) {
        let book = read(&root, Packets::None);
        let edition = &book.edition;
        let guides = edition.pages.iter().filter_map(|page| {
            let guide = edition.guide_of(page)?;
            Some(GuideSection {
                title: page.title.clone(),
                kind_label: "Guide".into(),
                steps: (guide.meta.kind.name() == "runbook").then(|| guide.ranges.steps.clone()),
                owner: guide.meta.owner.clone().unwrap_or_default(),
                verified: "".into(),
                page: page.path.clone(),
                source: guide.parsed.path.clone(),
                doc: Arc::new(guide.doc()),
            })
        });
        let body = SectionBody::Guides(guides.collect());
        let sections = vec![SectionView { id: "guides".into(), body, ..SectionView::default() }];
        let view = PacketView { sections, ..PacketView::default() };
        let made = Made { html: book.write(&view), view };
        assert_eq!(problems(&made.html), Vec::<String>::new(), "{}", root.display());
        assert_says_all(&made);
    }
}
