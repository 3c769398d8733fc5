//! The things of a book: every field once, a file per family.
//!
//! Only declarations. The examples of the specification show each field; where one was plainly missing it was added.

mod common;
mod config;
mod front_matter;
mod words;

pub use common::{Common, Evidence, Line, LinkTo, Note, Waiver};
pub use config::{
    AudienceSettings, BookSettings, BookToml, BuildSettings, CheckSettings, HtmlSettings, PacketSettings, ServeSettings,
};
pub use front_matter::FrontMatter;
pub use words::{
    CriterionStatus, DeliverableStatus, DesignStatus, EngagementStatus, Fulfilment, GuideKind, Health, Marking, Paper,
    PdfStandard, PrerequisiteCategory, Priority, RaidKind, RaidStatus, RawHtml, Response, RuleLevel, Side, TaskState,
    Work,
};
