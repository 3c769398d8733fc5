//! The command line: what is asked for becomes options, what comes out becomes words and an exit code.
//!
//! Exit codes: 0 fine, 1 errors in the content, 2 could not run.
#![expect(clippy::disallowed_methods, reason = "the command line reads arguments, environment and clock")]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the command line speaks to people")]

mod at_once;
mod build;
mod check;
mod explain;
mod init;
mod issue;
mod new;
mod packet;
mod remembered;
mod report;
mod schema;
#[cfg(feature = "serve")]
mod serve;
mod session;
mod set;
mod status;
mod verify;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Publishes playbooks as a site, and hands customers what they may keep.
#[derive(Debug, Parser)]
#[command(name = "turnkey", version, max_term_width = 100, arg_required_else_help = true)]
struct Args {
    #[command(subcommand)]
    command: Command,
    /// When to use colours: they are left out anyway where nobody would see them.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_possible_values = false)]
    color: Color,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes the site and every engagement's packets
    Build(build::BuildArgs),
    /// Shows the book in the browser while it is written, each change as it is saved
    #[cfg(feature = "serve")]
    Serve(serve::ServeArgs),
    /// Finds what is wrong, and publishes nothing
    Check(check::CheckArgs),
    /// Makes one engagement's packets
    Packet(packet::PacketArgs),
    /// Freezes an engagement's packets as the version that they say
    Issue(issue::IssueArgs),
    /// Says whether a packet is still the one that was issued, and what has changed since
    Verify(verify::VerifyArgs),
    /// Writes an engagement's status report, for its customer unless told otherwise
    Report(report::ReportArgs),
    /// Says where engagements stand: all of them, or one
    Status(status::StatusArgs),
    /// Makes a new book, with a working example
    Init(init::InitArgs),
    /// Makes a file to begin with: an engagement, a guide, a runbook, minutes
    New(new::NewArgs),
    /// Says in an engagement's file where a task or another thing stands
    Set(set::SetArgs),
    /// Says what a rule means, with a bad and a good example
    Explain(explain::ExplainArgs),
    /// Prints what a kind of file may say, as JSON Schema for editors
    Schema(schema::SchemaArgs),
    /// Prints completions for a shell
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Nothing is wrong, or nothing worse than a warning.
    Fine,
    /// There are errors in the content, or what was asked for does not hold.
    ContentErrors,
}

/// Runs the command that the arguments name.
#[must_use]
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // Help and version are not errors, and go to standard output.
            let code = if error.use_stderr() { 2 } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    match args.color {
        Color::Auto => {}
        Color::Always => anstream::ColorChoice::Always.write_global(),
        Color::Never => anstream::ColorChoice::Never.write_global(),
    }
    let outcome = match args.command {
        Command::Build(args) => build::run(&args),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Packet(args) => packet::run(&args),
        Command::Issue(args) => issue::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Status(args) => status::run(&args),
        Command::Init(args) => init::run(&args),
        Command::New(args) => new::run(&args),
        Command::Set(args) => set::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Completions { shell } => {
            let mut command = <Args as clap::CommandFactory>::command();
            clap_complete::generate(shell, &mut command, "turnkey", &mut std::io::stdout());
            Ok(Outcome::Fine)
        }
    };
    match outcome {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::ContentErrors) => ExitCode::from(1),
        Err(error) => {
            anstream::eprintln!("{}: {error:#}", session::paint("error", session::ERROR));
            ExitCode::from(2)
        }
    }
}
