//! Renders new values in a given style.

use serde_json::Value;

use crate::{
    KeyPathStep,
    style::{Style, is_identifier},
    trivia::count_line_ends,
};

/// A value to render.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Renderable<'a> {
    Value(&'a Value),
    /// Text that is written unchanged in any style.
    Raw(&'a str),
    /// A list with this single element.
    SingletonList(&'a Renderable<'a>),
    /// The value inside nested objects with one member each.
    Nested(&'a [KeyPathStep], &'a Renderable<'a>),
}

impl Renderable<'_> {
    pub(crate) fn is_list(&self) -> bool {
        matches!(
            self,
            Renderable::Value(Value::Array(_))
                | Renderable::SingletonList(_)
                | Renderable::Nested([], Renderable::SingletonList(_))
        )
    }

    pub(crate) fn is_scalar(&self) -> bool {
        matches!(self, Renderable::Value(value) if !value.is_array() && !value.is_object())
    }

    /// Whether a part of it needs separate lines.
    pub(crate) fn has_multiline_parts(&self) -> bool {
        match self {
            Renderable::Value(Value::Array(elements)) => {
                elements.iter().any(|value| Renderable::Value(value).needs_own_lines())
            }
            Renderable::Value(Value::Object(members)) => {
                members.values().any(|value| Renderable::Value(value).needs_own_lines())
            }
            Renderable::Value(_) | Renderable::Raw(_) => false,
            Renderable::SingletonList(new) | Renderable::Nested([_], new) => new.needs_own_lines(),
            Renderable::Nested([], new) => new.has_multiline_parts(),
            Renderable::Nested(..) => true,
        }
    }

    fn needs_own_lines(&self) -> bool {
        match self {
            Renderable::Value(Value::Array(elements)) => !elements.is_empty(),
            Renderable::Value(Value::Object(members)) => !members.is_empty(),
            Renderable::Value(_) => false,
            Renderable::Raw(text) => count_line_ends(text) > 0,
            Renderable::SingletonList(_) | Renderable::Nested([_, ..], _) => true,
            Renderable::Nested([], new) => new.needs_own_lines(),
        }
    }
}

impl Style {
    /// Renders a value. `indent` is the indentation of its first line.
    pub(crate) fn render_value(&self, new: Renderable<'_>, indent: &str, broken: bool) -> String {
        let inner = format!("{indent}{}", self.indent_unit);
        let element = |new| self.render_value(new, &inner, broken);
        let member = |(key, new)| self.render_member(key, new, &inner, broken);
        match new {
            Renderable::Raw(text) => text.to_owned(),
            Renderable::Value(Value::String(text)) => quote_string(text, self.quote),
            Renderable::Value(Value::Array(elements)) => {
                let broken = broken && (self.has_multiline_lists || new.has_multiline_parts());
                self.render_container(
                    '[',
                    &elements.iter().map(Renderable::Value).map(element).collect::<Vec<_>>(),
                    ']',
                    indent,
                    broken,
                )
            }
            Renderable::Value(Value::Object(members)) => {
                let members = members.iter().map(|(key, value)| member((key, Renderable::Value(value))));
                self.render_container('{', &members.collect::<Vec<_>>(), '}', indent, broken)
            }
            Renderable::Value(scalar) => scalar.to_string(),
            Renderable::SingletonList(only) => self.render_container(
                '[',
                &[element(*only)],
                ']',
                indent,
                broken && (self.has_multiline_lists || new.has_multiline_parts()),
            ),
            Renderable::Nested([KeyPathStep::Key(key), rest @ ..], leaf) => {
                self.render_container('{', &[member((key, Renderable::Nested(rest, leaf)))], '}', indent, broken)
            }
            Renderable::Nested(_, leaf) => self.render_value(*leaf, indent, broken),
        }
    }

    /// Renders a member: key, colon and value.
    pub(crate) fn render_member(&self, key: &str, new: Renderable<'_>, indent: &str, broken: bool) -> String {
        let bare = self.bare_keys && is_identifier(key);
        let key = if bare { key.to_owned() } else { quote_string(key, self.key_quote) };
        format!("{key}{}{}", self.colon, self.render_value(new, indent, broken))
    }

    fn render_container(&self, open: char, parts: &[String], close: char, indent: &str, broken: bool) -> String {
        if parts.is_empty() {
            return format!("{open}{close}");
        }
        if !broken {
            let pad = if open == '{' { self.object_padding.as_str() } else { "" };
            return format!("{open}{pad}{}{pad}{close}", parts.join(&format!(",{}", self.space_after_comma())));
        }
        let line = format!("{}{indent}", self.newline);
        let lines = parts.join(&format!(",{line}{}", self.indent_unit));
        format!("{open}{line}{}{lines}{}{line}{close}", self.indent_unit, self.trailing_comma())
    }

    /// The white space after a comma between two items on one line.
    pub(crate) fn space_after_comma(&self) -> &'static str {
        if self.colon == ":" { "" } else { " " }
    }

    /// The comma after the last of several lines, if the style has one.
    pub(crate) fn trailing_comma(&self) -> &'static str {
        if self.has_trailing_comma { "," } else { "" }
    }
}

/// Renders a quoted string. In addition to what JSON requires, U+2028 and U+2029 are escaped.
fn quote_string(text: &str, quote: char) -> String {
    let mut written = String::from(quote);
    for c in text.chars() {
        match c {
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            _ if c == quote => written.extend(['\\', quote]),
            _ if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => {
                written.extend(format!("\\u{:04x}", u32::from(c)).chars());
            }
            _ => written.push(c),
        }
    }
    written.push(quote);
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_escape_only_their_own_quote() {
        assert_eq!(quote_string("it's \"é\"\n\u{2028}\u{1}\\", '"'), r#""it's \"é\"\n\u2028\u0001\\""#);
        assert_eq!(quote_string("it's \"é\"", '\''), r#"'it\'s "é"'"#);
    }
}
