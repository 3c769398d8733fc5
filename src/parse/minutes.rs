//! The actions in minutes: what stands in braces at the end of their task items, `{owner=po due=2026-03-12}`.
//!
//! Takes a parsed guide that says it is minutes; takes the braces out of its words and puts what they say beside the
//! box. In other pages such braces are words. Whether there is such an owner is for the engagement to say.

use super::attribute::last_braces;
use super::guide::ParsedGuide;
use crate::diagnostic::{Diagnostic, Location, Rule, nearest};
use crate::doc::{Action, Block, BlockKind, Inline, ListItem, RawLink, VisitMut, visit_blocks_mut};
use crate::path::SourcePath;
use crate::schema::node::{Entry, Map, Node, Value};
use crate::schema::read::{Fields, Report, read};
use crate::schema::scalar::id_from_words;
use crate::schema::things::ActionItem;
use crate::text::TextRange;
use ecow::EcoString;
use std::collections::BTreeMap;

/// The key that the Markdown parser has taken care of.
const AUDIENCE: &str = "audience";

/// Reads the actions of `guide`, whose file says `text`.
#[must_use]
pub fn read_actions(guide: &mut ParsedGuide, text: &str) -> Vec<Diagnostic> {
    let path = guide.path.clone();
    let mut reading = Reading { path: &path, text, seen: BTreeMap::new(), diagnostics: Vec::new() };
    visit_blocks_mut(&mut guide.doc.blocks, &mut reading);
    reading.diagnostics
}

struct Reading<'a> {
    path: &'a SourcePath,
    text: &'a str,
    /// Where each action stands, by its id.
    seen: BTreeMap<EcoString, TextRange>,
    diagnostics: Vec<Diagnostic>,
}

impl VisitMut<RawLink> for Reading<'_> {
    fn block(&mut self, block: &mut Block<RawLink>) {
        if let BlockKind::List { items, .. } = &mut block.kind {
            items.iter_mut().for_each(|item| self.item(item));
        }
    }
}

impl Reading<'_> {
    fn item(&mut self, item: &mut ListItem<RawLink>) {
        let Some(Block { kind: BlockKind::Plain(words) | BlockKind::Paragraph(words), range }) =
            item.blocks.first_mut()
        else {
            return;
        };
        let Some(Inline::Text { text, range: last }) = words.last_mut() else { return };
        let Some(attributes) = attributes(&self.text[last.to_usize()]) else { return };
        let at = |part: &str| {
            let start = part.as_ptr() as usize - self.text.as_ptr() as usize;
            Location { path: self.path.clone(), range: TextRange::new(start, start + part.len()) }
        };
        let Some(task) = &mut item.task else {
            let first = attributes.first().map(|(key, _)| at(key));
            let message = "only a task item is an action";
            self.diagnostics
                .push(Diagnostic::new(Rule::InvalidValue, first, message).help("Write `- [ ]` before its words."));
            return;
        };
        if let Some((braces, _)) = last_braces(text) {
            *text = text[..braces.start].trim_end().into();
        }
        let entries = attributes.iter().map(|(key, value)| Entry {
            key: (*key).into(),
            key_at: at(key),
            value: Node::plain(value.trim_matches('"'), at(value)),
        });
        let map = Map { entries: entries.collect() };
        let whole = Location { path: self.path.clone(), range: *range };
        let node = Node { value: Value::Map(map), at: whole.clone() };
        let said: ActionItem = read(&node, Report::All).unpack(&mut self.diagnostics);
        let title = words_of(words);
        let id = id_from_words(&title);
        if id.is_empty() {
            return;
        }
        if let Some(first) = self.seen.insert(id.clone(), *range) {
            let first = Location { path: self.path.clone(), range: first };
            self.diagnostics.push(
                Diagnostic::new(Rule::DuplicateId, whole, "two actions of these minutes have the same words")
                    .related(first, "the first")
                    .help("Say in one of them what is different: an action is known by its words."),
            );
        }
        let owner = said.owner.map(|owner| (EcoString::clone(&owner), owner.at.range));
        let due = said.due.map(|due| (due.value, due.at.range));
        task.action = Some(Box::new(Action { id, title, range: *range, owner, due }));
    }
}

/// The pairs in the braces at the end of `source`, but for the audience; nothing where they are words.
fn attributes(source: &str) -> Option<Vec<(&str, &str)>> {
    let (braces, inside) = last_braces(source)?;
    if source[..braces.start].ends_with('\\') {
        return None;
    }
    let words = inside.split(|letter: char| letter.is_whitespace() || letter == ',').filter(|word| !word.is_empty());
    let pairs: Vec<(&str, &str)> = words
        .map(|word| word.split_once('=').unwrap_or((word, &word[word.len()..])))
        .filter(|(key, _)| *key != AUDIENCE)
        .collect();
    let known = || ActionItem::table().fields.iter().map(|field| field.name);
    // `{app=web}` is none of ours.
    let is_meant = |(key, value): &(&str, &str)| !value.is_empty() && nearest(key, known()).is_some();
    pairs.iter().any(is_meant).then_some(pairs)
}

