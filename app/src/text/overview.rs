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
    States,
    TextSet,
    TextDefault,
    TextBroken,
    ImageSet,
    ImageDefault,
    ImageBroken,
    NotChecked,
    CredentialNotChecked,
    Chain(Role),
    Primary,
    IfThatFails,
    Step(usize),
    WrittenAs(String),
    NoSuchModel,
    Alias(String),
    NothingBehind,
    NotSet(Role),
    ToRouting(Role),
    Remove,
    RemoveOne(String),
    Route,
    RouteOf(Role),
    RouteStep { step: usize, model: String },
    RequestFails(Role),
    Fails,
    ThatDiffer,
    NoneDiffers(usize),
    Differs { agent: String, model: String, others: usize },
    Recent,
    NothingChanged,
    ByTerminal,
    ByDashboard,
    ByOthers,
    NewTitle,
    NewStart,
    NewBody,
    NewModel,
    NewExample,
    NewSet,
    NewByHand,
    NewHow { path: String },
    NewLive,
}

impl Text for OverviewText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::Answers { model, others } => answers(model, *others).into(),
            Self::NoPrimary => "No model is set for text requests; OpenClaw takes its own default.".into(),
            Self::NotAName(name) => format!("`{name}` is neither a model nor an alias, so text requests fail.").into(),
            Self::States => "Can it answer?".into(),
            Self::TextSet => "Text: a model is set".into(),
            Self::TextDefault => "Text: OpenClaw's own default".into(),
            Self::TextBroken => "Text: no such model".into(),
            Self::ImageSet => "Pictures: a model is set".into(),
            Self::ImageDefault => "Pictures: go to the text model".into(),
            Self::ImageBroken => "Pictures: no such model".into(),
            Self::NotChecked => "Credentials: not checked yet".into(),
            Self::CredentialNotChecked => "credential not checked yet".into(),
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
            Self::ToRouting(Role::Text) => "Change the text chain".into(),
            Self::ToRouting(Role::Image) => "Change the image chain".into(),
            Self::Remove => "Remove".into(),
            Self::RemoveOne(model) => format!("Remove {model}").into(),
            Self::Route => "Route".into(),
            Self::RouteOf(Role::Text) => "A text request".into(),
            Self::RouteOf(Role::Image) => "A request with a picture".into(),
            Self::RouteStep { step: 1, model } => format!("It goes to {model}. ").into(),
            Self::RouteStep { step, model } => format!("When that fails, step {step} is {model}. ").into(),
            Self::RequestFails(_) => "the request fails".into(),
            Self::Fails => "fails".into(),
            Self::ThatDiffer => "Agents that differ".into(),
            Self::NoneDiffers(0 | 1) => "There is one agent, and it takes what is set here.".into(),
            Self::NoneDiffers(count) => format!("All {count} agents take what is set here.").into(),
            Self::Differs { agent, model, others } => format!("`{agent}` → `{model}`, {}", behind(*others)).into(),
            Self::Recent => "Recent changes".into(),
            Self::NothingChanged => "Nothing was changed yet.".into(),
            Self::ByTerminal => "terminal".into(),
            Self::ByDashboard => "dashboard".into(),
            Self::ByOthers => "outside".into(),
            Self::NewTitle => "Nothing is configured yet, so OpenClaw would answer with its own default model.".into(),
            Self::NewStart => "Start here".into(),
            Self::NewBody => "Say which model should answer. What to try when it fails comes after it.".into(),
            Self::NewModel => "Model that should answer".into(),
            Self::NewExample => "provider/model".into(),
            Self::NewSet => "Set the model".into(),
            Self::NewByHand => "Or by hand".into(),
            Self::NewHow { path } => format!("Run OpenClaw's own set-up, or save a file like this as `{path}`:").into(),
            Self::NewLive => "This page shows it as soon as the file is there.".into(),
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

fn behind(others: usize) -> String {
    match others {
        0 => "no fallbacks".to_owned(),
        1 => "1 fallback".to_owned(),
        n => format!("{n} fallbacks"),
    }
}
