//! Chains.

use crate::prelude::*;
use contract::{Chain, Change, ListedChain, OpError, Write, codec::Json};

use super::ApiClient;

/// Lists a chain.
#[server(endpoint = "fallback/list", input = Json, output = Json, client = ApiClient)]
pub async fn list_fallbacks(op: contract::ListFallbacks) -> Result<ListedChain, OpError> {
    super::run(op).await
}

/// Adds a model to a chain.
#[server(endpoint = "fallback/add", input = Json, output = Json, client = ApiClient)]
pub async fn add_fallback(op: Write<contract::AddFallback>) -> Result<Change<Chain>, OpError> {
    super::run(op).await
}

/// Removes a model from a chain.
#[server(endpoint = "fallback/remove", input = Json, output = Json, client = ApiClient)]
pub async fn remove_fallback(op: Write<contract::RemoveFallback>) -> Result<Change<Chain>, OpError> {
    super::run(op).await
}

/// Moves a model within its chain.
#[server(endpoint = "fallback/move", input = Json, output = Json, client = ApiClient)]
pub async fn move_fallback(op: Write<contract::MoveFallback>) -> Result<Change<Chain>, OpError> {
    super::run(op).await
}

/// Replaces all fallbacks.
#[server(endpoint = "fallback/set", input = Json, output = Json, client = ApiClient)]
pub async fn set_fallbacks(op: Write<contract::SetFallbacks>) -> Result<Change<Chain>, OpError> {
    super::run(op).await
}

/// Removes all fallbacks.
#[server(endpoint = "fallback/clear", input = Json, output = Json, client = ApiClient)]
pub async fn clear_fallbacks(op: Write<contract::ClearFallbacks>) -> Result<Change<Chain>, OpError> {
    super::run(op).await
}

/// Replaces a whole chain.
#[server(endpoint = "fallback/chain", input = Json, output = Json, client = ApiClient)]
pub async fn set_chain(op: Write<contract::SetChain>) -> Result<Change<Chain>, OpError> {
    super::run(op).await
}

/// Makes an agent inherit the default fallbacks.
#[server(endpoint = "fallback/inherit", input = Json, output = Json, client = ApiClient)]
pub async fn inherit_chain(op: Write<contract::InheritChain>) -> Result<Change<Chain>, OpError> {
    super::run(op).await
}
