//! A build as it was, for the next one that would be the same: what it made and what it said.
//!
//! A build is known by all that decides it: the program, what it was asked for, every byte that it read. It is taken for the
//! next one only while each file that it published is as it was written; then nothing is made, and the same is said. Whatever
//! is in doubt, the build is made. Must not decide what a build says.

use super::build::Made;
use super::session::Session;
use crate::compile::Options;
use crate::diagnostic::Diagnostic;
use crate::disk::{Cache, OutputFolder};
use crate::source::Digest;
use crate::store::{Key, Store as _};
use serde::{Deserialize, Serialize};

/// What is kept here, among what else is kept.
const KIND: &str = "build";

/// What a build made and said.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Remembered {
    /// In the order of their lines.
    pub(super) made: Vec<Made>,
    /// The lines about what was withheld.
    pub(super) withheld: Vec<String>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What it published, each with a digest of which files those were, and when they were written.
    published: Vec<(String, Digest)>,
}

/// What a build is known by.
pub(super) fn key(session: &Session, options: &Options) -> Digest {
    key_of(Key::new(KIND), session, options)
}

fn key_of(mut key: Key, session: &Session, options: &Options) -> Digest {
    key.part(format!("{options:?}").as_bytes()).part(&session.digest()).finish()
}

impl Remembered {
    /// The build that is known by `key`, if what it published still is as it was.
    pub(super) fn recall(key: &Digest, output: &OutputFolder, cache: &Cache) -> Option<Self> {
        let known: Self = serde_json::from_slice(&cache.get(key)?).ok()?;
        let is_as_it_was = |(edition, digest): &(String, Digest)| output.untouched(edition) == Some(*digest);
        known.published.iter().all(is_as_it_was).then_some(known)
    }

    /// Remembers a build that published `editions` and nothing else.
    pub(super) fn keep(
        key: &Digest,
        (made, withheld): (Vec<Made>, Vec<String>),
        diagnostics: Vec<Diagnostic>,
        editions: Vec<String>,
        (output, cache): (&OutputFolder, &Cache),
    ) {
        let published = editions.into_iter().map(|edition| Some((output.untouched(&edition)?, edition)));
        // Somebody has a hand in what was just written: let the next build look.
        let Some(published) = published.collect::<Option<Vec<_>>>() else { return };
        let published = published.into_iter().map(|(digest, edition)| (edition, digest)).collect();
        let made = made.into_iter().map(Made::unchanged).collect();
        let remembered = Self { made, withheld, diagnostics, published };
        cache.put(key, &serde_json::to_vec(&remembered).expect("it is plain data"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::SourcePath;
    use crate::source::{Extent, History, SourceFile};
    use std::sync::Arc;

    #[test]
    fn a_build_is_known_by_the_program_what_is_asked_and_all_that_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = |session: &mut Session, path: &str, text: &str| {
            session.sources.insert_text(SourcePath::new(path).expect("inside"), text);
        };
        let of = |program: &str, session: &Session, options: &Options| key_of(Key::of(program, KIND), session, options);
        let mut session = Session::at(folder.path());
        text(&mut session, "content/a.md", "# A\n");
        let options = Options::default();
        let mut keys = vec![of("1", &session, &options)];
        assert_eq!(keys[0], of("1", &session, &options));
        keys.push(of("2", &session, &options));
        let tomorrow = options.today.tomorrow().expect("there is one");
        for other in [
            Options { today: tomorrow, ..options.clone() },
            Options { date: Some(tomorrow), ..options.clone() },
            Options { site: false, ..options.clone() },
            Options { draft: true, ..options.clone() },
            Options { audience: crate::audience::Audience::Public, ..options.clone() },
            Options { packets: crate::compile::Packets::None, ..options.clone() },
        ] {
            keys.push(of("1", &session, &other));
        }
        text(&mut session, "content/a.md", "# B\n");
        keys.push(of("1", &session, &options));
        text(&mut session, "content/b.md", "");
        keys.push(of("1", &session, &options));
        let asset = SourceFile::Asset { length: 3, digest: [1; 32], start: Arc::from([]) };
        session.sources.files.insert(SourcePath::new("content/c.png").expect("inside"), asset);
        keys.push(of("1", &session, &options));
        session.sources.history = Arc::new(History { extent: Extent::Shallow, ..History::default() });
        keys.push(of("1", &session, &options));
        let changed = [(SourcePath::new("content/a.md").expect("inside"), tomorrow)].into();
        session.sources.history = Arc::new(History { extent: Extent::Shallow, changed });
        keys.push(of("1", &session, &options));
        let count = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), count);
    }
}
