//! A store of credentials.

mod document;
mod shape_error;

use std::collections::BTreeMap;

use catalog_data::canonical_provider;
use contract::Generation;
use rustc_hash::FxHashMap;
use serde_json::Value;

use super::{
    profile::{Profile, StoreScope},
    provider_name::credential_provider,
    usage::ProfileUsage,
};

pub use document::StoreDocument;
pub use shape_error::{StorePart, StoreShapeError};

/// What precedes the id of a provider where the usage of its key in the configuration is stored.
const CONFIG_KEY_PREFIX: &str = "inline-api-key:";

/// The credentials of an agent, without their secrets, and how they were used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProfileStore {
    /// The credentials, in the order of the store.
    profiles: Vec<Profile>,
    /// The index of each credential by its id: a store may have thousands.
    index: FxHashMap<String, usize>,
    /// The indexes of the credentials of each provider, in the order of the store.
    by_provider: FxHashMap<String, Vec<usize>>,
    /// The order in which the credentials of a provider are tried, by its canonical id.
    pub order: BTreeMap<String, StoredOrder>,
    /// The orders of the shared store that do not count, because the agent has an order of its own.
    pub overridden_order: BTreeMap<String, StoredOrder>,
    /// The credential that last worked, by the canonical id of its provider.
    pub last_good: BTreeMap<String, String>,
    /// How the credentials were used, by their ids. An id may be of a credential that does not exist any more.
    usage: UsageById,
    /// Sentences about entries that OpenClaw ignores, each with the id and the reason.
    pub rejected: Vec<String>,
}

/// How credentials were used, by their ids. Boxed, because a table of thousands is moved each time that it grows.
type UsageById = FxHashMap<String, Box<ProfileUsage>>;

/// Whether a document of a store is an object of the known version.
pub fn has_known_version(document: &Value) -> bool {
    let version = document.as_object().map(|members| members.get("version"));
    version.is_some_and(|version| shape_error::check_version(version, StorePart::Profiles).is_ok())
}

/// The order in which the credentials of a provider are tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredOrder {
    /// The ids; at least one.
    pub ids: Vec<String>,
    /// The store that has the order.
    pub scope: StoreScope,
}

impl ProfileStore {
    /// Reads a store from its documents as JSON. Secrets are dropped.
    pub fn read(
        profiles_document: &Value,
        state_document: Option<&Value>,
        generation: Generation,
    ) -> Result<Self, StoreShapeError> {
        let read = |document: &Value, part| {
            StoreDocument::from_value(document, generation).map_err(|_| StoreShapeError::NotAnObject(part))
        };
        let state = state_document.map(|state| read(state, StorePart::State)).transpose()?;
        Self::from_documents(read(profiles_document, StorePart::Profiles)?, state, generation)
    }

    /// The store with some documents. A JSON file has everything in one document; a database has a second one for the
    /// state: the order, the last working credentials and the usage.
    pub fn from_documents(
        profiles: StoreDocument,
        state: Option<StoreDocument>,
        generation: Generation,
    ) -> Result<Self, StoreShapeError> {
        let mut document = profiles.into_parts(StorePart::Profiles)?;
        let entries = document.take_entries()?;
        let state = state.map_or(Ok(document), |state| state.into_parts(StorePart::State))?;
        let mut store = Self {
            order: read_order(state.order.as_ref(), generation),
            last_good: read_last_good(state.last_good.as_ref(), generation),
            usage: state.usage,
            profiles: Vec::with_capacity(entries.len()),
            ..Self::default()
        };
        for entry in entries {
            match entry {
                Ok(profile) => store.add(profile),
                Err((id, reason)) => store.rejected.push(format!("`{id}` is ignored: {reason}")),
            }
        }
        Ok(store)
    }

    /// What an agent sees: its own store over the one that all agents share. For each credential, order and usage its
    /// own counts.
    #[must_use]
    pub fn merged_over(self, shared: Self) -> Self {
        let mut merged = shared.with_scope(StoreScope::Shared);
        for own in self.profiles {
            merged.add(own);
        }
        for (provider, own) in self.order {
            if let Some(shared) = merged.order.insert(provider.clone(), own) {
                merged.overridden_order.insert(provider, shared);
            }
        }
        merged.last_good.extend(self.last_good);
        merged.usage.extend(self.usage);
        merged.rejected.extend(self.rejected);
        merged
    }

