//! Chains.

use contract::{Chain, OpError};
use leptos::{prelude::*, server_fn::codec::Json};

use super::ApiClient;

/// Lists a chain.
#[server(endpoint = "fallback/list", input = Json, client = ApiClient)]
pub async fn list_fallbacks(op: contract::ListFallbacks) -> Result<Chain, OpError> {
    super::run(op).await
}
