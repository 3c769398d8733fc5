//! A terminal session taken apart: prompts, commands, and what they printed.
//!
//! Takes the text of a block; gives its pieces in order, which cover it. A text without a prompt is no session, and has
//! none: what cannot be told apart is left whole, for a reader who copies it wants all of it.

use std::ops::Range;

/// How far the end of a here-document is looked for, in lines.
const HEREDOC: usize = 400;

/// How many lines a comment before a command has at most.
const COMMENT: usize = 20;

/// What a piece of a session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Prompt,
    /// A command with all its lines, or those up to the next prompt of a continuation.
    Command(Dialect),
    /// A line that says what comes next, in a session in which `#` is no prompt.
    Comment,
    Output,
}

/// Whose commands they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    Posix,
    PowerShell,
    /// `cmd.exe`.
    Dos,
}

/// The pieces of `text`; none where it is no session.
pub(super) fn pieces(text: &str) -> Vec<(Range<usize>, Part)> {
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        lines.push(at..at + line.len());
        at += line.len();
    }
    let line = |number: usize| lines.get(number).map_or("", |range| &text[range.clone()]);
    let has_user = (0..lines.len()).any(|number| prompt(line(number)).is_some());
    let roots = || (0..lines.len()).map(&line).filter(|line| root_prompt(line).is_some());
    if !has_user && (roots().next().is_none() || !roots().all(looks_typed)) {
        return Vec::new();
    }
    let mut session = Session { pieces: Vec::new(), at: 0 };
    let mut is_root = !has_user;
    let mut number = 0;
    while number < lines.len() {
        let found = prompt(line(number))
            .or_else(|| root_prompt(line(number)).filter(|_| is_root).map(|length| (length, Dialect::Posix)));
        let Some((length, shell)) = found else {
            let is_comment = root_prompt(line(number)).is_some()
                && (number + 1..lines.len().min(number + COMMENT))
                    .map(&line)
                    .find(|next| root_prompt(next).is_none() && !next.trim().is_empty())
                    .is_some_and(|next| prompt(next).is_some());
            session.add(line(number).len(), if is_comment { Part::Comment } else { Part::Output });
            number += 1;
            continue;
        };
        session.add(length, Part::Prompt);
        let mut command = line(number)[length..].to_owned();
        session.add(command.len(), Part::Command(shell));
        number += 1;
        let heredoc_end = heredoc(&command).and_then(|word| {
            let is_end = |line: &str| line.trim_end().strip_prefix("> ").unwrap_or(line.trim_end()).trim() == word;
            (number..lines.len().min(number + HEREDOC)).find(|number| is_end(line(*number)))
        });
        while number < lines.len() {
            let next = line(number);
            let continued = ["> ", ">> "].into_iter().find(|sign| next.starts_with(sign)).map_or(0, str::len);
            let goes_on = heredoc_end.is_some_and(|end| number <= end)
                || command.trim_end_matches(['\n', '\r']).ends_with('\\')
                || continued > 0 && is_unfinished(&command);
            if !goes_on {
                break;
            }
            session.add(continued, Part::Prompt);
            session.add(next.len() - continued, Part::Command(shell));
            command.push_str(&next[continued..]);
            number += 1;
        }
        is_root = if has_user { opens_root(&command) || is_root && !leaves(&command) } else { is_root };
    }
    session.pieces
}

struct Session {
    pieces: Vec<(Range<usize>, Part)>,
    at: usize,
}

impl Session {
    fn add(&mut self, length: usize, part: Part) {
        let range = self.at..self.at + length;
        self.at = range.end;
        match self.pieces.last_mut() {
            _ if length == 0 => {}
            Some((last, same)) if *same == part => last.end = range.end,
            _ => self.pieces.push((range, part)),
        }
    }
}

