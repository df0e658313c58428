//! A value that is piped in, so that it is on no command line.

use std::io::{IsTerminal, Read, stdin};

use contract::{Code, OpError, Typed};

use super::Failure;
use crate::out::Format;

/// Nobody has a longer one.
const LONGEST: u64 = 1 << 20;

/// How a secret is typed and not seen.
const UNSEEN: &str = "`read -rs KEY` takes it unseen; `printf %s \"$KEY\" | openclaw config set <path> -` pipes it in";

/// Everything on stdin, without one line end at its end.
pub(super) fn value(path: &str, format: Format) -> Result<Typed, Failure> {
    read(stdin().is_terminal(), stdin()).map_err(|error| {
        let OpError { message: why, .. } = &error;
        let message = format!("could not read the value for `{path}` from stdin: {why}");
        Failure(OpError { message, ..error }, format)
    })
}

/// A terminal shows what is typed, and what it has shown can be scrolled back to.
fn read(is_terminal: bool, from: impl Read) -> Result<Typed, OpError> {
    let refused = |why: &str| OpError::new(Code::ConfigValue, why);
    if is_terminal {
        return Err(refused("it is a terminal, which shows what is typed").hint(UNSEEN));
    }
    let mut text = String::new();
    from.take(LONGEST + 1).read_to_string(&mut text).map_err(|e| refused(&e.kind().to_string()))?;
    if text.len() as u64 > LONGEST {
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
        assert_eq!(read(false, "Canary\n".as_bytes()).unwrap().expose(), "Canary");
        let error = read(true, "Canary\n".as_bytes()).unwrap_err();
        assert_eq!(error.message, "it is a terminal, which shows what is typed");
    }

    #[test]
    fn one_line_end_is_cut() {
        for (text, value) in [("x", "x"), ("x\n", "x"), ("x\r\n", "x"), ("x\n\n", "x\n"), ("\n", ""), ("a\nb", "a\nb")]
        {
            assert_eq!(without_line_end(text), value);
        }
    }
}
