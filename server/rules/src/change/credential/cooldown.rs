//! Ends cooldowns.

use contract::ClearCooldown;
use json5_edit::KeyPath;
use serde_json::Value;

use super::{
    CredentialError,
    agent_stores::{AgentStores, StoreEditors},
    order::or_unchanged,
    store_editor::StoreEditor,
    words::{effect, quoted, visible_id},
};
use crate::{auth::failure_reason::FailureReason, base::decision::Decision};

/// The fields of a usage that keep a credential from being used, and those that count its failures.
const FAILURE_FIELDS: &[&str] = &[
    "blockedUntil",
    "blockedReason",
    "blockedSource",
    "blockedModel",
    "blockedScope",
    "cooldownUntil",
    "cooldownReason",
    "cooldownClassification",
    "cooldownModel",
    "disabledUntil",
    "disabledReason",
    "errorCount",
    "failureCounts",
    "lastFailureAt",
];

/// The fields that say until when a credential is not used.
const END_FIELDS: &[&str] = &["cooldownUntil", "disabledUntil", "blockedUntil"];

/// Lets a credential, or all of them, be used again at once.
pub fn clear_cooldown(op: &ClearCooldown, stores: &AgentStores<'_>) -> Result<Decision, CredentialError> {
    let id = op.id.as_deref().map(str::trim);
    if let Some(id) = id.filter(|id| stores.merged.find(id).is_none() && stores.merged.usage(id).is_none()) {
        return Err(stores.unknown(id));
    }
    let mut editors = stores.editors();
    let ended = end_cooldowns(&mut editors, id, op.model.as_deref().map(str::trim));
    let listed = quoted(ended.iter().map(String::as_str));
    let words = effect(format!("End the cooldown of {listed}"), format!("ended the cooldown of {listed}"));
    let command = format!("openclaw models auth cooldown clear {}", id.unwrap_or("--all"));
    let decision = editors.into_decision(Vec::new(), words, command)?;
    let why = match id {
        Some(id) => format!("`{}` is not in cooldown", visible_id(id)),
        None => "No credential is in cooldown".to_owned(),
    };
    Ok(or_unchanged(decision, why))
}

/// Ends the cooldown of a credential that has a new secret, in the stores that the request is about. Returns whether
/// there was one.
pub(super) fn end_cooldown_of(editors: &mut StoreEditors<'_>, id: &str) -> bool {
    let mut is_ended = false;
    for editor in editors.requested() {
        for id in failed_ids(editor, Some(id), None) {
            end_cooldown(editor, &id);
            is_ended = true;
        }
    }
    is_ended
}

/// Ends the cooldowns of a credential, or of all, in every store that the agent reads. Returns the ids.
fn end_cooldowns(editors: &mut StoreEditors<'_>, id: Option<&str>, model: Option<&str>) -> Vec<String> {
    let mut ended: Vec<String> = Vec::new();
    for editor in editors.all() {
        for id in failed_ids(editor, id, model) {
            end_cooldown(editor, &id);
            if !ended.contains(&id) {
                ended.push(id);
            }
        }
    }
    ended
}

/// The ids of a store that have a cooldown or counted failures.
fn failed_ids(editor: &StoreEditor<'_>, id: Option<&str>, model: Option<&str>) -> Vec<String> {
    let usage = editor.state_part("usageStats").into_iter().flatten();
    let is_requested = |(found, stats): &(&String, &Value)| {
        id.is_none_or(|id| id == found.as_str())
            && FAILURE_FIELDS.iter().any(|field| stats.get(field).is_some())
            && model.is_none_or(|model| is_of_model(stats, model))
    };
    usage.filter(is_requested).map(|(id, _)| id.clone()).collect()
}

/// Whether a cooldown is about this model alone.
fn is_of_model(stats: &Value, model: &str) -> bool {
    let name = model.rsplit('/').next().unwrap_or(model);
    ["cooldownModel", "blockedModel"].iter().any(|field| {
        stats.get(field).and_then(Value::as_str).is_some_and(|limited| limited == model || limited == name)
    })
}

fn end_cooldown(editor: &mut StoreEditor<'_>, id: &str) {
    let stats = editor.state_part("usageStats").and_then(|usage| usage.get(id)).cloned().unwrap_or_default();
    let reason =
        ["disabledReason", "cooldownReason", "blockedReason"].iter().find_map(|field| stats.get(field)?.as_str());
    // Only OpenClaw's own words: the text in the store may be anything.
    let reason = reason.map(|reason| FailureReason::parse(reason).as_str());
    let is_waiting = END_FIELDS.iter().any(|field| stats.get(field).is_some());
    let before = if is_waiting { reason.unwrap_or("in cooldown") } else { "failures" }.to_owned();
    for field in FAILURE_FIELDS.iter().filter(|field| stats.get(**field).is_some()) {
        editor.remove_state(&KeyPath::from_keys(["usageStats", id, field]));
    }
    editor.note(&format!("cooldown of {id}"), Some(&before), None);
}
