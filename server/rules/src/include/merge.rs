//! Values that know where they come from, put together.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::layout::{Layout, Node, Owned};

/// A value and where it comes from.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) value: Value,
    pub(super) layout: Layout,
}

impl Piece {
    /// Out of one file, with everything below it.
    pub(super) fn whole(value: Value, home: Owned) -> Self {
        Self { value, layout: Layout(Node::One(home)) }
    }

    /// An object of one file, whose members may come from others.
    pub(super) fn object(pieces: Vec<(String, Self)>, home: Owned) -> Self {
        let (mut value, mut members) = (Map::new(), BTreeMap::new());
        for (key, piece) in pieces {
            members.insert(key.clone(), piece.layout.0);
            value.insert(key, piece.value);
        }
        Self { value: Value::Object(value), layout: Layout(Node::Object { homes: vec![home], members }) }
    }

    /// An array of one file, whose elements may come from others.
    pub(super) fn array(pieces: Vec<Self>, home: Owned) -> Self {
        let (values, items) = pieces.into_iter().map(|piece| (piece.value, piece.layout.0)).unzip();
        Self { value: Value::Array(values), layout: Layout(Node::Array { home, items }) }
    }

    /// With another over it.
    pub(super) fn merge(self, over: Self) -> Self {
        let (below, above) = (self.layout.0, over.layout.0);
        let (value, node) = match (self.value, over.value) {
            (Value::Object(values), Value::Object(others)) => objects((values, below), (others, above)),
            (Value::Array(values), Value::Array(others)) => arrays((values, below), (others, above)),
            (_, value) => (value, above),
        };
        Self { value, layout: Layout(node) }
    }
}

fn objects(
    (mut values, below): (Map<String, Value>, Node),
    (others, above): (Map<String, Value>, Node),
) -> (Value, Node) {
    let (mut homes, mut members) = below.members(values.keys());
    let (stronger, mut over) = above.members(others.keys());
    homes.extend(stronger);
    for (key, value) in others {
        let Some(node) = over.remove(&key) else { continue };
        let mut piece = Piece { value, layout: Layout(node) };
        if let (Some(value), Some(node)) = (values.get_mut(&key), members.remove(&key)) {
            piece = Piece { value: value.take(), layout: Layout(node) }.merge(piece);
        }
        members.insert(key.clone(), piece.layout.0);
        values.insert(key, piece.value);
    }
    (Value::Object(values), Node::Object { homes, members })
}

/// One after the other. An empty array is no part of the result.
fn arrays((mut values, below): (Vec<Value>, Node), (others, above): (Vec<Value>, Node)) -> (Value, Node) {
    let (here, there) = (values.len(), others.len());
    let node = match (here, there) {
        (0, _) => above,
        (_, 0) => below,
        _ => Node::Joined(below.parts(here).into_iter().chain(above.parts(there)).collect()),
    };
    values.extend(others);
    (Value::Array(values), node)
}
