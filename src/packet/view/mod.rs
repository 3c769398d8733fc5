//! What a packet says, as plain data: whoever fills it decides what is in it, in which words and in which order.
//!
//! Everything is optional: an empty string, list or section is left out. Dates, durations and names stand here as they
//! are printed. Structs become data for the templates under the names of their fields; guides become code of their
//! own, see `packet::typst`. Independent of the model, and of Typst.

use crate::doc::{Doc, Target};
use crate::model::Step;
use crate::model::wording::Words;
use crate::path::{OutputPath, SourcePath};
use ecow::EcoString;
use serde::{Serialize, Serializer};
use std::sync::Arc;

mod entry;

pub use entry::*;

/// A whole packet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PacketView {
    /// What problems of the data are reported at: the engagement's file.
    #[serde(skip)]
    pub source: Option<SourcePath>,
    /// The first page, and what stands on every page.
    pub cover: CoverView,
    /// The language of labels and hyphenation, as BCP 47 has it: `en`, `pt-BR`. English if empty.
    pub language: EcoString,
    /// What templates say by themselves, in that language.
    #[serde(skip)]
    pub words: Arc<Words>,
    /// What it will be printed on.
    pub paper: Paper,
    /// The theme's accent on white, as `#rrggbb`; the default theme's if it is not written so.
    #[serde(skip)]
    pub accent: EcoString,
    /// True where what is in it is listed, with pages.
    pub has_contents: bool,
    /// What stands before the contents, without numbers: versions and approvals.
    pub front: Vec<SectionView>,
    /// The chapters in order.
    pub sections: Vec<SectionView>,
}

/// A size of paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Paper {
    #[default]
    A4,
    UsLetter,
}

/// How far a packet has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Says DRAFT across each page and in the footer.
    #[default]
    Draft,
    /// Complete, and waiting for those who sign.
    ForSignature,
    /// Final.
    Final,
}

/// The cover, and what header and footer repeat of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CoverView {
    /// What the packet is: "Handoff packet".
    pub title: EcoString,
    /// Who is handed it.
    pub customer: EcoString,
    /// The customer's name where space is short; the whole name if empty.
    pub customer_short: EcoString,
    /// Who hands it over; the author in the PDF's metadata.
    pub organization: EcoString,
    /// The engagement's title.
    pub engagement: EcoString,
    /// "1.1".
    pub version: EcoString,
    /// What names the content exactly: a short hash.
    pub revision: EcoString,
    /// The day of issue.
    pub date: EcoString,
    /// A TLP label.
    pub marking: EcoString,
    /// How far it has come.
    pub state: State,
    /// For whom alone it is, where that is not the customer: `internal`, `partner`.
    pub audience: EcoString,
    /// The logos, the vendor's first.
    pub logos: Vec<LogoView>,
    /// Who gets a copy.
    pub distribution: Vec<RecipientView>,
}

/// A picture that stands for somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogoView {
    /// Whom: what is heard in its place.
    pub of: EcoString,
    /// Where it is published.
    #[serde(skip)]
    pub path: OutputPath,
}

/// Somebody who gets a copy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RecipientView {
    /// A person or a place.
    pub name: EcoString,
    /// Role and organization.
    pub role: EcoString,
    /// The number of the copy.
    pub copy: EcoString,
}

/// What a page of the site, or an id on it, is to a link: the name under which a part of the packet can be referred to.
///
/// Fields called `place` say what the part stands for; fields called `to` lead there, and are dropped where no part of
/// this packet stands for it. As data it is the name of its label.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The page of the site.
    pub page: OutputPath,
    /// An id on it.
    pub anchor: Option<EcoString>,
}

impl Place {
    /// The page as a whole.
    #[must_use]
    pub fn page(page: OutputPath) -> Self {
        Self { page, anchor: None }
    }

    /// The label that stands for it in the generated code.
    #[must_use]
    pub fn label(&self) -> String {
        let anchor = self.anchor.as_deref().unwrap_or_default();
        format!("{}#{anchor}", self.page)
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.label())
    }
}

/// A chapter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SectionView {
    /// Its name among the sections that a packet can have: `scope`.
    pub id: EcoString,
    /// Its title.
    pub title: EcoString,
    /// What it stands for.
    pub place: Option<Place>,
    /// A sentence or two under the title.
    pub lead: EcoString,
    /// What it says.
    pub body: SectionBody,
}

/// The kinds of chapter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "value", rename_all = "kebab-case")]
pub enum SectionBody {
    /// Made of parts: words, lists, facts, tables.
    Parts(Vec<PartView>),
    /// Written text.
    Prose(ProseView),
    /// The plan, task by task.
    Phases(Vec<PhaseView>),
    /// Meetings with their agenda.
    Meetings(Vec<MeetingView>),
    /// What is signed.
    SignOffs(Vec<SignOffView>),
    /// Guides, whole.
    Guides(Vec<GuideSection>),
}

impl Default for SectionBody {
    fn default() -> Self {
        Self::Parts(Vec::new())
    }
}

impl SectionBody {
    /// True where it says nothing; such a section is left out.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Parts(parts) => parts.iter().all(|part| part.body.is_empty()),
            Self::Prose(prose) => prose.doc.blocks.is_empty(),
            Self::Phases(phases) => phases.is_empty(),
            Self::Meetings(meetings) => meetings.is_empty(),
            Self::SignOffs(sign_offs) => sign_offs.is_empty(),
            Self::Guides(guides) => guides.is_empty(),
        }
    }
}

/// Written text that is no guide of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProseView {
    /// The text; its links are resolved.
    #[serde(skip)]
    pub doc: Arc<Doc<Target>>,
    /// The file that its ranges are in.
    #[serde(skip)]
    pub source: SourcePath,
}

/// A guide, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GuideSection {
    /// Its title. A first heading in the document that says the same is not repeated.
    pub title: EcoString,
    /// What kind it is, in the packet's language: "Runbook".
    pub kind_label: EcoString,
    /// For a runbook, whose numbered lists are steps to be followed and are numbered large: the steps that can be
    /// referred to.
    #[serde(skip)]
    pub steps: Option<Vec<Step>>,
    /// Who keeps it.
    pub owner: EcoString,
    /// When it was last verified.
    pub verified: EcoString,
    /// Its page on the site. A page that comes twice in a packet is printed once, where it comes first.
    #[serde(skip)]
    pub page: OutputPath,
    /// The file that the document's ranges are in.
    #[serde(skip)]
    pub source: SourcePath,
    /// The document; its links are resolved.
    #[serde(skip)]
    pub doc: Arc<Doc<Target>>,
}
