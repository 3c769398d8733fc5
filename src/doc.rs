//! The document tree: what a guide says, whatever it was written in and whatever it will become.
//!
//! Generic in its links. Parsing gives `Doc<RawLink>`, resolution gives `Doc<Target>`, and the writers of HTML and of
//! paper accept only the latter, so no unresolved link can reach a reader. Raw HTML is cleaned and stands in the tree
//! as elements. Depth is clamped by the parser to `MAX_DEPTH`, so plain recursion over a tree is safe.

mod action;
mod diagram;
pub mod footnote;
mod map;
pub mod outline;
pub mod step;
mod variable;
mod visit;
mod visit_mut;

pub use action::Action;
pub use diagram::{Diagram, Drawing};
pub use map::{Map, map_blocks, map_inlines};
pub use variable::{CodeVariable, Condition, ConditionField, field_words, variable_label, variable_path};
pub use visit::Visit;
pub use visit_mut::{VisitMut, visit_blocks_mut};

use crate::audience::Audience;
use crate::path::{OutputPath, SourcePath};
use crate::text::TextRange;
use ecow::{EcoString, EcoVec};
use std::fmt::Debug;
use std::hash::Hash;

/// How deep blocks nest at most. Typst refuses 72 levels of layout; a reader is lost long before.
pub const MAX_DEPTH: usize = 24;

/// A stage of a tree: what stands where a link, and where an id, belongs.
pub trait Link: Clone + Debug + PartialEq + Eq + Hash {
    /// What a heading or a task has for an id at this stage.
    type Anchor: Clone + Debug + PartialEq + Eq + Hash;
}

/// A link as written, not yet looked at.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RawLink {
    /// How it was written.
    pub form: LinkForm,
    /// The destination as written, entities decoded, percent-encoding kept.
    pub href: EcoString,
    /// The destination in the source, or what comes nearest to it.
    pub range: TextRange,
}

/// The syntax that a link was written in, which says how it is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkForm {
    /// A Markdown link, an autolink, or `href` in raw HTML.
    Link,
    /// A Markdown image, or `src` in raw HTML.
    Image,
    /// `[[name]]`.
    Wiki,
    /// `![[name]]` of a guide: like `Wiki`, but what is named is to stand here.
    Embed,
    /// `![[agenda:kickoff]]`: like `Embed`, of an engagement's data.
    Data,
}

impl RawLink {
    /// True for what names a guide in double brackets.
    #[must_use]
    pub fn is_wiki(&self) -> bool {
        matches!(self.form, LinkForm::Wiki | LinkForm::Embed | LinkForm::Data)
    }
}

impl Link for RawLink {
    /// The id that the author set with `{#id}`; others are made when the page is assembled, after the audience filter.
    type Anchor = Option<EcoString>;
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// A page of this edition, and an id on it that exists. `from` the same page, `page` is that page.
    Page {
        /// The page.
        page: OutputPath,
        /// An id on it, without `#`.
        anchor: Option<EcoString>,
        /// The page's title, for a link without words of its own.
        title: EcoString,
    },
    /// A word of the trade, where a page first mentions it.
    Term {
        /// The glossary.
        page: OutputPath,
        /// The term's id on it.
        anchor: EcoString,
        /// What it means.
        definition: EcoString,
    },
    /// A file that is published as it is.
    Asset {
        /// Where in the output.
        path: OutputPath,
        /// `?query` and `#fragment` as written.
        suffix: EcoString,
        /// Width and height in pixels, where it is a picture that says so.
        size: Option<(u32, u32)>,
    },
    /// Another site, or `mailto:` and `tel:`; the scheme is one of the allowed ones.
    External(EcoString),
    /// Something that several pages show alike: what it is called, without a link.
    Words(EcoString),
    /// Something that this edition may not see: the words stay, the link goes.
    Hidden,
    /// Nothing, as a diagnostic has said; the words stay.
    Broken,
}

impl Link for Target {
    /// The id in the page, unique there.
    type Anchor = EcoString;
}

/// A document, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Doc<L: Link> {
    /// Its blocks in order.
    pub blocks: Vec<Block<L>>,
    /// The footnotes that are referred to, in order of first reference. `Inline::FootnoteRef` counts into this list.
    pub footnotes: Vec<Vec<Block<L>>>,
}

impl<L: Link> Default for Doc<L> {
    fn default() -> Self {
        Self { blocks: Vec::new(), footnotes: Vec::new() }
    }
}

