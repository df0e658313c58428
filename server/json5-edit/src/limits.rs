//! What is refused before any parser runs.

use crate::{
    error::{ReadError, Reason},
    scan::{Piece, Scanner, Shape},
};

/// The largest document we read.
pub const MAX_BYTES: usize = 16 << 20;

/// The deepest nesting we read. Parsers recurse; 100,000 brackets overflow their stack.
pub const MAX_DEPTH: usize = 128;

/// The most values we read: members, elements, and the outermost one. A comment counts as one too. A person's
/// configuration has some thousand; ten million fit into [`MAX_BYTES`], and take ten seconds.
pub const MAX_VALUES: usize = 100_000;

/// Size, encoding, depth and number of values. Returns the text without its byte order mark.
pub fn check(bytes: &[u8]) -> Result<&str, ReadError> {
    // Positions do not count a byte order mark.
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let refuse = |reason, offset| Err(ReadError::at(reason, offset, bytes));
    if bytes.len() > MAX_BYTES {
        return Err(ReadError { reason: Reason::TooLarge, offset: 0, line: 1, column: 1 });
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return refuse(Reason::Utf16, 0);
    }
    let text = match str::from_utf8(bytes) {
        Ok(text) => text,
        Err(e) => return refuse(Reason::NotUtf8, e.valid_up_to()),
    };
    if let Some(offset) = text.find('\0') {
        return refuse(Reason::Nul, offset);
    }
    if let Some((reason, offset)) = excess(text) {
        return refuse(reason, offset);
    }
    Ok(text)
}

/// Where a text first exceeds [`MAX_DEPTH`] or [`MAX_VALUES`]. One pass, no recursion; what stands inside strings and
/// comments does not count.
fn excess(text: &str) -> Option<(Reason, usize)> {
    let mut count = Count::default();
    Scanner::new(text).find_map(|piece| {
        count.add(&piece, text.as_bytes().get(piece.span.start).copied());
        count.excess().map(|reason| (reason, piece.span.start))
    })
}

#[derive(Default)]
struct Count {
    depth: usize,
    values: usize,
}

impl Count {
    /// A key begins a member as well as its value does, so a colon takes one back. More colons than keys are no way
    /// around the limit: the parser stops at the first one too many.
    fn add(&mut self, piece: &Piece, first: Option<u8>) {
        match (piece.shape, first) {
            (Shape::Comment | Shape::Quoted | Shape::Bare, _) => self.values += 1,
            (Shape::Punctuation, Some(b'{' | b'[')) => {
                self.values += 1;
                self.depth += 1;
            }
            (Shape::Punctuation, Some(b'}' | b']')) => self.depth = self.depth.saturating_sub(1),
            (Shape::Punctuation, Some(b':')) => self.values = self.values.saturating_sub(1),
            _ => {}
        }
    }

    fn excess(&self) -> Option<Reason> {
        if self.depth > MAX_DEPTH {
            return Some(Reason::TooDeep);
        }
        (self.values > MAX_VALUES).then_some(Reason::TooMany)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(bytes: &[u8]) -> Reason {
        check(bytes).unwrap_err().reason
    }

    #[test]
    fn hostile_documents_are_refused_before_a_parser_sees_them() {
        assert_eq!(reason("[".repeat(100_000).as_bytes()), Reason::TooDeep);
        assert_eq!(reason("{a:".repeat(100_000).as_bytes()), Reason::TooDeep);
        assert_eq!(reason(&vec![b' '; MAX_BYTES + 1]), Reason::TooLarge);
        assert_eq!(reason(b"{a: '\xff'}"), Reason::NotUtf8);
        assert_eq!(reason(b"\xff\xfe{\0}\0"), Reason::Utf16);
        assert_eq!(reason(b"{a: '\0'}"), Reason::Nul);
    }

    #[test]
    fn a_comment_that_looks_closed_hides_no_depth() {
        let text = format!("{{ a: /*/ \" */ {}", "[".repeat(100_000));
        assert_eq!(reason(text.as_bytes()), Reason::TooDeep);
        let valid = format!("{{ /*/ {} */ a: 1 }}", "[".repeat(200));
        assert!(check(valid.as_bytes()).is_ok());
    }

    #[test]
    fn brackets_in_strings_and_comments_are_not_depth() {
        let text = format!("{{ a: '{}', /* {} */ b: 1 }} // {}", "[".repeat(500), "{".repeat(500), "[".repeat(500));
        assert!(check(text.as_bytes()).is_ok());
    }

    #[test]
    fn the_deepest_allowed_is_allowed() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(check(nested(MAX_DEPTH).as_bytes()).is_ok());
        assert_eq!(reason(nested(MAX_DEPTH + 1).as_bytes()), Reason::TooDeep);
    }

    #[test]
    fn the_first_value_too_many_is_named() {
        // The list itself is one.
        let list = |elements: usize| format!("[{}]", "1,".repeat(elements));
        assert!(check(list(MAX_VALUES - 1).as_bytes()).is_ok());
        let error = check(list(MAX_VALUES + 9).as_bytes()).unwrap_err();
        assert_eq!((error.reason, error.offset), (Reason::TooMany, 1 + 2 * (MAX_VALUES - 1)));
        let members = |members: usize| format!("{{\n{}}}", "'a:,1' : {},\n".repeat(members));
        assert!(check(members(MAX_VALUES - 1).as_bytes()).is_ok());
        let error = check(members(MAX_VALUES).as_bytes()).unwrap_err();
        assert_eq!((error.line, error.column, error.reason), (MAX_VALUES + 1, 1, Reason::TooMany));
    }

    #[test]
    fn a_comment_counts_and_what_is_in_it_does_not() {
        let comments = |comments: usize| format!("{{}}{}", "/* a: 1, [ */".repeat(comments));
        assert!(check(comments(MAX_VALUES - 1).as_bytes()).is_ok());
        assert_eq!(reason(comments(MAX_VALUES).as_bytes()), Reason::TooMany);
    }

    #[test]
    fn colons_do_not_hide_values() {
        let text = format!("[{}{}", ":".repeat(MAX_VALUES), "1,".repeat(MAX_VALUES + 1));
        assert_eq!(reason(text.as_bytes()), Reason::TooMany);
        let text = format!("[{}]", "1:,".repeat(MAX_VALUES + 1));
        assert_eq!(crate::read(text.as_bytes()).unwrap_err().offset, 2);
    }

    #[test]
    fn a_byte_order_mark_is_put_aside() {
        assert_eq!(check("\u{feff}{}".as_bytes()).unwrap(), "{}");
    }
}
