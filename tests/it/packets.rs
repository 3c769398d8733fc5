//! Real guides as packets: all of a book's, in one, through the parser and the resolver.

use crate::packet_plans::packet_views;
use ecow::EcoString;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use turnkey::compile::{Memo, Options, Packets, compile};
use turnkey::diagnostic::Diagnostic;
use turnkey::disk::{read_asset, read_sources};
use turnkey::model::Edition;
use turnkey::packet::view::{CoverView, GuideSection, PacketView, SectionBody, SectionView};
use turnkey::packet::{Fonts, PacketInputs, STANDARDS, Template, typeset};
use turnkey::path::{OutputPath, SourcePath};
use turnkey::source::Sources;

/// A packet of every guide of a book, and the pictures there are.
pub(crate) struct Everything {
    view: PacketView,
    templates: BTreeMap<EcoString, Template>,
    assets: BTreeMap<OutputPath, Arc<[u8]>>,
}

impl Everything {
    pub(crate) fn of(root: &Path) -> Self {
        let root = &root.canonicalize().expect("the folder is there");
        let read = read_sources(root, &root.join("dist"), &[String::new()]).expect("the folder is there");
        let options = Options { site: false, packets: Packets::None, ..Options::default() };
        let outputs = compile(&read.value, &options, &mut Memo::default()).value;
        let edition = outputs.whole();
        let assets = edition
            .assets
            .iter()
            .filter_map(|(path, source)| Some((path.clone(), read_asset(root, source).ok()?)))
            .collect();
        Self { view: packet_of(edition), templates: BTreeMap::new(), assets }
    }

    pub(crate) fn typeset(&self) -> (Option<Vec<u8>>, Vec<Diagnostic>) {
        let inputs = PacketInputs {
            templates: &self.templates,
            assets: &self.assets,
            fonts: &Fonts::builtin(),
            today: jiff::civil::date(2026, 5, 20),
            standard: STANDARDS[0],
            ident: "everything",
            attachments: &[],
            store: None,
        };
        let checked = typeset(&self.view, &inputs);
        (checked.value, checked.diagnostics)
    }
}

fn packet_of(edition: &Edition) -> PacketView {
    let guides = edition.pages.iter().filter_map(|page| {
        let guide = edition.guide_of(page)?;
        Some(GuideSection {
            title: page.title.clone(),
            kind_label: "Guide".into(),
            steps: (guide.meta.kind.name() == "runbook").then(|| guide.ranges.steps.clone()),
            owner: guide.meta.owner.clone().unwrap_or_default(),
            verified: guide.meta.verified.map(|day| day.to_string().into()).unwrap_or_default(),
            page: page.path.clone(),
            source: guide.parsed.path.clone(),
            doc: Arc::new(guide.doc()),
        })
    });
    let body = SectionBody::Guides(guides.collect());
    PacketView {
        cover: CoverView { title: "Everything".into(), customer: "Nobody".into(), ..CoverView::default() },
        sections: vec![SectionView { body, ..SectionView::default() }],
        ..PacketView::default()
    }
}

#[test]
fn every_guide_of_the_example_book_can_be_handed_over() {
    let (pdf, diagnostics) = Everything::of(Path::new(env!("CARGO_MANIFEST_DIR"))).typeset();
    assert_eq!(diagnostics, []);
    assert!(pdf.is_some_and(|pdf| pdf.starts_with(b"%PDF-1.7")));
}

/// The packet's templates as they are on disk, so that a change of look needs no build.
fn templates_on_disk() -> BTreeMap<EcoString, Template> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/packet");
    let entries = std::fs::read_dir(folder).expect("the templates are there").map(|entry| entry.expect("an entry"));
    let files = entries.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "typ"));
    files
        .map(|entry| {
            let name: EcoString = entry.file_name().to_string_lossy().into();
            let text = std::fs::read_to_string(entry.path()).expect("text").into();
            let source = SourcePath::join("templates/packet", &name).expect("inside");
            (name, Template { source, text })
        })
        .collect()
}

/// Sets the guides of the folder `TURNKEY_LOOK`, twice, and again after an edit, and says how long that took.
#[test]
#[ignore = "writes target/tmp/everything.pdf"]
#[expect(clippy::print_stdout, reason = "a test says what it measured")]
fn look() {
    let root = std::env::var("TURNKEY_LOOK").expect("TURNKEY_LOOK names a folder");
    let mut everything = Everything { templates: templates_on_disk(), ..Everything::of(Path::new(&root)) };
    let run = |what: &str, everything: &Everything| {
        let start = std::time::Instant::now();
        let (pdf, diagnostics) = everything.typeset();
        println!("{what}: {:?}, {} bytes", start.elapsed(), pdf.as_ref().map_or(0, Vec::len));
        (pdf, diagnostics)
    };
    let (pdf, diagnostics) = run("cold", &everything);
    for problem in diagnostics {
        println!("{} {:?}: {}", problem.rule, problem.location, problem.message);
    }
    run("again", &everything);
    if let SectionBody::Guides(guides) = &mut everything.view.sections[0].body {
        let middle = guides.len() / 2;
        let doc = Arc::make_mut(&mut guides[middle].doc);
        doc.blocks.truncate(doc.blocks.len().saturating_sub(1));
    }
    run("after an edit", &everything);
    std::fs::create_dir_all("target/tmp").expect("a folder");
    std::fs::write("target/tmp/everything.pdf", pdf.expect("a packet")).expect("written");
}

#[test]
fn what_others_embed_whole_is_not_printed_a_second_time() {
    let mut sources = Sources::default();
    let mut add = |path: &str, text: &str| sources.insert_text(SourcePath::new(path).expect("inside"), text);
    let engagement =
        "id: acme\ntitle: Acme\ncustomer: { name: Acme }\npackets: { handoff: { guides: [host, named] } }\n";
    add("content/engagements/acme/engagement.yaml", engagement);
    add(
        "content/host.md",
        "# Host\n\n![[only]]\n\n![[named]]\n\n![[part#One]]\n\n![[linked]]\n\nSee [the other](linked.md).\n",
    );
    for (name, title) in [("only", "Only"), ("named", "Named"), ("linked", "Linked")] {
        add(&format!("content/{name}.md"), &format!("# {title}\n\nWords of {name}.\n"));
    }
    add("content/part.md", "# Part\n\n## One\n\nFirst.\n\n## Two\n\nSecond.\n");
    let outputs = compile(&sources, &Options::default(), &mut Memo::default()).value;
    let edition = outputs.whole();
    let views = packet_views(edition, &edition.engagements[0]);
    let view = views.last().expect("the handoff is the last of those built in");
    let printed: Vec<&str> = view
        .sections
        .iter()
        .filter_map(|section| match &section.body {
            SectionBody::Guides(guides) => Some(guides.iter().map(|guide| guide.title.as_str())),
            _ => None,
        })
        .flatten()
        .collect();
    assert_eq!(printed, ["Host", "Linked", "Named", "Part"]);
}
