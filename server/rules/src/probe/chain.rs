//! The requests for the steps of a chain: each model with every credential that it would be asked with.

use contract::{CredentialInfo, ModelRef, ProviderCredentials};

use super::targets::{ProbeTarget, is_probed};
use crate::auth::report::ReportRequest;

/// A step of a chain with its requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepTargets {
    /// The model.
    pub model: ModelRef,
    /// A request for each credential that would be used, the first one first.
    pub targets: Vec<ProbeTarget>,
}

/// Finds the requests for models, in their order. `providers` has the credentials of their providers.
pub fn find_step_targets(
    report: &ReportRequest<'_>,
    providers: &[ProviderCredentials],
    models: &[ModelRef],
) -> Vec<StepTargets> {
    let step = |model: &ModelRef| {
        let of = providers.iter().find(|of| of.provider == model.provider());
        let used = of.map(used_credentials).unwrap_or_default();
        let target = |one| ProbeTarget::new(report, model.provider(), Some(model), one, false);
        StepTargets { model: model.clone(), targets: used.into_iter().map(target).collect() }
    };
    models.iter().map(step).collect()
}

/// The credentials that OpenClaw would use, in this order: all stored ones that the order names, or the one that comes
/// first if none is stored.
fn used_credentials(of: &ProviderCredentials) -> Vec<&CredentialInfo> {
    let stored = |one: &&CredentialInfo| one.profile_id.is_some() && !one.is_left_out;
    match of.chosen() {
        Some(chosen) if chosen.profile_id.is_none() => vec![chosen],
        _ => of.credentials.iter().filter(|one| stored(one) && is_probed(one)).collect(),
    }
}
