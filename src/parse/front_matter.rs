//! What a guide's front matter says, as plain values.
//!
//! Takes the part of a guide between its `---` or `+++` lines; gives values for the rest of the crate, which compares and sorts
//! them. Must not decide anything that takes more than the guide itself.

pub use crate::schema::things::GuideKind;

use crate::audience::Audience;
use crate::diagnostic::{Checked, Diagnostic};
use crate::doc::{Condition, ConditionField};
use crate::parse::guide::{ParsedGuide, is_toml};
use crate::schema::node::{Node, Value};
use crate::schema::read::{Fields as _, Keyed, Report, Spanned, read};
use crate::schema::scalar::{self, Amount, Name, Text};
use crate::schema::short::write_out;
use crate::schema::things::{FrontMatter, Marking};
use crate::schema::{toml, yaml};
use crate::source::decode;
use crate::text::TextRange;
use ecow::EcoString;
use jiff::civil::Date;

/// What a guide says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GuideMeta {
    /// The title, where it is not the first heading's words.
    pub title: Option<EcoString>,
    /// What the page is.
    pub kind: GuideKind,
    /// One sentence.
    pub summary: Option<EcoString>,
    /// Who may read it, and where it says so.
    pub audience: Option<(Audience, TextRange)>,
    /// How far it may be shared.
    pub marking: Option<Marking>,
    /// Where it says so.
    pub marking_at: TextRange,
    /// Words under which it is found.
    pub tags: Vec<EcoString>,
    /// Who looks after it.
    pub owner: Option<EcoString>,
    /// When somebody last followed it and found it right.
    pub verified: Option<Date>,
    /// Where it says so.
    pub verified_at: TextRange,
    /// How long that holds.
    pub review_every: Option<Amount>,
    /// Its place among its neighbours.
    pub order: Option<i64>,
    /// The engagements that it is for; all where this says nothing.
    pub applies_to: Condition,
    /// Old addresses that lead here, each with where it stands.
    pub aliases: Vec<(EcoString, TextRange)>,
    /// True while it is not to be published.
    pub draft: bool,
    /// What minutes say about their meeting.
    pub minutes: Option<Box<MinutesMeta>>,
}

/// What minutes say about their meeting.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MinutesMeta {
    /// The meeting of the engagement.
    pub meeting: Option<Name>,
    /// Its day.
    pub date: Option<scalar::Date>,
    /// Who was there.
    pub attendees: Vec<Name>,
}

/// Reads the front matter of `parsed`, which was made of `bytes`.
#[must_use]
pub fn read_front_matter(parsed: &ParsedGuide, bytes: &[u8]) -> Checked<GuideMeta> {
    let Some(range) = parsed.front_range else { return Checked::default() };
    let file = decode(bytes);
    let text = file.get(range.to_usize()).unwrap_or_default();
    let mut diagnostics = Vec::new();
    // Whom a page is for that says it unreadably is not for anybody to guess: the narrowest holds.
    let strictest = Some((Audience::Internal, range));
    let tree = if is_toml(&file, range.start as usize) {
        toml::parse_part(text, &parsed.path, range.start as usize)
    } else {
        yaml::parse(text, &parsed.path, range.start as usize)
    };
    let Some(tree) = tree.unpack(&mut diagnostics) else {
        return Checked { value: GuideMeta { audience: strictest, ..GuideMeta::default() }, diagnostics };
    };
    let tree = write_out(adopted(tree), FrontMatter::table());
    let front: FrontMatter = read(&tree, Report::All).unpack(&mut diagnostics);
    let is_unread = |key: &str, is_read: bool| !is_read && tree.get(key).is_some_and(|said| said.value != Value::Null);
    let plain = |text: Spanned<EcoString>| text.value;
    let is_minutes = front.kind.as_ref().is_some_and(|kind| kind.value == GuideKind::Minutes);
    let (meeting, date, attendees) = (front.meeting, front.date, front.attendees);
    if !is_minutes {
        // Of other pages these say nothing here, and the tools that they were written for have forms of their own.
        let of_minutes = ["meeting", "date", "attendees"].map(|key| tree.get(key).map(|said| said.at.range));
        diagnostics.retain(|problem| !of_minutes.iter().flatten().any(|range| is_within(problem, *range)));
    }
    let minutes = is_minutes.then(|| Box::new(MinutesMeta { meeting, date, attendees }));
    let value = GuideMeta {
        title: front.title.map(plain).filter(|title| !title.trim().is_empty()),
        kind: front.kind.map_or(GuideKind::Guide, |kind| kind.value),
        summary: front.summary.map(plain),
        audience: match front.audience {
            _ if is_unread("draft", front.draft.is_some()) || !has_read_tags(&tree, front.tags.len()) => strictest,
            Some(audience) => Some((audience.value, audience.at.range)),
            None => tree.get("audience").and(strictest),
        },
        marking_at: front.marking.as_ref().map(|marking| marking.at.range).unwrap_or_default(),
        marking: front.marking.map(|marking| marking.value),
        tags: front.tags.into_iter().map(plain).collect(),
        owner: front.owner.map(plain),
        verified_at: front.verified.as_ref().map(|date| date.at.range).unwrap_or_default(),
        verified: front.verified.map(|date| date.value),
        review_every: front.review_every.map(|every| every.value.least),
        order: front.order.map(|order| order.value),
        applies_to: condition(front.applies_to),
        aliases: front.aliases.into_iter().map(|alias| (alias.value, alias.at.range)).collect(),
        draft: front.draft.is_some_and(|draft| draft.value),
        minutes,
    };
    Checked { value, diagnostics }
}

