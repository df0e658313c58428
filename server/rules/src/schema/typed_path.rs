//! Parses a path as users type it: `agents.list[0].model`, `models[a/b].alias`, `env.A\.B`.
//!
//! A number is a key in an object and an index in everything else, so parsing depends on the document.

use json5_edit::{KeyPath, KeyPathStep, MAX_DEPTH};
use serde_json::Value;

/// Keys that are reserved in JavaScript.
pub(crate) const RESERVED_KEYS: &[&str] = &["__proto__", "constructor", "prototype"];

/// Why a text is not a path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParsePathError {
    /// The text is blank, or has only dots.
    #[error("path is empty")]
    Empty,
    /// A bracket is not closed.
    #[error("invalid path (missing \"]\"): {typed}")]
    UnclosedBracket {
        /// The typed text.
        typed: String,
    },
    /// There is nothing between two brackets.
    #[error("invalid path (empty \"[]\"): {typed}")]
    EmptyBrackets {
        /// The typed text.
        typed: String,
    },
    /// The path is deeper than a file may be.
    #[error("invalid path (more than {MAX_DEPTH} segments)")]
    TooDeep,
    /// The path has a reserved key, which parsers drop.
    #[error("invalid path segment: {segment}")]
    ReservedKey {
        /// The key.
        segment: String,
    },
}

/// A segment of a typed path: the text between two dots, or in brackets.
#[derive(Debug, PartialEq, Eq)]
enum PathSegment {
    /// A key or a number.
    Unquoted(String),
    /// A key in quotes, even if it looks like a number.
    Quoted(String),
}

/// Converts a typed path to a path in the document.
pub fn parse_path(typed: &str, document: &Value) -> Result<KeyPath, ParsePathError> {
    let segments = split_segments(typed.trim())?;
    if segments.is_empty() {
        return Err(ParsePathError::Empty);
    }
    if segments.len() > MAX_DEPTH {
        return Err(ParsePathError::TooDeep);
    }
    match segments.iter().map(PathSegment::as_str).find(|text| RESERVED_KEYS.contains(text)) {
        Some(reserved) => Err(ParsePathError::ReservedKey { segment: reserved.to_owned() }),
        None => Ok(resolve_segments(&segments, document)),
    }
}

/// Converts a typed path to the one that OpenClaw reads in the same way. OpenClaw has no quotes: there, a backslash
/// escapes a character, and blanks around a key are left out. `None` if OpenClaw has no such path.
pub fn to_openclaw_path(typed: &str) -> Option<String> {
    let segments = split_segments(typed.trim()).ok()?;
    let escaped: Option<Vec<_>> = segments.iter().map(PathSegment::to_openclaw).collect();
    escaped.map(|segments| segments.join("."))
}

/// Splits a typed path into its segments. Blank segments are left out.
fn split_segments(typed: &str) -> Result<Vec<PathSegment>, ParsePathError> {
    let mut segments = Vec::new();
    let mut rest = typed;
    while !rest.is_empty() {
        let (segment, tail) = match rest.strip_prefix('[') {
            Some(inside) => read_bracket(inside, typed)?,
            None => read_word(rest),
        };
        segments.push(segment);
        rest = tail.strip_prefix('.').unwrap_or(tail);
    }
    segments.retain(|segment| *segment != PathSegment::Unquoted(String::new()));
    Ok(segments)
}

/// Reads up to the next dot or bracket. A backslash escapes the next character.
fn read_word(text: &str) -> (PathSegment, &str) {
    let mut word = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next().filter(|c| !matches!(c, '.' | '[')) {
        rest = rest.strip_prefix(c).unwrap_or_default();
        let mut escaped = rest.chars();
        match c {
            '\\' => {
                word.extend(escaped.next());
                rest = escaped.as_str();
            }
            c => word.push(c),
        }
    }
    (PathSegment::Unquoted(word.trim().to_owned()), rest)
}

/// Reads up to the closing bracket. A key in quotes may contain one.
fn read_bracket<'t>(inside: &'t str, typed: &str) -> Result<(PathSegment, &'t str), ParsePathError> {
    if let Some(found) = read_quoted(inside) {
        return Ok(found);
    }
    let (content, tail) =
        inside.split_once(']').ok_or_else(|| ParsePathError::UnclosedBracket { typed: typed.to_owned() })?;
    match content.trim() {
        "" => Err(ParsePathError::EmptyBrackets { typed: typed.to_owned() }),
        content => Ok((PathSegment::Unquoted(content.to_owned()), tail)),
    }
}

/// Reads a key in quotes, the way [`KeyPath`] writes it: `"a/b"]…`.
fn read_quoted(inside: &str) -> Option<(PathSegment, &str)> {
    let mut keys = serde_json::Deserializer::from_str(inside).into_iter::<String>();
    let key = keys.next()?.ok()?;
    let tail = inside.get(keys.byte_offset()..)?.trim_start().strip_prefix(']')?;
    Some((PathSegment::Quoted(key), tail))
}

fn resolve_segments(segments: &[PathSegment], document: &Value) -> KeyPath {
    let mut here = Some(document);
    (segments.iter())
        .map(|segment| {
            let step = segment.to_step(here);
            here = here.and_then(|value| child_value(value, &step));
            step
        })
        .collect()
}

fn child_value<'v>(value: &'v Value, step: &KeyPathStep) -> Option<&'v Value> {
    match step {
        KeyPathStep::Key(key) => value.as_object()?.get(key),
        KeyPathStep::Index(index) => value.as_array()?.get(*index),
    }
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

