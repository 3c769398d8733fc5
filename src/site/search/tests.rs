//! The index as a whole: written, read back, and asked. The client is asked in `tests/browser/search.test.mjs`, with the
//! index that `the_index_for_the_browser_is_current` keeps in `tests/browser/search-index/`.

use super::lists::Code;
use super::read::{Listed, ReadIndex, Row, read};
use super::*;
use proptest::prelude::*;

/// Many files of few pages, and lists that are cut.
const SMALL: Limits = Limits { file: 200, table: 3, list: 4 };

fn page(path: &str, title: &str, trail: &str, sections: &[(&str, &str)]) -> SearchPage {
    let mut parts = vec![SearchSection { anchor: None, heading: EcoString::new(), text: "Check first.".to_owned() }];
    for (heading, text) in sections {
        let anchor = heading.to_lowercase().replace(' ', "-").replace(['’', '?', '`'], "");
        parts.push(SearchSection { anchor: Some(anchor.into()), heading: (*heading).into(), text: (*text).to_owned() });
    }
    let path = OutputPath::new(path).expect("inside");
    SearchPage { path, title: title.into(), trail: trail.into(), sections: parts }
}

fn example() -> Vec<SearchPage> {
    let runbooks = "Runbooks › Database";
    let mut pages = vec![
        page("index.html", "Handbook", "", &[("Where to begin", "Read the runbooks before the pager does.")]),
        page(
            "runbooks/db/failover.html",
            "Fail over the database",
            runbooks,
            &[
                ("Before you start", "Make sure that the replica is healthy. A rollback is not possible afterwards."),
                ("Promote the replica", "Run kubectl and restart-api, then watch the lag on 10.0.0.1 and check again."),
                ("What’s next?", "Tell the customer."),
            ],
        ),
        page(
            "runbooks/db/rollback.html",
            "Rollback",
            runbooks,
            &[("Prerequisites", "A backup."), ("Restore the backup", "It takes as long as the backup is large.")],
        ),
        page(
            "runbooks/db/rollback-of-schema.html",
            "Rollback of a schema migration",
            runbooks,
            &[("Prerequisites", "Version v5.2 of the tool.")],
        ),
        page(
            "runbooks/images.html",
            "Images that cannot be pulled",
            "Runbooks",
            &[
                ("Prerequisites", "Access to the registry."),
                (
                    "`ErrImagePull`",
                    "The registry is away or kubectl has no credentials. Café München is the place to ask.",
                ),
            ],
        ),
        page("ガイド/東京都.html", "東京都のデータセンター", "ガイド", &[("電源の使い方", "図書館の隣にあります。")]),
        page(
            "guides/50% #1.html",
            "Half “done” \\ <b>not</b>",
            "Guides",
            &[("Ünïcode & more", "Deployment is manual.")],
        ),
        page("guides/download.txt", "Plain text", "Guides", &[("Deployments", "Plain.")]),
    ];
    pages[6].sections[1].anchor = Some("set by! hand".into());
    for site in ["north", "south", "west"] {
        let path = format!("sites/{site}.html");
        let title = format!("Cut over {site}");
        let text = "Drain nodes. Drain nodes first, then drain nodes again, for who drains nodes drains nodes.";
        pages.push(page(&path, &title, "Sites", &[("Before", text)]));
    }
    pages.push(page("sites/cut-over.html", "Cut over", "Sites", &[("Drain nodes", "One at a time.")]));
    pages
}

fn indexed(pages: &[SearchPage]) -> Vec<IndexedPage> {
    pages.iter().map(index_page).collect()
}

fn reread(pages: &[SearchPage], limits: Limits) -> ReadIndex {
    read(&write_within(&indexed(pages), limits)).expect("what is written can be read")
}

/// The pages that the lists of terms beginning with `prefix` name, the most prominent first.
fn ask<'a>(index: &'a ReadIndex, prefix: &str) -> Vec<&'a str> {
    let mut found: Vec<Listed> =
        index.terms.iter().filter(|(term, _)| term.starts_with(prefix)).flat_map(|(_, list)| list.clone()).collect();
    found.sort_by_key(|listed| (std::cmp::Reverse(listed.level), listed.page));
    let mut urls: Vec<&str> = Vec::new();
    for Listed { page, .. } in found {
        let url = index.rows[page as usize].url.as_str();
        if !urls.contains(&url) {
            urls.push(url);
        }
    }
    urls
}

#[test]
fn title_comes_before_heading_before_text() {
    for limits in [SMALL, LIMITS] {
        let index = reread(&example(), limits);
        let expected =
            ["runbooks/db/rollback.html", "runbooks/db/rollback-of-schema.html", "runbooks/db/failover.html"];
        assert_eq!(ask(&index, "rollback"), expected);
        assert_eq!(ask(&index, "deployment"), ["guides/download.txt", "guides/50%25%20%231.html"]);
    }
}

#[test]
fn prefixes_parts_and_pairs_are_found() {
    let index = reread(&example(), SMALL);
    for prefix in ["restart-a", "api", "10.0.", "lag"] {
        assert_eq!(ask(&index, prefix), ["runbooks/db/failover.html"], "{prefix}");
    }
    for prefix in ["errimagep", "cafe", "munch", "pull"] {
        assert_eq!(ask(&index, prefix), ["runbooks/images.html"], "{prefix}");
    }
    for prefix in ["京都", "都", "図書", "データ".get(..6).expect("two characters")] {
        let found: Vec<_> = ask(&index, prefix).into_iter().map(crate::path::percent_decode).collect();
        assert_eq!(found, ["ガイド/東京都.html"], "{prefix}");
    }
}

