//! The order in which the credentials of a provider are tried.

use catalog_data::canonical_provider;
use contract::{MoveInOrder, SetOrder};
use json5_edit::{Edit, KeyPath};
use serde_json::{Value, json};

use super::{
    CredentialError,
    agent_stores::{AgentStores, StoreEditors},
    config_auth,
    store_editor::StoreEditor,
    words::{effect, no_effect, quoted, visible_id},
};
use crate::{
    auth::{
        order::{OrderLayer, OrderRequest, ProviderOrder},
        provider_name::credential_provider,
    },
    base::{decision::Decision, secret::contains_secret},
    document::view::View,
};

/// Sets the order of a provider: in the configuration, or in the store of the agent that the request names. Without ids,
/// the order is removed.
pub fn set_order(view: &View, op: &SetOrder, stores: &AgentStores<'_>) -> Result<Decision, CredentialError> {
    let provider = typed_provider(view, &op.provider)?;
    let ids = distinct_ids(&op.profiles);
    if ids.is_empty() && !op.profiles.is_empty() {
        return Err(CredentialError::NoIds);
    }
    check_ids(view, stores, &provider, &ids, op.force)?;
    if ids.is_empty() { clear_order(view, stores, &provider) } else { write_order(view, stores, &provider, &ids) }
}

/// The provider of an order, by its canonical id.
fn typed_provider(view: &View, typed: &str) -> Result<String, CredentialError> {
    if typed.trim().is_empty() {
        return Err(CredentialError::NoProvider);
    }
    if contains_secret(typed) {
        return Err(CredentialError::SecretAsName { place: "the provider" });
    }
    Ok(canonical_provider(typed, view.generation()))
}

/// The ids without blank ones, each once.
pub fn distinct_ids(typed: &[String]) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for id in typed.iter().map(|id| id.trim()).filter(|id| !id.is_empty()) {
        if !ids.iter().any(|known| known == id) {
            ids.push(id.to_owned());
        }
    }
    ids
}

fn check_ids(
    view: &View,
    stores: &AgentStores<'_>,
    provider: &str,
    ids: &[String],
    force: bool,
) -> Result<(), CredentialError> {
    for id in ids {
        match stores.merged.find(id) {
            None if contains_secret(id) => return Err(CredentialError::SecretAsName { place: "an id" }),
            None if force => {}
            None => return Err(stores.unknown(id)),
            Some(profile) if profile.provider != credential_provider(provider, view.generation()) => {
                return Err(CredentialError::OtherProvider {
                    id: id.clone(),
                    provider: profile.written_provider.clone(),
                    wanted: provider.to_owned(),
                });
            }
            Some(_) => {}
        }
    }
    Ok(())
}

fn write_order(
    view: &View,
    stores: &AgentStores<'_>,
    provider: &str,
    ids: &[String],
) -> Result<Decision, CredentialError> {
    let mut editors = stores.editors();
    let listed = quoted(ids.iter().map(String::as_str));
    let command = format!("openclaw models auth order set --provider {provider} {}", ids.join(" "));
    let words = effect(
        format!("Set the order of `{provider}` in the order {listed}"),
        format!("set the order of `{provider}`: {listed}"),
    );
    if stores.is_named {
        set_stored_order(editors.of_agent(), view, provider, ids);
        let decision = editors.into_decision(Vec::new(), words, command)?;
        return Ok(or_unchanged(decision, format!("The order of `{provider}` is already {listed}")));
    }
    let is_set = config_auth::find_order(view, provider).is_some_and(|order| order.ids == ids);
    let edits = if is_set { Vec::new() } else { vec![config_auth::set_order_edit(view, provider, ids)] };
    let dropped = drop_stored_orders(&mut editors, view, provider);
    let decision = editors.into_decision(edits, words, command)?;
    let decision = dropped.into_iter().fold(decision, Decision::with_note);
    Ok(or_unchanged(decision, format!("The order of `{provider}` is already {listed}")))
}

