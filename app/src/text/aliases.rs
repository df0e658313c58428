//! Aliases.

use std::borrow::Cow;

use contract::{ChainId, Role, Use};

use super::Text;

/// The page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AliasesText {
    /// How many work, and how many do not.
    Count {
        works: usize,
        dead: usize,
    },
    What,
    Alias,
    Model,
    UsedIn,
    Use(Use),
    /// A step that has its model and does not name the alias.
    ModelIn(Use),
    NotUsed,
    State,
    Works,
    BuiltIn,
    Nowhere,
    Shadowed,
    WhyBuiltIn,
    WhyNowhere(String),
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
            Self::Count { works, dead } => count(*works, *dead).into(),
            Self::What => "An alias is a short name for a model. It works in a chain, a command and a chat.".into(),
            Self::Alias => "Alias".into(),
            Self::Model => "Model".into(),
            Self::UsedIn => "Used in".into(),
            Self::Use(place) => used(place).into(),
            Self::ModelIn(place) => model_in(place).into(),
            Self::NotUsed => "in no chain".into(),
            Self::State => "State".into(),
            Self::Works => "works".into(),
            Self::BuiltIn => "built into OpenClaw".into(),
            Self::Nowhere => "no such model".into(),
            Self::Shadowed => "overridden".into(),
            Self::WhyBuiltIn => "It is not in your config: it is built into OpenClaw.".into(),
            Self::WhyNowhere(model) => format!("`{model}` is not a model, so the alias does not work.").into(),
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

fn count(works: usize, dead: usize) -> String {
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

fn model_in(Use { chain: ChainId { role, agent }, step }: &Use) -> String {
    match (agent, role) {
        (Some(agent), _) => format!("its model is step {step} of `{agent}`"),
        (None, Role::Text) => format!("its model is step {step} of the text chain"),
        (None, Role::Image) => format!("its model is step {step} of the image chain"),
    }
}

fn used(Use { chain: ChainId { role, agent }, step }: &Use) -> String {
    match (agent, role) {
        (Some(agent), _) => format!("`{agent}`, step {step}"),
        (None, Role::Text) => format!("text chain, step {step}"),
        (None, Role::Image) => format!("image chain, step {step}"),
    }
}
