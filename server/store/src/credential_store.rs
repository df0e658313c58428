//! The interface of credential stores, which a write changes together with the configuration.

use std::{fmt, path::Path};

use contract::Revision;

use crate::{WaitPolicy, WriteError, revision::revision_of_bytes};

/// The texts of the documents of a credential store. They hold secrets.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct StoreTexts {
    /// The document with the profiles; `None` when there is none. A JSON file has the state in it, too.
    pub profiles: Option<String>,
    /// The document with the order and the usage of profiles, of a store that has it apart; `None` when there is none.
    pub state: Option<String>,
}

/// Omits the texts.
impl fmt::Debug for StoreTexts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreTexts").finish_non_exhaustive()
    }
}

/// A file or database that holds credentials.
pub trait CredentialStore: fmt::Debug + Send + Sync {
    /// The path of the file or database. Stores are locked in the order of their paths.
    fn path(&self) -> &Path;

    /// Reads the documents without a lock.
    fn read_texts(&self) -> Result<StoreTexts, WriteError>;

    /// Waits for exclusive access.
    fn lock_store(&self, policy: &WaitPolicy) -> Result<Box<dyn LockedCredentialStore>, WriteError>;
}

/// A locked credential store. The lock is released on drop.
pub trait LockedCredentialStore: fmt::Debug {
    /// Whether the order and the usage of profiles are a document of their own.
    fn has_state_document(&self) -> bool;

    /// Reads the documents.
    fn read_texts(&self) -> Result<StoreTexts, WriteError>;

    /// Checks that the lock is still held.
    fn check_lock(&self) -> Result<(), WriteError>;

    /// Replaces the documents if they still are `before`, or leaves everything unchanged. No copy of them must stay
    /// behind.
    fn replace_texts(&self, before: &StoreTexts, after: &StoreTexts) -> Result<(), WriteError>;
}

impl StoreTexts {
    /// Computes the revision of the documents; `None` when there are none.
    pub(crate) fn revision(&self) -> Option<Revision> {
        match (&self.profiles, &self.state) {
            (None, None) => None,
            (profiles, None) => profiles.as_ref().map(|text| revision_of_bytes(text.as_bytes())),
            (profiles, Some(state)) => {
                let both = [profiles.as_deref().unwrap_or_default(), state].join("\0");
                Some(revision_of_bytes(both.as_bytes()))
            }
        }
    }
}
