//! How a document is written, so that new parts look like the old ones.

use std::collections::BTreeMap;

use crate::{
    gap::{begins_line, indent, line_ends, slice},
    tree::{Item, Node, name},
};

/// How new parts are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Style {
    pub(crate) newline: &'static str,
    pub(crate) unit: String,
    pub(crate) quote: char,
    pub(crate) key_quote: char,
    /// Keys stand without quotes where they can.
    pub(crate) bare_keys: bool,
    /// What stands between a key and its value.
    pub(crate) colon: String,
    /// What stands inside the brackets of an object on one line.
    pub(crate) pad: String,
    /// The last of several lines has a comma too.
    pub(crate) last_comma: bool,
    /// Lists of scalars are broken over lines where objects are.
    pub(crate) broken_lists: bool,
}

impl Style {
    /// The habits of the container that gets the new part, and where it has none those of the document.
    pub(crate) fn of(text: &str, root: &Node, container: Option<&Node>) -> Self {
        let mut all = Habits::default();
        all.look_through(text, root);
        let mut near = Habits::default();
        if let Some(container) = container {
            near.look_at(text, container);
        }
        near.or(all).style(newline(text))
    }
}

/// The kind of line end that the text has most.
pub(crate) fn newline(text: &str) -> &'static str {
    let pairs = text.matches("\r\n").count();
    let counts =
        [(text.matches('\n').count() - pairs, "\n"), (pairs, "\r\n"), (text.matches('\r').count() - pairs, "\r")];
    // Of equals the last would win.
    counts.into_iter().rev().max_by_key(|(count, _)| *count).map_or("\n", |(_, newline)| newline)
}

/// What was seen, and how often.
#[derive(Debug, Default)]
struct Habits<'t> {
    unit: Votes<&'t str>,
    quote: Votes<char>,
    key_quote: Votes<char>,
    bare_keys: Votes<bool>,
    colon: Votes<&'t str>,
    pad: Votes<&'t str>,
    last_comma: Votes<bool>,
    broken_lists: Votes<bool>,
}

impl<'t> Habits<'t> {
    fn look_through(&mut self, text: &'t str, node: &Node) {
        self.look_at(text, node);
        for item in node.items() {
            self.look_through(text, &item.value);
        }
    }

    fn look_at(&mut self, text: &'t str, node: &Node) {
        let (Some(first), Some(last)) = (node.items().first(), node.items().last()) else { return };
        if begins_line(text, first.start()) {
            let outer = indent(text, node.span.start);
            let unit = indent(text, first.start()).strip_prefix(outer).filter(|unit| !unit.is_empty());
            self.unit.extend(unit);
            self.last_comma.extend([last.comma.is_some()]);
        } else if node.is_object() {
            let pad = slice(text, &(node.inside().start..first.start()));
            self.pad.extend(pad.chars().all(|c| c == ' ').then_some(pad));
        }
        if !node.is_object() && node.items().iter().all(|item| item.value.is_scalar()) {
            self.broken_lists.extend([begins_line(text, first.start())]);
        }
        node.items().iter().for_each(|item| self.look_at_item(text, item));
    }

    fn look_at_item(&mut self, text: &'t str, item: &Item) {
        let quote = |written: &str| written.chars().next().filter(|c| matches!(c, '"' | '\''));
        self.quote.extend(quote(slice(text, &item.value.span)));
        let Some(key) = &item.key else { return };
        let written = slice(text, key);
        self.key_quote.extend(quote(written));
        self.bare_keys.extend(is_identifier(&name(written)).then(|| quote(written).is_none()));
        let colon = slice(text, &(key.end..item.value.span.start));
        self.colon.extend(colon.chars().all(|c| matches!(c, ':' | ' ')).then_some(colon));
    }

    fn or(self, other: Self) -> Self {
        Self {
            unit: self.unit.or(other.unit),
            quote: self.quote.or(other.quote),
            key_quote: self.key_quote.or(other.key_quote),
            bare_keys: self.bare_keys.or(other.bare_keys),
            colon: self.colon.or(other.colon),
            pad: self.pad.or(other.pad),
            last_comma: self.last_comma.or(other.last_comma),
            broken_lists: self.broken_lists.or(other.broken_lists),
        }
    }

    fn style(self, newline: &'static str) -> Style {
        let (quote, key_quote) = (self.quote.winner(), self.key_quote.winner());
        let colon = self.colon.winner();
        let pad = if colon == Some(":") { "" } else { " " };
        Style {
            newline,
            unit: self.unit.winner().unwrap_or("  ").to_owned(),
            quote: quote.or(key_quote).unwrap_or('"'),
            key_quote: key_quote.or(quote).unwrap_or('"'),
            bare_keys: self.bare_keys.winner().unwrap_or(false),
            // Who writes an object on one line would do so with a list.
            broken_lists: self.broken_lists.winner().unwrap_or(self.pad.0.is_empty()),
            pad: self.pad.winner().unwrap_or(pad).to_owned(),
            colon: colon.unwrap_or(": ").to_owned(),
            last_comma: self.last_comma.winner().unwrap_or(false),
        }
    }
}

/// Whether a value stands on more than one line.
pub(crate) fn is_broken(text: &str, node: &Node) -> bool {
    line_ends(slice(text, &node.span)) > 0
}

/// A key that needs no quotes, in ASCII: JSON5 allows more, but who writes it?
pub(crate) fn is_identifier(key: &str) -> bool {
    let is_start = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '$');
    key.starts_with(is_start) && key.chars().all(|c| is_start(c) || c.is_ascii_digit())
}

/// A count of what was seen.
#[derive(Debug)]
struct Votes<T>(BTreeMap<T, usize>);

impl<T> Default for Votes<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T: Ord> Votes<T> {
    fn extend(&mut self, votes: impl IntoIterator<Item = T>) {
        votes.into_iter().for_each(|vote| *self.0.entry(vote).or_default() += 1);
    }

    fn or(self, other: Self) -> Self {
        if self.0.is_empty() { other } else { self }
    }

    /// Of equals, the least.
    fn winner(self) -> Option<T> {
        self.0.into_iter().rev().max_by_key(|(_, count)| *count).map(|(vote, _)| vote)
    }
}
