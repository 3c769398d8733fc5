//! What a diagram's text begins with, and what that is called.

/// True for the language of a fence that holds a Mermaid diagram.
pub(in crate::parse) fn is_mermaid(language: Option<&str>) -> bool {
    matches!(language, Some("mermaid" | "mmd"))
}

/// True for the language of a fence that other tools send to a server to have it drawn.
pub(in crate::parse) fn is_remote(language: Option<&str>) -> bool {
    language.is_some_and(|language| matches!(language, "plantuml" | "puml" | "kroki") || language.starts_with("kroki-"))
}

/// The words that kinds of diagrams begin with, for whoever misspelt one.
pub(super) const KINDS: [&str; 24] = [
    "architecture-beta",
    "block",
    "C4Context",
    "classDiagram",
    "erDiagram",
    "flowchart",
    "gantt",
    "gitGraph",
    "graph",
    "journey",
    "kanban",
    "mindmap",
    "packet",
    "pie",
    "quadrantChart",
    "radar-beta",
    "requirementDiagram",
    "sankey",
    "sequenceDiagram",
    "stateDiagram-v2",
    "timeline",
    "treemap-beta",
    "xychart",
    "zenuml",
];

/// What the diagram is, for who cannot see it.
pub(super) fn kind(source: &str) -> &'static str {
    match first_word(source).trim_end_matches("-beta").trim_end_matches("-v2") {
        "flowchart" | "graph" | "flowchart-elk" => "Flowchart",
        "sequenceDiagram" | "zenuml" => "Sequence diagram",
        "gantt" => "Gantt chart",
        "classDiagram" => "Class diagram",
        "stateDiagram" => "State diagram",
        "erDiagram" => "Entity relationship diagram",
        "pie" => "Pie chart",
        "journey" => "User journey",
        "mindmap" => "Mind map",
        "timeline" => "Timeline",
        "gitGraph" => "Git graph",
        "quadrantChart" => "Quadrant chart",
        "xychart" => "Chart",
        "radar" => "Radar chart",
        "sankey" => "Sankey diagram",
        "requirementDiagram" | "requirement" => "Requirement diagram",
        "architecture" => "Architecture diagram",
        "block" => "Block diagram",
        "packet" => "Packet diagram",
        "kanban" => "Kanban board",
        "treemap" => "Treemap",
        word if word.starts_with("C4") => "C4 diagram",
        _ => "Diagram",
    }
}

/// The word that names the kind: the first after front matter, comments and directives.
pub(super) fn first_word(source: &str) -> &str {
    let mut rest = source.trim_start();
    if let Some(front) = rest.strip_prefix("---") {
        rest = front.split_once("\n---").map_or(front, |(_, after)| after);
    }
    loop {
        rest = rest.trim_start();
        let Some(comment) = rest.strip_prefix("%%") else { break };
        let end = if comment.starts_with('{') { "}%%" } else { "\n" };
        rest = comment.split_once(end).map_or("", |(_, after)| after);
    }
    rest.split(|letter: char| letter.is_whitespace() || letter == ';' || letter == ':').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_stands_after_what_is_said_about_the_drawing() {
        assert_eq!(kind("flowchart LR\n a-->b"), "Flowchart");
        assert_eq!(kind("graph TD;a-->b"), "Flowchart");
        assert_eq!(
            kind("---\ntitle: x\n---\n%%{init: {'theme':'dark'}}%%\n%% words\n\nsequenceDiagram\n"),
            "Sequence diagram"
        );
        assert_eq!(kind("stateDiagram-v2\n"), "State diagram");
        assert_eq!(kind("C4Context"), "C4 diagram");
        assert_eq!(kind("nonsense"), "Diagram");
        assert_eq!(kind(""), "Diagram");
    }
}
