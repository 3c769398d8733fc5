//! What an open page hears: of each new state of the book that there is one, and what became of its own file.
//!
//! Server-sent events. `state` says how long the rebuild took and what is wrong; `page` that the file is another, is gone,
//! is there again, or cannot be made. A page says which file it shows and by which digest, so that one that lost its
//! connection hears what it missed. Of states that follow faster than a page listens it hears the last.

use super::answer::say_always;
use super::live::Live;
use super::state::{Found, State};
use crate::path::OutputPath;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use hyper::body::Frame;
use serde_json::{Value, json};
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::timeout;

/// How often something is said where nothing happens, so that what stands between does not hang up.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// The stream for a page that shows the file at `path` as it was with this `digest`.
pub(super) fn stream(live: &Arc<Live>, path: OutputPath, digest: String) -> Response {
    let (said, heard) = mpsc::channel(4);
    tokio::spawn(tell(live.clone(), path, digest, said));
    let mut response = Response::new(Body::new(Stream(heard)));
    say_always(response.headers_mut());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    response
}

/// Tells until nobody listens any more.
async fn tell(live: Arc<Live>, path: OutputPath, digest: String, into: mpsc::Sender<Bytes>) {
    let mut states = live.states();
    let mut known = json!({ "is": "there", "digest": digest });
    loop {
        let state = states.borrow_and_update().clone();
        if into.send(event("state", &of_state(&state))).await.is_err() {
            return;
        }
        let found = tokio::select! {
            found = live.find(&path) => found,
            () = into.closed() => return,
        };
        let now = of_page(&state, &found);
        if now != known {
            if into.send(event("page", &now)).await.is_err() {
                return;
            }
            known = now;
        }
        drop((state, found));
        loop {
            tokio::select! {
                changed = timeout(HEARTBEAT, states.changed()) => match changed {
                    Ok(Ok(())) => break,
                    Ok(Err(_)) => return,
                    Err(_) if into.send(Bytes::from_static(b":\n\n")).await.is_err() => return,
                    Err(_) => {}
                },
                () = into.closed() => return,
            }
        }
    }
}

fn of_state(state: &State) -> Value {
    let (sheets, scripts) = state.look();
    json!({
        "number": state.number,
        "ms": u64::try_from(state.took.as_millis()).unwrap_or(u64::MAX),
        "errors": state.problems.errors,
        "warnings": state.problems.warnings,
        "problems": state.problems.digest,
        "sheets": sheets,
        "scripts": scripts,
    })
}

fn of_page(state: &State, found: &Found) -> Value {
    match found {
        Found::File(file) => json!({ "is": "there", "digest": file.digest }),
        Found::Nothing => json!({ "is": "gone" }),
        Found::Unmade(problems) => {
            let problems: Vec<Value> =
                problems.iter().map(|problem| state.problems.one(problem, &state.root)).collect();
            json!({ "is": "unmade", "problems": problems })
        }
    }
}

fn event(name: &str, value: &Value) -> Bytes {
    // JSON has no line breaks of its own.
    format!("event: {name}\ndata: {value}\n\n").into()
}

/// A body that is written as it is said.
struct Stream(mpsc::Receiver<Bytes>);

impl HttpBody for Stream {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        self.0.poll_recv(context).map(|said| said.map(|said| Ok(Frame::data(said))))
    }
}
