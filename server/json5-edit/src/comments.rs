//! Determines which comments belong to a value, so that they move with it or can be exchanged.
//!
//! These comments belong to a value:
//! - comments behind it on its line: `'x' /* c */, // c`;
//! - comments directly before it, with no blank line between: for a list element, above it or before it on its line;
//!   for a member, between its colon and its value.
//!
//! Comment lines above a member belong to its key and stay where they are: `// the house standard` heads a section,
//! whatever the value is.

use std::ops::Range;

use crate::{
    replacement::Replacement,
    style::detect_newline,
    tree::{Item, Node},
    trivia::{
        attached_comments_start, comma_position, count_line_ends, ends_line_at, item_lead_start, item_tail,
        line_indent, needs_line_end, starts_line_at, text_in, tokens_in,
    },
};

/// The position of a value and of the comments that belong to it.
pub(crate) struct CommentedValue {
    /// From the first comment before the value to the start of the value.
    lead: Range<usize>,
    /// The rest of the value's line that belongs to it: comments, and the comma if it is there too.
    tail: Range<usize>,
    /// The position of the comma, if it is within the tail.
    comma: Option<usize>,
    /// The position at which a comma would be inserted if the tail has none.
    comma_place: usize,
    /// Whether the value is a member of an object, not an element of a list.
    is_member: bool,
}

impl CommentedValue {
    pub(crate) fn new(text: &str, container: &Node, index: usize, item: &Item) -> Self {
        let start = item.value.span.start;
        let lead_start = match &item.key {
            Some(key) => attached_comments_start(text, colon_end(text, key.end..start)..start),
            None => item_lead_start(text, container, index, item),
        };
        let tail = item_tail(text, item.end());
        Self {
            lead: lead_start..start,
            tail: item.end()..tail.end,
            comma: tail.comma,
            comma_place: comma_position(text, item),
            is_member: item.key.is_some(),
        }
    }

    /// The span of the value with its comments and its comma.
    pub(crate) fn span(&self) -> Range<usize> {
        self.lead.start..self.tail.end
    }

    pub(crate) fn value_span(&self) -> Range<usize> {
        self.lead.end..self.tail.start
    }

    /// The text of the comments before the value, for use at another place. If their first one ends its line, they must
    /// start on a new line there: behind another element on one line, they would belong to that element.
    pub(crate) fn lead_text_at(&self, text: &str, destination: &Self) -> String {
        let comments = text_in(text, &self.lead);
        let first = tokens_in(text, self.lead.clone()).next();
        let ends_line = first.is_some_and(|first| {
            let next =
                tokens_in(text, first.span.end..self.lead.end).next().map_or(self.lead.end, |next| next.span.start);
            count_line_ends(text_in(text, &(first.span.end..next))) > 0
        });
        if ends_line && !destination.is_member && !starts_line_at(text, destination.lead.start) {
            format!("{}{comments}", destination.indented_line_end(text))
        } else {
            comments.to_owned()
        }
    }

    /// The text of what follows the value on its line, for use at another place: with a comma if that place has one.
    pub(crate) fn tail_text_at(&self, text: &str, destination: &Self) -> String {
        let is_at_line_end = ends_line_at(text, destination.tail.end);
        let split_position = match self.comma {
            Some(comma) => comma,
            None if is_at_line_end || needs_line_end(text_in(text, &self.tail)) => self.comma_place,
            None => self.tail.end,
        };
        let behind = self.comma.map_or(split_position, |comma| comma + 1);
        let comma = if destination.comma.is_some() { "," } else { "" };
        let (head, rest) = (text_in(text, &(self.tail.start..split_position)), text_in(text, &(behind..self.tail.end)));
        let mut tail = format!("{head}{comma}{rest}");
        if needs_line_end(&tail) && !is_at_line_end {
            tail.push_str(&destination.indented_line_end(text));
        }
        tail
    }

    fn indented_line_end(&self, text: &str) -> String {
        format!("{}{}", detect_newline(text), line_indent(text, self.lead.start))
    }
}

/// Exchanges the comments of two values. The values and their commas stay in place.
pub(crate) fn exchange_comments(text: &str, one: &CommentedValue, other: &CommentedValue) -> Vec<Replacement> {
    let replacement_for = |destination: &CommentedValue, from: &CommentedValue| {
        [
            (destination.lead.clone(), from.lead_text_at(text, destination)),
            (destination.tail.clone(), from.tail_text_at(text, destination)),
        ]
    };
    replacement_for(one, other).into_iter().chain(replacement_for(other, one)).collect()
}

fn colon_end(text: &str, between: Range<usize>) -> usize {
    let colon = tokens_in(text, between.clone()).find(|token| text_in(text, &token.span) == ":");
    colon.map_or(between.end, |colon| colon.span.end)
}
