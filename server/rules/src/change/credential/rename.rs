//! Renames a stored credential.

use contract::RenameCredential;
use json5_edit::KeyPath;
use serde_json::{Value, json};

use super::{
    CredentialError,
    add::check_new_id,
    agent_stores::AgentStores,
    config_auth,
    order::or_unchanged,
    remove::{kind_of, last_good_providers, listed_places},
    store_editor::StoreEditor,
    words::{effect, visible_id},
};
use crate::{
    auth::profile::ProfileKind,
    base::{decision::Decision, secret::contains_secret},
    document::view::View,
};

/// Renames a stored credential, also in the orders and in the configuration.
pub fn rename_credential(
    view: &View,
    op: &RenameCredential,
    stores: &AgentStores<'_>,
) -> Result<Decision, CredentialError> {
    let (id, to) = (op.id.trim(), op.to.trim());
    let mut editors = stores.editors();
    if !editors.all().any(|editor| editor.profile(id).is_some()) {
        return Err(stores.unknown(id));
    }
    if contains_secret(to) {
        return Err(CredentialError::SecretAsName { place: "the id" });
    }
    check_new_id(to)?;
    let is_same = id == to;
    if !is_same && editors.all().any(|editor| editor.profile(to).is_some()) {
        return Err(CredentialError::Exists { id: to.to_owned(), is_replaceable: false });
    }
    let is_sign_in = stores.merged.find(id).is_some_and(|profile| profile.kind == ProfileKind::OAuth);
    if is_sign_in && stores.has_databases() {
        let reason = "OpenClaw renews it under its present id, so it cannot be renamed here";
        return Err(CredentialError::SignIn { id: id.to_owned(), reason });
    }
    let mut count = 0;
    for editor in editors.requested().filter(|editor| editor.profile(id).is_some()) {
        count += 1;
        if !is_same {
            rename_in(editor, id, to);
        }
    }
    if count == 0 {
        return Err(CredentialError::NotOwn { id: id.to_owned(), agent: stores.agent.to_owned() });
    }
    let is_gone = !is_same && editors.all().all(|editor| editor.profile(id).is_none());
    let config_edits = if is_gone { config_auth::rename_edits(view, id, to) } else { Vec::new() };
    let (from, shown) = (visible_id(id), visible_id(to));
    let words =
        effect(format!("Rename credential `{from}` to `{shown}`"), format!("renamed credential `{from}` to `{shown}`"));
    let command = format!("openclaw models auth rename {id} {to}");
    let decision = editors.into_decision(config_edits, words, command)?;
    Ok(or_unchanged(decision, format!("`{shown}` is already its id")))
}

fn rename_in(editor: &mut StoreEditor<'_>, id: &str, to: &str) {
    let Some(entry) = editor.profile(id).cloned() else { return };
    let kind = kind_of(Some(&entry));
    editor.set_profile(&[to], entry);
    editor.remove_profile(&[id]);
    editor.note(id, Some(&kind), None);
    editor.note(to, None, Some(&kind));
    for (provider, at) in listed_places(editor, id) {
        editor.set_state(KeyPath::from_keys(["order", &provider]).with_index(at), json!(to));
    }
    for provider in last_good_providers(editor, id) {
        editor.set_state(KeyPath::from_keys(["lastGood", &provider]), json!(to));
    }
    let usage = editor.state_part("usageStats").and_then(|usage| usage.get(id)).cloned();
    if let Some(usage) = usage.filter(Value::is_object) {
        editor.set_state(KeyPath::from_keys(["usageStats", to]), usage);
        editor.remove_state(&KeyPath::from_keys(["usageStats", id]));
    }
}
