//! What becomes of Markdown.

use super::sketch::{parse, sketch};
use crate::diagnostic::Rule;
use crate::doc::{BlockKind, Inline, MAX_DEPTH, inlines_text};

#[test]
fn the_blocks_of_commonmark_and_gfm() {
    assert_eq!(sketch("# A *b*\n\nSetext\n---\nx\ny"), "h1[A *b*] h2[Setext] p[x\ny]");
    assert_eq!(sketch("- a\n- b\n\n  c\n"), "ul[p[a]][p[b] p[c]]");
    assert_eq!(sketch("3. a\n   - b\n4. c"), "ol3[a ul[b]][c]");
    assert_eq!(sketch("> a\n> > b"), "quote[p[a] quote[p[b]]]");
    assert_eq!(sketch("> [!WARNING]\n> a"), "warning[p[a]]");
    assert_eq!(sketch("***"), "hr");
    assert_eq!(sketch("```Bash title=x\na\n\nb\n```\n\n    c\n"), "code-bash[a\n\nb] code[c]");
    assert_eq!(sketch("|a|b|\n|-|:-:|\n|c `x\\|y`|\n"), "table[a|b||c `x|y`|]");
    assert_eq!(sketch("- [ ] a\n- [x] b\n- c\n"), "ul[o a][x b][c]");
    assert_eq!(sketch("- [x] a\n\n  b\n"), "ul[x p[a] p[b]]");
    assert_eq!(sketch("~~a~~ **b** a  \nc &amp; &lt;d&gt; \\*e\\*"), "p[~a~ **b** a/c & <d> *e*]");
    assert_eq!(
        sketch("a[^x] b[^y] c[^x]\n\n[^y]: why\n[^z]: never\n[^x]: ex[^w]\n[^w]: last\n"),
        "p[a^0 b^1 c^0] note[p[ex^2]] note[p[why]] note[p[last]]"
    );
    assert_eq!(sketch(""), "");
    assert_eq!(sketch("a\r\nb\r\n\r\n```\r\nc\r\n\r\nd\r\n```\r\n"), "p[a\nb] code[c\n\nd]");
}

#[test]
fn links_in_all_forms() {
    assert_eq!(
        sketch("[a](b.md#c \"t\") <https://d.example> <e@f.example>"),
        "p[(a)->b.md#c (https://d.example)->https://d.example (e@f.example)->mailto:e@f.example]"
    );
    assert_eq!(sketch("[a][r] [r] ![i](p%20q.png)\n\n[r]: x.md"), "p[(a)->x.md (r)->x.md !(i)->p%20q.png]");
    assert_eq!(
        sketch("see https://a.example/b_c_d?x&y, README.md"),
        "p[see (https://a.example/b_c_d?x&y)->https://a.example/b_c_d?x&y, README.md]"
    );
    assert_eq!(sketch("[https://a.example](b)"), "p[(https://a.example)->b]");
    assert_eq!(
        sketch("[[handoff]] and [[phase:validate|the phase]]"),
        "p[()->wiki:handoff and (the phase)->wiki:phase:validate]"
    );
    assert_eq!(sketch("![[timeline]]"), "embedded->timeline");
    assert_eq!(sketch("|a|\n|-|\n|[[b\\|c]]|"), "table[a||(c)->wiki:b]");
    assert_eq!(sketch("`[[a]]` \\[[b]] \\\\[[c]]"), "p[`[[a]]` [[b]] \\()->wiki:c]");
    assert_eq!(sketch("[[1]](x.md) and [[y]]: [text]\n\n[text]: z.md"), "p[([1])->x.md and ()->wiki:y: (text)->z.md]");
    assert_eq!(sketch("    [[a]]\n"), "code[[[a]]]");
}

