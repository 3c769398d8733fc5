//! Conditions in guides: parts and whole guides that are there only for some engagements.
//!
//! Takes guides and engagements that have been filtered for a reader, so what that reader may not see decides nothing. In
//! an engagement's own folder, and in an edition of one engagement, a part is there or gone; elsewhere it stays under its
//! condition, which the page shows. A condition on a field that the engagement does not name is reported, and what it is
//! about stays.

use super::engagement::{NamedGuide, strip_guides};
use super::{BookEngagement, BookGuide, GuidePaths, Named};
use crate::diagnostic::{Diagnostic, Location, Rule, nearest};
use crate::doc::{Block, BlockKind, Condition, ConditionField, RawLink, footnote};
use crate::parse::guide::ParsedGuide;
use crate::path::SourcePath;
use crate::schema::field_path::{find, own_paths};
use crate::schema::node::Node;
use crate::schema::read::Fields;
use crate::schema::things::Engagement;
use ecow::EcoString;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What conditions are decided by.
pub(super) struct Deciders<'a> {
    /// The engagements as the reader may see them.
    pub(super) engagements: &'a [BookEngagement],
    /// The same before the filter: for what is reported, never for what is decided.
    pub(super) whole: &'a BTreeMap<EcoString, Arc<Node>>,
    /// True in an edition of one engagement, which all guides are for.
    pub(super) of_one: bool,
}

/// Decides the conditions of `guides`; with `embeds`, those of what they embed too.
pub(super) fn decide(
    guides: &mut [BookGuide],
    deciders: &Deciders<'_>,
    embeds: bool,
    diagnostics: &mut Vec<Diagnostic>,
) {
    if guides.iter().all(|guide| !guide.parsed.fields) {
        return;
    }
    for guide in guides.iter_mut().filter(|guide| guide.parsed.fields || embeds && guide.parsed.embeds) {
        let parsed = &guide.parsed;
        let around = deciders.around(&parsed.path);
        let mut doc = parsed.doc.clone();
        let mut decision = Decision { deciders, around, changed: false, diagnostics };
        let path = parsed.path.clone();
        decision.blocks(&mut doc.blocks, &path);
        doc.footnotes.iter_mut().for_each(|note| decision.blocks(note, &path));
        if decision.changed {
            footnote::renumber(&mut doc);
            guide.parsed = Arc::new(ParsedGuide { doc, ..(**parsed).clone() });
        }
    }
}

/// Checks the conditions of whole guides, and takes out those that are not for the one engagement of an edition; its
/// plan, which playbooks share, may name them all the same.
pub(super) fn leave_out(guides: &mut Vec<BookGuide>, deciders: &Deciders<'_>, diagnostics: &mut Vec<Diagnostic>) {
    guides.retain(|guide| {
        let condition = &guide.meta.applies_to;
        if condition.fields.is_empty() {
            return true;
        }
        let around = deciders.around(&guide.parsed.path);
        let mut decision = Decision { deciders, around, changed: false, diagnostics };
        decision.holds(condition, &guide.parsed.path) || !deciders.of_one
    });
}

/// Takes the names of guides that are left out from what `engagement` names.
pub(super) fn strip_left_out(
    node: &mut Node,
    named: &mut Vec<NamedGuide>,
    source: &str,
    (all, left): (&[SourcePath], &[BookGuide]),
) {
    if all.len() == left.len() {
        return;
    }
    let before = GuidePaths::new(source, all.iter());
    let after = GuidePaths::new(source, left.iter().map(|guide| &guide.parsed.path));
    let is_left = |paths: &GuidePaths, named: &NamedGuide| paths.find(&named.at.path, &named.path) != Named::Nothing;
    let stays = |named: &NamedGuide| is_left(&after, named) || !is_left(&before, named);
    if named.iter().all(stays) {
        return;
    }
    named.retain(stays);
    strip_guides(node, Engagement::table(), &stays);
}

impl Deciders<'_> {
    /// The engagement that a file belongs to.
    fn around(&self, path: &SourcePath) -> Option<usize> {
        if self.of_one {
            return (!self.engagements.is_empty()).then_some(0);
        }
        super::engagement_around(self.engagements, path)
    }
}

