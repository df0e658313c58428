//! Manage stored credentials.

use crate::prelude::*;
use contract::{Change, ChangedProfiles, OpError, Write, codec::Json};

use super::ApiClient;

/// Stores a key or token.
#[server(endpoint = "auth/add", input = Json, output = Json, client = ApiClient)]
pub async fn add_credential(op: Write<contract::AddCredential>) -> Result<Change<ChangedProfiles>, OpError> {
    super::run(op).await
}

/// Removes a stored credential.
#[server(endpoint = "auth/remove", input = Json, output = Json, client = ApiClient)]
pub async fn remove_credential(op: Write<contract::RemoveCredential>) -> Result<Change<ChangedProfiles>, OpError> {
    super::run(op).await
}

/// Renames a stored credential.
#[server(endpoint = "auth/rename", input = Json, output = Json, client = ApiClient)]
pub async fn rename_credential(op: Write<contract::RenameCredential>) -> Result<Change<ChangedProfiles>, OpError> {
    super::run(op).await
}

/// Copies a stored credential into the store of another agent.
#[server(endpoint = "auth/copy", input = Json, output = Json, client = ApiClient)]
pub async fn copy_credential(op: Write<contract::CopyCredential>) -> Result<Change<ChangedProfiles>, OpError> {
    super::run(op).await
}

/// Imports the credentials of early releases of OpenClaw.
#[server(endpoint = "auth/import", input = Json, output = Json, client = ApiClient)]
pub async fn import_credentials(op: Write<contract::ImportCredentials>) -> Result<Change<ChangedProfiles>, OpError> {
    super::run(op).await
}

/// Sets or removes the order of a provider's credentials.
#[server(endpoint = "auth/order", input = Json, output = Json, client = ApiClient)]
pub async fn set_order(op: Write<contract::SetOrder>) -> Result<Change<ChangedProfiles>, OpError> {
    super::run(op).await
}

/// Moves a credential within the order of its provider.
#[server(endpoint = "auth/move", input = Json, output = Json, client = ApiClient)]
pub async fn move_in_order(op: Write<contract::MoveInOrder>) -> Result<Change<ChangedProfiles>, OpError> {
    super::run(op).await
}

/// Ends cooldowns.
#[server(endpoint = "auth/cooldown", input = Json, output = Json, client = ApiClient)]
pub async fn clear_cooldown(op: Write<contract::ClearCooldown>) -> Result<Change<ChangedProfiles>, OpError> {
    super::run(op).await
}
