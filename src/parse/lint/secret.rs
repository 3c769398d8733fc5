//! Tokens, private keys and passwords that stand in a file.
//!
//! Takes the text of a guide or a YAML file as it is, code and all; what is found is never repeated in a message. Issuers
//! give their tokens a form that nothing else has; of other values the name before them says that they are secret, and
//! then the value must look as if nobody had made it up for an example. What stands for a secret, such as `<password>`,
//! `$TOKEN`, `changeme` and `vault:...`, is none.

mod placeholder;
#[cfg(test)]
mod tests;

use super::Findings;
use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::text::TextRange;
use aho_corasick::{AhoCorasick, MatchKind};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use placeholder::{is_sequence, is_stand_in};
use std::ops::Range;
use std::sync::LazyLock;

/// What may be a secret.
#[derive(Debug, PartialEq, Eq)]
struct Secret {
    place: Range<usize>,
    /// "an access key of AWS".
    what: &'static str,
    /// The letters that every token of the kind begins with, which tell nobody anything.
    start: &'static str,
}

/// The form of an issuer's tokens.
struct Form {
    start: &'static str,
    what: &'static str,
    /// How many characters follow at least, and at most.
    length: (usize, usize),
    letters: fn(u8) -> bool,
}

const fn form(start: &'static str, what: &'static str, length: (usize, usize), letters: fn(u8) -> bool) -> Form {
    Form { start, what, length, letters }
}

fn is_base32(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn is_url_safe(byte: u8) -> bool {
    is_word(byte) || byte == b'-'
}

fn is_dotted(byte: u8) -> bool {
    is_url_safe(byte) || byte == b'.'
}

fn is_path(byte: u8) -> bool {
    is_word(byte) || byte == b'/'
}

static FORMS: [Form; 24] = [
    form("AKIA", "an access key of AWS", (16, 16), is_base32),
    form("ASIA", "an access key of AWS", (16, 16), is_base32),
    form("ghp_", "a token of GitHub", (36, 255), is_word),
    form("gho_", "a token of GitHub", (36, 255), is_word),
    form("ghu_", "a token of GitHub", (36, 255), is_word),
    form("ghs_", "a token of GitHub", (36, 255), is_word),
    form("ghr_", "a token of GitHub", (36, 255), is_word),
    form("github_pat_", "a token of GitHub", (50, 255), is_word),
    form("glpat-", "a token of GitLab", (20, 255), is_dotted),
    form("gldt-", "a token of GitLab", (20, 255), is_dotted),
    form("glrt-", "a token of GitLab", (20, 255), is_dotted),
    form("xoxb-", "a token of Slack", (20, 255), is_url_safe),
    form("xoxp-", "a token of Slack", (20, 255), is_url_safe),
    form("xoxa-", "a token of Slack", (20, 255), is_url_safe),
    form("xoxr-", "a token of Slack", (20, 255), is_url_safe),
    form("xoxs-", "a token of Slack", (20, 255), is_url_safe),
    form("xapp-", "a token of Slack", (20, 255), is_url_safe),
    form("hooks.slack.com/services/", "the address of a Slack webhook", (40, 120), is_path),
    form("sk_live_", "a key of Stripe", (20, 255), is_word),
    form("rk_live_", "a key of Stripe", (20, 255), is_word),
    form("AIza", "a key of Google", (35, 35), is_url_safe),
    form("npm_", "a token of npm", (36, 36), is_word),
    form("SG.", "a key of SendGrid", (60, 80), is_dotted),
    form("sk-ant-", "a key of Anthropic", (30, 255), is_url_safe),
];

/// Names of what is secret, in lower case; what they end is `DB_PASSWORD` and `clientSecret` too. Of a password people
/// remember, fewer letters are enough.
const NAMES: [(&str, Strength); 17] = [
    ("password", Strength::Remembered),
    ("passwd", Strength::Remembered),
    ("passphrase", Strength::Remembered),
    ("pwd", Strength::Remembered),
    ("secret", Strength::Made),
    ("token", Strength::Made),
    ("api_key", Strength::Made),
    ("api-key", Strength::Made),
    ("apikey", Strength::Made),
    ("api key", Strength::Made),
    ("access_key", Strength::Made),
    ("accesskey", Strength::Made),
    ("secret_key", Strength::Made),
    ("secretkey", Strength::Made),
    ("private_key", Strength::Made),
    ("privatekey", Strength::Made),
    ("credential", Strength::Made),
];

/// How a secret came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Strength {
    /// Somebody thought of it.
    Remembered,
    /// A machine made it.
    Made,
}

const JWT: &str = "eyJ";
const PEM: &str = "-----BEGIN ";
const ADDRESS: &str = "://";

