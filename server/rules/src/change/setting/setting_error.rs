//! Errors of reading and writing settings.

use contract::{Code, Hint, Refusal};
use json5_edit::KeyPath;

use crate::{
    base::{did_you_mean::suggestion_hint, shell_word::shell_word},
    schema::typed_path::ParsePathError,
};

/// Why a setting cannot be read or written. No message repeats a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// The text is not a path.
    #[error(transparent)]
    Path(#[from] ParsePathError),
    /// There is no value at the path.
    #[error("could not find `{path}`: config path not found")]
    NotFound {
        /// The requested path.
        path: KeyPath,
        /// The longest part of the path that has a value.
        level: KeyPath,
        /// Paths that may have been meant.
        near: Vec<KeyPath>,
        /// Some keys of the value at `level`, when it is an object.
        others: Vec<String>,
        /// The number of elements at `level`, when it is a list.
        elements: Option<usize>,
    },
    /// A model name with a dot in it was read as several keys.
    #[error(
        "could not tell which model in `agents.defaults.models` is meant: put a name that contains a dot in brackets"
    )]
    DottedModelKey {
        /// The path that was meant.
        instead: String,
    },
    /// The path is not about models, so a page may not access it.
    #[error("`{path}` is not a model setting, so a page cannot read or write it")]
    ForbiddenForPages {
        /// The requested path.
        path: KeyPath,
    },
    /// A page may not add a variable: it may hold a secret, and a model's name is sent to its provider.
    #[error("could not set `{path}`: a page cannot put a variable into a value")]
    NewVariable {
        /// The requested path.
        path: KeyPath,
    },
    /// The path belongs to OpenClaw's own metadata.
    #[error("could not change `{path}`: only OpenClaw writes `meta`")]
    OwnedByOpenClaw {
        /// The requested path.
        path: KeyPath,
    },
    /// The path is an include, which would add another file to this one unnoticed.
    #[error("could not change `{path}`: it is an include, not a value")]
    IncludeKey {
        /// The requested path.
        path: KeyPath,
    },
    /// The home configures its agents in the other layout.
    #[error("could not set `{path}`: the agents of this home are in `{shape}`")]
    OtherAgentShape {
        /// The requested path.
        path: KeyPath,
        /// The layout of the home, for example `agents.entries`.
        shape: &'static str,
        /// The equivalent path in that layout.
        instead: String,
    },
    /// The list of agents is shorter than the index.
    #[error("could not set `{path}`: `agents.list` has {}", agents(*.length))]
    NoSuchAgent {
        /// The requested path.
        path: KeyPath,
        /// The number of agents.
        length: usize,
    },
    /// The new element would leave a gap in its list.
    #[error("could not set `{path}`: `{list}` has {}, so the next is `{}`", elements(*.length), list.with_index(*.length))]
    ListGap {
        /// The requested path.
        path: KeyPath,
        /// The path of the list.
        list: KeyPath,
        /// The number of its elements.
        length: usize,
    },
    /// A secret was given on the command line.
    #[error(
        "could not set `{path}`: a secret must not be on the command line, where other users and the shell \
         history can see it"
    )]
    SecretOnCommandLine {
        /// The requested path.
        path: KeyPath,
    },
    /// The pipe was empty.
    #[error("could not set `{path}`: stdin was empty")]
    EmptyStdin {
        /// The requested path.
        path: KeyPath,
    },
    /// The value contains the placeholder of a hidden value.
    #[error("could not set `{path}`: the value contains a mask, which would replace the hidden text")]
    ContainsMask {
        /// The requested path.
        path: KeyPath,
    },
    /// The value cannot be a secret.
    #[error("could not set `{path}`: a secret {why}")]
    InvalidSecret {
        /// The requested path.
        path: KeyPath,
        /// The reason, for example “cannot be blank”.
        why: &'static str,
    },
    /// The value must be JSON5, but is not.
    #[error("could not set `{path}`: the value is not JSON5: {reason}")]
    NotJson5 {
        /// The requested path.
        path: KeyPath,
        /// What is wrong, and where in the value.
        reason: String,
    },
    /// OpenClaw does not accept `null`.
    #[error("could not set `{path}`: OpenClaw does not accept `null`")]
    NullValue {
        /// The requested path.
        path: KeyPath,
    },
    /// The value contains a reserved key, which parsers drop, or an include.
    #[error("could not set `{path}`: the value contains the key `{key}`")]
    ReservedKey {
        /// The requested path.
        path: KeyPath,
        /// The key.
        key: &'static str,
    },
    /// OpenClaw would refuse the file.
    #[error("could not change `{path}`: OpenClaw would refuse the file: `{at}` {why}")]
    Violation {
        /// The requested path.
        path: KeyPath,
        /// The path of the problem.
        at: KeyPath,
        /// The problem, for example “is a number, but must be text”.
        why: String,
        /// The path that was probably meant, if a key is misspelt.
        instead: Option<KeyPath>,
    },
    /// openclaw does not know what OpenClaw accepts there.
    #[error("could not set `{path}`: which values OpenClaw accepts {} is not known here, so this one cannot be checked", below(.path, .at))]
    Undescribed {
        /// The requested path.
        path: KeyPath,
        /// The object whose members are not known, or the value that has more rules than are known.
        at: KeyPath,
    },
    /// openclaw does not know whether OpenClaw requires the value.
    #[error("could not remove `{path}`: which values OpenClaw requires {} is not known here, so this cannot be checked", below(.path, .at))]
    UndescribedParent {
        /// The requested path.
        path: KeyPath,
        /// The object whose members are not known.
        at: KeyPath,
    },
}