/// A block and where it stands in the source.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Block<L: Link> {
    /// What it is.
    pub kind: BlockKind<L>,
    /// From its first to its last byte.
    pub range: TextRange,
}

/// The kinds of block.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind<L: Link> {
    /// A heading, at the level the author wrote; the outline is normalised when the page is assembled.
    Heading {
        /// 1 to 6.
        level: u8,
        /// Its id.
        anchor: L::Anchor,
        /// Its words.
        inlines: Vec<Inline<L>>,
    },
    /// A paragraph.
    Paragraph(Vec<Inline<L>>),
    /// The words of a tight list item, or of a cell in raw HTML: a paragraph without its space.
    Plain(Vec<Inline<L>>),
    /// A list.
    List {
        /// The first number, for a numbered list.
        start: Option<u64>,
        /// Its items.
        items: Vec<ListItem<L>>,
    },
    /// A fenced or indented code block.
    Code(Box<CodeBlock>),
    /// A quotation.
    Quote(Vec<Block<L>>),
    /// A callout.
    Callout {
        /// Which kind.
        kind: CalloutKind,
        /// Whether the reader can fold it.
        fold: Fold,
        /// A title of its own; the kind's name otherwise, and an empty one where the author wants none.
        title: Option<Vec<Inline<L>>>,
        /// What it says.
        blocks: Vec<Block<L>>,
    },
    /// A part that opens when it is asked for; on paper it is open.
    Details {
        /// True where it is open to begin with.
        open: bool,
        /// What it is called; "Details" where nothing is said.
        title: Option<Vec<Inline<L>>>,
        /// What it holds.
        blocks: Vec<Block<L>>,
    },
    /// Alternatives, of which a screen shows one and paper all.
    Tabs(Vec<Tab<L>>),
    /// A picture that is drawn from a text.
    Diagram(Box<Diagram>),
    /// A guide, or a section of one, that an author has put in here. The parser leaves it empty; it is filled after the
    /// audience filter.
    Embedded {
        /// What was named.
        target: Box<L>,
        /// The file that the blocks come from, in which their ranges count and to which their links are relative.
        from: Option<SourcePath>,
        /// What stands there.
        blocks: Vec<Block<L>>,
    },
    /// A part of the page for a narrower audience. The filter takes it out or leaves it, whole.
    Restricted {
        /// Who may read it.
        audience: Audience,
        /// What they may read.
        blocks: Vec<Block<L>>,
    },
    /// A part that is there only for some engagements. Where one is meant, it has been decided before a page is made.
    When {
        /// What must hold.
        condition: Box<Condition>,
        /// What is there then.
        blocks: Vec<Block<L>>,
    },
    /// A table.
    Table {
        /// One for each column.
        alignments: Vec<Alignment>,
        /// The head's cells.
        head: Vec<Vec<Inline<L>>>,
        /// The rows' cells, each row as long as the head.
        rows: Vec<Vec<Vec<Inline<L>>>>,
    },
    /// A thematic break.
    Rule,
    /// An element of raw HTML that holds blocks, cleaned: `details`, `div`, `table`...
    Element {
        /// Its name and what remains of its attributes.
        element: Box<Element<L>>,
        /// Its content.
        blocks: Vec<Block<L>>,
    },
}

/// One item of a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListItem<L: Link> {
    /// Its box, where it is a task.
    pub task: Option<Task<L>>,
    /// Set by `{audience=internal}` at the end of its words.
    pub audience: Option<Audience>,
    /// What it says.
    pub blocks: Vec<Block<L>>,
    /// What it begins with.
    pub mark: ListMark,
    /// Where it stands.
    pub range: TextRange,
}

/// What an item of a list begins with, as it is written. Items that follow each other with the same sign are one list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ListMark {
    /// The bullet, or what ends the number.
    pub sign: char,
    /// The number, which counts only for the first item of a list.
    pub number: Option<u32>,
}

/// One of several alternatives.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tab<L: Link> {
    /// What it is called.
    pub title: Vec<Inline<L>>,
    /// What it holds.
    pub blocks: Vec<Block<L>>,
    /// Where it stands.
    pub range: TextRange,
}

/// Whether a callout can be folded, and how it stands before the reader decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Fold {
    /// It is always open.
    #[default]
    Never,
    /// It is closed to begin with.
    Closed,
    /// It is open to begin with.
    Open,
}

