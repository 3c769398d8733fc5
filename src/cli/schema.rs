//! `turnkey schema`: what a kind of file may say, for editors as JSON Schema and for people as Markdown.

use super::Outcome;
use super::session::{GOOD, paint};
use crate::diagnostic::nearest;
use crate::schema::json;
use crate::schema::manual;
use crate::schema::subject::Subject;
use anyhow::{Context as _, Result, bail};
use std::fs;
use std::path::PathBuf;

/// What `schema` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct SchemaArgs {
    /// The kind of file, such as `engagement`; all kinds are listed without it
    #[arg(value_name = "FILE")]
    subject: Option<String>,
    /// How it is written: `json` for editors, `markdown` for people
    #[arg(long, value_name = "FORMAT", default_value = "json", hide_possible_values = true)]
    format: SchemaFormat,
    /// Writes it, or all of them, into this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum SchemaFormat {
    Json,
    Markdown,
}

impl SchemaFormat {
    fn text(self, subject: Subject) -> Result<String> {
        Ok(match self {
            Self::Json => serde_json::to_string_pretty(&json::schema(subject))? + "\n",
            Self::Markdown => manual::page(subject),
        })
    }

    fn file_name(self, subject: Subject) -> String {
        match self {
            Self::Json => format!("{}.schema.json", subject.name()),
            Self::Markdown => format!("{}.md", subject.name()),
        }
    }
}

pub(super) fn run(args: &SchemaArgs) -> Result<Outcome> {
    let subject = args.subject.as_deref().map(subject_called).transpose()?;
    if let Some(folder) = &args.out {
        fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
        for subject in subject.map_or(Subject::ALL.to_vec(), |subject| vec![subject]) {
            let path = folder.join(args.format.file_name(subject));
            fs::write(&path, args.format.text(subject)?).with_context(|| format!("cannot write {}", path.display()))?;
            anstream::eprintln!("{} {}", paint("wrote", GOOD), path.display());
        }
        return Ok(Outcome::Fine);
    }
    match subject {
        Some(subject) => anstream::print!("{}", args.format.text(subject)?),
        None => {
            for subject in Subject::ALL {
                anstream::println!("{:<13} {}", subject.name(), subject.place().replace('`', ""));
            }
        }
    }
    Ok(Outcome::Fine)
}

fn subject_called(name: &str) -> Result<Subject> {
    let Some(subject) = Subject::from_name(name) else {
        match nearest(name, Subject::ALL.iter().map(|subject| subject.name())) {
            Some(meant) => bail!("there is no schema `{name}`; did you mean `{meant}`?"),
            None => bail!("there is no schema `{name}`; `turnkey schema` lists them"),
        }
    };
    Ok(subject)
}
