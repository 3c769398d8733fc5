//! The site: which pages there are, and the HTML they are made of.

pub mod write;
