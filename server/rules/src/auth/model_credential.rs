//! What pays for each model of a chain.

use std::collections::{BTreeMap, HashSet};

use contract::{CredentialInfo, CredentialStatus, ModelCredential, ModelRef, ProviderCredentials};

use super::report::ReportRequest;

impl ReportRequest<'_> {
    /// What pays for each of some models. `providers` has the credentials of their providers.
    pub fn model_credentials(&self, providers: &[ProviderCredentials], models: &[ModelRef]) -> Vec<ModelCredential> {
        let by_id: BTreeMap<_, _> = providers.iter().map(|of| (of.provider.as_str(), of)).collect();
        let dependent = self.providers_with_limits();
        let asked = |model: &ModelRef| match by_id.get(model.provider()) {
            Some(of) if !dependent.contains(of.provider.as_str()) => of.chosen().cloned(),
            _ => self.credential_of_model(model),
        };
        models.iter().map(|model| model_credential(model, asked(model))).collect()
    }

    /// The providers whose credentials cannot be used for some models and can be used for others.
    fn providers_with_limits(&self) -> HashSet<&str> {
        let limited = self.store.all_usage().filter(|(_, usage)| usage.depends_on_model());
        limited.filter_map(|(id, _)| Some(self.store.find(id)?.provider.as_str())).collect()
    }
}

/// What pays for a model, if this credential is asked.
pub(super) fn model_credential(model: &ModelRef, asked: Option<CredentialInfo>) -> ModelCredential {
    ModelCredential { obstacle: obstacle(model, asked.as_ref()), asked, model: model.clone() }
}

/// Whether a credential can be used now.
pub(super) fn is_usable(one: &CredentialInfo) -> bool {
    matches!(one.status, CredentialStatus::Active | CredentialStatus::Expiring)
}

/// Why no credential pays for a model now. A stored credential is asked even while it cannot be used, so that nothing
/// after it pays.
fn obstacle(model: &ModelRef, asked: Option<&CredentialInfo>) -> Option<String> {
    let provider = model.provider();
    if asked.is_some_and(is_usable) {
        return None;
    }
    let Some((asked, time)) = asked.and_then(|asked| Some((asked, asked.usable_in.as_deref()?))) else {
        return Some(format!("`{provider}` has no usable credential"));
    };
    let state = if asked.status == CredentialStatus::Disabled { "disabled" } else { "in cooldown" };
    let limit = if asked.unusable_model.is_some() { format!(", for `{}` only", model.model()) } else { String::new() };
    Some(format!("every stored credential of `{provider}` is paused; the next one is {state} for {time}{limit}"))
}
