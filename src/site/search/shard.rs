//! The files: what each is called, how a payload becomes a script, and the root that names them all.
//!
//! ```js
//! turnkeySearch("lists-3.1f0c9a2b","...");
//! turnkeySearch("root",{"total":20000,"cap":1250,
//!   "words":[["1f0c9a2b",0,"0"],...],"lists":[["77d1e0aa",0],...],"pages":[["5be0c4d2",0],...]});
//! ```
//!
//! For each file of a kind the root has the digest that its id must end with, the number of its first term or page, and for
//! `words` that term itself.

use super::lists::Code;
use crate::path::OutputPath;
use serde_json::{Value, json};

/// The function that each script calls, which the client defines.
const CALL: &str = "turnkeySearch(";

/// The kinds of file below the root.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Words,
    Lists,
    Pages,
}

impl Kind {
    /// What the files are named after.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Lists => "lists",
            Self::Pages => "pages",
        }
    }
}

/// One file before it has its place.
pub(super) struct Shard {
    /// The number of its first term or page.
    pub(super) first: usize,
    /// Its first term, if it is of the lexicon.
    pub(super) first_term: Option<String>,
    /// What it says, as a JavaScript literal.
    pub(super) payload: String,
}

impl Shard {
    fn digest(&self) -> String {
        blake3::hash(self.payload.as_bytes()).to_hex()[..8].to_owned()
    }

    /// The file.
    pub(super) fn file(&self, kind: Kind, number: usize) -> (OutputPath, Vec<u8>) {
        let name = format!("{}-{number}", kind.name());
        let id = format!("{name}.{}", self.digest());
        script(&name, &id, &self.payload)
    }

    fn entry(&self) -> Value {
        match &self.first_term {
            Some(term) => json!([self.digest(), self.first, term]),
            None => json!([self.digest(), self.first]),
        }
    }
}

/// The root.
pub(super) fn root(code: Code, words: &[Shard], lists: &[Shard], pages: &[Shard]) -> (OutputPath, Vec<u8>) {
    let entries = |shards: &[Shard]| shards.iter().map(Shard::entry).collect::<Value>();
    let payload = json!({
        "total": code.pages,
        "cap": code.cap,
        "words": entries(words),
        "lists": entries(lists),
        "pages": entries(pages),
    });
    script("root", "root", &payload.to_string())
}

/// The script that reads the others.
pub(super) fn client() -> (OutputPath, Vec<u8>) {
    (path("client"), include_bytes!("client.js").to_vec())
}

/// `text` as a JavaScript string, which may also stand in HTML.
pub(super) fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn script(name: &str, id: &str, payload: &str) -> (OutputPath, Vec<u8>) {
    (path(name), format!("{CALL}\"{id}\",{payload});\n").into_bytes())
}

fn path(name: &str) -> OutputPath {
    OutputPath::new(&format!("assets/turnkey/search/{name}.js")).expect("a name holds no `..`")
}

/// Id and payload of a script.
pub(super) fn parse(bytes: &[u8]) -> Option<(String, Value)> {
    let arguments = std::str::from_utf8(bytes).ok()?.strip_prefix(CALL)?.strip_suffix(");\n")?;
    let list: Value = serde_json::from_str(&format!("[{arguments}]")).ok()?;
    let [Value::String(id), payload] = list.as_array()?.as_slice() else { return None };
    Some((id.clone(), payload.clone()))
}
