//! Texts about the effects of changes: the preview, its button, the message afterwards, and the history.

use contract::{ChainId, Effect, Role, describe_operation};

use super::capitalize_first;

/// Describes a change before it is made.
pub(super) fn describe_preview(effect: &Effect) -> String {
    match effect {
        Effect::FallbackAdded { chain, model, step } => {
            format!("Add `{model}` as step {step} of {}", chain_name(chain))
        }
        Effect::FallbackAlreadyPresent { chain, model, step: 1 } => {
            format!("`{model}` is already the primary of {}", chain_name(chain))
        }
        Effect::FallbackAlreadyPresent { chain, model, step } => {
            format!("`{model}` is already step {step} of {}", chain_name(chain))
        }
        Effect::FallbackRemoved { chain, model } => format!("Remove `{model}` from {}", chain_name(chain)),
        Effect::FallbackMoved { chain, model, to, .. } => {
            format!("Make `{model}` step {} of {}", to + 1, chain_name(chain))
        }
        Effect::PrimaryChanged { chain, model, was, to } => {
            format!(
                "Make `{model}` the primary of {}{}",
                chain_name(chain),
                former_primary_clause(was.as_deref(), "becomes", *to)
            )
        }
        Effect::FallbacksSet { chain, count } => format!("Set {} of {}", fallback_count(*count), chain_name(chain)),
        Effect::FallbacksCleared { chain, count } => {
            format!("Remove {} of {}", all_fallbacks(*count), chain_name(chain))
        }
        Effect::ChainSet { chain, primary, count } => {
            format!("Set {} to `{primary}` with {}", chain_name(chain), fallback_count(*count))
        }
        Effect::ChainInherited { agent, all: false } => format!("Use the default fallbacks for `{agent}`"),
        Effect::ChainInherited { agent, all: true } => format!("Use the default models for `{agent}`"),
        Effect::ModelSet { chain, model } => format!("Make `{model}` the primary of {}", chain_name(chain)),
        Effect::AliasAdded { alias, model } => format!("Add alias `{alias}` for `{model}`"),
        Effect::AliasMoved { alias, from, to } => format!("Move alias `{alias}` from `{from}` to `{to}`"),
        Effect::AliasRenamed { from, to, .. } => format!("Rename alias `{from}` to `{to}`"),
        Effect::AliasRemoved { alias, model } => format!("Remove alias `{alias}` of `{model}`"),
        Effect::ModelAllowed { model } => format!("Add `{model}` to the allowlist"),
        Effect::ModelAllowedByWildcard { model, by } => format!("`{model}` is already allowed by `{by}`"),
        Effect::ModelDisallowed { model } => format!("Remove `{model}` from the allowlist"),
        Effect::Undone { id, op } => format!("Undo change {id} ({})", describe_operation(op)),
        Effect::AlreadyUndone { id } => format!("Change {id} has nothing left to undo"),
        Effect::ValueSet { path } => format!("Set `{path}`"),
        Effect::ValueAlreadyPresent { path } => format!("`{path}` already has this value"),
        Effect::ValueUnset { path } => format!("Remove `{path}`"),
        Effect::AgentAdded { agent } => format!("Add the agent `{agent}`"),
        Effect::CredentialsChanged { does, .. } => does.clone(),
    }
}

/// Button label of one or two words.
pub(super) fn apply_label(effect: &Effect) -> &'static str {
    match effect {
        Effect::FallbackAdded { .. } => "Add fallback",
        Effect::FallbackRemoved { .. } => "Remove fallback",
        Effect::FallbackMoved { .. } => "Move",
        Effect::PrimaryChanged { .. } | Effect::ModelSet { .. } => "Make primary",
        Effect::FallbacksSet { .. } => "Set fallbacks",
        Effect::FallbacksCleared { .. } => "Remove fallbacks",
        Effect::ChainSet { .. } => "Set chain",
        Effect::ChainInherited { .. } => "Inherit",
        Effect::AliasAdded { .. } => "Add alias",
        Effect::AliasMoved { .. } => "Move alias",
        Effect::AliasRenamed { .. } => "Rename alias",
        Effect::AliasRemoved { .. } => "Remove alias",
        Effect::ModelAllowed { .. } => "Allow",
        Effect::ModelDisallowed { .. } => "Disallow",
        Effect::Undone { .. } => "Undo",
        Effect::ValueSet { .. } => "Set value",
        Effect::ValueUnset { .. } => "Remove value",
        Effect::AgentAdded { .. } => "Add agent",
        Effect::FallbackAlreadyPresent { .. }
        | Effect::ModelAllowedByWildcard { .. }
        | Effect::AlreadyUndone { .. }
        | Effect::ValueAlreadyPresent { .. }
        | Effect::CredentialsChanged { .. } => "Apply",
    }
}

