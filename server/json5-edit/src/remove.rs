//! Taking an item out.

use std::ops::Range;

use crate::{
    gap::{begins_line, last_piece, lead, line_ends, line_ends_at, pieces, slice, tail},
    scan::Shape,
    splice::Cut,
    tree::{Item, Node},
};

/// Cuts for an item: it goes with its comma, the comments behind it on its line, and one side of the white space around
/// it. The comments directly before an element go, too, because they would then belong to the next one; those above a
/// member stay.
pub(crate) fn take_out(text: &str, container: &Node, index: usize) -> Option<Vec<Cut>> {
    let items = container.items();
    let item = items.get(index)?;
    let before = index.checked_sub(1).and_then(|before| items.get(before));
    let mut cuts = Vec::new();
    let start = if container.is_object() { item.start() } else { lead(text, container, index, item) };
    let mut range = start..tail(text, item.end()).end;
    if let Some(comma) = item.comma.filter(|comma| *comma >= range.end) {
        // On a later line; comments may be between.
        if is_blank(text, &(range.end..comma)) { range.end = comma + 1 } else { cuts.push(comma..comma + 1) }
    }
    if item.comma.is_none() {
        // The one before is the last now, and had a comma only for this one.
        cuts.extend(before.and_then(|before| before.comma).map(|comma| comma..comma + 1));
    }
    let space_from = before.map_or(container.inside().start, Item::end);
    cuts.push(with_space(text, space_from, range, index, items.len()));
    if let ([only], 1) = (&cuts[..], items.len())
        && is_blank(text, &(container.inside().start..only.start))
        && is_blank(text, &(only.end..container.inside().end))
    {
        cuts = vec![container.inside()];
    }
    Some(cuts.into_iter().map(|range| (range, String::new())).collect())
}

/// The white space before the last item goes with it, and that behind any other; so a new item that is taken out
/// again leaves no trace. A blank line below stays: it divides what is above from what is below.
fn with_space(text: &str, from: usize, item: Range<usize>, index: usize, count: usize) -> Range<usize> {
    let (before, is_line_comment) = last_piece(text, from..item.start);
    let next = pieces(text, item.end..text.len()).next();
    let is_comment = next.as_ref().is_some_and(|next| next.shape == Shape::Comment);
    let next = next.map_or(text.len(), |next| next.span.start);
    let line_ends_behind = line_ends(slice(text, &(item.end..next)));
    // On this line the comment would belong to what is before it.
    let begins_own_line = is_comment && line_ends_behind > 0 && !begins_line(text, item.start);
    if index + 1 == count || begins_own_line || (index > 0 && line_ends_behind > 1) {
        // What follows would become part of the comment.
        let start = if is_line_comment && !line_ends_at(text, item.end) { item.start } else { before };
        return start..item.end;
    }
    item.start..next
}

fn is_blank(text: &str, range: &Range<usize>) -> bool {
    pieces(text, range.clone()).next().is_none()
}
