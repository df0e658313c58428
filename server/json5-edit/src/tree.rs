//! The positions of all values in a text that the strict reader has accepted.

use std::{borrow::Cow, ops::Range};

use crate::{
    MAX_DEPTH,
    scan::{RawToken, RawTokenKind, Scanner},
};

/// A value and its position.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) span: Range<usize>,
    pub(crate) kind: NodeKind,
}

#[derive(Debug)]
pub(crate) enum NodeKind {
    Scalar,
    List(Vec<Item>),
    Object(Vec<Item>),
}

/// An element of a list or a member of an object.
#[derive(Debug)]
pub(crate) struct Item {
    /// The key as written, with its quotes.
    pub(crate) key: Option<Range<usize>>,
    pub(crate) value: Node,
    /// The comma after the item; the last item may have none.
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
        match &self.kind {
            NodeKind::Scalar => &[],
            NodeKind::List(items) | NodeKind::Object(items) => items,
        }
    }

    pub(crate) fn is_scalar(&self) -> bool {
        matches!(self.kind, NodeKind::Scalar)
    }

    pub(crate) fn is_object(&self) -> bool {
        matches!(self.kind, NodeKind::Object(_))
    }

    /// The span between the brackets.
    pub(crate) fn inner_span(&self) -> Range<usize> {
        self.span.start + 1..self.span.end.saturating_sub(1)
    }
}

/// The maximum depth of a tree. A document is nested no deeper than [`MAX_DEPTH`]; an edit adds a path and a value of
/// up to that depth each.
const MAX_TREE_DEPTH: usize = 4 * MAX_DEPTH;

/// Parses a text. Returns `None` if it is incomplete or far too deep, which the strict reader would have rejected.
pub(crate) fn parse_tree(text: &str) -> Option<Node> {
    Parser { text, tokens: Scanner::new(text), depth: 0 }.parse_value()
}

/// Returns the name of a key, without quotes and with escapes resolved.
pub(crate) fn key_name(written: &str) -> Cow<'_, str> {
    let quoted = written.starts_with(['"', '\'']);
    if written.contains('\\') {
        // An unquoted key has the same escapes as a string.
        let string = if quoted { Cow::Borrowed(written) } else { Cow::Owned(format!("\"{written}\"")) };
        return json5::from_str::<String>(&string).map_or(Cow::Borrowed(written), Cow::Owned);
    }
    Cow::Borrowed(if quoted { written.get(1..written.len() - 1).unwrap_or(written) } else { written })
}

struct Parser<'t> {
    text: &'t str,
    tokens: Scanner<'t>,
    depth: usize,
}

impl Parser<'_> {
    fn next_token(&mut self) -> Option<RawToken> {
        self.tokens.by_ref().find(|token| token.kind != RawTokenKind::Comment)
    }

    fn punctuation_byte(&self, token: &RawToken) -> Option<u8> {
        self.text.as_bytes().get(token.span.start).copied().filter(|_| token.is_punctuation())
    }

    fn parse_value(&mut self) -> Option<Node> {
        let token = self.next_token()?;
        self.parse_value_at(&token)
    }

    /// Parses a value and counts the depth, because it recurses.
    fn parse_value_at(&mut self, first: &RawToken) -> Option<Node> {
        self.depth += 1;
        let node = if self.depth < MAX_TREE_DEPTH { self.parse_node(first) } else { None };
        self.depth -= 1;
        node
    }

    fn parse_node(&mut self, first: &RawToken) -> Option<Node> {
        let (form, end) = match self.punctuation_byte(first) {
            None => (NodeKind::Scalar, first.span.end),
            Some(b'[') => {
                self.parse_items(b']', Self::parse_element).map(|(items, end)| (NodeKind::List(items), end))?
            }
            Some(b'{') => {
                self.parse_items(b'}', Self::parse_member).map(|(items, end)| (NodeKind::Object(items), end))?
            }
            Some(_) => return None,
        };
        Some(Node { span: first.span.start..end, kind: form })
    }

    fn parse_items(&mut self, close: u8, item: fn(&mut Self, &RawToken) -> Option<Item>) -> Option<(Vec<Item>, usize)> {
        let mut items: Vec<Item> = Vec::new();
        loop {
            let token = self.next_token()?;
            match self.punctuation_byte(&token) {
                Some(mark) if mark == close => return Some((items, token.span.end)),
                Some(b',') => items.last_mut()?.comma = Some(token.span.start),
                _ => items.push(item(self, &token)?),
            }
        }
    }

    fn parse_element(&mut self, first: &RawToken) -> Option<Item> {
        Some(Item { key: None, value: self.parse_value_at(first)?, comma: None })
    }

    fn parse_member(&mut self, key: &RawToken) -> Option<Item> {
        self.next_token()?;
        Some(Item { key: Some(key.span.clone()), value: self.parse_value()?, comma: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tree_has_all_spans() {
        let text = "/*,*/ { a: [1, /*]*/ 2,], 'b' /*:*/ : {} } // end";
        let tree = parse_tree(text).unwrap();
        let [a, b] = tree.items() else { panic!("{tree:?}") };
        assert_eq!(&text[a.key.clone().unwrap()], "a");
        assert_eq!(&text[a.value.span.clone()], "[1, /*]*/ 2,]");
        assert_eq!(&text[a.value.items()[1].value.span.clone()], "2");
        assert_eq!((&text[b.key.clone().unwrap()], &text[b.value.span.clone()]), ("'b'", "{}"));
        assert!(a.comma.is_some() && b.comma.is_none() && a.value.items()[1].comma.is_some());
    }

    #[test]
    fn keys_are_compared_by_decoded_name() {
        for written in ["a", "'a'", "\"a\"", "\\u0061", "'\\x61'", "'\\\na'"] {
            assert_eq!(key_name(written), "a", "{written}");
        }
    }

    #[test]
    fn incomplete_text_has_no_tree() {
        let deep = "[".repeat(100_000);
        for text in ["", "[", "{a:", "{a", "]", "[,]", &deep] {
            assert!(parse_tree(text).is_none(), "{text}");
        }
    }
}
