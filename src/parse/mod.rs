//! Each source file on its own: bytes become a tree, and nothing is looked up outside the file.
//!
//! Takes one file's bytes; gives a `Parsed…` value and what was wrong. Ids, links and dates stay as written.

mod attribute;
mod autolink;
mod builder;
pub mod code;
mod container;
pub mod diagram;
mod embed;
pub mod engagement;
pub mod front_matter;
pub mod glossary;
pub mod guide;
pub mod highlight;
mod html;
pub mod lint;
pub mod markdown;
pub mod minutes;
pub mod nav;
pub mod slug;
mod stitch;
pub mod variable;

pub use autolink::bare_address;
