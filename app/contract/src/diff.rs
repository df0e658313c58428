//! Differences between the files before and after a change.

use serde::{Deserialize, Serialize};

/// Difference of one file: the changed lines with some context. Values that openclaw may not print are masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Diff {
    /// The file, with a shortened path.
    pub file: String,
    /// Whether the change creates the file.
    pub is_new: bool,
    /// Hunks in the order of the file.
    pub hunks: Vec<Hunk>,
}

/// Consecutive lines of a diff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hunk {
    /// Lines in order; removed lines come before added ones.
    pub lines: Vec<DiffLine>,
}

/// One line of a [`Diff`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiffLine {
    /// Whether the line is unchanged, removed or added.
    #[serde(rename = "is")]
    pub kind: LineKind,
    /// Line number before, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<usize>,
    /// Line number afterwards, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<usize>,
    /// The text, masked and without its line ending.
    pub text: String,
}

/// Status of a line in a diff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LineKind {
    /// Unchanged.
    #[serde(rename = "same")]
    Unchanged,
    /// Removed.
    Removed,
    /// Added.
    Added,
}
