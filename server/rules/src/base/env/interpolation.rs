//! Parser for `${VAR}` in a text.

use std::iter;

/// A literal part of a text, or a variable.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum TextPart<'a> {
    /// Literal text.
    Text(&'a str),
    /// The variable with this name.
    Variable(&'a str),
}

/// Splits a text into parts. `$${VAR}` is the literal text `${VAR}`; a `${…}` without a valid name is literal text too.
pub(super) fn text_parts(text: &str) -> impl Iterator<Item = TextPart<'_>> {
    let mut rest = text;
    iter::from_fn(move || {
        let (part, after) = next_part(rest)?;
        rest = after;
        Some(part)
    })
}

fn next_part(text: &str) -> Option<(TextPart<'_>, &str)> {
    if text.is_empty() {
        return None;
    }
    if let Some((name, after)) = leading_variable(text) {
        return Some((TextPart::Variable(name), after));
    }
    if let Some(escaped) = text.strip_prefix('$')
        && let Some((_, after)) = leading_variable(escaped)
    {
        let literal = escaped.strip_suffix(after).unwrap_or(escaped);
        return Some((TextPart::Text(literal), after));
    }
    let end = text.char_indices().skip(1).find(|(_, c)| *c == '$').map_or(text.len(), |(at, _)| at);
    let (part, after) = text.split_at(end);
    Some((TextPart::Text(part), after))
}

/// The name of the variable at the start of a text, with the rest after it.
fn leading_variable(text: &str) -> Option<(&str, &str)> {
    let (name, after) = text.strip_prefix("${")?.split_once('}')?;
    let is_name = name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
        && name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_');
    is_name.then_some((name, after))
}
