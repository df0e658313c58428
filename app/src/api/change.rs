//! The change history.

use crate::prelude::*;
use contract::{Change, ChangeList, DefaultChains, OpError, Write, codec::Json};

use super::ApiClient;

/// Lists the changes.
#[server(endpoint = "change/list", input = Json, output = Json, client = ApiClient)]
pub async fn list_changes(op: contract::ListChanges) -> Result<ChangeList, OpError> {
    super::run(op).await
}

/// Undoes a change.
#[server(endpoint = "change/undo", input = Json, output = Json, client = ApiClient)]
pub async fn undo_change(op: Write<contract::UndoChange>) -> Result<Change<DefaultChains>, OpError> {
    super::run(op).await
}
