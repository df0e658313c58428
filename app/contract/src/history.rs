//! The history: what was changed so far, by us and by others, and taking it back.

use serde::{Deserialize, Serialize};

use crate::{
    Chain, Effect, Hunk, Revision,
    op::{Kind, Op},
};

/// List the changes that were made, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListChanges {
    /// This one alone.
    #[serde(default)]
    pub id: Option<u64>,
    /// Not more than so many.
    #[serde(default)]
    pub limit: Option<usize>,
    /// Made by them.
    #[serde(default)]
    pub who: Option<Author>,
    /// Without the values that were changed.
    #[serde(default)]
    pub brief: bool,
}

impl Op for ListChanges {
    type Out = Changes;
    const PATH: &'static str = "change/list";
    const KIND: Kind = Kind::Read;
}

/// Take a change back. What was changed elsewhere since stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UndoChange {
    /// Its number; without one, the newest change of ours that is still there.
    #[serde(default)]
    pub id: Option<u64>,
}

impl Op for UndoChange {
    type Out = Chains;
    const PATH: &'static str = "change/undo";
    const KIND: Kind = Kind::Write;
}

/// The default chains.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chains {
    /// The text chain.
    pub text: Chain,
    /// The image chain.
    pub image: Chain,
}

/// What the history holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// Newest first.
    pub changes: Vec<ChangeInfo>,
    /// How many there are of those that were asked for, shown or not.
    pub total: usize,
    /// What of the history could not be read.
    pub warnings: Vec<String>,
}

/// Whose change it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Author {
    /// A command of ours.
    Cli,
    /// Our dashboard.
    Ui,
    /// Another program: OpenClaw, an editor.
    Outside,
}

impl Author {
    /// All authors.
    pub const ALL: [Self; 3] = [Self::Ui, Self::Cli, Self::Outside];

    /// `outside`
    pub const fn word(self) -> &'static str {
        match self {
            Self::Cli => "cli",
            Self::Ui => "ui",
            Self::Outside => "outside",
        }
    }

    /// From an address.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|who| who.word() == word)
    }
}

/// One change of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangeInfo {
    /// Its number; `None`: another program made it, and it is not recorded yet.
    pub id: Option<u64>,
    /// When, in UTC; `None` when it is not recorded yet.
    pub at: Option<String>,
    /// Whose change it was.
    pub who: Author,
    /// Which operation, as its path.
    pub op: String,
    /// What it did, where the record tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Effect>,
    /// The file, for people.
    pub file: String,
    /// The bytes of the file before; `None` when there was none.
    pub rev_before: Option<Revision>,
    /// Its bytes afterwards; `None` when it was removed.
    pub rev_after: Option<Revision>,
    /// What of the models slice was changed, and where else.
    pub leaves: Vec<LeafInfo>,
    /// The first record of the same change, when that changed several files.
    pub part_of: Option<u64>,
    /// The change that it took back.
    pub undoes: Option<u64>,
    /// The change that took it back.
    pub undone_by: Option<u64>,
    /// Whether it can be taken back now.
    pub can_undo: bool,
    /// Why not.
    pub why_not: Option<String>,
}

/// A value that was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeafInfo {
    /// Where: an agent by its id.
    pub path: String,
    /// As it was written; `None` when it was not there, or was not kept.
    pub before: Option<String>,
    /// As it was written afterwards.
    pub after: Option<String>,
    /// Whether both texts were kept. What may hold a secret is not.
    pub kept: bool,
    /// The difference, line by line.
    pub hunks: Vec<Hunk>,
}

/// An operation in words, in the past tense. An operation of a newer version is its verb and its noun.
pub fn words(op: &str) -> String {
    let words = match op {
        "agent/add" => "added an agent",
        "alias/add" => "added an alias",
        "alias/remove" => "removed an alias",
        "alias/rename" => "renamed an alias",
        "change/undo" => "undid a change",
        "config/set" => "set a value",
        "config/unset" => "removed a value",
        "edit" => "edited outside",
        "fallback/add" => "added a fallback",
        "fallback/chain" => "set the chain",
        "fallback/clear" => "removed all fallbacks",
        "fallback/inherit" => "inherited the fallbacks",
        "fallback/move" => "moved a fallback",
        "fallback/remove" => "removed a fallback",
        "fallback/set" => "set the fallbacks",
        "model/allow" => "allowed a model",
        "model/disallow" => "disallowed a model",
        "model/set" => "set the primary",
        other => return other.split_once('/').map_or_else(|| op.to_owned(), |(noun, verb)| format!("{verb} {noun}")),
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OPERATIONS;

    #[test]
    fn whoever_it_was_has_a_word() {
        for who in Author::ALL {
            assert_eq!(serde_json::to_string(&who).unwrap(), format!("\"{}\"", who.word()));
            assert_eq!(Author::from_word(who.word()), Some(who));
        }
        assert_eq!(Author::from_word("me"), None);
    }

    #[test]
    fn an_operation_is_said_in_words() {
        assert_eq!(words(UndoChange::PATH), "undid a change");
        assert_eq!(words("edit"), "edited outside");
        assert_eq!(words("model/rename"), "rename model");
        for operation in OPERATIONS.iter().filter(|operation| operation.kind != Kind::Read) {
            let (noun, verb) = operation.path.split_once('/').unwrap();
            assert_ne!(words(operation.path), format!("{verb} {noun}"));
        }
    }
}
