//! Edits that reorder a list in a file, so that the elements that stay keep their comments and their spelling.

use json5_edit::{Edit, KeyPath};

/// An element of the new list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ListItem {
    /// The element that currently has this index.
    Kept(usize),
    /// A new element.
    New(String),
}

/// The edits that turn a list with `length` elements into `after`. Elements that are not in `after` are removed.
pub(crate) fn reorder_edits(list: &KeyPath, length: usize, after: &[ListItem]) -> Vec<Edit> {
    let is_kept = |index: &usize| after.contains(&ListItem::Kept(*index));
    let (mut remaining, removed): (Vec<_>, Vec<_>) = (0..length).partition(is_kept);
    // Remove the last index first, so that the other indexes stay valid.
    let mut edits: Vec<_> =
        removed.into_iter().rev().map(|index| Edit::Remove { path: list.with_index(index) }).collect();
    let kept: Vec<_> = after.iter().filter_map(ListItem::kept_index).collect();
    edits.extend(move_edits(list, &mut remaining, &kept));
    edits.extend(after.iter().enumerate().filter_map(|(index, item)| match item {
        ListItem::New(text) => Some(Edit::Insert { list: list.clone(), index, value: text.as_str().into() }),
        ListItem::Kept(_) => None,
    }));
    edits
}

impl ListItem {
    fn kept_index(&self) -> Option<usize> {
        match self {
            Self::Kept(index) => Some(*index),
            Self::New(_) => None,
        }
    }
}

/// The edits that move the kept elements to their places. A single displaced element takes a single move, up or down.
fn move_edits(list: &KeyPath, current: &mut Vec<usize>, target: &[usize]) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (index, element) in target.iter().enumerate() {
        let Some(from) = current.iter().position(|other| other == element).filter(|from| *from != index) else {
            continue;
        };
        let moved_down = current.get(index).and_then(|other| target.iter().position(|element| element == other));
        let (from, to) = match moved_down {
            Some(to) if from == index + 1 => (index, to),
            _ => (from, index),
        };
        let element = current.remove(from);
        current.insert(to, element);
        edits.push(Edit::Move { list: list.clone(), from, to });
    }
    edits
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn list_path() -> KeyPath {
        KeyPath::from_keys(["list"])
    }

    fn kept_items(order: &[usize]) -> Vec<ListItem> {
        order.iter().map(|index| ListItem::Kept(*index)).collect()
    }

    fn apply_order(length: usize, after: &[ListItem]) -> (Value, usize) {
        let edits = reorder_edits(&list_path(), length, after);
        let names: Vec<_> = (0..length).map(|index| index.to_string()).collect();
        let mut document = json5_edit::apply(&json!({ "list": names }), &edits).unwrap();
        (document["list"].take(), edits.len())
    }

    fn item_texts(after: &[ListItem]) -> Value {
        let text = |item: &ListItem| match item {
            ListItem::Kept(index) => index.to_string(),
            ListItem::New(text) => text.clone(),
        };
        after.iter().map(text).collect()
    }

    #[test]
    fn single_move_is_one_edit() {
        for (order, count) in [
            (&[0, 1, 2, 3][..], 0),
            (&[3, 0, 1, 2], 1),
            (&[1, 2, 3, 0], 1),
            (&[0, 2, 1, 3], 1),
            (&[0, 2, 3, 1], 1),
            (&[1, 3], 2),
        ] {
            assert_eq!(apply_order(4, &kept_items(order)), (item_texts(&kept_items(order)), count), "{order:?}");
        }
    }

    #[test]
    fn reorder_edits_produce_every_permutation() {
        let mut orders = vec![Vec::new()];
        for index in 0..4 {
            let with = |order: &Vec<ListItem>| {
                let places: Vec<_> = (0..=order.len()).collect();
                places.into_iter().map(|at| with_item(order, at, ListItem::Kept(index))).collect::<Vec<_>>()
            };
            orders = orders.iter().flat_map(with).chain(orders.clone()).collect();
        }
        assert_eq!(orders.len(), 65);
        for order in &orders {
            for (first, second) in [(0, 0), (0, order.len() + 1), (order.len() / 2, 1)] {
                let order = with_item(order, first, ListItem::New("a".to_owned()));
                let order = with_item(&order, second.min(order.len()), ListItem::New("b".to_owned()));
                assert_eq!(apply_order(4, &order).0, item_texts(&order), "{order:?}");
            }
        }
    }

    fn with_item(order: &[ListItem], index: usize, item: ListItem) -> Vec<ListItem> {
        let mut order = order.to_vec();
        order.insert(index, item);
        order
    }
}
