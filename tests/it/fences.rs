//! Small books written down as Markdown: each fenced block with a title is a file.
//!
//! Takes a text; gives its fences with the place of what they hold, so that a test can rewrite one. It reads only
//! fences that begin in the first column, by a reader of its own: the parser is what is being tested.

use std::ops::Range;
use turnkey::path::SourcePath;
use turnkey::source::Sources;

/// One fenced block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fence {
    /// The first word after the backticks.
    pub(crate) language: String,
    /// `title="..."`: the path of the file.
    pub(crate) title: Option<String>,
    /// Whether the word `ignore` stands behind the language: to be read, not to be built.
    pub(crate) ignore: bool,
    /// The lines between the fences, as bytes of the whole text.
    pub(crate) body: Range<usize>,
}

/// The fences of `text` in order.
pub(crate) fn fences(text: &str) -> Vec<Fence> {
    let mut found = Vec::new();
    let mut open: Option<(usize, Fence)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let ticks = line.len() - line.trim_start_matches('`').len();
        match &mut open {
            Some((width, fence)) if ticks >= *width && line[ticks..].trim().is_empty() => {
                fence.body.end = at;
                found.extend(open.take().map(|(_, fence)| fence));
            }
            None if ticks >= 3 => open = Some((ticks, read_info(line[ticks..].trim(), at + line.len()))),
            _ => {}
        }
        at += line.len();
    }
    assert!(open.is_none(), "a fence is never closed: {open:?}");
    found
}

fn read_info(info: &str, body: usize) -> Fence {
    let (before, title) = match info.split_once("title=\"") {
        Some((before, rest)) => {
            let (title, after) = rest.split_once('"').expect("the title of a fence ends with a quote");
            (format!("{before} {after}"), Some(title.to_owned()))
        }
        None => (info.to_owned(), None),
    };
    let mut words = before.split_whitespace();
    let language = words.next().unwrap_or_default().to_owned();
    Fence { language, title, ignore: words.any(|word| word == "ignore"), body: body..body }
}

/// The book that the fences with a title make. Without a `book.toml` among them it gets the shortest one, so that
/// `content/` is its source folder.
pub(crate) fn book<'a>(text: &str, fences: impl IntoIterator<Item = &'a Fence>) -> Sources {
    let path = |title: &str| SourcePath::new(title).expect("the file is inside the book");
    let mut sources = Sources::default();
    for fence in fences {
        if let Some(title) = &fence.title {
            let before = sources.files.len();
            sources.insert_text(path(title), &text[fence.body.clone()]);
            assert!(sources.files.len() > before, "the file {title} is there twice");
        }
    }
    if sources.bytes(&path("book.toml")).is_none() {
        sources.insert_text(path("book.toml"), "[book]\ntitle = \"Example\"\n");
    }
    sources
}

#[test]
fn fences_become_files() {
    let text = "\
# Title

```markdown title=\"content/a.md\"
# A
```

````markdown title=\"content/b.md\" ignore
```sh
ls
```
````

```diagnostics
```
";
    let fences = fences(text);
    let read = |at: usize| (fences[at].language.as_str(), fences[at].title.as_deref(), fences[at].ignore);
    assert_eq!(fences.len(), 3);
    assert_eq!(read(0), ("markdown", Some("content/a.md"), false));
    assert_eq!(read(1), ("markdown", Some("content/b.md"), true));
    assert_eq!(read(2), ("diagnostics", None, false));
    assert_eq!(&text[fences[1].body.clone()], "```sh\nls\n```\n");
    let sources = book(text, &fences[..1]);
    let paths: Vec<_> = sources.files.keys().map(SourcePath::as_str).collect();
    assert_eq!(paths, ["book.toml", "content/a.md"]);
}
