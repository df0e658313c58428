//! Taking back that an agent was added.

use json5_edit::{Edit, KeyPath, Piece, Step, Value};

use crate::{
    agents::{MAIN, normalise},
    history::Leaf,
    identity, slice,
    view::value_at,
};

/// The agent that a leaf is about, which was added.
pub(super) fn added(leaf: &Leaf) -> Option<String> {
    let id = entry(leaf).filter(|_| leaf.before.is_none())?;
    (normalise(&id) != MAIN).then_some(id)
}

/// Whether others stand behind an agent that was added: it was the last one then.
pub(super) fn is_followed(leaf: &Leaf, document: &Value) -> bool {
    let last = |agents: &Value| match agents {
        Value::Array(agents) => agents.last()?.get("id")?.as_str().map(normalise),
        agents => agents.as_object()?.keys().next_back().map(|id| normalise(id)),
    };
    let agents = added(leaf).and_then(|id| Some((id, value_at(document, &leaf.path.split_last()?.0)?)));
    agents.is_some_and(|(id, agents)| last(agents) != Some(normalise(&id)))
}

/// The agent whose whole entry a leaf is.
fn entry(leaf: &Leaf) -> Option<String> {
    let (_, id) = leaf.path.split_last().filter(|_| slice::is_entry(&leaf.path))?;
    Some(slice::name(id))
}

/// What is not the new agent, but was written because there is one more now: `main`, who had no entry before, and what
/// keeps the default agent the default one.
pub(super) fn came_along(leaf: &Leaf) -> bool {
    is_about_default(leaf) || entry(leaf).is_some_and(|id| normalise(&id) == MAIN)
}

fn is_about_default(leaf: &Leaf) -> bool {
    let path = slice::names(&leaf.path);
    let path: Vec<_> = path.iter().map(String::as_str).collect();
    matches!(
        path.as_slice(),
        ["agents", "ownership"]
            | ["agents", "defaults", "systemAgent" | "authInheritance", "agentId"]
            | ["agents", "list" | "entries", _, "default" | "workspace"]
    )
}

/// The value that a leaf came along with: while several agents would be without a default one if it were gone, the leaf
/// stays as well.
pub(super) fn needed_by(leaf: &Leaf, document: &Value) -> Option<KeyPath> {
    match leaf.path.split_last() {
        Some((_, Step::Key(mark))) if mark == "default" && leaf.before.is_none() => {
            identity::placed(&leaf.path, document)
        }
        _ => Some(KeyPath::of(["agents", "ownership"])),
    }
}

/// Puts a text in its place; into a list, where it is not there any more.
pub(super) fn put(place: KeyPath, now: Option<&str>, value: Piece) -> Edit {
    match place.split_last() {
        Some((list, Step::Index(index))) if now.is_none() => Edit::Insert { list, index: *index, value },
        _ => Edit::Set { path: place, value },
    }
}
