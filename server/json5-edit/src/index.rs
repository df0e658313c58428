//! Several questions about one document.

use crate::{
    EditError, KeyPath,
    find::find,
    tree::{Node, parse},
};

/// Where everything stands in a document that was [`read`](crate::read).
pub struct Index<'t> {
    pub(crate) body: &'t str,
    pub(crate) root: Node,
}

impl<'t> Index<'t> {
    /// Of a text that is not JSON5 it is an error, or an index of a part of it: the strict reader
    /// decides what is JSON5.
    pub fn of(text: &'t str) -> Result<Self, EditError> {
        let body = text.strip_prefix('\u{feff}').unwrap_or(text);
        let root = parse(body).ok_or(EditError::Unproved)?;
        Ok(Self { body, root })
    }

    /// The very text of the value at a path; `None` if nothing is there.
    pub fn raw(&self, path: &KeyPath) -> Result<Option<&'t str>, EditError> {
        match find(self.body, &self.root, path) {
            Ok(found) if found.missing == 0 => Ok(self.body.get(found.node.span.clone())),
            Err(error @ EditError::Duplicate { .. }) => Err(error),
            _ => Ok(None),
        }
    }
}
