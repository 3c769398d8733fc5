//! `calendar.ics`: read as the grammar of RFC 5545 has it, strictly, and asked what it says.

use crate::built::site_files;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use turnkey::audience::Audience;
use turnkey::compile::{Memo, Options, compile};
use turnkey::path::SourcePath;
use turnkey::source::Sources;

/// A line: its name, its parameters, its value as written.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    name: String,
    parameters: Vec<(String, String)>,
    value: String,
}

/// What stands between `BEGIN` and `END`.
#[derive(Clone, Debug)]
struct Component {
    name: String,
    lines: Vec<Line>,
    parts: Vec<Component>,
}

impl Component {
    fn get(&self, name: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.name == name)
    }

    fn value(&self, name: &str) -> &str {
        self.get(name).map_or("", |line| &line.value)
    }

    fn start(&self) -> String {
        let line = self.get("DTSTART").expect("every entry begins");
        let parameters: Vec<String> = line.parameters.iter().map(|(name, value)| format!("{name}={value} ")).collect();
        parameters.concat() + &line.value
    }
}

/// Reads a calendar and refuses whatever the grammar does not have.
fn read(text: &str) -> Component {
    assert!(text.ends_with("\r\n"), "the last line ends");
    for line in text.split("\r\n") {
        assert!(line.len() <= 75, "{} bytes: {line}", line.len());
        assert!(!line.contains(['\r', '\n']), "a line ends with both: {line:?}");
        assert!(!line.chars().any(|letter| letter.is_control() && letter != '\t'), "{line:?}");
    }
    let text = text.replace("\r\n ", "");
    let mut open: Vec<Component> = Vec::new();
    let mut whole = None;
    for line in text.split_terminator("\r\n").map(read_line) {
        assert!(whole.is_none(), "nothing follows the calendar: {line:?}");
        match line.name.as_str() {
            "BEGIN" => open.push(Component { name: line.value, lines: Vec::new(), parts: Vec::new() }),
            "END" => {
                let done = open.pop().expect("what ends has begun");
                assert_eq!(done.name, line.value);
                check(&done);
                match open.last_mut() {
                    Some(around) => around.parts.push(done),
                    None => whole = Some(done),
                }
            }
            _ => open.last_mut().expect("a line stands in something").lines.push(line),
        }
    }
    let whole = whole.expect("it ends");
    assert_eq!(whole.name, "VCALENDAR");
    let zones: BTreeSet<&str> =
        whole.parts.iter().filter(|part| part.name == "VTIMEZONE").map(|zone| zone.value("TZID")).collect();
    let mut names = BTreeSet::new();
    for event in whole.parts.iter().filter(|part| part.name == "VEVENT") {
        assert!(names.insert(event.value("UID")), "two are called {}", event.value("UID"));
        for (name, value) in event.lines.iter().flat_map(|line| &line.parameters) {
            assert!(name != "TZID" || zones.contains(value.as_str()), "the zone {value} is described");
        }
    }
    whole
}

fn read_line(line: &str) -> Line {
    let end = line.find([':', ';']).unwrap_or_else(|| panic!("a line has a name and a value: {line}"));
    let (name, mut rest) = line.split_at(end);
    assert!(name.chars().all(|letter| letter.is_ascii_uppercase() || letter == '-'), "{line}");
    let mut parameters = Vec::new();
    while let Some(more) = rest.strip_prefix(';') {
        let end = more.find([':', ';']).expect("a parameter ends");
        let (name, value) = more[..end].split_once('=').expect("a parameter has a value");
        assert!(!value.contains(['"', ',']), "{line}");
        parameters.push((name.to_owned(), value.to_owned()));
        rest = &more[end..];
    }
    let value = rest.strip_prefix(':').expect("a value").to_owned();
    Line { name: name.to_owned(), parameters, value }
}

