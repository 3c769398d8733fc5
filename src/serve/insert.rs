//! What is put into a page as it is served: one script, and leave for it in the page's own policy.
//!
//! Takes a page as `build` writes it; gives the same with exactly these insertions.

use std::borrow::Cow;

/// Where the script is. Nothing of a book lies there.
pub(super) const SCRIPT: &str = "/-/serve.js";

/// What stands before the value of a page's policy.
const POLICY: &str = "http-equiv=\"Content-Security-Policy\" content=\"";

/// The page with the script. `digest` tells what the page shows from what it will show.
///
/// The script stands before the theme's, to see the page before they change it. A page whose policy lets no script run at
/// all leads on at once, and stays as it is.
pub(super) fn with_script<'p>(page: &'p str, digest: &str) -> Cow<'p, str> {
    let policy = page.find(POLICY).map(|at| at + POLICY.len());
    let policy = policy.and_then(|start| Some(start..start + page[start..].find('"')?));
    let allowed = policy.clone().map(|range| allowed(&page[range]));
    if allowed == Some(None) {
        return Cow::Borrowed(page);
    }
    let at = ["<script src=", "</head>", "</body>"].iter().find_map(|mark| page.find(mark)).unwrap_or(page.len());
    let tag = format!("<script src=\"{SCRIPT}\" data-digest=\"{digest}\" defer></script>");
    let mut served = String::with_capacity(page.len() + tag.len() + 64);
    let begun = match (policy, allowed.flatten()) {
        (Some(range), Some(allowed)) if range.end <= at => {
            served.push_str(&page[..range.start]);
            served.push_str(&allowed);
            range.end
        }
        _ => 0,
    };
    served.push_str(&page[begun..at]);
    served.push_str(&tag);
    served.push_str(&page[at..]);
    Cow::Owned(served)
}

/// The policy with leave for scripts from here, and for these to ask here; none where no script may run.
fn allowed(policy: &str) -> Option<String> {
    let mut directives: Vec<String> = policy.split(';').map(|directive| directive.trim().to_owned()).collect();
    let is = |directive: &str, name: &str| directive.split(' ').next() == Some(name);
    let scripts = directives.iter_mut().find(|directive| is(directive, "script-src"))?;
    if !scripts.split(' ').any(|source| source == "'self'") {
        scripts.push_str(" 'self'");
    }
    match directives.iter_mut().find(|directive| is(directive, "connect-src")) {
        Some(connections) if connections.split(' ').any(|source| source == "'self'") => {}
        Some(connections) => connections.push_str(" 'self'"),
        None => directives.push("connect-src 'self'".to_owned()),
    }
    Some(directives.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(policy: &str, rest: &str) -> String {
        format!("<!doctype html><head><meta {POLICY}{policy}\">{rest}</head><body></body>")
    }

    const TAG: &str = "<script src=\"/-/serve.js\" data-digest=\"d\" defer></script>";

    #[test]
    fn the_script_stands_before_those_of_the_theme() {
        let policy = "default-src 'none'; script-src 'self' 'sha256-x'; connect-src 'self'";
        let built = page(policy, "<script>1</script><script src=\"a.js\" defer></script>");
        let served = with_script(&built, "d");
        assert!(served.contains(&format!("<script>1</script>{TAG}<script src=\"a.js\"")), "{served}");
        assert_eq!(served.replace(TAG, ""), built, "that is all that was put in");
    }

    #[test]
    fn a_policy_lets_it_in_and_nothing_else() {
        let built = page("default-src 'none'; script-src 'sha256-x'; img-src data:", "");
        let served = with_script(&built, "d");
        let expected = page("default-src 'none'; script-src 'sha256-x' 'self'; img-src data:; connect-src 'self'", TAG);
        assert_eq!(served, expected);
        let leads_on = page("default-src 'none'; base-uri 'none'", "<meta http-equiv=\"refresh\">");
        assert_eq!(with_script(&leads_on, "d"), leads_on);
    }

    #[test]
    fn a_page_of_any_form_takes_it() {
        assert_eq!(with_script("<body>a</body>", "d"), format!("<body>a{TAG}</body>"));
        assert_eq!(with_script("a", "d"), format!("a{TAG}"));
    }
}
