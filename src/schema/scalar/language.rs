//! The code of a language, in the form that BCP 47 gives it: `de`, `pt-BR`, `zh-Hant-TW`.

use crate::schema::node::Scalar;
use crate::schema::read::{FromScalar, Refusal};
use crate::schema::shape::{Format, Json, Refers};
use ecow::EcoString;

/// A language by its code; whether there is such a language is not asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LanguageCode(pub EcoString);

/// Names of languages that people write for their codes.
const NAMES: &[(&str, &str)] = &[
    ("english", "en"),
    ("german", "de"),
    ("deutsch", "de"),
    ("french", "fr"),
    ("français", "fr"),
    ("spanish", "es"),
    ("español", "es"),
    ("portuguese", "pt"),
    ("português", "pt"),
    ("italian", "it"),
    ("dutch", "nl"),
    ("japanese", "ja"),
    ("chinese", "zh"),
];

impl FromScalar for LanguageCode {
    const FORMAT: &'static Format = &Format {
        name: "language",
        expected: "the code of a language, such as `en`, `de` or `pt-BR`",
        words: &[],
        json: Json::form(|| "[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*".to_owned()),
        refers: Refers::Never,
    };

    fn from_scalar(scalar: &Scalar) -> Result<Self, Refusal> {
        let code = scalar.text.trim();
        if is_code(code) {
            return Ok(Self(code.into()));
        }
        let named = NAMES.iter().find(|(name, _)| *name == code.to_lowercase()).map(|(_, code)| (*code).to_owned());
        let hyphenated = Some(code.replace('_', "-")).filter(|code| is_code(code));
        Err(Refusal { reason: None, meant: named.or(hyphenated) })
    }
}

fn is_code(text: &str) -> bool {
    let mut parts = text.split('-');
    let is_language = |code: &str| (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_subtag = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    parts.next().is_some_and(is_language) && parts.all(is_subtag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_not_a_code() {
        let language =
            |text: &str| LanguageCode::from_scalar(&Scalar::new(text, false, text)).map_err(|refusal| refusal.meant);
        for known in ["en", "de", "pt-BR", "zh-Hant-TW", "gsw"] {
            assert!(language(known).is_ok(), "{known}");
        }
        for (slip, meant) in
            [("English", Some("en")), ("pt_BR", Some("pt-BR")), ("e", None), ("Klingon", None), ("en-", None)]
        {
            assert_eq!(language(slip), Err(meant.map(str::to_owned)), "{slip}");
        }
    }
}
