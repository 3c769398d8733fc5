//! The ways in which one scalar is written: text and names, numbers, times, references.
//!
//! Each type here reads itself from a scalar and says in its `FORMAT` what is expected, for messages, the JSON Schema
//! and the reference page. None looks at what stands around it.

mod duration;
mod language;
mod number;
mod reference;
mod target;
mod text;
mod time;
mod zone;

pub use duration::{Amount, Duration};
pub use language::LanguageCode;
pub use number::{Number, Port, Score};
pub use reference::{Cause, Deadline, Reference};
pub use target::{Comparison, Target};
pub use text::{GuidePath, Id, Place, id_from_words};
pub use time::{Moment, Offset, WeekTime, Weeks};
pub use zone::ZoneName;

use super::read::Spanned;
use ecow::EcoString;

/// Words for people.
pub type Text = Spanned<EcoString>;
/// The id of a thing, or a plain id that names one.
pub type Name = Spanned<Id>;
/// A day.
pub type Date = Spanned<jiff::civil::Date>;
