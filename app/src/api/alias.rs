//! Manage model aliases.

use crate::prelude::*;
use contract::{AliasList, Change, OpError, Write, codec::Json};

use super::ApiClient;

/// Lists the aliases.
#[server(endpoint = "alias/list", input = Json, output = Json, client = ApiClient)]
pub async fn list_aliases(op: contract::ListAliases) -> Result<AliasList, OpError> {
    super::run(op).await
}

/// Adds an alias.
#[server(endpoint = "alias/add", input = Json, output = Json, client = ApiClient)]
pub async fn add_alias(op: Write<contract::AddAlias>) -> Result<Change<AliasList>, OpError> {
    super::run(op).await
}

/// Renames an alias.
#[server(endpoint = "alias/rename", input = Json, output = Json, client = ApiClient)]
pub async fn rename_alias(op: Write<contract::RenameAlias>) -> Result<Change<AliasList>, OpError> {
    super::run(op).await
}

/// Removes an alias.
#[server(endpoint = "alias/remove", input = Json, output = Json, client = ApiClient)]
pub async fn remove_alias(op: Write<contract::RemoveAlias>) -> Result<Change<AliasList>, OpError> {
    super::run(op).await
}
