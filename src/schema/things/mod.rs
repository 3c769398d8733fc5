//! The things of a book: every field once, a file per family.
//!
//! Only declarations. The examples of the specification show each field; where one was plainly missing it was added.

mod common;
mod config;
mod design;
mod engagement;
mod front_matter;
mod glossary;
mod meeting;
mod nav;
mod operation;
mod outcome;
mod packet;
mod people;
mod plan;
mod raid;
mod words;

pub use common::{Common, CommonFields, Evidence, Line, LinkTo, Note, Waiver};
pub use config::{
    AudienceSettings, BookSettings, BookToml, BuildSettings, CheckSettings, HtmlSettings, PacketSettings, ServeSettings,
};
pub use design::{Access, Backup, Component, Design, Environment, Expiry, Integration, Network, Requirement};
pub use engagement::{Change, Customer, Engagement, Recipient, Reschedule, Scope, Update, Version};
pub use front_matter::FrontMatter;
pub use glossary::{Glossary, Term};
pub use meeting::{Meeting, Minutes, Topic};
pub use nav::{NavEntry, NavFile};
pub use operation::{
    Cutover, Escalation, Hypercare, OnCall, Review, Rollback, Severity, Step, Support, SupportPackage, Window,
};
pub use outcome::{Expectation, Gate, Metric, Prerequisite, Reading, SignOff, Signature, SuccessCriterion, Verify};
pub use packet::{PacketDefinition, TRANSITION};
pub use people::{Person, RaciRow, Role, Training};
pub use plan::{
    Actual, Blocked, Deliverable, Gotcha, Milestone, MilestoneCriterion, Phase, Plan, Playbook, Task, WaivedLine,
    Workstream,
};
pub use raid::{ActionItem, Became, RaidEntry};
pub use words::{
    CriterionStatus, DeliverableStatus, DesignStatus, EngagementStatus, Fulfilment, GuideKind, Health, Marking,
    PacketSection, Paper, PdfStandard, PrerequisiteCategory, Priority, RaidKind, RaidStatus, RawHtml, Response,
    RuleLevel, Side, TaskState, Work,
};
