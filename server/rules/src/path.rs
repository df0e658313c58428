//! A path as somebody types it: `agents.list[0].model`, `models[a/b].alias`, `env.A\.B`.
//!
//! A number is a key of an object and an element of everything else, so the document has a say.

use json5_edit::{KeyPath, MAX_DEPTH, Step};
use serde_json::Value;

use crate::view::View;

/// The key that makes another file a part of this one.
pub(crate) const INCLUDE: &str = "$include";

/// Names that JavaScript keeps for itself.
pub(crate) const RESERVED: &[&str] = &["__proto__", "constructor", "prototype"];

/// Why a text is no path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAPath {
    /// Blank, or nothing but dots.
    #[error("path is empty")]
    Empty,
    /// A bracket is not closed.
    #[error("invalid path (missing \"]\"): {typed}")]
    Unclosed {
        /// As it was typed.
        typed: String,
    },
    /// Nothing stands between two brackets.
    #[error("invalid path (empty \"[]\"): {typed}")]
    EmptyBrackets {
        /// As it was typed.
        typed: String,
    },
    /// It goes deeper than a file may.
    #[error("invalid path (more than {MAX_DEPTH} segments)")]
    TooDeep,
    /// A name that readers drop.
    #[error("invalid path segment: {segment}")]
    Reserved {
        /// Which.
        segment: String,
    },
}

/// What stands between two dots, or in brackets.
#[derive(Debug, PartialEq, Eq)]
enum Segment {
    /// A key, or a number.
    Plain(String),
    /// A key in quotes, whatever it looks like.
    Quoted(String),
}

/// From what was typed to a place in the document.
pub fn parse(typed: &str, view: &View) -> Result<KeyPath, NotAPath> {
    let segments = segments(typed.trim())?;
    if segments.is_empty() {
        return Err(NotAPath::Empty);
    }
    if segments.len() > MAX_DEPTH {
        return Err(NotAPath::TooDeep);
    }
    match segments.iter().map(Segment::text).find(|text| RESERVED.contains(text)) {
        Some(reserved) => Err(NotAPath::Reserved { segment: reserved.to_owned() }),
        None => Ok(place(&segments, view.document())),
    }
}

/// Blank ones are left out.
fn segments(typed: &str) -> Result<Vec<Segment>, NotAPath> {
    let mut segments = Vec::new();
    let mut rest = typed;
    while !rest.is_empty() {
        let (segment, tail) = match rest.strip_prefix('[') {
            Some(inside) => bracket(inside, typed)?,
            None => word(rest),
        };
        segments.push(segment);
        rest = tail.strip_prefix('.').unwrap_or(tail);
    }
    segments.retain(|segment| *segment != Segment::Plain(String::new()));
    Ok(segments)
}

/// Up to the next dot or bracket; a backslash takes the next character as it is.
fn word(text: &str) -> (Segment, &str) {
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
    (Segment::Plain(word.trim().to_owned()), rest)
}

/// Everything up to the closing bracket, or a key in quotes, which may have one inside.
fn bracket<'t>(inside: &'t str, typed: &str) -> Result<(Segment, &'t str), NotAPath> {
    if let Some(found) = quoted(inside) {
        return Ok(found);
    }
    let (content, tail) = inside.split_once(']').ok_or_else(|| NotAPath::Unclosed { typed: typed.to_owned() })?;
    match content.trim() {
        "" => Err(NotAPath::EmptyBrackets { typed: typed.to_owned() }),
        content => Ok((Segment::Plain(content.to_owned()), tail)),
    }
}

/// `"a/b"]…`, as [`KeyPath`] is written.
fn quoted(inside: &str) -> Option<(Segment, &str)> {
    let mut keys = serde_json::Deserializer::from_str(inside).into_iter::<String>();
    let key = keys.next()?.ok()?;
    let tail = inside.get(keys.byte_offset()..)?.trim_start().strip_prefix(']')?;
    Some((Segment::Quoted(key), tail))
}

fn place(segments: &[Segment], document: &Value) -> KeyPath {
    let mut here = Some(document);
    (segments.iter())
        .map(|segment| {
            let step = segment.step(here);
            here = here.and_then(|value| below(value, &step));
            step
        })
        .collect()
}

fn below<'v>(value: &'v Value, step: &Step) -> Option<&'v Value> {
    match step {
        Step::Key(key) => value.as_object()?.get(key),
        Step::Index(index) => value.as_array()?.get(*index),
    }
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

impl Segment {
    fn text(&self) -> &str {
        match self {
            Self::Plain(text) | Self::Quoted(text) => text,
        }
    }

    fn step(&self, here: Option<&Value>) -> Step {
        match (self, here) {
            (Self::Plain(text), here) if !here.is_some_and(Value::is_object) && is_number(text) => {
                text.parse().map_or_else(|_| Step::Key(text.clone()), Step::Index)
            }
            (segment, _) => Step::Key(segment.text().to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parsed(typed: &str) -> Result<String, NotAPath> {
        let view = View::new(json!({ "agents": { "list": [{ "id": "main" }] }, "byNumber": { "7": {} }, "text": "x" }));
        parse(typed, &view).map(|path| path.to_string())
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
            assert_eq!(parsed(typed).as_deref(), Ok(path), "{typed}");
        }
    }

    #[test]
    fn a_number_is_a_key_of_an_object_and_else_an_element() {
        let view = View::new(json!({ "agents": { "list": [{}] }, "byNumber": { "7": {} }, "text": "x" }));
        let last = |typed| parse(typed, &view).unwrap().split_last().unwrap().1.clone();
        assert_eq!(last("agents.list[5]"), Step::Index(5));
        assert_eq!(last("nothing.here[0]"), Step::Index(0));
        assert_eq!(last("nothing[\"0\"]"), Step::Key("0".to_owned()));
        assert_eq!(last("byNumber.7"), Step::Key("7".to_owned()));
        assert_eq!(last("byNumber.8"), Step::Key("8".to_owned()));
        assert_eq!(last("text.0"), Step::Index(0));
        assert_eq!(last("5"), Step::Key("5".to_owned()));
        assert_eq!(last("nothing.99999999999999999999999"), Step::Key("99999999999999999999999".to_owned()));
    }

    #[test]
    fn what_a_path_is_written_as_is_read_again() {
        for typed in
            ["agents.list[0].model", "models[\"a/b\"].alias", "a[\"\\\"\"]", "a[\"b]\"].c", "a[\"\"].b", "日本.é"]
        {
            assert_eq!(parsed(typed).as_deref(), Ok(typed));
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
            assert_eq!(parsed(typed).map_err(|error| error.to_string()), Err(why.to_owned()), "{typed}");
        }
    }
}
