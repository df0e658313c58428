//! A sentence with code in it, and names as they are.

use contract::text::printable;
use leptos::{either::Either, prelude::*};

/// Draws what stands between backticks as code.
#[component]
pub(crate) fn Rich(#[prop(into)] text: String) -> impl IntoView {
    parts(&printable(&text))
        .into_iter()
        .map(|(is_code, part)| {
            let part = part.to_owned();
            if is_code { Either::Left(view! { <code>{part}</code> }) } else { Either::Right(part) }
        })
        .collect_view()
}

/// A name of somebody's, as it is drawn: what would not be seen, or would turn the line around, is spelled out.
pub(crate) fn seen(name: &str) -> String {
    printable(name).into_owned()
}

/// The parts, and which of them are code. A name may have a backtick in it, and must not turn the rest of the sentence
/// inside out: code begins behind something that is no part of a word, and ends before such a thing.
fn parts(text: &str) -> Vec<(bool, &str)> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while let Some((before, code, after)) = next(rest) {
        parts.extend([(false, before), (true, code)].into_iter().filter(|(_, part)| !part.is_empty()));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push((false, rest));
    }
    parts
}

/// The first code of a text, with what is before and behind it.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    let is_apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '`');
    let begins = |at: &usize| is_apart(text.get(..*at).and_then(|before| before.chars().next_back()));
    let start = text.match_indices('`').map(|(at, _)| at).find(begins)?;
    let (before, inside) = (text.get(..start)?, text.get(start + 1..)?);
    let ends = |at: &usize| *at > 0 && is_apart(inside.get(at + 1..).and_then(|after| after.chars().next()));
    let end = inside.match_indices('`').map(|(at, _)| at).find(ends)?;
    Some((before, inside.get(..end)?, inside.get(end + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str) -> String {
        let draw = |(is_code, part): (bool, &str)| if is_code { format!("[{part}]") } else { part.to_owned() };
        parts(text).into_iter().map(draw).collect()
    }

    #[test]
    fn what_stands_between_backticks_is_code() {
        for (text, expected) in [
            ("no code", "no code"),
            ("`a/b` → `c/d`", "[a/b] → [c/d]"),
            ("use `a`, `b` or (`c`).", "use [a], [b] or ([c])."),
            ("`x`", "[x]"),
            ("one ` alone", "one ` alone"),
            ("", ""),
        ] {
            assert_eq!(drawn(text), expected);
        }
    }

    #[test]
    fn a_backtick_in_a_name_does_not_turn_the_rest_around() {
        for name in ["a`b", "`a", "a`", "a``b", "`", "``", "a`.b"] {
            let text = drawn(&format!("Remove `{name}` from the chain of `work`."));
            assert!(text.ends_with(" from the chain of [work]."), "{name}: {text}");
        }
        assert_eq!(drawn("`a`b` is no model; `c` is"), "[a`b] is no model; [c] is");
    }

    #[test]
    fn what_is_not_drawn_is_spelled_out() {
        assert_eq!(seen("openai/gpt\u{202e}2.5\u{3164}"), "openai/gpt\\u{202e}2.5\\u{3164}");
    }
}
