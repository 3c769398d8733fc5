//! Embeds that would fill the memory, doubling at each step, nesting without an end, in cycles through the whole book; and those
//! of which nothing is left.

use crate::secrets::{book, differing};
use std::fmt::Write as _;
use turnkey::compile::{Memo, Options, compile};
use turnkey::path::SourcePath;
use turnkey::source::Sources;

/// The rules broken by a book whose guide `n` is what `text` says, each once.
fn rules(count: usize, text: impl Fn(usize) -> String) -> Vec<&'static str> {
    let mut sources = Sources::default();
    sources.insert_text(
        SourcePath::new("book.toml").expect("inside"),
        "[book]\ntitle = \"Book\"\n[check.rules]\n\"duplicate-title\" = \"allow\"\n",
    );
    for number in 0..count {
        let path = SourcePath::new(&format!("content/p{number}.md")).expect("inside");
        sources.insert_text(path, &text(number));
    }
    let compiled = compile(&sources, &Options::default(), &mut Memo::default());
    let site = compiled.value.site().expect("it is asked for");
    assert!(site.pages() >= count);
    let mut rules: Vec<_> = compiled.diagnostics.iter().map(|found| found.rule.name()).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

#[test]
fn doubling_at_each_step_is_bounded() {
    let twice = |n: usize| format!("# Guide {n}\n\nWords.\n\n![[p{0}]]\n\n![[p{0}]]\n", n + 1);
    assert_eq!(rules(40, |n| if n < 39 { twice(n) } else { "# End\n".to_owned() }), ["limit-reached"]);
}

#[test]
fn all_embedding_all_that_follow_is_bounded() {
    let text = |n: usize| {
        let mut text = format!("# Guide {n}\n\nWords.\n");
        (n + 1..60).for_each(|other| write!(text, "\n![[p{other}]]\n").expect("a string takes all"));
        text
    };
    assert_eq!(rules(60, text), ["limit-reached"]);
}

#[test]
fn a_cycle_through_the_whole_book_is_one() {
    assert_eq!(rules(3000, |n| format!("# Guide {n}\n\n![[p{}]]\n", (n + 1) % 3000)), ["include-cycle"]);
}

#[test]
fn a_few_embeds_are_no_matter() {
    let text =
        |n: usize| if n < 8 { format!("# Guide {n}\n\n![[p{}]]\n", n + 1) } else { "# End\n\nWords.\n".to_owned() };
    assert_eq!(rules(9, text), Vec::<&str>::new());
}

/// What is named to be put in, and is for others, stands between others of all kinds as if it were not there.
#[test]
fn what_is_put_in_for_others_stands_between_nothing() {
    let mut traces = Vec::new();
    for text in [
        "@# Title\n\nWords.\n",
        "# Title\n\n@Words that begin it.\n",
        "# Title\n\n@![a](a.svg)\n\nMore.\n",
        "# Title\n\nWords.\n\n@1. a\n\n   ```sh\n   b\n   ```\n\n@```sh\nc\n```\n",
        "# Title\n\n1. a\n\n   ```sh\n   b\n   ```\n\n@**Expect:** c\n",
        "# Title\n\n1. a\n\n@```sh\nb\n```\n\n@Expect c.\n\n@2. d\n",
        "# Title\n\n::: tip\n@Words.\n:::\n",
        "# Title\n\n::: tabs\n== A\n\n@a\n\n== B\n\nb\n:::\n",
        "# Title\n\n## See also\n\n@- [x](https://a.example)\n",
        "# Title\n\n## When\n\n@The queue grows.\n\n## Known issues\n\n@- a\n",
        "# Title\n\n| a |\n|---|\n| b |\n\n@| c |\n|---|\n| d |\n",
        "# Title\n\nIntro:\n\n@```yaml\na: b\n```\n\n@```text\nc\n```\n",
        "# Title\n\n<details>\n<summary>S</summary>\n\n@</details>\n",
    ] {
        for kind in ["guide", "runbook", "agenda", "design"] {
            let page =
                |embed: &str| format!("---\naudience: customer\nkind: {kind}\n---\n{}", text.replace('@', embed));
            let secret = "---\naudience: internal\n---\n# Zqsecret\n\n1. zqsecret\n";
            let books = ["![[zqsecret]]\n\n", ""].map(|embed| {
                book(&[
                    ("content/index.md", "# Home\n"),
                    ("content/run.md", &page(embed)),
                    ("content/zqsecret.md", secret),
                ])
            });
            traces.extend(
                differing(&books[0], &books[1]).into_iter().map(|found| format!("{kind} {text:?}\n    {found}")),
            );
        }
    }
    assert!(traces.is_empty(), "{} traces:\n{}", traces.len(), traces.join("\n"));
}
