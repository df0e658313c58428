//! Removes an item.

use std::ops::Range;

use crate::{
    replacement::Replacement,
    scan::RawTokenKind,
    tree::{Item, Node},
    trivia::{
        count_line_ends, ends_line_at, item_lead_start, item_tail, last_token_end, starts_line_at, text_in, tokens_in,
    },
};

/// Computes the replacements that remove an item: with its comma, the comments after it on its line, and the white space on one
/// side. The comments directly before a list element are removed too, because otherwise they would belong to the next
/// element; those above a member stay.
pub(crate) fn removal_replacements(text: &str, container: &Node, index: usize) -> Option<Vec<Replacement>> {
    let items = container.items();
    let item = items.get(index)?;
    let before = index.checked_sub(1).and_then(|before| items.get(before));
    let mut replacements = Vec::new();
    let start = if container.is_object() { item.start() } else { item_lead_start(text, container, index, item) };
    let mut range = start..item_tail(text, item.end()).end;
    if let Some(comma) = item.comma.filter(|comma| *comma >= range.end) {
        // The comma is on a later line; comments may be in between.
        if is_blank(text, &(range.end..comma)) { range.end = comma + 1 } else { replacements.push(comma..comma + 1) }
    }
    if item.comma.is_none() {
        // The item before becomes the last one, and its comma was only needed for this one.
        replacements.extend(before.and_then(|before| before.comma).map(|comma| comma..comma + 1));
    }
    let space_from = before.map_or(container.inner_span().start, Item::end);
    replacements.push(extend_over_space(text, space_from, range, index, items.len()));
    if let ([only], 1) = (&replacements[..], items.len())
        && is_blank(text, &(container.inner_span().start..only.start))
        && is_blank(text, &(only.end..container.inner_span().end))
    {
        replacements = vec![container.inner_span()];
    }
    Some(replacements.into_iter().map(|range| (range, String::new())).collect())
}

/// Extends a cut over white space: before the last item, or after any other one, so that inserting and removing an item
/// leaves no trace. A blank line after the item stays, because it separates what is above from what is below.
fn extend_over_space(text: &str, from: usize, item: Range<usize>, index: usize, count: usize) -> Range<usize> {
    let (before, is_line_comment) = last_token_end(text, from..item.start);
    let next = tokens_in(text, item.end..text.len()).next();
    let is_comment = next.as_ref().is_some_and(|next| next.kind == RawTokenKind::Comment);
    let next = next.map_or(text.len(), |next| next.span.start);
    let line_ends_behind = count_line_ends(text_in(text, &(item.end..next)));
    // Joined to this line, the comment would belong to the item before.
    let begins_own_line = is_comment && line_ends_behind > 0 && !starts_line_at(text, item.start);
    if index + 1 == count || begins_own_line || (index > 0 && line_ends_behind > 1) {
        // Otherwise the following text would become part of the comment.
        let start = if is_line_comment && !ends_line_at(text, item.end) { item.start } else { before };
        return start..item.end;
    }
    item.start..next
}

fn is_blank(text: &str, range: &Range<usize>) -> bool {
    tokens_in(text, range.clone()).next().is_none()
}
