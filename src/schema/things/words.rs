//! The choices: fields that hold one of a few words.

use crate::audience::Audience;
use crate::schema::node::Scalar;
use crate::schema::read::{FromScalar, Refusal};
use crate::schema::shape::{Format, Json, Refers};

impl FromScalar for Audience {
    const FORMAT: &'static Format = &Format {
        name: "audience",
        expected: "an audience",
        words: &[
            ("internal", "The vendor's own people."),
            ("partner", "Those and partners."),
            ("customer", "Those and the customer of the engagement."),
            ("public", "Everybody."),
        ],
        json: Json::WORD,
        refers: Refers::Never,
    };

    fn from_scalar(scalar: &Scalar) -> Result<Self, Refusal> {
        Self::from_name(&scalar.text).ok_or_else(Refusal::default)
    }
}

words! {
    /// How far a recipient may share something: the labels of the Traffic Light Protocol, version 2.0.
    pub enum Marking("a TLP label") {
        /// For the persons named only.
        Red = "TLP:RED",
        /// Within the recipient's organisation only.
        AmberStrict = "TLP:AMBER+STRICT",
        /// Within the recipient's organisation and its clients.
        Amber = "TLP:AMBER",
        /// Within the recipient's community.
        Green = "TLP:GREEN",
        /// No limit.
        Clear = "TLP:CLEAR",
    }

    /// What a Markdown page is.
    pub enum GuideKind("a kind of guide") {
        /// How something is done or works.
        Guide = "guide",
        /// What to do when something happens: trigger, steps, verification, rollback, escalation.
        Runbook = "runbook",
        /// A technical design document.
        Design = "design",
        /// What a meeting goes through.
        Agenda = "agenda",
        /// What was learned, for the next engagement.
        Lesson = "lesson",
        /// Facts to look up.
        Reference = "reference",
        /// What was said in a meeting; its task items are actions.
        Minutes = "minutes",
    }

    /// The kind of work that a playbook plans.
    pub enum Work("a kind of work") {
        /// A new installation.
        Implementation = "implementation",
        /// From another system, or to another place.
        Migration = "migration",
        /// A trial.
        Poc = "poc",
        /// A look at what is there.
        HealthCheck = "health-check",
        /// Teaching.
        Training = "training",
    }

    /// Who a person or a duty belongs to.
    pub enum Side("a side") {
        /// The team that implements.
        Vendor = "vendor",
        /// Those for whom it is done.
        Customer = "customer",
        /// A third party.
        Partner = "partner",
    }

    /// Where an engagement stands.
    pub enum EngagementStatus("a state of an engagement") {
        /// Not begun.
        Planned = "planned",
        /// Under way.
        Active = "active",
        /// The customer runs it.
        HandedOver = "handed-over",
        /// Over.
        Closed = "closed",
    }

    /// How an engagement is doing.
    pub enum Health("a health") {
        /// As planned.
        Green = "green",
        /// In danger.
        Amber = "amber",
        /// Off the plan.
        Red = "red",
    }

    /// Where a task stands.
    pub enum TaskState("a state of a task") {
        /// Not begun.
        Open = "open",
        /// Under way.
        Active = "active",
        /// Done.
        Done = "done",
        /// Waiting for something.
        Blocked = "blocked",
        /// Will not be done.
        Dropped = "dropped",
    }

    /// What a prerequisite is about.
    pub enum PrerequisiteCategory("a category of a prerequisite") {
        /// Ways in.
        Access = "access",
        /// Ways through.
        Network = "network",
        /// Things to install.
        Artifact = "artifact",
        /// Rights.
        Permission = "permission",
        /// Names and certificates.
        DnsTls = "dns-tls",
        /// Room and power.
        Sizing = "sizing",
        /// Who is there.
        People = "people",
    }

    /// Where a prerequisite, an expectation or a criterion of a milestone stands.
    pub enum Fulfilment("a state") {
        /// Not yet.
        Open = "open",
        /// Fulfilled.
        Met = "met",
        /// Somebody decided that it need not be.
        Waived = "waived",
    }

    /// Where a success criterion stands.
    pub enum CriterionStatus("a state of a success criterion") {
        /// Not tested.
        Open = "open",
        /// It holds.
        Met = "met",
        /// It was tested and does not hold.
        Failed = "failed",
        /// Somebody decided that it need not hold.
        Waived = "waived",
    }

    /// Where a deliverable stands.
    pub enum DeliverableStatus("a state of a deliverable") {
        /// Not begun.
        Planned = "planned",
        /// Under way.
        InProgress = "in-progress",
        /// Handed over.
        Delivered = "delivered",
        /// Handed over and accepted.
        Accepted = "accepted",
        /// Somebody decided that it need not be.
        Waived = "waived",
    }

    /// Where a design stands.
    pub enum DesignStatus("a state of a design") {
        /// Being written.
        Draft = "draft",
        /// Being read.
        InReview = "in-review",
        /// Agreed.
        Approved = "approved",
    }

    /// How much a requirement matters.
    pub enum Priority("a priority") {
        /// Without it the work is not accepted.
        Must = "must",
        /// Wanted, if nothing weighs against it.
        Should = "should",
        /// Nice to have.
        Could = "could",
        /// Agreed not to do.
        Wont = "wont",
    }

    /// What an entry of the RAID log is.
    pub enum RaidKind("a kind of entry") {
        /// What may happen.
        Risk = "risk",
        /// What is believed and not known.
        Assumption = "assumption",
        /// What has happened.
        Issue = "issue",
        /// What must come from elsewhere.
        Dependency = "dependency",
        /// What somebody does about it.
        Action = "action",
        /// What was decided.
        Decision = "decision",
    }

    /// Where an entry of the RAID log stands.
    pub enum RaidStatus("a state of an entry") {
        /// To be dealt with.
        Open = "open",
        /// Dealt with as far as possible, looked at from time to time.
        Watching = "watching",
        /// Over.
        Closed = "closed",
    }

    /// What is done about a risk.
    pub enum Response("a response to a risk") {
        /// Make it impossible.
        Avoid = "avoid",
        /// Make it less likely or less bad.
        Mitigate = "mitigate",
        /// Let somebody else bear it.
        Transfer = "transfer",
        /// Live with it.
        Accept = "accept",
    }

    /// What happens to raw HTML in Markdown.
    pub enum RawHtml("what happens to raw HTML") {
        /// Cleaned.
        Sanitize = "sanitize",
        /// Shown as text.
        Escape = "escape",
        /// Published as it is.
        Trust = "trust",
    }

    /// The size of the paper.
    pub enum Paper("a size of paper") {
        /// 210 by 297 mm.
        A4 = "a4",
        /// 8.5 by 11 inches.
        UsLetter = "us-letter",
    }

    /// What a PDF conforms to.
    pub enum PdfStandard("a PDF standard") {
        /// PDF/A-3a and PDF/UA-1: archivable, accessible, with its data attached.
        A3aUa1 = "a-3a+ua-1",
        /// PDF/UA-1: accessible.
        Ua1 = "ua-1",
        /// PDF/A-2b: archivable.
        A2b = "a-2b",
        /// PDF 1.7.
        Pdf17 = "1.7",
    }

    /// A section of a packet, in the order in which a handoff has them.
    pub enum PacketSection("a section of a packet") {
        /// What it is, whose, which version, how far it may be shared and who has it.
        Cover = "cover",
        /// The versions so far, and who approved them.
        DocumentControl = "document-control",
        /// What is on which page.
        Contents = "contents",
        /// For each alert or symptom its runbook, and who to call.
        IfItBreaks = "if-it-breaks",
        /// What is new, other and gone since an issued version.
        ChangesSince = "changes-since",
        /// What it came to, in a few sentences and figures.
        Summary = "summary",
        /// What is part of the work and what is not.
        Scope = "scope",
        /// What is handed over.
        Deliverables = "deliverables",
        /// What was agreed after the beginning.
        Changes = "changes",
        /// How the work is accepted, what shows it and who accepted it.
        SuccessCriteria = "success-criteria",
        /// What must be there before something begins.
        Prerequisites = "prerequisites",
        /// What was built and why: the design's documents.
        Design = "design",
        /// What must be met, trial against production.
        Requirements = "requirements",
        /// Where the software runs and what runs there.
        Environments = "environments",
        /// Who can get in, and where the secrets are.
        Access = "access",
        /// What it talks to.
        Integrations = "integrations",
        /// What ends on a certain day.
        Expiries = "expiries",
        /// The phases and milestones, planned and actual.
        Timeline = "timeline",
        /// Every phase with its tasks, to be ticked.
        Plan = "plan",
        /// Who meets when about what, with the agendas.
        Meetings = "meetings",
        /// How people work together: channels, reviews, how to work in each phase.
        HowWeWork = "how-we-work",
        /// What is measured, against what it should come to.
        Metrics = "metrics",
        /// What was decided.
        Decisions = "decisions",
        /// The runbooks, whole.
        Runbooks = "runbooks",
        /// The other guides, whole.
        Guides = "guides",
        /// What bites, and what to do then.
        KnownIssues = "known-issues",
        /// Risks, issues, dependencies and actions that are open.
        Raid = "raid",
        /// Who helps, and how one gets them.
        Support = "support",
        /// Who is who.
        People = "people",
        /// Who is responsible, accountable, consulted and informed.
        Raci = "raci",
        /// Who is taught what.
        Training = "training",
        /// What is signed, by whom, with which exceptions.
        SignOff = "sign-off",
        /// The words of the trade that it uses.
        Glossary = "glossary",
    }

    /// What `book.toml` makes of a rule.
    pub enum RuleLevel("a level") {
        /// Not shown.
        Allow = "allow",
        /// Shown as a warning.
        Warn = "warn",
        /// Shown as an error.
        Error = "error",
    }
}
