//! Texts of the Routing page.

use std::borrow::Cow;

use contract::Role;

use super::Text;

/// Source of an agent's fallbacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FallbackSource {
    Inherited,
    Own,
    None,
}

/// Texts of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoutingText {
    AgentLabel,
    Defaults,
    AgentSummary { agent: String, is_own: bool, fallbacks: FallbackSource },
    PrimaryOf(String),
    FallbacksOf(String),
    Primary,
    Fallbacks,
    Inherit,
    Own,
    None,
    MakeOwnPrimary(String),
    MakeOwnFallbacks(String),
    InheritBoth,
    InheritFallbacks,
    NoFallbacks,
    ImageForAll,
    ToDefaults,
}

/// Texts of one chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChainText {
    ProbeLabel(String),
    ProbeImages,
    Chain(Role),
    PrimaryTag,
    Step(usize),
    Alias(String),
    WrittenAs(String),
    NoSuchModel,
    SameAs(usize),
    NoFallbacks,
    /// Role of the chain, and OpenClaw's own default.
    NotSet(Role, Option<String>),
    MoveUp(String),
    MoveDown(String),
    MoreActions(String),
    Change,
    /// Role of the chain, and its agent.
    ChangePrimary {
        role: Role,
        agent: Option<String>,
    },
    NewPrimary {
        role: Role,
        agent: Option<String>,
    },
    KeepOldPrimary(String),
    ChangeButton,
    CancelChange,
    MakePrimary,
    MakePrimaryLabel(String),
    Remove,
    RemoveLabel(String),
    AddFallbackLabel(Role),
    SetPrimaryLabel(Role),
    Example,
    Add,
    Set,
    Clear(Role),
}

impl Text for RoutingText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::AgentLabel => "Agent".into(),
            Self::Defaults => "Defaults".into(),
            Self::AgentSummary { agent, is_own, fallbacks } => agent_summary(agent, *is_own, *fallbacks).into(),
            Self::PrimaryOf(agent) => format!("Primary of {agent}").into(),
            Self::FallbacksOf(agent) => format!("Fallbacks of {agent}").into(),
            Self::Primary => "Primary".into(),
            Self::Fallbacks => "Fallbacks".into(),
            Self::Inherit => "Inherit".into(),
            Self::Own => "Own".into(),
            Self::None => "None".into(),
            Self::MakeOwnPrimary(agent) => format!("Own: give {agent} the default primary as its own").into(),
            Self::MakeOwnFallbacks(agent) => format!("Own: give {agent} the default fallbacks as its own").into(),
            Self::InheritBoth => "Inherit the primary, and with it the fallbacks".into(),
            Self::InheritFallbacks => "Inherit the fallbacks".into(),
            Self::NoFallbacks => "None: no fallbacks at all".into(),
            Self::ImageForAll => "The image chain is the same for every agent.".into(),
            Self::ToDefaults => "Go to the image chain of the defaults".into(),
        }
    }
}

impl Text for ChainText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::ProbeLabel(model) => format!("Probe {model}").into(),
            Self::ProbeImages => "Probe chain for images".into(),
            Self::Chain(Role::Text) => "Text".into(),
            Self::Chain(Role::Image) => "Image".into(),
            Self::PrimaryTag => "primary".into(),
            Self::Step(step) => format!("Step {step}").into(),
            Self::Alias(alias) => format!("alias `{alias}`").into(),
            Self::WrittenAs(text) => format!("written as `{text}`").into(),
            Self::NoSuchModel => "neither a model nor an alias".into(),
            Self::SameAs(step) => format!("the same model as step {step}").into(),
            Self::NoFallbacks => "It has no fallbacks.".into(),
            Self::NotSet(Role::Text, Some(own)) => format!("Not set. OpenClaw uses its own default, `{own}`.").into(),
            Self::NotSet(Role::Text, None) => "Not set. OpenClaw uses its own default.".into(),
            Self::NotSet(Role::Image, _) => "Not set. Image requests go to the text model.".into(),
            Self::MoveUp(model) => format!("Move {model} up").into(),
            Self::MoveDown(model) => format!("Move {model} down").into(),
            Self::MoreActions(model) => format!("More for {model}").into(),
            Self::Change => "Change…".into(),
            Self::ChangePrimary { role, agent } => format!("Change… {}", primary_name(*role, agent.as_deref())).into(),
            Self::NewPrimary { role, agent } => format!("New {}", primary_name(*role, agent.as_deref())).into(),
            Self::KeepOldPrimary(model) => format!("Keep `{model}` as step 2").into(),
            Self::ChangeButton => "Change".into(),
            Self::CancelChange => "Cancel".into(),
            Self::MakePrimary => "Make primary".into(),
            Self::MakePrimaryLabel(model) => format!("Make {model} the primary").into(),
            Self::Remove => "Remove".into(),
            Self::RemoveLabel(model) => format!("Remove {model}").into(),
            Self::AddFallbackLabel(Role::Text) => "Model to try when all others fail".into(),
            Self::AddFallbackLabel(Role::Image) => "Image model to try when all others fail".into(),
            Self::SetPrimaryLabel(Role::Text) => "Model that should answer first".into(),
            Self::SetPrimaryLabel(Role::Image) => "Model that should answer image requests first".into(),
            Self::Example => "provider/model or alias".into(),
            Self::Add => "Add fallback".into(),
            Self::Set => "Set primary".into(),
            Self::Clear(Role::Text) => "Clear all fallbacks".into(),
            Self::Clear(Role::Image) => "Clear all image fallbacks".into(),
        }
    }
}

fn primary_name(role: Role, agent: Option<&str>) -> String {
    match (agent, role) {
        (Some(agent), _) => format!("model of {agent}"),
        (None, Role::Text) => "default model".to_owned(),
        (None, Role::Image) => "default image model".to_owned(),
    }
}

fn agent_summary(agent: &str, is_own: bool, fallbacks: FallbackSource) -> String {
    match (is_own, fallbacks) {
        (false, FallbackSource::Inherited) => format!("`{agent}` uses the default models."),
        (false, FallbackSource::Own) => format!("`{agent}` inherits the primary and has fallbacks of its own."),
        (false, FallbackSource::None) => format!("`{agent}` inherits the primary and has no fallbacks."),
        (true, FallbackSource::Inherited) => format!("`{agent}` has a primary of its own and inherits the fallbacks."),
        (true, FallbackSource::Own) => format!("`{agent}` has a primary and fallbacks of its own."),
        (true, FallbackSource::None) => format!("`{agent}` has a primary of its own and no fallbacks."),
    }
}
