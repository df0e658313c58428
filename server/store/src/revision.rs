//! Revisions of files.

use contract::Revision;
use sha2::{Digest, Sha256};

/// Computes the revision of a file content (SHA-256).
pub fn revision_of_bytes(bytes: &[u8]) -> Revision {
    Revision::from_digest(&Sha256::digest(bytes))
}

/// Combines the revisions of several files into one.
pub(crate) fn combined_revision(revisions: &[Revision]) -> Option<Revision> {
    match revisions {
        [] => None,
        [only] => Some(only.clone()),
        all => {
            let names: Vec<_> = all.iter().map(ToString::to_string).collect();
            Some(revision_of_bytes(names.join("\n").as_bytes()))
        }
    }
}