/// How long the prompt is that `line` begins with, unless it is a bare `#`, and whose it is.
fn prompt(line: &str) -> Option<(usize, Dialect)> {
    let mut rest = line.trim_start_matches([' ', '\t']);
    let length = |after: &str| line.len() - after.len();
    if let Some((before, after)) = rest.split_once('>')
        && let Some(after) = after_sign(after)
    {
        let folder =
            |text: &str| matches!(text.as_bytes(), [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic());
        if before == "PS" || before.strip_prefix("PS ").is_some_and(|at| folder(at) || at.starts_with(['/', '~'])) {
            return Some((length(after), Dialect::PowerShell));
        }
        if folder(before) && !before.contains(['"', '<', '|']) {
            return Some((length(after), Dialect::Dos));
        }
    }
    // `(venv) $`.
    if let Some((name, after)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(") "))
        && name.chars().all(|c| c.is_alphanumeric() || "-_. ".contains(c))
    {
        rest = after;
    }
    if let Some(after) = rest.strip_prefix('$').and_then(after_sign) {
        return Some((length(after), Dialect::Posix));
    }
    let sign = rest.find(['$', '#', '%'])?;
    let after = after_sign(&rest[sign + 1..])?;
    let place = rest[..sign].trim_end();
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
    // `user@host:~/folder$`, `[user@host folder]#`.
    let inside = place.strip_prefix('[').and_then(|place| place.strip_suffix(']')).unwrap_or(place);
    let at_host = inside.split_once('@').is_some_and(|(user, host)| {
        let (host, folder) = host.split_at(host.find([':', ' ']).unwrap_or(host.len()));
        let apart = folder.starts_with(' ') && inside.len() == place.len();
        let is_folder = !apart || folder.trim_start().starts_with(['~', '/']) || rest[sign..].starts_with('%');
        is_name(user) && is_name(host) && is_folder && folder.split_whitespace().count() <= 2
    });
    // `bash-5.1$`, and `/app #` of small images.
    let is_shell = ["bash-", "sh-", "zsh-"].iter().any(|shell| {
        place
            .strip_prefix(shell)
            .is_some_and(|version| is_name(version) && version.starts_with(|c: char| c.is_ascii_digit()))
    });
    let is_folder =
        place.starts_with(['/', '~']) && !place.contains(char::is_whitespace) && rest[..sign].ends_with(' ');
    (at_host || is_shell || is_folder).then(|| (length(after), Dialect::Posix))
}

/// What is after a blank; a prompt at which nothing was typed has none.
fn after_sign(text: &str) -> Option<&str> {
    text.strip_prefix(' ').or_else(|| text.trim().is_empty().then_some(text))
}

/// How long the `# ` is that `line` begins with: root's prompt, or a comment.
fn root_prompt(line: &str) -> Option<usize> {
    let rest = line.trim_start_matches([' ', '\t']);
    rest.starts_with("# ").then(|| line.len() - rest.len() + 2)
}

/// True where what follows `# ` is a command and no sentence.
fn looks_typed(line: &str) -> bool {
    const PROSE: &[&str] =
        &["a", "an", "the", "to", "and", "or", "your", "this", "these", "with", "for", "of", "is", "are"];
    let command = line.trim_start().trim_start_matches("# ").trim();
    let first = command.split_whitespace().next().unwrap_or_default();
    let name = first.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_./=~$".contains(c));
    let signs = command.contains(['/', '|', '=', '>', '<', '$', ';', '&', '"', '\'']) || command.contains(" -");
    let prose = command.split_whitespace().skip(1).any(|word| PROSE.contains(&word)) || command.ends_with([':', '.']);
    name && !first.ends_with('.') && (signs || !prose)
}

/// True where a shell would ask for more.
fn is_unfinished(command: &str) -> bool {
    let line = command.trim_end();
    let last = line.split_whitespace().next_back().unwrap_or_default();
    let quotes = |quote: char| line.matches(quote).count() % 2 == 1;
    line.ends_with(['\\', '|', '{', '(', '`'])
        || line.ends_with("&&")
        || matches!(last, "do" | "then" | "else")
        || ["for ", "while ", "until ", "if "].iter().any(|word| line.starts_with(word))
            && !line.contains("done")
            && !line.ends_with("fi")
        || quotes('"')
        || quotes('\'')
        || heredoc(command).is_some()
}

/// The word that ends the here-document which `command` begins.
fn heredoc(command: &str) -> Option<&str> {
    let (before, after) = command.split_once("<<")?;
    let after = after.strip_prefix('-').unwrap_or(after).trim_start_matches([' ', '\t']);
    let word = after.trim_start_matches(['\'', '"', '\\']);
    let end = word.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(word.len());
    (!before.ends_with('<') && !after.starts_with('<') && end > 0).then(|| &word[..end])
}

/// True for a command after which `#` is the prompt.
fn opens_root(command: &str) -> bool {
    let words: Vec<&str> = command.split_whitespace().collect();
    match words.as_slice() {
        ["su", ..] | ["sudo", "su" | "-i" | "-s" | "bash" | "sh" | "-su", ..] => true,
        ["kubectl" | "docker" | "podman" | "oc" | "nerdctl" | "ssh" | "chroot", ..] => {
            words.last().is_some_and(|last| matches!(last.rsplit('/').next(), Some("sh" | "bash" | "ash" | "zsh")))
                || words[0] == "ssh" && words.iter().any(|word| word.starts_with("root@"))
        }
        _ => false,
    }
}

fn leaves(command: &str) -> bool {
    matches!(command.trim(), "exit" | "logout")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The session with a sign before each piece: `»` prompt, `›` command, `#` comment, `=` output.
    fn marked(text: &str) -> String {
        pieces(text)
            .into_iter()
            .flat_map(|(range, part)| {
                let sign = match part {
                    Part::Prompt => '»',
                    Part::Command(Dialect::Posix) => '›',
                    Part::Command(_) => '~',
                    Part::Comment => '#',
                    Part::Output => '=',
                };
                [sign.to_string(), text[range].to_owned()]
            })
            .collect()
    }

    #[test]
    fn prompts_of_many_shells_are_told_from_output() {
        for prompt in [
            "$ ",
            "  $ ",
            "(venv) $ ",
            "me@host:~/a$ ",
            "me@host:~/my work$ ",
            "[me@host a]$ ",
            "root@host:/# ",
            "me@host ~ % ",
            "bash-5.1$ ",
            "/app # ",
        ] {
            let text = format!("{prompt}ls -l\ntotal 0\n");
            assert_eq!(marked(&text), format!("»{prompt}›ls -l\n=total 0\n"), "{prompt}");
        }
        for prompt in ["PS C:\\Users\\me> ", "PS> ", "PS /home/me> ", "C:\\> "] {
            assert_eq!(marked(&format!("{prompt}dir\nx")), format!("»{prompt}~dir\n=x"), "{prompt}");
        }
        assert_eq!(marked("$ a\n\n$\nx"), "»$ ›a\n=\n»$›\n=x");
        for text in
            ["", "ls\n", "% Total % Received\n", "a > b\n", "cost: 3$ each\n", "<p> x\n", "me@x.example wrote $ 5"]
        {
            assert_eq!(marked(text), "", "{text}");
        }
    }

    #[test]
    fn commands_go_on_over_lines() {
        assert_eq!(marked("$ a \\\n  -b\nout\n"), "»$ ›a \\\n  -b\n=out\n");
        assert_eq!(marked("$ a \\\n> -b\nout\n"), "»$ ›a \\\n»> ›-b\n=out\n");
        assert_eq!(
            marked("$ for x in 1; do\n> echo $x\n> done\n1\n"),
            "»$ ›for x in 1; do\n»> ›echo $x\n»> ›done\n=1\n"
        );
        assert_eq!(marked("$ cat <<'EOF' > f\na\n\nEOF\nout\n"), "»$ ›cat <<'EOF' > f\na\n\nEOF\n=out\n");
        assert_eq!(marked("$ cat <<EOF\nnever ended\n"), "»$ ›cat <<EOF\n=never ended\n");
        assert_eq!(marked("$ npm run build\n> app@1.0.0 build\n"), "»$ ›npm run build\n=> app@1.0.0 build\n");
        assert_eq!(marked("$ wc -l <<< x\n1\n"), "»$ ›wc -l <<< x\n=1\n");
    }

    #[test]
    fn a_hash_is_a_prompt_or_a_comment() {
        assert_eq!(
            marked("# systemctl restart x\n# journalctl -u x\nok\n"),
            "»# ›systemctl restart x\n»# ›journalctl -u x\n=ok\n"
        );
        assert_eq!(marked("# Check the nodes\n$ kubectl get nodes\n"), "## Check the nodes\n»$ ›kubectl get nodes\n");
        assert_eq!(marked("$ cat f\n# made by x\na=1\n"), "»$ ›cat f\n=# made by x\na=1\n");
        assert_eq!(
            marked("$ sudo -i\n# whoami\nroot\n# exit\n$ id\n"),
            "»$ ›sudo -i\n»# ›whoami\n=root\n»# ›exit\n»$ ›id\n"
        );
        for text in ["# Install it\napt install x\n", "# install the package\napt install x\n", "# first:\nls\n"] {
            assert_eq!(marked(text), "", "{text}");
        }
    }

    #[test]
    fn pieces_cover_the_text() {
        for text in ["$ é\nü\n\n$ \n> x", "# ls\n日本\n", "$ cat <<X\n> X\n$", "PS C:\\é> ü"] {
            let mut at = 0;
            for (range, _) in pieces(text) {
                assert_eq!(range.start, at);
                at = range.end;
            }
            assert_eq!(at, text.len(), "{text}");
        }
    }
}
