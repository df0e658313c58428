//! The white space, commas and comments around an item, and which item they belong to.

use std::ops::Range;

use crate::{
    scan::{RawToken, RawTokenKind, Scanner, is_line_end, is_space},
    tree::{Item, Node},
};

/// The text behind an item on its line that belongs to it: comments, and its comma if that is there too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ItemTail {
    pub(crate) end: usize,
    pub(crate) comma: Option<usize>,
}

/// Returns the tail of an item that ends at `from`.
pub(crate) fn item_tail(text: &str, from: usize) -> ItemTail {
    scan_tail(text, from, false)
}

/// Returns the end of the tail of a comma or an opening bracket that ends at `from`.
fn tail_end_after_mark(text: &str, from: usize) -> usize {
    scan_tail(text, from, true).end
}

/// Scans a tail. A comment behind the comma belongs to the item before it if it is the last thing on the line,
/// otherwise to the item after it.
fn scan_tail(text: &str, from: usize, mut behind_comma: bool) -> ItemTail {
    let mut tail = ItemTail { end: from, comma: None };
    let mut end = from;
    for token in tokens_in(text, from..text.len()) {
        let token_text = text_in(text, &token.span);
        if count_line_ends(text_in(text, &(end..token.span.start))) > 0 || matches!(token_text, "}" | "]") {
            return ItemTail { end, ..tail };
        }
        match token.kind {
            RawTokenKind::Comment => {}
            _ if token_text == "," && !behind_comma => {
                behind_comma = true;
                tail.comma = Some(token.span.start);
            }
            _ => return tail,
        }
        end = token.span.end;
        if !behind_comma || token_text == "," {
            tail.end = end;
        }
    }
    ItemTail { end, ..tail }
}

/// Returns where an item's successor is inserted: after its tail and its comma, even if the comma is on a later line.
pub(crate) fn successor_start(text: &str, item: &Item) -> usize {
    let tail = item_tail(text, item.end());
    match item.comma {
        Some(comma) if tail.comma.is_none() => tail_end_after_mark(text, comma + 1),
        _ => tail.end,
    }
}

/// Returns where to insert a comma after a last item without one: directly behind the item, unless its comments are
/// followed by something else on the line.
pub(crate) fn comma_position(text: &str, item: &Item) -> usize {
    let tail = item_tail(text, item.end());
    if ends_line_at(text, tail.end) { item.end() } else { tail.end }
}

/// Returns the end of what belongs to an item's predecessor or to the opening bracket.
pub(crate) fn space_before_start(text: &str, container: &Node, index: usize) -> usize {
    match index.checked_sub(1).and_then(|before| container.items().get(before)) {
        Some(before) => successor_start(text, before),
        None => tail_end_after_mark(text, container.inner_span().start),
    }
}

/// Returns where an item begins, including the comments directly before it, without a blank line in between.
pub(crate) fn item_lead_start(text: &str, container: &Node, index: usize, item: &Item) -> usize {
    attached_comments_start(text, space_before_start(text, container, index)..item.start())
}

/// Returns the start of the comments directly before the end of a range, which contains only comments and white space.
pub(crate) fn attached_comments_start(text: &str, range: Range<usize>) -> usize {
    let mut lead = range.end;
    let comments: Vec<RawToken> = tokens_in(text, range).collect();
    for comment in comments.iter().rev() {
        if count_line_ends(text_in(text, &(comment.span.end..lead))) > 1 {
            break;
        }
        lead = comment.span.start;
    }
    lead
}

/// Returns the raw tokens of a range that begins and ends between tokens.
pub(crate) fn tokens_in(text: &str, range: Range<usize>) -> impl Iterator<Item = RawToken> {
    let start = range.start;
    let to_absolute =
        move |token: RawToken| RawToken { span: token.span.start + start..token.span.end + start, ..token };
    Scanner::new(text_in(text, &range)).map(to_absolute)
}

pub(crate) fn text_in<'t>(text: &'t str, range: &Range<usize>) -> &'t str {
    text.get(range.clone()).unwrap_or_default()
}

/// Counts the line breaks in a text; CR LF counts as one.
pub(crate) fn count_line_ends(text: &str) -> usize {
    text.matches(is_line_end).count() - text.matches("\r\n").count()
}

