//! Giving a list in a file another order: with edits that leave every element that stays its comments and its spelling.

use json5_edit::{Edit, KeyPath};

/// An element of the list as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Item {
    /// The one that has this index now.
    Kept(usize),
    /// One more.
    New(String),
}

/// The edits that make `after` of a list with so many elements. What `after` does not name is taken out.
pub(crate) fn edits(list: &KeyPath, length: usize, after: &[Item]) -> Vec<Edit> {
    let is_kept = |index: &usize| after.contains(&Item::Kept(*index));
    let (mut now, gone): (Vec<_>, Vec<_>) = (0..length).partition(is_kept);
    // From behind, so that an index still means what it meant.
    let mut edits: Vec<_> = gone.into_iter().rev().map(|index| Edit::Remove { path: list.index(index) }).collect();
    let kept: Vec<_> = after.iter().filter_map(Item::index).collect();
    edits.extend(moves(list, &mut now, &kept));
    edits.extend(after.iter().enumerate().filter_map(|(index, item)| match item {
        Item::New(text) => Some(Edit::Insert { list: list.clone(), index, value: text.as_str().into() }),
        Item::Kept(_) => None,
    }));
    edits
}

impl Item {
    fn index(&self) -> Option<usize> {
        match self {
            Self::Kept(index) => Some(*index),
            Self::New(_) => None,
        }
    }
}

/// One move for one element that is somewhere else, whether it goes up or down.
fn moves(list: &KeyPath, now: &mut Vec<usize>, wanted: &[usize]) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (at, element) in wanted.iter().enumerate() {
        let Some(from) = now.iter().position(|other| other == element).filter(|from| *from != at) else { continue };
        let moved_down = now.get(at).and_then(|other| wanted.iter().position(|element| element == other));
        let (from, to) = match moved_down {
            Some(to) if from == at + 1 => (at, to),
            _ => (from, at),
        };
        let element = now.remove(from);
        now.insert(to, element);
        edits.push(Edit::Move { list: list.clone(), from, to });
    }
    edits
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn list() -> KeyPath {
        KeyPath::of(["list"])
    }

    fn kept(order: &[usize]) -> Vec<Item> {
        order.iter().map(|index| Item::Kept(*index)).collect()
    }

    fn made(length: usize, after: &[Item]) -> (Value, usize) {
        let edits = edits(&list(), length, after);
        let names: Vec<_> = (0..length).map(|index| index.to_string()).collect();
        let mut document = json5_edit::apply(&json!({ "list": names }), &edits).unwrap();
        (document["list"].take(), edits.len())
    }

    fn texts(after: &[Item]) -> Value {
        let text = |item: &Item| match item {
            Item::Kept(index) => index.to_string(),
            Item::New(text) => text.clone(),
        };
        after.iter().map(text).collect()
    }

    #[test]
    fn one_element_that_moves_is_one_move() {
        for (order, count) in [
            (&[0, 1, 2, 3][..], 0),
            (&[3, 0, 1, 2], 1),
            (&[1, 2, 3, 0], 1),
            (&[0, 2, 1, 3], 1),
            (&[0, 2, 3, 1], 1),
            (&[1, 3], 2),
        ] {
            assert_eq!(made(4, &kept(order)), (texts(&kept(order)), count), "{order:?}");
        }
    }

    #[test]
    fn every_order_of_every_selection_with_anything_new_comes_out() {
        let mut orders = vec![Vec::new()];
        for index in 0..4 {
            let with = |order: &Vec<Item>| {
                let places: Vec<_> = (0..=order.len()).collect();
                places.into_iter().map(|at| with_item(order, at, Item::Kept(index))).collect::<Vec<_>>()
            };
            orders = orders.iter().flat_map(with).chain(orders.clone()).collect();
        }
        assert_eq!(orders.len(), 65);
        for order in &orders {
            for (first, second) in [(0, 0), (0, order.len() + 1), (order.len() / 2, 1)] {
                let order = with_item(order, first, Item::New("a".to_owned()));
                let order = with_item(&order, second.min(order.len()), Item::New("b".to_owned()));
                assert_eq!(made(4, &order).0, texts(&order), "{order:?}");
            }
        }
    }

    fn with_item(order: &[Item], at: usize, item: Item) -> Vec<Item> {
        let mut order = order.to_vec();
        order.insert(at, item);
        order
    }
}
