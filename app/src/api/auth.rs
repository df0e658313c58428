//! Read credentials.

use contract::{CredentialReport, OpError, codec::Json};
use leptos::prelude::*;

use super::ApiClient;

/// Lists the credentials that an agent can use.
#[server(endpoint = "auth/list", input = Json, output = Json, client = ApiClient)]
pub async fn list_credentials(op: contract::ListCredentials) -> Result<CredentialReport, OpError> {
    super::run(op).await
}
