//! What people write in the place of a secret.

/// Words that no secret holds, in lower case.
const WORDS: [&str; 31] = [
    "changeme",
    "change-me",
    "change_me",
    "replaceme",
    "replace-me",
    "replace_me",
    "example",
    "placeholder",
    "redacted",
    "removed",
    "hidden",
    "masked",
    "dummy",
    "sample",
    "fixme",
    "todo",
    "your",
    "password",
    "passwort",
    "insert",
    "1password",
    "bitwarden",
    "keepass",
    "keychain",
    "lastpass",
    "vault",
    "secret",
    "xxxx",
    "....",
    "****",
    "12345",
];

/// What begins a value that says where the secret is: a variable, a template, a reference, a command.
const STARTS: [&str; 21] = [
    "$", "<", "{", "%", "*", "&", "!", "@", "[", "(", "#", "env:", "file:", "op://", "arn:", "ssm:", "sops:", "enc[",
    "ref:", "sha256:", "sha512:",
];

/// True where `value` stands for a secret, or says where it is.
pub(super) fn is_stand_in(value: &str) -> bool {
    let lower = value.to_lowercase();
    let is_reference = ["${", "{{", "$(", "}}", "::", "://"].iter().any(|sign| lower.contains(sign));
    // A call, an index or a field of a program: `os.environ["X"]`, `config.get(...)`, `secrets.DEPLOY`.
    let is_code = value.contains(['(', '[', '<', '>', '{', '}']) || is_field(value);
    // `vault:...`, `kv/data/...`: a place with its kind.
    let is_place = value.split_once(':').is_some_and(|(kind, rest)| {
        kind.len() >= 2 && kind.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') && !rest.is_empty()
    });
    is_reference
        || is_code
        || is_place
        || STARTS.iter().any(|start| lower.starts_with(start))
        || WORDS.iter().any(|word| lower.contains(word))
}

/// `secrets.DEPLOY_TOKEN`, `process.env.TOKEN2`: names with dots between them.
fn is_field(value: &str) -> bool {
    let parts: Vec<&str> = value.split('.').collect();
    let is_name = |part: &&str| {
        part.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    parts.len() > 1 && parts.iter().all(is_name) && parts.iter().all(|part| part.len() <= 24)
}

/// Letters in the order of the alphabet or of the keyboard, or few of them again and again: what is typed to fill a field.
pub(super) fn is_sequence(value: &str) -> bool {
    let lower = value.to_lowercase();
    let bytes = lower.as_bytes();
    let repeats = bytes.windows(4).any(|four| four.iter().all(|byte| *byte == four[0]));
    let rises = bytes.windows(6).any(|six| six.windows(2).all(|pair| pair[1] == pair[0].wrapping_add(1)));
    let is_typed = ["qwerty", "asdfgh", "zxcvb", "abc123", "letmein"].iter().any(|typed| lower.contains(typed));
    repeats || rises || is_typed
}
