//! Typed references, `[[kind:id]]`: what each means where it stands.

use super::{Outcome, Resolver};
use crate::diagnostic::{Diagnostic, Rule};
use crate::doc::{RawLink, Target};
use crate::model::PageId;
use crate::schema::kind::Kind;

impl Resolver<'_, '_> {
    /// `[[kind:id]]`.
    pub(super) fn thing(&mut self, link: &RawLink, kind: Kind, id: &str, fragment: &str) -> Outcome {
        let unknown = |what: &str, meant: Option<String>| {
            let message = format!("there is no {what} `{id}`");
            let diagnostic = Diagnostic::new(Rule::UnknownReference, self.at(link), message);
            Err(Box::new(match meant {
                Some(meant) => diagnostic.help(format!("Did you mean `{meant}`?")).replacement(meant),
                None => diagnostic,
            }))
        };
        match kind {
            Kind::Term => {
                let glossary = self.index.glossary;
                if let Some((glossary, term)) = glossary.and_then(|glossary| Some((glossary, glossary.find(id)?))) {
                    let (anchor, title) = (Some(term.anchor.clone()), term.term.clone());
                    return Ok((Target::Page { page: glossary.page.clone(), anchor, title }, None));
                }
                let meant = glossary.and_then(|glossary| glossary.nearest(id));
                unknown("term", meant.map(|meant| format!("term:{meant}")))
            }
            Kind::Guide | Kind::Runbook => {
                let is_meant = |page: &PageId| kind == Kind::Guide || self.index.is_runbook(*page);
                let named: Vec<PageId> = self.index.named(id).iter().copied().filter(is_meant).collect();
                match named.as_slice() {
                    [page] => Ok(self.on_page(link, *page, fragment)),
                    [] => {
                        let meant = self.index.nearest_name(id, is_meant);
                        unknown(kind.label(), meant.map(|meant| format!("{kind}:{meant}")))
                    }
                    several => Err(Box::new(self.ambiguous(link, id, several))),
                }
            }
            _ => Err(Box::new(
                Diagnostic::new(Rule::BrokenLink, self.at(link), format!("a link cannot name a {} yet", kind.label()))
                    .label("only `term:`, `runbook:` and `guide:` lead somewhere")
                    .help("Link to the page that shows it: an engagement's, a phase's or a meeting's."),
            )),
        }
    }
}
