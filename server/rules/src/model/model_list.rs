//! Lists models with their facts: the configured ones, the recommended ones, or all.

mod configured;
mod empty_list;
mod facts;

use std::{
    cmp::{Ordering, Reverse},
    collections::{BTreeMap, BTreeSet},
    time::SystemTime,
};

use catalog::{Filter, Flags, Row, SearchQuery, SortKey, Table};
use catalog_data::Catalog;
use contract::{ListModels, ListScope, ListedModels, ModelOrder, ModelRef, OpError, Role};

use super::{
    known_models::with_refs,
    retirement::{days_since_epoch, is_retired},
    unknown_provider::check_provider,
};
use crate::{
    base::home::Home,
    document::view::{
        View,
        known_catalog::{KnownCatalog, rows_without_facts},
        providers::{configured_providers, is_local},
    },
};
use configured::{ConfiguredModel, configured_models};

/// A model that may be listed.
struct Candidate<'c> {
    model: ModelRef,
    row: Row<'c>,
    /// Few are configured, so that it is boxed.
    configured: Option<Box<ConfiguredModel>>,
    is_missing: bool,
}

/// Whether a provider has a credential.
pub type HasCredential<'a> = &'a dyn Fn(&str) -> bool;

/// Lists models. The date of `now` decides which models are retired.
pub fn list_models(
    view: &View,
    home: &Home,
    has_credential: HasCredential<'_>,
    op: &ListModels,
    now: SystemTime,
) -> Result<ListedModels, OpError> {
    let today = days_since_epoch(now);
    let agent = view.find_agent(op.agent.as_deref())?.unwrap_or_else(|| view.agents().effective_default(home));
    let KnownCatalog { catalog, config_problems, agent_problems, kept_problems } = view.catalog_of_agent(&agent.id);
    let configured = configured_models(view, &agent);
    let typed = op.provider.as_deref().map(str::trim).filter(|typed| !typed.is_empty());
    let check = |typed| check_provider(typed, &known_providers(view, &catalog, &configured), view.generation());
    let provider = typed.map(check).transpose()?;
    // Models without a row get one without facts, so that one filter and one order work for all.
    let rowless = rows_without_facts(view, unlisted(&catalog, &configured));
    let scoped =
        Scoped { view, catalog: &catalog, rowless: &rowless, has_credential, provider: provider.as_deref(), today };
    let candidates = filtered(view, op, provider.as_deref(), scoped.candidates(op.scope, configured));
    let states = provider_states(view, has_credential, &candidates);
    let models: Vec<_> =
        ordered(op, candidates).into_iter().map(|one| facts::listed_model(view, &one, &states, today)).collect();
    let notes = if models.is_empty() { empty_list::explain(op) } else { Vec::new() };
    let unclear = view.primary_warnings(&view.agent_chain(&agent, Role::Text).chain);
    let agent_problems = agent_problems.into_iter().map(|problem| problem.sentence).collect();
    Ok(ListedModels { models, warnings: [config_problems, agent_problems, kept_problems, unclear].concat(), notes })
}

/// The facts that a list takes its models from.
struct Scoped<'c> {
    view: &'c View,
    catalog: &'c Catalog,
    rowless: &'c Table,
    has_credential: HasCredential<'c>,
    provider: Option<&'c str>,
    /// In days since 1970.
    today: i64,
}

impl<'c> Scoped<'c> {
    fn candidates(&self, scope: ListScope, configured: Vec<ConfiguredModel>) -> Vec<Candidate<'c>> {
        let named: BTreeSet<_> = configured.iter().map(|one| one.model.clone()).collect();
        let mut found: Vec<_> = configured.into_iter().filter_map(|one| self.configured_candidate(one)).collect();
        let others = with_refs(self.view, self.catalog.rows()).filter(|(_, model)| !named.contains(model));
        let to_candidate = |(row, model)| Candidate { model, row, configured: None, is_missing: false };
        match scope {
            ListScope::Configured => {}
            ListScope::Recommended => {
                let usable = self.usable_providers();
                let others = others.filter(|(row, _)| usable.contains(row.provider) && self.is_recommended(*row));
                found.extend(others.map(to_candidate));
            }
            ListScope::All => {
                found.extend(others.map(to_candidate));
                found.sort_by(Candidate::compare_names);
                if !self.rowless.is_empty() {
                    found.sort_by_cached_key(|one| self.rowless.find(one.row.provider, one.row.id()).is_some());
                }
            }
        }
        found
    }

    fn configured_candidate(&self, one: ConfiguredModel) -> Option<Candidate<'c>> {
        let row = self.catalog.find(&one.model);
        let is_missing = row.is_none() && !self.catalog.is_open_ended(one.model.provider());
        let row = row.or_else(|| self.rowless.find(one.model.provider(), one.model.model()))?;
        Some(Candidate { model: one.model.clone(), row, is_missing, configured: Some(Box::new(one)) })
    }

    /// Providers whose recommended models are listed: the named one, else those that have a credential.
    fn usable_providers(&self) -> BTreeSet<&'c str> {
        let all = self.catalog.provider_ids();
        match self.provider {
            Some(named) => all.filter(|id| *id == named).collect(),
            None => all.filter(|id| (self.has_credential)(id)).collect(),
        }
    }

    fn is_recommended(&self, row: Row<'_>) -> bool {
        row.has(Flags::RECOMMENDED) && !is_retired(row, self.today)
    }
}

