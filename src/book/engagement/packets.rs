//! Whom packets are for where nobody says it: what is handed to support is for the team.

use crate::audience::Audience;
use crate::schema::node::{Node, Value};
use crate::schema::scalar::id_from_words;
use crate::schema::things::TRANSITION;

/// Says in `node`, an engagement or a playbook, that its packet for support is for the team, where it says nothing itself:
/// what others see of the plan has then not even its title.
pub(super) fn keep_inside(node: &mut Node) {
    let Value::Map(map) = &mut node.value else { return };
    let Some(Value::Map(packets)) = map.get_mut("packets").map(|packets| &mut packets.value) else { return };
    for entry in packets.entries.iter_mut().filter(|entry| id_from_words(&entry.key) == TRANSITION) {
        if let Value::Map(packet) = &mut entry.value.value
            && packet.get("audience").is_none()
        {
            packet.remove("audience");
            packet.push("audience", Node::plain(Audience::Internal.name(), entry.key_at.clone()));
        }
    }
}