#[test]
fn the_table_says_what_the_pages_said() {
    for limits in [SMALL, LIMITS] {
        let index = reread(&example(), limits);
        for (row, page) in index.rows.iter().zip(example()) {
            let Row { url, title, trail, sections } = row;
            assert_eq!(*url, crate::path::relative_url_from_folder("", &page.path));
            assert_eq!((title.as_str(), trail.as_str()), (page.title.as_str(), page.trail.as_str()));
            for ((heading, anchor), section) in sections.iter().zip(&page.sections) {
                assert_eq!(*heading, *section.heading);
                assert_eq!(crate::path::percent_decode(anchor), section.anchor.clone().unwrap_or_default());
            }
            assert_eq!(sections.len(), page.sections.len());
        }
        assert_eq!(index.rows.len(), example().len());
    }
}

#[test]
fn rare_terms_tell_their_section_and_frequent_ones_keep_their_best_pages() {
    let mut pages = example();
    pages.push(page("check.html", "Check", "", &[]));
    let index = reread(&pages, SMALL);
    let list = |term: &str| index.terms.iter().find(|(text, _)| text == term).map(|(_, list)| list.clone());
    let [lag] = list("lag").expect("listed")[..] else { panic!("on one page") };
    assert_eq!((lag.level, lag.section), (Level::Text, Some(2)));
    let check = list("check").expect("listed");
    assert_eq!(check.len(), 4, "on all pages, and listed for as many as the limit says");
    assert!(check.iter().any(|listed| listed.level == Level::WholeTitle && listed.page == 12));
}

#[test]
fn nothing_gives_an_index_of_nothing() {
    let index = reread(&[], LIMITS);
    assert_eq!((index.terms.len(), index.rows.len()), (0, 0));
    let index = reread(&[page("a.html", "", "", &[])], LIMITS);
    assert_eq!(index.rows[0].title, "");
}

#[test]
fn a_page_with_more_words_than_the_table_can_number_is_still_found() {
    let many: Vec<String> = (0..4000).map(|number| format!("heading{number}")).collect();
    let sections: Vec<(&str, &str)> = many.iter().map(|heading| (heading.as_str(), "")).collect();
    let index = reread(&[page("a.html", "A", "", &sections), page("b.html", "B", "", &[("Other", "")])], LIMITS);
    assert_eq!(ask(&index, "heading3999"), ["a.html"]);
    assert_eq!((index.rows[0].sections.len(), index.rows[1].sections.len()), (0, 2));
}

#[test]
fn the_bytes_do_not_depend_on_the_threads() {
    let pages: Vec<SearchPage> = (0..1200_u32)
        .map(|number| {
            let word = |step: u32| format!("word{}", number.wrapping_mul(2_654_435_761).rotate_left(step) % 500);
            let text: String = (0..40).map(|step| word(step % 23) + " ").collect();
            page(&format!("p/{number}.html"), &word(3), "Pages", &[(&word(5), &text), (&word(7), "end")])
        })
        .collect();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| write(&indexed(&pages)))
    };
    let one = on(1);
    assert!(one.len() > 8, "several files of a kind, or this proves little");
    assert!(one == on(2) && one == on(5));
    assert_eq!(read(&one).expect("readable").rows.len(), 1200);
}

/// The client's tests need an index; that it is kept in the repository shows what a change of the format changes.
#[test]
#[expect(clippy::disallowed_methods, reason = "the example index is a file of the repository")]
fn the_index_for_the_browser_is_current() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/search-index");
    let mut files = write_within(&indexed(&example()), SMALL);
    files.retain(|(path, _)| path.stem() != "client");
    if std::env::var_os("BLESS").is_some() {
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        for (path, bytes) in &files {
            std::fs::write(folder.join(path.file_name()), bytes).expect("a file");
        }
    }
    let there = std::fs::read_dir(&folder).expect("run with BLESS=1 once").count();
    assert_eq!(there, files.len(), "BLESS=1 rewrites them");
    for (path, bytes) in &files {
        let kept = std::fs::read(folder.join(path.file_name())).expect("BLESS=1 writes it");
        assert!(kept == *bytes, "{path} has changed; BLESS=1 rewrites it");
    }
}

proptest! {
    #![proptest_config(crate::chance::cases(256))]

    #[test]
    fn lists_come_back(pages in 1_u32..3000, some in prop::collection::btree_map(0_u32..3000, (0_u8..=250, any::<u8>()), 1..200)) {
        let mut postings: Vec<_> = some
            .into_iter()
            .filter(|(page, _)| *page < pages)
            .map(|(page, (impact, section))| invert::Posting { page, impact, section })
            .collect();
        prop_assume!(!postings.is_empty());
        let code = Code::new(pages as usize, 50);
        let total = u32::try_from(postings.len()).expect("few");
        let mut bits = bits::BitWriter::default();
        code.write(total, &mut postings, &mut bits);
        let list = code.read(&mut bits::BitReader::new(&bits.finish()));
        prop_assert_eq!(list.len(), postings.len());
        prop_assert!(list.len() <= code.cap as usize);
        for (Listed { page, level, section }, posting) in list.into_iter().zip(postings) {
            prop_assert_eq!((page, level), (posting.page, Level::of_impact(posting.impact)));
            prop_assert!(section.is_none_or(|section| section == u32::from(posting.section)));
        }
    }
}
