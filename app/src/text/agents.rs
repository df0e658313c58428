//! Texts of the Agents page.

use std::borrow::Cow;

use contract::ConfigLayer;

use super::Text;

/// Texts of the Agents page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgentsText {
    /// Number of agents, the default agent, and the number of agents with their own models.
    Count {
        all: usize,
        default: Option<String>,
        own: usize,
    },
    Agent,
    Primary,
    Fallbacks,
    Image,
    Defaults,
    Default,
    LayerName(ConfigLayer),
    OpenClawDefault,
    NoSuchModel,
    NoFallbacks,
    MoreFallbacks(usize),
    TextModel,
    SameForAll,
    NewPrimary(Option<String>),
    ModelExample,
    SetPrimary,
    SetPrimaryOf(String),
    SetPrimaryForAll,
    KeepFallbacks(String),
    KeepHelp(usize),
    InheritAll,
    InheritAllOf(String),
    InheritFallbacks,
    InheritFallbacksOf(String),
    EditFallbacks(String),
    EditForAll,
    /// Why a model is paid as it is, or cannot be.
    CredentialReason {
        model: String,
        reason: String,
    },
    Workspace,
    Credentials,
    Add,
    AddName,
    NameExample,
    WorkspaceExample(String),
    WorkspaceHelp(String),
    AddModel,
    AddButton,
}

impl Text for AgentsText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::Count { all, default, own } => count_sentence(*all, default.as_deref(), *own).into(),
            Self::Agent => "Agent".into(),
            Self::Primary => "Primary".into(),
            Self::Fallbacks => "Fallbacks".into(),
            Self::Image => "Image".into(),
            Self::Defaults => "Defaults".into(),
            Self::Default => "default".into(),
            Self::LayerName(ConfigLayer::Agent) => "own".into(),
            Self::LayerName(ConfigLayer::Defaults) => "inherited".into(),
            Self::OpenClawDefault => "OpenClaw's own default".into(),
            Self::NoSuchModel => "neither a model nor an alias".into(),
            Self::MoreFallbacks(count) => format!("and {count} more").into(),
            Self::NoFallbacks => "none".into(),
            Self::TextModel => "the text model".into(),
            Self::SameForAll => "uses the default".into(),
            Self::NewPrimary(None) => "New default primary".into(),
            Self::NewPrimary(Some(agent)) => format!("New primary for {agent}").into(),
            Self::ModelExample => "provider/model or alias".into(),
            Self::SetPrimary => "Set primary".into(),
            Self::SetPrimaryOf(agent) => format!("Set primary of {agent}").into(),
            Self::SetPrimaryForAll => "Set the default primary".into(),
            Self::KeepFallbacks(agent) => format!("Keep the fallbacks of {agent}").into(),
            Self::KeepHelp(count) => keep_help(*count).into(),
            Self::InheritAll => "Inherit everything again".into(),
            Self::InheritAllOf(agent) => format!("Inherit everything again: {agent}").into(),
            Self::InheritFallbacks => "Inherit the fallbacks again".into(),
            Self::InheritFallbacksOf(agent) => format!("Inherit the fallbacks again: {agent}").into(),
            Self::EditFallbacks(agent) => format!("Edit the fallbacks of {agent}").into(),
            Self::EditForAll => "Edit the default fallbacks".into(),
            Self::CredentialReason { model, reason } => format!("`{model}`: {reason}").into(),
            Self::Workspace => "Workspace".into(),
            Self::Credentials => "Credentials".into(),
            Self::Add => "Add an agent".into(),
            Self::AddName => "Name".into(),
            Self::NameExample => "work".into(),
            Self::WorkspaceExample(home) => format!("{home}/workspace-work").into(),
            Self::WorkspaceHelp(home) => workspace_help(home).into(),
            Self::AddModel => "Primary, if not the default one".into(),
            Self::AddButton => "Add agent".into(),
        }
    }
}

fn count_sentence(all: usize, default: Option<&str>, own: usize) -> String {
    let subject = match (all, default) {
        (1, Some(id)) => format!("`{id}` is the only agent."),
        (n, Some(id)) => format!("{n} agents; `{id}` is the default agent."),
        (n, None) => format!("{n} agents, and none of them is the default agent."),
    };
    let how = match (all, own) {
        (1, 0) => "It uses the default models.",
        (1, _) => "It has models of its own.",
        (_, 0) => "All use the default models.",
        (_, 1) => "1 has models of its own.",
        (_, n) => return format!("{subject} {n} have models of their own."),
    };
    format!("{subject} {how}")
}

fn keep_help(count: usize) -> String {
    let which = if count == 1 { "the fallback".to_owned() } else { format!("the {count} fallbacks") };
    format!("In this home an agent with a primary of its own inherits no fallbacks. Kept, {which} become its own list.")
}

fn workspace_help(home: &str) -> String {
    format!(
        "The directory the agent works in; it is created if it is missing. On this page it must be below `{home}`; \
         `openclaw agents add <name>` in a terminal takes any."
    )
}
