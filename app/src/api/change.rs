//! What was changed so far.

use contract::{Chains, Change, Changes, OpError, Write, codec::Json};
use leptos::prelude::*;

use super::ApiClient;

/// Lists the changes that were made.
#[server(endpoint = "change/list", input = Json, output = Json, client = ApiClient)]
pub async fn list_changes(op: contract::ListChanges) -> Result<Changes, OpError> {
    super::run(op).await
}

/// Takes a change back.
#[server(endpoint = "change/undo", input = Json, output = Json, client = ApiClient)]
pub async fn undo_change(op: Write<contract::UndoChange>) -> Result<Change<Chains>, OpError> {
    super::run(op).await
}
