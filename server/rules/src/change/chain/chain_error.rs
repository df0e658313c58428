//! Errors of changing a chain.

use contract::{ChainId, Code, Hint, Refusal, Role};

/// Why a chain cannot be changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ChainError {
    /// The model is not among the fallbacks.
    #[error("`{model}` is not a fallback{}", chain_suffix(chain))]
    NotAFallback {
        /// The chain.
        chain: ChainId,
        /// Its key.
        model: String,
        /// Whether the model is the primary, which is not a fallback.
        is_primary: bool,
        /// The fallbacks of the chain.
        fallbacks: Vec<String>,
    },
    /// The primary cannot be moved, because the chain has no other model.
    #[error("`{model}` is the only model{}", chain_suffix(chain))]
    OnlyModel {
        /// The chain.
        chain: ChainId,
        /// The key of the model, or the text in the file if it resolves to no model.
        model: String,
    },
    /// The position is not in the list of fallbacks.
    #[error("there is no position {typed} among the fallbacks")]
    NoSuchPosition {
        /// The typed position, counted from 1.
        typed: usize,
        /// The number of positions.
        count: usize,
    },
    /// The request must name an agent.
    #[error("no agent is specified")]
    AgentRequired,
    /// All agents share one image model, so an agent cannot have its own.
    #[error("`{agent}` cannot have its own image model: OpenClaw has only the default one")]
    ImageModelIsShared {
        /// The id of the agent.
        agent: String,
    },
    /// In this home, an agent with its own primary does not inherit fallbacks.
    #[error("`{agent}` has its own model, and in this home an agent with its own model does not inherit fallbacks")]
    CannotInherit {
        /// The id of the agent.
        agent: String,
    },
}

impl Refusal for ChainError {
    fn code(&self) -> Code {
        match self {
            Self::NotAFallback { .. } => Code::FallbackMissing,
            Self::OnlyModel { .. } | Self::NoSuchPosition { .. } => Code::ChainPlace,
            Self::AgentRequired => Code::AgentMissing,
            Self::ImageModelIsShared { .. } => Code::ImageForAll,
            Self::CannotInherit { .. } => Code::ChainInherit,
        }
    }

    fn hints(&self) -> Vec<Hint> {
        match self {
            Self::NotAFallback { is_primary: true, .. } => {
                vec!["it is the primary, not a fallback".into()]
            }
            Self::NotAFallback { fallbacks, .. } if fallbacks.is_empty() => vec!["there are no fallbacks".into()],
            Self::NotAFallback { fallbacks, .. } => {
                vec![format!("the fallbacks are `{}`", fallbacks.join("`, `")).into()]
            }
            Self::OnlyModel { chain, .. } => vec![
                "add a fallback first".into(),
                Hint::for_terminal(format!("`{}` adds one", add_fallback_command(chain))),
            ],
            Self::NoSuchPosition { count, .. } => vec![positions_hint(*count).into()],
            Self::AgentRequired => vec![Hint::for_terminal("select it with `--agent <id>`")],
            Self::ImageModelIsShared { .. } => vec!["leave out the agent to change the default".into()],
            Self::CannotInherit { .. } => vec![Hint::for_terminal("`--all` removes its own model too")],
        }
    }
}

fn chain_suffix(ChainId { role, agent }: &ChainId) -> String {
    let of_agent = agent.as_ref().map(|agent| format!(" of `{agent}`")).unwrap_or_default();
    format!(" in the {} chain{of_agent}", role.as_str())
}

fn add_fallback_command(ChainId { role, agent }: &ChainId) -> String {
    match (role, agent) {
        (Role::Image, _) => "openclaw models image-fallbacks add <provider/model>".to_owned(),
        (Role::Text, None) => "openclaw models fallbacks add <provider/model>".to_owned(),
        (Role::Text, Some(agent)) => format!("openclaw models fallbacks add <provider/model> --agent={agent}"),
    }
}

fn positions_hint(count: usize) -> String {
    match count {
        0 => "there are no fallbacks".to_owned(),
        1 => "the only position is 1".to_owned(),
        count => format!("positions are counted from 1 to {count}, without the primary"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::hint_check::assert_hints_suit_pages;

    #[test]
    fn hints_with_a_command_are_for_terminals() {
        let (model, agent) = (|| "openai/gpt-52".to_owned(), || "work".to_owned());
        let only = |role, agent| ChainError::OnlyModel { chain: ChainId { role, agent }, model: model() };
        let not_there = |is_primary, fallbacks: &[&str]| ChainError::NotAFallback {
            chain: ChainId::default(),
            model: model(),
            is_primary,
            fallbacks: fallbacks.iter().map(|name| (*name).to_owned()).collect(),
        };
        let all = [
            not_there(true, &[]),
            not_there(false, &[]),
            not_there(false, &["openai/gpt-5.2", "a/b"]),
            only(Role::Text, None),
            only(Role::Text, Some(agent())),
            only(Role::Image, None),
            ChainError::NoSuchPosition { typed: 9, count: 0 },
            ChainError::NoSuchPosition { typed: 9, count: 1 },
            ChainError::NoSuchPosition { typed: 9, count: 2 },
            ChainError::AgentRequired,
            ChainError::ImageModelIsShared { agent: agent() },
            ChainError::CannotInherit { agent: agent() },
        ];
        assert_hints_suit_pages(&all, 5);
    }
}