/// Says that a change was made.
pub(super) fn describe_done(effect: &Effect) -> String {
    match effect {
        Effect::FallbackAdded { chain, model, step } => {
            format!("Added `{model}` as step {step} of {}.", chain_name(chain))
        }
        Effect::FallbackRemoved { chain, model } => format!("Removed `{model}` from {}.", chain_name(chain)),
        Effect::FallbackMoved { chain, model, from, to } => {
            format!("`{model}` is step {} of {}, no longer step {}.", to + 1, chain_name(chain), from + 1)
        }
        Effect::PrimaryChanged { chain, model, was, to } => {
            format!(
                "`{model}` is the primary of {}{}.",
                chain_name(chain),
                former_primary_clause(was.as_deref(), "is", *to)
            )
        }
        Effect::FallbacksCleared { chain, count } => {
            format!("Removed {} of {}.", all_fallbacks(*count), chain_name(chain))
        }
        Effect::ChainInherited { agent, all: false } => format!("`{agent}` uses the default fallbacks."),
        Effect::ChainInherited { agent, all: true } => format!("`{agent}` uses the default models."),
        Effect::ModelSet { chain, model } => format!("`{model}` is the primary of {}.", chain_name(chain)),
        Effect::FallbacksSet { .. } | Effect::ChainSet { .. } => format!("{}.", describe_preview(effect)),
        Effect::AliasAdded { alias, model } => format!("`{alias}` → `{model}`"),
        Effect::AliasMoved { alias, from, to } => format!("`{alias}`: `{from}` → `{to}`"),
        Effect::AliasRenamed { from, to, .. } => format!("Renamed alias `{from}` to `{to}`."),
        Effect::AliasRemoved { alias, model } => format!("Removed alias `{alias}` of `{model}`."),
        Effect::ModelAllowed { model } => format!("Added `{model}` to the allowlist."),
        Effect::ModelDisallowed { model } => format!("Removed `{model}` from the allowlist."),
        Effect::FallbackAlreadyPresent { .. }
        | Effect::ModelAllowedByWildcard { .. }
        | Effect::AlreadyUndone { .. }
        | Effect::ValueAlreadyPresent { .. } => {
            format!("{}; nothing changed.", describe_preview(effect))
        }
        Effect::Undone { id, op } => format!("Undid change {id} ({}).", describe_operation(op)),
        Effect::ValueSet { path } => format!("Set `{path}`."),
        Effect::ValueUnset { path } => format!("Removed `{path}`."),
        Effect::AgentAdded { agent } => format!("Added the agent `{agent}`."),
        Effect::CredentialsChanged { did, .. } => format!("{}.", capitalize_first(did.clone())),
    }
}

/// Says why a command changed nothing.
pub(super) fn describe_unchanged(effect: &Effect) -> String {
    match effect {
        Effect::FallbackMoved { chain, model, to, .. } => {
            format!("`{model}` is already fallback {to} of {}", chain_name(chain))
        }
        Effect::FallbacksSet { chain, .. } | Effect::ChainSet { chain, .. } => {
            format!("Everything in {} is already set like this", chain_name(chain))
        }
        Effect::FallbacksCleared { chain, .. } => format!("There are no fallbacks in {}", chain_name(chain)),
        Effect::ChainInherited { agent, all: false } => format!("`{agent}` has no fallbacks of its own"),
        Effect::ChainInherited { agent, all: true } => format!("`{agent}` has no models of its own"),
        Effect::ModelSet { chain, model } | Effect::PrimaryChanged { chain, model, .. } => {
            format!("`{model}` is already the primary of {}", chain_name(chain))
        }
        Effect::AliasAdded { alias, model } => format!("`{alias}` already points to `{model}`"),
        Effect::AliasRenamed { to, model, .. } => format!("`{model}` already has the alias `{to}`"),
        Effect::ModelAllowed { model } => format!("`{model}` is already on the allowlist"),
        _ => describe_preview(effect),
    }
}

