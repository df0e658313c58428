//! Detects the style of a document, so that new parts look like the existing ones.

use std::collections::BTreeMap;

use crate::{
    tree::{Item, Node, key_name},
    trivia::{count_line_ends, line_indent, starts_line_at, text_in},
};

/// The style in which new parts are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Style {
    pub(crate) newline: &'static str,
    pub(crate) indent_unit: String,
    pub(crate) quote: char,
    pub(crate) key_quote: char,
    /// Whether keys are written without quotes where possible.
    pub(crate) bare_keys: bool,
    /// The colon between a key and its value, with its white space.
    pub(crate) colon: String,
    /// The white space inside the braces of an object on one line.
    pub(crate) object_padding: String,
    /// Whether the last of several lines has a comma.
    pub(crate) has_trailing_comma: bool,
    /// Whether lists of scalars are written on several lines where objects are.
    pub(crate) has_multiline_lists: bool,
}

impl Style {
    /// Detects the style of the container that gets the new part; what it does not show is taken from the document.
    pub(crate) fn detect_style(text: &str, root: &Node, container: Option<&Node>) -> Self {
        let mut document_style = StyleStatistics::default();
        document_style.count_document(text, root);
        let mut container_style = StyleStatistics::default();
        if let Some(container) = container {
            container_style.count_container(text, container);
        }
        container_style.with_fallback(document_style).into_style(detect_newline(text))
    }
}

/// The most frequent line break in a text.
pub(crate) fn detect_newline(text: &str) -> &'static str {
    let pairs = text.matches("\r\n").count();
    let counts =
        [(text.matches('\n').count() - pairs, "\n"), (pairs, "\r\n"), (text.matches('\r').count() - pairs, "\r")];
    // `max_by_key` returns the last maximum; the reversal prefers the first one.
    counts.into_iter().rev().max_by_key(|(count, _)| *count).map_or("\n", |(_, newline)| newline)
}

/// Counts of each style feature.
#[derive(Debug, Default)]
struct StyleStatistics<'t> {
    indent_unit: FrequencyCount<&'t str>,
    quote: FrequencyCount<char>,
    key_quote: FrequencyCount<char>,
    bare_keys: FrequencyCount<bool>,
    colon: FrequencyCount<&'t str>,
    object_padding: FrequencyCount<&'t str>,
    has_trailing_comma: FrequencyCount<bool>,
    has_multiline_lists: FrequencyCount<bool>,
}

impl<'t> StyleStatistics<'t> {
    fn count_document(&mut self, text: &'t str, node: &Node) {
        self.count_container(text, node);
        for item in node.items() {
            self.count_document(text, &item.value);
        }
    }

    fn count_container(&mut self, text: &'t str, node: &Node) {
        let (Some(first), Some(last)) = (node.items().first(), node.items().last()) else { return };
        if starts_line_at(text, first.start()) {
            let outer = line_indent(text, node.span.start);
            let unit = line_indent(text, first.start()).strip_prefix(outer).filter(|unit| !unit.is_empty());
            self.indent_unit.add_occurrences(unit);
            self.has_trailing_comma.add_occurrences([last.comma.is_some()]);
        } else if node.is_object() {
            let object_padding = text_in(text, &(node.inner_span().start..first.start()));
            self.object_padding.add_occurrences(object_padding.chars().all(|c| c == ' ').then_some(object_padding));
        }
        if !node.is_object() && node.items().iter().all(|item| item.value.is_scalar()) {
            self.has_multiline_lists.add_occurrences([starts_line_at(text, first.start())]);
        }
        node.items().iter().for_each(|item| self.count_item(text, item));
    }

    fn count_item(&mut self, text: &'t str, item: &Item) {
        let quote = |written: &str| written.chars().next().filter(|c| matches!(c, '"' | '\''));
        self.quote.add_occurrences(quote(text_in(text, &item.value.span)));
        let Some(key) = &item.key else { return };
        let written = text_in(text, key);
        self.key_quote.add_occurrences(quote(written));
        self.bare_keys.add_occurrences(is_identifier(&key_name(written)).then(|| quote(written).is_none()));
        let colon = text_in(text, &(key.end..item.value.span.start));
        self.colon.add_occurrences(colon.chars().all(|c| matches!(c, ':' | ' ')).then_some(colon));
    }

    fn with_fallback(self, other: Self) -> Self {
        Self {
            indent_unit: self.indent_unit.or_if_empty(other.indent_unit),
            quote: self.quote.or_if_empty(other.quote),
            key_quote: self.key_quote.or_if_empty(other.key_quote),
            bare_keys: self.bare_keys.or_if_empty(other.bare_keys),
            colon: self.colon.or_if_empty(other.colon),
            object_padding: self.object_padding.or_if_empty(other.object_padding),
            has_trailing_comma: self.has_trailing_comma.or_if_empty(other.has_trailing_comma),
            has_multiline_lists: self.has_multiline_lists.or_if_empty(other.has_multiline_lists),
        }
    }

    fn into_style(self, newline: &'static str) -> Style {
        let (quote, key_quote) = (self.quote.most_frequent(), self.key_quote.most_frequent());
        let colon = self.colon.most_frequent();
        let object_padding = if colon == Some(":") { "" } else { " " };
        Style {
            newline,
            indent_unit: self.indent_unit.most_frequent().unwrap_or("  ").to_owned(),
            quote: quote.or(key_quote).unwrap_or('"'),
            key_quote: key_quote.or(quote).unwrap_or('"'),
            bare_keys: self.bare_keys.most_frequent().unwrap_or(false),
            // A document that has objects on one line would write lists on one line too.
            has_multiline_lists: self.has_multiline_lists.most_frequent().unwrap_or(self.object_padding.0.is_empty()),
            object_padding: self.object_padding.most_frequent().unwrap_or(object_padding).to_owned(),
            colon: colon.unwrap_or(": ").to_owned(),
            has_trailing_comma: self.has_trailing_comma.most_frequent().unwrap_or(false),
        }
    }
}

/// Whether a value spans more than one line.
pub(crate) fn is_multiline(text: &str, node: &Node) -> bool {
    count_line_ends(text_in(text, &node.span)) > 0
}

/// Whether a key needs no quotes. Only ASCII identifiers are accepted; JSON5 allows more, but they are rare.
pub(crate) fn is_identifier(key: &str) -> bool {
    let is_start = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '$');
    key.starts_with(is_start) && key.chars().all(|c| is_start(c) || c.is_ascii_digit())
}

/// How often each value occurred.
#[derive(Debug)]
struct FrequencyCount<T>(BTreeMap<T, usize>);

impl<T> Default for FrequencyCount<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T: Ord> FrequencyCount<T> {
    fn add_occurrences(&mut self, occurrences: impl IntoIterator<Item = T>) {
        occurrences.into_iter().for_each(|value| *self.0.entry(value).or_default() += 1);
    }

    fn or_if_empty(self, other: Self) -> Self {
        if self.0.is_empty() { other } else { self }
    }

    /// Returns the most frequent value; of several, the smallest.
    fn most_frequent(self) -> Option<T> {
        self.0.into_iter().rev().max_by_key(|(_, count)| *count).map(|(value, _)| value)
    }
}
