//! The packet: what one customer is handed, typeset, and as one file of HTML.
//!
//! Takes a `PacketView`, which says everything that is in it in order, and gives a PDF, and HTML that says the same. The look
//! is in the templates (`templates/packet`), which a book may override; the words of guides reach Typst only inside string
//! literals, and the rest as data, so no content can run as code. Nothing here knows the site or the disk.

pub mod bundle;
mod contents;
#[cfg(feature = "pdf")]
mod fonts;
#[cfg(feature = "pdf")]
mod kept;
mod labels;
pub mod one_file;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(feature = "pdf")]
mod picture;
#[cfg(feature = "pdf")]
mod report;
#[cfg(feature = "pdf")]
mod said;
mod template;
#[cfg(all(test, feature = "pdf"))]
mod tests;
pub mod typst;
pub mod view;
#[cfg(feature = "pdf")]
mod world;

pub use contents::{contents, packet_language};
#[cfg(feature = "pdf")]
pub use fonts::Fonts;
pub use one_file::OneFile;
#[cfg(feature = "pdf")]
pub use pdf::{Attachment, PacketInputs, STANDARDS, forget, typeset, typeset_told};
pub use template::{Template, builtin_templates};
