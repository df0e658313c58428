//! Checks the limits of a document before any parser runs.

use crate::{
    limits::{MAX_BYTES, MAX_DEPTH, MAX_VALUES},
    read_error::{ReadError, ReadErrorReason},
    scan::{RawToken, RawTokenKind, Scanner},
};

/// Checks size, encoding, depth and number of values. Returns the text without its byte order mark.
pub fn check_limits(bytes: &[u8]) -> Result<&str, ReadError> {
    // Error positions do not count a byte order mark.
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let refuse = |reason, offset| Err(ReadError::at_offset(reason, offset, bytes));
    if bytes.len() > MAX_BYTES {
        return Err(ReadError { reason: ReadErrorReason::TooLarge, offset: 0, line: 1, column: 1 });
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return refuse(ReadErrorReason::Utf16, 0);
    }
    let text = match str::from_utf8(bytes) {
        Ok(text) => text,
        Err(e) => return refuse(ReadErrorReason::NotUtf8, e.valid_up_to()),
    };
    if let Some(offset) = text.find('\0') {
        return refuse(ReadErrorReason::NulCharacter, offset);
    }
    if let Some((reason, offset)) = first_excess(text) {
        return refuse(reason, offset);
    }
    Ok(text)
}

/// Returns where a text first exceeds [`MAX_DEPTH`] or [`MAX_VALUES`]. Makes one pass without recursion and ignores the
/// content of strings and comments.
fn first_excess(text: &str) -> Option<(ReadErrorReason, usize)> {
    let mut count = ValueCounter::default();
    Scanner::new(text).find_map(|piece| {
        count.count_token(&piece, text.as_bytes().get(piece.span.start).copied());
        count.exceeded_limit().map(|reason| (reason, piece.span.start))
    })
}

#[derive(Default)]
struct ValueCounter {
    depth: usize,
    values: usize,
}

impl ValueCounter {
    /// Counts a token. A key and its value are one member, so a colon subtracts one. Extra colons cannot bypass the
    /// limit: the parser stops at the first of them.
    fn count_token(&mut self, piece: &RawToken, first: Option<u8>) {
        match (piece.kind, first) {
            (RawTokenKind::Comment | RawTokenKind::Quoted | RawTokenKind::Bare, _) => self.values += 1,
            (RawTokenKind::Punctuation, Some(b'{' | b'[')) => {
                self.values += 1;
                self.depth += 1;
            }
            (RawTokenKind::Punctuation, Some(b'}' | b']')) => self.depth = self.depth.saturating_sub(1),
            (RawTokenKind::Punctuation, Some(b':')) => self.values = self.values.saturating_sub(1),
            _ => {}
        }
    }

    fn exceeded_limit(&self) -> Option<ReadErrorReason> {
        if self.depth > MAX_DEPTH {
            return Some(ReadErrorReason::TooDeep);
        }
        (self.values > MAX_VALUES).then_some(ReadErrorReason::TooManyValues)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal_reason(bytes: &[u8]) -> ReadErrorReason {
        check_limits(bytes).unwrap_err().reason
    }

    #[test]
    fn hostile_documents_are_refused_before_parsing() {
        assert_eq!(refusal_reason("[".repeat(100_000).as_bytes()), ReadErrorReason::TooDeep);
        assert_eq!(refusal_reason("{a:".repeat(100_000).as_bytes()), ReadErrorReason::TooDeep);
        assert_eq!(refusal_reason(&vec![b' '; MAX_BYTES + 1]), ReadErrorReason::TooLarge);
        assert_eq!(refusal_reason(b"{a: '\xff'}"), ReadErrorReason::NotUtf8);
        assert_eq!(refusal_reason(b"\xff\xfe{\0}\0"), ReadErrorReason::Utf16);
        assert_eq!(refusal_reason(b"{a: '\0'}"), ReadErrorReason::NulCharacter);
    }

    #[test]
    fn slash_star_slash_does_not_close_comment() {
        let text = format!("{{ a: /*/ \" */ {}", "[".repeat(100_000));
        assert_eq!(refusal_reason(text.as_bytes()), ReadErrorReason::TooDeep);
        let valid = format!("{{ /*/ {} */ a: 1 }}", "[".repeat(200));
        assert!(check_limits(valid.as_bytes()).is_ok());
    }

    #[test]
    fn brackets_in_strings_and_comments_are_not_depth() {
        let text = format!("{{ a: '{}', /* {} */ b: 1 }} // {}", "[".repeat(500), "{".repeat(500), "[".repeat(500));
        assert!(check_limits(text.as_bytes()).is_ok());
    }

    #[test]
    fn maximum_depth_is_allowed() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(check_limits(nested(MAX_DEPTH).as_bytes()).is_ok());
        assert_eq!(refusal_reason(nested(MAX_DEPTH + 1).as_bytes()), ReadErrorReason::TooDeep);
    }

    #[test]
    fn error_names_the_first_excess_value() {
        // The list itself counts as one value.
        let list = |elements: usize| format!("[{}]", "1,".repeat(elements));
        assert!(check_limits(list(MAX_VALUES - 1).as_bytes()).is_ok());
        let error = check_limits(list(MAX_VALUES + 9).as_bytes()).unwrap_err();
        assert_eq!((error.reason, error.offset), (ReadErrorReason::TooManyValues, 1 + 2 * (MAX_VALUES - 1)));
        let members = |members: usize| format!("{{\n{}}}", "'a:,1' : {},\n".repeat(members));
        assert!(check_limits(members(MAX_VALUES - 1).as_bytes()).is_ok());
        let error = check_limits(members(MAX_VALUES).as_bytes()).unwrap_err();
        assert_eq!((error.line, error.column, error.reason), (MAX_VALUES + 1, 1, ReadErrorReason::TooManyValues));
    }

    #[test]
    fn comment_contents_are_not_counted() {
        let comments = |comments: usize| format!("{{}}{}", "/* a: 1, [ */".repeat(comments));
        assert!(check_limits(comments(MAX_VALUES - 1).as_bytes()).is_ok());
        assert_eq!(refusal_reason(comments(MAX_VALUES).as_bytes()), ReadErrorReason::TooManyValues);
    }

    #[test]
    fn values_after_colons_are_counted() {
        let text = format!("[{}{}", ":".repeat(MAX_VALUES), "1,".repeat(MAX_VALUES + 1));
        assert_eq!(refusal_reason(text.as_bytes()), ReadErrorReason::TooManyValues);
        let text = format!("[{}]", "1:,".repeat(MAX_VALUES + 1));
        assert_eq!(crate::read(text.as_bytes()).unwrap_err().offset, 2);
    }

    #[test]
    fn byte_order_mark_is_skipped() {
        assert_eq!(check_limits("\u{feff}{}".as_bytes()).unwrap(), "{}");
    }
}
