//! Turnkey: a folder of engagement YAML and Markdown guides becomes a cross-linked site and, for each customer, a
//! handoff packet. `ARCHITECTURE.md` describes the whole; each module opens with what it takes and gives.

pub mod audience;
pub mod diagnostic;
pub mod doc;
pub mod packet;
pub mod path;
pub mod source;
pub mod text;
