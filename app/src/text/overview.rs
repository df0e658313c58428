//! Texts of the Overview page.

use std::borrow::Cow;

use contract::{Role, Tone};

use super::Text;

/// Texts of the Overview page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OverviewText {
    StatesLabel,
    FindingsLabel,
    Severity(Tone),
    Lint,
    Acknowledge,
    AcknowledgeHelp,
    MoreWarnings(usize),
    Chain(Role),
    ChainOf(String),
    Primary,
    IfThatFails,
    Step(usize),
    WrittenAs(String),
    OpenClawDefault,
    NoSuchModel,
    Alias(String),
    NoFallbacks,
    NotSet(Role),
    ChangeChainLink(Role),
    Change,
    /// Role of the chain, and its agent.
    ChangePrimary {
        role: Role,
        agent: Option<String>,
    },
    Remove,
    RemoveLabel(String),
    Route,
    AgentsThatDiffer,
    NoAgentDiffers(usize),
    AgentDiffers {
        agent: String,
        model: String,
        others: usize,
    },
    RecentChanges,
    NothingChanged,
    ByTerminal,
    ByDashboard,
    ByOtherPrograms,
    WelcomeTitle,
}

impl Text for OverviewText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::StatesLabel => "Can it answer?".into(),
            Self::FindingsLabel => "Problems".into(),
            Self::Severity(Tone::Bad) => "Cannot answer".into(),
            Self::Severity(Tone::Warn) => "Warning".into(),
            Self::Severity(Tone::Ok | Tone::Plain) | Self::Lint => "Note".into(),
            Self::Acknowledge => "Ignore".into(),
            Self::AcknowledgeHelp => "Hide until the facts change; Settings can show it again".into(),
            Self::MoreWarnings(count) => format!("{count} more on Settings").into(),
            Self::Chain(Role::Text) => "Text".into(),
            Self::Chain(Role::Image) => "Image".into(),
            Self::ChainOf(agent) => format!("Text of {agent}").into(),
            Self::Primary => "primary".into(),
            Self::IfThatFails => "if that fails, try".into(),
            Self::Step(step) => format!("Step {step}").into(),
            Self::WrittenAs(text) => format!("written as `{text}`").into(),
            Self::OpenClawDefault => "OpenClaw's own default".into(),
            Self::NoSuchModel => "neither a model nor an alias".into(),
            Self::Alias(alias) => format!("alias `{alias}`").into(),
            Self::NoFallbacks => "It has no fallbacks.".into(),
            Self::NotSet(Role::Text) => "Not set. OpenClaw uses its own default.".into(),
            Self::NotSet(Role::Image) => "Not set. Image requests go to the text model.".into(),
            Self::ChangeChainLink(Role::Text) => "Change the text chain".into(),
            Self::ChangeChainLink(Role::Image) => "Change the image chain".into(),
            Self::Change => "Change…".into(),
            Self::ChangePrimary { agent: Some(agent), .. } => format!("Change… model of {agent}").into(),
            Self::ChangePrimary { role: Role::Text, .. } => "Change… default model".into(),
            Self::ChangePrimary { role: Role::Image, .. } => "Change… default image model".into(),
            Self::Remove => "Remove".into(),
            Self::RemoveLabel(model) => format!("Remove {model}").into(),
            Self::Route => "Route".into(),
            Self::AgentsThatDiffer => "Agents that differ".into(),
            Self::NoAgentDiffers(0 | 1) => "There is one agent, and it uses the default models.".into(),
            Self::NoAgentDiffers(count) => format!("None: all {count} agents use the default models.").into(),
            Self::AgentDiffers { agent, model, others } => {
                format!("`{agent}` → `{model}`, {}", fallback_count(*others)).into()
            }
            Self::RecentChanges => "Recent changes".into(),
            Self::NothingChanged => "No changes yet.".into(),
            Self::ByTerminal => "terminal".into(),
            Self::ByDashboard => "dashboard".into(),
            Self::ByOtherPrograms => "outside".into(),
            Self::WelcomeTitle => {
                "Nothing is configured yet: until a model is set, OpenClaw uses its own default.".into()
            }
        }
    }
}

fn fallback_count(others: usize) -> String {
    match others {
        0 => "no usable fallbacks".to_owned(),
        1 => "1 fallback".to_owned(),
        n => format!("{n} fallbacks"),
    }
}
