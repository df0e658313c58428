//! Moves an element within its list.

use std::cmp::Ordering;

use crate::{comments::CommentedValue, replacement::Replacement, tree::Node, trivia::text_in};

/// Rotates elements among their positions, each with its comments. White space, other comments, and which positions
/// have a comma stay unchanged, so moving back restores the text.
pub(crate) fn move_item(text: &str, list: &Node, from: usize, to: usize) -> Vec<Replacement> {
    let (low, high) = (from.min(to), from.max(to));
    let items = list.items().iter().enumerate().take(high + 1).skip(low);
    let original_elements: Vec<CommentedValue> =
        items.map(|(index, item)| CommentedValue::new(text, list, index, item)).collect();
    let mut elements: Vec<&CommentedValue> = original_elements.iter().collect();
    match from.cmp(&to) {
        Ordering::Less => elements.rotate_left(1),
        Ordering::Greater => elements.rotate_right(1),
        Ordering::Equal => {}
    }
    let replacement_for = |(destination, element): (&CommentedValue, &CommentedValue)| {
        let (lead, tail) = (element.lead_text_at(text, destination), element.tail_text_at(text, destination));
        (destination.span(), format!("{lead}{}{tail}", text_in(text, &element.value_span())))
    };
    original_elements.iter().zip(elements).map(replacement_for).collect()
}