/// What tokens begin with. Case tells them from words; so a text is gone through many bytes at a time.
static STARTS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let starts = FORMS.iter().map(|form| form.start).chain([JWT, PEM, ADDRESS]);
    let builder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(starts);
    builder.expect("a few short words make an automaton")
});

/// What stands between a name and its value. Names may be of either case and words of every page, so they are looked for
/// only before one of these.
static SIGNS: LazyLock<AhoCorasick> =
    LazyLock::new(|| AhoCorasick::new([":", "="]).expect("two signs make an automaton"));

/// Reports what looks like a secret.
pub(super) fn check(found: &mut Findings<'_>) {
    for secret in find(found.text) {
        if found.is_full(Rule::PossibleSecret) {
            continue;
        }
        let at = Location { path: found.path.clone(), range: TextRange::new(secret.place.start, secret.place.end) };
        let shown = if secret.start.is_empty() { String::new() } else { format!(" (`{}...`)", secret.start) };
        let message = format!("this looks like {}{shown}", secret.what);
        found.diagnostics.push(
            Diagnostic::new(Rule::PossibleSecret, at, message)
                .label("whoever has this file has it")
                .help("Have it replaced by a new one, keep that in a vault, and write where it is: `vault:...`."),
        );
    }
}

fn find(text: &str) -> Vec<Secret> {
    let by_form = STARTS.find_iter(text).filter_map(|start| {
        let found = match start.pattern().as_usize() {
            at if at < FORMS.len() => token(text, start.start(), &FORMS[at]),
            at => match at - FORMS.len() {
                0 => web_token(text, start.start()),
                1 => private_key(text, start.start()),
                _ => in_address(text, start.range()),
            },
        };
        Some((start.start(), found?))
    });
    let by_name = SIGNS.find_iter(text).filter_map(|sign| {
        let (name, strength) = name_before(text, sign.start()).filter(|(name, _)| !is_of_site(text, *name))?;
        Some((name, named(text, sign.start(), strength)?))
    });
    let mut all: Vec<(usize, Secret)> = by_form.chain(by_name).collect();
    all.sort_by_key(|(from, _)| *from);
    let mut secrets: Vec<Secret> = Vec::new();
    for (_, secret) in all {
        match secrets.last_mut().filter(|last| last.place.end > secret.place.start) {
            // What its form tells says more than the name before it.
            Some(last) if last.start.is_empty() && !secret.start.is_empty() => *last = secret,
            Some(_) => {}
            None => secrets.push(secret),
        }
    }
    secrets
}

/// How many of the next bytes are of a kind.
fn run(text: &str, from: usize, letters: impl Fn(u8) -> bool) -> usize {
    text.as_bytes()[from..].iter().take_while(|byte| letters(**byte)).count()
}

/// True where a word may begin: what goes on from letters before is a part of something else.
fn begins_word(text: &str, at: usize) -> bool {
    at == 0 || !is_url_safe(text.as_bytes()[at - 1])
}

fn token(text: &str, at: usize, form: &Form) -> Option<Secret> {
    // Case tells tokens from words.
    let body = at + form.start.len();
    if text.get(at..body)? != form.start || !begins_word(text, at) {
        return None;
    }
    let length = run(text, body, form.letters);
    let length = text[body..body + length].trim_end_matches(['.', '-']).len();
    let secret = &text[body..body + length];
    let fits = (form.length.0..=form.length.1).contains(&length);
    (fits && is_random(secret)).then(|| Secret { place: at..body + length, what: form.what, start: form.start })
}

/// A JSON Web Token: three parts, of which the first two are JSON.
fn web_token(text: &str, at: usize) -> Option<Secret> {
    if !text[at..].starts_with("eyJ") || !begins_word(text, at) {
        return None;
    }
    let length = run(text, at, is_dotted);
    let secret = text[at..at + length].trim_end_matches('.');
    let [head, body, signature] = secret.split('.').collect::<Vec<_>>()[..] else { return None };
    let fits = head.len() >= 12 && body.starts_with("eyJ") && body.len() >= 12 && signature.len() >= 20;
    // The one that jwt.io shows stands in documentation everywhere.
    let is_well_known = body.starts_with("eyJzdWIiOiIxMjM0NTY3ODkw");
    (fits && !is_well_known && is_random(signature)).then(|| Secret {
        place: at..at + secret.len(),
        what: "a JSON Web Token",
        start: "eyJ",
    })
}

