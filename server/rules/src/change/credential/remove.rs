//! Removes a stored credential.

use contract::{CredentialStatus, ProviderCredentials, RemoveCredential};
use json5_edit::KeyPath;
use serde_json::Value;

use super::{
    CredentialError,
    agent_stores::AgentStores,
    config_auth,
    store_editor::StoreEditor,
    words::{effect, visible_id},
};
use crate::{base::decision::Decision, document::view::View};

/// Removes a stored credential and everything that names it. `providers` are the credentials before, to find out what
/// breaks.
pub fn remove_credential(
    view: &View,
    op: &RemoveCredential,
    stores: &AgentStores<'_>,
    providers: &[ProviderCredentials],
) -> Result<Decision, CredentialError> {
    let id = op.id.trim();
    let mut editors = stores.editors();
    let is_stored = editors.all().any(|editor| editor.profile(id).is_some());
    if !is_stored {
        return Err(stores.unknown(id));
    }
    let mut removed = Vec::new();
    for editor in editors.requested().filter(|editor| editor.profile(id).is_some()) {
        removed.push(editor.file.display_path.clone());
        let kind = kind_of(editor.profile(id));
        editor.remove_profile(&[id]);
        editor.note(id, Some(&kind), None);
        forget_state(editor, id);
    }
    if removed.is_empty() {
        return Err(CredentialError::NotOwn { id: id.to_owned(), agent: stores.agent.to_owned() });
    }
    let is_gone = editors.all().all(|editor| editor.profile(id).is_none());
    let breaks = if is_gone { broken_by(id, providers) } else { Vec::new() };
    if let Some((provider, breaks)) = provider_of(id, providers).filter(|_| !op.force).zip(non_empty(&breaks)) {
        return Err(CredentialError::LastOne { id: id.to_owned(), provider, breaks });
    }
    let config_edits = if is_gone { config_auth::forget_edits(view, id) } else { Vec::new() };
    let shown = visible_id(id);
    let words = effect(format!("Remove credential `{shown}`"), format!("removed credential `{shown}`"));
    let decision = editors.into_decision(config_edits, words, format!("openclaw models auth remove {id} --yes"))?;
    let decision = Decision { breaks, ..decision };
    if is_gone {
        return Ok(decision);
    }
    Ok(decision.with_note(format!("`{shown}` is also stored for all agents, and is used from there now")))
}

fn non_empty(breaks: &[String]) -> Option<Vec<String>> {
    (!breaks.is_empty()).then(|| breaks.to_vec())
}

/// The word for what an entry is.
pub(super) fn kind_of(entry: Option<&Value>) -> String {
    let kind = entry.and_then(|entry| entry.get("type").or_else(|| entry.get("mode"))?.as_str());
    let known = ["api_key", "token", "oauth"].into_iter().find(|known| Some(*known) == kind);
    known.unwrap_or("other").to_owned()
}

/// Removes a credential from the orders, from the last working ones and from the usage.
fn forget_state(editor: &mut StoreEditor<'_>, id: &str) {
    for (provider, at) in listed_places(editor, id).into_iter().rev() {
        editor.remove_state(&KeyPath::from_keys(["order", &provider]).with_index(at));
    }
    for provider in last_good_providers(editor, id) {
        editor.remove_state(&KeyPath::from_keys(["lastGood", &provider]));
    }
    if editor.state_part("usageStats").is_some_and(|usage| usage.contains_key(id)) {
        editor.remove_state(&KeyPath::from_keys(["usageStats", id]));
    }
}

/// The places of a credential in the orders of a store.
pub(super) fn listed_places(editor: &StoreEditor<'_>, id: &str) -> Vec<(String, usize)> {
    let orders = editor.state_part("order").into_iter().flatten();
    let places = |(provider, ids): (&String, &Value)| -> Vec<_> {
        let ids = ids.as_array().into_iter().flatten().enumerate();
        ids.filter(|(_, listed)| listed.as_str() == Some(id)).map(|(at, _)| (provider.clone(), at)).collect()
    };
    orders.flat_map(places).collect()
}

/// The providers for which a credential last worked.
pub(super) fn last_good_providers(editor: &StoreEditor<'_>, id: &str) -> Vec<String> {
    let good = editor.state_part("lastGood").into_iter().flatten();
    good.filter(|(_, found)| found.as_str() == Some(id)).map(|(provider, _)| provider.clone()).collect()
}

fn of_profile<'p>(id: &str, providers: &'p [ProviderCredentials]) -> Option<&'p ProviderCredentials> {
    providers.iter().find(|of| of.credentials.iter().any(|one| one.profile_id.as_deref() == Some(id)))
}

fn provider_of(id: &str, providers: &[ProviderCredentials]) -> Option<String> {
    of_profile(id, providers).map(|of| of.provider.clone())
}

/// What no longer works without a credential.
fn broken_by(id: &str, providers: &[ProviderCredentials]) -> Vec<String> {
    let Some(of) = of_profile(id, providers).filter(|of| of.is_in_use) else { return Vec::new() };
    let can_pay = |status| !matches!(status, CredentialStatus::Missing | CredentialStatus::Expired);
    let mut usable = of.credentials.iter().filter(|one| can_pay(one.status) && !one.is_left_out);
    let is_paying = |one: &contract::CredentialInfo| one.profile_id.as_deref() == Some(id);
    if usable.clone().any(is_paying) && usable.all(is_paying) {
        return vec![format!(
            "the models of `{}` in the chains can no longer answer: nothing else can pay for them",
            of.provider
        )];
    }
    Vec::new()
}
