//! What becomes of `:::` lines that are not for an audience, and of those of `MkDocs`.

use super::sketch::{parse, sketch};
use crate::doc::step::{StepNote, step_note, steps};
use crate::doc::{BlockKind, Inline};

#[test]
fn containers_are_callouts_with_titles_of_words() {
    assert_eq!(sketch("::: tip\na\n:::\nb"), "tip[p[a]] p[b]");
    assert_eq!(sketch("::: danger\na\n:::"), "caution(Danger)[p[a]]");
    assert_eq!(sketch("::: gotcha Two `nodes`\na\n:::"), "gotcha(Two `nodes`)[p[a]]");
    assert_eq!(
        sketch(":::warning[Read *this* [first](a.md)] {closed}\n- a\n:::"),
        "warning-(Read *this* (first)->a.md)[ul[a]]"
    );
    assert_eq!(sketch("::: note See [r] and #1 C#\na\n:::\n\n[r]: b.md"), "note(See (r)->b.md and #1 C#)[p[a]]");
    assert_eq!(sketch("::: details More {open #id}\na\n:::"), "details+(<a id=id>()More)[p[a]]");
    assert_eq!(sketch("::: details\na\n:::"), "details()[p[a]]");
    assert_eq!(sketch("> ::: tip T\n> a\n> :::\n\nb"), "quote[tip(T)[p[a]]] p[b]");
    assert_eq!(sketch("- x\n  ::: tip\n  a\n  :::\n- y"), "ul[x tip[p[a]]][y]");
    assert_eq!(sketch("```\n::: tip\n:::\n```"), "code[::: tip\n:::]");
}

#[test]
fn containers_nest_by_more_colons_and_by_as_many() {
    let nested = "tip(A)[details(B)[p[b]] p[a]] p[c]";
    assert_eq!(sketch(":::: tip A\n::: details B\nb\n:::\na\n::::\nc"), nested);
    assert_eq!(sketch("::: tip A\n::: details B\nb\n:::\na\n:::\nc"), nested);
    assert_eq!(sketch("::: tip\n::: internal\na\n:::\nb\n:::\nc"), "tip[internal[p[a]] p[b]] p[c]");
    assert_eq!(sketch("::: internal\n::: tip\na\n:::\nb\n:::\nc"), "internal[tip[p[a]] p[b]] p[c]");
    let unclosed = parse("::: internal\n::: tip\na\n:::\nb");
    assert_eq!(unclosed.sketch(), "internal[tip[p[a]] p[b]]");
    assert_eq!(unclosed.problems, ["invalid-value: this part for `internal` is never closed @ ::: internal"]);
    let unclosed = parse("::: tip T\na");
    assert_eq!(unclosed.sketch(), "tip(T)[p[a]]");
    assert_eq!(
        unclosed.problems,
        ["invalid-value: this part is never closed, so it goes on to the end of what it stands in @ ::: tip T"]
    );
}

#[test]
fn a_callout_behind_a_backslash_is_words_but_none_that_holds_back() {
    assert_eq!(sketch("> \\[!NOTE]\n> text"), "quote[p[[!NOTE]\ntext]]");
    let parsed = parse("> \\[!internal]\n> secret");
    assert_eq!(parsed.sketch(), "internal[quote[p[secret]]]");
    assert!(parsed.restricted && parsed.problems.len() == 1, "{:?}", parsed.problems);
}

#[test]
fn a_callout_may_have_an_audience_and_its_title_with_it() {
    let parsed = parse("::: tip Ours {audience=internal}\na\n:::\nb");
    assert_eq!(parsed.sketch(), "internal[tip(Ours)[p[a]]] p[b]");
    assert!(parsed.restricted && parsed.problems.is_empty());
    let parsed = parse("::: tabs\n== A\na\n== Ours {audience=internal}\nb\n== C\nc\n:::");
    assert_eq!(parsed.sketch(), "tabs(A)[p[a]](C)[p[c]] internal[tabs(Ours)[p[b]]]");
    assert!(parsed.restricted);
    let parsed = parse("!!! note\n    a {audience=internal}\n\n!!! internal \"Ours\"\n    b\n");
    assert_eq!(parsed.sketch(), "note[internal[p[a]]] internal[p[Ours] p[b]]");
    assert_eq!(parsed.problems.len(), 1, "{:?}", parsed.problems);
}

#[test]
fn alternatives_in_every_dialect() {
    assert_eq!(sketch("::: tabs\n== *L*inux\na\n\n== Mac\n- b\n:::\nc"), "tabs(*L*inux)[p[a]](Mac)[ul[b]] p[c]");
    assert_eq!(sketch("::: tabs Install\nfirst\n\n== A\na\n:::"), "p[Install] p[first] tabs(A)[p[a]]");
    assert_eq!(sketch(":::: tabs\n== A\n::: tip\n== no\n:::\n::::"), "tabs(A)[tip[p[== no]]]");
    assert_eq!(sketch("::: tabs\n== A\n```\n== B\n```\n:::"), "tabs(A)[code[== B]]");
    assert_eq!(
        sketch("::: code-group\n```sh [npm]\na\n```\n```yaml title=\"b.yaml\"\nb\n```\nwords\n```js\nc\n```\n:::"),
        "tabs(npm)[code-sh[a]](b.yaml)[code-yaml[b] p[words]](js)[code-js[c]]"
    );
    assert_eq!(sketch("=== \"A\"\n\n    a\n\n=== \"B `b`\"\n    b\n\nc"), "tabs(A)[p[a]](B `b`)[p[b]] p[c]");
    assert_eq!(sketch("=== \"A\"\n    a\n===! \"B\"\n    b\n"), "tabs(A)[p[a]] tabs(B)[p[b]]");
    assert_eq!(sketch("=== \"A\"\n    === \"B\"\n        b\n"), "tabs(A)[tabs(B)[p[b]]]");
    assert_eq!(sketch("a\n\n=== \"B\"\nb"), "p[a] p[=== \"B\"\nb]");
}

