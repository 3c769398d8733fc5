//! `turnkey serve`, over plain connections: what is answered, what is refused, and that it is what `build` writes.

mod hostile;
mod same_bytes;

use crate::commands::says;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The day on which the books of these tests are served.
const DAY: &str = "2026-03-09";

/// How long anything may take that a test waits for: it would be there at once, on a machine with nothing else to do.
const PATIENCE: Duration = Duration::from_mins(1);

/// A server in a process of its own, which ends with this.
pub(crate) struct Server {
    child: Child,
    pub(crate) port: u16,
}

impl Server {
    pub(crate) fn start(book: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_turnkey"));
        command.arg("serve").arg(book).args(["--date", DAY]).args(arguments).env_remove("SOURCE_DATE_EPOCH");
        if !arguments.contains(&"--port") {
            command.args(["--port", "0"]);
        }
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("turnkey can be started");
        let mut said = String::new();
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped"));
        let port = loop {
            let before = said.len();
            assert_ne!(lines.read_line(&mut said).expect("it speaks UTF-8"), 0, "it ended before it was ready: {said}");
            let address = said[before..].split_once("http://127.0.0.1:").map(|(_, rest)| rest);
            if let Some(port) = address.and_then(|rest| rest.split('/').next()) {
                break port.parse().expect("a port is a number");
            }
        };
        // What it says later must go somewhere.
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        Self { child, port }
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a limit can be set");
        stream
    }

    /// The answer to these bytes, which ask for the connection to be closed.
    pub(crate) fn send(&self, request: &[u8]) -> Answer {
        let mut stream = self.connect();
        // Where it hangs up early, what it said still counts.
        let _ = stream.write_all(request);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        Answer::read(&bytes)
    }

