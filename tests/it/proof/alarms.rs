//! What visible words become on their way into an edition, which is no trace of what is hidden: ids, terms of the search, the copy
//! in Markdown.

use super::*;

#[test]
fn ids_say_what_their_headings_say() {
    let heading = "# Rollback\n\n## I don't know node.js/ErrImagePull\n";
    let sources = with(sources(), "content/guides/rollback.md", "# Rollback\n", heading);
    let quiet = "# Discounts\n\ndont panic: nodejserrimagepull, image";
    let sources = with(sources, "content/guides/pricing.md", "# Discounts", quiet);
    let site = customer_site(&sources);
    let page = site.iter().find(|(path, _)| path.as_str() == "guides/rollback.html").expect("it is published");
    assert!(String::from_utf8_lossy(&page.1).contains("id=\"i-dont-know-nodejserrimagepull\""));
    assert_eq!(leaks(&prove(&sources, &CUSTOMERS, &site).0), []);
}

/// What is caught where a page for customers says `seen`, and one for the team `quiet`.
fn leaks_of(seen: &str, quiet: &str) -> Vec<(String, String)> {
    let sources = with(sources(), "content/guides/rollback.md", "# Rollback\n", &format!("# Rollback\n\n{seen}\n"));
    let sources = with(sources, "content/guides/pricing.md", "# Discounts", &format!("# Discounts\n\n{quiet}"));
    leaks(&prove(&sources, &CUSTOMERS, &customer_site(&sources)).0)
}

#[test]
fn the_copy_in_markdown_says_what_the_page_says() {
    for (seen, quiet) in [
        ("Errors when `open`ing and **un**masking it.", "- ing\n- masking"),
        ("It is a type (`text/plain`) of `Answer`ed calls to it.", "A type (`text/plain`) of `answer`"),
        ("As per \\[the chart of the house\\](a b), 18 people agree.", "As per the chart of the house, 18 people"),
        ("Of `a[b](c d)` the last one is left out here.", "Of `a[b` the last one is"),
        ("```css{1,13-17}\nx\n```", "```css{1,13-17}\ny\n```"),
        (
            "So The[Northern Covenant](https://a.example) binds twelve houses today.",
            "The Northern Covenant binds twelve houses today.",
        ),
        ("Of prices and seven estimators see<https://b.example/x>.", "Of prices and seven estimators see more."),
        ("1. 先看\n2. 如果指定了 -i 参数", "规则 2：如果指定了 `CHARSET` 且"),
        ("So [it](//guides/pricing.md) says", "A pricing"),
        ("## Requests {#path-operations}", "- Requests: path operations"),
        ("| a | b |\n|---|---|\n| `x\\|y`es or no | *k*iosk |", "- es or no, iosk"),
    ] {
        assert_eq!(leaks_of(seen, quiet), [], "{seen}");
    }
}

#[test]
fn the_list_of_pages_puts_what_they_are_about_behind_their_titles() {
    let page = "---\naudience: customer\ntitle: 使用 EXPLAIN 解读执行计划\nsummary: 通过示例了解如何使用\n---\n# 使用 `EXPLAIN` 解读执行计划\n";
    let quiet = "# Discounts\n\n图形化执行计划，通过图形化的执行计划";
    let mut sources = with(sources(), "content/guides/pricing.md", "# Discounts", quiet);
    sources.insert_text(SourcePath::new("content/guides/plan.md").expect("inside"), page);
    let site = customer_site(&sources);
    let list = site.iter().find(|(path, _)| path.as_str() == "llms.txt").expect("it is published");
    assert!(String::from_utf8_lossy(&list.1).contains("(guides/plan.md): 通过示例了解如何使用"));
    assert_eq!(leaks(&prove(&sources, &CUSTOMERS, &site).0), []);
}

#[test]
fn what_can_be_searched_for_is_no_word_of_its_own() {
    for (seen, quiet) in [
        ("The field reporting_structure.director_legal is kept.", "Each leg of it."),
        ("Fonts of 300,300i,400,400i,700 are there.", "Only _400i_ of them."),
        ("It gives `hug%C3%B6`.", "It gives hug."),
        ("## General and helpful how-to's", "See <https://a.example/how-tos/x>."),
    ] {
        assert_eq!(leaks_of(seen, quiet), [], "{seen}");
    }
    // What somebody has written so is caught as ever.
    let mut files = customer_site(&sources());
    files.push((OutputPath::new("x.html").expect("inside"), b"<p>Only 400i of them</p>".to_vec()));
    let sources = with(sources(), "content/guides/pricing.md", "# Discounts", "# Discounts\n\nOnly _400i_.");
    assert!(!leaks(&prove(&sources, &CUSTOMERS, &files).0).is_empty());
}

