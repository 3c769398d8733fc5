//! What each format looks like, in full, so that it can be judged by reading.

use super::*;
use crate::diagnostic::Rule;
use crate::source::SourceFile;
use crate::text::TextRange;

fn path(text: &str) -> SourcePath {
    SourcePath::new(text).expect("inside")
}

fn sources(files: &[(&str, &str)]) -> Sources {
    let mut sources = Sources::default();
    for (file, text) in files {
        sources.insert_text(path(file), text);
    }
    sources
}

/// The place of the last `needle` in the file.
fn place(sources: &Sources, file: &str, needle: &str) -> Location {
    let path = path(file);
    let at = sources.text(&path).expect("there").rfind(needle).expect("the needle is in the file");
    Location { range: TextRange::new(at, at + needle.len()), path }
}

fn broken_link(location: Location) -> Diagnostic {
    Diagnostic::new(Rule::BrokenLink, location, "the page `rollbak.md` does not exist").label("no such page")
}

fn human(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    render(diagnostics, sources, &RenderOptions::default())
}

fn in_format(format: Format, diagnostics: &[Diagnostic], sources: &Sources) -> String {
    render(diagnostics, sources, &RenderOptions { format, ..RenderOptions::default() })
}

#[test]
fn a_replacement_is_shown_as_a_patch_under_the_help() {
    let sources = sources(&[("content/guide.md", "# Guide\r\n\r\nSee [rollback](rollbak.md) first.\r\n")]);
    let diagnostic = broken_link(place(&sources, "content/guide.md", "rollbak.md"))
        .help("Name the page `rollback.md`.")
        .replacement("rollback.md");
    let expected = "\
error[broken-link]: the page `rollbak.md` does not exist
 --> content/guide.md:3:16
  |
3 | See [rollback](rollbak.md) first.
  |                ^^^^^^^^^^ no such page
  |
help: Name the page `rollback.md`.
  |
3 | See [rollback](rollback.md) first.
  |                      +
";
    assert_eq!(human(&[diagnostic], &sources), expected);
}

#[test]
fn near_places_share_an_excerpt_and_other_files_get_their_own() {
    let plan = "\
id: rollout
phases:
  - id: prepare
    title: Prepare
  - id: build
    title: Build
  - id: prepare
    title: Prepare again
";
    let sources = sources(&[("playbooks/rollout.yaml", plan), ("playbooks/copy.yaml", "# A copy\nid: rollout\n")]);
    let first = Location { range: TextRange::new(28, 35), path: path("playbooks/rollout.yaml") };
    let twice = Diagnostic::new(
        Rule::DuplicateId,
        place(&sources, "playbooks/rollout.yaml", "prepare"),
        "the phase `prepare` is there twice",
    )
    .label("again here")
    .related(first, "first here")
    .help("Give one of them another id.");
    let copied = Diagnostic::new(
        Rule::DuplicateId,
        place(&sources, "playbooks/rollout.yaml", "rollout"),
        "two playbooks are called `rollout`",
    )
    .label("this one")
    .related(place(&sources, "playbooks/copy.yaml", "rollout"), "and this one")
    .related(Location::file(path("playbooks/old.yaml")), "means the first");
    let expected = "\
error[duplicate-id]: the phase `prepare` is there twice
 --> playbooks/rollout.yaml:7:9
  |
3 |   - id: prepare
  |         ------- first here
...
7 |   - id: prepare
  |         ^^^^^^^ again here
  |
  = help: Give one of them another id.

error[duplicate-id]: two playbooks are called `rollout`
 --> playbooks/rollout.yaml:1:5
  |
1 | id: rollout
  |     ^^^^^^^ this one
  |
 ::: playbooks/copy.yaml:2:5
  |
2 | id: rollout
  |     ------- and this one
  |
  = note: playbooks/old.yaml: means the first
";
    assert_eq!(human(&[twice, copied], &sources), expected);
}

