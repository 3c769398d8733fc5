//! A document in a file that it shares with others: ids that are its own, links to what else is there, pictures inside, and
//! our words in its language.

use super::escape::{push_attribute, push_text};
use super::{Writer, fragment_url};
use crate::path::OutputPath;

/// A place in a file that holds several documents, and all that they show.
#[derive(Clone, Copy, Debug)]
pub struct InFile<'a> {
    /// What ids begin with there.
    pub prefix: &'a str,
    /// The level of the heading that the document stands under.
    pub above: u8,
    /// What the numbers of its first headings begin with, where they have any: `3.`.
    pub numbers: Option<&'a str>,
    /// The file.
    pub around: &'a dyn Around,
}

/// What a document has to know of the file that it is in.
pub trait Around: std::fmt::Debug {
    /// Where in the file a page of the book stands, or an id on it, as a URL; none where it does not.
    fn place(&self, page: &OutputPath, anchor: Option<&str>) -> Option<String>;

    /// The picture, as a URL that holds it; none where there is no such picture.
    fn picture(&self, path: &OutputPath) -> Option<&str>;

    /// A phrase of ours, as it is said in the file's language.
    fn say<'s>(&'s self, phrase: &'s str) -> &'s str;
}

impl Writer<'_> {
    /// An id of the document, as it is where that stands.
    pub(super) fn push_id(&mut self, id: &str) {
        if let Some(file) = self.in_file {
            push_attribute(file.prefix, &mut self.out);
        }
        push_attribute(id, &mut self.out);
    }

    /// The way to an id of the document.
    pub(super) fn push_fragment(&mut self, id: &str) {
        match self.in_file {
            Some(file) => push_attribute(&fragment_url(&format!("{}{id}", file.prefix)), &mut self.out),
            None => push_attribute(&fragment_url(id), &mut self.out),
        }
    }

    /// Where a heading would stand that is said already, in a file in which others may lead to it.
    pub(super) fn place(&mut self, anchor: &str) {
        if self.in_file.is_some() {
            self.out.push_str("<span id=\"");
            self.push_id(anchor);
            self.out.push_str("\"></span>");
        }
    }

    /// The number of a heading at this depth of the document, where those have numbers.
    pub(super) fn heading_number(&mut self, depth: u8) {
        if let Some(numbers) = self.in_file.and_then(|file| file.numbers).filter(|_| depth == 1) {
            self.headings += 1;
            let number = self.headings;
            self.put(format_args!("<span class=\"number\">{numbers}{number}</span> "));
        }
    }

    /// A phrase of ours, in the words of the file's language or the page's.
    pub(super) fn push_said(&mut self, phrase: &'static str) {
        match self.in_file {
            Some(file) => push_text(file.around.say(phrase), &mut self.out),
            None => push_text(self.words.say(phrase), &mut self.out),
        }
    }

    /// The same, in an attribute.
    pub(super) fn push_said_attribute(&mut self, phrase: &'static str) {
        match self.in_file {
            Some(file) => push_attribute(file.around.say(phrase), &mut self.out),
            None => push_attribute(self.words.say(phrase), &mut self.out),
        }
    }
}
