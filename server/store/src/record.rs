//! The records of the history.

use contract::Revision;
use json5_edit::KeyPath;
use rules::record::leaves;
use serde::{Deserialize, Serialize};

/// The version of the record format that this program writes.
pub(crate) const RECORD_VERSION: u8 = 1;

/// The author of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RecordAuthor {
    /// An `openclaw` command.
    Cli,
    /// The dashboard.
    Ui,
    /// Another program, such as OpenClaw or an editor.
    Outside,
}

/// One changed value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeafRecord {
    /// The value's path, in the form that stays valid when lists change (`rules::schema::stable_path`).
    pub path: String,
    /// The text before the change; `None` when there was no value, or when the text is not recorded.
    pub before_raw: Option<String>,
    /// The text after the change; `None` when there is no value, or when the text is not recorded.
    pub after_raw: Option<String>,
    /// How many parent objects were created for the value.
    #[serde(rename = "made", default, skip_serializing_if = "is_zero")]
    pub created_parents: usize,
    /// Whether both texts are complete, so that a missing text means that there was no value. Early records lack this
    /// field; there, a missing text means nothing.
    #[serde(rename = "whole", default, skip_serializing_if = "std::ops::Not::not")]
    pub is_complete: bool,
    /// Whether comments that may hold a secret were removed from the texts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub without_comments: bool,
}

/// A path that cannot be parsed becomes a change of the whole document without recorded texts.
impl From<&LeafRecord> for leaves::LeafChange {
    fn from(leaf: &LeafRecord) -> Self {
        let LeafRecord { path, before_raw: before, after_raw: after, created_parents, is_complete, without_comments } =
            leaf.clone();
        match path.parse() {
            Ok(path) => Self { path, before, after, created_parents, is_complete, comments_omitted: without_comments },
            Err(_) => Self::new(KeyPath::default(), None, None, 0).without_texts(),
        }
    }
}

/// One changed entry of a credential store. Its value is never recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialRecord {
    /// The id of the entry.
    pub id: String,
    /// The kind of credential before the change; `None` when there was no entry.
    pub kind_before: Option<String>,
    /// The kind of credential after the change; `None` when there is no entry.
    pub kind_after: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde requires this signature")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// A change without its position in the history. Records are kept for a long time in plain text, so the caller must
/// ensure that no leaf holds a secret; this module cannot check it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRecord {
    /// The author.
    #[serde(rename = "who")]
    pub author: RecordAuthor,
    /// The name of the operation.
    pub op: String,
    /// The changed file, as displayed.
    pub file: String,
    /// The revision before; `None` when there was no file.
    pub rev_before: Option<Revision>,
    /// The revision after; `None` when the file was removed.
    pub rev_after: Option<Revision>,
    /// The changed values.
    #[serde(rename = "leaves")]
    pub values: Vec<LeafRecord>,
    /// The changed entries, if the file is a credential store.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credentials: Vec<CredentialRecord>,
    /// The id of the record that this one undoes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<u64>,
    /// The id of the first record of the same change, if it changed several files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<u64>,
}

/// A change with its id and time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The version of the record format.
    #[serde(rename = "v")]
    pub version: u8,
    /// The id, one higher than that of the previous record.
    pub id: u64,
    /// The time, in UTC.
    #[serde(rename = "at")]
    pub time: String,
    /// The change itself.
    #[serde(flatten)]
    pub change: NewRecord,
}
