//! `turnkey report`: what is sent to a customer, and what is said where it cannot be made.

use std::process::{Command, Output};

/// What `report` says of the example book.
fn report(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_turnkey"));
    command.arg("report").args(arguments).current_dir(env!("CARGO_MANIFEST_DIR"));
    command.output().expect("turnkey runs")
}

fn said(output: &Output) -> (String, String) {
    (String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_report_is_for_the_customer_unless_told_otherwise() {
    let output = report(&["tarnwick", "--since", "2w"]);
    let (customers, told) = said(&output);
    assert_eq!(output.status.code(), Some(0), "{told}");
    for words in [
        "# Status report: Tarnwick control-centre rollout\n",
        "- Period: **6 – 20 May 2026**\n",
        "\n## Done\n",
        "\n## Next two weeks\n",
        "\n## In the way\n",
        "\n## What we ask for\n",
        "- **Blocked**: Connect the paging gateway (waits for issue: ",
        "Open port 8443",
    ] {
        assert!(customers.contains(words), "it does not say {words}:\n{customers}");
    }
    assert!(!customers.contains("goodwill") && !customers.contains("overtime"), "{customers}");
    let (teams, _) = said(&report(&["tarnwick", "--since", "2w", "--audience", "internal"]));
    assert!(teams.contains("goodwill") && teams.contains("overtime"), "{teams}");
}

#[test]
fn a_report_as_html_is_one_file_that_asks_for_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("mail.html");
    let output = report(&["tarnwick", "--format", "html", "--output", &file.to_string_lossy(), "--date", "2026-05-19"]);
    let (out, told) = said(&output);
    assert_eq!((output.status.code(), out.as_str()), (Some(0), ""), "{told}");
    let html = std::fs::read_to_string(&file).expect("it was written");
    assert!(html.starts_with("<!doctype html>\n<html lang=\"en\">") && html.ends_with("</html>\n"), "{html}");
    assert!(html.contains("<td>12 – 19 May 2026</td>"), "{html}");
    for refused in ["<script", "<style", "style=", "<img", "http://", "https://", "href="] {
        assert!(!html.contains(refused), "{refused}:\n{html}");
    }
}

#[test]
fn what_cannot_be_told_is_said() {
    for (arguments, words) in [
        (&["tarnwik"][..], "there is no engagement `tarnwik`; did you mean `tarnwick`?"),
        (
            &["pellworth", "--since", "2027-01-01"],
            "the report would begin on 2027-01-01, after its last day, 2026-05-20",
        ),
        (&["tarnwick", "--since", "2026-02-30"], "February 2026 has 28 days"),
        (&["tarnwick", "--since", "5m"], "expected a length such as `7d` or `2w`, or a date such as 2026-03-02"),
    ] {
        let output = report(arguments);
        let (_, told) = said(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {told}");
        assert!(told.contains(words), "{arguments:?}: {told}");
    }
}
