//! What YAML, front matter and `book.toml` may say, declared once.
//!
//! Text becomes a spanned tree (`yaml`, `toml`, `node`); short forms are written out on it (`short`); the types in
//! `things`, declared by `shapes!` with their table (`shape`), are read from it (`read`). Knows nothing of Markdown, of
//! other files, or of what day it is. `json` writes the tables for editors, `manual` for people.

#[macro_use]
mod macros;

pub mod field_path;
pub mod json;
pub mod kind;
pub mod manual;
pub mod node;
pub mod read;
pub mod scalar;
pub mod shape;
pub mod short;
pub mod subject;
pub mod things;
pub mod toml;
pub mod yaml;