/// A private key with its letters; the lines around it alone are how people write of one.
fn private_key(text: &str, at: usize) -> Option<Secret> {
    let line = text[at..].lines().next()?;
    let (title, rest) = line.strip_prefix("-----BEGIN ")?.split_once("-----")?;
    if !title.ends_with("PRIVATE KEY") && title != "PGP PRIVATE KEY BLOCK" {
        return None;
    }
    // In one line its breaks are written `\n`, and all of it is marked.
    let is_one_line = rest.contains("\\n");
    let head = "-----BEGIN ".len() + title.len() + "-----".len();
    let length = if is_one_line { line.trim_end_matches(['"', '\'', ',', ' ', '}']).len() } else { head };
    let body: Vec<&str> = if is_one_line {
        rest.split("\\n").map(str::trim).filter(|line| !line.is_empty()).collect()
    } else {
        let lines = text[at..].lines().skip(1).take(8);
        lines.map(|line| line.trim_start_matches([' ', '\t', '>', '|', '#', '*']).trim()).collect()
    };
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
    let is_body = |line: &&&str| line.len() >= 40 && line.bytes().all(is_base64) && is_random(line);
    let has_body = body.iter().take_while(|line| !line.starts_with("-----END")).any(|line| is_body(&line));
    has_body.then(|| Secret { place: at..at + length, what: "a private key", start: "" })
}

/// `https://name:password@host`.
fn in_address(text: &str, at: Range<usize>) -> Option<Secret> {
    let rest = text.get(at.end..)?;
    let ends = |byte: u8| byte.is_ascii_whitespace() || b"/\"'`<>()[]|,\\".contains(&byte);
    let authority = &rest[..run(rest, 0, |byte| !ends(byte))];
    let (user, host) = authority.rsplit_once('@')?;
    let (name, password) = user.split_once(':')?;
    let host = host.split(':').next()?.to_ascii_lowercase();
    let is_local = matches!(host.as_str(), "localhost" | "127.0.0.1" | "host") || host.is_empty();
    let is_documentation = ["example.com", "example.org", "example.net"].iter().any(|known| host.ends_with(known));
    if is_local || is_documentation || name.eq_ignore_ascii_case(password) || !is_remembered(password) {
        return None;
    }
    let start = at.end + name.len() + 1;
    Some(Secret { place: start..start + password.len(), what: "the password in an address", start: "" })
}

/// Where the name begins that the sign at `sign` stands after: `password: `, `DB_PASSWORD=`, `"token": `, `**token** = `.
fn name_before(text: &str, sign: usize) -> Option<(usize, Strength)> {
    let before = text[..sign].trim_end_matches([' ', '\t']);
    let before = before.strip_suffix("**").unwrap_or(before);
    let before = before.strip_suffix(['"', '\'', '`']).unwrap_or(before).as_bytes();
    // What every name ends with, as most words do not.
    if !before.last().is_some_and(|last| b"deltny".contains(&last.to_ascii_lowercase())) {
        return None;
    }
    NAMES.iter().find_map(|(name, strength)| {
        let start = before.len().checked_sub(name.len())?;
        before[start..].eq_ignore_ascii_case(name.as_bytes()).then_some((start, *strength))
    })
}

/// True where the name at `name` ends a longer one in the query of an address, as in `?searchToken=`: what a site names so is mostly
/// its own affair.
fn is_of_site(text: &str, name: usize) -> bool {
    let before = text[..name].trim_end_matches(|letter: char| letter.is_ascii_alphanumeric());
    let more = text[before.len()..name].to_ascii_lowercase();
    before.ends_with(['?', '&'])
        && !more.is_empty()
        && !["access", "api", "auth", "bearer", "client", "id", "private", "refresh", "session", "user"]
            .contains(&more.as_str())
}

/// A value after a name that says that it is secret, and the sign at `sign`.
fn named(text: &str, sign: usize, strength: Strength) -> Option<Secret> {
    let (sign, value) = (text.as_bytes()[sign], &text[sign + 1..]);
    // `==`, `::` and `:=` are of programs.
    if value.starts_with(['=', ':']) {
        return None;
    }
    let value = value.strip_prefix("**").unwrap_or(value).trim_start_matches([' ', '\t']);
    let quote = value.chars().next().filter(|letter| matches!(letter, '"' | '\'' | '`'));
    let value = quote.map_or(value, |_| &value[1..]);
    let secret = match quote {
        Some(quote) => value.split(['\n', quote]).next()?,
        None => {
            let ends = |byte: u8| byte.is_ascii_whitespace() || b",;\"'`|)]}<>\\&".contains(&byte);
            let end = run(value, 0, |byte| !ends(byte));
            let secret = &value[..end];
            // What words follow after a colon is a sentence.
            let rest = value[end..].trim_start_matches([' ', '\t']);
            let is_whole =
                end == value.len() || rest.is_empty() || rest.starts_with(['\n', '\r', ',', '}', ']', '#', '|', '`']);
            if sign == b':' && !is_whole {
                return None;
            }
            // What has been cut short is shown, not given away.
            if secret.ends_with("..") {
                return None;
            }
            secret.trim_end_matches(['.', '!', '?'])
        }
    };
    let fits = match strength {
        Strength::Remembered => is_remembered(secret),
        Strength::Made => is_made(secret),
    };
    let start = secret.as_ptr() as usize - text.as_ptr() as usize;
    let what = if strength == Strength::Remembered { "a password" } else { "a secret value" };
    fits.then(|| Secret { place: start..start + secret.len(), what, start: "" })
}

