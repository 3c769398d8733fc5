//! The kinds of problem, one line each; the page of a rule in `rules/` says what it means and is its test.

use std::fmt;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Level {
    /// Not shown.
    Allow,
    /// Shown; the exit code stays 0.
    Warning,
    /// Shown; the exit code is 1, and what it concerns is not handed to a customer.
    Error,
}

macro_rules! rules {
    ($($level:ident $variant:ident $name:literal;)*) => {
        /// A kind of problem. Its name is part of the interface: `book.toml` and `--deny` speak of it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum Rule {
            $(
                #[doc = concat!("`", $name, "`: see `rules/", $name, ".md`.")]
                $variant,
            )*
        }

        impl Rule {
            /// Every rule, in the order declared.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The kebab-case name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// How bad it is unless `book.toml` says otherwise.
            #[must_use]
            pub fn default_level(self) -> Level {
                match self { $(Self::$variant => Level::$level),* }
            }

            /// What it means, with a bad and a good example, as Markdown.
            #[must_use]
            pub fn page(self) -> &'static str {
                match self { $(Self::$variant => include_str!(concat!("rules/", $name, ".md"))),* }
            }
        }
    };
}

rules! {
    Error InvalidConfig "invalid-config";
    Error InvalidYaml "invalid-yaml";
    Error UnknownKey "unknown-key";
    Error InvalidValue "invalid-value";
    Error DuplicateId "duplicate-id";
    Error UnknownReference "unknown-reference";
    Error BrokenLink "broken-link";
    Error BrokenAnchor "broken-anchor";
    Error MissingAsset "missing-asset";
    Error DuplicateOutput "duplicate-output";
    Error IncludeCycle "include-cycle";
    Error ExtendsCycle "extends-cycle";
    Error DependencyCycle "dependency-cycle";
    Error TemplateError "template-error";
    Error UnknownVariable "unknown-variable";
    Error UnknownCondition "unknown-condition";
    Error AudienceWidened "audience-widened";
    Error AudienceLeak "audience-leak";
    Error OutsideBook "outside-book";
    Error DateOrder "date-order";
    Error RaciAccountable "raci-accountable";
    Error MarkingConflict "marking-conflict";
    Error PossibleSecret "possible-secret";
    Error UnreadableFile "unreadable-file";
    Warning LinkToRestricted "link-to-restricted";
    Warning AgendaOverrun "agenda-overrun";
    Warning OrphanPage "orphan-page";
    Warning StalePage "stale-page";
    Warning Placeholder "placeholder";
    Warning Mojibake "mojibake";
    Warning HeadingSkip "heading-skip";
    Warning MissingAlt "missing-alt";
    Warning DuplicateTitle "duplicate-title";
    Warning RemoteImage "remote-image";
    Warning PrivateLink "private-link";
    Warning UnusedAsset "unused-asset";
    Warning InvisibleText "invisible-text";
    Warning UnknownFrontMatter "unknown-front-matter";
    Warning RunbookIncomplete "runbook-incomplete";
    Warning MissingSection "missing-section";
    Warning InvalidEncoding "invalid-encoding";
    Warning LimitReached "limit-reached";
    Warning Overdue "overdue";
    Warning LatePrerequisite "late-prerequisite";
    Warning Unowned "unowned";
    Warning LeftWithOpenWork "left-with-open-work";
    Warning MilestoneOutsidePhase "milestone-outside-phase";
    Warning MetricIncomplete "metric-incomplete";
    Warning UntestedRequirement "untested-requirement";
    Warning RiskUnmitigated "risk-unmitigated";
    Warning MissingGlyph "missing-glyph";
    Warning DiagramFailed "diagram-failed";
    Warning RemoteDiagram "remote-diagram";
}

impl Rule {
    /// What it means, in one line: the first sentence of its page.
    #[must_use]
    pub fn summary(self) -> String {
        let text = self.page().split("\n\n").nth(1).unwrap_or_default().replace('\n', " ");
        text.split_once(". ").map_or(text.clone(), |(first, _)| format!("{first}."))
    }

    /// The rule of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.name() == name)
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
