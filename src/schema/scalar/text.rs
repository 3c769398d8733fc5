//! Text, and the names and paths that are written as text.

use super::Reference;
use crate::schema::node::Scalar;
use crate::schema::read::{FromScalar, Refusal};
use crate::schema::shape::{Format, Json, Refers};
use ecow::EcoString;
use std::fmt;
use std::ops::Deref;

impl FromScalar for EcoString {
    const FORMAT: &'static Format =
        &Format { name: "text", expected: "text", words: &[], json: Json::TEXT, refers: Refers::Never };

    fn from_scalar(scalar: &Scalar) -> Result<Self, Refusal> {
        Ok(scalar.text.trim_end().into())
    }
}

impl FromScalar for bool {
    const FORMAT: &'static Format = &Format {
        name: "true or false",
        expected: "`true` or `false`",
        words: &[],
        json: Json::TRUTH,
        refers: Refers::Never,
    };

    fn from_scalar(scalar: &Scalar) -> Result<Self, Refusal> {
        let word = scalar.text.as_str();
        match word {
            // YAML has these three ways.
            "true" | "True" | "TRUE" if !scalar.quoted => Ok(true),
            "false" | "False" | "FALSE" if !scalar.quoted => Ok(false),
            _ if matches!(word.to_lowercase().as_str(), "true" | "yes" | "on" | "y") => {
                Err(Refusal { meant: Some("true".to_owned()), reason: None })
            }
            _ if matches!(word.to_lowercase().as_str(), "false" | "no" | "off" | "n") => {
                Err(Refusal { meant: Some("false".to_owned()), reason: None })
            }
            _ => Err(Refusal::default()),
        }
    }
}

macro_rules! text_newtype {
    ($(#[doc = $doc:literal])+ $name:ident) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(EcoString);

        impl From<EcoString> for $name {
            fn from(text: EcoString) -> Self {
                Self(text)
            }
        }

        impl Deref for $name {
            type Target = EcoString;

            fn deref(&self) -> &EcoString {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_newtype! {
    /// The name of a thing in references and addresses: letters and digits in lower case, with `-` between words.
    Id
}

text_newtype! {
    /// A guide by its path: beside the file first, then from the source root.
    GuidePath
}

/// An id, as a regular expression; of the letters beyond ASCII it takes a few more.
pub(super) const ID: &str = "[\\p{Ll}\\p{Lo}\\p{Lm}\\p{M}\\p{N}]+(?:-[\\p{Ll}\\p{Lo}\\p{Lm}\\p{M}\\p{N}]+)*";

impl FromScalar for Id {
    const FORMAT: &'static Format = &Format {
        name: "id",
        expected: "an id such as `network-checks`",
        words: &[],
        json: Json::form(|| ID.to_owned()).or(&["string", "integer", "boolean"]).within(0, None),
        refers: Refers::ById,
    };

    fn from_scalar(scalar: &Scalar) -> Result<Self, Refusal> {
        let meant = id_from_words(&scalar.text);
        if meant == scalar.text && !meant.is_empty() {
            return Ok(Self(meant));
        }
        if let Some(reference) = Reference::parse(&scalar.text) {
            let reason = "the kind is known here, so the id is enough";
            return Err(Refusal { reason: Some(reason.to_owned()), meant: Some(reference.id.into()) });
        }
        let reason = "only letters in lower case, digits and single `-` between them";
        Err(Refusal { reason: Some(reason.to_owned()), meant: Some(meant.into()).filter(|id: &String| !id.is_empty()) })
    }
}

/// True for what nearly every id is: ASCII, and the same as its words give.
fn is_simple_id(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    text.split('-').all(|part| !part.is_empty() && part.bytes().all(is_letter))
}

/// The id that words give: `Confirm cluster access` is `confirm-cluster-access`.
#[must_use]
pub fn id_from_words(words: &str) -> EcoString {
    if is_simple_id(words) {
        return words.into();
    }
    let lower = words.to_lowercase();
    let parts: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    parts.join("-").into()
}

impl FromScalar for GuidePath {
    const FORMAT: &'static Format = &Format {
        name: "guide",
        expected: "the path of a guide such as `guides/rollback`",
        words: &[],
        json: Json::form(|| "(?!.*://)\\s*\\S.*\\s*".to_owned()).or(&["string", "number", "boolean"]),
        refers: Refers::Never,
    };

    fn from_scalar(scalar: &Scalar) -> Result<Self, Refusal> {
        let path = scalar.text.trim();
        if path.contains("://") {
            return Err(Refusal::because("an address in the web is no guide"));
        }
        if path.is_empty() || path.contains('\n') { Err(Refusal::default()) } else { Ok(Self(path.into())) }
    }
}

/// Where something is to be found, in whichever way it was said.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// A guide.
    Guide(GuidePath),
    /// An address in the web.
    Url(EcoString),
    /// Words.
    Words(EcoString),
}

impl FromScalar for Place {
    const FORMAT: &'static Format = &Format {
        name: "place",
        expected: "the path of a guide, an address, or words",
        words: &[],
        json: Json::TEXT,
        refers: Refers::Never,
    };

    fn from_scalar(scalar: &Scalar) -> Result<Self, Refusal> {
        let text = scalar.text.trim();
        let in_one_word = !text.contains(char::is_whitespace);
        let is_url = text.contains("://") || text.starts_with("mailto:");
        let is_path = text.contains('/') || text.to_lowercase().ends_with(".md");
        Ok(match text {
            _ if in_one_word && is_url => Self::Url(text.into()),
            _ if in_one_word && is_path => Self::Guide(GuidePath(text.into())),
            _ => Self::Words(text.into()),
        })
    }
}
