//! Text from files and from strangers, made safe for a terminal.

use std::borrow::Cow;

use contract::text::is_hostile;

/// Shows what a terminal would obey or hide as `\u{…}`: control characters, directions, characters without width.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_hostile) { text.chars().map(shown).collect::<String>().into() } else { text.into() }
}

fn shown(c: char) -> Cow<'static, str> {
    if is_hostile(c) { c.escape_unicode().to_string().into() } else { c.to_string().into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_shown_instead() {
        for (text, expected) in [
            ("openai/gpt-5.2 é 漢", "openai/gpt-5.2 é 漢"),
            ("a\u{1b}[2Jb", "a\\u{1b}[2Jb"),
            ("a\u{1b}]0;title\u{7}", "a\\u{1b}]0;title\\u{7}"),
            ("a\u{9b}31m", "a\\u{9b}31m"),
            ("a\rb\u{8}\u{7f}\t", "a\\u{d}b\\u{8}\\u{7f}\\u{9}"),
            ("a\u{202e}b\u{2066}\u{200b}", "a\\u{202e}b\\u{2066}\\u{200b}"),
        ] {
            assert_eq!(printable(text), expected);
        }
    }
}
