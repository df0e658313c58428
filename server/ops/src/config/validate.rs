//! `ValidateConfig`

use contract::{BoxFuture, Issue, OpError, Runs, ValidateConfig, Validity};
use rules::{fit, shape::Misfit};
use store::{Place, Snapshot};

use crate::{Workspace, report::read};

impl Runs<ValidateConfig> for Workspace {
    fn run(&self, _: ValidateConfig) -> BoxFuture<'_, Result<Validity, OpError>> {
        self.blocking::<ValidateConfig>(|place| Ok(validate(place)))
    }
}

/// A configuration that cannot be read is a finding here, not a failure.
fn validate(place: &Place) -> Validity {
    let path = place.home.config.path.display().to_string();
    let (error, issues) = match read(place).as_deref() {
        Err(error) => (None, vec![Issue { path: "<root>".to_owned(), message: error.message.clone() }]),
        Ok(Snapshot { revision: None, .. }) => (Some("file not found".to_owned()), Vec::new()),
        Ok(Snapshot { view, .. }) => (None, fit::problems(view, &place.home).into_iter().map(issue).collect()),
    };
    Validity { valid: error.is_none() && issues.is_empty(), path, error, issues }
}

fn issue(Misfit { at, why, .. }: Misfit) -> Issue {
    Issue { path: at.to_string(), message: why }
}
