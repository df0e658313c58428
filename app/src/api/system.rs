//! The home itself.

use contract::{OpError, PathsReport, codec::Json};
use leptos::prelude::*;

use super::ApiClient;

/// Shows which files are used, and checks them.
#[server(endpoint = "system/paths", input = Json, output = Json, client = ApiClient)]
pub async fn list_paths(op: contract::Paths) -> Result<PathsReport, OpError> {
    super::run(op).await
}