    /// The answer to a request of this method for this path, with more headers.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[&str]) -> Answer {
        let more = headers.iter().fold(String::new(), |more, header| more + header + "\r\n");
        let host = format!("Host: 127.0.0.1:{}\r\n", self.port);
        let host = if more.to_ascii_lowercase().contains("host:") { String::new() } else { host };
        self.send(format!("{method} {path} HTTP/1.1\r\n{host}Connection: close\r\n{more}\r\n").as_bytes())
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    /// Asks for `path` until the answer is as it should be.
    pub(crate) fn wait(&self, path: &str, is_so: impl Fn(&Answer) -> bool) -> Answer {
        let begun = Instant::now();
        loop {
            let answer = self.get(path);
            if is_so(&answer) {
                return answer;
            }
            assert!(begun.elapsed() < PATIENCE, "{path} stays as it is: {answer:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What came back.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    fn read(bytes: &[u8]) -> Self {
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return Self::default() };
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).unwrap_or(0);
        let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        Self { status, headers: lines.filter_map(header).collect(), body: bytes[end + 4..].to_vec() }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A small book with an engagement.
pub(crate) fn book() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    says(folder.path(), &["init", ".", "--date", DAY], 0);
    folder
}

fn write(book: &TempDir, path: &str, text: &str) {
    let file = book.path().join(path);
    std::fs::create_dir_all(file.parent().expect("it has a folder")).expect("folders can be made");
    std::fs::write(file, text).expect("the book can be written to");
}

#[test]
fn a_file_is_answered_as_what_it_is() {
    let book = book();
    write(&book, "content/data/table.csv", "a,b\n");
    write(&book, "content/data/index.md", "# Data\n\n[The table](table.csv)\n");
    let server = Server::start(book.path(), &[]);
    let home = server.get("/");
    assert_eq!((home.status, home.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert_eq!(home.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(home.header("cache-control"), Some("no-cache"));
    assert_eq!(home.header("cross-origin-resource-policy"), Some("same-origin"));
    assert_eq!(home.body, server.get("/index.html").body, "a folder is its page");
    assert_eq!(server.get("/data/table.csv").header("content-type"), Some("text/csv; charset=utf-8"));
    let style = server.get("/assets/turnkey/style.css?1");
    assert_eq!((style.status, style.header("content-type")), (200, Some("text/css; charset=utf-8")));
    let search = server.get("/assets/turnkey/search/root.js");
    assert_eq!((search.status, search.header("content-type")), (200, Some("text/javascript; charset=utf-8")));

    let head = server.ask("HEAD", "/", &[]);
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), Some(home.body.len().to_string().as_str()));

    let tag = home.header("etag").expect("it has one");
    let again = server.ask("GET", "/", &[&format!("If-None-Match: {tag}")]);
    assert_eq!((again.status, again.body.len()), (304, 0));

    let part = server.ask("GET", "/assets/turnkey/style.css", &["Range: bytes=5-9"]);
    assert_eq!((part.status, &part.body[..]), (206, &style.body[5..10]));
    let of = format!("bytes 5-9/{}", style.body.len());
    assert_eq!(part.header("content-range"), Some(of.as_str()));
    let other = server.ask("GET", "/assets/turnkey/style.css", &["Range: bytes=5-9", "If-Range: \"other\""]);
    assert_eq!((other.status, other.body.len()), (200, style.body.len()), "a part of what it was is of no use");
    let past = server.ask("GET", "/assets/turnkey/style.css", &["Range: bytes=99999999-"]);
    assert_eq!(past.status, 416);

    let folder = server.get("/data");
    assert_eq!((folder.status, folder.header("location")), (303, Some("/data/")));
    let lost = server.get("/no/such/page.html");
    assert_eq!((lost.status, lost.header("content-type")), (404, Some("text/html; charset=utf-8")));
    assert!(lost.text().contains("Page not found") && lost.text().contains("href=\"/assets/turnkey/style.css\""));
}

#[test]
fn a_port_that_is_taken_is_left_to_whoever_has_it() {
    let book = book();
    let first = Server::start(book.path(), &[]);
    let port = first.port.to_string();
    let second = Server::start(book.path(), &["--port", &port]);
    assert!(second.port > first.port, "{} {}", first.port, second.port);
    assert_eq!((first.get("/").status, second.get("/").status), (200, 200));
}

#[test]
fn packets_are_made_when_they_are_asked_for() {
    let book = book();
    let server = Server::start(book.path(), &[]);
    let page = server.get("/packets/acme/site/index.html");
    assert_eq!(page.status, 200, "{}", page.text());
    let list = server.get("/packets/acme/");
    assert!(list.text().contains("acme-handoff.html"), "{}", list.text());
    assert_eq!(server.get("/packets/acme").header("location"), Some("/packets/acme/"));
    assert_eq!(server.get("/packets/acme/nothing.html").status, 404);
    assert_eq!(server.get("/packets/nobody/site/index.html").status, 404);
    assert_eq!(server.get("/packets/acme/manifest.json").header("content-type"), Some("application/json"));
    let led = server.get("/-/as?edition=acme&path=/engagements/acme/index.html");
    assert_eq!(led.header("location"), Some("/packets/acme/site/engagements/acme/index.html"));
    let back = server.get("/-/as?edition=&path=/packets/acme/site/engagements/acme/index.html");
    assert_eq!(back.header("location"), Some("/engagements/acme/index.html"));
    assert_eq!(
        server.get("/-/as?edition=acme&path=/tags/index.html").header("location"),
        Some("/packets/acme/site/index.html")
    );
}

#[test]
fn what_is_broken_is_told_and_shown_as_it_was() {
    let book = book();
    let engagement = "content/engagements/acme/engagement.yaml";
    let whole = std::fs::read_to_string(book.path().join(engagement)).expect("readable");
    let server = Server::start(book.path(), &[]);
    let page = "/engagements/acme/index.html";
    let before = server.get(page);
    assert_eq!(before.status, 200);

    write(&book, engagement, &whole.replacen("\nstart:", "\nstart: [", 1));
    let problems = server.wait("/-/problems", |answer| answer.text().contains("invalid-yaml"));
    let said: serde_json::Value = serde_json::from_slice(&problems.body).expect("JSON");
    let first = &said["problems"][0];
    assert!(
        first["editor"]
            .as_str()
            .is_some_and(|url| url.starts_with("vscode://file/") && url.contains("engagement.yaml:")),
        "{first}"
    );
    assert_eq!(server.get(page).body, before.body, "the page is as it last was");

    // The rest goes on, while that is broken.
    write(&book, "content/guides/fresh.md", "# A fresh guide\n");
    server.wait("/guides/fresh.html", |answer| answer.status == 200);
    assert_eq!(server.get(page).status, 200);

    write(&book, engagement, &whole);
    server.wait("/-/problems", |answer| !answer.text().contains("invalid-yaml"));

    // So it is with the configuration and templates.
    let configuration = std::fs::read_to_string(book.path().join("book.toml")).expect("readable");
    write(&book, "book.toml", "[book\ntitle = ");
    server.wait("/-/problems", |answer| answer.text().contains("invalid-config"));
    assert_eq!(server.get(page).body, server.wait(page, |answer| answer.status == 200).body);
    write(&book, "book.toml", &configuration);
    server.wait("/-/problems", |answer| !answer.text().contains("invalid-config"));
    write(&book, "templates/site/guide.html", "{% if %}");
    server.wait("/-/problems", |answer| answer.text().contains("template-error"));
    assert_eq!(server.get("/guides/fresh.html").status, 200);
    std::fs::remove_file(book.path().join("templates/site/guide.html")).expect("it is there");
    server.wait("/-/problems", |answer| !answer.text().contains("template-error"));
}

#[test]
fn a_page_that_cannot_be_made_is_shown_as_it_was() {
    let book = book();
    write(&book, "content/guides/a.md", "# One\n");
    let server = Server::start(book.path(), &[]);
    let before = server.get("/guides/a.html");
    write(&book, "templates/site/guide.html", "{{ nothing.like.this }}");
    // This one nobody saw before.
    write(&book, "content/guides/b.md", "# Another\n");
    let unseen = server.wait("/guides/b.html", |answer| answer.status != 404);
    assert_eq!(unseen.status, 503);
    assert!(unseen.text().contains("template-error") && unseen.text().contains("/-/serve.js"), "{}", unseen.text());
    let now = server.get("/guides/a.html");
    assert_eq!((now.status, &now.body), (200, &before.body));
    std::fs::remove_file(book.path().join("templates/site/guide.html")).expect("it is there");
    server.wait("/guides/b.html", |answer| answer.status == 200);
}

#[test]
fn an_edition_is_shown_to_its_readers_as_it_is_proved() {
    let book = book();
    write(&book, "content/guides/open.md", "---\naudience: public\n---\n# For all\n");
    write(&book, "content/guides/closed.md", "---\naudience: internal\n---\n# For us\n");
    let server = Server::start(book.path(), &["--audience", "public"]);
    assert_eq!(server.get("/guides/open.html").status, 200);
    let lost = server.get("/guides/closed.html");
    assert!(lost.status == 404 && !lost.text().contains("For us"), "{}", lost.text());
    assert!(server.get("/-/editions").text().contains("Public"));
    write(&book, "content/guides/open.md", "---\naudience: public\n---\n# For everybody\n");
    server.wait("/guides/open.html", |answer| answer.text().contains("For everybody"));
}

#[test]
fn a_packet_with_an_error_in_it_says_so() {
    let book = book();
    let engagement = "content/engagements/acme/engagement.yaml";
    let whole = std::fs::read_to_string(book.path().join(engagement)).expect("readable");
    write(&book, engagement, &whole.replacen("\nstart:", "\nstarted: yes\nstart:", 1));
    let server = Server::start(book.path(), &[]);
    for path in ["/packets/acme/site/index.html", "/packets/acme/acme-handoff.html", "/packets/acme/"] {
        let withheld = server.get(path);
        assert_eq!(withheld.status, 503, "{path}");
        assert!(withheld.text().contains("withheld") && withheld.text().contains("unknown-key"), "{}", withheld.text());
    }
    assert_eq!(server.get("/engagements/acme/index.html").status, 200, "the team's own page is there");
    write(&book, engagement, &whole);
    server.wait("/packets/acme/site/index.html", |answer| answer.status == 200);
}

#[test]
fn no_other_folder_takes_the_place_of_the_content() {
    let book = book();
    write(&book, "private.md", "# Not content\n");
    std::fs::remove_file(book.path().join("book.toml")).expect("it is there");
    let server = Server::start(book.path(), &[]);
    let home = server.get("/").body;
    let content = book.path().join("content");
    std::fs::rename(&content, book.path().join(".away")).expect("it can be moved");
    server.wait("/-/problems", |answer| answer.text().contains("invalid-config"));
    assert_eq!(server.get("/").body, home, "what was there last stays");
    assert_eq!(server.get("/private.html").status, 404);
    std::fs::rename(book.path().join(".away"), &content).expect("it can be moved");
    write(&book, "content/guides/back.md", "# Back\n");
    server.wait("/guides/back.html", |answer| answer.status == 200);
    server.wait("/-/problems", |answer| !answer.text().contains("invalid-config"));
}