impl PathSegment {
    fn as_str(&self) -> &str {
        match self {
            Self::Unquoted(text) | Self::Quoted(text) => text,
        }
    }

    /// The segment as OpenClaw writes it. In OpenClaw, a number may always be an index.
    fn to_openclaw(&self) -> Option<String> {
        let text = self.as_str();
        let is_key_only = matches!(self, Self::Quoted(text) if is_number(text));
        let is_readable = !is_key_only && !text.is_empty() && text.trim() == text;
        is_readable.then(|| text.replace('\\', "\\\\").replace('.', "\\.").replace('[', "\\["))
    }

    fn to_step(&self, here: Option<&Value>) -> KeyPathStep {
        match (self, here) {
            (Self::Unquoted(text), here) if !here.is_some_and(Value::is_object) && is_number(text) => {
                text.parse().map_or_else(|_| KeyPathStep::Key(text.clone()), KeyPathStep::Index)
            }
            (segment, _) => KeyPathStep::Key(segment.as_str().to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parse_in_document(typed: &str) -> Result<String, ParsePathError> {
        let document = json!({ "agents": { "list": [{ "id": "main" }] }, "byNumber": { "7": {} }, "text": "x" });
        parse_path(typed, &document).map(|path| path.to_string())
    }

    #[test]
    fn a_path_is_read_as_it_is_typed() {
        for (typed, path) in [
            ("agents.list[1].model.primary", "agents.list[1].model.primary"),
            ("agents.list.0.id", "agents.list[0].id"),
            ("agents.defaults.models[a/b].alias", "agents.defaults.models[\"a/b\"].alias"),
            ("agents.defaults.models[ a/b ].alias", "agents.defaults.models[\"a/b\"].alias"),
            ("models[\"a]/b\"].alias", "models[\"a]/b\"].alias"),
            ("models[\"gpt\\\"\"]", "models[\"gpt\\\"\"]"),
            ("models[\"a\" b]", "models[\"\\\"a\\\" b\"]"),
            ("models.gpt-5\\.2.alias", "models[\"gpt-5.2\"].alias"),
            ("a\\[b\\]", "[\"a[b]\"]"),
            ("a\\", "a"),
            (" a..b. ", "a.b"),
            (".a", "a"),
            ("a[b]c", "a.b.c"),
            ("[a][b]", "a.b"),
        ] {
            assert_eq!(parse_in_document(typed).as_deref(), Ok(path), "{typed}");
        }
    }

    #[test]
    fn a_number_is_a_key_of_an_object_and_else_an_element() {
        let document = json!({ "agents": { "list": [{}] }, "byNumber": { "7": {} }, "text": "x" });
        let last = |typed| parse_path(typed, &document).unwrap().split_last().unwrap().1.clone();
        assert_eq!(last("agents.list[5]"), KeyPathStep::Index(5));
        assert_eq!(last("nothing.here[0]"), KeyPathStep::Index(0));
        assert_eq!(last("nothing[\"0\"]"), KeyPathStep::Key("0".to_owned()));
        assert_eq!(last("byNumber.7"), KeyPathStep::Key("7".to_owned()));
        assert_eq!(last("byNumber.8"), KeyPathStep::Key("8".to_owned()));
        assert_eq!(last("text.0"), KeyPathStep::Index(0));
        assert_eq!(last("5"), KeyPathStep::Key("5".to_owned()));
        assert_eq!(last("nothing.99999999999999999999999"), KeyPathStep::Key("99999999999999999999999".to_owned()));
    }

    #[test]
    fn printed_paths_parse_to_themselves() {
        for typed in
            ["agents.list[0].model", "models[\"a/b\"].alias", "a[\"\\\"\"]", "a[\"b]\"].c", "a[\"\"].b", "日本.é"]
        {
            assert_eq!(parse_in_document(typed).as_deref(), Ok(typed));
        }
    }

    #[test]
    fn openclaw_reads_a_path_with_backslashes() {
        for (typed, path) in [
            ("agents.list[0].model", Some("agents.list.0.model")),
            (" a..b. ", Some("a.b")),
            ("models[a/b.1].alias", Some("models.a/b\\.1.alias")),
            ("models[\"a/b.1\"].alias", Some("models.a/b\\.1.alias")),
            ("a\\[b\\]", Some("a\\[b]")),
            ("a[\"\\\\\"]", Some("a.\\\\")),
            ("a[\"5\"]", None),
            ("a[\" x\"]", None),
            ("a[\"\"]", None),
            ("a[", None),
        ] {
            assert_eq!(to_openclaw_path(typed).as_deref(), path, "{typed}");
        }
    }

    #[test]
    fn a_text_that_is_none_is_refused() {
        for (typed, why) in [
            ("", "path is empty"),
            (" . ", "path is empty"),
            ("agents[", "invalid path (missing \"]\"): agents["),
            ("agents[]", "invalid path (empty \"[]\"): agents[]"),
            ("agents[ ].x", "invalid path (empty \"[]\"): agents[ ].x"),
            (&"a.".repeat(129), "invalid path (more than 128 segments)"),
            ("a.__proto__.b", "invalid path segment: __proto__"),
            ("a[constructor]", "invalid path segment: constructor"),
            ("a[\"prototype\"]", "invalid path segment: prototype"),
        ] {
            assert_eq!(parse_in_document(typed).map_err(|error| error.to_string()), Err(why.to_owned()), "{typed}");
        }
    }
}
