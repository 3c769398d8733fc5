//! Callouts, details and alternatives.
//!
//! What folds is a `<details>`, so it works without scripts; in a file of several documents it is open, as on paper.
//! Alternatives stand one after another with their names; a site's script makes tabs of them.

use super::Writer;
use crate::doc::{Block, CalloutKind, Fold, Inline, Tab, Target};

impl Writer<'_> {
    pub(super) fn callout(
        &mut self,
        kind: CalloutKind,
        fold: Fold,
        title: Option<&[Inline<Target>]>,
        blocks: &[Block<Target>],
    ) {
        let (name, heading) = match fold {
            Fold::Never => ("aside", "p"),
            Fold::Open | Fold::Closed => ("details", "summary"),
        };
        self.put(format_args!("<{name} class=\"callout callout-{}", kind.name()));
        // A kind is never said by colour and sign alone: where the author wants no title, its name is still read out.
        let untitled = fold == Fold::Never && title.is_some_and(<[_]>::is_empty);
        self.out.push_str(match fold {
            Fold::Never if untitled => " untitled\" role=\"note\">",
            Fold::Never => "\" role=\"note\">",
            Fold::Closed if self.in_file.is_some() => "\" open>",
            Fold::Closed => "\">",
            Fold::Open => "\" open>",
        });
        self.put(format_args!("<{heading} class=\"callout-title\">"));
        match title {
            Some(title) if !title.is_empty() => self.phrasing(title),
            _ if untitled => {
                self.out.push_str("<span class=\"unseen\">");
                self.push_said(kind.title());
                self.out.push_str("</span>");
            }
            _ => self.push_said(kind.title()),
        }
        self.end(heading);
        self.blocks(blocks);
        self.end(name);
    }

    pub(super) fn details(&mut self, open: bool, title: Option<&[Inline<Target>]>, blocks: &[Block<Target>]) {
        let open = open || self.in_file.is_some();
        self.out.push_str(if open { "<details open><summary>" } else { "<details><summary>" });
        match title {
            Some(title) if !title.is_empty() => self.phrasing(title),
            _ => self.push_said("Details"),
        }
        self.end("summary");
        self.blocks(blocks);
        self.end("details");
    }

    pub(super) fn tabs(&mut self, tabs: &[Tab<Target>]) {
        self.out.push_str("<div class=\"tabs\">\n");
        for tab in tabs {
            self.out.push_str("<div class=\"tab\"><p class=\"tab-name\">");
            self.phrasing(&tab.title);
            self.end("p");
            self.blocks(&tab.blocks);
            self.end("div");
        }
        self.end("div");
    }
}
