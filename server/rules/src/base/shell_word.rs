//! Arguments of commands that are suggested.

use std::borrow::Cow;

/// Quotes a text as one word for a shell.
pub fn shell_word(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:@%,=".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.into()
    } else {
        format!("'{}'", text.replace('\'', r"'\''")).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_words_stay_as_they_are() {
        for (text, expected) in [
            ("openai/gpt-5.2", "openai/gpt-5.2"),
            ("ollama/llama3:8b", "ollama/llama3:8b"),
            ("anthropic:me@example.com", "anthropic:me@example.com"),
            ("${MODEL}", "'${MODEL}'"),
            ("my key", "'my key'"),
            ("it's", r"'it'\''s'"),
            ("", "''"),
        ] {
            assert_eq!(shell_word(text), expected);
        }
    }
}
