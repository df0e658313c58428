//! Reads a value from stdin, so that it does not appear on a command line.

use std::io::{IsTerminal, Read, stdin};

use contract::{Code, OpError, TypedValue};

use super::Failure;
use crate::out::Format;

/// Maximum size of a value. No real value is longer.
const MAX_VALUE_BYTES: u64 = 1 << 20;

/// Hint that shows how to enter a secret without displaying it.
const PIPE_SECRET_HINT: &str =
    "`read -rs KEY` reads it without showing it; `printf %s \"$KEY\" | openclaw config set <path> -` pipes it in";

/// Reads all of stdin, and removes one line end at its end.
pub(super) fn read_value(path: &str, format: Format) -> Result<TypedValue, Failure> {
    read_piped(stdin().is_terminal(), stdin()).map_err(|error| {
        let OpError { message: reason, .. } = &error;
        let message = format!("could not read the value for `{path}` from stdin: {reason}");
        Failure(OpError { message, ..error }, format)
    })
}

/// Reads a value from a pipe or a file. A terminal is refused, because it displays what is typed and keeps it in its
/// scrollback.
fn read_piped(is_terminal: bool, from: impl Read) -> Result<TypedValue, OpError> {
    let refused = |reason: &str| OpError::new(Code::ConfigValue, reason);
    if is_terminal {
        return Err(refused("it is a terminal, which shows what you type").with_hint(PIPE_SECRET_HINT));
    }
    let mut text = String::new();
    from.take(MAX_VALUE_BYTES + 1).read_to_string(&mut text).map_err(|e| refused(&e.kind().to_string()))?;
    if text.len() as u64 > MAX_VALUE_BYTES {
        return Err(refused("it is longer than 1 MiB"));
    }
    Ok(without_line_end(&text).to_owned().into())
}

fn without_line_end(text: &str) -> &str {
    text.strip_suffix("\r\n").or_else(|| text.strip_suffix('\n')).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_is_not_read_from() {
        assert_eq!(read_piped(false, "Canary\n".as_bytes()).unwrap().expose(), "Canary");
        let error = read_piped(true, "Canary\n".as_bytes()).unwrap_err();
        assert_eq!(error.message, "it is a terminal, which shows what you type");
    }

    #[test]
    fn one_trailing_newline_is_removed() {
        for (text, value) in [("x", "x"), ("x\n", "x"), ("x\r\n", "x"), ("x\n\n", "x\n"), ("\n", ""), ("a\nb", "a\nb")]
        {
            assert_eq!(without_line_end(text), value);
        }
    }
}
