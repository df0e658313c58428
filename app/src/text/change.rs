//! What a change means, before and after.

use std::borrow::Cow;

use contract::{ChainId, Effect, Repair, Role, history::words};

use super::Text;

/// The change card, and what the toast says of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeText {
    /// The heading of the card.
    Would(Effect),
    /// The toast.
    Done(Effect),
    /// What a command says when there was nothing to do: it counts the fallbacks, where a page counts the steps.
    Already(Effect),
    Blocked(String),
    CannotUndo(String),
    /// A change that was undone is made again.
    Redone {
        id: u64,
        op: String,
    },
    /// The box of a repair.
    Repair(Repair),
    /// Without script: draws the card again with the box as it is now.
    ShowAgain,
    /// What an alias stood for stays in the chains.
    ChainsStay,
    NothingBehind,
    NothingChanges,
    NothingElse,
    /// The card is drawn anew, because the file changed while it was open.
    Redrawn,
    /// The card is drawn anew, and what was asked for is refused now.
    RedrawnRefused,
    /// What comes with an agent.
    DirectoriesToo,
    NewFile,
    LineRemoved,
    LineAdded,
    /// The button that writes the change.
    Verb(Effect),
    Cancel,
    Close,
    /// Where a refusal only says that a model is not in the catalog or the config.
    Insist,
}

impl Text for ChangeText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::Would(effect) => would(effect).into(),
            Self::Done(effect) => done(effect).into(),
            Self::Already(effect) => format!("{}; nothing changed.", already(effect)).into(),
            Self::Blocked(why) => format!("It cannot be written: {why}").into(),
            Self::CannotUndo(why) => format!("No undo: {why}").into(),
            Self::Redone { id, op } => format!("Redid change {id} ({}).", words(op)).into(),
            Self::Repair(repair) => format!("Also write `{}` in {}", repair.writes, places(repair)).into(),
            Self::ShowAgain => "Show again".into(),
            Self::ChainsStay => "Every chain keeps its models.".into(),
            Self::NothingBehind => "Nothing is tried when the primary fails.".into(),
            Self::NothingChanges => "Nothing would change.".into(),
            Self::NothingElse => "Nothing else changes.".into(),
            Self::Redrawn => "The file changed after you opened this. Here is your move on the new version.".into(),
            Self::RedrawnRefused => {
                "The file changed after you opened this. Your move fails on the new version.".into()
            }
            Self::DirectoriesToo => "Its workspace and its own directories are created if they are missing.".into(),
            Self::NewFile => "new file".into(),
            Self::LineRemoved => "removed: ".into(),
            Self::LineAdded => "added: ".into(),
            Self::Verb(effect) => verb(effect).into(),
            Self::Cancel => "Cancel".into(),
            Self::Close => "Close".into(),
            Self::Insist => "Use it anyway".into(),
        }
    }
}

fn would(effect: &Effect) -> String {
    match effect {
        Effect::FallbackAdded { chain, model, step } => format!("Add `{model}` as step {step} of {}", named(chain)),
        Effect::FallbackThere { chain, model, step: 1 } => {
            format!("`{model}` is already the primary of {}", named(chain))
        }
        Effect::FallbackThere { chain, model, step } => format!("`{model}` is already step {step} of {}", named(chain)),
        Effect::FallbackRemoved { chain, model } => format!("Remove `{model}` from {}", named(chain)),
        Effect::FallbackMoved { chain, model, to, .. } => {
            format!("Make `{model}` step {} of {}", to + 1, named(chain))
        }
        Effect::PrimaryChanged { chain, model, was, to } => {
            format!("Make `{model}` the primary of {}{}", named(chain), then(was.as_deref(), "becomes", *to))
        }
        Effect::FallbacksSet { chain, count } => format!("Set {} of {}", fallbacks(*count), named(chain)),
        Effect::FallbacksCleared { chain, count } => format!("Remove {} of {}", all(*count), named(chain)),
        Effect::ChainSet { chain, primary, count } => {
            format!("Set {} to `{primary}` with {}", named(chain), fallbacks(*count))
        }
        Effect::ChainInherited { agent, all: false } => format!("Use the default fallbacks for `{agent}`"),
        Effect::ChainInherited { agent, all: true } => format!("Use the default models for `{agent}`"),
        Effect::ModelSet { chain, model } => format!("Make `{model}` the primary of {}", named(chain)),
        Effect::AliasAdded { alias, model } => format!("Add alias `{alias}` for `{model}`"),
        Effect::AliasMoved { alias, from, to } => format!("Move alias `{alias}` from `{from}` to `{to}`"),
        Effect::AliasRenamed { from, to, .. } => format!("Rename alias `{from}` to `{to}`"),
        Effect::AliasRemoved { alias, model } => format!("Remove alias `{alias}` of `{model}`"),
        Effect::ModelAllowed { model } => format!("Add `{model}` to the allowlist"),
        Effect::ModelCovered { model, by } => format!("`{model}` is already allowed by `{by}`"),
        Effect::ModelDisallowed { model } => format!("Remove `{model}` from the allowlist"),
        Effect::Undone { id, op } => format!("Undo change {id} ({})", words(op)),
        Effect::UndoneBefore { id } => format!("Nothing of change {id} is left to undo"),
        Effect::ValueSet { path } => format!("Set `{path}`"),
        Effect::ValueThere { path } => format!("`{path}` already has this value"),
        Effect::ValueUnset { path } => format!("Remove `{path}`"),
        Effect::AgentAdded { agent } => format!("Add the agent `{agent}`"),
    }
}