struct Decision<'a, 'd> {
    deciders: &'a Deciders<'a>,
    /// The engagement that is meant.
    around: Option<usize>,
    changed: bool,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl Decision<'_, '_> {
    fn blocks(&mut self, blocks: &mut Vec<Block<RawLink>>, path: &SourcePath) {
        for mut block in std::mem::take(blocks) {
            match &mut block.kind {
                BlockKind::When { condition, blocks: inside } => {
                    let holds = self.holds(condition, path);
                    if self.around.is_some() {
                        self.changed = true;
                        if holds {
                            let mut inside = std::mem::take(inside);
                            self.blocks(&mut inside, path);
                            blocks.append(&mut inside);
                        }
                        continue;
                    }
                    self.blocks(inside, path);
                }
                BlockKind::Embedded { from, blocks, .. } => {
                    let from = from.clone();
                    let path = from.as_ref().unwrap_or(path);
                    let before = self.around;
                    self.around = from.as_ref().and_then(|from| self.deciders.around(from)).or(before);
                    self.blocks(blocks, path);
                    self.around = before;
                }
                BlockKind::List { items, .. } => items.iter_mut().for_each(|item| self.blocks(&mut item.blocks, path)),
                BlockKind::Tabs(tabs) => tabs.iter_mut().for_each(|tab| self.blocks(&mut tab.blocks, path)),
                BlockKind::Quote(blocks)
                | BlockKind::Callout { blocks, .. }
                | BlockKind::Details { blocks, .. }
                | BlockKind::Restricted { blocks, .. }
                | BlockKind::Element { blocks, .. } => self.blocks(blocks, path),
                _ => {}
            }
            blocks.push(block);
        }
    }

    /// True where all of `condition` holds, or nothing can be said.
    fn holds(&mut self, condition: &Condition, path: &SourcePath) -> bool {
        // Each field is looked at, so that every unknown one is found.
        condition.fields.iter().map(|field| self.field_holds(field, path)).fold(true, |all, one| all & one)
    }

    fn field_holds(&mut self, field: &ConditionField, path: &SourcePath) -> bool {
        let whole = |engagement: &BookEngagement| self.deciders.whole.get(&engagement.id);
        let is_said = |node: &Arc<Node>| find(node, &field.path).is_some();
        let Some(at) = self.around else {
            let engagements = self.deciders.engagements;
            if !engagements.is_empty() && !engagements.iter().filter_map(whole).any(is_said) {
                let nodes = engagements.iter().map(|engagement| &*engagement.node);
                self.diagnostics.push(unknown(field, path, nodes, "no engagement says"));
            }
            return true;
        };
        let engagement = &self.deciders.engagements[at];
        if let Some(found) = find(&engagement.node, &field.path) {
            return found.words().into_iter().any(|word| field.values.contains(word));
        }
        if whole(engagement).is_some_and(is_said) {
            let at = Location { path: path.clone(), range: field.range };
            let message =
                format!("`{}` is not for everybody who reads this, so it decides nothing for them", field.path);
            let help = "What it is about stays: look at another field, or widen the audience of this one.";
            self.diagnostics.push(Diagnostic::new(Rule::LinkToRestricted, at, message).help(help));
        } else {
            let who = format!("the engagement `{}` does not say", engagement.id);
            self.diagnostics.push(unknown(field, path, [&*engagement.node], &who));
        }
        true
    }
}

fn unknown<'n>(
    field: &ConditionField,
    path: &SourcePath,
    nodes: impl IntoIterator<Item = &'n Node>,
    who: &str,
) -> Diagnostic {
    let at = Location { path: path.clone(), range: field.range };
    let message = format!("{who} `{}`, so this condition says nothing", field.path);
    let problem = Diagnostic::new(Rule::UnknownCondition, at, message);
    let mut known: Vec<String> = nodes.into_iter().flat_map(own_paths).collect();
    known.sort();
    known.dedup();
    match nearest(&field.path, known.iter().map(String::as_str)) {
        Some(meant) => problem.help(format!("Did you mean `{meant}`?")).replacement(meant),
        None => problem.help("Say in the engagement what its `environment` is like."),
    }
}
