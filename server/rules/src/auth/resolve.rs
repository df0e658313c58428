//! Which credential pays for a request, and why.

mod candidates;

use contract::CredentialMode;

use super::{
    environment::MachineFacts,
    order::{OrderRequest, ProviderOrder},
    profile_store::ProfileStore,
    secret_facts::SecretFacts,
};
use crate::document::view::View;
use candidates::Candidate;

/// The model that OpenClaw recommends to those who signed in to Codex.
const CODEX_MODEL: &str = "gpt-5.4";

/// What a credential is asked for.
#[derive(Debug, Clone, Copy)]
pub struct CredentialRequest<'a> {
    /// The configuration.
    pub view: &'a View,
    /// The stored credentials.
    pub store: &'a ProfileStore,
    /// The provider, as it is written.
    pub provider: &'a str,
    /// The model, if only its cooldowns count.
    pub model: Option<&'a str>,
    /// The id of the only stored credential that may be used.
    pub profile: Option<&'a str>,
    /// Facts about the machine.
    pub machine: &'a MachineFacts,
    /// Where the credentials are, for the error.
    pub location: &'a StoreLocation,
    /// The time, in milliseconds since 1970.
    pub now: i64,
}

/// Where the credentials of an agent are, as it is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoreLocation {
    /// The file.
    pub store_path: String,
    /// The directory of the agent.
    pub agent_dir: String,
}

/// Which credential pays for a request, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// The credential that pays.
    pub chosen: Option<ChosenCredential>,
    /// All credentials that were considered, in their order.
    pub tried: Vec<TriedCredential>,
    /// OpenClaw's error, if no credential was found.
    pub error: Option<String>,
}

/// The credential that pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChosenCredential {
    /// Where it is, such as `profile:anthropic:work` or `env: OPENAI_API_KEY`.
    pub source: String,
    /// How it authenticates.
    pub mode: CredentialMode,
    /// Its id, if it is a stored one.
    pub profile_id: Option<String>,
    /// The text that stands for it wherever it is shown.
    pub label: String,
    /// What is known about its secret; `None` if that is not in the store, the configuration or a variable.
    pub facts: Option<SecretFacts>,
    /// Whether OpenClaw has to renew it before it can be used.
    pub needs_refresh: bool,
    /// The end of its cooldown, or of the time for which it is disabled or blocked: until then, requests fail.
    pub unusable_until: Option<i64>,
}

impl ChosenCredential {
    /// Whether AWS looks for a credential itself, because no variable has one.
    pub(super) fn is_aws_default_chain(&self) -> bool {
        self.mode == CredentialMode::AwsSdk && self.facts.is_none()
    }
}

/// A credential that was considered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TriedCredential {
    /// Where it is.
    pub source: String,
    /// The text that stands for it wherever it is shown; empty if there is none.
    pub label: String,
    /// How it authenticates; `None` if it cannot be used.
    pub mode: Option<CredentialMode>,
    /// What came of it.
    pub state: TriedState,
    /// The reason, as a phrase.
    pub why: String,
    /// Whether it is the key of the provider in the configuration, whose usage is stored under the provider.
    pub is_config_key: bool,
}

/// What came of a credential that was considered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TriedState {
    /// It pays.
    Chosen,
    /// It can be used, but another one comes first.
    NotNeeded,
    /// It cannot be used.
    PassedOver,
}

impl TriedState {
    /// The words that are shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Chosen => "chosen",
            Self::NotNeeded => "not needed",
            Self::PassedOver => "passed over",
        }
    }
}

/// Finds the credential that pays for a request: the one that is asked for, or the first that can be used of the stored
/// ones, the variables and the configuration.
pub fn resolve_credential(request: &CredentialRequest<'_>) -> Resolution {
    resolve_in_order(request, &request.find_order())
}

/// Finds the credential that pays, if the order of the stored ones is known.
pub(super) fn resolve_in_order(request: &CredentialRequest<'_>, order: &ProviderOrder) -> Resolution {
    let candidates = candidates::collect(request, order);
    let mut resolution = Resolution { chosen: None, tried: Vec::with_capacity(candidates.len()), error: None };
    for candidate in candidates {
        resolution.add(candidate);
    }
    if resolution.chosen.is_none() {
        resolution.error = Some(request.error());
    }
    resolution
}

impl Resolution {
    fn add(&mut self, candidate: Candidate) {
        let Candidate { source, label, outcome, is_config_key } = candidate;
        let mode = outcome.as_ref().ok().map(|usable| usable.mode);
        let (state, why) = match (outcome, &self.chosen) {
            (Err(why), _) => (TriedState::PassedOver, why),
            (Ok(_), Some(chosen)) => {
                let first = chosen.source.trim_start_matches("profile:");
                (TriedState::NotNeeded, ["`", first, "` comes first"].concat())
            }
            (Ok(usable), None) => {
                self.chosen = Some(ChosenCredential {
                    source: source.clone(),
                    mode: usable.mode,
                    profile_id: usable.profile_id,
                    label: label.clone(),
                    facts: usable.facts,
                    needs_refresh: usable.needs_refresh,
                    unusable_until: usable.unusable_until,
                });
                (TriedState::Chosen, usable.why)
            }
        };
        self.tried.push(TriedCredential { source, label, mode, state, why, is_config_key });
    }
}

impl CredentialRequest<'_> {
    /// The order in which the stored credentials are tried.
    pub(super) fn find_order(&self) -> ProviderOrder {
        let Self { view, store, provider, model, now, .. } = *self;
        ProviderOrder::find(&OrderRequest { view, store, provider, model, preferred: None, now })
    }

    /// OpenClaw's error for a request without a credential.
    fn error(&self) -> String {
        if let Some(id) = self.profile {
            return format!("No credentials found for profile \"{id}\".");
        }
        let provider = self.provider;
        let has_codex = || self.store.of_provider("openai-codex", self.view.generation()).next().is_some();
        if catalog_data::canonical_provider(provider, self.view.generation()) == "openai" && has_codex() {
            return format!(
                "No API key found for provider \"openai\". You are authenticated with OpenAI Codex OAuth. Use \
                 openai-codex/{CODEX_MODEL} (OAuth) or set OPENAI_API_KEY to use openai/{CODEX_MODEL}."
            );
        }
        let StoreLocation { store_path, agent_dir } = self.location;
        format!(
            "No API key found for provider \"{provider}\". Auth store: {store_path} (agentDir: {agent_dir}). Configure \
             auth for this agent (openclaw agents add <id>) or copy auth-profiles.json from the main agentDir."
        )
    }
}

#[cfg(test)]
mod tests;
