//! The ranges of a text that an edit replaces, with their new text.

use std::ops::Range;

use crate::trivia::text_in;

/// A range of the text and its replacement.
pub(crate) type Replacement = (Range<usize>, String);

/// Applies replacements. Replacements at the same position are applied in their order.
pub(crate) fn apply_replacements(text: &str, mut replacements: Vec<Replacement>) -> String {
    replacements.sort_by_key(|(range, _)| range.start);
    let mut replaced = String::with_capacity(text.len());
    let mut position = 0;
    for (range, new) in replacements {
        replaced.push_str(text_in(text, &(position..range.start)));
        replaced.push_str(&new);
        position = range.end;
    }
    replaced.push_str(text_in(text, &(position..text.len())));
    replaced
}
