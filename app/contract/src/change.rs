//! What an edit did, and the token that guards the next one.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Names the bytes of a file. Equal revisions mean equal bytes; it says nothing else and is not a secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Revision(String);

impl Revision {
    /// The lower-case hex of a digest, cut to 16 characters: enough to tell two versions of one file apart.
    pub fn from_digest(digest: &[u8]) -> Self {
        Self(digest.iter().take(8).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}")))
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
