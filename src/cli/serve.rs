//! `turnkey serve`: the book in the browser while it is written.

use super::Outcome;
use super::build::parse_audience;
use super::session::{BookArgs, ERROR, GOOD, QUIET, note_origin, note_shallow, paint, today};
use crate::audience::Audience;
use crate::compile::Options;
use crate::diagnostic::{Diagnostic, RenderOptions, render, summary};
use crate::disk::{self, Renewed};
use crate::path::SourcePath;
use crate::serve::{News, Workshop, serve};
use crate::watch::{Method, Watched};
use anyhow::{Context as _, Result, bail};
use std::collections::BTreeSet;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Where the server is looked for.
const PORT: u16 = 4000;

/// How many ports are tried where one is taken.
const TRIED: u16 = 100;

/// How often it is looked whether it is still the same day.
const LOOK_AT_CLOCK: Duration = Duration::from_secs(30);

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
    let listener = listen(args.port)?;
    let folder = disk::find_book(&args.book.dir)?;
    let output = args.book.output.as_deref().map(std::path::absolute).transpose()?;
    let method = if args.poll { Method::Polling("`--poll` asks for it".to_owned()) } else { Method::Events };
    let mut watched = Watched::begin(&folder.root, output.as_deref(), method)?;
    let mut day = today()?;
    let options = Options { today: day, date: args.book.date, audience: args.audience, ..Options::default() };
    let (mut workshop, news) = Workshop::open(watched.snapshot(), options);
    note_origin(workshop.outputs().config(), watched.snapshot().sources());
    if args.audience == Audience::Internal {
        note_shallow(&watched.snapshot().sources().history);
    }
    let mut told = Arc::default();
    tell_problems(&news, &mut told);
    let address = format!("http://{}/", listener.local_addr()?);
    serve(listener, workshop.live().clone())?;
    let ready = format!("(ready in {:.2} s; Ctrl-C ends it)", begun.elapsed().as_secs_f64());
    anstream::println!("{} {address} {}", paint("serving", GOOD), paint(&ready, QUIET));
    let mut polls = note_polling(&watched, args.poll);
    if args.open {
        open_browser(&address);
    }
    loop {
        let renewed = watched.wait(LOOK_AT_CLOCK);
        let since = Instant::now();
        let is_new_day = args.book.date.is_none() && today()? != day;
        if let Some(what) = renewed
            .as_ref()
            .map(|renewed| what_changed(renewed, watched.snapshot().source()))
            .or_else(|| is_new_day.then(|| "the day".to_owned()))
        {
            day = today()?;
            tell(&workshop.take(watched.snapshot(), day, since), &what, &mut told);
        }
        polls = polls || note_polling(&watched, args.poll);
    }
}

/// True where files are looked at in turn, which is said where nobody asked for it.
fn note_polling(watched: &Watched, was_asked: bool) -> bool {
    let Method::Polling(reason) = watched.method() else { return false };
    if !was_asked {
        anstream::eprintln!("{} all files are looked at again and again: {reason}", paint("note:", QUIET));
    }
    true
}

/// What to call a change: its file, or how many there are.
fn what_changed(renewed: &Renewed, source: &str) -> String {
    let name = |path: &SourcePath| path.below(source).unwrap_or(path.as_str()).to_owned();
    match renewed.files.len() {
        0 if renewed.history => "what version control says".to_owned(),
        0 => "the book".to_owned(),
        1..=3 => renewed.files.iter().map(name).collect::<Vec<_>>().join(", "),
        count => format!("{count} files"),
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
fn tell(news: &News, what: &str, told: &mut Arc<[Diagnostic]>) {
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

/// Prints the problems that were not `told` before. Where exactly they stand changes as one writes above them.
fn tell_problems(news: &News, told: &mut Arc<[Diagnostic]>) {
    let key = |problem: &Diagnostic| {
        let path = problem.location.as_ref().map(|location| location.path.clone());
        (path, problem.rule, problem.level, problem.message.clone())
    };
    let before: BTreeSet<_> = told.iter().map(key).collect();
    let fresh: Vec<Diagnostic> =
        news.diagnostics.iter().filter(|problem| !before.contains(&key(problem))).cloned().collect();
    *told = news.diagnostics.clone();
    if fresh.is_empty() {
        return;
    }
    let color = anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never;
    let options = RenderOptions { color, ..RenderOptions::default() };
    eprint!("{}", render(&fresh, &news.sources, &options));
    anstream::eprintln!("\n{}", summary(&news.diagnostics));
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
