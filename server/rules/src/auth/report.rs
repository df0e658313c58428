//! The credentials of an agent by provider, as commands and pages show them.

mod row;
#[cfg(test)]
pub(crate) mod test_report;

use std::collections::{BTreeSet, HashMap, HashSet};

use catalog_data::{canonical_provider, find_provider, providers};
use contract::{Chain, CredentialInfo, CredentialOrder, Generation, ModelRef, OrderLayer, ProviderCredentials, Role};

use super::{
    environment::{BEDROCK, MachineFacts, find_environment_credential, variable_names},
    expiry::remaining_short,
    order::{self, OrderRequest},
    profile::Profile,
    profile_store::ProfileStore,
    provider_name::credential_provider,
    resolve::{
        CredentialRequest, Resolution, StoreLocation, TriedCredential, TriedState, resolve_credential, resolve_in_order,
    },
    sign_in::sign_in_methods,
};
use crate::{
    base::secret::{contains_secret, hide_if_secret},
    document::{
        agents::Agent,
        model_ref::parse_ref,
        view::{View, providers::configured_providers},
    },
    model::unknown_provider::{UnknownProvider, check_provider},
};
use row::CredentialRow;

/// The time before an expiry in which a credential counts as expiring, unless another one is asked for: seven days.
pub const DEFAULT_WARN_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// What a report is asked for.
#[derive(Debug, Clone, Copy)]
pub struct ReportRequest<'a> {
    /// The configuration.
    pub view: &'a View,
    /// The agent.
    pub agent: &'a Agent,
    /// Its stored credentials.
    pub store: &'a ProfileStore,
    /// Facts about the machine.
    pub machine: &'a MachineFacts,
    /// Where the credentials are.
    pub location: &'a StoreLocation,
    /// The time before an expiry in which a credential counts as expiring, in milliseconds.
    pub warn_ms: i64,
    /// The time, in milliseconds since 1970.
    pub now: i64,
}

