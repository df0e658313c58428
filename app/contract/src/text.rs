//! Characters that are not what they look like.

use std::borrow::Cow;

/// What Unicode says not to draw: `Default_Ignorable_Code_Point` of `DerivedCoreProperties.txt`, Unicode 16. Some of it
/// is not assigned yet.
const IGNORABLE: &[(char, char)] = &[
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

/// What is drawn as nothing though Unicode does not say so: ends of lines and paragraphs, what comments on a text, and
/// the pattern of Braille without a dot.
const UNSEEN: &[(char, char)] = &[('\u{2028}', '\u{2029}'), ('\u{2800}', '\u{2800}'), ('\u{fff9}', '\u{fffb}')];

/// Whether a terminal obeys or hides a character: controls, directions, what has no width.
pub fn is_hostile(c: char) -> bool {
    let is_in = |(first, last): &(char, char)| (*first..=*last).contains(&c);
    c.is_control() || !c.is_ascii() && (IGNORABLE.iter().any(is_in) || UNSEEN.iter().any(is_in))
}

/// Shows what a terminal would obey or hide, and what a page would not draw, as `\u{…}`.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.contains(is_hostile) { text.chars().map(shown).collect::<String>().into() } else { text.into() }
}

fn shown(c: char) -> Cow<'static, str> {
    if is_hostile(c) { c.escape_unicode().to_string().into() } else { c.to_string().into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_obeyed_or_not_drawn_is_shown_instead() {
        for (text, expected) in [
            ("openai/gpt-5.2 é 漢", "openai/gpt-5.2 é 漢"),
            ("a\u{1b}[2Jb", "a\\u{1b}[2Jb"),
            ("a\u{1b}]0;title\u{7}", "a\\u{1b}]0;title\\u{7}"),
            ("a\u{9b}31m", "a\\u{9b}31m"),
            ("a\rb\u{8}\u{7f}\t", "a\\u{d}b\\u{8}\\u{7f}\\u{9}"),
            ("a\u{202e}b\u{2066}\u{200b}", "a\\u{202e}b\\u{2066}\\u{200b}"),
            ("gpt\u{3164}-5\u{fe0f}", "gpt\\u{3164}-5\\u{fe0f}"),
        ] {
            assert_eq!(printable(text), expected);
        }
    }

    #[test]
    fn what_is_not_drawn_is_hostile() {
        let unseen = "\u{ad}\u{34f}\u{61c}\u{115f}\u{1160}\u{17b4}\u{17b5}\u{180b}\u{180e}\u{180f}\u{200b}\u{200d}\u{200f}\
            \u{2028}\u{2029}\u{202a}\u{202e}\u{2060}\u{2065}\u{206f}\u{2800}\u{3164}\u{fe00}\u{fe0f}\u{feff}\u{ffa0}\u{fff0}\
            \u{fff9}\u{fffb}\u{1bca0}\u{1d173}\u{1d17a}\u{e0001}\u{e0020}\u{e0100}\u{e01ef}\u{e0fff}";
        assert!(unseen.chars().all(is_hostile), "{:?}", unseen.chars().find(|c| !is_hostile(*c)));
        assert!(!" aé漢-_/.:@한\u{2801}\u{3131}\u{fe10}\u{fffd}\u{1f600}".contains(is_hostile));
    }

    /// A binary search would need them so, and so do people.
    #[test]
    fn the_tables_are_in_order() {
        for table in [IGNORABLE, UNSEEN] {
            assert!(table.iter().all(|(first, last)| first <= last));
            assert!(table.is_sorted_by(|a, b| a.1 < b.0));
        }
    }
}
