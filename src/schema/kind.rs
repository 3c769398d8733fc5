//! The kinds of thing that a reference may name: the word before the colon in `phase:validate`.
//!
//! Each list of things in the schema says of which kind its things are. Must not know where they are listed.

use std::fmt;

macro_rules! kinds {
    ($($variant:ident $name:literal $label:literal;)*) => {
        /// A kind of thing.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $(
                #[doc = concat!("`", $name, ":`")]
                $variant,
            )*
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word before the colon.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// What it is called in a sentence.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),* }
            }
        }
    };
}

kinds! {
    Phase "phase" "phase";
    Workstream "workstream" "workstream";
    Task "task" "task";
    Deliverable "deliverable" "deliverable";
    Milestone "milestone" "milestone";
    Gate "gate" "gate";
    Meeting "meeting" "meeting";
    Metric "metric" "metric";
    Requirement "requirement" "requirement";
    Criterion "criterion" "success criterion";
    Prerequisite "prerequisite" "prerequisite";
    Expectation "expectation" "expectation";
    Risk "risk" "risk";
    Assumption "assumption" "assumption";
    Issue "issue" "issue";
    Dependency "dependency" "dependency";
    Action "action" "action";
    Decision "decision" "decision";
    Change "change" "change";
    SignOff "sign_off" "sign-off";
    Person "person" "person or role";
    Role "role" "role";
    Environment "environment" "environment";
    Component "component" "component";
    Integration "integration" "integration";
    Access "access" "access";
    Expiry "expiry" "expiry";
    Training "training" "training";
    Severity "severity" "severity";
    Step "step" "cutover step";
    Review "review" "review";
    Playbook "playbook" "playbook";
    Engagement "engagement" "engagement";
    Guide "guide" "guide";
    Runbook "runbook" "runbook";
    Term "term" "term";
}

impl Kind {
    /// The kind of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// True for what stands in Markdown, which the YAML cannot tell whether it is there.
    #[must_use]
    pub fn is_page(self) -> bool {
        matches!(self, Self::Guide | Self::Runbook | Self::Term)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
