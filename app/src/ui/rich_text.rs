//! Text with code spans, in which hidden characters are escaped.

use crate::prelude::*;
use contract::text::escape_hidden;
use leptos::either::Either;

/// Renders text between backticks as code.
#[component]
pub(crate) fn RichText(#[prop(into)] text: String) -> impl IntoView {
    split_code_spans(&escape_hidden(&text))
        .into_iter()
        .map(|(is_code, part)| {
            let part = part.to_owned();
            if is_code { Either::Left(view! { <code>{part}</code> }) } else { Either::Right(part) }
        })
        .collect_view()
}

/// Escapes invisible characters and direction marks in a name.
pub(crate) fn escape_hidden_owned(name: &str) -> String {
    escape_hidden(name).into_owned()
}

/// Splits a text into parts and tells which are code. A name may contain a backtick, which must not confuse the rest of
/// the sentence: a code span must begin after a non-word character and end before one.
fn split_code_spans(text: &str) -> Vec<(bool, &str)> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while let Some((before, code, after)) = next_code_span(rest) {
        parts.extend([(false, before), (true, code)].into_iter().filter(|(_, part)| !part.is_empty()));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push((false, rest));
    }
    parts
}

/// The first code span of a text, with the text before and after it.
fn next_code_span(text: &str) -> Option<(&str, &str, &str)> {
    let is_apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '`');
    let begins = |index: &usize| is_apart(text.get(..*index).and_then(|before| before.chars().next_back()));
    let start = text.match_indices('`').map(|(index, _)| index).find(begins)?;
    let (before, inside) = (text.get(..start)?, text.get(start + 1..)?);
    let ends = |index: &usize| *index > 0 && is_apart(inside.get(index + 1..).and_then(|after| after.chars().next()));
    let end = inside.match_indices('`').map(|(index, _)| index).find(ends)?;
    Some((before, inside.get(..end)?, inside.get(end + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_code_marked(text: &str) -> String {
        let draw = |(is_code, part): (bool, &str)| if is_code { format!("[{part}]") } else { part.to_owned() };
        split_code_spans(text).into_iter().map(draw).collect()
    }

    #[test]
    fn text_between_backticks_is_code() {
        for (text, expected) in [
            ("no code", "no code"),
            ("`a/b` → `c/d`", "[a/b] → [c/d]"),
            ("use `a`, `b` or (`c`).", "use [a], [b] or ([c])."),
            ("`x`", "[x]"),
            ("one ` alone", "one ` alone"),
            ("", ""),
        ] {
            assert_eq!(with_code_marked(text), expected);
        }
    }

    #[test]
    fn backtick_in_name_does_not_invert_code_spans() {
        for name in ["a`b", "`a", "a`", "a``b", "`", "``", "a`.b"] {
            let text = with_code_marked(&format!("Remove `{name}` from the chain of `work`."));
            assert!(text.ends_with(" from the chain of [work]."), "{name}: {text}");
        }
        assert_eq!(with_code_marked("`a`b` is no model; `c` is"), "[a`b] is no model; [c] is");
    }

    #[test]
    fn invisible_characters_are_escaped() {
        assert_eq!(escape_hidden_owned("openai/gpt\u{202e}2.5\u{3164}"), "openai/gpt\\u{202e}2.5\\u{3164}");
    }
}
