//! Tries edits on a value and reverts them.

use crate::{Edit, EditError, KeyPath, KeyPathStep, Value, apply::apply_edit};

/// A value to try edits on. It is copied once for all trials; [`apply()`](crate::apply()) copies it for each call.
#[derive(Debug, Clone)]
pub struct ScratchDocument {
    document: Value,
    /// The values that the edits replaced, newest last.
    replaced: Vec<(KeyPath, Value)>,
}

impl ScratchDocument {
    /// Creates a scratch document from a value.
    pub fn new(document: Value) -> Self {
        Self { document, replaced: Vec::new() }
    }

    /// The value after the edits.
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// Applies edits. After an error some of them may be applied.
    pub fn apply(&mut self, edits: &[Edit]) -> Result<(), EditError> {
        edits.iter().try_for_each(|edit| {
            self.replaced.extend(self.value_to_restore(edit));
            apply_edit(&mut self.document, edit)
        })
    }

    /// Reverts all edits.
    pub fn reset(&mut self) {
        for (path, value) in self.replaced.drain(..).rev() {
            if let Some(changed) = path.steps().iter().try_fold(&mut self.document, |value, step| match step {
                KeyPathStep::Key(key) => value.get_mut(key.as_str()),
                KeyPathStep::Index(index) => value.get_mut(*index),
            }) {
                *changed = value;
            }
        }
    }

    /// Returns the innermost existing value that contains everything an edit changes.
    fn value_to_restore(&self, edit: &Edit) -> Option<(KeyPath, Value)> {
        let path = match edit {
            Edit::Remove { path } => path.split_last()?.0,
            Edit::SwapComments { .. } => return None,
            Edit::Set { path, .. } | Edit::Insert { list: path, .. } | Edit::Move { list: path, .. } => path.clone(),
        };
        let (mut value, mut depth) = (&self.document, 0);
        for step in path.steps() {
            let next = match step {
                KeyPathStep::Key(key) => value.get(key.as_str()),
                KeyPathStep::Index(index) => value.get(*index),
            };
            let Some(next) = next else { break };
            (value, depth) = (next, depth + 1);
        }
        Some((path.first_steps(depth), value.clone()))
    }
}
