//! The few pages that are no file of the book: what stands around a PDF, what says why something is not shown, what lies in
//! a folder of packets; and which editions there are to choose from.
//!
//! They look as the book does, by its style sheet, and hold words of the book only as text.

use super::answer::{HTML, answer, lead_to, page};
use super::state::State;
use crate::audience::Audience;
use crate::compile::PacketOutputs;
use crate::diagnostic::{Diagnostic, Format, RenderOptions, render};
use crate::html::push_text;
use crate::path::{OutputPath, encode_segment};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The query by which a PDF is asked for without the page around it.
pub(super) const BARE: &str = "bytes";

/// What these pages need beyond the book's own style.
pub(super) const STYLE: &str = include_str!("client/serve.css");

/// The address of a file.
pub(super) fn url(path: &OutputPath) -> String {
    path.as_str().split('/').fold(String::new(), |url, part| url + "/" + &encode_segment(part))
}

fn whole(title: &str, class: &str, body: &str) -> String {
    let mut html = String::from("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.push_str("<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    push_text(title, &mut html);
    html.push_str("</title>\n<link rel=\"stylesheet\" href=\"/assets/turnkey/style.css\">\n");
    html.push_str("<link rel=\"stylesheet\" href=\"/-/serve.css\">\n");
    html.push_str("<link rel=\"icon\" href=\"/assets/turnkey/favicon.svg\">\n</head>\n");
    let _ = write!(html, "<body class=\"tk-serve {class}\">\n{body}\n</body>\n</html>\n");
    html
}

/// What stands around the PDF at `path`, in which no script can run.
pub(super) fn around_pdf(path: &OutputPath) -> String {
    let mut name = String::new();
    push_text(path.file_name(), &mut name);
    let body = format!("<iframe id=\"tk-pdf\" title=\"{name}\" src=\"{}?{BARE}\"></iframe>", url(path));
    whole(path.file_name(), "tk-around", &body)
}

/// Why what is at `path` is not shown.
pub(super) fn unmade(state: &State, path: &OutputPath, problems: &[Diagnostic]) -> String {
    let options = RenderOptions { format: Format::Human, ..RenderOptions::default() };
    let mut body = String::from("<main class=\"tk-unmade\"><h1>This cannot be shown</h1>\n<p class=\"lead\">");
    push_text(&reason(state, path), &mut body);
    body.push_str("</p>\n<pre role=\"group\" tabindex=\"0\" aria-label=\"Problems\">");
    push_text(&render(problems, &state.problems.sources, &options), &mut body);
    body.push_str("</pre>\n<p>It is shown here as soon as that is mended. <a href=\"/\">Home page</a></p></main>");
    whole("This cannot be shown", "", &body)
}

fn reason(state: &State, path: &OutputPath) -> String {
    let is_in = |packets: &&PacketOutputs| path.as_str().starts_with(&format!("{}/", packets.folder));
    match state.outputs.packets().iter().find(is_in) {
        Some(packets) if !packets.withheld.is_empty() => {
            format!("The packets of {} are withheld while there are errors in what they show.", packets.id)
        }
        Some(packets) => format!("Nothing of this packet of {} is published as it is now.", packets.id),
        None => "The page was not made.".to_owned(),
    }
}

/// The page for addresses that lead nowhere, where the book's own cannot be made.
pub(super) fn plain_lost(state: &State) -> String {
    let mut body =
        String::from("<main class=\"tk-unmade\"><h1>Page not found</h1>\n<p>There is nothing at this address. ");
    body.push_str("<a href=\"/\">");
    push_text(&state.outputs.config().title, &mut body);
    body.push_str("</a></p></main>");
    whole("Page not found", "", &body)
}

/// What is said where `path` names a folder.
pub(super) fn folder_at(state: &State, path: &OutputPath) -> Option<Response> {
    let below = |name: &str| OutputPath::join(path.as_str(), name).ok();
    if state.site().site().page_at(&below("index.html")?).is_some() {
        return Some(lead_to(&(url(path) + "/")));
    }
    let all = state.outputs.packets();
    if all.iter().any(|packets| packets.folder == path.as_str() || format!("{}/site", packets.folder) == path.as_str())
    {
        return Some(lead_to(&(url(path) + "/")));
    }
    let folder = path.as_str().strip_suffix("/index.html")?;
    let packets = all.iter().find(|packets| packets.folder == folder)?;
    if !packets.withheld.is_empty() {
        let why = unmade(state, path, &packets.withheld);
        return Some(page(StatusCode::SERVICE_UNAVAILABLE, &why, ""));
    }
    Some(answer(StatusCode::OK, HTML, list(packets)))
}

/// What lies in a folder of packets.
fn list(packets: &PacketOutputs) -> String {
    let title = format!("Packets of {}", packets.id);
    let mut body = String::from("<main class=\"tk-unmade\"><h1>");
    push_text(&title, &mut body);
    body.push_str("</h1>\n<ul>");
    for name in packets.file_names() {
        let _ = write!(body, "<li><a href=\"{}\">", name.split('/').map(encode_segment).collect::<Vec<_>>().join("/"));
        push_text(&name, &mut body);
        body.push_str("</a></li>");
    }
    body.push_str("</ul>\n<p>Each is made when it is first opened. <a href=\"/\">Home page</a></p></main>");
    whole(&title, "", &body)
}

/// The editions that there are, as JSON: the site's own first.
pub(super) fn editions(state: &State) -> Vec<u8> {
    let whole = state.outputs.whole();
    let own = state.site().site().edition().reader.audience.label();
    let mut editions = vec![json!({ "id": "", "label": own })];
    let theirs = state.outputs.packets().iter().filter(|packets| packets.audience == Audience::Customer);
    let customer_of = |id: &str| Some(&whole.engagement(id)?.facts.declared.customer.as_ref()?.name.value);
    let theirs: Vec<_> = theirs.map(|packets| (&packets.id, customer_of(&packets.id))).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    theirs.iter().filter_map(|(_, customer)| *customer).for_each(|customer| *counts.entry(customer).or_default() += 1);
    for (id, customer) in theirs {
        let label = match customer {
            Some(customer) if counts[customer.as_str()] == 1 => customer.to_string(),
            Some(customer) => format!("{customer} ({id})"),
            None => id.to_string(),
        };
        editions.push(json!({ "id": id, "label": label }));
    }
    Value::Array(editions).to_string().into_bytes()
}

/// Where the page at the address `path` is in the edition for the customer of the engagement `id`, or in the site's own where
/// that is empty: its home page, where it has no such page.
pub(super) fn as_edition(state: &State, id: &str, path: &str) -> String {
    let shown = super::address::named_file(path);
    let below = |path: &OutputPath| -> Option<OutputPath> {
        let mut parts = path.as_str().splitn(4, '/');
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some("packets"), Some(id), Some("site"), Some(below))
                if state.packets(&format!("packets/{id}")).is_some() =>
            {
                OutputPath::new(below).ok()
            }
            _ => Some(path.clone()),
        }
    };
    let page = shown.as_ref().and_then(below);
    if id.is_empty() {
        let site = state.site();
        let own = page.filter(|page| site.site().page_at(page).is_some());
        return own.map_or_else(|| "/".to_owned(), |page| url(&page));
    }
    let Some(packets) = state.packets(&format!("packets/{id}")) else { return "/".to_owned() };
    let edition = packets.edition();
    let is_theirs = |page: &OutputPath| edition.pages.iter().any(|own| own.path == *page);
    let page = page.filter(is_theirs).map_or_else(|| "/index.html".to_owned(), |page| url(&page));
    format!("/packets/{}/site{page}", encode_segment(id))
}