/// The words of an item on one line: of a link without words, what it names.
fn words_of(inlines: &[Inline<RawLink>]) -> EcoString {
    let mut text = String::new();
    push_words(inlines, &mut text);
    text.split_whitespace().collect::<Vec<_>>().join(" ").into()
}

fn push_words(inlines: &[Inline<RawLink>], into: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Link { target, inlines, .. } if inlines.is_empty() => {
                into.push_str(target.href.rsplit(':').next().unwrap_or_default());
            }
            Inline::Emphasis(inlines)
            | Inline::Strong(inlines)
            | Inline::Strikethrough(inlines)
            | Inline::Link { inlines, .. }
            | Inline::Element { inlines, .. } => push_words(inlines, into),
            Inline::Text { text, .. } | Inline::Variable { text, .. } | Inline::Code { text, .. } => {
                into.push_str(text);
            }
            Inline::Image { alt, .. } => into.push_str(alt),
            Inline::Break => into.push(' '),
            Inline::FootnoteRef(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::diagram::Drawings;
    use crate::parse::guide::{ParseOptions, RawHtml, parse_guide};
    use crate::parse::highlight::Highlighter;

    /// The page's words after reading, what its actions say, and what was told with where.
    fn minutes(text: &str) -> (String, Vec<String>, Vec<String>) {
        let path = SourcePath::new("content/engagements/x/meetings/a.md").expect("inside");
        let highlighter = Highlighter::default();
        let options =
            ParseOptions { raw_html: RawHtml::Sanitize, highlighter: &highlighter, drawings: &Drawings::default() };
        let mut guide = parse_guide(&path, text.as_bytes(), &options).value;
        let told = read_actions(&mut guide, text);
        let mut found = Found::default();
        visit_blocks_mut(&mut guide.doc.blocks, &mut found);
        let told = told.iter().map(|problem| {
            let at = problem.location.as_ref().expect("a place").range;
            format!("{}: {}: {}", problem.rule, &text[at.to_usize()], problem.message)
        });
        (guide.doc.plain_text(), found.0, told.collect())
    }

    #[derive(Default)]
    struct Found(Vec<String>);

    impl VisitMut<RawLink> for Found {
        fn block(&mut self, block: &mut Block<RawLink>) {
            let BlockKind::List { items, .. } = &block.kind else { return };
            let actions = items.iter().filter_map(|item| item.task.as_ref()?.action.as_ref());
            self.0.extend(actions.map(|action| {
                let owner = action.owner.as_ref().map_or("", |(owner, _)| owner);
                let due = action.due.map(|(due, _)| due.to_string()).unwrap_or_default();
                format!("{}|{}|{owner}|{due}", action.id, action.title)
            }));
        }
    }

    #[test]
    fn braces_leave_the_words() {
        let (words, actions, told) = minutes(
            "- [ ] Raise the quota {owner=po due=2026-03-12}\n- [x] Ask *them* {owner=ak audience=internal}\n\
             - [ ] Chase [[risk:quota]], `now` { owner=\"po\", due=2026-03-13 }\n- [ ] Set {app=web}\n- [ ] Not \\{owner=po}\n",
        );
        assert_eq!(words, "Raise the quota\nAsk them\nChase , now\nSet {app=web}\nNot {owner=po}\n");
        assert_eq!(
            actions,
            [
                "raise-the-quota|Raise the quota|po|2026-03-12",
                "ask-them|Ask them|ak|",
                "chase-quota-now|Chase quota, now|po|2026-03-13",
            ]
        );
        assert_eq!(told, Vec::<String>::new());
    }

    #[test]
    fn what_is_wrong_is_told_where_it_stands() {
        let (_, _, told) = minutes(
            "- [ ] One {ownr=po due=2026-02-30}\n- [ ] Two {owner=P.O. urgent}\n- Three {owner=po}\n- [ ] one. {owner=po}\n",
        );
        assert_eq!(
            told,
            [
                "unknown-key: ownr: `ownr` is not a field of an action item",
                "invalid-value: 2026-02-30: expected a date such as 2026-03-02, found `2026-02-30`: February 2026 has 28 days",
                "unknown-key: urgent: `urgent` is not a field of an action item",
                "invalid-value: P.O.: expected an id such as `network-checks`, found `P.O.`: only letters in lower case, \
                 digits and single `-` between them",
                "invalid-value: owner: only a task item is an action",
                "duplicate-id: one. {owner=po}: two actions of these minutes have the same words",
            ]
        );
    }
}
