//! `turnkey verify`: whether a packet is still the one that was issued, and what has changed in the book since.
//!
//! Takes a folder, an archive or a single file; or an engagement, and then what was issued of it last, or as a version:
//! `acme/1.0`. Fails where a file is not as it was issued. That the book has gone on since is said, and is no failure.

use super::session::{BookArgs, ERROR, GOOD, QUIET, Session, paint, today};
use super::{Outcome, status};
use crate::compile::{INSIDE, ISSUED, Issued, Options, Packets, Selection};
use crate::disk::{read_file, read_files};
use crate::packet::bundle::{Changed, Changes, Entry, FileState, Files, MANIFEST, Manifest, compare, members, verify};
use anyhow::{Context as _, Result, bail};
use ecow::EcoString;
use std::path::{Path, PathBuf};

/// What `verify` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct VerifyArgs {
    /// A packet's folder, archive or file; or an engagement, or a version of it: `acme/1.0`
    packet: String,
    #[command(flatten)]
    book: BookArgs,
}

/// Files that belong together, and what they are called.
struct Bundle {
    name: String,
    manifest: Manifest,
    files: Files,
}

pub(super) fn run(args: &VerifyArgs) -> Result<Outcome> {
    let session = Session::open(&args.book)?;
    let issued = Issued::new(&session.sources);
    let path = PathBuf::from(&args.packet);
    let bundles = if path.is_dir() {
        bundles_of(&args.packet, read_files(&path)?)?
    } else if path.is_file() {
        let bytes = read_file(&path)?;
        if path.extension().is_none_or(|extension| !extension.eq_ignore_ascii_case("zip")) {
            return Ok(verify_file(&args.packet, &path, &bytes, &issued));
        }
        let members = members(&bytes).map_err(|why| anyhow::anyhow!("{} cannot be read: {why}", args.packet))?;
        let files = members.into_iter().map(|member| (member.path.to_string(), member.bytes)).collect();
        bundles_of(&args.packet, files)?
    } else {
        issued_bundles(&session, &issued, &args.packet)?
    };
    let mut outcome = Outcome::Fine;
    for bundle in &bundles {
        if !report_files(bundle, &issued) {
            outcome = Outcome::ContentErrors;
        }
        report_changes(&session, bundle)?;
    }
    Ok(outcome)
}

/// The files of a folder that has a manifest, and those of the folder in it that has its own.
fn bundles_of(name: &str, files: Files) -> Result<Vec<Bundle>> {
    let below = |prefix: &str| -> Files {
        let below = files.iter().filter_map(|(path, bytes)| Some((path.strip_prefix(prefix)?.to_owned(), bytes)));
        below.map(|(path, bytes)| (path, bytes.clone())).collect()
    };
    let inside = below(&format!("{INSIDE}/"));
    let mut bundles = Vec::new();
    for (name, files) in [(name.to_owned(), files), (format!("{name}/{INSIDE}"), inside)] {
        let Some(bytes) = files.get(MANIFEST) else { continue };
        let manifest = Manifest::from_json(bytes)
            .with_context(|| format!("{name}/{MANIFEST} is no manifest that this version of turnkey can read"))?;
        bundles.push(Bundle { name, manifest, files });
    }
    if bundles.is_empty() {
        bail!("{name} is no packet: there is no {MANIFEST} in it");
    }
    Ok(bundles)
}

fn issued_bundles(session: &Session, issued: &Issued, asked: &str) -> Result<Vec<Bundle>> {
    let (engagement, version) = asked.split_once('/').map_or((asked, None), |(id, version)| (id, Some(version)));
    let versions = issued.versions(engagement);
    let Some(version) = version.or_else(|| versions.first().map(EcoString::as_str)).filter(|_| !versions.is_empty())
    else {
        let options = Options { today: today()?, site: false, packets: Packets::None, ..Options::default() };
        let checked = session.check(&options);
        // Sooner a slip of the pen than something that nobody issued.
        let found = status::find(checked.value.whole(), engagement);
        if version.is_some() && found.is_err() {
            bail!("there is no file or folder `{asked}`, and no engagement `{engagement}`");
        }
        found?;
        bail!("no version of `{engagement}` was issued yet: `turnkey issue {engagement}` does that");
    };
    if !versions.iter().any(|known| known == version) {
        bail!("version {version} of `{engagement}` was not issued; these were: {}", versions.join(", "));
    }
    let name = format!("{ISSUED}/{engagement}/{version}");
    bundles_of(&name, read_files(&session.folder.root.join(&name))?)
}