    /// The store as the one that all agents share.
    #[must_use]
    pub fn shared(self) -> Self {
        self.with_scope(StoreScope::Shared)
    }

    /// Adds a credential, in the place of one with the same id.
    fn add(&mut self, profile: Profile) {
        let end = self.profiles.len();
        let at = *self.index.entry(profile.id.clone()).or_insert(end);
        match self.profiles.get_mut(at) {
            Some(known) if known.provider == profile.provider => *known = profile,
            Some(known) => {
                let before = std::mem::replace(known, profile);
                let after = known.provider.clone();
                self.by_provider.entry(before.provider).or_default().retain(|index| *index != at);
                self.add_to_provider(after, at);
            }
            None => {
                self.add_to_provider(profile.provider.clone(), at);
                self.profiles.push(profile);
            }
        }
    }

    fn add_to_provider(&mut self, provider: String, at: usize) {
        let indexes = self.by_provider.entry(provider).or_default();
        let place = indexes.partition_point(|index| *index < at);
        indexes.insert(place, at);
    }

    fn with_scope(mut self, scope: StoreScope) -> Self {
        self.profiles.iter_mut().for_each(|profile| profile.scope = scope);
        self.order.values_mut().for_each(|order| order.scope = scope);
        self
    }

    /// Finds a credential.
    pub fn find(&self, id: &str) -> Option<&Profile> {
        self.profiles.get(*self.index.get(id)?)
    }

    /// How the key of a provider in the configuration was used. Only the newest generation stores that.
    pub fn config_key_usage(&self, provider: &str, generation: Generation) -> Option<&ProfileUsage> {
        let is_stored = matches!(generation, Generation::SharedDb | Generation::Unknown);
        let id = || format!("{CONFIG_KEY_PREFIX}{}", canonical_provider(provider, generation));
        is_stored.then(|| self.usage(&id())).flatten()
    }

    /// How a credential was used; `None` if that is not stored.
    pub fn usage(&self, id: &str) -> Option<&ProfileUsage> {
        self.usage.get(id).map(Box::as_ref)
    }

    /// How each credential was used, with its id, which may be of one that does not exist any more.
    pub fn all_usage(&self) -> impl Iterator<Item = (&str, &ProfileUsage)> {
        self.usage.iter().map(|(id, usage)| (id.as_str(), usage.as_ref()))
    }

    /// The credentials, in the order of the store.
    pub fn profiles(&self) -> &[Profile] {
        &self.profiles
    }

    /// The credentials of a provider, in the order of the store.
    pub fn of_provider(&self, provider: &str, generation: Generation) -> impl Iterator<Item = &Profile> {
        let indexes = self.by_provider.get(&credential_provider(provider, generation));
        indexes.into_iter().flatten().filter_map(|at| self.profiles.get(*at))
    }
}

fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

/// Reads the orders. Blank ids and empty orders do not count.
fn read_order(orders: Option<&Value>, generation: Generation) -> BTreeMap<String, StoredOrder> {
    let mut order = BTreeMap::new();
    for (provider, value) in members(orders) {
        let ids = read_ids(value).filter(|ids| !ids.is_empty());
        if let Some(ids) = ids {
            let entry = order.entry(canonical_provider(provider, generation));
            entry.or_insert(StoredOrder { ids, scope: StoreScope::Agent });
        }
    }
    order
}

/// Reads a list of ids, without blank ones; `None` if it is not a list.
pub(crate) fn read_ids(value: &Value) -> Option<Vec<String>> {
    let ids = value.as_array()?.iter().filter_map(Value::as_str).map(str::trim);
    Some(ids.filter(|id| !id.is_empty()).map(str::to_owned).collect())
}

fn read_last_good(ids: Option<&Value>, generation: Generation) -> BTreeMap<String, String> {
    let named = members(ids)
        .filter_map(|(provider, id)| Some((canonical_provider(provider, generation), id.as_str()?.to_owned())));
    named.collect()
}

#[cfg(test)]
mod tests;
