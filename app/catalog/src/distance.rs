//! How many edits make one text out of another.

/// A distance beyond every limit, with room for one more edit.
const FAR: usize = usize::MAX / 2;

/// Returns the number of insertions, deletions, replacements and swaps of neighbours that make `b` out of `a`; `None`
/// if there are more than `limit`.
pub(crate) fn edit_distance(a: &[u8], b: &[u8], limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut before = vec![FAR; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut next = before.clone();
    for (row, byte) in a.iter().enumerate() {
        fill_row(&mut next, &last, &before, (a, row, *byte), b, limit);
        if next.iter().all(|cell| *cell > limit) {
            return None;
        }
        std::mem::swap(&mut before, &mut last);
        std::mem::swap(&mut last, &mut next);
    }
    last.last().copied().filter(|distance| *distance <= limit)
}

/// Fills a row of the table of distances; cells that are further from the diagonal than the limit stay far.
fn fill_row(
    next: &mut [usize],
    last: &[usize],
    before: &[usize],
    (a, row, byte): (&[u8], usize, u8),
    b: &[u8],
    limit: usize,
) {
    let at = |cells: &[usize], index: usize| cells.get(index).copied().unwrap_or(FAR);
    next.fill(FAR);
    if let Some(first) = next.first_mut() {
        *first = row + 1;
    }
    let previous = row.checked_sub(1).and_then(|row| a.get(row)).copied();
    let mut left = row + 1;
    let start = row.saturating_sub(limit);
    if start > 0 {
        left = FAR;
    }
    for (column, other) in b.iter().enumerate().skip(start).take(2 * limit + 1) {
        let mut best = (at(last, column + 1).min(left) + 1).min(at(last, column) + usize::from(byte != *other));
        let is_swap = previous == Some(*other) && column > 0 && b.get(column - 1) == Some(&byte);
        if is_swap {
            best = best.min(at(before, column - 1) + 1);
        }
        if let Some(cell) = next.get_mut(column + 1) {
            *cell = best;
        }
        left = best;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted_up_to_the_limit() {
        for (a, b, limit, distance) in [
            ("", "", 0, Some(0)),
            ("", "ab", 2, Some(2)),
            ("gpt-52", "gpt-5.2", 1, Some(1)),
            ("opsu", "opus", 1, Some(1)),
            ("ab", "ba", 1, Some(1)),
            ("kitten", "sitting", 3, Some(3)),
            ("kitten", "sitting", 2, None),
            ("abc", "abcdef", 2, None),
            ("same", "same", 0, Some(0)),
        ] {
            assert_eq!(edit_distance(a.as_bytes(), b.as_bytes(), limit), distance, "{a} → {b}");
            assert_eq!(edit_distance(b.as_bytes(), a.as_bytes(), limit), distance, "{b} → {a}");
        }
    }
}
