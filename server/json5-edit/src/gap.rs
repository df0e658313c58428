//! The white space, commas and comments around an item, and whose they are.

use std::ops::Range;

use crate::{
    scan::{Piece, Scanner, Shape, is_line_end, is_space},
    tree::{Item, Node},
};

/// What belongs to an item behind it on its own line: comments, and its comma if that is there too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tail {
    pub(crate) end: usize,
    pub(crate) comma: Option<usize>,
}

/// The tail of an item that ends at `from`.
pub(crate) fn tail(text: &str, from: usize) -> Tail {
    follow(text, from, false)
}

/// The tail of a comma or an opening bracket that ends at `from`.
fn tail_behind_mark(text: &str, from: usize) -> usize {
    follow(text, from, true).end
}

/// A comment behind the comma belongs to the item before it if the line ends with it, else to the item it stands
/// before.
fn follow(text: &str, from: usize, mut behind_comma: bool) -> Tail {
    let mut tail = Tail { end: from, comma: None };
    let mut end = from;
    for piece in pieces(text, from..text.len()) {
        let mark = slice(text, &piece.span);
        if line_ends(slice(text, &(end..piece.span.start))) > 0 || matches!(mark, "}" | "]") {
            return Tail { end, ..tail };
        }
        match piece.shape {
            Shape::Comment => {}
            _ if mark == "," && !behind_comma => {
                behind_comma = true;
                tail.comma = Some(piece.span.start);
            }
            _ => return tail,
        }
        end = piece.span.end;
        if !behind_comma || mark == "," {
            tail.end = end;
        }
    }
    Tail { end, ..tail }
}

/// Where an item's successor goes: behind its tail and its comma, wherever that is.
pub(crate) fn after(text: &str, item: &Item) -> usize {
    let tail = tail(text, item.end());
    match item.comma {
        Some(comma) if tail.comma.is_none() => tail_behind_mark(text, comma + 1),
        _ => tail.end,
    }
}

/// Where the space of an item begins: behind what belongs to its predecessor, or to the opening bracket.
pub(crate) fn space_before(text: &str, container: &Node, index: usize) -> usize {
    match index.checked_sub(1).and_then(|before| container.items().get(before)) {
        Some(before) => after(text, before),
        None => tail_behind_mark(text, container.inside().start),
    }
}

/// Where an item begins, with the comments that stand directly before it: no blank line is between them.
pub(crate) fn lead(text: &str, container: &Node, index: usize, item: &Item) -> usize {
    directly_before(text, space_before(text, container, index)..item.start())
}

/// Where the comments begin that stand directly before the end of a range. There are only comments and white space in it.
pub(crate) fn directly_before(text: &str, range: Range<usize>) -> usize {
    let mut lead = range.end;
    let comments: Vec<Piece> = pieces(text, range).collect();
    for comment in comments.iter().rev() {
        if line_ends(slice(text, &(comment.span.end..lead))) > 1 {
            break;
        }
        lead = comment.span.start;
    }
    lead
}

/// The pieces within a range that begins and ends between pieces.
pub(crate) fn pieces(text: &str, range: Range<usize>) -> impl Iterator<Item = Piece> {
    let start = range.start;
    let place = move |piece: Piece| Piece { span: piece.span.start + start..piece.span.end + start, ..piece };
    Scanner::new(slice(text, &range)).map(place)
}

pub(crate) fn slice<'t>(text: &'t str, range: &Range<usize>) -> &'t str {
    text.get(range.clone()).unwrap_or_default()
}

/// How often a line ends in a text; CR LF is one line end.
pub(crate) fn line_ends(text: &str) -> usize {
    text.matches(is_line_end).count() - text.matches("\r\n").count()
}

/// Whether nothing but white space stands between `at` and the end of its line.
pub(crate) fn line_ends_at(text: &str, at: usize) -> bool {
    let rest = slice(text, &(at..text.len()));
    let blank = rest.len() - rest.trim_start_matches(is_space).len();
    blank == rest.len() || line_ends(slice(rest, &(0..blank))) > 0
}

/// The white space that the line of `at` begins with.
pub(crate) fn indent(text: &str, at: usize) -> &str {
    let before = slice(text, &(0..at));
    let line = before.rfind(is_line_end).and_then(|end| before.get(end..)).unwrap_or(before);
    let line = line.trim_start_matches(is_line_end);
    slice(line, &(0..line.len() - line.trim_start_matches(is_space).len()))
}

/// Whether `at` is the first thing on its line.
pub(crate) fn begins_line(text: &str, at: usize) -> bool {
    let before = slice(text, &(0..at));
    let blank = before.trim_end_matches(is_space).len();
    blank == 0 || line_ends(slice(before, &(blank..at))) > 0
}

/// The end of the last piece within a range, and whether it is a comment that only a line end closes.
pub(crate) fn last_piece(text: &str, range: Range<usize>) -> (usize, bool) {
    let start = range.start;
    let last = pieces(text, range).last();
    last.map_or((start, false), |piece| (piece.span.end, slice(text, &piece.span).starts_with("//")))
}

/// Whether a line must end behind a text of comments and a comma: it ends with a `//` comment, or with a comment behind
/// the comma, which would belong to the next item.
pub(crate) fn needs_line_end(text: &str) -> bool {
    let mut has_comma = false;
    let last = Scanner::new(text).inspect(|piece| has_comma |= piece.is_punctuation()).last();
    last.is_some_and(|last| last.shape == Shape::Comment && (has_comma || slice(text, &last.span).starts_with("//")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::parse;

    /// The lead and the tail of the element at `index`.
    fn around(text: &str, index: usize) -> (&str, &str) {
        let tree = parse(text).unwrap();
        let item = &tree.items()[index];
        let lead = lead(text, &tree, index, item);
        (&text[lead..item.start()], &text[item.end()..tail(text, item.end()).end])
    }

    #[test]
    fn a_comment_behind_an_item_on_its_line_is_the_items() {
        let text = "[ // list\n 1, // one\n 2 /* two */ // 2\n]";
        assert_eq!(around(text, 0), ("", ", // one"));
        assert_eq!(around(text, 1), ("", " /* two */ // 2"));
    }

    #[test]
    fn a_comment_before_an_item_on_its_line_is_that_items() {
        assert_eq!(around("[ /* one */ 1, /* two */ 2 ]", 0), ("/* one */ ", ","));
        assert_eq!(around("[ /* one */ 1, /* two */ 2 ]", 1), ("/* two */ ", ""));
        assert_eq!(around("[ 1 /* one */, 2, /* two */ ]", 0), ("", " /* one */,"));
        assert_eq!(around("[ 1 /* one */, 2, /* two */ ]", 1), ("", ", /* two */"));
    }

    #[test]
    fn comments_directly_above_an_item_are_the_items() {
        let text = "[\n // far\n\n // near\n // nearer\n 1,\n // own\n]";
        assert_eq!(around(text, 0), ("// near\n // nearer\n ", ","));
    }

    #[test]
    fn a_comma_of_the_next_line_is_no_tail() {
        assert_eq!(around("[ 1 // one\n , 2 ]", 0), ("", " // one"));
        assert_eq!(around("[ 1 // one\n , // two\n 2 ]", 1), ("", ""));
    }

    #[test]
    fn an_indent_is_that_of_the_line() {
        assert_eq!(indent("[\r\n\t 1, 2]", 8), "\t ");
        assert_eq!(indent("  [1]", 3), "  ");
        assert_eq!(indent("[1]", 1), "");
    }
}
