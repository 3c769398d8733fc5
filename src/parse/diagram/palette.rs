//! The colours of diagrams: what each stands for, and what it is on paper.
//!
//! A drawing is made in the colours of paper, and each is written with the class that the theme's style sheet gives the
//! screen's colour to, light or dark (`themes/default/diagrams.css`). All are different, so that a colour says what
//! it stands for; those that look like white or black are not quite, so that an author's own are told apart from them.

/// What colours stand for, and what they are on paper, legible in grey.
pub(super) const ROLES: [(&str, &str); 22] = [
    ("bg", "#fffffe"),
    ("box", "#f1f4fa"),
    ("alt", "#e7ebf3"),
    ("muted", "#dde2ec"),
    ("text", "#1a202b"),
    ("soft", "#475062"),
    ("edge", "#6c7687"),
    ("line", "#596274"),
    ("label", "#fffefe"),
    ("group", "#f8f9fb"),
    ("group-edge", "#b4bbc7"),
    ("note", "#fff4d2"),
    ("note-edge", "#b98d2f"),
    ("note-text", "#1b202b"),
    ("actor", "#eef2fd"),
    ("actor-edge", "#4a63a8"),
    ("actor-text", "#1a212b"),
    ("run", "#d3def8"),
    ("run-edge", "#4b63a8"),
    ("bad", "#bf2626"),
    ("warn", "#8a5600"),
    ("good", "#17763f"),
];

/// Fills that follow one another: slices, sections, branches. Light enough for dark words on them.
pub(super) const SERIES: [(&str, &str); 8] = [
    ("1", "#a9c4f5"),
    ("2", "#9fdcb9"),
    ("3", "#f6cf8b"),
    ("4", "#e7aed3"),
    ("5", "#9ad9e0"),
    ("6", "#f3b3a4"),
    ("7", "#c9bdf0"),
    ("8", "#d5d98f"),
];

/// The same for lines, which have to be seen against the page.
const STRONG: [(&str, &str); 8] = [
    ("1", "#3f6fd0"),
    ("2", "#24915a"),
    ("3", "#b97d12"),
    ("4", "#ad4590"),
    ("5", "#1a8793"),
    ("6", "#c2573e"),
    ("7", "#7460c8"),
    ("8", "#82871f"),
];

/// The colour of paper for a line that stands for `name`.
pub(super) fn line(name: &str) -> &'static str {
    STRONG.iter().find(|(role, _)| *role == name).map_or_else(|| color(name), |(_, color)| color)
}

/// The colour of paper for what `name` stands for.
pub(super) fn color(name: &str) -> &'static str {
    ROLES.iter().chain(&SERIES).find(|(role, _)| *role == name).map_or("#1a202b", |(_, color)| color)
}

/// The class for what `name` stands for; some differ on no page.
pub(super) fn class(name: &str) -> &str {
    match name {
        "label" => "bg",
        "note-text" | "actor-text" => "text",
        "run-edge" => "actor-edge",
        name => name,
    }
}

/// What `color`, as `#rrggbb` in lower case, stands for.
pub(super) fn role(color: &str) -> Option<&'static str> {
    ROLES.iter().chain(&SERIES).find(|(_, ours)| *ours == color).map(|(role, _)| *role)
}
