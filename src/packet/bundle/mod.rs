//! What lies in a packet's folder beside its documents, and what binds them together: tables for spreadsheets, the data
//! itself, the manifest with its digests, what changed since an issued one, the sums, the archive.
//!
//! Pure: takes what an edition says, or the bytes of files, and gives bytes. Which files there are, and where they go, is
//! decided elsewhere.

mod archive;
mod changes;
mod changes_view;
mod data;
mod entities;
mod manifest;
mod tables;
mod verify;

pub use archive::{Member, archive, members};
pub use changes::{Changed, Changes};
pub use changes_view::with_changes;
pub use data::data;
pub use entities::entities;
pub use manifest::{EditionManifest, Entry, FileEntry, Manifest, PacketManifest, digest_of, packet_manifest, sums};
pub use tables::{checklists, raid_log};
pub use verify::{FileState, Files, compare, verify};

/// The manifest of a folder.
pub const MANIFEST: &str = "manifest.json";
/// The sums of all its files, as `sha256sum` has them.
pub const SUMS: &str = "SHA256SUMS";
/// What is ticked.
pub const CHECKLISTS: &str = "checklists.csv";
/// The RAID log.
pub const RAID_LOG: &str = "raid.csv";
/// The dates.
pub const CALENDAR: &str = "calendar.ics";
/// The engagement's data, which a PDF carries along.
pub const DATA: &str = "engagement.yaml";
