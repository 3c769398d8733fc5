//! The site: which pages there are and what stands on them. Takes an edition and gives files; reads and writes no disk.

pub mod search;