#[test]
fn a_block_is_drawn_from_its_first_to_its_last_line() {
    let block = "::: public\nOne\n\nTwo\nThree\nFour\nFive\n:::\n";
    let sources = sources(&[("content/page.md", &format!("# Page\n\n{block}\nEnd\n"))]);
    let diagnostic = Diagnostic::new(
        Rule::AudienceWidened,
        place(&sources, "content/page.md", block),
        "a part for `public` stands in a page for `partner`",
    );
    let expected = "\
error[audience-widened]: a part for `public` stands in a page for `partner`
  --> content/page.md:3:1
   |
 3 | / ::: public
 4 | | One
 5 | |
 6 | | Two
...  |
 9 | | Five
10 | | :::
   | |___^
";
    assert_eq!(human(&[diagnostic], &sources), expected);
}

#[test]
fn what_has_no_place_has_no_excerpt() {
    let whole = Diagnostic::new(Rule::LimitReached, Location::file(path("content/log.md")), "the file has 5 GiB");
    let book =
        Diagnostic::new(Rule::InvalidConfig, None, "no page is left to publish").help("Write `content/index.md`.");
    let point = Location { path: path("content/a.yaml"), range: TextRange::at(6) };
    let point = Diagnostic::new(Rule::InvalidYaml, point, "the list is never closed").label("expected `]`");
    let expected = "\
warning[limit-reached]: the file has 5 GiB
--> content/log.md

error[invalid-config]: no page is left to publish
 |
 = help: Write `content/index.md`.

error[invalid-yaml]: the list is never closed
 --> content/a.yaml:1:7
  |
1 | a: [b,
  |       ^ expected `]`
";
    assert_eq!(human(&[whole, book, point], &sources(&[("content/a.yaml", "a: [b,")])), expected);
}

#[test]
fn tabs_wide_characters_and_malformed_bytes_keep_the_mark_in_place() {
    let mut sources = sources(&[("content/ja.md", "\t日本語の説明 [戻す](rollbak.md) です\n")]);
    let latin = b"Caf\xe9 and [back](rollbak.md)\n".as_slice();
    sources.files.insert(path("content/latin.md"), SourceFile::Bytes(latin.into()));
    let diagnostics =
        ["content/ja.md", "content/latin.md"].map(|file| broken_link(place(&sources, file, "rollbak.md")));
    let expected = "\
error[broken-link]: the page `rollbak.md` does not exist
 --> content/ja.md:1:14
  |
1 |     日本語の説明 [戻す](rollbak.md) です
  |                         ^^^^^^^^^^ no such page

error[broken-link]: the page `rollbak.md` does not exist
 --> content/latin.md:1:17
  |
1 | Caf\u{fffd} and [back](rollbak.md)
  |                 ^^^^^^^^^^ no such page
";
    assert_eq!(human(&diagnostics, &sources), expected);
}

#[test]
fn long_lines_are_cut_around_the_mark_and_columns_stay_true() {
    let line = format!("{}[back](rollbak.md){}\n", "word ".repeat(1_000_000), " more".repeat(1_000_000));
    let sources = sources(&[("content/long.md", &line)]);
    let diagnostic = broken_link(place(&sources, "content/long.md", "rollbak.md")).replacement("rollback.md");
    let expected = "\
error[broken-link]: the page `rollbak.md` does not exist
 --> content/long.md:1:5000008
  |
1 | …word word word word word word word [back](rollbak.md) more more more more more more more more m…
  |                                            ^^^^^^^^^^ no such page
  |
help: write this instead
  |
1 | …d word word word word word word word word [back](rollback.md) more more more more more more more more more mo…
  |                                                         +
";
    assert_eq!(human(std::slice::from_ref(&diagnostic), &sources), expected);
    let colored = render(&[diagnostic], &sources, &RenderOptions { color: true, ..RenderOptions::default() });
    assert!(colored.contains("content/long.md:1:5000008\n"), "{colored}");
}

#[test]
fn enormous_marks_and_replacements_stay_small() {
    let text = format!("{}\n", "x".repeat(3_000_000)).repeat(3);
    let sources = sources(&[("content/big.md", &text)]);
    let whole = Location { path: path("content/big.md"), range: TextRange::new(1, text.len()) };
    let far = Location { path: path("content/big.md"), range: TextRange::new(text.len() - 5, usize::MAX) };
    let diagnostic = Diagnostic::new(Rule::LimitReached, whole, "too much")
        .related(far, "up to here")
        .replacement("y".repeat(9_999));
    let shown = human(&[diagnostic], &sources);
    assert!(shown.len() < 2_000, "{} bytes", shown.len());
    assert!(shown.contains("content/big.md:1:2\n") && shown.contains("content/big.md:3:2999997\n"), "{shown}");
}

#[test]
fn colours_are_asked_for() {
    let sources = sources(&[("a.md", "[back](rollbak.md)\n")]);
    let diagnostic = broken_link(place(&sources, "a.md", "rollbak.md"));
    let render = |color| {
        render(std::slice::from_ref(&diagnostic), &sources, &RenderOptions { color, ..RenderOptions::default() })
    };
    assert!(!render(false).contains('\u{1b}'));
    assert!(render(true).contains("\u{1b}[1m\u{1b}[91merror[broken-link]"), "{:?}", render(true));
}

#[test]
fn content_cannot_steer_the_terminal_or_the_workflow() {
    let sources = sources(&[("a,b.md", "\u{1b}[31mred\n")]);
    let diagnostic = Diagnostic::new(
        Rule::BrokenLink,
        place(&sources, "a,b.md", "red"),
        "the page `\u{1b}[2J\u{202e}` does not exist\n::error::100%",
    )
    .label("\u{1b}]0;title\u{7}")
    .help("\u{1b}[1A")
    .related(Location::file(path("x\n::warning::y")), "\r");
    for format in [Format::Human, Format::Short] {
        let shown = in_format(format, std::slice::from_ref(&diagnostic), &sources);
        assert!(!shown.contains(['\u{1b}', '\u{7}', '\r', '\u{202e}']), "{shown:?}");
    }
    let short = in_format(Format::Short, std::slice::from_ref(&diagnostic), &sources);
    assert_eq!(short.lines().count(), 1, "{short}");
    let github = in_format(Format::Github, &[diagnostic], &sources);
    assert!(github.starts_with("::error file=a%2Cb.md,line=1,"), "{github}");
    assert!(github.lines().count() == 1 && github.contains("%0A::error::100%25"), "{github}");
}

#[test]
fn machine_formats_say_the_same() {
    let sources = sources(&[("content/guide.md", "Zurück:\n[back](rollbak.md)\n")]);
    let link = broken_link(place(&sources, "content/guide.md", "rollbak.md"))
        .help("Name the page `rollback.md`.")
        .replacement("rollback.md")
        .related(Location::file(path("content/rollback.md")), "the nearest");
    let book = Diagnostic::new(Rule::LimitReached, None, "too many pages");
    let render = |format| {
        let options = RenderOptions { format, root: "../docs/".to_owned(), ..RenderOptions::default() };
        render(&[link.clone(), book.clone()], &sources, &options)
    };
    assert_eq!(
        render(Format::Short),
        "../docs/content/guide.md:2:8: error[broken-link]: the page `rollbak.md` does not exist\n\
         warning[limit-reached]: too many pages\n"
    );
    assert_eq!(
        render(Format::Json),
        concat!(
            r#"{"rule":"broken-link","level":"error","message":"the page `rollbak.md` does not exist","#,
            r#""location":{"path":"../docs/content/guide.md","bytes":[16,26],"#,
            r#""start":{"line":2,"column":8},"end":{"line":2,"column":18}},"#,
            r#""label":"no such page","help":"Name the page `rollback.md`.","replacement":"rollback.md","#,
            r#""related":[{"location":{"path":"../docs/content/rollback.md","bytes":null,"start":null,"end":null},"#,
            r#""message":"the nearest"}]}"#,
            "\n",
            r#"{"rule":"limit-reached","level":"warning","message":"too many pages","location":null,"label":null,"#,
            r#""help":null,"replacement":null,"related":[]}"#,
            "\n",
        )
    );
    assert_eq!(
        render(Format::Github),
        "::error file=../docs/content/guide.md,line=2,endLine=2,col=8,endColumn=18,title=broken-link::\
         the page `rollbak.md` does not exist%0Ano such page%0AName the page `rollback.md`.\n\
         ::warning title=limit-reached::too many pages\n"
    );
}

#[test]
fn the_summary_counts_what_is_shown() {
    let at = |file: &str| Location::file(path(file));
    let error = |file: &str| Diagnostic::new(Rule::BrokenLink, at(file), "x");
    let warning = Diagnostic::new(Rule::LimitReached, None, "x");
    let mut allowed = error("z.md");
    allowed.level = Level::Allow;
    assert_eq!(summary(&[]), "no problems");
    assert_eq!(summary(std::slice::from_ref(&allowed)), "no problems");
    assert_eq!(human(std::slice::from_ref(&allowed), &Sources::default()), "");
    assert_eq!(summary(std::slice::from_ref(&warning)), "1 warning");
    assert_eq!(
        summary(&[error("a.md"), error("a.md"), error("b.md"), warning, allowed]),
        "3 errors, 1 warning in 2 files"
    );
}

#[test]
fn a_key_that_many_pages_have_is_told_once_to_people() {
    let of = |file: &str, key: &str| {
        let message = format!("`{key}` is not a field of a page");
        Diagnostic::new(Rule::UnknownFrontMatter, Location::file(path(file)), message)
    };
    let mut diagnostics: Vec<_> = ["a.md", "b.md", "c.md"].iter().map(|file| of(file, "wieght")).collect();
    diagnostics.extend(["a.md", "b.md", "c.md", "d.md"].iter().map(|file| of(file, "layout")));
    let told = human(&diagnostics, &Sources::default());
    assert_eq!(told.matches("`wieght` is not a field of a page\n").count(), 3);
    assert_eq!(told.matches("`layout` is not a field of a page").count(), 1);
    assert!(told.contains("`layout` is not a field of a page; 3 more pages have it"), "{told}");
    assert!(told.contains("below `[check.rules]`"), "{told}");
    assert_eq!(in_format(Format::Short, &diagnostics, &Sources::default()).lines().count(), 7);
    assert_eq!(summary(&diagnostics), "7 warnings in 4 files");
}

#[test]
fn formats_are_known_by_name() {
    assert!(Format::ALL.into_iter().all(|format| Format::from_name(format.name()) == Some(format)));
    assert_eq!(Format::from_name("pdf"), None);
}

/// Logs are read by more people than the book: no format shows a secret, not even in what is said of its neighbour.
#[test]
fn no_format_shows_a_secret() {
    let text = "- { id: admin, password: wharf9Otter, rols: admin }\n";
    let sources = sources(&[("content/people.yaml", text)]);
    let secret = place(&sources, "content/people.yaml", "wharf9Otter");
    let key = place(&sources, "content/people.yaml", "rols");
    let diagnostics = [
        Diagnostic::new(Rule::PossibleSecret, secret.clone(), "this looks like a password"),
        Diagnostic::new(Rule::UnknownKey, key, "`rols` is not a field of a person").related(secret, "beside this"),
    ];
    for format in Format::ALL {
        let shown = in_format(format, &diagnostics, &sources);
        assert!(!shown.contains("wharf9"), "{}: {shown}", format.name());
        assert!(shown.contains("rols"), "{}: {shown}", format.name());
    }
    assert!(human(&diagnostics, &sources).contains("password: ***********, rols: admin"));
}
