//! Turnkey: a folder of engagement YAML and Markdown guides becomes a cross-linked site and, for each customer, a
//! handoff packet. `ARCHITECTURE.md` describes the whole; each module opens with what it takes and gives.

pub mod audience;
pub mod book;
#[cfg(test)]
mod chance;
pub mod check;
pub mod cli;
pub mod compile;
pub mod config;
pub mod diagnostic;
pub mod disk;
pub mod doc;
pub mod html;
mod last;
pub mod model;
pub mod packet;
pub mod parse;
pub mod path;
pub mod picture;
pub mod proof;
pub mod schema;
#[cfg(feature = "serve")]
pub mod serve;
pub mod site;
pub mod source;
pub mod store;
pub mod text;
#[cfg(feature = "serve")]
pub mod watch;
