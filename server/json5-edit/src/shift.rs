//! Moving an element within its list.

use std::cmp::Ordering;

use crate::{comments::CommentedValue, gap::slice, splice::Cut, tree::Node};

/// The elements change places, each with its comments; white space, other comments and which place has a comma stay as
/// they are. So moving back restores the text.
pub(crate) fn shift(text: &str, list: &Node, from: usize, to: usize) -> Vec<Cut> {
    let (low, high) = (from.min(to), from.max(to));
    let items = list.items().iter().enumerate().take(high + 1).skip(low);
    let places: Vec<CommentedValue> = items.map(|(index, item)| CommentedValue::new(text, list, index, item)).collect();
    let mut elements: Vec<&CommentedValue> = places.iter().collect();
    match from.cmp(&to) {
        Ordering::Less => elements.rotate_left(1),
        Ordering::Greater => elements.rotate_right(1),
        Ordering::Equal => {}
    }
    let put = |(place, element): (&CommentedValue, &CommentedValue)| {
        let (lead, tail) = (element.lead_at(text, place), element.tail_at(text, place));
        (place.span(), format!("{lead}{}{tail}", slice(text, &element.value())))
    };
    places.iter().zip(elements).map(put).collect()
}
