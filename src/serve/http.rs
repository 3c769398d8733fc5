//! The server: takes connections on the loopback, refuses what is not meant for it, and answers the rest from memory.
//!
//! Everything a client can hold is bounded: how many connections there are, how long a head and how long silence may last,
//! how many headers and bytes a head has. A request's body is never read.

use super::address::{RESERVED, is_loopback, named_file, parameter};
use super::answer::{HTML, JSON, answer, file, lead_to, media_type, page, words};
use super::events;
use super::live::Live;
use super::pages;
use super::state::{File, Found};
use crate::path::OutputPath;
use anyhow::{Context as _, Result};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State as Shared;
use axum::http::header::{ALLOW, HOST};
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode};
use axum::response::Response;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::net::TcpListener;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::thread::JoinHandle;
use std::time::Duration;
use std::{io, thread};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::{Sleep, sleep};

/// How many connections there are at a time: below what a process may have open on most systems, above what any number of
/// open pages needs.
const CONNECTIONS: usize = 800;

/// How long a client may take for the head of a request, and hold a connection without one.
const HEAD: Duration = Duration::from_secs(10);

/// The same where half of all connections are taken, so that many who say nothing keep nobody out for long.
const HEAD_IN_CROWD: Duration = Duration::from_secs(1);

/// How long a client may take nothing of what it asked for.
const STALL: Duration = Duration::from_secs(30);

/// How large a head may be, in headers and in bytes.
const HEADERS: usize = 100;
const HEAD_BYTES: usize = 32 * 1024;

/// How many pages are made at a time.
const PAGES: usize = 4;

/// What the page is kept up to date by.
const SCRIPT: &str =
    concat!(include_str!("client/morph.js"), include_str!("client/panel.js"), include_str!("client/live.js"),);

/// Answers from `live` on `listener`, in a thread of its own, until the program ends.
///
/// # Errors
/// Where the system gives no thread.
pub fn serve(listener: TcpListener, live: Arc<Live>) -> Result<JoinHandle<()>> {
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(PAGES).build()?;
    let run = move || runtime.block_on(take_connections(listener, live));
    thread::Builder::new().name("server".to_owned()).spawn(run).context("starting the server")
}

async fn take_connections(listener: TcpListener, live: Arc<Live>) {
    let listener = tokio::net::TcpListener::from_std(listener).expect("the runtime has its driver");
    let router = Router::new().fallback(respond).with_state(live);
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let place = places.clone().acquire_owned().await.expect("nobody closes it");
        let Ok((stream, _)) = listener.accept().await else {
            // As many files are open as may be: some will be closed.
            sleep(Duration::from_millis(50)).await;
            continue;
        };
        let patience = if places.available_permits() < CONNECTIONS / 2 { HEAD_IN_CROWD } else { HEAD };
        let service = TowerToHyperService::new(router.clone());
        tokio::spawn(async move {
            let _place = place;
            let _ = stream.set_nodelay(true);
            let mut connection = http1::Builder::new();
            connection.timer(TokioTimer::new()).header_read_timeout(patience);
            connection.max_headers(HEADERS).max_buf_size(HEAD_BYTES);
            // How it ended is the client's to know.
            let _ = connection.serve_connection(TokioIo::new(Patient::new(stream)), service).await;
        });
    }
}

async fn respond(Shared(live): Shared<Arc<Live>>, request: Request<Body>) -> Response {
    if let Some(refusal) = refusal(&request) {
        return refusal;
    }
    let path = request.uri().path();
    let query = request.uri().query().unwrap_or_default();
    let Some(path) = named_file(path) else { return lost(&live).await };
    match path.as_str().strip_prefix(RESERVED).and_then(|rest| rest.strip_prefix('/')) {
        Some(own) => respond_ourselves(&live, own, query).await,
        None => respond_with(&live, path, query, request.headers()).await,
    }
}