/// The box of a task item.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Task<L: Link> {
    /// As the author left it.
    pub checked: bool,
    /// What the reader's browser remembers its state by, unique on the page.
    pub anchor: L::Anchor,
    /// What minutes say of it, until a reader is told so in its words.
    pub action: Option<Box<Action>>,
}

/// A block of code, highlighted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CodeBlock {
    /// The fence's first word, in lower case.
    pub language: Option<EcoString>,
    /// `title="..."` of the fence.
    pub title: Option<EcoString>,
    /// Ranges of marked lines, from 1, both ends included: `{2,4-6}`.
    pub marked: Vec<(u32, u32)>,
    /// The variables in it, where the fence says that there are any.
    pub variables: Vec<CodeVariable>,
    /// The code, with `\n` after each line but the last.
    pub text: EcoString,
    /// The colours: runs that follow one another and cover `text` from its beginning; the rest is plain.
    pub runs: EcoVec<HighlightRun>,
}

impl CodeBlock {
    /// The marked lines as a fence says them: `{2,4-6}`; empty where none is marked.
    #[must_use]
    pub fn marked_lines(&self) -> String {
        let ranges = self.marked.iter().map(|(a, b)| if a == b { a.to_string() } else { format!("{a}-{b}") });
        let ranges = ranges.collect::<Vec<_>>().join(",");
        if ranges.is_empty() { ranges } else { format!("{{{ranges}}}") }
    }
}

/// So many bytes of one colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HighlightRun {
    /// Length in bytes.
    pub length: u32,
    /// What they are.
    pub token: Token,
}

/// What a run of code is. The letters are the CSS classes (`h` and the letter) and the names in the packet's palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Token {
    Plain,
    /// What a terminal shows before a command, and is not typed.
    Prompt,
    /// What a command prints.
    Output,
    Keyword,
    String,
    Comment,
    Number,
    Function,
    Type,
    Variable,
    Operator,
    Punctuation,
    Attribute,
    Constant,
    Tag,
    Inserted,
    Deleted,
    Heading,
}

impl Token {
    /// The letter that stands for it in class names and palettes; none for plain text.
    #[must_use]
    pub fn letter(self) -> Option<char> {
        Some(match self {
            Self::Plain => return None,
            Self::Prompt => 'q',
            Self::Output => 'u',
            Self::Keyword => 'k',
            Self::String => 's',
            Self::Comment => 'c',
            Self::Number => 'n',
            Self::Function => 'f',
            Self::Type => 't',
            Self::Variable => 'v',
            Self::Operator => 'o',
            Self::Punctuation => 'p',
            Self::Attribute => 'a',
            Self::Constant => 'b',
            Self::Tag => 'g',
            Self::Inserted => 'i',
            Self::Deleted => 'd',
            Self::Heading => 'h',
        })
    }
}

/// The kinds of callout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are GitHub's")]
pub enum CalloutKind {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
    /// Something that bites whoever does not know of it.
    Gotcha,
}

impl CalloutKind {
    /// The name in lower case, as in class names.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Tip => "tip",
            Self::Important => "important",
            Self::Warning => "warning",
            Self::Caution => "caution",
            Self::Gotcha => "gotcha",
        }
    }

    /// The name as a title.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Note => "Note",
            Self::Tip => "Tip",
            Self::Important => "Important",
            Self::Warning => "Warning",
            Self::Caution => "Caution",
            Self::Gotcha => "Gotcha",
        }
    }
}

/// How a column stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Alignment {
    #[default]
    None,
    Left,
    Center,
    Right,
}

