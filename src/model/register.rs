//! The tables of an engagement that have a page each: its registers.
//!
//! Knows which there are, what they are called and whether an engagement has something to put in one. What stands on
//! their pages is the views' business.

use super::engagement::Engagement;

/// A table of an engagement, in the order in which they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Register {
    /// Every phase, task, milestone, prerequisite, move and change, with its dates.
    Plan,
    /// What must be met, trial against production, and how the work is accepted.
    Requirements,
    /// Where the software runs, what it is made of and talks to, who gets in, what ends when.
    Environments,
    /// Risks, assumptions, issues, dependencies, actions and decisions.
    Raid,
    /// What is measured, against what it should come to.
    Metrics,
    /// Everybody who has a part, how they are reached, who is taught what, and who helps afterwards.
    People,
    /// Who is responsible, accountable, consulted and informed.
    Raci,
    /// The gates, and who has accepted what.
    SignOffs,
    /// Who owes what, and since when.
    Waiting,
    /// What was done, is next and is asked for since a day.
    Report,
}

impl Register {
    /// Every register.
    pub const ALL: &[Self] = &[
        Self::Plan,
        Self::Requirements,
        Self::Environments,
        Self::Raid,
        Self::Metrics,
        Self::People,
        Self::Raci,
        Self::SignOffs,
        Self::Waiting,
        Self::Report,
    ];

    /// The name of its page's file, and of its template.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Requirements => "requirements",
            Self::Environments => "environments",
            Self::Raid => "raid",
            Self::Metrics => "metrics",
            Self::People => "people",
            Self::Raci => "raci",
            Self::SignOffs => "sign-offs",
            Self::Waiting => "waiting",
            Self::Report => "report",
        }
    }

    /// What its page is called.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Plan => "Plan",
            Self::Requirements => "Requirements",
            Self::Environments => "Environments",
            Self::Raid => "RAID",
            Self::Metrics => "Metrics",
            Self::People => "People",
            Self::Raci => "RACI",
            Self::SignOffs => "Sign-offs",
            Self::Waiting => "Waiting",
            Self::Report => "Status report",
        }
    }

    /// True where `engagement` has something to put in it.
    #[must_use]
    pub fn has_entries(self, engagement: &Engagement) -> bool {
        let declared = &engagement.declared;
        let plan = &declared.plan;
        match self {
            Self::Plan => {
                !(plan.phases.is_empty()
                    && plan.milestones.is_empty()
                    && plan.prerequisites.is_empty()
                    && plan.expectations.is_empty()
                    && plan.reviews.is_empty()
                    && declared.changes.is_empty()
                    && plan.cutover.is_none())
            }
            Self::Requirements => {
                plan.design.as_ref().is_some_and(|design| !design.requirements.is_empty())
                    || !plan.success_criteria.is_empty()
            }
            Self::Environments => {
                !(declared.environments.is_empty()
                    && declared.components.is_empty()
                    && declared.integrations.is_empty()
                    && declared.access.is_empty()
                    && declared.expiries.is_empty())
            }
            Self::Raid => !plan.raid.is_empty(),
            Self::Metrics => !plan.metrics.is_empty(),
            Self::People => {
                !(engagement.people.all.is_empty() && plan.roles.is_empty() && plan.training.is_empty())
                    || plan.support.is_some()
            }
            Self::Raci => !plan.raci.is_empty(),
            Self::SignOffs => !(plan.sign_offs.is_empty() && plan.gates.is_empty()),
            Self::Waiting | Self::Report => true,
        }
    }
}
