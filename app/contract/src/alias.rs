//! Manage model aliases.

use serde::{Deserialize, Serialize};

use crate::{
    ChainId, Mark,
    op::{Op, OperationKind},
};

/// List the aliases.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListAliases {}

impl Op for ListAliases {
    type Out = AliasList;
    const PATH: &'static str = "alias/list";
    const KIND: OperationKind = OperationKind::Read;
}

/// Add an alias for a model. An alias of another model is moved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddAlias {
    /// The alias: letters, digits and `._:-`.
    pub alias: String,
    /// Ref or another alias, as typed.
    pub model: String,
    /// Accept a model that is in neither the catalog nor the config.
    #[serde(default)]
    pub force: bool,
}

impl Op for AddAlias {
    type Out = AliasList;
    const PATH: &'static str = "alias/add";
    const KIND: OperationKind = OperationKind::Write;
    const PAST_TENSE: &'static str = "added an alias";

    fn with_force(self) -> Option<Self> {
        Some(Self { force: true, ..self })
    }
}

/// Rename an alias. Chains and allowlists that use the old name get the new one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RenameAlias {
    /// The old name, as typed.
    pub alias: String,
    /// The new name: letters, digits and `._:-`.
    pub to: String,
    /// Rename only the alias and leave chains and allowlists unchanged, even where the old name then resolves to
    /// nothing.
    #[serde(default)]
    pub name_only: bool,
}

impl Op for RenameAlias {
    type Out = AliasList;
    const PATH: &'static str = "alias/rename";
    const KIND: OperationKind = OperationKind::Write;
    const PAST_TENSE: &'static str = "renamed an alias";

    fn with_repair(self, is_on: bool) -> Option<Self> {
        Some(Self { name_only: !is_on, ..self })
    }
}

/// Remove an alias, at every model that has it and regardless of case. An alias that a chain or an allowlist uses is
/// only removed with `write_out` or `force`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RemoveAlias {
    /// The alias, as typed.
    pub alias: String,
    /// Replace every use of the alias by its model, in the same change.
    #[serde(default)]
    pub write_out: bool,
    /// Remove the alias even where it is used.
    #[serde(default)]
    pub force: bool,
}

impl Op for RemoveAlias {
    type Out = AliasList;
    const PATH: &'static str = "alias/remove";
    const KIND: OperationKind = OperationKind::Write;
    const PAST_TENSE: &'static str = "removed an alias";

    fn with_force(self) -> Option<Self> {
        Some(Self { force: true, ..self })
    }

    fn with_repair(self, is_on: bool) -> Option<Self> {
        Some(Self { write_out: is_on, force: !is_on, ..self })
    }
}

/// All aliases, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AliasList {
    /// Two entries may have the same alias: the later one takes effect.
    pub aliases: Vec<AliasInfo>,
}

/// A model alias.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AliasInfo {
    /// The alias, as written in the file.
    pub alias: String,
    /// Key of the model, or the text in the file if that is not a valid ref.
    pub model: String,
    /// Whether this is a built-in alias of OpenClaw, which is not in the config.
    pub is_built_in: bool,
    /// Whether the alias resolves to this model: a later entry may have the same alias.
    pub works: bool,
    /// Steps that are written as this alias. Steps that name the model itself are in `model_in`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub used_in: Vec<AliasUse>,
    /// Steps that use its model but are not written as this alias.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub model_in: Vec<AliasUse>,
    /// What to look at before its model is used. Only [`ListAliases`] fills them in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
}

/// Step of a chain that uses an alias or its model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AliasUse {
    /// The chain; an agent's chain only if it is the agent's own.
    pub chain: ChainId,
    /// Position in the chain, from 1; the primary is 1.
    pub step: usize,
}