/// Says what became of the files; true where all are as they were issued.
fn report_files(bundle: &Bundle, issued: &Issued) -> bool {
    let Bundle { name, manifest, files } = bundle;
    let found = verify(manifest, files);
    let mut is_sound = found.iter().all(|(_, state)| state.is_sound());
    for (path, state) in found.iter().filter(|(_, state)| *state != FileState::Sound) {
        let style = if state.is_sound() { GOOD } else { ERROR };
        anstream::println!("{} {path}: {}", paint(state_label(*state), style), state_words(*state));
    }
    let is_inside = manifest.editions.iter().all(|edition| edition.audience != "customer");
    let known = issued.manifest(&manifest.engagement, &manifest.version, is_inside);
    // What lies elsewhere may be a draft that nobody has issued.
    if known.as_ref().is_some_and(|known| known != manifest) {
        is_sound = false;
        let words = format!("this is not what was issued as {} {}", manifest.engagement, manifest.version);
        anstream::println!("{} {MANIFEST}: {words}", paint("changed", ERROR));
    }
    let what = if known.is_some() { "as it was issued" } else { "as it was made" };
    if is_sound {
        anstream::println!(
            "{} {name} is {what}: {} {} of {}, {} files",
            paint("verified", GOOD),
            manifest.engagement,
            manifest.version,
            manifest.date,
            manifest.files.len()
        );
    } else {
        anstream::println!("{} {name} is not {what}", paint("failed", ERROR));
    }
    is_sound
}

fn state_label(state: FileState) -> &'static str {
    match state {
        FileState::Sound => "sound",
        FileState::Signed => "signed",
        FileState::Appended | FileState::Changed => "changed",
        FileState::Missing => "missing",
        FileState::Added => "added",
    }
}

fn state_words(state: FileState) -> &'static str {
    match state {
        FileState::Sound => "it is as it was issued",
        FileState::Signed => "it is as it was issued, and a signature was appended",
        FileState::Appended => "it is as it was issued, and something was appended that is no signature",
        FileState::Changed => "it is another than was issued",
        FileState::Missing => "it was issued, and is not here",
        FileState::Added => "it is here, and was not issued",
    }
}

/// A single file that somebody sent back: which of those that were issued it is.
fn verify_file(name: &str, path: &Path, bytes: &[u8], issued: &Issued) -> Outcome {
    let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut best: Option<(FileState, String)> = None;
    let mut is_known_name = false;
    for (engagement, version, manifest) in issued.all() {
        for entry in &manifest.files {
            is_known_name |= entry.path == file_name;
            let state = compare(entry, bytes);
            if state != FileState::Changed && best.as_ref().is_none_or(|(best, _)| state < *best) {
                best = Some((state, format!("{} of {engagement} {version}, issued on {}", entry.path, manifest.date)));
            }
        }
    }
    match best {
        Some((state, which)) if state.is_sound() => {
            let signed = if state == FileState::Signed {
                "; a signature was appended, and what was issued is unchanged"
            } else {
                ""
            };
            anstream::println!("{} {name} is {which}{signed}", paint("verified", GOOD));
            Outcome::Fine
        }
        Some((_, which)) => {
            anstream::println!(
                "{} {name} begins as {which}, and something was appended that is no signature",
                paint("failed", ERROR)
            );
            Outcome::ContentErrors
        }
        None => {
            let hint = if is_known_name { "; a file of this name was, with other bytes" } else { "" };
            anstream::println!("{} {name} is nothing that was issued{hint}", paint("failed", ERROR));
            Outcome::ContentErrors
        }
    }
}

/// Says what of the book is another now than in the packet: as of the packet's day, so that only what somebody wrote counts.
fn report_changes(session: &Session, bundle: &Bundle) -> Result<()> {
    let manifest = &bundle.manifest;
    let names = manifest.editions.iter().flat_map(|edition| &edition.packets).map(|packet| packet.name.clone());
    let options = Options {
        today: today()?,
        date: manifest.date.parse().ok(),
        site: false,
        packets: Packets::Of(manifest.engagement.clone()),
        selection: Selection { names: names.collect(), ..Selection::default() },
        ..Options::default()
    };
    let compiled = session.compile_anew(&options);
    if compiled.value.whole().engagement(&manifest.engagement).is_none() {
        let words =
            format!("this book has no engagement `{}`, so what changed since is not known", manifest.engagement);
        anstream::println!("{} {words}", paint("note:", QUIET));
        return Ok(());
    }
    let now = compiled.value.packets().iter().flat_map(crate::compile::PacketOutputs::editions);
    let mut lines = Vec::new();
    for edition in now {
        let Some(before) = manifest.edition(&edition.audience) else { continue };
        for (packet, changes) in Changes::between(before, &edition) {
            lines.extend(changes.iter().map(|(what, entry)| change_line(*what, entry, &packet)));
        }
    }
    if lines.is_empty() {
        anstream::println!("      nothing of it has changed in the book since");
    } else {
        anstream::println!("      in the book since:");
        lines.iter().for_each(|line| anstream::println!("        {line}"));
    }
    Ok(())
}

fn change_line(what: Changed, entry: &Entry, packet: &str) -> String {
    let what = match what {
        Changed::Added => "added",
        Changed::Changed => "changed",
        Changed::Removed => "removed",
    };
    match &entry.kind {
        Some(kind) => format!("{what:8} {kind}:{}  {}", entry.id, entry.title),
        None => format!("{what:8} section {} of {packet}  {}", entry.id, entry.title),
    }
}