/// In one or two words.
fn verb(effect: &Effect) -> &'static str {
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
        Effect::FallbackThere { .. }
        | Effect::ModelCovered { .. }
        | Effect::UndoneBefore { .. }
        | Effect::ValueThere { .. } => "Apply",
    }
}

/// `2 chains and the list of allowed models`
fn places(Repair { chains, lists, .. }: &Repair) -> String {
    let chains = (*chains > 0).then(|| if *chains == 1 { "1 chain".to_owned() } else { format!("{chains} chains") });
    let lists = match lists {
        0 => None,
        1 => Some("1 list of allowed models".to_owned()),
        n => Some(format!("{n} lists of allowed models")),
    };
    chains.into_iter().chain(lists).collect::<Vec<_>>().join(" and ")
}

fn done(effect: &Effect) -> String {
    match effect {
        Effect::FallbackAdded { chain, model, step } => {
            format!("Added `{model}` as step {step} of {}.", named(chain))
        }
        Effect::FallbackRemoved { chain, model } => format!("Removed `{model}` from {}.", named(chain)),
        Effect::FallbackMoved { chain, model, from, to } => {
            format!("`{model}` is step {} of {}, no longer step {}.", to + 1, named(chain), from + 1)
        }
        Effect::PrimaryChanged { chain, model, was, to } => {
            format!("`{model}` is the primary of {}{}.", named(chain), then(was.as_deref(), "is", *to))
        }
        Effect::FallbacksCleared { chain, count } => format!("Removed {} of {}.", all(*count), named(chain)),
        Effect::ChainInherited { agent, all: false } => format!("`{agent}` uses the default fallbacks."),
        Effect::ChainInherited { agent, all: true } => format!("`{agent}` uses the default models."),
        Effect::ModelSet { chain, model } => format!("`{model}` is the primary of {}.", named(chain)),
        Effect::FallbacksSet { .. } | Effect::ChainSet { .. } => format!("{}.", would(effect)),
        Effect::AliasAdded { alias, model } => format!("`{alias}` → `{model}`"),
        Effect::AliasMoved { alias, from, to } => format!("`{alias}`: `{from}` → `{to}`"),
        Effect::AliasRenamed { from, to, .. } => format!("Renamed alias `{from}` to `{to}`."),
        Effect::AliasRemoved { alias, model } => format!("Removed alias `{alias}` of `{model}`."),
        Effect::ModelAllowed { model } => format!("Added `{model}` to the allowlist."),
        Effect::ModelDisallowed { model } => format!("Removed `{model}` from the allowlist."),
        Effect::FallbackThere { .. }
        | Effect::ModelCovered { .. }
        | Effect::UndoneBefore { .. }
        | Effect::ValueThere { .. } => {
            format!("{}; nothing changed.", would(effect))
        }
        Effect::Undone { id, op } => format!("Undid change {id} ({}).", words(op)),
        Effect::ValueSet { path } => format!("Set `{path}`."),
        Effect::ValueUnset { path } => format!("Removed `{path}`."),
        Effect::AgentAdded { agent } => format!("Added the agent `{agent}`."),
    }
}

fn already(effect: &Effect) -> String {
    match effect {
        Effect::FallbackMoved { chain, model, to, .. } => {
            format!("`{model}` is already fallback {to} of {}", named(chain))
        }
        Effect::FallbacksSet { chain, .. } | Effect::ChainSet { chain, .. } => {
            format!("Everything in {} is already set like this", named(chain))
        }
        Effect::FallbacksCleared { chain, .. } => format!("There are no fallbacks in {}", named(chain)),
        Effect::ChainInherited { agent, all: false } => format!("`{agent}` has no fallbacks of its own"),
        Effect::ChainInherited { agent, all: true } => format!("`{agent}` has no models of its own"),
        Effect::ModelSet { chain, model } | Effect::PrimaryChanged { chain, model, .. } => {
            format!("`{model}` is already the primary of {}", named(chain))
        }
        Effect::AliasAdded { alias, model } => format!("`{alias}` already stands for `{model}`"),
        Effect::AliasRenamed { to, model, .. } => format!("`{model}` already has the alias `{to}`"),
        Effect::ModelAllowed { model } => format!("`{model}` is already on the allowlist"),
        _ => would(effect),
    }
}

/// What becomes of the one that was the primary.
fn then(was: Option<&str>, verb: &str, to: usize) -> String {
    was.map(|was| format!("; `{was}` {verb} step {}", to + 1)).unwrap_or_default()
}

fn fallbacks(count: usize) -> String {
    if count == 1 { "1 fallback".to_owned() } else { format!("{count} fallbacks") }
}

fn all(count: usize) -> String {
    if count == 1 { "the fallback".to_owned() } else { format!("all {count} fallbacks") }
}

fn named(ChainId { role, agent }: &ChainId) -> String {
    let chain = match role {
        Role::Text => "the text chain",
        Role::Image => "the image chain",
    };
    agent.as_ref().map_or_else(|| chain.to_owned(), |agent| format!("{chain} of `{agent}`"))
}