fn clear_order(view: &View, stores: &AgentStores<'_>, provider: &str) -> Result<Decision, CredentialError> {
    let mut editors = stores.editors();
    let command = format!("openclaw models auth order clear --provider {provider}");
    let words = effect(format!("Remove the order of `{provider}`"), format!("removed the order of `{provider}`"));
    let configured = config_auth::find_order(view, provider);
    let (edits, notes) = if stores.is_named {
        drop_stored_order(editors.of_agent(), view, provider);
        let inherited = inherited_order(stores, configured.is_some(), view, provider);
        (Vec::new(), inherited.into_iter().collect())
    } else {
        let edits: Vec<_> = configured.into_iter().map(|order| Edit::Remove { path: order.path }).collect();
        (edits, drop_stored_orders(&mut editors, view, provider))
    };
    let decision = editors.into_decision(edits, words, command)?;
    let decision = notes.into_iter().fold(decision, Decision::with_note);
    Ok(or_unchanged(decision, format!("No order of `{provider}` is set")))
}

/// Names the order that applies once the agent's own one is removed.
fn inherited_order(stores: &AgentStores<'_>, is_configured: bool, view: &View, provider: &str) -> Option<String> {
    let is_stored = stores.files.own.is_some() && {
        let mut editors = stores.editors();
        stored_order(editors.shared(), view, provider).is_some()
    };
    let from = match (is_stored, is_configured) {
        (true, _) => "stored for all agents",
        (false, true) => "of the configuration",
        (false, false) => return None,
    };
    Some(format!("the order {from} still applies to this agent"))
}

/// A decision that changes nothing says why.
pub(super) fn or_unchanged(decision: Decision, why: String) -> Decision {
    let is_empty = decision.edits.is_empty() && decision.store_edits.is_empty();
    if is_empty { Decision { effect: no_effect(why), ..decision } } else { decision }
}

/// An order in a store, with the key that it has there.
fn stored_order(editor: &StoreEditor<'_>, view: &View, provider: &str) -> Option<(String, Vec<String>)> {
    let generation = view.generation();
    let mut orders = editor.state_part("order")?.iter();
    let (name, value) = orders.find(|(name, _)| canonical_provider(name, generation) == provider)?;
    let ids = value.as_array()?.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    Some((name.clone(), ids))
}

/// Sets the order of a provider in a store.
pub(super) fn set_stored_order(editor: &mut StoreEditor<'_>, view: &View, provider: &str, ids: &[String]) {
    let found = stored_order(editor, view, provider);
    let (name, before) = found.map_or_else(|| (provider.to_owned(), None), |(name, ids)| (name, Some(ids)));
    if before.as_deref() == Some(ids) {
        return;
    }
    editor.set_state(KeyPath::from_keys(["order", &name]), json!(ids));
    note_order(editor, provider, before.as_deref(), Some(ids));
}

fn drop_stored_order(editor: &mut StoreEditor<'_>, view: &View, provider: &str) -> bool {
    let Some((name, before)) = stored_order(editor, view, provider) else { return false };
    editor.remove_state(&KeyPath::from_keys(["order", &name]));
    note_order(editor, provider, Some(&before), None);
    true
}

/// Removes the stored orders of a provider, which would come before that of the configuration, and says so.
fn drop_stored_orders(editors: &mut StoreEditors<'_>, view: &View, provider: &str) -> Vec<String> {
    let mut notes = Vec::new();
    for editor in editors.all() {
        if drop_stored_order(editor, view, provider) {
            notes.push(format!("the order in `{}`, which came first, is removed", editor.file.display_path));
        }
    }
    notes
}

/// A line for an order in the diff and in the history.
fn note_order(editor: &mut StoreEditor<'_>, provider: &str, before: Option<&[String]>, after: Option<&[String]>) {
    let line =
        |ids: Option<&[String]>| ids.map(|ids| ids.iter().map(|id| visible_id(id)).collect::<Vec<_>>().join(", "));
    let (before, after) = (line(before), line(after));
    editor.note(&format!("order of {provider}"), before.as_deref(), after.as_deref());
}