/// A run of words or what stands among them. What is rare is boxed: text is not, and a large book has millions of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Inline<L: Link> {
    /// Text; a soft line break is a `\n` in it.
    Text {
        /// As it is read, entities decoded.
        text: EcoString,
        /// Where it stands; for text with entities or escapes, the source that it came from.
        range: TextRange,
    },
    /// Code.
    Code {
        /// As it is read.
        text: EcoString,
        /// Where it stands.
        range: TextRange,
    },
    /// Emphasis.
    Emphasis(Vec<Inline<L>>),
    /// Strong emphasis.
    Strong(Vec<Inline<L>>),
    /// Struck out.
    Strikethrough(Vec<Inline<L>>),
    /// A link.
    Link {
        /// Where it leads.
        target: Box<L>,
        /// The title beside the destination.
        title: Option<Box<str>>,
        /// Its words; none in a wiki link without words, which is shown by the title of what it names.
        inlines: Vec<Inline<L>>,
    },
    /// A picture.
    Image {
        /// Where it is.
        target: Box<L>,
        /// What it shows.
        alt: EcoString,
        /// The title beside the destination.
        title: Option<Box<str>>,
    },
    /// A reference to the footnote with this place in `Doc::footnotes`, counted from 0.
    FootnoteRef(u32),
    /// A field of the engagement, `{{ customer.name }}`. Where one is meant, its value has taken the place before a page
    /// is made.
    Variable {
        /// As written, braces and all.
        text: EcoString,
        /// Where it stands.
        range: TextRange,
    },
    /// A hard line break.
    Break,
    /// An element of raw HTML among the words, cleaned: `kbd`, `sub`, `br`...
    Element {
        /// Its name and what remains of its attributes.
        element: Box<Element<L>>,
        /// Its content.
        inlines: Vec<Inline<L>>,
    },
}

/// An element of raw HTML after cleaning. Links among its attributes are links like any other.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Element<L: Link> {
    /// In lower case, one of the names that cleaning lets through.
    pub name: EcoString,
    /// Attributes without links, in the order written.
    pub attributes: Vec<(EcoString, EcoString)>,
    /// Attributes that are links, by name: `href`, `src`, `poster`, `cite`.
    pub links: Vec<(EcoString, L)>,
}

impl<A: Link> Doc<A> {
    /// The words of the document as one text, blocks apart by newlines; for search and summaries.
    #[must_use]
    pub fn plain_text(&self) -> String {
        let mut text = String::new();
        blocks_text(&self.blocks, &mut text);
        for note in &self.footnotes {
            blocks_text(note, &mut text);
        }
        text
    }
}

/// The words of `inlines`, without markup: what a heading's id and a title are made of.
#[must_use]
pub fn inlines_text<L: Link>(inlines: &[Inline<L>]) -> String {
    let mut text = String::new();
    push_inlines_text(inlines, &mut text);
    text
}

fn push_inlines_text<L: Link>(inlines: &[Inline<L>], into: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text { text, .. } | Inline::Code { text, .. } => into.push_str(text),
            Inline::Emphasis(inlines)
            | Inline::Strong(inlines)
            | Inline::Strikethrough(inlines)
            | Inline::Link { inlines, .. }
            | Inline::Element { inlines, .. } => push_inlines_text(inlines, into),
            Inline::Image { alt, .. } => into.push_str(alt),
            Inline::FootnoteRef(_) => {}
            Inline::Variable { text, .. } => into.push_str(&variable_label(text)),
            Inline::Break => into.push('\n'),
        }
    }
}

/// The words of `blocks`, each block on lines of its own.
pub fn blocks_text<L: Link>(blocks: &[Block<L>], into: &mut String) {
    for block in blocks {
        match &block.kind {
            BlockKind::Heading { inlines, .. } | BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) => {
                push_inlines_text(inlines, into);
            }
            BlockKind::List { items, .. } => items.iter().for_each(|item| blocks_text(&item.blocks, into)),
            BlockKind::Code(code) => into.push_str(&code.text),
            BlockKind::Diagram(diagram) => diagram.push_words(into),
            BlockKind::Tabs(tabs) => {
                for tab in tabs {
                    push_inlines_text(&tab.title, into);
                    into.push('\n');
                    blocks_text(&tab.blocks, into);
                }
            }
            BlockKind::Callout { title, blocks, .. } | BlockKind::Details { title, blocks, .. } => {
                if let Some(title) = title {
                    push_inlines_text(title, into);
                    into.push('\n');
                }
                blocks_text(blocks, into);
            }
            BlockKind::Quote(blocks)
            | BlockKind::Embedded { blocks, .. }
            | BlockKind::Restricted { blocks, .. }
            | BlockKind::When { blocks, .. }
            | BlockKind::Element { blocks, .. } => {
                blocks_text(blocks, into);
            }
            BlockKind::Table { head, rows, .. } => {
                for row in std::iter::once(head).chain(rows) {
                    for cell in row {
                        push_inlines_text(cell, into);
                        into.push(' ');
                    }
                    into.push('\n');
                }
            }
            BlockKind::Rule => {}
        }
        if !into.is_empty() && !into.ends_with('\n') {
            into.push('\n');
        }
    }
}
