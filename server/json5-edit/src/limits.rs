//! What is refused before any parser runs.

use crate::{
    error::{ReadError, Reason},
    scan::Scanner,
};

/// The largest document we read.
pub const MAX_BYTES: usize = 16 << 20;

/// The deepest nesting we read. Parsers recurse; 100,000 brackets overflow their stack.
pub const MAX_DEPTH: usize = 128;

/// Size, encoding and depth. Returns the text without its byte order mark.
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
    if let Some(offset) = too_deep(text) {
        return refuse(Reason::TooDeep, offset);
    }
    Ok(text)
}

/// Where the nesting first exceeds [`MAX_DEPTH`]. One pass, no recursion; brackets in strings and comments do not
/// count.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for piece in Scanner::new(text) {
        match text.as_bytes().get(piece.span.start) {
            Some(b'{' | b'[') if piece.is_punctuation() => depth += 1,
            Some(b'}' | b']') if piece.is_punctuation() => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Some(piece.span.start);
        }
    }
    None
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
    fn a_byte_order_mark_is_put_aside() {
        assert_eq!(check("\u{feff}{}".as_bytes()).unwrap(), "{}");
    }
}
