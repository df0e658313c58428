//! `${VAR}` in a text.

use std::iter;

/// A part of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// As it is.
    Text(&'a str),
    /// The value of this variable.
    Variable(&'a str),
}

/// The parts. `$${VAR}` is the text `${VAR}`; what only looks like a variable is text.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    iter::from_fn(move || {
        let (piece, after) = next(rest)?;
        rest = after;
        Some(piece)
    })
}

fn next(text: &str) -> Option<(Piece<'_>, &str)> {
    if text.is_empty() {
        return None;
    }
    if let Some((name, after)) = variable(text) {
        return Some((Piece::Variable(name), after));
    }
    if let Some(escaped) = text.strip_prefix('$')
        && let Some((_, after)) = variable(escaped)
    {
        let literal = escaped.strip_suffix(after).unwrap_or(escaped);
        return Some((Piece::Text(literal), after));
    }
    let end = text.char_indices().skip(1).find(|(_, c)| *c == '$').map_or(text.len(), |(at, _)| at);
    let (piece, after) = text.split_at(end);
    Some((Piece::Text(piece), after))
}

/// The name of the variable that a text starts with, and what comes after it.
fn variable(text: &str) -> Option<(&str, &str)> {
    let (name, after) = text.strip_prefix("${")?.split_once('}')?;
    let is_name = name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
        && name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_');
    is_name.then_some((name, after))
}
