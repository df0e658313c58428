//! Models.

use contract::{Allowed, Chain, Change, OpError, Suggestion, Write, codec::Json};
use leptos::prelude::*;

use super::ApiClient;

/// Sets what answers first.
#[server(endpoint = "model/set", input = Json, output = Json, client = ApiClient)]
pub async fn set_model(op: Write<contract::SetModel>) -> Result<Change<Chain>, OpError> {
    super::run(op).await
}

/// Puts a model on the list of allowed ones.
#[server(endpoint = "model/allow", input = Json, output = Json, client = ApiClient)]
pub async fn allow_model(op: Write<contract::AllowModel>) -> Result<Change<Allowed>, OpError> {
    super::run(op).await
}

/// Takes a model off the list of allowed ones.
#[server(endpoint = "model/disallow", input = Json, output = Json, client = ApiClient)]
pub async fn disallow_model(op: Write<contract::DisallowModel>) -> Result<Change<Allowed>, OpError> {
    super::run(op).await
}

/// Says what a few typed letters may mean.
#[server(endpoint = "model/suggest", input = Json, output = Json, client = ApiClient)]
pub async fn suggest_models(op: contract::SuggestModels) -> Result<Vec<Suggestion>, OpError> {
    super::run(op).await
}