#[test]
fn admonitions_of_mkdocs() {
    assert_eq!(sketch("!!! note\n    a\n    b\n\n    c\nd"), "note[p[a\nb] p[c\nd]]", "a lazy line, as in a list");
    assert_eq!(sketch("!!!tip \"T *t*\"\n\n    a\n\n        code\n\nb"), "tip(T *t*)[p[a] code[code]] p[b]");
    assert_eq!(sketch("!!! note \"\"\n    a"), "note()[p[a]]");
    assert_eq!(sketch("!!! success inline end\n    a"), "tip(Success)[p[a]]");
    assert_eq!(sketch("??? warning\n    a\n\n???+ aside wide \"T\"\n    - b\n"), "warning-[p[a]] details+(T)[ul[b]]");
    assert_eq!(sketch("!!! note\n\ta\n\n    !!! tip\n        b\n"), "note[p[a] tip[p[b]]]");
    assert_eq!(sketch("- x\n\n    !!! note\n        a\n\n- y\n"), "ul[p[x] note[p[a]]][p[y]]");
    assert_eq!(sketch("1. x\n2. y\n\n    !!! note\n        a\n3. z\n"), "ol1[p[x]][p[y] note[p[a]]][p[z]]");
    assert_eq!(sketch("> !!! note\n>     a\n\nb"), "quote[note[p[a]]] p[b]");
    assert_eq!(sketch("1) x\n!!! note\n    a\n2) y\n"), "ol1[x] note[p[a]] ol2[y]");
    assert_eq!(sketch("words\n!!! note\n    a\n"), "p[words] note[p[a]]");
    assert_eq!(sketch("!!! note \"Only a title\"\n\nwords"), "note(Only a title)[] p[words]");
    assert_eq!(sketch("words\n!!! note\nwords"), "p[words\n!!! note\nwords]");
    assert_eq!(sketch("```\n!!! note\n    a\n```"), "code[!!! note\n    a]");
    assert_eq!(sketch("!!! Stop!\n\n!!! Attention\nwords"), "p[!!! Stop!] p[!!! Attention\nwords]");
}

#[test]
fn alerts_of_github_nest_in_any_case() {
    assert_eq!(sketch("> [!note]\n> a\n>\n> > [!Warning]\n> > b"), "note[p[a] warning[p[b]]]");
    assert_eq!(sketch("- x\n\n  > [!TIP]\n  > a"), "ul[p[x] tip[p[a]]]");
}

#[test]
fn links_in_titles_stand_where_they_are_written() {
    let text =
        "::: tip See [a](one.md)\nb\n:::\n\n=== \"Go [to](two.md)\"\n    c\n\n!!! note \"[to](three.md)\"\n    d\n";
    let parsed = parse(text);
    let mut places = Vec::new();
    for block in &parsed.doc.blocks {
        let title = match &block.kind {
            BlockKind::Callout { title: Some(title), .. } => title,
            BlockKind::Tabs(tabs) => &tabs[0].title,
            other => panic!("{other:?}"),
        };
        places.extend(title.iter().filter_map(|inline| match inline {
            Inline::Link { target, .. } => Some(&text[target.range.to_usize()]),
            _ => None,
        }));
    }
    assert_eq!(places, ["one.md", "two.md", "three.md"]);
}

#[test]
fn steps_are_numbered_items_with_a_command() {
    let numbers = |text: &str| -> Vec<u64> { steps(&parse(text).doc.blocks).iter().map(|step| step.number).collect() };
    assert_eq!(numbers("1. a\n\n   ```\n   b\n   ```\n2. c\n3. d\n   - e\n\n         f\n"), [1, 3]);
    assert_eq!(numbers("1. a\n```\nb\n```\n2. c\n```\nd\n```\n"), [1, 2], "not indented");
    assert_eq!(numbers("- a\n\n  ```\n  b\n  ```\n"), [0_u64; 0]);
    assert_eq!(numbers("> 1. a\n>\n>    ```\n>    b\n>    ```\n"), [0_u64; 0]);
    assert_eq!(numbers("::: internal\n7. a\n\n   ```\n   b\n   ```\n:::\n"), [7]);
}

#[test]
fn notes_are_known_by_their_first_words() {
    let note = |text: &str| match &parse(text).doc.blocks[0].kind {
        BlockKind::Paragraph(inlines) => step_note(inlines),
        other => panic!("{other:?}"),
    };
    for text in ["Expect: x", "**Expected output:** x", "Expect 20 names.", "You should see `a`."] {
        assert_eq!(note(text), Some(StepNote::Expect), "{text}");
    }
    for text in ["If not, stop.", "*If it fails:* stop", "Otherwise call."] {
        assert_eq!(note(text), Some(StepNote::IfNot), "{text}");
    }
    for text in ["If nothing2", "If notes exist, read them.", "Unexpected", "`expect` is a tool"] {
        assert_ne!(note(text), Some(StepNote::IfNot), "{text}");
    }
}
