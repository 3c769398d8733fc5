//! What the server does not answer, or not for long: other hosts, ways out of the outputs, what writes, what is too large,
//! clients that hold a connection.

use super::{Server, book};
use std::io::{Read as _, Write as _};
use std::time::Duration;

#[test]
fn only_the_loopback_by_its_own_names_is_answered() {
    let book = book();
    let server = Server::start(book.path(), &[]);
    let status = |header: &str| server.ask("GET", "/", &[header]).status;
    for host in ["localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:80"] {
        assert_eq!(status(&format!("Host: {host}")), 200, "{host}");
    }
    for host in ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "", "0.0.0.0", "a@localhost"] {
        assert_eq!(status(&format!("Host: {host}")), 421, "{host}");
    }
    assert_eq!(server.ask("GET", "/", &["Host: localhost", "Host: evil.example"]).status, 421);
    assert_eq!(server.ask("GET", "http://evil.example/", &["Host: localhost"]).status, 421);
    assert_eq!(server.send(b"GET / HTTP/1.0\r\n\r\n").status, 421);
    for path in ["/-/events?path=/", "/-/problems", "/-/serve.js"] {
        assert_eq!(server.ask("GET", path, &["Host: evil.example"]).status, 421, "{path}");
    }
    let taken =
        server.ask("GET", "/assets/turnkey/search/root.js", &["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"]);
    assert_eq!(taken.status, 403, "another site's page gets no script from here");
    let led = server.ask("GET", "/", &["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"]);
    assert_eq!(led.status, 200, "it may lead here");
}

#[test]
fn nothing_is_written_to() {
    let book = book();
    let server = Server::start(book.path(), &[]);
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "X"] {
        let answer = server.ask(method, "/", &["Content-Length: 0"]);
        assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")), "{method}");
    }
}

#[test]
fn no_path_leads_out_of_the_outputs() {
    let book = book();
    std::fs::write(book.path().join("secret.html"), "a secret").expect("writable");
    let server = Server::start(book.path(), &[]);
    let names = ["book.toml", "secret.html", "content/index.md", "etc/passwd"];
    let ways = [
        "../",
        "..%2f",
        "%2e%2e/",
        "%2e%2e%2f",
        "..%5c",
        "..\\",
        ".%2e/",
        "%252e%252e/",
        "..%c0%af",
        "..;/",
        "./",
        "%00/",
    ];
    for name in names {
        for way in ways {
            for start in ["/", "//", "/guides/", "/packets/acme/", "/packets/acme/site/", "/assets/turnkey/", "/-/"] {
                for times in [1, 3, 8] {
                    let path = format!("{start}{}{name}", way.repeat(times));
                    let answer = server.get(&path);
                    assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
                    assert!(!answer.text().contains("a secret") && !answer.text().contains("[book]"), "{path}");
                }
            }
        }
    }
    for path in [
        "/book.toml",
        "/content/index.md",
        "/%00",
        "/index.html%00",
        "/a\\b",
        "/file:///etc/passwd",
        "/C:/x",
        "/.git/HEAD",
    ] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
    for request in [
        "GET  HTTP/1.1\r\n\r\n",
        "GET ../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "\0\0\0\r\n\r\n",
        "é\r\n\r\n",
    ] {
        let status = server.send(request.as_bytes()).status;
        assert!(matches!(status, 0 | 400 | 404), "{request:?}: {status}");
    }
}

#[test]
fn a_head_without_end_is_refused() {
    let book = book();
    let server = Server::start(book.path(), &[]);
    let many = (0..100_000).fold(String::new(), |many, number| many + "X-" + &number.to_string() + ": y\r\n");
    let answer = server.send(format!("GET / HTTP/1.1\r\nHost: localhost\r\n{many}\r\n").as_bytes());
    assert!(matches!(answer.status, 0 | 431), "{}", answer.status);
    let long = "a".repeat(10_000_000);
    for head in [format!("GET /{long} HTTP/1.1\r\n\r\n"), format!("GET / HTTP/1.1\r\nX: {long}\r\n\r\n"), long.clone()]
    {
        let answer = server.send(head.as_bytes());
        assert!(matches!(answer.status, 0 | 400 | 414 | 431), "{}", answer.status);
    }
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn slow_clients_keep_nobody_waiting_and_are_dropped() {
    let book = book();
    let server = Server::start(book.path(), &[]);
    // Some say nothing, some never end what they say, some take nothing of what they asked for.
    let mut held: Vec<_> = (0..200).map(|_| server.connect()).collect();
    for (at, stream) in held.iter_mut().enumerate() {
        let begun: &[u8] = match at % 3 {
            0 => b"",
            1 => b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ",
            _ => b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n",
        };
        stream.write_all(begun).expect("it listens");
    }
    for _ in 0..20 {
        assert_eq!(server.get("/").status, 200);
    }
    let silent = &mut held[0];
    silent.set_read_timeout(Some(Duration::from_secs(30))).expect("a limit can be set");
    let mut rest = Vec::new();
    silent.read_to_end(&mut rest).expect("it is hung up in time");
}

#[test]
fn pages_that_are_left_leave_nothing_behind() {
    let book = book();
    let server = Server::start(book.path(), &[]);
    let listen = || {
        let mut stream = server.connect();
        let request = b"GET /-/events?path=/index.html&digest= HTTP/1.1\r\nHost: localhost\r\n\r\n";
        stream.write_all(request).expect("it listens");
        let mut heard = Vec::new();
        while !String::from_utf8_lossy(&heard).contains("event: page") {
            let mut some = [0; 1024];
            let count = stream.read(&mut some).expect("it speaks");
            assert_ne!(count, 0, "it hung up: {}", String::from_utf8_lossy(&heard));
            heard.extend_from_slice(&some[..count]);
        }
        stream
    };
    // More than there may be at a time.
    for _ in 0..5 {
        let open: Vec<_> = (0..200).map(|_| listen()).collect();
        assert_eq!(server.get("/").status, 200);
        drop(open);
    }
    listen();
    assert_eq!(server.ask("GET", "/-/events?path=/../x", &[]).status, 400);
}
