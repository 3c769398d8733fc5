//! The one integration binary: linking is what an edit costs, so there is one of it.
//!
//! `order` and `rules` read the project's own files; `links` checks what was built without knowing how.

#![expect(clippy::disallowed_methods, reason = "tests read the project's files and write to temporary folders")]

mod again;
mod audiences;
mod browser;
mod built;
mod calendar;
mod cases;
mod chapters;
#[cfg(feature = "pdf")]
mod check_packets;
mod commands;
mod corpora;
mod data_secrets;
mod determinism;
mod editions;
mod embeds;
mod example_data;
mod fences;
mod fields;
mod generated;
mod hostile;
mod inputs;
#[cfg(feature = "pdf")]
mod kept_packets;
mod labels;
mod link_count;
mod links;
mod markdown;
mod messages;
mod mojibake;
mod mutations;
mod odd_books;
mod one_file;
mod order;
mod packet_folders;
mod packet_plans;
#[cfg(feature = "pdf")]
mod packets;
#[cfg(feature = "pdf")]
mod pages;
#[cfg(feature = "pdf")]
mod paper;
#[cfg(feature = "pdf")]
mod pdf;
mod phrases;
mod proof;
mod proof_counts;
mod publishing;
mod reach;
mod report;
mod restricted;
mod rule_examples;
mod rules;
mod sarif;
mod schema;
mod secrets;
mod seeds;
#[cfg(feature = "serve")]
mod serve;
mod spoken;
mod status;
mod suggestions;
mod tools;
mod validity;
mod vocabulary;
mod warm;
mod withheld;
mod words;
