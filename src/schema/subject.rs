//! The files that a schema describes, by the name that `turnkey schema` takes.

use super::read::Fields;
use super::shape::Thing;
use super::things::{BookToml, Engagement, FrontMatter, NavFile, Person, Playbook, Term};

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// One customer's project.
    Engagement,
    /// A reusable plan.
    Playbook,
    /// The vendor's people.
    People,
    /// The words of the trade.
    Glossary,
    /// The order of a folder.
    Nav,
    /// The configuration of a book.
    Book,
    /// What a page says about itself.
    FrontMatter,
}

impl Subject {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Engagement, Self::Playbook, Self::People, Self::Glossary, Self::Nav, Self::Book, Self::FrontMatter];

    /// The name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Engagement => "engagement",
            Self::Playbook => "playbook",
            Self::People => "people",
            Self::Glossary => "glossary",
            Self::Nav => "nav",
            Self::Book => "book",
            Self::FrontMatter => "front-matter",
        }
    }

    /// The kind of file of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|subject| subject.name() == name)
    }

    /// Its heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Engagement => "Engagements",
            Self::Playbook => "Playbooks",
            Self::People => "People",
            Self::Glossary => "The glossary",
            Self::Nav => "Order of a folder",
            Self::Book => "Configuration",
            Self::FrontMatter => "Front matter",
        }
    }

    /// Where such a file lies, as Markdown.
    #[must_use]
    pub fn place(self) -> &'static str {
        match self {
            Self::Engagement => "`engagements/<id>/engagement.yaml`",
            Self::Playbook => "`playbooks/<id>.yaml`",
            Self::People => "`people.yaml`",
            Self::Glossary => "`glossary.yaml`",
            Self::Nav => "`nav.yaml` in any folder",
            Self::Book => "`book.toml`",
            Self::FrontMatter => "the top of a page, between `---` lines",
        }
    }

    /// The thing that it is, or holds a list of.
    pub(super) fn thing(self) -> &'static Thing {
        match self {
            Self::Engagement => Engagement::table(),
            Self::Playbook => Playbook::table(),
            Self::People => Person::table(),
            Self::Glossary => Term::table(),
            Self::Nav => NavFile::table(),
            Self::Book => BookToml::table(),
            Self::FrontMatter => FrontMatter::table(),
        }
    }
}

/// The name of a type in words: `MilestoneCriterion` is "milestone criterion", `RaciRow` "RACI row".
pub(super) fn words_of(key: &str) -> String {
    match key {
        "BookToml" => return "configuration".to_owned(),
        "LinkTo" => return "link".to_owned(),
        "NavFile" => return "order of a folder".to_owned(),
        "PacketDefinition" => return "packet".to_owned(),
        "SignOff" => return "sign-off".to_owned(),
        _ => {}
    }
    let mut words: Vec<String> = Vec::new();
    for letter in key.chars() {
        match words.last_mut() {
            Some(word) if !letter.is_ascii_uppercase() => word.push(letter),
            _ => words.push(letter.to_ascii_lowercase().to_string()),
        }
    }
    let acronym = |word: String| if matches!(word.as_str(), "raid" | "raci") { word.to_uppercase() } else { word };
    words.into_iter().map(acronym).collect::<Vec<_>>().join(" ")
}

/// `an engagement`, `a phase`.
pub(super) fn with_article(label: &str) -> String {
    let article = if label.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
    format!("{article} {label}")
}

/// With a capital at its beginning.
pub(super) fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
