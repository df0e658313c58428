//! Manage model aliases.

use serde::{Deserialize, Serialize};

use crate::{
    ChainId,
    op::{Kind, Op},
};

/// List the aliases.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListAliases {}

impl Op for ListAliases {
    type Out = AliasList;
    const PATH: &'static str = "alias/list";
    const KIND: Kind = Kind::Read;
}

/// Give a model a short name; one that stands for another model is moved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddAlias {
    /// Letters, digits and `._:-`.
    pub alias: String,
    /// A ref or another alias, as it was typed.
    pub model: String,
    /// Accept a model that is not in the catalog or the config.
    #[serde(default)]
    pub force: bool,
}

impl Op for AddAlias {
    type Out = AliasList;
    const PATH: &'static str = "alias/add";
    const KIND: Kind = Kind::Write;

    fn forced(self) -> Option<Self> {
        Some(Self { force: true, ..self })
    }
}

/// Give an alias another name. The chains and the allowlists that use the old name get the new one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RenameAlias {
    /// The old name, as it was typed.
    pub alias: String,
    /// The new name: letters, digits and `._:-`.
    pub to: String,
    /// Rename the alias and leave the chains and the lists as they are, even where the old name then means nothing.
    #[serde(default)]
    pub name_only: bool,
}

impl Op for RenameAlias {
    type Out = AliasList;
    const PATH: &'static str = "alias/rename";
    const KIND: Kind = Kind::Write;

    fn with_repair(self, is_on: bool) -> Option<Self> {
        Some(Self { name_only: !is_on, ..self })
    }
}

/// Remove an alias, wherever it stands and in whatever case. One that a chain or a list of allowed models uses is only
/// removed with `write_out` or `force`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RemoveAlias {
    /// As it was typed.
    pub alias: String,
    /// Write the model in its place wherever it is used, in the same change.
    #[serde(default)]
    pub write_out: bool,
    /// Remove it even where something uses it.
    #[serde(default)]
    pub force: bool,
}

impl Op for RemoveAlias {
    type Out = AliasList;
    const PATH: &'static str = "alias/remove";
    const KIND: Kind = Kind::Write;

    fn forced(self) -> Option<Self> {
        Some(Self { force: true, ..self })
    }

    fn with_repair(self, is_on: bool) -> Option<Self> {
        Some(Self { write_out: is_on, force: !is_on, ..self })
    }
}

/// All of them, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AliasList {
    /// Two may have the same name: the later one works.
    pub aliases: Vec<AliasInfo>,
}

/// A short name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AliasInfo {
    /// As it is written.
    pub alias: String,
    /// The key of the model, or the text in the file where that means nothing.
    pub model: String,
    /// It is not in the config: OpenClaw brings it.
    pub is_built_in: bool,
    /// Whether it means this model: a later entry may have the same name.
    pub works: bool,
    /// Every step that is written as it: one that names the model itself is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub used_in: Vec<Use>,
    /// Every step that has its model, and is written in another way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub model_in: Vec<Use>,
}

/// A step of a chain in which something stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    /// Which chain: an agent's only where it is the agent's own.
    pub chain: ChainId,
    /// Its place in the chain, from 1; the primary is 1.
    pub step: usize,
}