/// Whether only white space follows `at` on its line.
pub(crate) fn ends_line_at(text: &str, position: usize) -> bool {
    let rest = text_in(text, &(position..text.len()));
    let blank = rest.len() - rest.trim_start_matches(is_space).len();
    blank == rest.len() || count_line_ends(text_in(rest, &(0..blank))) > 0
}

/// The indentation of the line that contains `at`.
pub(crate) fn line_indent(text: &str, position: usize) -> &str {
    let before = text_in(text, &(0..position));
    let line = before.rfind(is_line_end).and_then(|end| before.get(end..)).unwrap_or(before);
    let line = line.trim_start_matches(is_line_end);
    text_in(line, &(0..line.len() - line.trim_start_matches(is_space).len()))
}

/// Whether only white space precedes `at` on its line.
pub(crate) fn starts_line_at(text: &str, position: usize) -> bool {
    let before = text_in(text, &(0..position));
    let blank = before.trim_end_matches(is_space).len();
    blank == 0 || count_line_ends(text_in(before, &(blank..position))) > 0
}

/// Returns the end of the last token in a range, and whether it is a `//` comment.
pub(crate) fn last_token_end(text: &str, range: Range<usize>) -> (usize, bool) {
    let start = range.start;
    let last = tokens_in(text, range).last();
    last.map_or((start, false), |token| (token.span.end, text_in(text, &token.span).starts_with("//")))
}

/// Whether a line break must follow a text of comments and a comma: it ends with a `//` comment, or with a comment
/// behind the comma, which would otherwise belong to the next item.
pub(crate) fn needs_line_end(text: &str) -> bool {
    let mut has_comma = false;
    let last = Scanner::new(text).inspect(|token| has_comma |= token.is_punctuation()).last();
    last.is_some_and(|last| {
        last.kind == RawTokenKind::Comment && (has_comma || text_in(text, &last.span).starts_with("//"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::parse_tree;

    /// Returns the lead and the tail of the element at `index`.
    fn lead_and_tail(text: &str, index: usize) -> (&str, &str) {
        let tree = parse_tree(text).unwrap();
        let item = &tree.items()[index];
        let lead = item_lead_start(text, &tree, index, item);
        (&text[lead..item.start()], &text[item.end()..item_tail(text, item.end()).end])
    }

    #[test]
    fn trailing_comment_belongs_to_item() {
        let text = "[ // list\n 1, // one\n 2 /* two */ // 2\n]";
        assert_eq!(lead_and_tail(text, 0), ("", ", // one"));
        assert_eq!(lead_and_tail(text, 1), ("", " /* two */ // 2"));
    }

    #[test]
    fn leading_comment_on_line_belongs_to_item() {
        assert_eq!(lead_and_tail("[ /* one */ 1, /* two */ 2 ]", 0), ("/* one */ ", ","));
        assert_eq!(lead_and_tail("[ /* one */ 1, /* two */ 2 ]", 1), ("/* two */ ", ""));
        assert_eq!(lead_and_tail("[ 1 /* one */, 2, /* two */ ]", 0), ("", " /* one */,"));
        assert_eq!(lead_and_tail("[ 1 /* one */, 2, /* two */ ]", 1), ("", ", /* two */"));
    }

    #[test]
    fn comments_directly_above_belong_to_the_item() {
        let text = "[\n // far\n\n // near\n // nearer\n 1,\n // own\n]";
        assert_eq!(lead_and_tail(text, 0), ("// near\n // nearer\n ", ","));
    }

    #[test]
    fn comma_on_next_line_is_not_part_of_tail() {
        assert_eq!(lead_and_tail("[ 1 // one\n , 2 ]", 0), ("", " // one"));
        assert_eq!(lead_and_tail("[ 1 // one\n , // two\n 2 ]", 1), ("", ""));
    }

    #[test]
    fn indent_is_that_of_the_line() {
        assert_eq!(line_indent("[\r\n\t 1, 2]", 8), "\t ");
        assert_eq!(line_indent("  [1]", 3), "  ");
        assert_eq!(line_indent("[1]", 1), "");
    }
}
