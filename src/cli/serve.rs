//! `turnkey serve`: the book in the browser while it is written.

use super::Outcome;
use super::build::parse_audience;
use super::session::{BookArgs, ERROR, GOOD, QUIET, Session, note_origin, paint, today};
use crate::audience::Audience;
use crate::compile::Options;
use crate::diagnostic::{Diagnostic, RenderOptions, render, summary};
use crate::path::SourcePath;
use crate::serve::{News, Workshop, serve};
use anyhow::{Context as _, Result, bail};
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Where the server is looked for.
const PORT: u16 = 4000;

/// How many ports are tried where one is taken.
const TRIED: u16 = 100;

/// What `serve` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct ServeArgs {
    #[command(flatten)]
    book: BookArgs,
    /// Opens the browser
    #[arg(long)]
    open: bool,
    /// The port on 127.0.0.1; the next one that is free where it is taken
    #[arg(long, value_name = "N", default_value_t = PORT)]
    port: u16,
    /// Whom the site is for
    #[arg(long, value_name = "AUDIENCE", default_value = "internal", value_parser = parse_audience)]
    audience: Audience,
    /// Looks at all files again and again, where the system does not say that they changed
    #[arg(long)]
    poll: bool,
}

pub(super) fn run(args: &ServeArgs) -> Result<Outcome> {
    let begun = Instant::now();
    // Before the book is read: who cannot be answered should not wait for it.
    let listener = listen(args.port)?;
    let mut session = Session::open(&args.book)?;
    if args.audience == Audience::Internal {
        session.read_history();
    }
    let options = Options { today: today()?, date: args.book.date, audience: args.audience, ..Options::default() };
    let root = session.folder.root.clone();
    let (mut workshop, news) = Workshop::open(root, options, Arc::new(session.sources.clone()), session.met().to_vec());
    note_origin(workshop.outputs());
    let mut told = Vec::new();
    tell_problems(&news, &mut told);
    let address = format!("http://{}/", listener.local_addr()?);
    serve(listener, workshop.live().clone())?;
    let took = begun.elapsed().as_secs_f64();
    anstream::println!(
        "{} {address} {}",
        paint("serving", GOOD),
        paint(&format!("(ready in {took:.2} s; Ctrl-C ends it)"), QUIET)
    );
    if args.open {
        open_browser(&address);
    }
    loop {
        std::thread::sleep(Duration::from_millis(300));
        let Ok(next) = Session::open(&args.book) else { continue };
        if next.sources.files == session.sources.files {
            continue;
        }
        let since = Instant::now();
        session.sources = next.sources;
        let news = workshop.take(Arc::new(session.sources.clone()), Vec::new(), today()?, since);
        tell(&news, "the book", &mut told);
    }
}

/// A listener on the loopback, at `port` or the next one that is free.
fn listen(port: u16) -> Result<TcpListener> {
    for next in port..=port.saturating_add(TRIED) {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, next)) {
            Ok(listener) if next == port => return Ok(listener),
            Ok(listener) => {
                anstream::eprintln!("{} port {port} is taken, so this is {next}", paint("note:", QUIET));
                return Ok(listener);
            }
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            Err(error) => return Err(error).with_context(|| format!("listening on port {next}")),
        }
    }
    bail!("the ports {port} to {} are all taken; name another by `--port`", port.saturating_add(TRIED))
}

/// One line for a rebuild, and its problems where they are others than before.
fn tell(news: &News, what: &str, told: &mut Vec<Diagnostic>) {
    tell_problems(news, told);
    let took = paint(&format!("{} ms", news.took.as_millis()), QUIET);
    let count = match news.diagnostics.len() {
        0 => String::new(),
        1 => "  1 problem".to_owned(),
        count => format!("  {count} problems"),
    };
    let held: Vec<&str> = news.held.iter().map(SourcePath::as_str).collect();
    let held =
        if held.is_empty() { String::new() } else { paint(&format!("  (as it was: {})", held.join(", ")), ERROR) };
    anstream::println!("{} {what}  {took}{count}{held}", paint("changed", GOOD));
}

/// Prints the problems, where they are others than those that were `told`.
fn tell_problems(news: &News, told: &mut Vec<Diagnostic>) {
    if news.diagnostics == *told {
        return;
    }
    let color = anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never;
    let options = RenderOptions { color, ..RenderOptions::default() };
    eprint!("{}", render(&news.diagnostics, &news.sources, &options));
    anstream::eprintln!("\n{}", summary(&news.diagnostics));
    told.clone_from(&news.diagnostics);
}

/// Asks the system to show `address`; where it cannot, one clicks on it.
fn open_browser(address: &str) {
    let program = match std::env::consts::OS {
        "macos" => "open",
        "windows" => "explorer",
        _ => "xdg-open",
    };
    let mut command = std::process::Command::new(program);
    command.arg(address).stdin(std::process::Stdio::null()).stdout(std::process::Stdio::null());
    match command.stderr(std::process::Stdio::null()).spawn() {
        // Somebody has to hear that it ended.
        Ok(mut child) => drop(std::thread::spawn(move || child.wait())),
        Err(error) => anstream::eprintln!("{} no browser could be opened: {error}", paint("note:", QUIET)),
    }
}
