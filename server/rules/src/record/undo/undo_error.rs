//! Errors of undoing a change.

use json5_edit::KeyPath;

use crate::schema::{
    managed,
    mask::{HIDDEN_TEXT, shorten_line},
};

/// The maximum length of a text in a message. A longer text is cut.
const MAX_SHOWN_LEN: usize = 160;

/// Why a change cannot be undone. The texts in it may be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UndoError {
    /// Others changed the file, and no backup is left to determine what they changed.
    #[error("no change to models was recorded")]
    NothingRecorded,
    /// The change is one of credentials, of which the history keeps no values.
    #[error("the history does not keep the content of credential stores")]
    CredentialsNotRecorded,
    /// The value is outside the managed paths.
    #[error("`{path}` is not a model setting, so it cannot be undone here")]
    NotManaged {
        /// The path of the value.
        path: KeyPath,
    },
    /// The history does not have the text of the value.
    #[error("the text of `{path}` was not kept because it may contain a secret, so it cannot be undone here")]
    TextNotRecorded {
        /// The path of the value.
        path: KeyPath,
    },
    /// The record cannot come from a write of openclaw.
    #[error("the history has {what} for `{path}`, which cannot be written to a file")]
    InvalidRecord {
        /// The path of the value.
        path: KeyPath,
        /// What the record contains instead of a valid value.
        what: &'static str,
    },
    /// OpenClaw would refuse the restored value.
    #[error("OpenClaw would refuse the old value: `{at}` {reason}")]
    Violation {
        /// The path of the problem.
        at: KeyPath,
        /// The problem.
        reason: String,
    },
    /// The agent no longer exists.
    #[error("the agent `{agent}` no longer exists")]
    AgentGone {
        /// The id of the agent.
        agent: String,
    },
    /// The changed value is in another file now, or in several.
    #[error("`{path}` is no longer in `{file}`")]
    MovedToOtherFile {
        /// The path of the value.
        path: KeyPath,
        /// The file that was changed.
        file: String,
    },
    /// Others changed the value since.
    #[error("`{path}` has changed since")]
    ChangedSince {
        /// The path of the value.
        path: KeyPath,
        /// The value after the change.
        left: String,
        /// The current value.
        now: String,
    },
    /// Everything is as it was before the change, or later changes made it irrelevant.
    #[error("nothing is left to undo")]
    NothingToRevert,
}

impl UndoError {
    /// Builds the error for a value that others changed since.
    pub(super) fn changed_since(path: &KeyPath, left: Option<&str>, now: Option<&str>) -> Self {
        let [left, now] = [left, now].map(|text| shown_text(path, text));
        Self::ChangedSince { path: path.clone(), left, now }
    }
}

/// Formats a text on one line, or the placeholder if it may not be shown.
fn shown_text(path: &KeyPath, text: Option<&str>) -> String {
    let Some(text) = text else { return "nothing".to_owned() };
    if !managed::may_be_recorded(path, text) {
        return HIDDEN_TEXT.to_owned();
    }
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    shorten_line(&mut line, 0, MAX_SHOWN_LEN);
    format!("`{line}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conflict_shows_both_texts_unless_secret() {
        let path = KeyPath::from_keys(["agents", "defaults", "model", "fallbacks"]);
        let reason =
            UndoError::changed_since(&path, Some("[\n  'a/b', // cheap\n]"), Some("['c/d', /* sk-Canary1 */]"));
        let UndoError::ChangedSince { left, now, .. } = reason else { panic!("{reason:?}") };
        assert_eq!((left.as_str(), now.as_str()), ("`[ 'a/b', // cheap ]`", HIDDEN_TEXT));
        assert_eq!(shown_text(&path, None), "nothing");
    }
}
