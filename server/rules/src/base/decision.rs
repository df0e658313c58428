//! The result of a rule that changes the configuration: the edits, and what they do.

use std::{fmt, sync::Arc};

use contract::{Effect, Repair};
use json5_edit::{Edit, KeyPath, Value};

use super::write_target::CredentialStoreEdits;

/// The edits that carry out a request, for each target. There are none if nothing has to change.
#[derive(Clone, PartialEq)]
pub struct Decision {
    /// The edits of the configuration as one document, to be applied in this order.
    pub edits: Vec<Edit>,
    /// The edits of credential stores. They are written before those of the configuration.
    pub store_edits: Vec<CredentialStoreEdits>,
    /// Whether the shared database must be created before the edits of credential stores are made.
    pub creates_shared_database: bool,
    /// The command that makes the rest of the change, for the case that only credential stores could be written.
    pub completed_by: Option<String>,
    /// What the edits do, for the user.
    pub effect: Effect,
    /// What works before the edits and no longer works after them.
    pub breaks: Vec<String>,
    /// The edits that keep references working: included in `edits`, or offered for the next attempt.
    pub repair: Option<Repair>,
    /// Notes for the user; they are added to the warnings of the change.
    pub notes: Vec<String>,
    /// The number of the change that the edits undo.
    pub undoes: Option<u64>,
    /// Paths whose new values the user typed for this change. A diff shows these values even where it hides others.
    pub typed_paths: Vec<KeyPath>,
    /// The configuration after the edits, if the rule has built it to check them. The write then does not build it
    /// again, and refuses edits that lead to any other configuration. It may hold secrets.
    pub edited_document: Option<Arc<Value>>,
}

impl Decision {
    /// A decision with these edits and this effect.
    pub fn new(edits: Vec<Edit>, effect: Effect) -> Self {
        Self {
            edits,
            store_edits: Vec::new(),
            creates_shared_database: false,
            completed_by: None,
            effect,
            breaks: Vec::new(),
            repair: None,
            notes: Vec::new(),
            undoes: None,
            typed_paths: Vec::new(),
            edited_document: None,
        }
    }

    /// A decision without edits: nothing has to change.
    pub fn unchanged(effect: Effect) -> Self {
        Self::new(Vec::new(), effect)
    }

    /// Adds edits of credential stores, and the command that makes the rest of the change if only they could be written.
    #[must_use]
    pub fn with_store_edits(self, edits: Vec<CredentialStoreEdits>, completed_by: impl Into<String>) -> Self {
        Self { store_edits: edits, completed_by: Some(completed_by.into()), ..self }
    }

    /// Sets the change that the decision undoes.
    #[must_use]
    pub fn with_undone_change(self, change: u64) -> Self {
        Self { undoes: Some(change), ..self }
    }

    /// Sets the paths whose values the user typed.
    #[must_use]
    pub fn with_typed_paths(self, typed: Vec<KeyPath>) -> Self {
        Self { typed_paths: typed, ..self }
    }

    /// Sets the configuration after the edits.
    #[must_use]
    pub fn with_edited_document(self, after: Option<Arc<Value>>) -> Self {
        Self { edited_document: after, ..self }
    }

    /// Adds a note for the user.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}

/// Omits the document, which may hold secrets.
impl fmt::Debug for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decision")
            .field("effect", &self.effect)
            .field("edits", &self.edits)
            .field("store_edits", &self.store_edits)
            .field("breaks", &self.breaks)
            .field("notes", &self.notes)
            .finish_non_exhaustive()
    }
}
