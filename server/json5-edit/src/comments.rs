//! Values with their comments: which comments belong to a value, so that they move with it or are exchanged.
//!
//! These belong to a value:
//! - comments behind it on its line: `'x' /* c */, // c`;
//! - comments directly before it, with no blank line between: above an element of a list or before it on its line; of a
//!   member, between its colon and its value.
//!
//! Comment lines above a member belong to its key and stay where they are: `// the house standard` heads a section,
//! whatever the value is.

use std::ops::Range;

use crate::{
    gap::{begins_line, directly_before, indent, lead, line_ends, line_ends_at, needs_line_end, pieces, slice, tail},
    insert::comma_place,
    splice::Cut,
    style::newline,
    tree::{Item, Node},
};

/// The place of a value and of its comments.
pub(crate) struct CommentedValue {
    /// From the first of the comments before the value to the value.
    lead: Range<usize>,
    /// What follows the value on its line: comments, and its comma if that is there too.
    tail: Range<usize>,
    /// Its comma, if that is within the tail.
    comma: Option<usize>,
    /// Where a comma goes if there is none in the tail.
    comma_place: usize,
    /// The value of a member, not an element of a list.
    is_member: bool,
}

impl CommentedValue {
    pub(crate) fn new(text: &str, container: &Node, index: usize, item: &Item) -> Self {
        let start = item.value.span.start;
        let lead_start = match &item.key {
            Some(key) => directly_before(text, colon_end(text, key.end..start)..start),
            None => lead(text, container, index, item),
        };
        let tail = tail(text, item.end());
        Self {
            lead: lead_start..start,
            tail: item.end()..tail.end,
            comma: tail.comma,
            comma_place: comma_place(text, item),
            is_member: item.key.is_some(),
        }
    }

    /// The value with its comments and its comma.
    pub(crate) fn span(&self) -> Range<usize> {
        self.lead.start..self.tail.end
    }

    pub(crate) fn value(&self) -> Range<usize> {
        self.lead.end..self.tail.start
    }

    /// The text of the comments before the value, for another place. If they end a line they begin one there: behind
    /// another element they would belong to that.
    pub(crate) fn lead_at(&self, text: &str, place: &Self) -> String {
        let comments = slice(text, &self.lead);
        let first = pieces(text, self.lead.clone()).next();
        let ends_line = first.is_some_and(|first| {
            let next = pieces(text, first.span.end..self.lead.end).next().map_or(self.lead.end, |next| next.span.start);
            line_ends(slice(text, &(first.span.end..next))) > 0
        });
        if ends_line && !place.is_member && !begins_line(text, place.lead.start) {
            format!("{}{comments}", place.line_end(text))
        } else {
            comments.to_owned()
        }
    }

    /// The text of what follows the value on its line, for another place: with a comma if that place has one.
    pub(crate) fn tail_at(&self, text: &str, place: &Self) -> String {
        let is_at_line_end = line_ends_at(text, place.tail.end);
        let at = match self.comma {
            Some(comma) => comma,
            None if is_at_line_end || needs_line_end(slice(text, &self.tail)) => self.comma_place,
            None => self.tail.end,
        };
        let behind = self.comma.map_or(at, |comma| comma + 1);
        let comma = if place.comma.is_some() { "," } else { "" };
        let (head, rest) = (slice(text, &(self.tail.start..at)), slice(text, &(behind..self.tail.end)));
        let mut tail = format!("{head}{comma}{rest}");
        if needs_line_end(&tail) && !is_at_line_end {
            tail.push_str(&place.line_end(text));
        }
        tail
    }

    fn line_end(&self, text: &str) -> String {
        format!("{}{}", newline(text), indent(text, self.lead.start))
    }
}

/// Exchanges the comments of two values. The values and the commas stay where they are.
pub(crate) fn swap(text: &str, one: &CommentedValue, other: &CommentedValue) -> Vec<Cut> {
    let put = |place: &CommentedValue, from: &CommentedValue| {
        [(place.lead.clone(), from.lead_at(text, place)), (place.tail.clone(), from.tail_at(text, place))]
    };
    put(one, other).into_iter().chain(put(other, one)).collect()
}

fn colon_end(text: &str, between: Range<usize>) -> usize {
    let colon = pieces(text, between.clone()).find(|piece| slice(text, &piece.span) == ":");
    colon.map_or(between.end, |colon| colon.span.end)
}
