//! An index of a document, for several lookups.

use crate::{
    EditError, KeyPath, KeyPathStep,
    find::find_path,
    tree::{Item, Node, NodeKind, key_name, parse_tree},
    trivia::text_in,
};

/// The positions of all values in a document that was [`read`](crate::read).
pub struct DocumentIndex<'t> {
    /// The byte order mark, if there is one.
    pub(crate) bom: &'t str,
    pub(crate) body: &'t str,
    pub(crate) root: Node,
}

impl<'t> DocumentIndex<'t> {
    /// Indexes a text. If the text is not JSON5, the result is an error or an index of a part of it: only the strict
    /// reader decides what is JSON5.
    pub fn from_text(text: &'t str) -> Result<Self, EditError> {
        let body = text.strip_prefix('\u{feff}').unwrap_or(text);
        let root = parse_tree(body).ok_or(EditError::VerificationFailed)?;
        Ok(Self { bom: text.strip_suffix(body).unwrap_or_default(), body, root })
    }

    /// Returns the raw text of the value at a path; `None` if there is none. For a duplicate key the last occurrence
    /// counts, as for all readers.
    pub fn raw_value_of_last_key(&self, path: &KeyPath) -> Option<&'t str> {
        let node = path.steps().iter().try_fold(&self.root, |node, step| match (step, &node.kind) {
            (KeyPathStep::Key(key), NodeKind::Object(items)) => {
                let has_key = |item: &&Item| {
                    item.key.as_ref().is_some_and(|written| key_name(text_in(self.body, written)) == *key)
                };
                items.iter().rfind(has_key).map(|item| &item.value)
            }
            (KeyPathStep::Index(index), NodeKind::List(items)) => items.get(*index).map(|item| &item.value),
            _ => None,
        })?;
        self.body.get(node.span.clone())
    }

    /// Returns the raw text of the value at a path; `None` if there is none. A duplicate key is an error.
    pub fn raw_value(&self, path: &KeyPath) -> Result<Option<&'t str>, EditError> {
        match find_path(self.body, &self.root, path) {
            Ok(found) if found.missing_steps == 0 => Ok(self.body.get(found.node.span.clone())),
            Err(error @ EditError::DuplicateKey { .. }) => Err(error),
            _ => Ok(None),
        }
    }
}