/// Each property where it may stand, as often as it may, in its form.
fn check(component: &Component) {
    let (needed, allowed): (&[&str], &[&str]) = match component.name.as_str() {
        "VCALENDAR" => (&["VERSION", "PRODID"], &["CALSCALE", "METHOD", "NAME", "X-WR-CALNAME", "X-WR-TIMEZONE"]),
        "VTIMEZONE" => (&["TZID"], &[]),
        "STANDARD" | "DAYLIGHT" => (&["DTSTART", "TZOFFSETFROM", "TZOFFSETTO"], &["TZNAME", "RRULE"]),
        "VEVENT" => (
            &["UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"],
            &["DESCRIPTION", "LOCATION", "URL", "TRANSP", "RRULE", "RDATE"],
        ),
        other => panic!("there is no {other}"),
    };
    for name in needed {
        assert!(component.get(name).is_some(), "{} has a {name}: {component:?}", component.name);
    }
    let mut seen = BTreeSet::new();
    for line in &component.lines {
        assert!(needed.contains(&&*line.name) || allowed.contains(&&*line.name), "{} in {}", line.name, component.name);
        assert!(seen.insert(&line.name), "{} twice in {component:?}", line.name);
        check_value(line);
    }
    if component.name == "VTIMEZONE" {
        assert!(component.parts.iter().any(|part| part.name == "STANDARD"), "{component:?}");
    }
    if component.name == "VEVENT" {
        let form = |name: &str| component.get(name).map(|line| (line.parameters.clone(), line.value.len()));
        assert_eq!(form("DTSTART"), form("DTEND"), "both are days, or times of one zone");
        assert!(component.value("DTSTART") < component.value("DTEND"), "{component:?}");
    }
}

fn check_value(line: &Line) {
    let digits = |text: &str, length: usize| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_time = |text: &str| text.split_once('T').is_some_and(|(day, time)| digits(day, 8) && digits(time, 6));
    let is_day = line.parameters.iter().any(|parameter| *parameter == ("VALUE".to_owned(), "DATE".to_owned()));
    let is_moment = |text: &str| if is_day { digits(text, 8) } else { is_time(text) };
    let value = line.value.as_str();
    let is_good = match line.name.as_str() {
        "DTSTAMP" => value.strip_suffix('Z').is_some_and(is_time),
        "DTSTART" | "DTEND" => is_moment(value),
        "RDATE" => value.split(',').all(is_moment),
        "TZOFFSETFROM" | "TZOFFSETTO" => {
            value.starts_with(['+', '-']) && (digits(&value[1..], 4) || digits(&value[1..], 6))
        }
        "RRULE" => value.split(';').all(|part| {
            let (name, value) = part.split_once('=').expect("a part of a rule has a value");
            match name {
                "FREQ" => ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"].contains(&value),
                "INTERVAL" | "COUNT" | "BYMONTH" => value.parse::<u32>().is_ok_and(|value| value > 0),
                "BYDAY" => ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].iter().any(|day| value.ends_with(day)),
                _ => false,
            }
        }),
        "URL" => value.starts_with("https://"),
        "SUMMARY" | "DESCRIPTION" | "LOCATION" | "NAME" | "X-WR-CALNAME" => {
            let mut letters = value.chars();
            let mut is_escaped = true;
            while let Some(letter) = letters.next() {
                is_escaped &= match letter {
                    '\\' => letters.next().is_some_and(|next| matches!(next, '\\' | ';' | ',' | 'n')),
                    ';' | ',' => false,
                    _ => true,
                };
            }
            is_escaped
        }
        _ => !value.is_empty(),
    };
    assert!(is_good, "{line:?}");
}

const ENGAGEMENT: &str = r#"id: acme
title: "Acme: rollout, phase; two"
customer: Acme
start: 2026-03-02
audience: customer
go_live: milestone:live
people:
  - { id: po, name: Paula Ortega, side: customer, email: po@acme.example }
meetings:
  - { id: kickoff, title: "Kickoff, at last", at: 2026-03-03T15:00, length: 45m, place: "Room 2; upstairs", attendees: [po],
      agenda: [{ topic: "Who is who: everybody says a few words, in turn; nobody is too long, Größe und Umläute, 日本語の説明を読みます", duration: 5m }] }
  - { id: weekly, title: Weekly, every: 1w, on: Tuesday 10:00, length: 30m }
  - { id: someday, title: Someday, week: 2 }
  - { id: secret, title: zqsecret, at: 2026-03-04T10:00, audience: internal }
