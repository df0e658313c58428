//! The main operations on a document: edit it, create one, look up a value.

use std::borrow::Cow;

use serde_json::Map;

use crate::{
    Edit, EditError, KeyPath, ReadErrorReason, Value, apply,
    apply::{apply_edit, check_edit_paths},
    index::DocumentIndex,
    read,
    splice::splice_edit,
    tree::parse_tree,
};

/// An edited document and its value as read by the strict reader.
#[derive(Debug, Clone, PartialEq)]
pub struct EditedDocument {
    /// The text of the document.
    pub text: String,
    /// The value of the document.
    pub value: Value,
}

/// Applies edits to a document, one after another. All other text stays unchanged, byte for byte.
///
/// The result is returned only if the strict reader finds in it exactly the value that the edits define.
pub fn edit(text: &str, edits: &[Edit]) -> Result<String, EditError> {
    let value = read(text.as_bytes())?;
    DocumentIndex::from_text(text)?.edit(value, edits).map(|edited| edited.text)
}

impl DocumentIndex<'_> {
    /// Edits a document that was [`read()`] already. `value` must be its value: with any other value the edit is refused,
    /// because the result is checked against it.
    pub fn edit(&self, value: Value, edits: &[Edit]) -> Result<EditedDocument, EditError> {
        let mut expected = value;
        let text = self.edit_text(edits, |edit| apply_edit(&mut expected, edit))?;
        verify_edited(text, &expected)
    }

    /// Edits a document whose value after the edits was computed already with [`apply()`](crate::apply()). With any
    /// other value the edit is refused.
    pub fn apply_edits_to(&self, expected: &Value, edits: &[Edit]) -> Result<EditedDocument, EditError> {
        verify_edited(self.edit_text(edits, |_| Ok(()))?, expected)
    }

    /// Edits the text. `then` runs after each edit.
    fn edit_text(
        &self,
        edits: &[Edit],
        mut then: impl FnMut(&Edit) -> Result<(), EditError>,
    ) -> Result<String, EditError> {
        let mut edited = Cow::Borrowed(self.body);
        for edit in edits {
            check_edit_paths(edit)?;
            // Edit the text first, because its errors contain positions.
            edited = Cow::Owned(match &edited {
                Cow::Borrowed(body) => splice_edit(body, &self.root, edit)?,
                Cow::Owned(text) => splice_edit(text, &parse_tree(text).ok_or(EditError::VerificationFailed)?, edit)?,
            });
            then(edit)?;
        }
        Ok(if self.bom.is_empty() { edited.into_owned() } else { format!("{}{edited}", self.bom) })
    }
}

/// Creates a document from edits of an empty object: JSON with two spaces of indentation and a final line break.
pub fn create_document(edits: &[Edit]) -> Result<EditedDocument, EditError> {
    let value = apply(&Value::Object(Map::new()), edits)?;
    verify_edited(format!("{value:#}\n"), &value)
}

fn verify_edited(text: String, expected: &Value) -> Result<EditedDocument, EditError> {
    match read(text.as_bytes()) {
        Ok(value) if is_identical(&value, expected) => Ok(EditedDocument { text, value }),
        Err(error)
            if matches!(
                error.reason,
                ReadErrorReason::TooLarge | ReadErrorReason::TooDeep | ReadErrorReason::TooManyValues
            ) =>
        {
            Err(EditError::LimitExceeded(error.reason))
        }
        _ => Err(EditError::VerificationFailed),
    }
}

/// Compares two values including the order of keys, which `==` ignores, and the notation of numbers: `-0.0` is not
/// `0.0`.
fn is_identical(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let is_same = |((key, one), (other_key, other)): ((&String, &Value), (&String, &Value))| {
                key == other_key && is_identical(one, other)
            };
            one.len() == other.len() && one.iter().zip(other).all(is_same)
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_identical(one, other))
        }
        (Value::Number(one), Value::Number(other)) => one.to_string() == other.to_string(),
        _ => one == other,
    }
}

/// Returns the raw text of the value at a path; `None` if there is none.
pub fn raw_value<'t>(text: &'t str, path: &KeyPath) -> Result<Option<&'t str>, EditError> {
    read(text.as_bytes())?;
    DocumentIndex::from_text(text)?.raw_value(path)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn apply_edits_to_equals_edit_and_refuses_other_values() {
        let (text, path) = ("\u{feff}{ a: 1, /* b */ b: [2] }", KeyPath::from_keys(["a"]));
        let edits = [Edit::Set { path, value: json!(3).into() }, Edit::Remove { path: KeyPath::from_keys(["b"]) }];
        let (index, before) = (DocumentIndex::from_text(text).unwrap(), read(text.as_bytes()).unwrap());
        let edited = index.edit(before.clone(), &edits).unwrap();
        assert_eq!(index.apply_edits_to(&apply(&before, &edits).unwrap(), &edits), Ok(edited));
        assert_eq!(index.apply_edits_to(&before, &edits), Err(EditError::VerificationFailed));
    }

    #[test]
    fn result_with_other_value_is_refused() {
        let expected = json!({"a": 1, "b": [2]});
        assert!(verify_edited("{ a: 1, b: [2] }".to_owned(), &expected).is_ok());
        for text in ["{ a: 1, b: [3] }", "{ b: [2], a: 1 }", "{ a: 1 }", "{ a: 1, b: [2]"] {
            assert_eq!(verify_edited(text.to_owned(), &expected), Err(EditError::VerificationFailed), "{text}");
        }
    }
}
