//! What a caller does with a document: edit it, make one, look up a value.

use serde_json::Map;

use crate::{
    Edit, EditError, KeyPath, Reason, Value, apply,
    apply::{allowed, change},
    index::Index,
    read,
    splice::splice,
};

/// A document that was edited, and what the strict reader finds in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Edited {
    /// The document.
    pub text: String,
    /// What it says.
    pub value: Value,
}

/// Applies edits to a document, one after another. What they do not touch stays as it is, byte for byte.
///
/// The result is given back only if the strict reader finds in it what the edits ask for.
pub fn edit(text: &str, edits: &[Edit]) -> Result<String, EditError> {
    edit_read(text, read(text.as_bytes())?, edits).map(|edited| edited.text)
}

/// Edits a document that was [`read`] already. `value` is its value: with any other value the edit is refused, because the
/// result is checked against it.
pub fn edit_read(text: &str, value: Value, edits: &[Edit]) -> Result<Edited, EditError> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (mut edited, mut meant) = (body.to_owned(), value);
    for edit in edits {
        allowed(edit)?;
        // The text first: its errors say where.
        edited = splice(&edited, edit)?;
        change(&mut meant, edit)?;
    }
    let mark = text.strip_suffix(body).unwrap_or_default();
    prove(format!("{mark}{edited}"), &meant)
}

/// A new document that holds just the edits: JSON, two spaces, a line end at the end.
pub fn create(edits: &[Edit]) -> Result<Edited, EditError> {
    let value = apply(&Value::Object(Map::new()), edits)?;
    prove(format!("{value:#}\n"), &value)
}

fn prove(text: String, meant: &Value) -> Result<Edited, EditError> {
    match read(text.as_bytes()) {
        Ok(value) if is_same(&value, meant) => Ok(Edited { text, value }),
        Err(error) if matches!(error.reason, Reason::TooLarge | Reason::TooDeep | Reason::TooMany) => {
            Err(EditError::Outgrown(error.reason))
        }
        _ => Err(EditError::Unproved),
    }
}

/// Values compare without regard to the order of their keys; here it counts. Of numbers it counts how they are written:
/// `-0.0` is not `0.0`.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let is_same = |((key, one), (other_key, other)): ((&String, &Value), (&String, &Value))| {
                key == other_key && is_same(one, other)
            };
            one.len() == other.len() && one.iter().zip(other).all(is_same)
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Value::Number(one), Value::Number(other)) => one.to_string() == other.to_string(),
        _ => one == other,
    }
}

/// The very text of the value at a path; `None` if nothing is there.
pub fn raw<'t>(text: &'t str, path: &KeyPath) -> Result<Option<&'t str>, EditError> {
    read(text.as_bytes())?;
    Index::of(text)?.raw(path)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_text_that_says_something_else_is_not_returned() {
        let meant = json!({"a": 1, "b": [2]});
        assert!(prove("{ a: 1, b: [2] }".to_owned(), &meant).is_ok());
        for text in ["{ a: 1, b: [3] }", "{ b: [2], a: 1 }", "{ a: 1 }", "{ a: 1, b: [2]"] {
            assert_eq!(prove(text.to_owned(), &meant), Err(EditError::Unproved), "{text}");
        }
    }
}