phases:
  - { id: build, title: Build, weeks: 1-6, tasks: [{ id: one, text: One, due: 2026-03-05 }] }
milestones:
  - { id: live, title: Live, week: 6, forecast: 2026-04-14 }
raid:
  - { id: a, kind: action, title: Send it, owner: po, due: 2026-03-20 }
  - { id: b, kind: action, title: Sent already, owner: po, due: 2026-03-20, status: closed }
  - { id: c, kind: action, title: zqhidden, owner: po, due: 2026-03-20, audience: internal }
expiries:
  - { id: tls, what: TLS certificate, on: 2027-03-01 }
notes: [zqnote]
"#;

fn calendars(engagement: &str, book: &str, audience: Audience) -> BTreeMap<String, String> {
    let mut sources = Sources::default();
    let mut put = |path: &str, text: &str| sources.insert_text(SourcePath::new(path).expect("inside"), text);
    put("book.toml", &format!("[book]\ntitle = \"Book\"\nsource = \"content\"\n{book}"));
    put("content/engagements/acme/engagement.yaml", engagement);
    let today = jiff::civil::date(2026, 3, 11);
    let options = Options { audience, today, ..Options::default() };
    let outputs = compile(&sources, &options, &mut Memo::default()).value;
    let assets = |path: &SourcePath| Ok(Arc::clone(sources.bytes(path).expect("held")));
    let (files, _) = site_files(&outputs.site().expect("it is asked for"), &assets);
    let calendars = files.into_iter().filter(|(path, _)| path.ends_with("/calendar.ics"));
    calendars.map(|(path, bytes)| (path, String::from_utf8(bytes).expect("text"))).collect()
}

/// The only calendar of the book.
fn calendar(engagement: &str, book: &str) -> Component {
    let calendars = calendars(engagement, book, Audience::Internal);
    let paths: Vec<&str> = calendars.keys().map(String::as_str).collect();
    assert_eq!(paths, ["engagements/acme/calendar.ics"]);
    read(&calendars["engagements/acme/calendar.ics"])
}

fn event<'a>(calendar: &'a Component, name: &str) -> &'a Component {
    let is_meant = |part: &&Component| part.value("UID").starts_with(&format!("{name}.acme@"));
    calendar.parts.iter().find(is_meant).unwrap_or_else(|| panic!("{name} is in {calendar:#?}"))
}