#[test]
fn ranges_mark_the_source() {
    let text = "Wörds [a](./b.md \"t\") &amp; https://c.example.\n\n- [[d e#f|g]]\n";
    let parsed = parse(text);
    let mut ranges = Vec::new();
    for block in &parsed.doc.blocks {
        let inlines = match &block.kind {
            BlockKind::Paragraph(inlines) => inlines,
            BlockKind::List { items, .. } => match &items[0].blocks[0].kind {
                BlockKind::Plain(inlines) => inlines,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        };
        for inline in inlines {
            ranges.push(match inline {
                Inline::Text { range, .. } => &text[range.to_usize()],
                Inline::Link { target, .. } => &text[target.range.to_usize()],
                other => panic!("{other:?}"),
            });
        }
    }
    assert_eq!(ranges, ["Wörds ", "./b.md", " &amp; ", "https://c.example", ".", "d e#f"]);
}

#[test]
fn headings_take_ids_and_keep_other_braces() {
    assert_eq!(
        sketch("# A {#b-c}\n## GET /users/{id}\n### `x` {#y_z_1}\n"),
        "h1#b-c[A] h2[GET /users/{id}] h3#y_z_1[`x`]"
    );
    assert_eq!(sketch("# A \\{#b}"), "h1[A {#b}]");
    assert_eq!(sketch("# \\{#b}\n## \\{x} {#b}\n### A \\\\{#b}\n"), "h1[{#b}] h2#b[{x}] h3#b[A \\]");
}

#[test]
fn list_items_take_audiences() {
    assert_eq!(
        sketch("- a {audience=internal}\n- b *c* {audience=partner}\n  - d\n- e {owner=po}"),
        "ul[internal:a][partner:b *c* ul[d]][e {owner=po}]"
    );
    assert_eq!(sketch("- [ ] a {audience=customer}\n\n  b"), "ul[o customer:p[a] p[b]]");
    let parsed = parse("- a {audience=nobody}\n");
    assert_eq!(parsed.sketch(), "ul[internal:a]");
    assert_eq!(parsed.problems, ["invalid-value: there is no such audience, so this is kept internal @ nobody"]);
    assert!(parsed.restricted);
    let parsed = parse("a {audience=internal}\n\n# b {audience=internal}\n");
    assert_eq!(parsed.sketch(), "internal[p[a]] internal[h1[b]]");
    assert_eq!(parsed.problems.len(), 2);
}

#[test]
fn containers_restrict_whatever_they_hold() {
    assert_eq!(sketch("a\n::: internal Title\n- b\n- c\n:::\nd"), "p[a] internal[ul[b][c]] p[d]");
    assert_eq!(sketch("::: audience partner\n| a |\n|-|\n| b |\n:::\n"), "partner[table[a||b]]");
    assert_eq!(sketch("::::internal\n::: customer\na\n:::\nb\n::::\nc"), "internal[customer[p[a]] p[b]] p[c]");
    assert_eq!(sketch("::: internal\n```\n:::\n```\nb\n:::\nc"), "internal[code[:::] p[b]] p[c]");
    assert_eq!(sketch("- a\n  ::: internal\n  b\n  :::\n  c\n- d"), "ul[a internal[b] c][d]");
    assert_eq!(sketch("- ::: internal\n  b\n  :::\n"), "ul[internal[b]]");
    assert_eq!(sketch("> a\n> ::: internal\n> b\n> :::\n\nc"), "quote[p[a] internal[p[b]]] p[c]");
    assert_eq!(sketch("::: internal\n\n    code\n\n:::\n"), "internal[code[code]]");
    assert_eq!(sketch("<!--\n::: internal\n-->\na"), "p[a]");
    assert_eq!(sketch("`::: internal` a\n\n    ::: internal\n"), "p[`::: internal` a] code[::: internal]");
    assert!(parse("::: internal\na\n:::").restricted);
    assert!(!parse("a").restricted);
}

#[test]
fn other_containers_are_text_and_do_not_close_restricted_ones() {
    assert_eq!(sketch("::: when Hey\na\n:::\nb"), "p[::: when Hey] p[a] p[:::] p[b]");
    assert_eq!(sketch("::: internal\n::: when\na\n:::\nb\n:::\nc"), "internal[p[::: when] p[a] p[:::] p[b]] p[c]");
    assert_eq!(
        sketch("::: when secret {audience=partner}\na\n:::\nb"),
        "partner[p[::: when secret {audience=partner}] p[a]] p[b]"
    );
    assert_eq!(sketch(":::\na"), "p[:::] p[a]");
}

#[test]
fn what_is_not_closed_stays_restricted() {
    let parsed = parse("a\n::: internal\nb\n\n# c\n");
    assert_eq!(parsed.sketch(), "p[a] internal[p[b] h1[c]]");
    assert_eq!(parsed.problems, ["invalid-value: this part for `internal` is never closed @ ::: internal"]);
    let parsed = parse("- a\n  ::: internal\n  b\n:::\nc");
    assert_eq!(parsed.sketch(), "ul[a internal[b]] internal[] p[c]");
    assert_eq!(parsed.problems.len(), 1);
    let parsed = parse("::: audience staff\nb\n:::\n::: interal\nc\n:::");
    assert_eq!(parsed.sketch(), "internal[p[b]] internal[p[c]]");
    assert_eq!(parsed.problems.len(), 2);
    let parsed = parse(":::: internal\n::: internal\na\n::::\nb");
    assert_eq!(parsed.sketch(), "internal[internal[p[a]]] p[b]");
    assert_eq!(parsed.problems.len(), 1, "{:?}", parsed.problems);
}

#[test]
fn lines_that_the_parser_took_for_text_still_restrict() {
    let parsed = parse("- a\n      ::: internal\n      secret\n      :::\n\nb");
    assert_eq!(parsed.sketch(), "ul[internal[a\n::: internal\nsecret\n:::]] p[b]");
    assert_eq!(parsed.problems.len(), 1);
    let parsed = parse("a\n\n```sh\nb\n\n::: internal\nsecret\n:::\n");
    assert_eq!(parsed.sketch(), "p[a] internal[code-sh[b\n\n::: internal\nsecret\n:::]]");
    assert_eq!(parsed.problems.len(), 2);
    assert_eq!(sketch("~~~\n::: internal\n~~~~\n\n    ::: internal\n"), "code[::: internal] code[::: internal]");
    let parsed = parse("<div>\n::: internal\nsecret\n\nmore\n\n:::\n</div>\n\nb");
    assert!(parsed.sketch().starts_with("internal["), "{}", parsed.sketch());
    assert!(parsed.sketch().ends_with("p[b]"), "{}", parsed.sketch());
    assert!(!parsed.problems.is_empty());
}

#[test]
fn footnotes_of_restricted_parts_stay_restricted() {
    let inside = "::: internal\na[^1]\n\n[^1]: secret\n:::\n";
    assert_eq!(sketch(inside), "internal[p[a^0]] note[internal[p[secret]]]");
    // To those who read the mark there is no note, so it is none to anybody.
    let parsed = parse("a[^1]\n\n::: internal\n[^1]: secret\n:::\n");
    assert_eq!(parsed.sketch(), "p[a[^1]] internal[p[[^1]  secret]]");
    let message = "`[^1]` is used outside of the part for fewer readers that says its note";
    assert_eq!(parsed.problems, [format!("invalid-value: {message} @ [^1]:")]);
    let both = "a[^n]\n\n::: internal\nb[^n]\n\n[^N]: secret\n:::\n\n[^n]: c\n";
    assert_eq!(sketch(both), "p[a^0] internal[p[b^0]] note[p[c]]");
    let item = "a[^1]\n\n- b {audience=internal}\n\n  [^1]: secret\n";
    assert_eq!(parse(item).sketch(), "p[a[^1]] ul[internal:p[b] p[[^1]  secret]]");
}

#[test]
fn an_address_beside_a_note_stays_restricted() {
    // The note ends where the part does, and is a part too.
    for (text, sketched) in [
        (
            "- a {audience=internal}\n\n  [x]: https://secret.example\n\n  [^n]: secret\n\nb [c][x] d[^n]\n",
            "ul[internal:p[a] p[[^n]  secret]] p[b [c][x] d[^n]]",
        ),
        (
            "::: internal\na\n\n[x]: https://secret.example\n\n[^n]: secret\n:::\n\nb [c][x] d[^n]\n",
            "internal[p[a] p[[^n]  secret]] p[b [c][x] d[^n]]",
        ),
    ] {
        let parsed = parse(text);
        assert_eq!(parsed.sketch(), sketched);
        assert_eq!(parsed.problems.len(), 2, "{:?}", parsed.problems);
        assert!(parsed.problems.iter().all(|problem| problem.contains("outside of the part")), "{:?}", parsed.problems);
    }
}

#[test]
fn what_a_comment_defines_is_nobodys() {
    for (text, sketched) in [
        ("a[^1]\n\n<div><!-- b\n\n[^1]: secret\n\n--></div>\n\nc\n", "p[a[^1]] <div>[p[c]]"),
        ("[a][1]\n\n<div><!-- b\n\n[1]: https://secret.example\n\n--></div>\n\nc\n", "p[[a][1]] <div>[p[c]]"),
    ] {
        let parsed = parse(text);
        assert_eq!(parsed.sketch(), sketched);
        assert_eq!(parsed.problems.len(), 1, "{:?}", parsed.problems);
        assert!(parsed.problems[0].contains("outside of the comment that says"), "{:?}", parsed.problems);
    }
}

#[test]
fn a_link_on_the_way_is_not_a_container() {
    assert_eq!(sketch("std::: x a:::b"), "p[std::: x a:::b]");
}

#[test]
fn depth_is_clamped_and_no_word_is_lost() {
    for (open, close) in [
        ("> ", ""),
        ("- ", ""),
        ("1. > ", ""),
        ("*a ", ""),
        ("[", "](x)"),
        ("**", "**"),
        ("![", "](x)"),
        ("<b>", ""),
        ("<div>\n\n", ""),
        ("::: tip T\n", ""),
        ("::: tabs\n== T\n", ""),
        ("::: tip T {audience=internal}\n", ""),
        ("- :::tip\n", ""),
    ] {
        let text = format!("{}word{}\n", open.repeat(3_000), close.repeat(3_000));
        let parsed = parse(&text);
        let plain = parsed.doc.plain_text();
        assert!(plain.contains("word"), "{open}");
        assert!(depth(&parsed.doc.blocks) <= MAX_DEPTH, "{open}");
        let limits = parsed.problems.iter().filter(|problem| problem.starts_with(Rule::LimitReached.name())).count();
        assert!(limits <= 1, "{open}");
    }
}

#[test]
fn restricted_parts_survive_at_any_depth() {
    let text = format!("{}::: internal\n", "> ".repeat(100)) + &format!("{}secret\n", "> ".repeat(100));
    let parsed = parse(&text);
    assert!(parsed.sketch().contains("internal[p[secret]]"), "{}", parsed.sketch());
    let parsed = parse(&format!("{}secret {{audience=internal}}\n", "- ".repeat(100)));
    assert!(parsed.sketch().contains("internal[secret]"), "{}", parsed.sketch());
    assert!(depth(&parsed.doc.blocks) <= MAX_DEPTH);
}

fn depth<L: crate::doc::Link>(blocks: &[crate::doc::Block<L>]) -> usize {
    let inside = blocks.iter().map(|block| match &block.kind {
        BlockKind::List { items, .. } => items.iter().map(|item| depth(&item.blocks)).max().unwrap_or(0),
        BlockKind::Quote(blocks)
        | BlockKind::Callout { blocks, .. }
        | BlockKind::Details { blocks, .. }
        | BlockKind::Restricted { blocks, .. }
        | BlockKind::When { blocks, .. }
        | BlockKind::Element { blocks, .. } => depth(blocks),
        BlockKind::Tabs(tabs) => tabs.iter().map(|tab| depth(&tab.blocks)).max().unwrap_or(0),
        _ => 0,
    });
    inside.max().map_or(0, |inside| inside + 1)
}

/// What a reader sees for whom nothing restricted is meant.
fn unrestricted(blocks: &[crate::doc::Block<crate::doc::RawLink>], into: &mut String) {
    for block in blocks {
        match &block.kind {
            BlockKind::Restricted { .. } => {}
            BlockKind::List { items, .. } => {
                items.iter().filter(|item| item.audience.is_none()).for_each(|item| unrestricted(&item.blocks, into));
            }
            BlockKind::Callout { title, blocks, .. } | BlockKind::Details { title, blocks, .. } => {
                into.extend(title.iter().map(|title| inlines_text(title)));
                unrestricted(blocks, into);
            }
            BlockKind::Tabs(tabs) => {
                for tab in tabs {
                    into.push_str(&inlines_text(&tab.title));
                    unrestricted(&tab.blocks, into);
                }
            }
            BlockKind::Quote(blocks) | BlockKind::Element { blocks, .. } => unrestricted(blocks, into),
            _ => crate::doc::blocks_text(std::slice::from_ref(block), into),
        }
    }
}

/// Lines that may stand before and after a restricted part, and change what it stands in.
const LINES: &[&str] = &[
    "> quote\n",
    "> - both\n",
    "- item\n",
    "  more\n",
    "1. one\n",
    "   more\n",
    "words\n",
    "\n",
    "| a | b |\n|-|-|\n| c | d |\n",
    "| e |\n",
    "<div>\n",
    "</div>\n",
    "<details>\n<summary>s</summary>\n",
    "<table>\n",
    "<p>\n",
    "<b>x\n",
    "# heading\n",
    "under\n---\n",
    "***\n",
    "[^1]\n",
    "[^1]: note\n",
    "[a]: b\n",
    "    code\n",
    "\tcode\n",
    "::: tip\n",
    ":::tip[*em*] {open}\n",
    "::: details [link](x) {#id}\n",
    "::: tabs\n",
    "== Name\n",
    "::: code-group\n",
    "```sh [a]\nb\n```\n",
    "!!! note\n",
    "!!! tip \"T\"\n",
    "??? \"T\"\n",
    "=== \"A\"\n",
    "    === \"B\"\n",
    "    !!! internal \"C\"\n",
    "1) a\n",
    "        deep\n",
    ":::\n",
    "::::\n",
    ":::: internal\n",
    "::: partner\n",
    "  ::: internal\n",
    "> ::: internal\n",
    "> :::\n",
    "- ::: internal\n",
    "  :::\n",
    "- x {audience=internal}\n",
    "*em\n",
    "`tick\n",
    "[link\n",
    "<kbd>\n",
    "text  \n",
    "\\\n",
    "+\n",
    "<x y\n",
];

proptest::proptest! {
    #![proptest_config(crate::chance::cases(256))]

    #[test]
    fn what_is_between_restricted_lines_never_gets_out(
        before in proptest::collection::vec(proptest::sample::select(LINES), 0..8),
        inside in proptest::collection::vec(proptest::sample::select(LINES), 0..3),
        after in proptest::collection::vec(proptest::sample::select(LINES), 0..4),
    ) {
        // What is inside must not itself close the part.
        let inside: String = inside.into_iter().filter(|line| !line.contains(":::")).collect();
        let text = before.concat() + "::: internal\nSECRET\n" + &inside + "SECRET\n:::\n" + &after.concat();
        let parsed = parse(&text);
        let mut seen = String::new();
        unrestricted(&parsed.doc.blocks, &mut seen);
        for note in &parsed.doc.footnotes {
            unrestricted(note, &mut seen);
        }
        proptest::prop_assert!(!seen.contains("SECRET"), "{text}\n{}", parsed.sketch());
        proptest::prop_assert!(parsed.restricted);
    }

    #[test]
    fn nothing_panics(lines in proptest::collection::vec(proptest::sample::select(LINES), 0..20), noise in "\\PC{0,40}") {
        for text in [lines.concat() + &noise, noise.clone() + &lines.concat(), noise] {
            for mode in [crate::parse::html::RawHtml::Sanitize, crate::parse::html::RawHtml::Escape, crate::parse::html::RawHtml::Trust] {
                let parsed = super::sketch::parse_with(&text, mode);
                proptest::prop_assert!(depth(&parsed.doc.blocks) <= MAX_DEPTH);
            }
        }
    }
}
