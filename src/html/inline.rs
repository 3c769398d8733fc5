//! Words: emphasis, links and pictures.

use super::escape::{push_attribute, push_text};
use super::{Scope, Writer, element};
use crate::doc::{Inline, Target, inlines_text, variable_label, variable_path};
use crate::path::{fragment_url, relative_url};

/// What a link leads to, for writing it down.
pub(super) enum Leads {
    To {
        url: String,
        external: bool,
    },
    Nowhere,
    /// Somewhere that is not said.
    Hidden,
}

impl Writer<'_> {
    pub(super) fn inlines(&mut self, inlines: &[Inline<Target>]) {
        for inline in inlines {
            self.inline(inline);
        }
    }

    /// Words where no block may stand among them.
    pub(super) fn phrasing(&mut self, inlines: &[Inline<Target>]) {
        let before = std::mem::replace(&mut self.words_only, true);
        self.inlines(inlines);
        self.words_only = before;
    }

    fn inline(&mut self, inline: &Inline<Target>) {
        match inline {
            Inline::Text { text, .. } => push_text(text, &mut self.out),
            Inline::Variable { text, .. } => {
                self.out.push_str("<var class=\"variable\" title=\"");
                let what = self.words.fill("{what}, of each engagement", &[("what", variable_path(text))]);
                push_attribute(&what, &mut self.out);
                self.out.push_str("\">");
                push_text(&variable_label(text), &mut self.out);
                self.out.push_str("</var>");
            }
            Inline::Code { text, .. } => {
                self.out.push_str("<code>");
                push_text(text, &mut self.out);
                self.out.push_str("</code>");
            }
            Inline::Emphasis(inlines) => self.wrapped("em", inlines),
            Inline::Strong(inlines) => self.wrapped("strong", inlines),
            Inline::Strikethrough(inlines) => self.wrapped("del", inlines),
            Inline::Link { target, title, inlines } => self.link(target, title.as_deref(), inlines),
            Inline::Image { target, alt, title } => self.image(target, alt, title.as_deref(), &[]),
            Inline::FootnoteRef(at) => self.footnote_reference(*at),
            Inline::Break => self.out.push_str("<br>"),
            Inline::Element { element, inlines } => self.inline_element(element, inlines),
        }
    }

    fn wrapped(&mut self, name: &str, inlines: &[Inline<Target>]) {
        self.tag(name);
        self.phrasing(inlines);
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// Where `target` leads from this page.
    pub(super) fn leads(&self, target: &Target) -> Leads {
        match target {
            Target::Page { .. } | Target::Term { .. } | Target::Asset { .. } if self.in_file.is_some() => {
                self.in_file_to(target).map_or(Leads::Hidden, |url| Leads::To { url, external: false })
            }
            Target::Page { page, anchor, .. } => {
                let fragment = anchor.as_deref().map(fragment_url).unwrap_or_default();
                // On the page itself the fragment is enough, and an empty link would reload the page.
                let path = if page == self.page && !fragment.is_empty() {
                    String::new()
                } else {
                    relative_url(self.page, page)
                };
                Leads::To { url: path + &fragment, external: false }
            }
            Target::Term { page, anchor, .. } => {
                Leads::To { url: relative_url(self.page, page) + &fragment_url(anchor), external: false }
            }
            Target::Asset { path, suffix, .. } => {
                Leads::To { url: relative_url(self.page, path) + suffix, external: false }
            }
            Target::External(url) => Leads::To { url: url.to_string(), external: true },
            Target::Words(_) | Target::Hidden => Leads::Hidden,
            Target::Broken => Leads::Nowhere,
        }
    }

    /// Where in the file `target` is.
    fn in_file_to(&self, target: &Target) -> Option<String> {
        let around = self.in_file?.around;
        match target {
            Target::Page { page, anchor, .. } => around.place(page, anchor.as_deref()),
            Target::Term { page, anchor, .. } => around.place(page, Some(anchor)),
            _ => None,
        }
    }

    pub(super) fn link(&mut self, target: &Target, title: Option<&str>, inlines: &[Inline<Target>]) {
        if self.in_link {
            self.link_words(target, inlines);
            return;
        }
        match self.leads(target) {
            Leads::To { url, .. } if let Target::Term { anchor, definition, .. } = target => {
                self.term(&url, anchor, definition, inlines);
            }
            Leads::To { url, external } => {
                self.out.push_str(if !external {
                    "<a href=\""
                } else if self.in_file.is_some() && says_itself(&url, inlines) {
                    // On paper the address need not follow.
                    "<a class=\"external address\" rel=\"noopener\" href=\""
                } else {
                    "<a class=\"external\" rel=\"noopener\" href=\""
                });
                push_attribute(&url, &mut self.out);
                self.out.push('"');
                self.title(title);
                self.out.push('>');
                self.in_link = true;
                self.link_words(target, inlines);
                self.in_link = false;
                self.out.push_str("</a>");
            }
            Leads::Nowhere => {
                self.out.push_str("<span class=\"broken-link\" title=\"");
                self.push_said_attribute("This link leads nowhere");
                self.out.push_str("\">");
                self.phrasing(inlines);
                self.out.push_str("</span>");
            }
            Leads::Hidden => self.link_words(target, inlines),
        }
    }

    /// A word of the trade, with what it means for those who stop at it.
    fn term(&mut self, url: &str, anchor: &str, definition: &str, inlines: &[Inline<Target>]) {
        self.out.push_str("<span class=\"term\"><a href=\"");
        push_attribute(url, &mut self.out);
        self.out.push_str("\" aria-describedby=\"");
        self.terms += 1;
        let id = match self.in_file {
            // A file may mention a term in each of its documents, and in one more than once.
            Some(_) => format!("tk-term-{anchor}-{}", self.terms),
            None => format!("tk-term-{anchor}"),
        };
        self.push_id(&id);
        self.out.push_str("\">");
        self.phrasing(inlines);
        self.out.push_str("</a><span class=\"term-note\" role=\"tooltip\" id=\"");
        self.push_id(&id);
        self.out.push_str("\">");
        push_text(definition, &mut self.out);
        self.out.push_str("</span></span>");
    }

    /// The author's words, or what stands in for them.
    fn link_words(&mut self, target: &Target, inlines: &[Inline<Target>]) {
        let before = self.out.len();
        self.phrasing(inlines);
        if !self.out[before..].trim().is_empty() {
            return;
        }
        match target {
            Target::Page { title, .. } => push_text(title, &mut self.out),
            Target::Asset { path, .. } => push_text(path.file_name(), &mut self.out),
            Target::External(url) => push_text(url, &mut self.out),
            Target::Term { .. } | Target::Words(_) | Target::Hidden | Target::Broken => {}
        }
    }

    fn title(&mut self, title: Option<&str>) {
        if let Some(title) = title {
            self.out.push_str(" title=\"");
            push_attribute(title, &mut self.out);
            self.out.push('"');
        }
    }

    /// A picture, with the attributes that an author's `<img>` has besides. One on another host becomes a link: pages
    /// ask no other host for anything.
    pub(super) fn image(&mut self, target: &Target, alt: &str, title: Option<&str>, attributes: &[(&str, &str)]) {
        match target {
            Target::Asset { path, .. } if self.in_file.is_some_and(|file| file.around.picture(path).is_none()) => {
                self.missing(if alt.trim().is_empty() { path.file_name() } else { alt });
            }
            Target::Asset { path, suffix, size } => {
                self.out.push_str("<img src=\"");
                match self.in_file.and_then(|file| file.around.picture(path)) {
                    Some(url) => push_attribute(url, &mut self.out),
                    None => {
                        push_attribute(&relative_url(self.page, path), &mut self.out);
                        push_attribute(suffix, &mut self.out);
                    }
                }
                self.out.push_str("\" alt=\"");
                push_attribute(alt, &mut self.out);
                self.out.push('"');
                if self.in_file.is_none() {
                    self.out.push_str(" loading=\"lazy\" decoding=\"async\"");
                }
                let own_size = attributes.iter().any(|(name, _)| matches!(*name, "width" | "height"));
                if let Some((width, height)) = size.filter(|_| !own_size) {
                    self.put(format_args!(" width=\"{width}\" height=\"{height}\""));
                }
                for (name, value) in attributes {
                    self.attribute(name, value);
                }
                self.title(title);
                self.out.push('>');
            }
            Target::Words(_) | Target::Hidden => push_text(alt, &mut self.out),
            Target::Broken => self.missing(alt),
            // What only adorns the words of a link has none itself.
            Target::External(_) if self.in_link && alt.trim().is_empty() => {}
            Target::Page { .. } | Target::Term { .. } | Target::External(_) => {
                let words = Inline::Text { text: alt.into(), range: crate::text::TextRange::default() };
                let words = if alt.is_empty() { Vec::new() } else { vec![words] };
                self.link(target, title, &words);
            }
        }
    }

    /// The words of a picture that is not there.
    fn missing(&mut self, words: &str) {
        self.out.push_str("<span class=\"missing-asset\">");
        push_text(words, &mut self.out);
        self.out.push_str("</span>");
    }

    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        if name == "id" && self.scope != Scope::Page {
            return;
        }
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        if name == "id" {
            self.push_id(value);
        } else {
            push_attribute(value, &mut self.out);
        }
        self.out.push('"');
    }

    fn inline_element(&mut self, element: &crate::doc::Element<Target>, inlines: &[Inline<Target>]) {
        if element.name == "img" {
            self.image_element(element);
            return;
        }
        // A block among words that may hold none keeps its place without being one.
        let name = if self.words_only && element::is_block(&element.name) { "span" } else { element.name.as_str() };
        self.open_element(name, element);
        if !element::is_void(name) {
            self.inlines(inlines);
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        }
    }
}

/// True where the words of a link are its address.
fn says_itself(url: &str, inlines: &[Inline<Target>]) -> bool {
    let bare = |text: &str| text.trim().trim_end_matches('/').replace("https://", "").replace("http://", "");
    inlines.is_empty() || bare(&inlines_text(inlines)) == bare(url)
}
