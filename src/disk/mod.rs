//! The disk: the only place that reads a book's files and writes its outputs.
//!
//! Reading gives a snapshot (`Sources`), publishing takes finished files. Nothing here knows what a file means, apart
//! from what must be known to find a book at all.
#![expect(clippy::disallowed_methods, reason = "this is the edge that the rest of the crate must not be")]

mod cache;
mod file;
mod history;
mod issue;
mod journal;
mod publish;
mod read;
mod snapshot;
mod walk;
mod write;

pub use cache::Cache;
pub use history::{Head, ask_history, read_head, read_history};
pub use issue::{Issue, read_file, read_files};
pub use publish::{OutputFolder, Publication, Published};
pub use read::{BookFolder, find_book, read_asset, read_configuration, read_sources};
#[cfg(all(test, feature = "serve"))]
pub(crate) use snapshot::acts;
pub use snapshot::{Changes, Renewed, Snapshot, Standing};
pub use walk::CONFIGURATION;
pub use write::{create_files, is_empty_folder, replace_file};