/// Clause about the new position of the old primary.
fn former_primary_clause(old_primary: Option<&str>, verb: &str, to: usize) -> String {
    old_primary.map(|old_primary| format!("; `{old_primary}` {verb} step {}", to + 1)).unwrap_or_default()
}

fn fallback_count(count: usize) -> String {
    if count == 1 { "1 fallback".to_owned() } else { format!("{count} fallbacks") }
}

fn all_fallbacks(count: usize) -> String {
    if count == 1 { "the fallback".to_owned() } else { format!("all {count} fallbacks") }
}

fn chain_name(ChainId { role, agent }: &ChainId) -> String {
    let chain = match role {
        Role::Text => "the text chain",
        Role::Image => "the image chain",
    };
    agent.as_ref().map_or_else(|| chain.to_owned(), |agent| format!("{chain} of `{agent}`"))
}

/// Describes an effect in the past tense, such as `moved … 4 → 2 · text chain`; `None` for effects that are never recorded.
pub(super) fn describe_past_effect(effect: &Effect) -> Option<String> {
    Some(match effect {
        Effect::FallbackAdded { chain, model, step } => {
            format!("added `{model}` as step {step} · {}", short_chain_name(chain))
        }
        Effect::FallbackRemoved { chain, model } => format!("removed `{model}` · {}", short_chain_name(chain)),
        Effect::FallbackMoved { chain, model, from, to } => {
            format!("moved `{model}` {} → {} · {}", from + 1, to + 1, short_chain_name(chain))
        }
        Effect::PrimaryChanged { chain, model, .. } | Effect::ModelSet { chain, model } => {
            format!("made `{model}` the primary · {}", short_chain_name(chain))
        }
        Effect::FallbacksSet { chain, count } => {
            format!("set {} · {}", fallback_count(*count), short_chain_name(chain))
        }
        Effect::FallbacksCleared { chain, count } => {
            format!("removed {} · {}", fallback_count(*count), short_chain_name(chain))
        }
        Effect::ChainSet { chain, primary, count } => {
            format!("set `{primary}` and {} · {}", fallback_count(*count), short_chain_name(chain))
        }
        Effect::ChainInherited { agent, all: false } => format!("made `{agent}` use the default fallbacks"),
        Effect::ChainInherited { agent, all: true } => format!("made `{agent}` use the default models"),
        Effect::AliasAdded { alias, model } => format!("added alias `{alias}` for `{model}`"),
        Effect::AliasMoved { alias, to, .. } => format!("moved alias `{alias}` to `{to}`"),
        Effect::AliasRemoved { alias, model } => format!("removed alias `{alias}` of `{model}`"),
        Effect::ModelAllowed { model } => format!("added `{model}` to the allowlist"),
        Effect::ModelDisallowed { model } => format!("removed `{model}` from the allowlist"),
        Effect::ValueSet { path } => format!("set `{path}`"),
        Effect::ValueUnset { path } => format!("removed `{path}`"),
        Effect::AgentAdded { agent } => format!("added agent `{agent}`"),
        Effect::CredentialsChanged { did, .. } => did.clone(),
        _ => return None,
    })
}

fn short_chain_name(ChainId { role, agent }: &ChainId) -> String {
    let chain = match role {
        Role::Text => "text chain",
        Role::Image => "image chain",
    };
    agent.as_ref().map_or_else(|| chain.to_owned(), |agent| format!("{chain} of `{agent}`"))
}
