//! Splits a text into raw tokens. Never fails, never recurses, and reads each byte once.

use std::ops::Range;

/// A token without its meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RawToken {
    pub(crate) kind: RawTokenKind,
    pub(crate) span: Range<usize>,
}

/// The lexical kind of a raw token; its meaning depends on its context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RawTokenKind {
    Comment,
    /// A quoted string with its quotes; the closing quote may be missing.
    Quoted,
    /// One of `{ } [ ] : ,`.
    Punctuation,
    /// Any other text that is not white space: identifiers, numbers and invalid text.
    Bare,
}

impl RawToken {
    pub(crate) fn is_punctuation(&self) -> bool {
        self.kind == RawTokenKind::Punctuation
    }
}

/// Iterates over the raw tokens of a text, skipping white space.
pub(crate) struct Scanner<'a> {
    text: &'a str,
    offset: usize,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, offset: 0 }
    }

    fn remaining_text(&self) -> &'a str {
        self.text.get(self.offset..).unwrap_or_default()
    }
}

impl Iterator for Scanner<'_> {
    type Item = RawToken;

    fn next(&mut self) -> Option<RawToken> {
        // Skip ASCII white space bytewise, which is nearly all of it and fast.
        let is_common = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
        self.offset += self.remaining_text().bytes().take_while(is_common).count();
        let rest = self.remaining_text();
        self.offset += rest.len() - rest.trim_start_matches(is_space).len();
        let rest = self.remaining_text();
        let (shape, length) = match rest.chars().next()? {
            '{' | '}' | '[' | ']' | ':' | ',' => (RawTokenKind::Punctuation, 1),
            quote @ ('"' | '\'') => (RawTokenKind::Quoted, quoted_length(rest, quote)),
            '/' if rest.starts_with("//") => (RawTokenKind::Comment, rest.find(is_line_end).unwrap_or(rest.len())),
            '/' if rest.starts_with("/*") => (RawTokenKind::Comment, block_comment_length(rest)),
            _ => (RawTokenKind::Bare, bare_length(rest)),
        };
        let span = self.offset..self.offset + length;
        self.offset = span.end;
        Some(RawToken { kind: shape, span })
    }
}

pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

pub(crate) fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// The length of a block comment. The opening star cannot be the closing one.
fn block_comment_length(rest: &str) -> usize {
    let inside = rest.get(2..).unwrap_or_default();
    inside.find("*/").map_or(rest.len(), |end| end + 4)
}

/// The length of a quoted string. An unescaped line break ends it, because the closing quote is missing.
fn quoted_length(rest: &str, quote: char) -> usize {
    // Bytes of multi-byte characters never equal these.
    let ends = |byte: &u8| matches!(byte, b'\\' | b'\n' | b'\r') || char::from(*byte) == quote;
    let mut offset = 1;
    while let Some(tail) = rest.as_bytes().get(offset..) {
        let Some(length) = tail.iter().position(ends) else { break };
        offset += length;
        match tail.get(length..) {
            Some([b'\\', b'\r', b'\n', ..]) => offset += 3,
            Some([b'\\', ..]) => offset += 2,
            Some([b'\n' | b'\r', ..]) => return offset,
            _ => return offset + 1,
        }
    }
    rest.len()
}

/// The length of a bare token: at least one character, so that the scanner always advances.
fn bare_length(rest: &str) -> usize {
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

    fn token_texts(text: &str) -> Vec<&str> {
        Scanner::new(text).map(|token| &text[token.span]).collect()
    }

    #[test]
    fn tokens_end_where_they_should() {
        assert_eq!(
            token_texts(r#"{a: 'it\'s', "b":-1.5,/*x*/c:[true]} // end"#),
            [
                "{", "a", ":", r"'it\'s'", ",", "\"b\"", ":", "-1.5", ",", "/*x*/", "c", ":", "[", "true", "]", "}",
                "// end"
            ],
        );
    }

    #[test]
    fn unterminated_string_ends_at_line_end() {
        assert_eq!(token_texts("{a: 'x,\nb: 'y'}"), ["{", "a", ":", "'x,", "b", ":", "'y'", "}"]);
    }

    #[test]
    fn escaped_line_end_continues_string() {
        assert_eq!(token_texts("'a\\\r\nb' 'c\\\nd'"), ["'a\\\r\nb'", "'c\\\nd'"]);
        assert_eq!(token_texts("'a\\\rb' 'é\\é' '\\\\' 'x\\"), ["'a\\\rb'", "'é\\é'", "'\\\\'", "'x\\"]);
    }

    #[test]
    fn slash_star_slash_is_an_open_comment() {
        assert_eq!(token_texts("/*/ \" */ [ /**/ ]"), ["/*/ \" */", "[", "/**/", "]"]);
    }

    #[test]
    fn scanner_advances_on_invalid_text() {
        assert_eq!(token_texts("/ = \u{a0}é/*"), ["/", "=", "é", "/*"]);
    }
}
