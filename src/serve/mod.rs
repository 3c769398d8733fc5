//! Serving a book while somebody writes it: from memory, on the loopback, with every open page kept up to date.
//!
//! `Workshop` owns the book: it takes snapshots of the sources, compiles them and publishes each result as a `State` with a
//! number. The server answers from the newest state, and makes each file when it is asked for, by the same code that `build`
//! writes it with; `jobs` makes what takes long. A page is served with one script, which hears what becomes of its file.
//!
//! Nothing here reads the book's folder, apart from large assets, and nothing writes. What is answered is an output or is
//! made here; a request never names anything else.
#![expect(clippy::disallowed_methods, reason = "a server measures how long it takes")]

mod address;
mod answer;
mod events;
mod http;
mod insert;
mod jobs;
mod live;
mod pages;
mod problems;
mod state;
mod workshop;

pub use http::serve;
pub use live::Live;
pub use workshop::{News, Workshop};
