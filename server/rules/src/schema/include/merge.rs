//! Merges values together with their source locations.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::layout::{Layout, Node, SourceLocation};

/// A value with its source locations.
#[derive(Debug)]
pub(super) struct AssembledValue {
    pub(super) value: Value,
    pub(super) layout: Layout,
}

impl AssembledValue {
    /// A value that comes from one file, with everything below it.
    pub(super) fn from_file(value: Value, home: SourceLocation) -> Self {
        Self { value, layout: Layout(Node::SingleFile(home)) }
    }

    /// An object in one file whose members may come from other files.
    pub(super) fn from_members(parts: Vec<(String, Self)>, home: SourceLocation) -> Self {
        let (mut value, mut members) = (Map::new(), BTreeMap::new());
        for (key, part) in parts {
            members.insert(key.clone(), part.layout.0);
            value.insert(key, part.value);
        }
        Self { value: Value::Object(value), layout: Layout(Node::Object { locations: vec![home], members }) }
    }

    /// An array in one file whose elements may come from other files.
    pub(super) fn from_items(parts: Vec<Self>, home: SourceLocation) -> Self {
        let (values, items) = parts.into_iter().map(|part| (part.value, part.layout.0)).unzip();
        Self { value: Value::Array(values), layout: Layout(Node::Array { location: home, items }) }
    }

    /// Merges with another value, which takes precedence.
    pub(super) fn merge_with(self, over: Self) -> Self {
        let (below, above) = (self.layout.0, over.layout.0);
        let (value, node) = match (self.value, over.value) {
            (Value::Object(values), Value::Object(others)) => merge_objects((values, below), (others, above)),
            (Value::Array(values), Value::Array(others)) => concat_arrays((values, below), (others, above)),
            (_, value) => (value, above),
        };
        Self { value, layout: Layout(node) }
    }
}

fn merge_objects(
    (mut values, below): (Map<String, Value>, Node),
    (others, above): (Map<String, Value>, Node),
) -> (Value, Node) {
    let (mut homes, mut members) = below.into_members(values.keys());
    let (stronger, mut over) = above.into_members(others.keys());
    homes.extend(stronger);
    for (key, value) in others {
        let Some(node) = over.remove(&key) else { continue };
        let mut part = AssembledValue { value, layout: Layout(node) };
        if let (Some(value), Some(node)) = (values.get_mut(&key), members.remove(&key)) {
            part = AssembledValue { value: value.take(), layout: Layout(node) }.merge_with(part);
        }
        members.insert(key.clone(), part.layout.0);
        values.insert(key, part.value);
    }
    (Value::Object(values), Node::Object { locations: homes, members })
}

/// Concatenates two arrays. An empty array is not recorded as a part.
fn concat_arrays((mut values, below): (Vec<Value>, Node), (others, above): (Vec<Value>, Node)) -> (Value, Node) {
    let (here, there) = (values.len(), others.len());
    let node = match (here, there) {
        (0, _) => above,
        (_, 0) => below,
        _ => Node::Concatenated(below.into_parts(here).into_iter().chain(above.into_parts(there)).collect()),
    };
    values.extend(others);
    (Value::Array(values), node)
}
