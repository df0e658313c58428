//! Chains.

use contract::{Chain, Change, OpError, Write};
use leptos::{prelude::*, server_fn::codec::Json};

use super::ApiClient;

/// Lists a chain.
#[server(endpoint = "fallback/list", input = Json, client = ApiClient)]
pub async fn list_fallbacks(op: contract::ListFallbacks) -> Result<Chain, OpError> {
    super::run(op).await
}

/// Adds a model to the end of a chain.
#[server(endpoint = "fallback/add", input = Json, client = ApiClient)]
pub async fn add_fallback(op: Write<contract::AddFallback>) -> Result<Change<Chain>, OpError> {
    super::run(op).await
}

/// Takes a model out of a chain.
#[server(endpoint = "fallback/remove", input = Json, client = ApiClient)]
pub async fn remove_fallback(op: Write<contract::RemoveFallback>) -> Result<Change<Chain>, OpError> {
    super::run(op).await
}
