//! What `![[agenda:kickoff]]` and its like name: the structured data of an engagement, to be put into a page.

use crate::schema::kind::Kind;

/// Which data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum DataKind {
    Agenda,
    Checklist,
    Timeline,
    Milestones,
    Metrics,
    Contacts,
    Raci,
    Raid,
    Requirements,
    Gotchas,
}

/// The name of data, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataName<'a> {
    /// The engagement, where one is written: `larkspur/timeline`.
    pub engagement: Option<&'a str>,
    /// Which data.
    pub data: DataKind,
    /// Of which thing, for an agenda or a checklist.
    pub id: Option<&'a str>,
}

impl DataKind {
    /// All, by name.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("agenda", Self::Agenda),
        ("checklist", Self::Checklist),
        ("timeline", Self::Timeline),
        ("milestones", Self::Milestones),
        ("metrics", Self::Metrics),
        ("contacts", Self::Contacts),
        ("raci", Self::Raci),
        ("raid", Self::Raid),
        ("requirements", Self::Requirements),
        ("gotchas", Self::Gotchas),
    ];

    /// The kind of thing whose id follows the colon.
    #[must_use]
    pub fn of(self) -> Option<Kind> {
        match self {
            Self::Agenda => Some(Kind::Meeting),
            Self::Checklist => Some(Kind::Phase),
            _ => None,
        }
    }
}

impl<'a> DataName<'a> {
    /// Reads what stands between the brackets; none where it names no data.
    #[must_use]
    pub fn read(name: &'a str) -> Option<Self> {
        let (front, id) = match name.split_once(':') {
            Some((front, id)) => (front, Some(id.trim())),
            None => (name, None),
        };
        let (engagement, word) = match front.rsplit_once('/') {
            Some((engagement, word)) => (Some(engagement.trim()), word),
            None => (None, front),
        };
        let (_, data) = DataKind::ALL.iter().find(|(known, _)| *known == word.trim())?;
        (data.of().is_some() == id.is_some()).then_some(Self { engagement, data: *data, id })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_named_with_what_it_is_of() {
        let agenda = DataName { engagement: Some("larkspur"), data: DataKind::Agenda, id: Some("kickoff") };
        assert_eq!(DataName::read("larkspur/agenda:kickoff"), Some(agenda));
        assert_eq!(DataName::read("timeline").map(|name| name.data), Some(DataKind::Timeline));
        assert_eq!(DataName::read("agenda"), None);
        assert_eq!(DataName::read("raid:quota"), None);
        assert_eq!(DataName::read("guides/rollback"), None);
    }
}
