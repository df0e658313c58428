//! Escapes characters that are invisible or that control a terminal.

use std::borrow::Cow;

/// Characters that Unicode defines as invisible: `Default_Ignorable_Code_Point` of `DerivedCoreProperties.txt`, Unicode
/// 16. Some code points are not assigned yet.
const DEFAULT_IGNORABLE: &[(char, char)] = &[
    ('\u{ad}', '\u{ad}'),
    ('\u{34f}', '\u{34f}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{115f}', '\u{1160}'),
    ('\u{17b4}', '\u{17b5}'),
    ('\u{180b}', '\u{180f}'),
    ('\u{200b}', '\u{200f}'),
    ('\u{202a}', '\u{202e}'),
    ('\u{2060}', '\u{206f}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{ffa0}', '\u{ffa0}'),
    ('\u{fff0}', '\u{fff8}'),
    ('\u{1bca0}', '\u{1bca3}'),
    ('\u{1d173}', '\u{1d17a}'),
    ('\u{e0000}', '\u{e0fff}'),
];

/// Characters that render as nothing although Unicode does not list them as ignorable: line and paragraph separators,
/// interlinear annotations, and the blank Braille pattern.
const OTHER_INVISIBLE: &[(char, char)] =
    &[('\u{2028}', '\u{2029}'), ('\u{2800}', '\u{2800}'), ('\u{fff9}', '\u{fffb}')];

/// Whether a terminal obeys or hides a character: control characters, direction marks, and characters without width.
pub fn is_hidden_char(c: char) -> bool {
    let is_in = |(first, last): &(char, char)| (*first..=*last).contains(&c);
    c.is_control() || !c.is_ascii() && (DEFAULT_IGNORABLE.iter().any(is_in) || OTHER_INVISIBLE.iter().any(is_in))
}

/// Escapes control characters and invisible characters as `\u{…}`.
#[must_use]
pub fn escape_hidden(text: &str) -> Cow<'_, str> {
    if text.contains(is_hidden_char) { text.chars().map(escape_char).collect::<String>().into() } else { text.into() }
}

fn escape_char(c: char) -> Cow<'static, str> {
    if is_hidden_char(c) { c.escape_unicode().to_string().into() } else { c.to_string().into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_and_invisible_characters_are_escaped() {
        for (text, expected) in [
            ("openai/gpt-5.2 é 漢", "openai/gpt-5.2 é 漢"),
            ("a\u{1b}[2Jb", "a\\u{1b}[2Jb"),
            ("a\u{1b}]0;title\u{7}", "a\\u{1b}]0;title\\u{7}"),
            ("a\u{9b}31m", "a\\u{9b}31m"),
            ("a\rb\u{8}\u{7f}\t", "a\\u{d}b\\u{8}\\u{7f}\\u{9}"),
            ("a\u{202e}b\u{2066}\u{200b}", "a\\u{202e}b\\u{2066}\\u{200b}"),
            ("gpt\u{3164}-5\u{fe0f}", "gpt\\u{3164}-5\\u{fe0f}"),
        ] {
            assert_eq!(escape_hidden(text), expected);
        }
    }

    #[test]
    fn invisible_characters_count_as_hidden() {
        let unseen = "\u{ad}\u{34f}\u{61c}\u{115f}\u{1160}\u{17b4}\u{17b5}\u{180b}\u{180e}\u{180f}\u{200b}\u{200d}\u{200f}\
            \u{2028}\u{2029}\u{202a}\u{202e}\u{2060}\u{2065}\u{206f}\u{2800}\u{3164}\u{fe00}\u{fe0f}\u{feff}\u{ffa0}\u{fff0}\
            \u{fff9}\u{fffb}\u{1bca0}\u{1d173}\u{1d17a}\u{e0001}\u{e0020}\u{e0100}\u{e01ef}\u{e0fff}";
        assert!(unseen.chars().all(is_hidden_char), "{:?}", unseen.chars().find(|c| !is_hidden_char(*c)));
        assert!(!" aé漢-_/.:@한\u{2801}\u{3131}\u{fe10}\u{fffd}\u{1f600}".contains(is_hidden_char));
    }

    /// Keeps the tables readable, and allows a binary search.
    #[test]
    fn character_tables_are_sorted() {
        for table in [DEFAULT_IGNORABLE, OTHER_INVISIBLE] {
            assert!(table.iter().all(|(first, last)| first <= last));
            assert!(table.is_sorted_by(|a, b| a.1 < b.0));
        }
    }
}
