//! Data of the first-run page: status, credentials and models of the chosen provider.

use contract::{
    CredentialInfo, CredentialReport, CredentialStatus, ListCredentials, ListModels, OpError, ProviderCredentials,
    ShowStatus, StatusReport,
};
use serde::{Deserialize, Serialize};

use crate::api;

/// Data of the first-run page: status, credentials and models of the chosen provider.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct StartFacts {
    pub(super) status: StatusReport,
    credentials: CredentialReport,
    /// The provider of the steps: the chosen one, or the one that is in use or can pay already.
    pub(super) provider: Option<String>,
    /// Why the chosen provider is not known.
    pub(super) provider_error: Option<OpError>,
    /// Recommended models of the provider, the best one first.
    pub(super) models: Vec<String>,
}

/// Loads the facts for a provider, as typed.
pub(super) async fn load_facts(typed: Option<String>) -> Result<StartFacts, OpError> {
    let status = api::show_status(ShowStatus::default()).await?;
    let every_provider = ListCredentials { every_provider: true, ..ListCredentials::default() };
    let credentials = api::list_credentials(every_provider).await?;
    let has_primary = status.text.primary.is_some();
    let usual = || usual_provider(&credentials, has_primary).map(str::to_owned);
    let typed = typed.map(|typed| typed.trim().to_lowercase());
    let provider = typed.clone().or_else(usual);
    let Some(id) = provider.clone() else {
        return Ok(StartFacts { status, credentials, provider, provider_error: None, models: Vec::new() });
    };
    let models = api::list_models(ListModels { provider: Some(id), ..ListModels::default() }).await;
    let (provider, provider_error, models) = match models {
        Ok(listed) => (provider, None, listed.models.iter().map(|model| model.key.to_string()).collect()),
        Err(error) => (None, Some(error).filter(|_| typed.is_some()), Vec::new()),
    };
    Ok(StartFacts { status, credentials, provider, provider_error, models })
}

/// The provider of the model that is set; else one that can pay already, because its variable is set.
fn usual_provider(report: &CredentialReport, has_primary: bool) -> Option<&str> {
    let in_use = report.providers.iter().find(|of| has_primary && of.is_in_use);
    let can_pay = || report.providers.iter().find(|of| usable_credential(of).is_some());
    in_use.or_else(can_pay).map(|of| of.provider.as_str())
}

/// The credential that pays.
fn usable_credential(of: &ProviderCredentials) -> Option<&CredentialInfo> {
    let is_usable = |one: &&CredentialInfo| matches!(one.status, CredentialStatus::Active | CredentialStatus::Expiring);
    of.chosen().filter(is_usable)
}

impl StartFacts {
    /// Whether a primary is set.
    pub(super) fn has_model(&self) -> bool {
        self.status.text.primary.is_some()
    }

    /// Ids of all known providers.
    pub(super) fn known_providers(&self) -> Vec<String> {
        self.credentials.providers.iter().map(|of| of.provider.clone()).collect()
    }

    fn chosen_provider(&self) -> Option<&ProviderCredentials> {
        let id = self.provider.as_ref()?;
        self.credentials.providers.iter().find(|of| of.provider == *id)
    }

    /// Name of the credential that pays for the provider.
    pub(super) fn paying_credential(&self) -> Option<String> {
        let one = usable_credential(self.chosen_provider()?)?;
        let source = || one.source.strip_prefix("env: ").unwrap_or(&one.source);
        Some(one.profile_id.as_deref().unwrap_or_else(source).to_owned())
    }

    /// The variable that may have the key of the provider.
    pub(super) fn key_variable(&self) -> Option<String> {
        self.chosen_provider()?.key_variable.clone()
    }
}
