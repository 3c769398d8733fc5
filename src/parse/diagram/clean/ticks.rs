//! The dates below a Gantt chart, of which a long one has more than there is room for.

use super::super::measure;
use roxmltree::{Node, NodeId};

/// How far apart dates stand at least, in pixels.
const GAP: f64 = 6.0;

/// Those children of `axis` that would run into the one before. A date that goes takes its line along, so that the lines
/// that stay have a meaning.
pub(super) fn crowded(axis: Node<'_, '_>) -> Vec<NodeId> {
    let mut crowded = Vec::new();
    let mut right = f64::NEG_INFINITY;
    for tick in axis.children().filter(|child| child.attribute("class") == Some("tick")) {
        let (Some(at), Some(width)) = (place(tick), width(tick)) else { continue };
        if at - width / 2.0 < right + GAP {
            crowded.push(tick.id());
        } else {
            right = at + width / 2.0;
        }
    }
    crowded
}

fn place(tick: Node<'_, '_>) -> Option<f64> {
    let inside = tick.attribute("transform")?.strip_prefix("translate(")?;
    inside.split([',', ' ', ')']).next()?.parse().ok()
}

fn width(tick: Node<'_, '_>) -> Option<f64> {
    let words =
        tick.children().find(|child| child.has_tag_name((tick.tag_name().namespace().unwrap_or(""), "text")))?;
    let size = words.attribute("font-size").and_then(|size| size.trim_end_matches("px").parse().ok()).unwrap_or(10.0);
    Some(measure::width(words.text()?, size, None))
}
