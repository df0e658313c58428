//! The order in which the credentials of a provider are tried.

mod eligibility;

use catalog_data::canonical_provider;
use json5_edit::KeyPath;
use rustc_hash::FxHashSet;

use super::{
    config_profile::config_profiles,
    failure_reason::FailureReason,
    profile::{Profile, ProfileKind, StoreScope},
    profile_store::{ProfileStore, StoredOrder, read_ids},
    provider_name::{credential_provider, member_of_provider},
};
use crate::document::view::View;

pub use eligibility::Eligibility;

/// What decides the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderLayer {
    /// The order in the store of the agent.
    AgentStore,
    /// The order in the store that all agents share.
    SharedStore,
    /// `auth.order` in the configuration.
    Config,
    /// No order is written: the profiles that `auth.profiles` in the configuration names, sorted.
    ConfigProfiles,
    /// No order is written: all credentials in the store, sorted.
    Store,
}

/// What an order is asked for.
#[derive(Debug, Clone, Copy)]
pub struct OrderRequest<'a> {
    /// The configuration.
    pub view: &'a View,
    /// The credentials.
    pub store: &'a ProfileStore,
    /// The provider, as it is written.
    pub provider: &'a str,
    /// The model, if only its cooldowns count.
    pub model: Option<&'a str>,
    /// The credential that comes first if it can be used.
    pub preferred: Option<&'a str>,
    /// The time, in milliseconds since 1970.
    pub now: i64,
}

/// The order in which the credentials of a provider are tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderOrder {
    /// What decides it.
    pub layer: OrderLayer,
    /// The credentials to try, the first one first.
    pub candidates: Vec<OrderedProfile>,
    /// The credentials of the provider that are not tried.
    pub left_out: Vec<LeftOutProfile>,
}

/// A credential in an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderedProfile {
    /// Its id.
    pub id: String,
    /// Whether it can be tried: always [`Eligibility::Ok`].
    pub eligibility: Eligibility,
    /// It cannot be used until this time, so it comes last.
    pub unusable_until: Option<i64>,
    /// Why it cannot be used until then.
    pub reason: Option<FailureReason>,
}

/// A credential that is not tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOutProfile {
    /// Its id.
    pub id: String,
    /// Why it is not tried.
    pub eligibility: Eligibility,
}

impl OrderLayer {
    /// Whether the order is written somewhere.
    pub const fn is_explicit(self) -> bool {
        matches!(self, Self::AgentStore | Self::SharedStore | Self::Config)
    }
}

impl ProviderOrder {
    /// Finds the order of a provider.
    pub fn find(request: &OrderRequest<'_>) -> Self {
        let (mut layer, ids) = request.listed_ids();
        let (mut eligible, mut left_out) = request.split_eligible(&ids);
        let is_explicit = layer.is_explicit();
        if eligible.is_empty() && request.names_only_missing(&ids) {
            // The ids in the configuration are of an older store: all credentials of the provider are tried.
            layer = OrderLayer::Store;
            let (found, more) = request.split_eligible(&request.stored_ids());
            eligible = found;
            left_out.extend(more);
        }
        request.add_unlisted(layer, &eligible, &mut left_out);
        let mut candidates: Vec<_> = eligible.iter().map(|profile| request.ordered(profile)).collect();
        if !is_explicit {
            candidates.sort_by_cached_key(|one| request.rank(&one.id));
        }
        candidates.sort_by_key(|one| one.unusable_until.unwrap_or(i64::MIN));
        if let Some(at) = candidates.iter().position(|one| Some(one.id.as_str()) == request.preferred) {
            let preferred = candidates.remove(at);
            candidates.insert(0, preferred);
        }
        Self { layer, candidates, left_out }
    }
}

impl<'a> OrderRequest<'a> {
    /// The ids that are written, or all of the provider, and what decides that.
    pub(crate) fn listed_ids(&self) -> (OrderLayer, Vec<String>) {
        self.written_orders().into_iter().next().unwrap_or_else(|| (OrderLayer::Store, self.stored_ids()))
    }

