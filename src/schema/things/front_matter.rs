//! The front matter of Markdown pages.

use super::{GuideKind, Marking, Note};
use crate::audience::Audience;
use crate::schema::read::{Keyed, Spanned};
use crate::schema::scalar::{Date, Duration, Name, Text};

shapes! {
    /// What a page says about itself. Further keys are kept for templates, and reported.
    pub struct FrontMatter("page", unknown UnknownFrontMatter) {
        /// The title; else the first heading, else the file name in words.
        title: Option<Text>;
        /// What the page is.
        kind: Option<Spanned<GuideKind>>;
        /// One sentence for lists and search results.
        summary: Option<Text>;
        /// Who may read it; it narrows what its folder and tags say.
        audience: Option<Spanned<Audience>>;
        /// How far the recipient may share it.
        marking: Option<Spanned<Marking>>;
        /// Words under which it is found.
        tags: Vec<Text>;
        /// Who looks after it: a person or a role.
        owner: Option<Text>;
        /// When somebody last followed it and found it right.
        verified: Option<Date>;
        /// How long that holds.
        review_every: Option<Spanned<Duration>>;
        /// Old addresses that lead here.
        aliases: Vec<Text>;
        /// Its place among its neighbours; lower comes first.
        order: Option<Spanned<i64>>;
        /// The engagements it is for: fields and the values they must have.
        applies_to: Keyed<Vec<Text>>;
        /// True while it is not to be published.
        draft: Option<Spanned<bool>>;
        /// The meeting that minutes are of.
        meeting: Option<Name> => names(Meeting);
        /// The day of that meeting.
        date: Option<Date>;
        /// Who was there.
        attendees: Vec<Name> => names(Person);
        /// Remarks that never leave the house.
        notes: Vec<Note> => internal;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::SourcePath;
    use crate::schema::read::{Report, read};
    use crate::schema::yaml;

    #[test]
    fn a_page_may_say_what_it_likes_but_is_told_so() {
        let text =
            "title: Rollback\nkind: runbok\ntags: storage\nverified: 2026-02-30\nlayout: wide\naudeince: customer\n";
        let path = SourcePath::new("a.md").expect("inside");
        let node = yaml::parse(text, &path, 4).value.expect("YAML");
        let page = read::<FrontMatter>(&node, Report::All);
        let said: Vec<_> =
            page.diagnostics.iter().map(|d| (d.rule.name(), d.message.as_str(), d.replacement.as_deref())).collect();
        assert_eq!(
            said,
            [
                ("unknown-front-matter", "`layout` is not a field of a page", None),
                ("unknown-front-matter", "`audeince` is not a field of a page", Some("audience")),
                (
                    "invalid-value",
                    "expected one of `guide`, `runbook`, `design`, `agenda`, `lesson`, `reference`, `minutes`, found `runbok`",
                    Some("runbook"),
                ),
                (
                    "invalid-value",
                    "expected a date such as 2026-03-02, found `2026-02-30`: February 2026 has 28 days",
                    None
                ),
            ]
        );
        assert_eq!(page.value.title.map(|title| title.at.range.start), Some(4 + 7));
        assert_eq!(page.value.tags.len(), 1, "one word may stand for a list");
    }
}
