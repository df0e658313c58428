//! What a change means, before and after.

use std::borrow::Cow;

use contract::{Effect, Role};

use super::Text;

/// The change card and the toast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeText {
    /// The heading of the card.
    Would(Effect),
    /// The toast, and what a command says.
    Done(Effect),
    Blocked(String),
    NothingChanges,
    NothingElse,
    NewFile,
    LineRemoved,
    LineAdded,
    Apply,
    Cancel,
    Close,
    Dismiss,
}

impl Text for ChangeText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::Would(effect) => would(effect).into(),
            Self::Done(effect) => done(effect).into(),
            Self::Blocked(why) => format!("It cannot be written: {why}").into(),
            Self::NothingChanges => "Nothing would change.".into(),
            Self::NothingElse => "Nothing else changes.".into(),
            Self::NewFile => "new file".into(),
            Self::LineRemoved => "removed: ".into(),
            Self::LineAdded => "added: ".into(),
            Self::Apply => "Apply".into(),
            Self::Cancel => "Cancel".into(),
            Self::Close => "Close".into(),
            Self::Dismiss => "Dismiss".into(),
        }
    }
}

fn would(effect: &Effect) -> String {
    match effect {
        Effect::FallbackAdded { role, model, step } => format!("Add `{model}` as step {step} of {}", chain(*role)),
        Effect::FallbackThere { role, model, step: 1 } => {
            format!("`{model}` is the primary of {} already", chain(*role))
        }
        Effect::FallbackThere { role, model, step } => format!("`{model}` is step {step} of {} already", chain(*role)),
        Effect::FallbackRemoved { role, model } => format!("Remove `{model}` from {}", chain(*role)),
    }
}

fn done(effect: &Effect) -> String {
    match effect {
        Effect::FallbackAdded { role, model, step } => format!("Added `{model}` as step {step} of {}.", chain(*role)),
        Effect::FallbackThere { .. } => format!("{}; nothing changed.", would(effect)),
        Effect::FallbackRemoved { role, model } => format!("Removed `{model}` from {}.", chain(*role)),
    }
}

const fn chain(role: Role) -> &'static str {
    match role {
        Role::Text => "the text chain",
        Role::Image => "the image chain",
    }
}
