//! What a provider says, until the secrets of the request are removed from it.

use std::fmt;

use crate::base::typed_secret::Secret;

/// The longest text that is shown, in characters.
const MAX_CHARS: usize = 300;

/// A text of a provider. It may repeat the secret of the request, so it can only be read with the secrets at hand that
/// are removed from it.
#[derive(Clone, PartialEq, Eq)]
pub struct ProviderText(String);

impl ProviderText {
    /// Takes a text of a provider; `None` if it is blank.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// The text without these secrets, on one line, without control characters, and not longer than 300 characters.
    pub fn without_secrets<'a>(&self, secrets: impl IntoIterator<Item = &'a Secret>) -> String {
        // What is invisible is removed first: it may stand between the characters of a secret.
        shortened(&secrets.into_iter().fold(one_line(&self.0), |text, secret| secret.scrub(&text)))
    }
}

/// Omits the text, which may repeat a secret.
impl fmt::Debug for ProviderText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ProviderText").finish_non_exhaustive()
    }
}

fn one_line(text: &str) -> String {
    let printable = without_escapes(text);
    let printable = printable.chars().filter(|c| !is_invisible(*c));
    let printable: String = printable.map(|c| if c.is_control() { ' ' } else { c }).collect();
    printable.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= MAX_CHARS {
        return text.to_owned();
    }
    text.chars().take(MAX_CHARS - 1).chain(['…']).collect()
}

/// Removes the sequences that control a terminal.
fn without_escapes(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        kept.push_str(before);
        rest = after_escape(after);
    }
    kept + rest
}

fn after_escape(text: &str) -> &str {
    let mut chars = text.char_indices();
    let is_end = |c: char| match text.chars().next() {
        Some('[') => ('@'..='~').contains(&c) && c != '[',
        Some(']') => c == '\u{7}' || c == '\\',
        _ => true,
    };
    chars.find(|(_, c)| is_end(*c)).and_then(|(at, c)| text.get(at + c.len_utf8()..)).unwrap_or_default()
}

/// Whether a character changes how others look, or is not seen itself.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        ProviderText::new(text).unwrap().without_secrets([&Secret::new("sk-0123456789abcdef")])
    }

    #[test]
    fn a_text_is_shown_on_one_line_without_secrets() {
        for (text, expected) in [
            (
                "Incorrect API key provided: sk-0123456789abcdef.\n See docs",
                "Incorrect API key provided: ‹hidden›. See docs",
            ),
            ("a\u{1b}[31mred\u{1b}[0m b", "ared b"),
            ("a\u{1b}]0;title\u{7}b\u{1b}]8;;http://x\u{1b}\\c", "abc"),
            ("a\u{0}\u{9b}b\u{202e}c\u{200b}", "a bc"),
            ("x\u{1b}", "x"),
            ("key sk-01234\u{200b}56789\u{1b}[1mabcdef!", "key ‹hidden›!"),
        ] {
            assert_eq!(shown(text), expected, "{text:?}");
        }
        let long = shown(&"é".repeat(400));
        assert!(long.ends_with("é…") && long.chars().count() == MAX_CHARS, "{long}");
        assert_eq!(ProviderText::new(" \n"), None);
        assert_eq!(format!("{:?}", ProviderText::new("sk-x").unwrap()), "ProviderText(..)");
    }
}