    /// The orders that are written, the strongest first: only that one counts.
    pub(super) fn written_orders(&self) -> Vec<(OrderLayer, Vec<String>)> {
        let generation = self.view.generation();
        let provider = canonical_provider(self.provider, generation);
        let of_store = |stored: &StoredOrder| match stored.scope {
            StoreScope::Agent => (OrderLayer::AgentStore, stored.ids.clone()),
            StoreScope::Shared => (OrderLayer::SharedStore, stored.ids.clone()),
        };
        let stored = [&self.store.order, &self.store.overridden_order];
        let stored = stored.into_iter().filter_map(|orders| orders.get(&provider).map(of_store));
        let configured = self.view.get(&KeyPath::from_keys(["auth", "order"])).and_then(|orders| orders.as_object());
        let configured = configured.and_then(|orders| member_of_provider(orders, self.provider, generation));
        let configured = configured.and_then(read_ids).map(|ids| (OrderLayer::Config, ids));
        let named = Some(self.config_profile_ids()).filter(|ids| !ids.is_empty());
        stored.chain(configured).chain(named.map(|ids| (OrderLayer::ConfigProfiles, ids))).collect()
    }

    fn config_profile_ids(&self) -> Vec<String> {
        let generation = self.view.generation();
        let provider = credential_provider(self.provider, generation);
        let named = config_profiles(self.view).filter(|profile| profile.is_of(&provider, generation));
        named.map(|profile| profile.id.to_owned()).collect()
    }

    fn stored_ids(&self) -> Vec<String> {
        let stored = self.store.of_provider(self.provider, self.view.generation());
        stored.map(|profile| profile.id.clone()).collect()
    }

    /// Splits ids, each counted once, into the credentials that can be tried and the others.
    fn split_eligible(&self, ids: &[String]) -> (Vec<&'a Profile>, Vec<LeftOutProfile>) {
        let (mut eligible, mut left_out, mut seen) = (Vec::new(), Vec::new(), FxHashSet::default());
        let provider = credential_provider(self.provider, self.view.generation());
        for id in ids.iter().filter(|id| seen.insert(id.as_str())) {
            match self.usable_profile(id, &provider) {
                Ok(profile) => eligible.push(profile),
                Err(eligibility) => left_out.push(LeftOutProfile { id: id.clone(), eligibility }),
            }
        }
        (eligible, left_out)
    }

    /// The credential with an id, or why it cannot be tried. `provider` is the id under which the credentials of the
    /// provider are stored.
    fn usable_profile(&self, id: &str, provider: &str) -> Result<&'a Profile, Eligibility> {
        let profile = self.store.find(id).ok_or(Eligibility::ProfileMissing)?;
        match self.eligibility(profile, provider) {
            Eligibility::Ok => Ok(profile),
            eligibility => Err(eligibility),
        }
    }

    /// Whether the configuration names profiles, but the store has none of these ids.
    fn names_only_missing(&self, ids: &[String]) -> bool {
        let is_missing = |id: &String| self.store.find(id).is_none();
        !ids.is_empty() && ids.iter().all(is_missing) && !self.config_profile_ids().is_empty()
    }

    /// Adds the stored credentials of the provider that no list names.
    fn add_unlisted(&self, layer: OrderLayer, eligible: &[&Profile], left_out: &mut Vec<LeftOutProfile>) {
        let unlisted = match layer {
            OrderLayer::AgentStore | OrderLayer::SharedStore | OrderLayer::Config => Eligibility::ExcludedByAuthOrder,
            OrderLayer::ConfigProfiles | OrderLayer::Store => Eligibility::NotInAuthProfiles,
        };
        let listed = eligible.iter().map(|one| &one.id).chain(left_out.iter().map(|one| &one.id));
        let listed: FxHashSet<_> = listed.cloned().collect();
        let more = self.stored_ids().into_iter().filter(|id| !listed.contains(id));
        left_out.extend(more.map(|id| LeftOutProfile { id, eligibility: unlisted }));
    }

    fn ordered(&self, profile: &Profile) -> OrderedProfile {
        let usage = self.store.usage(&profile.id);
        let unusable_until = usage.and_then(|usage| usage.unusable_until(&profile.provider, self.model, self.now));
        let reason = usage.and_then(|usage| usage.unusable_reason(&profile.provider, self.model, self.now));
        OrderedProfile { id: profile.id.clone(), eligibility: Eligibility::Ok, unusable_until, reason }
    }

    /// The place of a credential where no order is written: sign-ins, tokens, keys; in each, the one that was not used
    /// for the longest time.
    fn rank(&self, id: &str) -> (u8, i64) {
        let kind = match self.store.find(id).map(|profile| profile.kind) {
            Some(ProfileKind::OAuth) => 0,
            Some(ProfileKind::Token) => 1,
            Some(ProfileKind::ApiKey) | None => 2,
        };
        (kind, self.store.usage(id).and_then(|usage| usage.last_used).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests;
