//! Routing.

use std::borrow::Cow;

use contract::Role;

use super::Text;

/// Where an agent's fallbacks come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fallbacks {
    Inherited,
    Own,
    None,
}

/// The page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoutingText {
    Whose,
    Defaults,
    Says { agent: String, is_own: bool, fallbacks: Fallbacks },
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

/// One chain of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChainText {
    Chain(Role),
    NotChecked,
    ThePrimary,
    Step(usize),
    Alias(String),
    WrittenAs(String),
    NoSuchModel,
    SameAs(usize),
    NothingBehind,
    /// And what OpenClaw takes by itself.
    NotSet(Role, Option<String>),
    Grip {
        model: String,
        step: usize,
        of: usize,
    },
    GripHelp,
    Up(String),
    Down(String),
    Actions(String),
    Change,
    /// And whose.
    ChangePrimary {
        role: Role,
        agent: Option<String>,
    },
    NewPrimary {
        role: Role,
        agent: Option<String>,
    },
    KeepOld(String),
    ChangeNow,
    KeepPrimary,
    MakePrimary,
    MakePrimaryOne(String),
    Remove,
    RemoveOne(String),
    AddTo(Role),
    SetFirst(Role),
    Example,
    Add,
    Set,
    Clear(Role),
    Lifted {
        model: String,
        step: usize,
        of: usize,
    },
    Carried {
        step: usize,
        of: usize,
    },
    Dropped {
        model: String,
        step: usize,
    },
    Cancelled {
        model: String,
        step: usize,
    },
    Stays {
        model: String,
    },
}

impl Text for RoutingText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::Whose => "Agent".into(),
            Self::Defaults => "Defaults".into(),
            Self::Says { agent, is_own, fallbacks } => says(agent, *is_own, *fallbacks).into(),
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
            Self::Chain(Role::Text) => "Text".into(),
            Self::Chain(Role::Image) => "Image".into(),
            Self::NotChecked => "Credentials are not checked yet".into(),
            Self::ThePrimary => "primary".into(),
            Self::Step(step) => format!("Step {step}").into(),
            Self::Alias(alias) => format!("alias `{alias}`").into(),
            Self::WrittenAs(text) => format!("written as `{text}`").into(),
            Self::NoSuchModel => "neither a model nor an alias".into(),
            Self::SameAs(step) => format!("the same model as step {step}").into(),
            Self::NothingBehind => "Nothing is tried when it fails.".into(),
            Self::NotSet(Role::Text, Some(own)) => format!("Not set. OpenClaw uses its own default, `{own}`.").into(),
            Self::NotSet(Role::Text, None) => "Not set. OpenClaw uses its own default.".into(),
            Self::NotSet(Role::Image, _) => "Not set. Image requests go to the text model.".into(),
            Self::Grip { model, step, of } => format!("Move {model}, step {step} of {of}").into(),
            Self::GripHelp => {
                "Space lifts a model, the arrow keys, Home and End move it, Space drops it, Escape cancels. Alt with an \
                 arrow key moves it at once."
                    .into()
            }
            Self::Up(model) => format!("Move {model} up").into(),
            Self::Down(model) => format!("Move {model} down").into(),
            Self::Actions(model) => format!("More for {model}").into(),
            Self::Change => "Change…".into(),
            Self::ChangePrimary { role, agent } => format!("Change… {}", primary(*role, agent.as_deref())).into(),
            Self::NewPrimary { role, agent } => format!("New {}", primary(*role, agent.as_deref())).into(),
            Self::KeepOld(model) => format!("Keep `{model}` as step 2").into(),
            Self::ChangeNow => "Change".into(),
            Self::KeepPrimary => "Cancel".into(),
            Self::MakePrimary => "Make primary".into(),
            Self::MakePrimaryOne(model) => format!("Make {model} the primary").into(),
            Self::Remove => "Remove".into(),
            Self::RemoveOne(model) => format!("Remove {model}").into(),
            Self::AddTo(Role::Text) => "Model to try when all others fail".into(),
            Self::AddTo(Role::Image) => "Image model to try when all others fail".into(),
            Self::SetFirst(Role::Text) => "Model that should answer first".into(),
            Self::SetFirst(Role::Image) => "Model that should answer image requests first".into(),
            Self::Example => "provider/model or alias".into(),
            Self::Add => "Add fallback".into(),
            Self::Set => "Set primary".into(),
            Self::Clear(Role::Text) => "Clear all fallbacks".into(),
            Self::Clear(Role::Image) => "Clear all image fallbacks".into(),
            Self::Lifted { model, step, of } => format!("Lifted {model}, step {step} of {of}").into(),
            Self::Carried { step, of } => format!("Step {step} of {of}").into(),
            Self::Dropped { model, step } => format!("Dropped {model} at step {step}").into(),
            Self::Cancelled { model, step } => format!("Cancelled, {model} is step {step} again").into(),
            Self::Stays { model } => format!("{model} stays where it is").into(),
        }
    }
}

fn primary(role: Role, agent: Option<&str>) -> String {
    match (agent, role) {
        (Some(agent), _) => format!("model of {agent}"),
        (None, Role::Text) => "default model".to_owned(),
        (None, Role::Image) => "default image model".to_owned(),
    }
}

fn says(agent: &str, is_own: bool, fallbacks: Fallbacks) -> String {
    match (is_own, fallbacks) {
        (false, Fallbacks::Inherited) => format!("`{agent}` uses the default models."),
        (false, Fallbacks::Own) => format!("`{agent}` inherits the primary and has fallbacks of its own."),
        (false, Fallbacks::None) => format!("`{agent}` inherits the primary and has no fallbacks."),
        (true, Fallbacks::Inherited) => format!("`{agent}` has a primary of its own and inherits the fallbacks."),
        (true, Fallbacks::Own) => format!("`{agent}` has a primary and fallbacks of its own."),
        (true, Fallbacks::None) => format!("`{agent}` has a primary of its own and no fallbacks."),
    }
}
