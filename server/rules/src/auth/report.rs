//! The credentials of an agent by provider, as commands and pages show them.

use std::collections::{BTreeSet, HashMap};

use catalog_data::providers;
use contract::{
    Chain, CredentialInfo, CredentialMode, CredentialOrder, CredentialStatus, Generation, OrderLayer,
    ProviderCredentials, Role,
};

use super::{
    environment::{MachineFacts, find_environment_credential, variable_names},
    expiry::{Expiry, remaining_short},
    failure_reason::FailureReason,
    order::{self, Eligibility, OrderRequest, ProviderOrder},
    profile::{Profile, ProfileSecret},
    profile_status::{ProfileHealth, ProfileStatus},
    profile_store::ProfileStore,
    resolve::{CredentialRequest, Resolution, StoreLocation, TriedCredential, TriedState, resolve_credential},
};
use crate::{
    base::secret::contains_secret,
    document::{
        agents::Agent,
        model_ref::parse_ref,
        view::{View, providers::configured_providers},
    },
    model::unknown_provider::{UnknownProvider, check_provider},
    schema::mask::HIDDEN_TEXT,
};

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
        let in_use = self.providers_in_use();
        let others = self.other_providers();
        let others = others.iter().filter(|provider| !in_use.contains(provider));
        let in_use = in_use.iter().map(|provider| self.provider(provider, true));
        let others = others.map(|provider| self.provider(provider, false));
        in_use.chain(others.filter(|found| !found.credentials.is_empty())).collect()
    }

    /// The credentials of one provider, as typed.
    pub fn one_provider(&self, typed: &str) -> Result<ProviderCredentials, UnknownProvider> {
        let in_use = self.providers_in_use();
        let catalog = self.view.catalog().provider_ids().map(str::to_owned);
        let known = catalog.chain(self.other_providers()).chain(in_use.iter().cloned()).collect();
        let id = check_provider(typed, &known, self.view.generation())?;
        Ok(self.provider(&id, in_use.contains(&id)))
    }

    fn provider(&self, provider: &str, is_in_use: bool) -> ProviderCredentials {
        let order = ProviderOrder::find(&OrderRequest {
            view: self.view,
            store: self.store,
            provider,
            model: None,
            preferred: None,
            now: self.now,
        });
        let Resolution { tried, error, .. } = resolve_credential(&CredentialRequest {
            view: self.view,
            store: self.store,
            provider,
            model: None,
            profile: None,
            machine: self.machine,
            location: self.location,
            now: self.now,
        });
        let is_shown = |one: &&TriedCredential| !one.label.is_empty() || one.source.starts_with(PROFILE_PREFIX);
        let left_out: HashMap<_, _> = order.left_out.iter().map(|one| (one.id.as_str(), one.eligibility)).collect();
        let mut orders = self.written_orders(provider);
        let decides = shown_layer(order.layer).is_some() && !orders.is_empty();
        ProviderCredentials {
            provider: provider.to_owned(),
            is_in_use,
            credentials: tried.iter().filter(is_shown).map(|one| self.credential(one, &left_out)).collect(),
            order: decides.then(|| orders.remove(0)),
            weaker_orders: orders,
            missing: error.filter(|_| is_in_use).map(|error| self.suitable_error(error)),
            key_variable: self.key_variable(provider),
        }
    }

    /// OpenClaw's error. Its advice to copy a JSON file is wrong beside a database.
    fn suitable_error(&self, error: String) -> String {
        match error.split_once("\". ") {
            Some((sentence, _)) if self.view.generation() != Generation::JsonStore => format!("{sentence}\"."),
            _ => error,
        }
    }

    /// The variable that is usually set for a provider.
    fn key_variable(&self, provider: &str) -> Option<String> {
        let names = variable_names(provider, self.view.generation());
        let usual = names.iter().find(|name| name.ends_with("_API_KEY")).or(names.first());
        usual.map(|name| (*name).to_owned())
    }

    fn credential(&self, one: &TriedCredential, left_out: &HashMap<&str, Eligibility>) -> CredentialInfo {
        let profile_id = one.source.strip_prefix(PROFILE_PREFIX);
        let profile = profile_id.and_then(|id| self.store.find(id));
        let left_out = profile_id.and_then(|id| left_out.get(id).copied());
        let (status, reason) = match profile_id {
            Some(_) => self.profile_status(profile, one, left_out),
            None if one.state == TriedState::PassedOver => (CredentialStatus::Missing, None),
            None => (CredentialStatus::Active, None),
        };
        let expires_at = profile.and_then(|profile| match profile.expiry {
            Expiry::At(time) => Some(time),
            Expiry::Never | Expiry::Invalid => None,
        });
        let usable_at = profile.and_then(|profile| self.unusable_until(profile));
        let remaining = |time: i64| remaining_short(Some(time.saturating_sub(self.now)));
        CredentialInfo {
            profile_id: profile_id.map(visible),
            source: profile_id.map_or_else(|| one.source.clone(), |id| format!("{PROFILE_PREFIX}{}", visible(id))),
            mode: profile.map_or_else(|| source_mode(one), profile_mode),
            label: profile.map_or_else(|| one.label.clone(), secret_label),
            account: profile.and_then(|profile| profile.email.as_ref().or(profile.display_name.as_ref())).map(visible),
            status,
            health: profile.map(|profile| ProfileHealth::of(profile, self.now, self.warn_ms).as_str().to_owned()),
            reason: reason.map(str::to_owned),
            why: visible(&one.why),
            expires_at,
            expires_in: expires_at.filter(|time| *time > self.now).map(remaining),
            usable_at,
            usable_in: usable_at.map(remaining),
            is_left_out: left_out.is_some_and(is_not_named),
            is_chosen: one.state == TriedState::Chosen,
        }
    }

    /// Whether a stored credential can be used now, and OpenClaw's code for the reason why not.
    fn profile_status(
        &self,
        profile: Option<&Profile>,
        one: &TriedCredential,
        left_out: Option<Eligibility>,
    ) -> (CredentialStatus, Option<&'static str>) {
        let Some(profile) = profile else {
            return (CredentialStatus::Missing, Some(Eligibility::ProfileMissing.as_str()));
        };
        let by_time = self.status_by_time(profile);
        match left_out {
            Some(Eligibility::Expired) => (CredentialStatus::Expired, Some(Eligibility::Expired.as_str())),
            Some(reason) if is_not_named(reason) => (by_time.0, by_time.1.or(Some(reason.as_str()))),
            Some(reason) => (CredentialStatus::Missing, Some(reason.as_str())),
            None if one.state == TriedState::PassedOver && by_time.0 == CredentialStatus::Active => {
                let is_reference = matches!(profile.secret, ProfileSecret::Reference(_));
                let reason = if is_reference { Eligibility::UnresolvedRef } else { Eligibility::MissingCredential };
                (CredentialStatus::Missing, Some(reason.as_str()))
            }
            // OpenClaw renews a sign-in without a valid expiry.
            None if one.state != TriedState::PassedOver && by_time.0 == CredentialStatus::Missing => {
                (CredentialStatus::Active, None)
            }
            None => by_time,
        }
    }

    fn status_by_time(&self, profile: &Profile) -> (CredentialStatus, Option<&'static str>) {
        let usage = self.store.usage.get(&profile.id);
        let failure = usage.and_then(|usage| usage.unusable_reason(&profile.provider, None, self.now));
        let failure = failure.map(FailureReason::as_str);
        match ProfileStatus::of(profile, usage, self.now, self.warn_ms) {
            ProfileStatus::Active | ProfileStatus::Inactive => (CredentialStatus::Active, None),
            ProfileStatus::Expiring => (CredentialStatus::Expiring, None),
            ProfileStatus::Expired => (CredentialStatus::Expired, Some(Eligibility::Expired.as_str())),
            ProfileStatus::Disabled => (CredentialStatus::Disabled, failure),
            ProfileStatus::Cooldown => (CredentialStatus::Cooldown, failure),
            ProfileStatus::Missing => (CredentialStatus::Missing, Some(Eligibility::MissingCredential.as_str())),
        }
    }

    fn unusable_until(&self, profile: &Profile) -> Option<i64> {
        self.store.usage.get(&profile.id)?.unusable_until(&profile.provider, None, self.now)
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

    /// The providers of the agent's chains and of the image chain, in their order.
    fn providers_in_use(&self) -> Vec<String> {
        let text = self.view.agent_chain(self.agent, Role::Text).chain;
        let image = self.view.agent_chain(self.agent, Role::Image).chain;
        let own_default = self.view.answer_for(&text);
        let own_default = own_default.is_openclaw_default().then_some(own_default.model);
        let own_default = own_default.and_then(|model| parse_ref(&model, self.view.generation()));
        let mut seen = BTreeSet::new();
        let of_chain = |chain: Chain| chain.primary.into_iter().chain(chain.fallbacks).filter_map(|step| step.model);
        let models = own_default.into_iter().chain(of_chain(text)).chain(of_chain(image));
        models.map(|model| model.provider().to_owned()).filter(|provider| seen.insert(provider.clone())).collect()
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

const PROFILE_PREFIX: &str = "profile:";

/// A name that people give, or what stands for it if it looks like a key that was put in its place.
fn visible(text: impl AsRef<str>) -> String {
    let text = text.as_ref();
    if contains_secret(text) { HIDDEN_TEXT.to_owned() } else { text.to_owned() }
}

/// Whether a credential is not tried because an order or the configuration does not name it.
fn is_not_named(reason: Eligibility) -> bool {
    matches!(reason, Eligibility::ExcludedByAuthOrder | Eligibility::NotInAuthProfiles | Eligibility::SetupPending)
}

/// What may be shown of the secret of a stored credential.
fn secret_label(profile: &Profile) -> String {
    match &profile.secret {
        ProfileSecret::Inline(facts) => facts.label(),
        ProfileSecret::Reference(reference) => reference.label(),
        ProfileSecret::Missing if profile.has_refresh_token => "set".to_owned(),
        ProfileSecret::Missing => "missing".to_owned(),
    }
}

fn profile_mode(profile: &Profile) -> CredentialMode {
    super::auth_mode::mode_of(profile.kind)
}

fn source_mode(one: &TriedCredential) -> CredentialMode {
    one.mode.unwrap_or(CredentialMode::ApiKey)
}

#[cfg(test)]
mod tests;
