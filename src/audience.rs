//! Who may read a thing: an order of four, from the narrowest to the widest.

use std::fmt;

/// Who may read a thing. Ordered: what is for `Internal` is for the fewest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// The vendor's own people.
    Internal,
    /// Those and partners.
    Partner,
    /// Those and the customer of the engagement.
    Customer,
    /// Everybody.
    Public,
}

impl Audience {
    /// All of them, narrowest first.
    pub const ALL: [Self; 4] = [Self::Internal, Self::Partner, Self::Customer, Self::Public];

    /// The name as YAML and front matter write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Partner => "partner",
            Self::Customer => "customer",
            Self::Public => "public",
        }
    }

    /// The name as a badge shows it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Internal => "Internal",
            Self::Partner => "Partner",
            Self::Customer => "Customer",
            Self::Public => "Public",
        }
    }

    /// The audience of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|audience| audience.name() == name)
    }

    /// True where a reader of this audience may read what is meant for `meant_for`.
    #[must_use]
    pub fn may_read(self, meant_for: Self) -> bool {
        meant_for >= self
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