impl<'c> Candidate<'c> {
    /// The order of a list of all models.
    fn compare_names(&self, other: &Self) -> Ordering {
        let lower_case = |id: &'c str| id.bytes().map(|byte| byte.to_ascii_lowercase());
        let (own, others) = (self.row.id(), other.row.id());
        let by_provider = self.row.provider.cmp(other.row.provider);
        by_provider.then_with(|| lower_case(own).cmp(lower_case(others))).then_with(|| own.cmp(others))
    }

    fn has_alias(&self, typed: &str) -> bool {
        self.configured.iter().flat_map(|one| &one.aliases).any(|alias| alias.eq_ignore_ascii_case(typed.trim()))
    }
}

/// Configured models that have no row in the catalog.
fn unlisted<'a>(catalog: &Catalog, configured: &'a [ConfiguredModel]) -> Vec<&'a ModelRef> {
    configured.iter().map(|one| &one.model).filter(|model| catalog.find(model).is_none()).collect()
}

/// All providers of the catalog, the configuration and the configured models.
fn known_providers(view: &View, catalog: &Catalog, configured: &[ConfiguredModel]) -> BTreeSet<String> {
    let own = configured.iter().map(|one| one.model.provider().to_owned());
    let own = own.chain(configured_providers(view).map(|(provider, _)| provider));
    own.chain(catalog.provider_ids().map(str::to_owned)).collect()
}

fn filtered<'c>(
    view: &View,
    op: &ListModels,
    provider: Option<&str>,
    mut candidates: Vec<Candidate<'c>>,
) -> Vec<Candidate<'c>> {
    let filter = Filter {
        provider: provider.map(str::to_owned),
        flags: Flags::default().with(Flags::FREE, op.free),
        ..Filter::default()
    };
    candidates.retain(|one| filter.matches(one.row));
    if op.local {
        candidates.retain(|one| !one.is_missing && is_local(view, one.row.provider));
    }
    if let Some((typed, query)) = search_query(op) {
        candidates.retain(|one| query.rank(one.row).is_some() || one.has_alias(typed));
    }
    candidates
}

/// The searched text; `None` if it is blank.
fn search_query(op: &ListModels) -> Option<(&str, SearchQuery)> {
    let typed = op.search.as_deref()?;
    Some((typed, SearchQuery::parse(typed))).filter(|(_, query)| !query.is_empty())
}

/// Sorts as requested; else the best matches of a search first, those of an alias before them.
fn ordered<'c>(op: &ListModels, mut candidates: Vec<Candidate<'c>>) -> Vec<Candidate<'c>> {
    let mut rows: Vec<_> = candidates.iter().map(|one| one.row).collect();
    match (op.sort, search_query(op)) {
        (Some(order), _) => sort_key(order).sort(&mut rows),
        (None, Some((_, query))) => rows = query.ranked(rows).into_iter().map(|(_, row)| row).collect(),
        (None, None) => return candidates,
    }
    let places: BTreeMap<_, _> = rows.iter().zip(0..).map(|(row, place)| ((row.provider, row.id()), place)).collect();
    let alias = op.search.as_deref().filter(|_| op.sort.is_none());
    candidates.sort_by_key(|one| {
        let is_alias = alias.is_some_and(|typed| one.has_alias(typed));
        (Reverse(is_alias), places.get(&(one.row.provider, one.row.id())).copied().unwrap_or(usize::MAX))
    });
    candidates
}

const fn sort_key(order: ModelOrder) -> SortKey {
    match order {
        ModelOrder::Context => SortKey::Context,
        ModelOrder::Cost => SortKey::Cost,
        ModelOrder::Released => SortKey::Released,
        ModelOrder::Params => SortKey::Params,
    }
}

/// What is decided once for each provider of a list.
#[derive(Debug, Clone, Copy)]
struct ProviderState {
    is_local: bool,
    is_available: bool,
}

fn provider_states<'c>(
    view: &View,
    has_credential: HasCredential<'_>,
    candidates: &[Candidate<'c>],
) -> BTreeMap<&'c str, ProviderState> {
    let ids: BTreeSet<_> = candidates.iter().map(|one| one.row.provider).collect();
    let state = |id: &str| ProviderState { is_local: is_local(view, id), is_available: has_credential(id) };
    ids.into_iter().map(|id| (id, state(id))).collect()
}

#[cfg(test)]
mod tests;
