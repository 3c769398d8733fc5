//! What changed between two texts, as lines.

use crate::path::SourcePath;
use std::fmt::Write as _;

/// How many unchanged lines stand around a change.
const AROUND: usize = 3;

/// The first line that differs, from 1.
pub(super) fn first_line(old: &str, new: &str) -> usize {
    old.split_inclusive('\n').zip(new.split_inclusive('\n')).take_while(|(old, new)| old == new).count() + 1
}

/// The difference as `diff -u` writes it, in one piece: the changes of one command are few and near each other.
pub(super) fn unified(path: &SourcePath, old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let start = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let most = old.len().min(new.len()) - start;
    let end = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(old, new)| old == new).count();
    let from = start.saturating_sub(AROUND);
    let (old_end, new_end) = (old.len() - end, new.len() - end);
    let behind = end.min(AROUND);
    let mut text = format!("--- {path}\n+++ {path}\n");
    let (old_count, new_count) = (old_end + behind - from, new_end + behind - from);
    let _ = writeln!(text, "@@ -{},{old_count} +{},{new_count} @@", from + 1, from + 1);
    let mut push = |sign: char, line: &str| {
        let line = line.strip_suffix('\n').unwrap_or(line);
        let _ = writeln!(text, "{sign}{}", line.strip_suffix('\r').unwrap_or(line));
    };
    old[from..start].iter().for_each(|line| push(' ', line));
    middle(&old[start..old_end], &new[start..new_end], &mut push);
    old[old_end..old_end + behind].iter().for_each(|line| push(' ', line));
    text
}

/// The longest common lines of two small pieces stay, the rest is taken out and put in.
fn middle(old: &[&str], new: &[&str], push: &mut impl FnMut(char, &str)) {
    let width = new.len() + 1;
    let mut common = vec![0_u32; (old.len() + 1) * width];
    for at in (0..old.len()).rev() {
        for to in (0..new.len()).rev() {
            common[at * width + to] = if old[at] == new[to] {
                common[(at + 1) * width + to + 1] + 1
            } else {
                common[(at + 1) * width + to].max(common[at * width + to + 1])
            };
        }
    }
    let (mut at, mut to) = (0, 0);
    while at < old.len() || to < new.len() {
        if at < old.len() && to < new.len() && old[at] == new[to] {
            push(' ', old[at]);
            (at, to) = (at + 1, to + 1);
        } else if at < old.len() && (to == new.len() || common[(at + 1) * width + to] >= common[at * width + to + 1]) {
            push('-', old[at]);
            at += 1;
        } else {
            push('+', new[to]);
            to += 1;
        }
    }
}
