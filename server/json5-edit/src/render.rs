//! Writing a new value in a given style.

use serde_json::Value;

use crate::{
    Step,
    gap::line_ends,
    style::{Style, is_identifier},
};

/// What is to be written.
#[derive(Debug, Clone, Copy)]
pub(crate) enum New<'a> {
    Value(&'a Value),
    /// As it stands, whatever the style.
    Raw(&'a str),
    /// The only element of a list.
    Element(&'a New<'a>),
    /// Inside objects with one member each.
    Under(&'a [Step], &'a New<'a>),
}

impl New<'_> {
    pub(crate) fn is_list(&self) -> bool {
        matches!(self, New::Value(Value::Array(_)) | New::Element(_) | New::Under([], New::Element(_)))
    }

    /// Whether something in it wants lines of its own.
    pub(crate) fn is_deep(&self) -> bool {
        match self {
            New::Value(Value::Array(elements)) => elements.iter().any(|value| New::Value(value).wants_lines()),
            New::Value(Value::Object(members)) => members.values().any(|value| New::Value(value).wants_lines()),
            New::Value(_) | New::Raw(_) => false,
            New::Element(new) | New::Under([_], new) => new.wants_lines(),
            New::Under([], new) => new.is_deep(),
            New::Under(..) => true,
        }
    }

    fn wants_lines(&self) -> bool {
        match self {
            New::Value(Value::Array(elements)) => !elements.is_empty(),
            New::Value(Value::Object(members)) => !members.is_empty(),
            New::Value(_) => false,
            New::Raw(text) => line_ends(text) > 0,
            New::Element(_) | New::Under([_, ..], _) => true,
            New::Under([], new) => new.wants_lines(),
        }
    }
}

impl Style {
    /// A value whose first line is indented by `indent`.
    pub(crate) fn value(&self, new: New<'_>, indent: &str, broken: bool) -> String {
        let inner = format!("{indent}{}", self.unit);
        let element = |new| self.value(new, &inner, broken);
        let member = |(key, new)| self.member(key, new, &inner, broken);
        match new {
            New::Raw(text) => text.to_owned(),
            New::Value(Value::String(text)) => quoted(text, self.quote),
            New::Value(Value::Array(elements)) => {
                let broken = broken && (self.broken_lists || new.is_deep());
                self.joined('[', &elements.iter().map(New::Value).map(element).collect::<Vec<_>>(), ']', indent, broken)
            }
            New::Value(Value::Object(members)) => {
                let members = members.iter().map(|(key, value)| member((key, New::Value(value))));
                self.joined('{', &members.collect::<Vec<_>>(), '}', indent, broken)
            }
            New::Value(scalar) => scalar.to_string(),
            New::Element(only) => {
                self.joined('[', &[element(*only)], ']', indent, broken && (self.broken_lists || new.is_deep()))
            }
            New::Under([Step::Key(key), rest @ ..], leaf) => {
                self.joined('{', &[member((key, New::Under(rest, leaf)))], '}', indent, broken)
            }
            New::Under(_, leaf) => self.value(*leaf, indent, broken),
        }
    }

    /// A member with its key.
    pub(crate) fn member(&self, key: &str, new: New<'_>, indent: &str, broken: bool) -> String {
        let bare = self.bare_keys && is_identifier(key);
        let key = if bare { key.to_owned() } else { quoted(key, self.key_quote) };
        format!("{key}{}{}", self.colon, self.value(new, indent, broken))
    }

    fn joined(&self, open: char, parts: &[String], close: char, indent: &str, broken: bool) -> String {
        if parts.is_empty() {
            return format!("{open}{close}");
        }
        if !broken {
            let pad = if open == '{' { self.pad.as_str() } else { "" };
            return format!("{open}{pad}{}{pad}{close}", parts.join(&format!(",{}", self.gap())));
        }
        let line = format!("{}{indent}", self.newline);
        let lines = parts.join(&format!(",{line}{}", self.unit));
        format!("{open}{line}{}{lines}{}{line}{close}", self.unit, self.end_comma())
    }

    /// What follows the comma between two things on one line.
    pub(crate) fn gap(&self) -> &'static str {
        if self.colon == ":" { "" } else { " " }
    }

    /// What follows the last of several lines.
    pub(crate) fn end_comma(&self) -> &'static str {
        if self.last_comma { "," } else { "" }
    }
}

/// A string in quotes. Beyond what JSON asks for, the two line ends of Unicode are escaped.
fn quoted(text: &str, quote: char) -> String {
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
    fn a_string_is_escaped_for_its_quotes() {
        assert_eq!(quoted("it's \"é\"\n\u{2028}\u{1}\\", '"'), r#""it's \"é\"\n\u2028\u0001\\""#);
        assert_eq!(quoted("it's \"é\"", '\''), r#"'it\'s "é"'"#);
    }
}