/// The order in which the credentials of a provider are tried now, and what decides it.
struct PresentOrder {
    layer: OrderLayer,
    ids: Vec<String>,
}

impl PresentOrder {
    fn find(view: &View, stores: &AgentStores<'_>, provider: &str) -> Self {
        let request =
            OrderRequest { view, store: stores.merged, provider, model: None, preferred: None, now: stores.now };
        let (layer, listed) = request.listed_ids();
        if layer.is_explicit() {
            return Self { layer, ids: distinct_ids(&listed) };
        }
        let tried = ProviderOrder::find(&request);
        Self { layer, ids: tried.candidates.into_iter().map(|one| one.id).collect() }
    }
}

/// Moves a credential to another position in the order of its provider.
pub fn move_in_order(view: &View, op: &MoveInOrder, stores: &AgentStores<'_>) -> Result<Decision, CredentialError> {
    let id = op.id.trim();
    let profile = stores.merged.find(id).ok_or_else(|| stores.unknown(id))?;
    let provider = canonical_provider(&profile.written_provider, view.generation());
    let mut editors = stores.editors();
    let (edits, position) = place_in_order(view, stores, &mut editors, &provider, id, op.to)?;
    let command = format!("openclaw models auth order move {id} --to {}", op.to);
    let words = effect(
        format!("Move `{}` to position {position} in the order of `{provider}`", visible_id(id)),
        format!("moved `{}` to position {position} in the order of `{provider}`", visible_id(id)),
    );
    let decision = editors.into_decision(edits, words, command)?;
    let why = format!("`{}` is already at position {position} in the order of `{provider}`", visible_id(id));
    Ok(or_unchanged(decision, why))
}

/// Puts a credential at a position of the order that decides. Returns the edits of the configuration, and the position
/// that it has then.
pub(super) fn place_in_order(
    view: &View,
    stores: &AgentStores<'_>,
    editors: &mut StoreEditors<'_>,
    provider: &str,
    id: &str,
    to: usize,
) -> Result<(Vec<Edit>, usize), CredentialError> {
    let index = to.checked_sub(1).ok_or(CredentialError::Position)?;
    let PresentOrder { layer, ids } = PresentOrder::find(view, stores, provider);
    let from = ids.iter().position(|listed| listed == id);
    let mut moved: Vec<_> = ids.iter().filter(|listed| *listed != id).cloned().collect();
    let index = index.min(moved.len());
    moved.insert(index, id.to_owned());
    let position = index + 1;
    if moved == ids && layer.is_explicit() {
        return Ok((Vec::new(), position));
    }
    match (layer, stores.is_named) {
        (_, true) | (OrderLayer::AgentStore, _) => set_stored_order(editors.of_agent(), view, provider, &moved),
        (OrderLayer::SharedStore, false) => set_stored_order(editors.shared(), view, provider, &moved),
        (OrderLayer::Config, false) => return Ok((config_move(view, provider, id, &ids, from, index), position)),
        (OrderLayer::ConfigProfiles | OrderLayer::Store, false) => {
            return Ok((vec![config_auth::set_order_edit(view, provider, &moved)], position));
        }
    }
    Ok((Vec::new(), position))
}

/// Moves or inserts an id in the order of the configuration, where the other elements keep their comments.
fn config_move(view: &View, provider: &str, id: &str, ids: &[String], from: Option<usize>, to: usize) -> Vec<Edit> {
    let Some(order) = config_auth::find_order(view, provider) else { return Vec::new() };
    let list = order.path;
    if order.ids != ids {
        // Blank or repeated ids: the list is written anew.
        let mut moved: Vec<_> = ids.iter().filter(|listed| *listed != id).cloned().collect();
        moved.insert(to.min(moved.len()), id.to_owned());
        return vec![config_auth::set_order_edit(view, provider, &moved)];
    }
    vec![match from {
        Some(from) => Edit::Move { list, from, to },
        None => Edit::Insert { list, index: to, value: id.into() },
    }]
}