#[test]
fn a_calendar_says_what_the_engagement_says() {
    let zone = format!("{ENGAGEMENT}time_zone: Europe/Lisbon\n");
    let calendar = calendar(&zone, "base_url = \"https://book.example/docs/\"\n");
    assert_eq!(calendar.value("X-WR-CALNAME"), "Acme: rollout\\, phase\\; two");
    let kickoff = event(&calendar, "meeting-kickoff");
    assert_eq!(kickoff.start(), "TZID=Europe/Lisbon 20260303T150000");
    assert_eq!(kickoff.value("DTEND"), "20260303T154500");
    assert_eq!(kickoff.value("UID"), "meeting-kickoff.acme@book.example");
    assert_eq!(kickoff.value("DTSTAMP"), "20260311T000000Z");
    assert_eq!(kickoff.value("SUMMARY"), "Kickoff\\, at last");
    assert_eq!(kickoff.value("LOCATION"), "Room 2\\; upstairs");
    assert_eq!(kickoff.value("URL"), "https://book.example/docs/engagements/acme/meetings/kickoff.html");
    assert!(kickoff.value("DESCRIPTION").starts_with("15:00 Who is who: everybody says a few words\\, in turn\\;"));
    assert!(kickoff.value("DESCRIPTION").ends_with("日本語の説明を読みます (5 min)\\nWith: Paula Ortega"));

    // Six weeks over the last Sunday of March: the rule goes by the clock on the wall.
    let weekly = event(&calendar, "meeting-weekly");
    assert_eq!(weekly.start(), "TZID=Europe/Lisbon 20260303T100000");
    assert_eq!(weekly.value("RRULE"), "FREQ=WEEKLY;INTERVAL=1;COUNT=6");
    let zone = calendar.parts.iter().find(|part| part.name == "VTIMEZONE").expect("a zone");
    let rules: Vec<_> = zone
        .parts
        .iter()
        .map(|part| {
            (
                part.name.as_str(),
                part.value("DTSTART"),
                part.value("TZOFFSETFROM"),
                part.value("TZOFFSETTO"),
                part.value("RRULE"),
            )
        })
        .collect();
    assert_eq!(
        rules,
        [
            ("STANDARD", "20251026T020000", "+0100", "+0000", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"),
            ("DAYLIGHT", "20260329T010000", "+0000", "+0100", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"),
        ]
    );

    let day = |name: &str| {
        let event = event(&calendar, name);
        format!("{} to {}: {}", event.start(), event.value("DTEND"), event.value("SUMMARY"))
    };
    assert_eq!(day("meeting-someday"), "VALUE=DATE 20260309 to 20260314: Someday (time to be agreed)");
    assert_eq!(day("milestone-live"), "VALUE=DATE 20260414 to 20260415: Go-live: Live");
    assert_eq!(day("phase-build"), "VALUE=DATE 20260410 to 20260411: Build ends");
    assert_eq!(day("action-a"), "VALUE=DATE 20260320 to 20260321: Due: Send it");
    assert_eq!(day("expiry-tls"), "VALUE=DATE 20270301 to 20270302: Expires: TLS certificate");
    let text = format!("{calendar:?}");
    assert!(!text.contains("Sent already") && !text.contains("ATTENDEE") && !text.contains("po@acme"), "{text}");
}

#[test]
fn every_zone_and_none_can_be_written() {
    for zone in [
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "Africa/Casablanca",
        "Europe/Dublin",
        "UTC",
        "Asia/Tokyo",
        "America/Sao_Paulo",
        "Africa/Cairo",
        "Pacific/Apia",
    ] {
        let calendar = calendar(&format!("{ENGAGEMENT}time_zone: {zone}\n"), "");
        assert_eq!(event(&calendar, "meeting-kickoff").start(), format!("TZID={zone} 20260303T150000"));
    }
    for without in ["", "time_zone: Europe/Nowhere\n"] {
        let calendar = calendar(&format!("{ENGAGEMENT}{without}"), "");
        assert_eq!(event(&calendar, "meeting-kickoff").start(), "20260303T150000", "it is at three wherever one is");
        assert!(calendar.parts.iter().all(|part| part.name == "VEVENT"));
    }
    let monthly = ENGAGEMENT.replace("every: 1w, on: Tuesday 10:00", "every: 1mo");
    let calendar = calendar(&monthly, "");
    assert_eq!(event(&calendar, "meeting-weekly").value("RRULE"), "FREQ=MONTHLY;INTERVAL=1;COUNT=2");
}

#[test]
fn a_reader_gets_what_they_may_see_and_the_same_each_time() {
    let for_customer = calendars(ENGAGEMENT, "", Audience::Customer);
    let text = &for_customer["engagements/acme/calendar.ics"];
    read(text);
    assert!(text.contains("Kickoff") && !text.contains("zq"), "{text}");
    assert_eq!(for_customer, calendars(ENGAGEMENT, "", Audience::Customer));
    let team = &calendars(ENGAGEMENT, "", Audience::Internal)["engagements/acme/calendar.ics"];
    assert!(team.contains("zqsecret") && team.contains("zqhidden") && !team.contains("zqnote"), "{team}");
    let nothing = "id: acme\ntitle: Acme\ncustomer: Acme\n";
    assert_eq!(calendars(nothing, "", Audience::Internal), BTreeMap::new(), "without a date there is no calendar");
}
