//! Texts of the Aliases page.

use std::borrow::Cow;

use contract::{AliasUse, ChainId, Role};

use super::Text;

/// Texts of the Aliases page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AliasesText {
    /// Number of working and of non-working aliases.
    Count {
        works: usize,
        broken: usize,
    },
    Explanation,
    Alias,
    Model,
    UsedIn,
    UsedInStep(AliasUse),
    /// A step that uses the model without naming the alias.
    ModelInStep(AliasUse),
    NotUsed,
    State,
    Works,
    BuiltIn,
    NoSuchModel,
    Shadowed,
    WhyBuiltIn,
    WhyNoSuchModel(String),
    WhyShadowed(String),
    NewModel(String),
    Change,
    ChangeOne(String),
    NewName(String),
    Rename,
    RenameOne(String),
    Remove,
    RemoveOne(String),
    ShortName,
    NameExample,
    ModelExample,
    Add,
}

impl Text for AliasesText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::Count { works, broken: dead } => count_sentence(*works, *dead).into(),
            Self::Explanation => {
                "An alias is a short name for a model. It works in a chain, a command and a chat.".into()
            }
            Self::Alias => "Alias".into(),
            Self::Model => "Model".into(),
            Self::UsedIn => "Used in".into(),
            Self::UsedInStep(place) => alias_use_text(place).into(),
            Self::ModelInStep(place) => model_use_text(place).into(),
            Self::NotUsed => "in no chain".into(),
            Self::State => "State".into(),
            Self::Works => "works".into(),
            Self::BuiltIn => "built into OpenClaw".into(),
            Self::NoSuchModel => "no such model".into(),
            Self::Shadowed => "overridden".into(),
            Self::WhyBuiltIn => "It is not in your config: it is built into OpenClaw.".into(),
            Self::WhyNoSuchModel(model) => format!("`{model}` is not a model, so the alias does not work.").into(),
            Self::WhyShadowed(alias) => {
                format!("`{alias}` is defined again further down in the file, and that one is used.").into()
            }
            Self::NewModel(alias) => format!("New model for {alias}").into(),
            Self::Change => "Change".into(),
            Self::ChangeOne(alias) => format!("Change {alias}").into(),
            Self::NewName(alias) => format!("New name for {alias}").into(),
            Self::Rename => "Rename".into(),
            Self::RenameOne(alias) => format!("Rename {alias}").into(),
            Self::Remove => "Remove".into(),
            Self::RemoveOne(alias) => format!("Remove {alias}").into(),
            Self::ShortName => "Short name".into(),
            Self::NameExample => "opus".into(),
            Self::ModelExample => "provider/model or alias".into(),
            Self::Add => "Add alias".into(),
        }
    }
}

fn count_sentence(works: usize, dead: usize) -> String {
    let first = match works {
        0 => "No model has an alias.".to_owned(),
        1 => "1 model has an alias.".to_owned(),
        n => format!("{n} models have an alias."),
    };
    match dead {
        0 => first,
        1 => format!("{first} 1 alias does not work."),
        n => format!("{first} {n} aliases do not work."),
    }
}

fn model_use_text(AliasUse { chain: ChainId { role, agent }, step }: &AliasUse) -> String {
    match (agent, role) {
        (Some(agent), _) => format!("its model is step {step} of `{agent}`"),
        (None, Role::Text) => format!("its model is step {step} of the text chain"),
        (None, Role::Image) => format!("its model is step {step} of the image chain"),
    }
}

fn alias_use_text(AliasUse { chain: ChainId { role, agent }, step }: &AliasUse) -> String {
    match (agent, role) {
        (Some(agent), _) => format!("`{agent}`, step {step}"),
        (None, Role::Text) => format!("text chain, step {step}"),
        (None, Role::Image) => format!("image chain, step {step}"),
    }
}
