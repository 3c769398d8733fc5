//! The minutes of an engagement: which page they are, of which meeting, on which day, with whom.

use super::people::{Party, People};
use super::{GuideRef, Meeting};
use crate::schema::scalar::Name;
use crate::schema::things;
use jiff::civil::Date;

/// What was said in a meeting.
#[derive(Clone, Debug)]
pub struct Minutes {
    /// The page.
    pub guide: GuideRef,
    /// The meeting.
    pub meeting: Option<Name>,
    /// Its day.
    pub date: Option<Date>,
    /// Who was there, as named.
    pub attendees: Vec<Party>,
}

impl Minutes {
    /// True where they are those of `meeting`.
    #[must_use]
    pub fn is_of(&self, meeting: &Meeting) -> bool {
        self.meeting.as_ref().is_some_and(|id| id.as_str() == meeting.id.as_str())
    }

    pub(super) fn assemble(minutes: &things::Minutes, people: &People) -> Option<Self> {
        Some(Self {
            guide: minutes.guide.clone()?,
            meeting: minutes.meeting.clone(),
            date: minutes.date.as_ref().map(|date| date.value),
            attendees: minutes.attendees.iter().map(|name| people.party(name)).collect(),
        })
    }
}
