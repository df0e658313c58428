//! Why a document cannot be read, and where.

use crate::Value;

/// A document that cannot be read. It holds a position, never the document's text: that may be a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason} at line {line} column {column}")]
pub struct ReadError {
    /// What is wrong.
    pub reason: Reason,
    /// Where, in bytes from the start.
    pub offset: usize,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
}

/// What is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// Larger than [`MAX_BYTES`](crate::MAX_BYTES).
    #[error("larger than {} MiB", crate::MAX_BYTES >> 20)]
    TooLarge,
    /// Nested deeper than [`MAX_DEPTH`](crate::MAX_DEPTH).
    #[error("nested deeper than {} levels", crate::MAX_DEPTH)]
    TooDeep,
    /// More than [`MAX_VALUES`](crate::MAX_VALUES).
    #[error("more than {},000 values and comments", crate::MAX_VALUES / 1000)]
    TooMany,
    /// Not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// UTF-16, by its byte order mark.
    #[error("UTF-16, not UTF-8")]
    Utf16,
    /// A NUL character.
    #[error("a NUL character")]
    Nul,
    /// Not JSON5.
    #[error("{0}")]
    Syntax(String),
}

impl ReadError {
    /// At `offset` of `bytes`, whose part before it is UTF-8 or close to it.
    pub(crate) fn at(reason: Reason, offset: usize, bytes: &[u8]) -> Self {
        let before = String::from_utf8_lossy(bytes.get(..offset).unwrap_or(bytes));
        let (line, column) = position(&before);
        Self { reason, offset, line, column }
    }
}

/// Line and column, from 1, of the end of `before`. CR LF is one line end.
pub(crate) fn position(before: &str) -> (usize, usize) {
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

/// Reads a text that has been through [`check`](crate::check).
pub(crate) fn read_checked(text: &str) -> Result<Value, ReadError> {
    json5::from_str(text).map_err(|e| from_json5(&e, text))
}

/// `json5` counts lines and columns from 0 and gives no offset.
fn from_json5(error: &json5::Error, text: &str) -> ReadError {
    if text.trim().is_empty() {
        return ReadError::at(Reason::Syntax("the file is empty".to_owned()), text.len(), text.as_bytes());
    }
    let reason = Reason::Syntax(error.code().map_or_else(|| "not JSON5".to_owned(), |code| say(&code.to_string())));
    let Some(at) = error.position() else {
        return ReadError::at(reason, text.len(), text.as_bytes());
    };
    ReadError { reason, offset: offset_of(text, at.line, at.column), line: at.line + 1, column: at.column + 1 }
}

/// In words that a person would use.
fn say(code: &str) -> String {
    match code.strip_prefix("EOF parsing ") {
        Some(what) => {
            format!("the file ends inside {} {what}", if what.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" })
        }
        None => code.to_owned(),
    }
}

/// The byte offset of a line and a column, both from 0.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let mut here = (0, 0);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if here >= (line, column) {
            return at;
        }
        let joins = c == '\r' && chars.peek().is_some_and(|(_, next)| *next == '\n');
        here = match c {
            '\r' if joins => here,
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => (here.0 + 1, 0),
            _ => (here.0, here.1 + 1),
        };
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;

    #[test]
    fn an_error_says_where() {
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
        let again = ReadError::at(error.reason.clone(), error.offset, text.as_bytes());
        assert_eq!((error.line, error.column), (again.line, again.column));
    }

    #[test]
    fn an_end_inside_something_is_said_in_words() {
        let error = read(b"{ a: [1, 2").unwrap_err();
        assert_eq!(error.reason.to_string(), "the file ends inside an array");
    }
}
