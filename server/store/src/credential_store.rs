//! The interface of credential stores, which a write changes together with the configuration.

use std::{fmt, path::Path};

use contract::Revision;

use crate::{WaitPolicy, WriteError, revision::revision_of_bytes};

/// A file or database that holds credentials as one JSON document.
pub trait CredentialStore: fmt::Debug + Send + Sync {
    /// The path of the file or database. Stores are locked in the order of their paths.
    fn path(&self) -> &Path;

    /// Reads the document without a lock; `None` when there is none.
    fn read_document(&self) -> Result<Option<String>, WriteError>;

    /// Waits for exclusive access.
    fn lock_store(&self, policy: &WaitPolicy) -> Result<Box<dyn LockedCredentialStore>, WriteError>;
}

/// A locked credential store. The lock is released on drop.
pub trait LockedCredentialStore: fmt::Debug {
    /// Reads the document; `None` when there is none.
    fn read_document(&self) -> Result<Option<String>, WriteError>;

    /// Checks that the lock is still held.
    fn check_lock(&self) -> Result<(), WriteError>;

    /// Replaces the document if it still is `before`, or leaves everything unchanged. No copy of it must stay behind.
    fn replace_document(&self, before: Option<&str>, after: &str) -> Result<(), WriteError>;
}

/// Computes the revision of a document.
pub(crate) fn document_revision(document: Option<&str>) -> Option<Revision> {
    document.map(|document| revision_of_bytes(document.as_bytes()))
}
