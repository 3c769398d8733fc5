//! Files as answers: what kind each is, which part of it is asked for, and whether whoever asks has it already.

use super::address::{Part, is_known, part};
use super::insert::with_script;
use super::state::File;
use crate::html::{font_type, picture_type};
use axum::body::{Body, Bytes};
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderName, IF_NONE_MATCH,
    IF_RANGE, LOCATION, RANGE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;

pub(super) const HTML: &str = "text/html; charset=utf-8";
pub(super) const JSON: &str = "application/json";

/// What kind a file is, by its name.
pub(super) fn media_type(extension: Option<&str>) -> &'static str {
    let extension = extension.unwrap_or_default();
    if let Some(known) = picture_type(extension).or_else(|| font_type(extension)) {
        return known;
    }
    match extension {
        "html" | "htm" => HTML,
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "md" | "markdown" => "text/markdown; charset=utf-8",
        "txt" | "log" | "conf" | "ini" | "toml" | "sh" | "ps1" | "py" | "rb" | "sql" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "json" | "map" => JSON,
        "yaml" | "yml" => "application/yaml; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        "heic" => "image/heic",
        "ico" => "image/x-icon",
        "mp4" | "m4v" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "wav" => "audio/wav",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "gz" | "tgz" => "application/gzip",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        _ => "application/octet-stream",
    }
}

/// The answer that is `body`, with what every answer says.
pub(super) fn answer(status: StatusCode, media_type: &'static str, body: impl Into<Bytes>) -> Response {
    let body: Bytes = body.into();
    let length = body.len();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    say_always(headers);
    response
}

/// Nothing is kept without asking again, guessed to be something else, or read by pages from elsewhere.
pub(super) fn say_always(headers: &mut HeaderMap) {
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let same_origin = HeaderValue::from_static("same-origin");
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), same_origin);
}

/// An answer in words.
pub(super) fn words(status: StatusCode, words: &'static str) -> Response {
    answer(status, "text/plain; charset=utf-8", words)
}

/// The answer that leads to `location`.
pub(super) fn lead_to(location: &str) -> Response {
    let mut response = words(StatusCode::SEE_OTHER, "");
    if let Ok(location) = HeaderValue::from_str(location) {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

/// A page of our own or of the book with the script in it.
pub(super) fn page(status: StatusCode, html: &str, digest: &str) -> Response {
    answer(status, HTML, with_script(html, digest).into_owned())
}

/// The answer that is `file`, or the part of it that is asked for, or that it is the same as before.
pub(super) fn file(file: &File, media_type: &'static str, asked: &HeaderMap) -> Response {
    let said = |name: HeaderName| asked.get(name).and_then(|value| value.to_str().ok());
    let tag = format!("\"{}\"", file.digest);
    let mut response = if is_known(said(IF_NONE_MATCH), &tag) {
        let mut response = answer(StatusCode::NOT_MODIFIED, media_type, Bytes::new());
        response.headers_mut().remove(CONTENT_LENGTH);
        response
    } else {
        let bytes = body(file, media_type);
        let is_same = said(IF_RANGE).is_none_or(|known| known == tag);
        let length = bytes.len();
        match part(said(RANGE).filter(|_| is_same), length) {
            Part::Whole => answer(StatusCode::OK, media_type, bytes),
            Part::Bytes(range) => {
                let of = format!("bytes {}-{}/{length}", range.start, range.end - 1);
                with_range(answer(StatusCode::PARTIAL_CONTENT, media_type, bytes.slice(range)), &of)
            }
            Part::Nothing => {
                let response = answer(StatusCode::RANGE_NOT_SATISFIABLE, media_type, Bytes::new());
                with_range(response, &format!("bytes */{length}"))
            }
        }
    };
    let headers = response.headers_mut();
    headers.insert(ETAG, HeaderValue::from_str(&tag).expect("a digest is plain"));
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    response
}

/// The bytes as they are sent: a page's with the script.
fn body(file: &File, media_type: &'static str) -> Bytes {
    match std::str::from_utf8(&file.bytes) {
        Ok(html) if media_type == HTML => with_script(html, &file.digest).into_owned().into(),
        _ => Bytes::from_owner(file.bytes.clone()),
    }
}

fn with_range(mut response: Response, range: &str) -> Response {
    let range = HeaderValue::from_str(range).expect("numbers are plain");
    response.headers_mut().insert(CONTENT_RANGE, range);
    response
}
