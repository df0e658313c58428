//! Overview.

use std::borrow::Cow;

use contract::Role;

use super::Text;

/// The page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OverviewText {
    Answers { model: String, others: usize },
    NoPrimary,
    NotAName(String),
    NotChecked,
    Chain(Role),
    Primary,
    IfThatFails,
    Step(usize),
    WrittenAs(String),
    NoSuchModel,
    Alias(String),
    NothingBehind,
    NotSet(Role),
    AddTo(Role),
    AddExample,
    Add,
    Remove,
    RemoveOne(String),
    NewTitle,
    NewStart,
    NewBody,
    NewHow { path: String },
    NewLive,
    ThisHome,
    Configuration,
    StateDirectory,
    Generation,
    Agents,
    DefaultAgent(String),
    Aliases,
    NoAliases,
    AliasTable,
    StandsFor,
    NotThereYet,
}

impl Text for OverviewText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::Answers { model, others } => answers(model, *others).into(),
            Self::NoPrimary => "No model is set for text requests; OpenClaw takes its own default.".into(),
            Self::NotAName(name) => format!("`{name}` is neither a model nor an alias, so text requests fail.").into(),
            Self::NotChecked => "Credentials are not checked yet.".into(),
            Self::Chain(Role::Text) => "Text".into(),
            Self::Chain(Role::Image) => "Image".into(),
            Self::Primary => "primary".into(),
            Self::IfThatFails => "if that fails, try".into(),
            Self::Step(step) => format!("Step {step}").into(),
            Self::WrittenAs(text) => format!("written as `{text}`").into(),
            Self::NoSuchModel => "neither a model nor an alias".into(),
            Self::Alias(alias) => format!("alias `{alias}`").into(),
            Self::NothingBehind => "Nothing is tried when it fails.".into(),
            Self::NotSet(Role::Text) => "Not set. OpenClaw takes its own default.".into(),
            Self::NotSet(Role::Image) => "Not set. Pictures go to the text model.".into(),
            Self::AddTo(Role::Text) => "Model to try when all others fail".into(),
            Self::AddTo(Role::Image) => "Image model to try when all others fail".into(),
            Self::AddExample => "provider/model or alias".into(),
            Self::Add => "Add fallback".into(),
            Self::Remove => "Remove".into(),
            Self::RemoveOne(model) => format!("Remove {model}").into(),
            Self::NewTitle => "Nothing is configured yet, so OpenClaw would answer with its own default model.".into(),
            Self::NewStart => "A first chain".into(),
            Self::NewBody => {
                "The model that should answer comes first; what to try when it fails comes after it.".into()
            }
            Self::NewHow { path } => format!("Run OpenClaw's own set-up, or save a file like this as `{path}`:").into(),
            Self::NewLive => "This page shows it as soon as the file is there.".into(),
            Self::ThisHome => "This home".into(),
            Self::Configuration => "Configuration".into(),
            Self::StateDirectory => "State directory".into(),
            Self::Generation => "Generation".into(),
            Self::Agents => "Agents".into(),
            Self::DefaultAgent(id) => format!("{id} (default)").into(),
            Self::Aliases => "Aliases".into(),
            Self::NoAliases => "No model has an alias.".into(),
            Self::AliasTable => "Alias".into(),
            Self::StandsFor => "Stands for".into(),
            Self::NotThereYet => "not there yet".into(),
        }
    }
}

fn answers(model: &str, others: usize) -> String {
    let behind = match others {
        0 => "Nothing is tried when it fails.".to_owned(),
        1 => "If it fails, one other model is tried.".to_owned(),
        n => format!("If it fails, {n} other models are tried in order."),
    };
    format!("Text requests go to `{model}`. {behind}")
}
