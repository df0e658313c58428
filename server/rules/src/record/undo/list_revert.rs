//! Reverts a change in a list that others changed since.

use std::collections::BTreeSet;

use json5_edit::{Edit, KeyPath, NewValue};

/// A list element: what it means, and the value to write if it is restored.
#[derive(Debug, Clone)]
pub(super) struct ListElement {
    pub(super) identity: String,
    pub(super) new_value: NewValue,
}

/// Returns the edits that revert `before` → `after` in the list `now`, and nothing else. `None` when the result is
/// ambiguous: an element occurs twice, or others changed the order.
pub(super) fn rebased_revert_edits(
    path: &KeyPath,
    before: &[ListElement],
    after: &[ListElement],
    current: &[ListElement],
) -> Option<Vec<Edit>> {
    if [before, after, current].into_iter().any(has_duplicates) {
        return None;
    }
    let added = missing_elements(after, before);
    let removed = missing_elements(before, after);
    let mut list = WorkingList {
        path,
        identities: current.iter().map(|element| element.identity.as_str()).collect(),
        edits: vec![],
    };
    for element in added {
        list.remove_element(&element.identity);
    }
    let list = revert_move(&list, before, after)?;
    let list = removed.iter().try_fold(list, |list, element| list.restore_element(before, element))?;
    Some(list.edits)
}

/// A list and the edits that were applied to it.
#[derive(Clone)]
struct WorkingList<'a> {
    path: &'a KeyPath,
    identities: Vec<&'a str>,
    edits: Vec<Edit>,
}

impl<'a> WorkingList<'a> {
    fn position_of(&self, identity: &str) -> Option<usize> {
        self.identities.iter().position(|other| *other == identity)
    }

    /// Removes an element, unless it is gone already.
    fn remove_element(&mut self, identity: &str) {
        if let Some(index) = self.position_of(identity) {
            self.identities.remove(index);
            self.edits.push(Edit::Remove { path: self.path.with_index(index) });
        }
    }

    /// Restores an element, unless it is present already: then it stays where it is.
    fn restore_element(mut self, before: &'a [ListElement], element: &'a ListElement) -> Option<Self> {
        if self.position_of(&element.identity).is_none() {
            let index = self.insert_position(before, &element.identity)?;
            self.identities.insert(index, &element.identity);
            let value = element.new_value.clone();
            self.edits.push(Edit::Insert { list: self.path.clone(), index, value });
        }
        Some(self)
    }

    /// Moves an element back. An element that is gone cannot move.
    fn move_element(mut self, before: &'a [ListElement], identity: &'a str) -> Option<Self> {
        let Some(from) = self.position_of(identity) else { return Some(self) };
        self.identities.remove(from);
        let to = self.insert_position(before, identity)?;
        self.identities.insert(to, identity);
        if from != to {
            self.edits.push(Edit::Move { list: self.path.clone(), from, to });
        }
        Some(self)
    }

    /// Returns the index for an element of `before`: after its nearest predecessor that is present, if that is still
    /// before its nearest successor that is present.
    fn insert_position(&self, before: &[ListElement], identity: &str) -> Option<usize> {
        let index = before.iter().position(|element| element.identity == identity)?;
        let current_index = |element: &ListElement| self.position_of(&element.identity);
        let left = before.iter().take(index).rev().find_map(current_index);
        let right = before.iter().skip(index + 1).find_map(current_index);
        match (left, right) {
            (Some(left), Some(right)) => (left < right).then_some(left + 1),
            (Some(left), None) => Some(left + 1),
            (None, Some(right)) => Some(right),
            (None, None) => self.identities.is_empty().then_some(0),
        }
    }
}

/// Moves the one element back that was moved. After a swap of two neighbors, either may be the one that moved: if the
/// results differ, the revert is ambiguous.
fn revert_move<'a>(
    list: &WorkingList<'a>,
    before: &'a [ListElement],
    after: &'a [ListElement],
) -> Option<WorkingList<'a>> {
    let [was, is] = [(before, after), (after, before)].map(|(of, other)| common_identities(of, other));
    if was == is {
        return Some(list.clone());
    }
    let without = |order: &[&'a str], one: &str| order.iter().copied().filter(|it| *it != one).collect::<Vec<_>>();
    let movers = was.iter().filter(|one| without(&was, one) == without(&is, one));
    let mut outcomes = movers.map(|one| list.clone().move_element(before, one));
    let first = outcomes.next()??;
    outcomes.all(|other| other.is_some_and(|other| other.identities == first.identities)).then_some(first)
}

fn common_identities<'a>(of: &'a [ListElement], other: &[ListElement]) -> Vec<&'a str> {
    let other = identity_set(other);
    of.iter().map(|element| element.identity.as_str()).filter(|identity| other.contains(identity)).collect()
}

fn missing_elements<'a>(of: &'a [ListElement], other: &[ListElement]) -> Vec<&'a ListElement> {
    let other = identity_set(other);
    of.iter().filter(|element| !other.contains(element.identity.as_str())).collect()
}

fn has_duplicates(list: &[ListElement]) -> bool {
    identity_set(list).len() < list.len()
}

fn identity_set(list: &[ListElement]) -> BTreeSet<&str> {
    list.iter().map(|element| element.identity.as_str()).collect()
}
