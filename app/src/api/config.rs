//! The configuration as a document.

use crate::prelude::*;
use contract::{Change, ConfigValue, OpError, ValidationReport, Write, codec::Json};

use super::ApiClient;

/// Reads the value at a path.
#[server(endpoint = "config/get", input = Json, output = Json, client = ApiClient)]
pub async fn get_value(op: contract::GetValue) -> Result<ConfigValue, OpError> {
    super::run(op).await
}

/// Sets the value at a path.
#[server(endpoint = "config/set", input = Json, output = Json, client = ApiClient)]
pub async fn set_value(op: Write<contract::SetValue>) -> Result<Change<ConfigValue>, OpError> {
    super::run(op).await
}

/// Removes the value at a path.
#[server(endpoint = "config/unset", input = Json, output = Json, client = ApiClient)]
pub async fn unset_value(op: Write<contract::UnsetValue>) -> Result<Change<ConfigValue>, OpError> {
    super::run(op).await
}

/// Validates the configuration.
#[server(endpoint = "config/validate", input = Json, output = Json, client = ApiClient)]
pub async fn validate_config(op: contract::ValidateConfig) -> Result<ValidationReport, OpError> {
    super::run(op).await
}
