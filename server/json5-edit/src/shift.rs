//! Moving an element within its list.

use std::{cmp::Ordering, ops::Range};

use crate::{
    gap::{indent, last_piece, lead, line_ends_at, slice, tail},
    insert::comma_place,
    splice::Cut,
    style::newline,
    tree::{Item, Node},
};

/// An element with what travels with it: the comments directly above it and behind it on its line.
struct Unit {
    span: Range<usize>,
    /// Its comma, if that is within the span.
    comma: Option<usize>,
    /// Where a comma goes if it has none there.
    comma_place: usize,
    /// It ends with a comment that only a line end closes.
    needs_line_end: bool,
}

impl Unit {
    fn new(text: &str, list: &Node, index: usize, item: &Item) -> Self {
        let tail = tail(text, item.end());
        Self {
            span: lead(text, list, index, item)..tail.end,
            comma: tail.comma,
            comma_place: comma_place(text, item),
            needs_line_end: last_piece(text, item.end()..tail.end).1,
        }
    }

    fn text(&self, text: &str, with_comma: bool) -> String {
        let place = self.comma.unwrap_or(self.comma_place);
        let behind = self.comma.map_or(place, |comma| comma + 1);
        let comma = if with_comma { "," } else { "" };
        let (head, rest) = (slice(text, &(self.span.start..place)), slice(text, &(behind..self.span.end)));
        format!("{head}{comma}{rest}")
    }
}

/// The units change places; white space, other comments and which place has a comma stay as they are. So moving back
/// restores the text.
pub(crate) fn shift(text: &str, list: &Node, from: usize, to: usize) -> Vec<Cut> {
    let (low, high) = (from.min(to), from.max(to));
    let items = list.items().iter().enumerate().take(high + 1).skip(low);
    let places: Vec<Unit> = items.map(|(index, item)| Unit::new(text, list, index, item)).collect();
    let mut units: Vec<&Unit> = places.iter().collect();
    match from.cmp(&to) {
        Ordering::Less => units.rotate_left(1),
        Ordering::Greater => units.rotate_right(1),
        Ordering::Equal => {}
    }
    let line_end = format!("{}{}", newline(text), places.first().map_or("", |first| indent(text, first.span.start)));
    let put = |(place, unit): (&Unit, &Unit)| {
        let mut new = unit.text(text, place.comma.is_some());
        if unit.needs_line_end && !line_ends_at(text, place.span.end) {
            new.push_str(&line_end);
        }
        (place.span.clone(), new)
    };
    places.iter().zip(units).map(put).collect()
}
