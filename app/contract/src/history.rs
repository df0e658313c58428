//! The history of changes made by openclaw and by other programs, and undo.

use serde::{Deserialize, Serialize};

use crate::{
    Chain, Effect, Hunk, Revision,
    op::{Op, OperationKind},
};

/// List the changes that were made, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListChanges {
    /// Only the change with this number.
    #[serde(default)]
    pub id: Option<u64>,
    /// Maximum number of changes.
    #[serde(default)]
    pub limit: Option<usize>,
    /// Only changes of this author.
    #[serde(rename = "who", default)]
    pub author: Option<Author>,
    /// Leave out the changed values.
    #[serde(default)]
    pub brief: bool,
}

impl Op for ListChanges {
    type Out = ChangeList;
    const PATH: &'static str = "change/list";
    const KIND: OperationKind = OperationKind::Read;
}

/// Undo a change. Later changes elsewhere are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UndoChange {
    /// Number of the change. `None`: the newest change of openclaw that is not undone yet.
    #[serde(default)]
    pub id: Option<u64>,
}

impl Op for UndoChange {
    type Out = DefaultChains;
    const PATH: &'static str = "change/undo";
    const KIND: OperationKind = OperationKind::Write;
    const PAST_TENSE: &'static str = "undid a change";
}

/// The default chains.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefaultChains {
    /// The text chain.
    pub text: Chain,
    /// The image chain.
    pub image: Chain,
}

/// The recorded changes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeList {
    /// The changes, newest first.
    pub changes: Vec<ChangeInfo>,
    /// Number of all changes that match the request, including those beyond the limit.
    pub total: usize,
    /// Parts of the history that could not be read.
    pub warnings: Vec<String>,
}

/// Author of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// The command line of openclaw.
    Cli,
    /// The dashboard of openclaw.
    Ui,
    /// Another program, such as OpenClaw or an editor.
    Outside,
}

crate::word::impl_serde_by_word!(Author, Self::ALL.map(|author| (author, author.as_str())));

impl Author {
    /// All authors.
    pub const ALL: [Self; 3] = [Self::Ui, Self::Cli, Self::Outside];

    /// The printed name, such as `outside`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cli => "cli",
            Self::Ui => "ui",
            Self::Outside => "outside",
        }
    }

    /// Parses the printed name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|author| author.as_str() == name)
    }
}

/// One change of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangeInfo {
    /// Number of the change. `None`: another program made it, and it is not recorded yet.
    pub id: Option<u64>,
    /// Time in UTC; `None` if the change is not recorded yet.
    pub at: Option<String>,
    /// Author of the change.
    #[serde(rename = "who")]
    pub author: Author,
    /// Path of the operation.
    pub op: String,
    /// Effect of the change, if the record contains it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Effect>,
    /// The file, shortened for display.
    pub file: String,
    /// Revision of the file before; `None` if it did not exist.
    pub rev_before: Option<Revision>,
    /// Revision of the file afterwards; `None` if it was removed.
    pub rev_after: Option<Revision>,
    /// Changed values at the managed paths, and the paths of other changes.
    #[serde(rename = "leaves")]
    pub values: Vec<ChangedValue>,
    /// First record of the same change, if that changed several files.
    pub part_of: Option<u64>,
    /// The change that this one undid.
    pub undoes: Option<u64>,
    /// The change that undid this one.
    pub undone_by: Option<u64>,
    /// Whether the change can be undone now.
    pub can_undo: bool,
    /// Why it cannot be undone.
    #[serde(rename = "whyNot")]
    pub undo_error: Option<String>,
}

/// Summary of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentChange {
    /// Number of the change; `None`: it is not recorded yet.
    pub id: Option<u64>,
    /// Time in UTC; `None` if the change is not recorded yet.
    pub at: Option<String>,
    /// Author of the change.
    #[serde(rename = "who")]
    pub author: Author,
    /// Path of the operation.
    pub op: String,
}

/// A changed value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedValue {
    /// Path of the value; agents are named by id.
    pub path: String,
    /// Text of the value before; `None` if there was none, or if the text was not kept.
    pub before: Option<String>,
    /// Text of the value afterwards.
    pub after: Option<String>,
    /// Whether both texts were kept. Texts that may contain a secret are not.
    pub kept: bool,
    /// The difference, line by line.
    pub hunks: Vec<Hunk>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn author_names_parse_and_serialize() {
        for who in Author::ALL {
            assert_eq!(serde_json::to_string(&who).unwrap(), format!("\"{}\"", who.as_str()));
            assert_eq!(Author::parse(who.as_str()), Some(who));
        }
        assert_eq!(Author::parse("me"), None);
    }
}
