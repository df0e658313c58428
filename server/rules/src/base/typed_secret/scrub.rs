//! Removes a secret from a text that may repeat it.

use zeroize::Zeroizing;

use super::HIDDEN_TEXT;
use crate::base::percent::percent_encoded;

/// The number of first or last characters of a secret that count as a repetition of it. Fewer may be any word.
const MIN_PART: usize = 8;

/// Replaces a secret in a text: as a whole, percent-encoded, and the words that begin or end with a part of it.
pub(super) fn scrub(secret: &str, text: &str) -> String {
    if secret.is_empty() {
        return text.to_owned();
    }
    let encoded = Zeroizing::new(percent_encoded(secret));
    let text = text.replace(secret, HIDDEN_TEXT).replace(&**encoded, HIDDEN_TEXT);
    match part_length(secret) {
        Some(length) => hide_words(&text, secret, length),
        None => text,
    }
}

/// How many characters of a secret make a part of it; `None` if it is too short to have parts.
fn part_length(secret: &str) -> Option<usize> {
    let count = secret.chars().count();
    (count > MIN_PART).then_some(MIN_PART)
}

/// Replaces each run of characters of a secret that has its first or its last characters.
fn hide_words(text: &str, secret: &str, length: usize) -> String {
    let start: Zeroizing<String> = Zeroizing::new(secret.chars().take(length).collect());
    let skipped = secret.chars().count() - length;
    let end: Zeroizing<String> = Zeroizing::new(secret.chars().skip(skipped).collect());
    let mut kept = String::new();
    for word in text.split_inclusive(|c: char| !is_of_secret(c)) {
        let found = [&start, &end].iter().filter_map(|part| word.find(&***part)).min();
        match found {
            Some(at) => {
                kept.push_str(word.get(..at).unwrap_or_default());
                kept.push_str(HIDDEN_TEXT);
                kept.extend(word.chars().last().filter(|last| !is_of_secret(*last)));
            }
            None => kept.push_str(word),
        }
    }
    kept
}

/// Whether a character is usual in keys, or stands for some that a provider leaves out.
fn is_of_secret(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '*' | '…' | '+' | '/' | '=' | '~' | '%')
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "sk-ant-api03-Zq9+x/abcdefghij0123456789";

    #[test]
    fn a_repeated_secret_is_hidden() {
        for (text, expected) in [
            (
                "Incorrect API key provided: sk-ant-api03-Zq9+x/abcdefghij0123456789.",
                "Incorrect API key provided: ‹hidden›.",
            ),
            ("key=sk-ant-api03-Zq9%2Bx%2Fabcdefghij0123456789&a=1", "key=‹hidden›&a=1"),
            ("provided: sk-ant-api03-Zq9*****6789 (401)", "provided: ‹hidden› (401)"),
            ("provided: sk-ant-api03-Zq9", "provided: ‹hidden›"),
            ("ends in 23456789, sorry", "ends in ‹hidden›, sorry"),
            ("\"sk-ant-api03-Zq9+x/abcdefghij0123456789\"", "\"‹hidden›\""),
            ("****6789 is not active", "****6789 is not active"),
            ("no key here", "no key here"),
            ("", ""),
        ] {
            assert_eq!(scrub(KEY, text), expected, "{text}");
        }
    }

    #[test]
    fn a_short_secret_is_hidden_as_a_whole() {
        assert_eq!(scrub("geheim", "geheim is wrong, Geheimnis is not"), "‹hidden› is wrong, Geheimnis is not");
        assert_eq!(scrub("äöü-äöü-äöü", "x äöü-äöü-… y"), "x ‹hidden› y");
        assert_eq!(scrub("", "text"), "text");
    }
}
