//! What a caller does with a document: edit it, make one, look up a value.

use serde_json::Map;

use crate::{
    Edit, EditError, KeyPath, Reason, Value, apply,
    apply::{allowed, change},
    error::read_checked,
    find::find,
    limits::check,
    read,
    splice::splice,
    tree::parse,
};

/// Applies edits to a document, one after another. What they do not touch stays as it is, byte for byte.
///
/// The result is given back only if the strict reader finds in it what the edits ask for.
pub fn edit(text: &str, edits: &[Edit]) -> Result<String, EditError> {
    let body = check(text.as_bytes())?;
    let mut meant = read_checked(body)?;
    let mut edited = body.to_owned();
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
pub fn create(edits: &[Edit]) -> Result<String, EditError> {
    let value = apply(&Value::Object(Map::new()), edits)?;
    prove(format!("{value:#}\n"), &value)
}

fn prove(text: String, meant: &Value) -> Result<String, EditError> {
    match read(text.as_bytes()) {
        Ok(value) if is_same(&value, meant) => Ok(text),
        Err(error) if matches!(error.reason, Reason::TooLarge | Reason::TooDeep | Reason::TooMany) => {
            Err(EditError::Outgrown(error.reason))
        }
        _ => Err(EditError::Unproved),
    }
}

/// Values compare without regard to the order of their keys; here it counts.
fn is_same(one: &Value, other: &Value) -> bool {
    let [one, other] = [one, other].map(Value::to_string);
    one == other
}

/// The very text of the value at a path; `None` if nothing is there.
pub fn raw<'t>(text: &'t str, path: &KeyPath) -> Result<Option<&'t str>, EditError> {
    let body = check(text.as_bytes())?;
    read_checked(body)?;
    let root = parse(body).ok_or(EditError::Unproved)?;
    match find(body, &root, path) {
        Ok(found) if found.missing == 0 => Ok(body.get(found.node.span.clone())),
        Err(error @ EditError::Duplicate { .. }) => Err(error),
        _ => Ok(None),
    }
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