/// Why a request gets no answer from the book.
fn refusal(request: &Request<Body>) -> Option<Response> {
    let headers = request.headers();
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let mut hosts = headers.get_all(HOST).iter();
    let host = hosts.next().and_then(|host| host.to_str().ok());
    let named = request.uri().authority().map(axum::http::uri::Authority::as_str);
    let is_ours = host.is_some_and(is_loopback) && hosts.next().is_none() && named.is_none_or(is_loopback);
    if !is_ours {
        let why = "This server answers only for 127.0.0.1 and localhost.\n";
        return Some(words(StatusCode::MISDIRECTED_REQUEST, why));
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut response = words(StatusCode::METHOD_NOT_ALLOWED, "This server is only read from.\n");
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return Some(response);
    }
    // Another site may lead here, and may not take anything from here into its own pages.
    let is_from_elsewhere = said("sec-fetch-site") == Some("cross-site") && said("sec-fetch-mode") != Some("navigate");
    is_from_elsewhere.then(|| words(StatusCode::FORBIDDEN, "Pages of other sites get nothing from here.\n"))
}

/// What is no file of the book: the script, and what it asks for.
async fn respond_ourselves(live: &Arc<Live>, name: &str, query: &str) -> Response {
    match name {
        "serve.js" => answer(StatusCode::OK, "text/javascript; charset=utf-8", SCRIPT),
        "serve.css" => answer(StatusCode::OK, "text/css; charset=utf-8", pages::STYLE),
        "events" => {
            let path = parameter(query, "path").and_then(|path| named_file(&path));
            let Some(path) = path else { return words(StatusCode::BAD_REQUEST, "Which page?\n") };
            events::stream(live, path, parameter(query, "digest").unwrap_or_default())
        }
        "problems" => {
            let state = live.state();
            answer(StatusCode::OK, JSON, Bytes::from_owner(state.problems.json(&state.root)))
        }
        "editions" => answer(StatusCode::OK, JSON, pages::editions(&live.state())),
        "as" => {
            let said = |name: &str| parameter(query, name).unwrap_or_default();
            let (state, edition, path) = (live.state(), said("edition"), said("path"));
            // Which pages a customer has takes a while to tell.
            let place = tokio::task::spawn_blocking(move || pages::as_edition(&state, &edition, &path)).await;
            lead_to(&place.unwrap_or_else(|_| "/".to_owned()))
        }
        _ => lost(live).await,
    }
}

/// A file of the book.
async fn respond_with(live: &Arc<Live>, path: OutputPath, query: &str, asked: &HeaderMap) -> Response {
    match live.find(&path).await {
        Found::File(found) => {
            let kind = media_type(path.extension().as_deref());
            let is_document = asked.get("sec-fetch-dest").is_some_and(|dest| dest == "document");
            // In a PDF no script can run, so a page stands around it.
            if kind == "application/pdf" && is_document && query != pages::BARE {
                return page(StatusCode::OK, &pages::around_pdf(&path), &found.digest);
            }
            file(&found, kind, asked)
        }
        Found::Nothing => match pages::folder_at(&live.state(), &path) {
            Some(folder) => folder,
            None => lost(live).await,
        },
        Found::Unmade(problems) => {
            let state = live.state();
            let last = state.site().last_page(&path).filter(|_| !state.site().is_proved());
            match last {
                // Over it stands what is wrong.
                Some(last) => file(&File::new(last), HTML, asked),
                None => page(StatusCode::SERVICE_UNAVAILABLE, &pages::unmade(&state, &path, &problems), ""),
            }
        }
    }
}

/// There is nothing there: the book's own page says so, where it may be shown and can be made.
async fn lost(live: &Live) -> Response {
    let state = live.state();
    let is_shown = !state.site().is_proved() || matches!(live.find(&not_found_path()).await, Found::File(_));
    match state.not_found() {
        Found::File(found) if is_shown => page(StatusCode::NOT_FOUND, &String::from_utf8_lossy(&found.bytes), ""),
        _ => page(StatusCode::NOT_FOUND, &pages::plain_lost(&state), ""),
    }
}

fn not_found_path() -> OutputPath {
    OutputPath::new("404.html").expect("inside")
}

/// A connection that is given up where its client takes nothing for long.
struct Patient {
    stream: TcpStream,
    stalled: Option<Pin<Box<Sleep>>>,
}

impl Patient {
    fn new(stream: TcpStream) -> Self {
        Self { stream, stalled: None }
    }

    /// `written`, unless it has been pending for too long.
    fn unless_stalled<T>(&mut self, context: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(STALL)));
        stalled.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Patient {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.unless_stalled(context, written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.unless_stalled(context, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
