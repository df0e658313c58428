//! Errors of adding an agent.

use contract::{Code, Hint, Refusal};

use crate::schema::agent_id::MAIN_AGENT_ID;

/// The longest name of an agent, in characters.
pub(super) const MAX_NAME_CHARS: usize = 128;

/// Why an agent could not be added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddAgentError {
    /// An agent with this id exists.
    #[error("agent `{id}` already exists")]
    AlreadyExists {
        /// The id of the new agent.
        id: String,
    },
    /// The id is `main`, which always exists.
    #[error("`{MAIN_AGENT_ID}` is reserved: choose another name")]
    ReservedId,
    /// No character of the name can be part of an id.
    #[error("could not add an agent: no id can be made from its name")]
    InvalidName,
    /// The name is too long.
    #[error("could not add an agent: its name is longer than {MAX_NAME_CHARS} characters")]
    NameTooLong,
    /// No workspace was given.
    #[error("could not add agent `{id}`: it needs a workspace")]
    WorkspaceRequired {
        /// The id of the new agent.
        id: String,
    },
    /// Its agent directory belongs to another agent.
    #[error("could not add agent `{id}`: agent `{other}` already uses its directory")]
    DirInUse {
        /// The id of the new agent.
        id: String,
        /// The id of the agent that the directory belongs to.
        other: String,
    },
    /// A path contains a variable. Its value may be a secret, and would become the name of a directory.
    #[error("could not add agent `{id}`: its {what} contains a variable")]
    ContainsVariable {
        /// The id of the new agent.
        id: String,
        /// Which path: the workspace or the agent directory.
        what: &'static str,
    },
    /// A path is too long for a file system, or contains a NUL character.
    #[error("could not add agent `{id}`: its {what} is not a path, or is too long")]
    InvalidPath {
        /// The id of the new agent.
        id: String,
        /// Which path: the workspace or the agent directory.
        what: &'static str,
    },
    /// A path, or a directory above it, is a file or a link that leads to no directory.
    #[error("could not add agent `{id}`: `{path}` is not a directory")]
    NotADirectory {
        /// The id of the new agent.
        id: String,
        /// The path that is not a directory, as it is displayed.
        path: String,
    },
    /// The agent directory cannot be chosen from a page, so that a page cannot create directories anywhere.
    #[error("could not add agent `{id}`: its {what} cannot be set from a page")]
    NotAllowedFromPage {
        /// The id of the new agent.
        id: String,
        /// Which path: the workspace or the agent directory.
        what: &'static str,
    },
    /// A workspace that is chosen from a page must be below the state directory.
    #[error("could not add agent `{id}`: from a page its workspace must be below `{state_dir}`")]
    WorkspaceOutsideStateDir {
        /// The id of the new agent.
        id: String,
        /// The state directory, as it is displayed.
        state_dir: String,
    },
}

impl Refusal for AddAgentError {
    fn code(&self) -> Code {
        if matches!(self, Self::AlreadyExists { .. }) { Code::AgentExists } else { Code::AgentInvalid }
    }

    fn hints(&self) -> Vec<Hint> {
        vec![match self {
            Self::AlreadyExists { .. } => Hint::for_terminal("`openclaw agents list` shows the agents"),
            Self::ReservedId => "OpenClaw always has this agent".into(),
            Self::InvalidName => "an id is made of the letters a to z, digits, `-` and `_`".into(),
            Self::NameTooLong | Self::InvalidPath { .. } => "choose a shorter one".into(),
            Self::ContainsVariable { .. } => "write the path itself; a variable may contain a secret".into(),
            Self::NotADirectory { .. } => "choose another path, or create a directory there".into(),
            Self::NotAllowedFromPage { .. } => "leave it out, or add the agent in a terminal".into(),
            Self::WorkspaceOutsideStateDir { id, state_dir } => {
                format!("choose one such as `{state_dir}/workspace-{id}`, or add the agent in a terminal").into()
            }
            Self::WorkspaceRequired { .. } => Hint::for_terminal("`--workspace <dir>` sets it"),
            Self::DirInUse { .. } => "OpenClaw does not accept shared directories; choose another one, or none".into(),
        }]
    }
}

#[cfg(test)]
mod tests {
    use contract::OpError;

    use super::*;
    use crate::base::hint_check::assert_hints_suit_pages;

    #[test]
    fn hints_with_a_command_are_for_terminals() {
        let id = || "work".to_owned();
        let all = [
            AddAgentError::AlreadyExists { id: id() },
            AddAgentError::ReservedId,
            AddAgentError::InvalidName,
            AddAgentError::NameTooLong,
            AddAgentError::WorkspaceRequired { id: id() },
            AddAgentError::WorkspaceOutsideStateDir { id: id(), state_dir: "~/.openclaw".to_owned() },
            AddAgentError::NotAllowedFromPage { id: id(), what: "agent directory" },
            AddAgentError::DirInUse { id: id(), other: id() },
        ];
        assert_hints_suit_pages(&all, 2);
    }

    #[test]
    fn foreign_workspace_error_names_allowed_directories() {
        let state_dir = "~/.openclaw".to_owned();
        let error = OpError::from(AddAgentError::WorkspaceOutsideStateDir { id: "work".to_owned(), state_dir });
        assert_eq!(error.message, "could not add agent `work`: from a page its workspace must be below `~/.openclaw`");
        assert_eq!(
            error.hints[0].text,
            "choose one such as `~/.openclaw/workspace-work`, or add the agent in a terminal"
        );
    }
}
