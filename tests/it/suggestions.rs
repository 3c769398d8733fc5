//! What an author is told of a link that leads nowhere: which part of it is wrong, and what was meant, as it would be
//! written there.

use turnkey::compile::{Memo, Options, compile};
use turnkey::path::SourcePath;
use turnkey::source::Sources;

const FILES: &[(&str, &str)] = &[
    (
        "book.toml",
        "[book]\ntitle = \"Book\"\n[check.rules]\n\"orphan-page\" = \"allow\"\n\"unused-asset\" = \"allow\"\n",
    ),
    ("content/guides/rollback.md", "# Roll back a release\n\n## Verify it\n"),
    ("content/guides/Upper.md", "# Upper\n"),
    ("content/a/twin.md", "# One twin\n"),
    ("content/guides/b/twin.md", "# Another twin\n"),
    ("content/runbooks/index.md", "# Runbooks\n"),
    ("content/shared/plan.png", "A picture."),
];

/// The words that are marked, the help and the replacement, of a link in `content/guides/here.md`.
fn told(link: &str) -> (String, String, Option<String>) {
    let mut sources = Sources::default();
    let text = format!("# Here\n\n{link}\n");
    for (path, text) in FILES.iter().copied().chain([("content/guides/here.md", text.as_str())]) {
        sources.insert_text(SourcePath::new(path).expect("inside"), text);
    }
    let diagnostics = compile(&sources, &Options::default(), &mut Memo::default()).diagnostics;
    let [only] = diagnostics.as_slice() else { panic!("{link}: {diagnostics:?}") };
    let range = only.location.as_ref().expect("a link has a place").range.to_usize();
    (text[range].to_owned(), only.help.clone().unwrap_or_default(), only.replacement.clone())
}

#[test]
fn only_what_is_wrong_is_marked_and_what_was_meant_is_said_from_here() {
    for (link, marked, help, replacement) in [
        ("[x](rolback.md#verify-it)", "rolback.md", "Did you mean `rollback.md`?", Some("rollback.md")),
        ("[x](old/rollback.md)", "old/rollback.md", "Did you mean `rollback.md`?", Some("rollback.md")),
        ("[x](upper.md)", "upper.md", "Did you mean `Upper.md`?", Some("Upper.md")),
        ("[x](../gone/Upper)", "../gone/Upper", "Did you mean `Upper.md`?", Some("Upper.md")),
        ("[x](roll-back-a-release.md)", "roll-back-a-release.md", "Did you mean `rollback.md`?", None),
        ("[x](../twin.md)", "../twin.md", "Did you mean one of `../a/twin.md`, `b/twin.md`?", None),
        (
            "[x](old/runbooks/index.md)",
            "old/runbooks/index.md",
            "Did you mean `../runbooks/index.md`?",
            Some("../runbooks/index.md"),
        ),
        ("![x](plan.png)", "plan.png", "Did you mean `../shared/plan.png`?", Some("../shared/plan.png")),
        ("[x](/runboks/)", "/runboks/", "Did you mean `../runbooks`?", None),
        (
            "[x](<..\\guides\\rollback.md>)",
            "..\\guides\\rollback.md",
            "Write `/` between folders: `../guides/rollback.md`.",
            Some("../guides/rollback.md"),
        ),
        ("[x](rollback.md#verfy-it)", "verfy-it", "Did you mean `#verify-it`?", Some("verify-it")),
        ("[x](rollback.md#verf%79-it)", "verf%79-it", "Did you mean `#verify-it`?", Some("verify-it")),
        ("[[rolback]]", "rolback", "Did you mean `[[rollback]]`?", None),
        ("[[Roll back a relase]]", "Roll back a relase", "Did you mean `[[Roll back a release]]`?", None),
        ("[x](nothing-like-it.md)", "nothing-like-it.md", "", None),
    ] {
        let expected = (marked.to_owned(), help.to_owned(), replacement.map(str::to_owned));
        assert_eq!(told(link), expected, "{link}");
    }
}
