//! The gathered book as it is before any reader's filter, to look at: for the proof, which tells by itself who may see what.
//!
//! Whoever makes an edition takes what `for_reader` gives, and nothing from here.

use super::engagement::{JoinedEngagement, JoinedPlaybook};
use super::{AssetEntry, BookGuide, Gathered};
use crate::audience::Audience;
use crate::config::{Config, ContentsEntry};
use crate::parse::glossary::ParsedTerm;
use crate::path::SourcePath;
use crate::schema::node::Node;
use ecow::EcoString;
use std::collections::BTreeMap;

impl Gathered {
    /// What `book.toml` says.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Every guide that is no draft.
    #[must_use]
    pub fn guides(&self) -> &[BookGuide] {
        &self.guides
    }

    /// Every engagement with its name and its file.
    pub fn joined_engagements(&self) -> impl Iterator<Item = (&EcoString, &SourcePath, &JoinedEngagement)> {
        self.engagements.iter().map(|one| (&one.id, &one.path, &one.joined.whole))
    }

    /// Every playbook with its name, and who may read it where its own word is not narrower.
    pub fn joined_playbooks(&self) -> impl Iterator<Item = (&EcoString, &JoinedPlaybook, Audience)> {
        self.playbooks.iter().map(|one| (&one.id, &one.joined, one.around))
    }

    /// The vendor's people: a list.
    #[must_use]
    pub fn people_tree(&self) -> Option<&Node> {
        self.people.as_deref()
    }

    /// The words of the trade, each with those who may read it.
    #[must_use]
    pub fn all_terms(&self) -> &[(ParsedTerm, Audience)] {
        &self.terms
    }

    /// Everything that may be published as it is.
    #[must_use]
    pub fn all_assets(&self) -> &BTreeMap<SourcePath, AssetEntry> {
        &self.assets
    }

    /// The contents that another tool's book brings along.
    #[must_use]
    pub fn brought_contents(&self) -> &[ContentsEntry] {
        self.contents.as_deref().unwrap_or_default()
    }
}