impl ReportRequest<'_> {
    /// Sentences about entries of the stores that are left out.
    pub fn warnings(&self) -> Vec<String> {
        self.store.rejected.iter().map(visible).collect()
    }

    /// The credentials of all providers that have any or are in use: those in use first, in the order of the chains.
    pub fn all_providers(&self) -> Vec<ProviderCredentials> {
        let mut found = self.providers_of(&models_in_use(self.view, self.agent));
        let in_use: HashSet<_> = found.iter().map(|of| of.provider.clone()).collect();
        let others = self.other_providers().into_iter().filter(|provider| !in_use.contains(provider));
        let others = others.map(|provider| self.provider(&provider, None));
        found.extend(others.filter(|found| !found.credentials.is_empty()));
        found
    }

    /// The credentials of every provider that is known: those in use first.
    pub fn every_provider(&self) -> Vec<ProviderCredentials> {
        let mut found = self.providers_of(&models_in_use(self.view, self.agent));
        let in_use: HashSet<_> = found.iter().map(|of| of.provider.clone()).collect();
        let is_name = |id: &&str| canonical_provider(id, self.view.generation()) == **id;
        let known = providers().iter().map(|known| known.id).filter(is_name).map(str::to_owned);
        let others: BTreeSet<_> = self.other_providers().into_iter().chain(known).collect();
        let others = others.into_iter().filter(|provider| !in_use.contains(provider));
        found.extend(others.map(|provider| self.found_credentials(&provider)));
        found
    }

    /// The credentials of a provider that is not in use. What AWS may find itself does not count as found.
    fn found_credentials(&self, provider: &str) -> ProviderCredentials {
        let of = self.provider(provider, None);
        let is_found = provider != BEDROCK || find_environment_credential(self.view, provider, self.machine).is_some();
        let credentials = if is_found || of.chosen().is_some_and(|chosen| chosen.profile_id.is_some()) {
            of.credentials
        } else {
            Vec::new()
        };
        ProviderCredentials { credentials, ..of }
    }

    /// The credentials of the providers of some models, in the order of the models.
    pub fn providers_of(&self, models: &[ModelRef]) -> Vec<ProviderCredentials> {
        let mut seen = HashSet::new();
        let first = models.iter().filter(|model| seen.insert(model.provider()));
        first.map(|model| self.provider(model.provider(), Some(model))).collect()
    }

    /// The credentials of one provider, as typed.
    pub fn one_provider(&self, typed: &str) -> Result<ProviderCredentials, UnknownProvider> {
        let in_use = models_in_use(self.view, self.agent);
        let catalog = self.view.catalog().provider_ids().map(str::to_owned);
        let of_models = in_use.iter().map(|model| model.provider().to_owned());
        let known = catalog.chain(self.other_providers()).chain(of_models).collect();
        let id = check_provider(typed, &known, self.view.generation())?;
        Ok(self.provider(&id, in_use.iter().find(|model| model.provider() == id)))
    }

    /// The credentials of a provider. If it is in use, its first model decides which one is asked.
    fn provider(&self, provider: &str, first: Option<&ModelRef>) -> ProviderCredentials {
        let request = self.credential_request(provider, first.map(ModelRef::model));
        let order = request.find_order();
        let Resolution { tried, error, .. } = resolve_in_order(&request, &order);
        let is_shown = |one: &&TriedCredential| !one.label.is_empty() || one.source.starts_with(PROFILE_PREFIX);
        let left_out: HashMap<_, _> = order.left_out.iter().map(|one| (one.id.as_str(), one.eligibility)).collect();
        let row = |one: &TriedCredential| CredentialRow { report: self, provider, model: None }.info(one, &left_out);
        let mut orders = self.written_orders(provider);
        let decides = shown_layer(order.layer).is_some() && !orders.is_empty();
        ProviderCredentials {
            provider: provider.to_owned(),
            is_in_use: first.is_some(),
            credentials: tried.iter().filter(is_shown).map(row).collect(),
            order: decides.then(|| orders.remove(0)),
            weaker_orders: orders,
            missing: error.filter(|_| first.is_some()).map(|error| self.suitable_error(error)),
            key_variable: self.key_variable(provider),
            variables: self.variable_names(provider),
            methods: sign_in_methods(provider),
        }
    }

    /// The credential that is asked for a model, with its state for that model.
    pub(super) fn credential_of_model(&self, model: &ModelRef) -> Option<CredentialInfo> {
        let resolution = resolve_credential(&self.credential_request(model.provider(), Some(model.model())));
        let chosen = resolution.tried.iter().find(|one| one.state == TriedState::Chosen)?;
        let row = CredentialRow { report: self, provider: model.provider(), model: Some(model.model()) };
        Some(row.info(chosen, &HashMap::new()))
    }

    /// What is asked if a request names a stored credential.
    pub(super) fn request_with_profile<'r>(
        &'r self,
        provider: &'r str,
        model: &'r str,
        profile: &'r str,
    ) -> CredentialRequest<'r> {
        CredentialRequest { profile: Some(profile), ..self.credential_request(provider, Some(model)) }
    }

    /// Whether a stored credential is of another provider.
    pub(super) fn is_foreign(&self, profile: &Profile, provider: &str) -> bool {
        profile.provider != credential_provider(provider, self.view.generation())
    }

    /// How long until a time, in words such as `5m`.
    pub(super) fn remaining(&self, time: i64) -> String {
        remaining_short(Some(time.saturating_sub(self.now)))
    }

    fn credential_request<'r>(&'r self, provider: &'r str, model: Option<&'r str>) -> CredentialRequest<'r> {
        let Self { view, store, machine, location, now, .. } = *self;
        CredentialRequest { view, store, provider, model, profile: None, machine, location, now }
    }

    /// OpenClaw's error. Its advice to copy a JSON file is wrong beside a database.
    fn suitable_error(&self, error: String) -> String {
        match error.split_once("\". ") {
            Some((sentence, _)) if self.view.generation() != Generation::JsonStore => format!("{sentence}\"."),
            _ => error,
        }
    }

    /// All variables that may have a key of a provider.
    fn variable_names(&self, provider: &str) -> Vec<String> {
        let generation = self.view.generation();
        let of_aws = || find_provider(BEDROCK).into_iter().flat_map(|aws| aws.env_names(generation)).collect();
        let names = if provider == BEDROCK { of_aws() } else { variable_names(provider, generation) };
        names.into_iter().map(str::to_owned).collect()
    }

    /// The variable that is usually set for a provider.
    fn key_variable(&self, provider: &str) -> Option<String> {
        let names = variable_names(provider, self.view.generation());
        let usual = names.iter().find(|name| name.ends_with("_API_KEY")).or(names.first());
        usual.map(|name| (*name).to_owned())
    }

    /// The orders that are written for a provider, the strongest first.
    fn written_orders(&self, provider: &str) -> Vec<CredentialOrder> {
        let request =
            OrderRequest { view: self.view, store: self.store, provider, model: None, preferred: None, now: self.now };
        let to_order = |(layer, ids): (order::OrderLayer, Vec<String>)| {
            Some(CredentialOrder { profiles: ids.iter().map(visible).collect(), layer: shown_layer(layer)? })
        };
        request.written_orders().into_iter().filter_map(to_order).collect()
    }

    /// The providers of stored credentials, of the configuration and of variables that are set, sorted.
    fn other_providers(&self) -> BTreeSet<String> {
        let stored = self.store.profiles().iter().map(|profile| profile.provider.clone());
        let stored = stored.filter(|provider| !contains_secret(provider));
        let configured = configured_providers(self.view).map(|(provider, _)| provider);
        let known = providers().iter().map(|provider| provider.id);
        let has_credential = |id: &&str| find_environment_credential(self.view, id, self.machine).is_some();
        stored.chain(configured).chain(known.filter(has_credential).map(str::to_owned)).collect()
    }
}

