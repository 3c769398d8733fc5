//! `turnkey report`: an engagement's status report, to be sent.

use super::session::{BookArgs, Session, parse_day, shown, today};
use super::{Outcome, status};
use crate::compile::{Options, Packets};
use crate::diagnostic::Format;
use crate::model::report::{status_report, usual_beginning};
use crate::schema::node::Scalar;
use crate::schema::read::FromScalar as _;
use crate::schema::scalar::{Amount, Duration};
use crate::site::report::{report_html, report_markdown};
use anyhow::{Context as _, Result, bail};
use jiff::Span;
use jiff::civil::Date;
use std::path::PathBuf;

/// What `report` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct ReportArgs {
    /// The engagement's id
    engagement: String,
    /// The book's folder, or any folder in it
    #[arg(default_value = ".", value_name = "DIR")]
    dir: PathBuf,
    /// How far back it tells: `7d`, `2w`, `1mo`, or the first day, which counts [default: 7d]
    #[arg(long, value_name = "7d|DATE", value_parser = parse_since)]
    since: Option<Since>,
    /// Markdown for a chat or mail, or one file of HTML for a mail
    #[arg(long, value_enum, default_value = "md")]
    format: ReportFormat,
    /// For whom: a report is sent to the customer, so it says what they may see; `internal` says all
    #[arg(long, value_enum, default_value = "customer")]
    audience: ReportAudience,
    /// What "today" is: the last day that it tells of
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day)]
    date: Option<Date>,
    /// Where it is written, in place of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Since {
    Day(Date),
    Ago(Amount),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum ReportFormat {
    Md,
    Html,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum ReportAudience {
    Customer,
    Internal,
}

fn parse_since(text: &str) -> Result<Since, String> {
    let scalar = Scalar::new(text, false, text);
    if let Ok(length) = Duration::from_scalar(&scalar)
        && length.least.days + length.least.months > 0
    {
        return Ok(Since::Ago(length.most));
    }
    parse_day(text)
        .map(Since::Day)
        .map_err(|refused| refused.replacen("expected a date", "expected a length such as `7d` or `2w`, or a date", 1))
}

impl Since {
    fn day(self, today: Date) -> Date {
        match self {
            Self::Day(date) => date,
            Self::Ago(Amount { months, days, .. }) => {
                let span = Span::new().try_months(months).and_then(|span| span.try_days(days));
                span.and_then(|span| today.checked_sub(span)).unwrap_or(Date::MIN)
            }
        }
    }
}

pub(super) fn run(args: &ReportArgs) -> Result<Outcome> {
    let session = Session::open(&BookArgs { dir: args.dir.clone(), output: None, date: args.date })?;
    let id = args.engagement.as_str();
    let options = Options {
        today: today()?,
        date: args.date,
        site: false,
        packets: if args.audience == ReportAudience::Customer { Packets::Of(id.into()) } else { Packets::None },
        ..Options::default()
    };
    let compiled = session.compile(&options);
    let whole = compiled.value.whole();
    status::find(whole, id)?;
    let customers;
    let (edition, problems) = match args.audience {
        ReportAudience::Internal => (&**whole, &[][..]),
        ReportAudience::Customer => {
            let Some(packet) = compiled.value.for_customer(id) else {
                bail!("the customer of `{id}` may see nothing of it; `--audience internal` makes the team's report");
            };
            customers = packet.edition();
            (&customers, packet.withheld.as_slice())
        }
    };
    if !problems.is_empty() {
        session.report(problems, Format::Human);
        anstream::eprintln!(
            "no report for the customer until these are mended; `--audience internal` makes the team's"
        );
        return Ok(Outcome::ContentErrors);
    }
    let Some(placed) = edition.engagements.iter().find(|engagement| engagement.id == id) else {
        bail!("the customer of `{id}` may see nothing of it; `--audience internal` makes the team's report");
    };
    let since = args.since.map_or_else(|| usual_beginning(edition.today), |since| since.day(edition.today));
    if since > edition.today {
        bail!("the report would begin on {since}, after its last day, {}", edition.today);
    }
    let report = status_report(&placed.facts, since, edition.today);
    let text = match args.format {
        ReportFormat::Md => report_markdown(&report, edition, placed),
        ReportFormat::Html => report_html(&report, edition, placed),
    };
    match &args.output {
        Some(file) => {
            std::fs::write(file, text).with_context(|| format!("{} cannot be written", file.display()))?;
            anstream::eprintln!("wrote {}", shown(file));
        }
        None => print!("{text}"),
    }
    Ok(Outcome::Fine)
}