/// Kinds of characters in a value.
fn kinds(value: &str) -> [bool; 4] {
    let any = |kind: fn(&u8) -> bool| value.as_bytes().iter().any(kind);
    [
        any(u8::is_ascii_lowercase),
        any(u8::is_ascii_uppercase),
        any(u8::is_ascii_digit),
        any(|byte| !byte.is_ascii_alphanumeric()),
    ]
}

/// What people choose where letters and digits are asked for: `hunter2`. Words alone are more often said about a
/// password than used as one, and so are those with a number behind a hyphen, such as `app-db-1`.
fn is_remembered(value: &str) -> bool {
    let [lower, upper, digit, sign] = kinds(value);
    let has_letters = lower || upper;
    // `app-db-1`, and `ConvertTo-SecureString`.
    let is_part = |part: &str| !part.is_empty() && (is_plain(part) || part.bytes().all(|b| b.is_ascii_alphabetic()));
    let is_name = value.split(['-', '_', '.']).all(is_part) && value.contains(['-', '_', '.']);
    (6..=128).contains(&value.len())
        && value.is_ascii()
        && has_letters
        && (digit || (sign && lower && upper && !is_name))
        && !is_name
        && !is_stand_in(value)
        && !is_sequence(value)
        && !is_encoded_example(value)
}

/// Letters of one case or digits alone.
fn is_plain(part: &str) -> bool {
    let bytes = part.as_bytes();
    bytes.iter().all(u8::is_ascii_lowercase)
        || bytes.iter().all(u8::is_ascii_uppercase)
        || (bytes.len() <= 4 && bytes.iter().all(u8::is_ascii_digit))
        || (bytes.len() <= 4 && bytes.iter().all(u8::is_ascii_alphanumeric))
}

/// What a machine makes: long, mixed, and no name, digest, path or identifier.
fn is_made(value: &str) -> bool {
    let [lower, upper, digit, _] = kinds(value);
    let is_digest = matches!(value.len(), 32 | 40 | 64)
        && value.bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase());
    let is_token = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=_-.~".contains(&byte));
    let is_name = value.split(['-', '_', '.', '/']).all(is_plain);
    (16..=512).contains(&value.len())
        && is_token
        && (lower || upper)
        && digit
        && (!is_name || is_digest)
        && !value.contains("..")
        && !value.starts_with('/')
        && !is_uuid(value)
        && !is_stand_in(value)
        && !is_encoded_example(value)
        && is_random(value)
}

/// True for what is in base64 only because a manifest of Kubernetes wants it so, and says nothing secret: `strong-password`.
fn is_encoded_example(value: &str) -> bool {
    let decoded = BASE64_STANDARD.decode(value).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    decoded.is_some_and(|text| {
        let text = text.trim();
        text.len() >= 4
            && text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
            && !is_remembered(text)
            && !is_made(text)
    })
}

fn is_uuid(value: &str) -> bool {
    let parts: Vec<usize> = value.split('-').map(str::len).collect();
    parts == [8, 4, 4, 4, 12]
}

/// True for letters as chance gives them: many different ones, in no order, and not the example of a manual.
fn is_random(value: &str) -> bool {
    /// Bits for each character: `example` repeated has less than three.
    const LEAST: f64 = 3.0;
    let upper = value.to_ascii_uppercase();
    let is_example = ["EXAMPLE", "XXXX", "PLACEHOLDER", "YOUR", "REDACTED", "....", "0000000"]
        .iter()
        .any(|word| upper.contains(word));
    !is_example && !is_sequence(value) && entropy(value) >= LEAST
}

/// Shannon's entropy of the bytes of `value`, in bits for each.
fn entropy(value: &str) -> f64 {
    let mut counts = [0_u32; 256];
    value.bytes().for_each(|byte| counts[usize::from(byte)] += 1);
    let total = f64::from(u32::try_from(value.len()).unwrap_or(u32::MAX));
    let bits = |count: &u32| {
        let share = f64::from(*count) / total;
        -share * share.log2()
    };
    counts.iter().filter(|count| **count > 0).map(bits).sum()
}
