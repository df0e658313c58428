//! The report of a made-up home, for tests.

use contract::Generation;
use serde_json::Value;

use super::{DEFAULT_WARN_MS, ReportRequest};
use crate::{
    auth::{environment::MachineFacts, profile_store::ProfileStore, resolve::StoreLocation},
    base::env::{Env, Variables},
    document::view::View,
};

/// The time of the report, in milliseconds since 1970.
pub(crate) const NOW: i64 = 1_773_403_200_000;

pub(crate) const HOUR: i64 = 3_600_000;

/// Gives the report of the first agent to a check. The variables are set to a made-up key.
pub(crate) fn with_report<T>(
    config: Value,
    store: &Value,
    variables: &[&str],
    check: impl FnOnce(&ReportRequest<'_>) -> T,
) -> T {
    let set: Variables =
        variables.iter().map(|name| ((*name).to_owned(), "value-0123456789abcdef".to_owned())).collect();
    let view = View::new(config).with_env(Env::new(vec![set]));
    let store = ProfileStore::read(store, None, Generation::JsonStore).unwrap();
    let (machine, location) = (MachineFacts::default(), StoreLocation::default());
    let agents = view.agents();
    check(&ReportRequest {
        view: &view,
        agent: &agents.all[0],
        store: &store,
        machine: &machine,
        location: &location,
        warn_ms: DEFAULT_WARN_MS,
        now: NOW,
    })
}
