//! Embeds that would fill the memory: doubling at each step, nesting without an end, cycles through the whole book.

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
