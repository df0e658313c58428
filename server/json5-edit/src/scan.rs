//! Cuts text into pieces. Never fails, never recurses, looks at each byte once.

use std::ops::Range;

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) shape: Shape,
    pub(crate) span: Range<usize>,
}

/// What a piece looks like; what it means depends on where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Comment,
    /// Quoted, with its quotes; the closing one may be missing.
    Quoted,
    /// `{ } [ ] : ,`
    Punctuation,
    /// Anything else that is not white space: identifiers, numbers, and what should not be there.
    Bare,
}

impl Piece {
    pub(crate) fn is_punctuation(&self) -> bool {
        self.shape == Shape::Punctuation
    }
}

/// Iterates over the pieces of a text; white space is between them.
pub(crate) struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }
}

impl Iterator for Scanner<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(is_space).len();
        let rest = self.rest();
        let (shape, length) = match rest.chars().next()? {
            '{' | '}' | '[' | ']' | ':' | ',' => (Shape::Punctuation, 1),
            quote @ ('"' | '\'') => (Shape::Quoted, quoted(rest, quote)),
            '/' if rest.starts_with("//") => (Shape::Comment, rest.find(is_line_end).unwrap_or(rest.len())),
            '/' if rest.starts_with("/*") => (Shape::Comment, block_comment(rest)),
            _ => (Shape::Bare, bare(rest)),
        };
        let span = self.at..self.at + length;
        self.at = span.end;
        Some(Piece { shape, span })
    }
}

pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

pub(crate) fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// The length of a block comment: the star that opens it does not close it.
fn block_comment(rest: &str) -> usize {
    let inside = rest.get(2..).unwrap_or_default();
    inside.find("*/").map_or(rest.len(), |end| end + 4)
}

/// The length of a quoted piece. A line end that is not escaped ends it, for the quote was forgotten.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    let mut before = quote;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            // The LF of an escaped CR LF.
            '\n' if before == '\r' && !escaped => {}
            '\n' | '\r' if !escaped => return at,
            _ if c == quote && !escaped => return at + 1,
            _ => {}
        }
        escaped = c == '\\' && !escaped;
        before = c;
    }
    rest.len()
}

/// The length of a bare piece: at least one character, so that the scanner always moves on.
fn bare(rest: &str) -> usize {
    rest.char_indices()
        .skip(1)
        .find(|(at, c)| {
            is_space(*c)
                || matches!(c, '{' | '}' | '[' | ']' | ':' | ',' | '"' | '\'')
                || rest.get(*at..).is_some_and(|tail| tail.starts_with("//") || tail.starts_with("/*"))
        })
        .map_or(rest.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<&str> {
        Scanner::new(text).map(|piece| &text[piece.span]).collect()
    }

    #[test]
    fn pieces_are_cut_where_they_end() {
        assert_eq!(
            pieces(r#"{a: 'it\'s', "b":-1.5,/*x*/c:[true]} // end"#),
            [
                "{", "a", ":", r"'it\'s'", ",", "\"b\"", ":", "-1.5", ",", "/*x*/", "c", ":", "[", "true", "]", "}",
                "// end"
            ],
        );
    }

    #[test]
    fn a_forgotten_quote_ends_with_its_line() {
        assert_eq!(pieces("{a: 'x,\nb: 'y'}"), ["{", "a", ":", "'x,", "b", ":", "'y'", "}"]);
    }

    #[test]
    fn an_escaped_line_end_does_not() {
        assert_eq!(pieces("'a\\\r\nb' 'c\\\nd'"), ["'a\\\r\nb'", "'c\\\nd'"]);
    }

    #[test]
    fn the_star_that_opens_a_comment_does_not_close_it() {
        assert_eq!(pieces("/*/ \" */ [ /**/ ]"), ["/*/ \" */", "[", "/**/", "]"]);
    }

    #[test]
    fn odd_text_still_moves_on() {
        assert_eq!(pieces("/ = \u{a0}é/*"), ["/", "=", "é", "/*"]);
    }
}
