//! The view of what is not as it should be, for the team alone: every problem of the build, and what no rule speaks of.
//!
//! A page nobody links to is one that is neither linked nor used by an engagement, nor a folder's own. Owners are missed
//! only where the team names some. A one-way pair is two pages that both keep a list of related pages, of which one names
//! the other there and is not linked back from anywhere on it: ordinary links need no answer.

use super::{first, recent_view};
use crate::diagnostic::{Level, Rule};
use crate::doc::{Doc, Inline, Target, Visit, inlines_text};
use crate::html::push_text;
use crate::model::listing::is_related_heading;
use crate::model::wording::{Status, StatusId};
use crate::model::{Edition, Guide, Page, PageKind};
use crate::parse::front_matter::GuideKind;
use crate::path::{OutputPath, SourcePath, relative_url};
use crate::site::Problem;
use crate::site::views::parts::status;
use crate::text::TextRange;
use ecow::EcoString;
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// How many entries stand in each list.
const MOST: usize = 250;

pub(super) fn health_view(edition: &Edition, page: &Page, problems: &[Problem]) -> Value {
    let is_alone = |guide: &&Guide| guide.referenced_by.is_empty() && guide.used_in.is_empty();
    let guides = || edition.guides.iter().map(|guide| &**guide);
    let folders: FxHashSet<&OutputPath> =
        edition.pages.iter().filter(|page| !matches!(page.kind, PageKind::Guide(_))).map(|page| &page.path).collect();
    let orphans: Vec<&Guide> = guides().filter(is_alone).filter(|guide| !folders.contains(&guide.page)).collect();
    // Minutes say what was; nobody looks after that.
    let is_unowned = |guide: &&Guide| guide.meta.owner.is_none() && guide.meta.kind != GuideKind::Minutes;
    let has_owners = guides().any(|guide| guide.meta.owner.is_some());
    let unowned: Vec<&Guide> = guides().filter(|_| has_owners).filter(is_unowned).collect();
    let one_way = one_way_pairs(edition);
    let recent = recent_view(edition, page, Some(MOST));
    let overdue = guides().filter(|guide| edition.is_stale(guide)).count();
    let count = |level: Level| problems.iter().filter(|problem| problem.level == level).count();
    json!({
        "errors": count(Level::Error),
        "warnings": count(Level::Warning),
        "rules": by_rule(edition, page, problems),
        "overdue": { "count": overdue, "pages": recent["overdue"]["pages"], "more": recent["overdue"]["more"] },
        "orphans": pages(page, orphans),
        "unowned": pages(page, unowned),
        "one_way": pairs(page, one_way),
    })
}

fn pages(from: &Page, mut guides: Vec<&Guide>) -> Value {
    guides.sort_by(|a, b| a.page.cmp(&b.page));
    let count = guides.len();
    let (guides, more) = first(guides, MOST);
    json!({ "count": count, "pages": guides.into_iter().map(|guide| link(from, guide)).collect::<Vec<_>>(), "more": more })
}

fn link(from: &Page, guide: &Guide) -> Value {
    json!({
        "title": guide.outline.title,
        "href": relative_url(&from.path, &guide.page),
        "source": guide.parsed.path.as_str(),
    })
}

fn pairs(from: &Page, found: Vec<(&Guide, &Guide)>) -> Value {
    let count = found.len();
    let (found, more) = first(found, MOST);
    let pair = |(a, b): (&Guide, &Guide)| json!({ "from": link(from, a), "to": link(from, b) });
    json!({ "count": count, "pairs": found.into_iter().map(pair).collect::<Vec<_>>(), "more": more })
}

