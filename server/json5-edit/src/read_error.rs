//! Errors of reading, with their positions.

use crate::{
    Value,
    limits::{MAX_BYTES, MAX_DEPTH, MAX_VALUES},
};

/// A document cannot be read. The error holds a position, never the document's text, which may be a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason} at line {line} column {column}")]
pub struct ReadError {
    /// What is wrong.
    pub reason: ReadErrorReason,
    /// The offset in bytes from the start, without a byte order mark.
    pub offset: usize,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
}

/// What is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadErrorReason {
    /// The document is larger than [`MAX_BYTES`].
    #[error("larger than {} MiB", MAX_BYTES >> 20)]
    TooLarge,
    /// The document is nested deeper than [`MAX_DEPTH`].
    #[error("nested deeper than {} levels", MAX_DEPTH)]
    TooDeep,
    /// The document has more values and comments than [`MAX_VALUES`].
    #[error("more than {},000 values and comments", MAX_VALUES / 1000)]
    TooManyValues,
    /// The document is not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// The document is UTF-16, according to its byte order mark.
    #[error("UTF-16, not UTF-8")]
    Utf16,
    /// The document contains a NUL character.
    #[error("a NUL character")]
    NulCharacter,
    /// The document is not JSON5.
    #[error("{0}")]
    Syntax(String),
}

impl ReadError {
    /// Creates an error at `offset` in `bytes`. The part before it need not be valid UTF-8.
    pub(crate) fn at_offset(reason: ReadErrorReason, offset: usize, bytes: &[u8]) -> Self {
        let before = String::from_utf8_lossy(bytes.get(..offset).unwrap_or(bytes));
        let (line, column) = line_and_column(&before);
        Self { reason, offset, line, column }
    }
}

/// Returns the line and column, from 1, of the end of `before`. CR LF counts as one line break.
pub(crate) fn line_and_column(before: &str) -> (usize, usize) {
    let mut line = 1;
    let mut start = 0;
    let mut chars = before.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let ends = matches!(c, '\n' | '\u{2028}' | '\u{2029}')
            || (c == '\r' && chars.peek().is_none_or(|(_, next)| *next != '\n'));
        if ends {
            line += 1;
            start = at + c.len_utf8();
        }
    }
    let column = before.get(start..).unwrap_or_default().trim_start_matches('\u{feff}').chars().count() + 1;
    (line, column)
}

/// Parses a text that has passed [`check_limits`](crate::check_limits).
pub(crate) fn parse_checked(text: &str) -> Result<Value, ReadError> {
    json5::from_str(text).map_err(|e| to_read_error(&e, text))
}

/// Converts an error of `json5`, which counts lines and columns from 0 and gives no offset.
fn to_read_error(error: &json5::Error, text: &str) -> ReadError {
    if text.trim().is_empty() {
        return ReadError::at_offset(
            ReadErrorReason::Syntax("the file is empty".to_owned()),
            text.len(),
            text.as_bytes(),
        );
    }
    let reason = ReadErrorReason::Syntax(
        error.code().map_or_else(|| "not JSON5".to_owned(), |code| syntax_message(&code.to_string())),
    );
    let Some(at) = error.position() else {
        return ReadError::at_offset(reason, text.len(), text.as_bytes());
    };
    ReadError { reason, offset: offset_of(text, at.line, at.column), line: at.line + 1, column: at.column + 1 }
}

/// Describes a syntax error in plain words.
fn syntax_message(code: &str) -> String {
    match code.strip_prefix("EOF parsing ") {
        Some(unfinished) => {
            format!(
                "the file ends inside {} {unfinished}",
                if unfinished.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" }
            )
        }
        None => code.to_owned(),
    }
}

/// Returns the byte offset of a line and a column, both from 0.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let mut line_and_column = (0, 0);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if line_and_column >= (line, column) {
            return at;
        }
        let joins = c == '\r' && chars.peek().is_some_and(|(_, next)| *next == '\n');
        line_and_column = match c {
            '\r' if joins => line_and_column,
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => (line_and_column.0 + 1, 0),
            _ => (line_and_column.0, line_and_column.1 + 1),
        };
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;

    #[test]
    fn error_has_a_position() {
        for (text, line, column) in [
            ("{\"agents\": }", 1, 12),
            ("{\n  a: 1\n  b: 2\n}", 3, 3),
            ("{\r\n  a: 1\r\n  b: 2\r\n}", 3, 3),
            ("", 1, 1),
        ] {
            let error = read(text.as_bytes()).unwrap_err();
            assert_eq!((error.line, error.column), (line, column), "{text:?}: {error}");
        }
    }

    #[test]
    fn offset_and_position_agree() {
        let text = "{\r\n  'é': 1,\n  b 2\n}";
        let error = read(text.as_bytes()).unwrap_err();
        let again = ReadError::at_offset(error.reason.clone(), error.offset, text.as_bytes());
        assert_eq!((error.line, error.column), (again.line, again.column));
    }

    #[test]
    fn unexpected_end_has_a_readable_message() {
        let error = read(b"{ a: [1, 2").unwrap_err();
        assert_eq!(error.reason.to_string(), "the file ends inside an array");
    }
}