fn below(path: &KeyPath, at: &KeyPath) -> String {
    if at.steps().is_empty() || at == path { "there".to_owned() } else { format!("below `{at}`") }
}

fn elements(length: usize) -> String {
    if length == 1 { "1 element".to_owned() } else { format!("{length} elements") }
}

fn agents(length: usize) -> String {
    match length {
        0 => "no agent yet".to_owned(),
        1 => "only 1 agent".to_owned(),
        length => format!("only {length} agents"),
    }
}

impl Refusal for SettingError {
    fn code(&self) -> Code {
        match self {
            Self::NotFound { .. } => Code::ConfigMissing,
            Self::SecretOnCommandLine { .. } => Code::SecretTyped,
            Self::Undescribed { .. } | Self::UndescribedParent { .. } => Code::NoOpenclaw,
            Self::Path(_)
            | Self::DottedModelKey { .. }
            | Self::ForbiddenForPages { .. }
            | Self::OwnedByOpenClaw { .. }
            | Self::IncludeKey { .. }
            | Self::OtherAgentShape { .. }
            | Self::NoSuchAgent { .. }
            | Self::ListGap { .. } => Code::ConfigPath,
            Self::EmptyStdin { .. }
            | Self::ContainsMask { .. }
            | Self::InvalidSecret { .. }
            | Self::NewVariable { .. }
            | Self::NotJson5 { .. }
            | Self::NullValue { .. }
            | Self::ReservedKey { .. }
            | Self::Violation { .. } => Code::ConfigValue,
        }
    }

    fn hints(&self) -> Vec<Hint> {
        setting_hint(self).into_iter().collect()
    }
}

fn setting_hint(error: &SettingError) -> Option<Hint> {
    Some(match error {
        SettingError::Path(ParsePathError::ReservedKey { .. }) | SettingError::OwnedByOpenClaw { .. } => return None,
        SettingError::Path(_) => "a path is written like `agents.list[0].model` or `models[a/b].alias`".into(),
        SettingError::NotFound { level, near, others, elements, .. } => {
            return existing_keys_hint(level, near, others, *elements);
        }
        SettingError::ForbiddenForPages { .. } => "the command line can change the whole file".into(),
        SettingError::NewVariable { .. } => "use the command line for this".into(),
        SettingError::IncludeKey { .. } | SettingError::ReservedKey { .. } => {
            "do that in an editor, where you can see what else it affects".into()
        }
        SettingError::DottedModelKey { instead, .. } | SettingError::OtherAgentShape { instead, .. } => {
            format!("the path in this home is `{instead}`").into()
        }
        SettingError::NoSuchAgent { .. } => {
            Hint::for_terminal("`openclaw agents add <name> --workspace=<dir>` adds one")
        }
        SettingError::ListGap { .. } => "a list cannot have gaps".into(),
        SettingError::SecretOnCommandLine { path } => Hint::for_terminal(format!(
            "pipe it: `printf %s \"$KEY\" | openclaw config set {} -`",
            shell_word(&path.to_string())
        )),
        SettingError::ContainsMask { .. } => {
            "nothing was written; set the other values one by one, each by its own path".into()
        }
        SettingError::InvalidSecret { .. } => "nothing was written; check the piped input".into(),
        SettingError::EmptyStdin { .. } => "was the variable in the command empty?".into(),
        SettingError::NotJson5 { .. } => "text needs quotes, as in `'\"text\"'`".into(),
        SettingError::NullValue { .. } => Hint::for_terminal("`openclaw config unset <path>` removes a value"),
        SettingError::Violation { instead: Some(meant), .. } => return suggestion_hint(&[meant.to_string()]),
        SettingError::Violation { .. } => "nothing was changed".into(),
        SettingError::Undescribed { .. } => Hint::for_terminal("`--force` sets it unchecked"),
        SettingError::UndescribedParent { .. } => Hint::for_terminal("`--force` removes it unchecked"),
    })
}

/// Describes the keys or elements at the deepest existing level of the path.
fn existing_keys_hint(level: &KeyPath, near: &[KeyPath], others: &[String], elements: Option<usize>) -> Option<Hint> {
    let place = if level.steps().is_empty() { "the file".to_owned() } else { format!("`{level}`") };
    match (near, elements) {
        ([], Some(count)) => Some(format!("{place} is a list of {count}, counted from 0").into()),
        ([], None) if others.is_empty() => None,
        ([], None) => Some(format!("{place} has the keys `{}`", others.join("`, `")).into()),
        (near, _) => suggestion_hint(&near.iter().map(KeyPath::to_string).collect::<Vec<_>>()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::hint_check::assert_hints_suit_pages;

    #[test]
    fn hints_with_a_command_are_for_terminals() {
        let path = || "agents.list[1].model".parse().unwrap();
        let all = [
            SettingError::ForbiddenForPages { path: path() },
            SettingError::NewVariable { path: path() },
            SettingError::IncludeKey { path: path() },
            SettingError::NoSuchAgent { path: path(), length: 1 },
            SettingError::SecretOnCommandLine { path: path() },
            SettingError::ContainsMask { path: path() },
            SettingError::InvalidSecret { path: path(), why: "cannot be blank" },
            SettingError::EmptyStdin { path: path() },
            SettingError::NotJson5 { path: path(), reason: "x".to_owned() },
            SettingError::NullValue { path: path() },
            SettingError::Undescribed { path: path(), at: path() },
            SettingError::UndescribedParent { path: path(), at: path() },
        ];
        assert_hints_suit_pages(&all, 5);
    }
}