pub(super) const PROFILE_PREFIX: &str = "profile:";

/// A name that people give, or what stands for it if it looks like a key that was put in its place.
pub(super) fn visible(text: impl AsRef<str>) -> String {
    hide_if_secret(text.as_ref()).to_owned()
}

/// The layer of an order that is written; `None` if none is.
const fn shown_layer(layer: order::OrderLayer) -> Option<OrderLayer> {
    match layer {
        order::OrderLayer::AgentStore => Some(OrderLayer::AgentStore),
        order::OrderLayer::SharedStore => Some(OrderLayer::SharedStore),
        order::OrderLayer::Config => Some(OrderLayer::Config),
        order::OrderLayer::ConfigProfiles => Some(OrderLayer::ConfigProfiles),
        order::OrderLayer::Store => None,
    }
}

/// Ids of credentials that the configuration names and the agent's stores do not have.
pub fn unstored_profiles(providers: &[ProviderCredentials]) -> BTreeSet<&str> {
    let rows = providers.iter().flat_map(|of| &of.credentials).filter(|one| is_unstored(one));
    rows.filter_map(|one| one.profile_id.as_deref()).collect()
}

/// Leaves out credentials that only the configuration names and that other agents have: it names those of all agents.
pub fn without_those_of_others(
    providers: Vec<ProviderCredentials>,
    has_other_agent: impl Fn(&str) -> bool,
) -> Vec<ProviderCredentials> {
    let is_of_other =
        |one: &CredentialInfo| is_unstored(one) && one.profile_id.as_deref().is_some_and(&has_other_agent);
    let without = |of: ProviderCredentials| {
        let credentials = of.credentials.into_iter().filter(|one| !is_of_other(one)).collect();
        ProviderCredentials { credentials, ..of }
    };
    providers.into_iter().map(without).collect()
}

fn is_unstored(one: &CredentialInfo) -> bool {
    one.reason.as_deref() == Some(order::Eligibility::ProfileMissing.as_str())
}

/// What adds a credential for a provider.
pub fn add_hint(provider: &ProviderCredentials) -> String {
    let variable = provider.key_variable.as_ref().map(|name| format!("set `{name}`, or "));
    format!("{}run `openclaw models auth add --provider {}`", variable.unwrap_or_default(), provider.provider)
}

/// The models of an agent's chain and of the image chain, each once. OpenClaw's own default counts where it is used.
pub fn models_in_use(view: &View, agent: &Agent) -> Vec<ModelRef> {
    let models = [Role::Text, Role::Image].into_iter().flat_map(|role| models_of_chain(view, agent, role));
    let mut seen = HashSet::new();
    models.filter(|model| seen.insert(model.clone())).collect()
}

/// The models of one chain of an agent, in their order. OpenClaw's own default counts where it is used.
pub fn models_of_chain(view: &View, agent: &Agent, role: Role) -> Vec<ModelRef> {
    let chain = view.agent_chain(agent, role).chain;
    let own_default = (role == Role::Text).then(|| view.answer_for(&chain));
    let own_default = own_default.filter(contract::Answer::is_openclaw_default).map(|answer| answer.model);
    let own_default = own_default.and_then(|model| parse_ref(&model, view.generation()));
    let mut seen = HashSet::new();
    let models = own_default.into_iter().chain(steps_of(chain));
    models.filter(|model| seen.insert(model.clone())).collect()
}

fn steps_of(chain: Chain) -> impl Iterator<Item = ModelRef> {
    chain.primary.into_iter().chain(chain.fallbacks).filter_map(|step| step.model)
}

#[cfg(test)]
mod tests;
