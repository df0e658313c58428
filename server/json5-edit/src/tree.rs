//! Where everything stands in a text that the strict reader has accepted.

use std::{borrow::Cow, ops::Range};

use crate::{
    MAX_DEPTH,
    scan::{Piece, Scanner, Shape},
};

/// A value and where it stands.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) span: Range<usize>,
    pub(crate) form: Form,
}

#[derive(Debug)]
pub(crate) enum Form {
    Scalar,
    List(Vec<Item>),
    Object(Vec<Item>),
}

/// An element of a list or a member of an object.
#[derive(Debug)]
pub(crate) struct Item {
    /// As written, with its quotes.
    pub(crate) key: Option<Range<usize>>,
    pub(crate) value: Node,
    /// The comma after it; the last item may have none.
    pub(crate) comma: Option<usize>,
}

impl Item {
    pub(crate) fn start(&self) -> usize {
        self.key.as_ref().unwrap_or(&self.value.span).start
    }

    pub(crate) fn end(&self) -> usize {
        self.value.span.end
    }
}

impl Node {
    pub(crate) fn items(&self) -> &[Item] {
        match &self.form {
            Form::Scalar => &[],
            Form::List(items) | Form::Object(items) => items,
        }
    }

    pub(crate) fn is_scalar(&self) -> bool {
        matches!(self.form, Form::Scalar)
    }

    pub(crate) fn is_object(&self) -> bool {
        matches!(self.form, Form::Object(_))
    }

    /// Between its brackets.
    pub(crate) fn inside(&self) -> Range<usize> {
        self.span.start + 1..self.span.end.saturating_sub(1)
    }
}

/// Nesting at which a tree ends. What was read is nested no deeper than [`MAX_DEPTH`]; an edit adds a path and a value of
/// this depth each.
const TOO_DEEP: usize = 4 * MAX_DEPTH;

/// The tree of a text. `None` if the text is not whole or far too deep, which the strict reader would have said.
pub(crate) fn parse(text: &str) -> Option<Node> {
    Parser { text, pieces: Scanner::new(text), depth: 0 }.value()
}

/// The name that a key stands for.
pub(crate) fn name(written: &str) -> Cow<'_, str> {
    let quoted = written.starts_with(['"', '\'']);
    if written.contains('\\') {
        // An unquoted key has the escapes of a string.
        let string = if quoted { Cow::Borrowed(written) } else { Cow::Owned(format!("\"{written}\"")) };
        return json5::from_str::<String>(&string).map_or(Cow::Borrowed(written), Cow::Owned);
    }
    Cow::Borrowed(if quoted { written.get(1..written.len() - 1).unwrap_or(written) } else { written })
}

struct Parser<'t> {
    text: &'t str,
    pieces: Scanner<'t>,
    depth: usize,
}

impl Parser<'_> {
    fn next(&mut self) -> Option<Piece> {
        self.pieces.by_ref().find(|piece| piece.shape != Shape::Comment)
    }

    fn mark(&self, piece: &Piece) -> Option<u8> {
        self.text.as_bytes().get(piece.span.start).copied().filter(|_| piece.is_punctuation())
    }

    fn value(&mut self) -> Option<Node> {
        let piece = self.next()?;
        self.value_at(&piece)
    }

    /// It recurses, and so counts how deep.
    fn value_at(&mut self, first: &Piece) -> Option<Node> {
        self.depth += 1;
        let node = if self.depth < TOO_DEEP { self.node(first) } else { None };
        self.depth -= 1;
        node
    }

    fn node(&mut self, first: &Piece) -> Option<Node> {
        let (form, end) = match self.mark(first) {
            None => (Form::Scalar, first.span.end),
            Some(b'[') => self.items(b']', Self::element).map(|(items, end)| (Form::List(items), end))?,
            Some(b'{') => self.items(b'}', Self::member).map(|(items, end)| (Form::Object(items), end))?,
            Some(_) => return None,
        };
        Some(Node { span: first.span.start..end, form })
    }

    fn items(&mut self, close: u8, item: fn(&mut Self, &Piece) -> Option<Item>) -> Option<(Vec<Item>, usize)> {
        let mut items: Vec<Item> = Vec::new();
        loop {
            let piece = self.next()?;
            match self.mark(&piece) {
                Some(mark) if mark == close => return Some((items, piece.span.end)),
                Some(b',') => items.last_mut()?.comma = Some(piece.span.start),
                _ => items.push(item(self, &piece)?),
            }
        }
    }

    fn element(&mut self, first: &Piece) -> Option<Item> {
        Some(Item { key: None, value: self.value_at(first)?, comma: None })
    }

    fn member(&mut self, key: &Piece) -> Option<Item> {
        self.next()?;
        Some(Item { key: Some(key.span.clone()), value: self.value()?, comma: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_has_its_place() {
        let text = "/*,*/ { a: [1, /*]*/ 2,], 'b' /*:*/ : {} } // end";
        let tree = parse(text).unwrap();
        let [a, b] = tree.items() else { panic!("{tree:?}") };
        assert_eq!(&text[a.key.clone().unwrap()], "a");
        assert_eq!(&text[a.value.span.clone()], "[1, /*]*/ 2,]");
        assert_eq!(&text[a.value.items()[1].value.span.clone()], "2");
        assert_eq!((&text[b.key.clone().unwrap()], &text[b.value.span.clone()]), ("'b'", "{}"));
        assert!(a.comma.is_some() && b.comma.is_none() && a.value.items()[1].comma.is_some());
    }

    #[test]
    fn a_key_is_known_by_its_name() {
        for written in ["a", "'a'", "\"a\"", "\\u0061", "'\\x61'", "'\\\na'"] {
            assert_eq!(name(written), "a", "{written}");
        }
    }

    #[test]
    fn a_text_that_is_not_whole_has_no_tree() {
        let deep = "[".repeat(100_000);
        for text in ["", "[", "{a:", "{a", "]", "[,]", &deep] {
            assert!(parse(text).is_none(), "{text}");
        }
    }
}
