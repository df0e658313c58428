//! The configuration as a document.

use contract::{Change, OpError, Setting, Validity, Write, codec::Json};
use leptos::prelude::*;

use super::ApiClient;

/// Reads the value at a path.
#[server(endpoint = "config/get", input = Json, output = Json, client = ApiClient)]
pub async fn get_value(op: contract::GetValue) -> Result<Setting, OpError> {
    super::run(op).await
}

/// Puts a value at a path.
#[server(endpoint = "config/set", input = Json, output = Json, client = ApiClient)]
pub async fn set_value(op: Write<contract::SetValue>) -> Result<Change<Setting>, OpError> {
    super::run(op).await
}

/// Takes the value at a path out.
#[server(endpoint = "config/unset", input = Json, output = Json, client = ApiClient)]
pub async fn unset_value(op: Write<contract::UnsetValue>) -> Result<Change<Setting>, OpError> {
    super::run(op).await
}

/// Checks the configuration.
#[server(endpoint = "config/validate", input = Json, output = Json, client = ApiClient)]
pub async fn validate_config(op: contract::ValidateConfig) -> Result<Validity, OpError> {
    super::run(op).await
}