/// What other tools call a field of ours that means the same: Hugo, Jekyll, Docusaurus, VitePress and MkDocs.
const ADOPTED: [(&str, &str); 5] = [
    ("description", "summary"),
    ("weight", "order"),
    ("sidebar_position", "order"),
    ("nav_order", "order"),
    ("redirect_from", "aliases"),
];

/// `tree` with other tools' keys as ours, where ours are not there and what they say can be read as ours.
fn adopted(mut tree: Node) -> Node {
    let Value::Map(map) = &mut tree.value else { return tree };
    for (theirs, ours) in ADOPTED {
        let fits = |value: &Value| match (ours, value) {
            ("aliases", Value::List(_)) | ("aliases" | "summary", Value::Scalar(_)) => true,
            ("order", Value::Scalar(number)) => number.text.parse::<i64>().is_ok(),
            _ => false,
        };
        if map.entry(ours).is_none()
            && let Some(entry) = map.entries.iter_mut().find(|entry| entry.key == theirs && fits(&entry.value.value))
        {
            entry.key = ours.into();
        }
    }
    tree
}

fn is_within(problem: &Diagnostic, range: TextRange) -> bool {
    problem.location.as_ref().is_some_and(|at| range.start <= at.range.start && at.range.end <= range.end)
}

/// True where each of the tags could be read: they may say who may read the page.
fn has_read_tags(tree: &Node, read: usize) -> bool {
    tree.get("tags").is_none_or(|tags| match &tags.value {
        Value::List(tags) => tags.len() == read,
        Value::Map(_) => false,
        Value::Scalar(_) | Value::Null => true,
    })
}

fn condition(applies_to: Keyed<Vec<Text>>) -> Condition {
    let field = |(path, values): (Spanned<EcoString>, Vec<Text>)| ConditionField {
        path: path.value,
        range: path.at.range,
        values: values.into_iter().map(|value| value.value).collect(),
    };
    Condition { fields: applies_to.entries.into_iter().map(field).collect() }
}

impl Default for GuideMeta {
    fn default() -> Self {
        Self {
            title: None,
            kind: GuideKind::Guide,
            summary: None,
            audience: None,
            marking: None,
            marking_at: TextRange::default(),
            tags: Vec::new(),
            owner: None,
            verified: None,
            verified_at: TextRange::default(),
            review_every: None,
            order: None,
            applies_to: Condition::default(),
            aliases: Vec::new(),
            draft: false,
            minutes: None,
        }
    }
}

impl GuideMeta {
    /// The day by which the guide should be verified again.
    #[must_use]
    pub fn review_due(&self) -> Option<Date> {
        Some(self.review_every?.after(self.verified?))
    }
}
