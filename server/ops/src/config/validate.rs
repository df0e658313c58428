//! The `ValidateConfig` operation.

use contract::{BoxFuture, ConfigIssue, OpError, RunsOperation, ValidateConfig, ValidationReport};
use rules::{check::validate, schema::Violation};
use store::{HomeStore, Snapshot};

use crate::{Workspace, shared::read_snapshot};

impl RunsOperation<ValidateConfig> for Workspace {
    fn run(&self, _: ValidateConfig) -> BoxFuture<'_, Result<ValidationReport, OpError>> {
        self.run_blocking::<ValidateConfig>(|store| Ok(validate_config(store)))
    }
}

/// Validates the configuration. An unreadable configuration is reported as an issue, not as an error.
fn validate_config(store: &HomeStore) -> ValidationReport {
    let path = store.home.config.path.display().to_string();
    let (error, issues) = match read_snapshot(store).as_deref() {
        Err(error) => (None, vec![ConfigIssue { path: "<root>".to_owned(), message: error.message.clone() }]),
        Ok(Snapshot { revision: None, .. }) => (Some("file not found".to_owned()), Vec::new()),
        Ok(Snapshot { view, .. }) => (None, validate::violations(view, &store.home).iter().map(to_issue).collect()),
    };
    ValidationReport { valid: error.is_none() && issues.is_empty(), path, error, issues }
}

fn to_issue(violation: &Violation) -> ConfigIssue {
    ConfigIssue { path: violation.at.to_string(), message: violation.message() }
}