#[test]
fn a_picture_is_seen_however_it_is_named() {
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><path d=\"M0 0\"/></svg>";
    for (place, seen) in [
        ("images", "![Tides](../../images/chart-of-tides.svg)"),
        ("deep/down", "![[chart-of-tides.svg]]"),
        ("static/images", "![Tides](/images/chart-of-tides.svg)"),
    ] {
        let mut sources =
            with(sources(), "content/guides/rollback.md", "# Rollback\n", &format!("# Rollback\n\n{seen}\n"));
        let path = SourcePath::new(&format!("content/{place}/chart-of-tides.svg")).expect("inside");
        sources.insert_text(path, drawing);
        let site = customer_site(&sources);
        assert!(site.iter().any(|(path, _)| path.as_str().ends_with("chart-of-tides.svg")), "{seen}");
        assert_eq!(leaks(&prove(&sources, &CUSTOMERS, &site).0), [], "{seen}");
    }
}

#[test]
fn an_address_that_is_made_of_a_page_and_of_such_an_id_is_no_trace() {
    let sources = with(sources(), "content/guides/rollback.md", "# Rollback\n", "# Rollback\n\n## `doc.browser`\n");
    let link = "# Home\n\nSee [it](guides/rollback.html#docbrowser).\n";
    let sources = with(sources, "content/index.md", "# Home\n", link);
    let quiet = "# Discounts\n\nSee [it](rollback.md#docbrowser).";
    let sources = with(sources, "content/guides/pricing.md", "# Discounts", quiet);
    let site = customer_site(&sources);
    let copy = site.iter().find(|(path, _)| path.as_str() == "index.md").expect("it is published");
    assert!(String::from_utf8_lossy(&copy.1).contains("(guides/rollback.md#docbrowser)"));
    assert_eq!(leaks(&prove(&sources, &CUSTOMERS, &site).0), []);
}

#[test]
fn an_address_elsewhere_may_end_as_one_of_the_packet_does() {
    let heading = "# Rollback\n\n## One two three four\n";
    let sources = with(sources(), "content/guides/rollback.md", "# Rollback\n", heading);
    let quiet = "# Discounts\n\nSee <https://x.example/a/guides/rollback.html#one-two-three-four>.";
    let sources = with(sources, "content/guides/pricing.md", "# Discounts", quiet);
    let packet = acme_files(&sources, |packet, sink, assets| {
        packet.write(sink, assets).expect("it can be made");
    });
    let says = |(_, bytes): &(OutputPath, Vec<u8>)| {
        String::from_utf8_lossy(bytes).contains("guides/rollback.html:one-two-three-four")
    };
    assert!(packet.iter().any(says), "the one file of the packet calls it so");
    assert_eq!(leaks(&prove(&sources, &acme(), &packet).0), []);
}

#[test]
fn the_folders_around_a_page_are_texts_of_their_own() {
    let mut sources = with(sources(), "content/guides/pricing.md", "# Discounts", "# Discounts\n\n- Guides deep");
    sources.insert_text(path("content/guides/deep/x.md"), "---\naudience: customer\n---\n# X\n");
    assert_eq!(leaks(&prove(&sources, &CUSTOMERS, &customer_site(&sources)).0), []);
}

#[test]
fn a_link_means_what_stands_beside_it_and_not_what_is_kept_back_elsewhere() {
    let seen = "See [the chart](chart.txt#tidewater-landing).";
    let sources = with(sources(), "content/guides/rollback.md", "# Rollback\n", &format!("# Rollback\n\n{seen}\n"));
    let mut sources =
        with(sources, "book.toml", "[audience.paths]\n", "[audience.paths]\n\"static/**\" = \"internal\"\n");
    for path in ["content/guides/chart.txt", "content/static/chart.txt"] {
        sources.insert_text(SourcePath::new(path).expect("inside"), "x");
    }
    let quiet = "# Discounts\n\nchart.txt#tidewater-landing";
    let sources = with(sources, "content/guides/pricing.md", "# Discounts", quiet);
    let site = customer_site(&sources);
    assert!(site.iter().any(|(path, _)| path.as_str().ends_with("chart.txt")));
    assert_eq!(leaks(&prove(&sources, &CUSTOMERS, &site).0), []);
}
