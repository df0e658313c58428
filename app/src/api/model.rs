//! Models.

use crate::prelude::*;
use contract::{AllowedModels, Chain, Change, ListedModels, OpError, Suggestion, Write, codec::Json};

use super::ApiClient;

/// Sets the primary model.
#[server(endpoint = "model/set", input = Json, output = Json, client = ApiClient)]
pub async fn set_model(op: Write<contract::SetModel>) -> Result<Change<Chain>, OpError> {
    super::run(op).await
}

/// Adds a model to the allowlist.
#[server(endpoint = "model/allow", input = Json, output = Json, client = ApiClient)]
pub async fn allow_model(op: Write<contract::AllowModel>) -> Result<Change<AllowedModels>, OpError> {
    super::run(op).await
}

/// Removes a model from the allowlist.
#[server(endpoint = "model/disallow", input = Json, output = Json, client = ApiClient)]
pub async fn disallow_model(op: Write<contract::DisallowModel>) -> Result<Change<AllowedModels>, OpError> {
    super::run(op).await
}

/// Suggests models for a search text.
#[server(endpoint = "model/suggest", input = Json, output = Json, client = ApiClient)]
pub async fn suggest_models(op: contract::SuggestModels) -> Result<Vec<Suggestion>, OpError> {
    super::run(op).await
}

/// Lists models with their facts.
#[server(endpoint = "model/list", input = Json, output = Json, client = ApiClient)]
pub async fn list_models(op: contract::ListModels) -> Result<ListedModels, OpError> {
    super::run(op).await
}
