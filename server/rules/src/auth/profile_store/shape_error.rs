//! Errors about the form of a credential store.

use std::fmt;

use serde_json::Value;

use crate::auth::expiry::read_time;

/// The only version of a store.
const VERSION: i64 = 1;

/// A document of a credential store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StorePart {
    /// The credentials.
    Profiles,
    /// Their order and usage.
    State,
}

/// Why a credential store cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreShapeError {
    /// A document is not an object.
    #[error("the {0} are not a JSON object")]
    NotAnObject(StorePart),
    /// A document has a version that is not known.
    #[error("the {part} have version {found}; only version 1 is known")]
    UnknownVersion {
        /// The document.
        part: StorePart,
        /// The version.
        found: i64,
    },
    /// The version of a document is not a number.
    #[error("the version of the {0} is not a number")]
    WrongVersion(StorePart),
    /// `profiles` is missing.
    #[error("there is no `profiles`")]
    NoProfiles,
    /// `profiles` is not an object.
    #[error("`profiles` is not an object")]
    WrongProfiles,
}

impl fmt::Display for StorePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Profiles => "credentials",
            Self::State => "order and usage of the credentials",
        })
    }
}

/// Checks the version of a document. A missing version is the known one, as for OpenClaw.
pub(super) fn check_version(written: Option<&Value>, part: StorePart) -> Result<(), StoreShapeError> {
    let Some(version) = written.filter(|version| !version.is_null()) else { return Ok(()) };
    let number = version.as_str().map_or_else(|| read_time(version), |text| text.trim().parse().ok());
    match number {
        Some(VERSION) => Ok(()),
        Some(found) => Err(StoreShapeError::UnknownVersion { part, found }),
        None => Err(StoreShapeError::WrongVersion(part)),
    }
}