/// The problems by rule, errors first.
fn by_rule(edition: &Edition, from: &Page, problems: &[Problem]) -> Vec<Value> {
    let mut pages: FxHashMap<&SourcePath, &OutputPath> =
        edition.guides.iter().map(|guide| (&guide.parsed.path, &guide.page)).collect();
    pages.extend(edition.engagements.iter().map(|placed| (&placed.source, &edition.page(placed.overview).path)));
    let mut rules: BTreeMap<(std::cmp::Reverse<Level>, Rule), Vec<&Problem>> = BTreeMap::new();
    for problem in problems {
        rules.entry((std::cmp::Reverse(problem.level), problem.rule)).or_default().push(problem);
    }
    let view = |problem: &Problem| {
        let place = problem.path.as_ref().map(|path| match problem.place {
            Some((line, column)) => format!("{path}:{line}:{column}"),
            None => path.to_string(),
        });
        let page = problem.path.as_ref().and_then(|path| pages.get(path));
        json!({
            "place": place,
            "href": page.map(|page| relative_url(&from.path, page)),
            "message": with_code(&problem.message),
            "help": problem.help.as_deref().map(with_code),
        })
    };
    let rule = |((level, rule), problems): ((std::cmp::Reverse<Level>, Rule), Vec<&Problem>)| {
        let count = problems.len();
        let (problems, more) = first(problems, MOST);
        let state = match level.0 {
            Level::Error => Status { id: StatusId::Blocked, label: "Error" },
            Level::Warning | Level::Allow => Status { id: StatusId::Active, label: "Warning" },
        };
        json!({
            "name": rule.name(),
            "status": status(&edition.words, state),
            "summary": with_code(&rule.summary()),
            "count": count,
            "problems": problems.into_iter().map(view).collect::<Vec<_>>(),
            "more": more,
        })
    };
    rules.into_iter().map(rule).collect()
}

/// A message as HTML, with what stands between backticks as code.
fn with_code(message: &str) -> String {
    let mut html = String::with_capacity(message.len() + 16);
    let parts: Vec<&str> = message.split('`').collect();
    let is_paired = parts.len() % 2 == 1;
    for (at, part) in parts.into_iter().enumerate() {
        let is_code = is_paired && at % 2 == 1;
        if at > 0 && !is_paired {
            html.push('`');
        }
        html.push_str(if is_code { "<code>" } else { "" });
        push_text(part, &mut html);
        html.push_str(if is_code { "</code>" } else { "" });
    }
    html
}

fn one_way_pairs(edition: &Edition) -> Vec<(&Guide, &Guide)> {
    let keeps_list = |guide: &&Guide| guide.outline.headings.iter().any(|heading| is_related_heading(&heading.text));
    let guides: Vec<&Guide> = edition.guides.iter().map(|guide| &**guide).filter(keeps_list).collect();
    let links: BTreeMap<&OutputPath, (&Guide, Links)> =
        guides.iter().map(|guide| (&guide.page, (*guide, Links::of(&guide.doc())))).collect();
    let mut pairs = Vec::new();
    for (from, (guide, own)) in &links {
        for (to, (other, theirs)) in own.related.iter().filter_map(|to| Some((to, links.get(to)?))) {
            if to != *from && !theirs.all.contains(*from) {
                pairs.push((*guide, *other));
            }
        }
    }
    pairs
}

/// The pages that a guide links to, and those of them that stand in its list of related pages.
#[derive(Default)]
struct Links {
    all: FxHashSet<OutputPath>,
    related: std::collections::BTreeSet<OutputPath>,
    /// The level of the list's heading, while the walk is below it.
    list: Option<u8>,
}

impl Links {
    fn of(doc: &Doc<Target>) -> Self {
        let mut links = Self::default();
        doc.visit(&mut links);
        links
    }
}

impl Visit<Target> for Links {
    fn link(&mut self, link: &Target, _: &[Inline<Target>]) {
        let Target::Page { page, .. } = link else { return };
        if self.list.is_some() {
            self.related.insert(page.clone());
        }
        self.all.insert(page.clone());
    }

    fn heading(&mut self, level: u8, _: &EcoString, inlines: &[Inline<Target>], _: TextRange) {
        if is_related_heading(&inlines_text(inlines)) {
            self.list = Some(level);
        } else if self.list.is_some_and(|list| level <= list) {
            self.list = None;
        }
    }

    fn task(&mut self, _: &crate::doc::ListItem<Target>) {}

    fn element(&mut self, _: &crate::doc::Element<Target>) {}
}
