//! Taking back what was done to a list that others changed since.

use std::collections::BTreeSet;

use json5_edit::{Edit, KeyPath, Piece};

/// An element: what it means, and how it is written if it comes back.
#[derive(Debug, Clone)]
pub(super) struct Element {
    pub(super) meaning: String,
    pub(super) piece: Piece,
}

/// The edits that take `before` → `after` back in a list that is `now`, and nothing else. `None` when that is not clear:
/// something is there twice, or others have changed the order.
pub(super) fn rebased(path: &KeyPath, before: &[Element], after: &[Element], now: &[Element]) -> Option<Vec<Edit>> {
    if [before, after, now].into_iter().any(has_twice) {
        return None;
    }
    let came = missing(after, before);
    let went = missing(before, after);
    let mut list = List { path, meanings: now.iter().map(|element| element.meaning.as_str()).collect(), edits: vec![] };
    for element in came {
        list.take(&element.meaning);
    }
    let list = moved_back(&list, before, after)?;
    let list = went.iter().try_fold(list, |list, element| list.with(before, element))?;
    Some(list.edits)
}

/// A list on its way, with the edits that brought it there.
#[derive(Clone)]
struct List<'a> {
    path: &'a KeyPath,
    meanings: Vec<&'a str>,
    edits: Vec<Edit>,
}

impl<'a> List<'a> {
    fn place(&self, meaning: &str) -> Option<usize> {
        self.meanings.iter().position(|other| *other == meaning)
    }

    /// What is gone already stays so.
    fn take(&mut self, meaning: &str) {
        if let Some(at) = self.place(meaning) {
            self.meanings.remove(at);
            self.edits.push(Edit::Remove { path: self.path.index(at) });
        }
    }

    /// What is there already stays where it is.
    fn with(mut self, before: &'a [Element], element: &'a Element) -> Option<Self> {
        if self.place(&element.meaning).is_none() {
            let index = self.beside(before, &element.meaning)?;
            self.meanings.insert(index, &element.meaning);
            let value = element.piece.clone();
            self.edits.push(Edit::Insert { list: self.path.clone(), index, value });
        }
        Some(self)
    }

    /// What is gone cannot move.
    fn moved(mut self, before: &'a [Element], meaning: &'a str) -> Option<Self> {
        let Some(from) = self.place(meaning) else { return Some(self) };
        self.meanings.remove(from);
        let to = self.beside(before, meaning)?;
        self.meanings.insert(to, meaning);
        if from != to {
            self.edits.push(Edit::Move { list: self.path.clone(), from, to });
        }
        Some(self)
    }

    /// Where something goes that stood in `before`: behind the nearest one that it stood behind, if that still stands
    /// before the nearest one that it stood before.
    fn beside(&self, before: &[Element], meaning: &str) -> Option<usize> {
        let at = before.iter().position(|element| element.meaning == meaning)?;
        let place = |element: &Element| self.place(&element.meaning);
        let left = before.iter().take(at).rev().find_map(place);
        let right = before.iter().skip(at + 1).find_map(place);
        match (left, right) {
            (Some(left), Some(right)) => (left < right).then_some(left + 1),
            (Some(left), None) => Some(left + 1),
            (None, Some(right)) => Some(right),
            (None, None) => self.meanings.is_empty().then_some(0),
        }
    }
}

/// Puts the one element back that was moved. Of two neighbours that were exchanged either may have moved: if it matters
/// which, it is not clear.
fn moved_back<'a>(list: &List<'a>, before: &'a [Element], after: &'a [Element]) -> Option<List<'a>> {
    let [was, is] = [(before, after), (after, before)].map(|(of, other)| common(of, other));
    if was == is {
        return Some(list.clone());
    }
    let without = |order: &[&'a str], one: &str| order.iter().copied().filter(|it| *it != one).collect::<Vec<_>>();
    let movers = was.iter().filter(|one| without(&was, one) == without(&is, one));
    let mut outcomes = movers.map(|one| list.clone().moved(before, one));
    let first = outcomes.next()??;
    outcomes.all(|other| other.is_some_and(|other| other.meanings == first.meanings)).then_some(first)
}

fn common<'a>(of: &'a [Element], other: &[Element]) -> Vec<&'a str> {
    let other = meanings(other);
    of.iter().map(|element| element.meaning.as_str()).filter(|meaning| other.contains(meaning)).collect()
}

fn missing<'a>(of: &'a [Element], other: &[Element]) -> Vec<&'a Element> {
    let other = meanings(other);
    of.iter().filter(|element| !other.contains(element.meaning.as_str())).collect()
}

fn has_twice(list: &[Element]) -> bool {
    meanings(list).len() < list.len()
}

fn meanings(list: &[Element]) -> BTreeSet<&str> {
    list.iter().map(|element| element.meaning.as_str()).collect()
}
