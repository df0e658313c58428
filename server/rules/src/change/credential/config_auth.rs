//! Edits of `auth.profiles` and `auth.order` in the configuration.

use catalog_data::canonical_provider;
use json5_edit::{Edit, KeyPath};
use serde_json::{Value, json};

use crate::{
    auth::{config_profile::config_profiles, profile::ProfileKind},
    document::view::View,
};

/// An order in the configuration.
pub(super) struct ConfigOrder {
    pub(super) path: KeyPath,
    pub(super) ids: Vec<String>,
}

fn profile_path(id: &str) -> KeyPath {
    KeyPath::from_keys(["auth", "profiles", id])
}

/// The order of a provider, under any spelling of its id.
pub(super) fn find_order(view: &View, provider: &str) -> Option<ConfigOrder> {
    let generation = view.generation();
    orders(view).find(|(name, _)| canonical_provider(name, generation) == provider).map(|(_, order)| order)
}

/// The path of a provider's order, also if there is none.
pub(super) fn order_path(view: &View, provider: &str) -> KeyPath {
    find_order(view, provider).map_or_else(|| KeyPath::from_keys(["auth", "order", provider]), |order| order.path)
}

/// All orders.
fn orders(view: &View) -> impl Iterator<Item = (&String, ConfigOrder)> {
    let path = KeyPath::from_keys(["auth", "order"]);
    let members = view.get(&path).and_then(Value::as_object);
    members.into_iter().flatten().filter_map(move |(name, value)| {
        let ids = value.as_array()?.iter().map(|id| id.as_str().unwrap_or_default().trim().to_owned()).collect();
        Some((name, ConfigOrder { path: path.with_key(name), ids }))
    })
}

/// The edit that sets the order of a provider.
pub(super) fn set_order_edit(view: &View, provider: &str, ids: &[String]) -> Edit {
    Edit::Set { path: order_path(view, provider), value: json!(ids).into() }
}

/// The edits that name a credential with its provider and kind.
pub(super) fn name_profile_edits(view: &View, id: &str, provider: &str, kind: ProfileKind) -> Vec<Edit> {
    let path = profile_path(id);
    let wanted = [("provider", provider), ("mode", kind.as_str())];
    match view.get(&path).and_then(Value::as_object) {
        None => {
            let entry: serde_json::Map<_, _> =
                wanted.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect();
            vec![Edit::Set { path, value: Value::Object(entry).into() }]
        }
        Some(members) => {
            let differs = |(key, value): &(&str, &str)| members.get(*key).and_then(Value::as_str) != Some(*value);
            let set = |(key, value): (&str, &str)| Edit::Set { path: path.with_key(key), value: value.into() };
            wanted.into_iter().filter(differs).map(set).collect()
        }
    }
}

/// The edits that put a new credential into the order. As in OpenClaw it comes first; and if no order is configured, one
/// is only needed if the configuration names credentials of another kind.
pub(super) fn new_profile_order_edits(view: &View, id: &str, provider: &str, kind: ProfileKind) -> Vec<Edit> {
    if let Some(order) = find_order(view, provider) {
        let is_listed = order.ids.iter().any(|listed| listed == id);
        let insert = || Edit::Insert { list: order.path.clone(), index: 0, value: id.into() };
        return (!is_listed).then(insert).into_iter().collect();
    }
    let generation = view.generation();
    let others: Vec<_> =
        config_profiles(view).filter(|profile| profile.id != id && profile.is_of(provider, generation)).collect();
    if others.iter().all(|profile| profile.has_mode_of(kind)) {
        return Vec::new();
    }
    let ids: Vec<_> = [id].into_iter().chain(others.iter().map(|profile| profile.id)).map(str::to_owned).collect();
    vec![set_order_edit(view, provider, &ids)]
}

/// The edits that remove a credential wherever it is named.
pub(super) fn forget_edits(view: &View, id: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (_, order) in orders(view) {
        let rest = order.ids.iter().filter(|listed| *listed != id).count();
        if rest == order.ids.len() {
            continue;
        }
        if rest == 0 {
            edits.push(Edit::Remove { path: order.path });
            continue;
        }
        let places = order.ids.iter().enumerate().rev().filter(|(_, listed)| *listed == id);
        edits.extend(places.map(|(at, _)| Edit::Remove { path: order.path.with_index(at) }));
    }
    edits.extend(view.get(&profile_path(id)).map(|_| Edit::Remove { path: profile_path(id) }));
    edits
}

/// The edits that rename a credential wherever it is named.
pub(super) fn rename_edits(view: &View, from: &str, to: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (_, order) in orders(view) {
        let places = order.ids.iter().enumerate().filter(|(_, listed)| *listed == from);
        edits.extend(places.map(|(at, _)| Edit::Set { path: order.path.with_index(at), value: to.into() }));
    }
    if let Some(entry) = view.get(&profile_path(from)) {
        edits.push(Edit::Set { path: profile_path(to), value: entry.clone().into() });
        edits.push(Edit::Remove { path: profile_path(from) });
    }
    edits
}
